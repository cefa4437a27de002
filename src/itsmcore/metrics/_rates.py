"""Rates: how often cases are resolved at first contact, reopened, reassigned and escalated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import dropwhile, pairwise

import attrs

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
    cell,
    percent,
)
from itsmcore.instant import utc
from itsmcore.metrics._cases import (
    DONE,
    Cases,
    Steps,
    cases_of,
    duplicates_note,
    phase_of,
    told,
)
from itsmcore.metrics._first_contact import (
    MONITORING,
    UNANSWERED,
    UNKNOWN,
    Contact,
    tells_messages,
)
from itsmcore.metrics._groups import (
    Group,
    Scope,
    figures_of,
    names_of_groups,
    notes_of_scope,
    rows_of_groups,
    said_of_groups,
)
from itsmcore.metrics._times import check_resolution
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, say
from itsmcore.schedule import Schedule
from itsmcore.timeline import Timeline

_OF = ("eligible", "all")
PER = ("case", "resolution")
REOPENED, HANDED_OVER, ESCALATE = "reopen_count", "reassignment_count", "escalate"
COLUMNS = ("measure", "count", "of", "rate")


@attrs.frozen
class Share:
    """A number of cases as a share of a whole.

    >>> print(Share(12, 40))
    12 of 40 (30.0 %)
    """

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share, from 0 to 1; None if the whole is empty."""
        return self.count / self.of if self.of else None

    def __str__(self) -> str:
        return say("metrics.of", count=self.count, of=self.of) + (
            f" ({percent(self.rate)})" if self.of else ""
        )


