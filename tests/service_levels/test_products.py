"""What products get wrong, or say of themselves: each case by the name it has in the field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from itsmcore import FaultyDefinition, Incident, Phase, Priority, Schedule, Timeline
from itsmcore.conditions import field, happened
from itsmcore.schedule import WholeDays, WorkingDays
from itsmcore.service_levels import (
    FIRST_RESPONSE,
    PUBLIC_UPDATE,
    Agreement,
    Goal,
    InZoneOf,
    Outcome,
    Status,
    Terms,
    select,
)
from tests.instants import HOUR, MINUTE
from tests.service_levels.desk import (
    BY_PRIORITY,
    DONE,
    GONE,
    HELD,
    NEW,
    OFFICE,
    P1,
    P2,
    SHORT,
    SHUT,
    WORK,
    clock,
    goal,
    ticket,
    when,
)

# --- ServiceNow: the worked examples of its documentation (c_SLADuration.md and its kin) ----------


def test_servicenow_business_time_is_counted_and_actual_time_is_shown_beside_it() -> None:
    """From Thursday 14:00 to Friday 09:00, open 9 to 17: business 3 h, actual 19 h."""
    found = clock(goal(), ticket(("thu 14:00", NEW)), "fri 09:00", schedule=SHORT)
    assert (3 * HOUR, 19 * HOUR) == (found.elapsed, found.wall_elapsed)


def test_servicenow_a_weekend_fills_actual_time_and_not_business_time() -> None:
    """Open 8 to 17, from Friday 21:00 to Monday 09:30, of 8 h: 756 % actual, 18.75 % business."""
    office = Schedule.weekly({"mon-fri": "08:00-17:00"}, tz="Europe/Amsterdam")
    found = clock(goal(), ticket(("fri 21:00", NEW)), "1 mon 09:30", schedule=office)
    assert (90 * MINUTE, 60.5 * HOUR) == (found.elapsed, found.wall_elapsed)
    assert (18.75, 756) == (found.percent, int(found.wall_percent or 0))


def test_servicenow_percentages_pass_in_open_time() -> None:
    """Eight hours from 07:00, open from 08:00: 50 % at 12:00, 75 % at 14:00, breach at 16:00."""
    found = clock(
        goal(thresholds=(50, 75)), ticket(("mon 07:00", NEW)), "mon 16:30", breach_when=">="
    )
    assert [when("mon 12:00"), when("mon 14:00")] == [passed.at for passed in found.passed]
    assert when("mon 16:00") == found.due == found.breached_at


def test_servicenow_almost_all_is_not_all() -> None:
    """99.951 % is recorded as 100 % there, and as a breach; a percentage is not rounded here."""
    found = clock(goal(1000 * MINUTE), ticket(("mon 08:00", NEW)), "tue 14:39")
    assert found.percent is not None
    assert 99.9 == pytest.approx(found.percent)
    assert (None, Outcome.OPEN) == (found.breached_at, found.outcome)


def test_servicenow_a_pause_that_loses_the_start_is_refused() -> None:
    """There, start and pause that exclude each other cancel the clock instead of pausing it."""
    with pytest.raises(FaultyDefinition) as faulty:
        goal(start=Phase.ACTIVE, pause=Phase.PENDING, terms=Terms(on_start_lost="cancel"))
    assert ["pause_loses_start"] == [fault.code for fault in faulty.value.faults]


def test_servicenow_a_start_within_the_stop_is_refused() -> None:
    """There, such a definition is never attached, and nobody is told."""
    with pytest.raises(FaultyDefinition) as faulty:
        goal(start=Phase.RESOLVED)
    assert ["stops_at_start"] == [fault.code for fault in faulty.value.faults]


def test_servicenow_days_are_told_from_working_days() -> None:
    """There, a day on a schedule of eight hours is three working days (KB0547302)."""
    row = ticket(("mon 09:00", NEW))
    with pytest.warns(WholeDays, match=r"is WorkingDays\(2\) meant"):
        forty_eight = clock(goal(48 * HOUR), row, "mon 09:00", schedule=SHORT)
    two_days = clock(goal(WorkingDays(2)), row, "mon 09:00", schedule=SHORT)
    assert (when("1 mon 17:00"), when("wed 09:00")) == (forty_eight.due, two_days.due)


# --- pauses against working hours -----------------------------------------------------------------


def test_erpnext_a_second_hold_does_not_forget_the_first() -> None:
    """frappe/erpnext #47029 and five more: the target was moved by the last hold alone."""
    held = ticket(
        ("mon 08:00", NEW), ("mon 09:00", HELD), ("mon 10:00", WORK), ("mon 11:00", HELD),
        ("mon 13:00", WORK),
    )  # fmt: skip
    found = clock(goal(), held, "mon 14:00")
    assert 3 * HOUR == found.elapsed
    assert when("tue 09:00") == found.due


