"""ServiceNow's requested items and catalogue tasks: approved, worked on, closed in three ways."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Desk, Phase, Timeline
from itsmcore.approval import ApprovalPolicy, Authority, safety_faults, unsafe
from itsmcore.catalogue import CatalogueItem
from itsmcore.conformance import check
from itsmcore.errors import BadValue, NotAllowed
from itsmcore.plans import Plan, PlannedTask
from itsmcore.presets import servicenow
from itsmcore.requests import Outcome, Request, fulfilment, request_model
from itsmcore.service_levels import Agreement, Metric
from itsmcore.tasks import CloseCode, Task
from itsmcore.testing import paths
from tests.instants import HOUR, NINE

BOARD = ApprovalPolicy(Authority("board", ["mia"]), expires_after=timedelta(days=1))
ASKED = servicenow.REQUESTED_ITEM.extended(policy=BOARD, name="asked")
WRITTEN = "%Y-%m-%d %H:%M:%S"


def changed(minutes: int, field: str, old: str, new: str) -> dict[str, Any]:
    at = f"{NINE + timedelta(minutes=minutes):{WRITTEN}}"
    return {
        "documentkey": "9d38",
        "fieldname": field,
        "oldvalue": old,
        "newvalue": new,
        "sys_created_on": at,
    }


def audited(*rows: dict[str, Any], table: Any = "sc_req_item", **record: Any) -> Timeline:
    """Read the audit of one record."""
    own = {"sys_id": "9d38", "number": "RITM1", "opened_at": f"{NINE:{WRITTEN}}", **record}
    (timeline,) = servicenow.audits(rows, records=[own], table=table).values()
    return timeline


def listed(table: Any = "sc_req_item", **told: Any) -> Timeline:
    """Read a list with one record."""
    row = {"number": "RITM1", "opened_at": f"{NINE:{WRITTEN}}", **told}
    (timeline,) = servicenow.snapshots([row], tz="UTC", table=table).values()
    return timeline


def states(timeline: Timeline) -> list[object]:
    return [step.facts["state"] for step in timeline]


def test_states_of_both_have_the_product_s_codes() -> None:
    """An item that is open is one of two here, and what was abandoned has no code of its own."""
    coded = {state.name: (state.code, str(state)) for state in servicenow.REQUESTED_ITEM.states}
    assert coded == {
        "draft": ("1", "Open"),
        "awaiting_approval": ("1", "Open, approval requested"),
        "fulfilment": ("2", "Work in Progress"),
        "on_hold": ("-5", "Pending"),
        "closed": ("3", "Closed"),
        "rejected": (None, "Rejected"),
        "cancelled": (None, "Canceled"),
    }
    tasks = {state.code: state.name for state in servicenow.CATALOG_TASK.states}
    assert {"-5": "pending", "1": "open", "2": "in_progress", "3": "closed", None: "cancelled"} == (
        tasks
    )


@pytest.mark.parametrize("field", ["requested_item.outcome", "catalog_task.close_code"])
def test_how_either_ended_is_read_and_written(field: str) -> None:
    """The task table stores 7 for what was skipped."""
    table = servicenow.PRESET.codes_of(field)
    assert {"complete": "3", "incomplete": "4", "skipped": "7"} == {
        outcome: table.code(outcome) for outcome in ("complete", "incomplete", "skipped")
    }
    assert "incomplete" == table.meaning("Closed Incomplete")


def test_an_item_that_nobody_approves_is_approved_by_itself() -> None:
    """As a workflow does where no user is named; it is closed as soon as it is fulfilled."""
    item = servicenow.REQUESTED_ITEM.open("RITM1", at=NINE, by="ada", summary="A screen")
    item = item.submit(at=NINE, by="ada")
    assert ("fulfilment", "approved") == (item.state, item.approval)
    done = item.fulfil(at=NINE + HOUR, by="grace", outcome=Outcome.INCOMPLETE)
    assert ("closed", "incomplete") == (done.state, done.outcome)
    with pytest.raises(NotAllowed):
        done.reopen(at=NINE + HOUR, by="ada", reason="It flickers")
    assert None is done.next_instant


def test_an_item_waits_for_whoever_approves_it() -> None:
    """And is not worked on before; a rejected one is over."""
    item = ASKED.open("RITM1", at=NINE, by="ada", summary="A screen").submit(at=NINE, by="ada")
    assert ("awaiting_approval", "requested") == (item.state, item.approval)
    with pytest.raises(NotAllowed):
        item.start(at=NINE, by="grace")
    with pytest.raises(NotAllowed):
        item.fulfil(at=NINE, by="grace")
    assert "fulfilment" == item.vote(at=NINE, by="mia", vote="yes").state
    rejected = item.vote(at=NINE, by="mia", vote="no")
    assert ("rejected", Phase.CANCELLED) == (rejected.state, rejected.phase)


def test_nothing_is_fulfilled_without_approval_but_by_the_lenient_model() -> None:
    """Which lets what the product lets, and is found out."""
    for model in (servicenow.REQUESTED_ITEM, ASKED):
        assert None is unsafe(model)
        assert () == safety_faults(model)
    way = unsafe(servicenow.REQUESTED_ITEM_LENIENT.extended(policy=BOARD, name="asked"))
    assert ("start",) == (None if way is None else way.verbs)
    past = ASKED.extended(
        *(
            rule
            for rule in servicenow.REQUESTED_ITEM_LENIENT.lifecycle.rules
            if rule.event.verb == "fulfil" and "draft" in rule.source
        ),
        name="past",
    )
    way = unsafe(past)
    assert ("fulfil",) == (None if way is None else way.verbs)


def test_every_rule_of_an_item_is_walked() -> None:
    """By an item that a board approves, but for what only another policy makes happen."""
    left = {(path.verb, path.source) for path in paths(ASKED) if path.record is None}
    policy = {("approve_by_policy", of) for of in ("awaiting_approval", "requested")}
    assert policy | {("void_approvals", "on_hold")} == left
    by_policy = {path.verb for path in paths(servicenow.REQUESTED_ITEM) if path.record is not None}
    assert {"approve_by_policy", "hold", "resume", "fulfil"} <= by_policy


@pytest.mark.parametrize(
    ("ends", "outcome"),
    [
        ((CloseCode.COMPLETE, CloseCode.COMPLETE), "complete"),
        ((CloseCode.COMPLETE, CloseCode.INCOMPLETE), "incomplete"),
        ((CloseCode.SKIPPED, CloseCode.SKIPPED), "skipped"),
        ((CloseCode.COMPLETE, CloseCode.SKIPPED), "complete"),
    ],
)
def test_an_item_closes_as_its_tasks_do(ends: tuple[CloseCode, CloseCode], outcome: str) -> None:
    """The product's three rules; and with the last task skipped, it is complete."""
    plan = Plan(PlannedTask("order"), PlannedTask("hand over"))
    screen = CatalogueItem("screen", summary="A screen", plan=plan)
    model = request_model(screen, base=servicenow.REQUESTED_ITEM)
    desk = Desk.of().open(model, id="RITM1", at=NINE, by="ada").desk
    desk = desk.do("RITM1", "submit", at=NINE, by="ada").desk
    for task, code in zip(desk.all(Task), ends, strict=True):
        desk = desk.do(task.id, "close", at=NINE + HOUR, by="grace", code=code).desk
    item = desk.one(Request, "RITM1")
    assert ("closed", outcome) == (item.state, item.outcome)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("state", "1", "2"), ("state", "2", "3")], ["draft", "fulfilment", "closed"]),
        (
            [("approval", "not requested", "requested"), ("approval", "requested", "approved")],
            ["draft", "awaiting_approval", "fulfilment"],
        ),
        (
            [("approval", "requested", "rejected"), ("state", "1", "4")],
            ["awaiting_approval", "rejected", "rejected"],
        ),
        ([("approval", "requested", "not_required")], ["awaiting_approval", "fulfilment"]),
        ([("state", "2", "-5"), ("state", "-5", "7")], ["fulfilment", "on_hold", "closed"]),
        ([("state", "1", "99")], ["draft", "99"]),
    ],
)
def test_an_audit_tells_an_item_s_state_by_two_fields(
    rows: list[tuple[str, str, str]], expected: list[object]
) -> None:
    """An open item is what its approval says."""
    audit = [changed(5 * n, *row) for n, row in enumerate(rows, 1)]
    told = {} if any(field == "state" for field, *_ in rows) else {"state": "1"}
    assert expected == states(audited(*audit, **told))


