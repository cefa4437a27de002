"""Requests on a desk: their tasks, what they wait for, and the incident that was one."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT
from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import CatalogueItem
from itsmcore.conditions import field
from itsmcore.desk import Applied, Desk
from itsmcore.errors import GuardRefused
from itsmcore.incidents import ResolutionCode
from itsmcore.lifecycle import Argument
from itsmcore.plans import Plan, PlannedTask
from itsmcore.requests import REQUEST, Fulfilled, Request, RequestModel, request_model
from itsmcore.tasks import TASK, Task
from tests.instants import NINE
from tests.requests.cases import LAPTOP, MANAGER, SALES, SMALL, at

TWO = Plan(PlannedTask("one"), PlannedTask("two"))


def ordered(model: RequestModel = LAPTOP, **answers: Any) -> Desk:
    """Return a desk with a request that is submitted."""
    given = {**SMALL, **answers} if model is LAPTOP else {}
    desk = Desk.of().open(
        model, id="REQ-1", at=NINE, by="ada", requested_for="kim", profile=SALES, answers=given
    )
    return desk.desk.do("REQ-1", "submit", at=at(1), by="ada").desk


def fulfilling(model: RequestModel = LAPTOP, **answers: Any) -> Desk:
    """Return a desk with a request that is being fulfilled."""
    return ordered(model, **answers).do("REQ-1", "vote", at=at(2), by="mia", vote="yes").desk


def request(desk: Desk) -> Request:
    return desk.one(Request, "REQ-1")


def tasks(desk: Desk) -> dict[str, str]:
    """Return the states of the tasks that were not withdrawn, by their steps."""
    found = (of for of in desk.all(Task) if of.step and of.state != "cancelled")
    return {str(of.step): of.state for of in found}


def do(desk: Desk, step: str, verb: str, hours: float = 3, **arguments: Any) -> Applied:
    """Do something to the newest task of a step."""
    task = [of for of in desk.all(Task) if of.step == step and not of.phase.is_final][-1]
    done = desk.do(task.id, verb, at=at(hours), by="grace", **arguments)
    assert () == done.refusals
    return done


def test_its_plan_begins_once_it_is_approved() -> None:
    """The first task is released, and the others wait."""
    assert () == ordered().all(Task)
    assert {"order": "open", "image": "pending", "ship": "pending"} == tasks(fulfilling())


def test_the_first_task_starts_it_and_a_final_one_cannot_be_undone() -> None:
    """It tells the request, which tells what is no longer possible."""
    desk = do(fulfilling(), "order", "start").desk
    assert at(3) == request(desk).started_at
    with pytest.raises(GuardRefused, match="what has been started is not amended"):
        desk.do("REQ-1", "amend", at=at(4), by="ada", answers={"remote": True})
    desk = do(desk, "order", "close", 4, code="complete").desk
    assert at(4) == request(desk).committed_at
    with pytest.raises(GuardRefused, match="it is past the point of no return"):
        desk.do("REQ-1", "cancel", at=at(5), by="ada", reason="x")


def test_a_task_that_is_closed_at_once_has_started_it_too() -> None:
    """What was incomplete commits nothing."""
    desk = do(fulfilling(), "order", "close", code="incomplete").desk
    done = request(desk)
    assert (at(3), None, "fulfilled") == (done.started_at, done.committed_at, done.state)


def test_the_last_task_fulfils_it() -> None:
    """With what is not needed skipped, and no refusal on the way."""
    desk = do(fulfilling(), "order", "close", code="complete").desk
    done = do(desk, "image", "close", 4, code="complete")
    assert [("close", "image"), ("close", "ship"), ("fulfil", None)] == [
        (entry.event.verb, getattr(done.desk[entry.record], "step", None)) for entry in done.events
    ]
    assert ("fulfilled", "complete") == (request(done.desk).state, request(done.desk).outcome)
    remote = do(fulfilling(remote=True), "order", "close", code="complete").desk
    remote = do(remote, "image", "close", 4, code="complete").desk
    assert "fulfilment" == request(remote).state
    remote = do(remote, "ship", "close", 5, code="complete").desk
    assert "fulfilled" == request(remote).state


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("complete", "complete", "complete"),
        ("complete", "skipped", "complete"),
        ("complete", "incomplete", "incomplete"),
        ("skipped", "skipped", "skipped"),
        ("incomplete", "skipped", "incomplete"),
        ("cancelled", "complete", "incomplete"),
    ],
)
def test_how_its_tasks_end_is_how_it_does(first: str, second: str, outcome: str) -> None:
    """R2: one that is cancelled by hand was not completed."""
    desk = ordered(request_model(CatalogueItem("two", plan=TWO)))
    for step, how in (("one", first), ("two", second)):
        ended: dict[str, Any] = {"reason": "x"} if how == "cancelled" else {"code": how}
        verb = "cancel" if how == "cancelled" else "close"
        desk = do(desk, step, verb, **ended).desk
    assert ("fulfilled", outcome) == (request(desk).state, request(desk).outcome)


def test_it_ends_on_hold_as_well() -> None:
    """Whoever does the last task does not wait for it to be resumed."""
    desk = ordered(request_model(CatalogueItem("one", plan=Plan(PlannedTask("one")))))
    desk = desk.do("REQ-1", "hold", at=at(2), by="grace", reason="stock").desk
    assert "fulfilled" == request(do(desk, "one", "close", code="complete").desk).state


def test_an_amendment_withdraws_the_tasks() -> None:
    """R6: before one has started; they are made anew once it is approved again."""
    desk = fulfilling()
    before = {of.id for of in desk.all(Task)}
    done = desk.do("REQ-1", "amend", at=at(3), by="ada", answers={"remote": True})
    assert ((), {}) == (done.refusals, tasks(done.desk))
    desk = done.desk.do("REQ-1", "vote", at=at(4), by="mia", vote="yes").desk
    assert {"order": "open", "image": "pending", "ship": "pending"} == tasks(desk)
    assert before.isdisjoint(of.id for of in desk.all(Task) if of.state != "cancelled")


def test_tasks_end_with_it() -> None:
    """Those of its plan, and one that somebody added."""
    extra: dict[str, Any] = {
        "at": at(3),
        "by": "grace",
        "summary": "x",
        "parent": "REQ-1",
    }
    ends: tuple[tuple[str, dict[str, Any]], ...] = (
        ("cancel", {"reason": "No need"}),
        ("fulfil", {}),
    )
    for verb, arguments in ends:
        desk = fulfilling().open(TASK, id="TASK-X", **extra).desk
        done = desk.do("REQ-1", verb, at=at(4), by="grace", **arguments)
        assert () == done.refusals
        assert {"cancelled"} == {of.state for of in done.desk.all(Task)}


def test_a_task_that_was_added_counts_too() -> None:
    """It is fulfilled when all have ended."""
    plain = Desk.of().open(REQUEST, id="REQ-1", at=NINE, by="ada", summary="x").desk
    plain = plain.do("REQ-1", "submit", at=at(1), by="ada").desk
    extra: dict[str, Any] = {"at": at(2), "by": "grace", "summary": "x", "parent": "REQ-1"}
    desk = plain.open(TASK, id="T-1", **extra).desk.open(TASK, id="T-2", **extra).desk
    desk = desk.do("T-1", "close", at=at(3), by="grace", code="complete").desk
    assert "fulfilment" == request(desk).state
    desk = desk.do("T-2", "close", at=at(4), by="grace", code="complete").desk
    assert "fulfilled" == request(desk).state


def waiting() -> Desk:
    """Return a desk with a request of the manager's that waits for two others."""
    policy = ApprovalPolicy(Authority("manager", ["mia"]))
    model = REQUEST.extended(policy=policy, name="asked")
    desk = Desk.of()
    for id in ("REQ-1", "REQ-2"):
        desk = desk.open(REQUEST, id=id, at=NINE, by="ada", summary="x").desk
        desk = desk.do(id, "submit", at=at(1), by="ada").desk
    after = ("REQ-1", "REQ-2")
    return desk.open(model, id="REQ-3", at=NINE, by="ada", summary="y", after=after).desk


