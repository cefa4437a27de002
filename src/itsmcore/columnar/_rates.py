"""Rates in columns: how often cases are resolved at first contact, reopened and handed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs
import numpy as np

from itsmcore.absent import present
from itsmcore.columnar._cases import Cases, any_of, as_steps, first_of, holds, last_of
from itsmcore.columnar._columns import FAR, INSTANT, TICK, Bools, Ints
from itsmcore.columnar._open_time import elapsed
from itsmcore.columnar._phases import IS_DONE, IS_KNOWN, IS_OPEN, PHASES, UNKNOWN, phases_in
from itsmcore.columnar._steps import Steps, occurring
from itsmcore.conditions import is_set
from itsmcore.instant import utc
from itsmcore.metrics import Rates, Share
from itsmcore.metrics._first_contact import (
    MACHINE,
    MESSAGE,
    MONITORING,
    UNANSWERED,
    WRITING,
    Contact,
    is_for_caller,
)
from itsmcore.metrics._groups import Scope
from itsmcore.metrics._rates import (
    COLUMNS,
    ESCALATE,
    HANDED_OVER,
    PER,
    REOPENED,
    check_shares,
    counts,
)
from itsmcore.metrics._times import check_resolution
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule


def rates(
    steps: Steps,
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

    The rates are those of `metrics.rates` for the timelines of the cases, where each is explained.
    A fact that has no column, such as `group`, counts as not set; so does the `verb` of a step.

    Args:
        steps: what happened, with a column `phase`.
        at: the instant to count at; later steps are not looked at.
        schedule: what counts as open time; by default always open.
        within: the open time in which a first contact must be resolved.
        of: what resolutions at first contact are a share of: `"eligible"`, the resolved contacts,
            or `"all"` cases that had begun.
        monitoring: the channels and names by which no person raises a case.
        unanswered: the resolution codes of what the caller never answered.
        resolution: which resolution of a reopened case counts, the `"last"` or the `"first"`.
        reopened_per: whether to count reopened cases, each once (`"case"`), or reopened
            resolutions (`"resolution"`).
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by.
        least: the fewest cases that a group's shares may be drawn from.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the steps are none, `within` is not a time, or a fact to group by has the name of
            a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: there is no such `of`, `resolution` or `reopened_per`, or no column of phases or
            of a fact to group by.

    >>> from datetime import UTC
    >>> steps = Steps(case=np.array(["INC-1", "INC-1", "INC-2"]),
    ...               at=np.array(["2026-01-05T09", "2026-01-05T12", "2026-01-05T10"], "M8[h]"),
    ...               facts={"phase": np.array([Phase.NEW, Phase.RESOLVED, Phase.NEW]),
    ...                      "group": np.array(["desk", "mail", "desk"])})
    >>> print(rates(steps, at=datetime(2026, 1, 5, 12, tzinfo=UTC)).reassigned)
    1 of 2 (50.0 %)
    """
    every, moment = as_steps(steps), utc(at)
    rule = Contact.of(within, schedule, monitoring, unanswered)
    check_shares(of, reopened_per)
    check_resolution(resolution)
    scope = Scope.of(since, until, by, least, pseudonyms, COLUMNS)
    cases = Cases.of(every, moment)
    ways = _Ways.of(cases)
    ends = _Ends.of(ways, scope, rule, is_first=resolution == "first")
    resolved_then, reopened_then = ways.resolutions(scope)
    is_opened = holds(scope, cases.at[cases.first])

    def measure(those: Ints) -> Rates:
        is_double = cases.is_double[those]
        kept = those[~is_double]
        opened, duplicates = kept[is_opened[kept]], int(is_opened[those[is_double]].sum())
        resolved = kept[ends.is_resolved[kept]]
        contacts = kept[ends.is_contact[kept]]
        told = contacts[ways.tells_messages[contacts]]
        untold = len(contacts) - len(told)
        whole = len(told) if of == "eligible" else len(opened) + duplicates
        by_case = _share(ways.is_reopened, resolved)
        by_resolution = Share(int(reopened_then[kept].sum()), int(resolved_then[kept].sum()))
        return Rates(
            at=moment,
            first_contact=(
                None
                if untold and not len(told)
                else Share(int(ends.is_at_first[told].sum()), whole)
            ),
            within=within,
            untold=untold,
            first_level=_share(ways.is_first_level, resolved),
            first_assignee=_share(ways.is_kept, resolved),
            reopened=by_case if reopened_per == "case" else by_resolution,
            reassigned=_share(ways.is_reassigned, opened),
            escalated=_share(ways.is_escalated, opened),
            left_out=int(ends.is_left_out[kept].sum()),
            duplicates=duplicates,
            resolution=resolution,
            reopened_per=reopened_per,
            since=scope.since,
            until=scope.until,
        )

    groups, hidden = cases.groups(every, scope, measure)
    return attrs.evolve(measure(np.arange(len(cases.first))), groups=groups, hidden=hidden)


