"""Plans: every step ends or is skipped, in the order of the plan, whatever ends first."""

from __future__ import annotations

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, TASK, Desk
from itsmcore import testing as kit
from itsmcore.interop.cattrs import make_converter
from itsmcore.plans import Plan, PlannedTask, Progress, StepState, roll_up

few = settings(max_examples=25)
FACTS = st.fixed_dictionaries({"assignee": st.sampled_from([None, "ada"]), "category": st.none()})
ENDS = st.sampled_from([state for state in StepState if state.has_ended])
CONVERTER = make_converter()


def lived(data: st.DataObject, plan: Plan, facts: dict[str, object]) -> list[Progress]:
    """Let any open step end in any way, one after the other, until none is open."""
    course = [plan.progress(facts=facts)]
    while steps := sorted(name for name, of in course[-1].states.items() if of == "open"):
        step, state = data.draw(st.sampled_from(steps)), data.draw(ENDS)
        course.append(course[-1].after(step, state, facts=facts))
    return course


@few
@given(st.data(), kit.plans(), FACTS)
def test_every_step_ends_or_is_skipped(
    data: st.DataObject, plan: Plan, facts: dict[str, object]
) -> None:
    """Unless nobody can tell whether it is needed; and the plan ends as the states do together."""
    course = lived(data, plan, facts)
    last = course[-1]
    if not last.undecided:
        assert all(state.has_ended for state in last.states.values())
    assert all(one.outcome == roll_up(one.states.values()) for one in course)


@few
@given(st.data(), kit.plans(), FACTS)
def test_nothing_starts_before_what_it_waits_for(
    data: st.DataObject, plan: Plan, facts: dict[str, object]
) -> None:
    """What is released was pending, and all before it has ended and has not failed."""
    for one in lived(data, plan, facts):
        for name in (*one.released, *one.skipped, *one.undecided):
            assert all(one.states[before].has_ended for before in plan[name].after)
        for name in one.released:
            is_stopped = any(one.states[before].has_failed for before in plan[name].after)
            assert plan.on_incomplete == "goes_on" or not is_stopped
            assert plan[name].when.judge(facts)


@few
@given(st.data(), kit.plans(), FACTS)
def test_the_order_in_which_steps_end_does_not_matter(
    data: st.DataObject, plan: Plan, facts: dict[str, object]
) -> None:
    """However each step ends, all comes to the same, and to what one look at the states finds."""
    how = {task.name: data.draw(ENDS) for task in plan}

    def end(*, newest: bool) -> Progress:
        progress = plan.progress(facts=facts)
        while steps := [name for name in plan.order if progress.states[name] == "open"]:
            step = steps[-1 if newest else 0]
            progress = progress.after(step, how[step], facts=facts)
        return progress

    one, other = end(newest=False), end(newest=True)
    assert (one.states, one.outcome, one.doomed) == (other.states, other.outcome, other.doomed)
    looked = plan.progress(states=one.states, facts=facts)
    assert (one.states, one.outcome, one.doomed) == (looked.states, looked.outcome, looked.doomed)
    assert () == (*looked.released, *looked.skipped)


@few
@given(st.data(), kit.plans(), FACTS)
def test_a_step_is_doomed_after_one_that_failed(
    data: st.DataObject, plan: Plan, facts: dict[str, object]
) -> None:
    """As a plain walk along the waits finds it."""
    last = lived(data, plan, facts)[-1]
    doomed: set[str] = set()
    for name in plan.order:
        failed = {one for one in plan[name].after if last.states[one].has_failed}
        passed_on = {one for one in plan[name].after if last.states[one] == "skipped"} & doomed
        if plan.on_incomplete == "skips" and (failed or passed_on):
            doomed.add(name)
    assert doomed == last.doomed


@few
@given(kit.plans(starts_in="new"))
def test_plans_are_stored_and_shown(plan: Plan) -> None:
    """Each is what its document and its pickle hold, and has a picture."""
    assert plan == CONVERTER.structure(CONVERTER.unstructure(plan), Plan)
    assert plan == pickle.loads(pickle.dumps(plan))
    assert format(plan, "svg").startswith("<svg")


def test_a_desk_with_plans_keeps_its_laws() -> None:
    """What happens is one journal, whoever asks for it, and nothing is made twice."""
    tasks = PlannedTask("order"), PlannedTask("ship", after="order")
    model = INCIDENT.extended(task_plan=Plan(*tasks, starts_in="in_progress"), name="planned")
    given = settings(max_examples=8, stateful_step_count=15, database=None, deadline=None)
    kit.desk_machine_for(Desk.of(), models=[model, TASK]).check(settings=given)
