"""Clocks: what one says of itself, in figures, words and pictures."""

from __future__ import annotations

import pickle
import re
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from itsmcore import Phase, Priority, Schedule, Timeline
from itsmcore.conditions import NEVER, field, happened
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue, NaiveTime, Unlisted
from itsmcore.schedule import EndOfWorkingDay, WorkingDayBy, WorkingDays
from itsmcore.service_levels import (
    Agreement,
    Clock,
    DueBy,
    InZoneOf,
    Mode,
    Outcome,
    SegmentKind,
    Status,
    Terms,
)
from tests.instants import HOUR, MINUTE, TICK
from tests.pictures.drawn import drawn, picture_of
from tests.service_levels.desk import (
    BY_PRIORITY,
    DONE,
    GONE,
    HELD,
    NEW,
    OFFICE,
    P1,
    P2,
    SHUT,
    WORK,
    clock,
    goal,
    ticket,
    when,
)

LIVED = ticket(
    ("mon 17:00", {**NEW, "group": "desk"}),
    ("tue 09:00", {**HELD, "group": "desk"}),
    ("tue 10:00", {**WORK, "group": "mail", "assignee": "grace"}),
)


def kinds(of: Clock) -> list[str]:
    return [segment.kind.value for segment in of.segments]


# --- the sum --------------------------------------------------------------------------------------


def test_segments_say_what_each_part_was_and_who_held_it() -> None:
    """Running, out of hours, paused by what; and the counting ones are what has elapsed."""
    found = clock(goal(3 * HOUR), LIVED, "tue 13:00")
    assert ["running", "out of hours", "running", "paused", "running", "after breach"] == kinds(
        found
    )
    assert "paused: hold_reason is 'caller'" == str(found.segments[3])
    assert ["desk", "mail / grace"] == list(dict.fromkeys(s.holder for s in found.segments))
    assert found.elapsed == sum((s.elapsed for s in found.segments), timedelta())
    assert {"desk": 2 * HOUR, "mail": 3 * HOUR} == found.time_by("group")
    assert {None: 2 * HOUR, "grace": 3 * HOUR} == found.time_by("assignee")
    with pytest.raises(Unlisted):
        found.time_by("floor")


def test_the_account_reads_like_a_sum() -> None:
    """Part by part, by the clock of the schedule's zone, with the reasons below."""
    assert [
        "resolution by gold: running, missed; 5:00:00 of 3:00:00 (166.7 %); due tue 2026-01-06 11:00",
        "from                  to                    what                             counts   so far   held by",
        "mon 2026-01-05 17:00  mon 2026-01-05 18:00  running                          1:00:00  1:00:00  desk",
        "mon 2026-01-05 18:00  tue 2026-01-06 08:00  out of hours                              1:00:00  desk",
        "tue 2026-01-06 08:00  tue 2026-01-06 09:00  running                          1:00:00  2:00:00  desk",
        "tue 2026-01-06 09:00  tue 2026-01-06 10:00  paused: hold_reason is 'caller'           2:00:00  desk",
        "tue 2026-01-06 10:00  tue 2026-01-06 11:00  running                          1:00:00  3:00:00  mail / grace",
        "tue 2026-01-06 11:00  tue 2026-01-06 13:00  after breach                     2:00:00  5:00:00  mail / grace",
        "by the clock of Europe/Amsterdam",
        "late since tue 2026-01-06 11:00; desk held it longest, 2:00:00",
    ] == str(clock(goal(3 * HOUR), LIVED, "tue 13:00").explain()).splitlines()  # fmt: skip


