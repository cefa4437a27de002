"""Open time between two instants, window by window, so that a sum can be checked by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

import attrs

from itsmcore.checked import checked
from itsmcore.figures import Rows, Table, as_drawn_formats, time_text
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import label, say
from itsmcore.picture import Picture
from itsmcore.schedule._days import drawn
from itsmcore.schedule._hours import DAYS
from itsmcore.schedule._local import clock
from itsmcore.span import Window

_ZERO = timedelta(0)


@checked
def clock_text(length: timedelta) -> str:
    """Write a time in hours, minutes and seconds: days would be mistaken for working days.

    >>> clock_text(timedelta(days=1, hours=8)), clock_text(timedelta(minutes=-15))
    ('32:00:00', '-0:15:00')
    """
    return time_text(length)


def local_texts(moments: Iterable[datetime], zone: tzinfo) -> list[str]:
    """Write instants by a local clock, with their offsets if these differ."""
    clocks = [(clock(moment, zone), moment.replace(tzinfo=None)) for moment in moments]
    with_offset = len({local - moment for local, moment in clocks}) > 1
    return [_local(local, local - moment if with_offset else None) for local, moment in clocks]


def _local(local: datetime, offset: timedelta | None) -> str:
    time = local.time().isoformat().removesuffix(":00")
    said = f"{label('days', DAYS[local.weekday()])} {local.date()} {time}"
    if offset is None:
        return said
    sign = "-" if offset < _ZERO else "+"
    return f"{said} {sign}{clock_text(abs(offset)).removesuffix(':00'):0>5}"


@attrs.frozen
class OpenTime:
    """The windows between two instants, and what they add up to.

    Attributes:
        start: where the count begins, in UTC.
        end: where it ends, in UTC; before the start when counting backwards.
        windows: the stretches of open time between them, the earliest first.
        zone: the zone in which the text is written.
    """

    start: datetime
    end: datetime
    windows: tuple[Window, ...]
    zone: tzinfo = UTC

    @property
    def total(self) -> timedelta:
        """The total open time; negative when counting backwards."""
        found = sum((window.length for window in self.windows), _ZERO)
        return found if self.start <= self.end else -found

    @property
    def rows(self) -> Rows:
        """One row per window: its start and end in UTC, its length, and the running total."""
        found, so_far = [], _ZERO
        for window in self.windows:
            so_far += window.length
            ends = {"start": window.start, "end": window.end}
            found.append({**ends, "length": window.length, "so_far": so_far})
        return tuple(found)

    def _table(self) -> Table:
        rows = self.rows
        ends = local_texts((row[end] for row in rows for end in ("start", "end")), self.zone)
        body = (
            (start, end, clock_text(row["length"]), clock_text(row["so_far"]))
            for start, end, row in zip(ends[::2], ends[1::2], rows, strict=True)
        )
        return Table(("from", "to", "open", say("schedule.open_time.far")), body)

    def __str__(self) -> str:
        return f"{self._table().text()}\n{self._sum()}"

    def _sum(self) -> str:
        count = say("schedule.open_time.x", count=len(self.windows))
        return say(
            "schedule.open_time.clock",
            clock_text=clock_text(self.total),
            count=count,
            zone=self.zone,
        )

    def _drawn(self) -> Picture:
        low, high = min(self.start, self.end), max(self.start, self.end)
        return drawn(self._sum(), low, high, self.windows, self.zone)

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
