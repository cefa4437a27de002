"""Requests: how long they take, how many come to nothing, and how many are right the first time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_a, maybe_a
from itsmcore.figures import (
    SHARE,
    Better,
    Figure,
    Figures,
    Rows,
    Table,
    as_table_formats,
    as_table_text,
    cell,
)
from itsmcore.instant import utc
from itsmcore.metrics._cases import DONE, Cases, Steps, begun, hours_of, phase_of, told
from itsmcore.metrics._first_time_right import Aftermath
from itsmcore.metrics._groups import (
    Group,
    Scope,
    figures_of,
    names_of_groups,
    notes_of_scope,
    rows_of_groups,
    said_of_groups,
)
from itsmcore.metrics._rates import Share
from itsmcore.metrics._times import TimeTo, time_figures, time_to
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, say
from itsmcore.requests import Outcome as Fulfilment
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal, Outcome
from itsmcore.timeline import Timeline

_COLUMNS = ("measure", "count", "of", "rate", "mean", "median", "open_mean", "open_median")
_FORTNIGHT = timedelta(days=14)
_WITHIN = Phrase("metrics.expected.timedelta")


@attrs.frozen(kw_only=True)
class RequestRates:
    """How service requests went.

    Attributes:
        at: the instant that this is true at, in UTC.
        lead_time: from a request's submission to its fulfilment.
        fulfilment_time: from its approval to its fulfilment.
        on_time: fulfilled within the goal, of those that were fulfilled and have a target.
        rejected: rejected, of those that were decided on.
        cancelled: cancelled although they were approved, of those approved that have ended.
        first_time_right: without rework or an incident, of those fulfilled long enough ago.
        not_judged: how many were fulfilled too lately to say that.
        within: how long after the fulfilment an incident counts against it.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: the rates of each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
    """

    at: datetime
    lead_time: TimeTo
    fulfilment_time: TimeTo
    on_time: Share
    rejected: Share
    cancelled: Share
    first_time_right: Share
    not_judged: int
    within: timedelta
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[RequestRates], ...] = ()
    hidden: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each measure, and for each group if any, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """Each measure as a figure: first for each group, then for all requests."""
        return figures_of(self)

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        for name, time in self._times:
            yield from time_figures(name, time, scope)
        for name, share in self._shares:
            better: Better = "higher" if name in ("on time", "first time right") else "lower"
            yield scope.figure(name, share.rate, share.of, SHARE, better)

    def _rows(self) -> Rows:
        spans = [
            (name, of.count, None, None, of.mean, of.median, of.open_mean, of.open_median)
            for name, of in self._times
        ]
        shares = [
            (name, of.count, of.of, of.rate, None, None, None, None) for name, of in self._shares
        ]
        return tuple(dict(zip(_COLUMNS, line, strict=True)) for line in (*spans, *shares))

    @property
    def _times(self) -> tuple[tuple[str, TimeTo], ...]:
        return (("lead time", self.lead_time), ("fulfilment time", self.fulfilment_time))

    @property
    def _shares(self) -> tuple[tuple[str, Share], ...]:
        return (
            ("on time", self.on_time),
            ("rejected", self.rejected),
            ("cancelled after approval", self.cancelled),
            ("first time right", self.first_time_right),
        )

    def _table(self) -> Table:
        return Table.of((*names_of_groups(self), *_COLUMNS), said_of_groups(self), self._notes())

    def _notes(self) -> Iterator[str]:
        if self.not_judged:
            yield say(
                "metrics.requests.not_judged",
                within=cell(self.within),
                count=self.not_judged,
            )
        yield from notes_of_scope(self)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def request_rates(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    schedule: Schedule | None = None,
    goal: Goal | None = None,
    tasks: Mapping[str, Timeline] | None = None,
    incidents: Mapping[str, Timeline] | None = None,
    within: timedelta = _FORTNIGHT,
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> RequestRates:
    """Count how service requests went, by the facts of their steps.

    The facts read are `phase`, `submitted_at` (or else the first step), `approval` (`approved`,
    `rejected`), `outcome` and `links`: those of a Request, or of a log whose columns have these
    names. A request is fulfilled at the start of its present stretch of resolved and closed.

    - Times, and what was on time, are counted at the fulfilment.
    - A request is decided on when `approval` last becomes approved or rejected, by a policy, too.
      One whose time to decide has passed is a draft again, and not rejected; one whose approval is
      void is not approved.
    - One that was approved has ended when it is fulfilled or cancelled.
    - One was right the first time if it was not reopened, none of its tasks was, and no incident
      was linked to it in the time `within` after it was first fulfilled. Before that time has
      passed it is not judged, even if it has failed already; nor is one of which nothing was
      needed, so that all of it was `skipped`.

    Args:
        timelines: a timeline for each request's number.
        at: the instant to count at; later steps are not looked at.
        schedule: what counts as open time; by default always open.
        goal: what is on time, such as `fulfilment(…)`; without one nothing is judged.
        tasks: a timeline for each task's number, whose `parent` is read.
        incidents: a timeline for each incident's number, whose links are read.
        within: how long after the fulfilment an incident counts, in wall time.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by.
        least: the fewest requests that a group's shares may be drawn from; see `times`.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the timelines are not a mapping, `within` is not a time, `goal` is no Goal, or a
            fact to group by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: no request has a fact to group by.

    >>> from datetime import UTC
    >>> from itsmcore.requests import Request
    >>> nine, ten = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10))
    >>> asked = Request.open("REQ-1", at=nine, by="ada", summary="A second screen")
    >>> done = asked.submit(at=nine, by="ada").fulfil(at=ten, by="grace")
    >>> print(request_rates({"REQ-1": done.timeline()}, at=ten + timedelta(days=14)))
    measure                   count  of  rate     mean     median   open mean  open median
    lead time                 1                   1:00:00  1:00:00  1:00:00    1:00:00
    fulfilment time           1                   1:00:00  1:00:00  1:00:00    1:00:00
    on time                   0      0
    rejected                  0      1   0.0 %
    cancelled after approval  0      1   0.0 %
    first time right          1      1   100.0 %
    """
    moment, hours = utc(at), hours_of(schedule)
    if as_a(timedelta, within, "within", _WITHIN) < timedelta():
        raise BadValue(field="within", value=within, expected=_WITHIN)
    wanted = maybe_a(Goal, goal, "goal", Phrase("metrics.expected.goal"))
    scope = Scope.of(since, until, by, least, pseudonyms, _COLUMNS)
    cases = Cases(dict(begun(timelines, moment)))
    clocks = _outcomes(wanted, hours, timelines, moment)
    after = Aftermath.of(
        dict(begun({} if tasks is None else tasks, moment)),
        dict(begun({} if incidents is None else incidents, moment)),
        within,
    )

    def measure(those: Cases) -> RequestRates:
        several = [_Life.of(id, steps) for id, steps in those.kept.items()]
        fulfilled = [one for one in several if one.fulfilled_at and scope.holds(one.fulfilled_at)]
        judged = [clocks[one.id] for one in fulfilled if one.id in clocks]
        decided = [one for one in several if one.decided_at and scope.holds(one.decided_at)]
        ended = [
            one for one in several if one.is_approved and one.ended_at and scope.holds(one.ended_at)
        ]
        done = [one for one in fulfilled if not one.was_skipped]
        old = [one for one in done if after.is_over(one.first_fulfilled_at, moment)]
        return RequestRates(
            at=moment,
            lead_time=time_to(
                ((one.submitted_at, one.fulfilled_at, one.last_at) for one in several),
                moment,
                hours,
                scope,
            ),
            fulfilment_time=time_to(
                (
                    (one.decided_at, one.fulfilled_at, one.last_at)
                    for one in several
                    if one.is_approved
                ),
                moment,
                hours,
                scope,
            ),
            on_time=Share(judged.count(Outcome.MET), len(judged)),
            rejected=Share(sum(not one.is_approved for one in decided), len(decided)),
            cancelled=Share(sum(one.is_stopped for one in ended), len(ended)),
            first_time_right=Share(
                sum(not one.was_reopened and after.is_right(one.id, one.steps) for one in old),
                len(old),
            ),
            not_judged=len(done) - len(old),
            within=within,
            since=scope.since,
            until=scope.until,
        )

    groups, hidden = scope.groups(timelines, cases, measure)
    return attrs.evolve(measure(cases), groups=groups, hidden=hidden)


def _rejects(approval: object, phase: Phase | None) -> bool:
    """Return whether an approval ended as a rejection, and not because its time has passed."""
    return approval == "rejected" and phase is not Phase.NEW


def _outcomes(
    goal: Goal | None, hours: Schedule, timelines: Mapping[str, Timeline], at: datetime
) -> dict[str, Outcome]:
    """Return what came of the clock of each request that has one, and is at its end."""
    if goal is None:
        return {}
    agreement = Agreement("requests", schedule=hours, goals=(goal,))
    measured = (
        (id, agreement.measure(timeline, at=at).get(goal.name))
        for id, timeline in timelines.items()
    )
    return {id: of.outcome for id, of in measured if of is not None and of.outcome is not None}


@attrs.frozen(kw_only=True)
class _Life:
    """What a timeline tells of one request."""

    id: str
    steps: Steps
    submitted_at: object
    decided_at: datetime | None
    is_approved: bool
    first_fulfilled_at: datetime | None
    fulfilled_at: datetime | None
    ended_at: datetime | None
    is_stopped: bool
    was_skipped: bool

    @classmethod
    def of(cls, id: str, steps: Steps) -> _Life:
        """Read the steps of a request."""
        decision, decided_at, before = None, None, None
        first, since, stopped = None, None, None
        for step in steps:
            approval, phase = told(step, "approval"), phase_of(step)
            if approval != before and (approval == "approved" or _rejects(approval, phase)):
                decision, decided_at = approval, step.at
            elif approval != before and approval is not None and decision == "approved":
                decision, decided_at = None, None
            before = approval
            if phase in DONE:
                first, since = first or step.at, since or step.at
            elif phase is not None:
                since = None
            if phase is Phase.CANCELLED:
                stopped = stopped or step.at
            elif phase is not None:
                stopped = None
        submitted, outcome = told(steps[-1], "submitted_at"), told(steps[-1], "outcome")
        return cls(
            id=id,
            steps=steps,
            submitted_at=steps[0].at if submitted is None else submitted,
            decided_at=decided_at,
            is_approved=decision == "approved",
            first_fulfilled_at=first,
            fulfilled_at=since,
            ended_at=since or stopped,
            is_stopped=stopped is not None,
            was_skipped=outcome == Fulfilment.SKIPPED,
        )

    @property
    def last_at(self) -> datetime:
        """The instant of its last step."""
        return self.steps[-1].at

    @property
    def was_reopened(self) -> bool:
        """Whether it was open again after it was fulfilled."""
        return self.first_fulfilled_at != self.fulfilled_at
