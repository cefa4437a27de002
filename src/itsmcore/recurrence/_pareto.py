"""Pareto: the few kinds of incidents that make up most of them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from itsmcore.errors import BadValue
from itsmcore.phrase import Phrase
from itsmcore.recurrence._groups import extent, grouped, ids
from itsmcore.recurrence._keys import KeyLike, as_key
from itsmcore.recurrence._occurrences import Occurrence
from itsmcore.recurrence._recurrence import Recurrence, Recurrences
from itsmcore.recurrence._shared import shared


def pareto(
    occurrences: Iterable[Occurrence],
    key: KeyLike,
    *,
    share: float | Decimal | Fraction = 0.8,
) -> Recurrences:
    """Find the fewest kinds of incidents that make up a share of all.

    Only incidents that are in a group count; one that is in several, because a fact of it holds
    several items, counts in each. The largest groups come first, those of equal size in order of
    time and value. The statistics of every recurrence have the `share` of its group and, including
    those ahead of it, the share `cumulated`, from 0 to 1.

    Args:
        occurrences: what happened, in any order.
        key: what the incidents must have in common: a key, or the name of a fact.
        share: the share to make up, above 0 and up to 1.

    Raises:
        BadValue: the share is out of range, the key is not one, or something is not an occurrence.

    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> found = pareto(
    ...     [Occurrence(f"I{i}", nine, {"category": name}) for i, name in enumerate("mmmmmnnnpq")],
    ...     "category")
    >>> for recurrence in found:
    ...     print(recurrence)
    category m: 5 of 10 (50.0 %), 50.0 % with those ahead
    category n: 3 of 10 (30.0 %), 80.0 % with those ahead
    """
    enough, of = _exactly(share), as_key(key)
    groups = grouped(occurrences, (of,))
    total, cumulated = sum(map(len, groups.members.values())), 0
    largest_first = sorted(
        (-len(members), members[0].at, members[-1].at, value, members)
        for (_, value), members in groups.in_time()
    )
    found: list[Recurrence] = []
    for *_, value, members in largest_first:
        if cumulated >= enough * total:
            break
        cumulated += len(members)
        statistics = {"share": len(members) / total, "cumulated": cumulated / total}
        recurrence = Recurrence(
            key=of,
            value=value,
            incidents=ids(members),
            shared=shared(members),
            span=extent(members),
            why=Phrase(
                "recurrence.why.pareto",
                count=len(members),
                total=total,
                share=100 * statistics["share"],
                cumulated=100 * statistics["cumulated"],
            ),
            statistics=statistics,
        )
        found.append(recurrence)
    return Recurrences(tuple(found), len(groups.members), groups.left_out)


def _exactly(share: object) -> Fraction:
    """Take a float as it is written: 0.55 of 100 is 55, not a little more."""
    is_number = isinstance(share, int | float | Decimal | Fraction) and not isinstance(share, bool)
    try:
        exact = Fraction(str(share)) if is_number else Fraction()
    except ValueError:
        exact = Fraction()
    if not 0 < exact <= 1:
        raise BadValue(field="share", value=share, expected=Phrase("recurrence.expected.share"))
    return exact
