"""Plans under way: how far they have come is kept on the desk, and says what their tasks say."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, TASK
from itsmcore.conditions import field
from itsmcore.desk import Applied, Desk
from itsmcore.desk._plans import UnderWay
from itsmcore.errors import ItsmError
from itsmcore.lifecycle.events import Linked, Unlinked
from itsmcore.plans import Plan, PlannedTask
from itsmcore.tasks import Closed, Task
from tests.desk.cases import OPENED, at
from tests.timing import calls

STEPS = ("order", "image", "ship", "tell")
PLAN = Plan(
    PlannedTask("order", is_final=True),
    PlannedTask("image", after="order"),
    PlannedTask("ship", after="image", when=field("custom.site").is_set),
    PlannedTask("tell", after="ship"),
    starts_in="in_progress",
)
MODEL = INCIDENT.extended(task_plan=PLAN, name="planned")
RESOLVED = {"code": "user_error", "notes": "Done"}
LINK = {"kind": "task", "target": "INC-1-image"}
Step = tuple[str, str, dict[str, Any]]
"""A record, a verb and its arguments."""


def begun() -> Desk:
    """Give a desk with an incident whose plan is under way."""
    opened = Desk.of().open(MODEL, id="INC-1", **OPENED).desk
    return opened.do("INC-1", "start", at=at(1), by="grace").desk


def close(hours: float = 2) -> Closed:
    """Close a task."""
    return Closed(at=at(hours), by="ada", code="complete")


def _of_task(step: str) -> list[Step]:
    id = f"INC-1-{step}"
    tied = {"kind": "task_of", "target": "INC-1"}
    return [
        (id, "close", {"code": "complete"}),
        (id, "close", {"code": "incomplete"}),
        (id, "start", {}),
        (id, "cancel", {"reason": "no longer"}),
        (id, "comment", {"text": "Soon"}),
        (id, "unlink", {**tied, "reason": "of another"}),
        (id, "link", tied),
        (id, "redact", {"reason": "asked", "fields": "step"}),
    ]


HAPPENING: list[Step] = [
    *(one for step in STEPS for one in _of_task(step)),
    ("INC-1", "comment", {"text": "Soon"}),
    ("INC-1", "update", {"custom": {"site": "Oslo"}}),
    ("INC-1", "hold", {"reason": "caller"}),
    ("INC-1", "resume", {}),
    ("INC-1", "resolve", RESOLVED),
    ("INC-1", "reopen", {"reason": "Again"}),
    ("INC-1", "start", {}),
    ("INC-1", "unlink", {**LINK, "reason": "of another"}),
    ("INC-1", "link", LINK),
    ("INC-1", "redact", {"reason": "asked", "texts": "Mail"}),
    ("INC-1", "add", {}),
    ("INC-1", "load", {}),
]


def _done(desk: Desk, step: Step, hours: int) -> Applied | None:
    """Do it if it may be done."""
    id, verb, arguments = step
    said: dict[str, Any] = {"at": at(hours), "by": "ada", **arguments}
    if verb == "load":
        return Applied(desk=desk.load([]))
    try:
        if verb == "redact":
            return desk.redact(id, **said)
        if verb == "add":
            opening = {**OPENED, "at": at(hours), "parent": "INC-1", "step": "image"}
            return desk.add(Task.open(f"TASK-{hours}", **opening))
        return desk.do(id, verb, **said)
    except ItsmError:
        return None


@settings(max_examples=100)
@given(st.lists(st.sampled_from(HAPPENING), max_size=12))
def test_a_desk_that_has_kept_it_does_what_one_does_that_has_not(steps: list[Step]) -> None:
    """Whatever happens to the record and to its tasks."""
    kept = begun()
    for hours, step in enumerate(steps, 2):
        forgetful = attrs.evolve(kept, under_way=UnderWay())
        here, there = _done(kept, step, hours), _done(forgetful, step, hours)
        assert here == there
        kept = kept if here is None else here.desk


def plan_of(count: int, *, is_chain: bool) -> Desk:
    """Give a desk with an incident whose plan has so many steps, and is under way."""
    steps = [
        PlannedTask(f"t{n}", after=f"t{n - 1}" if is_chain and n else ()) for n in range(count)
    ]
    model = INCIDENT.extended(task_plan=Plan(*steps, starts_in="in_progress"), name="long")
    opened = Desk.of().open(model, id="INC-1", **OPENED).desk
    return opened.do("INC-1", "start", at=at(1), by="grace").desk


ENDING: dict[str, Callable[[Desk], object]] = {
    "a task ends": lambda desk: desk.apply("INC-1-t1", close(3)),
    "a word on the record": lambda desk: desk.do(
        "INC-1", "comment", at=at(3), by="ada", text="Soon"
    ),
}


@pytest.mark.parametrize("is_chain", [True, False])
@pytest.mark.parametrize("what", ENDING)
def test_going_on_takes_what_it_releases_however_long_the_plan_is(
    what: str, is_chain: bool
) -> None:
    """The next in a chain, or nothing where all are under way: the others are not asked."""

    def effort(count: int) -> int:
        desk = plan_of(count, is_chain=is_chain).apply("INC-1-t0", close()).desk
        return calls(partial(ENDING[what], desk))

    assert effort(200) <= effort(50) + 100


def test_what_is_kept_is_no_part_of_what_a_desk_is() -> None:
    """A desk is equal to one that was loaded, comes back from a pickle, and goes on either way."""
    desk = begun()
    loaded = Desk.of(list(desk), cascades=desk.cascades)
    again = pickle.loads(pickle.dumps(desk))
    ends = [of.apply("INC-1-order", close()) for of in (desk, loaded, again)]
    assert desk == loaded == again
    assert ends[0].events == ends[1].events == ends[2].events
    assert ("INC-1-image", "release") == (ends[0].events[-1].record, ends[0].events[-1].event.verb)


def test_a_journal_is_folded_past_what_was_kept() -> None:
    """What it says of a task counts, and what a plan has come to is found anew."""
    desk = begun()
    closed = desk.apply("INC-1-order", close())
    folded = desk.replay(closed.events)
    assert closed.desk == folded
    ends = [of.apply("INC-1-image", close(3)).events for of in (closed.desk, folded)]
    assert ends[0] == ends[1]


def test_a_plan_of_a_record_that_is_over_is_not_kept() -> None:
    """Nothing goes on there; the desk does not grow by it."""
    desk = begun().do("INC-1", "resolve", at=at(2), by="grace", **RESOLVED).desk
    closed = desk.do("INC-1", "close", at=at(3), by="ada").desk
    assert closed["INC-1"].model is MODEL
    assert 0 == len(closed._under_way.running)


def test_a_task_whose_step_is_redacted_is_none_of_the_plan_any_more() -> None:
    """What waits for it is no longer held up, as on a desk that is loaded then."""
    desk = begun().redact("INC-1-order", at=at(2), by="dpo", reason="asked", fields="step").desk
    loaded = Desk.of(list(desk), cascades=desk.cascades)
    said: dict[str, Any] = {"at": at(3), "by": "ada", "text": "Soon"}
    here, there = (of.do("INC-1", "comment", **said).events for of in (desk, loaded))
    assert here == there
    assert "INC-1-image" in {entry.record for entry in here}


def test_a_plan_whose_record_is_tied_to_another_task_is_found_anew() -> None:
    """By a link from the record's side."""
    more = TASK.open("TASK-9", at=at(1), by="ada", summary="Ask kim", parent="INC-9")
    link = Linked(at=at(2), by="ada", kind="task", target="TASK-9")
    ended = Unlinked(at=at(1.5), by="ada", kind="task_of", target="INC-9", reason="of another")
    tied = begun().load([more]).apply("TASK-9", ended).desk.apply("INC-1", link).desk
    after = tied.apply(f"INC-1-{STEPS[0]}", close(3)).desk
    assert "closed" == after[f"INC-1-{STEPS[0]}"].state
    assert "TASK-9" in after.related("INC-1", "task")
