"""A month as a grid: one cell per day, with the changes on it and the freezes shaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import attrs

from itsmcore.change_calendar._conflicts import Conflict
from itsmcore.drawing import element
from itsmcore.errors import BadValue
from itsmcore.fields import as_items, as_several
from itsmcore.figures import Rows, Table, as_drawn_formats
from itsmcore.instant import EPOCH
from itsmcore.kinds import check_kinds
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import BLUE, FAINT, LINE, PANEL, RED
from itsmcore.phrase import Phrase, label, say, told_in_english
from itsmcore.picture import Picture, clipped, moved, words_at
from itsmcore.schedule import Schedule, as_zone
from itsmcore.schedule._local import WALL, clock, day_starts
from itsmcore.span import Window

_WIDTH, _HEIGHT, _HEAD, _LINE, _MOST = 132, 96, 46, 15, 4
_MARGIN, _SMALL = 16, 10.5
_SIGN = "!"
"""Marks what is in conflict."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _pairs(pairs: Iterable[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    return as_items(pairs, "pairs", Phrase("change_calendar.month.pairs_name_time"))


def _conflicts(conflicts: Iterable[Conflict] | None) -> tuple[Conflict, ...] | None:
    return None if conflicts is None else as_several(Conflict, conflicts, "conflicts")


