"""Knowledge: how many incidents are solved with what the desk has written, and which articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import attrs

from itsmcore.figures import SHARE, Figure, Figures, Rows, Table, as_table_formats, as_table_text
from itsmcore.instant import utc
from itsmcore.lifecycle import LinkKind
from itsmcore.metrics._cases import (
    DONE,
    Cases,
    Steps,
    begun,
    cases_of,
    duplicates_note,
    phase_of,
    several,
    told,
)
from itsmcore.metrics._groups import (
    Group,
    Scope,
    figures_of,
    names_of_groups,
    notes_of_period,
    notes_of_scope,
    rows_of_groups,
    said_of_groups,
)
from itsmcore.metrics._rates import Share
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phase import Phase
from itsmcore.phrase import say
from itsmcore.service_levels._doubles import linked
from itsmcore.timeline import Timeline

_COLUMNS = ("measure", "count", "of", "rate")
_OF_ARTICLES = ("article", "uses", "by_others", "held", "resolved", "flags")


@attrs.frozen(kw_only=True)
class KnowledgeRates:
    """How incidents were solved with articles.

    Attributes:
        at: the instant that this is true at, in UTC.
        linked: with an article, of the resolved: the link rate.
        reused: with one that was there before the incident, of the resolved.
        created: with none but one that was written for it, of the resolved.
        held: not reopened, of those resolved with an article.
        unknown: how many used only articles of which nothing is known.
        duplicates: how many duplicates are left out.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: the rates of each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
    """

    at: datetime
    linked: Share
    reused: Share
    created: Share
    held: Share
    unknown: int = 0
    duplicates: int = 0
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[KnowledgeRates], ...] = ()
    hidden: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each measure, and for each group if any, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """Each measure as a figure: first for each group, then for all incidents."""
        return figures_of(self)

    def _figures(self) -> Iterator[Figure]:
        scope = Scope(self.since, self.until)
        for name, share in self._shares:
            yield scope.figure(name, share.rate, share.of, SHARE, "higher")

    def _rows(self) -> Rows:
        lines = ((name, share.count, share.of, share.rate) for name, share in self._shares)
        return tuple(dict(zip(_COLUMNS, line, strict=True)) for line in lines)

    @property
    def _shares(self) -> tuple[tuple[str, Share], ...]:
        return (
            ("link rate", self.linked),
            ("reuse", self.reused),
            ("created", self.created),
            ("solved with one and not reopened", self.held),
        )

    def _table(self) -> Table:
        return Table.of((*names_of_groups(self), *_COLUMNS), said_of_groups(self), self._notes())

    def _notes(self) -> Iterator[str]:
        if self.unknown:
            yield say("metrics.knowledge.unknown_article", count=self.unknown)
        yield from duplicates_note(self.duplicates)
        yield from notes_of_scope(self)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def knowledge_rates(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    articles: Mapping[str, Timeline],
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> KnowledgeRates:
    """Count how many resolved incidents were solved with an article, by the links of their steps.

    The facts read are `phase` and `links`: those of an Incident, or of a log whose columns have
    these names. An incident is counted at its first resolution. It was solved with every article
    that it is linked to as `uses` in the end; with one that is older than itself that was reuse,
    and otherwise one was created for it. It held if the incident was never open again.

    Args:
        timelines: a timeline for each incident's number.
        at: the instant to count at; later steps are not looked at.
        articles: a timeline for each article's number.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by.
        least: the fewest incidents that a group's shares may be drawn from; see `times`.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the timelines are not a mapping, or a fact to group by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: no incident has a fact to group by.

    >>> from datetime import UTC
    >>> from itsmcore import Incident
    >>> from itsmcore.knowledge import Article
    >>> eight, nine = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (8, 9))
    >>> art = Article.open("KB-7", at=eight, by="ada", title="VPN drops")
    >>> inc = Incident.open("INC-1", at=nine, by="kim", summary="VPN")
    >>> inc = inc.link(at=nine, by="bob", kind="uses", target="KB-7")
    >>> inc = inc.resolve(at=nine, by="bob", code="solution_provided", notes="As KB-7 says")
    >>> articles = {"KB-7": art.timeline()}
    >>> print(knowledge_rates({"INC-1": inc.timeline()}, at=nine, articles=articles))
    measure                           count  of  rate
    link rate                         1      1   100.0 %
    reuse                             1      1   100.0 %
    created                           0      1   0.0 %
    solved with one and not reopened  1      1   100.0 %
    """
    moment = utc(at)
    scope = Scope.of(since, until, by, least, pseudonyms, _COLUMNS)
    cases = cases_of(timelines, moment)
    written = {id: steps[0].at for id, steps in begun(articles, moment)}

    def measure(those: Cases) -> KnowledgeRates:
        lives = (_Life.of(steps) for steps in those.several)
        resolved = [one for one in lives if one.resolved_at and scope.holds(one.resolved_at)]
        with_one = [one for one in resolved if one.articles]
        ages = [one.is_older_than_it(written) for one in with_one]
        return KnowledgeRates(
            at=moment,
            linked=Share(len(with_one), len(resolved)),
            reused=Share(ages.count(True), len(resolved)),
            created=Share(ages.count(False), len(resolved)),
            held=Share(sum(one.held for one in with_one), len(with_one)),
            unknown=ages.count(None),
            duplicates=sum(
                of is not None and scope.holds(of)
                for of in (_Life.of(steps).resolved_at for steps in those.doubles.values())
            ),
            since=scope.since,
            until=scope.until,
        )

    groups, hidden = scope.groups(timelines, cases, measure)
    return attrs.evolve(measure(cases), groups=groups, hidden=hidden)


@attrs.frozen
class _Life:
    """What a timeline tells of one incident.

    Attributes:
        opened_at: when it began.
        resolved_at: when it was first resolved; None if never.
        held: whether it has not been open since.
        articles: those that it uses in the end.
    """

    opened_at: datetime
    resolved_at: datetime | None
    held: bool
    articles: tuple[str, ...]

    @classmethod
    def of(cls, steps: Steps) -> _Life:
        """Read the steps of an incident."""
        resolved_at, held = None, True
        for step in steps:
            phase = phase_of(step)
            if resolved_at is None and phase in DONE:
                resolved_at = step.at
            elif resolved_at is not None and phase is not None and phase not in DONE:
                held = held and phase is Phase.CANCELLED
        return cls(steps[0].at, resolved_at, held, tuple(linked(steps[-1], LinkKind.USES)))

    def is_older_than_it(self, written: Mapping[str, datetime]) -> bool | None:
        """Return whether an article it uses is older than it; None if nothing is known of any."""
        known = [written[id] for id in self.articles if id in written]
        return any(at < self.opened_at for at in known) if known else None


@attrs.frozen(kw_only=True)
class ArticleUse:
    """How one article was used.

    Attributes:
        article: its number.
        uses: how many incidents used it.
        by_others: how many of them by others than its authors.
        held: not reopened, of those that were resolved.
        flags: how often it was flagged.
    """

    article: str
    uses: int
    by_others: int
    held: Share
    flags: int


@attrs.frozen(kw_only=True)
class ArticleUses:
    """How articles were used, the most used first.

    Attributes:
        at: the instant that this is true at, in UTC.
        uses: each article that was used, written or flagged.
        duplicates: how many uses by duplicates are left out.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
    """

    at: datetime
    uses: tuple[ArticleUse, ...]
    duplicates: int = 0
    since: datetime | None = None
    until: datetime | None = None

    @property
    def rows(self) -> Rows:
        """A row for each article, as a DataFrame takes them."""
        lines = (
            (one.article, one.uses, one.by_others, one.held.count, one.held.of, one.flags)
            for one in self.uses
        )
        return tuple(dict(zip(_OF_ARTICLES, line, strict=True)) for line in lines)

    @property
    def counts(self) -> dict[str, int]:
        """How often each was used, by number, as a search takes it."""
        return {one.article: one.uses for one in self.uses}

    @property
    def figures(self) -> Figures:
        """Uses, and uses by others, of all articles."""
        scope = Scope(self.since, self.until)
        totals = (
            ("uses", sum(one.uses for one in self.uses)),
            ("uses by others", sum(one.by_others for one in self.uses)),
        )
        n = len(self.uses)
        return Figures(scope.figure(name, of, n, "uses", "higher") for name, of in totals)

    def _table(self) -> Table:
        notes = (*duplicates_note(self.duplicates), *notes_of_period(self.since, self.until))
        return Table.of(_OF_ARTICLES, self.rows, notes)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def article_uses(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    articles: Mapping[str, Timeline],
    since: datetime | None = None,
    until: datetime | None = None,
) -> ArticleUses:
    """Count how often each article was used, and by whom.

    The facts read are `phase`, `links` and `event.by` of incidents, and `authors` of articles. An
    incident uses an article once, by whoever linked it last, and is counted at that instant;
    duplicates of others are left out.

    Args:
        timelines: a timeline for each incident's number.
        at: the instant to count at; later steps are not looked at.
        articles: a timeline for each article's number.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.

    Raises:
        BadValue: the timelines are not a mapping.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
    """
    moment = utc(at)
    scope = Scope.of(since, until, (), 1, None, _OF_ARTICLES)
    written = dict(begun(articles, moment))
    authors = {
        id: {name for step in steps for name in several(told(step, "authors"))}
        for id, steps in written.items()
    }
    used: dict[str, list[tuple[object, _Life]]] = {id: [] for id in written}
    cases = cases_of(timelines, moment)
    for steps in cases.several:
        life = _Life.of(steps)
        for id, (instant, by) in _linked(steps, life.articles).items():
            if scope.holds(instant):
                used.setdefault(id, []).append((by, life))
    left_out = (
        instant
        for steps in cases.doubles.values()
        for instant, _ in _linked(steps, _Life.of(steps).articles).values()
    )

    def use(id: str) -> ArticleUse:
        lives = [life for _, life in used[id]]
        resolved = [life for life in lives if life.resolved_at is not None]
        known = authors.get(id, set())
        return ArticleUse(
            article=id,
            uses=len(lives),
            by_others=sum(by is not None and by not in known for by, _ in used[id]),
            held=Share(sum(life.held for life in resolved), len(resolved)),
            flags=sum(step.verb == "flag" and scope.holds(step.at) for step in written.get(id, ())),
        )

    ranked = sorted(map(use, used), key=lambda one: (-one.uses, one.article))
    return ArticleUses(
        at=moment,
        uses=tuple(ranked),
        duplicates=sum(map(scope.holds, left_out)),
        since=scope.since,
        until=scope.until,
    )


def _linked(steps: Steps, articles: tuple[str, ...]) -> dict[str, tuple[datetime, object]]:
    """Return when each article was linked for the last time, and by whom; None if nobody says."""
    first = steps[0].at
    found: dict[str, tuple[datetime, object]] = dict.fromkeys(articles, (first, None))
    for step in steps:
        target = told(step, "event.target")
        if told(step, "event.kind") == LinkKind.USES and target in found:
            found[target] = step.at, told(step, "event.by")
    return found
