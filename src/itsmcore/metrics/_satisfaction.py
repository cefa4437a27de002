"""Satisfaction: what the answers to a survey come to, for groups that are large enough to show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Literal, TypeAlias

import attrs

from itsmcore.chart import Bar, Cell, bars, matrix
from itsmcore.checked import checked
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import is_in, maybe_a
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
)
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import utc
from itsmcore.metrics._cases import begun, told
from itsmcore.metrics._groups import (
    Scope,
    hidden_note,
    is_small,
    notes_of_period,
    order,
    titled,
    too_small,
)
from itsmcore.metrics._mean_interval import mean_interval
from itsmcore.metrics._periods import Period, Periods
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import BLUE
from itsmcore.phrase import Phrase, label, say, told_in_english
from itsmcore.picture import Picture
from itsmcore.proportions import Proportion
from itsmcore.satisfaction import Answers, Invitation, Measure, Response, Scale, Survey
from itsmcore.schedule import as_zone
from itsmcore.service_levels import Agreement
from itsmcore.service_levels._known import check_facts
from itsmcore.timeline import Timeline

PeriodBy: TypeAlias = Literal["answered", "asked"]
_COLUMNS = (
    *("period", "question", "measure", "n", "score", "low", "high", "mean"),
    *("invited", "answered", "open", "rate"),
)
_HEAD = (
    *("question", "n", "score", "95 % interval", "satisfied", "mean"),
    *("invited", "response rate"),
)
_CLOCK = "clock."
_POINTS = "points"
_AGREEMENT = Phrase("metrics.expected.agreement")
_INVITED = ("invited",)
"""What the size of a cohort is called, beside the names of scales."""


@attrs.frozen(kw_only=True)
class ScaleScore:
    """What the answers to one scale come to.

    Attributes:
        scale: the scale.
        n: how many answered it.
        satisfied: how many of them are satisfied; None if they are too few to be shown.
        dissatisfied: how many are dissatisfied; None likewise.
        mean: the mean of what they answered; None likewise, and if nobody answered.
        interval: the 95 % interval of its value, by the score test: Wilson's of the share that CSAT
            is, Tango's of the difference that NPS is, and likewise of the mean that CES is; None if
            there is no value.
    """

    scale: Scale
    n: int
    satisfied: Proportion | None = None
    dissatisfied: Proportion | None = None
    mean: float | None = None
    interval: tuple[float, float] | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether they are too few to be shown."""
        return self.satisfied is None

    @property
    def net(self) -> float | None:
        """The share of the satisfied less that of the dissatisfied, from -100 to 100."""
        if self.satisfied is None or self.dissatisfied is None or not self.n:
            return None
        return 100 * (self.satisfied.count - self.dissatisfied.count) / self.n

    @property
    def value(self) -> float | None:
        """What its measure tells: a share for CSAT, from -100 to 100 for NPS, a mean for CES."""
        if self.scale.measure is Measure.CSAT:
            return None if self.satisfied is None else self.satisfied.value
        return self.net if self.scale.measure is Measure.NPS else self.mean

    @property
    def words(self) -> str:
        """The value as people read it; empty if there is none."""
        return "" if self.value is None else self._written(self.value)

    @property
    def interval_words(self) -> str:
        """The interval as people read it; empty if there is none."""
        return "" if self.interval is None else self._range(*self.interval)

    def _range(self, low: float, high: float) -> str:
        return say("metrics.range", low=self._written(low), high=self._written(high))

    def _written(self, value: float) -> str:
        if self.scale.measure is Measure.CSAT:
            return percent(value)
        return f"{value:+.0f}" if self.scale.measure is Measure.NPS else f"{value:.2f}"

    @property
    def goodness(self) -> float:
        """How good the value is, from 0 for the worst to 1 for the best, as a bar is long."""
        value = self.value
        if value is None or self.scale.measure is Measure.CSAT:
            return value or 0
        if self.scale.measure is Measure.NPS:
            return (value + 100) / 200
        return (value - self.scale.worst) / (self.scale.best - self.scale.worst)


