"""Open time between two instants, window by window, so that a sum can be checked by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import attrs

from itsmcore.drawing import html_table
from itsmcore.schedule._hours import DAYS
from itsmcore.schedule._local import clock
from itsmcore.span import Span

_ZERO = timedelta(0)


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
    windows: tuple[Span, ...]
    zone: tzinfo = UTC

    @property
    def total(self) -> timedelta:
        """The sum; negative where time is counted backwards."""
        found = sum((window.length or _ZERO for window in self.windows), _ZERO)
        return found if self.start <= self.end else -found

    @property
    def rows(self) -> tuple[tuple[datetime, datetime, timedelta, timedelta], ...]:
        """Each window's start and end in UTC, its length, and the sum so far."""
        found, so_far = [], _ZERO
        for window in self.windows:
            assert window.end is not None
            assert window.length is not None
            so_far += window.length
            found.append((window.start, window.end, window.length, so_far))
        return tuple(found)

    def _table(self) -> list[tuple[str, str, str, str]]:
        table = [("from", "to", "open", "so far")]
        for start, end, length, so_far in self.rows:
            table.append((self._local(start), self._local(end), str(length), str(so_far)))
        return table

    def _local(self, moment: datetime) -> str:
        local = clock(moment, self.zone)
        time = local.time().isoformat()
        return f"{DAYS[local.weekday()]} {local.date()} {time.removesuffix(':00')}"

    def __str__(self) -> str:
        table = self._table()
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in table
        )
        count = f"{len(self.windows)} window{'' if len(self.windows) == 1 else 's'}"
        return "\n".join([*lines, f"{self.total} in {count}, by the clock of {self.zone}"])

    def _repr_html_(self) -> str:
        return html_table(self._table())
