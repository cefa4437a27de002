"""Conformance: does a log follow a model, and where does it not?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from itertools import chain, pairwise

import attrs

from itsmcore.absent import present
from itsmcore.conformance._traces import (
    Known,
    Move,
    Trace,
    as_table,
    initial_of,
    strangers,
    trace_of,
)
from itsmcore.fields import differs
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import FrozenDict, frozen
from itsmcore.lifecycle import Lifecycle, Model
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Words, in_english, say
from itsmcore.progress import Progress, followed
from itsmcore.shown import brief
from itsmcore.timeline import Step, Timeline, as_timelines


@attrs.frozen
class Deviation:
    """A move that the model does not have.

    Attributes:
        case: the record's number.
        index: the step that made the move, counted from 0.
        at: when, in UTC.
        source: the state before.
        target: the state after.
    """

    case: str
    index: int
    at: datetime
    source: str
    target: str
    phrase: Words = attrs.field(alias="reason", eq=in_english)

    @property
    def reason(self) -> str:
        """Why the model has no such move, in words."""
        return str(self.phrase)


@attrs.frozen(kw_only=True)
class Report:
    """How a log compares with a model.

    Attributes:
        cases: how many records it has.
        steps: how many steps they have altogether.
        moves: how often each move from source to target was made, legal or not.
        within: how often a state was re-entered, such as a hold for another reason.
        deviations: every move that the model does not have.
        odd_starts: how many records begin in a state that is not the model's first.
        flaws: how many flaws of each kind the reading of the log found.
        unknown_states: the states that the model does not have, once each, in order of appearance.
        fitting: how many records begin in the model's first state and make only moves that it has.
        precision: the share of the moves that the model has in the states of the log that were made
            there, each state weighed by how often it was left; None if no legal move was made. A
            model that allows everything fits any log, and is not precise.
    """

    cases: int
    steps: int
    moves: FrozenDict[tuple[str, str], int]
    within: FrozenDict[str, int]
    deviations: tuple[Deviation, ...]
    odd_starts: FrozenDict[str, int]
    flaws: FrozenDict[str, int]
    unknown_states: tuple[str, ...] = ()
    fitting: int = 0
    precision: float | None = None

    @property
    def move_count(self) -> int:
        """The number of moves from one state to another."""
        return sum(self.moves.values())

    @property
    def within_count(self) -> int:
        """The number of times that a state was re-entered."""
        return sum(self.within.values())

    @property
    def fitness(self) -> float | None:
        """The share of moves that the model has; None if there was nothing to compare."""
        total = self.move_count + self.within_count
        return None if total == 0 else 1 - len(self.deviations) / total

    @property
    def reasons(self) -> FrozenDict[str, int]:
        """How many deviations there are for each reason, the most frequent first."""
        counted = Counter(deviation.reason for deviation in self.deviations)
        return FrozenDict(dict(counted.most_common()))

    def __str__(self) -> str:
        strange = ", ".join(self.unknown_states)
        return (
            say(
                "conformance.check.counts",
                cases=self.cases,
                steps=self.steps,
                moves=self.move_count,
                illegal=len(self.deviations),
                odd=sum(self.odd_starts.values()),
            )
            + (
                say("conformance.check.fitness_unknown")
                if self.fitness is None
                else say("conformance.check.fitness", fitness=self.fitness)
            )
            + (say("conformance.unknown_states", names=brief(strange)) if strange else "")
        )

    @property
    def rows(self) -> Rows:
        """A row for each kind of move, most frequent first, as a DataFrame takes them."""
        illegal = Counter((d.source, d.target) for d in self.deviations)
        moves = sorted(self.moves.items(), key=lambda item: (-item[1], item[0]))
        return tuple(
            {"from": source, "to": target, "times": times, "illegal": illegal[source, target]}
            for (source, target), times in moves
        )

    def _table(self) -> Table:
        rows = ({**row, "illegal": row["illegal"] or None} for row in self.rows)
        return Table.of(("from", "to", "times", "illegal"), rows)

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def check(
    model: Model | Lifecycle, timelines: Mapping[str, Timeline], *, progress: Progress | None = None
) -> Report:
    """Compare timelines with a model; whatever the steps hold, nothing is raised.

    A step is a move if its `state` differs from that of the step before. A step that stays is
    counted in `within` if a rule of the model leads from the state to itself and a field that the
    rule's event sets has changed.

    Args:
        model: the model, or the lifecycle, to compare with.
        timelines: a timeline for each record's number.
        progress: what shows how far it is, such as `rich.progress.track` or `tqdm.tqdm`: it is
            given the timelines and yields them.

    Raises:
        BadValue: it is neither a model nor a lifecycle, the timelines are not a mapping, or what
            shows the progress yields nothing.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.incidents import INCIDENT
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> log = Timeline.from_rows([(nine, {"state": "new"}), (nine, {"state": "closed"})])
    >>> report = check(INCIDENT, {"INC-1": log})
    >>> print(report)
    cases 1, steps 2, moves 1, illegal 1, odd starts 0, fitness 0.0000
    >>> report.deviations[0].reason
    'no rule leads from new to closed; it leads to cancelled, in_progress, on_hold, resolved'
    """
    known = Known(as_table(model))
    logged = as_timelines(timelines)
    moves: Counter[Move] = Counter()
    within: Counter[str] = Counter()
    odd_starts: Counter[str] = Counter()
    flaws: Counter[str] = Counter()
    deviations: list[Deviation] = []
    variants: dict[Trace, _Variant] = {}
    initial, steps, fitting = initial_of(known.model), 0, 0
    for case, timeline in followed(logged.items(), progress):
        steps += len(timeline.steps)
        if timeline.flaws:
            flaws.update(flaw.code for flaw in timeline.flaws)
        trace = trace_of(timeline)
        variant = variants.get(trace)
        if variant is None:
            variant = variants[trace] = _Variant.of(trace, known)
        variant.times += 1
        for index, source, target in variant.lacking:
            at, reason = timeline.steps[index].at, known.reason((source, target))
            deviations.append(Deviation(case, index, at, source, target, reason))
        for index, state in variant.stays:
            before, after = timeline.steps[index - 1], timeline.steps[index]
            if any(_differs(before, after, name) for name in known.anew[state]):
                within[state] += 1
    for trace, variant in variants.items():
        for move, times in variant.moves.items():
            moves[move] += times * variant.times
        is_odd = bool(trace) and trace[0] != initial
        if is_odd:
            odd_starts[trace[0]] += variant.times
        if not is_odd and not variant.lacking:
            fitting += variant.times
    return Report(
        cases=len(logged),
        steps=steps,
        moves=FrozenDict(moves),
        within=frozen(within),
        deviations=tuple(deviations),
        odd_starts=frozen(odd_starts),
        flaws=frozen(flaws),
        unknown_states=strangers(chain.from_iterable(variants), known.states),
        fitting=fitting,
        precision=precision_of(moves, known),
    )


@attrs.define
class _Variant:
    """What is found once in all cases that went through the same states."""

    moves: Counter[Move]
    lacking: tuple[tuple[int, str, str], ...]
    stays: tuple[tuple[int, str], ...]
    times: int = 0

    @classmethod
    def of(cls, trace: Trace, known: Known) -> _Variant:
        """Compare it with a table."""
        moves: Counter[Move] = Counter()
        lacking, stays, edges, anew = [], [], known.edges, known.anew
        for index, move in enumerate(pairwise(trace), 1):
            if move[0] != move[1]:
                moves[move] += 1
                if move not in edges:
                    lacking.append((index, *move))
            elif move[0] in anew:
                stays.append((index, move[0]))
        return cls(moves, tuple(lacking), tuple(stays))


def precision_of(moves: Mapping[Move, int], known: Known) -> float | None:
    """Return the share of what is possible in the states of a log that was done there."""
    visits: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for move, times in moves.items():
        if move in known.edges:
            visits[move[0]] += times
            used[move[0]] += 1
    possible = sum(times * len(known.ahead[state]) for state, times in visits.items())
    done = sum(times * used[state] for state, times in visits.items())
    return done / possible if possible else None


def _differs(before: Step, after: Step, name: str) -> bool:
    one, other = present(before.get(name)), present(after.get(name))
    return differs(one, other)