def test_erpnext_a_hold_out_of_hours_costs_nothing() -> None:
    """Held from Friday evening to Monday morning, all of it closed time."""
    held = ticket(("fri 17:00", NEW), ("fri 18:00", HELD), ("1 mon 08:00", WORK))
    unheld = ticket(("fri 17:00", NEW))
    assert clock(goal(), unheld, "1 mon 10:00").due == clock(goal(), held, "1 mon 10:00").due


def test_glpi_10594_a_weekend_while_pending_moves_the_due_date_by_working_time_only() -> None:
    """Pending from Friday 16:00 to Monday 10:00 of a 9 to 17 week: two working hours."""
    held = ticket(("fri 09:00", NEW), ("fri 16:00", HELD), ("1 mon 10:00", WORK))
    assert when("1 mon 11:00") == clock(goal(), held, "1 mon 10:30", schedule=SHORT).due
    in_days = clock(goal(WorkingDays(2)), held, "1 mon 10:30", schedule=SHORT)
    assert when("1 tue 11:00") == in_days.due


def test_glpi_24481_nothing_is_late_while_it_is_pending() -> None:
    """A clock that stands still has no due instant, and does not breach, however long."""
    held = ticket(("mon 09:00", NEW), ("mon 10:00", HELD))
    found = clock(goal(2 * HOUR), held, "3 fri 10:00")
    assert (Status.PAUSED, None, None) == (found.status, found.due, found.breached_at)
    assert when("3 fri 11:00") == found.due_if_resumed


def test_glpi_15429_escalations_fall_into_open_time() -> None:
    """An hour before the due time on Monday 08:30 is Friday 17:30, not Monday 07:30."""
    late = ticket(("fri 16:30", NEW))
    found = clock(goal(2 * HOUR, thresholds=(50,)), late, "1 mon 08:15")
    assert (when("fri 17:30"), when("1 mon 08:30")) == (found.passed[0].at, found.due)


# --- definitions and facts that change ------------------------------------------------------------

FRIDAY = ticket(
    ("fri 16:40", {**NEW, **P2}), ("fri 17:30", {**HELD, **P2}), ("1 mon 09:10", {**WORK, **P2}),
    ("1 mon 09:30", {**WORK, **P1}),
)  # fmt: skip


def test_a_friday_raised_to_p1_on_monday() -> None:
    """Seventy minutes were spent; four hours are due at 12:20, or at 13:30 where it restarts."""
    found = clock(goal(BY_PRIORITY), FRIDAY, "1 mon 10:00")
    assert when("1 mon 12:20") == found.due
    restarted = clock(goal(BY_PRIORITY), FRIDAY, "1 mon 10:00", on_target_change="restart")
    assert when("1 mon 13:30") == restarted.due


def test_a_breach_never_predates_the_change_that_caused_it() -> None:
    """Were P1 one hour: due at 09:20, and late since 09:30, when it became P1."""
    one = {Priority.CRITICAL: HOUR, Priority.HIGH: 8 * HOUR}
    found = clock(goal(one), FRIDAY, "1 mon 10:00")
    assert (when("1 mon 09:20"), when("1 mon 09:30")) == (found.due, found.breached_at)