@attrs.frozen(kw_only=True)
class SurveyScore:
    """What the answers to a survey come to in one group and period.

    Attributes:
        scales: the score of each scale.
        invited: how many were invited in the period.
        answered: how many of these have answered, whenever they did.
        open: how many of these still may.
        by: what the records have in common.
        period: the period; None if no periods were asked for.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: how many groups these are: several if small ones are put together.
        has_rate: whether enough were invited to show how many answered.
    """

    scales: tuple[ScaleScore, ...]
    invited: int
    answered: int
    open: int
    by: FrozenDict[str, Any] = EMPTY
    period: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    groups: int = 1
    has_rate: bool = True

    @property
    def response_rate(self) -> Proportion | None:
        """How many of those who were invited have answered; None if they are too few to show."""
        return Proportion(self.answered, self.invited) if self.has_rate else None

    def __getitem__(self, question: str) -> ScaleScore:
        """Return the score of a scale.

        Raises:
            Unlisted: there is none of that name.
        """
        named = {of.scale.name: of for of in self.scales}
        if not is_in(question, named):
            raise Unlisted(kind=Phrase("metrics.kind.scale"), name=question, known=tuple(named))
        return named[question]

    @property
    def title(self) -> str:
        """What the records have in common, and the period; of all, `"all"`."""
        return ", ".join(filter(None, (titled(self.by), self.period))) or say("common.every")

    def _figures(self) -> Iterator[Figure]:
        scope, rate = Scope(self.since, self.until), self.response_rate
        share = None if rate is None else rate.value
        figure = scope.figure("response rate", share, self.invited, SHARE, "higher")
        yield attrs.evolve(figure, by=self.by)
        for of in self.scales:
            is_share, is_up = of.scale.measure is Measure.CSAT, of.scale.best > of.scale.worst
            better: Any = "higher" if is_up or of.scale.measure is not Measure.CES else "lower"
            unit = SHARE if is_share else _POINTS
            figure = scope.figure(str(of.scale.measure), of.value, of.n, unit, better)
            yield attrs.evolve(figure, by=self.by | {"question": of.scale.name})

    def _rows(self) -> Iterator[dict[str, Any]]:
        common = {name: plain_cell(value) for name, value in self.by.items()}
        rate = self.response_rate
        for of in self.scales:
            low, high = of.interval or (None, None)
            line = (
                *(self.period, of.scale.name, str(of.scale.measure), of.n, of.value, low, high),
                *(of.mean, self.invited, rate and rate.count, self.open, rate and rate.value),
            )
            yield common | dict(zip(_COLUMNS, line, strict=True))

    def _lines(self, common: Iterable[object]) -> Iterator[tuple[object, ...]]:
        rate, cells = self.response_rate, tuple(common)
        said = "" if rate is None or rate.value is None else percent(rate.value)
        still = say("metrics.still_open", open=self.open) if self.open and said else ""
        for of in self.scales:
            named = f"{of.scale.name} {of.scale.measure}"
            told = of.satisfied if of.n else None
            satisfied = "" if told is None else say("metrics.of", count=told.count, of=told.of)
            mean = "" if of.mean is None else f"{of.mean:.2f}"
            words = say("metrics.satisfaction.too_few") if of.is_hidden else of.words
            score = (words, of.interval_words, satisfied, mean)
            yield (*cells, named, of.n, *score, self.invited, said + still)


