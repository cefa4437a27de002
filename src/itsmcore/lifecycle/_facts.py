"""Facts: a record, and what is asked of it, as a condition reads them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from itsmcore.errors import Unlisted
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle._actor import Actor
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._event_fields import data_fields, remade
from itsmcore.lifecycle._folded import Folded
from itsmcore.lifecycle._sides import Side, side_of
from itsmcore.phrase import Phrase
from itsmcore.written import written_out

EventReader: TypeAlias = "Callable[[RecordFacts], object]"
Copied: TypeAlias = dict[str, object]
Copier: TypeAlias = Callable[[Folded, Event], Copied]
"""A function that copies the facts of a record and of its event for a timeline."""
E = TypeVar("E", bound=Event)


class RecordFacts(Mapping[str, object]):
    """Read a record's facts by name, and those of an event that is asked for.

    Args:
        record: the record.
        event: the event.
        is_automatic: whether the event follows automatically, from a timer, a reaction or a
            cascade; None if unknown. The cause that the event names does not matter.
        changes: what the event sets, if that is known; `after.NAME` is what a fact will be.
    """

    __slots__ = ("_later", "changes", "event", "is_automatic", "record")
    _later: RecordFacts

    def __init__(
        self,
        record: Folded,
        event: Event | Any | None = None,
        *,
        is_automatic: bool | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        self.record = record
        self.event = event
        self.is_automatic = is_automatic
        self.changes = changes

    def __getstate__(self) -> tuple[Any, ...]:
        return self.record, self.event, self.is_automatic, self.changes

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.record, self.event, self.is_automatic, self.changes = state

    def get(self, name: str, default: Any = None, /) -> Any:
        """Read one fact."""
        plan = self.record.model.plan
        reader = plan.readers.get(name)
        if reader is None:
            value = plan.facts[name](self)
            return default if value is _ABSENT else value
        value = reader(self.record)
        return value.name if value.__class__ is Actor else value

    def after(self, name: str) -> Any:
        """Read what a fact will be once the event has happened, in the state as it is."""
        if self.changes is None:
            return _ABSENT
        if not hasattr(self, "_later"):
            changes: Any = self.changes
            self._later = RecordFacts(self.record._once(self.event, changes))  # noqa: SLF001
        return self._later.get(name, _ABSENT)

    def __getitem__(self, name: str) -> object:
        value = self.get(name, _ABSENT)
        if value is _ABSENT:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        yield from self.record.model.plan.readers
        yield from (name for name, _ in items_of(self.record))

    def __len__(self) -> int:
        return len(self.record.model.plan.readers) + sum(1 for _ in items_of(self.record))


_ABSENT = object()


class FactReaders(dict[str, EventReader]):
    """What reads each fact that is not simply the record's own, found on first use.

    Args:
        event_readers: what reads those of events, besides their fields.
        mappings: the fields whose items are facts.
    """

    def __init__(self, event_readers: Mapping[str, EventReader], mappings: Collection[str]) -> None:
        super().__init__(event_readers)
        self.mappings = mappings

    def __missing__(self, name: str) -> EventReader:
        found = self._found(name)
        if len(self) < _MOST_FACTS:
            self[name] = found
        return found

    def _found(self, name: str) -> EventReader:
        space, _, item = name.partition(".")
        match space:
            case "event":
                return _of_data(item)
            case "given":
                return lambda facts: (
                    _ABSENT if facts.event is None else facts.event.given.get(item, _ABSENT)
                )
            case "after":
                return lambda facts: facts.after(item)
            case "verb" if name == "verb":
                return lambda facts: getattr(facts.event, "verb", None)
            case _ if space in self.mappings:
                return lambda facts: getattr(facts.record, space).get(item, _ABSENT)
            case _:
                return _nothing


_MOST_FACTS = 4096
"""How many names of facts are kept with what reads them; anybody may ask for any name."""


def _of_data(name: str) -> EventReader:
    """Return what reads a field of an event; an empty one means what the event says it does."""

    def read(facts: RecordFacts) -> object:
        value = getattr(facts.event, name, _ABSENT)
        if value is None:
            return meant(facts, name)
        return value.name if value.__class__ is Actor else value

    return read


def _nothing(_: RecordFacts) -> object:
    return _ABSENT


def items_of(record: Folded) -> Iterator[tuple[str, object]]:
    """Yield what is in the fields of a record that hold mappings, each by the name of its fact."""
    for of in record.model.plan.mappings:
        for name, value in getattr(record, of).items():
            yield f"{of}.{name}", value


def meant(facts: RecordFacts, name: str) -> Any:
    """Return what an empty field of an event means; None if that is nothing."""
    asked = getattr(facts.event, "unsaid", EMPTY).get(name)
    return None if asked is None else asked.read(facts)


def settled(record: Folded, event: E) -> E:
    """Fill in what an event means by its empty fields, as the record's model understands it."""
    unsaid = [name for name in event.unsaid if getattr(event, name) is None]
    if not unsaid:
        return event
    facts = RecordFacts(record, event)
    settled: E = remade(event.__class__)(event, {name: meant(facts, name) for name in unsaid})
    return settled


