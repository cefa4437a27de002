"""Bursts: many incidents of one kind within a short time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from itsmcore.errors import BadValue
from itsmcore.phrase import Phrase
from itsmcore.recurrence._groups import extent, grouped, ids
from itsmcore.recurrence._keys import KeyLike, as_keys
from itsmcore.recurrence._occurrences import Occurrence
from itsmcore.recurrence._recurrence import Recurrence, Recurrences
from itsmcore.recurrence._shared import shared
from itsmcore.schedule import clock_text


def bursts(
    occurrences: Iterable[Occurrence],
    keys: KeyLike | Iterable[KeyLike],
    *,
    n: int,
    within: timedelta,
) -> Recurrences:
    """Find the runs of incidents of one kind in which any `n` in a row lie within a time.

    Each recurrence is a run that cannot be made longer. Two runs of one group may share incidents,
    though fewer than `n`. Recurrences are ordered by time; those that begin together, by count.

    Args:
        occurrences: what happened, in any order.
        keys: what the incidents must have in common: a key, the name of a fact, or several of
            these, each tried on its own.
        n: how many make a burst, such as 5; at least 2.
        within: how far apart the first and the last of `n` may be, in wall time, such as 24 hours.

    Raises:
        BadValue: n is less than 2, the time is not positive, there is no key, or something is not
            an occurrence.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> found = bursts(
    ...     [Occurrence(f"I{i}", nine + i * timedelta(hours=2), {"category": "email"})
    ...      for i in range(6)],
    ...     "category", n=5, within=timedelta(hours=24))
    >>> print(found[0])
    category email: 6 within 10:00:00, any 5 in a row within 24:00:00
    """
    _check(n, within)
    groups = grouped(occurrences, as_keys(keys))
    found: list[Recurrence] = []
    for (key, value), members in groups.in_time():
        for first, last in _runs([member.at for member in members], n, within):
            run = members[first : last + 1]
            span = extent(run)
            recurrence = Recurrence(
                key=key,
                value=value,
                incidents=ids(run),
                shared=shared(run),
                span=span,
                why=Phrase(
                    "recurrence.why.burst",
                    count=len(run),
                    time=clock_text(span.length),
                    any=n,
                    within=clock_text(within),
                ),
            )
            found.append(recurrence)
    found.sort(key=lambda recurrence: (recurrence.span.start, recurrence))
    return Recurrences(tuple(found), len(groups.members), groups.left_out)


def _check(n: object, within: object) -> None:
    if isinstance(n, bool) or not isinstance(n, int) or n < 2:
        raise BadValue(field="n", value=n, expected=Phrase("recurrence.expected.least_number"))
    if not isinstance(within, timedelta) or within <= timedelta():
        raise BadValue(
            field="within",
            value=within,
            expected=Phrase("recurrence.expected.positive_timedelta"),
        )


def _runs(times: Sequence[datetime], n: int, within: timedelta) -> Iterator[tuple[int, int]]:
    """Yield the first and last places of each longest run whose every n in a row are within."""
    first: int | None = None
    for start in range(len(times) - n + 1):
        if times[start + n - 1] - times[start] <= within:
            if first is None:
                first = start
        elif first is not None:
            yield first, start + n - 2
            first = None
    if first is not None:
        yield first, len(times) - 1
