"""Agreements beside a model: goals that ask what no record of it has or does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from itsmcore import INCIDENT, NORMAL_CHANGE, TASK, Phase, Priority
from itsmcore.conditions import field, happened
from itsmcore.decisions import Decision, Match, Row
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.lifecycle import Model, faults
from itsmcore.presets import jira, servicenow
from itsmcore.service_levels import (
    ANSWER,
    CUSTOMER_MESSAGE,
    FIRST_RESPONSE,
    Agreement,
    DueBy,
    Goal,
)
from tests.instants import HOUR

TARGETS = {Priority.HIGH: 4 * HOUR}


def goal(**more: Any) -> Goal:
    return Goal("resolution", **{"stop": Phase.RESOLVED, "targets": 4 * HOUR, **more})


def found(model: Model, *goals: Goal, **more: Any) -> list[tuple[str, str]]:
    report = faults(model, agreements=[Agreement("gold", goals=goals, **more)])
    assert all("; " in fault.words for fault in report)
    return [(fault.code, fault.subject) for fault in report]


def test_usual_goals_fit_the_usual_models() -> None:
    """A response, an update, a resolution; by priority, by a date that was agreed."""
    goals = (
        goal(pause=Phase.PENDING, targets=TARGETS),
        Goal("response", stop=FIRST_RESPONSE, targets=HOUR),
        Goal("reply", start=CUSTOMER_MESSAGE, stop=ANSWER, targets=HOUR),
        Goal("by date", stop=Phase.RESOLVED, targets=DueBy("custom.due_by")),
        Goal("by group", stop=Phase.RESOLVED, targets=HOUR, per="group", stop_at="restored_at"),
    )
    assert [] == found(INCIDENT, *goals)
    assert [] == found(INCIDENT, goal(), applies=field("custom.customer").is_("acme"))


@pytest.mark.parametrize(
    ("model", "of", "code", "subject"),
    [
        (INCIDENT, goal(pause="awaiting_user"), "unknown_state", "pause"),
        (INCIDENT, goal(pause=happened("wait"), resume=happened("resume")), "unknown_verb",
         "pause"),
        (INCIDENT, goal(pause=field("hold_reason").is_("customer")), "unknown_code", "pause"),
        (INCIDENT, goal(start=field("gruop").is_set), "unknown_fact", "start"),
        (INCIDENT, goal(targets={jira.PRIORITIES[0]: HOUR}), "unknown_code",
         "row 1 of the targets"),
        (servicenow.INCIDENT, goal(targets=TARGETS), "unknown_code", "row 1 of the targets"),
        (TASK, goal(start=Phase.RESOLVED, stop="closed"), "never_holds", "start"),
        (TASK, goal(stop=field("phase").is_(Phase.RESOLVED)), "never_holds", "stop"),
        (TASK, goal(pause=field("phase").is_in((Phase.RESOLVED,)), stop="closed"), "never_holds",
         "pause"),
        (INCIDENT, goal(pause="closed"), "never_holds", "pause"),
        (INCIDENT, goal(reset=field("state").is_in(("won", "lost"))), "unknown_state", "reset"),
    ],
)  # fmt: skip
def test_what_no_record_has_or_does_is_a_fault(
    model: Model, of: Goal, code: str, subject: str
) -> None:
    """A state, a verb, a code, a fact or a priority; a start, a stop or a pause that never is."""
    assert (code, f"goal 'resolution', {subject}") == found(model, of)[0]


def test_what_applies_and_what_is_read_fits_too() -> None:
    """The facts of holders and instants are of the record."""
    assert [("unknown_code", "agreement 'gold'")] == found(
        INCIDENT, goal(), applies=field("priority").is_(jira.PRIORITIES[0])
    )
    assert [("unknown_fact", "goal 'resolution'")] * 3 == found(
        INCIDENT, goal(per="gruop", start_at="occured_at", targets=DueBy("due"))
    )
    assert [] == found(NORMAL_CHANGE, goal(stop=Phase.CLOSED, targets=DueBy("planned_end")))


def test_every_fault_names_what_there_is() -> None:
    """With what was probably meant."""
    misspelt = goal(pause=field("hold_reason").is_("calller"))
    (fault,) = Agreement("gold", goals=[misspelt]).faults_beside(INCIDENT)
    assert "asks whether hold_reason is 'calller'; did you mean 'caller'?" == fault.words
    (fault,) = Agreement("gold", goals=[goal(pause="closed")]).faults_beside(INCIDENT)
    assert (
        "holds in no state of incident, but where the clock has stopped: state is 'closed'; fix it"
        == fault.words
    )


def test_a_target_that_an_earlier_one_shadows_is_refused() -> None:
    """The first that matches counts in Jira, the shortest where a mapping is given."""
    any_priority, high = field("priority").is_set, field("priority").is_(Priority.HIGH)
    for targets in (
        Decision([Row(any_priority, 8 * HOUR), Row(high, 4 * HOUR)], match=Match.FIRST),
        [(any_priority, 4 * HOUR), (high, 8 * HOUR)],
    ):
        with pytest.raises(FaultyDefinition) as faulty:
            goal(targets=targets)
        assert ["shadowed"] == [fault.code for fault in faulty.value.faults]
    assert timedelta(hours=4) == goal(
        targets=[(any_priority, 8 * HOUR), (high, 4 * HOUR)]
    ).targets.decide({"priority": Priority.HIGH})


@pytest.mark.parametrize("given", [["gold"], [7]])
def test_what_is_no_agreement_is_refused(given: Any) -> None:
    """And an agreement is judged beside a model, not a table."""
    with pytest.raises(BadValue, match="agreements, and a model whose records they are for"):
        faults(INCIDENT, agreements=given)
    with pytest.raises(BadValue, match="agreements, and a model whose records they are for"):
        faults(INCIDENT.lifecycle, agreements=[Agreement("gold", goals=[goal()])])
    with pytest.raises(BadValue, match="model"):
        Agreement("gold", goals=[goal()]).faults_beside(7)  # type: ignore[arg-type]
