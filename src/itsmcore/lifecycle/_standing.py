"""Standing events: what has happened to a record and is still so."""

from __future__ import annotations

from itertools import islice

from itsmcore.lifecycle._folded import Folded


def last_of_each(record: Folded) -> dict[str, int]:
    """Return the version of the last event of each verb."""
    return {event.verb: version for version, event in enumerate(record.history, 1)}


def stands(record: Folded, version: int) -> bool:
    """Return whether the states to which an event moved a record are still its states.

    It stands if it moved nothing.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import Incident
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")
    >>> inc = inc.comment(at=nine, by="ada", text="Since six").start(at=nine, by="grace")
    >>> [stands(inc.hold(at=nine, by="grace", reason="vendor"), version) for version in range(1, 5)]
    [False, True, False, True]
    """
    movers = record.model.plan.movers
    if version > 1 and type(record.history[version - 1]) not in movers:
        return True
    if movers.isdisjoint(map(type, islice(record.history, version, None))):
        return True
    moved_at = _moved_at(record)
    then_and_now = zip(moved_at[version - 1], moved_at[-1], strict=True)
    return all(now == version for then, now in then_and_now if then == version)


def _moved_at(record: Folded) -> list[tuple[int, ...]]:
    """Return, after each event, the version of the event that last moved each table."""
    plan = record.model.plan
    state, regions = plan.initial, plan.region_initials
    found = [(1,) * (1 + len(regions))]
    for version, event in enumerate(record.history[1:], 2):
        before = (state, *regions)
        moved = plan.moves[type(event), state, regions]
        state, regions = (state, regions) if moved is None else (moved.state, moved.regions)
        now = zip(before, (state, *regions), found[-1], strict=True)
        found.append(tuple(at if one == other else version for one, other, at in now))
    return found
