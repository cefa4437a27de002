"""A stateful test of a desk: several records, links, users with old versions, lost answers."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any, ClassVar, assert_never

import attrs
from hypothesis import Phase, note
from hypothesis import settings as Settings  # noqa: N812 (a class)
from hypothesis import strategies as st
from hypothesis.control import current_build_context
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from itsmcore.checked import checked
from itsmcore.desk import Applied, Desk, Entry, Proposal, Store
from itsmcore.errors import ItsmError
from itsmcore.fields import as_whole, maybe_a
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.lifecycle._practice import practice_of
from itsmcore.lifecycle.events import Linked, Unlinked
from itsmcore.testing._arguments import Arguments, Fields, cast
from itsmcore.testing._desk_life import (
    Action,
    Asking,
    Life,
    Opening,
    Repeating,
    Request,
    Step,
    Ticking,
    refusal_of,
    shortened,
    subject,
)
from itsmcore.testing._fitting import Attempted
from itsmcore.testing._machine import WAITS, around, of_machines
from itsmcore.testing._meetings import Meeting, is_heard_of, meetings, others, possible_links
from itsmcore.testing._samples import samples
from itsmcore.testing._walking import Aim, Map, Supply, attempts
from itsmcore.testing._walking import Step as Way

_STEPS, _MISSES = 9, 2
_UNREAD, _UNHEARD = ", who reads nothing", ", who hears no answer"
_HOW = ("", " ", "  ", _UNREAD, _UNHEARD)
"""How a user acts: mostly as one should."""


@st.composite
def _drawing(draw: st.DrawFn) -> st.DrawFn:
    """Hand out what draws, so that hypothesis does not print what is drawn: a life is code."""
    return draw


class DeskMachine(RuleBasedStateMachine):
    """A state machine that drives a desk: records of several practices, links, and two users.

    Subclass it with a `desk`, or let `desk_machine_for` do so. Override the hooks `begun`,
    `opened`, `read`, `applied`, `refused`, `repeated` and `ticked` to drive a real system beside
    the desk and compare the two; add invariants as in any state machine. Or let `store` make a
    store: what happens is appended to it, and it has to hold the same as the desk.

    The machine ties records, and lets happen to each what the others hear of, in whatever state
    they are. Each user acts on what they have read of a record, which may be an old version of it:
    then they are refused, as `Stale`. Now and then an answer gets lost, and the request is made
    once more, at once or after others have gone on.

    Attributes:
        start: the desk that each life begins with: its practices, links, cascades, agreements.
        models: the models of the records that are opened; by default those of its practices.
        actors: the users; by default two, who have every role.
        strategies: arguments for some event classes, instead of those derived from the class.
        most: how many records there may be.
        desk: the desk as it is.
        now: the present instant, which never goes back.
    """

    start: ClassVar[Desk] = Desk.of()
    models: ClassVar[Sequence[Model]] = ()
    actors: ClassVar[Sequence[Actor]] = ()
    strategies: ClassVar[Mapping[type[Event], Arguments]] = {}
    most: ClassVar[int] = 12
    _made: ClassVar[dict[Any, Any]]

    desk: Desk
    now: datetime

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._made = {}
        cls.TestCase.settings = _unshrunk(of_machines())

    # --- hooks ------------------------------------------------------------------------------

    def begun(self) -> None:
        """Follow the beginning of a life; `desk` is `start`."""

    def opened(self, applied: Applied) -> None:
        """Follow the opening of a record, `applied.record`."""

    def read(self, by: Actor, record: Any) -> None:
        """Follow a user who sees a record as it is, to keep the version that a service gives it."""

    def applied(self, request: Request, applied: Applied) -> None:
        """Follow a request that was granted; `applied` has all that happened, on any record."""

    def refused(self, request: Request, error: ItsmError) -> None:
        """Follow a request that was refused, as Stale if the user had read an old version."""

    def repeated(self, request: Request, applied: Applied) -> None:
        """Follow a request that is made once more, since its answer was lost; nothing doubles."""

    def ticked(self, applied: Applied) -> None:
        """Follow the passing of time; `applied` has what timers did, and the actions of clocks."""

    def store(self) -> Store | None:
        """Make an empty store, if one is to be tested."""
        return None

    def reopened(self, store: Any) -> Store:
        """Open what a store keeps once more, as after a crash."""
        opened: Store = store
        return opened

    def close(self, store: Any) -> None:
        """Close a store with which a life is done."""

    # --- what is done -----------------------------------------------------------------------

    def _begin_life(self) -> None:
        self.now = self.start.now or datetime(2026, 3, 27, 9, tzinfo=UTC)
        self.desk = self.start
        self._life = Life(self.start)
        self._pages: dict[tuple[str, str], int] = {}
        self._met = set[tuple[str, ...]]()
        self._offers: list[Proposal] = []
        self._unheard: list[tuple[Request, Applied, dict[str, Any]]] = []
        self._store = self.store()
        self._stores = [] if self._store is None else [self._store]
        self.begun()

    def _end_life(self) -> None:
        for store in self._stores:
            self.close(store)

    def _do(self, action: Action) -> bool:
        """Do one thing, with all the hooks that follow it, and return whether it was granted."""
        match action:
            case Opening():
                return self._do_open(action)
            case Asking():
                is_there = action.record in self.desk
                is_open = action.offer is None or action.offer in self._offers
                return is_there and is_open and self._do_ask(action)
            case Repeating():
                return self._do_repeat(action)
            case Ticking():
                return self._do_tick(action)
        assert_never(action)

    def _do_open(self, action: Opening) -> bool:
        event = action.event
        try:
            applied = self.desk.apply_all([Entry(event.id, event, action.model)])
        except ItsmError as error:
            self._life.steps.append(Step(action, why=f"refused: {error}"))
            return False
        self._take(action, applied)
        self.opened(attrs.evolve(applied, id=event.id))
        self._read(event.by, event.id)
        return True

    def _do_ask(self, action: Asking) -> bool:
        id, event, before, offer = action.record, action.event, self.desk, action.offer
        self.now = max(self.now, event.at)
        page = event.by.name, id
        if action.reads or page not in self._pages:
            self._read(event.by, id)
        request = Request(record=id, event=event, version=self._pages[page])
        try:
            before[id].expect(version=request.version)
            if offer is None:
                applied = before.apply(id, event)
            else:
                applied = before.accept(offer, at=event.at, by=event.by)
        except ItsmError as error:
            self._life.steps.append(Step(action, why=refusal_of(request, error)))
            del self._pages[page]
            self.refused(request, error)
            return False
        touched = {id, *(entry.record for entry in applied.events)}
        expected = {one: before[one].version for one in touched if one in before}
        known: dict[str, Any] = {"expected": expected}
        known["taken"] = () if offer is None else (offer,)
        self._take(action, applied, **known)
        self.applied(request, applied)
        if action.is_heard:
            self._read(event.by, id)
        else:
            self._unheard.append((request, applied, known))
            self._reopen()
        return True

    def _read(self, by: Actor, id: str) -> None:
        self._pages[by.name, id] = self.desk[id].version
        self.read(by, self.desk[id])

    def _do_repeat(self, action: Repeating) -> bool:
        """Ask again for what was not answered, whoever may have gone on by now."""
        lost = next((one for one in self._unheard if one[0].event is action.event), None)
        if lost is None:
            return False
        self._unheard.remove(lost)
        request, applied, known = lost
        self._life.steps.append(Step(action))
        if self._store is not None:
            self._store.append(applied, **known)
        self.repeated(request, applied)
        return True

    def _do_tick(self, action: Ticking) -> bool:
        applied = self.desk.tick(at=action.at)
        assert applied.desk.tick(at=action.at).events == (), "a second tick does something"
        self._take(action, applied)
        self.ticked(applied)
        return True

    def _take(
        self,
        action: Action,
        applied: Applied,
        *,
        expected: Mapping[str, int] = EMPTY,
        taken: tuple[Proposal, ...] = (),
    ) -> None:
        """Keep what came of something."""
        self._life.steps.append(Step(action, applied))
        self._keep_the_laws(self.desk, applied)
        self.desk = applied.desk
        offers = (*self._offers, *applied.offers)
        self._offers = [one for one in offers if one not in taken]
        if self._store is not None:
            self._store.append(applied, expected=expected, taken=taken)

    def _reopen(self) -> None:
        if self._store is not None:
            self._store = self.reopened(self._store)
            self._stores.append(self._store)

    # --- rules ------------------------------------------------------------------------------

    @initialize(draw=_drawing())
    def _begin(self, draw: st.DrawFn) -> None:
        self._begin_life()
        self._open(draw)

    # One rule and not several, since hypothesis leaves some rules out of many a run.
    @rule(draw=_drawing())
    def _live(self, draw: st.DrawFn) -> None:
        what = draw(_one_of(self._what()))
        self.now = draw(_one_of(self._later()))
        match what:
            case "open":
                self._open(draw)
            case "tie":
                self._tie(draw, self._record(draw).id, self._record(draw).id, heard=False)
            case "let two meet":
                self._let_meet(draw)
            case "try anything":
                self._try_anything(draw)
            case "accept":
                self._accept(draw)
            case "ask again":
                self._ask_again(draw)
            case _:
                self._do(Ticking(self.now))

    def _what(self) -> tuple[str, ...]:
        """List what may be done next, each as often as it should be."""
        count = len(self.desk)
        if count < 2:
            return ("open",)
        is_full = count >= as_whole(self.most, "most", least=1)
        return (
            *["let two meet"] * 9,
            *["open"] * (not is_full),
            "tie",
            "try anything",
            "let time pass",
            *["accept"] * bool(self._offers),
            *["ask again"] * bool(self._unheard),
        )

    def _later(self) -> tuple[datetime, ...]:
        """List the instants that time may go on to."""
        due = self.desk.next_instant
        near = () if due is None else around(due)
        return (*(self.now + wait for wait in WAITS), *(one for one in near if one > self.now))

    def _open(self, draw: st.DrawFn) -> None:
        models = {f"{one.name} {number}": one for number, one in enumerate(self._models())}
        model = _pick(draw, models)
        by = _pick(draw, {one.name: one for one in self._cast()})
        wanted = draw(_one_of(((), self._ways(model).wanted)))
        opening, id = model.opening_event, self._number(model)
        drawn = self._supply(model).data(draw, opening, wanted, self.now)
        said = self._tied(draw, practice_of(model), id, opening, drawn)
        made = None if said is None else _made(opening, at=self.now, by=by, **{**said, "id": id})
        if made is not None:
            self._do(Opening(model, made))

    def _tie(self, draw: st.DrawFn, one: str, other: str, *, heard: bool) -> None:
        """Tie two records, perhaps so that one hears what happens to the other."""
        links = possible_links(self.desk, one, other)
        if heard:
            links = tuple(filter(self._is_heard_of, links)) or links
        if links:
            id, kind, target = draw(_one_of(links))
            by, how = self._turn(draw)
            made = Linked(at=self.now, by=by, kind=kind, target=target)
            self._do(Asking(id, made, **how))

    def _is_heard_of(self, link: tuple[str, str, str]) -> bool:
        one, kind, other = link
        of, to = self.desk[one].model, self.desk[other].model
        known = "heard", id(of), kind, id(to)
        if known not in self._made:
            self._made[known] = is_heard_of(self.desk, link)
        return bool(self._made[known])

    def _let_meet(self, draw: st.DrawFn) -> None:
        """Bring one record to a state, and let something happen to another that is tied to it."""
        one, other = self._pair(draw)
        found = self._fresh(one, other)
        if not found:
            self._tie(draw, one, other, heard=True)
            found = self._fresh(one, other)
        if not found:
            self._wander(draw, one)
            return
        state = _pick(draw, {of.state.state: of.state for of in found})
        met = _pick(draw, {of.verb: of for of in found if of.state == state})
        self._met.add(met.kind)
        self._bring(draw, met.other, met.state)
        self._bring(draw, met.of, met.event)

    def _pair(self, draw: st.DrawFn) -> tuple[str, str]:
        """Draw two records, which may be the same; new ones if there is room."""
        room = as_whole(self.most, "most", least=1) - len(self.desk)
        if room > 1 and draw(st.booleans()):
            self._open(draw)
            self._open(draw)
            one, other = list(self.desk.records)[-2:]
            return one, other
        return self._record(draw).id, self._record(draw).id

    def _fresh(self, one: str, other: str) -> list[Meeting]:
        """List the meetings of two records, of those the kinds that have not been yet."""
        found = list(meetings(self.desk, self._ways, one, other))
        return [meeting for meeting in found if meeting.kind not in self._met] or found

    def _wander(self, draw: st.DrawFn, id: str) -> None:
        """Let something happen to a record, in whatever state that may."""
        known = self._ways(self.desk[id].model)
        ahead = [aim for aim in known.ahead(self.desk[id]) if aim.table == 0]
        self._bring(draw, id, _pick(draw, {_said(aim): aim for aim in ahead}))

    def _bring(self, draw: st.DrawFn, id: str, aim: Aim) -> None:
        """Bring a record to a state, and let happen what is to happen there."""
        misses = 0
        for _ in range(_STEPS):
            record = self.desk[id]
            if aim.event is None and self._ways(record.model).is_at(record, aim):
                return
            misses += not self._approach(draw, record, aim)
            happened = [type(event) for event in self.desk[id].history[record.version :]]
            if misses == _MISSES or aim.event in happened:
                return

    def _approach(self, draw: st.DrawFn, record: Any, aim: Aim) -> bool:
        """Let something happen that brings a record closer; return whether it was granted."""
        ways, supply = self._ways(record.model), self._supply(record.model)
        by, how = self._turn(draw)
        known: dict[str, Any] = {"at": self.now, "by": by, "given": {}}
        seen: list[Way] = []

        def leads(pair: tuple[Attempted, Way]) -> bool:
            seen.append(pair[1])
            return bool(pair[1].fields) or pair[1] is seen[0]

        practice = practice_of(record)
        near = takewhile(leads, attempts(draw, ways, supply, record, aim, **known))
        return any(
            self._ask(
                record.id, None if said is None else _made(attrs.evolve(one, data=said).made), how
            )
            for one, _ in near
            for said in [self._tied(draw, practice, record.id, one.event, one.data)]
        )

    def _ask(self, id: str, made: Any, how: dict[str, Any], offer: Proposal | None = None) -> bool:
        """Ask for an event, if it could be made."""
        return made is not None and self._do(Asking(id, made, **how, offer=offer))

    def _try_anything(self, draw: st.DrawFn) -> None:
        record = self._record(draw)
        kind = _pick(draw, {one.verb: one for one in record.model.events[1:]})
        by, how = self._turn(draw)
        drawn = draw(self._supply(record.model).arguments(kind))
        said = self._tied(draw, practice_of(record), record.id, kind, drawn)
        made = None if said is None else _made(kind, at=self.now, by=by, **said)
        self._ask(record.id, made, how)

    def _accept(self, draw: st.DrawFn) -> None:
        offer = _pick(draw, {str(one): one for one in self._offers})
        by, how = self._turn(draw)
        event = _made(offer.event_for, record=self.desk[offer.record])
        made = None if event is None else attrs.evolve(event, at=self.now, by=by)
        self._ask(offer.record, made, how, offer)

    def _ask_again(self, draw: st.DrawFn) -> None:
        lost = _pick(draw, dict(enumerate(self._unheard)))
        self._do(Repeating(lost[0].event))

    def _turn(self, draw: st.DrawFn) -> tuple[Actor, dict[str, Any]]:
        """Draw who acts, and how: mostly as one should."""
        if "turns" not in self._made:
            turns = {f"{by.name}{how}": (by, how) for how in _HOW for by in self._cast()}
            self._made["turns"] = turns
        by, how = _pick(draw, self._made["turns"])
        return by, {"reads": how != _UNREAD, "is_heard": how != _UNHEARD}

    # --- what is drawn ----------------------------------------------------------------------

    def _record(self, draw: st.DrawFn) -> Any:
        return self.desk[draw(_one_of(tuple(self.desk.records)))]

    def _tied(
        self,
        draw: st.DrawFn,
        practice: str,
        id: str,
        event: type[Event],
        drawn: Mapping[str, Any],
    ) -> dict[str, Any] | None:
        """Let what an event ties or unties be records of the desk; None if there are none."""
        said = dict(drawn)
        if issubclass(event, Unlinked) and self.desk.ties.get(id):
            known = {f"{kind} {other}": (kind, other) for kind, other in self.desk.ties[id]}
            said["kind"], said["target"] = _pick(draw, known)
            return said
        for kind, name in (*event.ties.items(), *event.unties.items()):
            if name is not None and said.get(name) is not None:
                ids = others(self.desk, practice, id, kind)
                if not ids:
                    return None
                one = draw(_one_of(ids))
                said[name] = (one,) if isinstance(said[name], tuple) else one
        return said

    def _number(self, model: Model) -> str:
        practice = practice_of(model)
        prefixes = {of.name: of.prefix for of in self.desk.practices}
        prefix = prefixes.get(practice) or practice.upper()
        count = 1 + sum(practice_of(record) == practice for record in self.desk)
        return f"{prefix}-{count}"

    @classmethod
    def _models(cls) -> Sequence[Model]:
        kinds: list[Any] = [practice.record for practice in cls.start.practices]
        return tuple(cls.models) or tuple(kind.model for kind in kinds)

    @classmethod
    def _cast(cls) -> Sequence[Actor]:
        roles = {role for model in cls._models() for role in cast(model)[0].roles}
        return tuple(cls.actors) or (Actor("ada", roles), Actor("bob", roles))

    @classmethod
    def _ways(cls, model: Model) -> Map:
        if ("ways", id(model)) not in cls._made:
            cls._made["ways", id(model)] = Map(model)
        return cls._made["ways", id(model)]  # type: ignore[no-any-return]

    @classmethod
    def _supply(cls, model: Model) -> Supply:
        if ("supply", id(model)) not in cls._made:
            supply = Supply(model, cls.strategies)
            for event in {*model.events} - cls.strategies.keys():
                supply._known[event] = _plain(event, model)
            cls._made["supply", id(model)] = supply
        return cls._made["supply", id(model)]  # type: ignore[no-any-return]

    # --- laws -------------------------------------------------------------------------------

    def _keep_the_laws(self, before: Desk, applied: Applied) -> None:
        """Demand that the journal tells all, records know their links, and causes are there."""
        after = applied.desk
        assert after == before.replay(applied.events)
        if applied.linked or applied.unlinked:
            known = after.links if self.start.links else ()
            assert after.ties == self._made_of(after, known).ties
        for entry in applied.events:
            cause = entry.event.cause
            if cause is not None and cause.record is not None and cause.version is not None:
                assert cause.name == after[cause.record].history[cause.version - 1].verb

    @invariant()
    def _is_what_its_store_keeps(self) -> None:
        if self._store is not None:
            loaded = self._store.load(list(self.desk.records))
            again = self._made_of(loaded.records, loaded.links)
            assert dict(self.desk.records) == dict(again.records)
            assert self.desk.ties == again.ties
            assert self._store.next_instant() == self.desk.next_instant

    def _made_of(self, records: Iterable[Any], links: Iterable[tuple[str, str, str]]) -> Desk:
        practices, rules = self.start.practices, self.start.link_rules
        return Desk.of(records, links, practices=practices, link_rules=rules)

    # --- failing ----------------------------------------------------------------------------

    def teardown(self) -> None:
        """Show a failing life as code, as short as it can be, and close the stores."""
        if not hasattr(self, "_life"):
            return
        self._end_life()
        error = sys.exc_info()[1]
        if error is not None and current_build_context().is_final:
            note(self._shortest(error))

    def _shortest(self, error: BaseException) -> Life:
        """Return the shortest life that fails in the same way; this one if it lives but once."""
        failed = [self._life]

        def fails(actions: list[Action]) -> bool:
            life = self._relived(actions, type(error))
            failed.extend([] if life is None else [life])
            return life is not None

        if self._life.steps and fails(self._life.actions):
            id = subject(self._life.steps[-1].action)
            near = {id, *(other for _, other in self.desk.ties.get(id, ()))}
            shortened(self._life, near, fails)
        return failed[-1]

    def _relived(self, actions: Iterable[Action], kind: type[BaseException]) -> Life | None:
        """Do the same again, and return what was done if it fails in the same way."""
        again = type(self)()
        again._begin_life()
        try:
            for action in actions:
                again._do(action)
                for law in again.invariants:
                    law.function(again)
        except kind:
            return again._life
        except Exception:  # it fails in another way
            return None
        finally:
            again._end_life()
        return None

    @classmethod
    def check(cls, *, settings: Settings | None = None) -> None:
        """Run the machine.

        Args:
            settings: hypothesis' settings; by default its own. The phases `explain` and `shrink`
                are left out: the machine shortens a failing life itself, in a second.

        Raises:
            AssertionError: a law, an invariant or a hook failed; the shortest life that leads there
                is printed as code.
        """
        given = maybe_a(Settings, settings, "settings")
        run_state_machine_as_test(cls, settings=_unshrunk(given or cls.TestCase.settings))


def _plain(event: type[Event], model: Model) -> tuple[Arguments, Fields]:
    """Return a few plain arguments of an event, and the values of each; a desk asks for no more."""
    several = sorted(samples(event, model), key=lambda some: (len(some), repr(some)))
    values: dict[str, dict[Any, None]] = {}
    for name, value in (pair for some in several for pair in some.items()):
        values.setdefault(name, {})[value] = None
    each = {name: st.sampled_from(list(some)) for name, some in values.items()}
    return st.sampled_from(several).map(dict), each


def _made(make: Callable[..., Any], **known: Any) -> Any:
    """Make an event; None if its data is not valid."""
    try:
        return make(**known)
    except ItsmError:
        return None


def _said(aim: Aim) -> str:
    return aim.state if aim.event is None else f"{aim.event.verb} while {aim.state}"


def _unshrunk(given: Settings) -> Settings:
    left_out = (Phase.explain, Phase.shrink)
    return Settings(given, phases=[phase for phase in given.phases if phase not in left_out])


@functools.lru_cache(maxsize=4096)
def _one_of(several: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(several)


def _pick(draw: st.DrawFn, known: Mapping[Any, Any]) -> Any:
    """Draw one of several by its name, which is what hypothesis shows."""
    return known[draw(_one_of(tuple(known)))]


@checked
def desk_machine_for(
    desk: Desk,
    *,
    models: Sequence[Model] = (),
    actors: Sequence[Actor] = (),
    strategies: Mapping[type[Event], Arguments] | None = None,
) -> type[DeskMachine]:
    """Make a state machine that drives a desk; see `DeskMachine`.

    Args:
        desk: the desk that each life begins with.
        models: the models of the records that are opened; by default those of its practices.
        actors: the users; by default two, who have every role.
        strategies: arguments for some event classes, in place of those read off the class.

    >>> from hypothesis import settings
    >>> from itsmcore import INCIDENT, Desk
    >>> few = settings(max_examples=5, database=None, deadline=None)
    >>> desk_machine_for(Desk.of(), models=[INCIDENT]).check(settings=few)
    """
    tables = {"start": desk, "models": models, "actors": actors, "strategies": strategies or {}}
    return type("MachineOfDesk", (DeskMachine,), tables)
