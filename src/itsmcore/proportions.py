"""Proportions: so many of so many, how sure that is, and whether two of them differ.

The counts decide, and a share alone does not: 3 of 6 says far less than 300 of 600.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from statistics import NormalDist
from typing import Any, Literal, TypeAlias

import attrs

from itsmcore._faces import offer
from itsmcore.checked import checked
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_finite, as_whole
from itsmcore.figures import SHARE, Figure, percent
from itsmcore.phrase import Phrase, say

__all__ = ["Proportion", "fisher", "poisson"]

Sides: TypeAlias = Literal["two", "lower", "higher"]
"""Whether a second rate that differs either way, that is lower, or that is higher counts."""

_AS_LIKELY = 1 + 1e-7
"""What rounding may add to the chance of a table that is as likely as the one observed."""
_MOST = 2**63 - 1
"""The greatest count, which is that of a column of whole numbers."""
_NONE = sys.float_info.min
"""The chance, as against the likeliest, below which a float loses its digits."""
_SAME = 1e-12
"""How far a share that was computed may be from that of its counts."""


@attrs.frozen
class Proportion:
    """So many of so many, such as the reopened among the resolved.

    Attributes:
        count: how many.
        of: of how many.

    Raises:
        BadValue: they are not whole numbers from 0 that 64 bits hold, or there are more than there
            are in all.

    >>> answers = Proportion(8, 10)
    >>> print(answers)
    80.0 % (8 of 10, 95 % interval 49.0 % to 94.3 %)
    """

    count: int
    of: int

    def __attrs_post_init__(self) -> None:
        as_whole(self.of, "of", least=0, most=_MOST)
        as_whole(self.count, "count", least=0, most=self.of)

    @classmethod
    def read(cls, figure: Figure) -> Proportion:
        """Read how many of how many a share was drawn from.

        Raises:
            BadValue: it is no share, or of no count: 0.12 of 410 would be 49.2.

        >>> Proportion.read(Figure("reopen rate", 49 / 410, 410, "share"))
        Proportion(count=49, of=410)
        """
        value, of = as_a(Figure, figure, "figure").value, figure.n
        if figure.unit == SHARE and isinstance(value, int | float) and 0 <= value <= 1:
            count = round(Fraction(value) * of)
            if of and math.isclose(count / of, value, rel_tol=_SAME, abs_tol=_SAME):
                return cls(count, of)
        expected = Phrase("proportions.expected.share_many_were_counted")
        raise BadValue(field="figure", value=figure, expected=expected)

    def figure(self, name: str, **more: Any) -> Figure:
        """Return it as a figure.

        Args:
            name: what is measured.
            more: which is better, from when to when, and what everything counted has in common, as
                `Figure` takes them.

        Raises:
            BadValue, NaiveTime, BadSpan: as `Figure` does.

        >>> print(Proportion(49, 410).figure("reopen rate", better="lower"))
        reopen rate: 12.0 % (n=410)
        """
        return Figure(name, self.value, self.of, SHARE, **more)

    @property
    def value(self) -> float | None:
        """The share, from 0 to 1; None of none."""
        return self.count / self.of if self.of else None

    @checked
    def interval(self, *, confidence: float = 0.95) -> tuple[float, float]:
        """Return Wilson's score interval (1927), from 0 to 1; of none it says nothing.

        Args:
            confidence: how sure it is to be that the share lies within, above 0 and below 1.

        Raises:
            BadValue: the confidence is something else.

        >>> [round(bound, 3) for bound in Proportion(0, 5).interval()]
        [0.0, 0.434]
        """
        if not 0 < as_finite(confidence, "confidence") < 1:
            expected = Phrase("proportions.expected.number_above_below_such")
            raise BadValue(field="confidence", value=confidence, expected=expected)
        if self.of == 0:
            return 0.0, 1.0
        z2 = NormalDist().inv_cdf((1 - confidence) / 2) ** 2
        whole = self.of + z2
        centre = (self.count + z2 / 2) / whole
        spread = math.sqrt(z2 * (self.count * (self.of - self.count) / self.of + z2 / 4)) / whole
        low = 0.0 if self.count == 0 else max(0.0, centre - spread)
        high = 1.0 if self.count == self.of else min(1.0, centre + spread)
        return low, high

    def __str__(self) -> str:
        low, high = (percent(bound) for bound in self.interval())
        counts = say("proportions.interval", count=self.count, of=self.of, low=low, high=high)
        return f"{percent(self.value) or say('common.none')} ({counts})"


@checked
def fisher(before: Proportion, after: Proportion, *, sided: Sides = "two") -> float:
    """Return Fisher's exact p-value of two proportions: the chance of so much by chance alone.

    Two-sided, every table of the same sums counts that is no more likely than the one observed
    (Fisher 1935).

    Args:
        before: one proportion.
        after: the other.
        sided: `"two"`; `"lower"` asks whether the second share is lower, `"higher"` whether it is
            higher.

    Raises:
        BadValue: an argument is something else.

    >>> round(fisher(Proportion(49, 410), Proportion(31, 388)), 3)
    0.076
    """
    return _p_value(after.count, _tables(before, after), sided)


@checked
def poisson(before: Proportion, after: Proportion, *, sided: Sides = "two") -> float:
    """Return the exact p-value that two counts come of one rate, by how much was watched.

    It is the conditional test of two Poisson counts (Przyborowski and Wilenski 1940): rare events
    are counted, and a second one of the same record is as likely as the first.

    Args:
        before: the count, of how many were watched, at first.
        after: both, later.
        sided: as for `fisher`.

    Raises:
        BadValue: an argument is something else.

    >>> round(poisson(Proportion(49, 410), Proportion(31, 388), sided="lower"), 3)
    0.049
    """
    return _p_value(after.count, _splits(before, after), sided)


def _p_value(seen: int, chances: Mapping[int, float], sided: str) -> float:
    """Add up the chances of what counts, given those of every count that is at all likely."""
    least = chances.get(seen, 0.0) * _AS_LIKELY
    counted = (
        chance
        for count, chance in chances.items()
        if (
            chance <= least
            if sided == "two"
            else count <= seen
            if sided == "lower"
            else count >= seen
        )
    )
    return min(1.0, math.fsum(counted))


def _tables(before: Proportion, after: Proportion) -> dict[int, float]:
    """Return the chance of each count of the second, of the tables with the same sums."""
    hits, total = before.count + after.count, before.of + after.of
    least, most = max(0, hits - before.of), min(hits, after.of)

    def odds(count: int) -> float:
        ways = (hits - count) * (after.of - count)
        return ways / ((count + 1) * (before.of - hits + count + 1))

    return _chances(least, most, (hits + 1) * (after.of + 1) // (total + 2), odds)


def _splits(before: Proportion, after: Proportion) -> dict[int, float]:
    """Return the chance of each count of the second, of all that were counted."""
    hits, watched = before.count + after.count, before.of + after.of
    if not (before.of and after.of):
        return {after.count: 1.0}

    def odds(count: int) -> float:
        return (hits - count) * after.of / ((count + 1) * before.of)

    return _chances(0, hits, (hits + 1) * after.of // watched, odds)


def _chances(
    least: int, most: int, likeliest: int, odds: Callable[[int], float]
) -> dict[int, float]:
    """Return the chance of each count, walking from the likeliest until there is none to speak of.

    Args:
        least: the least count that there could be.
        most: the greatest.
        likeliest: the likeliest.
        odds: how many times as likely the next count is, of which no rounding adds up, as it does
            in a difference of logarithms of large factorials.
    """
    start = min(max(likeliest, least), most)
    weights, weight, count = {start: 1.0}, 1.0, start
    while count < most and (weight := weight * odds(count)) > _NONE:
        count += 1
        weights[count] = weight
    weight, count = 1.0, start
    while count > least and (weight := weight / odds(count - 1)) > _NONE:
        count -= 1
        weights[count] = weight
    whole = math.fsum(weights.values())
    return {count: weight / whole for count, weight in weights.items()}


offer(globals())