def test_an_audit_tells_how_an_item_ended() -> None:
    """And what was ordered by whom, by the record."""
    told = {"state": "4", "cat_item": "screen", "request": "REQ7", "requested_for": "kim"}
    timeline = audited(changed(5, "state", "1", "2"), changed(9, "state", "2", "4"), **told)
    assert [None, None, "incomplete"] == [step.facts["outcome"] for step in timeline]
    assert ("screen", "REQ7", "kim") == tuple(
        timeline[0].facts[name] for name in ("item", "order", "requested_for")
    )
    assert () == timeline.flaws
    (never,) = audited(**told)
    assert ("closed", "incomplete") == (never.facts["state"], never.facts["outcome"])


def test_an_audit_tells_of_tasks() -> None:
    """Which item one belongs to, and how it was closed."""
    rows = (changed(5, "state", "1", "2"), changed(9, "state", "Work in Progress", "7"))
    timeline = audited(*rows, table="sc_task", request_item="RITM1")
    assert ["open", "in_progress", "closed"] == states(timeline)
    assert (None, "skipped", "RITM1") == (
        timeline[1].facts["close_code"],
        timeline[2].facts["close_code"],
        timeline[2].facts["parent"],
    )
    assert () == timeline.flaws
    assert 1.0 == check(servicenow.CATALOG_TASK, {"TASK1": timeline}).fitness


