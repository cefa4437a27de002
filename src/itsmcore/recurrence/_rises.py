"""Rises: kinds of incidents that come more often than before."""

from __future__ import annotations

from collections.abc import Iterable

from itsmcore.errors import BadValue
from itsmcore.phrase import Phrase
from itsmcore.recurrence._exact import holm, upper_tail
from itsmcore.recurrence._groups import checked, grouped, ids
from itsmcore.recurrence._keys import KeyLike, as_keys
from itsmcore.recurrence._occurrences import Occurrence
from itsmcore.recurrence._recurrence import Recurrence, Recurrences
from itsmcore.recurrence._shared import shared
from itsmcore.schedule import clock_text
from itsmcore.span import Span, Window


def rises(
    occurrences: Iterable[Occurrence],
    keys: KeyLike | Iterable[KeyLike],
    *,
    baseline: Span,
    recent: Span,
    alpha: float = 0.01,
) -> Recurrences:
    """Find the kinds of incidents that came more often in a recent span than in a baseline.

    Each group is tested with the exact conditional test for two Poisson counts: given how many
    there were in both spans together, how likely are so many in the recent one if the rate was the
    same? The p-values are corrected by Holm's method for the number of groups that have an
    occurrence in either span, over all keys. So if incidents come independently and no rate has
    risen, at most a share `alpha` of runs finds anything at all. Recurrences are ordered by
    p-value.

    Args:
        occurrences: what happened, in any order; what lies in neither span is ignored.
        keys: what the incidents must have in common: a key, the name of a fact, or several of
            these, each tried on its own.
        baseline: the span to compare with, in wall time.
        recent: the span to judge. Whole weeks in both keep weekends from distorting the comparison.
        alpha: the chance of any false alarm in the whole run, between 0 and 1.

    Raises:
        BadValue: a span has no end or no length, the spans overlap, alpha is not between 0 and 1,
            there is no key, or something is not an occurrence.

    >>> from datetime import UTC, datetime, timedelta
    >>> day = [datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=i) for i in range(36)]
    >>> calm = [Occurrence(f"A{i}", day[3 * i], {"category": "email"}) for i in range(9)]
    >>> busy = [Occurrence(f"B{i}", day[28 + i // 2], {"category": "email"}) for i in range(14)]
    >>> found = rises([*calm, *busy], "category",
    ...               baseline=Span(day[0], day[28]), recent=Span(day[28], day[35]))
    >>> print(found[0].why)
    14 in 168:00:00, 2.25 expected from 9 in 672:00:00; p 2.1e-05, 2.1e-05 among 1 tried (Holm)
    """
    before, after = _window("baseline", baseline), _window("recent", recent)
    if before.start < after.end and after.start < before.end:
        raise BadValue(
            field="recent",
            value=recent,
            expected=Phrase("recurrence.expected.outside_baseline"),
        )
    _check_alpha(alpha)
    seen = (one for one in checked(occurrences) if _is_in(one, before) or _is_in(one, after))
    groups = grouped(seen, as_keys(keys))
    odds = after.length / before.length
    counts = [
        (sum(_is_in(member, after) for member in members), len(members))
        for members in groups.members.values()
    ]
    chances = [upper_tail(count, total, odds) for count, total in counts]
    found: list[Recurrence] = []
    for group, chance, corrected in zip(groups.in_time(), chances, holm(chances), strict=True):
        if corrected > alpha:
            continue
        (key, value), members = group
        risen = [member for member in members if _is_in(member, after)]
        former = len(members) - len(risen)
        expected = former * odds
        recurrence = Recurrence(
            key=key,
            value=value,
            incidents=ids(risen),
            shared=shared(risen),
            span=after,
            why=Phrase(
                "recurrence.why.rise",
                count=len(risen),
                time=clock_text(after.length),
                expected=expected,
                former=former,
                before=clock_text(before.length),
                p=chance,
                holm=corrected,
                tried=len(chances),
            ),
            p_value=corrected,
            statistics={"baseline": former, "expected": expected, "p_uncorrected": chance},
        )
        found.append(recurrence)
    found.sort(key=lambda recurrence: (recurrence.statistics["p_uncorrected"], recurrence))
    return Recurrences(tuple(found), len(groups.members), groups.left_out)


def _check_alpha(alpha: object) -> None:
    if isinstance(alpha, bool) or not isinstance(alpha, int | float) or not 0 < alpha < 1:
        raise BadValue(
            field="alpha", value=alpha, expected=Phrase("recurrence.expected.significance")
        )


def _window(field: str, span: object) -> Window:
    if not isinstance(span, Span) or span.end is None or span.end == span.start:
        raise BadValue(field=field, value=span, expected=Phrase("recurrence.expected.span"))
    return Window(span.start, span.end)


def _is_in(occurrence: Occurrence, span: Window) -> bool:
    return span.start <= occurrence.at < span.end
