"""Problems that wait, and fixes that fail."""

from typing import Any

import pytest

from itsmcore import Impact
from itsmcore.desk import Desk
from itsmcore.errors import BadData, GuardRefused, NotAllowed, UnknownCode
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import SYSTEM, Actor, Cause
from itsmcore.problems import (
    PROBLEM,
    REVIEW_FIRST,
    STANDARD,
    Closed,
    HoldReason,
    Problem,
    Role,
)
from tests.instants import DAY
from tests.instants import MARCH as NINE

BY: dict[str, Any] = {"at": NINE, "by": "grace"}


def problem(state: str = "new", model: Any = PROBLEM, **data: Any) -> Problem:
    """Lead a problem to a stage."""
    data = {"summary": "Mail stops on Mondays", "assignee": "grace", **data}
    steps = [
        lambda one: one.assess(**BY),
        lambda one: one.confirm(**BY),
        lambda one: one.record_cause(**BY, text="A full queue").fix(**BY, notes="Empty it"),
        lambda one: one.resolve(**BY, notes="It is emptied"),
        lambda one: one.close(**BY),
    ]
    found: Problem = model.open("PRB-1", **BY, **data)
    while found.state != state:
        found = steps.pop(0)(found)
    return found


STAGES = ("new", "assess", "root_cause_analysis", "fix_in_progress")
ONWARD: dict[str, dict[str, dict[str, Any]]] = {
    "new": {"assess": {}},
    "assess": {"confirm": {}, "mark_duplicate": {"of": "PRB-2"}},
    "root_cause_analysis": {"fix": {"notes": "n"}, "accept_risk": {"notes": "n"}},
    "fix_in_progress": {"accept_risk": {"notes": "n"}},
}


# --- on hold ------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", HoldReason)
@pytest.mark.parametrize("stage", STAGES)
def test_a_problem_on_hold_keeps_its_stage_and_goes_no_further(stage: str, reason: str) -> None:
    """Until it is resumed; it is put on hold with a reason, and may wait for something else."""
    held = problem(stage).hold(**BY, reason=reason, until=NINE + DAY)
    told = (held.state, held.is_on_hold, held.hold_reason, held.hold_until)
    assert (stage, True, reason, NINE + DAY) == told
    for verb, data in ONWARD[stage].items():
        reasons = held.why_not(verb, **BY, **data)
        assert "on_hold" in [reason.code for reason in reasons]
    other = held.hold(**BY, reason="vendor", until=NINE + 2 * DAY)
    assert ("vendor", NINE + 2 * DAY) == (other.hold_reason, other.hold_until)
    with pytest.raises(GuardRefused, match="another reason or another date"):
        other.hold(**BY, reason="vendor")
    resumed = other.resume(**BY)
    told = (resumed.state, resumed.is_on_hold, resumed.hold_reason, resumed.hold_until)
    assert (stage, False, None, None) == told
    with pytest.raises(NotAllowed):
        resumed.resume(**BY)


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_what_is_done_waits_for_nothing(state: str) -> None:
    """Only an open problem is put on hold."""
    with pytest.raises(GuardRefused, match="only an open problem is put on hold"):
        problem(state).hold(**BY, reason="vendor")


def test_it_waits_for_what_the_model_knows() -> None:
    """And is followed up later."""
    with pytest.raises(UnknownCode, match="hold_reason cannot be 'weather'"):
        problem().hold(**BY, reason="weather")
    with pytest.raises(BadData, match="does not lie after"):
        problem().hold(**BY, reason="vendor", until=NINE)


@pytest.mark.parametrize("stage", STAGES)
def test_a_hold_ends_when_it_was_to_end(stage: str) -> None:
    """By itself, as that of an incident does."""
    held = problem(stage).hold(**BY, reason="vendor", until=NINE + DAY)
    assert NINE + DAY == held.next_instant
    resumed = held.tick(at=NINE + 9 * DAY)
    event = resumed.history[-1]
    told = (resumed.state, resumed.is_on_hold, event.at, event.by, event.cause)
    assert (stage, False, NINE + DAY, SYSTEM, Cause("hold_ends")) == told
    assert None is resumed.next_instant


