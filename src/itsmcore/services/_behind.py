"""What lies behind: every failure or planned absence that has a part in what a part is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from itsmcore.services._circles import circles


@attrs.frozen(eq=False)
class Behind:
    """The ways by which some seeds reach other parts, in numbers.

    Attributes:
        seeds: where the ways begin, in order.
        before: for each part that is reached, what is one step before it.
    """

    seeds: tuple[int, ...]
    before: Mapping[int, Iterable[int]]

    @cached_property
    def _sets(self) -> dict[int, int]:
        """The seeds behind each part, a bit for each; what is in a circle has the same."""
        own = {seed: 1 << place for place, seed in enumerate(self.seeds)}
        found: dict[int, int] = {}
        for circle in circles(self.before, self.before.__getitem__):
            bits = 0
            for part in circle:
                bits |= own.get(part, 0)
                for before in self.before[part]:
                    bits |= found.get(before, 0)
            found.update(dict.fromkeys(circle, bits))
        return found

    def of(self, part: int) -> tuple[int, ...]:
        """Return the seeds behind a part, in order."""
        bits = self._sets[part]
        return tuple(seed for place, seed in enumerate(self.seeds) if bits >> place & 1)

    def way(self, part: int, seed: int) -> tuple[int, ...]:
        """Return the shortest way from a seed behind a part to that; of several, the first."""
        after: dict[int, int | None] = {part: None}
        layer = [part]
        while seed not in after:
            ahead = dict[int, int]()
            for one in layer:
                for before in self.before[one]:
                    if before not in after:
                        ahead.setdefault(before, one)
            after |= ahead
            layer = sorted(ahead)
        found = [seed]
        while (following := after[found[-1]]) is not None:
            found.append(following)
        return tuple(found)
