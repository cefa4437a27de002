"""Cascades: what an event of one record does to one that is tied to it."""

from __future__ import annotations

from itertools import takewhile
from typing import Any, TypeAlias

import attrs

from itsmcore.conditions import All, Condition, Field, Op, Test
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.decisions import Decision, Row
from itsmcore.desk._outcome import Reached, practice_name
from itsmcore.fields import as_text
from itsmcore.lifecycle import Cause, Following, LinkKind, Record
from itsmcore.lifecycle._facts import RecordFacts


def target(name: str) -> Field:
    """Name a fact of the record that a cascade would reach, or its `"practice"`.

    For a record that is not loaded it is unknown, except the practice if links tell it.
    """
    return Field(f"target.{as_text(name, 'name')}")


class Tied:
    """Read the facts of a source, its last event, the link, and the target if it is loaded.

    The event's class and the practice are there as `"verb"` and `"practice"`, and what the target
    is to the source as `"link"`; `"link.inverse"` is what the source is to the target. The practice
    of the target is also known if its links or its number tell it.
    """

    def __init__(
        self,
        source: Record[Any],
        link: LinkKind,
        tied: Record[Any] | None,
        practice: str | None = None,
    ) -> None:
        self.source, self.link, self.tied = source, link, tied
        self.event = source.history[-1]
        guessed = {} if practice is None else {"practice": practice}
        known = {"link": link, "link.inverse": link.inverse, "practice": practice_name(source)}
        reached = guessed if tied is None else Reached(tied)
        self._facts = FactSpaces(known, RecordFacts(source, self.event), target=reached)
        self.get = self._facts.get

    @property
    def cause(self) -> Cause:
        """What an event that follows names as its cause."""
        return Cause(self.event.verb, version=self.source.version, record=self.source.id)


@attrs.frozen(eq=False, repr=False, slots=False)
class Index:
    """Find the rows of a decision that the verb, the link and the practice do not rule out.

    Attributes:
        decision: what cascades.
    """

    decision: Decision[Following]
    _found: dict[tuple[str, ...], tuple[Candidate, ...]] = attrs.field(factory=dict, init=False)

    def rows(self, facts: Tied) -> tuple[Candidate, ...]:
        """Return the rows, each with its place and with what is left to be judged of it."""
        key = facts.event.verb, facts.link, practice_name(facts.source)
        if key not in self._found:
            known = dict(zip(_KEYS, key, strict=True))
            split = (
                (place, row, *_split(row.when)) for place, row in enumerate(self.decision.rows)
            )
            self._found[key] = tuple(
                (place, row, left) for place, row, first, left in split if first.judge(known)
            )
        return self._found[key]


Candidate: TypeAlias = "tuple[int, Row[Following], Condition]"
_KEYS = ("verb", "link", "practice")


def _split(when: Condition) -> tuple[Condition, Condition]:
    """Split a condition into the leading tests that the key decides, and the rest."""
    parts = when.parts if isinstance(when, All) else (when,)
    first = tuple(takewhile(_is_of_key, parts))
    return All(first), All(parts[len(first) :])


def _is_of_key(part: Condition) -> bool:
    if not isinstance(part, Test) or part.subject.name not in _KEYS:
        return False
    values = part.value if part.op is Op.IS_IN else (part.value,)
    is_plain = isinstance(values, tuple) and all(isinstance(value, str) for value in values)
    return is_plain and part.op in (Op.IS, Op.IS_IN)
