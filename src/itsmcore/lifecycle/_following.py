"""Followings: the event that a timer, a reaction or a cascade causes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.called import NAME, call_of
from itsmcore.conditions import Condition, Facts, Field, Later, Readable, Shifted
from itsmcore.errors import BadValue, Fault, Incomparable, ItsmError
from itsmcore.fields import as_flag, maybe_a, refuse_faults
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._event_fields import data_fields, required
from itsmcore.lifecycle._table import check_event
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words, say
from itsmcore.shown import brief, shown

READ = (Field, Shifted, Later)
"""What may be read from facts in the place of a value."""


def as_data(data: Mapping[str, Any]) -> FrozenDict[str, Any]:
    """Take the arguments of an event that follows."""
    return frozen(data, "data")


@attrs.frozen(repr=False)
class Following:
    """Which event follows, and with what arguments.

    Args:
        event: the event class.
        data: its arguments: values, or what is read from the facts: fields, a field plus some time,
            the later of two fields.
        is_offer: whether it is only offered, to be applied by whoever accepts it.
        by: the fact that says in whose name; by default whoever caused it.

    Raises:
        BadValue: it is not an event class, or the data is not a mapping.
        FaultyDefinition: the event has no such argument, or needs one that is not given.

    >>> from itsmcore.conditions import field
    >>> from itsmcore.incidents import Held
    >>> Following(Held, {"reason": "caller", "until": field("hold_until")}, is_offer=True)
    Following(Held, FrozenDict({'reason': 'caller', 'until': field('hold_until')}), is_offer=True)
    """

    event: type[Event] = attrs.field(repr=NAME)
    data: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=as_data)
    is_offer: bool = attrs.field(default=False, kw_only=True)
    by: Field | None = attrs.field(default=None, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_event(self.event, Phrase("lifecycle.following.follows"))
        as_flag(self.is_offer, "is_offer")
        maybe_a(Field, self.by, "by", Phrase("lifecycle.following.fact_such_field"))
        subject = Phrase("lifecycle.following.follows_2", verb=self.event.verb)
        refuse_faults(subject, argument_faults(subject, self.event, self.data))

    @property
    def _said(self) -> Mapping[str, Any]:
        """Its arguments, and in whose name it follows."""
        return self.data if self.by is None else {**self.data, "by": self.by}

    @property
    def reads(self) -> tuple[Field, ...]:
        """Every field that its arguments read, each once."""
        return fields_read(self._said)

    def reading(self, space: str) -> FrozenDict[str, Readable]:
        """Return the arguments that read facts of a space, such as `"target"`, by name."""
        read = {name: of for name, of in self._said.items() if isinstance(of, READ)}
        return FrozenDict(
            {name: of for name, of in read.items() if any(f.space == space for f in of.fields)}
        )

    def arguments(self, facts: Facts) -> dict[str, Any]:
        """Read its arguments."""
        return {
            name: _read(name, value, facts) if isinstance(value, READ) else value
            for name, value in self.data.items()
        }

    def made(self, facts: Facts, *, at: datetime, by: Any, **envelope: Any) -> Event:
        """Make the event.

        Args:
            facts: what its arguments are read from.
            at: when.
            by: in whose name.
            envelope: its cause, and outside facts.

        Raises:
            BadValue: an argument cannot be read, or is not what the event takes.
        """
        whose: Any = by if self.by is None else _read("by", self.by, facts) or by
        return self.event(at=at, by=whose, **envelope, **self.arguments(facts))

    def __str__(self) -> str:
        verb = self.event.verb
        return say("lifecycle.following.offer", verb=verb) if self.is_offer else verb


def _read(name: str, value: Readable, facts: Facts) -> object:
    """Read an argument.

    Raises:
        BadValue: it cannot be read: a time is added to a text, or there is no such instant.
    """
    try:
        return value.read(facts)
    except ItsmError:
        raise
    except Exception as error:
        expected = Phrase("lifecycle.expected.read_facts", error=brief(str(error)))
        raise BadValue(field=name, value=value, expected=expected) from error


def holds(when: Condition, facts: Facts) -> bool:
    """Return whether what lets an event follow holds; if it cannot be decided, nothing follows."""
    try:
        return when.judge(facts) is True
    except Incomparable:
        return False


def fields_read(data: Mapping[str, Any]) -> tuple[Field, ...]:
    """List the fields that arguments read, each once."""
    read = (of for value in data.values() if isinstance(value, READ) for of in value.fields)
    return tuple(dict.fromkeys(read))


def argument_faults(
    subject: Words, event: type[Event], data: Mapping[str, object]
) -> Iterator[Fault]:
    """Yield a fault for every argument that an event lacks or does not have."""
    verb, known = getattr(event, "verb", event.__name__), [f.name for f in data_fields(event)]
    for name in required(event):
        if name not in data:
            words = Phrase("lifecycle.following.gives_add_data", name=shown(name), verb=verb)
            yield Fault("missing_argument", subject, words)
    for name in data:
        if name not in known:
            words = Phrase(
                "lifecycle.following.gives", name=shown(name), verb=verb, hint=hint(name, known)
            )
            yield Fault("unknown_argument", subject, words)
