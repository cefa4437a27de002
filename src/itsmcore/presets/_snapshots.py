"""Lists of tickets, one row for each, read as timelines that say what a row cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

import attrs

from itsmcore.fields import as_texts
from itsmcore.lifecycle import Phase, State
from itsmcore.phrase import Phrase, Words
from itsmcore.presets._dates import format_of
from itsmcore.presets._reading import (
    as_columns,
    as_format,
    as_rows,
    as_zone,
    check_columns,
    instant_of,
    is_nothing,
    text_of,
    trimmed,
)
from itsmcore.presets._stated import Place, StateWords
from itsmcore.shown import brief, shown, written
from itsmcore.timeline import Flaw, Step, Timeline

INSTANTS = ("opened_at", "resolved_at", "closed_at", "updated_at")
"""The facts that are instants: the stages that a row tells of, and when it was last changed."""
REQUIRED = ("number", "state", "opened_at")
"""The facts without which a row is of no use."""
_PRESENT = ("hold_reason",)
_FINAL = ("resolution_code", "resolved_by", "closed_by")

Read = Callable[[str], tuple[Any, str | None]]
"""How a fact's text is understood, and the code of what is wrong with it."""


@attrs.frozen(kw_only=True)
class Reading:
    """One list of tickets, and how it is read."""

    columns: Mapping[str, str]
    words: StateWords
    reads: Mapping[str, Read]
    zone: tzinfo
    format: str | None
    absent: tuple[str, ...]
    beside: str
    place: Place

    @classmethod
    def of(
        cls,
        columns: Mapping[str, str],
        words: StateWords,
        reads: Mapping[str, Read],
        *,
        further: Mapping[str, str] | None,
        tz: str | tzinfo,
        format: str | None,
        absent: Iterable[str],
        beside: str,
        place: Place,
    ) -> Reading:
        """Check what a caller says of a list.

        Args:
            columns: the column of each fact.
            words: the words for its states.
            reads: how facts are understood.
            further: columns that differ.
            tz: the zone of times that have none.
            format: how times are written.
            absent: texts that stand for no value.
            beside: the fact that a word for a state tells besides the state.
            place: the state that a ticket is in, by its row's other facts.

        Raises:
            BadValue: there is no such zone, or something else is not what it should be.
        """
        return cls(
            columns={**columns, **as_columns(further)},
            words=words,
            reads=reads,
            zone=as_zone(tz),
            format=None if format is None else as_format(format),
            absent=as_texts(absent, "absent"),
            beside=beside,
            place=place,
        )

    def timelines(self, rows: Iterable[Mapping[str, Any]]) -> dict[str, Timeline]:
        """Read the rows; dirty ones are listed, and none is left without a timeline."""
        listed = list(as_rows(rows))
        for index, row in listed:
            check_columns(index, row, self.columns, REQUIRED)
        times = [raw for _, row in listed for raw in self._times(row)]
        format = self.format or format_of({raw for raw in times if not isinstance(raw, datetime)})
        found: dict[str, Timeline] = {}
        for index, row in listed:
            ticket = _Ticket(self, index, row, format)
            number = ticket.number(found)
            found[number] = ticket.timeline()
        return found

    def _times(self, row: Mapping[str, Any]) -> Iterator[Any]:
        for name in INSTANTS:
            raw = self.told(row, name)
            if raw is not None:
                yield raw if isinstance(raw, datetime) else text_of(raw)

    def told(self, row: Mapping[str, Any], name: str) -> Any:
        """Return what a row says of a fact; None where that is nothing."""
        column = self.columns.get(name)
        raw = row.get(column) if column is not None else None
        return None if is_nothing(raw, self.absent) else raw

    def placed(self, said: State, facts: Mapping[str, Any]) -> State:
        """Return the state that a ticket is in, by the one its row says and its other facts."""
        return self.words.known[self.place(said.name, facts)][0]


