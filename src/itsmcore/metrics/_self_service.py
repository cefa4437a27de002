"""Self-service: how often people find what helps them, and open no incident."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_several, as_text
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
from itsmcore.kinds import check_kinds
from itsmcore.metrics._cases import cases_of, told
from itsmcore.metrics._groups import Scope, notes_of_period
from itsmcore.metrics._rates import Share
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.timeline import Timeline

_COLUMNS = ("measure", "count", "of", "rate")
_DAY = timedelta(days=1)


@attrs.frozen(kw_only=True)
class ArticleView:
    """That somebody read an article by themselves.

    Attributes:
        article: the article's number.
        by: who read it, as incidents name their caller.
        at: when, in UTC.

    Raises:
        BadValue: a value is of the wrong kind.
        NaiveTime: the instant has no time zone.
    """

    article: str
    by: str
    at: datetime = attrs.field(converter=utc)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_text(self.by, "by")


@attrs.frozen(kw_only=True)
class SelfService:
    """How often people helped themselves.

    Attributes:
        at: the instant that this is true at, in UTC.
        solved: visits after which the reader opened no incident, of those judged.
        rate: these, of these and all incidents that were opened: the self-service rate.
        not_judged: how many visits were too late to say what followed.
        within: how long after a visit an incident is because of the same need.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
    """

    at: datetime
    solved: Share
    rate: Share
    not_judged: int
    within: timedelta
    since: datetime | None = None
    until: datetime | None = None

    @property
    def _shares(self) -> tuple[tuple[str, Share], ...]:
        return (("solved by oneself", self.solved), ("self-service rate", self.rate))

    @property
    def rows(self) -> Rows:
        """A row for each measure, as a DataFrame takes them."""
        lines = ((name, share.count, share.of, share.rate) for name, share in self._shares)
        return tuple(dict(zip(_COLUMNS, line, strict=True)) for line in lines)

    @property
    def figures(self) -> Figures:
        """Each measure as a figure."""
        return Figures(self._figures())

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        for name, share in self._shares:
            yield scope.figure(name, share.rate, share.of, SHARE, "higher")

    def _table(self) -> Table:
        return Table.of(_COLUMNS, self.rows, self._notes())

    def _notes(self) -> Iterator[str]:
        if self.not_judged:
            yield say(
                "metrics.self_service.not_judged",
                within=cell(self.within),
                count=self.not_judged,
            )
        yield from notes_of_period(self.since, self.until)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def self_service(
    views: Iterable[ArticleView],
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    within: timedelta = _DAY,
    since: datetime | None = None,
    until: datetime | None = None,
) -> SelfService:
    """Count how many visits to the articles ended without an incident.

    What somebody reads, each thing less than `within` after the one before it, is one visit, and
    counted at its beginning. It was solved if they opened no incident from then until that time
    after its end; before that has passed it is not judged. The fact that is read of incidents is
    `caller`; duplicates do not count.

    Args:
        views: what was read, in any order.
        timelines: a timeline for each incident's number.
        at: the instant to count at; what came later is not looked at.
        within: how long after a visit an incident is because of the same need.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.

    Raises:
        BadValue: something is not a view, the timelines are not a mapping, or the time is not
            above zero.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.

    >>> from datetime import UTC
    >>> nine, noon, late = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 3, 9))
    >>> views = [ArticleView(article="KB-7", by="kim", at=nine),
    ...          ArticleView(article="KB-7", by="lee", at=noon)]
    >>> log = Timeline.from_rows([(noon, {"caller": "lee"})])
    >>> print(self_service(views, {"INC-1": log}, at=late))
    measure            count  of  rate
    solved by oneself  1      2   50.0 %
    self-service rate  1      2   50.0 %
    """
    moment, scope = utc(at), Scope.of(since, until, (), 1, None, _COLUMNS)
    if (
        as_a(timedelta, within, "within", Phrase("metrics.expected.positive_timedelta"))
        <= timedelta()
    ):
        raise BadValue(
            field="within", value=within, expected=Phrase("metrics.expected.positive_timedelta")
        )
    opened: dict[object, list[datetime]] = {}
    incidents = 0
    for steps in cases_of(timelines, moment).several:
        opened.setdefault(told(steps[-1], "caller"), []).append(steps[0].at)
        incidents += scope.holds(steps[0].at)
    for several in opened.values():
        several.sort()
    visits = [of for of in _visits(views, moment, within) if scope.holds(of[1])]
    judged = [visit for visit in visits if moment - visit[2] >= within]

    def is_solved(by: str, start: datetime, end: datetime) -> bool:
        calls = opened.get(by, [])
        following = bisect_left(calls, start)
        return following == len(calls) or calls[following] - end > within

    solved = sum(is_solved(*visit) for visit in judged)
    return SelfService(
        at=moment,
        solved=Share(solved, len(judged)),
        rate=Share(solved, solved + incidents),
        not_judged=len(visits) - len(judged),
        within=within,
        since=scope.since,
        until=scope.until,
    )


def _visits(
    views: Iterable[ArticleView], at: datetime, within: timedelta
) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield who read something, from when to when."""
    by_reader: dict[str, list[datetime]] = {}
    for view in as_several(ArticleView, views, "views"):
        if view.at <= at:
            by_reader.setdefault(view.by, []).append(view.at)
    for reader, instants in by_reader.items():
        start, *others = sorted(instants)
        end = start
        for instant in others:
            if instant - end >= within:
                yield reader, start, end
                start = instant
            end = instant
        yield reader, start, end
