"""Plans by themselves: what is refused, what is shown, and how they go on."""

from __future__ import annotations

import copy
import datetime
import pickle
from typing import Any

import pytest

from itsmcore import INCIDENT
from itsmcore.conditions import ALWAYS, NEVER, field
from itsmcore.errors import BadValue, FaultyDefinition, ItsmError, Unlisted
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import model_diff
from itsmcore.plans import Plan, PlannedTask, Progress, StepState, ended_as, roll_up
from itsmcore.schedule import WorkingDays
from tests.instants import HOUR, ZERO
from tests.timing import within_times

NAMES = {of.__name__: of for of in (Plan, PlannedTask, WorkingDays, field, datetime)}
IS_REMOTE = field("is_remote").is_(True)
LAPTOP = Plan(
    PlannedTask("order", group="procurement", is_final=True, target=WorkingDays(3)),
    PlannedTask("image", after="order", assignee="ada", target=4 * HOUR),
    PlannedTask("ship", after=("image",), when=IS_REMOTE, kind="planning", summary="Send it"),
    PlannedTask("tell", after=["ship", "order", "ship"]),
)


def faults(*tasks: PlannedTask) -> list[tuple[str, str]]:
    """Give the code and the subject of each fault of a plan."""
    with pytest.raises(FaultyDefinition, match="the plan has") as refusal:
        Plan(*tasks)
    assert all("; " in fault.words for fault in refusal.value.faults)
    return [(fault.code, fault.subject) for fault in refusal.value.faults]


def ends(plan: Plan, *ended: tuple[str, str], **facts: object) -> Progress:
    """Let tasks end one after the other."""
    progress = plan.progress(facts=facts)
    for step, state in ended:
        progress = progress.after(step, state, facts=facts)
    return progress


# --- building -----------------------------------------------------------------------------------


def test_a_plan_is_the_call_that_makes_it() -> None:
    """It is equal to what its repr makes, to its copy and to what its pickle and document hold."""
    converter = make_converter()

    assert LAPTOP == eval(repr(LAPTOP), NAMES) == copy.deepcopy(LAPTOP)
    assert LAPTOP == pickle.loads(pickle.dumps(LAPTOP))
    assert LAPTOP == converter.structure(converter.unstructure(LAPTOP), Plan)
    assert hash(LAPTOP) == hash(Plan(*LAPTOP.tasks))
    other = Plan(*LAPTOP.tasks, on_incomplete="goes_on", starts_in="implement")
    assert (
        other == eval(repr(other), NAMES) == converter.structure(converter.unstructure(other), Plan)
    )
    assert LAPTOP != other
    assert other == Plan(*LAPTOP.tasks, on_incomplete="goes_on").starting_in("implement")


def test_a_plan_is_looked_up_by_the_names_of_its_tasks() -> None:
    """What waits for a task is known as well as what it waits for."""
    assert ["order", "image", "ship", "tell"] == [task.name for task in LAPTOP]
    assert 4 == len(LAPTOP)
    assert "order" in LAPTOP
    assert 5 not in LAPTOP
    assert ("ship", "order") == LAPTOP["tell"].after
    assert ("image", "tell") == LAPTOP.followers["order"]
    assert ("tell", "tell") == (LAPTOP["tell"].summary, LAPTOP["tell"].name)
    assert ("order", "image", "ship", "tell") == Plan(*reversed(LAPTOP.tasks)).order
    with pytest.raises(Unlisted, match="did you mean 'image'"):
        LAPTOP["imgae"]


def test_targets_are_those_of_a_goal_for_tasks() -> None:
    """Only tasks that have one are named."""
    rows = [(str(when), target) for when, target in LAPTOP.targets]
    assert [("step is 'order'", WorkingDays(3)), ("step is 'image'", 4 * HOUR)] == rows


def test_every_fault_of_a_plan_is_found_at_once() -> None:
    """A name twice, a name that is not planned, circles, and what is never needed."""
    assert [("no_tasks", "plan")] == faults()
    assert [
        ("duplicate_task", "task 'c'"),
        ("unknown_task", "task 'c'"),
        ("task_circle", "task 'b'"),
        ("task_circle", "task 'd'"),
        ("never_needed", "task 'f'"),
    ] == faults(
        PlannedTask("a", after="b"),
        PlannedTask("b", after="c"),
        PlannedTask("c", after=("b", "cc")),
        PlannedTask("c"),
        PlannedTask("d", after="d"),
        PlannedTask("e", after="a"),
        PlannedTask("f", when=NEVER),
    )
    with pytest.raises(FaultyDefinition) as refusal:
        Plan(PlannedTask("a", after="b"), PlannedTask("b", after="c"), PlannedTask("c", after="b"))
    (circle,) = refusal.value.faults
    assert "waits for itself: 'b' after 'c' after 'b'; cut it" == circle.words


