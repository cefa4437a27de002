"""The next reply: a cycle for each time that the customer waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from itsmcore import Incident, Phase, Timeline
from itsmcore.conditions import field, happened
from itsmcore.lifecycle import Actor
from itsmcore.service_levels import (
    Agreement,
    Clock,
    Goal,
    Outcome,
    Status,
    Terms,
    measure_many,
    next_reply,
)
from tests.instants import HOUR
from tests.service_levels.march import DONE, L1, L2, NEW, said, story, when

NOTES: Any = {"code": "solution_provided", "notes": "Restarted the queue"}


def said_by(inc: Incident, at: str, by: str, text: str = "Hello", **more: Any) -> Incident:
    """Let somebody write."""
    return inc.comment(at=when(at), by=by, text=text, **more)


def opened() -> Incident:
    """Open an incident for ada, whom the desk answers at half past nine."""
    inc = Incident.open("INC-1", at=when("mon 09:00"), by="ada", summary="Mail is down")
    return said_by(inc, "mon 09:30", "grace", public=True)


def talk() -> Incident:
    """Let ada and the desk write to each other until it is resolved, and ada say thanks."""
    inc = said_by(said_by(opened(), "mon 10:00", "ada"), "mon 10:20", "ada")
    inc = said_by(inc, "mon 10:40", "grace", public=False)
    inc = said_by(inc, "mon 11:00", "grace", public=True)
    inc = said_by(inc, "mon 13:00", "ada")
    inc = inc.resolve(at=when("mon 14:00"), by="grace", **NOTES)
    return said_by(inc, "mon 15:00", "ada", "Thanks")


def reply(inc: Incident, at: str, **more: Any) -> Clock:
    """Measure replies within an hour and a half."""
    agreement = Agreement("care", goals=[next_reply(1.5 * HOUR, **more)])
    return agreement.measure(inc.timeline(), at=when(at))["reply"]


def spans(clock: Clock) -> list[tuple[str | None, str | None]]:
    """Say when each cycle began and ended."""
    return [(said(cycle.started_at), said(cycle.ended_at)) for cycle in clock.cycles]


ANSWERED = [("mon 10:00", "mon 11:00"), ("mon 13:00", "mon 14:00")]


def test_a_cycle_lasts_from_the_oldest_unanswered_message_to_the_answer() -> None:
    """Two of an hour; neither the first response nor a note or a word of thanks makes one."""
    found = reply(talk(), "tue 09:00")
    assert ANSWERED == spans(found)
    assert [(HOUR, Outcome.MET)] * 2 == [(cycle.elapsed, cycle.outcome) for cycle in found.cycles]


def test_each_cycle_is_a_row_of_a_report() -> None:
    """Two were met, and none in no time."""
    care = Agreement("care", goals=[next_reply(1.5 * HOUR)])
    rows = list(measure_many(care, {"INC-1": talk().timeline()}, at=when("tue 09:00")))
    assert [("met", HOUR, 1), ("met", HOUR, 2)] == [
        (row["outcome"], row["elapsed"], row["cycle"]) for row in rows
    ]


def test_a_message_on_what_is_resolved_asks_for_an_answer_once_it_is_reopened() -> None:
    """From the reopening on; where nobody has written since, nothing is asked for."""
    reopened = talk().reopen(at=when("mon 16:00"), by="grace", reason="It came back")
    found = reply(reopened, "mon 17:00")
    assert [*ANSWERED, ("mon 16:00", None)] == spans(found)
    silent = opened().resolve(at=when("mon 14:00"), by="grace", **NOTES)
    silent = silent.reopen(at=when("mon 16:00"), by="grace", reason="It came back")
    assert [(None, None)] == spans(reply(silent, "mon 17:00"))
    answered = said_by(talk(), "mon 15:30", "grace", public=True)
    answered = answered.reopen(at=when("mon 16:00"), by="grace", reason="It came back")
    assert ANSWERED == spans(reply(answered, "mon 17:00"))


def test_a_first_word_after_the_resolution_is_no_reply_in_no_time() -> None:
    """Who only says thanks was never kept waiting."""
    thanked = opened().resolve(at=when("mon 10:00"), by="grace", **NOTES)
    found = reply(said_by(thanked, "mon 11:00", "ada", "Thanks"), "mon 12:00")
    assert (Status.NOT_STARTED, None) == (found.status, found.outcome)


def test_a_message_ahead_of_the_first_response_belongs_to_that() -> None:
    """Unless a log does not tell, or both are to be measured."""
    inc = Incident.open("INC-1", at=when("mon 09:00"), by="ada", summary="Mail is down")
    inc = said_by(said_by(inc, "mon 09:10", "ada"), "mon 09:30", "grace", public=True)
    assert [(None, None)] == spans(reply(inc, "mon 10:00"))
    assert [("mon 09:10", "mon 09:30")] == spans(reply(inc, "mon 10:00", after_response=False))


@pytest.mark.parametrize(
    ("by", "more", "answers"),
    [
        ("grace", {"public": True}, True),
        ("grace", {"public": False}, False),
        ("bob", {"public": True}, True),
        ("ada", {"public": True}, False),
        (Actor("boss", roles={"requester"}), {"public": True}, False),
    ],
)
def test_the_desk_answers_and_in_public(by: Any, more: dict[str, Any], answers: bool) -> None:
    """Not the customer's own side, nor a note among colleagues."""
    asked = said_by(opened(), "mon 10:00", "ada")
    found = reply(asked.comment(at=when("mon 10:30"), by=by, text="Hello", **more), "mon 11:00")
    assert answers is (found.status is Status.COMPLETED)


