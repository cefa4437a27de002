"""Signs: what is drawn beside a verb for what it asks for, and what a legend says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Protocol, TypeAlias

from itsmcore.conditions import Condition
from itsmcore.figures import time_text
from itsmcore.lifecycle._chart import Move
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._table import Rule, State
from itsmcore.palette import BLUE, RED, VIOLET, YELLOW
from itsmcore.phase import Phase
from itsmcore.phrase import label as called
from itsmcore.phrase import say
from itsmcore.picture import clipped, line, number, width_of, words_at, wrapped

Said: TypeAlias = tuple[str, tuple[str, ...]]
"""A line on an arrow: its words, and the signs after them."""


class Timed(Protocol):
    """What is read from a timer to draw it."""

    @property
    def name(self) -> str: ...
    @property
    def event(self) -> type[Event]: ...
    @property
    def states(self) -> tuple[str | Phase, ...]: ...
    @property
    def after(self) -> object: ...
    @property
    def at(self) -> str | None: ...
    @property
    def when(self) -> Condition: ...


ROW, SIGN = 14, 13
"""How high a line on an arrow is, and how wide a sign."""
_WIDEST, _MOST = 150, 6
_MEANINGS = {
    "guard": "lifecycle.signs.guard",
    "needs": "lifecycle.signs.needs",
    "role": "lifecycle.signs.role",
    "timer": "lifecycle.signs.timer",
}


def label(move: Move, states: Sequence[State], timers: Iterable[Timed]) -> list[Said]:
    """Return the lines on an arrow: its verbs with their signs, and when timers make the move."""
    return capped([*verbs_on(move), *timed_on(move, states, timers)])


def verbs_on(move: Move) -> Iterator[Said]:
    """Yield the verbs of a move, with their signs."""
    verbs: dict[str, list[Rule]] = {}
    for rule in move.rules:
        verbs.setdefault(rule.event.verb, []).append(rule)
    for verb, rules in verbs.items():
        yield from _lines(verb, rules)


def timed_on(move: Move, states: Sequence[State], timers: Iterable[Timed]) -> Iterator[Said]:
    """Yield when each timer makes a move."""
    sources = states[move.source : move.source + 1] or states
    for timer in timers:
        rules = [rule for rule in move.rules if rule.event is timer.event]
        if any(_runs(timer, rule, state) for rule in rules for state in sources):
            yield clipped(when(timer), _WIDEST), ("timer",)


def capped(said: Sequence[Said]) -> list[Said]:
    """Return the first lines, and how many more there are."""
    if len(said) <= _MOST:
        return list(said)
    return [*said[: _MOST - 1], (say("lifecycle.signs.more", count=len(said) - _MOST + 1), ())]


def _lines(verb: str, rules: Iterable[Rule]) -> Iterator[Said]:
    *firsts, last = wrapped(called("verbs", verb), _WIDEST, most=2)
    for words in firsts:
        yield words, ()
    asked = [{"guard": rule.guards, "needs": rule.needs, "role": rule.roles} for rule in rules]
    yield last, tuple(sign for sign in _MEANINGS if any(of.get(sign) for of in asked))


def _runs(timer: Timed, rule: Rule, state: State) -> bool:
    return rule.applies_to(state) and (state.name in timer.states or state.phase in timer.states)


def when(timer: Timed) -> str:
    """Say when a timer fires."""
    if timer.at is not None:
        return called("facts", timer.at)
    length: Any = timer.after
    if not isinstance(length, timedelta):
        return say("lifecycle.signs.after", length=length)
    is_whole = not length % timedelta(days=1)
    return (
        say("lifecycle.signs.after_days", days=length.days)
        if is_whole and length.days != 1
        else say("lifecycle.signs.after", length=time_text(length))
    )


def size_of(said: Sequence[Said]) -> tuple[float, float]:
    """Return how wide and how high a label is."""
    widths = (width_of(words) + SIGN * len(signs) for words, signs in said)
    return max(widths, default=0), ROW * len(said) + 4 * bool(said)


def label_at(corner: tuple[float, float], said: Iterable[Said]) -> Iterator[str]:
    """Draw a label from its left upper corner."""
    x, y = corner
    for row, (words, signs) in enumerate(said):
        bottom = y + ROW * row + 11
        yield words_at(x, bottom, words)
        for place, sign in enumerate(signs):
            yield _drawn(sign, x + width_of(words) + SIGN * place + 8, bottom - 4)


def legend(signs: Iterable[str]) -> Iterator[tuple[float, str, str]]:
    """Yield, for each sign that was used, how wide its entry is, the sign and what it means."""
    used = set(signs)
    for sign, code in _MEANINGS.items():
        if sign in used:
            words = say(code)
            yield 40 + width_of(words, size=11), _drawn(sign, 5, -4), words


def _drawn(sign: str, x: float, y: float) -> str:
    at = f"M{number(x)} {number(y)}"
    if sign == "guard":
        return line(f"{at}m-3 5v-10l7 3l-7 3", stroke=RED.ink, stroke_width=1.4, fill=RED.fill)
    if sign == "needs":
        return line(f"{at}m-4 4l1 -3l6 -6l2 2l-6 6z", stroke=YELLOW.ink, stroke_width=1.2)
    if sign == "role":
        person = f"{at}m-4 5c0 -6 8 -6 8 0z{at}m0 -5.2a2.4 2.4 0 1 0 0.01 0"
        return line(person, stroke=VIOLET.ink, stroke_width=1.2, fill=VIOLET.fill)
    return line(f"{at}m0 -5a5 5 0 1 0 0.01 0{at}v-3{at}h2.5", stroke=BLUE.ink, stroke_width=1.3)