def test_resolving_and_cancelling_end_a_hold() -> None:
    """There is nothing to wait for any more."""
    fixing = problem("fix_in_progress").hold(**BY, reason="change", until=NINE + DAY)
    new = problem().hold(**BY, reason="vendor", until=NINE + DAY)
    for ended in (fixing.resolve(**BY), new.cancel(**BY, reason="no")):
        assert (False, None, None, None) == (
            ended.is_on_hold,
            ended.hold_reason,
            ended.hold_until,
            ended.next_instant,
        )


def test_only_who_coordinates_puts_it_on_hold_and_reopens_it() -> None:
    """By ITIL's division of duties."""
    boss = Actor("linus", set(Role))
    model = PROBLEM.with_roles(STANDARD)
    new = model.open("PRB-1", at=NINE, by=boss, summary="s", assignee="grace")
    for role, may in ((Role.AGENT, False), (Role.PROBLEM_COORDINATOR, True)):
        who = Actor("kim", {role})
        assert may == (() == new.why_not("hold", at=NINE, by=who, reason="vendor"))
        held = new.hold(at=NINE, by=boss, reason="vendor")
        assert may == (() == held.why_not("resume", at=NINE, by=who))
        done = new.assess(at=NINE, by=boss).confirm(at=NINE, by=boss)
        done = done.record_cause(at=NINE, by=boss, text="t").fix(at=NINE, by=boss, notes="n")
        done = done.resolve(at=NINE, by=boss)
        assert may == (() == done.why_not("reopen", at=NINE, by=who, reason="again"))


# --- a fix that fails ---------------------------------------------------------------------------


def test_a_fix_that_fails_is_taken_up_again() -> None:
    """Its cause is known as before, and it is a known error again."""
    done = problem("resolved")
    again = done.reopen(at=NINE + DAY, by="grace", reason="It stopped again")
    assert ("fix_in_progress", None, None, None) == (
        again.state,
        again.resolution_code,
        again.close_notes,
        again.resolved_at,
    )
    kept = (again.cause, again.fix_notes, again.is_known_error, done.is_known_error)
    assert ("A full queue", "Empty it", True, False) == kept
    anew = again.resolve(at=NINE + 2 * DAY, by="grace", notes="And watched")
    assert (NINE + 2 * DAY, "And watched") == (anew.resolved_at, anew.close_notes)


@pytest.mark.parametrize("state", [*STAGES, "closed"])
def test_only_what_is_resolved_is_reopened(state: str) -> None:
    """What is closed is analysed anew."""
    with pytest.raises(NotAllowed):
        problem(state).reopen(**BY, reason="again")


def test_a_fix_that_failed_is_reviewed_anew() -> None:
    """The review was of the one that failed."""
    model = PROBLEM.with_guards({Closed: REVIEW_FIRST})
    done = problem("resolved", model, is_major=True)
    reviewed = done.review(**BY, findings="f", lessons=["l"])
    again = reviewed.reopen(**BY, reason="again").resolve(**BY)
    assert (None, ()) == (again.reviewed_at, again.lessons)
    with pytest.raises(GuardRefused, match="reviewed"):
        again.close(**BY)
    assert "closed" == reviewed.close(**BY).state


def test_facts_are_corrected_until_it_is_closed() -> None:
    """As those of an incident are."""
    done = problem("resolved").update(**BY, service="mail", configuration_items=("relay-1",))
    assert ("mail", ("relay-1",)) == (done.service, done.configuration_items)
    with pytest.raises(NotAllowed):
        done.close(**BY).update(**BY, service="web")


# --- its incidents ------------------------------------------------------------------------------


def test_a_problem_is_opened_with_its_incidents() -> None:
    """Which it is linked to, each once, and a desk sees from both sides."""
    incidents = [INCIDENT.open(id, **BY, summary="Mail", impact=Impact.HIGH) for id in ("I1", "I2")]
    applied = Desk.of(incidents).open(
        PROBLEM, id="PRB-1", **BY, summary="Mail", incidents=("I1", "I2", "I1")
    )
    desk = applied.desk
    assert ("I1", "I2") == desk.related("PRB-1", "incident")
    assert ("PRB-1",) == desk.related("I1", "problem") == desk.related("I2", "problem")
    opened = desk.one(Problem, "PRB-1")
    assert [("incident", "I1"), ("incident", "I2")] == [
        (link.kind, link.target) for link in opened.links
    ]
    assert opened == Problem.replay(opened.history)
