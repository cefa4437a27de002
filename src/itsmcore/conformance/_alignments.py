"""Alignments: the cheapest way to make a log fit a model, move by move."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Literal, TypeAlias

import attrs

from itsmcore.conformance._traces import Known, Trace, as_table, initial_of
from itsmcore.conformance._variants import cases_by_trace, way
from itsmcore.errors import BadValue
from itsmcore.fields import as_flag, as_several
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Lifecycle, Model
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say, told_in_english
from itsmcore.progress import Progress, followed
from itsmcore.timeline import Timeline

Side: TypeAlias = Literal["both", "log", "model"]
Place: TypeAlias = tuple[int, str]
"""How much of a trace is read, and the state that the model is in; "" before its first."""


@attrs.frozen
class AlignedMove:
    """A move of an alignment.

    Attributes:
        side: `"both"` if the log and the model make it, `"log"` if the log alone does and it is to
            be left out, `"model"` if it is missing in the log.
        state: the state that it leads to.
        after: the state that the model is in before it; empty if it has not begun.
    """

    side: Side
    state: str
    after: str = ""

    @property
    def cost(self) -> int:
        """What it costs: 1 unless both make it."""
        return int(self.side != "both")

    def __str__(self) -> str:
        if self.side == "both":
            return self.state
        place = (
            say("conformance.repair.after", state=self.after)
            if self.after
            else say("conformance.repair.at_the_beginning")
        )
        code = "conformance.repair.leave_out" if self.side == "log" else "conformance.repair.add"
        return say(code, state=self.state, place=place)


def _moves(moves: Iterable[AlignedMove]) -> tuple[AlignedMove, ...]:
    return as_several(AlignedMove, moves, "moves")


@attrs.frozen
class Alignment:
    """The cheapest way to make a way through the states fit a model.

    Attributes:
        states: the states, as the log has them.
        moves: the moves, in order.
        cases: the numbers of the records that went this way.
        shortest: how many states the model's shortest way has.
    """

    states: tuple[str, ...]
    moves: tuple[AlignedMove, ...] = attrs.field(converter=_moves)
    cases: tuple[str, ...]
    shortest: int = 1

    @property
    def cost(self) -> int:
        """How many moves there are that only the log, or only the model, makes."""
        return sum(move.cost for move in self.moves)

    @property
    def fitness(self) -> float:
        """How well it fits, from 0 to 1: 1 without the share of the cost that is the worst.

        The worst is to leave out the whole log and to add the model's shortest way.
        """
        return 1 - self.cost / (len(self.states) + self.shortest)

    @property
    def repaired(self) -> tuple[str, ...]:
        """The states, as the model has them."""
        return tuple(move.state for move in self.moves if move.side != "log")

    @property
    def repairs(self) -> tuple[AlignedMove, ...]:
        """The moves that cost something."""
        return tuple(move for move in self.moves if move.cost)

    def __str__(self) -> str:
        return "; ".join(map(str, self.repairs)) or say("conformance.fits")


def _several(alignments: Iterable[Alignment]) -> tuple[Alignment, ...]:
    return as_several(Alignment, alignments, "alignments")


@attrs.frozen
class Alignments:
    """The cheapest repairs of a log, one for each way through the states, most frequent first.

    Attributes:
        alignments: the alignments.
    """

    alignments: tuple[Alignment, ...] = attrs.field(converter=_several)

    @property
    def cases(self) -> int:
        """How many records there are."""
        return sum(len(one.cases) for one in self.alignments)

    @property
    def fitting(self) -> int:
        """How many records fit as they are."""
        return sum(len(one.cases) for one in self.alignments if not one.cost)

    @property
    def cost(self) -> int:
        """How many moves the records have that only the log, or only the model, makes."""
        return sum(one.cost * len(one.cases) for one in self.alignments)

    @property
    def fitness(self) -> float | None:
        """How well the records fit, from 0 to 1, as of each alignment; None without records."""
        worst = sum((len(a.states) + a.shortest) * len(a.cases) for a in self.alignments)
        return 1 - self.cost / worst if worst else None

    @property
    def repairs(self) -> FrozenDict[str, int]:
        """How often each repair is made, in words, the most frequent first."""
        counted: Counter[AlignedMove] = Counter()
        for one in self.alignments:
            for move in one.repairs:
                counted[move] += len(one.cases)
        return FrozenDict({str(move): times for move, times in counted.most_common()})

    def __iter__(self) -> Iterator[Alignment]:
        return iter(self.alignments)

    def __len__(self) -> int:
        return len(self.alignments)

    @property
    def rows(self) -> Rows:
        """A row for each way through the states."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "way": way(one.states),
                "cases": len(one.cases),
                "cost": one.cost,
                "fitness": one.fitness,
                "repair": str(one),
            }
            for one in self.alignments
        )

    def __str__(self) -> str:
        said = "unknown" if self.fitness is None else f"{self.fitness:.4f}"
        return say(
            "conformance.alignments",
            cases=self.cases,
            fitting=self.fitting,
            cost=self.cost,
            fitness=said,
        )

    def _table(self) -> Table:
        return Table.of(("way", "cases", "cost", "repair"), self._rows())

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def align(
    model: Model | Lifecycle,
    timelines: Mapping[str, Timeline],
    *,
    complete: bool = False,
    progress: Progress | None = None,
) -> Alignments:
    """Find for each record of a log the cheapest way to make it fit a model.

    A state that the log has and the model does not reach there is left out, and a state that the
    model passes through and the log does not have is added; either costs 1. Of several ways that
    cost the same, one is found, always the same one. A step that stays in a state is no move.

    It takes time by the number of different ways through the states, for each at most its length
    times the moves of the model.

    Args:
        model: the model, or the lifecycle, to compare with.
        timelines: a timeline for each record's number.
        complete: whether records have to end in a final state; otherwise they may still be open.
        progress: what shows how far it is; it is given the ways through the states.

    Raises:
        BadValue: it is neither a model nor a lifecycle, it reaches no final state and `complete`
            is asked for, or the timelines are not a mapping.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.incidents import INCIDENT
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> log = Timeline.from_rows([(nine, {"state": state}) for state in ("new", "closed")])
    >>> found = align(INCIDENT, {"INC-1": log})
    >>> print(found)
    cases 1, fitting 0, cost 1, fitness 0.6667
    >>> print(found.alignments[0], found.alignments[0].repaired)
    add resolved after new ('new', 'resolved', 'closed')
    """
    known = Known(as_table(model))
    search = _Search(known, is_complete=as_flag(complete, "complete"))
    shortest = sum(move.side == "model" for move in search.cheapest(()))
    return Alignments(
        [
            Alignment(trace, search.cheapest(trace), cases, shortest)
            for trace, cases in followed(cases_by_trace(timelines), progress)
        ]
    )


