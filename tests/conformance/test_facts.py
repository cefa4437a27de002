"""Conformance on facts: needed fields, guards, roles, regions, verbs and timers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from itsmcore import Timeline
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import field, happened
from itsmcore.conformance import FactReport, check_facts
from itsmcore.errors import BadValue, NaiveTime
from itsmcore.incidents import INCIDENT, Closed, Incident, Resumed
from itsmcore.lifecycle import Guard, Lifecycle, Permit, Timer
from itsmcore.schedule import Schedule
from tests.instants import DAY, HOUR
from tests.instants import NINE as T0

Facts = dict[str, Any]
Row = tuple[float, str | None, Facts]


def lines(*rows: Row) -> dict[str, Timeline]:
    """Make a log of one record: hours after nine, a verb and facts."""
    return {"A": Timeline.from_rows([(T0 + h * HOUR, verb, facts) for h, verb, facts in rows])}


def found(report: FactReport) -> list[tuple[int, str, str]]:
    """List what a report finds: the step, the kind, and the words."""
    return [(one.index, one.kind, str(one)) for one in report.violations]


def in_states(*states: str, **facts: object) -> dict[str, Timeline]:
    """Make a log of one record with the same facts in each state, an hour each."""
    return lines(*((hour, None, {"state": s, **facts}) for hour, s in enumerate(states)))


def test_a_record_of_the_library_has_nothing_against_it() -> None:
    """What fires by itself is in time."""
    inc = Incident.open("A", at=T0, by="ada", summary="s").start(at=T0, by="x")
    inc = inc.resolve(at=T0, by="x", code="user_error", notes="n").tick(at=T0 + 9 * DAY)
    report = check_facts(INCIDENT, {"A": inc.timeline()})
    assert ((), 3, ()) == (report.violations, report.judged, report.unknown_states)


def test_a_needed_field_that_is_not_set_is_found_where_the_log_tells_it() -> None:
    """What is blank is not set; a field that no step has is listed, and not missed."""
    model = INCIDENT.extended(without="mark_duplicate", name="no duplicates")
    facts: Facts = {"resolution_code": " "}
    report = check_facts(model, in_states("new", "resolved", "x", **facts))
    assert [(1, "need", "resolve: resolution_code is not set")] == found(report)
    assert (1, ("resolution_notes",), ("x",)) == (
        report.judged,
        report.untold,
        report.unknown_states,
    )
    assert "cases 1, judged 1, violations 1, untold resolution_notes, unknown states x" == str(
        report
    )


def test_the_rule_with_the_least_against_it_counts() -> None:
    """To be resolved without a code, an incident may have been marked as a duplicate."""
    log = in_states("new", "resolved", resolution_code=None, resolution_notes=None)
    assert [] == found(check_facts(INCIDENT, log))
    said = lines(
        (0, None, {"state": "new", "resolution_code": None}), (1, "resolve", {"state": "resolved"})
    )
    assert [(1, "need", "resolve: resolution_code is not set")] == found(
        check_facts(INCIDENT, said)
    )


def test_a_guard_is_judged_by_what_was_true_before_and_by_the_event() -> None:
    """What the log does not tell, a function, and what has no order are left open."""
    guards = {
        "start": (
            Guard("somebody must be assigned", field("assignee").is_set),
            Guard("not at night", field("event.at") < field("hold_until")),
            Guard("a freeze is on", ~field("given.freeze").is_(True)),
            Guard("it is urgent", is_urgent),
        )
    }
    model = INCIDENT.extended(guards=guards, name="guarded")
    report = check_facts(model, in_states("new", "in_progress", assignee=None, hold_until="late"))
    assert [(1, "guard", "start: somebody must be assigned")] == found(report)
    assert ("given.freeze", "is urgent") == report.untold


def is_urgent(facts: Any) -> bool:
    raise AssertionError(facts)


def test_the_phase_is_that_of_the_state() -> None:
    """A log need not tell it."""
    guard = Guard("only new ones", field("phase").is_(INCIDENT.phases["new"]))
    model = INCIDENT.extended(guards={"cancel": guard}, name="early only")
    assert [] == found(check_facts(model, in_states("new", "cancelled")))
    log = in_states("new", "in_progress", "cancelled")
    assert [(2, "guard", "cancel: only new ones")] == found(check_facts(model, log))


def test_somebody_without_the_role_is_found() -> None:
    """One role or several; what is done by itself needs none, and nothing is said without roles."""
    senior = Permit("senior", field("group").is_("mail"))
    model = INCIDENT.with_roles({"start": ("agent", senior)})
    for roles, group, words in (
        (("agent",), "x", []),
        ("agent", "x", []),
        (("senior",), "mail", []),
        (("senior",), "x", ["start: it takes the role agent, or senior where group is 'x'"]),
        ((), "x", ["start: it takes the role agent, or senior where group is 'mail'"]),
        (None, "x", []),
    ):
        log = in_states("new", "in_progress", group=group, **{"event.by.roles": roles})
        assert len(words) == len(found(check_facts(model, log)))
    for by in ({"event.by": "system"}, {"event.is_automatic": True}):
        log = in_states("new", "in_progress", **{"event.by.roles": (), **by})
        assert [] == found(check_facts(model, log))
    assert ("event.by.roles",) == check_facts(model, in_states("new", "in_progress")).untold


def test_what_follows_from_another_event_needs_no_role() -> None:
    """It is told by its verb and its instant, behind others of that instant too."""
    model = INCIDENT.with_roles({"respond": "desk"})
    facts: Facts = {"state": "new", "event.by.roles": ()}
    log = lines(
        (0, None, facts), (1, "comment", facts), (1, "assign", facts), (1, "respond", facts)
    )
    assert [] == found(check_facts(model, log))
    late = lines((0, None, facts), (1, "comment", facts), (2, "respond", facts))
    assert ["role"] == [kind for _, kind, _ in found(check_facts(model, late))]


def test_a_verb_that_may_not_happen_there_is_found() -> None:
    """Other people's verbs are none of the model's, and say nothing."""
    log = lines(
        (0, None, {"state": "new"}),
        (1, "reopen", {"state": "new"}),
        (2, "Edited", {"state": "new"}),
        (3, "resolve", {"state": "in_progress"}),
        (4, "close", {"state": "closed"}),
        (5, "comment", {"state": "closed"}),
        (6, "x", {"state": "y"}),
        (7, "start", {"state": "y"}),
    )
    expected = [
        (1, "verb", "reopen: no rule has it in new"),
        (3, "verb", "resolve: no rule has it from new to in_progress"),
    ]
    assert expected == found(check_facts(INCIDENT, log))


def test_regions_are_judged_where_the_log_tells_them() -> None:
    """Their moves by their rules, and verbs of theirs alone by where they are."""
    told: Facts = {"state": "new", "major_incident": "none"}
    log = lines(
        (0, None, told),
        (1, "propose_major", {**told, "major_incident": "proposed"}),
        (2, "review_major", {**told, "major_incident": "proposed"}),
        (3, None, {**told, "major_incident": "reviewed"}),
        (4, None, {**told, "major_incident": None}),
    )
    (verb, move) = found(check_facts(INCIDENT, log))
    assert (2, "verb", "review_major: no rule has it in new") == verb
    assert (3, "region") == move[:2]
    assert move[2].startswith("major_incident: no rule leads from proposed to reviewed; it leads")
    untold = lines((0, None, {"state": "new"}), (1, "review_major", {"state": "new"}))
    assert [] == found(check_facts(INCIDENT, untold))


def test_approvals_out_of_order_are_found() -> None:
    """Approved without a request, approved by hand, and a vote of one who is not asked yet."""
    told: Facts = {"state": "assessment", "approval": "not_requested"}
    asked = {**told, "approval": "requested", "voters": ("kim",)}
    log = lines(
        (0, None, told),
        (1, None, {**told, "approval": "approved"}),
        (2, None, asked),
        (3, "vote", {**asked, "event.by": "ada"}),
        (4, "approve", {**asked, "approval": "approved", "event.by": "ada"}),
    )
    first, *others = found(check_facts(NORMAL_CHANGE, log))
    assert (1, "region") == first[:2]
    assert [
        (3, "guard", "vote: only those vote who are asked now"),
        (4, "guard", "approve: it follows by itself, and nobody does it by hand"),
    ] == [one for one in others if one[0] in (3, 4)]


RESOLVED: Facts = {"state": "resolved", "is_major": False}
BY_ITSELF: Facts = {"event.by": "system"}


def closed_after(days: float, facts: Facts, *, slack: timedelta = timedelta()) -> list[Any]:
    """Find what is wrong with an incident that is resolved and closes so many days later."""
    last = {**RESOLVED, "state": "closed", **facts}
    log = lines((0, None, RESOLVED), (24 * days, None, last))
    return found(check_facts(INCIDENT, log, slack=slack))


def test_a_timer_that_fires_too_early_is_found() -> None:
    """Within the slack it is in time; what somebody does is no timer's."""
    words = "timer auto_close: it fired 24:00:00 before it was due"
    assert [(1, "early", words)] == closed_after(4, BY_ITSELF)
    assert [] == closed_after(4, BY_ITSELF, slack=DAY)
    assert [] == closed_after(5, BY_ITSELF)
    assert [] == closed_after(4, {"event.by": "ada"})