def test_few_of_many_unknown_names_are_guessed() -> None:
    """To guess what was meant takes time for each."""
    with pytest.raises(FaultyDefinition) as refusal:
        Plan(*(PlannedTask(f"t{n}", after=f"x{n}") for n in range(60)))
    assert "plan it" in refusal.value.faults[-1].words


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": 5},
        {"name": "a", "after": 5},
        {"name": "a", "after": [5]},
        {"name": "a", "summary": ""},
        {"name": "a", "summary": None},
        {"name": "a", "group": 5},
        {"name": "a", "kind": 5},
        {"name": "a", "target": ZERO},
        {"name": "a", "target": "3 days"},
        {"name": "a", "is_final": 1},
        {"name": "a", "when": 5},
    ],
)
def test_a_planned_task_refuses_other_values(bad: dict[str, Any]) -> None:
    """It names the field and the value."""
    with pytest.raises(ItsmError, match=r"cannot (be|stand)"):
        PlannedTask(**bad)


@pytest.mark.parametrize(
    ("tasks", "more"),
    [
        (["order"], {}),
        ([PlannedTask("a")], {"on_incomplete": "stops"}),
        ([PlannedTask("a")], {"on_incomplete": []}),
        ([PlannedTask("a")], {"starts_in": ""}),
        ([PlannedTask("a")], {"starts_in": 5}),
    ],
)
def test_a_plan_refuses_other_values(tasks: list[Any], more: dict[str, Any]) -> None:
    """It names what to give instead."""
    with pytest.raises(BadValue, match=r"cannot be .*; give"):
        Plan(*tasks, **more)


# --- going on -----------------------------------------------------------------------------------


def test_a_task_is_released_when_all_before_it_have_ended() -> None:
    """And not before, whatever ends first."""
    begun = ends(LAPTOP)
    assert (("order",), None) == (begun.released, begun.outcome)
    assert "<Progress 3 pending, 1 open>" == repr(begun)
    imaged = ends(LAPTOP, ("order", "complete"))
    assert ("image",) == imaged.released
    assert StepState.OPEN is imaged.states["image"]
    assert StepState.PENDING is imaged.states["tell"]
    assert () == imaged.after("image", "open").released


def test_r3_what_is_not_needed_is_skipped_and_releases_what_waits_for_it() -> None:
    """R3: a task that is skipped by its condition holds up nothing."""
    at_home = ends(LAPTOP, ("order", "complete"), ("image", "complete"), is_remote=False)
    assert (("tell",), ("ship",)) == (at_home.released, at_home.skipped)
    assert not at_home.doomed
    assert StepState.COMPLETE is at_home.after("tell", "complete").outcome


@pytest.mark.parametrize("failed", ["incomplete", "cancelled"])
def test_r3_what_waits_for_an_incomplete_task_is_skipped(failed: str) -> None:
    """R3: and what waits for that, to the end; or it goes on, if the plan says so."""
    stopped = ends(LAPTOP, ("order", failed), is_remote=True)
    assert ("image", "ship", "tell") == tuple(sorted(stopped.skipped))
    assert {"image", "ship", "tell"} == stopped.doomed
    assert StepState.INCOMPLETE is stopped.outcome
    goes_on = Plan(*LAPTOP.tasks, on_incomplete="goes_on")
    assert ("image",) == ends(goes_on, ("order", failed)).released


def test_a_task_that_was_skipped_by_hand_releases_what_waits_for_it() -> None:
    """Unless what it waited for was incomplete: that passes on."""
    assert ("image",) == ends(LAPTOP, ("order", "skipped")).released
    known = {"order": "incomplete", "image": "skipped"}
    assert {"ship", "tell"} == set(LAPTOP.progress(states=known).skipped)


def test_whether_a_task_is_needed_may_be_open() -> None:
    """Then it stays pending, and is asked again when anything ends."""
    plan = Plan(PlannedTask("a"), PlannedTask("b", when=field("n") > 5), PlannedTask("c"))
    begun = plan.progress(facts={"n": "five"})
    assert (("b",), ("a", "c")) == (begun.undecided, begun.released)
    assert StepState.PENDING is begun.states["b"]
    assert ("b",) == begun.after("a", "complete", facts={"n": 6}).released


def test_a_task_that_is_reopened_keeps_what_it_released() -> None:
    """It has to end again before all has ended."""
    done = ends(LAPTOP, ("order", "complete"), ("image", "complete"), is_remote=False)
    again = done.after("order", "open", facts={"is_remote": False})
    assert (StepState.OPEN, StepState.OPEN) == (again.states["order"], again.states["tell"])
    assert (None, ()) == (again.outcome, again.released)
    closed = again.after("order", "complete").after("tell", "complete")
    assert StepState.COMPLETE is closed.outcome


