"""All differences at once: between a service and its model, each with the first life to it."""

from typing import Any

import pytest
from hypothesis import find
from hypothesis import strategies as st

from itsmcore.conditions import field
from itsmcore.errors import BadValue, OutOfOrder, Refused
from itsmcore.incidents import INCIDENT, HoldReason
from itsmcore.lifecycle import Actor, Guard
from itsmcore.tasks import TASK
from itsmcore.testing import differences, machine_for
from tests.instants import HOUR, NINE
from tests.support import LOAN, Returned

INCIDENT_IS_OLD = field("id").is_set


def lived(model: Any, history: Any) -> Any:
    """Live a life by the model itself: what follows by itself is left to it."""
    record = model.record.begin(history[0], model=model)
    for event in history[1:]:
        if event.cause is None:
            record = record.apply(event)
        elif event.at > record.history[-1].at:
            record = record.tick(at=event.at)
    return record


@pytest.mark.parametrize(
    "model", [LOAN, TASK, TASK.with_roles({"close": "agent"}), INCIDENT], ids=str
)
def test_a_model_agrees_with_itself(model: Any) -> None:
    """In every case, those that only time or a reaction brings about among them."""
    found = differences(model, lambda history: lived(model, history).state)
    assert () == found.found
    assert () == found.unasked
    assert found.is_as_known
    assert found.asked > len(model.events)
    assert f"0 of {found.asked} cases differ" == str(found).splitlines()[-1]


def test_what_no_life_leads_to_is_not_compared() -> None:
    """A rule whose guard never holds."""
    never = Guard("books never come back", field("custom.magic").is_(True))
    model = LOAN.with_guards({Returned: never})
    found = differences(model, lambda history: lived(model, history).state)
    assert () == found.found
    assert found.asked < differences(LOAN, lambda history: lived(LOAN, history).state).asked


def early(history: Any) -> Any:
    """Live a task, but begin what is released, and close it at any time."""
    if history[-1].verb == "close":
        return "closed"
    record = lived(TASK, history)
    return "work_in_progress" if history[-1].verb == "release" else record.state


def test_every_difference_is_listed_with_the_first_life_to_it() -> None:
    """Both what the service makes something else of, and what it takes though it is forbidden."""
    found = differences(TASK, early, actors=[Actor("ada")])
    cases = {one.case: (one.model, one.service, one.life) for one in found.found}
    assert ("open", "work_in_progress", "open release") == cases["pending", "release", "ada"]
    why, service, life = cases["closed", "close", "ada"]
    assert "refused: close is not allowed while closed" == why
    assert ("closed", "open close close") == (service, life)
    assert {"start", "comment"}.isdisjoint(one.event.verb for one in found.found)
    assert len(found.rows) == len(found.found)
    assert {"state", "verb", "by", "model", "service", "life", "known"} == {*found.rows[0]}
    assert f"<Differences {len(found.found)} of {found.asked} cases>" == repr(found)
    first = found.found[0]
    assert f"{first.life}, by ada: {first.service}, not {first.model}" == str(first)
    assert f"{found:md}".startswith("| state | verb | by | model | service | life | known |")
    assert found._repr_html_().startswith("<table")


def test_known_differences_are_expected_and_missed_when_they_go() -> None:
    """For any actor, or for one; what is behind another difference is not missed."""
    every = differences(TASK, early, actors=[Actor("ada")])
    known = [one.case for one in every.found]
    again = differences(TASK, early, actors=[Actor("ada")], known=[known[0][:2], *known[1:]])
    assert again.is_as_known
    assert all(one.is_known for one in again.found)
    assert "known" in str(again).splitlines()[1]
    gone = differences(TASK, lambda history: lived(TASK, history).state, known=known)
    assert tuple(known) == gone.gone
    assert not gone.is_as_known
    told = str(gone).splitlines()[-1]
    assert f"known, and no longer so: {known[0][1]} while {known[0][0]}, by ada" in told


def test_what_lies_behind_a_difference_is_not_compared() -> None:
    """It is named, and a difference that is known there is not missed."""
    known = [("open", "start"), ("closed", "reopen", "ada")]
    found = differences(TASK, lambda _: None, actors=[Actor("ada")], known=known)
    assert [("", "open", "ada")] == [one.case for one in found.found]
    assert ("refused", "open") == (found.found[0].service, found.found[0].life)
    assert ("open", "start", "ada") in found.unasked
    assert (("closed", "reopen", "ada"),) == found.gone
    assert "not compared, since something differs before: " in str(found)


def test_several_facts_may_be_compared() -> None:
    """By their names; what is alike is not written."""

    def forgetful(history: Any) -> Any:
        record = lived(INCIDENT, history)
        reason = HoldReason.CALLER if record.state == "on_hold" else None
        return {"state": record.state, "hold_reason": reason}

    found = differences(INCIDENT, forgetful, actors=[Actor("ada")]).found
    held = [(state, "hold", "ada") for state in ("new", "in_progress", "on_hold")]
    assert held == [one.case for one in found]
    told = {(one.model, one.service) for one in found}
    assert {("hold_reason vendor", "hold_reason caller")} == told


def test_a_refused_is_a_refusal_and_any_other_error_is_told() -> None:
    """With the life that led to it."""

    def broken(history: Any) -> Any:
        raise ZeroDivisionError("oh")

    with pytest.raises(ZeroDivisionError) as caught:
        differences(TASK, broken)
    assert ["after open"] == caught.value.__notes__


@pytest.mark.parametrize("wrong", [5, ["closed"]])
def test_an_answer_that_is_none_is_refused(wrong: Any) -> None:
    """A state, facts, or None."""
    with pytest.raises(BadValue, match=r"the service's answer cannot be .*; give a state"):
        differences(TASK, lambda _: wrong)


@pytest.mark.parametrize("wrong", ["close", ("a",), ("a", 1), ("a", "b", "c", "d")])
def test_a_known_difference_is_a_pair_or_has_an_actor(wrong: Any) -> None:
    """Anything else is refused before the service is asked."""
    with pytest.raises(BadValue, match="known"):
        differences(TASK, lambda _: "new", known=[wrong])


# --- what was refused ---------------------------------------------------------------------------


def test_the_machine_tells_what_kind_of_attempt_was_refused() -> None:
    """A move that no rule has, a role, a guard, or data; what comes late has its own hook."""
    kind: Any = machine_for(
        INCIDENT.with_roles({"cancel": "agent"}).with_guards(
            {INCIDENT.event("start"): Guard("never", ~INCIDENT_IS_OLD)}
        )
    )
    machine = kind()
    seen: list[str] = []
    machine.refused = lambda event, refusal: seen.append(machine.attempt)
    machine.came_late = lambda event, refusal: seen.append(type(refusal).__name__)
    machine.record = machine.model.open("INC-1", at=NINE, by="ada", summary="s")
    machine.now = NINE
    tried = [
        ("close", NINE, {}),
        ("cancel", NINE, {"reason": "x"}),
        ("start", NINE, {}),
        ("hold", NINE, {"reason": "magic"}),
        ("comment", NINE - HOUR, {"text": "x"}),
    ]

    def attempt(_: None) -> bool:
        events = [machine.model.event(verb)(at=at, by="bob", **data) for verb, at, data in tried]
        return not any(machine._apply(event) for event in events)

    find(st.none(), attempt)
    expected = ["illegal_move", "missing_role", "guard", "unfit_data", OutOfOrder.__name__]
    assert expected == seen[:5]
    assert issubclass(OutOfOrder, Refused)
