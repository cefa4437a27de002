"""GitHub: events of issues, newest first, with all their dirt."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Timeline
from itsmcore.conformance import check
from itsmcore.errors import BadRow, BadValue
from itsmcore.lifecycle import faults
from itsmcore.presets import github
from tests.instants import HOUR, NINE

ISSUE = {
    "number": 7,
    "title": "Mail is slow",
    "state": "closed",
    "state_reason": "completed",
    "created_at": "2026-01-05T09:00:00Z",
    "assignee": {"login": "ada"},
    "milestone": None,
}


def event(at: Any, kind: Any, issue: Any = ISSUE, **more: Any) -> dict[str, Any]:
    return {"event": kind, "created_at": f"2026-01-05T{at}:00Z", "issue": issue, **more}


def told(timeline: Timeline, fact: str) -> list[object]:
    return [step.facts.get(fact) for step in timeline]


def flaws(timeline: Timeline) -> list[tuple[int, str]]:
    return [(flaw.index, flaw.code) for flaw in timeline.flaws]


def test_an_issue_is_open_or_closed() -> None:
    """A closed one may be opened again, on purpose."""
    assert not faults(github.ISSUE)


def test_events_are_read_in_order_of_time() -> None:
    """Whichever comes first, with why an issue was closed."""
    events = [
        event("13:00", "closed", state_reason="completed", id=4),
        event("12:00", "reopened", id=3),
        event("11:00", "closed", state_reason="not_planned", id=2),
        event("10:00", "commented", id=1),
    ]
    log = github.timelines(events)
    assert log == github.timelines(reversed(events))
    assert [NINE, NINE + 2 * HOUR, NINE + 3 * HOUR, NINE + 4 * HOUR] == [
        step.at for step in log["7"]
    ]
    assert ["open", "closed", "open", "closed"] == told(log["7"], "state")
    assert [None, "not_planned", None, "completed"] == told(log["7"], "resolution_code")
    assert ((), 1.0) == (log["7"].flaws, check(github.ISSUE, log).fitness)


def test_people_titles_and_milestones_become_facts() -> None:
    """What never changed holds from the beginning."""
    log = github.timelines(
        [
            event("10:00", "assigned", assignee={"login": "bo"}, id=1),
            event("10:00", "milestoned", milestone={"title": "1.0"}, id=2),
            event("11:00", "renamed", rename={"from": "Mail", "to": "Mail is slow"}, id=3),
            event("12:00", "unassigned", assignee={"login": "bo"}, id=4),
            event("12:00", "demilestoned", milestone={"title": "1.0"}, id=5),
            event("13:00", "renamed", rename={"from": "odd", "to": "Mail"}, id=6),
        ]
    )
    assert [None, "bo", "bo", None, None] == told(log["7"], "assignee")
    assert [None, "1.0", "1.0", None, None] == told(log["7"], "milestone")
    assert ["Mail", "Mail", "Mail is slow", "Mail is slow", "Mail"] == told(log["7"], "summary")
    assert {"closed"} == set(told(log["7"], "state"))


def test_labels_say_what_a_desk_has_them_say() -> None:
    """While they are there; others are left out."""
    log = github.timelines(
        [
            event("10:00", "labeled", label={"name": "prio: high"}),
            event("10:30", "labeled", label={"name": "docs"}),
            event("11:00", "unlabeled", label={"name": "prio: high"}),
        ],
        labels={"prio: high": ("priority", "high")},
    )
    assert [None, "high", None] == told(log["7"], "priority")


def test_issues_to_which_nothing_happened_are_there() -> None:
    """And pull requests are not."""
    quiet = {"number": 8, "state": "open", "created_at": "2026-01-05T09:00:00Z"}
    pull = {"number": 9, "pull_request": {}, "created_at": "2026-01-05T09:00:00Z"}
    log = github.timelines([event("10:00", "closed", pull)], issues=[quiet, pull, ISSUE])
    assert ["8", "7"] == list(log)
    assert (["open"], ["ada"]) == (told(log["8"], "state"), told(log["7"], "assignee"))


def test_dirty_events_are_read_and_listed() -> None:
    """Each with its place."""
    log = github.timelines(
        [
            event("10:00", "closed"),
            {"event": "reopened", "created_at": "soon", "issue": ISSUE},
            {"event": "closed", "issue": None},
            {"event": 7, "issue": "odd"},
        ]
    )
    assert [(1, "unreadable_time")] == flaws(log["7"])
    assert ["no_number", "no_time", "no_time"] == [code for _, code in flaws(log[""])]


def test_what_are_no_events_is_refused() -> None:
    """Nor are labels that say nothing."""
    with pytest.raises(BadRow, match="row 0 is 7; give events of issues"):
        github.timelines([7])  # type: ignore[list-item]
    with pytest.raises(BadValue, match="issues cannot be"):
        github.timelines([], issues="issues")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="labels cannot be 7"):
        github.timelines([], labels=7)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="the label P1 cannot be 'high'; give a fact and its value"):
        github.timelines([], labels={"P1": "high"})  # type: ignore[dict-item]


SAID = st.none() | st.booleans() | st.floats() | st.text(max_size=5)
KINDS = st.sampled_from(["closed", "reopened", "renamed", "assigned", "labeled", "milestoned"])
OBJECT = SAID | st.dictionaries(st.sampled_from(["number", "login", "title", "to"]), SAID)


@given(
    st.lists(
        st.builds(
            event,
            st.just("09:00") | SAID,
            KINDS | SAID,
            OBJECT | st.just(ISSUE),
            rename=OBJECT,
            assignee=OBJECT,
            label=OBJECT,
        ),
        max_size=5,
    )
)
@settings(max_examples=60, deadline=None)
def test_no_event_is_too_dirty(events: list[dict[str, Any]]) -> None:
    """Each issue has a timeline, in order of time; one without a step says why."""
    for timeline in github.timelines(events).values():
        ats = [step.at for step in timeline]
        assert ats == sorted(ats)
        assert ats or timeline.flaws


def test_an_issue_keeps_what_it_still_has_of_several() -> None:
    """Often the new label comes before the old one goes; the same holds of assignees."""
    log = github.timelines(
        [
            event("10:00", "labeled", label={"name": "low"}),
            event("10:00", "assigned", assignee={"login": "ada"}),
            event("11:00", "labeled", label={"name": "high"}),
            event("11:00", "assigned", assignee={"login": "bob"}),
            event("12:00", "unlabeled", label={"name": "low"}),
            event("12:00", "unassigned", assignee={"login": "bob"}),
        ],
        labels={"low": ("priority", "low"), "high": ("priority", "high")},
    )
    assert [None, "low", "high", "high"] == told(log["7"], "priority")
    assert [None, "ada", "bob", "ada"] == told(log["7"], "assignee")
    assert () == log["7"].flaws


def test_what_is_taken_away_first_was_there_from_the_start() -> None:
    """An export may begin after the event that brought it."""
    log = github.timelines(
        [
            event("10:00", "unlabeled", label={"name": "low"}),
            event("10:00", "unassigned", assignee={"login": "ada"}),
            event("10:00", "demilestoned", milestone={"title": "1.0"}),
        ],
        labels={"low": ("priority", "low")},
    )
    for fact, was in (("priority", "low"), ("assignee", "ada"), ("milestone", "1.0")):
        assert [was, None] == told(log["7"], fact)
