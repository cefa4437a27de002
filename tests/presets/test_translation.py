"""Translation: all of a record or a timeline under another model, or nothing of it."""

from typing import Any

import attrs
import pytest

from itsmcore import INCIDENT, Impact, Incident, Phase, Priority, Rule, State, Timeline, Urgency
from itsmcore.errors import BadValue, NoCounterpart, NotAllowed
from itsmcore.incidents import Held
from itsmcore.presets import Lost, jira, servicenow, translate, zendesk
from itsmcore.priority import PriorityMatrix
from itsmcore.service_levels import Agreement, Goal
from tests.instants import HOUR, NINE

TIMELINE = Timeline.from_rows(
    [
        (NINE, {"state": "new", "phase": Phase.NEW, "urgency": servicenow.URGENCIES[0]}),
        (NINE + HOUR, {"state": "on_hold", "phase": Phase.PENDING, "hold_reason": "evidence"}),
    ]
)
COARSE = attrs.evolve(
    INCIDENT,
    name="coarse",
    prioritiser=PriorityMatrix(
        [Impact("a", "Widespread", 2), Impact("b", "Local", 1)],
        [Urgency("x", "Now", 2), Urgency("y", "Later", 1)],
        [[jira.PRIORITIES[0], jira.PRIORITIES[1]], [jira.PRIORITIES[2], jira.PRIORITIES[3]]],
    ),
)


def opened(**told: Any) -> Incident:
    """Give an incident of ServiceNow's model that was resolved."""
    details: dict[str, Any] = {
        "impact": servicenow.IMPACTS[0],
        "urgency": servicenow.URGENCIES[2],
        **told,
    }
    record: Incident = servicenow.INCIDENT.open(
        "INC-7", at=NINE, by="ada", summary="Mail is down", **details
    )
    record = record.start(at=NINE + HOUR, by="grace")
    return record.resolve(at=NINE + 2 * HOUR, by="grace", code="user_error", notes="None")


def test_a_record_is_folded_by_the_other_model() -> None:
    """Its events stay what and when they were; its states are those of the other model."""
    made = translate(opened(), to=INCIDENT)
    assert (Impact.HIGH, Urgency.LOW, ()) == (made.made.impact, made.made.urgency, made.lost)
    assert Incident.replay(made.made.history, model=INCIDENT) == made.made
    assert (INCIDENT, None, None) == (made.made.model, made.before, made.after)
    moved = translate(made.made, to=jira.INCIDENT).made
    assert ("completed", Phase.RESOLVED) == (moved.state, moved.phase)
    again = translate(moved, to=servicenow.INCIDENT).made
    assert opened().history == again.history


def test_a_higher_rank_stays_the_higher_one() -> None:
    """Whichever way codes run; of a shorter scale it is the nearest by place, and that is lost."""
    low = opened(impact=servicenow.IMPACTS[2], urgency=servicenow.URGENCIES[0])
    made = translate(low, to=COARSE)
    assert ("Local", "Now") == (str(made.made.impact), str(made.made.urgency))
    assert (
        Lost(index=0, field="impact", was=servicenow.IMPACTS[2], becomes=made.made.impact),
        Lost(index=0, field="urgency", was=servicenow.URGENCIES[0], becomes=made.made.urgency),
    ) == made.lost
    assert () == translate(made.made, to=COARSE).lost


def test_levels_at_the_same_place_of_scales_of_one_length_are_the_same() -> None:
    """Nothing is lost where each has one that stands for it."""
    renamed = attrs.evolve(
        COARSE,
        prioritiser=PriorityMatrix(
            [Impact("1", "All", 9), Impact("2", "Some", 4)],
            [Urgency("1", "At once", 9), Urgency("2", "Soon", 4)],
            [[jira.PRIORITIES[0]] * 2, [jira.PRIORITIES[1]] * 2],
        ),
    )
    made = translate(translate(opened(), to=COARSE).made, to=renamed)
    assert ("All", "Soon", ()) == (str(made.made.impact), str(made.made.urgency), made.lost)


def test_what_has_no_counterpart_is_refused_with_its_index() -> None:
    """And nothing is made; saying what stands for it is enough."""
    picky = attrs.evolve(
        INCIDENT, name="picky", codes={**INCIDENT.codes, "resolution_code": ("fixed", "gone")}
    )
    with pytest.raises(NoCounterpart, match=r"step 2 says code .*user_error.* for which there is"):
        translate(opened(), to=picky)
    made = translate(opened(), to=picky, values={"code": {"user_error": "fixed"}}).made
    assert "fixed" == made.resolution_code
    with pytest.raises(NoCounterpart, match=r"would say code 'fixd', .*did you mean 'fixed'"):
        translate(opened(), to=picky, values={"code": {"user_error": "fixd"}})


