"""Walking: which events lead a record towards a state, and which prepare for those that do."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st

from itsmcore.conditions import Condition, Some, is_set
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import Event, Lifecycle, Model
from itsmcore.lifecycle._event import settable
from itsmcore.lifecycle._graph import edges
from itsmcore.phase import Phase
from itsmcore.testing._arguments import Arguments, Fields, conditions_of, field_of, fields_of
from itsmcore.testing._fitting import Attempted, fitted, holds, parts_of, rules_for

_ENDS = (Phase.CLOSED, Phase.CANCELLED)
_FAR = 1_000_000
_TRIES = 2
_OFFSETS = st.sampled_from(
    [timedelta(hours=1), timedelta(days=3), timedelta(days=40), -timedelta(hours=5), None]
)


@attrs.frozen
class Aim:
    """Where a record is to go, and what is to happen there.

    Attributes:
        table: a table of its model, counted from 0 for the main one.
        state: a state of the table.
        event: what is to happen there; None for nothing.
        is_last: whether a record has ended after that.
    """

    table: int
    state: str
    event: type[Event] | None = None
    is_last: bool = False


Choice = tuple[frozenset[str], ...]
"""Several sets of fields, of which one has to be set."""


@attrs.frozen
class Step:
    """The events of which one is to be tried next.

    Attributes:
        events: the events.
        choices: what they should preferably set: of each choice, one set of fields. The others may
            be left out.
        may_stray: whether they may lead away, since nothing gets closer without them.
    """

    events: tuple[type[Event], ...]
    choices: tuple[Choice, ...] = ()
    may_stray: bool = False

    def chosen(self, draw: Callable[..., Any]) -> frozenset[str]:
        """Draw what to set."""
        drawn = (draw(st.sampled_from(choice), label="set") for choice in self.choices)
        return frozenset[str]().union(*drawn)


def _has_events(step: Step) -> bool:
    return bool(step.events)


@attrs.frozen(eq=False, slots=False)
class Map:
    """The ways through a model."""

    model: Model

    @functools.cached_property
    def states(self) -> tuple[Aim, ...]:
        """Every state of every table, except those that records begin in."""
        return tuple(Aim(n, state.name) for n, of in self._tables for state in of.states[1:])

    @functools.cached_property
    def ends(self) -> tuple[Aim, ...]:
        """The states of the main table in which a record is closed."""
        states = self.model.lifecycle.states
        return tuple(Aim(0, one.name) for one in states if one.phase is Phase.CLOSED)

    @functools.cached_property
    def rules(self) -> tuple[Aim, ...]:
        """Every use of every rule."""
        phases = self.model.lifecycle.phases
        pairs = ((n, state.name, rule) for n, of in self._tables for state, rule in of.expanded())
        return tuple(
            Aim(n, state, rule.event, n == 0 and phases[rule.target or state] in _ENDS)
            for n, state, rule in pairs
        )

    @property
    def _tables(self) -> tuple[tuple[int, Lifecycle], ...]:
        return tuple(enumerate((self.model.lifecycle, *self.model.regions)))

    @functools.cached_property
    def _distances(self) -> dict[tuple[int, str, str], int]:
        return {
            (number, start, end): length
            for number, table in self._tables
            for start in (state.name for state in table.states)
            for end, length in _lengths(table, start).items()
        }

    def is_at(self, record: Any, aim: Aim) -> bool:
        """Return whether a record is in the state."""
        states: tuple[str, ...] = (record.state, *record.regions)
        return states[aim.table] == aim.state

    def possible(self, record: Any) -> tuple[type[Event], ...]:
        """List the events that some table has a rule for now."""
        events, moves = self.model.events[1:], record.model.plan.moves
        return tuple(e for e in events if moves[e, record.state, record.regions] is not None)

    @functools.cached_property
    def wanted(self) -> frozenset[str]:
        """The fields that some rule needs, or asks for in a guard."""
        needed = {name for rule in self.model.rules for name in rule.needs}
        return frozenset(
            needed | {field_of(f, self.model) for c in conditions_of(self.model) for f in c.fields}
        )

    def steps(self, record: Any, aim: Aim | None, **known: Any) -> tuple[Step, ...]:
        """List what to try, best first: what leads closer, what prepares for that, the rest."""
        if aim is None:
            return tuple(filter(_has_events, (Step(self.possible(record)),)))
        left = self.left(record, aim)
        moves = record.model.plan.moves
        after = {e: moves[e, record.state, record.regions] for e in self.possible(record)}
        lengths = {event: self._left((to.state, to.regions), aim) for event, to in after.items()}
        nearer = [event for event, length in lengths.items() if length < left]
        if aim.event is not None and self.is_at(record, aim):
            nearer = [aim.event]
        following = (r for r in self.model.reactions if not r.is_offer)
        nearer += [r.on for r in following if r.event in nearer and r.on in after]
        beside = [e for e, length in lengths.items() if length == left and e not in nearer]
        regions = {event: to.regions for event, to in after.items()}
        choices = tuple(dict.fromkeys(of for one in nearer for of in _unmet(record, one, known)))
        wanted = {name for choice in choices for names in choice for name in names}
        useful = [event for event in beside if wanted & self._set(record, event, regions[event])]
        offers = (
            Step(tuple(nearer), choices),
            Step(tuple(useful), choices, may_stray=True),
            Step(tuple(beside)),
        )
        return tuple(filter(_has_events, offers))

    def _set(self, record: Any, event: type[Event], regions: tuple[str, ...]) -> frozenset[str]:
        """List the facts that an event may change, including the regions' states."""
        names, pairs = record.model.plan.region_names, zip(record.regions, regions, strict=True)
        changed = (name for name, (old, new) in zip(names, pairs, strict=True) if old != new)
        return settable(event, type(record)) | frozenset(changed)

    def ahead(self, record: Any) -> tuple[Aim, ...]:
        """List the uses of rules that a record may still come to, judging by the tables alone."""
        return tuple(aim for aim in self.rules if self.is_ahead(record, aim))

    def is_ahead(self, record: Any, aim: Aim) -> bool:
        """Return whether a record may still come to a state, judging by the tables alone."""
        return self.left(record, aim) < _FAR

    def left(self, record: Any, aim: Aim | None) -> int:
        """Count the moves that a record is away from a state."""
        return 0 if aim is None else self._left((record.state, record.regions), aim)

    def _left(self, states: tuple[str, tuple[str, ...]], aim: Aim) -> int:
        state, regions = states
        return self._distances.get((aim.table, (state, *regions)[aim.table], aim.state), _FAR)


