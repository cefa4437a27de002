"""A month as a grid: one cell per day, with the changes on it and the freezes shaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import attrs

from itsmcore.drawing import element, folded
from itsmcore.errors import BadValue
from itsmcore.fields import as_items
from itsmcore.figures import MOST_FOLDED, Table
from itsmcore.instant import EPOCH
from itsmcore.kinds import check_kinds
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.palette import BLUE, FAINT, LINE, PANEL
from itsmcore.picture import Picture, clipped, moved, words_at
from itsmcore.schedule import Schedule, as_zone
from itsmcore.schedule._local import WALL, clock, day_starts
from itsmcore.span import Window

_WIDTH, _HEIGHT, _HEAD, _LINE, _MOST = 132, 96, 46, 15, 4
_MARGIN, _SMALL = 16, 10.5
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _pairs(pairs: Iterable[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    return as_items(pairs, "pairs", "pairs of a name and its time")


@attrs.frozen
class Month:
    """What is planned in a month, as text or as a picture.

    Attributes:
        year: the year.
        month: the month, from 1 to 12.
        planned: names and windows.
        frozen: names and schedules.
        tz: the zone whose clock divides it into days.
    """

    year: int
    month: int
    planned: tuple[tuple[str, Window], ...] = attrs.field(converter=_pairs)
    frozen: tuple[tuple[str, Schedule], ...] = attrs.field(converter=_pairs)
    tz: str | tzinfo = "UTC"

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_zone(self.tz)
        if not 1 <= self.month <= 12 or not 1971 <= self.year <= 9998:
            value = (self.year, self.month)
            raise BadValue(field="month", value=value, expected="a year and a month from 1 to 12")

    @property
    def days(self) -> tuple[tuple[date, tuple[str, ...], tuple[str, ...]], ...]:
        """Each day, with the names of what is planned on it and of the freezes that touch it."""
        return tuple(
            (day, tuple(self._on(start, end)), tuple(self._frozen(start, end)))
            for day, start, end in self._spans()
        )

    def _spans(self) -> Iterator[tuple[date, datetime, datetime]]:
        zone = as_zone(self.tz)
        assert zone is not None
        first = date(self.year, self.month, 1)
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        low, high = ((day - WALL.date()).days for day in (first, following))
        starts = [EPOCH + start for start in day_starts(zone, low, high + 1)]
        for number in range(high - low):
            yield first + timedelta(days=number), starts[number], starts[number + 1]

    def _on(self, start: datetime, end: datetime) -> Iterator[str]:
        zone = as_zone(self.tz)
        assert zone is not None
        for name, window in sorted(self.planned, key=lambda pair: (pair[1].start, pair[0])):
            if window.start < end and window.end > start:
                yield f"{clock(max(window.start, start), zone):%H:%M} {name}"

    def _frozen(self, start: datetime, end: datetime) -> Iterator[str]:
        for name, schedule in self.frozen:
            if schedule.elapsed(start, end):
                yield name

    def __str__(self) -> str:
        lines = [f"{self.year}-{self.month:02}, by the clock of {self.tz}"]
        for day, planned, frozen in self.days:
            if planned or frozen:
                said = [*planned, *(f"[{name}]" for name in frozen)]
                lines.append(f"{_DAYS[day.weekday()]} {day}  {', '.join(said)}")
        return "\n".join(lines)

    def _formats(self) -> Formats:
        return {
            "": self.__str__,
            "md": lambda: self._table().md(),
            "svg": lambda: self._drawn().svg(),
            "html": self._html,
        }

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def _html(self) -> str:
        table = self._table().html(caption=f"{self.year}-{self.month:02}", most=MOST_FOLDED)
        return self._drawn().html() + folded("day by day", table)

    def _table(self) -> Table:
        lines = (
            (f"{_DAYS[day.weekday()]} {day}", ", ".join(planned), ", ".join(frozen))
            for day, planned, frozen in self.days
            if planned or frozen
        )
        return Table(("day", "planned", "freezes"), lines)

    def _drawn(self) -> Picture:
        offset = date(self.year, self.month, 1).weekday()
        days = self.days
        rows = (offset + len(days) + 6) // 7
        said = f"{self.year}-{self.month:02}, by the clock of {self.tz}"
        title = words_at(8, 20, said, font_weight="bold", font_size=13)
        heads = (
            words_at(place * _WIDTH + 8, _HEAD - 8, name, fill=FAINT)
            for place, name in enumerate(_DAYS)
        )
        cells = (
            part
            for number, day in enumerate(days)
            for part in _cell(divmod(offset + number, 7), *day)
        )
        counts = sum(bool(planned) for _, planned, _ in days), sum(bool(f) for *_, f in days)
        alt = f"{said}: changes on {counts[0]} days, freezes on {counts[1]}"
        inside = moved(_MARGIN, _MARGIN, [title, *heads, *cells])
        size = 7 * _WIDTH + 2 * _MARGIN, _HEAD + rows * _HEIGHT + 2 * _MARGIN
        return Picture(*size, [inside], alt=alt)


def _cell(
    place: tuple[int, int], day: date, planned: tuple[str, ...], frozen: tuple[str, ...]
) -> Iterator[str]:
    """Draw a day: its freezes by name on blue, then what is planned on it."""
    row, column = place
    x, y = column * _WIDTH, _HEAD + row * _HEIGHT
    fill = BLUE.fill if frozen else PANEL
    yield element("rect", x=x, y=y, width=_WIDTH, height=_HEIGHT, fill=fill, stroke=LINE)
    yield words_at(x + 7, y + _LINE, day.day, fill=FAINT)
    if frozen:
        names = clipped(f"[{', '.join(frozen)}]", _WIDTH - 36, size=_SMALL)
        yield words_at(x + 28, y + _LINE, names, fill=BLUE.ink, font_size=_SMALL)
    shown = planned if len(planned) <= _MOST else (*planned[: _MOST - 1], _more(planned))
    for line, words in enumerate(shown, 2):
        yield words_at(x + 7, y + line * _LINE + 2, clipped(words, _WIDTH - 12))


def _more(planned: tuple[str, ...]) -> str:
    return f"and {len(planned) - _MOST + 1} more"
