"""Discovery: the lifecycle that a log follows, from the moves that its records made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Literal, TypeAlias

import attrs

from itsmcore.conformance._deciding import Ahead, SuggestedGuard, note, suggested
from itsmcore.conformance._traces import UNKNOWN, Move, trace_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_finite, as_several, as_text, as_whole
from itsmcore.figures import Rows, Table, as_drawn_formats
from itsmcore.lifecycle import ANY, Lifecycle
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phase import Phase, Phases, phases_of
from itsmcore.phrase import Phrase, label, say
from itsmcore.picture import Picture
from itsmcore.progress import Progress, followed
from itsmcore.timeline import Timeline, as_timelines

_CHANCE = 0.5
WhyNot: TypeAlias = Literal["rare", "unreachable", "no state"]


@attrs.frozen
class FoundMove:
    """A move of a log, and whether the lifecycle that was found has it.

    Attributes:
        source: the state before.
        verb: what it is called: what the log calls it most, or `"to"` and the state after.
        target: the state after.
        times: how often it was made.
        left_out: why it is left out, `"rare"`, `"unreachable"` from the first state, or because
            one side has `"no state"`; None if it is not.
    """

    source: str
    verb: str
    target: str
    times: int
    left_out: WhyNot | None = None

    def __str__(self) -> str:
        left_out = self.left_out and label("values", self.left_out)
        why = say("conformance.discovery.left_out", why=left_out) if left_out else ""
        return f"{self.source} > {self.target} ({self.verb}, {self.times:,}{why})"


def _moves(moves: Iterable[FoundMove]) -> tuple[FoundMove, ...]:
    return as_several(FoundMove, moves, "moves")


def _guards(guards: Iterable[SuggestedGuard]) -> tuple[SuggestedGuard, ...]:
    return as_several(SuggestedGuard, guards, "guards")


@attrs.frozen
class Discovery:
    """What a log does: its moves, the lifecycle of the frequent ones, and what seems to decide.

    Attributes:
        lifecycle: the states and the moves that are not left out; a model of any practice takes it
            as `lifecycle=`.
        moves: every move, the most frequent first.
        guards: for each move that a fact seems to decide, that fact.
        cases: how many records there are.
    """

    lifecycle: Lifecycle
    moves: tuple[FoundMove, ...] = attrs.field(converter=_moves)
    guards: tuple[SuggestedGuard, ...] = attrs.field(default=(), converter=_guards)
    cases: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each move, the most frequent first."""
        return tuple(
            {
                "from": move.source,
                "verb": move.verb,
                "to": move.target,
                "times": move.times,
                "left out": move.left_out,
            }
            for move in self.moves
        )

    def __str__(self) -> str:
        kept = [move for move in self.moves if move.left_out is None]
        rest = sum(move.times for move in self.moves if move.left_out)
        return say(
            "conformance.discovery.counts",
            cases=self.cases,
            states=len(self.lifecycle.states),
            kinds=len(kept),
            times=sum(move.times for move in kept),
            left_out=rest,
            guards=len(self.guards),
        )

    def _table(self) -> Table:
        notes = map(str, self.guards)
        return Table.of(
            ("from", "verb", "to", "times", "left out"),
            self.rows,
            notes,
        )

    def _drawn(self) -> Picture:
        from itsmcore.lifecycle._overlay import Trace  # noqa: PLC0415 (import on use)
        from itsmcore.lifecycle._workflow import drawn  # noqa: PLC0415 (import on use)

        made = {(m.source, m.target): m.times for m in self.moves if m.left_out is None}
        title = f"{self.lifecycle.name}: {self}"
        return drawn(title, (self.lifecycle,), alt=title, overlays=[Trace(made)])

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def discover(
    timelines: Mapping[str, Timeline],
    *,
    phases: Phases | None = None,
    least: int = 1,
    certainty: float = 0.95,
    name: str = "discovered",
    progress: Progress | None = None,
) -> Discovery:
    """Find the lifecycle that a log follows, to start a model from what is really done.

    It begins in the state in which most records begin, and has each move that was made `least`
    times and is reached from there. A move is called by the verb that its steps have most; if none
    have one, or two moves from a state have the same, the state that it leads to is said.

    A guard is suggested where a state has several moves and one fact, as it was before the step,
    tells which was made in `certainty` of them, and as surely for each move: by its value, by
    whether it is set or, of a number, by a bound. Each value, and each side of a bound, counts that
    was there 5 times at least; bounds of instants are not sought.

    Args:
        timelines: a timeline for each record's number.
        phases: what the states mean, if the steps do not say it as the fact `phase`: a mapping, or
            a model.
        least: how often a move was made, at least, not to be left out.
        certainty: the share of moves that a fact has to tell, above 0.5 and up to 1.
        name: the name of the lifecycle.
        progress: what shows how far it is; it is given the timelines.

    Raises:
        BadValue: the timelines are not a mapping or have no state, or another argument is something
            else.
        FaultyDefinition: nothing says what a state means; lists every one.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.incidents import INCIDENT
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> log = Timeline.from_rows([(nine, {"state": state}) for state in ("new", "closed")])
    >>> found = discover({"INC-1": log, "INC-2": log}, phases=INCIDENT)
    >>> print(found)
    cases 2, states 2, kinds of moves 1, made 2 times, left out 0, guards 0
    >>> print(found.moves[0])
    new > closed (to closed, 2)
    """
    logged = as_timelines(timelines)
    name, least = as_text(name, "name"), as_whole(least, "least", least=1)
    certain = as_finite(certainty, "certainty")
    if not _CHANCE < certain <= 1:
        expected = Phrase("conformance.expected.share")
        raise BadValue(field="certainty", value=certainty, expected=expected)
    seen = _Seen({} if phases is None else phases_of(phases))
    for timeline in followed(logged.values(), progress):
        seen.add(timeline)
    if not seen.firsts:
        raise BadValue(
            field="timelines",
            value=timelines,
            expected=Phrase("conformance.expected.states"),
        )
    initial = seen.firsts.most_common(1)[0][0]
    frequent = [move for move, times in seen.moves.items() if times >= least]
    reached = _reached(initial, frequent)
    verbs = _verbs({move: seen.verb(move) for move in seen.moves}, frequent)
    moves = [
        FoundMove(
            *(source, verbs[source, target], target, times),
            left_out=_why(source, target, is_rare=times < least, reached=reached),
        )
        for (source, target), times in seen.moves.most_common()
    ]
    kept = [move for move in moves if move.left_out is None]
    rows = [(move.source, move.verb, move.target) for move in kept]
    table = Lifecycle.from_edges(rows, phases=seen.phases, name=name, initial=initial)
    return Discovery(table, moves, _suggested(kept, seen.ahead, certain), len(logged))


