"""Days: open time drawn day by day, by a local clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo

from itsmcore.chart import Hours, hours
from itsmcore.phrase import label
from itsmcore.picture import Picture
from itsmcore.schedule._hours import DAYS
from itsmcore.schedule._local import clock
from itsmcore.span import Window

MOST_DAYS = 31
"""The number of days that are drawn."""
_HOUR = timedelta(hours=1)


def drawn(
    title: str, low: datetime, high: datetime, windows: Iterable[Window], zone: tzinfo
) -> Picture:
    """Draw what is open on each day from one instant, in UTC, to another."""
    start, end = clock(low, zone), clock(high, zone)
    first, last = start.date().toordinal(), end.date().toordinal()
    after = max(last + (_hour(end) > 0), first + 1)
    shown = range(first, min(after, first + MOST_DAYS))
    found: dict[int, list[tuple[float, float]]] = {day: [] for day in shown}
    for day, begun, ended in _pieces(windows, zone, shown):
        found[day].append((begun, ended))
    rows = [Hours(_name(day), tuple(parts)) for day, parts in found.items()]
    return hours(title, rows, more=after - shown.stop)


def _pieces(
    windows: Iterable[Window], zone: tzinfo, shown: range
) -> Iterator[tuple[int, float, float]]:
    """Yield the day of each piece of a window, and from which hour to which it lasts.

    Where the clock is put back, a window may end at an earlier hour than it began.
    """
    for window in windows:
        start, end = clock(window.start, zone), clock(window.end, zone)
        first, last = start.date().toordinal(), end.date().toordinal()
        if first >= shown.stop:
            return
        for day in range(max(first, shown.start), min(last + 1, shown.stop)):
            begun = _hour(start) if day == first else 0
            ended = _hour(end) if day == last else 24
            if ended or day == first:
                yield day, min(begun, ended), max(begun, ended)


def _hour(moment: datetime) -> float:
    return (moment - datetime.combine(moment.date(), datetime.min.time())) / _HOUR


def _name(day: int) -> str:
    that = date.fromordinal(day)
    return f"{label('days', DAYS[that.weekday()])} {that}"