@attrs.frozen(kw_only=True)
class SurveyScores:
    """What the answers to a survey come to, group by group and period by period.

    Whatever is told is drawn from no answer or from as many as asked for, and so is whatever can be
    worked out of what is told.

    Attributes:
        survey: the survey.
        at: the instant that this is true at, in UTC.
        scores: the score of each group and period, in order; none if there are neither.
        total: the score of all.
        by: the names of what the groups have in common.
        period: the kind of period, if any.
        left_out: how many responses do not count, by why.
        hidden: how many groups are too small to be told apart.
        joined: how many periods are told together with another, because one of them is too small.
    """

    survey: Survey
    at: datetime
    scores: tuple[SurveyScore, ...]
    total: SurveyScore
    by: tuple[str, ...] = ()
    period: str | None = None
    left_out: FrozenDict[str, int] = EMPTY
    hidden: int = 0
    joined: int = 0

    def __iter__(self) -> Iterator[SurveyScore]:
        return iter(self.scores)

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def rows(self) -> Rows:
        """A row for each group, period and scale, or for all, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        told = self.scores or (self.total,)
        return tuple(row for score in told for row in score._rows())  # noqa: SLF001 (its own file)

    @property
    def figures(self) -> Figures:
        """The response rate and each measure as a figure, group by group, then for all."""
        every = (*self.scores, self.total)
        return Figures(figure for score in every for figure in score._figures())  # noqa: SLF001

    def _table(self) -> Table:
        names = (*self.by, *(("period",) if self.period else ()))
        lines = list[tuple[object, ...]]()
        for score in self.scores:
            common = (*(score.by.get(name) for name in self.by), score.period)
            lines += score._lines(common[: len(names)])  # noqa: SLF001 (its own file)
        lines += self.total._lines((say("common.every"), *[""] * len(names))[: len(names)])  # noqa: SLF001
        return Table((*names, *_HEAD), lines, self._notes())

    def _notes(self) -> Iterator[str]:
        if self.left_out:
            why = (f"{count} {label('values', why)}" for why, count in self.left_out.items())
            yield say("metrics.left_out", cases=", ".join(why))
        if self.joined:
            yield say("metrics.satisfaction.put_together", count=self.joined)
        yield from hidden_note(self.hidden, is_alone=not any(of.by for of in self.scores))
        yield from notes_of_period(self.total.since, self.total.until)

    def _drawn(self) -> Picture:
        if self.by and self.period:
            return self._by_period(self.period)
        told = self.scores or (self.total,)
        lines = [self._bar(score, of) for score in told for of in score.scales]
        return bars(self.survey.name, lines, most=1)

    def _bar(self, score: SurveyScore, of: ScaleScore) -> Bar:
        several = len(self.survey.scales) > 1
        name = f"{score.title}, {of.scale.name}" if several else score.title
        return Bar(name, of.goodness, f"{_said(of)}, n={of.n:,}", BLUE)

    def _by_period(self, period: str) -> Picture:
        """Draw a line for each group and scale, and a column for each period."""
        periods = sorted({score.period or "" for score in self.scores})
        found = {(titled(score.by), score.period): score for score in self.scores}
        lines = list[tuple[str, list[Cell]]]()
        for group in dict.fromkeys(group for group, _ in found):
            for scale in self.survey.scales:
                name = f"{group}, {scale.name}" if len(self.survey.scales) > 1 else group
                scores = (found.get((group, of)) for of in periods)
                lines.append((name, [_cell(score, scale.name) for score in scores]))
        title = say(
            "metrics.satisfaction.title",
            name=self.survey.name,
            by=", ".join(self.by),
            period=period,
        )
        said = "; ".join(
            say("metrics.satisfaction.score", name=of.scale.name, score=_said(of), count=of.n)
            for of in self.total.scales
        )
        return matrix(title, [", ".join(self.by), *periods], lines, alt=f"{title}: {said}")

    __str__ = as_table_text
    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _said(of: ScaleScore) -> str:
    few = say("metrics.satisfaction.too_few" if of.is_hidden else "common.none")
    return f"{of.scale.measure} {of.words or few}"


def _cell(score: SurveyScore | None, question: str) -> Cell:
    if score is None or not score[question].n:
        return Cell("")
    of = score[question]
    return Cell(_said(of), BLUE, below=f"n={of.n:,}")


@checked
def score(
    survey: Survey,
    responses: Iterable[Response],
    invitations: Iterable[Invitation],
    *,
    at: datetime,
    timelines: Mapping[str, Timeline] = EMPTY,
    agreement: Agreement | None = None,
    period: str | None = None,
    period_by: PeriodBy = "answered",
    tz: str | tzinfo = "UTC",
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 5,
    pseudonyms: bytes | None = None,
) -> SurveyScores:
    """Tell what the answers to a survey come to, and how many of those invited have answered.

    An answer counts in the period in which it was given; the response rate is of those who were
    invited in a period, whenever they answered.

    Nothing is told of fewer answers, or people invited, than `least`, nor can it be worked out by
    taking what is told from the total: a small group is put together with others, a small period
    with its neighbours, and of a survey with too few answers in all no score is told. A group that
    is small in one period is put together with others in all. That holds for one report. Two that
    differ by little, such as those of two days, or those by a service and by its teams, can be
    subtracted from each other: publish one, at the end of a period. A group that answered all
    alike gives all away, however large it is.

    Args:
        survey: the survey.
        responses: what was answered; `responses_in` reads it from records.
        invitations: those that were sent; `invitations_in` reads them from records.
        at: the instant to count at; what happened later is not looked at.
        timelines: a timeline for each record's number, whose facts are grouped by.
        agreement: whose goals `clock.NAME` reads.
        period: `"day"`, `"week"` (ISO 8601), `"month"`, `"quarter"` or `"year"`.
        period_by: whether an answer counts in the period in which it was given (`"answered"`) or
            in that of its invitation (`"asked"`).
        tz: the zone by whose clock a period begins and ends.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by, or `clock.NAME` for the outcome of the clock of a
            goal, such as `"clock.resolution"`.
        least: the fewest answers and people invited of which anything is told.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: an argument is of the wrong kind, a fact to group by has the name of a column, or
            there is no agreement whose clocks could be read.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        FaultyDefinition: there is no such zone.
        Unlisted: there is no such period, no record has a fact to group by, or the agreement has no
            such goal.

    >>> from datetime import UTC, timedelta
    >>> from itsmcore.satisfaction import csat
    >>> survey, noon = Survey("after closure", csat("overall")), datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> later = noon + timedelta(hours=1)
    >>> sent = [Invitation("after closure", f"INC-{n}", "ada", asked_at=noon,
    ...                    expires_at=noon + survey.open_for) for n in range(10)]
    >>> said = [Response("after closure", f"INC-{n}", by="ada", at=later,
    ...                  answers={"overall": 5 if n else 2}) for n in range(6)]
    >>> scores = score(survey, said, sent, at=later)
    >>> print(scores.total["overall"].satisfied)
    83.3 % (5 of 6, 95 % interval 43.6 % to 97.0 %)
    >>> print(scores.total.response_rate)
    60.0 % (6 of 10, 95 % interval 31.3 % to 83.2 %)
    """  # noqa: E501 (the example's first line)
    moment, place = utc(at), as_zone(tz)
    scope = Scope.of(since, until, by, least, pseudonyms, (*_COLUMNS, "question"))
    periods = None if period is None else Periods(period, place)
    answers = survey.answers(responses, invitations, at=moment)
    groups = _Groups.of(scope, timelines, agreement, moment)
    cells = _Cells(survey, moment)
    for invitation, response in answers.counted:
        when = response.at if period_by == "answered" else invitation.asked_at
        if scope.holds(when):
            cells.answer(_place(groups, periods, invitation, when), response)
    done = dict(answers.counted)
    for invitation in answers.invitations:
        if scope.holds(invitation.asked_at):
            found = _place(groups, periods, invitation, invitation.asked_at)
            cells.invite(found, invitation, is_answered=invitation in done)
    return cells.told(scope, answers, period)


Group: TypeAlias = tuple[Any, ...]
Place: TypeAlias = tuple[Group, Period | None]


def _place(
    groups: _Groups, periods: Periods | None, invitation: Invitation, when: datetime
) -> Place:
    return groups.of_record(invitation.record), None if periods is None else periods.at(when)


@attrs.frozen
class _Groups:
    """What each record is grouped by."""

    scope: Scope
    facts: Mapping[str, Mapping[str, object]]

    @classmethod
    def of(
        cls,
        scope: Scope,
        timelines: Mapping[str, Timeline],
        agreement: Agreement | None,
        moment: datetime,
    ) -> _Groups:
        """Read the facts of each record, and the outcomes of its clocks."""
        cases = dict(begun(timelines, moment))
        goals = [name.removeprefix(_CLOCK) for name in scope.by if name.startswith(_CLOCK)]
        check_facts((name for name in scope.by if not name.startswith(_CLOCK)), cases.values())
        kept = maybe_a(Agreement, agreement, "agreement")
        facts = {
            record: {name: told(steps[-1], name) for name in scope.by}
            for record, steps in cases.items()
        }
        if goals:
            if kept is None:
                raise BadValue(field="agreement", value=None, expected=_AGREEMENT)
            known = tuple(goal.name for goal in kept.goals)
            for name in goals:
                if name not in known:
                    raise Unlisted(kind=Phrase("metrics.kind.goal"), name=name, known=known)
            for record in cases:
                clocks = kept.measure(timelines[record], at=moment)
                for name in goals:
                    clock = clocks.get(name)
                    outcome = None if clock is None else clock.outcome
                    facts[record][_CLOCK + name] = None if outcome is None else str(outcome)
        return cls(scope, facts)

    def of_record(self, record: str) -> Group:
        """Return the group of a record; of one that has no timeline nothing is known."""
        facts = self.facts.get(record, EMPTY)
        return self.scope.key_of(facts.get(name) for name in self.scope.by)


@attrs.define
class _Count:
    """What is counted in one place."""

    answers: list[Response] = attrs.field(factory=list)
    invited: int = 0
    answered: int = 0
    open: int = 0

    def add(self, other: _Count) -> None:
        self.answers += other.answers
        self.invited += other.invited
        self.answered += other.answered
        self.open += other.open


class _Cells:
    """Count answers and invitations place by place, and put together what is small."""

    def __init__(self, survey: Survey, moment: datetime) -> None:
        self.survey = survey
        self.moment = moment
        self.counts: dict[Place, _Count] = defaultdict(_Count)

    def answer(self, place: Place, response: Response) -> None:
        self.counts[place].answers.append(response)

    def invite(self, place: Place, invitation: Invitation, *, is_answered: bool) -> None:
        count = self.counts[place]
        count.invited += 1
        count.answered += is_answered
        count.open += not is_answered and invitation.expires_at > self.moment

    def told(self, scope: Scope, answers: Answers, period: str | None) -> SurveyScores:
        """Return what may be told."""
        whole = _Count()
        for count in self.counts.values():
            whole.add(count)
        sizes = self._sizes(whole)
        shown = frozenset(of for of, size in sizes.items() if not is_small({of: size}, scope.least))
        runs = self._runs(scope, shown)
        counts = dict[tuple[Group, tuple[Period, ...]], _Count]()
        for (group, of), count in self.counts.items():
            counts.setdefault((group, () if of is None else runs[of]), _Count()).add(count)
        hidden = self._hidden(counts, scope, shown)
        others = scope.others if len(hidden) < len({group for group, _ in counts}) else ()
        cells = dict[tuple[Group, tuple[Period, ...]], _Count]()
        for (group, run), count in counts.items():
            cells.setdefault((others if group in hidden else group, run), _Count()).add(count)
        places = sorted(cells, key=lambda of: (order(of[0]), [part.since for part in of[1]]))
        is_parted = bool(scope.by and (others or not hidden)) or period is not None
        is_parted = is_parted and any(sizes[of] for of in shown)
        return SurveyScores(
            survey=self.survey,
            at=self.moment,
            scores=tuple(
                self._score(scope, shown, group, run, cells[group, run], len(hidden))
                for group, run in (places if is_parted else ())
            ),
            total=self._score(scope, shown, (), (), whole, 0),
            by=scope.by,
            period=period,
            left_out=answers.left_out,
            hidden=len(hidden),
            joined=sum(len(run) for run in set(runs.values()) if len(run) > 1),
        )

    def _sizes(self, count: _Count) -> dict[Hashable, int]:
        """Return how many each figure would be drawn from."""
        sizes: dict[Hashable, int] = {_INVITED: count.invited}
        for scale in self.survey.scales:
            sizes[scale.name] = len(_numbers(scale, count.answers))
        return sizes

    def _shown_sizes(self, count: _Count, shown: frozenset[Hashable]) -> dict[Hashable, int]:
        return {of: size for of, size in self._sizes(count).items() if of in shown}

    def _runs(self, scope: Scope, shown: frozenset[Hashable]) -> dict[Period, tuple[Period, ...]]:
        """Return each period with those it is told together with, so that none is small."""
        sizes: dict[Period, Counter[Hashable]] = defaultdict(Counter)
        for (_, period), count in self.counts.items():
            if period is not None:
                sizes[period].update(self._shown_sizes(count, shown))
        runs = list[list[Period]]()
        ahead = list[Period]()
        for period in sorted(sizes, key=lambda of: of.since):
            ahead.append(period)
            if not is_small(_sum(sizes, ahead), scope.least):
                runs.append(ahead)
                ahead = []
        while ahead and runs and is_small(_sum(sizes, ahead), scope.least):
            ahead = [*runs.pop(), *ahead]
        runs += [ahead] if ahead else []
        return {period: tuple(run) for run in runs for period in run}

    def _hidden(
        self,
        counts: Mapping[tuple[Group, tuple[Period, ...]], _Count],
        scope: Scope,
        shown: frozenset[Hashable],
    ) -> set[Group]:
        if not scope.by:
            return set()
        sizes: dict[Group, dict[Hashable, int]] = defaultdict(dict)
        for (group, run), count in counts.items():
            for of, size in self._shown_sizes(count, shown).items():
                sizes[group][run, of] = size
        return too_small(sizes, scope.least)

    def _score(
        self,
        scope: Scope,
        shown: frozenset[Hashable],
        group: Group,
        run: Sequence[Period],
        count: _Count,
        hidden: int,
    ) -> SurveyScore:
        since, until, name = scope.since, scope.until, None
        if run:
            first, last = run[0], run[-1]
            since = first.since if since is None else max(since, first.since)
            until = last.until if until is None else min(until, last.until)
            name = (
                first.name
                if len(run) == 1
                else say("metrics.satisfaction.periods", first=first.name, last=last.name)
            )
        return SurveyScore(
            scales=tuple(
                _scale_score(scale, count.answers, is_shown=scale.name in shown)
                for scale in self.survey.scales
            ),
            invited=count.invited,
            answered=count.answered,
            open=count.open,
            by=scope.common(group) if group else EMPTY,
            period=name,
            since=since,
            until=until,
            groups=hidden if hidden and group in ((), scope.others) else 1,
            has_rate=_INVITED in shown,
        )


def _sum(sizes: Mapping[Period, Counter[Hashable]], periods: Iterable[Period]) -> Counter[Hashable]:
    found = Counter[Hashable]()
    for period in periods:
        found.update(sizes[period])
    return found


def _numbers(scale: Scale, answers: Iterable[Response]) -> list[int]:
    """List what a scale was answered; what was redacted is no number."""
    given = (one.answers.get(scale.name) for one in answers)
    return [of for of in given if isinstance(of, int) and of in scale.values]


def _scale_score(scale: Scale, answers: Iterable[Response], *, is_shown: bool) -> ScaleScore:
    numbers = _numbers(scale, answers)
    n = len(numbers)
    if not is_shown:
        return ScaleScore(scale=scale, n=n)
    tally = Counter(numbers)
    return ScaleScore(
        scale=scale,
        n=n,
        satisfied=Proportion(sum(tally[of] for of in scale.satisfied_values), n),
        dissatisfied=Proportion(sum(tally[of] for of in scale.dissatisfied_values), n),
        mean=sum(numbers) / n if n else None,
        interval=_interval(scale, tally) if n else None,
    )


def _interval(scale: Scale, tally: Mapping[int, int]) -> tuple[float, float]:
    """Return the interval of what a measure tells of those who answered."""
    if scale.measure is Measure.CES:
        return mean_interval(tally, min(scale.values), max(scale.values))
    good, bad = (
        sum(tally.get(of, 0) for of in those)
        for those in (scale.satisfied_values, scale.dissatisfied_values)
    )
    n = sum(tally.values())
    if scale.measure is Measure.CSAT:
        return Proportion(good, n).interval()
    return mean_interval({100: good, 0: n - good - bad, -100: bad}, -100, 100)
