"""Steps of an export, column by column; cases with anything odd are read row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress
from typing import Any

import attrs
import numpy as np

from itsmcore.columnar import Steps
from itsmcore.columnar._cases import first_of
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import INSTANT, NAT, Bools, Ints, datetimes_of
from itsmcore.columnar._steps import made_of
from itsmcore.lifecycle import Phase
from itsmcore.presets._columns import WrittenTimes, texts_of, told_in
from itsmcore.presets._reading import as_rows, check_columns
from itsmcore.presets._together import together
from itsmcore.presets.servicenow._timelines import BACK_FILLED, INSTANTS, REQUIRED, Reader
from itsmcore.presets.servicenow._values import value_of

_ENDED = (Phase.CLOSED, Phase.CANCELLED)
_ALWAYS = ("state", "phase")


def steps_of(source: Any, reader: Reader) -> Steps:
    """Read an export column by column if it is a frame of texts, and else row by row.

    Raises:
        BadValue: it is no export.
        BadRow: a required column is missing.
    """
    texts = texts_of(source, dict.fromkeys(reader.columns.values()))
    if texts is None:
        for index, row in as_rows(source):
            reader.read(index, row)
        return Steps.of(reader.timelines())
    check_columns(0, texts, reader.columns, REQUIRED)
    return _Export.of(texts, reader).steps()


@attrs.define(eq=False)
class _Export:
    """The columns of an export whose every value is a text, the rows of each case together.

    Attributes:
        texts: the columns by their own names.
        reader: what reads the rows of cases that have anything odd.
        index: the place of each row in the export.
        names: the numbers of the cases, in order of appearance.
        case: the place of each row's case among them.
        is_odd: which rows a reader has something to say about, or may have.
    """

    texts: Mapping[str, Coded]
    reader: Reader
    index: Ints
    names: tuple[str, ...]
    case: Ints
    is_odd: Bools

    @classmethod
    def of(cls, texts: Mapping[str, Coded], reader: Reader) -> _Export:
        """Tell the cases apart."""
        number = texts[reader.columns["number"]]
        is_nobodys = ~told_in(number.values, reader.absent)
        pairs = zip(number.values, is_nobodys.tolist(), strict=True)
        names = tuple("" if none else raw.strip() for raw, none in pairs)
        case = number.codes
        if len({*names}) < len(names):
            named = Coded.of(names)
            names, case = named.values, named.codes[case]
        index = np.argsort(case, kind="stable")
        ordered = {name: Coded(of.codes[index], of.values) for name, of in texts.items()}
        is_odd = is_nobodys[number.codes][index]
        return cls(ordered, reader, index, names, case[index], is_odd)

    def steps(self) -> Steps:
        """Read the regular cases, and have the odd ones read, with all that is wrong with them."""
        begins = np.searchsorted(self.case, np.arange(len(self.names) + 1))
        facts, at = self._facts(begins), self._instants(begins)
        has_odd = np.zeros(len(self.names), bool)
        has_odd[self.case[self.is_odd]] = True
        is_kept = ~has_odd[self.case]
        told = {name: Coded(of.codes[is_kept], of.values) for name, of in facts.items()}
        regular = made_of(
            np.fromiter(self.names, object, len(self.names))[~has_odd],
            np.append(0, np.cumsum(np.diff(begins)[~has_odd])),
            at[is_kept].view(INSTANT),
            {
                name: of
                for name, of in told.items()
                if len(of.codes) and (name in _ALWAYS or _is_told(of))
            },
            {},
        )
        return together(regular, self._read(np.sort(self.index[~is_kept])), has_odd)

    def _read(self, rows: Ints) -> Steps:
        """Have rows of the export read, one by one."""
        place = np.argsort(self.index)[rows].tolist()
        for index, row in zip(rows.tolist(), place, strict=True):
            told = {name: of.values[of.codes[row]] for name, of in self.texts.items()}
            self.reader.read(index, told)
        return Steps.of(self.reader.timelines())

    def _facts(self, begins: Ints) -> dict[str, Coded]:
        """Read every column but those that place a row, and note what is odd."""
        reader, states = self.reader, self.texts[self.reader.columns["state"]]
        words = [
            reader.words.read(raw) if told else (None, None, None)
            for raw, told in zip(states.values, self._told(states.values).tolist(), strict=True)
        ]
        self.is_odd |= np.array([state is None for _, state, _ in words], bool)[states.codes]
        phases = [None if state is None else state.phase for _, state, _ in words]
        facts = {
            "state": Coded(states.codes, tuple(name for name, _, _ in words)),
            "phase": Coded(states.codes, tuple(phases)),
        }
        is_ended = np.array([phase in _ENDED for phase in phases], bool)[states.codes]
        first, last = begins[:-1], begins[1:] - 1
        ended, has_ended = first_of(np.flatnonzero(is_ended), first, last)
        is_early = np.arange(len(self.case)) < np.where(has_ended, ended, begins[1:])[self.case]
        for name in reader.facts:
            if reader.columns[name] in self.texts:
                values, is_wrong = self._understood(name)
                column = self.texts[reader.columns[name]]
                if name in BACK_FILLED:
                    column = Coded(np.where(is_early, len(values), column.codes), column.values)
                    values, is_wrong = [*values, None], np.append(is_wrong, False)
                self.is_odd |= is_wrong[column.codes]
                facts[name] = Coded(column.codes, tuple(values))
        waits = Coded(states.codes, tuple(reason for _, _, reason in words))
        facts["hold_reason"] = _either(facts.get("hold_reason", waits), waits)
        return facts

    def _understood(self, name: str) -> tuple[list[Any], Bools]:
        """Read the texts of a column, once each; and which of them are wrong."""
        column = self.texts[self.reader.columns[name]]
        is_told = self._told(column.values)
        told = [*compress(column.values, is_told.tolist())]
        read: list[Any]
        if name in INSTANTS:
            ticks, flaws = self._written.read(told)
            read = datetimes_of(ticks)
        else:
            pairs = [value_of(name, raw) for raw in told]
            read, flaws = [value for value, _ in pairs], [flaw for _, flaw in pairs]
        values, is_wrong = np.full(len(is_told), None), np.zeros(len(is_told), bool)
        values[is_told] = np.fromiter(read, object, len(read))
        is_wrong[is_told] = [flaw is not None for flaw in flaws]
        return values.tolist(), is_wrong

    def _instants(self, begins: Ints) -> Ints:
        """Read when each row came true, the first at its opening, and note what is odd."""
        every = np.arange(len(self.case))
        at, is_wrong = self._ticks("at", every)
        self.is_odd |= is_wrong | (at == NAT)
        firsts = begins[:-1]
        if self.reader.columns["opened_at"] in self.texts:
            opened, is_wrong = self._ticks("opened_at", firsts)
            self.is_odd[firsts] |= is_wrong
            at[firsts] = np.where((opened != NAT) & (opened <= at[firsts]), opened, at[firsts])
        is_back = np.append(False, at[1:] < at[:-1])
        is_back[firsts] = False
        self.is_odd |= is_back
        return at

    def _ticks(self, name: str, rows: Ints) -> tuple[Ints, Bools]:
        """Read the instants of some rows; NAT for none, and which are wrong."""
        column = self.texts[self.reader.columns[name]]
        return self._written.ticks(column, rows, self.reader.absent)

    def _told(self, values: Iterable[str]) -> Bools:
        return told_in(values, self.reader.absent)

    @property
    def _written(self) -> WrittenTimes:
        return WrittenTimes(self.reader.format, self.reader.zone)


def _is_told(column: Coded) -> bool:
    """Tell whether any row has a value."""
    is_told = np.array([value is not None for value in column.values], bool)
    return bool(is_told[column.codes].any())


def _either(column: Coded, other: Coded) -> Coded:
    """Put the values of another column where one has none."""
    is_none = np.array([value is None for value in column.values], bool)[column.codes]
    codes = np.where(is_none, other.codes.astype(np.int64) + len(column.values), column.codes)
    return Coded(codes, (*column.values, *other.values))
