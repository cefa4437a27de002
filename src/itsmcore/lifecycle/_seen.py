"""Views: what somebody on one side may read of a record, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

import attrs

from itsmcore.conditions import is_set
from itsmcore.errors import BadValue, ItsmError
from itsmcore.figures import Table, as_table_text
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.lifecycle._actor import SYSTEM, Actor, as_actor
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._option import option
from itsmcore.lifecycle._sides import Side, side_of
from itsmcore.lifecycle.events import Commented
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, in_english, label, say

_Reader: TypeAlias = Callable[[Any, Event], dict[str, Any] | None]
"""What somebody may read of an event, by the record after it; None if nothing."""


@attrs.frozen(kw_only=True)
class SeenEvent:
    """An event as one side sees it.

    Attributes:
        version: which of the record's events it is, counted from 1.
        verb: what happened.
        at: when, in UTC.
        by: who did it; None if that is not for them to know.
        state: the state that it led to; None if that stayed as it was.
        phase: what that state means.
        data: what it says, as far as they may read it.
    """

    version: int
    verb: str
    at: datetime
    by: str | None = None
    state: str | None = None
    phase: Phase | None = None
    data: FrozenDict[str, Any] = EMPTY


@attrs.frozen(kw_only=True, repr=False)
class SeenRecord:
    """A record as one side sees it; it holds nothing else of the record.

    Attributes:
        practice: what kind of record it is, such as `"Incident"`.
        id: its number.
        state: the name of its state.
        version: the number of its events, seen or not.
        side: the side that sees it.
        facts: its facts by name, those that are set and may be read.
        events: its events that may be read, each with its version.
    """

    practice: str
    id: str
    state: str
    version: int
    side: Side
    facts: FrozenDict[str, Any]
    events: tuple[SeenEvent, ...]

    def __str__(self) -> str:
        return as_table_text(self)

    def __repr__(self) -> str:
        return in_english(
            Phrase(
                "lifecycle.seen.sees",
                practice=self.practice,
                id=self.id,
                state=self.state,
                name=self.side.name.lower(),
            )
        )

    def _formats(self) -> Formats:
        from itsmcore.lifecycle._seen_card import seen_formats  # noqa: PLC0415 (import on use)

        return seen_formats(self, UTC)

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def _table(self) -> Table:
        facts = ((label("facts", name), words_of(value), "") for name, value in self.facts.items())
        events = ((label("verbs", one.verb), _told(one), one.at) for one in self.events)
        return Table(
            ("what", say("lifecycle.seen.says"), say("lifecycle.card.at")), [*facts, *events]
        )


def words_of(value: object) -> str:
    """Return a fact as people read it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {words_of(of)}" for name, of in value.items())
    several = value if isinstance(value, tuple) else (value,)
    return ", ".join(option(one).label for one in several)


def _told(one: SeenEvent) -> str:
    said = ", ".join(words_of(value) for value in one.data.values())
    return said if one.by is None else f"{one.by}: {said}" if said else one.by


def seen_by(record: Any, side: Side, who: str | Actor | None) -> SeenRecord:
    """Return what one side may read of a record; see `Record.seen_by`."""
    given: object = side
    if not isinstance(given, Side):
        expected = Phrase("common.one_of", names=", ".join(map(str, Side)))
        raise BadValue(field="side", value=side, expected=expected)
    name = None if who is None else as_actor(who).name
    name = None if name == SYSTEM.name else name  # nobody's name, whatever a login may be
    if side is Side.DESK:
        facts, events = _all_facts(record), _events(record, _all_data, name)
    elif _source(record) is None:
        facts, events = {}, iter(())
    else:
        facts, events = _public_facts(record, name), _events(record, _public_data(name), name)
    return SeenRecord(
        practice=type(record.model).record.__name__,
        id=record.id,
        state=record.state,
        version=record.version,
        side=side,
        facts=FrozenDict(facts),
        events=tuple(events),
    )


# --- events -----------------------------------------------------------------------------------


def _events(record: Any, read: _Reader, who: str | None) -> Iterator[SeenEvent]:
    """Yield the events that are read, and those that changed the state, without what they say."""
    state = None
    for version, (after, event) in enumerate(_steps(record), 1):
        is_new, state, data = after.state != state, after.state, read(after, event)
        if is_new or data is not None:
            is_named = data is not None or event.by.name == who
            yield SeenEvent(
                version=version,
                verb=event.verb,
                at=event.at,
                by=event.by.name if is_named else None,
                state=state if is_new else None,
                phase=after.phase if is_new else None,
                data=FrozenDict(data or {}),
            )


def _steps(record: Any) -> Iterator[tuple[Any, Event]]:
    after = record._along(record.history, record.model)  # noqa: SLF001 (its own room)
    return zip(after, record.history, strict=True)


# --- the desk, which reads everything ---------------------------------------------------------


def _all_facts(record: Any) -> dict[str, Any]:
    readers = record.model.plan.readers
    known = {name: read(record) for name, read in readers.items() if name not in _TOLD}
    custom = {f"custom.{name}": value for name, value in record.custom.items()}
    return {name: value for name, value in {**known, **custom}.items() if is_set(value)}


_TOLD = ("state", "version")


def _all_data(_: Any, event: Event) -> dict[str, Any]:
    said = {field.name: getattr(event, field.name) for field in data_fields(type(event))}
    return {name: of for name, of in said.items() if is_set(of)}


# --- the customer's side, which reads what is shared -------------------------------------------


def _source(record: Any) -> Any:
    """Return what the shared facts are those of; None while nothing is shared."""
    shared = record.shared
    try:
        is_shared = shared.when.holds(RecordFacts(record))
    except ItsmError:
        is_shared = False
    if not is_shared or shared.of is None:
        return record if is_shared else None
    return getattr(record, shared.of, None)


def _public_facts(record: Any, who: str | None) -> dict[str, Any]:
    shared, source = record.shared, _source(record)
    names = (*shared.facts, *(shared.own if _is_among(record, shared.callers, who) else ()))
    known = {name: getattr(source, name, None) for name in names}
    known |= {
        f"custom.{one.name}": record.custom.get(one.name)
        for one in record.model.fields
        if one.is_public
    }
    return {name: value for name, value in known.items() if is_set(value)}


def _public_data(who: str | None) -> _Reader:
    def read(after: Any, event: Event) -> dict[str, Any] | None:
        if not isinstance(event, Commented):
            return None
        is_read = event.by.name == who or _is_read_along(after, event, who)
        return {"text": event.text} if is_read else None

    return read


def _is_read_along(record: Any, comment: Commented, who: str | None) -> bool:
    """Return whether a comment is public, the desk's, and written while somebody read along.

    What cannot be told to be the desk's is not.
    """
    if comment.public is not True or _source(record) is None:
        return False
    facts = RecordFacts(record, comment, is_automatic=False)
    is_of_desk = side_of(facts, record.model) is Side.DESK
    return is_of_desk and (who is None or _is_among(record, record.shared.readers, who))


def _is_among(record: Any, names: tuple[str, ...], who: str | None) -> bool:
    """Return whether somebody is whom one of some facts of a record names."""
    held = (getattr(record, name, None) for name in names)
    return who is not None and any(who in of if isinstance(of, tuple) else of == who for of in held)
