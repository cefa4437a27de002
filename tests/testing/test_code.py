"""Records as code: what is pasted makes the same record again."""

from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itsmcore import Impact, Incident
from itsmcore.conditions import NEVER
from itsmcore.errors import BadValue
from itsmcore.incidents import INCIDENT, Held
from itsmcore.level import Priority
from itsmcore.lifecycle import Actor, Cause, Event, Guard, Rule
from itsmcore.presets import servicenow
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK
from itsmcore.techniques import FiveWhys
from itsmcore.testing import RecordMachine, as_code, records
from tests.instants import DAY, HOUR, NINE
from tests.support import LOAN


def remade(record: Any) -> Any:
    """Run the code of a record."""
    space: dict[str, Any] = {"model": record.model}
    exec(as_code(record), space)
    return space["record"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([INCIDENT, PROBLEM, TASK]).flatmap(records))
def test_what_is_pasted_makes_the_record_again(record: Any) -> None:
    """Whatever happened to it."""
    assert record == remade(record)


def test_every_kind_of_value_is_written() -> None:
    """Quotes, instants, times, levels, actors with roles, mappings, and outside facts."""
    custom: dict[str, Any] = {
        "site": "A",
        "day": date(2026, 1, 5),
        "cost": Decimal("1.50"),
        "many": ("x", 1, None),
    }
    inc = INCIDENT.open(
        "INC-1",
        at=NINE,
        by=Actor("ada", {"agent"}),
        summary='It says "no" and it\'s slow',
        impact=Impact.HIGH,
        tags=["a", "b"],
        custom=custom,
    )
    odd = Priority("odd", "Odd", 1.5)
    inc = inc.comment(at=NINE, by="ada", text="x", given={"far": timedelta(days=1), "p": odd})
    assert inc == remade(inc)
    code = as_code(inc)
    assert "from decimal import Decimal\n" in code
    assert "impact=Impact.HIGH,\n" in code
    assert 'Priority(code="odd", label="Odd", rank=1.5)' in code
    problem = PROBLEM.open("P", at=NINE, by="ada", summary="s", assignee="g").assess(
        at=NINE, by="g"
    )
    why = FiveWhys("Mail stops", ["The queue was full"], action="Empty it")
    problem = problem.confirm(at=NINE, by="g").record_cause(at=NINE, by="g", text="c", analysis=why)
    assert problem == remade(problem)


def test_what_follows_by_itself_is_not_told() -> None:
    """Timers fire by ticks, and reactions follow; an accepted offer names its cause."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="s")
    inc = inc.hold(at=NINE, by="grace", reason="caller", until=NINE + HOUR)
    inc = inc.tick(at=NINE + DAY).comment(at=NINE + DAY, by="grace", text="x", public=True)
    assert ["open", "hold", "resume", "comment", "respond"] == [e.verb for e in inc.history]
    code = as_code(inc)
    assert "record = record.tick(at=datetime(2026, 1, 5, 10, 0, tzinfo=UTC))" in code
    assert "respond" not in code
    assert inc == remade(inc)


class Colour(Enum):
    """A kind of value that no field of the library has."""

    RED = "red"


@attrs.frozen(kw_only=True)
class Painted(Event):
    """Paint it."""

    verb: ClassVar[str] = "paint"
    colour: Colour
    others: frozenset[Colour]
    opens: time


def test_events_of_one_s_own_are_written_whatever_their_fields_hold() -> None:
    """Members of an enum, sets of them, and times of day."""
    model = INCIDENT.extended(Rule(Painted, source="new"), name="painted")
    painted = Painted(
        at=NINE,
        by=Actor("ada"),
        colour=Colour.RED,
        others=frozenset({Colour.RED}),
        opens=time(9, 30),
    )
    inc = model.open("INC-1", at=NINE, by="ada", summary="s").apply(painted)
    assert inc == remade(inc)
    assert "colour=Colour.RED" in as_code(inc)


def test_a_model_is_named_as_its_face_offers_it() -> None:
    """One that nobody offers is called model; a verb that is a word of Python is done by name."""
    code = as_code(servicenow.INCIDENT.open("I", at=NINE, by="ada", summary="s"))
    assert "from itsmcore.presets.servicenow import INCIDENT\n" in code
    other = LOAN.extended(name="other")
    loan: Any = other.open("L-1", at=NINE, by="ada", title="t").lend(
        at=NINE, by="ada", reader="x", given={"banned": False}
    )
    loan = loan.do("return_", at=NINE, by="ada")
    assert "record = model.open(" in as_code(loan)
    assert loan == remade(loan)


def test_an_event_that_names_its_cause_does_so_again() -> None:
    """As an offer that was accepted; codes are members, and nothing is None."""
    cause = Cause("comment", version=2, record="INC-9")
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="s", custom={"a": None, "b": (None,)})
    inc = inc.escalate(at=NINE, by="x", kind="functional", group="g", reason="r")
    inc = inc.do("comment", at=NINE, by="x", text="t", cause=cause)
    assert inc == remade(inc)
    assert 'cause=Cause(name="comment", version=2, record="INC-9")' in as_code(inc)


def test_a_history_that_its_model_refuses_is_not_told() -> None:
    """It could not be made again."""
    held = Incident.open("I", at=NINE, by="ada", summary="s").hold(at=NINE, by="x", reason="vendor")
    strict = INCIDENT.with_guards({Held: Guard("never", NEVER)})
    with pytest.raises(BadValue, match="give one whose model takes its history"):
        as_code(Incident.replay(held.history, model=strict))
    ticked = held.hold(at=NINE, by="x", reason="caller", until=NINE + HOUR).tick(at=NINE + DAY)
    other = INCIDENT.extended(without="hold_ends", name="ours")
    with pytest.raises(BadValue, match="give one whose model takes its history"):
        as_code(Incident.replay(ticked.history, model=other))


def test_a_failing_life_is_shown_as_code(capsys: pytest.CaptureFixture[str]) -> None:
    """So that it can be pasted into a test."""

    class Failing(RecordMachine):
        model = TASK

        def applied(self, event: Event, before: Any, after: Any) -> None:
            assert event.verb != "comment"

    plain = settings(max_examples=60, derandomize=True, database=None, deadline=None)
    with pytest.raises(AssertionError) as failure:
        Failing.check(settings=plain)
    shown = capsys.readouterr().out + "\n".join(getattr(failure.value, "__notes__", []))
    assert "record = Task.open(" in shown
