"""Conformance: does a log follow a model, and where does it not?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise

import attrs

from itsmcore.absent import is_absent, present
from itsmcore.fields import as_a, differs, is_in
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import FrozenDict, frozen
from itsmcore.level import Level
from itsmcore.lifecycle import Model, as_model
from itsmcore.lifecycle._event import settable
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.priority import PriorityMatrix
from itsmcore.shown import brief, shown, written
from itsmcore.timeline import Step, Timeline, as_timelines

UNKNOWN = "(none)"
"""How a report writes the state of a step that has none."""


@attrs.frozen
class Deviation:
    """A move that the model does not have.

    Attributes:
        case: the record's number.
        index: the step that made the move, counted from 0.
        at: when, in UTC.
        source: the state before.
        target: the state after.
        reason: why the model has no such move, in words.
    """

    case: str
    index: int
    at: datetime
    source: str
    target: str
    reason: str


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
    """

    cases: int
    steps: int
    moves: FrozenDict[tuple[str, str], int]
    within: FrozenDict[str, int]
    deviations: tuple[Deviation, ...]
    odd_starts: FrozenDict[str, int]
    flaws: FrozenDict[str, int]
    unknown_states: tuple[str, ...] = ()

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

    def __str__(self) -> str:
        strange = ", ".join(self.unknown_states)
        return (
            f"cases {self.cases}, steps {self.steps}, moves {self.move_count}, "
            f"illegal {len(self.deviations)}, odd starts {sum(self.odd_starts.values())}, "
            + ("fitness unknown" if self.fitness is None else f"fitness {self.fitness:.4f}")
            + (f", unknown states {brief(strange)}" if strange else "")
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


def check(model: Model, timelines: Mapping[str, Timeline]) -> Report:
    """Compare timelines with a model; whatever the steps hold, nothing is raised.

    A step is a move if its `state` differs from that of the step before. A step that stays is
    counted in `within` if a rule of the model leads from the state to itself and a field that the
    rule's event sets has changed.

    Args:
        model: the model to compare with.
        timelines: a timeline for each record's number.

    Raises:
        BadValue: it is not a model, or the timelines are not a mapping.

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
    as_model(model)
    logged = as_timelines(timelines)
    moves: Counter[tuple[str, str]] = Counter()
    within: Counter[str] = Counter()
    odd_starts: Counter[str] = Counter()
    flaws: Counter[str] = Counter()
    deviations: list[Deviation] = []
    edges, anew, steps = model.edges, _entered_anew(model), 0
    for case, timeline in logged.items():
        steps += len(timeline)
        flaws.update(flaw.code for flaw in timeline.flaws)
        if timeline.steps and _state(timeline.steps[0]) != model.lifecycle.initial:
            odd_starts[_state(timeline.steps[0])] += 1
        for index, (before, after) in enumerate(pairwise(timeline.steps), 1):
            move = _state(before), _state(after)
            if move[0] != move[1]:
                moves[move] += 1
                if move not in edges:
                    reason = _reason(model, *move)
                    deviations.append(Deviation(case, index, after.at, *move, reason))
            elif any(_differs(before, after, name) for name in anew.get(move[0], ())):
                within[move[0]] += 1
    return Report(
        cases=len(logged),
        steps=steps,
        moves=FrozenDict(moves),
        within=frozen(within),
        deviations=tuple(deviations),
        odd_starts=frozen(odd_starts),
        flaws=frozen(flaws),
        unknown_states=_unknown(model, timelines.values()),
    )


def _unknown(model: Model, timelines: Iterable[Timeline]) -> tuple[str, ...]:
    """List the states of steps that a model does not have, once each."""
    known = {*model.phases, UNKNOWN}
    states = dict.fromkeys(_state(step) for timeline in timelines for step in timeline)
    return tuple(state for state in states if state not in known)


def _state(step: Step) -> str:
    state = step.facts.get("state")
    return UNKNOWN if is_absent(state) else written(state)


def _differs(before: Step, after: Step, name: str) -> bool:
    one, other = present(before.get(name)), present(after.get(name))
    return differs(one, other)


def _entered_anew(model: Model) -> dict[str, frozenset[str]]:
    """For each state that a rule leads back to, list the fields that such rules' events set."""
    fields: dict[str, frozenset[str]] = {}
    for state, rule in model.lifecycle.expanded():
        if rule.target == state.name:
            known = fields.get(state.name, frozenset())
            fields[state.name] = known | settable(rule.event, model.record)
    return fields


def _reason(model: Model, source: str, target: str) -> str:
    names = [state.name for state in model.states]
    for name in (source, target):
        if name not in names:
            return f"the model has no state {shown(name)}"
    ahead = sorted(b for a, b in model.edges if a == source and b != source)
    return f"no rule leads from {source} to {target}; it leads to {', '.join(ahead) or 'nothing'}"


@attrs.frozen
class PriorityReport:
    """Where a log's priorities differ from a matrix.

    Attributes:
        steps: how many steps have impact, urgency and priority.
        disagreements: how often each impact and urgency came with a priority other than the matrix
            has, and which.
    """

    steps: int
    disagreements: FrozenDict[tuple[Level, Level, Level], int]

    @property
    def count(self) -> int:
        """The number of steps that disagree."""
        return sum(self.disagreements.values())


def check_priority(matrix: PriorityMatrix, timelines: Mapping[str, Timeline]) -> PriorityReport:
    """Compare the priority of every step with the one that its impact and urgency call for.

    Steps that lack one of the three, or have a level that the matrix does not, are skipped.

    Raises:
        BadValue: it is not a matrix, or the timelines are not a mapping.
    """
    steps, disagreements = 0, Counter[tuple[Level, Level, Level]]()
    as_a(PriorityMatrix, matrix, "matrix")
    for impact, urgency, priority in _stated(matrix, as_timelines(timelines).values()):
        steps += 1
        if matrix[impact, urgency] != priority:
            disagreements[impact, urgency, priority] += 1
    return PriorityReport(steps, FrozenDict(disagreements))


def _stated(
    matrix: PriorityMatrix, timelines: Iterable[Timeline]
) -> Iterator[tuple[Level, Level, Level]]:
    for timeline in timelines:
        for step in timeline:
            impact, urgency = step.facts.get("impact"), step.facts.get("urgency")
            priority = step.facts.get("priority")
            is_known = is_in(impact, matrix.impacts) and is_in(urgency, matrix.urgencies)
            if is_known and isinstance(priority, Level):
                yield impact, urgency, priority