def test_an_account_is_rows_and_tables_too() -> None:
    """For a DataFrame, for Markdown and for a notebook."""
    account = clock(goal(3 * HOUR), LIVED, "tue 13:00").explain()
    assert [1, 1, 2, 2, 3, 5] == [row["so_far"] // HOUR for row in account.rows]
    assert f"{account:md}".startswith("| from | to | what | counts | so far | held by |")
    assert account._repr_html_().startswith('<table cellpadding="6"><caption>resolution')
    assert str(account) == f"{account}"
    with pytest.raises(Unlisted):
        f"{account:xml}"


def test_the_cause_of_a_segment_is_a_column_of_its_account() -> None:
    """In words, and None where nothing paused or stopped the clock."""
    rows = clock(goal(3 * HOUR), LIVED, "tue 13:00").explain().rows
    assert [
        ("running", None),
        ("out of hours", None),
        ("running", None),
        ("paused", "hold_reason is 'caller'"),
        ("running", None),
        ("after breach", None),
    ] == [(row["kind"], row["cause"]) for row in rows]


@pytest.mark.parametrize(
    ("timeline", "at", "terms", "expected"),
    [
        (Timeline(), "mon 09:00", {}, ["not started: nothing has happened yet"]),
        (LIVED, "tue 09:30", {},
         ["paused since tue 2026-01-06 09:00, because hold_reason is 'caller'"]),
        (ticket(("mon 09:00", NEW), ("mon 10:00", DONE)), "mon 11:00", {},
         ["completed mon 2026-01-05 10:00, because phase is in Phase.RESOLVED, Phase.CLOSED"]),
        (ticket(("mon 09:00", NEW), ("mon 10:00", GONE)), "mon 11:00", {},
         ["cancelled mon 2026-01-05 10:00, because phase is Phase.CANCELLED"]),
        (LIVED, "mon 18:00", {}, []),
    ],
)  # fmt: skip
def test_a_clock_says_why(
    timeline: Timeline, at: str, terms: dict[str, Any], expected: list[str]
) -> None:
    """Why it has not started, stands still or has ended; and nothing where there is nothing."""
    assert expected == [str(reason) for reason in clock(goal(), timeline, at, **terms).why()]


def test_a_clock_says_why_it_has_not_started() -> None:
    """With the facts that its start asks for."""
    waiting = goal(start=field("assignee").is_set)
    found = clock(waiting, LIVED, "mon 18:00")
    assert ["not started: assignee is set: no"] == [str(reason) for reason in found.why()]
    assert (Status.NOT_STARTED, None, None, ()) == (
        found.status, found.due, found.remaining, found.segments,
    )  # fmt: skip
    elsewhere = clock(goal(), LIVED, "tue 13:00", applies=field("group").is_("network"))
    assert "gold does not apply: group is 'network': no, 'mail'" == str(elsewhere.why()[0])


def test_a_clock_without_a_target_says_so() -> None:
    """It counts, and can be neither met nor missed."""
    found = clock(goal({Priority.LOW: HOUR}), ticket(("mon 09:00", {**NEW, **P1})), "mon 11:00")
    assert ["no target matches: priority is Priority.LOW: no, Priority.CRITICAL"] == [
        str(reason) for reason in found.why()
    ]
    assert (2 * HOUR, None, None, None, None) == (
        found.elapsed, found.percent, found.wall_percent, found.outcome, found.due_if_resumed,
    )  # fmt: skip
    assert None is found.next_instant


def test_a_late_clock_names_the_change_that_made_it_late() -> None:
    """Where there was one."""
    raised = ticket(("mon 08:00", {**NEW, **P2}), ("mon 13:00", {**NEW, **P1}))
    found = clock(goal(BY_PRIORITY), raised, "mon 14:00")
    assert "late since mon 2026-01-05 13:00, when the target became 4:00:00" == str(found.why()[0])


def test_a_pause_is_since_it_began_whoever_holds_the_record() -> None:
    """A hand-over in between is no new pause."""
    passed_on = ticket(
        ("mon 08:00", NEW), ("mon 09:00", HELD), ("mon 10:00", {**HELD, "group": "mail"})
    )
    found = clock(goal(), passed_on, "mon 11:00")
    assert str(found.why()[0]).startswith("paused since mon 2026-01-05 09:00")
    born = clock(goal(), ticket(("mon 08:00", HELD)), "mon 09:00")
    assert str(born.why()[0]).startswith("paused since mon 2026-01-05 08:00")


def test_a_row_holds_the_figures_by_name() -> None:
    """Plain values, for a DataFrame."""
    row = clock(goal(3 * HOUR), LIVED, "tue 13:00").row
    assert ("running", "missed", 3 * HOUR, 5 * HOUR, 1) == tuple(
        row[name] for name in ("status", "outcome", "allowed", "elapsed", "cycles")
    )
    assert None is clock(goal(), Timeline(), "mon 09:00").row["outcome"]


def test_a_clock_is_a_value() -> None:
    """Compared by what it holds, pickled, and shown shortly."""
    found = clock(goal(3 * HOUR), LIVED, "tue 13:00")
    assert found == clock(goal(3 * HOUR), LIVED, "tue 13:00") == pickle.loads(pickle.dumps(found))
    assert "<Clock resolution running missed>" == repr(found)
    assert "<Clock resolution not_started>" == repr(clock(goal(), Timeline(), "mon 09:00"))
    assert (True, False) == (found.is_running, found.has_ended)


def test_a_naive_instant_is_refused() -> None:
    """Whoever asks."""
    naive = datetime(2026, 1, 5)
    agreement = Agreement("gold", goals=[goal()])
    with pytest.raises(NaiveTime):
        agreement.measure(LIVED, at=naive)
    found = clock(goal(), LIVED, "tue 13:00")
    with pytest.raises(NaiveTime):
        found.due_actions(since=naive, until=when("tue 13:00"))


# --- due, late, and what is to come ---------------------------------------------------------------


def test_late_is_after_the_last_instant_in_time() -> None:
    """At closing time nothing is late yet; with ">=" it is."""
    row = ticket(("fri 16:00", NEW))
    found = clock(goal(2 * HOUR), row, "1 mon 08:00")
    assert (when("fri 18:00"), None) == (found.due, found.breached_at)
    assert when("1 mon 08:00") + TICK == found.next_instant
    assert when("1 mon 08:00") == clock(goal(2 * HOUR), row, "1 mon 08:01").breached_at
    assert (
        when("fri 18:00") == clock(goal(2 * HOUR), row, "fri 18:00", breach_when=">=").breached_at
    )
    early = clock(goal(2 * HOUR), row, "fri 17:00", breach_when=">=")
    assert when("fri 18:00") + TICK == early.next_instant


def test_a_clock_that_is_due_at_closing_time_is_looked_at_when_it_opens_again() -> None:
    """Not a microsecond later, and then every microsecond until it opens; and if never, never."""
    row = ticket(("fri 16:00", NEW))
    for at in ("fri 17:00", "fri 18:00", "sat 09:00"):
        assert when("1 mon 08:00") + TICK == clock(goal(2 * HOUR), row, at).next_instant
    once = Schedule.between(when("fri 08:00"), when("fri 18:00"))
    assert None is clock(goal(2 * HOUR), row, "fri 17:00", schedule=once).next_instant


def test_a_completed_clock_says_when_it_would_have_been_due() -> None:
    """And one that was paused until then, as if it had run on."""
    done = ticket(("mon 08:00", NEW), ("mon 09:00", HELD), ("mon 12:00", DONE))
    found = clock(goal(4 * HOUR), done, "fri 08:00")
    assert (when("mon 15:00"), Outcome.MET, None) == (
        found.due, found.outcome, found.due_if_resumed,
    )  # fmt: skip


def test_actions_fall_due_once() -> None:
    """Over adjacent intervals, each of them is in one."""
    watched = goal(4 * HOUR, thresholds={50: ("warn", "log"), 100: "page"})
    found = clock(watched, ticket(("mon 08:00", NEW)), "mon 13:00")
    hours = [when("mon 08:00") + HOUR * n for n in range(6)]
    actions = [
        action for since, until in pairwise(hours)
        for action in found.due_actions(since=since, until=until)
    ]  # fmt: skip
    assert [("warn", "mon 10:00"), ("log", "mon 10:00"), ("page", "mon 12:00")] == [
        (action.action, f"{action.at.astimezone(when('mon 08:00').tzinfo):%a %H:%M}".lower())
        for action in actions
    ]


def test_an_action_that_was_due_stays_so_when_the_target_is_relaxed() -> None:
    """A mail that was sent was sent."""
    watched = goal(BY_PRIORITY, thresholds={75: "warn"})
    relaxed = ticket(("mon 08:00", {**NEW, **P1}), ("mon 11:30", {**NEW, **P2}))
    found = clock(watched, relaxed, "mon 15:00")
    assert [when("mon 11:00"), when("mon 14:00")] == [p.at for p in found.passed]


def test_clocks_together_know_what_comes_next() -> None:
    """The first of theirs; and their actions come in order."""
    agreement = Agreement(
        "gold",
        goals=[
            goal(4 * HOUR, thresholds={50: "warn"}),
            goal(HOUR, name="quick", thresholds={100: "page"}),
        ],
    )
    found = agreement.measure(ticket(("mon 08:00", NEW)), at=when("mon 08:30"))
    assert when("mon 09:00") + TICK == found.next_instant
    later = agreement.measure(ticket(("mon 08:00", NEW)), at=when("mon 12:30"))
    between = {"since": when("mon 08:00"), "until": when("mon 12:00")}
    assert ["page", "warn"] == [action.action for action in later.due_actions(**between)]
    assert 2 == len(found)
    with pytest.raises(Unlisted, match="did you mean 'quick'"):
        found["quik"]
    with pytest.raises(KeyError):
        found["quik"]
    assert None is found.get("quik")
    assert None is agreement.measure(Timeline(), at=when("mon 08:00")).next_instant


# --- options --------------------------------------------------------------------------------------


def test_counting_from_an_instant_in_the_past_is_hindsight() -> None:
    """The time before the desk knew is retroactive, and counts."""
    late = ticket(("mon 10:00", {**NEW, "occurred_at": when("mon 09:00")}))
    found = clock(goal(2 * HOUR, start_at="occurred_at"), late, "mon 10:30")
    assert (["retroactive", "running"], when("mon 09:00")) == (kinds(found), found.started_at)
    assert 90 * MINUTE == found.elapsed
    known = clock(goal(30 * MINUTE, start_at="occurred_at"), late, "mon 10:30")
    assert (when("mon 09:30"), when("mon 10:00")) == (known.due, known.breached_at)


def test_a_history_in_hindsight_is_replayed_or_counts_whole() -> None:
    """With its pauses, or without."""
    started = ticket(("mon 08:00", HELD), ("mon 10:00", NEW), ("mon 12:00", WORK),
                     opened_at=when("mon 08:00"))  # fmt: skip
    from_opening = goal(start=Phase.ACTIVE, start_at="opened_at")
    replayed = clock(from_opening, started, "mon 13:00")
    assert (3 * HOUR, ["paused", "retroactive", "running"]) == (replayed.elapsed, kinds(replayed))
    whole = clock(from_opening, started, "mon 13:00", before_attachment="ignore")
    assert (5 * HOUR, ["retroactive", "running"]) == (whole.elapsed, kinds(whole))


def test_counting_from_an_instant_to_come_waits_for_it() -> None:
    """It has not started until then, and then it has."""
    planned = ticket(("mon 08:00", {**NEW, "planned": when("mon 10:00")}))
    waiting = goal(HOUR, start_at="planned")
    before = clock(waiting, planned, "mon 09:00")
    assert (Status.NOT_STARTED, when("mon 10:00")) == (before.status, before.next_instant)
    assert ["not started: planned is mon 2026-01-05 10:00"] == [str(r) for r in before.why()]
    after = clock(waiting, planned, "mon 10:30")
    assert (Status.RUNNING, 30 * MINUTE) == (after.status, after.elapsed)
    moved = ticket(("mon 08:00", {**NEW, "planned": when("mon 10:00")}),
                   ("mon 09:00", {**NEW, "planned": when("mon 11:00")}))  # fmt: skip
    assert when("mon 11:00") == clock(waiting, moved, "mon 12:00").started_at
    meeting = ticket(("mon 08:00", {**NEW, "planned": when("mon 10:00")}),
                     ("mon 10:00", {**NEW, "planned": when("mon 10:00")}))  # fmt: skip
    assert when("mon 10:00") == clock(waiting, meeting, "mon 12:00").started_at
    between = ticket(("mon 08:00", {**NEW, "planned": when("mon 10:00")}),
                     ("mon 11:00", {**WORK, "planned": when("mon 10:00")}))  # fmt: skip
    assert 2 * HOUR == clock(waiting, between, "mon 12:00").elapsed


def test_an_agreement_that_comes_to_apply_later_judges_the_history_or_ignores_it() -> None:
    """From the opening, in hindsight, or from then on."""
    row = ticket(("mon 08:00", NEW), ("mon 12:00", {**NEW, "customer": "acme"}))
    acme = field("customer").is_("acme")
    replayed = clock(goal(2 * HOUR), row, "mon 13:00", applies=acme)
    assert (5 * HOUR, when("mon 12:00")) == (replayed.elapsed, replayed.breached_at)
    assert ["retroactive", "after breach"] == kinds(replayed)
    ignored = clock(goal(2 * HOUR), row, "mon 13:00", applies=acme, before_attachment="ignore")
    assert (HOUR, when("mon 12:00")) == (ignored.elapsed, ignored.started_at)
    always = ticket(("mon 08:00", NEW), ("mon 12:00", WORK), customer="acme")
    whole = clock(goal(2 * HOUR), always, "mon 13:00", applies=acme, before_attachment="ignore")
    assert (5 * HOUR, when("mon 08:00")) == (whole.elapsed, whole.started_at)


def test_an_agreement_that_applies_no_more_cancels_its_clock() -> None:
    """From the step on at which it ceased; what had ended before stays."""
    acme = field("customer").is_("acme")
    row = ticket(("mon 08:00", {**NEW, "customer": "acme"}), ("mon 09:00", NEW), ("mon 10:00", NEW))
    found = clock(goal(), row, "mon 12:00", applies=acme)
    assert (Status.CANCELLED, when("mon 09:00"), HOUR) == (
        found.status, found.ended_at, found.elapsed,
    )  # fmt: skip
    done = ticket(("mon 08:00", {**NEW, "customer": "acme"}),
                  ("mon 09:00", {**DONE, "customer": "acme"}), ("mon 10:00", SHUT))  # fmt: skip
    assert Status.COMPLETED is clock(goal(), done, "mon 12:00", applies=acme).status


def test_what_was_known_while_it_did_not_apply_is_known_when_it_does() -> None:
    """A target that was relaxed before the agreement applied never made it late."""
    acme = field("customer").is_("acme")
    row = ticket(("mon 08:00", {**NEW, **P1}), ("mon 13:00", {**NEW, **P2}),
                 ("mon 14:00", {**NEW, **P2, "customer": "acme"}))  # fmt: skip
    found = clock(goal(BY_PRIORITY, thresholds=(100,)), row, "mon 15:00", applies=acme)
    assert ((), None) == (found.passed, found.breached_at)


def test_a_changed_target_restarts_or_begins_a_new_clock() -> None:
    """Set aside what was counted, or end the clock and begin another."""
    raised = ticket(("mon 08:00", {**NEW, **P2}), ("mon 10:00", {**NEW, **P1}))
    restarted = clock(goal(BY_PRIORITY), raised, "mon 11:00", on_target_change="restart")
    assert (HOUR, ["set aside", "running"]) == (restarted.elapsed, kinds(restarted))
    renewed = clock(goal(BY_PRIORITY), raised, "mon 11:00", on_target_change="new_clock")
    assert [Status.CANCELLED, Status.RUNNING] == [cycle.status for cycle in renewed.cycles]
    assert "cancelled mon 2026-01-05 10:00, because the target changed" == str(
        renewed.earlier[0].why()[0]
    )


def test_a_reset_completes_its_cycle_or_cancels_it() -> None:
    """Each time that it comes to hold, and not while it does."""
    again = goal(reset=field("group").is_("mail"))
    rows = ticket(("mon 08:00", NEW), ("mon 10:00", {**NEW, "group": "mail"}),
                  ("mon 11:00", {**WORK, "group": "mail"}))  # fmt: skip
    found = clock(again, rows, "mon 12:00")
    assert [(Status.COMPLETED, 2 * HOUR), (Status.RUNNING, 2 * HOUR)] == [
        (cycle.status, cycle.elapsed) for cycle in found.cycles
    ]
    cancelled = clock(again, rows, "mon 12:00", on_reset="cancel").cycles[0]
    assert Status.CANCELLED is cancelled.status


def test_a_start_that_is_lost_continues_or_cancels() -> None:
    """And begins again when it holds again."""
    assigned = goal(start=field("assignee").is_set)
    rows = ticket(("mon 08:00", {**NEW, "assignee": "grace"}), ("mon 09:00", NEW),
                  ("mon 10:00", {**NEW, "assignee": "linus"}))  # fmt: skip
    assert 3 * HOUR == clock(assigned, rows, "mon 11:00").elapsed
    cancelled = clock(assigned, rows, "mon 11:00", on_start_lost="cancel")
    assert [HOUR, HOUR] == [cycle.elapsed for cycle in cancelled.cycles]


def test_a_cancelled_clock_begins_anew_when_it_is_cancelled_no_more() -> None:
    """As dirty logs have it."""
    rows = ticket(("mon 08:00", NEW), ("mon 09:00", GONE), ("mon 10:00", WORK))
    found = clock(goal(), rows, "mon 11:00")
    assert ([Status.CANCELLED, Status.RUNNING], HOUR) == (
        [cycle.status for cycle in found.cycles], found.elapsed,
    )  # fmt: skip
    born = clock(goal(), ticket(("mon 08:00", GONE)), "mon 11:00")
    assert (Status.CANCELLED, 0 * HOUR) == (born.status, born.elapsed)


def test_a_stop_of_one_step_holds_until_the_start_comes_again() -> None:
    """A momentary stop does not end by itself."""
    answered = goal(start=happened("ask"), stop=happened("answer"))
    rows: list[Any] = [(when("mon 08:00"), "ask", NEW), (when("mon 09:00"), "answer", WORK),
            (when("mon 10:00"), "note", WORK), (when("mon 11:00"), "ask", WORK)]  # fmt: skip
    assert HOUR == clock(answered, Timeline.from_rows(rows[:3]), "mon 12:00").elapsed
    found = clock(answered, Timeline.from_rows(rows), "mon 12:00", on_reopen="new_cycle")
    assert [HOUR, HOUR] == [cycle.elapsed for cycle in found.cycles]


def test_a_schedule_is_chosen_at_the_start_or_lives() -> None:
    """The caller's zone changes at noon in Amsterdam."""
    hours = InZoneOf("zone", OFFICE)
    rows = ticket(("mon 12:00", NEW), ("mon 17:00", {**NEW, "zone": "America/New_York"}))
    assert 6 * HOUR == clock(goal(schedule=hours), rows, "mon 20:00").elapsed
    live = clock(goal(schedule=hours), rows, "mon 20:00", schedule_chosen="live")
    assert 8 * HOUR == live.elapsed
    night = Schedule.weekly({"mon-fri": "18:00-24:00"}, tz="Europe/Amsterdam")
    chosen = goal(schedule=Decision([(field("vip").is_set, night)], default=OFFICE))
    assert (
        2 * HOUR == clock(chosen, ticket(("mon 12:00", {**NEW, "vip": True})), "mon 20:00").elapsed
    )


def test_each_group_has_a_clock_of_its_own() -> None:
    """It runs while that group holds the record, and a second visit continues."""
    rows = ticket(("mon 08:00", {**NEW, "group": "desk"}), ("mon 09:00", {**NEW, "group": "mail"}),
                  ("mon 11:00", {**NEW, "group": "desk"}))  # fmt: skip
    agreement = Agreement("ola", goals=[goal(per="group")], schedule=OFFICE)
    found = agreement.measure(rows, at=when("mon 12:00"))
    assert {("resolution", "desk"): 2 * HOUR, ("resolution", "mail"): 2 * HOUR} == {
        key: of.elapsed for key, of in found.items()
    }
    mail = found["resolution", "mail"]
    assert (Status.PAUSED, when("mon 09:00")) == (mail.status, mail.started_at)
    assert "resolution of mail by ola: paused" == str(mail).split(";")[0]
    assert "not (group is 'mail')" in str(mail.why()[0])


def test_working_days_are_moved_by_the_working_time_lost() -> None:
    """Until they are due; what is lost after that moves nothing."""
    days = goal(WorkingDays(1))
    held = ticket(("mon 10:00", NEW), ("mon 12:00", HELD), ("mon 14:00", WORK))
    found = clock(days, held, "mon 15:00")
    assert (when("tue 12:00"), 10 * HOUR, 7 * HOUR) == (found.due, found.allowed, found.remaining)
    late = ticket(("mon 10:00", NEW), ("wed 10:00", HELD), ("wed 14:00", WORK))
    assert when("tue 10:00") == clock(days, late, "thu 10:00").due
    assert when("tue 10:00") == clock(days, late, "wed 12:00").due
    assert when("tue 10:00") == clock(days, late, "thu 10:00").breached_at
    paused = clock(days, held, "mon 13:00")
    assert (None, when("tue 11:00")) == (paused.due, paused.due_if_resumed)


def test_a_target_in_days_is_due_at_its_own_instant_and_late_from_then_on() -> None:
    """Though that instant is out of hours, and nothing elapses after it until the morning."""
    evening = ticket(("mon 20:00", NEW))
    found = clock(goal(WorkingDays(1)), evening, "tue 20:00")
    assert (when("tue 20:00"), None) == (found.due, found.breached_at)
    assert when("tue 20:00") + TICK == found.next_instant
    assert when("tue 20:00") == clock(goal(WorkingDays(1)), evening, "tue 20:01").breached_at
    strict = clock(goal(WorkingDays(1)), evening, "tue 20:00", breach_when=">=")
    assert when("tue 20:00") == strict.breached_at
    by_end = goal(EndOfWorkingDay(), pause=field("x").is_(1) & field("x").is_(2))
    assert when("tue 18:00") == clock(by_end, evening, "tue 09:00").due
    reopened = ticket(("mon 08:00", NEW), ("mon 17:00", DONE), ("wed 08:00", WORK))
    assert when("wed 09:00") == clock(goal(WorkingDays(1)), reopened, "wed 08:00").due


@pytest.mark.parametrize(
    ("target", "due"),
    [
        (WorkingDays(1), "tue 19:00"),
        (WorkingDayBy(1, time(20)), "tue 20:00"),
        (EndOfWorkingDay(), "tue 18:00"),
        (DueBy("due_by"), "tue 21:00"),
    ],
)
def test_what_is_done_out_of_hours_after_it_was_due_is_missed(target: Any, due: str) -> None:
    """Overnight, where a target that is a duration would be met; and it has a sheet as others."""
    opened = {**NEW, "due_by": when("tue 21:00")}
    watched = goal(target, pause=NEVER, thresholds={50: "warn", 100: "page"}, on_breach="mail")
    for at, outcome in ((due, Outcome.MET), ("tue 22:00", Outcome.MISSED)):
        done = ticket(("mon 19:00", opened), (at, {**DONE, "due_by": when("tue 21:00")}))
        assert outcome is clock(watched, done, "thu 09:00").outcome
    late = clock(watched, ticket(("mon 19:00", opened)), "wed 09:00")
    assert (when(due), Outcome.MISSED) == (late.breached_at, late.outcome)
    actions = late.due_actions(since=when("mon 00:00"), until=when("wed 09:00"))
    assert [("warn", when("tue 13:00")), ("page", when(due)), ("mail", when(due))] == [
        (action.action, action.at) for action in actions
    ]
    assert ["out of hours", "running", "out of hours", "after breach"] == kinds(late)


def test_more_than_all_of_a_target_is_not_reached_before_it_is_due() -> None:
    """As it would be where none of the time until then is open."""
    rows = ticket(("tue 19:00", {**NEW, "due_by": when("tue 21:00")}))
    watched = goal(DueBy("due_by"), thresholds={50: "warn", 100: "page", 150: "call"})
    for at in ("tue 20:00", "tue 21:00", "wed 09:00"):
        found = clock(watched, rows, at)
        passed = [(one.at, one.threshold.percent) for one in found.passed]
        fallen = [(when("tue 21:00"), percent) for percent in (100, 150)]
        assert [(when("tue 19:00"), 50), *(fallen if at != "tue 20:00" else [])] == passed
    assert when("tue 21:00") + TICK == clock(watched, rows, "tue 20:00").next_instant
    facts = {**NEW, "due_by": when("tue 21:00"), "group": "mail"}
    moved = ticket(("tue 19:00", {**facts, "group": "desk"}), ("wed 10:00", facts))
    assert passed == [
        (one.at, one.threshold.percent) for one in clock(watched, moved, "wed 11:00").passed
    ]


def test_a_target_in_days_is_reached_at_its_due_instant_itself() -> None:
    """Not an instant before; and what ends there has met it."""
    days = goal(WorkingDays(1))
    held = ticket(("mon 10:00", NEW), ("tue 10:00", HELD), ("tue 14:00", WORK))
    for at in ("tue 10:00", "tue 12:00", "tue 14:00", "wed 10:00"):
        assert when("tue 10:00") == clock(days, held, at).due
    assert (None, when("tue 14:00")) == (
        clock(days, held, "tue 13:59").breached_at,
        clock(days, held, "wed 10:00").breached_at,
    )
    earlier = ticket(("mon 10:00", NEW), ("tue 09:59", HELD), ("tue 14:00", WORK))
    assert when("tue 14:01") == clock(days, earlier, "wed 10:00").due
    done = clock(days, ticket(("mon 10:00", NEW), ("tue 10:00", DONE)), "wed 10:00")
    assert ("met", None) == (done.outcome, done.breached_at)
    in_time = ticket(("mon 10:00", NEW), ("tue 10:00", DONE))
    missed = clock(days, in_time, "wed 10:00", breach_when=">=")
    assert ("missed", when("tue 10:00")) == (missed.outcome, missed.breached_at)


def test_a_target_in_days_that_never_comes_is_never_due() -> None:
    """As on a schedule without open time."""
    days = goal(WorkingDays(1, tz="UTC"))
    found = clock(days, ticket(("mon 08:00", NEW)), "tue 08:00", schedule=Schedule.never())
    assert (None, None, None) == (found.due, found.remaining, found.next_instant)


def test_what_is_taken_up_at_once_was_late_throughout() -> None:
    """A completion of no length interrupts nothing, whatever facts change with it."""
    for group in ("mail", "network"):
        rows = ticket(("mon 08:00", {**NEW, **P1, "group": "mail"}), ("mon 14:00", DONE),
                      ("mon 14:00", {**WORK, **P1, "group": group}))  # fmt: skip
        assert when("mon 12:00") == clock(goal(BY_PRIORITY), rows, "mon 15:00").breached_at


def test_a_stop_that_a_resumption_won_over_comes_with_the_next_step() -> None:
    """Though that step repeats the facts of the one before."""
    order = ("pause", "resume", "stop", "reset", "cancel", "start")
    rows = ticket(("mon 08:00", HELD), ("mon 09:00", DONE), ("mon 10:00", DONE))
    resumed = clock(goal(), rows, "mon 09:30", order=order)
    assert (Status.RUNNING, None) == (resumed.status, resumed.ended_at)
    stopped = clock(goal(), rows, "mon 11:00", order=order)
    assert (Status.COMPLETED, when("mon 10:00")) == (stopped.status, stopped.ended_at)


def test_time_in_an_unknown_state_is_told_apart() -> None:
    """A log that does not say the phase."""
    rows = ticket(("mon 08:00", NEW), ("mon 09:00", {"state": "-100", "phase": None}))
    assert ["running", "unknown state"] == kinds(clock(goal(), rows, "mon 10:00"))


def test_closed_time_that_counts_is_counted_when_it_is_taken_up_again() -> None:
    """And makes late from then on."""
    reopened = ticket(("mon 08:00", NEW), ("mon 10:00", DONE), ("mon 12:00", WORK))
    found = clock(goal(3 * HOUR), reopened, "mon 13:00", on_reopen="count_closed")
    assert (when("mon 11:00"), when("mon 12:00")) == (found.due, found.breached_at)
    assert ["running", "stopped", "after breach"] == kinds(found)
    assert SegmentKind.STOPPED is clock(goal(), reopened, "mon 13:00").segments[1].kind


# --- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["mon 16:00", "mon 17:30", "tue 09:30", "tue 13:00", "5 fri 08:00"])
def test_a_picture_is_drawn_of_every_clock(at: str) -> None:
    """Well-formed, with a part for each segment, and its words as they are."""
    found = clock(goal(3 * HOUR), LIVED, at)
    picture = drawn(f"{found:svg}")
    assert f"{found}" in picture.alt
    kinds = {segment.kind.value for segment in found.segments}
    legend = {kind for kind in kinds if any(text.startswith(f"{kind} ") for text in picture.texts)}
    assert kinds == legend
    assert f"{found:svg}" == picture_of(found._repr_html_())
    assert f"{found}" == str(found)
    with pytest.raises(Unlisted):
        f"{found:gif}"


def test_clocks_are_drawn_together() -> None:
    """For a notebook."""
    agreement = Agreement("gold", goals=[goal(), goal(name="other")], terms=Terms())
    clocks = agreement.measure(LIVED, at=when("tue 13:00"))
    picture = drawn(picture_of(clocks._repr_html_()))
    assert {"resolution", "other"} <= set(picture.texts)
    assert str(clocks).splitlines() == [str(clock) for clock in clocks.values()]


def test_closed_hours_of_a_year_are_passed_over() -> None:
    """Else slivers would hide what the time was; the legend says so."""
    found = drawn(f"{clock(goal(3 * HOUR), LIVED, '50 mon 08:00'):svg}")
    assert any(re.fullmatch("out of hours .*, not all drawn", text) for text in found.texts)
    assert len(found.boxes) < 20


def test_a_due_instant_far_away_is_pointed_at() -> None:
    """The time to it is not drawn to scale."""
    found = clock(goal(800 * HOUR), LIVED, "mon 17:30")
    assert "→" in f"{found:svg}"
    years = clock(goal(), ticket(("mon 08:00", NEW)), "120 mon 08:00")
    assert "late since" in f"{years:svg}"


def test_a_clock_that_is_due_at_no_time_is_drawn_too() -> None:
    """A cancelled one has no line of its own."""
    gone = clock(goal(), ticket(("mon 08:00", NEW), ("mon 09:00", GONE)), "mon 12:00")
    assert "due" not in f"{gone:svg}"


def test_a_brief_account_puts_together_what_is_alike() -> None:
    """Days of one holder become one line, and closed hours none; the sum stays."""
    found = clock(goal(40 * HOUR), ticket(("mon 17:00", NEW)), "wed 09:00")
    brief = found.explain(brief=True)
    assert (5, 1) == (len(found.explain().rows), len(brief.rows))
    assert found.elapsed == brief.rows[0]["so_far"] == brief.rows[0]["elapsed"]


def test_actions_on_breach_are_due_when_it_is_late() -> None:
    """And not when it is met in the last instant."""
    watched = goal(2 * HOUR, on_breach=("page", "call"))
    found = clock(watched, ticket(("mon 08:00", NEW)), "mon 12:00")
    between = {"since": when("mon 08:00"), "until": when("mon 12:00")}
    assert [("page", None), ("call", None)] == [
        (action.action, action.percent) for action in found.due_actions(**between)
    ]
    done = clock(watched, ticket(("mon 08:00", NEW), ("mon 10:00", DONE)), "mon 12:00")
    assert () == done.due_actions(**between)


def test_what_falls_due_is_there_when_one_is_woken() -> None:
    """Asked up to `next_instant`, each action comes once, and then nothing is to come."""
    watched = goal(4 * HOUR, thresholds={50: "warn", 100: "page"}, on_breach="call")
    for terms in (Terms(), Terms(breach_when=">=")):
        agreement = Agreement("gold", goals=[watched], schedule=OFFICE, terms=terms)
        row, since, sent = ticket(("mon 08:00", NEW)), when("mon 08:00"), list[str]()
        while (now := agreement.measure(row, at=since).next_instant) is not None:
            clocks = agreement.measure(row, at=now)
            sent += (action.action for action in clocks.due_actions(since=since, until=now))
            since = now
        assert ["warn", "page", "call"] == sent


@pytest.mark.parametrize("breach_when", [">", ">="])
def test_what_falls_due_as_one_looks_is_to_come(breach_when: Any) -> None:
    """A tick later, when it lies before; a threshold that causes nothing has been seen."""
    row = ticket(("mon 08:00", NEW))
    looked = goal(4 * HOUR, thresholds={50: "warn", 75: (), 100: ()}, on_breach="call")
    ended = ticket(("mon 08:00", NEW), ("mon 10:00", DONE))
    for timeline, at in ((row, "mon 10:00"), (ended, "mon 10:00")):
        found = clock(looked, timeline, at, breach_when=breach_when)
        assert when(at) + TICK == found.next_instant
        assert () == found.due_actions(since=when("mon 08:00"), until=found.at)
    assert when("mon 12:00") + TICK == clock(looked, row, "mon 11:00").next_instant
    late = clock(looked, row, "mon 12:00", breach_when=breach_when)
    assert when("mon 12:00") + TICK == late.next_instant


def test_what_is_no_timeline_is_refused() -> None:
    """Nor a record, which has one."""
    record: Any = LIVED.steps
    with pytest.raises(BadValue, match="a Timeline, or a record such as an Incident"):
        Agreement("gold", goals=[goal()]).measure(record, at=when("mon 09:00"))


def test_modes_and_outcomes_are_shown_by_name() -> None:
    """As one writes them."""
    names = (repr(Mode.PAUSED), repr(Status.PAUSED), repr(Outcome.MET))
    assert ("Mode.PAUSED", "Status.PAUSED", "Outcome.MET") == names


def test_a_pause_that_has_just_begun_is_no_segment_yet() -> None:
    """It lasts no time."""
    found = clock(goal(), ticket(("mon 08:00", NEW), ("mon 09:00", HELD)), "mon 09:00")
    assert (Status.PAUSED, ["running"]) == (found.status, kinds(found))


def test_a_breach_at_closing_time_divides_closed_hours() -> None:
    """What runs after it is after breach."""
    found = clock(goal(2 * HOUR), ticket(("fri 16:00", NEW)), "1 mon 09:00", breach_when=">=")
    assert ["running", "out of hours", "after breach"] == kinds(found)


def test_a_group_that_is_none_has_no_clock() -> None:
    """Only those that held the record."""
    rows = ticket(("mon 08:00", NEW), ("mon 09:00", {**NEW, "group": "mail"}))
    agreement = Agreement("ola", goals=[goal(per="group")], schedule=OFFICE)
    assert [("resolution", "mail")] == list(agreement.measure(rows, at=when("mon 10:00")))


def test_a_zone_is_looked_up_once() -> None:
    """One schedule serves all who are in it."""
    hours = InZoneOf("zone", OFFICE)
    assert hours.decide({"zone": "Europe/Lisbon"}) is hours.decide({"zone": "Europe/Lisbon"})


def test_what_is_never_open_again_is_never_late_in_it() -> None:
    """Due at the last closing, and nothing passes after that; nor is a target in days moved."""
    once = Schedule.between(when("mon 08:00"), when("mon 10:00"))
    found = clock(goal(2 * HOUR), ticket(("mon 08:00", NEW)), "tue 08:00", schedule=once)
    assert (when("mon 10:00"), None) == (found.due, found.breached_at)
    days = goal(WorkingDays(1, tz="UTC"))
    held = ticket(("mon 08:00", NEW), ("mon 09:00", HELD), ("mon 09:30", WORK))
    assert None is clock(days, held, "tue 08:00", schedule=once).due


def test_without_a_target_no_threshold_is_passed() -> None:
    """There is nothing to take a share of."""
    watched = goal({Priority.LOW: HOUR}, thresholds={50: "warn"}, on_breach="page")
    found = clock(watched, ticket(("mon 08:00", {**NEW, **P1})), "mon 12:00")
    assert ((), None) == (found.passed, found.next_instant)


def test_a_clock_that_has_not_started_has_a_headline_and_a_reason() -> None:
    """And no sum."""
    found = clock(goal(), Timeline(), "mon 09:00")
    headline, reason = str(found.explain()).splitlines()
    assert ("resolution by gold: not started", headline) == (str(found), str(found))
    assert "not started: nothing has happened yet" == reason
