"""Accounts: how a downtime adds up, and a period of a service as a picture."""

from __future__ import annotations

from datetime import UTC, timedelta, tzinfo
from fractions import Fraction
from typing import Protocol

import attrs

from itsmcore.drawing import folded
from itsmcore.figures import MOST_FOLDED, Rows, Table, time_text
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import say
from itsmcore.picture import Picture
from itsmcore.schedule._open_time import local_texts
from itsmcore.services._period import drawn
from itsmcore.services._segments import AvailabilityKind, AvailabilitySegment, whole

_ZERO = timedelta()
_HEAD = ("from", "to", "what", "counts", "so far")
_QUIET = (AvailabilityKind.AVAILABLE, AvailabilityKind.OUT_OF_HOURS)


class Measured(Protocol):
    """What has been measured of a period, without a gap."""

    @property
    def segments(self) -> tuple[AvailabilitySegment, ...]: ...


@attrs.frozen
class AvailabilityAccount:
    """How the downtime of a service adds up.

    Attributes:
        measured: what this is the account of.
        is_brief: whether the time in which it was there, and that outside the agreed time, is left
            out.
        zone: the zone in which the text is written.
    """

    measured: Measured
    is_brief: bool = False
    zone: tzinfo = UTC

    @property
    def _parts(self) -> tuple[AvailabilitySegment, ...]:
        every = self.measured.segments
        if not self.is_brief:
            return every
        return tuple(of for of in every if of.kind not in _QUIET or of.outage is not None)

    @property
    def rows(self) -> Rows:
        """Each part, with its length, how much of it is downtime, and the running total.

        The total is exact but for less than a microsecond, and each row has what it adds to that;
        so they sum up to the downtime of the period.
        """
        found, lost, before = [], Fraction(0), _ZERO
        for part in self._parts:
            lost += part.lost
            so_far = whole(lost)
            found.append(
                {
                    "start": part.start,
                    "end": part.end,
                    "kind": part.kind.value,
                    "causes": ", ".join(part.causes),
                    "length": part.length,
                    "is_committed": part.is_committed,
                    "downtime": so_far - before,
                    "so_far": so_far,
                }
            )
            before = so_far
        return tuple(found)

    def _table(self) -> Table:
        parts, rows = self._parts, self.rows
        ends = local_texts((at for of in parts for at in (of.start, of.end)), self.zone)
        lines = (
            (start, end, str(of), time_text(row["downtime"]) if row["downtime"] else "", so_far)
            for start, end, of, row in zip(ends[::2], ends[1::2], parts, rows, strict=True)
            for so_far in (time_text(row["so_far"]),)
        )
        return Table(_HEAD, lines)

    def __str__(self) -> str:
        lines = [str(self.measured)]
        if self._parts:
            lines += [self._table().text(), say("services.account.clock", zone=self.zone)]
        return "\n".join(lines)

    def _drawn(self) -> Picture:
        return drawn(str(self.measured), self.measured.segments, self.zone)

    def _formats(self) -> Formats:
        def html() -> str:
            table = self._table().html(caption=str(self.measured), most=MOST_FOLDED)
            return self._drawn().html() + folded(say("services.account.sum"), table)

        return {
            "": self.__str__,
            "md": lambda: self._table().md(),
            "svg": lambda: self._drawn().svg(),
            "html": html,
        }

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
