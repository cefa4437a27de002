"""Chronology: the order in which the instants that a record holds can have occurred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.errors import Reason
from itsmcore.fields import as_pairs, as_texts
from itsmcore.phrase import Phrase, Words


def _orders(orders: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return as_pairs(orders, "orders")


def _past(past: str | Iterable[str]) -> tuple[str, ...]:
    return as_texts(past, "past")


@attrs.frozen
class Chronology:
    """How the instants of a record relate to one another, and to the event that states them.

    It is judged like a guard, and never when a history is folded.

    Attributes:
        orders: pairs of fields, of which the second is never earlier than the first.
        past: fields for what has happened: never later than the event that says so.
        names: every field among them.
    """

    orders: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_orders)
    past: tuple[str, ...] = attrs.field(default=(), converter=_past)
    names: frozenset[str] = attrs.field(init=False)

    @names.default
    def _named(self) -> frozenset[str]:
        return frozenset((*self.past, *(name for pair in self.orders for name in pair)))

    def against(self, record: Any, at: datetime, changes: Mapping[str, Any]) -> Iterator[Reason]:
        """Yield a reason for every impossible instant among those that an event changes."""
        for name in self.past:
            said = changes.get(name)
            if said is not None and said > at:
                words = Phrase("lifecycle.chronology.lies_after_when", name=name, said=said, at=at)
                yield _impossible(words, name, said)
        for first, second in self.orders:
            if first in changes or second in changes:
                start, end = (changes.get(name, getattr(record, name)) for name in (first, second))
                if start is not None and end is not None and end < start:
                    words = Phrase(
                        "lifecycle.chronology.lies_before",
                        second=second,
                        end=end,
                        first=first,
                        start=start,
                    )
                    yield _impossible(words, second if second in changes else first, end)


def not_ahead(event: Any, name: str) -> Iterator[Reason]:
    """Yield the reason if somebody names a future instant that has already passed.

    What follows automatically may be late, and takes over what was said in time.
    """
    said = getattr(event, name)
    if event.cause is None and said is not None and said <= event.at:
        words = Phrase("lifecycle.chronology.lie_after_when", name=name, said=said, at=event.at)
        yield _impossible(words, name, said)


def _impossible(words: Words, name: str, value: Any) -> Reason:
    data = {"value": value}
    return Reason("impossible_instant", words, argument=name, field=name, data=data)