def test_a_timer_that_should_have_fired_is_found_once() -> None:
    """Unless what else it asks for does not hold, or the log does not tell that."""
    late = [(1, "late", "timer auto_close: it was due and had not fired")]
    assert late == closed_after(6, {"event.by": "ada"})
    assert [] == closed_after(6, {"event.by": "ada"}, slack=DAY)
    rows: list[Row] = [(0, None, RESOLVED), (24 * 6, None, RESOLVED), (24 * 7, None, RESOLVED)]
    assert late == found(check_facts(INCIDENT, lines(*rows)))
    for facts in ({**RESOLVED, "is_major": True}, {"state": "resolved"}):
        assert [] == found(check_facts(INCIDENT, lines((0, None, facts), (24 * 6, None, facts))))


def test_a_timer_that_could_not_fire_is_not_late() -> None:
    """Its guard forbids it."""
    model = INCIDENT.with_guards({Closed: Guard("never", field("assignee").is_set)})
    rows: list[Row] = [(d * 24, None, {**RESOLVED, "assignee": None}) for d in (0, 6)]
    assert [] == found(check_facts(model, lines(*rows)))


def test_a_timer_counts_again_from_what_restarts_it_and_from_a_new_entry() -> None:
    """So a comment of the customer puts the closure off."""
    said = {**RESOLVED, "event.from_customer": True}
    ends = {**RESOLVED, **BY_ITSELF, "state": "closed"}
    restarted = lines((0, None, RESOLVED), (96, "comment", said), (24 * 9, "close", ends))
    assert [] == found(check_facts(INCIDENT, restarted))
    plain = lines((0, None, RESOLVED), (96, "update", RESOLVED), (24 * 9, "close", ends))
    late = (2, "late", "timer auto_close: it fired 96:00:00 after it was due")
    assert [late] == found(check_facts(INCIDENT, plain))
    assert [] == found(check_facts(INCIDENT, plain, slack=4 * DAY))
    again = lines(
        (0, None, RESOLVED),
        (96, "reopen", {**RESOLVED, "state": "in_progress"}),
        (100, None, RESOLVED),
        (24 * 9 + 3, "update", RESOLVED),
    )
    assert [] == found(check_facts(INCIDENT, again))


