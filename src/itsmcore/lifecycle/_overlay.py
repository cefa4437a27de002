"""Overlays: what is drawn over a workflow, such as the way that a record went through it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import sqrt
from typing import Protocol, TypeAlias

import attrs

from itsmcore.layered import NEVER, PLAIN, TAKEN, Face, Stroke
from itsmcore.lifecycle._chart import Chart, Move
from itsmcore.lifecycle._faces import face_of
from itsmcore.lifecycle._signs import Said, Timed, label
from itsmcore.lifecycle._table import State
from itsmcore.palette import FAINT, RED
from itsmcore.phrase import say

LACKING = "7 3"
Entry: TypeAlias = tuple[Stroke, str]
"""A line of a legend: a stroke, and what it means."""


class Overlay(Protocol):
    """What changes the look of a workflow's states and moves."""

    @property
    def apart(self) -> Collection[tuple[str, str]]:
        """Moves, as names of states, that are drawn by themselves."""
        ...  # pragma: no cover

    @property
    def legend(self) -> tuple[Entry, ...]:
        """What its strokes mean."""
        ...  # pragma: no cover

    def label(self, of: Chart, move: Move, timers: Iterable[Timed]) -> list[Said]:
        """Return the lines on an arrow."""
        ...  # pragma: no cover

    def stroke(self, of: Chart, move: Move) -> Stroke:
        """Choose the line of an arrow."""
        ...  # pragma: no cover

    def face(self, state: State) -> Face:
        """Return the face of a state."""
        ...  # pragma: no cover


@attrs.frozen
class Bare:
    """Nothing: the workflow alone."""

    apart: tuple[tuple[str, str], ...] = ()
    legend: tuple[Entry, ...] = ()

    def label(self, of: Chart, move: Move, timers: Iterable[Timed]) -> list[Said]:
        """Return its verbs."""
        return label(move, of.states, timers)

    def stroke(self, _of: Chart, _move: Move) -> Stroke:
        """Draw each alike."""
        return PLAIN

    def face(self, state: State) -> Face:
        """Return the face of a state."""
        return face_of(state)


BARE = Bare()


@attrs.frozen
class Trace:
    """What happened in a table: to a record, or to all records of a log.

    Attributes:
        path: how often it went from one state to another.
        state: the state that the record is in; None for a log, whose moves are all counted.
        notes: what is said in the box of a state, too.
    """

    path: Mapping[tuple[str, str], int]
    state: str | None = None
    notes: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def apart(self) -> Collection[tuple[str, str]]:
        """The moves that were made."""
        return self.path

    @property
    def legend(self) -> tuple[Entry, ...]:
        """What its strokes mean."""
        if self.state is not None:
            return ((TAKEN, say("lifecycle.card.way_went")),)
        return (
            (Stroke(FAINT, 4), say("lifecycle.overlay.moves_log_wider")),
            (Stroke(RED.ink, 2, LACKING), say("lifecycle.overlay.moves_model")),
            (NEVER, say("lifecycle.overlay.moves_were_never")),
        )

    def label(self, of: Chart, move: Move, timers: Iterable[Timed]) -> list[Said]:
        """Return its verbs, and how often it was made."""
        words = self._words(self._times(of, move))
        said = ("" if move.rules else say("lifecycle.overlay.model"), words)
        return [*label(move, of.states, timers), *((one, ()) for one in said if one)]

    def stroke(self, of: Chart, move: Move) -> Stroke:
        """Choose the line of a move: the wider the more often a log makes it."""
        times = self._times(of, move)
        if self.state is not None:
            return TAKEN if times else PLAIN
        width = 1.3 + 4.7 * sqrt(times / max(self.path.values(), default=1))
        if not move.rules:
            return Stroke(RED.ink, max(width, 2), LACKING)
        return Stroke(FAINT, width) if times else NEVER

    def face(self, state: State) -> Face:
        """Return the face of a state, which says if the record is there now."""
        note = self.notes.get(state.name, "")
        return face_of(state, is_here=state.name == self.state, note=note)

    def _times(self, of: Chart, move: Move) -> int:
        """Return how often a move was made."""
        return self.path.get((of.names[move.source], of.names[move.target]), 0)

    def _words(self, times: int) -> str:
        if self.state is None:
            return f"{times:,}" if times else "never"
        return say("lifecycle.overlay.times", times=times) if times > 1 else ""