def _roles(facts: RecordFacts) -> Any:
    event: Any = facts.event
    return _ABSENT if event is None else tuple(sorted(event.by.roles))


def _comes_from(side: Side) -> EventReader:
    return lambda facts: (
        _ABSENT if facts.event is None else side_of(facts, facts.record.model) is side
    )


def _automatic(facts: RecordFacts) -> object:
    is_unknown = facts.event is None or facts.is_automatic is None
    return _ABSENT if is_unknown else facts.is_automatic


AUTOMATIC = "event.is_automatic"
"""Whether an event follows automatically."""
_OF_ANY_EVENT: Mapping[str, EventReader] = {
    AUTOMATIC: _automatic,
    "event.by.roles": _roles,
    **{side.value: _comes_from(side) for side in Side},
}
FACTS_OF_ANY_EVENT = tuple(_OF_ANY_EVENT)
"""What a condition may ask of any event, besides its fields."""


def event_readers(record: type[Any]) -> dict[str, EventReader]:
    """Return the readers of the facts of events, including those that a class of records tells."""
    own = {f"event.{name}": _told_by(name) for name in record.derived_of_events}
    return {**_OF_ANY_EVENT, **own}


def _told_by(name: str) -> EventReader:
    return lambda facts: (
        _ABSENT if facts.event is None else getattr(facts.record, name)(facts.event)
    )


def known_of(model: Any, names: Iterable[str]) -> frozenset[str]:
    """Return those of some names that a record of a model can have facts of."""
    spaces = ("event.", *_spaces(model))
    readers = model.plan.readers
    return frozenset(name for name in names if name in readers or name.startswith(spaces))


def _spaces(model: Any) -> tuple[str, ...]:
    return tuple(f"{of}." for of in model.plan.mappings)


def copier(model: Any, names: Collection[str] | None) -> Copier:
    """Return a function that copies the facts of a record and of its event for a timeline.

    Args:
        model: the model that it lives by.
        names: the facts besides its state and phase; None for all of them.

    Raises:
        Unlisted: there is no fact of that name.
    """
    known = model.plan.readers
    for name in () if names is None else names:
        if not known_of(model, [name]):
            raise Unlisted(
                kind=Phrase("lifecycle.facts.fact", model=model), name=name, known=tuple(known)
            )
    reads_items = names is None or any(name.startswith(_spaces(model)) for name in names)

    def is_asked(name: str) -> bool:
        return names is None or name in names

    read = {name: of for name, of in known.items() if name in ("state", "phase") or is_asked(name)}
    own = _own(read)
    sides = [(side, side.value) for side in Side if is_asked(side.value)]
    asks_actor, asks_roles = is_asked("event.by"), is_asked("event.by.roles")
    data: dict[Any, list[tuple[str, str]]] = {}

    def copied(record: Folded, event: Event) -> Copied:
        facts = own(record)
        if reads_items:
            facts.update((name, of) for name, of in items_of(record) if is_asked(name))
        if asks_actor:
            facts["event.by"] = event.by.name
        if asks_roles:
            facts["event.by.roles"] = _roles(RecordFacts(record, event))
        if sides:
            found = side_of(RecordFacts(record, event), model)
            facts.update([(name, side is found) for side, name in sides])
        kind = event.__class__
        if kind not in data:
            pairs = [(field.name, f"event.{field.name}") for field in data_fields(kind)]
            data[kind] = [(name, fact) for name, fact in pairs if is_asked(fact)]
        for name, fact in data[kind]:
            value = getattr(event, name)
            if value is None:
                value = meant(RecordFacts(record, event), name)
            facts[fact] = plainly(value)
        return facts

    return copied


def _own(readers: Mapping[str, Callable[[Any], object]]) -> Callable[[Any], dict[str, object]]:
    """Generate what reads some facts of a record; of an actor, the name."""
    lines, names = ["facts = {}"], dict[str, Any]()
    for place, (name, reader) in enumerate(readers.items()):
        names[f"read{place}"] = reader
        is_attribute = isinstance(reader, attrgetter)
        lines += [
            f"held = value.{name}" if is_attribute else f"held = read{place}(value)",
            f"facts[{name!r}] = held.name if held.__class__ is actor else held",
        ]
    return written_out([*lines, "return facts"], actor=Actor, **names)


def plainly(value: object) -> object:
    """Return the name of an actor, and any other value as it is."""
    return value.name if value.__class__ is Actor else value
