"""Jira: issues with their changelogs, with all their dirt."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Phase, Timeline
from itsmcore.conformance import check
from itsmcore.errors import BadRow, BadValue
from itsmcore.incidents import REOPEN_AT_ONCE
from itsmcore.presets import jira
from itsmcore.service_levels import Agreement, Goal
from tests.instants import HOUR, NINE

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "presets.json"


def moved(at: str, old: Any, new: Any, *, field: str = "status", id: str = "1") -> dict[str, Any]:
    item = {"field": field, "fromString": old, "toString": new}
    return {"id": id, "created": f"2026-01-05T{at}:00.000+0000", "items": [item]}


def issue(*histories: Any, key: Any = "OPS-7", **fields: Any) -> dict[str, Any]:
    told = {"created": "2026-01-05T09:00:00.000+0000", "status": {"name": "Closed"}, **fields}
    return {"key": key, "fields": told, "changelog": {"histories": list(histories)}}


def read(*histories: Any, options: Any = None, **fields: Any) -> Timeline:
    (timeline,) = jira.timelines([issue(*histories, **fields)], **(options or {})).values()
    return timeline


def flaws(timeline: Timeline) -> list[str]:
    return [flaw.code for flaw in timeline.flaws]


@pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)
def test_the_matrix_is_that_of_the_documentation_but_for_one_cell() -> None:
    """Where less urgency would make a higher priority."""
    stated = json.loads(FACTS.read_text())["jsm"]["priority_example"]["matrix"]
    ours = [[level.label for level in row] for row in jira.MATRIX.rows]
    assert [(3, 3)] == [
        (row, column)
        for row in range(4)
        for column in range(5)
        if stated[row][column] != ours[row][column]
    ]


def test_changes_are_read_in_order_of_time() -> None:
    """The newest come first from some sites; those of one instant go by their numbers."""
    histories = [
        moved("12:00", "Completed", "Closed", id="30"),
        moved("11:00", "Work in progress", "Completed", id="20"),
        moved("11:00", "Open", "Work in progress", id="10"),
    ]
    timeline = read(*histories)
    assert timeline == read(*reversed(histories))
    assert ["open", "work_in_progress", "completed", "closed"] == [
        step.facts["state"] for step in timeline
    ]
    assert (NINE, Phase.NEW) == (timeline[0].at, timeline[0].facts["phase"])
    assert [] == flaws(timeline)
    assert 1.0 == check(jira.INCIDENT, {"OPS-7": timeline}).fitness


def test_fields_become_facts() -> None:
    """What never changed holds from the beginning; people and values go by their names."""
    timeline = read(
        moved("10:00", "Low", "High", field="priority"),
        moved("10:00", None, "Mail", field="Team"),
        moved("10:00", "a", "b", field="rank"),
        priority={"name": "High"},
        assignee={"displayName": "Grace"},
        reporter={"unknown": "x"},
        resolution="Done",
        options={"fields": {"Team": "group"}},
    )
    first, last = timeline
    assert (jira.PRIORITIES[3], jira.PRIORITIES[1]) == (
        first.facts["priority"],
        last.facts["priority"],
    )
    assert (None, "Mail", "Grace", "Done", None) == (
        first.facts["group"],
        last.facts["group"],
        first.facts["assignee"],
        first.facts["resolution_code"],
        first.facts["caller"],
    )
    assert "rank" not in last.facts


def test_statuses_may_be_of_a_model_of_one_s_own_or_of_another_language() -> None:
    """Those that are of none are listed once."""
    german = read(
        moved("10:00", "Offen", "Erledigt"),
        status={"name": "Erledigt"},
        options={"states": {"Offen": "open", "Erledigt": "completed"}},
    )
    assert ["open", "completed"] == [step.facts["state"] for step in german]
    requests = read(
        moved("10:00", "Waiting for support", "Odd"),
        moved("11:00", "Odd", "Resolved"),
        status={"name": "Resolved"},
        options={"model": jira.REQUEST},
    )
    assert [Phase.NEW, None, Phase.RESOLVED] == [step.facts["phase"] for step in requests]
    assert ["unknown_state"] == flaws(requests)


def test_dirty_issues_are_read_and_listed() -> None:
    """Each with its place among the issues."""
    log = jira.timelines(
        [
            issue(moved("10:00", "Open", "Closed"), created=None),
            issue(moved("08:00", "Open", "Closed")),
            issue(moved("10:00", "Open", "Closed"), {"created": "soon"}, {"created": None}, "x"),
            issue(moved("10:00", "Pending", "Closed"), moved("11:00", "Open", "Closed"), key=7),
            {"key": "OPS-8", "fields": "none", "changelog": [1]},
            issue({"created": "2026-01-05T10:00:00+00:00", "items": [{"field": 7}, 8]}, key="O-9"),
        ]
    )
    assert ["OPS-7", "OPS-7 (issue 1)", "OPS-7 (issue 2)", "", "OPS-8", "O-9"] == list(log)
    assert {
        "OPS-7": ["no_time"],
        "OPS-7 (issue 1)": ["same_number", "backward"],
        "OPS-7 (issue 2)": ["same_number", "unreadable_time", "no_time"],
        "": ["no_number", "broken_chain"],
        "OPS-8": ["no_time", "no_time"],
        "O-9": [],
    } == {key: flaws(timeline) for key, timeline in log.items()}
    assert (NINE + HOUR, 0) == (log["OPS-7"][0].at, len(log["OPS-8"]))
    assert [3, 3] == [flaw.index for flaw in log[""].flaws]


def test_what_are_no_issues_is_refused() -> None:
    """As is what has no states."""
    with pytest.raises(BadRow, match="row 0 is 7; give issues, as the REST interface gives them"):
        jira.timelines([7])  # type: ignore[list-item]
    with pytest.raises(BadValue, match="rows cannot be"):
        jira.timelines("issues")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="a model or a lifecycle"):
        jira.timelines([], model="incident")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="states cannot be 'opn'; give one of open"):
        jira.timelines([], states={"Offen": "opn"})


def test_an_agreement_shows_what_the_product_would() -> None:
    """Of an issue that was reopened: its last cycle there, and both together here."""
    timeline = read(
        moved("10:00", "Open", "Completed", id="1"),
        moved("12:00", "Completed", "Work in progress", id="2"),
        moved("13:00", "Work in progress", "Completed", id="3"),
    )
    sla = Agreement(
        "gold",
        goals=[Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=4))],
    )
    later = sla.revised(version="2", effective_from=NINE - HOUR)
    for agreement in (sla, later):
        here = agreement.measure(timeline, at=NINE + 9 * HOUR)["resolution"]
        there = agreement.measure(timeline, at=NINE + 9 * HOUR, terms=jira.TERMS)["resolution"]
        assert (2 * HOUR, HOUR) == (here.elapsed, there.elapsed)


def test_what_is_resolved_is_closed_after_ten_days() -> None:
    """By the preset rule, whatever is written meanwhile; a comment offers to reopen it."""
    inc = jira.INCIDENT.open("OPS-7", at=NINE, by="ada", summary="s", caller="ada")
    inc = inc.resolve(at=NINE, by="grace", code="user_error", notes="n")
    said = inc.comment(at=NINE + HOUR, by="ada", text="Thanks", public=True)
    due = NINE + timedelta(days=10)
    for one in (inc, said):
        assert "completed" == one.tick(at=due - timedelta(seconds=1)).state
        assert ("closed", due) == (one.tick(at=due).state, one.tick(at=due).history[-1].at)
    at_once = jira.INCIDENT.extended(REOPEN_AT_ONCE, name="at once")
    inc = at_once.open("OPS-8", at=NINE, by="ada", summary="s", caller="ada")
    inc = inc.resolve(at=NINE, by="grace", code="user_error", notes="n")
    said = inc.comment(at=NINE + HOUR, by="ada", text="It is back", public=True)
    assert "work_in_progress" == said.state


WORDS = st.sampled_from(["Open", "Closed", "status", "priority", "2026-01-05T09:00:00.000+0000"])
SAID = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | WORDS
KEYS = st.sampled_from(
    ["key", "fields", "changelog", "histories", "created", "items", "field", "toString", "status"]
)
JSON = st.recursive(
    SAID,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=4),
    max_leaves=8,
)
HISTORY = st.fixed_dictionaries({"created": SAID, "items": JSON | st.lists(
    st.fixed_dictionaries({"field": SAID, "fromString": SAID, "toString": SAID}), max_size=2
)})  # fmt: skip


@given(
    st.lists(
        st.dictionaries(KEYS, JSON, max_size=4)
        | st.fixed_dictionaries(
            {
                "key": JSON,
                "fields": st.dictionaries(KEYS, JSON, max_size=3),
                "changelog": st.fixed_dictionaries({"histories": st.lists(HISTORY, max_size=3)}),
            }
        ),
        max_size=3,
    )
)
@settings(max_examples=60, deadline=None)
def test_no_issue_is_too_dirty(issues: list[dict[str, Any]]) -> None:
    """Each has a timeline, in order of time; one without a step says why."""
    log = jira.timelines(issues)
    assert len(issues) == len(log)
    for timeline in log.values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert ats or timeline.flaws


def test_a_changelog_that_is_not_all_there_is_listed() -> None:
    """Jira gives a hundred histories with an issue, and none unless it is asked for them."""
    fields = {"created": "2026-01-05T09:00:00.000+0000", "status": {"name": "Closed"}}
    moved = {"field": "status", "fromString": "Open", "toString": "Pending"}
    history = {"created": "2026-01-05T10:00:00.000+0000", "items": [moved]}
    for changelog, codes in (
        (None, ["no_changes"]),
        ({"histories": []}, []),
        ({"histories": [history]}, ["changes_missing"]),
        ({"histories": [history], "total": 101}, ["changes_missing"]),
        ({"histories": [{**history, "items": [{**moved, "toString": "Closed"}]}], "total": 1}, []),
    ):
        told: dict[str, Any] = {"key": "OPS-7", "fields": fields, "changelog": changelog}
        (timeline,) = jira.timelines([told]).values()
        assert codes == [flaw.code for flaw in timeline.flaws]


def test_a_history_that_is_there_twice_counts_once() -> None:
    """As where pages of a changelog overlap."""
    history: dict[str, Any] = {
        "id": "10",
        "created": "2026-01-05T10:00:00.000+0000",
        "items": [{"field": "status", "fromString": "Open", "toString": "Pending"}],
    }
    fields = {"created": "2026-01-05T09:00:00.000+0000", "status": {"name": "Pending"}}
    issue: dict[str, Any] = {
        "key": "OPS-7",
        "fields": fields,
        "changelog": {"histories": [history, history]},
    }
    (timeline,) = jira.timelines([issue]).values()
    assert ["open", "pending"] == [step.facts["state"] for step in timeline]
    assert ["repeated"] == [flaw.code for flaw in timeline.flaws]
