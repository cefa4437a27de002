"""The laws of a wait for a caller who may stay silent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from itsmcore.incidents import INCIDENT, Incident, silent_caller
from itsmcore.lifecycle import Actor, Timer
from itsmcore.schedule import Schedule, WorkingDays

BEGIN = datetime(2026, 3, 20, 9, tzinfo=UTC)
"""A Friday, a week ahead of the change of the clocks in Europe."""
FAR = timedelta(days=400)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = ("08:00-18:00", "22:00-06:00", "01:30-02:30", "00:00-24:00")


def _weekly(days: list[str], hours: str, zone: str, free: set[date]) -> Schedule:
    return Schedule.weekly(dict.fromkeys(days, hours), tz=zone, holidays=free)


schedules = st.builds(
    _weekly,
    st.sets(st.sampled_from(_DAYS), min_size=1).map(sorted),
    st.sampled_from(_HOURS),
    st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "UTC"]),
    st.sets(st.dates(date(2026, 3, 20), date(2026, 4, 20)), max_size=5),
)
times = st.integers(1, 4).map(WorkingDays) | st.integers(0, 900).map(
    lambda count: timedelta(minutes=2 * count + 1)  # taken up to four times, never whole days
)
steps = st.tuples(
    st.timedeltas(timedelta(), timedelta(days=6)),
    st.sampled_from(
        ["hold caller", "hold vendor", "resume", "desk", "note", "bot", "ada", "quiet"]
    ),
)
_COMMENTS: dict[str, dict[str, Any]] = {
    "desk": {"by": "grace", "public": True},
    "note": {"by": "grace"},
    "bot": {"by": Actor("ada", {"bot"}), "public": True},
    "ada": {"by": "ada"},
    "quiet": {"by": "ada", "public": False},
}


def acted(inc: Incident, at: datetime, action: str) -> Incident:
    """Let somebody do something, where it is possible."""
    if action in _COMMENTS:
        return inc.comment(at=at, text="…", **_COMMENTS[action])
    verb, _, reason = action.partition(" ")
    data: dict[str, Any] = {"reason": reason} if reason else {}
    if inc.why_not(verb, at=at, by="grace", **data):
        return inc
    return inc.do(verb, at=at, by="grace", **data)


def expected(
    actions: list[tuple[datetime, str]], schedule: Schedule, every: Any, reminders: int
) -> Iterator[tuple[str, datetime]]:
    """Work out by hand what comes by itself, and when."""
    reason, begun, told = "", BEGIN, 0
    for at, action in [*actions, (BEGIN + FAR, "")]:
        while reason == "caller":
            due = schedule.deadline(begun, every * (told + 1))
            if due > at:
                break
            told += 1
            if told > reminders:
                yield "no_answer", due
                return
            yield f"reminder_{told}", due
        if action.startswith("hold") and action != f"hold {reason}":
            reason, begun, told = action.removeprefix("hold "), at, 0
        elif action == "resume" or (action == "ada" and reason == "caller"):
            reason = ""
        elif action == "quiet":
            begun, told = at, 0


def histories(moves: list[tuple[timedelta, str]]) -> list[tuple[datetime, str]]:
    """Place what is done one after another."""
    at, placed = BEGIN, []
    for later, action in moves:
        at += later
        placed.append((at, action))
    return placed


@given(
    schedules,
    times,
    st.integers(0, 3),
    st.lists(steps, max_size=8),
    st.lists(st.timedeltas(timedelta(), timedelta(days=9)), max_size=9),
)
def test_every_reminder_comes_so_many_times_after_the_wait_began(
    schedule: Schedule,
    every: Any,
    reminders: int,
    moves: list[tuple[timedelta, str]],
    pauses: list[timedelta],
) -> None:
    """Never after an answer, and alike whether ticked in one go or step by step."""
    parts = silent_caller(reminders=reminders, every=every, schedule=schedule)
    model = INCIDENT.extended(*parts, name="asks")
    inc = model.open("INC-1", at=BEGIN, by="grace", caller="ada", summary="Slow")
    actions = histories([(timedelta(), "hold caller"), *moves])
    for at, action in actions:
        inc = inc.tick(at=at)
        if inc.state == "resolved":
            break
        inc = acted(inc, at, action)
    slow, now = inc, inc.history[-1].at
    for pause in pauses:
        now += pause
        slow = slow.tick(at=now)
    inc = inc.tick(at=BEGIN + FAR)
    assert inc == slow.tick(at=BEGIN + FAR)
    own = {*(timer.name for timer in parts if isinstance(timer, Timer))}
    found = [(e.cause.name, e.at) for e in inc.history if e.cause and e.cause.name in own]
    assert list(expected(actions, schedule, every, reminders)) == found


@given(schedules, times, st.lists(steps, max_size=8))
def test_nothing_that_was_due_before_an_answer_comes_after_it(
    schedule: Schedule, every: Any, moves: list[tuple[timedelta, str]]
) -> None:
    """Where nobody ticked, an answer ends the wait all the same."""
    parts = silent_caller(reminders=2, every=every, schedule=schedule)
    inc = INCIDENT.extended(*parts).open("INC-1", at=BEGIN, by="grace", caller="ada", summary="s")
    for at, action in histories([(timedelta(), "hold caller"), *moves, (timedelta(), "ada")]):
        inc = acted(inc, at, action)
    waits = inc.state == "on_hold"
    assert (["vendor"] if waits else [None]) == [inc.hold_reason]
    assert inc is inc.tick(at=BEGIN + FAR)