@pytest.mark.parametrize(
    ("states", "together"),
    [
        (["complete", "complete"], "complete"),
        (["complete", "skipped"], "complete"),
        (["complete", "incomplete"], "incomplete"),
        (["skipped", "skipped"], "skipped"),
        (["incomplete", "skipped"], "incomplete"),
        (["cancelled", "complete"], "incomplete"),
        (["complete", "open"], None),
        (["complete", "pending"], None),
    ],
)
def test_r2_tasks_end_together_as_the_worst_of_them(
    states: list[str], together: str | None
) -> None:
    """R2, literally."""
    assert together == roll_up(states)
    plan = Plan(*(PlannedTask(str(n)) for n in range(len(states))))
    assert (together if "pending" not in states else None) == plan.progress(
        states={str(n): state for n, state in enumerate(states)}
    ).outcome


def test_what_ends_together_is_said_as_a_condition_of_a_cascade() -> None:
    """Of the tasks of the record that it reaches, or of others."""
    tasks = {"linked.task": [{"outcome": "complete"}, {"outcome": "skipped"}]}
    asked = {how: ended_as(how, of="task").judge(tasks) for how in ("complete", "incomplete")}
    assert {"complete": True, "incomplete": False} == asked
    assert not ended_as("skipped", of="task").judge({"linked.task": []})
    assert ended_as("skipped", of="task").judge({"linked.task": [{"outcome": "skipped"}]})
    late = {"linked.task": [{"outcome": "incomplete"}, {"outcome": None}]}
    assert not ended_as("incomplete", of="task").judge(late)
    for bad in ("open", "cancelled", "done", 5):
        with pytest.raises(BadValue, match="outcome cannot be"):
            ended_as(bad)  # type: ignore[arg-type]


def test_progress_refuses_what_it_does_not_know() -> None:
    """A task, a state, facts that cannot be read."""
    begun = LAPTOP.progress()
    with pytest.raises(Unlisted, match="there is no planned task 'imagee'"):
        begun.after("imagee", "complete")
    with pytest.raises(Unlisted, match="there is no planned task 'x'"):
        LAPTOP.progress(states={"x": "complete"})
    bad: Any
    for bad in ("done", 5, None):
        with pytest.raises(BadValue, match="state cannot be"):
            begun.after("order", bad)
        with pytest.raises(BadValue, match="states cannot be"):
            LAPTOP.progress(states={"order": bad})
        with pytest.raises(BadValue, match="facts cannot be"):
            begun.after("order", "complete", facts=bad)
    for bad in (5, [("order", "complete")]):
        with pytest.raises(BadValue, match="states cannot be"):
            LAPTOP.progress(states=bad)
    with pytest.raises(BadValue, match="states cannot be"):
        roll_up("complete")
    with pytest.raises(BadValue, match="states cannot be"):
        roll_up(["done"])


# --- models -------------------------------------------------------------------------------------


def test_a_model_has_a_plan_that_fits_it() -> None:
    """It starts in a state before the end, and asks for facts that its records have."""
    plan = LAPTOP.starting_in("in_progress")
    strange = Plan(
        PlannedTask("a", when=field("prioritty").is_set),
        PlannedTask("b", when=field("given.freeze").is_set),
        starts_in="in_progres",
    )
    with pytest.raises(FaultyDefinition) as refusal:
        INCIDENT.extended(task_plan=strange)
    codes = [fault.code for fault in refusal.value.faults]
    assert ["unknown_state", "unknown_fact", "outside_fact"] == codes
    needless = Plan(PlannedTask("a"))
    for bad in (needless, needless.starting_in("closed")):
        with pytest.raises(FaultyDefinition) as refusal:
            INCIDENT.extended(task_plan=bad)
        assert [("no_start", "the task plan")] == [
            (fault.code, fault.subject) for fault in refusal.value.faults
        ]
    with pytest.raises(BadValue, match="task_plan cannot be 5; give a Plan or None"):
        INCIDENT.extended(task_plan=5)  # type: ignore[arg-type]
    plain = Plan(*(PlannedTask(task.name, after=task.after) for task in plan))
    model = INCIDENT.extended(task_plan=plain.starting_in("in_progress"), name="planned")
    assert model.task_plan == plain.starting_in("in_progress")
    assert model.extended(name="other").task_plan == model.task_plan
    converter = make_converter(models=[model])
    assert model == converter.structure(converter.unstructure(model), type(model))
    assert model == pickle.loads(pickle.dumps(model))
    assert model.digest != INCIDENT.digest


