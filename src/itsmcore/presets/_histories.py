"""Histories: changes of fields as a product logs them, gathered by ticket and read as timelines."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from itertools import count
from operator import attrgetter
from typing import Any

import attrs

from itsmcore.fields import as_mapping, as_text, as_texts
from itsmcore.phrase import Phrase, Words
from itsmcore.presets._chains import gap, once
from itsmcore.presets._reading import (
    as_format,
    as_rows,
    as_zone,
    check_columns,
    instant_of,
    is_nothing,
    text_of,
)
from itsmcore.presets._snapshots import Read
from itsmcore.presets._stated import Place, StateWords, as_it_says
from itsmcore.shown import brief, shown, written
from itsmcore.timeline import Flaw, Step, Timeline

Clock = Callable[[Any], tuple[datetime | None, str | None]]
"""How an instant is understood, and the code of what is wrong with it."""
PARTS = ("record", "at", "field", "old", "new")
"""What a row of a log has to say: of which record, when, and which field changed to what."""
_TICKETS = Phrase("presets.expected.tickets")
_MOST_DIGITS = 18


@attrs.frozen
class WrittenClock:
    """How times are understood that are written in one way, in one zone."""

    format: str
    zone: tzinfo

    def __call__(self, raw: Any) -> tuple[datetime | None, str | None]:
        """Return the instant of a time, and the code of what is wrong with it."""
        return instant_of(raw, self.format, self.zone)


def clock_of(tz: str | tzinfo, format: str) -> WrittenClock:
    """Return how times are read that are written in one way, in one zone.

    Raises:
        BadValue: there is no such zone, or the format is no text.
    """
    return WrittenClock(as_format(format), as_zone(tz))


def fields_of(known: Mapping[str, str], further: Mapping[str, str] | None) -> dict[str, str]:
    """Return the facts that fields become, those that a caller adds with them.

    Raises:
        BadValue: what is added is no mapping from texts to texts.
    """
    others = (
        {}
        if further is None
        else as_mapping(further, "fields", Phrase("presets.histories.mapping_fields"))
    )
    return {**known, **{as_text(of, "fields"): as_text(to, "fields") for of, to in others.items()}}


def _absent(texts: Iterable[str]) -> tuple[str, ...]:
    return as_texts(texts, "absent")


@attrs.frozen
class _Change:
    """One change that counts."""

    at: datetime
    order: int
    index: int
    fact: str
    old: Any
    new: Any


@attrs.define(kw_only=True)
class Histories:
    """Gather the changes of each ticket as the rows of a log go by.

    Attributes:
        words: what each word for a state stands for.
        fields: the fact that each field becomes; others are left out.
        reads: how the text of a fact is understood.
        clock: how an instant is understood.
        absent: texts that stand for no value.
        beside: the fact that a word for a state tells besides the state, if it does.
        place: the state that a ticket is in, by what its field says and by its other facts.
        called: what a ticket is called in flaws.
    """

    words: StateWords
    fields: Mapping[str, str]
    reads: Mapping[str, Read]
    clock: Clock
    absent: tuple[str, ...] = attrs.field(converter=_absent)
    beside: str | None = None
    place: Place = as_it_says
    called: str = "ticket"
    cases: dict[str, History] = attrs.field(factory=dict, init=False)

    def read(
        self,
        rows: Iterable[Mapping[str, Any]],
        columns: Mapping[str, str],
        *,
        births: tuple[str, str] | None = None,
        only: Mapping[str, str] | None = None,
    ) -> None:
        """Take the rows of a log.

        Args:
            rows: the rows.
            columns: the column of each of the parts, and perhaps of the `order` within an instant.
            births: a column, and what it says of a row by which a ticket began, if any does.
            only: what columns have to say for a row to count, where they say anything.
        """
        wanted = () if only is None else tuple(only.items())
        for index, row in as_rows(rows):
            check_columns(index, row, columns, PARTS)
            others = (self.text(row.get(name)) not in (None, value) for name, value in wanted)
            if not any(others):
                self.take(index, row, columns, births=births)

    def take(
        self,
        index: int,
        row: Mapping[str, Any],
        columns: Mapping[str, str],
        *,
        births: tuple[str, str] | None,
    ) -> None:
        """Take a row that counts."""
        record, at, *said = (row[columns[part]] for part in PARTS)
        if births is not None and self.text(row.get(births[0])) == births[1]:
            self.begin(index, record, at)
        else:
            order = row.get(columns.get("order", ""))
            self.change(index, record, at, *said, order=order)

    def read_tickets(
        self, tickets: Iterable[Mapping[str, Any]], *, key: str, number: str, opened_at: str
    ) -> None:
        """Take the rows of the tickets themselves, by their columns."""
        for index, ticket in as_rows(tickets, _TICKETS, field="tickets"):
            opened = ticket.get(opened_at)
            self.open(index, ticket.get(key), ticket.get(number), opened, ticket)

    def open(self, index: int, key: Any, number: Any, opened: Any, told: Mapping[str, Any]) -> str:
        """Take what is told of a ticket itself, as it is now; return the key that it goes by."""
        id = self.text(key)
        is_new = id is not None and id not in self.cases
        name = id if id and is_new else unused(f"{self.called} {index}", self.cases)
        case = self.cases[name] = History(self, index, self.text(number) or id)
        if id != name:
            case.flaw(
                index,
                "no_changes",
                Phrase("presets.histories.no_changes", called=self.called, id=shown(id)),
            )
        case.opened = case.instant(
            index, opened, Phrase("presets.histories.opening", called=self.called)
        )
        for field, fact in self.fields.items():
            if self.text(told.get(field)) is not None:
                case.facts[fact] = case.value(index, fact, told[field])
                case.facts |= self.told_beside(fact, told[field])
        return name

    def begin(self, index: int, key: Any, at: Any) -> None:
        """Take when a ticket began, unless it has said so itself."""
        case = self.case(index, key)
        if case.opened is None:
            case.opened = case.instant(
                index, at, Phrase("presets.histories.opening", called=self.called)
            )

    def change(
        self, index: int, key: Any, at: Any, field: Any, old: Any, new: Any, *, order: Any = None
    ) -> None:
        """Take one change of a field; order counts where instants are the same."""
        fact = self.fields.get(self.text(field) or "")
        if fact is None:
            return
        case = self.case(index, key)
        when = case.instant(index, at, Phrase("presets.histories.change"))
        if when is not None:
            before, after = (case.value(index, fact, raw) for raw in (old, new))
            place = rank_of(self.text(order) or "")
            case.changes.append(_Change(when, place, index, fact, before, after))
            first, then = (self.told_beside(fact, raw) for raw in (old, new))
            case.changes += [
                _Change(when, place, index, name, first[name], then[name]) for name in first
            ]

    def told_beside(self, fact: str, raw: Any) -> dict[str, str | None]:
        """Return what the word for a state tells besides the state."""
        if fact != "state" or self.beside is None:
            return {}
        return {self.beside: self.words.read(self.text(raw) or "")[2]}

    def case(self, index: int, key: Any) -> History:
        """Return the ticket of a key."""
        id = self.text(key) or ""
        case = self.cases.setdefault(id, History(self, index, None))
        if not id:
            words = Phrase("presets.histories.row_names_read", called=self.called)
            case.flaw(index, "no_number", words)
        return case

    def text(self, raw: Any) -> str | None:
        """Return the text of a cell; None where that is nothing."""
        return None if is_nothing(raw, self.absent) else text_of(raw)

    def meaning(self, fact: str, text: str) -> tuple[Any, str | None]:
        """Return what the text of a fact is here, and the code of what is wrong with it."""
        if fact == "state":
            name, state, _ = self.words.read(text)
            return name, None if state is not None else "unknown_state"
        read = self.reads.get(fact)
        return (text, None) if read is None else read(text)

    def timelines(self) -> dict[str, Timeline]:
        """Return what was true when of each ticket, by its number or else by its key."""
        return {number: case.timeline() for number, case in self.numbered()}

    def numbered(self) -> Iterator[tuple[str, History]]:
        """Yield the tickets by their numbers; of those that another has, each is told."""
        taken: set[str] = set()
        for key, case in self.cases.items():
            number = key if case.number is None else case.number
            if number in taken:
                words = Phrase("presets.flaw.same_number", number=shown(number))
                case.flaw(case.index, "same_number", words)
                number = unused(f"{number} ({key})", taken)
            taken.add(number)
            yield number, case


@attrs.define
class History:
    """One ticket, and what was wrong with its rows."""

    log: Histories
    index: int
    number: str | None
    opened: datetime | None = None
    facts: dict[str, Any] = attrs.field(factory=dict)
    changes: list[_Change] = attrs.field(factory=list)
    flaws: dict[Flaw, None] = attrs.field(factory=dict)
    unknown: set[str] = attrs.field(factory=set)

    def timeline(self) -> Timeline:
        """Return what was true when."""
        states = self.log.words.names
        changes = [*once(sorted(self.changes, key=attrgetter("at", "order")), self.flaw)]
        opened = self.opened or (changes[0].at if changes else None)
        if opened is None:
            self.flaw(self.index, "no_time", Phrase("presets.flaw.no_beginning"))
            return Timeline((), tuple(self.flaws), states=states)
        if self.opened is None:
            self.flaw_of_opening(changes[0].index)
        rows = [(self.placed(of, opened), of.fact, of.old, of.new) for of in changes]
        read = Timeline.from_changes(rows, opened_at=opened, facts=self.facts)
        gap(self.facts.get("state"), read[-1].facts.get("state"), self.index, self.flaw)
        broken = (attrs.evolve(flaw, index=changes[flaw.index].index) for flaw in read.flaws)
        steps = [attrs.evolve(step, facts=self.phased(step.facts)) for step in read]
        if len(steps) > 1 and _is_birth(*steps[:2]):
            steps[:2] = [attrs.evolve(steps[1], at=opened)]
        return Timeline(steps, (*self.flaws, *broken), states=states)

    def placed(self, change: _Change, opened: datetime) -> datetime:
        """Return the instant of a change, and of one before the opening that of the opening."""
        if change.at < opened:
            words = Phrase("presets.histories.lies_before_opening", at=change.at, opened=opened)
            self.flaw(change.index, "backward", words)
        return max(change.at, opened)

    def phased(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the facts of a step with its state and the phase of that."""
        name, known = facts.get("state"), self.log.words.known
        if isinstance(name, str) and name in known:
            state = known[self.log.place(name, facts)][0]
            return {**facts, "state": state.name, "phase": state.phase}
        return {**facts, "state": name, "phase": None}

    def value(self, index: int, fact: str, raw: Any) -> Any:
        """Return what a value of a field is here."""
        text = self.log.text(raw)
        if text is None:
            return None
        if fact == "state":
            return self.state(index, text)
        value, code = self.log.meaning(fact, text)
        if code is not None:
            self.flaw(
                index,
                code,
                Phrase(
                    "presets.histories.value_read",
                    fact=fact,
                    raw=shown(raw),
                    value=brief(written(value)),
                ),
            )
        return value

    def state(self, index: int, text: str) -> Any:
        """Return the name of a state; one that is unknown is listed once."""
        name, code = self.log.meaning("state", text)
        if code is not None and name not in self.unknown:
            self.unknown.add(name)
            self.flaw(index, code, Phrase("presets.flaw.unknown_state", name=shown(name)))
        return name

    def instant(self, index: int, raw: Any, what: Words) -> datetime | None:
        """Return an instant, if it can be read."""
        if self.log.text(raw) is None:
            self.flaw(index, "no_time", Phrase("presets.histories.nothing_says_time", what=what))
            return None
        at, code = self.log.clock(raw)
        if code is not None:
            read = Phrase("presets.left_out") if at is None else Phrase("presets.read_as", at=at)
            self.flaw(
                index, code, Phrase("presets.histories.time", what=what, raw=shown(raw), read=read)
            )
        return at

    def flaw_of_opening(self, index: int) -> None:
        """Note that nothing but a first change says when it began."""
        words = Phrase("presets.histories.read_first_change")
        self.flaw(index, "opening_unknown", words)

    def flaw(self, index: int, code: str, words: Words) -> None:
        """Note what is wrong, once."""
        self.flaws[Flaw(index, code, words)] = None


def _is_birth(first: Step, second: Step) -> bool:
    """Return whether the second step tells what a ticket began with, and is no change of it."""
    return first.facts["state"] is None and second.facts["state"] is not None


def unused(name: str, taken: Container[str]) -> str:
    """Return a name, with a number behind it if it is taken."""
    numbered = (f"{name} ({number})" for number in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def rank_of(text: str) -> int:
    """Return the number that a text writes, by which changes of one instant are put in order."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0