class _Search:
    """A search for the cheapest way through pairs of a place in a trace and a state."""

    def __init__(self, known: Known, *, is_complete: bool) -> None:
        self.model, initial = known.model, initial_of(known.model)
        self.ahead: Mapping[str, Collection[str]] = {**known.ahead, "": (initial,)}
        finals = {state.name for state in known.model.states if state.phase.is_final}
        self.ends = finals if is_complete else known.states

    def cheapest(self, trace: Trace) -> list[AlignedMove]:
        """Find the moves of the cheapest way: those that cost nothing are looked at first."""
        came: dict[Place, Place | None] = {}
        todo: deque[tuple[Place, Place | None]] = deque([((0, ""), None)])
        while todo:
            place, before = todo.popleft()
            if place in came:
                continue
            came[place] = before
            read, state = place
            if read == len(trace) and state in self.ends:
                return [_move(trace, *pair) for pair in pairwise(_way_to(place, came))]
            for target in self.ahead[state]:
                todo.append(((read, target), place))
                if read < len(trace) and trace[read] == target:
                    todo.appendleft(((read + 1, target), place))
            if read < len(trace):
                todo.append(((read + 1, state), place))
        expected = Phrase("conformance.expected.final_state")
        raise BadValue(field="model", value=self.model, expected=expected)


def _way_to(place: Place, came: Mapping[Place, Place | None]) -> list[Place]:
    places = [place]
    while before := came[places[-1]]:
        places.append(before)
    return places[::-1]


def _move(trace: Trace, before: Place, after: Place) -> AlignedMove:
    (read, state), (then, target) = before, after
    if read == then:
        return AlignedMove("model", target, state)
    return AlignedMove("log" if state == target else "both", trace[read], state)
