"""Strategies for lifecycles and models: random, and sound."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import attrs
from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.conditions import field
from itsmcore.lifecycle import (
    Event,
    Guard,
    Lifecycle,
    Model,
    Record,
    Rule,
    State,
    Timer,
    opening,
)
from itsmcore.lifecycle.events import Commented
from itsmcore.phase import Phase


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Begun(Event):
    """Begin a sample."""

    verb: ClassVar[str] = "begin_sample"
    id: str = attrs.field(kw_only=False)
    note: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Moved0(Event):
    """Move a sample."""

    verb: ClassVar[str] = "move_0"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Moved1(Event):
    """Move a sample."""

    verb: ClassVar[str] = "move_1"
    note: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Moved2(Event):
    """Move a sample."""

    verb: ClassVar[str] = "move_2"
    note: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Moved3(Event):
    """Move a sample."""

    verb: ClassVar[str] = "move_3"
    count: int = 0


EVENTS: tuple[type[Event], ...] = (Moved0, Moved1, Moved2, Moved3)
_OPEN = (Phase.NEW, Phase.ACTIVE, Phase.PENDING, Phase.RESOLVED)


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Sample(Record):
    """A record of a random model."""

    note: str | None = None
    count: int = 0

    open = opening(Begun)


@attrs.frozen(kw_only=True)
class SampleModel(Model):
    """A random table."""

    record: ClassVar[type[Sample]] = Sample
    opening_event: ClassVar[type[Begun]] = Begun
    open = opening(Begun, Sample)


@checked
@st.composite
def lifecycles(
    draw: st.DrawFn, *, name: str = "sample", max_states: int = 5, guards: bool = True
) -> Lifecycle:
    """Draw lifecycles without a fault: every state is reached, and every one can end.

    Args:
        name: the name of each.
        max_states: the largest number of states, at least two.
        guards: whether rules beside the main path may have guards.
    """
    count = draw(st.integers(2, max_states))
    states = [State(f"s{i}", phase=draw(st.sampled_from(_OPEN))) for i in range(count - 1)]
    states.append(State(f"s{count - 1}", phase=Phase.CLOSED))
    taken: dict[tuple[type[Event], str], Rule] = {}
    for index in range(count - 1):
        event = draw(st.sampled_from(EVENTS))
        taken[event, f"s{index}"] = Rule(event, source=f"s{index}", target=f"s{index + 1}")
    possible = [(e, s.name) for e in EVENTS for s in states[:-1] if (e, s.name) not in taken]
    for event, source in draw(st.lists(st.sampled_from(possible), unique=True, max_size=6)):
        target = draw(st.none() | st.sampled_from([state.name for state in states]))
        guard = Guard("a note is set", field("note").is_set)
        some = draw(st.sampled_from([(), (guard,)])) if guards else ()
        taken[event, source] = Rule(event, source=source, target=target, guards=some)
    return Lifecycle(name, states=states, rules=taken.values())


@checked
@st.composite
def models(draw: st.DrawFn, *, max_states: int = 5) -> SampleModel:
    """Draw models without a fault: a lifecycle, perhaps a region, perhaps a timer.

    Args:
        max_states: the largest number of states of a lifecycle, at least two.
    """
    table = draw(lifecycles(max_states=max_states))
    comments = Rule(Commented, source="*")
    table = attrs.evolve(table, rules=(*table.rules, comments))
    regions = draw(st.lists(lifecycles(name="beside", max_states=3), max_size=1))
    after = draw(st.timedeltas(timedelta(hours=1), timedelta(days=30)))
    reminder = Timer("remind", Commented, states="s0", after=after, data={"text": "still here"})
    timers = draw(st.sampled_from([(), (reminder,)]))
    return SampleModel(name="sample", lifecycle=table, regions=regions, timers=timers)