def test_work_without_approval_is_found_by_the_strict_model_alone() -> None:
    """Real logs are full of it."""
    log = {"RITM1": audited(changed(5, "state", "1", "2"), changed(9, "state", "2", "3"))}
    assert [("draft", "fulfilment")] == [
        (one.source, one.target) for one in check(servicenow.REQUESTED_ITEM, log).deviations
    ]
    assert 1.0 == check(servicenow.REQUESTED_ITEM_LENIENT, log).fitness


@pytest.mark.parametrize(
    ("told", "state", "fact", "value"),
    [
        ({"state": "Open", "approval": "Requested"}, "awaiting_approval", "approval", "requested"),
        ({"state": "Open", "approval": "Approved"}, "fulfilment", "approval", "approved"),
        ({"state": "Open"}, "draft", "approval", None),
        ({"state": "Closed Skipped", "closed_at": NINE + HOUR}, "closed", "outcome", "skipped"),
        ({"state": "Closed Incomplete", "approval": "Rejected"}, "rejected", "item", None),
        ({"state": "Work in Progress", "cat_item": "screen"}, "fulfilment", "item", "screen"),
    ],
)
def test_a_list_tells_an_item_s_state_by_two_columns(
    told: dict[str, Any], state: str, fact: str, value: object
) -> None:
    """As an audit does, at the time of the list."""
    timeline = listed(**told)
    assert (state, value) == (timeline[-1].facts["state"], timeline[-1].facts.get(fact))


def test_a_list_tells_of_tasks() -> None:
    """With the priority as a level."""
    timeline = listed(
        "sc_task",
        state="Closed Complete",
        closed_at=NINE + HOUR,
        priority="2 - High",
        request_item="RITM1",
    )
    assert ["open", "closed"] == states(timeline)
    assert (servicenow.PRIORITIES[1], "complete", "RITM1") == tuple(
        timeline[-1].facts[name] for name in ("priority", "close_code", "parent")
    )


def test_a_list_of_another_table_is_refused() -> None:
    """With those that are read."""
    with pytest.raises(BadValue, match="table cannot be 'sc_request'; give one of incident, sc_"):
        servicenow.snapshots([], tz="UTC", table="sc_request")  # type: ignore[arg-type]


def test_the_clock_of_an_item_runs_from_its_approval_by_the_product_s_terms() -> None:
    """Pending does not count where the definition says so, and the end is any of the three."""
    timeline = audited(
        changed(10, "approval", "requested", "approved"),
        changed(20, "state", "1", "-5"),
        changed(50, "state", "-5", "2"),
        changed(60, "state", "2", "4"),
    )
    agreement = Agreement("items", goals=[fulfilment(HOUR, since="approval")])
    clocks = agreement.measure(timeline, at=NINE + 2 * HOUR, terms=servicenow.TERMS)
    clock = clocks[Metric.FULFILMENT]
    assert (NINE + timedelta(minutes=10), timedelta(minutes=20)) == (
        clock.started_at,
        clock.elapsed,
    )
    assert NINE + timedelta(minutes=60) == clock.ended_at


DIRT = st.none() | st.text(max_size=8) | st.floats() | st.datetimes() | st.just("Closed Skipped")
APPROVALS = DIRT | st.sampled_from(["Requested", "approved", "rejected", "not requested"])


@given(
    st.sampled_from(["sc_req_item", "sc_task"]),
    st.lists(
        st.fixed_dictionaries(
            {"number": DIRT, "state": DIRT | st.sampled_from("123475"), "opened_at": DIRT},
            optional={"approval": APPROVALS, "closed_at": DIRT, "priority": DIRT},
        ),
        max_size=3,
    ),
    st.lists(
        st.tuples(
            st.sampled_from(["state", "approval", "closed_at"]),
            APPROVALS | st.sampled_from("1234"),
            APPROVALS | st.sampled_from("12347"),
        ),
        max_size=4,
    ),
)
@settings(max_examples=40, deadline=None)
def test_no_row_is_too_dirty(
    table: Any, rows: list[dict[str, Any]], changes: list[tuple[str, Any, Any]]
) -> None:
    """Each record has its timeline, in order of time; a phase stands where a state is known."""
    log = servicenow.snapshots(rows, tz="UTC", table=table, format=WRITTEN)
    assert len(rows) == len(log)
    audit = [changed(n, *change) for n, change in enumerate(changes)]
    for timeline in (*log.values(), audited(*audit, table=table)):
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        for step in timeline:
            is_known = step.facts["state"] in timeline.states
            assert is_known is (step.facts["phase"] is not None)
