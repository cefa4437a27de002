"""Trends: a measure over time, from its baseline towards its target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

import attrs

from itsmcore.chart import Bar, bars
from itsmcore.fields import as_several
from itsmcore.figures import (
    Figure,
    Number,
    Rows,
    Table,
    as_drawn_formats,
    as_table_text,
    percent,
)
from itsmcore.improvements._verdict import bound_of, is_about, progress_of
from itsmcore.kinds import check_kinds
from itsmcore.objectives import Objective
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import BLUE, GREEN, GREY
from itsmcore.phrase import say, yes_or_no
from itsmcore.picture import Picture

_HOUR = timedelta(hours=1)


def _values(values: Iterable[Figure]) -> tuple[Figure, ...]:
    return as_several(Figure, values, "values", "figures")


@attrs.frozen
class Trend:
    """What was measured of an improvement: before it, and since its start.

    Attributes:
        baseline: what was measured before.
        target: what it is to come to.
        values: what was measured since, in order.

    >>> from itsmcore.proportions import Proportion
    >>> values = [Proportion(n, 388).figure("reopened") for n in (40, 31, 22)]
    >>> print(Trend(Proportion(49, 410).figure("reopened"), Objective("reopened", at_most=0.06),
    ...             values))
    measured  value    n    since  until  progress  met
    baseline  12.0 %   410
    1         10.3 %   388                27.6 %    no
    2         8.0 %    388                66.6 %    no
    3         5.7 %    388                105.5 %   yes
    reopened: at most 0.06
    """

    baseline: Figure
    target: Objective
    values: tuple[Figure, ...] = attrs.field(default=(), converter=_values)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def _each(self) -> Iterator[tuple[str, Figure, float | None, bool | None]]:
        yield "baseline", self.baseline, None, None
        for number, value in enumerate(self.values, 1):
            is_met = self.target.is_met(value) if is_about(self.target, value) else None
            yield f"{number}", value, progress_of(self.baseline, self.target, value), is_met

    @property
    def rows(self) -> Rows:
        """A row for the baseline and for each value, as a DataFrame takes them."""
        return tuple(
            {"measured": name, **value.row, "progress": progress, "is_met": is_met}
            for name, value, progress, is_met in self._each()
        )

    def _table(self) -> Table:
        said = {True: yes_or_no(True), False: yes_or_no(False), None: ""}
        lines = (
            (
                _title(name),
                value.words,
                value.n,
                value.since,
                value.until,
                percent(way),
                said[is_met],
            )
            for name, value, way, is_met in self._each()
        )
        head = ("measured", "value", "n", "since", "until", "progress", "met")
        return Table(head, lines, [str(self.target)])

    def _drawn(self) -> Picture:
        """Draw a bar for each, and a line at the target."""
        bound = bound_of(self.target)
        rows = [
            Bar(
                _title(name) if value.until is None else f"{_title(name)}, {value.until:%Y-%m-%d}",
                _size(value.value),
                say(
                    "improvements.trend.of",
                    value=value.words or say("common.none"),
                    count=value.n,
                    way="" if way is None else f", {percent(way)}",
                ),
                GREY if way is None else GREEN if is_met else BLUE,
            )
            for name, value, way, is_met in self._each()
        ]
        most = max(_size(bound), *(row.size for row in rows))
        aim = None if bound is None else (_size(bound), str(self.target))
        return bars(self.baseline.name, rows, most=most, target=aim)

    __str__ = as_table_text
    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _title(name: str) -> str:
    return say("improvements.trend.baseline") if name == "baseline" else name


def _size(value: Number | None) -> float:
    """Return how long a bar is; a time in hours."""
    if isinstance(value, timedelta):
        return value / _HOUR
    return float(value or 0)
