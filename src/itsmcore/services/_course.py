"""Courses: what happened to one service, cut where anything began or ended."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise
from typing import TypeAlias

import attrs

from itsmcore.outages import Outage
from itsmcore.services._terms import AvailabilityTerms

_NOTHING, _ALL = Fraction(0), Fraction(1)
_Span: TypeAlias = tuple[datetime, datetime, Outage]


@attrs.frozen(eq=False)
class Piece:
    """A stretch of a course in which nothing began or ended.

    Attributes:
        start: where it begins, in UTC.
        end: where it ends.
        outage: what counts of all that goes on: what is planned, or else what weighs the most.
        weight: how much of its committed time is downtime, from 0 to 1.
        run: the number of the run of outages that it is a part of; None if it is part of none.
        is_planned: whether it was planned, and announced in time.
        is_short: whether the run is too short to count.
    """

    start: datetime
    end: datetime
    outage: Outage
    weight: Fraction
    run: int | None
    is_planned: bool
    is_short: bool


@attrs.frozen(eq=False)
class Course:
    """All outages of one service: pieces that do not overlap, in order.

    Outages that overlap or touch are one run, so that nothing depends on how they are cut. Of
    several at once, the one that weighs the most counts, and of these the first.
    """

    pieces: tuple[Piece, ...]

    @classmethod
    def of(
        cls, outages: Iterable[Outage], terms: AvailabilityTerms, at: datetime, users: int | None
    ) -> Course:
        """Make the course of outages; those without an end last until an instant.

        The others last as long as is known, so that each is judged as a whole.
        """
        spans = sorted(_spans(outages, terms, at), key=lambda span: span[:2])
        apart = [span for span in spans if _is_apart(span[2], terms)]
        others = [span for span in spans if not _is_apart(span[2], terms)]
        pieces = tuple(_pieces(apart, others, terms, users))
        lengths: dict[int | None, timedelta] = {}
        for piece in pieces:
            lengths[piece.run] = lengths.get(piece.run, timedelta()) + (piece.end - piece.start)
        short = {run for run, length in lengths.items() if run and length < terms.minimum}
        return cls(tuple(_judged(piece, is_short=piece.run in short) for piece in pieces))

    @cached_property
    def _starts(self) -> list[datetime]:
        return [piece.start for piece in self.pieces]

    @cached_property
    def _ends(self) -> list[datetime]:
        return [piece.end for piece in self.pieces]

    def between(self, since: datetime, until: datetime) -> tuple[Piece, ...]:
        """Return the pieces of which some lies in a period, cut to it."""
        low, high = bisect_right(self._ends, since), bisect_left(self._starts, until)
        found = list(self.pieces[low:high])
        for place in {0, len(found) - 1} if found else ():
            piece = found[place]
            start, end = max(piece.start, since), min(piece.end, until)
            found[place] = attrs.evolve(piece, start=start, end=end)
        return tuple(found)


def _spans(outages: Iterable[Outage], terms: AvailabilityTerms, at: datetime) -> Iterator[_Span]:
    for of in outages:
        end = at if of.end is None else of.end
        is_over = of.end is not None and of.end <= at
        if of.start < end and (is_over or terms.ongoing == "until_now"):
            yield of.start, end, of


def _is_apart(outage: Outage, terms: AvailabilityTerms) -> bool:
    """Return whether an outage is planned, announced in time, and read so."""
    if not outage.is_planned or terms.planned == "counts":
        return False
    notice = outage.notice
    return not terms.notice if notice is None else notice >= terms.notice


def _weight(outage: Outage, terms: AvailabilityTerms, users: int | None) -> Fraction:
    share = _ALL
    if users and terms.users == "weighted" and outage.users is not None:
        share = Fraction(min(outage.users, users), users)
    return share * terms.degraded if outage.is_degraded else share


def _pieces(
    apart: Sequence[_Span], others: Sequence[_Span], terms: AvailabilityTerms, users: int | None
) -> Iterator[Piece]:
    """Yield the pieces, without a judgement of how long their runs are."""
    edges = sorted({edge for span in (*apart, *others) for edge in span[:2]})
    plans, failures = (
        list[tuple[datetime, int, Outage]](),
        list[tuple[Fraction, int, datetime, Outage]](),
    )
    next_plan = next_failure = run = 0
    is_running = False
    for start, end in pairwise(edges):
        while next_plan < len(apart) and apart[next_plan][0] <= start:
            _, over, of = apart[next_plan]
            heappush(plans, (over, next_plan, of))
            next_plan += 1
        while next_failure < len(others) and others[next_failure][0] <= start:
            _, over, of = others[next_failure]
            heappush(failures, (-_weight(of, terms, users), next_failure, over, of))
            next_failure += 1
        while plans and plans[0][0] <= start:
            heappop(plans)
        while failures and failures[0][2] <= start:
            heappop(failures)
        weight = -failures[0][0] if failures else _NOTHING
        run += bool(weight) and not is_running
        is_running = bool(weight)
        if plans or failures:
            outage = plans[0][2] if plans else failures[0][3]
            number = run if is_running else None
            yield Piece(start, end, outage, weight, number, bool(plans), is_short=False)


def _judged(piece: Piece, *, is_short: bool) -> Piece:
    """Take the weight from what is planned, and from what is too short to count."""
    if not is_short and not piece.is_planned:
        return piece
    return attrs.evolve(piece, weight=_NOTHING, is_short=is_short)
