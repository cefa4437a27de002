"""What a goal asks is found once for equal facts, and is what would be found each time."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Incident, Phase
from itsmcore.conditions import ALWAYS, Condition, as_condition, field, happened
from itsmcore.errors import Incomparable
from itsmcore.frozen import FrozenDict
from itsmcore.service_levels import Agreement, Goal
from itsmcore.service_levels._asked import Asked
from itsmcore.service_levels._remembered import Remembered
from itsmcore.service_levels._terms import DEFAULT
from itsmcore.timeline import Step, Timeline
from tests.instants import DAY, HOUR, NINE
from tests.property import strategies as some

CONDITIONS = some.conditions(atoms=some.simple_tests(outside=True), opaque=True)
STEPS = st.builds(
    Step,
    st.just(NINE),
    st.none() | st.just("move"),
    some.simple_facts() | st.sampled_from([{"x": True}, {"x": 1.0}, {"x": []}, {"event.x": 1}]),
)


def is_urgent(facts: Any) -> bool:
    return bool(facts.get("summary") == "Mail")


@settings(deadline=None, max_examples=200)
@given(CONDITIONS, st.lists(STEPS, max_size=8))
def test_what_is_remembered_is_what_is_found(condition: Condition, steps: list[Step]) -> None:
    """At each of many steps, whatever was asked before, and whether or not a fact has a hash."""
    known = Remembered(condition.judge, [condition])
    for step in (*steps, *steps):
        try:
            found: Any = condition.judge(step)
        except Incomparable:
            with pytest.raises(Incomparable):
                known.of(step)
        else:
            assert found is known.of(step)


def test_equal_facts_are_asked_once_and_true_is_not_one() -> None:
    """By their classes, since True equals one."""
    asked = list[Any]()

    def answer(facts: Any) -> object:
        asked.append(facts.get("x", None))
        return facts.get("x", None)

    known = Remembered(answer, [field("x").is_set])
    assert [1, True, 1, True] == [known.of({"x": x}) for x in (1, True, 1, True)]
    assert [1, True] == asked
    known.of({"x": []})
    known.of({"x": []})
    assert [1, True, [], []] == asked


@pytest.mark.parametrize(
    ("condition", "is_kept"),
    [
        (field("x").is_(1) & ~field("y").is_set, True),
        (happened("comment") & field("event.public").is_(True), True),
        (field("x").is_(field("y")), False),
        (as_condition(is_urgent), False),
        (field("given.x").is_(1), False),
        (ALWAYS, True),
    ],
    ids=str,
)
def test_what_compares_with_constants_is_kept(condition: Condition, is_kept: bool) -> None:
    """A function may read anything, and what is given may be missing."""
    assert is_kept == Remembered(condition.judge, [condition]).is_kept


def test_clocks_of_many_records_share_what_was_found() -> None:
    """Steps with equal facts have one and the same answers."""
    goal = Goal("resolution", stop=Phase.RESOLVED, targets=8 * HOUR)
    steps = [Step(NINE, None, FrozenDict({"phase": Phase.NEW, "id": n})) for n in (1, 2)]
    one, other = Asked(goal, DEFAULT).at(steps)
    assert one is other
    assert not one["stop"]


def test_a_target_that_a_function_chooses_is_asked_at_each_step() -> None:
    """As a condition that asks one is: it may have come to say another."""
    goal = Goal("resolution", stop=Phase.RESOLVED, targets=[(is_urgent, HOUR), (ALWAYS, 2 * HOUR)])
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail")
    agreement = Agreement("gold", goals=[goal])
    assert agreement.measure(inc, at=NINE)["resolution"].target == HOUR
    inc = inc.update(at=NINE, by="ada", summary="Print")
    assert agreement.measure(inc, at=NINE)["resolution"].target == 2 * HOUR


def test_steps_that_tell_a_clock_nothing_are_passed_over_and_told() -> None:
    """The clock goes on, shows who held the record, and ends where it would have ended."""
    goal = Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=2 * HOUR)
    new: Any = {"phase": Phase.NEW}
    held: Any = {"phase": Phase.PENDING}
    rows = [
        (NINE, new),
        (NINE + HOUR, new),
        (NINE + HOUR, {**new, "group": "mail"}),
        (NINE + 2 * HOUR, held),
        (NINE + 3 * HOUR, held),
        (NINE + 4 * HOUR, new),
    ]
    clock = Agreement("gold", goals=[goal]).measure(Timeline.from_rows(rows), at=NINE + DAY)
    assert clock["resolution"].time_by("group") == {None: 21 * HOUR, "mail": HOUR}
    assert clock["resolution"].breached_at == NINE + 4 * HOUR
    assert clock["resolution"].step == Step(NINE + 4 * HOUR, None, new)


def test_threads_may_measure_by_one_agreement() -> None:
    """What is found is shared, and is the same for all."""
    goal = Goal("resolution", stop=Phase.RESOLVED, targets=8 * HOUR)
    agreement, found = Agreement("gold", goals=[goal]), list[Any]()
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail").start(at=NINE, by="grace")

    def measure() -> None:
        found.extend(agreement.measure(inc, at=NINE + DAY) for _ in range(50))

    threads = [threading.Thread(target=measure) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [agreement.measure(inc, at=NINE + DAY)] * 200


def test_a_clock_runs_again_while_a_reset_lasts() -> None:
    """A reset ends a cycle when it begins to hold, and does nothing as long as it holds."""
    is_mail = field("group").is_("mail")
    resolution: Any = {"stop": Phase.RESOLVED, "pause": Phase.PENDING, "targets": 8 * HOUR}
    rows: list[Any] = [
        (NINE, {"phase": Phase.ACTIVE, "group": "mail"}),
        (NINE + HOUR, {"phase": Phase.PENDING, "group": "mail"}),
        (NINE + 3 * HOUR, {"phase": Phase.ACTIVE, "group": "mail"}),
    ]
    agreement = Agreement("gold", goals=[Goal("resolution", reset=is_mail, **resolution)])
    clock = agreement.measure(Timeline.from_rows(rows), at=NINE + 4 * HOUR)["resolution"]
    assert (clock.is_running, clock.elapsed) == (True, 2 * HOUR)
