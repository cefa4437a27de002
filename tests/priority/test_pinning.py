"""Pinned priorities: set by hand for a time, beside what the rules say."""

from datetime import timedelta
from typing import Any

import pytest

from itsmcore import Desk, Incident
from itsmcore.errors import GuardRefused, NotAllowed, UnknownCode
from itsmcore.incidents import INCIDENT, STANDARD
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.lifecycle import SYSTEM, Actor, Cause
from itsmcore.priority import PriorityPinned, PriorityUnpinned
from itsmcore.problems import PROBLEM
from tests.instants import HOUR, NINE

TEN = NINE + HOUR
TUESDAY, WEDNESDAY = TEN + timedelta(days=1), TEN + timedelta(days=2, hours=-1)
HIGH, LOW, PLANNING = Priority.HIGH, Priority.LOW, Priority.PLANNING


def opened(model: Any = INCIDENT) -> Any:
    return model.open("1", at=TEN, by="ada", summary="s", impact=Impact.LOW, urgency=Urgency.MEDIUM)


def pinned(model: Any = INCIDENT, **more: Any) -> Any:
    return opened(model).pin_priority(
        at=TEN, by="grace", priority=HIGH, reason="the board asks", **more
    )


@pytest.mark.parametrize("model", [INCIDENT, PROBLEM], ids=str)
def test_a_pin_ends_when_it_was_said_to(model: Any) -> None:
    """By an event of its own at that instant, though nobody looks before the next day."""
    record = pinned(model, until=TUESDAY)
    assert (HIGH, LOW) == (record.priority, record.computed_priority)
    assert TUESDAY == record.next_instant
    assert (HIGH, LOW) == (record.prioritisation.priority, record.prioritisation.computed)
    late = record.tick(at=WEDNESDAY)
    assert HIGH == late.as_of(TEN + timedelta(hours=2)).priority
    assert LOW == late.as_of(TUESDAY + timedelta(hours=1)).priority
    end = late.history[-1]
    assert (PriorityUnpinned, TUESDAY, SYSTEM, Cause("pin_ends")) == (
        type(end),
        end.at,
        end.by,
        end.cause,
    )
    assert (None, None, None) == (late.pinned_priority, late.pin_reason, late.pinned_until)
    assert late == type(late).replay(late.history)
    assert () == type(late).audit(late.history, model=model)


def test_the_desk_writes_the_end_before_what_comes_later() -> None:
    """The next verb on a desk finds it released."""
    desk = Desk.of([pinned(until=TUESDAY)])
    told = desk.do("1", "comment", at=WEDNESDAY, by="ada", text="And now?")
    assert ["unpin_priority", "comment"] == [
        entry.event.verb for entry in told.events if entry.event.verb != "respond"
    ]
    assert LOW == told.desk.one(Incident, "1").priority


def test_what_changes_below_a_pin_shows_when_it_ends() -> None:
    """The tables' answer changes, and the pin stands."""
    inc = pinned().reprioritise(at=TEN, by="grace", urgency=Urgency.LOW, note="only one user")
    assert (HIGH, PLANNING) == (inc.priority, inc.computed_priority)
    assert [
        "the priority matrix: Planning (Low impact, Low urgency)",
        "the rules: Planning, by the priority matrix",
        "priority: pinned to High (the board asks)",
    ] == str(inc.prioritisation).splitlines()
    assert PLANNING == inc.unpin_priority(at=TEN, by="grace").priority
    assert inc.next_instant is None


def test_a_pin_is_set_anew_while_open_and_released_once() -> None:
    """Another priority, reason and end; what has ended keeps what it had."""
    inc = pinned(until=TUESDAY).pin_priority(at=TEN, by="x", priority=LOW, reason="calm again")
    assert (LOW, "calm again", None) == (inc.priority, inc.pin_reason, inc.pinned_until)
    with pytest.raises(NotAllowed):
        opened().unpin_priority(at=TEN, by="x")
    done = inc.resolve(at=TEN, by="x", code="user_error", notes="n")
    with pytest.raises(GuardRefused, match="only an open record's priority is pinned"):
        done.pin_priority(at=TEN, by="x", priority=HIGH, reason="r")
    assert LOW == done.unpin_priority(at=TEN, by="x").priority
    closed = done.close(at=TEN, by="x")
    assert LOW == closed.priority
    with pytest.raises(GuardRefused, match="it has ended, and keeps its pin"):
        closed.unpin_priority(at=TEN, by="x")


def test_a_pin_takes_a_priority_of_the_model_and_an_end_that_is_to_come() -> None:
    """A stranger is named with the nearest."""
    with pytest.raises(UnknownCode, match=r"known: Priority\.CRITICAL"):
        opened().pin_priority(at=TEN, by="x", priority=Priority("p", "P", 9), reason="r")
    reasons = opened().why_not("pin_priority", at=TEN, by="x", priority=HIGH, reason="r", until=TEN)
    assert ["impossible_instant"] == [reason.code for reason in reasons]


def test_it_is_for_agents() -> None:
    """By ITIL's division of duties, not for the requester."""
    model = INCIDENT.with_roles(STANDARD)
    inc = opened(model)
    asked = {"at": TEN, "priority": HIGH, "reason": "r"}
    assert ["role_missing"] == [
        r.code for r in inc.why_not("pin_priority", by=Actor("ada", {"requester"}), **asked)
    ]
    assert HIGH == inc.pin_priority(by=Actor("grace", {"agent"}), **asked).priority


def test_its_arguments_are_those_of_a_form() -> None:
    """The priorities of the model, a reason, and an end that may be left out."""
    arguments = {argument.name: argument for argument in INCIDENT.arguments("pin_priority")}
    assert Priority.scale == tuple(arguments["priority"].options)
    assert [True, True, False] == [
        arguments[name].is_required for name in ("priority", "reason", "until")
    ]
    assert PriorityPinned is INCIDENT.event("pin_priority")