class _Seen:
    """What is counted in a log: its moves, what they are called, and what was so before."""

    def __init__(self, phases: Mapping[str, Phase]) -> None:
        self.phases, self.said = dict[str, Phase](), phases
        self.firsts: Counter[str] = Counter()
        self.moves: Counter[Move] = Counter()
        self.verbs: dict[Move, Counter[str]] = {}
        self.ahead: dict[str, Ahead] = {}

    def add(self, timeline: Timeline) -> None:
        """Count the moves of a record."""
        trace = trace_of(timeline)
        self.firsts.update(filter(_is_state, trace[:1]))
        for state, step in zip(trace, timeline, strict=True):
            phase = self.said.get(state, step.facts.get("phase"))
            if isinstance(phase, Phase):
                self.phases.setdefault(state, phase)
        for (source, target), (before, after) in zip(
            pairwise(trace), pairwise(timeline), strict=True
        ):
            if source != target:
                self.moves[source, target] += 1
                if after.verb and after.verb.strip():
                    self.verbs.setdefault((source, target), Counter())[after.verb] += 1
                note(self.ahead.setdefault(source, {}), before, target)

    def verb(self, move: Move) -> str:
        """Return what a move is called most."""
        said = self.verbs.get(move)
        return said.most_common(1)[0][0] if said else f"to {move[1]}"


def _verbs(said: Mapping[Move, str], moves: Iterable[Move]) -> dict[Move, str]:
    """Tell those moves apart that are called alike and lead from one state to several."""
    times = Counter((source, said[source, target]) for source, target in moves)
    return {
        (source, target): f"{verb} to {target}" if times[source, verb] > 1 else verb
        for (source, target), verb in said.items()
    }


def _is_state(text: str) -> bool:
    """Return whether a state may be called so."""
    return text not in (UNKNOWN, ANY) and bool(text.strip())


def _reached(initial: str, moves: Iterable[Move]) -> Collection[str]:
    """List the states to which moves lead, from one and in any number."""
    ahead: dict[str, list[str]] = {}
    for source, target in moves:
        ahead.setdefault(source, []).append(target)
    found, todo = {initial}, [initial]
    while todo:
        more = {target for target in ahead.get(todo.pop(), ()) if _is_state(target)} - found
        found |= more
        todo += more
    return found


def _why(source: str, target: str, *, is_rare: bool, reached: Collection[str]) -> WhyNot | None:
    if not (_is_state(source) and _is_state(target)):
        return "no state"
    if is_rare:
        return "rare"
    return None if source in reached else "unreachable"


def _suggested(
    moves: Iterable[FoundMove], ahead: Mapping[str, Ahead], certainty: float
) -> Iterator[SuggestedGuard]:
    by_source: dict[str, list[FoundMove]] = {}
    for move in moves:
        by_source.setdefault(move.source, []).append(move)
    for source, some in by_source.items():
        verbs = {move.target: move.verb for move in some}
        times = {move.target: move.times for move in some}
        yield from suggested(source, verbs, times, ahead[source], certainty)
