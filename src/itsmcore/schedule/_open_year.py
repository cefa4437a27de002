"""A year of a schedule, day by day: how long each is open, and which are holidays or exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta, tzinfo
from itertools import groupby

import attrs

from itsmcore.codes import Code, one_of
from itsmcore.figures import Rows, Table, as_drawn_formats, cell, time_text
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import FAINT, GREEN, INK, PANEL, RULE, VIOLET, YELLOW, Tone
from itsmcore.phrase import label, say
from itsmcore.picture import Picture, alt_of, moved, number, words_at
from itsmcore.schedule._hours import DAYS
from itsmcore.schedule._rules import Combined, Rule
from itsmcore.schedule._weekly import Weekly
from itsmcore.strip import Texture, swatch

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIDE, _NAMES, _TOTALS, _TOP, _MARGIN, _SMALL = 24, 40, 84, 50, 18, 9
_ROOM = 3
"""How many figures of its hours a day shows beside a sign; with more, it shows whole ones."""
_HOUR = timedelta(hours=1)
_COLUMNS = ("day", "weekday", "open", "kind", "name")


class DayKind(Code):
    """Why a day is open as long as it is."""

    REGULAR = "regular"
    """The hours of its weekday hold."""
    HOLIDAY = "holiday"
    """A holiday takes them away."""
    EXCEPTION = "exception"
    """Hours or breaks of its own replace them or take from them, even on a holiday."""


@attrs.frozen
class OpenDay:
    """How long a day is open.

    Attributes:
        day: the date.
        open: the open time between its midnights.
        kind: what the rules of the schedule say of the date; of several, an exception counts.
        name: the name of the holiday; empty if it has none.
    """

    day: date
    open: timedelta
    kind: DayKind = DayKind.REGULAR
    name: str = ""


@attrs.frozen
class OpenYear:
    """A year of a schedule, as a table of its days or as a picture.

    Attributes:
        days: every day of the year.
        zone: the zone by whose clock days begin.
    """

    days: tuple[OpenDay, ...]
    zone: tzinfo

    @property
    def year(self) -> int:
        """The year."""
        return self.days[0].day.year

    @property
    def total(self) -> timedelta:
        """The open time of the year."""
        return sum((of.open for of in self.days), timedelta())

    def of(self, kind: DayKind) -> tuple[OpenDay, ...]:
        """Return the days of a kind.

        Raises:
            BadValue: there is no such kind.
        """
        wanted = one_of(DayKind, kind, field="kind")
        return tuple(of for of in self.days if of.kind is wanted)

    @property
    def rows(self) -> Rows:
        """A row for each day, as a DataFrame takes them."""
        return tuple(
            {
                "day": of.day,
                "weekday": DAYS[of.day.weekday()],
                "open": of.open,
                "kind": of.kind.value,
                "name": of.name or None,
            }
            for of in self.days
        )

    def __str__(self) -> str:
        lines = [f"{self._title()}: {self._sum()}"]
        lines += (
            f"{_day(of.day)} {of.day} {of.name or label('values', of.kind.value)}, {_open(of.open)}"
            for of in self.days
            if of.kind is not DayKind.REGULAR
        )
        return "\n".join(lines)

    def _title(self) -> str:
        return say("schedule.open_year.clock", year=self.year, zone=self.zone)

    def _sum(self) -> str:
        open_days = sum(bool(of.open) for of in self.days)
        counts = Counter(of.kind for of in self.days)
        said = [say("schedule.open_year.days", total=time_text(self.total), days=open_days)]
        said += (
            say(f"schedule.open_year.{kind.value}", count=counts[kind])
            for kind in (DayKind.HOLIDAY, DayKind.EXCEPTION)
            if counts[kind]
        )
        return ", ".join(said)

    def _table(self) -> Table:
        named = (
            {**row, "weekday": label("days", row["weekday"]), "kind": label("values", row["kind"])}
            for row in self.rows
        )
        return Table.of(_COLUMNS, named, [self._sum()])

    def _drawn(self) -> Picture:
        width = _NAMES + 31 * _SIDE + _TOTALS
        parts = [
            words_at(0, 14, f"{self._title()}: {self._sum()}", font_weight="bold", font_size=13),
            *_heads(),
        ]
        for month, days in groupby(self.days, lambda of: of.day.month):
            parts += _month(month, list(days))
        y = _TOP + 12 * _SIDE + 14
        parts += _legend(y)
        said = (
            f"{of.day} {of.name or label('values', of.kind.value)}"
            for of in self.of(DayKind.HOLIDAY)
        )
        alt = alt_of([f"{self._title()}: {self._sum()}", *said])
        inside = moved(_MARGIN, _MARGIN, parts)
        return Picture(width + 2 * _MARGIN, y + 16 + 2 * _MARGIN, [inside], alt=alt)

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def kinds_of(rule: Rule, first: date, last: date) -> Mapping[date, tuple[DayKind, str]]:
    """Return the holidays and exceptions that a rule, or a part of it, has in some days."""
    found: dict[date, tuple[DayKind, str]] = {}
    for weekly in _weekly(rule):
        for day in sorted(weekly.holidays.between(first, last)):
            name = found.get(day, (DayKind.HOLIDAY, ""))[1]
            found[day] = DayKind.HOLIDAY, name or weekly.holidays.name(day)
    for weekly in _weekly(rule):
        for day in (*weekly.exceptions, *weekly.date_breaks):
            if first <= day <= last:
                found[day] = DayKind.EXCEPTION, found.get(day, (None, ""))[1]
    return found


def _weekly(rule: Rule) -> Iterator[Weekly]:
    if isinstance(rule, Combined):
        for part in rule.parts:
            yield from _weekly(part)
    elif isinstance(rule, Weekly):
        yield rule


# --- pictures -----------------------------------------------------------------------------------


def _day(day: date) -> str:
    return label("days", DAYS[day.weekday()])


def _open(time: timedelta) -> str:
    if not time:
        return say("schedule.open_year.closed")
    return say("schedule.open_year.open", open=cell(time))


def _heads() -> Iterator[str]:
    said = {"fill": FAINT, "font_size": _SMALL, "text_anchor": "middle"}
    for day in range(1, 32):
        yield words_at(_NAMES + (day - 0.5) * _SIDE, _TOP - 6, day, **said)


def _month(month: int, days: Iterable[OpenDay]) -> Iterator[str]:
    y, total = _TOP + (month - 1) * _SIDE, timedelta()
    yield words_at(0, y + 16, say(f"months.{_MONTHS[month - 1].lower()}"))
    for of in days:
        x, (tone, texture, words) = _NAMES + (of.day.day - 1) * _SIDE, _look(of)
        yield from swatch(x, y, _SIDE - 1, _SIDE - 1, tone, texture)
        if words:
            middle = {"text_anchor": "middle", "font_size": _SMALL, "fill": INK}
            yield words_at(x + (_SIDE - 1) / 2, y + 15, words, **middle)
        total += of.open
    right = {"text_anchor": "end", "fill": FAINT, "font_size": 11}
    yield words_at(_NAMES + 31 * _SIDE + _TOTALS, y + 16, time_text(total), **right)


def _look(of: OpenDay) -> tuple[Tone, Texture, str]:
    length = of.open / _HOUR
    hours = number(max(length, 0.1)) if of.open else ""
    brief = f"{length:.0f}" if len(hours) > _ROOM else hours
    match of.kind:
        case DayKind.HOLIDAY:
            return VIOLET, "", f"{brief}H"
        case DayKind.EXCEPTION:
            return YELLOW, "", f"{brief or 0}*"
        case _:
            return (GREEN, "", hours) if of.open else (_CLOSED, "", "")


_CLOSED = Tone(PANEL, RULE)


def _legend(y: float) -> Iterator[str]:
    x = float(_NAMES)
    for tone, sign, words in (
        (GREEN, "8", say("schedule.open_year.open_hours")),
        (_CLOSED, "", say("schedule.open_year.closed")),
        (VIOLET, "H", label("values", "holiday")),
        (YELLOW, "4*", label("values", "exception")),
    ):
        yield from swatch(x, y, _SIDE - 1, 16, tone, "")
        yield words_at(x + 11, y + 12, sign, text_anchor="middle", font_size=_SMALL)
        yield words_at(x + _SIDE + 6, y + 12, words, fill=FAINT, font_size=11)
        x += 130
