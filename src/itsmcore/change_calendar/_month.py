"""A month as a grid: one cell per day, with the changes on it and the freezes shaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import attrs

from itsmcore.drawing import element, svg, text
from itsmcore.errors import BadValue
from itsmcore.fields import as_items
from itsmcore.figures import in_format
from itsmcore.instant import EPOCH
from itsmcore.kinds import check_kinds
from itsmcore.schedule import Schedule, as_zone
from itsmcore.schedule._local import WALL, clock, day_starts
from itsmcore.span import Window

_WIDTH, _HEIGHT, _HEAD, _LINE, _MOST = 126, 96, 46, 15, 4
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

    def __format__(self, spec: str) -> str:
        """Write it; `"svg"` draws it.

        Raises:
            Unlisted: there is no such format.
        """
        return in_format(spec, {"": self.__str__, "svg": self._drawn})

    def _repr_html_(self) -> str:
        return self._drawn()

    def _drawn(self) -> str:
        offset = date(self.year, self.month, 1).weekday()
        days = self.days
        rows = (offset + len(days) + 6) // 7
        heads = (
            element("text", name, x=place * _WIDTH + 8, y=_HEAD - 8, fill="#64748b")
            for place, name in enumerate(_DAYS)
        )
        title = element("text", text(f"{self.year}-{self.month:02} {self.tz}"), x=8, y=18)
        cells = (_cell(divmod(offset + number, 7), *day) for number, day in enumerate(days))
        return svg(7 * _WIDTH + 2, _HEAD + rows * _HEIGHT + 2, title, *heads, *cells)


def _cell(
    place: tuple[int, int], day: date, planned: tuple[str, ...], frozen: tuple[str, ...]
) -> str:
    row, column = place
    x, y = column * _WIDTH + 1, _HEAD + row * _HEIGHT
    fill = "#dbeafe" if frozen else "#ffffff"
    said = element("title", text(", ".join(frozen))) if frozen else ""
    parts = [
        element("rect", said, x=x, y=y, width=_WIDTH, height=_HEIGHT, fill=fill, stroke="#cbd5e1"),
        element("text", str(day.day), x=x + 7, y=y + _LINE, fill="#64748b"),
    ]
    shown = planned if len(planned) <= _MOST else (*planned[: _MOST - 1], _more(planned))
    for line, words in enumerate(shown, 2):
        title = element("title", text(", ".join(planned)))
        short = words if len(words) <= 17 else f"{words[:16]}…"
        parts.append(element("text", title, text(short), x=x + 7, y=y + line * _LINE + 2))
    return "".join(parts)


def _more(planned: tuple[str, ...]) -> str:
    return f"and {len(planned) - _MOST + 1} more"