def test_glpi_6902_a_target_that_changes_in_mid_life_keeps_what_has_elapsed() -> None:
    """And a target that is relaxed makes a late clock timely again."""
    relaxed = ticket(("mon 08:00", {**NEW, **P1}), ("mon 13:00", {**NEW, **P2}))
    before = clock(goal(BY_PRIORITY), relaxed, "mon 12:59")
    after = clock(goal(BY_PRIORITY), relaxed, "mon 13:00")
    assert (when("mon 12:00"), None) == (before.breached_at, after.breached_at)
    assert (5 * HOUR, 3 * HOUR) == (after.elapsed, after.remaining)


def test_zammad_534_a_changed_calendar_holds_at_once() -> None:
    """A clock is computed, never stored, so nothing has to be computed again."""
    late = ticket(("mon 16:00", NEW))
    assert when("tue 16:00") == clock(goal(), late, "mon 17:00", schedule=SHORT).due
    assert when("tue 14:00") == clock(goal(), late, "mon 17:00", schedule=OFFICE).due


def test_breeze_6691_a_priority_that_comes_later_counts_from_the_opening() -> None:
    """There, targets are computed once, when the ticket is made."""
    late = ticket(("mon 08:00", NEW), ("mon 10:00", {**NEW, **P1}))
    assert (None, None) == (
        clock(goal(BY_PRIORITY), late, "mon 09:00").due,
        clock(goal(BY_PRIORITY), late, "mon 09:00").outcome,
    )
    assert when("mon 12:00") == clock(goal(BY_PRIORITY), late, "mon 10:00").due


def test_jsm_finished_cycles_keep_the_version_that_judged_them() -> None:
    """There, reconstruction judges them again by today's goals; here only whoever asks does."""
    first = Agreement("gold", goals=[goal(4 * HOUR)], schedule=OFFICE)
    agreement = first.revised(version="2", effective_from=when("wed 00:00"), goals=[goal(2 * HOUR)])
    done = ticket(("mon 08:00", NEW), ("mon 11:00", DONE))
    found = agreement.measure(done, at=when("fri 08:00"))["resolution"]
    again = agreement.measure(done, at=when("fri 08:00"), version="2")["resolution"]
    assert (("1", Outcome.MET), ("2", Outcome.MISSED)) == (
        (found.version, found.outcome), (again.version, again.outcome),
    )  # fmt: skip


def test_servicenow_kb0869748_an_edited_definition_leaves_running_clocks_alone() -> None:
    """There, a definition in use must be cloned by hand; the next cycle takes the new version."""
    first = Agreement(
        "gold", goals=[goal(4 * HOUR)], schedule=OFFICE, terms=Terms(on_reopen="new_cycle")
    )
    second = first.revised(version="2", effective_from=when("tue 00:00"), goals=[goal(2 * HOUR)])
    running = ticket(("mon 08:00", NEW), ("tue 09:00", DONE), ("wed 08:00", WORK))
    assert "1" == second.measure(running, at=when("tue 08:00"))["resolution"].version
    found = second.measure(running, at=when("wed 09:00"))["resolution"]
    assert ["1", "2"] == [cycle.version for cycle in found.cycles]
    assert (when("wed 10:00"), HOUR) == (found.due, found.elapsed)


# --- reopening ------------------------------------------------------------------------------------

REOPENED = ticket(("mon 08:00", NEW), ("mon 10:00", DONE), ("tue 08:00", WORK))


def test_glpi_9267_the_time_a_ticket_was_closed_does_not_count() -> None:
    """Two hours before it was resolved, one since it was reopened."""
    found = clock(goal(), REOPENED, "tue 09:00")
    assert (Status.RUNNING, 3 * HOUR) == (found.status, found.elapsed)
    assert 11 * HOUR == clock(goal(), REOPENED, "tue 09:00", on_reopen="count_closed").elapsed