def test_a_field_may_say_when_a_timer_is_due() -> None:
    """It is early or late by that; what is no instant is never due, and firing once is enough."""

    def held(until: object) -> Facts:
        return {"state": "on_hold", "hold_until": until, "hold_reason": "caller"}

    def resumed(until: object, hour: float) -> list[tuple[int, str, str]]:
        ends = {**held(until), **BY_ITSELF, "state": "in_progress"}
        return found(check_facts(INCIDENT, lines((0, None, held(until)), (hour, None, ends))))

    noon = T0 + 3 * HOUR
    assert [(1, "early", "timer hold_ends: it fired 1:00:00 before it was due")] == resumed(noon, 2)
    assert [] == resumed(noon, 3)
    for never in (None, "noon", datetime(2026, 1, 5)):
        assert [] == resumed(never, 2)
    back = {**held(noon), **BY_ITSELF, "state": "in_progress"}
    twice = lines(
        (0, None, held(noon)), (3, "resume", back), (4, None, held(noon)), (9, None, back)
    )
    assert [] == found(check_facts(INCIDENT, twice))


def test_working_time_is_counted_by_the_timers_schedule() -> None:
    """A schedule with too little open time ahead makes it due never, and so does a far end."""
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="UTC")
    shut = Schedule.never()
    for schedule, after, kinds in (
        (office, 10 * HOUR, ["late"]),
        (office, 30 * HOUR, []),
        (shut, HOUR, []),
        (None, timedelta.max, []),
    ):
        timer = Timer("wait", Resumed, states="on_hold", after=after, schedule=schedule)
        model = INCIDENT.extended(timer, without="hold_ends", name="waits")
        log = lines(*((hour, None, {"state": "on_hold"}) for hour in (0, 26, 27)))
        assert kinds == [kind for _, kind, _ in found(check_facts(model, log))]


def test_of_two_timers_of_an_event_the_first_to_be_due_counts() -> None:
    """The other has not fired too early, nor is it late."""
    soon = Timer(
        "sooner", Closed, states="resolved", after=2 * DAY, when=field("channel").is_("phone")
    )
    model = INCIDENT.extended(soon, name="sooner")
    for channel, days, kinds in (("phone", 2, []), ("phone", 1, ["early"]), ("web", 2, ["early"])):
        facts = {**RESOLVED, "channel": channel}
        ends = {**facts, **BY_ITSELF, "state": "closed"}
        log = lines((0, None, facts), (24 * days, "close", ends))
        assert kinds == [kind for _, kind, _ in found(check_facts(model, log))]


