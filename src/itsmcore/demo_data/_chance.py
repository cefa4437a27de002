"""Chance: what is drawn from a seed, the same on every Python."""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_QUANTILES = (0.02, 0.08, 0.2, 0.45, 1.0)


class Chance:
    """Draws from a seed by `random()` alone, whose sequence no version of Python changes."""

    def __init__(self, seed: int) -> None:
        self._next = random.Random(seed).random

    def happens(self, share: float) -> bool:
        """Return whether something happens that does so in this share of cases."""
        return self._next() < share

    def below(self, end: int) -> int:
        """Draw a whole number from 0 up to, and not including, another."""
        return int(self._next() * end)

    def one(self, of: Sequence[T]) -> T:
        """Draw one of several, each as likely as the others."""
        return of[self.below(len(of))]

    def weighted(self, of: Sequence[T], weights: Sequence[int]) -> T:
        """Draw one of several by their weights."""
        upto = list(itertools.accumulate(weights))
        return of[bisect.bisect_right(upto, self.below(upto[-1]))]

    def some(self, of: Sequence[T], size: int) -> list[T]:
        """Draw several different ones, in any order."""
        left = list(of)
        for index in range(min(size, len(left))):
            other = index + self.below(len(left) - index)
            left[index], left[other] = left[other], left[index]
        return left[:size]

    def minutes(self, least: int, most: int) -> int:
        """Draw a length, of which half are in the lowest fifth, as with most work."""
        share = self._next() * (len(_QUANTILES) - 1)
        place = int(share)
        low, high = _QUANTILES[place], _QUANTILES[place + 1]
        return least + int((most - least) * (low + (high - low) * (share - place)))