@attrs.frozen(kw_only=True)
class Rates:
    """How often cases went one way or another; duplicates are in none of the shares.

    Attributes:
        at: the instant that this is true at, in UTC.
        first_contact: resolved at the contact they were raised in, of the resolved contacts; None
            if the log does not tell.
        within: the open time in which a first contact must be resolved.
        untold: how many contacts the first share leaves out because the log lacks their messages.
        first_level: resolved without going to another group or being reopened, of those ever
            resolved.
        first_assignee: resolved without going to another group or assignee or being reopened, of
            those ever resolved.
        reopened: open again after they were resolved, of those ever resolved.
        reassigned: handed from one group to another, of all that had begun.
        escalated: escalated, of all that had begun.
        left_out: how many the shares of resolved cases leave out because their present phase is
            unknown.
        duplicates: how many cases are duplicates, and counted nowhere.
        resolution: which resolution of a case counts, `"last"` or `"first"`.
        reopened_per: what the reopened are a share of, `"case"` or `"resolution"`.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: the rates of each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
    """

    at: datetime
    first_contact: Share | None
    within: timedelta
    untold: int
    first_level: Share
    first_assignee: Share
    reopened: Share
    reassigned: Share
    escalated: Share
    left_out: int
    duplicates: int
    resolution: str = "last"
    reopened_per: str = PER[0]
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[Rates], ...] = ()
    hidden: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each share, and for each group if any, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """Each share as a figure: first for each group, then overall."""
        return figures_of(self)

    def _rows(self) -> Rows:
        return tuple(
            {
                "measure": name,
                "count": share and share.count,
                "of": share and share.of,
                "rate": share and share.rate,
            }
            for name, share in self._shares
        )

    @property
    def why_unknown(self) -> str | None:
        """Why the first share is None, in words; None if it is known."""
        return None if self.first_contact is not None else str(UNKNOWN)

    @property
    def _shares(self) -> tuple[tuple[str, Share | None], ...]:
        return (
            ("first-contact resolution", self.first_contact),
            ("first-level resolution", self.first_level),
            ("resolved by the first assignee", self.first_assignee),
            ("reopened", self.reopened),
            ("reassigned", self.reassigned),
            ("escalated", self.escalated),
        )

    def _table(self) -> Table:
        return Table.of((*names_of_groups(self), *COLUMNS), said_of_groups(self), self._notes())

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        for name, share in self._shares:
            better: Better = "higher" if name.startswith(("first", "resolved")) else "lower"
            rate, n = (None, 0) if share is None else (share.rate, share.of)
            yield scope.figure(name, rate, n, SHARE, better)

    def _notes(self) -> Iterator[str]:
        said = say("metrics.rates.first_contact", within=cell(self.within))
        if self.why_unknown is not None:
            yield say("metrics.rates.unknown", rate=said, why=self.why_unknown)
        elif self.untold:
            yield say("metrics.rates.leaves_out", rate=said, count=self.untold, why=UNKNOWN)
        if self.resolution != "last":
            yield say("metrics.first_resolution")
        if self.reopened_per != PER[0]:
            yield say("metrics.rates.reopened_per_resolution")
        yield from notes_of_scope(self)
        yield from duplicates_note(self.duplicates)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def rates(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    schedule: Schedule | None = None,
    within: timedelta = timedelta(hours=1),
    of: str = "eligible",
    monitoring: str | Iterable[str] = MONITORING,
    unanswered: str | Iterable[str] = UNANSWERED,
    resolution: str = "last",
    reopened_per: str = PER[0],
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> Rates:
    """Count how often cases were resolved at first contact, reopened, reassigned and escalated.

    - A case is resolved at first contact if it was resolved at the contact it was raised in: the
      desk did not wait for the caller (`hold_reason`), the customer did not write a second time
      before the resolution, it took no more open time than `within`, was resolved by the first
      assignee, and stayed resolved. What no person raised, was cancelled, or was resolved because
      nobody answered is not a contact. Who wrote a message is told by `event.from_customer`, a fact
      of each step of a record's timeline; for a log without it the share is None.
    - It is resolved by the first level if it is resolved or closed, was never open again after
      that, and never went from one group to another; and by the first assignee if it never went
      from one assignee to another either.
    - It is reopened if an open phase comes after a resolved or closed one, or its log says so by a
      `reopen_count` above 0. The share is of those resolved, as in "% Reopened tickets" of
      ServiceNow's ITSM Success Dashboard.
    - It is reassigned if its group changes from one to another, even with none in between, or its
      log says so by a `reassignment_count` above 0.
    - It is escalated if a step has the verb `escalate`, or the fact `escalated` is true.

    Shares of resolved cases count a case when it was resolved, and shares of all cases when it was
    opened; a case that is left out is counted at its last step. Duplicates, by a resolution code
    `duplicate` or by a link, count nowhere.

    Args:
        timelines: a timeline for each record's number.
        at: the instant to count at; later steps are not looked at.
        schedule: what counts as open time; by default always open.
        within: the open time in which a first contact must be resolved. Benchmarks differ; many
            count an e-mail that is answered within a business hour.
        of: what resolutions at first contact are a share of: `"eligible"`, the resolved contacts,
            or `"all"` cases that had begun, whatever they were.
        monitoring: the channels and names by which no person raises a case.
        unanswered: the resolution codes of what the caller never answered, which is not a contact;
            `()` counts it as any other case.
        resolution: which resolution of a reopened case counts, the `"last"` or the `"first"`.
        reopened_per: whether to count reopened cases, each once, or reopened resolutions, each when
            it happened.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by.
        least: the fewest cases that a group's shares may be drawn from; see `times`.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the timelines are not a mapping, `within` is not a time, or a fact to group by
            has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: there is no such `of`, `resolution` or `reopened_per`, or no case has a fact to
            group by.

    >>> from datetime import UTC
    >>> from itsmcore.incidents import Incident
    >>> nine, ten = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))
    >>> mail, slow = (Incident.open(id, at=nine, by="grace", caller="ada", summary="Mail is slow")
    ...               for id in ("INC-1", "INC-2"))
    >>> mail = mail.resolve(at=nine, by="grace", code="user_error", notes="Plugged in")
    >>> print(rates({"INC-1": mail.timeline(), "INC-2": slow.timeline()}, at=ten))
    measure                         count  of  rate
    first-contact resolution        1      1   100.0 %
    first-level resolution          1      1   100.0 %
    resolved by the first assignee  1      1   100.0 %
    reopened                        0      1   0.0 %
    reassigned                      0      2   0.0 %
    escalated                       0      2   0.0 %
    """
    moment, rule = utc(at), Contact.of(within, schedule, monitoring, unanswered)
    check_shares(of, reopened_per)
    check_resolution(resolution)
    scope = Scope.of(since, until, by, least, pseudonyms, COLUMNS)

    def measure(cases: Cases) -> Rates:
        opened = [steps for steps in cases.several if scope.holds(steps[0].at)]
        counted = _Counted(scope, rule, is_first=resolution == "first")
        for steps in cases.several:
            counted.add(steps)
        is_unknown = counted.untold > 0 and counted.contacts == 0
        duplicates = scope.opened(cases.doubles)
        whole = counted.contacts if of == "eligible" else len(opened) + duplicates
        by_case = Share(counted.reopened, counted.resolved)
        return Rates(
            at=moment,
            first_contact=None if is_unknown else Share(counted.at_first, whole),
            within=within,
            untold=counted.untold,
            first_level=Share(counted.first_level, counted.resolved),
            first_assignee=Share(counted.first_assignee, counted.resolved),
            reopened=by_case if reopened_per == "case" else _reopenings(cases.several, scope),
            reassigned=Share(sum(map(_is_reassigned, opened)), len(opened)),
            escalated=Share(sum(map(_is_escalated, opened)), len(opened)),
            left_out=counted.left_out,
            duplicates=duplicates,
            resolution=resolution,
            reopened_per=reopened_per,
            since=scope.since,
            until=scope.until,
        )

    cases = cases_of(timelines, moment)
    groups, hidden = scope.groups(timelines, cases, measure)
    return attrs.evolve(measure(cases), groups=groups, hidden=hidden)


def check_shares(of: object, reopened_per: object) -> None:
    """Check what resolutions at first contact, and reopened cases, are a share of.

    Raises:
        Unlisted: there is no such share.
    """
    for name, known in ((of, _OF), (reopened_per, PER)):
        if not is_in(name, known):
            raise Unlisted(kind=Phrase("metrics.kind.share"), name=name, known=known)


@attrs.define
class _Counted:
    """Count what became of resolved cases."""

    scope: Scope
    rule: Contact
    is_first: bool = attrs.field(kw_only=True)
    resolved: int = 0
    reopened: int = 0
    first_level: int = 0
    first_assignee: int = 0
    at_first: int = 0
    contacts: int = 0
    untold: int = 0
    left_out: int = 0

    def add(self, steps: Steps) -> None:
        known = [(step.at, phase) for step in steps if (phase := phase_of(step)) is not None]
        since = list(dropwhile(lambda pair: pair[1] not in DONE, known))
        is_unknown = phase_of(steps[-1]) is None
        is_reopened = any(phase.is_open for _, phase in since) or _counted(steps, REOPENED)
        if not (is_unknown or since or is_reopened):
            return
        at = steps[-1].at if is_unknown or not since else self._resolved_at(since)
        if not self.scope.holds(at):
            return
        if is_unknown:
            self.left_out += 1
            return
        is_level = known[-1][1] in DONE and not (is_reopened or _is_reassigned(steps))
        is_kept = is_level and not _changed(steps, "assignee")
        self.resolved += 1
        self.reopened += is_reopened
        self.first_level += is_level
        self.first_assignee += is_kept
        if self.rule.is_one(steps):
            tells = tells_messages(steps)
            self.contacts += tells
            self.untold += not tells
            self.at_first += tells and is_kept and self.rule.resolves(steps)

    def _resolved_at(self, since: list[tuple[datetime, Phase]]) -> datetime:
        """Find the resolution that counts, from the first one on."""
        found = since[0][0]
        for (_, before), (at, after) in () if self.is_first else pairwise(since):
            if after in DONE and before not in DONE:
                found = at
        return found


def _reopenings(cases: Iterable[Steps], scope: Scope) -> Share:
    """Count resolutions, and those after which the case was open again before the next one."""
    resolved = reopened = 0
    for steps in cases:
        last: datetime | None = None
        was_done = False
        for step in steps:
            phase = phase_of(step)
            if phase in DONE and not was_done:
                last, was_done = step.at, True
                resolved += scope.holds(step.at)
            elif phase is not None and phase.is_open and was_done:
                was_done = False
                reopened += last is not None and scope.holds(last)
    return Share(reopened, resolved)


def _is_reassigned(steps: Steps) -> bool:
    return _changed(steps, "group") or _counted(steps, HANDED_OVER)


def _is_escalated(steps: Steps) -> bool:
    return any(step.verb == ESCALATE or told(step, "escalated") is True for step in steps)


def _changed(steps: Steps, name: str) -> bool:
    values = (told(step, name) for step in steps)
    return any(before != after for before, after in pairwise(filter(is_set, values)))


def _counted(steps: Steps, name: str) -> bool:
    return any(counts(told(step, name)) for step in steps)


def counts(value: object) -> bool:
    """Return whether a count of a log is one above 0."""
    return isinstance(value, int | float) and value > 0