def test_znuny_369_a_reopening_resets_only_where_that_was_agreed() -> None:
    """It was refused there as against ITIL; here it is an option beside the others."""
    anew = clock(goal(), REOPENED, "tue 09:00", on_reopen="new_cycle")
    assert (HOUR, [2 * HOUR, HOUR]) == (anew.elapsed, [c.elapsed for c in anew.cycles])
    first = clock(goal(), REOPENED, "tue 09:00", on_reopen="first_cycle")
    assert (Status.COMPLETED, 2 * HOUR) == (first.status, first.elapsed)


# --- calendars ------------------------------------------------------------------------------------


def test_osticket_6847_lunch_does_not_count() -> None:
    """Four hours from 11:00 with lunch from 12:00 to 13:00."""
    hours = Schedule.weekly({"mon-fri": "09:00-12:00, 13:00-17:00"}, tz="Europe/Amsterdam")
    found = clock(goal(4 * HOUR), ticket(("mon 11:00", NEW)), "mon 11:00", schedule=hours)
    assert when("mon 16:00") == found.due


def test_osticket_6739_sparse_weekdays_are_skipped() -> None:
    """Open on Tuesdays and Thursdays: eight hours from Tuesday noon end on Thursday noon."""
    hours = Schedule.weekly({"tue, thu": "08:00-16:00"}, tz="Europe/Amsterdam")
    found = clock(goal(), ticket(("tue 12:00", NEW)), "tue 12:00", schedule=hours)
    assert when("thu 12:00") == found.due


def test_zammad_1396_without_hours_nothing_is_ever_due() -> None:
    """There, it crashed."""
    found = clock(goal(), ticket(("mon 08:00", NEW)), "3 mon 08:00", schedule=Schedule.never())
    assert (0 * HOUR, None, None) == (found.elapsed, found.due, found.next_instant)


def test_zammad_1002_a_customer_has_the_hours_of_its_own_zone() -> None:
    """Eight o'clock in New York is two in the afternoon in Amsterdam."""
    hours = InZoneOf("custom.zone", OFFICE)
    there = ticket(("mon 08:00", {**NEW, "custom.zone": "America/New_York"}))
    assert when("mon 18:00") == clock(goal(4 * HOUR, schedule=hours), there, "mon 09:00").due
    here = ticket(("mon 08:00", NEW))
    assert when("mon 12:00") == clock(goal(4 * HOUR, schedule=hours), here, "mon 09:00").due


def test_dbt_zendesk_25_a_night_with_a_changed_clock_is_an_hour_shorter() -> None:
    """Round the clock in Amsterdam, from Saturday to Sunday noon, 29 March 2026: 23 hours."""
    always = Schedule.weekly({"mon-sun": "00:00-24:00"}, tz="Europe/Amsterdam")
    start, end = (datetime(2026, 3, 28, 11, tzinfo=UTC), datetime(2026, 3, 29, 10, tzinfo=UTC))
    agreement = Agreement("gold", goals=[goal(24 * HOUR + MINUTE)], schedule=always)
    found = agreement.measure(Timeline.from_rows([(start, NEW)]), at=end)["resolution"]
    assert (23 * HOUR, end + HOUR + MINUTE) == (found.elapsed, found.due)


# --- at creation, and at one instant --------------------------------------------------------------


def test_alga_psa_3091_a_ticket_born_paused_does_not_run() -> None:
    """There, conditions were looked at only when something changed."""
    found = clock(goal(), ticket(("mon 08:00", HELD), ("mon 10:00", WORK)), "mon 09:00")
    assert (Status.PAUSED, 0 * HOUR) == (found.status, found.elapsed)


def test_alga_psa_3091_a_ticket_born_closed_is_done() -> None:
    """It completes with nothing elapsed."""
    found = clock(goal(), ticket(("mon 08:00", SHUT)), "fri 08:00")
    assert (Status.COMPLETED, 0 * HOUR, Outcome.MET) == (found.status, found.elapsed, found.outcome)


def test_libredesk_70_a_closed_ticket_alerts_nobody() -> None:
    """Its thresholds are passed no more, and nothing is to come."""
    done = ticket(("mon 08:00", NEW), ("mon 09:00", SHUT))
    found = clock(goal(2 * HOUR, thresholds={75: "warn"}), done, "fri 08:00")
    assert () == found.due_actions(since=when("mon 08:00"), until=when("fri 08:00"))
    assert None is found.next_instant


