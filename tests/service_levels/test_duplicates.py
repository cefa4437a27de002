"""Duplicates: the clocks of what turned out to be another record's double are cancelled."""

from __future__ import annotations

from typing import Any

from itsmcore import Incident, Phase
from itsmcore.conditions import NEVER, field
from itsmcore.incidents import ResolutionCode
from itsmcore.problems import Problem
from itsmcore.service_levels import FIRST_RESPONSE, Agreement, Clock, Goal, Status
from tests.instants import HOUR, MINUTE
from tests.service_levels.march import DONE, NEW, story, when

DOUBLE = {**DONE, "resolution_code": ResolutionCode.DUPLICATE}


def clocks(timeline: Any, at: str, **given: Any) -> dict[str, Clock]:
    """Measure a response within an hour and a resolution within eight."""
    goals = [
        Goal("response", stop=FIRST_RESPONSE, targets=HOUR, **given),
        Goal("resolution", stop=Phase.RESOLVED, targets=8 * HOUR, on_breach="page", **given),
    ]
    found = Agreement("gold", goals=goals).measure(timeline, at=when(at))
    return {str(name): clock for name, clock in found.items()}


def test_the_clocks_of_a_duplicate_are_cancelled_and_not_met() -> None:
    """Closed after two minutes, it was none of the quick ones."""
    inc = Incident.open("INC-2", at=when("mon 09:00"), by="kim", summary="Mail is down, too")
    inc = inc.resolve(at=when("mon 09:02"), by="grace", code="duplicate", notes="See INC-1")
    for clock in clocks(inc.timeline(), "mon 10:00").values():
        assert (Status.CANCELLED, None, 2 * MINUTE, True) == (
            clock.status, clock.outcome, clock.elapsed, clock.is_duplicate,
        )  # fmt: skip
        assert clock.row["duplicate"] is True
    found = clocks(inc.timeline(), "mon 10:00")["resolution"]
    why = "because resolution_code is 'duplicate' or duplicate_of is set"
    assert f"cancelled mon 2026-03-02 08:02, {why}" == str(found.why()[0])


def test_what_was_met_or_missed_before_is_cancelled_with_the_rest() -> None:
    """It keeps when it ended, and what fell due."""
    row = story(("mon 09:00", NEW), ("mon 09:30", {"responded_at": when("mon 09:30")}),
                ("mon 18:00", DONE), ("tue 09:00", DOUBLE))  # fmt: skip
    found = clocks(row, "tue 10:00")
    assert [
        (Status.CANCELLED, None, when("mon 09:30")),
        (Status.CANCELLED, None, when("mon 18:00")),
    ] == [(clock.status, clock.outcome, clock.ended_at) for clock in found.values()]
    late = found["resolution"]
    actions = late.due_actions(since=when("mon 00:00"), until=when("fri 00:00"))
    assert ["page"] == [action.action for action in actions]
    assert 1 == len(late.breaches)


def test_a_duplicate_that_is_reopened_goes_on_as_if_it_had_never_been_one() -> None:
    """What was late meanwhile is late since it is known to be no duplicate."""
    row = story(("mon 09:00", NEW), ("mon 10:00", {"duplicate_of": "INC-1"}),
                ("mon 19:00", {"duplicate_of": None}))  # fmt: skip
    away = clocks(row, "mon 18:00")["resolution"]
    assert (Status.CANCELLED, HOUR, when("mon 10:00")) == (
        away.status, away.elapsed, away.ended_at,
    )  # fmt: skip
    back = clocks(row, "mon 20:00")["resolution"]
    assert (Status.RUNNING, 11 * HOUR, when("mon 17:00"), when("mon 19:00")) == (
        back.status, back.elapsed, back.due, back.breached_at,
    )  # fmt: skip
    resolved = story(("mon 09:00", NEW), ("mon 10:00", DOUBLE),
                     ("mon 12:00", {**NEW, "resolution_code": None}))  # fmt: skip
    again = clocks(resolved, "mon 13:00")["resolution"]
    assert (Status.RUNNING, 2 * HOUR) == (again.status, again.elapsed)


def test_a_duplicate_from_its_first_step_on_starts_and_is_cancelled() -> None:
    """As the rows of a snapshot have it, which say at every stage what it turned out to be."""
    row = story(("mon 09:00", {**NEW, "resolution_code": "duplicate"}), ("mon 09:02", DONE))
    found = clocks(row, "mon 10:00")["resolution"]
    assert (Status.CANCELLED, 0 * HOUR, when("mon 09:00")) == (
        found.status, found.elapsed, found.started_at,
    )  # fmt: skip
    never = clocks(row, "mon 10:00", start=field("vip").is_set)["resolution"]
    assert (Status.NOT_STARTED, True) == (never.status, never.is_duplicate)


def test_the_clock_of_a_problem_s_double_is_cancelled() -> None:
    """Marked as one, it has the number of the other."""
    problem = Problem.open("PRB-2", at=when("mon 09:00"), by="ada", summary="Queue fills up")
    problem = problem.assign(at=when("mon 09:20"), by="desk", assignee="ada")
    problem = problem.assess(at=when("mon 09:30"), by="ada")
    problem = problem.mark_duplicate(at=when("mon 10:00"), by="ada", of="PRB-1")
    found = clocks(problem.timeline(), "mon 11:00")["resolution"]
    assert (Status.CANCELLED, HOUR) == (found.status, found.elapsed)


def test_what_a_double_is_can_be_said_otherwise() -> None:
    """By another product's word, or not at all."""
    row = story(("mon 09:00", NEW), ("mon 10:00", {**DOUBLE, "close_code": "Duplicate"}))
    assert Status.COMPLETED is clocks(row, "mon 11:00", duplicate=NEVER)["resolution"].status
    other = field("close_code").is_("Duplicate")
    assert Status.CANCELLED is clocks(row, "mon 11:00", duplicate=other)["resolution"].status


def test_an_agreement_that_ceased_first_cancelled_its_clocks_first() -> None:
    """And one that came to apply to what was a double already has one that was given up at once."""
    acme = field("customer").is_("acme")
    goal = Goal("resolution", stop=Phase.RESOLVED, targets=8 * HOUR)
    for rows, ended in (
        ((("mon 09:00", {**NEW, "customer": "acme"}), ("mon 10:00", {"customer": None}),
          ("mon 11:00", DOUBLE)), "mon 10:00"),
        ((("mon 09:00", NEW), ("mon 10:00", DOUBLE), ("mon 11:00", {"customer": "acme"})),
         "mon 10:00"),
    ):  # fmt: skip
        found = Agreement("acme", goals=[goal], applies=acme).measure(
            story(*rows), at=when("mon 12:00")
        )["resolution"]
        assert (Status.CANCELLED, when(ended)) == (found.status, found.ended_at)
