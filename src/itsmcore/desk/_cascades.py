"""Cascades: what an event of one record does to one that is tied to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import takewhile
from typing import Any, TypeAlias

import attrs

from itsmcore.called import NAME, call_of
from itsmcore.checked import checked
from itsmcore.conditions import All, Condition, Facts, Field, Op, Test, given
from itsmcore.decisions import Decision, Row
from itsmcore.desk._outcome import TARGET, Readable, fact_of, is_of_target, practice_name
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_flag, as_text
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.lifecycle import Cause, Event, LinkKind, Record
from itsmcore.lifecycle._event import data_fields, required
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.shown import shown


def target(name: str) -> Field:
    """Name a fact of the record that a cascade would reach, or its `"practice"`.

    Of a record that is not loaded it is not known, save the practice where links tell it.
    """
    return given(f"target.{as_text(name, 'name')}")


def _data(data: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return frozen(data, "data")


@attrs.frozen
class Later:
    """Read a fact, or another where that is later; where the first is not set, neither.

    >>> Later(target("restored_at"), target("occurred_at")).read({})
    """

    of: Field
    than: Field

    def read(self, facts: Facts) -> Any:
        """Look both up.

        Raises:
            Incomparable: they have no order between them.
        """
        value: Any = self.of.read(facts)
        least: Any = self.than.read(facts)
        return least if (self.of.is_set & (self.than > self.of)).judge(facts) else value


@attrs.frozen(repr=False)
class Cascade:
    """Say which event follows for the record that is tied.

    Attributes:
        event: the event class.
        data: its arguments: values, or fields to read of the source, its event or the target, or
            the later of two.
        is_offer: whether it is only offered, to be applied by whoever agrees.

    Raises:
        BadValue: it is no event class, or an argument is missing that the event needs.
        Unlisted: the event has no such argument.
    """

    event: type[Event] = attrs.field(repr=NAME)
    data: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=_data)
    is_offer: bool = attrs.field(default=False, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        event: object = self.event
        if not isinstance(event, type) or not issubclass(event, Event):
            raise BadValue(field="event", value=event, expected="an Event class")
        as_flag(self.is_offer, "is_offer")
        known = tuple(field.name for field in data_fields(self.event))
        for name in self.data:
            if name not in known:
                raise Unlisted(kind=f"argument of {self.event.verb}", name=name, known=known)
        for name in required(self.event):
            if name not in self.data:
                raise BadValue(field="data", value=dict(self.data), expected=f"{shown(name)} too")

    @checked
    def made(self, facts: Tied, *, at: datetime) -> Event:
        """Make the event, at an instant, in the name of whoever caused it.

        Raises:
            BadValue: an argument that it needs is not there to be read.
        """
        data: dict[str, Any] = {
            name: value.read(facts) if isinstance(value, Field | Later) else value
            for name, value in self.data.items()
        }
        cause = Cause(facts.event.verb, version=facts.source.version, record=facts.source.id)
        return self.event(at=at, by=facts.event.by, cause=cause, **data)

    @property
    def reads(self) -> tuple[Field, ...]:
        """Every fact that its arguments take."""
        return tuple(field for value in self.data.values() for field in _fields(value))

    @property
    def unread(self) -> FrozenDict[str, Readable]:
        """The arguments that take facts of the target, which only a loaded one tells."""
        return FrozenDict(
            {n: v for n, v in self.data.items() if any(map(is_of_target, _fields(v)))}
        )

    def __str__(self) -> str:
        return f"{'offer ' if self.is_offer else ''}{self.event.verb}"


def _fields(value: object) -> tuple[Field, ...]:
    if isinstance(value, Later):
        return value.of, value.than
    return (value,) if isinstance(value, Field) else ()


class Tied:
    """Read the facts of a source, its last event, the link, and the target where it is loaded.

    The event's class and the practice are there as `"verb"` and `"practice"`, and what the target
    is to the source as `"link"`; `"link.inverse"` is what the source is to the target. The practice
    of the target is known, too, where its links or its number tell it.
    """

    def __init__(
        self,
        source: Record[Any],
        link: LinkKind,
        tied: Record[Any] | None,
        practice: str | None = None,
    ) -> None:
        self.source, self.link, self.tied, self.practice = source, link, tied, practice
        self.event = source.history[-1]
        self._facts = RecordFacts(source, self.event)

    def get(self, name: str, default: Any = None, /) -> Any:
        """Read one fact."""
        if name.startswith(TARGET):
            if self.tied is not None:
                return fact_of(self.tied, name.removeprefix(TARGET))
            return self.practice or default if name == f"{TARGET}practice" else default
        if name == "link":
            return self.link
        if name == "link.inverse":
            return self.link.inverse
        if name == "practice":
            return practice_name(self.source)
        return self._facts.get(name, default)


@attrs.frozen(eq=False, repr=False, slots=False)
class Index:
    """Find the rows of a decision that its verb, the link and the practice do not rule out.

    Attributes:
        decision: what cascades.
    """

    decision: Decision[Cascade]
    _found: dict[tuple[str, ...], tuple[Candidate, ...]] = attrs.field(factory=dict, init=False)

    def rows(self, facts: Tied) -> tuple[Candidate, ...]:
        """Give the rows, each with its place and with what is left to be judged of it."""
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


Candidate: TypeAlias = "tuple[int, Row[Cascade], Condition]"
_KEYS = ("verb", "link", "practice")


def _split(when: Condition) -> tuple[Condition, Condition]:
    """Divide a condition into the tests at its beginning that the key decides, and the rest."""
    parts = when.parts if isinstance(when, All) else (when,)
    first = tuple(takewhile(_is_of_key, parts))
    return All(first), All(parts[len(first) :])


def _is_of_key(part: Condition) -> bool:
    if not isinstance(part, Test) or part.subject.name not in _KEYS:
        return False
    values = part.value if part.op is Op.IS_IN else (part.value,)
    is_plain = isinstance(values, tuple) and all(isinstance(value, str) for value in values)
    return is_plain and part.op in (Op.IS, Op.IS_IN)
