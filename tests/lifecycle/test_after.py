"""What a guard may ask of time, and of what facts will be."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from itsmcore import Impact, Schedule, Urgency
from itsmcore.conditions import Shifted, field
from itsmcore.errors import BadValue, FaultyDefinition, GuardRefused, Incomparable
from itsmcore.incidents import (
    INCIDENT,
    Closed,
    Incident,
    Reopened,
    Reprioritised,
    Resolved,
    Updated,
)
from itsmcore.level import Priority
from itsmcore.lifecycle import Actor, Guard, Permit, Timer
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.schedule import WorkingDays
from tests.instants import DAY, HOUR
from tests.instants import NINE as T0

OFFICE = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="UTC")
TEN_DAYS = Guard(
    "a case is reopened within ten days", field("event.at") <= field("resolved_at") + 10 * DAY
)


def opened(model: Any, urgency: Any = Urgency.LOW) -> Any:
    levels = {"impact": Impact.LOW, "urgency": urgency}
    return model.open("INC-1", at=T0, by="ada", summary="Mail", **levels)


def resolved(model: Any) -> Any:
    inc = opened(model)
    return inc.resolve(at=T0, by="grace", code="solution_provided", notes="Done")


def test_a_guard_may_add_time_to_a_fact() -> None:
    """To the microsecond, at the verb and where it is only considered."""
    inc = resolved(INCIDENT.with_guards({Reopened: TEN_DAYS}))
    late = T0 + 10 * DAY + timedelta(microseconds=1)
    assert "in_progress" == inc.reopen(at=T0 + 10 * DAY, by="ada", reason="again").state
    with pytest.raises(GuardRefused, match="within ten days"):
        inc.reopen(at=late, by="ada", reason="again")
    assert [] == [c for c in inc.choices(at=late, by="ada") if c.verb == "reopen" and c.is_allowed]
    assert "event.at <= resolved_at + 10 days" == str(TEN_DAYS.condition)


def test_a_guard_may_count_working_days() -> None:
    """By a schedule; from Monday at nine, three of them end on Thursday."""
    soon = field("event.at") <= field("resolved_at").plus(WorkingDays(3), OFFICE)
    inc = resolved(INCIDENT.with_guards({Reopened: Guard("within three working days", soon)}))
    assert not inc.why_not("reopen", at=T0 + 3 * DAY, by="ada")
    assert inc.why_not("reopen", at=T0 + 3 * DAY + HOUR, by="ada")
    assert "resolved_at + 3 working days of" in str(soon)


def test_time_is_taken_away_as_well() -> None:
    """And what has no time before it is no time."""
    assert Shifted(field("a"), -DAY) == field("a") - DAY
    assert (field("b") <= field("a") - DAY).holds({"a": T0, "b": T0 - DAY})
    with pytest.raises(BadValue, match="give a shorter time"):
        field("a") - timedelta.max


@pytest.mark.parametrize(
    ("by", "schedule", "words"),
    [
        (5, None, "by cannot be 5"),
        (WorkingDays(2), None, "a timedelta, or a schedule beside it"),
        (DAY, "office", "schedule cannot be 'office'"),
    ],
)
def test_what_is_no_time_is_not_added(by: Any, schedule: Any, words: str) -> None:
    """Working days need the schedule that has them."""
    with pytest.raises(BadValue, match=words):
        field("a").plus(by, schedule)


def test_an_absent_instant_stays_absent() -> None:
    """One from outside leaves the answer open, one of the record compares with nothing."""
    assert None is (field("a") <= field("given.b") + DAY).judge({"a": T0})
    assert False is (field("a") <= field("b") + DAY).judge({"a": T0})
    assert None is Shifted(field("b"), DAY).read({})
    for facts in ({"a": T0, "b": "Monday"}, {"a": T0, "b": datetime.max.replace(tzinfo=UTC)}):
        with pytest.raises(Incomparable):
            (field("a") <= field("b") + DAY).judge(facts)


def test_of_is_a_field() -> None:
    """And nothing that only reads."""
    with pytest.raises(BadValue, match="give a field"):
        Shifted("resolved_at", DAY)


# --- what facts will be -------------------------------------------------------------------------

NOT_CRITICAL = Guard(
    "only a manager makes it critical", ~field("after.priority").is_(Priority.CRITICAL)
)
GUARDED = INCIDENT.with_guards({Reprioritised: NOT_CRITICAL})


def test_a_guard_may_ask_what_a_fact_will_be() -> None:
    """What the event says decides together with what stays as it is."""
    inc = opened(GUARDED, Urgency.HIGH)
    with pytest.raises(GuardRefused, match="only a manager"):
        inc.reprioritise(at=T0, by="ada", impact=Impact.HIGH, note="VIP")
    assert (
        Priority.HIGH == inc.reprioritise(at=T0, by="ada", impact=Impact.MEDIUM, note="n").priority
    )
    assert inc.why_not("reprioritise", at=T0, by="ada", impact=Impact.HIGH, note="VIP")


def test_what_will_be_is_open_while_nobody_says_it() -> None:
    """A button is not greyed out for what is not yet written."""
    inc = opened(GUARDED, Urgency.HIGH)
    assert () == inc.why_not("reprioritise", at=T0, by="ada")
    assert () == inc.why_not("reprioritise", at=T0, by="ada", impact=Impact.HIGH)
    (choice,) = (c for c in inc.choices(at=T0, by="ada") if c.verb == "reprioritise")
    assert choice.is_allowed


def test_a_permit_and_custom_fields_may_ask_it_as_well() -> None:
    """Whoever may, may for what it becomes; counts that the record keeps are those after it."""
    said = field("after.custom.site").is_("AMS") & (field("after.reopen_count") < 2)
    model = INCIDENT.with_roles({Updated: Permit("agent", said)})
    inc = model.open("INC-1", at=T0, by="ada", summary="Mail")
    agent = Actor("grace", roles={"agent"})
    assert "AMS" == inc.update(at=T0, by=agent, custom={"site": "AMS"}).custom["site"]
    assert inc.why_not("update", at=T0, by=agent, custom={"site": "NYC"}, summary="x")
    again = Guard("it is reopened once", field("after.reopen_count") < 2)
    twice = resolved(INCIDENT.with_guards({Reopened: again})).reopen(at=T0, by="ada", reason="r")
    twice = twice.resolve(at=T0, by="grace", code="solution_provided", notes="Done")
    with pytest.raises(GuardRefused, match="it is reopened once"):
        twice.reopen(at=T0, by="ada", reason="r")


@pytest.mark.parametrize(
    "name", ["after.state", "after.phase", "after.major_incident", "after.prioriti"]
)
def test_where_it_leads_is_not_for_guards_to_ask(name: str) -> None:
    """The rule says that; and a misspelt fact is none."""
    with pytest.raises(FaultyDefinition) as raised:
        INCIDENT.with_guards({Closed: Guard("no", field(name).is_set)})
    assert ["unknown_fact"] == [fault.code for fault in raised.value.faults]


def test_what_happens_by_itself_has_nothing_after_it() -> None:
    """A timer asks what is, not what will be."""
    with pytest.raises(FaultyDefinition):
        INCIDENT.extended(
            Timer("t", Closed, states="resolved", after=DAY, when=field("after.priority").is_set)
        )


def test_facts_keep_what_will_be_when_they_are_pickled() -> None:
    """As all that is asked of them."""
    inc = Incident.open("INC-1", at=T0, by="ada", summary="Mail")
    event = Resolved(at=T0, by="ada", code="user_error", notes="n")
    facts = RecordFacts(inc, event, changes=event.changes(inc))
    again = pickle.loads(pickle.dumps(facts))
    for known in (facts, again):
        assert "user_error" == known.get("after.resolution_code")
        assert (None, None) == (known.get("after.hold_until"), known.get("resolution_code"))
    assert None is RecordFacts(inc, event).get("after.resolution_code")
