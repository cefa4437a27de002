"""Facts: a record, and what is asked of it, as a condition reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle._actor import Actor

if TYPE_CHECKING:
    from itsmcore.lifecycle._event import Event
    from itsmcore.lifecycle._record import Record


def plain(value: object) -> object:
    """Read an actor as the name."""
    return value.name if isinstance(value, Actor) else value


class RecordFacts(Mapping[str, object]):
    """Read a record's facts by name, with `event.…`, `given.…` and `custom.…` where there are any."""

    __slots__ = ("event", "record")

    def __init__(self, record: Record[Any], event: Event | Any | None = None) -> None:
        self.record = record
        self.event = event

    def get(self, name: str, default: Any = None, /) -> Any:
        """Read one fact."""
        reader = self.record.model.plan.readers.get(name)
        if reader is not None:
            return plain(reader(self.record))
        if name == "verb":
            return getattr(self.event, "verb", None)
        kind, _, key = name.partition(".")
        if kind == "event":
            return plain(getattr(self.event, key, default))
        if kind == "given" and self.event is not None:
            return self.event.given.get(key, default)
        if kind == "custom":
            return self.record.custom.get(key, default)
        return default

    def __getitem__(self, name: str) -> object:
        value = self.get(name, _ABSENT)
        if value is _ABSENT:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        yield from self.record.model.plan.readers
        yield from (f"custom.{name}" for name in self.record.custom)

    def __len__(self) -> int:
        return len(self.record.model.plan.readers) + len(self.record.custom)


_ABSENT = object()


def frozen_facts(record: Record[Any]) -> FrozenDict[str, object]:
    """Copy every fact of a record, for a step of its timeline."""
    return FrozenDict(RecordFacts(record))
