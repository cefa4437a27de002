"""Plans on a desk: tasks are made, released and skipped, and what they belong to hears of it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore import INCIDENT, PROBLEM, changes, incidents
from itsmcore.changes import change_model
from itsmcore.conditions import field
from itsmcore.decisions import Decision, Match
from itsmcore.desk import Applied, BadLink, Desk, Entry, NotLoaded, Numbering, cascades, target
from itsmcore.errors import FaultyDefinition
from itsmcore.incidents import ResolutionCode
from itsmcore.lifecycle import Following, Model, Practice
from itsmcore.plans import Plan, PlannedTask, ended_as
from itsmcore.tasks import TASKS, Cancelled, CloseCode, Closed, Origin, Released, Started, Task
from tests.desk.cases import OPENED, STAGES, at, follows, happened, states
from tests.instants import MARCH as T0

PLAN = Plan(
    PlannedTask("order", group="procurement", kind="planning", is_final=True),
    PlannedTask("image", after="order", assignee="ada"),
    PlannedTask("ship", after="image", when=field("location").is_set, summary="Send it"),
    PlannedTask("tell", after="ship"),
    starts_in="in_progress",
)
MODEL = INCIDENT.extended(task_plan=PLAN, name="planned")
START = incidents.Started(at=at(1), by="grace")
SOLVED = [
    (
        field("link").is_("task_of")
        & field("verb").is_in(["close", "cancel"])
        & target("practice").is_("Incident")
        & target("state").is_("in_progress")
        & ended_as(how),
        Following(incidents.Resolved, {"code": ResolutionCode.SOLUTION_PROVIDED, "notes": how}),
    )
    for how in ("complete", "incomplete", "skipped")
]
"""An incident is resolved when its tasks have ended."""


def begun(model: Model = MODEL, *, numbering: Numbering | None = None, **facts: Any) -> Applied:
    """Give what comes of starting an incident with a plan."""
    desk = Desk.of(cascades=cascades(*SOLVED, models=[MODEL]), numbering=numbering)
    return desk.open(model, id="INC-1", **OPENED, **facts).desk.apply("INC-1", START)


def close(code: str = "complete", hours: float = 2) -> Closed:
    """Close a task."""
    return Closed(at=at(hours), by="ada", code=code)


def through(desk: Desk, *ended: tuple[str, str]) -> Applied:
    """Let tasks end one after the other, and give what comes of the last."""
    for hours, (step, how) in enumerate(ended, 2):
        event = (
            Cancelled(at=at(hours), by="ada", reason="no longer")
            if how == "cancel"
            else close(how, hours)
        )
        applied = desk.apply(f"INC-1-{step}", event)
        assert () == applied.refusals
        desk = applied.desk
    return applied


# --- making -------------------------------------------------------------------------------------


def test_tasks_are_made_when_the_plan_starts() -> None:
    """At once and because of what brought the record there, each waiting; the first is released."""
    applied = begun()
    assert [
        ("INC-1", "start"),
        *((f"INC-1-{step}", "open") for step in ("order", "image", "ship", "tell")),
        ("INC-1-order", "release"),
    ] == happened(applied)
    order, image, ship, _ = applied.desk.all(Task)
    assert {Origin.MODEL} == {task.origin for task in applied.desk.all(Task)}
    assert ("order", "order", "procurement", "planning", True) == (
        order.step,
        order.summary,
        order.group,
        order.kind,
        order.is_final,
    )
    assert ("ada", "implementation", False) == (image.assignee, image.kind, image.is_final)
    assert ("ship", "Send it") == (ship.step, ship.summary)
    causes = {str(entry.event.cause) for entry in applied.events[1:]}
    assert ({"start (v2 of INC-1)"}, "grace") == (causes, order.history[-1].by.name)
    assert ("INC-1", "open", "pending") == (order.parent, order.state, image.state)


def test_tasks_get_the_next_numbers_where_the_desk_has_them() -> None:
    """Otherwise the number of the record and the step, and one that is not taken."""
    numbered = begun(numbering=Numbering({"Task": 7})).desk
    assert [f"TASK{n:07}" for n in range(7, 11)] == [task.id for task in numbered.all(Task)]
    assert "TASK0000011" not in numbered
    assert numbered.numbering is not None
    assert 11 == numbered.numbering.following["Task"]
    taken = Desk.of().open(MODEL, id="INC-1", **OPENED).desk
    taken = taken.add(Task.open("INC-1-order", **OPENED, parent="INC-1")).desk
    made = taken.apply("INC-1", START).desk
    assert {"INC-1-order", "INC-1-order-2"} <= {task.id for task in made.all(Task)}


def test_a_plan_may_start_as_the_record_is_opened() -> None:
    """And end at once, where none of its tasks is needed."""
    model = MODEL.extended(task_plan=PLAN.starting_in("new"))
    opened = Desk.of().open(model, id="INC-1", **OPENED)
    assert ("INC-1-order", "release") == happened(opened)[-1]
    needless = Plan(
        PlannedTask("ship", when=field("location").is_set), PlannedTask("tell", after="ship")
    )
    never = begun(MODEL.extended(task_plan=needless.starting_in("in_progress")))
    assert ["ship", "tell"] == [task.step for task in never.desk.all(Task)]
    assert ("INC-1-tell", "release") == happened(never)[-1]
    alone = begun(MODEL.extended(task_plan=Plan(needless["ship"], starts_in="in_progress")))
    assert [("INC-1-ship", "close"), ("INC-1", "resolve")] == happened(alone)[-2:]
    assert "skipped" == alone.desk.one(incidents.Incident, "INC-1").resolution_notes


def test_a_reopened_incident_does_not_make_its_tasks_twice() -> None:
    """They were made when it came there first; it goes on with them."""
    desk = begun().desk
    solved = desk.do("INC-1", "resolve", at=at(2), by="ada", code="user_error", notes="?").desk
    again = solved.do("INC-1", "reopen", at=at(3), by="ada", reason="no")
    assert [("INC-1", "reopen")] == happened(again)
    assert "in_progress" == again.record.state
    assert 4 == len(again.desk.all(Task))


def test_tasks_that_were_withdrawn_are_made_anew() -> None:
    """As soon as the record comes there again; what comes and goes in one instant does it once."""
    withdraw = (
        field("link").is_("task") & field("verb").is_("hold") & target("step").is_set,
        Following(Cancelled, {"reason": "the incident waits"}),
    )
    desk = attrs.evolve(begun().desk, cascades=cascades(withdraw, models=[MODEL]))
    held = desk.do("INC-1", "hold", at=at(2), by="ada", reason="vendor")
    assert {"cancelled"} == {task.state for task in held.desk.all(Task)}
    assert {"skipped"} == {task.outcome for task in held.desk.all(Task)}
    assert [] == [verb for _, verb in happened(held) if verb in ("release", "close")]
    again = held.desk.do("INC-1", "resume", at=at(3), by="ada")
    assert ("INC-1-order-2", "release") == happened(again)[-1]
    assert 8 == len(again.desk.all(Task))
    done = again.desk.apply("INC-1-order-2", close(hours=4))
    assert [("INC-1-order-2", "close"), ("INC-1-image-2", "release")] == happened(done)
    said = done.desk.do("INC-1-image", "comment", at=at(5), by="ada", text="?", public=False)
    assert [("INC-1-image", "comment")] == happened(said)


def test_a_plan_begins_once_for_each_thing_that_happens() -> None:
    """Rows that lead out of its state and back again make no tasks without end."""
    is_task, is_of = field("link").is_("task"), field("link").is_("task_of")
    rows = [
        (is_of & field("verb").is_("release"), Following(incidents.Held, {"reason": "vendor"})),
        (is_task & field("verb").is_("hold"), Following(Cancelled, {"reason": "it waits"})),
        (is_of & field("verb").is_("cancel"), Following(incidents.Resumed)),
    ]
    desk = Desk.of(cascades=Decision(rows, match=Match.ALL))
    started = desk.open(MODEL, id="INC-1", **OPENED).desk.apply("INC-1", START)
    assert ("INC-1", "resume") in happened(started)
    assert 4 == len(started.desk.all(Task))
    again = started.desk.do("INC-1", "hold", at=at(2), by="ada", reason="vendor").desk
    assert 4 == len(again.all(Task))
    assert 8 == len(again.do("INC-1", "resume", at=at(3), by="ada").desk.all(Task))


def test_a_practice_without_tasks_makes_none() -> None:
    """It is reported why, and a model of tasks does not plan any."""
    alone = (Practice(incidents.Incident, prefix="INC"), TASKS)
    desk = Desk.of(practices=alone, link_rules=()).open(MODEL, id="INC-1", **OPENED).desk
    started = desk.apply("INC-1", START)
    assert [("INC-1", "start")] == happened(started)
    (refusal,) = started.refusals
    assert (BadLink, "open") == (type(refusal.error), refusal.verb)
    with pytest.raises(FaultyDefinition) as refused:
        Task.model.extended(task_plan=Plan(PlannedTask("a"), starts_in="open"))
    assert ["tasks_of_task"] == [fault.code for fault in refused.value.faults]


# --- going on -----------------------------------------------------------------------------------


def test_each_task_is_released_when_those_before_it_have_ended() -> None:
    """Because of the last of them; what is not needed is skipped, and holds up nothing."""
    desk = begun().desk
    started = desk.apply("INC-1-order", Started(at=at(2), by="ada"))
    assert [("INC-1-order", "start")] == happened(started)
    ordered = started.desk.apply("INC-1-order", close())
    assert [("INC-1-order", "close"), ("INC-1-image", "release")] == happened(ordered)
    assert "close (v4 of INC-1-order)" == str(ordered.events[-1].event.cause)
    imaged = ordered.desk.apply("INC-1-image", close())
    assert [("INC-1-image", "close"), ("INC-1-ship", "close"), ("INC-1-tell", "release")] == (
        happened(imaged)
    )
    ship = imaged.desk.one(Task, "INC-1-ship")
    assert ("skipped", "It is not needed") == (ship.close_code, ship.close_notes)
    told = imaged.desk.apply("INC-1-tell", close())
    assert [("INC-1-tell", "close"), ("INC-1", "resolve")] == happened(told)
    assert "complete" == told.desk.one(incidents.Incident, "INC-1").resolution_notes


@pytest.mark.parametrize(
    ("ended", "how"),
    [
        ([("order", "complete"), ("image", "complete"), ("tell", "complete")], "complete"),
        ([("order", "complete"), ("image", "complete"), ("tell", "skipped")], "complete"),
        ([("order", "incomplete")], "incomplete"),
        ([("order", "complete"), ("image", "cancel")], "incomplete"),
        ([("order", "skipped"), ("image", "skipped"), ("tell", "skipped")], "skipped"),
        ([("order", "skipped"), ("image", "skipped"), ("tell", "cancel")], "incomplete"),
    ],
)
def test_a_record_hears_once_how_its_tasks_have_ended(
    ended: list[tuple[str, str]], how: str
) -> None:
    """R2 and R3: whichever ends last, and whoever ends it."""
    applied = through(begun().desk, *ended)
    assert how == applied.desk.one(incidents.Incident, "INC-1").resolution_notes
    assert 1 == happened(applied).count(("INC-1", "resolve"))


@pytest.mark.parametrize("ahead", [(), ("image",)])
def test_what_followed_is_not_offered_as_well(ahead: tuple[str, ...]) -> None:
    """Tasks that are skipped as they are made end the plan at once, and leave nothing to accept."""
    needed = field("location").is_set
    steps = [PlannedTask(name, when=needed) for name in (*ahead, "order")]
    applied = begun(MODEL.extended(task_plan=Plan(*steps, starts_in="in_progress")))
    assert ("resolved", "skipped") == (
        applied.desk["INC-1"].state,
        applied.desk.one(incidents.Incident, "INC-1").resolution_notes,
    )
    assert ((), ()) == (applied.offers, applied.refusals)


def test_a_task_that_failed_says_why_others_are_skipped() -> None:
    """Or the plan goes on."""
    stopped = through(begun(location="Berlin").desk, ("order", "incomplete"))
    image = stopped.desk.one(Task, "INC-1-image")
    assert ("skipped", "A task that it waits for was not completed") == (
        image.close_code,
        image.close_notes,
    )
    plan = Plan(*PLAN.tasks, on_incomplete="goes_on", starts_in="in_progress")
    goes_on = through(begun(MODEL.extended(task_plan=plan)).desk, ("order", "incomplete"))
    assert [("INC-1-order", "close"), ("INC-1-image", "release")] == happened(goes_on)


def test_a_task_that_somebody_adds_counts_and_is_waited_for() -> None:
    """It belongs to no step; the record hears when it has ended as well."""
    desk = begun().desk.open(
        Task.model, id="TASK-1", at=at(1), by="ada", summary="Call", parent="INC-1"
    )
    ended = through(desk.desk, ("order", "complete"), ("image", "complete"), ("tell", "complete"))
    assert "in_progress" == ended.desk["INC-1"].state
    called = ended.desk.apply("TASK-1", close("incomplete", 9))
    assert [("TASK-1", "close"), ("INC-1", "resolve")] == happened(called)
    assert "incomplete" == called.desk.one(incidents.Incident, "INC-1").resolution_notes


def test_what_a_task_moves_on_to_does_not_depend_on_the_batch() -> None:
    """Many events in one pass come to what they come to one by one."""
    names = ("order", "image", "tell")
    several = [Entry(f"INC-1-{step}", close(hours=2 + n)) for n, step in enumerate(names)]
    together = begun().desk.apply_all(several)
    assert together.desk == through(begun().desk, *((step, "complete") for step in names)).desk
    released = begun().desk.apply_all(
        [Entry("INC-1-image", Released(at=at(2), by="ada")), *several]
    )
    assert () == released.refusals
    assert {"closed"} == {task.state for task in released.desk.all(Task)}


def test_a_journal_makes_no_tasks() -> None:
    """It has those that were made."""
    desk = Desk.of(cascades=cascades(*SOLVED, models=[MODEL]))
    opened = desk.open(MODEL, id="INC-1", **OPENED)
    started = opened.desk.apply("INC-1", START)
    ended = started.desk.apply("INC-1-order", close("incomplete"))
    journal = (*opened.events, *started.events, *ended.events)
    assert ended.desk == desk.replay(journal)


def test_whether_a_task_is_needed_that_nobody_can_tell_is_reported() -> None:
    """It stays pending; once the facts tell, whatever happens to the record lets it go on."""
    plan = Plan(PlannedTask("ship", when=field("summary") > 5), starts_in="in_progress")
    model = INCIDENT.extended(task_plan=plan, name="strange")
    applied = begun(model)
    (refusal,) = applied.refusals
    assert ("INC-1-ship", "release") == (refusal.record, refusal.verb)
    assert "pending" == applied.desk["INC-1-ship"].state


def test_a_task_of_a_duplicate_is_not_one_of_the_plan_of_the_original() -> None:
    """It moves with all tasks, and counts as one that somebody added."""
    desk = begun().desk
    desk = desk.open(MODEL, id="INC-2", **OPENED).desk
    desk = desk.do("INC-2", "start", at=at(2), by="grace").desk
    merged = desk.do("INC-2", "mark_duplicate", at=at(3), by="ada", of="INC-1", notes="one")
    assert "INC-1" == merged.desk.one(Task, "INC-2-order").parent
    moved = merged.desk.apply("INC-2-order", close(hours=4))
    assert [("INC-2-order", "close")] == happened(moved)
    ours = moved.desk.apply("INC-1-order", close(hours=5))
    assert [("INC-1-order", "close"), ("INC-1-image", "release")] == happened(ours)


def test_a_task_of_a_step_that_no_plan_has_moves_nothing_on() -> None:
    """Its record lives by a model without it, or has ended."""
    strange: dict[str, Any] = {
        "at": T0,
        "by": "ada",
        "summary": "?",
        "parent": "INC-1",
        "step": "pack",
    }
    for model in (INCIDENT, MODEL):
        desk = Desk.of().open(model, id="INC-1", **OPENED).desk
        desk = desk.open(Task.model, id="TASK-1", **strange).desk
        assert [("TASK-1", "close")] == happened(desk.apply("TASK-1", close()))
        made = desk.apply("INC-1", START).desk.all(Task)
        assert len(made) == (1 if model is INCIDENT else 5)
    left = attrs.evolve(begun().desk, cascades=Decision([], match=Match.ALL))
    left = left.do("INC-1", "cancel", at=at(2), by="ada", reason="?").desk
    assert [("INC-1-order", "close")] == happened(left.apply("INC-1-order", close(hours=3)))


# --- ending -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "data", "state", "code"),
    [
        ("close", {"code": "user_error", "notes": "?"}, "closed", "incomplete"),
        ("cancel", {"reason": "?"}, "closed", "skipped"),
    ],
)
def test_an_incident_that_ends_closes_what_its_plan_left_open(
    verb: str, data: dict[str, Any], state: str, code: str
) -> None:
    """As ServiceNow does; nothing more is released."""
    desk = begun().desk
    if verb == "close":
        desk = desk.do("INC-1", "resolve", at=at(2), by="ada", **data).desk
        data = {}
    applied = desk.do("INC-1", verb, at=at(3), by="ada", **data)
    assert {(state, code)} == {(task.state, task.close_code) for task in applied.desk.all(Task)}
    assert "release" not in [entry.event.verb for entry in applied.events]
    assert () == applied.refusals


def change(starts_in: str) -> Desk:
    """Give a desk with a change whose tasks are made in a state, once it is there."""
    plan = Plan(PlannedTask("build"), PlannedTask("test", after="build"), starts_in=starts_in)
    model = change_model("planned", stages=STAGES, controls=["tasks"]).extended(task_plan=plan)
    opened: dict[str, Any] = {
        "at": T0,
        "by": "ada",
        "summary": "A larger queue",
        "assignee": "grace",
    }
    desk = Desk.of().open(model, id="CHG-1", **opened).desk
    desk = desk.do("CHG-1", "schedule", at=T0, by="ada").desk
    return desk if starts_in == "scheduled" else desk.do("CHG-1", "implement", at=T0, by="x").desk


def test_a_change_makes_its_tasks_as_it_is_implemented() -> None:
    """Its review cancels what is still open, as in ServiceNow."""
    desk = change("implement")
    assert ("open", "pending") == (desk["CHG-1-build"].state, desk["CHG-1-test"].state)
    assert [("CHG-1-test", "release")] == follows(desk, "CHG-1-build", close())
    done = changes.Completed(at=at(1), by="grace", outcome="successful")
    reviewed = desk.apply("CHG-1", done)
    assert {"cancelled"} == {task.state for task in reviewed.desk.all(Task)}
    assert () == reviewed.refusals


def test_a_change_that_is_cancelled_withdraws_what_was_planned() -> None:
    """And leaves what somebody added."""
    called: dict[str, Any] = {"at": at(1), "by": "ada", "summary": "Call", "parent": "CHG-1"}
    desk = change("scheduled").open(Task.model, id="TASK-1", **called).desk
    cancelled = desk.do("CHG-1", "cancel", at=at(2), by="ada", reason="no longer").desk
    withdrawn = dict.fromkeys(("CHG-1", "CHG-1-build", "CHG-1-test"), "cancelled")
    assert {**withdrawn, "TASK-1": "pending"} == states(cancelled)
    assert CloseCode.SKIPPED == cancelled.one(Task, "CHG-1-build").outcome


def test_a_problem_that_ends_withdraws_what_was_planned() -> None:
    """While it is analysed, nothing happens to its tasks."""
    plan = Plan(PlannedTask("look"), starts_in="root_cause_analysis")
    model = PROBLEM.extended(task_plan=plan, name="planned")
    opened: dict[str, Any] = {"at": T0, "by": "ada", "summary": "Mail stops", "assignee": "grace"}
    desk = Desk.of().open(model, id="PRB-1", **opened).desk
    desk = desk.do("PRB-1", "assess", at=T0, by="grace").desk
    desk = desk.do("PRB-1", "confirm", at=T0, by="grace").desk
    assert "open" == desk["PRB-1-look"].state
    cancelled = desk.do("PRB-1", "cancel", at=at(1), by="grace", reason="no")
    assert "cancelled" == cancelled.desk["PRB-1-look"].state


# --- some of the records ------------------------------------------------------------------------


def test_a_plan_waits_for_records_that_are_not_loaded() -> None:
    """What to load is named before; it is reported after; and it goes on once they are there."""
    whole = begun().desk
    order = whole["INC-1-order"]
    alone = Desk.of([order], whole.links)
    assert "INC-1" in alone.reach("INC-1-order", close())
    more = Desk.of([order, whole["INC-1"]], whole.links)
    assert ("INC-1-image", "INC-1-ship", "INC-1-tell") == more.reach("INC-1-order", close())
    assert () == whole.reach("INC-1-order", close())
    for desk in (alone, more):
        ended = desk.apply("INC-1-order", close())
        (refusal,) = ended.refusals
        assert isinstance(refusal.error, NotLoaded)
        assert [("INC-1-order", "close")] == happened(ended)
    absent = [record for record in whole if record.id not in more]
    later = ended.desk.load(absent).do("INC-1", "comment", at=at(3), by="ada", text="?")
    assert [("INC-1", "comment"), ("INC-1-image", "release")] == happened(later)


def test_tasks_are_not_made_where_some_may_be_there_that_are_not_loaded() -> None:
    """They might be those of the plan."""
    inc = MODEL.open("INC-1", **OPENED)
    desk = Desk.of([inc], [("TASK-1", "task_of", "INC-1")])
    started = desk.apply("INC-1", START)
    assert [("INC-1", "start")] == happened(started)
    (refusal,) = started.refusals
    assert isinstance(refusal.error, NotLoaded)
    assert "TASK-1" in desk.reach("INC-1", START)
    assert [("INC-1", "comment")] == happened(
        started.desk.do("INC-1", "comment", at=at(3), by="ada", text="?")
    )
