"""Failing lives are made short: whatever they fail without is left out, the rest made plain."""

from typing import Any

import attrs
import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, precondition

from itsmcore import INCIDENT, TASK, Desk
from itsmcore.lifecycle import Event
from itsmcore.testing import DeskMachine, RecordMachine, _shortening, desk_machine_for, machine_for
from itsmcore.testing._actions import Asking, Opening, Ticking
from itsmcore.testing._desk_life import Step
from itsmcore.testing._shortening import Failure, _plainer, _with, shortest
from tests.instants import DAY, HOUR, NINE

OPENED = Opening(INCIDENT, INCIDENT.opening_event("I", at=NINE, by="ada", summary="Mail is down"))
PLANTED = settings(
    max_examples=60, derandomize=True, database=None, deadline=None, print_blob=False
)


def asked(verb: str, hours: int = 0, by: str = "grace", **data: Any) -> Asking:
    """Give what somebody asks of the incident."""
    return Asking("I", INCIDENT.event(verb)(at=NINE + hours * HOUR, by=by, **data))


RESOLVED = asked("resolve", code="user_error", notes="It was unplugged")


def lived(machine: Any, *actions: Any) -> Any:
    """Let a machine do things, and give it."""
    for action in actions:
        machine._do(action)
    return machine


def shortened(machine: Any) -> Failure:
    """Shorten the life of a machine that has failed."""
    life = machine._life
    return shortest(Failure(life, AssertionError()), machine._relived, [life.granted()])


class Reopened(RecordMachine):
    """A service that fails once something is reopened, whatever came before."""

    model = INCIDENT

    def applied(self, event: Event, before: Any, after: Any) -> None:
        self.last = event.verb

    @precondition(lambda self: hasattr(self, "last"))
    @invariant()
    def never_comes_again(self) -> None:
        """It does not."""
        assert self.last != "reopen", self.last


def test_what_matters_is_left() -> None:
    """As code that makes the record, and the error is that of the short life."""
    held = asked("hold", 2, reason="caller", until=NINE + DAY)
    noted = asked("comment", 3, text="Still down", public=False)
    resolved = asked("resolve", 4, code="user_error", notes="It was unplugged")
    again = asked("reopen", 5, reason="It is down again")
    machine = lived(Reopened(), OPENED, asked("start"), held, noted, Ticking(NINE + 4 * HOUR))
    failure = shortened(lived(machine, asked("start", 4), resolved, again))
    assert "reopen" == str(failure.error).splitlines()[0]
    space: dict[str, Any] = {}
    exec(repr(failure.life), space)
    assert ["open", "resolve", "reopen"] == [event.verb for event in space["record"].history]
    assert NINE == space["record"].history[-1].at


def test_what_was_refused_is_shown_beside() -> None:
    """It may be what it fails at; so is time that passed for nothing."""

    class Takes(RecordMachine):
        model = INCIDENT

        def refused(self, event: Event, refusal: Any) -> None:
            assert event.verb != "close"

    machine = lived(Takes(), OPENED, Ticking(NINE + HOUR), asked("reopen", 1, reason="x"))
    with pytest.raises(AssertionError):
        lived(machine, asked("close", 1))
    assert "record = record.tick(" in repr(machine._life)
    shown = repr(shortened(machine).life)
    assert "tick" not in shown
    assert "reopen" not in shown
    assert "# refused: cannot close while new" in shown
    assert "# record = record.close(" in shown


def test_a_life_that_does_not_fail_again_is_shown_as_it_was() -> None:
    """As where the service fails but once, or in another way, and where nothing was opened."""

    class Raises(RecordMachine):
        model = INCIDENT
        error: Exception | None = None

        def applied(self, event: Event, before: Any, after: Any) -> None:
            if self.error is not None and self._is_relived:
                raise self.error

    machine = lived(Raises(), OPENED, asked("start"))
    for error in (None, ZeroDivisionError()):
        Raises.error = error
        assert machine._life is shortened(machine).life
    Raises.error = AssertionError()
    assert machine._life is not shortened(machine).life
    assert machine._relived([RESOLVED], AssertionError) is None
    machine.teardown()
    machine_for(TASK)().teardown()


def test_hypothesis_shows_a_life_that_fails_but_once() -> None:
    """As it was, with its error."""

    class Once(RecordMachine):
        model = TASK

        def opened(self, record: Any) -> None:
            assert self._is_relived

    with pytest.raises(AssertionError) as caught:
        Once.check(settings=PLANTED)
    assert "record = Task.open(" in caught.value.__notes__[-1]


def test_shortening_is_done_within_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails then is shown."""
    machine = lived(Reopened(), OPENED, asked("start"), asked("resume"), RESOLVED)
    machine = lived(machine, asked("reopen", reason="x"))
    for lives, left in ((0, 5), (1, 5), (2, 4), (400, 3)):
        monkeypatch.setattr(_shortening, "LIVES", lives)
        assert left == len(shortened(machine).life.actions)


def test_a_life_of_a_desk_is_shortened_likewise() -> None:
    """What it fails at is tried first, with what is tied to it."""

    class Failing(DeskMachine):
        models = (INCIDENT,)

        def applied(self, request: Any, applied: Any) -> None:
            assert request.event.verb != "resolve"

    machine: Any = Failing()
    machine._begin_life()
    other = INCIDENT.opening_event("II", at=NINE, by="ada", summary="Mail is slow")
    for action in (OPENED, Opening(INCIDENT, other), asked("start"), asked("resume")):
        machine._doing.do(action)
    machine._doing.life.steps.append(Step(RESOLVED, why="it failed"))
    about, granted = machine._doing.likely()
    assert [OPENED, asked("start"), RESOLVED] == about
    assert [OPENED, Opening(INCIDENT, other), asked("start"), RESOLVED] == granted
    failed = Failure(machine._doing.life, AssertionError())
    life = shortest(failed, machine._relived, machine._doing.likely()).life
    assert [OPENED, RESOLVED] == life.actions
    empty: Any = desk_machine_for(Desk.of())()
    empty.teardown()
    empty._begin_life()
    empty.teardown()
    assert [[]] == [*empty._doing.likely()]


def test_an_action_is_made_plainer() -> None:
    """Asked as one should, at the instant of the one before, without what need not be said."""
    held = asked("hold", 1, "ada", reason="caller")
    parts = dict(_plainer([Ticking(NINE), held], 1))
    assert {"reads": True, "is_heard": True}.items() <= parts.items()
    assert "event.at" not in parts
    parts = dict(_plainer([asked("hold", reason="caller"), held], 1))
    assert NINE == parts["event.at"]
    assert () == tuple(_plainer([Ticking(NINE)], 0))
    assert held is _with(held, "event.at", "soon")
    assert attrs.evolve(held, is_heard=False) == _with(held, "is_heard", False)
