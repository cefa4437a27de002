"""What if: the same timelines under another agreement, schedule or priority matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import attrs

from itsmcore.chart import Cell, matrix
from itsmcore.codes import one_of
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_a, as_several, as_texts, is_in, maybe_a
from itsmcore.figures import Rows, Table, as_drawn_formats, plain_cell, rank_of
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.level import Level
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import GREEN, GREY, RED
from itsmcore.phrase import Phrase, say, told_in_english
from itsmcore.picture import Picture, short
from itsmcore.priority import PriorityMatrix
from itsmcore.progress import Progress, followed
from itsmcore.schedule import Schedule
from itsmcore.service_levels._agreement import Agreement, Key
from itsmcore.service_levels._clock import Clock, Outcome
from itsmcore.service_levels._doubles import doubles
from itsmcore.service_levels._known import check_facts
from itsmcore.timeline import Timeline, as_timelines


def measure_many(
    agreements: Agreement | Iterable[Agreement],
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    facts: str | Iterable[str] = (),
    progress: Progress | None = None,
) -> Iterator[dict[str, Any]]:
    """Measure many timelines, and return each cycle as a row that a DataFrame takes.

    A row has the figures of `Clock.row`, the number of the cycle as `cycle`, and the number of the
    record as `case`. It is also a `duplicate` if a link says so. A cycle that is yet to begin has a
    row only if no other came before it. A level is written by its label, beside which its rank
    stands, such as `priority_rank`.

    Args:
        agreements: one, or several.
        timelines: a timeline for each record's number.
        at: the instant to measure for.
        facts: facts of the last step to put into each row, such as `"priority"`.
        progress: what shows how far it is, such as `rich.progress.track` or `tqdm.tqdm`: it is
            given the timelines and yields them.

    Raises:
        NaiveTime: the instant has no time zone.
        BadValue: the timelines are not a mapping, a fact has the name of a figure, a fact is a text
            that reads like a phase or a level that is asked for, or what shows the progress yields
            nothing.
        Unlisted: no step of any timeline has a fact of that name.

    >>> from datetime import UTC, timedelta
    >>> from itsmcore import Phase
    >>> from itsmcore.service_levels import Goal
    >>> quick = Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=8))
    >>> nine, ten = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))
    >>> log = {"INC-1": Timeline.from_rows([(nine, {"phase": Phase.NEW, "group": "mail"})])}
    >>> for row in measure_many(Agreement("gold", goals=[quick]), log, at=ten, facts=["group"]):
    ...     print(row["case"], row["goal"], row["outcome"], row["percent"], row["group"])
    INC-1 resolution open 12.5 mail
    """
    now, logged = utc(at), as_timelines(timelines)
    several = [agreements] if isinstance(agreements, Agreement) else agreements
    judged, names = as_several(Agreement, several, "agreements"), as_texts(facts, "facts")
    return _measured(judged, logged, now, names, followed(logged.items(), progress))


def _measured(
    agreements: Sequence[Agreement],
    timelines: Mapping[str, Timeline],
    now: datetime,
    names: Sequence[str],
    cases: Iterable[tuple[str, Timeline]],
) -> Iterator[dict[str, Any]]:
    known = {case: timeline.at(now) for case, timeline in timelines.items()}
    others = doubles({case: step for case, step in known.items() if step is not None})
    unchecked = [name for name in names if name != "verb"]
    steps = [step for step in known.values() if step is not None]
    ranked = [name for name in names if any(isinstance(of.get(name), Level) for of in steps)]
    for case, timeline in cases:
        step = known[case]
        found = {name: None if step is None else step.get(name) for name in names}
        cells = told_in_english(partial(tuple, map(plain_cell, found.values())))
        told = dict(zip(found, cells, strict=True))
        told |= {rank_of(name): getattr(found[name], "rank", None) for name in ranked}
        for agreement in agreements:
            for clock in agreement.measure(timeline, at=now).values():
                for row in _rows(clock, is_double=case in others):
                    for name in told.keys() & {"case", *row}:
                        expected = Phrase("service_levels.expected.facts_names_figure")
                        raise BadValue(field="facts", value=name, expected=expected)
                    if unchecked:
                        check_facts(unchecked, (of.steps for of in timelines.values()))
                        unchecked = []
                    yield {"case": case, **row, **told}


def _rows(clock: Clock, *, is_double: bool) -> Iterator[dict[str, Any]]:
    """Yield a row for each cycle of a clock."""
    count = len(clock.cycles)
    for number, cycle in enumerate(clock.cycles, 1):
        if number == 1 or cycle.started_at is not None:
            of_all = {"cycles": count, "duplicate": is_double or clock.is_duplicate}
            yield cycle.row | {"cycle": number} | of_all


@attrs.frozen
class Difference:
    """A clock whose outcome differs.

    Attributes:
        case: the record's number.
        key: the goal's name, or its name and whose clock it is.
        before: the clock as it was; None if there was none.
        after: the clock as it would be; None if there would be none.
    """

    case: str
    key: Key
    before: Clock | None
    after: Clock | None


@attrs.frozen(kw_only=True)
class Comparison:
    """How the same timelines fare under two agreements.

    Attributes:
        before: the agreement as it is.
        after: the agreement as it would be.
        counts: for each goal, how many clocks went from each outcome to each; None means no
            outcome.
        differences: each clock whose outcome differs.
    """

    before: Agreement
    after: Agreement
    counts: FrozenDict[tuple[str, Outcome | None, Outcome | None], int]
    differences: tuple[Difference, ...]

    def became(self, outcome: Outcome, goal: str | None = None) -> tuple[Difference, ...]:
        """List the clocks whose outcome would change to this one.

        Raises:
            Unlisted: neither agreement has such a goal.
            BadValue: there is no such outcome.
        """
        names = dict.fromkeys(g.name for a in (self.before, self.after) for g in a.goals)
        wanted = one_of(Outcome, outcome, field="outcome")
        if goal is not None and not is_in(goal, names):
            raise Unlisted(
                kind=Phrase("service_levels.what_if.goal"), name=goal, known=tuple(names)
            )
        return tuple(
            d
            for d in self.differences
            if _outcome(d.before) is not None
            and _outcome(d.after) is wanted
            and goal in (None, _goal(d.key))
        )

    @property
    def became_missed(self) -> tuple[Difference, ...]:
        """The clocks that would be missed, and are not."""
        return self.became(Outcome.MISSED)

    @property
    def became_met(self) -> tuple[Difference, ...]:
        """The clocks that would be met, and are not."""
        return self.became(Outcome.MET)

    @property
    def rows(self) -> Rows:
        """How many clocks of each goal went from each outcome to each, as a DataFrame takes it."""
        return tuple(
            {"goal": goal, "before": _word(before), "after": _word(after), "clocks": count}
            for (goal, before, after), count in self.counts.items()
        )

    def __str__(self) -> str:
        lines = []
        for goal in dict.fromkeys(goal for goal, _, _ in self.counts):
            missed, met = (len(self.became(to, goal)) for to in (Outcome.MISSED, Outcome.MET))
            total = sum(n for (g, _, _), n in self.counts.items() if g == goal)
            lines.append(
                say(
                    "service_levels.what_if.become_missed_become",
                    goal=goal,
                    missed=missed,
                    total=total,
                    met=met,
                )
            )
        return "\n".join(lines) or say("service_levels.what_if.nothing_compare")

    def _table(self) -> Table:
        return Table.of(("goal", "before", "after", "clocks"), self.rows)

    def _drawn(self) -> Picture:
        seen = {outcome for _, *pair in self.counts for outcome in pair}
        kept = [one for one in (*Outcome, None) if one in seen]
        goals = dict.fromkeys(goal for goal, _, _ in self.counts)
        lines = [
            (
                f"{short(goal, 90)}: {_word(before)}",
                [self._cell(goal, before, after) for after in kept],
            )
            for goal in goals
            for before in kept
        ]
        is_named = self.before.name != self.after.name
        was, now = short(self.before.name), short(self.after.name)
        title = (
            say("service_levels.what_if.from_to", was=was, now=now)
            if is_named
            else say("service_levels.what_if.before_after", was=was)
        )
        alt = str(self).replace("\n", "; ")
        return matrix(
            title,
            [say("service_levels.what_if.before_by_after"), *map(_word, kept)],
            lines,
            alt=f"{title}: {alt}",
        )

    def _cell(self, goal: str, before: Outcome | None, after: Outcome | None) -> Cell:
        count = self.counts.get((goal, before, after), 0)
        if not count:
            return Cell("0")
        if before is after:
            return Cell(f"{count:,}", GREY)
        tone = {Outcome.MET: GREEN, Outcome.MISSED: RED}.get(after or Outcome.OPEN, GREY)
        return Cell(f"{count:,}", tone, is_bold=True, below=say("service_levels.what_if.become"))

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def what_if(
    agreement: Agreement,
    timelines: Mapping[str, Timeline],
    *,
    against: Agreement | None = None,
    at: datetime,
    schedule: Schedule | None = None,
    matrix: PriorityMatrix | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare how timelines fare under an agreement with how they would fare under another.

    All are judged by the latest version of the other agreement, whenever they started.

    Args:
        agreement: the agreement as it is.
        timelines: a timeline for each record's number.
        against: the other agreement; by default the same one.
        at: the instant to measure for.
        schedule: the open time of every goal of the other agreement.
        matrix: the priority matrix that would apply under the other agreement.
        progress: what shows how far it is, such as `rich.progress.track` or `tqdm.tqdm`: it is
            given the timelines and yields them.

    Raises:
        NaiveTime: the instant has no time zone.
        BadValue: the timelines are not a mapping, nothing would differ, or what shows the progress
            yields nothing.

    >>> from datetime import UTC, timedelta
    >>> from itsmcore import Phase
    >>> from itsmcore.service_levels import Goal
    >>> quick = Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=8))
    >>> slow = Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=2))
    >>> gold, tight = Agreement("gold", goals=[quick]), Agreement("tight", goals=[slow])
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> log = {"INC-1": Timeline.from_rows([(nine, {"phase": Phase.NEW}),
    ...                                     (noon, {"phase": Phase.RESOLVED})])}
    >>> print(what_if(gold, log, against=tight, at=noon))
    resolution: 1 of 1 become missed, 0 become met
    """
    if against is None and schedule is None and matrix is None:
        expected = Phrase("service_levels.expected.another_agreement_schedule_matrix")
        raise BadValue(field="against", value=None, expected=expected)
    as_a(Agreement, agreement, "agreement")
    maybe_a(Schedule, schedule, "schedule")
    maybe_a(PriorityMatrix, matrix, "matrix")
    other = maybe_a(Agreement, against, "against") or agreement
    if schedule is not None:
        goals = [attrs.evolve(goal, schedule=None) for goal in other.goals]
        other = attrs.evolve(other, schedule=schedule, goals=goals, previous=None)
    counts: Counter[tuple[str, Outcome | None, Outcome | None]] = Counter()
    differences: list[Difference] = []
    for case, timeline in followed(as_timelines(timelines).items(), progress):
        befores = agreement.measure(timeline, at=at)
        judged = timeline if matrix is None else matrix.applied_to(timeline)
        afters = other.measure(judged, at=at, version=other.version)
        for key in dict.fromkeys((*befores, *afters)):
            before, after = befores.get(key), afters.get(key)
            change = _outcome(before), _outcome(after)
            counts[(_goal(key), *change)] += 1
            if change[0] is not change[1]:
                differences.append(Difference(case, key, before, after))
    return Comparison(
        before=agreement, after=other, counts=FrozenDict(counts), differences=tuple(differences)
    )


def _outcome(clock: Clock | None) -> Outcome | None:
    return None if clock is None else clock.outcome


def _goal(key: Key) -> str:
    return key if isinstance(key, str) else key[0]


def _word(outcome: Outcome | None) -> str:
    return "none" if outcome is None else outcome.value
