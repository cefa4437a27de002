"""The picture of two models side by side: one workflow, with a sign at all that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs

from itsmcore.layered import PLAIN, Face, Stroke
from itsmcore.lifecycle._chart import Chart, Move
from itsmcore.lifecycle._compared import CHANGES, Change, both, changed, rules_of, states_of
from itsmcore.lifecycle._faces import face_of
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._model import Model
from itsmcore.lifecycle._overlay import Entry
from itsmcore.lifecycle._parts import Timer
from itsmcore.lifecycle._signs import Said, Timed, capped, timed_on, verbs_on
from itsmcore.lifecycle._table import Rule, State
from itsmcore.lifecycle._workflow import drawn
from itsmcore.palette import GREEN, LINE, PANEL, RED, YELLOW, Tone
from itsmcore.phrase import label
from itsmcore.picture import Picture

_SIGNS: Mapping[Change | None, str] = {
    None: "",
    "gone": "\u2212 ",
    "new": "+ ",
    "changed": "\u00b1 ",
}
_TONES = {None: Tone(PANEL, LINE), "gone": RED, "new": GREEN, "changed": YELLOW}
_STROKES: Mapping[Change | None, Stroke] = {
    None: PLAIN,
    "gone": Stroke(RED.ink, 1.6, "7 3"),
    "new": Stroke(GREEN.ink, 3.2),
    "changed": Stroke(YELLOW.ink, 2, "10 3 2 3"),
}


Tables: TypeAlias = tuple[Lifecycle | None, Lifecycle | None]


def drawn_diff(
    sides: tuple[Model, Model], tables: Iterable[Tables], *, title: str, alt: str
) -> Picture:
    """Draw the main tables of two models in one, and beside it each region that differs.

    Args:
        sides: the two models.
        tables: their main tables, and the regions of each with the other's of that name.
        title: what it is called.
        alt: what it says.
    """
    joined = [_join(sides, *pair) for pair in tables]
    kept = [(table, of) for n, (table, of) in enumerate(joined) if not n or of.differs]
    timers = [new or old for _, (old, new) in both(*_timers(sides))]
    return drawn(
        title.replace("_", " "),
        [table for table, _ in kept],
        alt=alt,
        timers=timers,
        overlays=[of for _, of in kept],
    )


def _timers(sides: tuple[Model, Model]) -> list[dict[str, Timer]]:
    return [{timer.name: timer for timer in model.timers} for model in sides]


@attrs.frozen
class _Joined:
    """The states and rules of two tables, each rule in one state."""

    name: str
    states: tuple[State, ...]
    rules: tuple[Rule, ...]

    def expanded(self) -> Iterator[tuple[State, Rule]]:
        """Yield each state with each rule that leaves it."""
        named = {state.name: state for state in self.states}
        return ((named[str(rule.source[0])], rule) for rule in self.rules)


def _join(
    sides: tuple[Model, Model], was: Lifecycle | None, now: Lifecycle | None
) -> tuple[_Joined, _Changes]:
    states: dict[str, Change | None] = {
        name: changed(*pair) for name, pair in both(states_of(was), states_of(now))
    }
    rules, moves = list[Rule](), dict[tuple[str, str, str | None], Change | None]()
    for (verb, state), pair in both(rules_of(sides[0], was), rules_of(sides[1], now)):
        old, new = pair
        has_moved = old is not None and new is not None and old.target != new.target
        ends = [(old, None), (None, new)] if has_moved else [pair]
        for before, after in ends:
            rule = after or before
            rules.append(rule)
            moves[state, verb, rule.target] = changed(before, after)
    table = _Joined(
        (now or was).name,  # type: ignore[union-attr]
        tuple((states_of(now) | states_of(was) | states_of(now)).values()),
        tuple(rules),
    )
    timers: dict[str, Change | None] = {
        name: changed(*pair) for name, pair in both(*_timers(sides))
    }
    return table, _Changes(states, moves, timers)


@attrs.frozen
class _Changes:
    """How the states, moves and timers of two models differ.

    Attributes:
        states: how each state differs, by its name.
        moves: how each rule does, by its state, its verb and where it leads.
        timers: how each timer does, by its name.
    """

    states: Mapping[str, Change | None]
    moves: Mapping[tuple[str, str, str | None], Change | None]
    timers: Mapping[str, Change | None]

    @property
    def differs(self) -> bool:
        """Whether a state or a rule does."""
        return any((*self.states.values(), *self.moves.values()))

    @property
    def apart(self) -> Collection[tuple[str, str]]:
        """The moves that differ from those with the same verb to the same state."""
        usual = dict[tuple[str, str | None], Counter[Change | None]]()
        for (_, verb, target), change in self.moves.items():
            usual.setdefault((verb, target), Counter())[change] += 1
        return [
            (state, target)
            for (state, verb, target), change in self.moves.items()
            if target is not None and change != usual[verb, target].most_common(1)[0][0]
        ]

    @property
    def legend(self) -> tuple[Entry, ...]:
        """What its strokes mean."""
        return tuple(
            (_STROKES[change], f"{_SIGNS[change]}{label('values', change)}") for change in CHANGES
        )

    def label(self, of: Chart, move: Move, timers: Iterable[Timed]) -> list[Said]:
        """Return its verbs and timers, with a sign at each that differs."""
        rules, running = self._rules(of, move), list(timers)
        said = list[Said]()
        for change, sign in _SIGNS.items():
            alike = tuple(rule for rule in rules if self._of(rule) == change)
            known = [timer for timer in running if self.timers.get(timer.name) == change]
            lines = (
                *verbs_on(attrs.evolve(move, rules=alike)),
                *timed_on(move, of.states, known),
            )
            said += [(f"{sign}{words}", signs) for words, signs in lines]
        return capped(said)

    def stroke(self, of: Chart, move: Move) -> Stroke:
        """Choose the line of a move, by whether all of its rules differ alike."""
        found: set[Change | None] = {self._of(rule) for rule in self._rules(of, move)}
        return _STROKES[found.pop() if len(found) == 1 else "changed"]

    def face(self, state: State) -> Face:
        """Return the face of a state, with a sign if it differs."""
        change = self.states[state.name]
        face = face_of(state)
        first, *others = face.lines
        return attrs.evolve(
            face,
            lines=(f"{_SIGNS[change]}{first}", *others),
            tone=_TONES[change],
            is_here=change == "new",
            dashes=_STROKES[change].dashes,
        )

    def _of(self, rule: Rule) -> Change | None:
        return self.moves[str(rule.source[0]), rule.event.verb, rule.target]

    def _rules(self, of: Chart, move: Move) -> tuple[Rule, ...]:
        """Return the rules of a move; of a crowd's, those that differ as most of them do."""
        if move.source < len(of.states):
            return move.rules
        usual = Counter(map(self._of, move.rules)).most_common(1)[0][0]
        return tuple(rule for rule in move.rules if self._of(rule) == usual)
