"""Bounds: what the availability of a service can be, whatever its parts have to do with another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import TypeAlias

import attrs

from itsmcore.phrase import say
from itsmcore.services._circles import circles
from itsmcore.services._needs import Requirement

Own: TypeAlias = Mapping[str, Fraction]
Owners: TypeAlias = Mapping[str, tuple[Requirement, ...]]
_NEVER, _ALWAYS = Fraction(0), Fraction(1)


@attrs.frozen
class AvailabilityBounds:
    """Between what the availability of a service lies, from 0 to 1.

    Attributes:
        at_least: what it has even if failures coincide as they do the most harm.
        at_most: what it has only if they coincide as they do the least.
    """

    at_least: Fraction
    at_most: Fraction

    def __str__(self) -> str:
        return say("services.bounds", low=float(self.at_least), high=float(self.at_most))


def bounds_of(name: str, own: Own, needs: Owners) -> AvailabilityBounds:
    """Bound the availability of a part.

    Whatever it cannot do without is told apart first, so that this counts once, however many ways
    lead to it. The first of those that are gone has failed by itself, or lacks alternatives that
    need none of the others.

    Args:
        name: the part.
        own: how available each part is by itself; what is not told never fails.
        needs: the requirements of each part.
    """
    single = _single_points(name, needs)
    wanted = (of for part in single for of in needs.get(part, ()) if _is_redundant(of))
    spare = {(frozenset(of.of), of.number): of for of in wanted}.values()
    below = (member for of in spare for member in of.of if member not in single)
    down, most = dict.fromkeys(single, _NEVER), dict.fromkeys(single, _ALWAYS)

    def onward(part: str) -> Iterable[str]:
        several = needs.get(part, ())
        return (member for of in several for member in of.of if member not in single)

    for circle in circles(dict.fromkeys(below), onward):
        _bound(circle, own, needs, down, most)
    lost = sum((1 - own.get(part, _ALWAYS) for part in single), _NEVER)
    lost += sum((_most_unmet(of, down) for of in spare), _NEVER)
    best = (own.get(part, _ALWAYS) for part in single)
    return AvailabilityBounds(
        1 - min(lost, _ALWAYS), min((*best, *(_most_met(of, most) for of in spare)))
    )


def _is_redundant(requirement: Requirement) -> bool:
    return requirement.number < len(requirement.of)


def _single_points(name: str, needs: Owners) -> dict[str, None]:
    """Find what a part cannot do without, through needs of which nothing may be missing."""
    found, ahead = {name: None}, [name]
    while ahead:
        hard = (of for of in needs.get(ahead.pop(), ()) if not _is_redundant(of))
        for member in (member for of in hard for member in of.of if member not in found):
            found[member] = None
            ahead.append(member)
    return found


def _bound(
    circle: Sequence[str],
    own: Own,
    needs: Owners,
    down: dict[str, Fraction],
    most: dict[str, Fraction],
) -> None:
    """Bound parts that need each other: the first of them to go has lost nothing of the others."""
    down.update(dict.fromkeys(circle, _NEVER))
    most.update(dict.fromkeys(circle, _ALWAYS))
    lost = _NEVER
    best = dict[str, Fraction]()
    for part in circle:
        by_itself = own.get(part, _ALWAYS)
        lost += 1 - by_itself + sum((_most_unmet(of, down) for of in needs.get(part, ())), _NEVER)
        best[part] = min([by_itself, *(_most_met(of, most) for of in needs.get(part, ()))])
    down.update(dict.fromkeys(circle, min(lost, _ALWAYS)))
    most.update(best)


def _most_unmet(of: Requirement, down: Mapping[str, Fraction]) -> Fraction:
    """Bound the share of time in which too many of its parts are down."""
    return _at_least(len(of.of) - of.number + 1, [down[name] for name in of.of])


def _most_met(of: Requirement, most: Mapping[str, Fraction]) -> Fraction:
    """Bound the share of time in which enough of its parts are up."""
    return _at_least(of.number, [most[name] for name in of.of])


def _at_least(number: int, shares: Iterable[Fraction]) -> Fraction:
    """Bound the share of time in which at least so many of several hold, of which each has one.

    Leaving out the greatest few, fewer of the others must still hold; their sum bounds how often.
    """
    sums = [*accumulate(sorted(shares))]
    kept = (sums[-1 - left] / (number - left) for left in range(number))
    return min((_ALWAYS, *kept))
