"""Figures: values that say what they are of, and the one table in which rows are written.

Everything tabular has `rows`: a tuple of dicts, ready for a DataFrame, and in English whatever is
spoken. On a screen and in a notebook, a table ends after 20 lines and says how many more there are;
one that is folded under a picture holds what the picture shows, and ends after 500. The rows and
the Markdown are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import attrs

from itsmcore._faces import offer
from itsmcore.drawing import element, folded, html_table, md_table, md_text, text, text_table
from itsmcore.errors import BadSpan, BadValue, Unlisted
from itsmcore.fields import as_finite, as_items, as_several, as_text, as_whole, differs
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.kinds import check_kinds
from itsmcore.output import Formats, as_format, as_html, as_pretty, name_of
from itsmcore.phrase import Phrase, label, measure, say, told_in_english
from itsmcore.shown import written

if TYPE_CHECKING:
    from itsmcore.picture import Picture

__all__ = ["Figure", "Figures"]

Better: TypeAlias = Literal["higher", "lower"]
Rows: TypeAlias = tuple[dict[str, Any], ...]
Number: TypeAlias = float | timedelta
"""What a figure may be: a number, or a time."""

SHARE = "share"
"""The unit of a value between 0 and 1, written per cent."""
MOST_LINES = 20
"""The number of lines of a table that a screen or a notebook shows."""
MOST_FOLDED = 500
"""The number of those that a reader unfolds."""
_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)
_COLUMNS = ("figure", "value", "length", "n", "unit", "better", "since", "until")
"""What a row of a figure has: a number as its value, or a time as its length."""
_SELDOM = ("better", "since", "until")
"""Columns that are written only if they are not empty."""


# --- cells ------------------------------------------------------------------------------------


def time_text(length: timedelta) -> str:
    """Return a time in hours, minutes and seconds: days would be mistaken for working days."""
    hours, rest = divmod(abs(length), _HOUR)
    _, _, minutes = str(rest).partition(":")
    return f"{'-' if length < timedelta(0) else ''}{hours}:{minutes}"


def percent(rate: float | None) -> str:
    """Return a share of 1 as people read it; empty for None."""
    return "" if rate is None else f"{100 * rate:.1f} %"


def percent_of(share: Fraction, *, is_up: bool = False) -> str:
    """Write a share with four decimals, rounded down, or up, so that a bound just missed is missed.

    >>> percent_of(Fraction("0.99499999")), percent_of(Fraction("0.99499999"), is_up=True)
    ('99.4999 %', '99.5 %')
    """
    parts = share * 1_000_000
    digits = f"{(-(-parts // 1) if is_up else parts // 1) / 10_000:.4f}".rstrip("0").rstrip(".")
    return f"{digits} %"


def cell(value: object) -> str:
    """Return a value as people read it: times in whole seconds, instants in minutes.

    >>> cell(timedelta(days=1, seconds=1.5)), cell(12345.678), cell(None)
    ('24:00:01', '1.235e+04', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return say("common.true" if value else "common.false")
        case timedelta():
            return time_text(value - value % _SECOND)
        case datetime():
            return value.isoformat(" ", "minutes")
        case float():
            return f"{value:,.4g}"
        case StrEnum():
            return label("values", value.value)
        case _:
            return written(value)


def _share(value: object) -> str:
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    return percent(float(value)) if is_number else cell(value)  # type: ignore[arg-type]


def _measured(value: object) -> str:
    return measure(cell(value))


_WRITTEN = {"rate": _share, SHARE: _share, "measure": _measured}
"""How the cells of some columns are written."""


def plain_cell(value: object) -> object:
    """Return a value as a row holds it: numbers, dates and times, and texts for all else."""
    return value if value is None or isinstance(value, Real | date | timedelta) else written(value)


def rank_of(name: str) -> str:
    """Return the name of the column that has the rank of a level, beside that of its label."""
    return f"{name}_rank"


# --- tables -----------------------------------------------------------------------------------


def _head(names: Iterable[object]) -> tuple[str, ...]:
    return as_several(str, names, "head", Phrase("figures.titles_columns"))


def _lines(lines: Iterable[Iterable[object]]) -> tuple[tuple[object, ...], ...]:
    expected = Phrase("figures.expected.lines_many_cells_head")
    return tuple(as_items(line, "lines", expected) for line in as_items(lines, "lines", expected))


def _notes(notes: Iterable[str]) -> tuple[str, ...]:
    return as_several(str, notes, "notes", "texts")


@attrs.frozen
class Table:
    """What is written in lines and columns.

    Attributes:
        head: the titles of the columns.
        lines: the cells of each line.
        notes: remarks to be written below the table.

    Raises:
        BadValue: a line has more or fewer cells than the head.

    >>> table = Table(["group", "mean"], [("network", timedelta(hours=2))], ["of March"])
    >>> print(table.text())
    group    mean
    network  2:00:00
    of March
    >>> print(table.md())
    | group | mean |
    | --- | --- |
    | network | 2:00:00 |
    <BLANKLINE>
    of March
    """

    head: tuple[str, ...] = attrs.field(converter=_head)
    lines: tuple[tuple[object, ...], ...] = attrs.field(converter=_lines)
    notes: tuple[str, ...] = attrs.field(default=(), converter=_notes)

    def __attrs_post_init__(self) -> None:
        for line in self.lines:
            if len(line) != len(self.head):
                expected = Phrase("figures.expected.lines_cells_many_head", count=len(self.head))
                raise BadValue(field="lines", value=line, expected=expected)

    @classmethod
    def of(
        cls,
        names: Iterable[str],
        rows: Iterable[Mapping[str, object]],
        notes: Iterable[str] = (),
    ) -> Table:
        """Make a table from some columns of rows; a rate or a share is written per cent.

        >>> print(Table.of(["met_at_last", "rate"], [{"met_at_last": 3, "rate": 0.75}]).text())
        met at last  rate
        3            75.0 %
        """
        named = as_several(str, names, "names", Phrase("figures.names_columns"))
        write = [_WRITTEN.get(name, cell) for name in named]
        lines = (
            [said(row.get(name)) for name, said in zip(named, write, strict=True)]
            for row in as_several(Mapping, rows, "rows", "mappings")  # type: ignore[type-abstract]
        )
        return cls([name.replace("_", " ") for name in named], lines, notes)

    def text(self, *, has_head: bool = True) -> str:
        """Return the first lines of the table in columns, for a screen of one width."""
        cells = self._cells(MOST_LINES)[not has_head :]
        return "\n".join([text_table(cells), *self._below(MOST_LINES)])

    def md(self) -> str:
        """Return the whole table in Markdown."""
        return "\n\n".join([md_table(self._cells(None)), *map(md_text, self.notes)])

    def html(self, *, caption: str = "", most: int = MOST_LINES) -> str:
        """Return the first lines of the table in HTML, with a caption that says what it is of."""
        below = (element("p", text(of)) for of in self._below(most))
        return "".join([html_table(self._cells(most), caption=caption), *below])

    def _cells(self, most: int | None) -> list[Sequence[str]]:
        return [self._titles(), *(tuple(map(cell, line)) for line in self.lines[:most])]

    def _titles(self) -> tuple[str, ...]:
        return tuple(measure(label("columns", name)) for name in self.head)

    def _below(self, most: int) -> Iterator[str]:
        if len(self.lines) > most:
            yield say("figures.more", count=len(self.lines) - most)
        yield from self.notes


class Tabled(Protocol):
    """Anything that has a table."""

    def _table(self) -> Table: ...


class Drawn(Tabled, Protocol):
    """Anything that has a picture, and a table of what it shows."""

    def _drawn(self) -> Picture: ...


def as_table_text(self: Tabled) -> str:
    """Return the figures in columns, with the remarks below them."""
    return self._table().text()


def as_table_formats(self: Tabled) -> Formats:
    """Return how the figures are written."""
    return {
        "": self.__str__,
        "md": lambda: self._table().md(),
        "html": lambda: self._table().html(caption=name_of(self)),
    }


def as_drawn_formats(self: Drawn) -> Formats:
    """Return how what has a picture and a table is written."""

    def html() -> str:
        table = self._table().html(caption=name_of(self), most=MOST_FOLDED)
        return self._drawn().html() + folded(label("columns", "figures"), table)

    return {**as_table_formats(self), "svg": lambda: self._drawn().svg(), "html": html}


# --- figures ----------------------------------------------------------------------------------


@attrs.frozen
class Figure:
    """A value with what it is of: over how many, in what unit, and from when to when.

    Attributes:
        name: what is measured.
        value: the number or the time; None if there was nothing to measure.
        n: how many it is drawn from.
        unit: `"share"` for a value between 0 and 1, `"time"` or `"open time"` for a timedelta,
            otherwise what is counted.
        better: which is better, `"higher"` or `"lower"`; None if neither is.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        by: what everything counted has in common.

    Raises:
        BadValue: a value is of the wrong kind, or a share is none from 0 to 1.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.

    >>> figure = Figure("change failure rate", 0.3, 10, "share", better="lower")
    >>> print(figure)
    change failure rate: 30.0 % (n=10)
    >>> figure.row["value"], figure.row["n"]
    (0.3, 10)
    """

    name: str
    value: Number | None
    n: int
    unit: str
    better: Better | None = None
    since: datetime | None = None
    until: datetime | None = None
    by: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=frozen)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_text(self.name, "name")
        as_text(self.unit, "unit")
        as_whole(self.n, "n", least=0)
        if self.value is not None and not isinstance(self.value, timedelta):
            as_finite(self.value, "value")
            if self.unit == SHARE and not 0 <= self.value <= 1:
                raise BadValue(
                    field="value", value=self.value, expected=Phrase("figures.expected.share")
                )
        check_period(self.since, self.until)

    @property
    def row(self) -> dict[str, Any]:
        """The figure as a row of plain values, as a DataFrame takes them.

        A number is its `value`, and a time its `length`, since a column holds one kind of values.
        """
        return told_in_english(self._row)

    def _row(self) -> dict[str, Any]:
        common = {_column(name): plain_cell(value) for name, value in self.by.items()}
        length = self.value if isinstance(self.value, timedelta) else None
        values = (
            self.name,
            None if self.value is None or isinstance(self.value, timedelta) else float(self.value),
            length,
            *(getattr(self, name) for name in _COLUMNS[3:]),
        )
        return common | dict(zip(_COLUMNS, values, strict=True))

    @property
    def words(self) -> str:
        """The value as people read it, with its unit unless that is a share or a time."""
        if self.value is None:
            return ""
        if self.unit == SHARE and not isinstance(self.value, timedelta):
            return percent(self.value)
        said = cell(self.value)
        return said if isinstance(self.value, timedelta) else f"{said} {label('values', self.unit)}"

    @property
    def _said(self) -> dict[str, object]:
        """What people read of its row, in their language."""
        better = self.better and label("values", self.better)
        names = {"figure": measure(self.name), "unit": label("values", self.unit), "better": better}
        return {**names, "value": self.words}

    def __str__(self) -> str:
        return self._told(self.words)

    def _told(self, words: str) -> str:
        """Return it as text, with other words for its value."""
        common = "".join(
            f", {label('columns', name)} {cell(value) or say('common.none')}"
            for name, value in self.by.items()
        )
        bounds = (
            (label("columns", "since"), self.since),
            (label("columns", "until"), self.until),
        )
        when = "".join(f", {word} {cell(at)}" for word, at in bounds if at is not None)
        name, said = measure(self.name), words or say("common.none")
        return f"{name}{common}: {said} (n={self.n}{when})"


