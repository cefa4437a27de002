"""A stateful test made of any model: every verb is tried, time passes, timers fire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

import attrs
from hypothesis import HealthCheck, Phase, reject, settings
from hypothesis import settings as Settings  # noqa: N812 (a class)
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from itsmcore.checked import checked
from itsmcore.errors import (
    GuardRefused,
    ItsmError,
    NotAllowed,
    OutOfOrder,
    Refused,
    RoleMissing,
)
from itsmcore.fields import as_mapping, as_whole, maybe_a
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.lifecycle._record import folded
from itsmcore.lifecycle._timers import anyhow
from itsmcore.phrase import say
from itsmcore.service_levels import Agreement
from itsmcore.testing._actions import Action, Asking, Opening, Ticking
from itsmcore.testing._arguments import Arguments, cast, outside_facts
from itsmcore.testing._fitting import Attempted, spoilt
from itsmcore.testing._lives import brought_about, is_timed, lives_along
from itsmcore.testing._record_life import RecordLife
from itsmcore.testing._shortening import Actions, Failure, relived, show
from itsmcore.testing._walking import Aim, Map, Supply, attempts

WAITS = [timedelta(), *(timedelta(minutes=m) for m in (1, 6 * 60, 24 * 60, 6 * 24 * 60))]
_TICK = timedelta(microseconds=1)
_START = datetime(2026, 3, 27, 9, tzinfo=UTC)
_WAITING = ("let time pass", "wait for something")
_HEADING, _ABLE = 4, 7
_SELDOM = st.sampled_from([False, False, False, False, True])
_ATTEMPTS: Mapping[type[Refused], str] = {
    NotAllowed: "illegal_move",
    RoleMissing: "missing_role",
    GuardRefused: "guard",
}


def unexplained(given: Settings | None = None, **more: Any) -> Settings:
    """Return settings, by default those of the profile in force, without the phase `explain`.

    That phase runs a failing life a thousand times more, to say which of its parts matter.
    """
    known = Settings(**more) if given is None else given
    return Settings(known, phases=[phase for phase in known.phases if phase is not Phase.explain])


def of_machines(given: Settings | None = None) -> Settings:
    """Return settings for a machine, which shortens a failing life itself, in seconds."""
    known = given or unexplained(deadline=None, suppress_health_check=list(HealthCheck))
    left_out = (Phase.explain, Phase.shrink)
    return Settings(known, phases=[phase for phase in known.phases if phase not in left_out])


@st.composite
def drawing(draw: st.DrawFn) -> st.DrawFn:
    """Hand out what draws, so that hypothesis does not print what is drawn: a life is code."""
    return draw


def around(instant: datetime) -> tuple[datetime, ...]:
    """Return an instant, with those just before and just after it."""
    return (instant - _TICK, instant, instant + _TICK)


class RecordMachine(RuleBasedStateMachine):
    """A state machine that drives a record with random verbs, actors, data and times.

    Subclass it with a `model`, or let `machine_for` do so. Override the hooks `opened`, `applied`,
    `refused`, `came_late` and `ticked` to drive a real system beside the record and compare the
    two; add invariants as in any state machine.

    Attributes:
        model: the model to drive.
        strategies: arguments for some event classes, instead of those derived from the class.
        actors: who acts; by default one for each role, one with all of them, one with none.
        given: the outside facts that callers pass; by default what the guards ask for.
        illegal: how often a verb is tried that no rule has where the record is, against four times
            heading for a rule that has not been used.
        outsiders: how often anybody at all acts, against seven times those with the most roles, who
            are refused for what they do and not for who they are.
        is_punctual: whether timers fire before each verb, as where a scheduler never sleeps.
        agreements: what is promised; time lands on the due instants and thresholds of its clocks.
        record: the record as it is.
        now: the present instant, which never goes back.
        attempt: what was refused last: an `illegal_move`, which no rule has; a `missing_role`; by a
            `guard`; or `unfit_data`, which a service may have its own opinion of.
    """

    model: ClassVar[Model]
    strategies: ClassVar[Mapping[type[Event], Arguments]] = {}
    actors: ClassVar[Sequence[Actor]] = ()
    given: ClassVar[st.SearchStrategy[dict[str, Any]] | None] = None
    illegal: ClassVar[int] = 1
    outsiders: ClassVar[int] = 1
    is_punctual: ClassVar[bool] = False
    agreements: ClassVar[Sequence[Agreement]] = ()
    _fired: ClassVar[Counter[tuple[str, str]]]
    _made: ClassVar[dict[str, Any]]

    record: Any
    now: datetime
    attempt: str = ""
    _aim: Any = None
    _is_relived: bool = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._fired = Counter()
        cls._made = {}
        cls.TestCase.settings = of_machines()

    def __init__(self) -> None:
        super().__init__()
        self._life = RecordLife(self.model)

    # --- hooks ------------------------------------------------------------------------------

    def opened(self, record: Any) -> None:
        """Follow the opening of a record."""

    def applied(self, event: Event, before: Any, after: Any) -> None:
        """Follow an event that was accepted; `after` has what followed from it too."""

    def refused(self, event: Event, refusal: Refused) -> None:
        """Follow an event that was refused, of the kind `attempt`; the record is as it was."""

    def came_late(self, event: Event, refusal: OutOfOrder) -> None:
        """Follow an event that was refused for being dated before the last one."""

    def ticked(self, before: Any, after: Any) -> None:
        """Follow the passing of time; `after` has the events of the timers that fired."""

    def instants(self) -> Iterable[datetime]:
        """List the instants that matter next; time lands on them, just before, and just after.

        By default those at which a timer fires, or would if it ran, and at which a clock of the
        agreements comes to a threshold or is due.
        """
        yield from anyhow(self.record)
        for agreement in self.agreements:
            for clock in agreement.measure(self.record.timeline(), at=self.now).values():
                if clock.next_instant is not None:
                    yield clock.next_instant - _TICK  # it is just after what it is for

    # --- rules ------------------------------------------------------------------------------

    @initialize(draw=drawing())
    def _open(self, draw: st.DrawFn) -> None:
        self._used, self._hopeless = set[Aim](), set[tuple[Aim, Any]]()
        life = draw(self._lived(), label="life")
        self.now = life[0].at if life else _START
        try:
            opening = self._adapted(draw, life[0]) if life else self._opening(draw)
            record = self.model.record.begin(opening, model=self.model)
        except ItsmError:
            reject()
        self._begin(opening, record)
        for event in brought_about(life[1:]):
            if is_timed(event):
                self._tick(at=event.at)
            else:
                self._make_and_apply(partial(self._adapted, draw, event))

    def _opening(self, draw: st.DrawFn) -> Event:
        kind: Any = self.model.opening_event
        wanted = draw(st.sampled_from([(), self._ways().wanted]), label="wanted")
        known = self._supply().data(draw, kind, wanted, self.now)
        made: Event = kind(at=self.now, by=draw(self._somebody(), label="by"), **known)
        return made

    def _adapted(self, draw: st.DrawFn, event: Event) -> Event:
        """Return an event of a life, with whatever is said of such events here."""
        own: dict[str, Any] = {"at": max(self.now, event.at)}
        if type(event) in self.strategies:
            own |= draw(self.strategies[type(event)], label="arguments")
        if self.actors:
            own["by"] = draw(self._somebody(), label="by")
        if self.given is not None:
            own["given"] = draw(self.given, label="given")
        return attrs.evolve(event, **own)

    @classmethod
    def _lived(cls) -> st.SearchStrategy[tuple[Event, ...]]:
        """Draw no life, or one that leads along some rule, the shorter the simpler."""
        if "lives" not in cls._made:
            lives = lives_along(cls.model)
            along = st.sampled_from(lives) if lives else st.nothing()
            cls._made["lives"] = st.just(()) | along
        return cls._made["lives"]  # type: ignore[no-any-return]

    # One rule and not three, since hypothesis leaves some rules out of many a run.
    @rule(draw=drawing())
    def _live(self, draw: st.DrawFn) -> None:
        what = draw(self._what(), label="what")
        coming = self._coming()
        waits = coming if what == "wait for something" and coming else self._later()
        self.now = draw(st.sampled_from(waits), label="now")
        if what in _WAITING or self.is_punctual:
            self._tick(at=self.now)
        if what == "head somewhere":
            self._head_somewhere(draw)
        elif what == "try anything":
            self._try(draw, self.model.events[1:])
        elif what == "try what happened":
            self._try_again(draw)
        elif what == "try what is illegal":
            self._try_illegal(draw)

    @classmethod
    def _what(cls) -> st.SearchStrategy[str]:
        if "what" not in cls._made:
            illegal = ["try what is illegal"] * as_whole(cls.illegal, "illegal", least=0)
            heading = ["head somewhere"] * _HEADING
            trying = ["try anything", "try what happened"]
            cls._made["what"] = st.sampled_from([*heading, *trying, *_WAITING, *illegal])
        return cls._made["what"]  # type: ignore[no-any-return]

    def _coming(self) -> list[datetime]:
        """List the instants that matter, and those beside them."""
        return [near for one in self.instants() for near in around(one) if near > self.now]

    def _later(self) -> list[datetime]:
        """List the instants that time may go on to."""
        return [*(self.now + wait for wait in WAITS), *self._coming()]

    def _try_illegal(self, draw: st.DrawFn) -> None:
        possible = self._ways().possible(self.record)
        strange = [kind for kind in self.model.events[1:] if kind not in possible]
        if strange:
            self._try(draw, strange)

    def _try_again(self, draw: st.DrawFn) -> None:
        """Try an event that happened before, with other arguments: what is kept of the first?"""
        kinds = dict.fromkeys(type(event) for event in self.record.history[1:])
        known = [kind for kind in kinds if kind in self.model.events]
        self._try(draw, known or self.model.events[1:])

    def _try(self, draw: st.DrawFn, kinds: Sequence[type[Event]]) -> None:
        late = draw(st.integers(0, 9), label="late") == 9
        kind = draw(st.sampled_from(kinds), label="event")
        known = draw(self._supply().arguments(kind), label="arguments")
        self._make_and_apply(
            lambda: kind(at=self.now - timedelta(hours=late), **self._circumstances(draw), **known)
        )

    def _head_somewhere(self, draw: st.DrawFn) -> None:
        ways, record = self._ways(), self.record
        where = record.state, record.regions
        ahead = [aim for aim in ways.ahead(record) if (aim, where) not in self._hopeless]
        if not ahead:
            return
        if self._aim not in ahead:
            self._aim = draw(self._aims(ahead), label="aim")
        if draw(_SELDOM, label="spoil it"):
            self._spoil(draw, self._aim)
            return
        self._lead(draw, self._aim)
        happened = [type(event) for event in self.record.history[record.version :]]
        if happened and not ways.is_at(record, self._aim):
            return
        if self._aim.event in happened:
            self._used.add(self._aim)
        else:
            self._hopeless.add((self._aim, where))
        self._aim = None

    def _lead(self, draw: st.DrawFn, aim: Aim) -> None:
        """Apply the first event that is legal and may lead closer, or let a timer fire."""
        for attempted in self._attempts(draw, aim):
            if self._make_and_apply(attempted.made):
                return
        self._await(aim)

    def _attempts(self, draw: st.DrawFn, aim: Aim) -> Iterator[Attempted]:
        known = {"at": self.now, **self._circumstances(draw)}
        several = attempts(draw, self._ways(), self._supply(), self.record, aim, **known)
        return (attempted for attempted, _ in several)

    def _spoil(self, draw: st.DrawFn, aim: Aim) -> None:
        """Try what would be legal, but for one guard."""
        for attempted in self._attempts(draw, aim):
            if several := list(spoilt(self.record, attempted)):
                worse = draw(st.sampled_from(several), label="spoilt")
                self._make_and_apply(worse.made)
                return

    def _await(self, aim: Aim) -> None:
        """Let the next timer fire if it does what nobody could."""
        instant = self.record.next_instant
        if instant is not None and any(timer.event is aim.event for timer in self.model.timers):
            self._tick(at=instant)

    def _aims(self, ahead: Sequence[Aim]) -> st.SearchStrategy[Aim]:
        """Draw a rule that has not been used yet, or one of which the event comes once more.

        Those that end a record come late.
        """
        fresh = [aim for aim in ahead if aim not in self._used] or ahead
        lasting = [aim for aim in fresh if not aim.is_last] or fresh
        happened = {type(event) for event in self.record.history}
        again = [aim for aim in ahead if aim.event in happened] or ahead
        return st.one_of(*[st.sampled_from(lasting)] * 3, *map(st.sampled_from, (fresh, again)))

    def _make_and_apply(self, make: Callable[[], Event]) -> bool:
        try:
            event = make()
        except ItsmError:
            return False
        return self._apply(event)

    def _circumstances(self, draw: st.DrawFn) -> dict[str, Any]:
        by = draw(self._somebody(), label="by")
        return {"by": by, "given": draw(self._outside(), label="given")}

    # --- what happens -----------------------------------------------------------------------

    def _begin(self, opening: Event, record: Any) -> None:
        self.now = opening.at
        self._life.actions.append(Opening(self.model, opening))
        self._take(record)
        self.opened(record)

    def _apply(self, event: Event) -> bool:
        before = self.record
        self.now = max(self.now, event.at)
        self._life.actions.append(Asking(before.id, event))
        try:
            after = before.apply(event)
        except Refused as refusal:
            assert before is self.record
            self._life.refuse(refusal)
            if isinstance(refusal, OutOfOrder):
                self.came_late(event, refusal)
            else:
                self.attempt = _ATTEMPTS.get(type(refusal), "unfit_data")
                self.refused(event, refusal)
            return False
        self._count(before, after)
        self._take(after)
        self.applied(after.history[before.version], before, after)
        return True

    def _tick(self, *, at: datetime) -> None:
        before = self.record
        self.now = max(self.now, at)
        self._life.actions.append(Ticking(self.now))
        after = before.tick(at=self.now)
        self._count(before, after)
        self._take(after)
        self.ticked(before, after)

    def _take(self, record: Any) -> None:
        """Keep a record, which is the fold of its history, and as it was known at any time."""
        self.record = record
        assert record == type(record).replay(record.history, model=self.model)
        assert record == record.as_of(self.now)

    # --- failing ----------------------------------------------------------------------------

    def teardown(self) -> None:
        """Show a failing life as code, as short as it can be."""
        if self._life.actions and not self._is_relived:
            show(self._life, self._relived, [self._life.granted()])

    def _relived(self, actions: Actions, kind: type[BaseException]) -> Failure | None:
        """Do the same again, and return how it fails, if it does so in the same way."""
        if not any(isinstance(action, Opening) for action in actions):
            return None
        again = type(self)()
        again._is_relived = True
        error = relived(again, again._do, actions, kind)
        return None if error is None else Failure(again._life, error)

    def _do(self, action: Action) -> None:
        if isinstance(action, Ticking):
            self._tick(at=action.at)
        elif isinstance(action, Opening):
            self._begin(action.event, self.model.record.begin(action.event, model=self.model))
        else:
            self._apply(action.event)

    # --- what fired -------------------------------------------------------------------------

    @classmethod
    def check(cls, *, settings: settings | None = None) -> Firing:
        """Run the machine, and report which rules fired.

        Args:
            settings: hypothesis' settings; by default its own. The phases `explain` and `shrink`
                are left out, which take minutes: the machine shortens a failing life itself.

        Raises:
            AssertionError: a law, an invariant or a hook failed; the shortest life that leads there
                is printed as code.
        """
        given = maybe_a(Settings, settings, "settings")
        run_state_machine_as_test(cls, settings=of_machines(given or cls.TestCase.settings))
        return cls.fired()

    @classmethod
    def fired(cls) -> Firing:
        """Report which rules have fired so far."""
        tables = (cls.model.lifecycle, *cls.model.regions)
        every = [(r.event.verb, s.name) for table in tables for s, r in table.expanded()]
        return Firing({pair: cls._fired[pair] for pair in every})

    def _count(self, before: Any, after: Any) -> None:
        record = before
        for event in after.history[before.version :]:
            self._fired[event.verb, record.state] += 1
            for state in record.regions:
                self._fired[event.verb, state] += 1
            record = folded(record, event)

    @classmethod
    def _cast(cls) -> Sequence[Actor]:
        return cls.actors or cast(cls.model)

    @classmethod
    def _somebody(cls) -> st.SearchStrategy[Actor]:
        if "somebody" not in cls._made:
            everybody = cls._cast()
            most = max(len(actor.roles) for actor in everybody)
            able = st.sampled_from([actor for actor in everybody if len(actor.roles) == most])
            outsiders = as_whole(cls.outsiders, "outsiders", least=0)
            cls._made["somebody"] = st.one_of(
                *[able] * _ABLE, *[st.sampled_from(everybody)] * outsiders
            )
        return cls._made["somebody"]  # type: ignore[no-any-return]

    @classmethod
    def _outside(cls) -> st.SearchStrategy[dict[str, Any]]:
        if cls.given is not None:
            return cls.given
        if "outside" not in cls._made:
            cls._made["outside"] = outside_facts(cls.model)
        return cls._made["outside"]  # type: ignore[no-any-return]

    @classmethod
    def _supply(cls) -> Supply:
        if "supply" not in cls._made:
            cls._made["supply"] = Supply(cls.model, cls.strategies)
        return cls._made["supply"]  # type: ignore[no-any-return]

    @classmethod
    def _ways(cls) -> Map:
        if "ways" not in cls._made:
            cls._made["ways"] = Map(cls.model)
        return cls._made["ways"]  # type: ignore[no-any-return]


class Firing:
    """How often each rule fired, by its verb and the state it fired in."""

    def __init__(self, times: Mapping[tuple[str, str], int]) -> None:
        self.times = dict(as_mapping(times, "times", "a mapping from a verb and a state"))

    @property
    def never(self) -> tuple[tuple[str, str], ...]:
        """The rules that never fired, as pairs of a verb and a state."""
        return tuple(pair for pair, times in self.times.items() if times == 0)

    def __str__(self) -> str:
        if not self.never:
            return say("testing.machine.all_fired", rules=len(self.times))
        names = ", ".join(
            say("testing.machine.rule", verb=verb, state=state) for verb, state in self.never
        )
        return say(
            "testing.machine.never_fired",
            never=len(self.never),
            rules=len(self.times),
            names=names,
        )

    def __repr__(self) -> str:
        return f"<Firing: {self}>"


@checked
def machine_for(
    model: Model,
    *,
    strategies: Mapping[type[Event], Arguments] | None = None,
    actors: Sequence[Actor] = (),
    given: st.SearchStrategy[dict[str, Any]] | None = None,
) -> type[RecordMachine]:
    """Make a state machine that drives records of a model; see `RecordMachine`.

    Args:
        model: any model, including your own.
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