def by_hand(desk: Desk, **said: Any) -> str | None:
    """Fulfil it by hand, and return what came of it."""
    assert desk.why_not("REQ-1", "fulfil", at=at(9), by="grace", **said) == ()
    return request(desk.do("REQ-1", "fulfil", at=at(9), by="grace", **said).desk).outcome


def test_what_is_fulfilled_before_its_tasks_have_ended_is_incomplete() -> None:
    """Whether none was done or some were; what somebody says of it stays."""
    alone = ordered(request_model(CatalogueItem("mouse")))
    assert "complete" == by_hand(alone)
    added = alone.open(TASK, id="TASK-X", at=at(3), by="ada", summary="x", parent="REQ-1").desk
    two = ordered(request_model(CatalogueItem("two", plan=TWO)))
    begun = do(two, "one", "close", code="complete").desk
    for desk in (added, fulfilling(), begun):
        assert "incomplete" == by_hand(desk)
        assert "complete" == by_hand(desk, outcome="complete")


def test_what_was_withdrawn_is_missing_still_when_it_is_fulfilled_again() -> None:
    """What was withdrawn when its approval was void is not."""
    ended = fulfilling().do("REQ-1", "fulfil", at=at(3), by="grace").desk
    again = ended.do("REQ-1", "reopen", at=at(4), by="ada", reason="Where is it?").desk
    assert "incomplete" == by_hand(again)
    amended = fulfilling().do("REQ-1", "amend", at=at(3), by="ada", answers={"remote": True}).desk
    anew = amended.do("REQ-1", "vote", at=at(4), by="mia", vote="yes").desk
    desk = do(anew, "order", "close", hours=5, code="complete").desk
    done = do(desk, "image", "close", hours=6, code="complete").desk
    assert {"cancelled", "closed", "open"} <= {of.state for of in done.all(Task)}
    assert "incomplete" == by_hand(done)
    unlinked = done
    for of in done.all(Task):
        if of.state == "open":
            gone = {"kind": "task_of", "target": "REQ-1", "reason": "of another"}
            unlinked = unlinked.do(of.id, "unlink", at=at(7), by="ada", **gone).desk
    assert "complete" == by_hand(unlinked)


