"""A record is measured as its timeline is, of which only what is asked for is copied."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, REQUEST, TASK, Incident, Phase, Priority, Schedule
from itsmcore import testing as some
from itsmcore.conditions import field
from itsmcore.decisions import Decision, Row
from itsmcore.service_levels import Agreement, DueBy, Goal, InZoneOf, Terms
from tests.instants import DAY, HOUR, NINE

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
GOAL = Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=8 * HOUR)
GOALS: dict[str, Any] = {"stop": Phase.RESOLVED, "targets": 8 * HOUR}
TOLD = {"state", "phase", "group", "assignee", "resolution_code", "duplicate_of"}


def agreement(**more: Any) -> Agreement:
    return Agreement("gold", goals=[Goal("resolution", **(GOALS | more))])


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_a_record_is_measured_as_its_timeline(data: st.DataObject) -> None:
    """Whatever is agreed, in whichever practice, and in the same words."""
    model = data.draw(st.sampled_from([INCIDENT, REQUEST, TASK]))
    record = data.draw(some.records(model))
    judged = data.draw(some.agreements(schedules=st.just(OFFICE)))
    at = record.history[-1].at + DAY
    of_timeline, of_record = judged.measure(record.timeline(), at=at), judged.measure(record, at=at)
    assert of_timeline == of_record
    for key, clock in of_timeline.items():
        assert (str(clock.explain()), clock.why()) == (
            str(of_record[key].explain()),
            of_record[key].why(),
        )


@pytest.mark.parametrize(
    ("goal", "more"),
    [
        ({}, set()),
        ({"targets": {Priority.HIGH: HOUR}}, {"priority"}),
        ({"targets": DueBy("custom.due_by")}, {"custom.due_by"}),
        ({"per": "service", "start_at": "occurred_at"}, {"service", "occurred_at"}),
        ({"stop_at": "restored_at"}, {"restored_at"}),
        ({"pause": field("event.public").is_(True), "resume": Phase.ACTIVE}, {"event.public"}),
        ({"schedule": InZoneOf("custom.zone", OFFICE)}, {"custom.zone"}),
        (
            {"schedule": Decision([Row(field("location").is_("Delft"), OFFICE)], default=OFFICE)},
            {"location"},
        ),
    ],
    ids=lambda of: ", ".join(sorted(of)),
)
def test_an_agreement_names_the_facts_that_it_reads(goal: Any, more: set[str]) -> None:
    """Those of its conditions, its targets and its schedule, and what stretches tell."""
    assert TOLD | more == agreement(**goal).facts


def test_it_reads_what_says_to_whom_it_applies_and_what_former_versions_read() -> None:
    """Since either may decide."""
    former = Agreement("gold", goals=[GOAL], applies=field("customer").is_("acme"))
    later = former.revised(version="2", effective_from=NINE, applies=field("site").is_("A"))
    assert TOLD | {"customer", "site"} == later.facts


class Whole:
    """A choice of schedule that may read any fact."""

    def decide(self, facts: Any, /) -> Schedule:
        return OFFICE if facts.get("summary") == "Mail" else Schedule.always()


def small(facts: Any) -> bool:
    return bool(facts.get("summary") == "Mail")


@pytest.mark.parametrize(
    "judged",
    [
        agreement(schedule=Whole()),
        agreement(start=small),
        Agreement("gold", goals=[GOAL], applies=small),
    ],
    ids=["schedule", "goal", "agreement"],
)
def test_what_asks_a_function_may_read_any_fact(judged: Agreement) -> None:
    """So that all are copied."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail")
    at = NINE + DAY
    assert judged.facts is None
    assert judged.measure(inc.timeline(), at=at) == judged.measure(inc, at=at)
    assert "resolution" in judged.measure(inc, at=at)


def test_what_is_read_by_other_terms_is_proved_once() -> None:
    """And kept, so that many records are measured as quickly as by its own."""
    judged, terms = agreement(), Terms(on_reopen="new_cycle")
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail")
    assert judged._read_by(terms) is judged._read_by(Terms(on_reopen="new_cycle"))
    anew = attrs.evolve(judged, terms=terms)
    assert anew.measure(inc, at=NINE + DAY) == judged.measure(inc, at=NINE + DAY, terms=terms)
    assert pickle.loads(pickle.dumps(judged)) == judged


def test_a_step_that_tells_nothing_new_changes_no_clock() -> None:
    """A comment is the last thing that was judged, and a change of group begins a stretch."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail is down", group="messaging")
    for hour, group in enumerate(("network", "servers"), 1):
        inc = inc.comment(at=NINE + hour * HOUR, by="grace", text="I look into it")
        inc = inc.assign(at=NINE + hour * HOUR, by="grace", group=group)
    inc = inc.comment(at=NINE + 3 * HOUR, by="grace", text="I have found it")
    clock = agreement().measure(inc, at=NINE + 4 * HOUR)["resolution"]
    assert clock == agreement().measure(inc.timeline(), at=NINE + 4 * HOUR)["resolution"]
    told = [(stretch.group, stretch.end - stretch.start) for stretch in clock.stretches]
    assert told == [("messaging", HOUR), ("network", HOUR), ("servers", 2 * HOUR)]
    assert clock.step is not None
    assert (clock.step.verb, clock.step.at) == ("comment", NINE + 3 * HOUR)
