"""Segments: the time of a service without a gap, each part with what it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

import attrs

from itsmcore.codes import Code
from itsmcore.fields import as_a
from itsmcore.outages import Outage
from itsmcore.phrase import label, say
from itsmcore.services._course import Piece
from itsmcore.span import Window

S = TypeVar("S", Piece, Window)
_TICK = timedelta.resolution


class AvailabilityKind(Code):
    """What a part of the time of a service was."""

    AVAILABLE = "available"
    DOWN = "down"
    DEGRADED = "degraded"
    MAINTENANCE = "maintenance"
    """Planned, and announced in time."""
    TOO_SHORT = "too short to count"
    OUT_OF_HOURS = "out of hours"
    """Outside the agreed time, whatever happened."""


_LOST = (AvailabilityKind.DOWN, AvailabilityKind.DEGRADED)


@attrs.frozen(eq=False)
class AvailabilitySegment(Window):
    """A part of the time of a service.

    Attributes:
        start: where it begins, in UTC.
        end: where it ends.
        kind: what it was.
        outage: the outage in it, if there was one.
        weight: how much of it is downtime, from 0 to 1.
        is_committed: whether it is part of the committed time.
    """

    kind: AvailabilityKind = attrs.field(kw_only=True)
    outage: Outage | None = attrs.field(default=None, kw_only=True)
    weight: Fraction = attrs.field(default=Fraction(0), kw_only=True)
    is_committed: bool = attrs.field(default=True, kw_only=True)

    @property
    def lost(self) -> Fraction:
        """What it adds to the downtime in microseconds, as an exact number."""
        return self.length // _TICK * self.weight

    @property
    def downtime(self) -> timedelta:
        """What it adds to the downtime; a fraction of a microsecond is left out."""
        return whole(self.lost)

    def is_like(self, other: AvailabilitySegment) -> bool:
        """Return whether another part is the same for the same reason."""
        return self._likeness == as_a(AvailabilitySegment, other, "other")._likeness  # noqa: SLF001

    @property
    def _likeness(self) -> tuple[object, ...]:
        return self.kind, self.outage is None, self.causes, self.weight, self.is_committed

    @property
    def causes(self) -> tuple[str, ...]:
        """The numbers of the incidents and changes behind its outage."""
        return () if self.outage is None else self.outage.causes

    def __str__(self) -> str:
        causes = f": {', '.join(self.causes)}" if self.causes else ""
        share = (
            ""
            if self.weight in (0, 1)
            else say("services.segments.counts", share=float(self.weight))
        )
        return f"{label('values', self.kind)}{causes}{share}"


def whole(lost: Fraction) -> timedelta:
    """Return some time without the fraction of a microsecond."""
    return lost // 1 * _TICK


def segments(
    since: datetime,
    until: datetime,
    pieces: Sequence[Piece],
    agreed: Sequence[Window],
    maintenance: Sequence[Window],
    *,
    is_committed: bool,
) -> tuple[AvailabilitySegment, ...]:
    """Cut a period into segments.

    Args:
        since: where it begins.
        until: where it ends.
        pieces: what happened in it.
        agreed: the agreed time in it.
        maintenance: the maintenance in it.
        is_committed: whether planned time is committed.
    """
    spans: tuple[Piece | Window, ...] = (*pieces, *agreed, *maintenance)
    edges = sorted({since, until, *(edge for span in spans for edge in (span.start, span.end))})
    found = list[AvailabilitySegment]()
    starts = edges[:-1]
    for (start, end), piece, hours, window in zip(
        pairwise(edges),
        _at(pieces, starts),
        _at(agreed, starts),
        _at(maintenance, starts),
        strict=True,
    ):
        kind = _kind(piece, is_agreed=hours is not None, is_kept=window is not None)
        is_kept = kind is AvailabilityKind.MAINTENANCE
        segment = AvailabilitySegment(
            start,
            end,
            kind=kind,
            outage=None if piece is None else piece.outage,
            weight=piece.weight if piece is not None and kind in _LOST else Fraction(0),
            is_committed=hours is not None and (is_committed or not is_kept),
        )
        if found and found[-1].is_like(segment):
            found[-1] = attrs.evolve(found[-1], end=end)
        else:
            found.append(segment)
    return tuple(found)


def _at(spans: Sequence[S], instants: Sequence[datetime]) -> Iterator[S | None]:
    """Yield, for each of some instants in order, the span that holds it."""
    place = 0
    for instant in instants:
        while place < len(spans) and spans[place].end <= instant:
            place += 1
        is_in = place < len(spans) and spans[place].start <= instant
        yield spans[place] if is_in else None


def _kind(piece: Piece | None, *, is_agreed: bool, is_kept: bool) -> AvailabilityKind:
    if not is_agreed:
        return AvailabilityKind.OUT_OF_HOURS
    if is_kept or (piece is not None and piece.is_planned):
        return AvailabilityKind.MAINTENANCE
    if piece is None:
        return AvailabilityKind.AVAILABLE
    if piece.is_short:
        return AvailabilityKind.TOO_SHORT
    return AvailabilityKind.DEGRADED if piece.outage.is_degraded else AvailabilityKind.DOWN
