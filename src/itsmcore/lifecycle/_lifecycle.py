"""Lifecycles: states and rules as one value that is checked, drawn and run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

import attrs

from itsmcore.called import call_of
from itsmcore.errors import Fault
from itsmcore.fields import as_several, refuse_faults
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._faults import ambiguous, left_finals, table_faults
from itsmcore.lifecycle._table import ANY, Rule, State
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phase import Phase, Phases
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

if TYPE_CHECKING:
    from itsmcore.lifecycle._edges import Row


def _states(states: Iterable[State]) -> tuple[State, ...]:
    return as_several(State, states, "states", Phrase("lifecycle.states_such_state"))


def _rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return as_several(Rule, rules, "rules", Phrase("lifecycle.lifecycle.rules_such_rule"))


@attrs.frozen(repr=False)
class Lifecycle:
    """States and rules: a value to compose models of, or a region of one.

    Args:
        name: its name; the name of a region is the fact that holds its state.
        states: the states; the first is the initial one.
        rules: the rules.
    """

    name: str
    states: tuple[State, ...] = attrs.field(kw_only=True, converter=_states)
    rules: tuple[Rule, ...] = attrs.field(kw_only=True, converter=_rules)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def initial(self) -> str:
        """The state that records begin in."""
        return self.states[0].name

    @property
    def phases(self) -> Mapping[str, Phase]:
        """The phase of each state."""
        return {state.name: state.phase for state in self.states}

    @property
    def events(self) -> tuple[type[Event], ...]:
        """Every event class that it has a rule for, in order."""
        return tuple(dict.fromkeys(rule.event for rule in self.rules))

    @property
    def edges(self) -> frozenset[tuple[str, str]]:
        """Every pair of a source and a target that some rule leads along."""
        return frozenset(
            (state.name, rule.target) for state, rule in self.expanded() if rule.target
        )

    def expanded(self) -> Iterator[tuple[State, Rule]]:
        """Yield every pair of a state and a rule that applies to it, in the order of the rules."""
        places: dict[str | Phase, list[int]] = {}
        for place, state in enumerate(self.states):
            for key in (state.name, state.phase, ANY):
                places.setdefault(key, []).append(place)
        for rule in self.rules:
            sources = {place for source in rule.source for place in places.get(source, ())}
            for place in sorted(sources):
                yield self.states[place], rule

    def faults(self) -> tuple[Fault, ...]:
        """List every fault of the table by itself; a model is refused for all but `leaves_final`.

        >>> from itsmcore.problems import PROBLEM
        >>> PROBLEM.lifecycle.faults()
        ()
        """
        return (*table_faults(self), *left_finals(self))

    @classmethod
    def from_edges(
        cls,
        rows: Iterable[Row],
        *,
        phases: Phases,
        name: str = "lifecycle",
        initial: str | None = None,
    ) -> Self:
        """Build a lifecycle from a table of source, verb and target, such as a product exports.

        Each verb becomes an event without data (`event_named`), whatever its name: a record takes
        it as `record.apply(event_named("Reopen")(at=…, by=…))`.

        Args:
            rows: tuples `(source, verb, target)` or `(source, verb, target, role)`, or mappings
                with these keys. The source `"*"` means every state, and a target of None stays.
                Rows that differ by their role alone name all who may; without a role, everybody
                may. Duplicate rows count once.
            phases: what each state means: a mapping, or a model that has these states. States that
                no row names are left out.
            name: its name.
            initial: the state that records begin in; by default the first that a row names.

        Raises:
            BadValue: a row or the phases are something else.
            FaultyDefinition: a state has no phase, or a verb leads from one state to two; lists
                every such fault.

        >>> table = Lifecycle.from_edges([
        ...     ("To Do", "Start Progress", "In Progress"),
        ...     ("In Progress", "Done", "Closed"),
        ... ], phases={"To Do": Phase.NEW, "In Progress": Phase.ACTIVE, "Closed": Phase.CLOSED})
        >>> sorted(table.edges)
        [('In Progress', 'Closed'), ('To Do', 'In Progress')]
        """
        from itsmcore.lifecycle._edges import read_edges  # noqa: PLC0415 (import on use)

        states, rules, without_phase = read_edges(rows, phases, initial)
        table = cls(name, states=states, rules=rules)
        refuse_faults(
            Phrase("lifecycle.subject.lifecycle", name=shown(name)),
            (*without_phase, *ambiguous(table)),
        )
        return table

    def _formats(self) -> Formats:
        from itsmcore.lifecycle._pictures import formats  # noqa: PLC0415 (import on use)

        return formats(self.name, (self,))

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def to_machine(self, model: Any = None, **options: Any) -> Any:
        """Build a stock `transitions.Machine` of the same table, for its callbacks and diagrams.

        Triggers are the verbs. Guards become conditions that read the model's attributes, and
        `event.…` and `given.…` from the trigger's keyword arguments.

        Args:
            model: the object to move, or a list of them; None for none.
            options: passed on to `transitions.Machine`.

        >>> from itsmcore.incidents import INCIDENT
        >>> machine = INCIDENT.to_machine()
        >>> sorted(machine.get_triggers("closed"))
        ['add_people', 'comment', 'link', 'remove_people', 'unlink']
        """
        from itsmcore.lifecycle._engine import stock_machine  # noqa: PLC0415 (import on use)

        return stock_machine(self, model, options)