@attrs.define
class _Ticket:
    """One row, and what was wrong with it."""

    tickets: Reading
    index: int
    row: Mapping[str, Any]
    format: str
    flaws: list[Flaw] = attrs.field(factory=list)

    def number(self, taken: Mapping[str, Timeline]) -> str:
        """Return its number, or a name of its own where it has none or another row has it."""
        raw = self.tickets.told(self.row, "number")
        number = "" if raw is None else text_of(raw)
        if raw is None:
            self.flaw("no_number", Phrase("presets.flaw.no_number"))
        if number not in taken:
            return number
        self.flaw("same_number", Phrase("presets.flaw.same_number", number=shown(number)))
        return f"{number} (row {self.index})"

    def timeline(self) -> Timeline:
        """Return the stages that the row tells of, and what it cannot tell."""
        instants = {name: self.instant(name) for name in INSTANTS}
        name, state, reason = self.state()
        facts = dict(self.facts())
        if state is not None:
            state = self.tickets.placed(state, facts)
            name = state.name
        stages = list(self.stages(instants, state))
        known = [at for at in instants.values() if at is not None]
        if not known:
            self.flaw("no_time", Phrase("presets.flaw.no_time"))
            return Timeline((), tuple(self.flaws), states=self.tickets.words.names)
        if not stages or (name is not None and stages[-1][1] != name):
            phase = None if state is None else state.phase
            stages.append((instants["updated_at"] or max(known), name, phase))
            self.flaw("state_since_unknown", Phrase("presets.flaw.state_since_unknown", name=name))
        steps: list[Step] = []
        for at, stage, phase in stages:
            is_last = stage == name
            kept = _known_by(phase, facts, is_last=is_last)
            beside = {self.tickets.beside: reason} if is_last and reason is not None else {}
            before = steps[-1].at if steps else at
            if at < before:
                self.flaw("backward", Phrase("presets.flaw.backward", at=at, before=before))
            told = {**kept, **beside, "state": stage, "phase": phase}
            steps.append(Step(max(at, before), None, told))
        self.flaw("pauses_unknown", Phrase("presets.flaw.pauses_unknown"))
        self.flaw("values_as_of_row", Phrase("presets.flaw.values_as_of_row"))
        return Timeline(steps, tuple(self.flaws), states=self.tickets.words.names)

    def state(self) -> tuple[str | None, State | None, str | None]:
        """Return the state that the row says, and what its word for it tells besides."""
        raw = self.tickets.told(self.row, "state")
        if raw is None:
            self.flaw("no_state", Phrase("presets.flaw.no_state"))
            return None, None, None
        name, state, reason = self.tickets.words.read(raw)
        if state is None:
            self.flaw("unknown_state", Phrase("presets.flaw.unknown_state", name=shown(name)))
        return name, state, reason

    def stages(
        self, instants: Mapping[str, datetime | None], now: State | None
    ) -> Iterator[tuple[datetime, str | None, Phase | None]]:
        """Yield when it reached each stage that the row dates."""
        opened, resolved, closed, _ = instants.values()
        first = next((one for one in self.tickets.words.states if one.phase is Phase.NEW), None)
        dated = [("opened_at", opened, first)]
        if now is not None and now.phase is Phase.CANCELLED:
            dated.append(("closed_at", closed or resolved, now))
        else:
            dated.append(("resolved_at", resolved, self.end(Phase.RESOLVED, now)))
            dated.append(("closed_at", closed, self.end(Phase.CLOSED, now)))
        for name, at, found in dated:
            if at is not None and found is not None:
                yield at, found.name, found.phase
            elif at is not None and name != "opened_at":
                self.flaw(
                    "stage_unknown",
                    Phrase("presets.snapshots.but_say_state", name=name, at=at),
                )

    def end(self, phase: Phase, now: State | None) -> State | None:
        """Return the state of a phase: the present one if it is in it, or else the only one."""
        if now is not None and now.phase is phase:
            return now
        several = [one for one in self.tickets.words.states if one.phase is phase]
        return several[0] if len(several) == 1 else None

    def facts(self) -> Iterator[tuple[str, Any]]:
        """Yield the other facts that the row tells, as they are understood here."""
        for name in self.tickets.columns:
            raw = self.tickets.told(self.row, name)
            if raw is None or name in REQUIRED or name in INSTANTS:
                continue
            read = self.tickets.reads.get(name)
            value, flaw = (trimmed(raw), None) if read is None else read(text_of(raw))
            if flaw is not None:
                self.flaw(
                    flaw,
                    Phrase(
                        "presets.flaw.read_as",
                        name=name,
                        raw=shown(raw),
                        value=brief(written(value)),
                    ),
                )
            yield name, value

    def instant(self, name: str) -> datetime | None:
        """Return an instant of the row, if it can be read."""
        raw = self.tickets.told(self.row, name)
        if raw is None:
            return None
        at, flaw = instant_of(raw, self.format, self.tickets.zone)
        if flaw is not None:
            read = (
                Phrase("presets.could_not_be_read")
                if at is None
                else Phrase("presets.was_read_as", at=at)
            )
            self.flaw(flaw, f"{name} {shown(raw)} {read}")
        return at

    def flaw(self, code: str, words: Words) -> None:
        """Note what is wrong, or what cannot be told."""
        self.flaws.append(Flaw(self.index, code, words))


def _has_ended(phase: Phase | None) -> bool:
    return phase in (Phase.RESOLVED, Phase.CLOSED, Phase.CANCELLED)


def _known_by(phase: Phase | None, facts: Mapping[str, Any], *, is_last: bool) -> dict[str, Any]:
    """Return the facts of a stage: why it waits, of the last alone, and how it ended."""
    waits = is_last and phase in (Phase.PENDING, None)
    later = (() if waits else _PRESENT) + (() if _has_ended(phase) else _FINAL)
    return {name: value for name, value in facts.items() if name not in later}
