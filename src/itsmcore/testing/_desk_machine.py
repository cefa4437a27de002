"""A stateful test of a desk: several records, links, users with old versions, lost answers."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
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
)
from itsmcore.testing._machine import WAITS, around, of_machines
from itsmcore.testing._meetings import Meeting, is_heard_of, meetings, others, possible_links
from itsmcore.testing._samples import samples
from itsmcore.testing._walking import Aim, Map, Supply, attempts

_STEPS, _MISSES = 9, 2
_UNREAD, _UNHEARD = ", who reads nothing", ", who hears no answer"
_HOW = ("", " ", "  ", _UNREAD, _UNHEARD)
"""How a user acts: mostly as one should."""


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
    most: ClassVar[int] = 4
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
        """Follow a user who loads a record, such as to keep the version that a service gives it."""

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
                return action.record in self.desk and self._do_ask(action)
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
        self._pages[event.by.name, event.id] = 1
        self.opened(attrs.evolve(applied, id=event.id))
        return True

    def _do_ask(self, action: Asking) -> bool:
        id, event, before, offer = action.record, action.event, self.desk, action.offer
        self.now = max(self.now, event.at)
        page = event.by.name, id
        if action.reads or page not in self._pages:
            self._pages[page] = before[id].version
            self.read(event.by, before[id])
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
        known = {"expected": expected, "taken": () if offer is None else (offer,)}
        self._take(action, applied, **known)
        self._pages[page] = applied.record.version
        self.applied(request, applied)
        if applied.events and not action.is_heard:
            self._unheard.append((request, applied, known))
            self._reopen()
        return True

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

    @initialize(data=st.data())
    def _begin(self, data: st.DataObject) -> None:
        self._begin_life()
        self._open(data)

    # One rule and not several, since hypothesis leaves some rules out of many a run.
    @rule(data=st.data())
    def _live(self, data: st.DataObject) -> None:
        what = data.draw(_one_of(self._what()), label="what")
        self.now = data.draw(_one_of(self._later()), label="now")
        match what:
            case "open":
                self._open(data)
            case "tie":
                self._tie(data)
            case "let two meet":
                self._let_meet(data)
            case "try anything":
                self._try_anything(data)
            case "accept":
                self._accept(data)
            case "ask again":
                self._ask_again(data)
            case _:
                self._do(Ticking(self.now))

    def _what(self) -> tuple[str, ...]:
        """List what may be done next, each as often as it should be."""
        count = len(self.desk)
        if not count:
            return ("open",)
        is_full = count >= as_whole(self.most, "most", least=1)
        return (
            *["let two meet"] * (9 if count > 1 else 1),
            *["open"] * (0 if is_full else 2),
            *["tie"] * (count > 1),
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

    def _open(self, data: st.DataObject) -> None:
        models = {f"{one.name} {number}": one for number, one in enumerate(self._models())}
        model = _pick(data, "model", models)
        by = _pick(data, "by", {one.name: one for one in self._cast()})
        wanted = data.draw(_one_of(((), self._ways(model).wanted)), label="wanted")
        opening, id = model.opening_event, self._number(model)
        drawn = self._supply(model).data(data.draw, opening, wanted, self.now)
        said = self._tied(data, practice_of(model), id, opening, drawn)
        if said is not None:
            with suppress(ItsmError):
                self._do(Opening(model, opening(at=self.now, by=by, **{**said, "id": id})))

    def _tie(self, data: st.DataObject) -> None:
        """Tie two records, mostly so that one hears what happens to the other."""
        links = tuple(possible_links(self.desk))
        heard = tuple(link for link in links if is_heard_of(self.desk, link))
        if links:
            id, kind, target = data.draw(_one_of((*heard * 9, *links)), label="link")
            by, how = self._turn(data)
            made = Linked(at=self.now, by=by, kind=kind, target=target)
            self._do(Asking(id, made, **how))

    def _let_meet(self, data: st.DataObject) -> None:
        """Bring one record to a state, and let something happen to another that is tied to it."""
        found = self._fresh()
        if not found and len(self.desk) > 1:
            self._tie(data)
            found = self._fresh()
        if not found:
            one = self._record(data)
            ahead = [aim for aim in self._ways(one.model).ahead(one) if aim.table == 0]
            self._bring(data, one.id, _pick(data, "aim", {_said(aim): aim for aim in ahead}))
            return
        pair = _pick(data, "meeting", {one.pair: one.pair for one in found})
        several = [one for one in found if one.pair == pair]
        state = _pick(data, "state", {one.state.state: one.state for one in several})
        met = _pick(data, "event", {one.verb: one for one in several if one.state == state})
        self._met.add(met.kind)
        self._bring(data, met.other, met.state)
        self._bring(data, met.of, met.event)

    def _fresh(self) -> list[Meeting]:
        """List the meetings that may be, of those the kinds that have not been yet."""
        found = list(meetings(self.desk, self._ways))
        return [one for one in found if one.kind not in self._met] or found

    def _bring(self, data: st.DataObject, id: str, aim: Aim) -> None:
        """Bring a record to a state, and let happen what is to happen there."""
        misses = 0
        for _ in range(_STEPS):
            record = self.desk[id]
            if aim.event is None and self._ways(record.model).is_at(record, aim):
                return
            misses += not self._approach(data, record, aim)
            happened = self.desk[id].history[record.version :]
            if misses == _MISSES or aim.event in map(type, happened):
                return

    def _approach(self, data: st.DataObject, record: Any, aim: Aim) -> bool:
        """Let something happen that brings a record closer; return whether it was granted."""
        ways, supply = self._ways(record.model), self._supply(record.model)
        by, how = self._turn(data)
        known: dict[str, Any] = {"at": self.now, "by": by, "given": {}}
        first = None
        for attempted, step in attempts(data.draw, ways, supply, record, aim, **known):
            first = first or step
            if not step.fields and step is not first:
                break
            said = self._tied(data, practice_of(record), record.id, attempted.event, attempted.data)
            if said is None:
                continue
            try:
                event = attrs.evolve(attempted, data=said).made()
            except ItsmError:
                continue
            if self._do(Asking(record.id, event, **how)):
                return True
        return False

    def _try_anything(self, data: st.DataObject) -> None:
        record = self._record(data)
        kind = _pick(data, "event", {one.verb: one for one in record.model.events[1:]})
        by, how = self._turn(data)
        drawn = data.draw(self._supply(record.model).arguments(kind), label="arguments")
        said = self._tied(data, practice_of(record), record.id, kind, drawn)
        if said is not None:
            with suppress(ItsmError):
                self._do(Asking(record.id, kind(at=self.now, by=by, **said), **how))

    def _accept(self, data: st.DataObject) -> None:
        offer = _pick(data, "offer", {str(one): one for one in self._offers})
        by, how = self._turn(data)
        with suppress(ItsmError):
            event = offer.event_for(self.desk[offer.record])
            made = attrs.evolve(event, at=self.now, by=by)
            self._do(Asking(offer.record, made, **how, offer=offer))

    def _ask_again(self, data: st.DataObject) -> None:
        lost = _pick(data, "lost answer", dict(enumerate(self._unheard)))
        self._do(Repeating(lost[0].event))

    def _turn(self, data: st.DataObject) -> tuple[Actor, dict[str, Any]]:
        """Draw who acts, and how: mostly as one should."""
        turns = {f"{by.name}{how}": (by, how) for how in _HOW for by in self._cast()}
        by, how = _pick(data, "by", turns)
        return by, {"reads": how != _UNREAD, "is_heard": how != _UNHEARD}

    # --- what is drawn ----------------------------------------------------------------------

    def _record(self, data: st.DataObject) -> Any:
        return self.desk[data.draw(_one_of(tuple(self.desk.records)), label="record")]

    def _tied(
        self,
        data: st.DataObject,
        practice: str,
        id: str,
        event: type[Event],
        drawn: Mapping[str, Any],
    ) -> dict[str, Any] | None:
        """Let what an event ties or unties be records of the desk; None if there are none."""
        said = dict(drawn)
        if issubclass(event, Unlinked) and self.desk.ties.get(id):
            known = {f"{kind} {other}": (kind, other) for kind, other in self.desk.ties[id]}
            said["kind"], said["target"] = _pick(data, "link", known)
            return said
        for kind, name in (*event.ties.items(), *event.unties.items()):
            if name is not None and said.get(name) is not None:
                ids = others(self.desk, practice, id, kind)
                if not ids:
                    return None
                one = data.draw(_one_of(ids), label=name)
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
        own = (practice.record.model for practice in cls.start.practices)
        return tuple(cls.models) or tuple(own)

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
        """Demand that the journal tells all, that records know their links, and causes are there."""
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
        rules = {"practices": self.start.practices, "link_rules": self.start.link_rules}
        return Desk.of(records, links, **rules)

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

        if fails(self._life.actions):
            shortened(self._life.actions, fails)
        return failed[-1]

    def _relived(self, actions: Iterable[Action], kind: type[BaseException]) -> Life | None:
        """Do the same again, and return what was done if it fails in the same way."""
        again = type(self)()
        again._begin_life()
        try:
            for action in actions:
                with suppress(ItsmError):
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
    """Return a few plain arguments of an event, and the values of each: a desk is tested by others."""
    several = list(samples(event, model))
    values: dict[str, dict[Any, None]] = {}
    for name, value in (pair for some in several for pair in some.items()):
        values.setdefault(name, {})[value] = None
    each = {name: st.sampled_from(list(some)) for name, some in values.items()}
    return st.sampled_from(several).map(dict), each


def _said(aim: Aim) -> str:
    return aim.state if aim.event is None else f"{aim.event.verb} while {aim.state}"


def _unshrunk(given: Settings) -> Settings:
    left_out = (Phase.explain, Phase.shrink)
    return Settings(given, phases=[phase for phase in given.phases if phase not in left_out])


@functools.lru_cache(maxsize=4096)
def _one_of(several: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(several)


def _pick(data: st.DataObject, label: str, known: Mapping[Any, Any]) -> Any:
    """Draw one of several by its name, which is what hypothesis shows."""
    return known[data.draw(_one_of(tuple(known)), label=label)]


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
