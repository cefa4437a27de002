"""Cascades: what an event of one record does to one that is tied to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import takewhile
from typing import TypeAlias

import attrs

from itsmcore.conditions import All, AtLeast, Condition, Facts, Field, Op, Test, leaves
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.decisions import Decision, Row
from itsmcore.desk._link_table import Side
from itsmcore.desk._neighbours import settled
from itsmcore.desk._outcome import Reached
from itsmcore.fields import as_text
from itsmcore.lifecycle import Cause, Event, Following, Practice, Record
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._practice import practice_of

Stock: TypeAlias = tuple[
    Practice, str | tuple[str, ...], tuple[type[Event], ...], Condition | None, Following
]
"""A practice, what the target is to the source, its events, what else holds, what follows."""


def target(name: str) -> Field:
    """Name a fact of the record that a cascade would reach, or its `"practice"`.

    For a record that is not loaded it is unknown, except its `"id"`, and the practice if links tell
    it.
    """
    return Field(f"target.{as_text(name, 'name')}")


class Tied:
    """Read the facts of a source, its event, the link, and the target if it is loaded.

    The event is its last one unless the version of another is named.

    The event's class and the practice are there as `"verb"` and `"practice"`, and what the target
    is to the source as `"link"`; `"link.inverse"` is what the source is to the target. The number
    of the target is always known, and its practice if its links or its number tell it.

    Args:
        source: the record that something happened to.
        link: what the target is to it.
        other: the number of the target.
        tied: the target, if it is loaded.
        practice: the practice of the target, if it is known otherwise.
        version: the version of the event.
        around: what reads the records linked to one, by its number.
    """

    def __init__(
        self,
        source: Record,
        link: Side,
        other: str,
        tied: Record | None,
        practice: str | None = None,
        version: int | None = None,
        around: Callable[[str], Facts] | None = None,
    ) -> None:
        self.source, self.link, self.tied = source, link.kind, tied
        self.version = source.version if version is None else version
        self.event = source.history[self.version - 1]
        guessed = {"id": other} if practice is None else {"id": other, "practice": practice}
        known = {
            "link": link.kind,
            "link.inverse": link.inverse,
            "practice": practice_of(source),
        }
        own = RecordFacts(source, self.event)
        if around is None:
            reached = guessed if tied is None else Reached(tied)
            self._facts = FactSpaces(known, own, target=reached)
        else:
            reached = guessed if tied is None else Reached(tied, around(tied.id))
            self._facts = FactSpaces(known, own, target=reached, linked=around(source.id))
        self.get = self._facts.get

    @property
    def cause(self) -> Cause:
        """What an event that follows names as its cause."""
        return Cause(self.event.verb, version=self.version, record=self.source.id)


@attrs.frozen(eq=False, repr=False, slots=False)
class Index:
    """Find the rows of a decision that the verb, the link and the practice do not rule out.

    Attributes:
        decision: what cascades.
    """

    decision: Decision[Following]
    _found: dict[Key, tuple[Candidate, ...]] = attrs.field(factory=dict, init=False)
    _asked: dict[Key, bool] = attrs.field(factory=dict, init=False)
    _along: dict[tuple[str, str | None, frozenset[str]], frozenset[str]] = attrs.field(
        factory=dict, init=False
    )

    @cached_property
    def asking(self) -> frozenset[int]:
        """The places of the rows that ask about the records linked to one."""
        rows = enumerate(self.decision.rows)
        asked = (place for place, row in rows if any(map(_is_of_linked, leaves(row.when))))
        return frozenset(asked)

    def asks(self, verb: str, link: str, practice: str | None) -> bool:
        """Return whether a row for a verb, a link and a practice asks about linked records."""
        key = verb, link, practice
        if key not in self._asked:
            found = self.candidates(*key)
            self._asked[key] = any(place in self.asking for place, _, _ in found)
        return self._asked[key]

    def along(self, verb: str, practice: str | None, links: Iterable[str]) -> frozenset[str]:
        """Return those of some kinds of link that a row for a verb and a practice may be for."""
        key = verb, practice, frozenset(links)
        if key not in self._along:
            found = (link for link in key[2] if self.candidates(verb, link, practice))
            self._along[key] = frozenset(found)
        return self._along[key]

    def rows(self, facts: Tied) -> tuple[Candidate, ...]:
        """Return the rows, each with its place and with what is left to be judged of it.

        What they ask of the records linked to the source is answered, as far as that is known; so
        it is asked once, and not for every target.
        """
        key = facts.event.verb, facts.link, practice_of(facts.source)
        found = self.candidates(*key)
        if not self.asks(*key):
            return found
        return tuple(
            (place, attrs.evolve(row, when=settled(row.when, facts)), settled(left, facts))
            for place, row, left in found
        )

    def candidates(self, verb: str, link: str, practice: str | None) -> tuple[Candidate, ...]:
        """Return the rows for a verb, a link and a practice; None is one that is not known."""
        key = verb, link, practice
        if key not in self._found:
            known = {name: of for name, of in zip(_KEYS, key, strict=True) if of is not None}
            split = (
                (place, row, *_split(row.when)) for place, row in enumerate(self.decision.rows)
            )
            self._found[key] = tuple(
                (place, row, left)
                for place, row, first, left in split
                if all(part.judge(known) for part in first if part.subject.name in known)
            )
        return self._found[key]


Candidate: TypeAlias = "tuple[int, Row[Following], Condition]"
Key: TypeAlias = "tuple[str, str, str | None]"
_KEYS = ("verb", "link", "practice")


def _split(when: Condition) -> tuple[list[Test], Condition]:
    """Split a condition into the leading tests that the key decides, and the rest."""
    parts = when.parts if isinstance(when, All) else (when,)
    first = [part for part in takewhile(_is_of_key, parts) if isinstance(part, Test)]
    return first, All(parts[len(first) :])


def _is_of_linked(leaf: Condition) -> bool:
    return isinstance(leaf, AtLeast)


def _is_of_key(part: Condition) -> bool:
    if not isinstance(part, Test) or part.subject.name not in _KEYS:
        return False
    values = part.value if part.op is Op.IS_IN else (part.value,)
    is_plain = isinstance(values, tuple) and all(isinstance(value, str) for value in values)
    return is_plain and part.op in (Op.IS, Op.IS_IN)