BOTH = ticket(("mon 08:00", NEW), ("mon 10:00", {**DONE, "hold_reason": "caller"}))


def test_jsm_stop_wins_over_pause_and_pause_over_start() -> None:
    """Of signals at one step the order says which counts."""
    assert Status.COMPLETED is clock(goal(), BOTH, "mon 11:00").status
    born = ticket(("mon 08:00", HELD))
    assert Status.PAUSED is clock(goal(), born, "mon 11:00").status


def test_appfire_another_order_is_an_option() -> None:
    """Start, resume, pause, stop, reset: there, the pause at the same step wins over the stop."""
    order = ("start", "resume", "pause", "stop", "reset", "cancel")
    assert Status.PAUSED is clock(goal(), BOTH, "mon 11:00", order=order).status
    born = ticket(("mon 08:00", HELD))
    assert 3 * HOUR == clock(goal(), born, "mon 11:00", order=order).elapsed


# --- response and update --------------------------------------------------------------------------


def test_zammad_5177_a_response_and_the_next_update_are_clocks_of_their_own() -> None:
    """A first answer stops the one, and begins the other's next cycle."""
    at = when("mon 08:00")
    inc = Incident.open("INC-1", at=at, by="ada", summary="Mail is down")
    inc = inc.comment(at=at + HOUR, by="ada", text="Any news?", public=True)
    inc = inc.comment(at=at + 2 * HOUR, by="grace", text="Not yet found", public=False)
    inc = inc.comment(at=at + 3 * HOUR, by="grace", text="We look into it", public=True)
    promised = Agreement(
        "gold",
        goals=[
            Goal("response", stop=FIRST_RESPONSE, targets=4 * HOUR),
            Goal("update", stop=Phase.RESOLVED, reset=PUBLIC_UPDATE, targets=2 * HOUR),
        ],
    )
    found = promised.measure(inc.timeline(), at=at + 4 * HOUR)
    assert (Status.COMPLETED, 3 * HOUR) == (found["response"].status, found["response"].elapsed)
    update = found["update"]
    assert [Outcome.MISSED, Outcome.OPEN] == [cycle.outcome for cycle in update.cycles]
    assert (HOUR, at + 5 * HOUR) == (update.elapsed, update.due)


# --- which one applies ----------------------------------------------------------------------------


def test_frappe_3235_which_agreement_is_active_and_why() -> None:
    """Each says for itself, with the facts that decided."""
    gold = Agreement("gold", goals=[goal()], applies=field("customer").is_("acme"))
    silver = Agreement("silver", goals=[goal()], applies=~field("customer").is_("acme"))
    row = ticket(("mon 08:00", {**NEW, "customer": "acme"}))
    assert [("gold", True), ("silver", False)] == [
        (found.agreement.name, found.applies) for found in select([gold, silver], row)
    ]
    assert "silver does not apply: customer is 'acme': yes" == str(select([silver], row)[0])


def test_a_cancelled_ticket_keeps_and_breaks_no_promise() -> None:
    """A cancelled clock is neither met nor missed."""
    gone = ticket(("mon 08:00", NEW), ("mon 09:00", GONE))
    found = clock(goal(), gone, "fri 08:00")
    assert (Status.CANCELLED, None, None) == (found.status, found.outcome, found.due)


def test_momentary_signals_pause_until_their_own_end() -> None:
    """A verb pauses, another resumes."""
    waiting = goal(pause=happened("ask"), resume=happened("answer"))
    rows = [(when("mon 08:00"), "open", NEW), (when("mon 09:00"), "ask", WORK),
            (when("mon 10:00"), "note", WORK), (when("mon 11:00"), "answer", WORK)]  # fmt: skip
    assert 2 * HOUR == clock(waiting, Timeline.from_rows(rows), "mon 12:00").elapsed
    assert timedelta(hours=1) == clock(waiting, Timeline.from_rows(rows), "mon 10:30").elapsed
