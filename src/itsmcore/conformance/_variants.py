"""Variants: the ways that the records of a log went, and the parts that a log is divided into."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import Any

import attrs

from itsmcore.absent import present
from itsmcore.conformance._traces import Trace, moved, trace_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_several, as_text, is_hashable
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.frozen import FrozenDict
from itsmcore.metrics._periods import Periods
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, as_data
from itsmcore.schedule import as_zone
from itsmcore.timeline import Timeline, as_timelines


def cases_by_trace(timelines: Mapping[str, Timeline]) -> list[tuple[Trace, tuple[str, ...]]]:
    """List the ways through the states with the numbers of their records, most frequent first."""
    found: dict[Trace, list[str]] = {}
    for case, timeline in as_timelines(timelines).items():
        found.setdefault(trace_of(timeline), []).append(case)
    moves: dict[Trace, list[str]] = {}
    for trace, cases in found.items():
        moves.setdefault(moved(trace), []).extend(cases)
    ordered = sorted(moves.items(), key=lambda item: -len(item[1]))
    return [(trace, tuple(cases)) for trace, cases in ordered]


def way(states: Trace) -> str:
    """Write a way through the states."""
    return " > ".join(states)


@attrs.frozen
class Variant:
    """A way through the states, and the records that went it.

    Attributes:
        states: each state that was entered, in order; a step that stays in a state adds none.
        cases: the numbers of the records.
    """

    states: tuple[str, ...]
    cases: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many records went this way."""
        return len(self.cases)

    def __str__(self) -> str:
        return f"{way(self.states)} ({self.count:,})"


def _several(variants: Iterable[Variant]) -> tuple[Variant, ...]:
    return as_several(Variant, variants, "variants")


@attrs.frozen
class Variants:
    """The ways that the records of a log went, the most frequent first.

    Attributes:
        variants: the ways, each with its records.
    """

    variants: tuple[Variant, ...] = attrs.field(converter=_several)

    @property
    def cases(self) -> int:
        """How many records there are."""
        return sum(variant.count for variant in self.variants)

    def __iter__(self) -> Iterator[Variant]:
        return iter(self.variants)

    def __len__(self) -> int:
        return len(self.variants)

    @property
    def rows(self) -> Rows:
        """A row for each way, with the share of the records that went it or a more frequent one."""
        rows, so_far = [], 0
        for variant in self.variants:
            so_far += variant.count
            rows.append(
                {
                    "way": way(variant.states),
                    "cases": variant.count,
                    "rate": variant.count / self.cases,
                    "so_far": so_far / self.cases,
                }
            )
        return tuple(rows)

    def _table(self) -> Table:
        return Table.of(("way", "cases", "rate"), self.rows)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def variants(timelines: Mapping[str, Timeline]) -> Variants:
    """Count the ways through the states that the records of a log went.

    Raises:
        BadValue: the timelines are not a mapping.

    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> log = Timeline.from_rows([(nine, {"state": state}) for state in ("new", "new", "closed")])
    >>> print(variants({"INC-1": log, "INC-2": log}))
    way           cases  rate
    new > closed  2      100.0 %
    """
    return Variants([Variant(trace, cases) for trace, cases in cases_by_trace(timelines)])


def split(
    timelines: Mapping[str, Timeline],
    *,
    by: str | None = None,
    period: str | None = None,
    tz: str | tzinfo = "UTC",
) -> FrozenDict[Hashable, FrozenDict[str, Timeline]]:
    """Divide a log by a fact or by the period in which its records begin, to judge each part.

    Args:
        timelines: a timeline for each record's number.
        by: the fact; a record belongs to the value that it has last.
        period: instead of a fact, `"day"`, `"week"` (ISO 8601), `"month"`, `"quarter"` or
            `"year"`; a record belongs to the one of its first step.
        tz: the zone by whose clock periods begin.

    Returns:
        For each value of the fact, or name of a period, its part of the log, in the order of their
        texts; what has none is under None, at the end.

    Raises:
        BadValue: the timelines are not a mapping, a value of the fact is not hashable, or there is
            neither a fact nor a period, or both.
        Unlisted: there is no such kind of period.
        FaultyDefinition: there is no such zone.

    >>> from datetime import UTC, datetime
    >>> first, second = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2))
    >>> log = {str(at.month): Timeline.from_rows([(at, {"group": "mail"})])
    ...        for at in (first, second)}
    >>> list(split(log, by="group")), list(split(log, period="month"))
    (['mail'], ['2026-01', '2026-02'])
    """
    if (by is None) is (period is None):
        value, expected = (by, period), Phrase("conformance.expected.one_of_two")
        raise BadValue(field=Phrase("conformance.by_or_period"), value=value, expected=expected)
    key = _by_fact(as_text(by, "by")) if by is not None else _by_period(period, tz)
    parts: dict[Hashable, dict[str, Timeline]] = {}
    for case, timeline in as_timelines(timelines).items():
        parts.setdefault(key(timeline), {})[case] = timeline
    ordered = sorted(parts.items(), key=lambda part: (part[0] is None, as_data(part[0])))
    return FrozenDict({value: FrozenDict(part) for value, part in ordered})


def _by_fact(name: str) -> Callable[[Timeline], Any]:
    def last(timeline: Timeline) -> object:
        told = (present(step.facts.get(name)) for step in reversed(timeline.steps))
        value = next((value for value in told if value is not None), None)
        if not is_hashable(value):
            expected = Phrase("conformance.expected.single_values")
            raise BadValue(field=name, value=value, expected=expected)
        return value

    return last


def _by_period(period: str | None, tz: str | tzinfo) -> Callable[[Timeline], Any]:
    periods = Periods(period, as_zone(tz))  # type: ignore[arg-type]
    return lambda timeline: periods.name(timeline.steps[0].at) if timeline.steps else None