def _column(name: str) -> str:
    """Return the column of what figures have in common, prefixed if they have one of that name."""
    return f"by {name}" if name in _COLUMNS else name


def check_period(since: datetime | None, until: datetime | None) -> None:
    """Refuse a period that ends before it starts.

    Raises:
        BadSpan: it does.
    """
    if since is not None and until is not None and until < since:
        raise BadSpan(start=since, end=until)


def _figures(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return as_several(Figure, figures, "figures")


@attrs.frozen
class Figures:
    """Figures in order, as a table and a picture take them.

    When written, it leaves out empty columns.

    >>> print(Figures([Figure("restore mean", timedelta(hours=2.5), 2, "time", "lower"),
    ...                Figure("reopened", 0.25, 8, "share", "lower")]))
    figure        value    n  unit   better
    restore mean  2:30:00  2  time   lower
    reopened      25.0 %   8  share  lower
    """

    figures: tuple[Figure, ...] = attrs.field(converter=_figures)

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures)

    def __len__(self) -> int:
        return len(self.figures)

    def __getitem__(self, place: int) -> Figure:
        return self.figures[place]

    def named(self, name: str) -> Figures:
        """Return the figures of a name.

        Raises:
            Unlisted: there is none.
        """
        found = [figure for figure in self.figures if not differs(figure.name, name)]
        if not found:
            known = tuple(dict.fromkeys(figure.name for figure in self.figures))
            raise Unlisted(kind=Phrase("figures.figure"), name=name, known=known)
        return Figures(found)

    @property
    def rows(self) -> Rows:
        """A row for each figure, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        common = dict.fromkeys(_column(name) for figure in self.figures for name in figure.by)
        return tuple(common | figure._row() for figure in self.figures)  # noqa: SLF001 (its own file)

    def _table(self) -> Table:
        rows = [{**figure._row(), **figure._said} for figure in self.figures]  # noqa: SLF001 (its own file)
        common = dict.fromkeys(_column(name) for figure in self.figures for name in figure.by)
        hidden = {name for name in _SELDOM if all(row[name] is None for row in rows)} | {"length"}
        return Table.of([*common, *(name for name in _COLUMNS if name not in hidden)], rows)

    _formats = as_table_formats
    __str__ = as_table_text
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


offer(globals())
