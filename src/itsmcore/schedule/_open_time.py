"""Open time between two instants, window by window, so that a sum can be checked by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import attrs

from itsmcore.drawing import html_table
from itsmcore.schedule._hours import DAYS
from itsmcore.schedule._local import clock
from itsmcore.span import Window

_ZERO = timedelta(0)
_HOUR = timedelta(hours=1)


def clock_text(length: timedelta) -> str:
    """Write a time in hours, minutes and seconds: days would be taken for working days.

    >>> clock_text(timedelta(days=1, hours=8)), clock_text(timedelta(minutes=-15))
    ('32:00:00', '-0:15:00')
    """
    hours, rest = divmod(abs(length), _HOUR)
    _, _, minutes = str(rest).partition(":")
    return f"{'-' if length < _ZERO else ''}{hours}:{minutes}"


@attrs.frozen
class OpenTime:
    """Hold the windows between two instants, and show what they add up to.

    Attributes:
        start: where the count begins, in UTC.
        end: where it ends, in UTC; before the start where time is counted backwards.
        windows: the stretches of open time between them, the earliest first.
        zone: the zone in which the text is written.
    """

    start: datetime
    end: datetime
    windows: tuple[Window, ...]
    zone: tzinfo = UTC

    @property
    def total(self) -> timedelta:
        """The sum; negative where time is counted backwards."""
        found = sum((window.length for window in self.windows), _ZERO)
        return found if self.start <= self.end else -found

    @property
    def rows(self) -> tuple[tuple[datetime, datetime, timedelta, timedelta], ...]:
        """Each window's start and end in UTC, its length, and the sum so far."""
        found, so_far = [], _ZERO
        for window in self.windows:
            so_far += window.length
            found.append((window.start, window.end, window.length, so_far))
        return tuple(found)

    def _table(self) -> list[tuple[str, str, str, str]]:
        ends = (end for window in self.windows for end in (window.start, window.end))
        with_offset = len(set(map(self._offset, ends))) > 1
        table = [("from", "to", "open", "so far")]
        for start, end, length, so_far in self.rows:
            opens, closes = (self._local(at, with_offset=with_offset) for at in (start, end))
            table.append((opens, closes, clock_text(length), clock_text(so_far)))
        return table

    def _local(self, moment: datetime, *, with_offset: bool) -> str:
        local = clock(moment, self.zone)
        time = local.time().isoformat().removesuffix(":00")
        offset = self._offset(moment)
        sign = "-" if offset < _ZERO else "+"
        shown = f" {sign}{clock_text(abs(offset)).removesuffix(':00'):0>5}" if with_offset else ""
        return f"{DAYS[local.weekday()]} {local.date()} {time}{shown}"

    def _offset(self, moment: datetime) -> timedelta:
        return clock(moment, self.zone) - moment.replace(tzinfo=None)

    def __str__(self) -> str:
        table = self._table()
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in table
        )
        count = f"{len(self.windows)} window{'' if len(self.windows) == 1 else 's'}"
        total = clock_text(self.total)
        return "\n".join([*lines, f"{total} in {count}, by the clock of {self.zone}"])

    def _repr_html_(self) -> str:
        return html_table(self._table())
