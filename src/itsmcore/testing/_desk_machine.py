"""A stateful test of a desk: several records, links, users with old versions, lost answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from hypothesis import settings as Settings  # noqa: N812 (a class)
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from itsmcore.checked import checked
from itsmcore.desk import Applied, Desk, Store
from itsmcore.errors import ItsmError
from itsmcore.fields import as_whole, maybe_a
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.testing._arguments import Arguments
from itsmcore.testing._desk_choosing import Choosing
from itsmcore.testing._desk_company import Company
from itsmcore.testing._desk_doing import Doing
from itsmcore.testing._desk_life import Request
from itsmcore.testing._machine import drawing, of_machines
from itsmcore.testing._shortening import Actions, Failure, relived, show


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
    """

    start: ClassVar[Desk] = Desk.of()
    models: ClassVar[Sequence[Model]] = ()
    actors: ClassVar[Sequence[Actor]] = ()
    strategies: ClassVar[Mapping[type[Event], Arguments]] = {}
    most: ClassVar[int] = 12
    _known_company: ClassVar[Company | None] = None
    _is_relived: bool = False
    _doing: Doing
    _choosing: Choosing

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._known_company = None
        cls.TestCase.settings = of_machines()

    @property
    def desk(self) -> Desk:
        """The desk as it is."""
        return self._doing.desk

    @property
    def now(self) -> datetime:
        """The present instant, which never goes back."""
        return self._doing.now

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

    # --- rules ------------------------------------------------------------------------------

    def _begin_life(self) -> None:
        most = as_whole(self.most, "most", least=1)
        self._doing = Doing(self.start, self)
        self._choosing = Choosing(self._doing, self._company(), most)
        self._doing.begin()

    @initialize(draw=drawing())
    def _begin(self, draw: st.DrawFn) -> None:
        self._begin_life()
        self._choosing.open(draw)

    # One rule and not several, since hypothesis leaves some rules out of many a run.
    @rule(draw=drawing())
    def _live(self, draw: st.DrawFn) -> None:
        self._choosing.go_on(draw)

    @invariant()
    def _is_what_its_store_keeps(self) -> None:
        self._doing.compare_with_store()

    @classmethod
    def _company(cls) -> Company:
        if cls._known_company is None:
            cls._known_company = Company(cls.start, cls.models, cls.actors, cls.strategies)
        return cls._known_company

    # --- failing ----------------------------------------------------------------------------

    def teardown(self) -> None:
        """Show a failing life as code, as short as it can be, and close the stores."""
        if not hasattr(self, "_doing"):
            return
        self._doing.end()
        if not self._is_relived:
            show(self._doing.life, self._relived, self._doing.likely())

    def _relived(self, actions: Actions, kind: type[BaseException]) -> Failure | None:
        """Do the same again, and return how it fails, if it does so in the same way."""
        again = type(self)()
        again._is_relived = True
        again._begin_life()
        error = relived(again, again._doing.do, actions, kind)
        return None if error is None else Failure(again._doing.life, error)

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
        run_state_machine_as_test(cls, settings=of_machines(given or cls.TestCase.settings))


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