def _share(marks: Bools, those: Ints) -> Share:
    return Share(int(marks[those].sum()), len(those))


@attrs.frozen(kw_only=True, eq=False)
class _Ways:
    """Which ways cases went, whenever that was.

    Attributes:
        cases: the cases.
        phase: the code of each row's phase.
        is_reopened: which were open again after they were done.
        is_reassigned: which went from one group to another.
        is_escalated: which were escalated.
        is_first_level: which are done, and were neither reopened nor reassigned.
        is_kept: which of those had no second assignee.
        tells_messages: of which the log says whether a step comes from the customer.
    """

    cases: Cases
    phase: Ints
    is_reopened: Bools
    is_reassigned: Bools
    is_escalated: Bools
    is_first_level: Bools
    is_kept: Bools
    tells_messages: Bools

    @classmethod
    def of(cls, cases: Cases) -> _Ways:
        phase, first, last = phases_in(cases.steps), cases.first, cases.last
        done, is_done = first_of(np.flatnonzero(IS_DONE[phase]), first, last)
        is_open_again = is_done & any_of(np.flatnonzero(IS_OPEN[phase]), done, last)
        is_reopened = is_open_again | cases.ever(REOPENED, counts)
        is_reassigned = _changed(cases, "group") | cases.ever(HANDED_OVER, counts)
        is_escalated = cases.ever("verb", lambda verb: verb == ESCALATE)
        is_first_level = IS_DONE[phase[last]] & ~(is_reopened | is_reassigned)
        return cls(
            cases=cases,
            phase=phase,
            is_reopened=is_reopened,
            is_reassigned=is_reassigned,
            is_escalated=is_escalated | cases.ever("escalated", lambda value: value is True),
            is_first_level=is_first_level,
            is_kept=is_first_level & ~_changed(cases, "assignee"),
            tells_messages=cases.ever(MESSAGE, lambda value: value is not None),
        )

    def rows(self, kinds: Bools) -> Ints:
        """Find the rows in some kinds of phases."""
        return np.flatnonzero(kinds[self.phase])

    def began_done(self, kinds: Bools) -> Ints:
        """Find the rows with which cases became done, looking at some kinds of phases only."""
        rows = self.rows(kinds)
        is_done, is_same = IS_DONE[self.phase[rows]], self._follow(rows)
        began: Ints = rows[is_done & ~(is_same & np.append(False, is_done)[:-1])]
        return began

    def resolutions(self, scope: Scope) -> tuple[Ints, Ints]:
        """Count each case's resolutions, and those before it was open again."""
        kinds = IS_DONE | IS_OPEN
        began, rows = self.began_done(kinds), self.rows(kinds)
        was_done = np.append(False, IS_DONE[self.phase[rows]])[:-1] & self._follow(rows)
        again = rows[was_done & IS_OPEN[self.phase[rows]]]
        undone = began[np.searchsorted(began, again) - 1]
        return self._times(began, scope), self._times(undone, scope)

    def _times(self, rows: Ints, scope: Scope) -> Ints:
        """Count each case's rows that came true in the time that is counted."""
        first, held = self.cases.first, rows[holds(scope, self.cases.at[rows])]
        whose = np.searchsorted(first, held, "right") - 1
        return np.bincount(whose, minlength=len(first))

    def _follow(self, rows: Ints) -> Bools:
        """Tell which of some rows follow another one of them in their case."""
        case = np.searchsorted(self.cases.first, rows, "right")
        is_same: Bools = np.diff(case, prepend=0) == 0
        return is_same


