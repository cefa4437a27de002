"""Lifecycles of iTop's datamodel, as its modules and its designer write them in XML."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from xml.etree.ElementTree import Element

import attrs

from itsmcore.errors import BadValue, Fault
from itsmcore.fields import refuse_faults
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Lifecycle, State
from itsmcore.nearest import hint
from itsmcore.phase import Phase, Phases, phases_of
from itsmcore.phrase import Phrase, say
from itsmcore.presets._tables import table
from itsmcore.presets._xml import Source, tree_of
from itsmcore.presets.itop._fields import FIELDS
from itsmcore.presets.itop._tables import PHASES
from itsmcore.shown import shown

_TAKEN_AWAY = ("delete", "delete_if_exists")
_EXPECTED = Phrase("presets.expected.datamodel")


@attrs.frozen(kw_only=True)
class ClassLifecycle:
    """What a datamodel says of the lifecycle of one class.

    Attributes:
        lifecycle: its states and transitions; fields that are mandatory in a state are the needs of
            the rules that lead there, by the facts that `FIELDS` makes of them.
        stimuli: the stimuli that the class declares, whether or not a state has a transition for
            them: `faults(lifecycle, declared=stimuli)` lists those that nothing uses.
        left_out: what was not read, in words: actions, which are code.
    """

    lifecycle: Lifecycle
    stimuli: tuple[str, ...]
    left_out: tuple[str, ...]


def lifecycles(source: Source, *, phases: Phases = PHASES) -> FrozenDict[str, ClassLifecycle]:
    """Read the classes of a datamodel that have a lifecycle, as `{class: what it says}`.

    States that nothing leads to are there, too. A class without a lifecycle of its own is left out,
    and so is what a delta takes away. A document with declarations is refused.

    Args:
        source: the text of the file, its bytes, or the file opened for reading.
        phases: what each state means, by its name, as a mapping or a model; by default what the
            states of iTop's own tickets do.

    Raises:
        BadValue: it is no such file, or a transition leads to no state of its class.
        FaultyDefinition: a state has no phase; lists every such fault.

    >>> read = lifecycles('''<itop_design><classes><class id="Incident"><lifecycle>
    ...   <stimuli><stimulus id="ev_assign"/><stimulus id="ev_autoclose"/></stimuli>
    ...   <states>
    ...     <state id="new"><transitions>
    ...       <transition id="ev_assign"><target>assigned</target></transition>
    ...     </transitions></state>
    ...     <state id="assigned"><flags><attribute id="agent_id"><mandatory/></attribute></flags>
    ...     </state>
    ...   </states></lifecycle></class></classes></itop_design>''')["Incident"]
    >>> read.lifecycle.edges, read.lifecycle.rules[0].needs, read.stimuli
    (frozenset({('new', 'assigned')}), ('assignee',), ('ev_assign', 'ev_autoclose'))
    """
    meant = phases_of(phases)
    classes = map(_Class.of, tree_of(source).iter("class"))
    read = {of.name: of.lifecycle(meant) for of in classes if of.states}
    if not read:
        raise BadValue(field="source", value=source, expected=_EXPECTED)
    return FrozenDict(read)


@attrs.frozen
class _Class:
    """One class of a datamodel, with its states by their ids."""

    name: str
    element: Element
    states: Mapping[str, Element]

    @classmethod
    def of(cls, element: Element) -> _Class:
        """Find the states of a class."""
        states = {of.get("id", ""): of for of in _kept(element, "lifecycle/states/state")}
        return cls(element.get("id", ""), element, states)

    def lifecycle(self, meant: Mapping[str, Phase]) -> ClassLifecycle:
        """Return what is said of its lifecycle."""
        refuse_faults(Phrase("presets.datamodel.phases", name=self.name), self.without_phase(meant))
        needs = {name: tuple(_needed(flags)) for name, flags in self.flags().items()}
        states = [State(name, phase=meant[name]) for name in self.states]
        moves = {name: dict(self.moves(name)) for name in self.states}
        leaving = {verb for name, leads in moves.items() if meant[name].is_final for verb in leads}
        stimuli = _kept(self.element, "lifecycle/stimuli/stimulus")
        return ClassLifecycle(
            lifecycle=table(f"itop.{self.name}", states, moves, needs=needs, reopens=leaving),
            stimuli=tuple(of.get("id", "") for of in stimuli),
            left_out=tuple(self.left_out()),
        )

    def without_phase(self, meant: Mapping[str, Phase]) -> Iterator[Fault]:
        """Yield a fault for each state that nobody has given a meaning."""
        for name in self.states:
            if name not in meant:
                yield Fault(
                    "no_phase",
                    Phrase("presets.subject.state", name=shown(name)),
                    Phrase("presets.no_phase", hint=hint(name, meant)),
                )

    def moves(self, state: str) -> Iterator[tuple[str, str]]:
        """Yield where the stimuli of a state lead."""
        for of in _kept(self.states[state], "transitions/transition"):
            verb, target = of.get("id", ""), (of.findtext("target") or "").strip()
            if target not in self.states:
                expected = Phrase(
                    "presets.expected.leads_state",
                    expected=_EXPECTED,
                    verb=shown(verb),
                    name=self.name,
                )
                raise BadValue(
                    field=Phrase("presets.datamodel.target"), value=target, expected=expected
                )
            yield verb, target

    def flags(self) -> Mapping[str, Mapping[str, bool]]:
        """Return which fields are mandatory in each state, and which no longer are.

        A state that inherits the flags of another adds its own to them.
        """
        known: dict[str, Mapping[str, bool]] = {}
        for name in self.states:
            chain = [*self.inherited(name, known)]
            for one in reversed(chain):
                flags = dict(known.get(self.inherits(one), {}))
                for of in _kept(self.states[one], "flags/attribute"):
                    flags[of.get("id", "")] = of.find("mandatory") is not None
                known[one] = flags
        return known

    def inherits(self, state: str) -> str:
        """Return the state whose flags another inherits."""
        return (self.states[state].findtext("inherit_flags_from") or "").strip()

    def inherited(self, state: str, known: Container[str]) -> Iterator[str]:
        """Yield a state, the one whose flags it inherits, and so on up to one that is known."""
        seen: set[str] = set()
        while state in self.states and state not in known and state not in seen:
            seen.add(state)
            yield state
            state = self.inherits(state)

    def left_out(self) -> Iterator[str]:
        """Say which transitions have actions."""
        for name, of in self.states.items():
            for move in _kept(of, "transitions/transition"):
                if move.find("actions/action") is not None:
                    yield say("presets.datamodel.actions", get=move.get("id", ""), name=name)


def _needed(flags: Mapping[str, bool]) -> Iterator[str]:
    """Yield the mandatory fields, as facts."""
    return (FIELDS.get(field, field) for field, is_needed in flags.items() if is_needed)


def _kept(of: Element, path: str) -> Iterator[Element]:
    """Yield what a path leads to, unless a delta takes it away."""
    return (one for one in of.iterfind(path) if one.get("_delta") not in _TAKEN_AWAY)
