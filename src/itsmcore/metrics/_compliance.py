"""Compliance: how often targets are kept, group by group and period by period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from numbers import Real
from typing import Any, TypeAlias

import attrs

from itsmcore.absent import present
from itsmcore.chart import Bar, Cell, bars, matrix
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_finite, as_items, as_texts
from itsmcore.figures import (
    SHARE,
    Figure,
    Figures,
    Rows,
    Table,
    as_drawn_formats,
    as_table_text,
    percent,
    plain_cell,
    rank_of,
)
from itsmcore.frozen import FrozenDict
from itsmcore.metrics._groups import Scope, check_keys, hidden_note, key, order, titled, too_small
from itsmcore.metrics._outcomes import NOT_COUNTED, BreachAs, Counted, PeriodBy, Reader
from itsmcore.metrics._periods import Period, Periods
from itsmcore.metrics._rates import Share
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import BLUE, GREEN, RED
from itsmcore.phrase import Phrase, say, told_in_english
from itsmcore.picture import Picture
from itsmcore.rows import rows_of
from itsmcore.schedule import as_zone

_SHORT = "▼"
"""Marks what falls short of the target."""
_SELDOM = ("open_and_late", "met_after_a_lowered_target", "no_target")
_COUNTS = ("met", "missed", "open", *_SELDOM)
_ROWS = Phrase("metrics.expected.rows")
TAKEN = ("period", *_COUNTS, "rate")


@attrs.frozen(kw_only=True)
class Tally:
    """How often a target was kept in one group.

    Attributes:
        by: what the rows of the group have in common.
        period: the period they fall in; None if no periods were asked for.
        met: how often it was kept.
        missed: how often it was not.
        open: how often that is still undecided.
        open_and_late: how many of these are already late.
        met_after_a_lowered_target: how many of those met were late by an earlier target.
        no_target: how often there was nothing to keep, because no target matched.
        since: the first instant of the period that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: how many groups these are: several if small ones are put together.
    """

    by: FrozenDict[str, Any]
    period: str | None
    met: int
    missed: int
    open: int
    open_and_late: int
    met_after_a_lowered_target: int
    no_target: int
    since: datetime | None = None
    until: datetime | None = None
    groups: int = 1

    @property
    def share(self) -> Share:
        """Those met, as a share of those met or missed."""
        return Share(self.met, self.met + self.missed)

    @property
    def rate(self) -> float | None:
        """The compliance, from 0 to 1; None if nothing was met or missed."""
        return self.share.rate


@attrs.frozen(kw_only=True)
class Compliance:
    """How often targets were kept, group by group.

    When written, it leaves out empty columns, except those for met, missed and open.

    Attributes:
        tallies: a tally for each group, in order.
        by: the names of what the groups have in common.
        period: the kind of period, if any.
        left_out: how many are counted nowhere: duplicates (counted as records if the rows name
            them), and rows of cancelled clocks, of clocks that have not started, without an
            outcome, or without an instant to tell their period by: a text, a date or a datetime
            without a time zone is none, and counted apart (`bad_instant`).
        why_left_out: how many of each kind were left out.
        without_due: how many are in the period of their start, because they have no due instant.
        total: the tally of all groups and periods.
        hidden: how many groups are too small to be told apart.
        target: the share that should be met, from 0 to 1, for the picture; None if there is none.
    """

    tallies: tuple[Tally, ...]
    by: tuple[str, ...]
    period: str | None
    left_out: int
    why_left_out: FrozenDict[str, int]
    without_due: int
    total: Tally
    hidden: int = 0
    target: float | None = None

    @property
    def figures(self) -> Figures:
        """The compliance of each tally as a figure, followed by the total."""
        return Figures(map(_figure, (*self.tallies, self.total)))

    @property
    def rows(self) -> Rows:
        """A row for each group with every column, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                **{name: plain_cell(value) for name, value in tally.by.items()},
                **{name: getattr(tally, name) for name in self._columns(TAKEN)},
            }
            for tally in self.tallies
        )

    def columns(self, names: Iterable[str]) -> tuple[tuple[Any, ...], ...]:
        """Return some of the columns under their names, along with what the groups have in common.

        Raises:
            Unlisted: there is no such column.
        """
        asked = as_texts(names, "names")
        for name in asked:
            if name not in TAKEN:
                raise Unlisted(kind=Phrase("metrics.kind.column"), name=name, known=TAKEN)
        kept = self._columns(asked)
        lines = (
            (*map(tally.by.get, self.by), *(getattr(tally, name) for name in kept))
            for tally in self.tallies
        )
        return (*self.by, *kept), *lines

    def _columns(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(n for n in names if n != "period" or self.period is not None)

    def _table(self) -> Table:
        """Make a table of the columns that always matter, and of the others that are not empty."""
        says = {n for n in _COUNTS if any(getattr(tally, n) for tally in self.tallies)}
        kept = self._columns(n for n in TAKEN if n not in _SELDOM or n in says)
        return Table.of((*self.by, *kept), self._rows(), self._notes())

    def _notes(self) -> Iterator[str]:
        if self.left_out:
            said = (_said(why, count) for why, count in self.why_left_out.items())
            yield say("metrics.left_out", cases=", ".join(said))
        if self.without_due:
            yield say("metrics.compliance.without_due", count=self.without_due)
        yield from hidden_note(self.hidden, is_alone=all(not tally.by for tally in self.tallies))

    def _drawn(self) -> Picture:
        if self.by and self.period:
            return self._by_period(self.period)
        told = self.tallies or (self.total,)
        target = (
            None
            if self.target is None
            else (self.target, say("metrics.compliance.target", target=percent(self.target)))
        )
        return bars(say("metrics.compliance"), [*map(self._bar, told)], most=1, target=target)

    def _by_period(self, period: str) -> Picture:
        """Draw a line for each group and a column for each period; a sign marks what is short."""
        none = say("common.none")
        found = {(titled(tally.by), tally.period or none): tally for tally in self.tallies}
        names = dict.fromkeys(name for name, _ in found)
        periods = sorted({of for _, of in found}, key=lambda of: (of == none, of))
        lines = [(name, [self._cell(found.get((name, of))) for of in periods]) for name in names]
        said = say("metrics.compliance.title", by=", ".join(self.by), period=period)
        if self.target is not None:
            said += say("metrics.compliance.below", sign=_SHORT, target=percent(self.target))
        total = self.total.share
        alt = say(
            "metrics.compliance.alt", title=said, rate=percent(total.rate) or none, of=total.of
        )
        return matrix(said, [", ".join(self.by), *periods], lines, alt=alt)

    def _cell(self, tally: Tally | None) -> Cell:
        if tally is None or tally.share.rate is None:
            return Cell("" if tally is None else say("metrics.compliance.open", open=tally.open))
        share, rate = tally.share, tally.share.rate
        of = say("metrics.compliance.share", count=share.count, of=share.of)
        if self.target is None:
            return Cell(percent(rate), BLUE, below=of)
        if rate >= self.target:
            return Cell(percent(rate), GREEN, below=of)
        return Cell(f"{_SHORT} {percent(rate)}", RED, is_bold=True, below=of)

    def _bar(self, tally: Tally) -> Bar:
        share = tally.share
        name = ", ".join(filter(None, (titled(tally.by), tally.period))) or say("common.every")
        still = say("metrics.still_open", open=tally.open) if tally.open else ""
        words = say(
            "metrics.compliance.rate",
            rate=percent(share.rate) or say("common.none"),
            of=share.of,
            still=still,
        )
        if self.target is None or share.rate is None:
            return Bar(name, share.rate or 0, words, BLUE)
        is_met = share.rate >= self.target
        return Bar(name, share.rate, words, GREEN if is_met else RED, "" if is_met else "crossed")

    __str__ = as_table_text
    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _figure(tally: Tally) -> Figure:
    share = tally.share
    scope = Scope(tally.since, tally.until)
    figure = scope.figure("compliance", share.rate, share.of, SHARE, "higher")
    return attrs.evolve(figure, by=tally.by)


def _said(why: str, count: int) -> str:
    return say(NOT_COUNTED[why], count=count)


def compliance(
    rows: Iterable[Mapping[str, Any]],
    *,
    by: str | Iterable[str] = (),
    period: str | None = None,
    period_by: PeriodBy = "ended_at",
    since: datetime | None = None,
    until: datetime | None = None,
    breach: BreachAs = "in_force",
    tz: str | tzinfo = "UTC",
    least: int = 1,
    pseudonyms: bytes | None = None,
    target: float | None = None,
) -> Compliance:
    """Count how often targets were met, missed or are still open; the rate is met of met or missed.

    Each row belongs to one period, so that a breach is counted once, however late it is counted and
    however many periods it spans. What had not ended when it was measured belongs to the period of
    the last instant before that, so that what is measured at the first instant of April counts for
    March. It counts as open, even if it is already late; with `breached_at` it counts as missed, in
    the period in which it became late.

    Groups are ordered by what they have in common, then by period: numbers, levels from the most
    severe, texts and everything else by its text, and missing values last. A text beside which a
    rank stands, such as `priority_rank`, is a level. Values that cannot be
    hashed are told apart by their `repr`.

    Args:
        rows: mappings with an `outcome` of `"met"`, `"missed"` or `"open"`, such as a clock's
            `row`, or those of `measure_many`. One with a `status` but no outcome had no target, was
            cancelled, or has not started.
        by: the keys of the rows to group by.
        period: `"day"`, `"week"` (ISO 8601), `"month"`, `"quarter"` or `"year"`.
        period_by: the instant that decides the period: `"ended_at"`, `"started_at"`, `"due"` (the
            start if there is none), or `"breached_at"` (the end if the target was met).
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        breach: a clock that was late and then got more time is judged by the target in force
            (`"in_force"`), or counts as missed when it was first late (`"sticky"`).
        tz: the zone by whose clock a period begins and ends.
        least: the fewest rows that a group's rate may be drawn from, in each period. A group with
            fewer is put together with others, so that it cannot be worked out from the rest either.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.
        target: the share that should be met, from 0 to 1, such as 0.95: the line that the picture
            has for it.

    Raises:
        BadValue: a row is not a mapping, a key to group by has the name of a count, or the target
            is not a number from 0 to 1.
        Unlisted: there is no such period, instant or reading of a breach, or no row has a key to
            group by.
        FaultyDefinition: there is no such zone.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 31, 12, tzinfo=UTC)
    >>> rows = [{"outcome": outcome, "goal": "response", "ended_at": noon}
    ...         for outcome in ("met", "met", "missed")]
    >>> print(compliance(rows, by="goal", period="quarter"))
    goal      period   met  missed  open  rate
    response  2026-Q1  2    1       0     66.7 %
    """
    scope = Scope.of(since, until, by, least, pseudonyms, TAKEN)
    aimed = as_target(target)
    reader, place = Reader(period_by, breach), as_zone(tz)
    periods = None if period is None else Periods(period, place)
    needs_instant = period is not None or (scope.since, scope.until) != (None, None)
    tallied = Tallied(scope)
    without: dict[str, list[object]] = {}
    several = as_items(rows_of(rows), "rows", _ROWS)
    for number, row in enumerate(several):
        if not hasattr(row, "get") or isinstance(row, type):
            raise BadValue(field="rows", value=row, expected=_ROWS)
        found = reader.read(row)
        if isinstance(found, Counted) and found.at is None and needs_instant:
            found = "bad_instant" if found.is_misread else "no_instant"
        if isinstance(found, str):
            case = key(row.get("case")) if found == "duplicate" else None
            without.setdefault(found, []).append((case, number if case is None else None))
        elif found.at is None or scope.holds(found.at):
            name = None
            if periods is not None and found.at is not None:
                name = periods.name(found.at)
                if name not in tallied.when:
                    tallied.when[name] = periods.at(found.at)
            group = tallied.group_of(row)
            tallied.add((group, name), found.counts)
            tallied.without_due += found.has_no_due
    check_keys(scope.by, several)
    tallied.why = {name: len(set(numbers)) for name, numbers in without.items()}
    return tallied.compliance(period, aimed)


def as_target(target: object) -> float | None:
    """Read the share that should be met.

    Raises:
        BadValue: it is not a number from 0 to 1.
    """
    found = None if target is None else as_finite(target, "target")
    if found is not None and not 0 <= found <= 1:
        raise BadValue(field="target", value=target, expected=Phrase("metrics.expected.share"))
    return found


Place: TypeAlias = tuple[tuple[Any, ...], str | None]
"""What tells a tally apart: its group, and the name of its period."""


@attrs.define
class Tallied:
    """What rows count as, group by group and period by period.

    Attributes:
        scope: what is counted, and what groups are told apart by.
        counts: how many of each column there are in each place.
        when: the periods by their names.
        ranks: the ranks of levels, which stand beside their labels.
        why: how many rows are left out, by the reason.
        without_due: how many are counted by their start, because they have no due instant.
    """

    scope: Scope
    counts: dict[Place, Counter[str]] = attrs.field(factory=dict, init=False)
    when: dict[str | None, Period | None] = attrs.field(factory=lambda: {None: None}, init=False)
    ranks: dict[tuple[int, Any], Real] = attrs.field(factory=dict, init=False)
    why: dict[str, int] = attrs.field(factory=dict, init=False)
    without_due: int = attrs.field(default=0, init=False)

    def group_of(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """Find the group of a row, and learn the ranks of its levels, unless these are hidden."""
        group = self.scope.key_of(row.get(name) for name in self.scope.by)
        for place, name in enumerate(() if self.scope.key else self.scope.by):
            rank = present(row.get(rank_of(name)))
            if isinstance(rank, Real):
                self.ranks[place, group[place]] = rank
        return group

    def add(self, place: Place, columns: Iterable[str], times: int = 1) -> None:
        """Count in some columns of a place."""
        counts = self.counts.setdefault(place, Counter())
        for name in columns:
            counts[name] += times

    def compliance(self, period: str | None, target: float | None) -> Compliance:
        """Make a tally of each place, in order, and of all."""
        scope, (told, hidden) = self.scope, _told(self.counts, self.scope)
        places = sorted(told, key=lambda of: order((*_ranked(of[0], self.ranks), of[1])))
        why = {name: self.why[name] for name in NOT_COUNTED if name in self.why}
        return Compliance(
            tallies=tuple(
                _tally(scope, group, self.when[name], told[group, name], hidden)
                for group, name in places
            ),
            by=scope.by,
            period=period,
            left_out=sum(why.values()),
            why_left_out=FrozenDict(why),
            without_due=self.without_due,
            total=_tally(scope, (), None, _sum(self.counts.values()), 0),
            hidden=hidden,
            target=target,
        )


def _ranked(group: tuple[Any, ...], ranks: Mapping[tuple[int, Any], Real]) -> Iterator[object]:
    """Yield what a group is sorted by: the ranks of its levels, the most severe first."""
    for place, value in enumerate(group):
        rank = ranks.get((place, value))
        yield from (1, 0, value) if rank is None else (0, -rank, value)


def _told(counts: dict[Place, Counter[str]], scope: Scope) -> tuple[dict[Place, Counter[str]], int]:
    """Put together the groups that may not be told apart, and count them."""
    sizes: dict[tuple[Any, ...], dict[Hashable, int]] = {group: {} for group, _ in counts}
    for (group, name), count in counts.items():
        decided = count["met"] + count["missed"]
        sizes[group][name, "decided"] = decided
        sizes[group][name, "all"] = decided + count["open"] + count["no_target"]
    hidden = too_small(sizes, scope.least) if scope.by else set()
    others = scope.others if len(hidden) < len(sizes) else ()
    told: dict[Place, Counter[str]] = {}
    for (group, name), count in counts.items():
        found = others if group in hidden else group
        told.setdefault((found, name), Counter()).update(count)
    return told, len(hidden)


def _sum(counts: Iterable[Counter[str]]) -> Counter[str]:
    found = Counter[str]()
    for count in counts:
        found.update(count)
    return found


def _tally(
    scope: Scope,
    group: tuple[Any, ...],
    period: Period | None,
    counts: Counter[str],
    hidden: int,
) -> Tally:
    since, until = scope.since, scope.until
    if period is not None:
        since = period.since if since is None else max(since, period.since)
        until = period.until if until is None else min(until, period.until)
    return Tally(
        by=scope.common(group) if group else FrozenDict(),
        period=None if period is None else period.name,
        since=since,
        until=until,
        groups=hidden if hidden and group in ((), scope.others) else 1,
        **{name: counts[name] for name in _COUNTS},
    )