def test_a_task_that_is_not_loaded_is_taken_for_one_that_has_not_ended() -> None:
    """What is to be loaded before is named."""
    one = request(ordered(request_model(CatalogueItem("mouse"))))
    desk = Desk.of([one], [("TASK-9", "task_of", "REQ-1")])
    event = Fulfilled(at=at(9), by="grace")
    assert ("TASK-9",) == desk.reach("REQ-1", event)
    assert "incomplete" == by_hand(desk)


def test_what_waits_is_submitted_when_the_last_before_it_is_fulfilled() -> None:
    """Also after what was skipped; and its manager is asked."""
    desk = waiting().do("REQ-1", "fulfil", at=at(2), by="grace").desk
    assert "draft" == desk["REQ-3"].state
    desk = desk.do("REQ-2", "fulfil", at=at(3), by="grace", outcome="skipped").desk
    third = desk.one(Request, "REQ-3")
    assert ("awaiting_approval", ("mia",)) == (third.state, third.voters)


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [("cancel", {"reason": "x"}), ("fulfil", {"outcome": "incomplete"})],
)
def test_what_waits_for_what_does_not_come_is_cancelled(
    verb: str, arguments: dict[str, Any]
) -> None:
    """As a task of a plan is skipped."""
    done = waiting().do("REQ-1", verb, at=at(2), by="grace", **arguments)
    assert ("cancelled", ()) == (done.desk["REQ-3"].state, done.refusals)


