"""Outages of a log: what its incidents and changes say about when services were not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, TypeAlias

import attrs

from itsmcore.conditions import ALWAYS, NEVER, Condition, as_condition
from itsmcore.fields import as_several, as_texts
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc
from itsmcore.lifecycle import LinkKind
from itsmcore.metrics._cases import DONE, Steps, begun, cases_of, instant, phase_of, several, told
from itsmcore.metrics._times import failed_at, restored_at
from itsmcore.outages import Outage, merged
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, label, say
from itsmcore.service_levels._doubles import linked
from itsmcore.techniques import PainValue
from itsmcore.timeline import Step, Timeline

_Span: TypeAlias = tuple[datetime, datetime | None, dict[str, Any]]
_OF_CHANGES = ("planned_start", "planned_end", "actual_start", "actual_end")
_AGREED = ("scheduled", "implement", "review", "closed")
NAMED_BY = ("service", "affected_services", "configuration_items")
_COLUMNS = ("service", "start", "end", "planned", "degraded", "causes")
_CANCELLED, _DOUBLED, _UNASKED = "cancelled", "duplicates", "not asked for"
_NAMELESS, _NOT_AGREED = "of no service or item", "changes that were not agreed"
_UNTIMED = "with times unknown or out of order"
_WHY = (_CANCELLED, _DOUBLED, _UNASKED, _NAMELESS, _NOT_AGREED, _UNTIMED)
_MOST_TOLD = 20


@attrs.frozen
class LoggedOutages:
    """The outages that a log tells of, in the order in which they began.

    Attributes:
        every: the outages.
        left_out: the numbers of the records that are none, by why.
    """

    every: tuple[Outage, ...]
    left_out: FrozenDict[str, tuple[str, ...]] = EMPTY

    def __iter__(self) -> Iterator[Outage]:
        return iter(self.every)

    def __len__(self) -> int:
        return len(self.every)

    @property
    def rows(self) -> Rows:
        """A row for each outage, as a DataFrame takes them."""
        return tuple(
            {
                "service": of.name,
                "start": of.start,
                "end": of.end,
                "planned": of.is_planned,
                "degraded": of.is_degraded,
                "causes": ", ".join(of.causes),
            }
            for of in self.every
        )

    def _table(self) -> Table:
        return Table.of(_COLUMNS, self.rows, self._notes())

    def _notes(self) -> Iterator[str]:
        for why, cases in self.left_out.items():
            left = len(cases) - _MOST_TOLD
            more = say("metrics.outages.more", count=left) if left > 0 else ""
            yield say(
                "metrics.outages.left_out",
                why=label("values", why),
                cases=", ".join(cases[:_MOST_TOLD]),
                more=more,
            )

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def outages(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    where: object = ALWAYS,
    degraded: object = NEVER,
    named_by: str | Iterable[str] = NAMED_BY,
) -> LoggedOutages:
    """Return the outages that incidents and changes tell of.

    An incident is an outage from when the failure occurred, or else was detected, or else from its
    first step, until the service was restored, or else the incident was resolved; without either it
    is still going on. What was cancelled is no outage, and a duplicate is none of its own.

    A change is a planned outage in its window, from `planned_start` to `planned_end`, announced
    when that window was first communicated. It is one only if it was agreed: its last step has the
    `approval` approved, one of the states scheduled, implement, review and closed, a phase resolved
    or closed, or an actual start or end. What it took before and after the window, from
    `actual_start` to `actual_end`, is not planned; without a window, all of it. A change that has
    begun and has no end goes on. Cases that name no service or item, and those whose times are
    unknown or out of order, are left out; the result says which, and why.

    Args:
        timelines: a timeline for each record's number, incidents and changes together.
        at: the instant to look at; later steps are not known.
        where: the condition under which a record is an outage, by its last step; by default always.
        degraded: the condition under which it is a degradation; by default never.
        named_by: the facts that name the services and items.

    Raises:
        BadValue: the timelines are not a mapping, or the facts are no texts.
        NaiveTime: the instant has no time zone.
        BadCondition: something else stands for a condition.

    >>> from datetime import UTC
    >>> nine, ten = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10))
    >>> log = Timeline.from_rows([
    ...     (nine, {"phase": Phase.NEW, "service": "erp"}),
    ...     (ten, {"phase": Phase.RESOLVED, "service": "erp"}),
    ... ])
    >>> print(*outages({"INC-7": log}, at=ten))
    erp down from 2026-03-02 09:00 to 2026-03-02 10:00 UTC (INC-7)
    """
    names = as_texts(named_by, "named_by", Phrase("metrics.expected.fact_names"))
    counts, weak = as_condition(where), as_condition(degraded)
    moment = utc(at)
    cases, found = cases_of(timelines, moment), list[Outage]()
    left_out = {_DOUBLED: [*cases.doubles]}
    for case, steps in cases.kept.items():
        last = steps[-1]
        named = dict.fromkeys(name for fact in names for name in several(told(last, fact)))
        spans = tuple(_spans(steps, moment))
        why = _why_not(last, counts, named, spans)
        if why is not None:
            left_out.setdefault(why, []).append(case)
            continue
        is_degraded = weak.judge(last) is True
        found += (
            Outage(name, start, end, causes=case, is_degraded=is_degraded, **more)
            for start, end, more in spans
            for name in named
        )
    found.sort(key=lambda of: (of.start, of.name))
    told_of = {why: tuple(sorted(left_out[why])) for why in _WHY if left_out.get(why)}
    return LoggedOutages(tuple(found), FrozenDict(told_of))


def _why_not(
    last: Step, where: Condition, named: Collection[str], spans: Collection[_Span]
) -> str | None:
    """Return why a case is no outage; None if it is one."""
    if last.facts.get("phase") is Phase.CANCELLED:
        return _CANCELLED
    if where.judge(last) is not True:
        return _UNASKED
    if not named:
        return _NAMELESS
    if spans:
        return None
    return _NOT_AGREED if _is_change(last) and not _is_agreed(last) else _UNTIMED


def _spans(steps: Steps, at: datetime) -> Iterator[_Span]:
    """Yield from when to when a case was an outage, and whether that was planned."""
    yield from _of_change(steps, at) if _is_change(steps[-1]) else _of_incident(steps)


def _is_change(last: Step) -> bool:
    is_timed = any(told(last, name) is not None for name in _OF_CHANGES)
    return is_timed or ("planned_start" in last.facts and "restored_at" not in last.facts)


def _of_incident(steps: Steps) -> Iterator[_Span]:
    begin, said = instant(failed_at(steps)), restored_at(steps)
    over = instant(said)
    is_known = said is None or (over is not None and begin is not None and begin <= over)
    if begin is not None and is_known:
        yield begin, over, {}


def _of_change(steps: Steps, at: datetime) -> Iterator[_Span]:
    """Yield the window, and what the change took before and after it."""
    last = steps[-1]
    start, end, begun, over = (instant(told(last, name)) for name in _OF_CHANGES)
    if over is None and begun is not None:
        over = instant(restored_at(steps))
    if start is None or end is None or end < start:
        if begun is not None and (over is None or begun <= over):
            yield begun, over, {}
        return
    if _is_agreed(last):
        yield start, end, {"is_planned": True, "announced_at": _announced(steps)}
    if begun is not None and begun < start and (over is None or begun < over):
        yield begun, start if over is None else min(start, over), {}
    after = end if begun is None else max(end, begun)
    if (begun is not None and at > end) if over is None else after < over:
        yield after, over, {}


def _is_agreed(last: Step) -> bool:
    """Return whether a change was approved or scheduled, or has been carried out."""
    return (
        told(last, "approval") == "approved"
        or told(last, "state") in _AGREED
        or phase_of(last) in DONE
        or told(last, "actual_start") is not None
        or told(last, "actual_end") is not None
    )


def _announced(steps: Steps) -> datetime | None:
    """Return when the present window was first communicated."""

    def window(step: Step) -> tuple[Any, ...]:
        return told(step, "planned_start"), told(step, "planned_end")

    present = window(steps[-1])
    mine = [*takewhile(lambda step: window(step) == present, reversed(steps))]
    earlier = steps[: -len(mine)]
    before = told(earlier[-1], "communicated_at") if earlier else None
    said = (told(step, "communicated_at") for step in mine)
    return min((of for one in said if one != before and (of := instant(one))), default=None)


def pain(
    outages: Iterable[Outage],
    problems: Mapping[str, Timeline],
    *,
    at: datetime,
    incidents: Mapping[str, Timeline] | None = None,
) -> tuple[PainValue, ...]:
    """Return how much problems hurt, by the time in which their incidents took services away.

    A `PainAnalysis` of them says which hurts the most. A problem without outages hurts nobody. Each
    outage of a service is counted once, however many incidents tell of it. Planned and
    degraded time does not hurt.

    Args:
        outages: the outages, each with the incidents behind it as causes.
        problems: a timeline for each problem's number, with its links to incidents.
        at: the instant to look at; what is still going on counts until then.
        incidents: a timeline for each incident's number, whose links to problems are read, too: a
            desk writes such a link on the one of both where it was made.

    Raises:
        BadValue: something is not an outage, or the timelines are not a mapping.
        NaiveTime: the instant has no time zone.
    """
    moment = utc(at)
    by_cause: dict[str, list[Outage]] = {}
    for of in as_several(Outage, outages, "outages"):
        for cause in () if of.is_planned or of.is_degraded else of.causes:
            by_cause.setdefault(cause, []).append(of)
    told_of: dict[str, list[str]] = {}
    for incident, steps in begun({} if incidents is None else incidents, moment):
        for problem in linked(steps[-1], LinkKind.PROBLEM):
            told_of.setdefault(problem, []).append(incident)
    found = list[PainValue]()
    for problem, steps in begun(problems, moment):
        ids = dict.fromkeys((*linked(steps[-1], LinkKind.INCIDENT), *told_of.get(problem, ())))
        mine = [of for id in ids for of in by_cause.get(id, ())]
        if mine:
            found.append(_pain(problem, mine, moment))
    return tuple(found)


def _pain(problem: str, outages: Iterable[Outage], at: datetime) -> PainValue:
    known = (
        attrs.evolve(of, end=max(of.start, min(of.end or at, at)), users=None) for of in outages
    )
    joined = merged(known)
    lasted = sum((of.end - of.start for of in joined if of.end is not None), timedelta())
    return PainValue(name=problem, count=len(joined), duration=lasted / len(joined))
