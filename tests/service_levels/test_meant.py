"""Texts where phases or levels are asked for: refused where they read like one, and else told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from itsmcore import Impact, Phase, Priority, Schedule, Timeline, columnar
from itsmcore.conditions import Condition, as_condition, field
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue
from itsmcore.presets import servicenow
from itsmcore.service_levels import Agreement, Goal, measure_many
from tests.instants import HOUR, NINE

SPELLINGS = [
    text for phase in Phase for text in (phase.value, phase.value.title(), f" {phase.value}")
]


def told(**facts: object) -> Timeline:
    """Make a timeline of a step."""
    return Timeline.from_rows([(NINE, {"phase": Phase.NEW, **facts})])


def agreed(applies: Any = None, **goal: Any) -> Agreement:
    """Make an agreement of a goal."""
    given = {"stop": Phase.RESOLVED, "targets": 4 * HOUR, **goal}
    more = {} if applies is None else {"applies": applies}
    return Agreement("gold", goals=[Goal("resolution", **given)], **more)


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_text_is_no_phase_to_a_clock_as_it_is_none_to_columns(text: str) -> None:
    """The clock would go on running, however often it says that the work is done."""
    gold = agreed()
    with pytest.raises(BadValue, match=r"^phase cannot be .* such as Phase.RESOLVED, .* phases=$"):
        gold.measure(told(phase=text), at=NINE + HOUR)
    with pytest.raises(BadValue, match=r"^phase cannot be"):
        list(measure_many(gold, {"INC-1": told(phase=text)}, at=NINE + HOUR))
    beside = columnar.Steps(
        case=np.array(["I1", "I2"]),
        at=np.array(["2026-01-05T09"] * 2, "M8[h]"),
        facts={"phase": np.array([Phase.ACTIVE, text], object)},
    )
    with pytest.raises(BadValue, match=r"^the column phase cannot be"):
        columnar.measure(gold, beside, at=NINE + HOUR)


def is_vip(_: object) -> bool:
    """Say that nobody is."""
    return False


@pytest.mark.parametrize(
    "goal",
    [
        {"targets": {Priority.HIGH: HOUR}},
        {"targets": Decision([(field("priority").is_(Priority.HIGH), HOUR)], default=2 * HOUR)},
        {"pause": field("priority").is_in((Priority.LOW, Priority.HIGH))},
        {"schedule": Decision([(field("priority").is_(Priority.HIGH), Schedule.always())],
                              default=Schedule.never())},
        {"applies": ~field("priority").is_(Priority.HIGH)},
        {"targets": [(as_condition(is_vip), HOUR)],
         "cancel": field("priority").is_(Priority.HIGH)},
    ],
    ids=lambda goal: "-".join(goal),
)  # fmt: skip
@pytest.mark.parametrize("text", ["high", "High ", Priority.HIGH.code])
def test_a_text_that_reads_like_a_level_that_is_asked_for_is_refused(
    goal: dict[str, Any], text: str
) -> None:
    """By whatever condition: a target, a pause, the hours, or to whom the agreement applies."""
    with pytest.raises(BadValue, match=r"^priority cannot be .* a level such as Priority\.[A-Z]+,"):
        agreed(**goal).measure(told(priority=text), at=NINE + HOUR)


def test_a_text_that_is_asked_for_as_one_is_taken() -> None:
    """A goal that names both knows both."""
    either: Condition = field("priority").is_in((Priority.HIGH, "high"))
    clock = agreed(targets=[(either, HOUR)]).measure(told(priority="high"), at=NINE)["resolution"]
    assert (HOUR, ()) == (clock.target, clock.why())


@pytest.mark.parametrize("value", ["In Progress", "-100", 6])
def test_another_value_where_a_phase_is_asked_for_is_told(value: object) -> None:
    """By the clock, which goes on: rows of a log that nobody could read are no phase either."""
    clock = agreed().measure(told(phase=value), at=NINE + HOUR)["resolution"]
    said = f"phase is {value!r}, where values such as Phase.RESOLVED are asked for"
    assert [("strange_value", said)] == [(why.code, str(why)) for why in clock.why()]
    assert said in str(clock.explain())


def test_a_level_of_another_scale_is_told_and_what_is_unset_is_not() -> None:
    """Beside why there is no target."""
    by_priority = agreed(targets={Priority.HIGH: HOUR})
    clock = by_priority.measure(told(priority=Impact.HIGH), at=NINE)["resolution"]
    assert ["no_target", "strange_value"] == [why.code for why in clock.why()]
    for priority in (None, Priority.LOW):
        clock = by_priority.measure(told(priority=priority), at=NINE)["resolution"]
        assert ["no_target"] == [why.code for why in clock.why()]


def test_what_a_model_reads_is_told_as_nothing() -> None:
    """States, with what they mean, are the way that the error names."""
    states = [(NINE, {"state": "new"}), (NINE + HOUR, {"state": "resolved"})]
    read = Timeline.from_rows(states, phases=servicenow.INCIDENT)
    clock = agreed().measure(read, at=NINE + 2 * HOUR)["resolution"]
    assert "met" == clock.outcome
    assert ["completed"] == [why.code for why in clock.why()]