@attrs.frozen(eq=False)
class Supply:
    """What draws the data of events.

    Attributes:
        model: whose codes and levels are drawn from.
        strategies: what is drawn for some event classes, instead of what their fields say.
    """

    model: Model
    strategies: Mapping[type[Event], Arguments] = attrs.Factory(dict)
    _known: dict[type[Event], tuple[Arguments, Fields]] = attrs.field(init=False, factory=dict)

    def arguments(self, event: type[Event]) -> Arguments:
        """Return the strategy for an event's data."""
        return self._of(event)[0]

    def _of(self, event: type[Event]) -> tuple[Arguments, Fields]:
        if event not in self._known:
            codes_only = event is self.model.opening_event
            needed, optional = fields_of(event, self.model, codes_only=codes_only)
            own = self.strategies.get(event)
            drawn = st.fixed_dictionaries(needed, optional=optional) if own is None else own
            self._known[event] = drawn, {**needed, **optional} if own is None else {}
        return self._known[event]

    def data(
        self, draw: Callable[..., Any], event: type[Event], wanted: Collection[str], at: datetime
    ) -> dict[str, Any]:
        """Draw an event's data, with something in each of the wanted fields.

        Instants are drawn anywhere, or near that of the event, where most plans are; the first is
        the earliest, as a start comes before its end, and none that records a past fact is later
        than the event.
        """
        arguments, fields = self._of(event)
        data = {**draw(arguments, label=event.verb)}
        for name in sorted(fields.keys() & wanted):
            if not is_set(data.get(name)):
                data[name] = draw(fields[name].filter(is_set), label=name)
        found = [name for name in fields if isinstance(data.get(name), datetime)]
        offsets = [draw(_OFFSETS, label=f"offset of {name}") for name in found]
        near = [data[n] if o is None else at + o for n, o in zip(found, offsets, strict=True)]
        past = self.model.record.chronology.past
        in_order = zip(found, sorted(near), strict=True)
        return data | {name: min(on, at) if name in past else on for name, on in in_order}


def attempts(
    draw: Callable[..., Any], ways: Map, supply: Supply, record: Any, aim: Aim | None, **known: Any
) -> Iterator[tuple[Attempted, Step]]:
    """Yield events that may bring a record closer to a state, likeliest first.

    Args:
        draw: draws from a strategy.
        ways: the map of the record's model.
        supply: draws the events' data.
        record: the record.
        aim: where it is to go; None for anywhere.
        known: `at`, `by` and `given`, as far as nothing else is needed.
    """
    for step in ways.steps(record, aim, **known):
        for event in draw(st.permutations(step.events), label="order")[:_TRIES]:
            data = supply.data(draw, event, step.chosen(draw), known["at"])
            yield fitted(record, Attempted(event=event, data=data, **known)), step


def walked(
    draw: Callable[..., Any], ways: Map, supply: Supply, record: Any, aim: Aim | None, **known: Any
) -> Any:
    """Apply the first of such events that is legal and leads nowhere else."""
    for attempted, step in attempts(draw, ways, supply, record, aim, **known):
        try:
            after = record.apply(attempted.made())
        except ItsmError:
            continue
        if aim is not None and any(type(e) is aim.event for e in after.since(record.version)):
            return after
        if step.may_stray or ways.left(after, aim) <= ways.left(record, aim):
            return after
    return record


def _lengths(table: Lifecycle, start: str) -> dict[str, int]:
    """Count the moves from a state to each state that can be reached."""
    lengths = {start: 0}
    for source, target in edges([start], lambda one: [b for a, b in table.edges if a == one]):
        lengths.setdefault(target, lengths[source] + 1)
    return lengths


def _unmet(record: Any, event: type[Event], known: Mapping[str, Any]) -> Iterator[Choice]:
    """Yield the fields, of the record and of the event, that an event fails on for now."""
    facts = fitted(record, Attempted(event=event, data={}, **known)).facts(record)
    for rule in rules_for(record, event):
        yield from ((frozenset({n}),) for n in rule.needs if not is_set(getattr(record, n)))
        for guard in rule.guards:
            for part in parts_of(guard.condition):
                if not holds(part, facts):
                    ways = part.parts if isinstance(part, Some) else (part,)
                    yield tuple(_asked_by(way, record.model) for way in ways)


def _asked_by(condition: Condition, model: Model) -> frozenset[str]:
    return frozenset(field_of(fact, model) for fact in condition.fields)
