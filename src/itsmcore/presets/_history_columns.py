"""Steps of histories, column by column; tickets with anything odd are read row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from itsmcore.absent import present
from itsmcore.columnar import Steps
from itsmcore.columnar._cases import ticks_of
from itsmcore.columnar._coded import Coded, in_order
from itsmcore.columnar._columns import NAT, Bools, Ints
from itsmcore.columnar._steps import occurring
from itsmcore.presets._columns import WrittenTimes, texts_of
from itsmcore.presets._histories import PARTS, Histories, WrittenClock, rank_of
from itsmcore.presets._history_steps import Changes, steps_of_changes
from itsmcore.presets._reading import check_columns, text_of
from itsmcore.presets._stated import as_it_says
from itsmcore.presets._together import together


def steps_of(
    log: Histories,
    rows: Any,
    columns: Mapping[str, str],
    *,
    births: tuple[str, str] | None = None,
    only: Mapping[str, str] | None = None,
) -> Steps:
    """Read a log column by column if it is a frame of texts and whole numbers, else row by row.

    They are the steps of `log.timelines()` after `log.read` with these arguments.

    Raises:
        BadValue: they are no rows.
        BadRow: a required column is missing.
    """
    wanted = {} if only is None else only
    marks = {} if births is None else dict([births])
    cells = texts_of(rows, dict.fromkeys((*columns.values(), *marks, *wanted)), kinds=(str, int))
    clock, is_plain = log.clock, log.beside is None and log.place is as_it_says
    if cells is None or not is_plain or not isinstance(clock, WrittenClock):
        log.read(rows, columns, births=births, only=only)
        return Steps.of(log.timelines())
    check_columns(0, cells, columns, PARTS)
    read = _Read.of(_Cells(log, cells, columns), marks, wanted)
    at, is_wrong = WrittenTimes(clock.format, clock.zone).ticks(read.cells.part("at"), read.row)
    opened, (changes, is_unclear) = read.opened(at), read.changes(at)
    has_odd = np.zeros(len(log.cases), bool)
    for those in (
        read.case[is_wrong | (at == NAT) | read.is_nobodys],
        changes.case[is_unclear | (changes.at < opened[changes.case])],
        changes.broken(),
        _beginless(changes, opened),
        _gaps(changes, log),
    ):
        has_odd[those] = True
    for index in read.row[has_odd[read.case]].tolist():
        row = {name: of.values[of.codes[index]] for name, of in cells.items()}
        log.take(index, row, columns, births=births)
    numbered = [*log.numbered()]
    pairs = zip(numbered, has_odd.tolist(), strict=True)
    odd = {number: case.timeline() for (number, case), is_odd in pairs if is_odd}
    regular = steps_of_changes(changes, log, numbered, opened, ~has_odd)
    return together(regular, Steps.of(odd), has_odd)


@attrs.frozen(eq=False)
class _Cells:
    """The columns of a log, by their own names, and what their texts mean."""

    log: Histories
    cells: Mapping[str, Coded]
    columns: Mapping[str, str]

    def texts(self, name: str) -> Coded:
        """Return a column as texts, empty where it says nothing or is not there."""
        column = self.cells.get(name)
        if column is None:
            length = len(self.part("at").codes)
            return Coded(np.zeros(length, np.int64), ("",))
        return Coded(column.codes, tuple(map(self._text, column.values)))

    def _text(self, raw: str | int) -> str:
        # A text is one already, and to ask of each what it is takes longer than to read it.
        if not isinstance(raw, str):
            return text_of(raw)
        text = raw.strip()
        return "" if text in self.log.absent else text

    def part(self, name: str) -> Coded:
        """Return the column of a part of a row."""
        return self.texts(self.columns.get(name, ""))

    def say(self, name: str, *texts: str) -> Bools:
        """Tell which rows have one of some texts in a column."""
        column = self.texts(name)
        return np.array([text in texts for text in column.values], bool)[column.codes]


@attrs.frozen(kw_only=True, eq=False)
class _Read:
    """The rows that count: the beginning of a ticket, or a change of a field that is known.

    Attributes:
        cells: the columns of the log.
        row: the place of each row in them.
        case: whose each is, by its place among the tickets of the log.
        is_nobodys: which have no ticket.
        is_birth: which tell of a beginning.
        fact: what the others changed.
    """

    cells: _Cells
    row: Ints
    case: Ints
    is_nobodys: Bools
    is_birth: Bools
    fact: Coded

    @classmethod
    def of(cls, cells: _Cells, births: Mapping[str, str], only: Mapping[str, str]) -> _Read:
        """Find them, and whose they are."""
        log, field = cells.log, cells.part("field")
        is_kept, is_birth = np.ones(len(field.codes), bool), np.zeros(len(field.codes), bool)
        for name, text in only.items():
            is_kept &= cells.say(name, "", text)
        for name, text in births.items():
            is_birth |= cells.say(name, text)
        fact = Coded.of([log.fields.get(text) for text in field.values])
        is_known = np.array([name is not None for name in fact.values], bool)[fact.codes]
        row = np.flatnonzero(is_kept & (is_birth | is_known[field.codes]))
        record = cells.part("record")
        id = Coded.of(record.values)
        codes = id.codes[record.codes[row]]
        here, place = in_order(codes.astype(np.int64), len(id.values))
        first = np.zeros(len(here), np.int64)
        first[place[::-1]] = row[::-1]
        named = [id.values[code] for code in here]
        for one, index in zip(named, first.tolist(), strict=True):
            log.case(index, one)
        places = {one: number for number, one in enumerate(log.cases)}
        return cls(
            cells=cells,
            row=row,
            case=np.array([places[one] for one in named], np.int64)[place],
            is_nobodys=np.array([not one for one in named], bool)[place],
            is_birth=is_birth[row],
            fact=Coded(fact.codes[field.codes[row]], fact.values),
        )

    def opened(self, at: Ints) -> Ints:
        """Find when each ticket began: as it says itself, or as the first row that tells does."""
        told = [case.opened for case in self.cells.log.cases.values()]
        opened = np.array([NAT if of is None else ticks_of(of) for of in told], np.int64)
        born = np.full(len(opened), NAT)
        case = self.case[self.is_birth][::-1]
        born[case] = at[self.is_birth][::-1]
        return np.where(opened == NAT, born, opened)

    def changes(self, at: Ints) -> tuple[Changes, Bools]:
        """Return the changes in order of time, and in which a text is not understood."""
        order = self.cells.part("order")
        rank = np.array([*map(rank_of, order.values)], np.int64)[order.codes[self.row]]
        those = np.flatnonzero(~self.is_birth)
        those = those[np.lexsort((rank[those], at[those], self.case[those]))]
        row, fact = self.row[those], Coded(self.fact.codes[those], self.fact.values)
        old, was_read, is_vague = self._meanings("old", row, fact)
        new, were_read, are_vague = self._meanings("new", row, fact)
        values = Coded.of([*was_read, *were_read])
        changes = Changes(
            case=self.case[those],
            row=row,
            at=at[those],
            fact=fact,
            old=values.codes[old],
            new=values.codes[new + len(was_read)],
            values=values.values,
        )
        return changes, is_vague | are_vague

    def _meanings(self, part: str, row: Ints, fact: Coded) -> tuple[Ints, list[Any], Bools]:
        """Read the old or the new texts of facts, each once.

        Return the place of each among what they mean, that, and which are not understood.
        """
        column, log = self.cells.part(part), self.cells.log
        width = len(column.values)
        both = fact.codes.astype(np.int64) * width + column.codes[row]
        pairs, places = occurring(both, len(fact.values) * width)
        read = list[tuple[Any, str | None]]()
        for of, place in (divmod(pair, width) for pair in pairs):
            text = column.values[place]
            read.append(log.meaning(fact.values[of], text) if text else (None, None))
        is_vague = np.array([code is not None for _, code in read], bool)
        return places, [present(value) for value, _ in read], is_vague[places]


def _beginless(changes: Changes, opened: Ints) -> Ints:
    """Find the tickets whose beginning nothing tells, not even a change."""
    return np.flatnonzero((opened == NAT) & (changes.firsts(len(opened)) < 0))


def _gaps(changes: Changes, log: Histories) -> list[int]:
    """Find the tickets that are in another state than the one that the last change left."""
    states = changes.taken(np.flatnonzero(changes.is_of("state")))
    pairs = zip(states.case.tolist(), states.new.tolist(), strict=True)
    left = {case: states.values[new] for case, new in pairs}
    told = enumerate(case.facts.get("state") for case in log.cases.values())
    return [place for place, now in told if now is not None and left.get(place, now) != now]
