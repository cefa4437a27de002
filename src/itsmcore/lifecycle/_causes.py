"""Causes: whether what an event claims to follow from bears it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from itsmcore.errors import BadValue
from itsmcore.fields import can_be_iterated, one_or_several
from itsmcore.lifecycle._answers import CauseCheck
from itsmcore.lifecycle._event import Cause, Event
from itsmcore.lifecycle._folded import Folded
from itsmcore.lifecycle._likeness import alike, by_the_same
from itsmcore.lifecycle._timers import fires
from itsmcore.phrase import Phrase


class Causes:
    """Check the causes of a history, event by event.

    Args:
        records: other records, or their histories, in which causes may lie.
        kind: the class that records are of.

    Raises:
        BadValue: one of them is something else.
    """

    def __init__(self, records: Iterable[Any], kind: type[Folded]) -> None:
        given: Any = records
        if not can_be_iterated(given):
            raise _no_record(given)
        self.histories: Mapping[str, tuple[Event, ...]] = dict(_history(one, kind) for one in given)
        self.following: tuple[Event, ...] = ()

    def check(self, record: Folded, event: Event) -> CauseCheck | None:
        """Check the cause of the next event of a record; None if it names none."""
        cause = event.cause
        if cause is None:
            return None
        if cause.record is not None:
            return self._elsewhere(record, event, cause)
        if cause.version is None:
            return CauseCheck.BORNE_OUT if fires(record, event) else CauseCheck.FORGED
        if any(alike(event, one) for one in self.following):
            return CauseCheck.BORNE_OUT
        source = _event_at(*record._events, cause)  # noqa: SLF001 (its own room)
        offers = () if source is None else record.model.plan.offers.get(type(source), ())
        is_offered = any(offer.event is type(event) for offer in offers)
        return CauseCheck.BY_HAND if is_offered else CauseCheck.FORGED

    def _elsewhere(self, record: Folded, event: Event, cause: Cause) -> CauseCheck:
        """Check a cause in another record: what follows from it does so at once, in its name."""
        if cause.record == record.id:
            return CauseCheck.FORGED
        history = self.histories.get(cause.record or "")
        if history is None:
            return CauseCheck.UNVERIFIED
        source = _event_at(history, len(history), cause)
        if source is None or source.at > event.at:
            return CauseCheck.FORGED
        at_once = max(source.at, record.changed_at)
        is_followed = by_the_same(event, source) and event.at == at_once
        return CauseCheck.BORNE_OUT if is_followed else CauseCheck.BY_HAND

    def happened(self, record: Folded, *, is_automatic: bool) -> None:
        """Note the last event of a record, from which others may follow."""
        event = record._newest  # noqa: SLF001 (its own room)
        place = next((n for n, one in enumerate(self.following, 1) if alike(event, one)), None)
        if place is not None:
            self.following = self.following[place:]
        else:
            self.following = _following(record, is_automatic=is_automatic)


def _following(record: Folded, *, is_automatic: bool) -> tuple[Event, ...]:
    """List the events that follow from a record's last one by reactions."""
    records = record._and_following(is_automatic=is_automatic)  # noqa: SLF001 (its own room)
    return records[-1].since(record.version)


def _event_at(history: tuple[Event, ...], length: int, cause: Cause) -> Event | None:
    """Find the event that a cause names among the first of a history; None if there is none."""
    version = cause.version
    if type(version) is not int or not 0 < version <= length:
        return None
    found = history[version - 1]
    return found if found.verb == cause.name else None


def _history(record: object, kind: type[Folded]) -> tuple[str, tuple[Event, ...]]:
    if isinstance(record, kind):
        return record.id, record.history
    events = one_or_several(record) if can_be_iterated(record) else ()
    number = getattr(events[0], "id", None) if events else None
    if not isinstance(number, str) or not all(isinstance(event, Event) for event in events):
        raise _no_record(record)
    return number, events


def _no_record(value: object) -> BadValue:
    expected = Phrase("lifecycle.expected.other_records_histories_each")
    return BadValue(field="records", value=value, expected=expected)
