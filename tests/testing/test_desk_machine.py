"""The machine of a desk: it finds planted faults, shows them as short code, and tests stores."""

from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import settings

from itsmcore import INCIDENT, PROBLEM, TASK, Desk
from itsmcore.changes import STANDARD_CHANGE
from itsmcore.desk import PRACTICES
from itsmcore.errors import ItsmError, Stale
from itsmcore.incidents import IncidentModel
from itsmcore.lifecycle import Actor, Lifecycle, Phase, Practice
from itsmcore.testing import DeskMachine, desk_machine_for
from itsmcore.testing._actions import Asking, Opening, Repeating, Ticking
from itsmcore.testing._desk_choosing import made
from itsmcore.testing._desk_life import Life, Step
from tests.desk.reviews import ACCESS_REVIEW, ACCESS_REVIEWS
from tests.instants import HOUR, NINE
from tests.testing.stores import Memory

few = settings(max_examples=10, stateful_step_count=15, deadline=None, database=None)
PLANTED = settings(
    max_examples=100, derandomize=True, database=None, deadline=None, print_blob=False
)


def told(machine: type[DeskMachine], given: settings = PLANTED) -> str:
    """Run a machine that fails, and give the code that it shows."""
    with pytest.raises(AssertionError) as caught:
        machine.check(settings=given)
    return "\n".join(map(str, caught.value.__notes__)).partition("state.teardown()\n")[2]


# --- a desk -------------------------------------------------------------------------------------


def test_a_desk_of_any_practices_keeps_its_laws() -> None:
    """One of the user's own among them; every hook is told."""
    seen = set[str]()

    class Watched(DeskMachine):
        start = Desk.of(practices=(*PRACTICES, ACCESS_REVIEWS))
        models = (INCIDENT, PROBLEM, TASK, ACCESS_REVIEW)

        def opened(self, applied: Any) -> None:
            seen.add(type(applied.record).__name__)

        def read(self, by: Actor, record: Any) -> None:
            seen.add("read")
            assert record is self.desk[record.id]

        def applied(self, request: Any, applied: Any) -> None:
            seen.add("applied")
            assert request.event.verb in {entry.event.verb for entry in applied.events}

        def refused(self, request: Any, error: ItsmError) -> None:
            seen.add(type(error).__name__)
            if isinstance(error, Stale):
                assert request.version < self.desk[request.record].version

        def repeated(self, request: Any, applied: Any) -> None:
            seen.add("repeated")

        def ticked(self, applied: Any) -> None:
            seen.add("ticked")

    Watched.check(settings=settings(few, max_examples=20))
    names = {"Incident", "Problem", "Task", "AccessReview"}
    assert names | {"read", "applied", "Stale", "repeated", "ticked"} <= seen


def test_the_models_are_those_of_the_practices_unless_named() -> None:
    """And the users two, who have every role, unless named."""
    machine = desk_machine_for(Desk.of())
    assert {INCIDENT, PROBLEM, TASK} <= {*machine._company().models}
    assert ["ada", "bob"] == [actor.name for actor in machine._company().actors]
    named = desk_machine_for(Desk.of(), models=[INCIDENT], actors=[Actor("eve")])
    assert (INCIDENT,) == named._company().models
    assert (Actor("eve"),) == named._company().actors


def test_what_is_far_away_is_reached() -> None:
    """In several goes of nine steps, and nothing is asked of what has ended for good."""
    states = [f"s{number}" for number in range(14)]
    rows = [(one, f"to {other}", other) for one, other in pairwise(states)]
    phases = dict.fromkeys(states, Phase.ACTIVE) | {states[-1]: Phase.CLOSED}
    line = IncidentModel(name="line", lifecycle=Lifecycle.from_edges(rows, phases=phases))
    seen = set[str]()

    class Line(DeskMachine):
        models = (line,)

        def applied(self, request: Any, applied: Any) -> None:
            seen.add(applied.desk[request.record].state)
            assert request.event.at <= self.now

    Line.check(settings=settings(few, derandomize=True))
    assert {*states[1:]} == seen


# --- planted faults -----------------------------------------------------------------------------


class Ended(DeskMachine):
    """A service whose cascade resolves the children of an incident, ended or not."""

    models = (INCIDENT,)

    def begun(self) -> None:
        self.states: dict[str, str] = {}

    def opened(self, applied: Any) -> None:
        self.states[applied.id] = applied.record.state

    def applied(self, request: Any, applied: Any) -> None:
        self.states |= {record.id: record.state for record in applied.changed}
        if request.event.verb == "resolve":
            for child in applied.desk.related(request.record, "child"):
                self.states[child] = "resolved"
        assert self.states == {record.id: record.state for record in self.desk}

    def ticked(self, applied: Any) -> None:
        self.states |= {record.id: record.state for record in applied.changed}


