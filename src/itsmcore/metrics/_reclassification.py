"""Reclassification: how often a case's first category was not the one it ended in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain

import attrs

from itsmcore.categories import Categorisation
from itsmcore.categories._history import along
from itsmcore.figures import (
    SHARE,
    Figure,
    Figures,
    Rows,
    Table,
    as_table_formats,
    as_table_text,
    cell,
)
from itsmcore.instant import utc
from itsmcore.metrics._cases import Cases, cases_of, duplicates_note, hours_of
from itsmcore.metrics._groups import (
    Group,
    Scope,
    figures_of,
    names_of_groups,
    notes_of_scope,
    order,
    rows_of_groups,
    said_of_groups,
    too_small,
)
from itsmcore.metrics._rates import Share
from itsmcore.metrics._times import TimeTo, time_figures, time_to
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import say
from itsmcore.schedule import Schedule
from itsmcore.timeline import Timeline

_COLUMNS = ("measure", "count", "of", "rate")
_OTHERS = "others"


@attrs.frozen(kw_only=True)
class Reclassification:
    """How often cases changed their category; duplicates are in none of it.

    Attributes:
        at: the instant that this is true at, in UTC.
        wrong_at_first: cases whose category in the end is not their first, of those with one.
        reclassified: cases that changed their category at least once, of those with one.
        changes: how often they changed it, all together.
        after: how long after its opening a case changed its category.
        people: who chose a category anew, and how often, most often first; None if the log does not
            tell.
        without: how many cases had no category at all, and are counted nowhere.
        duplicates: how many cases are duplicates, and counted nowhere.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: the same for each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
    """

    at: datetime
    wrong_at_first: Share
    reclassified: Share
    changes: int
    after: TimeTo
    people: tuple[tuple[str | None, int], ...]
    without: int
    duplicates: int
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[Reclassification], ...] = ()
    hidden: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each share, and for each group if any, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """Shares, number and times as figures: first for each group, then overall."""
        return figures_of(self)

    def _rows(self) -> Rows:
        return tuple(
            {"measure": name, "count": share.count, "of": share.of, "rate": share.rate}
            for name, share in self._shares
        )

    @property
    def _shares(self) -> tuple[tuple[str, Share], ...]:
        return ("wrong at first", self.wrong_at_first), ("reclassified", self.reclassified)

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        for name, share in self._shares:
            yield scope.figure(name, share.rate, share.of, SHARE, "lower")
        yield scope.figure(
            "reclassifications", self.changes, self.reclassified.of, "changes", "lower"
        )
        yield from time_figures("reclassified after", self.after, scope)

    def _table(self) -> Table:
        return Table.of((*names_of_groups(self), *_COLUMNS), said_of_groups(self), self._notes())

    def _notes(self) -> Iterator[str]:
        if self.changes:
            mean, median = cell(self.after.open_mean), cell(self.after.open_median)
            after = say("metrics.reclassification.times", mean=mean, median=median)
            yield say(
                "metrics.reclassification.changes",
                count=self.changes,
                times=after,
            )
            who = (f"{name or say('metrics.not_told')} {count}" for name, count in self.people)
            yield say("metrics.reclassification.by", people=", ".join(who))
        if self.without:
            yield say("metrics.reclassification.left_out", count=self.without)
        yield from notes_of_scope(self)
        yield from duplicates_note(self.duplicates)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def reclassification(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    schedule: Schedule | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> Reclassification:
    """Count how often cases changed their category, and how often the first was not the last.

    The category in the end is the one that a case was closed with, or else the last it had, after
    it was closed too: a late correction says that the first was wrong. (`score` asks for the last
    until it was closed, which is what a suggestion stands against.) A case opened with A, changed
    to B and back to A was right at first, and reclassified twice. A case is counted when it was
    opened. When categories are renamed or moved, cases did not change theirs: read the timelines by
    one tree first (`CategoryTree.applied_to`), which also counts by any level
    of it.

    Args:
        timelines: a timeline for each record's number.
        at: the instant to count at; later steps are not looked at.
        schedule: what counts as open time; by default always open.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by.
        least: the fewest cases that a group's figures may be drawn from; see `times`. Whoever
            changed fewer is put together with others.
        pseudonyms: a key; names, and values that are grouped by, are replaced by stable ones made
            with it.

    Raises:
        BadValue: the timelines are not a mapping, or a fact to group by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: no case has a fact to group by.

    >>> from datetime import UTC
    >>> from itsmcore.incidents import Incident
    >>> nine, ten = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))
    >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="It is slow", category="mail")
    >>> inc = inc.recategorise(at=ten, by="grace", category="network")
    >>> print(reclassification({"INC-1": inc.timeline()}, at=ten))
    measure         count  of  rate
    wrong at first  1      1   100.0 %
    reclassified    1      1   100.0 %
    reclassifications: 1, after a mean of 1:00:00 and a median of 1:00:00 of open time
    by grace 1
    """
    moment, hours = utc(at), hours_of(schedule)
    scope = Scope.of(since, until, by, least, pseudonyms, _COLUMNS)

    def measure(cases: Cases) -> Reclassification:
        opened = [steps for steps in cases.several if scope.holds(steps[0].at)]
        histories = [(steps[0].at, tuple(along(steps))) for steps in opened]
        known = [(start, had) for start, had in histories if had]
        changed = [(start, had[1:]) for start, had in known]
        spans = [(start, one.at, one.at) for start, had in changed for one in had]
        wrong = sum(had[0].category != had[-1].category for _, had in known)
        return Reclassification(
            at=moment,
            wrong_at_first=Share(wrong, len(known)),
            reclassified=Share(sum(bool(had) for _, had in changed), len(known)),
            changes=len(spans),
            after=time_to(spans, moment, hours, Scope(None, None)),
            people=_people(chain.from_iterable(had for _, had in changed), scope),
            without=len(histories) - len(known),
            duplicates=scope.opened(cases.doubles),
            since=scope.since,
            until=scope.until,
        )

    cases = cases_of(timelines, moment)
    groups, hidden = scope.groups(timelines, cases, measure)
    return attrs.evolve(measure(cases), groups=groups, hidden=hidden)


def _people(changes: Iterable[Categorisation], scope: Scope) -> tuple[tuple[str | None, int], ...]:
    """Count who changed a category, those who changed few together."""
    counts = Counter(scope.key_of([one.by])[0] for one in changes)
    hidden = set[str | None]()
    if scope.least > 1:
        hidden = too_small({who: {"": count} for who, count in counts.items()}, scope.least)
    told = [(who, count) for who, count in counts.items() if who not in hidden]
    told.sort(key=lambda pair: (-pair[1], order([pair[0]])))
    rest = sum(counts[who] for who in hidden)
    return (*told, (_OTHERS, rest)) if rest else tuple(told)