def test_a_reply_has_the_terms_and_names_that_it_is_given() -> None:
    """But for the one reading that makes it what it is."""
    goal = next_reply(HOUR, name="answer", terms=Terms(breach_when=">="), thresholds=(50,))
    assert ("answer", ">=", "next_start", 50) == (
        goal.name, goal.terms and goal.terms.breach_when, goal.terms and goal.terms.on_reopen,
        goal.thresholds[0].percent,
    )  # fmt: skip


# --- cycles that begin with a start alone ---------------------------------------------------------

Row = tuple[str, str | None, Mapping[str, object]]


def cycles(*rows: Row, at: str, **given: Any) -> list[tuple[str | None, str | None]]:
    """Measure from a question to an answer, in cycles that begin with a start alone."""
    usual = {"start": happened("ask"), "stop": happened("answer"), "targets": HOUR, **given}
    goal = Goal("answer", terms=Terms(on_reopen="next_start"), **usual)
    timeline = Timeline.from_rows([(when(at), verb, facts) for at, verb, facts in rows])
    clocks = Agreement("care", goals=[goal]).measure(timeline, at=when(at))
    return spans(next(iter(clocks.values())))


def test_a_start_and_a_stop_in_one_step_begin_nothing() -> None:
    """Asked and answered at once, it was never kept waiting."""
    both = field("verb").is_in(("ask", "both")), field("verb").is_in(("answer", "both"))
    rows: list[Row] = [("mon 09:00", "both", NEW), ("mon 10:00", "note", NEW)]
    assert [(None, None)] == cycles(*rows, at="mon 11:00", start=both[0], stop=both[1])


def test_a_start_that_lasts_begins_a_cycle_each_time_that_it_comes() -> None:
    """And with the end of a stop that lasts, if it holds then."""
    asked = {**NEW, "waits": True}
    rows: list[Row] = [
        ("mon 09:00", None, asked), ("mon 10:00", None, {**asked, **DONE}),
        ("mon 11:00", None, {**DONE, "waits": False}), ("mon 12:00", None, NEW),
        ("mon 13:00", None, asked), ("mon 14:00", None, {**asked, **DONE}),
        ("mon 15:00", None, asked),
    ]  # fmt: skip
    found = cycles(*rows, at="mon 16:00", start=field("waits").is_(True), stop=Phase.RESOLVED)
    assert [("mon 09:00", "mon 10:00"), ("mon 13:00", "mon 14:00"), ("mon 15:00", None)] == found


def test_a_question_after_a_cancellation_is_heard_when_it_is_taken_up() -> None:
    """As dirty logs have it; a cancellation that is taken back asks for nothing by itself."""
    gone = {"phase": Phase.CANCELLED}
    rows: list[Row] = [
        ("mon 09:00", "ask", NEW), ("mon 10:00", None, gone), ("mon 11:00", None, NEW),
        ("mon 12:00", "ask", NEW), ("mon 13:00", None, gone), ("mon 14:00", "ask", gone),
        ("mon 15:00", None, NEW),
    ]  # fmt: skip
    assert [("mon 09:00", "mon 10:00"), ("mon 12:00", "mon 13:00"), ("mon 15:00", None)] == cycles(
        *rows, at="mon 16:00"
    )


def test_a_group_answers_what_was_asked_while_the_record_was_elsewhere() -> None:
    """From when it has the record; unless it was answered there."""
    asked: list[Row] = [
        ("mon 09:00", None, {**NEW, **L1}), ("mon 10:00", None, {**NEW, **L2}),
        ("mon 11:00", "ask", {**NEW, **L2}), ("mon 12:00", None, {**NEW, **L1}),
    ]  # fmt: skip
    assert [("mon 12:00", None)] == cycles(*asked, at="mon 13:00", per="group")
    answered: list[Row] = [*asked[:3], ("mon 11:30", "answer", {**NEW, **L2}), asked[3]]
    assert [(None, None)] == cycles(*answered, at="mon 13:00", per="group")


def test_what_is_over_before_and_after_it_is_passed_on_gives_its_new_holder_nothing_to_do() -> None:
    """Whatever a start or the step itself says: what was over stays so."""
    rows: list[Row] = [("mon 09:00", None, NEW), ("mon 10:00", "move", {**NEW, **L1})]
    goal = Goal("work", stop=~field("verb").is_("move"), targets=HOUR, per="group")
    for on_reopen in ("next_start", "resume"):
        agreement = Agreement("ola", goals=[goal], terms=Terms(on_reopen=on_reopen))
        timeline = Timeline.from_rows([(when(at), verb, facts) for at, verb, facts in rows])
        clock = agreement.measure(timeline, at=when("mon 11:00"))["work", "L1"]
        assert (Status.NOT_STARTED, None) == (clock.status, clock.starts_at)


def test_a_start_that_was_planned_and_answered_waits_for_nothing() -> None:
    """What is no longer to come wakes nobody."""
    planned = {**NEW, "planned": when("mon 12:00")}
    rows = [(when("mon 09:00"), "ask", planned), (when("mon 10:00"), "answer", planned)]
    goal = Goal("answer", start=happened("ask"), stop=happened("answer"), targets=HOUR,
                start_at="planned", terms=Terms(on_reopen="next_start"))  # fmt: skip
    found = Agreement("care", goals=[goal]).measure(Timeline.from_rows(rows), at=when("mon 11:00"))
    assert (None, None) == (found["answer"].starts_at, found.next_instant)
    later = story(("mon 09:00", {**NEW, **L1, "planned": when("mon 12:00")}), ("mon 10:00", L2))
    each = Goal("work", stop=Phase.RESOLVED, targets=HOUR, per="group", start_at="planned")
    away = Agreement("ola", goals=[each]).measure(later, at=when("mon 13:00"))["work", "L1"]
    assert (Status.NOT_STARTED, None) == (away.status, away.starts_at)