@attrs.frozen(kw_only=True, eq=False)
class _Ends:
    """What became of cases in the time that is counted.

    Attributes:
        is_left_out: which cannot be told, because their present phase is unknown.
        is_resolved: which were ever resolved.
        is_contact: which of those a person raised, and neither gave up nor fell silent.
        is_at_first: which were resolved at first contact, if they are such contacts.
    """

    is_left_out: Bools
    is_resolved: Bools
    is_contact: Bools
    is_at_first: Bools

    @classmethod
    def of(cls, ways: _Ways, scope: Scope, rule: Contact, *, is_first: bool) -> _Ends:
        cases, phase = ways.cases, ways.phase
        began = ways.began_done(IS_KNOWN)
        first, has_first = first_of(began, cases.first, cases.last)
        last, _ = last_of(began, cases.first, cases.last)
        is_unknown = phase[cases.last] == UNKNOWN
        end = np.where(is_unknown | ~has_first, cases.last, first if is_first else last)
        is_held = holds(scope, cases.at[end])
        is_resolved = is_held & ~is_unknown & (has_first | ways.is_reopened)
        is_given_up = phase[cases.last] == PHASES.index(Phase.CANCELLED)
        is_given_up |= cases.tells("resolution_code", cases.last, rule.is_silent)
        is_given_up |= cases.tells("channel", cases.last, rule.is_monitoring)
        for name in ("opened_by", "event.by"):
            is_given_up |= cases.tells(name, cases.first, rule.is_monitoring)
        is_given_up |= cases.tells(MACHINE, cases.first, lambda value: value is True)
        return cls(
            is_left_out=is_held & is_unknown,
            is_resolved=is_resolved,
            is_contact=is_resolved & ~is_given_up,
            is_at_first=ways.is_kept & _is_at_once(ways, first, rule),
        )


def _is_at_once(ways: _Ways, resolved: Ints, rule: Contact) -> Bools:
    """Tell which cases were resolved with nobody waited for, and no second message, in time."""
    cases, every = ways.cases, np.arange(len(ways.phase))
    waits = ways.phase == PHASES.index(Phase.PENDING)
    waits &= cases.tells("hold_reason", every, is_for_caller)
    speaks = cases.tells(MESSAGE, every, lambda value: value is True)
    if "verb" in cases.steps.facts:
        speaks &= cases.tells("verb", every, lambda verb: verb in WRITING)
    is_late = any_of(np.flatnonzero(waits), cases.first, resolved - 1)
    is_late |= any_of(np.flatnonzero(speaks), cases.first + 1, resolved - 1)
    start, end = cases.at[cases.first].view(INSTANT), cases.at[resolved].view(INSTANT)
    spent, limit = elapsed(rule.hours, start, end).view(np.int64), rule.within // TICK
    is_at_once: Bools = ~is_late & (spent <= max(-FAR, min(limit, FAR)))
    return is_at_once


def _changed(cases: Cases, name: str) -> Bools:
    """Tell which cases ever had two values of a fact, one after the other."""
    column = cases.steps.facts.get(name)
    if column is None:
        return np.zeros(len(cases.first), bool)
    values = [*map(present, column.values)]
    rows = np.flatnonzero(np.array([*map(is_set, values)], bool)[column.codes])
    codes, count = column.codes[rows].astype(np.int64), len(values)
    pairs, places = occurring(codes[:-1] * count + codes[1:], count * count)
    is_other = np.array([bool(values[of // count] != values[of % count]) for of in pairs], bool)
    before, after = rows[:-1][is_other[places]], rows[1:][is_other[places]]
    whose = np.searchsorted(cases.first, after, "right") - 1
    found = np.zeros(len(cases.first), bool)
    found[whose[before >= cases.first[whose]]] = True
    return found