def test_what_restarts_a_timer_may_be_untold() -> None:
    """Then it counts on."""
    timer = Timer(
        "wait",
        Resumed,
        states="on_hold",
        after=HOUR,
        restart=happened("comment") & field("caller").is_set,
    )
    model = INCIDENT.extended(timer, without="hold_ends", name="waits")
    report = check_facts(model, lines(*((h, "comment", {"state": "on_hold"}) for h in (0, 0.5, 2))))
    assert ([(2, "late")], ("caller",)) == ([one[:2] for one in found(report)], report.untold)


def test_a_report_counts_each_reason_once() -> None:
    """The most frequent first, as a table too."""
    model = INCIDENT.extended(without="mark_duplicate", name="no duplicates")
    log = in_states("new", "resolved", resolution_code=None)
    report = check_facts(model, {"A": log["A"], "B": log["A"], "C": Timeline()})
    assert {"resolve: resolution_code is not set": 2} == report.reasons
    assert (
        "| kind | subject | reason | times |\n"
        "| --- | --- | --- | --- |\n"
        "| need | resolve | resolution_code is not set | 2 |"
    ) == f"{report:md}"


def test_only_models_are_asked_and_no_slack_below_zero() -> None:
    """A lifecycle has no facts."""
    with pytest.raises(BadValue, match="a model"):
        check_facts(Lifecycle("x", states=(), rules=()), {})  # type: ignore[arg-type]
    for slack in (-HOUR, 3):
        with pytest.raises(BadValue, match="a timedelta of zero or more"):
            check_facts(INCIDENT, {}, slack=slack)  # type: ignore[arg-type]


def resolved(until: float | None, **more: Any) -> list[tuple[int, str, str]]:
    """Find what is wrong with an incident that was resolved, in a log that ends so many days on."""
    facts: Facts = {"is_major": False, "event.by": "ada", **more}
    rows = (
        (0, None, {"state": "new", **facts}),
        (1, "resolve", {"state": "resolved", **facts}),
    )
    end = None if until is None else T0 + HOUR + until * DAY
    return found(check_facts(INCIDENT, lines(*rows), until=end))


LATE = (1, "late", "timer auto_close: it was due and had not fired")


@pytest.mark.parametrize(("until", "expected"), [(None, []), (4, []), (5, []), (5.1, [LATE])])
def test_what_was_due_before_a_log_ends_is_late(
    until: float | None, expected: list[tuple[int, str, str]]
) -> None:
    """And what was due later is not; without an end, nothing tells."""
    assert expected == resolved(until)


def test_a_timer_that_could_not_fire_by_the_end_is_not_late() -> None:
    """A major incident is never closed by itself; a violation stands at the end of the log."""
    assert [] == resolved(9, is_major=True)
    end = T0 + 9 * DAY
    facts: Facts = {"is_major": False}
    rows = lines((0, None, {"state": "resolved", **facts}))
    (one,) = check_facts(INCIDENT, rows, until=end).violations
    assert (end, 0, "A") == (one.at, one.index, one.case)
    assert () == check_facts(INCIDENT, rows, until=end, slack=5 * DAY).violations


def test_steps_from_the_end_on_are_left_out() -> None:
    """Nor is anything told of a record that begins later, or of a timer that has fired."""
    facts: Facts = {"is_major": False, "event.by": "ada"}
    rows: list[Row] = [
        (0, None, {"state": "resolved", **facts}),
        (24 * 3, "close", {"state": "closed", "is_major": False, "event.by": "system"}),
    ]
    early = [(1, "early", "timer auto_close: it fired 48:00:00 before it was due")]
    assert early == found(check_facts(INCIDENT, lines(*rows), until=T0 + 4 * DAY))
    assert [] == found(check_facts(INCIDENT, lines(*rows), until=T0 + 3 * DAY))
    assert [] == found(check_facts(INCIDENT, lines(*rows), until=T0))
    missed = lines(*rows[:1], (24 * 6, "comment", {"state": "resolved", **facts}))
    assert [LATE] == found(check_facts(INCIDENT, missed, until=T0 + 9 * DAY))


def test_the_end_of_a_log_has_a_zone() -> None:
    """A naive one is refused."""
    with pytest.raises(NaiveTime):
        check_facts(INCIDENT, {}, until=datetime(2026, 1, 5))
