"""Texts of an export where an agreement asks for phases or levels: decoded, or refused."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from itsmcore import Impact, Phase, Priority, Timeline, columnar
from itsmcore.conditions import field
from itsmcore.errors import BadValue
from itsmcore.presets import servicenow
from itsmcore.service_levels import Agreement, Goal
from itsmcore.tasks import TASK
from tests.instants import HOUR, NINE

LATE = datetime(2026, 1, 5, 15, tzinfo=UTC)
GOLD = Agreement(
    "gold",
    goals=[Goal("resolution", stop=Phase.RESOLVED, targets={Priority.CRITICAL: 4 * HOUR})],
)
MODEL = servicenow.INCIDENT
CASE = np.array(["I1", "I1", "I2"])
AT = np.array(["2026-01-05T09", "2026-01-05T11", "2026-01-05T10"], "M8[h]")
PHASES = np.array([Phase.NEW, Phase.RESOLVED, Phase.NEW])
CRITICAL = np.array([Priority.CRITICAL] * 3)


def measured(agreement: Agreement = GOLD, model: Any = None, **facts: Any) -> Any:
    """Measure an agreement, the columns given in place of good ones."""
    columns = {"phase": PHASES, "priority": CRITICAL, **facts}
    held = {name: column for name, column in columns.items() if column is not None}
    steps = columnar.Steps(case=CASE, at=AT, facts=held, model=model)
    return columnar.measure(agreement, steps, at=LATE)["resolution"]


TEXTS: list[dict[str, list[Any]]] = [
    {"phase": ["new", "resolved", "new"]},
    {"phase": ["In Progress", "In Progress", "In Progress"]},
    {"phase": [Phase.NEW, "resolved", Phase.NEW]},
    {"phase": [1, 6, 1]},
    {"priority": ["1 - Critical"] * 3},
    {"priority": [1, 1, 1]},
    {"priority": [Priority.LOW, "critical", Priority.LOW]},
    {"priority": [Priority.LOW, "Critical ", Priority.LOW]},
    {"priority": [Impact.HIGH] * 3},
]


@pytest.mark.parametrize("facts", TEXTS, ids=str)
def test_texts_in_place_of_phases_or_levels_are_refused(facts: dict[str, list[Any]]) -> None:
    """No text is a phase: the clock would go on running, without a target, and say nothing."""
    (name,) = facts
    columns: Any = {name: np.array(facts[name], object)}
    with pytest.raises(BadValue, match=rf"^the column {name} cannot be .* asks for; give Steps"):
        measured(**columns)


def test_what_conditions_list_is_asked_for_as_well() -> None:
    """A phase among several, a pause and a row of targets ask for phases and levels alike."""
    goal = Goal(
        "resolution",
        stop=Phase.RESOLVED,
        pause=field("impact").is_in((Impact.LOW, Impact.MEDIUM)),
        targets=HOUR,
    )
    with pytest.raises(BadValue, match="the column impact cannot be 'low'"):
        measured(Agreement("silver", goals=[goal]), impact=np.array(["low", "low", "high"]))


def test_dirty_values_beside_decoded_ones_are_as_they_are_alone() -> None:
    """A column that was decoded may hold a few strangers, which are no phase to a walk either."""
    found = measured(phase=np.array([Phase.NEW, "-100", Phase.NEW], object))
    line = Timeline.from_rows(
        [
            (NINE, {"phase": Phase.NEW, "priority": Priority.CRITICAL}),
            (NINE + 2 * HOUR, {"phase": "-100", "priority": Priority.CRITICAL}),
        ]
    )

    assert GOLD.measure(line, at=LATE)["resolution"].status == found["status"][0]
    assert "running" == found["status"][0]


def test_a_column_without_a_value_says_nothing() -> None:
    """What was never set is not of a wrong kind."""
    assert ["running"] * 2 == measured(phase=np.array([None] * 3))["status"].tolist()


@pytest.mark.parametrize(
    "facts",
    [
        {"state": ["New", "Resolved", "New"], "priority": ["1 - Critical"] * 3, "phase": None},
        {"state": ["new", "resolved", "new"], "priority": ["Critical"] * 3, "phase": None},
        {"state": ["1", "6", "1"], "priority": ["1"] * 3, "phase": None},
        {"phase": ["new", " Resolved", "NEW"]},
        {"state": ["1", "6", "1"], "phase": list(PHASES)},
        {"state": [None, "6", None], "phase": list(PHASES)},
    ],
    ids=str,
)
def test_texts_are_decoded_by_a_model(facts: dict[str, Any]) -> None:
    """A state is told by name, code or label, a level by code or label; states tell the phases."""
    columns: Any = {n: of and np.array(of, object) for n, of in facts.items()}
    if facts.get("priority") == ["1 - Critical"] * 3:
        with pytest.raises(BadValue, match="the column priority cannot be '1 - Critical'; give "):
            measured(model=MODEL, **columns)
        columns["priority"] = np.array(["Critical"] * 3)
    agreement = Agreement(
        "gold",
        goals=[
            Goal(
                "resolution",
                stop=Phase.RESOLVED,
                targets={MODEL.prioritiser.priorities[0]: HOUR},
            )
        ],
    )
    given: Any = {"priority": np.array(["Critical"] * 3), **columns}
    found = measured(agreement, MODEL, **given)

    assert ["completed", "running"] == found["status"].tolist()
    assert ["missed", "missed"] == found["outcome"].tolist()


def test_timelines_are_decoded_too() -> None:
    """What a reader left as texts is read by the model."""
    rows = [(NINE, {"state": "New", "priority": "1"}), (LATE, {"state": "Closed", "priority": "1"})]
    steps = columnar.Steps.of({"I1": Timeline.from_rows(rows)}, model=MODEL)

    assert ("new", "closed") == steps.facts["state"].values
    assert (Phase.NEW, Phase.CLOSED) == steps.facts["phase"].values
    assert (MODEL.prioritiser.priorities[0],) == steps.facts["priority"].values


def test_a_text_that_the_model_does_not_know_is_refused() -> None:
    """The nearest that it knows is named; a model without levels has none to decode."""
    with pytest.raises(BadValue, match=r"the column state cannot be 'Reslved'; .* 'resolved'"):
        measured(model=MODEL, state=np.array(["New", "Reslved", "New"]))
    columns = {"state": np.array(["pending"]), "priority": np.array(["x"])}
    steps = columnar.Steps(case=CASE[:1], at=AT[:1], facts=columns, model=TASK)
    assert ("x",) == steps.facts["priority"].values


def test_a_model_is_a_model() -> None:
    """Anything else is refused by name."""
    with pytest.raises(BadValue, match=r"^model cannot be 'incident'; give a model"):
        measured(model="incident")
