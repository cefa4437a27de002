"""A stateful test made of any model: every verb is tried, time passes, timers fire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from itsmcore.errors import ItsmError, Refused
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.testing._arguments import Arguments, arguments, cast, outside_facts

_WAITS = st.sampled_from(
    [timedelta(), timedelta(minutes=1), timedelta(hours=6), timedelta(days=1), timedelta(days=6)]
)


class RecordMachine(RuleBasedStateMachine):
    """Drive a record of a model with random verbs, actors, data and times.

    Subclass it with a `model`, or let `machine_for` do so. Override the hooks `opened`, `applied`,
    `refused` and `ticked` to drive a real system beside the record and compare the two; add
    invariants as in any state machine.

    Attributes:
        model: the model to drive.
        strategies: arguments for some event classes, in place of those read off the class.
        actors: who acts; by default one for each role, one with all of them, one with none.
        given: what callers give from outside; by default what the guards ask for.
        record: the record as it is.
        now: the present instant, which never goes back.
    """

    model: ClassVar[Model]
    strategies: ClassVar[Mapping[type[Event], Arguments]] = {}
    actors: ClassVar[Sequence[Actor]] = ()
    given: ClassVar[st.SearchStrategy[dict[str, Any]] | None] = None
    _fired: ClassVar[Counter[tuple[str, str]]]
    _known: ClassVar[dict[type[Event], Arguments]]

    record: Any
    now: datetime

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._fired = Counter()
        cls._known = {}

    # --- hooks ------------------------------------------------------------------------------

    def opened(self, record: Any) -> None:
        """Follow the opening of a record."""

    def applied(self, event: Event, before: Any, after: Any) -> None:
        """Follow an event that was accepted; `after` has what followed from it too."""

    def refused(self, event: Event, refusal: Refused) -> None:
        """Follow an event that was refused; the record is as it was."""

    def ticked(self, before: Any, after: Any) -> None:
        """Follow the passing of time; `after` has the events of the timers that fired."""

    # --- rules ------------------------------------------------------------------------------

    @initialize(data=st.data())
    def _open(self, data: st.DataObject) -> None:
        self.now = datetime(2026, 3, 27, 9, tzinfo=UTC)
        event = self.model.opening_event
        known = data.draw(self._arguments(event), label="arguments")
        by = data.draw(st.sampled_from(self._cast()), label="by")
        self.record = self.model.record.begin(event(at=self.now, by=by, **known), model=self.model)
        self.opened(self.record)

    @rule(wait=_WAITS, data=st.data())
    def _try_anything(self, wait: timedelta, data: st.DataObject) -> None:
        self._try(wait, data, is_sensible=False)

    @rule(wait=_WAITS, data=st.data())
    def _try_what_is_allowed(self, wait: timedelta, data: st.DataObject) -> None:
        self._try(wait, data, is_sensible=True)

    def _try(self, wait: timedelta, data: st.DataObject, *, is_sensible: bool) -> None:
        self.now += wait
        cast = self._cast()
        by = cast[0] if len(cast) == 1 else data.draw(st.sampled_from(cast), label="by")
        given = data.draw(self._outside(), label="given")
        events = self.model.events[1:]
        if is_sensible:
            state, regions = self.record.state, self.record.regions
            moved = self.model.plan.moved
            events = tuple(e for e in events if moved(e, state, regions)) or events
        kind = data.draw(st.sampled_from(events), label="event")
        known = data.draw(self._arguments(kind), label="arguments")
        late = not is_sensible and data.draw(st.integers(0, 9), label="late") == 9
        at = self.now - timedelta(hours=late)
        try:
            event = kind(at=at, by=by, given=given, **known)
        except ItsmError as error:
            note(f"no event: {error}")
        else:
            self._apply(event)

    def _apply(self, event: Event) -> None:
        before = self.record
        try:
            after = before.apply(event)
        except Refused as refusal:
            note(f"refused: {refusal}")
            assert before is self.record
            self.refused(event, refusal)
            return
        self._count(before, after)
        self.record = after
        self.applied(event, before, after)

    @rule(wait=_WAITS)
    def _tick(self, wait: timedelta) -> None:
        self.now += wait
        before = self.record
        self.record = before.tick(at=self.now)
        self._count(before, self.record)
        self.ticked(before, self.record)

    # --- laws -------------------------------------------------------------------------------

    @invariant()
    def _is_the_fold_of_its_history(self) -> None:
        assert self.record == type(self.record).replay(self.record.history, model=self.model)

    @invariant()
    def _is_as_it_was_known(self) -> None:
        assert self.record == self.record.as_of(self.now)

    # --- what fired -------------------------------------------------------------------------

    @classmethod
    def check(cls, *, settings: settings | None = None) -> Firing:
        """Run the machine, and report which rules fired.

        Args:
            settings: hypothesis' settings; its own defaults where none are given.

        Raises:
            AssertionError: a law, an invariant or a hook failed; the steps that led there, made as
                few as possible, are printed.
        """
        run_state_machine_as_test(cls, settings=settings)
        return cls.fired()

    @classmethod
    def fired(cls) -> Firing:
        """Report which rules fired so far."""
        tables = (cls.model.lifecycle, *cls.model.regions)
        every = [(r.event.verb, s.name) for table in tables for s, r in table.expanded()]
        return Firing({pair: cls._fired[pair] for pair in every})

    def _count(self, before: Any, after: Any) -> None:
        record = before
        for event in after.history[before.version :]:
            self._fired[event.verb, record.state] += 1
            for state in record.regions:
                self._fired[event.verb, state] += 1
            record = record._folded(event, record.version)

    @classmethod
    def _cast(cls) -> Sequence[Actor]:
        return cls.actors or cast(cls.model)

    @classmethod
    def _outside(cls) -> st.SearchStrategy[dict[str, Any]]:
        if cls.given is None:
            cls.given = outside_facts(cls.model)
        return cls.given

    @classmethod
    def _arguments(cls, event: type[Event]) -> Arguments:
        if event not in cls._known:
            own = cls.strategies.get(event)
            codes_only = event is cls.model.opening_event
            made = arguments(event, model=cls.model, codes_only=codes_only)
            cls._known[event] = made if own is None else own
        return cls._known[event]


class Firing:
    """Report how often each rule fired, by its verb and the state it fired in."""

    def __init__(self, times: Mapping[tuple[str, str], int]) -> None:
        self.times = dict(times)

    @property
    def never(self) -> tuple[tuple[str, str], ...]:
        """The rules that never fired, as pairs of a verb and a state."""
        return tuple(pair for pair, times in self.times.items() if times == 0)

    def __str__(self) -> str:
        if not self.never:
            return f"every one of {len(self.times)} rules fired"
        names = ", ".join(f"{verb} from {state}" for verb, state in self.never)
        return f"{len(self.never)} of {len(self.times)} rules never fired: {names}"

    def __repr__(self) -> str:
        return f"<Firing: {self}>"


def machine_for(
    model: Model,
    *,
    strategies: Mapping[type[Event], Arguments] | None = None,
    actors: Sequence[Actor] = (),
    given: st.SearchStrategy[dict[str, Any]] | None = None,
) -> type[RecordMachine]:
    """Make a state machine that drives records of a model; see `RecordMachine`.

    Args:
        model: any model, one's own included.
        strategies: arguments for some event classes, in place of those read off the class.
        actors: who acts; by default one for each role, one with all of them, one with none.
        given: what callers give from outside; by default what the guards ask for.

    >>> from hypothesis import settings
    >>> from itsmcore.incidents import INCIDENT
    >>> firing = machine_for(INCIDENT).check(settings=settings(max_examples=20, database=None))
    >>> ("start", "new") in firing.never
    False
    """
    tables = {"model": model, "strategies": strategies or {}, "actors": actors, "given": given}
    return type(f"{type(model).__name__}Machine", (RecordMachine,), tables)