@attrs.frozen
class Month:
    """What is planned in a month, as text or as a picture.

    Attributes:
        year: the year.
        month: the month, from 1 to 12.
        planned: names and windows.
        frozen: names and schedules.
        tz: the zone whose clock divides it into days.
        conflicts: the conflicts that are marked; None if it was not judged whether there are any.
    """

    year: int
    month: int
    planned: tuple[tuple[str, Window], ...] = attrs.field(converter=_pairs)
    frozen: tuple[tuple[str, Schedule], ...] = attrs.field(converter=_pairs)
    tz: str | tzinfo = "UTC"
    conflicts: tuple[Conflict, ...] | None = attrs.field(default=None, converter=_conflicts)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_zone(self.tz)
        if not 1 <= self.month <= 12 or not 1971 <= self.year <= 9998:
            value = (self.year, self.month)
            raise BadValue(
                field="month", value=value, expected=Phrase("change_calendar.expected.year_month")
            )

    @property
    def days(self) -> tuple[tuple[date, tuple[str, ...], tuple[str, ...]], ...]:
        """Each day, with the names of what is planned on it and of the freezes that touch it."""
        return tuple(
            (
                day,
                tuple(f"{time} {name}" for time, name in self._on(start, end)),
                tuple(self._frozen(start, end)),
            )
            for day, start, end in self._spans()
        )

    @property
    def rows(self) -> Rows:
        """A row for each day on which there is something, in words, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "day": day.day,
                "planned": ", ".join(day.planned),
                "freezes": ", ".join(day.frozen),
                "conflicts": "; ".join(map(str, day.conflicts)),
            }
            for day in self._days()
            if day.planned or day.frozen
        )

    def _days(self) -> Iterator[_Day]:
        """Yield each day, with a sign at what is in conflict."""
        found = self.conflicts or ()
        marked = {name for conflict in found for name in (conflict.change, conflict.witness)}
        for day, start, end in self._spans():
            planned = (
                f"{time} {_SIGN * (name in marked)}{name}" for time, name in self._on(start, end)
            )
            overlapping = (of for of in found if of.overlap.start < end and of.overlap.end > start)
            yield _Day(day, tuple(planned), tuple(self._frozen(start, end)), tuple(overlapping))

    def _spans(self) -> Iterator[tuple[date, datetime, datetime]]:
        zone = as_zone(self.tz)
        assert zone is not None
        first = date(self.year, self.month, 1)
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        low, high = ((day - WALL.date()).days for day in (first, following))
        starts = [EPOCH + start for start in day_starts(zone, low, high + 1)]
        for number in range(high - low):
            yield first + timedelta(days=number), starts[number], starts[number + 1]

    def _on(self, start: datetime, end: datetime) -> Iterator[tuple[str, str]]:
        zone = as_zone(self.tz)
        assert zone is not None
        for name, window in sorted(self.planned, key=lambda pair: (pair[1].start, pair[0])):
            if window.start < end and window.end > start:
                yield f"{clock(max(window.start, start), zone):%H:%M}", name

    def _frozen(self, start: datetime, end: datetime) -> Iterator[str]:
        for name, schedule in self.frozen:
            if schedule.elapsed(start, end):
                yield name

    def __str__(self) -> str:
        lines = [self._title()]
        for day in self._days():
            if day.planned or day.frozen:
                said = [*day.planned, *(f"[{name}]" for name in day.frozen)]
                lines.append(f"{_day(day.day)} {day.day}  {', '.join(said)}")
        return "\n".join([*lines, *(f"{_SIGN} {conflict}" for conflict in self._told())])

    def _title(self) -> str:
        return say("change_calendar.month.clock", year=self.year, month=self.month, tz=self.tz)

    def _told(self) -> tuple[Conflict, ...]:
        """Return the conflicts of this month, each once."""
        found = (conflict for day in self._days() for conflict in day.conflicts)
        return tuple(dict.fromkeys(found))

    def _judged(self) -> str:
        if self.conflicts is None:
            return say("change_calendar.month.conflicts_judged")
        count = len(self._told())
        return (
            say("change_calendar.month.conflict", sign=_SIGN, count=count)
            if count
            else say("change_calendar.month.conflicts")
        )

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def _table(self) -> Table:
        named = ({**row, "day": f"{_day(row['day'])} {row['day']}"} for row in self._rows())
        return Table.of(("day", "planned", "freezes", "conflicts"), named, [self._judged()])

    def _drawn(self) -> Picture:
        offset = date(self.year, self.month, 1).weekday()
        days = list(self._days())
        rows = (offset + len(days) + 6) // 7
        said = f"{self._title()}; {self._judged()}"
        title = words_at(8, 20, said, font_weight="bold", font_size=13)
        heads = (
            words_at(place * _WIDTH + 8, _HEAD - 8, label("days", name), fill=FAINT)
            for place, name in enumerate(_DAYS)
        )
        cells = (
            part
            for number, day in enumerate(days)
            for part in _cell(divmod(offset + number, 7), day)
        )
        counts = sum(bool(day.planned) for day in days), sum(bool(day.frozen) for day in days)
        alt = say(
            "change_calendar.month.changes_days_freezes",
            said=said,
            changes=counts[0],
            freezes=counts[1],
        )
        inside = moved(_MARGIN, _MARGIN, [title, *heads, *cells])
        size = 7 * _WIDTH + 2 * _MARGIN, _HEAD + rows * _HEIGHT + 2 * _MARGIN
        return Picture(*size, [inside], alt=alt)


@attrs.frozen
class _Day:
    """A day of a month, as it is shown."""

    day: date
    planned: tuple[str, ...]
    frozen: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def _cell(place: tuple[int, int], day: _Day) -> Iterator[str]:
    """Draw a day: its freezes by name on blue, then what is planned, in red if in conflict."""
    (row, column), planned, frozen = place, day.planned, day.frozen
    x, y = column * _WIDTH, _HEAD + row * _HEIGHT
    fill = BLUE.fill if frozen else PANEL
    yield element("rect", x=x, y=y, width=_WIDTH, height=_HEIGHT, fill=fill, stroke=LINE)
    yield words_at(x + 7, y + _LINE, day.day.day, fill=FAINT)
    if frozen:
        names = clipped(f"[{', '.join(frozen)}]", _WIDTH - 36, size=_SMALL)
        yield words_at(x + 28, y + _LINE, names, fill=BLUE.ink, font_size=_SMALL)
    shown = planned if len(planned) <= _MOST else (*planned[: _MOST - 1], _more(planned))
    for line, words in enumerate(shown, 2):
        look = {"fill": RED.ink, "font_weight": "bold"} if _SIGN in words else {}
        room = (_WIDTH - 12) / (1.15 if look else 1)
        yield words_at(x + 7, y + line * _LINE + 2, clipped(words, room), **look)


def _more(planned: tuple[str, ...]) -> str:
    return say("change_calendar.month.more", count=len(planned) - _MOST + 1)


def _day(day: date) -> str:
    return label("days", _DAYS[day.weekday()])