def test_a_level_of_no_known_scale_has_no_counterpart() -> None:
    """There is no place to find it by."""
    odd = Timeline.from_rows([(NINE, {"urgency": Urgency("9", "Odd", 9)})])
    with pytest.raises(NoCounterpart, match="step 0 says urgency"):
        translate(odd, to=INCIDENT)


def test_an_event_that_the_other_model_does_not_know_is_refused() -> None:
    """Or has no rule for there."""
    few = INCIDENT.extended(without="resolve", name="few")
    with pytest.raises(NoCounterpart, match="step 2 is resolve, which few 1 does not know"):
        translate(opened(), to=few)
    late = INCIDENT.extended(
        State("parked", phase=Phase.PENDING),
        Rule(Held, source="resolved", target="parked"),
        Rule(Held, source="parked", target="on_hold"),
        name="late",
    )
    held = late.open("INC-8", at=NINE, by="ada", summary="Mail is down")
    held = held.resolve(at=NINE, by="grace", code="user_error", notes="None")
    held = held.hold(at=NINE, by="grace", reason="vendor")
    with pytest.raises(NotAllowed) as refused:
        translate(held, to=INCIDENT)
    assert 2 == refused.value.index


def test_a_timeline_is_translated_step_by_step() -> None:
    """Its states by a table, its codes by another; phases are those of the other model."""
    made = translate(
        TIMELINE,
        to=jira.INCIDENT,
        states={"new": "open", "on_hold": "pending"},
        values={
            "hold_reason": {"evidence": "vendor"},
            "urgency": {servicenow.URGENCIES[0]: jira.URGENCIES[1]},
        },
    ).made
    assert ["open", "pending"] == [step.facts["state"] for step in made]
    assert [Phase.NEW, Phase.PENDING] == [step.facts["phase"] for step in made]
    assert (jira.URGENCIES[1], "vendor") == (
        made[0].facts["urgency"],
        made[1].facts["hold_reason"],
    )
    with pytest.raises(NoCounterpart, match=r"step 0 is in 'new', a state that jira\.incident 1"):
        translate(TIMELINE, to=jira.INCIDENT)
    with pytest.raises(NoCounterpart, match="step 1 says hold_reason 'evidence'"):
        translate(TIMELINE, to=servicenow.INCIDENT)


def test_a_step_without_a_state_keeps_its_facts() -> None:
    """As does one with several values, which no scale has."""
    several = Timeline.from_rows([(NINE, {"group": "mail", "impact": ("a", "b")})])
    assert several[0].facts == translate(several, to=INCIDENT).made[0].facts


def test_running_clocks_are_judged_before_and_after() -> None:
    """By one agreement, whose conditions each model reads in its own way."""
    gold = Agreement(
        "gold",
        goals=[Goal("wait", start=Phase.PENDING, stop=Phase.RESOLVED, targets=2 * HOUR)],
    )
    at = NINE + 9 * HOUR
    changed = translate(
        TIMELINE,
        to=INCIDENT,
        states={"on_hold": "in_progress"},
        values={"hold_reason": {"evidence": "vendor"}},
        agreement=gold,
        at=at,
    )
    assert changed.before == gold.measure(TIMELINE, at=at)
    assert changed.after == gold.measure(changed.made, at=at)
    assert changed.before != changed.after
    record = opened()
    same = translate(record, to=INCIDENT, agreement=gold, at=at)
    assert gold.measure(record.timeline(), at=at) == same.before
    with pytest.raises(BadValue, match="at cannot be None; give the instant to measure"):
        translate(TIMELINE, to=servicenow.INCIDENT_LENIENT, agreement=gold,
                  values={"hold_reason": {"evidence": "vendor"}})  # fmt: skip


def test_what_is_neither_a_record_nor_a_timeline_is_refused() -> None:
    """As is what is no model, and what is no table."""
    with pytest.raises(BadValue, match="source cannot be 7; give a record or a timeline"):
        translate(7, to=INCIDENT)
    with pytest.raises(BadValue, match="to cannot be"):
        translate(TIMELINE, to="jira")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="values cannot be"):
        translate(TIMELINE, to=INCIDENT, values={"urgency": 7})  # type: ignore[dict-item]


def test_a_timeline_s_priorities_become_those_of_the_other_model() -> None:
    """Else a target for High would never be that of what another product calls High."""
    rows = [(NINE, {"state": "new", "priority": level}) for level in zendesk.PRIORITIES]
    stated = {zendesk.PRIORITIES[0]: Priority.CRITICAL, zendesk.PRIORITIES[2]: Priority.MODERATE}
    made = translate(Timeline.from_rows(rows), to=INCIDENT, values={"priority": stated}).made
    assert [Priority.CRITICAL, Priority.HIGH, Priority.MODERATE, Priority.LOW] == [
        step.facts["priority"] for step in made
    ]
    with pytest.raises(NoCounterpart, match=r"step 0 says priority .*Urgent"):
        translate(Timeline.from_rows(rows), to=INCIDENT)