def test_an_incident_that_is_a_request_is_converted() -> None:
    """The caller is the requester, and it is for them; it is of the item's service."""
    facts = {"summary": "I want a laptop", "caller": "kim", "service": "mail"}
    desk = Desk.of().open(INCIDENT, id="INC-1", at=NINE, by="desk", **facts).desk
    done = desk.convert("INC-1", to=LAPTOP, number="REQ-1", at=at(1), by="desk", profile=SALES)
    made = request(done.desk)
    assert ("draft", "kim", "kim", "I want a laptop", "workplace") == (
        made.state,
        made.requester,
        made.requested_for,
        made.summary,
        made.service,
    )
    ended: Any = done.desk["INC-1"]
    assert ("cancelled", ResolutionCode.CONVERTED) == (ended.state, ended.resolution_code)
    assert (("INC-1", "converted_to", "REQ-1"),) == done.desk.links


def test_what_a_policy_approves_by_itself_is_not_fulfilled_by_being_amended() -> None:
    """R6: its tasks are withdrawn, which is not an end of the work, and made anew."""
    model = request_model(CatalogueItem("laptop", plan=Plan(PlannedTask("order"))))
    desk = ordered(model)
    for change in ({"verb": "amend", "requested_for": "lee"}, {"verb": "update", "summary": "x"}):
        desk = desk.do("REQ-1", at=at(2), by="ada", **change).desk
        assert "fulfilment" == request(desk).state
        assert {"order": "open"} == tasks(desk)
    assert "fulfilled" == request(do(desk, "order", "close", code="complete").desk).state


def test_approved_anew_its_tasks_are_made_anew_however_the_others_ended() -> None:
    """What was skipped or cancelled by hand was of what was approved before."""
    plan = Plan(
        PlannedTask("order"),
        PlannedTask("ship", when=field("answers.remote").is_(True)),
        PlannedTask("hand", after=("order", "ship")),
        PlannedTask("tell"),
    )
    item = CatalogueItem(
        "laptop", form=[Argument("remote", bool, default=False)], plan=plan, approval=MANAGER
    )
    desk = fulfilling(request_model(item))
    desk = do(desk, "tell", "cancel", reason="x").desk
    desk = desk.do("REQ-1", "amend", at=at(4), by="ada", answers={"remote": True}).desk
    assert "awaiting_approval" == request(desk).state
    desk = desk.do("REQ-1", "vote", at=at(5), by="mia", vote="yes").desk
    assert "fulfilment" == request(desk).state
    fresh = {of.step: of.state for of in desk.all(Task) if of.id.endswith("-2")}
    assert {"order": "open", "ship": "open", "hand": "pending", "tell": "open"} == fresh
    for step in ("order", "ship", "tell", "hand"):
        desk = do(desk, step, "close", 6, code="complete").desk
    assert ("fulfilled", "complete") == (request(desk).state, request(desk).outcome)


def test_a_plan_gives_no_task_to_whoever_approved() -> None:
    """It is reported, and somebody else is to be found."""
    item = CatalogueItem(
        "laptop", approval=MANAGER, plan=Plan(PlannedTask("a", assignee="mia"), PlannedTask("b"))
    )
    done = ordered(request_model(item)).do("REQ-1", "vote", at=at(2), by="mia", vote="yes")
    assert ["REQ-1-a"] == [of.record for of in done.refusals]
    assert None is done.desk.one(Task, "REQ-1-a").assignee
    other = attrs.evolve(item, plan=Plan(PlannedTask("a", assignee="grace")))
    done = ordered(request_model(other)).do("REQ-1", "vote", at=at(2), by="mia", vote="yes")
    assert ((), "grace") == (done.refusals, done.desk.one(Task, "REQ-1-a").assignee)


