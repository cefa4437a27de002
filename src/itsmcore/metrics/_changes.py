"""Changes: how many succeed, are backed out, are urgent or do harm, and how long they take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import takewhile

import attrs

from itsmcore.changes import ChangeKind, CloseCode
from itsmcore.conditions import is_set
from itsmcore.errors import Unlisted
from itsmcore.fields import is_in
from itsmcore.figures import (
    SHARE,
    Better,
    Figure,
    Figures,
    Rows,
    Table,
    as_table_formats,
    as_table_text,
)
from itsmcore.instant import utc
from itsmcore.metrics._cases import Cases, Steps, begun, hours_of, instant, told
from itsmcore.metrics._groups import (
    Group,
    Scope,
    figures_of,
    names_of_groups,
    notes_of_scope,
    rows_of_groups,
    said_of_groups,
)
from itsmcore.metrics._harm import harmful
from itsmcore.metrics._rates import Share
from itsmcore.metrics._times import TimeTo, time_figures, time_to
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.schedule import Schedule
from itsmcore.timeline import Step, Timeline

_FAILED = (CloseCode.BACKED_OUT, CloseCode.UNSUCCESSFUL)
_OUTCOMES, _KINDS = tuple(CloseCode), tuple(ChangeKind)
_ISSUES = ("pass", "fail")
_COLUMNS = ("measure", "count", "of", "rate", "mean", "median")


@attrs.frozen(kw_only=True)
class ChangeRates:
    """How changes went.

    Attributes:
        at: the instant that this is true at, in UTC.
        success: successful without issues, of those with a known outcome.
        with_issues: successful with issues, of those with a known outcome.
        backed_out: backed out, of those with a known outcome.
        harm: known to have caused an incident, of those with a known outcome.
        change_failure_rate: backed out, unsuccessful or harmful, of those with a known outcome.
        issues: whether a success with issues is a failure: `"pass"`, or `"fail"`.
        overrun: ended after their window, of those whose end and window are known.
        emergency: emergency changes, of all that had begun.
        lead_time: from a change's first step to its implementation.
        unknown_outcome: how many are left out of the shares of outcomes, because theirs is no
            CloseCode.
        unknown_kind: how many are left out of the emergency ones, because theirs is no ChangeKind.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: the rates of each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
    """

    at: datetime
    success: Share
    with_issues: Share
    backed_out: Share
    harm: Share
    change_failure_rate: Share
    issues: str
    overrun: Share
    emergency: Share
    lead_time: TimeTo
    unknown_outcome: int = 0
    unknown_kind: int = 0
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[ChangeRates], ...] = ()
    hidden: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each measure, and for each group if any, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """Each measure as a figure: first for each group, then for all changes."""
        return figures_of(self)

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        for name, share in self._shares:
            better: Better = "higher" if name == "successful" else "lower"
            yield scope.figure(name, share.rate, share.of, SHARE, better)
        yield from time_figures("lead time", self.lead_time, scope)

    def _rows(self) -> Rows:
        lead = self.lead_time
        lines: list[tuple[object, ...]] = [
            *((name, of.count, of.of, of.rate, None, None) for name, of in self._shares),
            ("lead time", lead.count, None, None, lead.mean, lead.median),
        ]
        return tuple(dict(zip(_COLUMNS, line, strict=True)) for line in lines)

    @property
    def _shares(self) -> tuple[tuple[str, Share], ...]:
        return (
            ("successful", self.success),
            ("successful with issues", self.with_issues),
            ("backed out", self.backed_out),
            ("caused incidents", self.harm),
            ("change failure rate", self.change_failure_rate),
            ("overrun", self.overrun),
            ("emergency", self.emergency),
        )

    def _table(self) -> Table:
        return Table.of((*names_of_groups(self), *_COLUMNS), said_of_groups(self), self._notes())

    def _notes(self) -> Iterator[str]:
        if self.issues != _ISSUES[0]:
            yield say("metrics.changes.issues_fail")
        if self.unknown_outcome:
            yield say("metrics.changes.unknown_outcome", count=self.unknown_outcome)
        if self.unknown_kind:
            yield say("metrics.changes.unknown_kind", count=self.unknown_kind)
        yield from notes_of_scope(self)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def change_rates(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    schedule: Schedule | None = None,
    incidents: Mapping[str, Timeline] | None = None,
    issues: str = _ISSUES[0],
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> ChangeRates:
    """Count how changes went, by the facts of their last step.

    The facts read are `outcome` (a CloseCode), `kind` (a ChangeKind), `caused_incidents`, `links`,
    `actual_start`, `actual_end` and `planned_end`: those of a Change, or of a log whose columns
    have these names. What was backed out (`backed_out_at`) and then cancelled counts as backed out.
    An instant later than `at` is ignored. An outcome or a kind in other words, such as `Success`,
    is neither good nor bad: such changes are left out of its shares, and the result says how many.

    A change did harm if its review or its links name incidents that it caused, or if the links of
    an incident, or its `caused_by` in a log, name the change. However many there are, it failed
    once.

    A change with an outcome is counted when it ended: at `actual_end`, or else when it was backed
    out, or else when its outcome was recorded; an overrun at `actual_end`; the lead time at
    `actual_start`; and emergency changes when they were opened.

    Args:
        timelines: a timeline for each change's number.
        at: the instant to count at; later steps are not looked at.
        schedule: what counts as open time in the lead time; by default always open.
        incidents: a timeline for each incident's number, whose links are read.
        issues: whether a success with issues counts as a failure, `"fail"`, or not, `"pass"`.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by.
        least: the fewest changes that a group's shares may be drawn from; see `times`.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the timelines are not a mapping, or a fact to group by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: there is no such way to count issues, or no change has a fact to group by.

    >>> from datetime import UTC
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> good = {"kind": "normal", "actual_start": noon, "outcome": "successful"}
    >>> log = {"CHG-1": Timeline.from_rows([(nine, {"kind": "normal"}), (noon, good)]),
    ...        "CHG-2": Timeline.from_rows([(nine, {"kind": "emergency"})])}
    >>> print(change_rates(log, at=noon))
    measure                 count  of  rate     mean     median
    successful              1      1   100.0 %
    successful with issues  0      1   0.0 %
    backed out              0      1   0.0 %
    caused incidents        0      1   0.0 %
    change failure rate     0      1   0.0 %
    overrun                 0      0
    emergency               1      2   50.0 %
    lead time               1                   3:00:00  3:00:00
    """
    moment, hours = utc(at), hours_of(schedule)
    if not is_in(issues, _ISSUES):
        raise Unlisted(kind=Phrase("metrics.kind.issues"), name=issues, known=_ISSUES)
    scope = Scope.of(since, until, by, least, pseudonyms, _COLUMNS)
    changes = dict(begun(timelines, moment))
    harm = harmful(changes, dict(begun({} if incidents is None else incidents, moment)))
    failed = _FAILED if issues == "pass" else (*_FAILED, CloseCode.SUCCESSFUL_WITH_ISSUES)

    def measure(cases: Cases) -> ChangeRates:
        said_to_end = [
            (said, change in harm)
            for change, steps in cases.kept.items()
            if is_set(said := _outcome(steps[-1])) and scope.holds(_ended_at(steps, moment))
        ]
        ended = [pair for pair in said_to_end if is_in(pair[0], _OUTCOMES)]
        ends = [
            (planned, actual)
            for step in (steps[-1] for steps in cases.several)
            if (planned := instant(told(step, "planned_end"))) is not None
            and (actual := instant(told(step, "actual_end"))) is not None
            and actual <= moment
            and scope.holds(actual)
        ]
        kinds = [told(steps[-1], "kind") for steps in cases.several if scope.holds(steps[0].at)]
        opened = [kind for kind in kinds if not is_set(kind) or is_in(kind, _KINDS)]

        def share(test: Callable[[object, bool], bool]) -> Share:
            return Share(sum(test(*pair) for pair in ended), len(ended))

        return ChangeRates(
            at=moment,
            success=share(lambda said, _: said == CloseCode.SUCCESSFUL),
            with_issues=share(lambda said, _: said == CloseCode.SUCCESSFUL_WITH_ISSUES),
            backed_out=share(lambda said, _: said == CloseCode.BACKED_OUT),
            harm=share(lambda _, is_harmful: is_harmful),
            change_failure_rate=share(lambda said, is_harmful: is_harmful or said in failed),
            issues=issues,
            overrun=Share(sum(actual > planned for planned, actual in ends), len(ends)),
            emergency=Share(opened.count(ChangeKind.EMERGENCY), len(opened)),
            unknown_outcome=len(said_to_end) - len(ended),
            unknown_kind=len(kinds) - len(opened),
            lead_time=time_to(
                (
                    (steps[0].at, told(steps[-1], "actual_start"), steps[-1].at)
                    for steps in cases.several
                ),
                moment,
                hours,
                scope,
            ),
            since=scope.since,
            until=scope.until,
        )

    cases = Cases(changes)
    groups, hidden = scope.groups(timelines, cases, measure)
    return attrs.evolve(measure(cases), groups=groups, hidden=hidden)


def _ended_at(steps: Steps, at: datetime) -> datetime:
    """Find when a change with an outcome ended."""
    last = steps[-1]
    said = (instant(told(last, name)) for name in ("actual_end", "backed_out_at"))
    told_since = takewhile(lambda step: _outcome(step) == _outcome(last), reversed(steps))
    ends = (end for end in said if end is not None and end <= at)
    return next(ends, None) or min(step.at for step in told_since)


def _outcome(step: Step) -> object:
    said = told(step, "outcome")
    is_back = not is_set(said) and told(step, "backed_out_at") is not None
    return CloseCode.BACKED_OUT if is_back else said