def test_models_differ_in_the_tasks_of_their_plans() -> None:
    """One by one, and in when these are made."""
    was = INCIDENT.extended(task_plan=Plan(PlannedTask("a"), PlannedTask("b"), starts_in="new"))
    now = INCIDENT.extended(
        task_plan=Plan(PlannedTask("b", after="c"), PlannedTask("c"), starts_in="in_progress")
    )
    found = {(edit.part, edit.name): edit.change for edit in model_diff(was, now).edits}
    assert {
        ("plan item", "a"): "gone",
        ("plan item", "b"): "changed",
        ("plan item", "c"): "new",
        ("plan item", "starts in"): "changed",
    } == found


# --- showing ------------------------------------------------------------------------------------


def test_a_plan_is_shown_as_a_table_and_as_a_picture() -> None:
    """Each task is in each, with what it waits for."""
    assert "a plan of 4 tasks" == str(LAPTOP)
    assert "a plan of 1 task, which starts in new" == str(Plan(PlannedTask("a"), starts_in="new"))
    assert {"task": "tell", "after": "ship, order"}.items() <= LAPTOP.rows[3].items()
    assert (None, "is_remote is True") == (LAPTOP.rows[0]["when"], LAPTOP.rows[2]["when"])
    assert ("3 working days", "4:00:00") == (LAPTOP.rows[0]["target"], LAPTOP.rows[1]["target"])
    for spec in ("md", "mermaid", "dot", "svg", "html"):
        drawn = format(LAPTOP, spec)
        assert all(task.name in drawn for task in LAPTOP)
    assert "t1 --> t2" not in format(LAPTOP, "mermaid")
    assert "if is_remote is True" in format(LAPTOP, "svg")
    assert "emails" not in format(Plan(PlannedTask("a")), "md")
    with pytest.raises(Unlisted, match="there is no format 'pdf'"):
        format(LAPTOP, "pdf")


def test_a_plan_that_is_too_large_is_told_and_not_drawn() -> None:
    """A wide one leads downwards, and a description ends after a dozen."""
    many = Plan(*(PlannedTask(f"t{n}") for n in range(61)))
    assert "61 tasks and 0 waits are too many to draw" in format(many, "svg")
    assert "and 49 more" in format(many, "svg")
    chain = Plan(*(PlannedTask(f"t{n}", after=[f"t{n - 1}"] if n else []) for n in range(12)))
    drawn = format(chain, "svg")
    assert int(drawn.split('width="')[1].split('"')[0]) < 1160


# --- time ---------------------------------------------------------------------------------------


@pytest.mark.untraced
@pytest.mark.parametrize("shape", ["chain", "star", "layers"])
def test_the_whole_life_of_a_plan_takes_as_long_as_it_is(shape: str) -> None:
    """Four times as many steps and waits take hardly more than four times as long."""

    def life(plan: Plan) -> Progress:
        progress = plan.progress()
        for name in plan.order:
            progress = progress.after(name, "complete")
        return progress

    small, large = made(shape, 500), made(shape, 2_000)
    done = within_times(8, lambda: life(small), lambda: life(large))
    assert StepState.COMPLETE is done.outcome


def made(shape: str, count: int) -> Plan:
    """Make a plan of so many tasks: in a row, all before one, or in layers of fifty."""
    names = [f"t{n}" for n in range(count)]
    match shape:
        case "chain":
            after = [[names[n - 1]] if n else [] for n in range(count)]
        case "star":
            after = [names[:n] if n == count - 1 else [] for n in range(count)]
        case _:
            after = [names[max(0, n - 50 - n % 50) : n - n % 50][:4] for n in range(count)]
    return Plan(*(PlannedTask(n, after=a, when=ALWAYS) for n, a in zip(names, after, strict=True)))


def test_tasks_of_what_was_approved_before_do_not_count() -> None:
    """Nor do those that their record withdrew."""
    old = {"outcome": "incomplete", "made_at_version": 3}
    tasks = [old, {"outcome": "complete", "made_at_version": 8}, {"outcome": "complete"}]
    facts = {"linked.task": tasks, "voided": 7}
    assert ended_as("incomplete", of="task").judge(facts)
    withdrawn = {"linked.task": [{"outcome": "skipped", "is_withdrawn": True}]}
    assert not ended_as("skipped", of="task").judge(withdrawn)
    since = ended_as("complete", of="task", since=field("target.voided"))
    assert since.judge({**facts, "target.voided": 7})
    with pytest.raises(BadValue, match="since"):
        ended_as("complete", since="voided")  # type: ignore[arg-type]
