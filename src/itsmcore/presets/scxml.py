"""SCXML, the W3C's notation for state charts, read as lifecycles."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

import attrs

from itsmcore._faces import offer
from itsmcore.errors import BadValue
from itsmcore.lifecycle import Lifecycle, Phase
from itsmcore.phase import Phases, phases_of
from itsmcore.phrase import Phrase, say
from itsmcore.presets._xml import Source, tree_of
from itsmcore.shown import shown

__all__ = ["Chart", "chart"]

_EXPECTED = Phrase("presets.expected.state_chart")
_STATES = ("state", "final")
_NOT_READ = ("parallel", "history")
_ACTIONS = ("onentry", "onexit", "invoke", "datamodel")


@attrs.frozen(kw_only=True)
class Chart:
    """What a state chart says.

    Attributes:
        lifecycle: its states and transitions, without the states that only hold others.
        left_out: what was not read, in words: conditions, actions, and transitions without an
            event, which a chart takes by itself.
    """

    lifecycle: Lifecycle
    left_out: tuple[str, ...]


def chart(source: Source, *, phases: Phases, name: str = "scxml") -> Chart:
    """Read a state chart in SCXML.

    A state that holds others is not one of the lifecycle's: its transitions lead from each of those
    inside it that has none of its own for the event, and what leads to it leads to its initial one.
    Charts with states that are in force side by side, or that remember where they were, are
    refused, as is a document with declarations.

    Args:
        source: the text of the file, its bytes, or the file opened for reading.
        phases: what each state means, by its id, as a mapping or a model; one that is final is
            closed unless that says otherwise.
        name: the lifecycle's name.

    Raises:
        BadValue: it is no such chart.
        FaultyDefinition: a state has no phase, or an event leads from one state to two; lists every
            such fault.

    >>> read = chart('''<scxml initial="open"><state id="open">
    ...   <transition event="wait" target="waiting"/><transition event="solve" target="solved"/>
    ... </state><state id="waiting"><transition event="answer" target="open"/></state>
    ... <final id="solved"/></scxml>''', phases={"open": Phase.ACTIVE, "waiting": Phase.PENDING})
    >>> read.lifecycle.initial, sorted(read.lifecycle.edges)
    ('open', [('open', 'solved'), ('open', 'waiting'), ('waiting', 'open')])
    """
    given = phases_of(phases)
    root = tree_of(source)
    reading = _Reading.of(root)
    first = reading.initial("")
    if _tag(root) != "scxml" or first is None:
        raise BadValue(field="source", value=source, expected=_EXPECTED)
    ends = {id: Phase.CLOSED for id, of in reading.states.items() if _tag(of) == "final"}
    rows = [*reading.rows()]
    return Chart(
        lifecycle=Lifecycle.from_edges(
            rows, phases={**ends, **given}, name=name, initial=reading.entered(first)
        ),
        left_out=tuple(dict.fromkeys(reading.left_out())),
    )


def _tag(of: Element) -> str:
    return of.tag.rpartition(":")[2]


def _inside(of: Element, *tags: str) -> Iterator[Element]:
    return (one for one in of if _tag(one) in tags)


@attrs.frozen
class _Reading:
    """The states of a chart, each with what it stands in and what stands in it."""

    states: Mapping[str, Element]
    outer: Mapping[str, str]
    inner: Mapping[str, tuple[str, ...]]
    entries: dict[str, str] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(cls, root: Element) -> _Reading:
        """Find the states, however deep they stand."""
        states: dict[str, Element] = {"": root}
        outer: dict[str, str] = {}
        inner: dict[str, tuple[str, ...]] = {}
        waiting = deque([""])
        while waiting:
            holder = waiting.popleft()
            for refused in _inside(states[holder], *_NOT_READ):
                expected = Phrase("presets.expected.and_no", expected=_EXPECTED, tag=_tag(refused))
                raise BadValue(field="source", value=_tag(refused), expected=expected)
            held: list[str] = []
            for number, state in enumerate(_inside(states[holder], *_STATES), 1):
                id = state.get("id") or f"{holder}.{number}"
                if id in states:
                    raise BadValue(
                        field=Phrase("presets.scxml.id"),
                        value=id,
                        expected=Phrase("presets.expected.each_own", expected=_EXPECTED),
                    )
                states[id], outer[id] = state, holder
                held.append(id)
            inner[holder] = tuple(held)
            waiting += held
        return cls(states, outer, inner)

    def leaves(self) -> Iterator[str]:
        """Yield the states that hold no others."""
        return (id for id, held in self.inner.items() if id and not held)

    def initial(self, holder: str) -> str | None:
        """Return the state that a chart, or one that holds others, begins in."""
        element = self.states[holder]
        moves = (move for one in _inside(element, "initial") for move in _inside(one, "transition"))
        named = element.get("initial") or next((move.get("target") for move in moves), None)
        return next(iter(self.inner[holder]), None) if named is None else named

    def entered(self, target: str) -> str:
        """Return the state that one is in on entering another.

        Raises:
            BadValue: the chart has no such state, or several are entered at once.
        """
        seen: set[str] = set()
        state = target
        while state not in seen:
            seen.add(state)
            if state not in self.outer:
                expected = Phrase("presets.expected.none_id", expected=_EXPECTED)
                raise BadValue(
                    field=Phrase("presets.datamodel.target"), value=state, expected=expected
                )
            inner = self.entries.get(state, self.initial(state))
            if inner is None:
                self.entries.update(dict.fromkeys(seen - {state}, state))
                return state
            state = inner
        expected = Phrase("presets.expected.begins_itself", expected=_EXPECTED, state=shown(state))
        raise BadValue(field=Phrase("presets.scxml.initial_state"), value=state, expected=expected)

    def moves(self, leaf: str) -> Iterator[tuple[str, Element]]:
        """Yield the events that a state takes, those of what it stands in where it has none."""
        taken: set[str] = set()
        state = leaf
        while state:
            sure: set[str] = set()
            for move in _inside(self.states[state], "transition"):
                for event in move.get("event", "").split():
                    if event not in taken:
                        yield event, move
                    if move.get("cond") is None:
                        sure.add(event)
            taken |= sure
            state = self.outer[state]

    def rows(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield each event with a state that it starts from and the one that it leads to."""
        for leaf in self.leaves():
            for event, move in self.moves(leaf):
                target = move.get("target")
                yield leaf, event, None if target is None else self.entered(target)

    def left_out(self) -> Iterator[str]:
        """Say what the lifecycle does not have."""
        for id in self.outer:
            state = self.states[id]
            for move in _inside(state, "transition"):
                event = move.get("event")
                if event is None:
                    yield say("presets.scxml.transition_without_event", id=repr(id))
                elif move.get("cond") is not None:
                    yield say("presets.scxml.condition", event=repr(event), id=repr(id))
                if len(move):
                    yield say("presets.scxml.actions_transition", id=repr(id))
            for action in _inside(state, *_ACTIONS):
                yield say("presets.scxml.of", tag=_tag(action), id=repr(id))


offer(globals())