def test_where_nothing_is_needed_an_approval_is_the_end() -> None:
    """Whoever approved has done no work."""
    item = CatalogueItem(
        "laptop",
        form=[Argument("remote", bool, default=False)],
        approval=MANAGER,
        plan=Plan(PlannedTask("ship", when=field("answers.remote").is_(True))),
    )
    done = request(fulfilling(request_model(item)))
    assert ("fulfilled", "skipped") == (done.state, done.outcome)


STEPS = ("a", "b", "c")
WAITS = {"a": (), "b": ("a",), "c": ("a",)}


@settings(max_examples=25)
@given(
    needed=st.lists(st.fixed_dictionaries(dict.fromkeys(STEPS, st.booleans())), max_size=3),
    cancelled=st.lists(st.sampled_from(STEPS), max_size=3),
    asks=st.booleans(),
)
def test_once_it_is_approved_anew_exactly_what_is_needed_is_done(
    needed: list[dict[str, bool]], cancelled: list[str], *, asks: bool
) -> None:
    """It is in fulfilment with those tasks, or fulfilled because none is needed."""
    plan = Plan(
        *(
            PlannedTask(step, after=WAITS[step], when=field(f"answers.{step}").is_(True))
            for step in STEPS
        )
    )
    form = [Argument(step, bool, default=True) for step in STEPS]
    item = CatalogueItem("x", form=form, plan=plan, approval=MANAGER if asks else None)
    desk = fulfilling(request_model(item)) if asks else ordered(request_model(item))
    rounds = zip_longest(needed, cancelled[: len(needed)])
    for hour, (answers, by_hand) in enumerate(rounds, 3):
        open_ones = [of for of in desk.all(Task) if of.step == by_hand and not of.phase.is_final]
        for task in open_ones:
            desk = desk.do(task.id, "cancel", at=at(hour), by="grace", reason="x").desk
        if request(desk).state != "fulfilment":
            return
        desk = desk.do("REQ-1", "amend", at=at(hour), by="ada", answers=answers).desk
        if asks:
            desk = desk.do("REQ-1", "vote", at=at(hour), by="mia", vote="yes").desk
        newest = {of.step: of for of in desk.all(Task)}
        assert set(STEPS) == newest.keys()
        is_none = not any(answers.values())
        assert ("fulfilled" if is_none else "fulfilment") == request(desk).state
        under_way = {step for step, of in newest.items() if not of.phase.is_final}
        due = {step for step in STEPS if answers[step]}
        late = {"b", "c"} if answers["a"] else set()
        assert due <= under_way <= due | late
        if is_none:
            return


def test_work_before_the_approval_does_not_start_a_request() -> None:
    """It is still amended; the next task that begins or ends once it is approved starts it."""
    desk = Desk.of().open(LAPTOP, id="REQ-1", at=NINE, by="ada", profile=SALES, answers=SMALL).desk
    for id in ("T-1", "T-2"):
        desk = desk.open(TASK, id=id, at=NINE, by="pim", summary="Ask", parent="REQ-1").desk
    desk = (
        desk.do("T-1", "release", at=NINE, by="pim").desk.do("T-1", "start", at=NINE, by="pim").desk
    )
    desk = desk.do("REQ-1", "submit", at=at(1), by="ada").desk
    desk = desk.do("REQ-1", "vote", at=at(2), by="mia", vote="yes").desk
    assert (None, ()) == (
        request(desk).started_at,
        desk.why_not("REQ-1", "amend", at=at(3), by="ada", answers={"remote": True}),
    )
    for verb in ("release", "start"):
        desk = desk.do("T-2", verb, at=at(3), by="pim").desk
    assert at(3) == request(desk).started_at
    assert desk.why_not("REQ-1", "amend", at=at(3), by="ada", answers={"remote": True})
