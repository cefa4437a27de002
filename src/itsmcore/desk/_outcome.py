"""What comes of an event on a desk: what happened, what may, and what could not."""

from __future__ import annotations

from typing import Any

import attrs

from itsmcore.conditions import ALWAYS, All, Condition, Facts, Field, Readable
from itsmcore.conditions._spaces import LINKED, TARGET, FactSpaces
from itsmcore.errors import BadValue, ItsmError, Said
from itsmcore.fields import offers
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import Event, Model, Record
from itsmcore.lifecycle._practice import practice_of
from itsmcore.phrase import Phrase, say
from itsmcore.shown import shown


def by_whom(event: Event) -> str:
    """Say by whom an event is, and because of what."""
    because = say("desk.outcome.because", cause=event.cause) if event.cause is not None else ""
    return say("desk.outcome.by", by=event.by, because=because)


@attrs.frozen
class Entry:
    """An event that happened to a record: one line of the journal.

    Attributes:
        record: the record's number.
        event: the event.
        model: the tables that the record lives by, if the event opens it.
        kind: the record's class, if that is not the practice's own.
        version: the event's number in the record's history, as a desk gives it: `(record, version)`
            is the address of the event.

    Raises:
        BadValue: the version is not a whole number, or what opens a record is not its first.
    """

    record: str
    event: Event
    model: Model | None = None
    kind: type[Record] | None = None
    version: int | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        version = 1 if self.version is None else self.version
        if version < 1 or (version > 1 and self.model is not None):
            expected = Phrase("desk.expected.event_opens_record")
            raise BadValue(field="version", value=version, expected=expected)

    def __str__(self) -> str:
        return f"{self.record} {self.event.verb}, {by_whom(self.event)}"


def entry_of(record: Record, version: int) -> Entry:
    """Return the entry of one event of a record; the first says what the record is."""
    event = record.history[version - 1]
    if version > 1:
        return Entry(record.id, event, version=version)
    own = type(record) is type(record.model).record
    return Entry(record.id, event, record.model, None if own else type(record), version=1)


class EntryRefused(ItsmError, ValueError):
    """Raised when one of many entries may not happen, so that none has.

    Attributes:
        index: its place among them, counted from 0.
        entry: the entry.
        error: why it may not: a Refused of the record, or what is wrong with a link.
    """

    index: int
    entry: Entry
    error: ItsmError

    def __str__(self) -> str:
        what = say("desk.outcome.of", verb=self.entry.event.verb, record=shown(self.entry.record))
        return say(
            "desk.outcome.entry_refused_nothing", index=self.index, entry=what, error=self.error
        )


class BrokenJournal(ItsmError, ValueError):
    """Raised for a journal that lacks a version of a record, or has one twice.

    Attributes:
        index: the place of the entry in the journal, counted from 0.
        record: the number of its record.
        version: the version that it says.
        expected: the version that comes next.
    """

    index: int
    record: str
    version: int
    expected: int

    def __str__(self) -> str:
        is_gap = self.version > self.expected
        why = (
            say("desk.outcome.missing", expected=self.expected)
            if is_gap
            else say("desk.outcome.come_before")
        )
        return say(
            "desk.outcome.entry_version_each",
            index=self.index,
            version=self.version,
            record=shown(self.record),
            why=why,
        )


@attrs.frozen
class Proposal:
    """An event that may follow for a record, and has not happened.

    Attributes:
        record: the record's number.
        event: the event.
        when: what has to hold, including of the record.
        known: what the condition and the event read besides the record.
        is_offer: whether it is only offered, and somebody has to accept it.
        is_sure: whether it held when it was made; for a record that is not loaded that is unknown.
        unread: arguments of the event that are facts of the record, to be read once it is loaded.
    """

    record: str
    event: Event
    when: Condition = attrs.field(default=ALWAYS, repr=False)
    known: FrozenDict[str, Any] = attrs.field(default=EMPTY, repr=False)
    is_offer: bool = attrs.field(default=False, kw_only=True)
    is_sure: bool = attrs.field(default=False, kw_only=True, repr=False)
    unread: FrozenDict[str, Readable] = attrs.field(default=EMPTY, kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        for value in self.unread.values():
            if not offers(value, "read"):
                raise BadValue(
                    field="unread", value=value, expected=Phrase("desk.expected.reads_fact")
                )

    def concerns(self, record: Record) -> bool:
        """Return whether it is for a record, as that is now.

        What has to hold of linked records, only a desk knows: it is then for none.
        """
        return self.when.judge(FactSpaces(self.known, target=Reached(record))) is True

    def event_for(self, record: Record) -> Event:
        """Return the event, with what it takes from a record as that is now.

        Raises:
            ItsmError: the event cannot take it.
        """
        if not self.unread:
            return self.event
        facts = FactSpaces(self.known, target=Reached(record))
        taken: Any = {name: value.read(facts) for name, value in self.unread.items()}
        return attrs.evolve(self.event, **taken)

    @property
    def asks(self) -> str:
        """What has to hold of the record, and of those linked to its cause, in words."""
        parts = self.when.parts if isinstance(self.when, All) else (self.when,)
        return f" {say('conditions.and')} ".join(filter(None, map(self._asked, parts)))

    def _asked(self, part: Condition) -> str:
        spaces = {of.space for of in part.fields}
        if TARGET in spaces:
            return str(part).replace("target.", "")
        return say("desk.outcome.of_2", part=part, source=self.source) if LINKED in spaces else ""

    @property
    def source(self) -> str:
        """The number of the record that it comes from."""
        cause = self.event.cause
        return self.record if cause is None or cause.record is None else cause.record

    def __str__(self) -> str:
        return f"{self.record} {self.event.verb}, {self.said}"

    @property
    def said(self) -> str:
        """By whom, because of what, and what has to hold if that is still unknown."""
        asks = "" if self.is_sure else self.asks
        by = by_whom(self.event)
        return say("desk.outcome.where", by=by, asks=asks) if asks else by


class Outdated(ItsmError, ValueError):
    """Raised when accepting an offer that is no longer open.

    Attributes:
        record: the number of the record that it was for.
        verb: what it would have done.
        why: what has become of it.
    """

    record: str
    verb: str
    why: Said

    def __str__(self) -> str:
        return say(
            "desk.outcome.offer_past_leave", verb=self.verb, record=self.record, why=self.why
        )


def is_of_target(asked: Field) -> bool:
    """Return whether a condition's field is of the record that a cascade would reach."""
    return asked.space == TARGET


@attrs.frozen
class Reached:
    """Read the facts of a record that a cascade would reach or asks about, and its practice.

    Attributes:
        record: the record.
        linked: what reads the records linked to it, by the kind of link.
    """

    record: Record
    linked: Facts = EMPTY

    def get(self, name: str, default: Any = None, /) -> Any:
        if name == "practice":
            return practice_of(self.record)
        if name.startswith(_LINKED):
            return self.linked.get(name.removeprefix(_LINKED), default)
        return self.record.facts.get(name, default)


_LINKED = f"{LINKED}."


def _as_told(error: ItsmError) -> tuple[type[ItsmError], str]:
    """Return what two errors are compared by: they are equal if they say the same."""
    return type(error), str(error)


@attrs.frozen
class Refusal:
    """What would have followed for a record, and why it did not.

    Attributes:
        record: the record's number.
        verb: what it would have done.
        error: why it did not: a Refused of the record, or what is wrong with the cascade.
    """

    record: str
    verb: str
    error: ItsmError = attrs.field(eq=_as_told)

    def __str__(self) -> str:
        return f"{self.record} {self.verb}: {self.error}"