class LastWins(DeskMachine):
    """A service that asks for no version: whoever writes last wins."""

    models = (INCIDENT,)

    def refused(self, request: Any, error: ItsmError) -> None:
        if isinstance(error, Stale):
            assert self.desk.apply(request.record, request.event) is None


def test_a_cascade_that_touches_what_has_ended_is_found() -> None:
    """The life is short, and as code it makes the same desk."""
    code = told(Ended)
    assert code.count("desk = desk.") <= 10
    space: dict[str, Any] = {}
    exec(code, space)
    (parent,) = (of for _, kind, of in space["desk"].links if kind == "parent")
    assert "resolved" == space["desk"][parent].state


def test_a_lost_update_between_two_users_is_found() -> None:
    """The request that should have been refused is the last, and says which version was read."""
    code = told(LastWins)
    space: dict[str, Any] = {}
    exec(code, space)
    assert "# refused to " in code
    assert ", who had read version " in code
    assert code.count("desk = desk.") <= 6


# --- stores -------------------------------------------------------------------------------------


class Kept(DeskMachine):
    """The store in memory, which is opened once more after each answer that was lost."""

    models = (INCIDENT, PROBLEM)

    def store(self) -> Any:
        return Memory()


class Forgetful(Memory):
    """A store that does not know again what is appended a second time."""

    def append(self, applied: Any, /, **more: Any) -> None:
        rows = [(of.record, of.version) for of in applied.events]
        if rows and rows[0] in self.events:
            raise Stale.of(rows[0][0], found=9, expected=1)
        super().append(applied, **more)


def test_a_store_keeps_what_the_desk_has() -> None:
    """Whoever writes, and whatever is appended twice."""
    Kept.check(settings=settings(few, max_examples=20))


def test_a_store_that_takes_nothing_twice_is_found() -> None:
    """Whoever did not hear the answer appends once more."""

    class Broken(Kept):
        def store(self) -> Any:
            return Forgetful()

    with pytest.raises(Stale):
        Broken.check(settings=PLANTED)


# --- lives as code ------------------------------------------------------------------------------


def test_every_action_is_written() -> None:
    """Openings, requests, offers, ticks, refusals and repetitions; the code makes the same desk."""
    machine: Any = desk_machine_for(Desk.of(), models=[INCIDENT])()
    machine._begin_life()
    done: dict[str, Any] = {"by": "grace", "code": "user_error", "notes": "It was unplugged"}
    opened = INCIDENT.opening_event("INC-1", at=NINE, by="ada", summary="Mail is down")
    event: Any = INCIDENT.event
    machine._doing.do(Opening(INCIDENT, opened))
    assert not machine._doing.do(Opening(INCIDENT, opened))
    resolved = event("resolve")(at=NINE, **done)
    machine._doing.do(Asking("INC-1", resolved, is_heard=False))
    assert not machine._doing.do(Asking("INC-2", resolved))
    assert machine._doing.do(Repeating(resolved))
    assert not machine._doing.do(Repeating(resolved))
    machine._doing.do(Asking("INC-1", event("comment")(at=NINE, by="ada", text="Still down")))
    (offer,) = machine._doing.offers
    again = attrs.evolve(offer.event, at=NINE + HOUR, by="bob")
    assert machine._doing.do(Asking("INC-1", again, offer=offer))
    assert not machine._doing.do(Asking("INC-1", again, offer=offer))
    assert not machine._doing.do(Asking("INC-1", event("close")(at=NINE + HOUR, by="ada")))
    assert machine._doing.do(Ticking(NINE + 2 * HOUR))
    code = repr(machine._doing.life)
    assert "# grace asks once more to resolve" in code
    assert "step_4.offers[0]" in code
    space: dict[str, Any] = {}
    exec(code, space)
    assert machine.desk == space["desk"]


def test_a_model_that_no_face_offers_is_called_model() -> None:
    """And a desk that is not the plain one is given, as `desk`."""
    model = attrs.evolve(INCIDENT, name="mine")
    start = Desk.of(practices=(Practice(INCIDENT.record),))
    life = Life(start)
    opened = model.opening_event("INC-1", at=NINE, by="ada", summary="Mail is down")
    applied = start.open(model, id="INC-1", at=NINE, by="ada", summary="Mail is down")
    life.steps.append(Step(Opening(model, opened), applied))
    assert "desk.open(\n    model," in repr(life)
    assert "Desk.of()" not in repr(life)
    standard = Life(Desk.of())
    standard.steps.append(Step(Opening(STANDARD_CHANGE, opened), why="no"))
    assert "import STANDARD_CHANGE" in repr(standard)


def test_what_cannot_be_made_is_not_asked() -> None:
    """Data that no event takes."""
    assert made(INCIDENT.opening_event, id="INC-1", at="soon", by="ada", summary="x") is None
