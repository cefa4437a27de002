"""Meetings: what happens to one record while another, tied to it, is in some state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import attrs

from itsmcore.desk import Desk
from itsmcore.lifecycle import Model, Record
from itsmcore.lifecycle._practice import practice_of
from itsmcore.testing._walking import Aim, Map

Link: TypeAlias = tuple[str, str, str]


@attrs.frozen
class Meeting:
    """What may happen to one of two records that are tied, and where the other is by then.

    Attributes:
        of: the number of the record that it happens to.
        other: the number of the other record.
        event: what happens, in the nearest of the states in which it may.
        state: the state that the other record is in.
        kind: the two practices, the link, the verb and the state of the other.
    """

    of: str
    other: str
    event: Aim
    state: Aim
    kind: tuple[str, ...]

    @property
    def verb(self) -> str:
        """What happens."""
        return self.kind[-2]


def possible_links(desk: Desk, one: str, other: str) -> tuple[Link, ...]:
    """List the links that the rules of a desk allow from one record to another."""
    rules = (*desk.link_rules, *(rule for practice in desk.practices for rule in practice.links))
    record = desk[one]
    known = dict.fromkeys(rule.kind for rule in rules if rule.kind in record.model.plan.links)
    practice = practice_of(record)
    may_be = (kind for kind in known if other in others(desk, practice, one, kind))
    return tuple((one, kind, other) for kind in may_be)


def others(desk: Desk, practice: str, id: str, kind: object) -> tuple[str, ...]:
    """List the records of a desk that may be of a kind to one; any, where the kind is open."""
    table = desk._link_table
    known = [other for other in desk if other.id != id]
    if isinstance(kind, str):
        practices = table.others(table.kind(kind), (practice,))
        known = [other for other in known if practice_of(other) in practices]
    return tuple(other.id for other in known)


def meetings(desk: Desk, ways: Callable[[Model], Map], one: str, other: str) -> Iterator[Meeting]:
    """Yield what may meet where something may follow from it for the other of two records."""
    for of, met in ((one, other), (other, one)):
        source, target = desk[of], desk[met]
        practice, practice_met = practice_of(source), practice_of(target)
        for link in sorted(link for link, number in desk.ties.get(of, ()) if number == met):
            events = {
                verb: aim
                for verb, aim in _nearest(source, ways).items()
                if desk._index.candidates(verb, link, practice)
            }
            ahead = ways(target.model).ahead(target) if events else ()
            for state in dict.fromkeys(aim.state for aim in ahead if aim.table == 0):
                for verb, aim in events.items():
                    kind = practice, link, practice_met, verb, state
                    yield Meeting(of, met, aim, Aim(0, state), kind)


def _nearest(record: Record, ways: Callable[[Model], Map]) -> dict[str, Aim]:
    """Return for each verb of a record's main table the use of it that is the fewest moves away."""
    known = ways(record.model)
    ahead = [aim for aim in known.ahead(record) if aim.table == 0]
    far = sorted(ahead, key=lambda aim: -known.left(record, aim))
    return {aim.event.verb: aim for aim in far if aim.event is not None}


def is_heard_of(desk: Desk, link: Link) -> bool:
    """Return whether what happens to one of two records would be told to the other."""
    one, kind, other = link
    sides = (one, kind), (other, desk._link_table.inverse(kind))
    return any(
        desk._index.candidates(event.verb, side, practice_of(desk[id]))
        for id, side in sides
        for event in desk[id].model.events
    )
