"""The silent caller: reminders while nobody answers, and what follows in the end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from itsmcore.desk import Desk
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.incidents import (
    INCIDENT,
    REMIND,
    STANDARD,
    Cancelled,
    Commented,
    HoldReason,
    Incident,
    Reminded,
    ResolutionCode,
    Resumed,
    silent_caller,
)
from itsmcore.lifecycle import SYSTEM, Actor, Following
from itsmcore.presets import servicenow
from itsmcore.schedule import EndOfWorkingDay, Schedule, WorkingDayBy, WorkingDays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
LADDER = silent_caller(reminders=3, every=WorkingDays(2), schedule=OFFICE)
MODEL = INCIDENT.extended(*LADDER, name="asks")
NAMES = ("reminder_1", "reminder_2", "reminder_3", "no_answer")


def march(day: int, hour: int = 10) -> datetime:
    """Give an hour of a day of March 2026, in Amsterdam."""
    return datetime(2026, 3, day, hour, tzinfo=AMSTERDAM).astimezone(UTC)


def held(model: Any = MODEL, **data: Any) -> Incident:
    """Put ada's incident on hold on Monday 2 March at 10:00."""
    inc: Incident = model.open("INC-1", at=march(2, 9), by="grace", caller="ada", summary="Slow")
    usual: dict[str, Any] = {"at": march(2), "by": "grace", "reason": "caller"}
    return inc.hold(**usual | data)


MONTHS_END = march(31)


def fired(inc: Incident, at: datetime = MONTHS_END) -> list[tuple[str, datetime]]:
    """Tick, and list what timers fired, and when."""
    events = inc.tick(at=at).since(inc.version)
    return [(event.cause.name, event.at) for event in events if event.cause is not None]


def test_s4_a_silent_caller_is_reminded_and_the_incident_resolved() -> None:
    """Every two working days from the hold, thrice, and once more."""
    days = (4, 6, 10, 12)
    assert list(zip(NAMES, map(march, days), strict=True)) == fired(held(), march(13))
    done = held().tick(at=march(13))
    assert ("resolved", "no_answer", "The caller did not answer", march(12)) == (
        done.state,
        done.resolution_code,
        done.resolution_notes,
        done.resolved_at,
    )
    assert ["remind", "remind", "remind", "resolve"] == [e.verb for e in done.history[2:]]
    assert {SYSTEM} == {event.by for event in done.history[2:]}


def test_s4_an_answer_ends_the_wait_and_another_begins_anew() -> None:
    """The caller's answer resumes it; held again, the first reminder comes two days later."""
    inc = held().tick(at=march(5)).comment(at=march(5), by="ada", text="The blue one")
    assert ("in_progress", Resumed) == (inc.state, type(inc.history[-1]))
    assert [] == fired(inc)
    again = inc.hold(at=march(5, 15), by="grace", reason=HoldReason.CALLER)
    days = (9, 11, 13, 17)
    expected = [(name, march(day, 15)) for name, day in zip(NAMES, days, strict=True)]
    assert expected == fired(again, march(18))


def test_s3_holidays_are_no_working_days() -> None:
    """Two working days from Maundy Thursday in Berlin are over on the Wednesday after Easter."""
    berlin = ZoneInfo("Europe/Berlin")
    easter = [date(2026, 4, 3), date(2026, 4, 6)]
    hours = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Berlin", holidays=easter)
    parts = silent_caller(reminders=1, every=WorkingDays(2), schedule=hours)
    thursday = datetime(2026, 4, 2, 15, tzinfo=berlin)
    inc = held(INCIDENT.extended(*parts, name="berlin"), at=thursday)
    assert [8, 10] == [
        at.astimezone(berlin).day for _, at in fired(inc, thursday + timedelta(days=10))
    ]


@pytest.mark.parametrize(
    "words",
    [
        {"by": "grace", "text": "Still there?", "public": True},
        {"by": "grace", "text": "He is on leave"},
        {"by": Actor("mail", {"bot"}), "text": "Out of office", "public": True},
        {"by": SYSTEM, "text": "Read"},
    ],
    ids=["desk", "note", "bot", "system"],
)
def test_what_the_customer_did_not_write_is_no_answer(words: dict[str, Any]) -> None:
    """Nor is a reminder, by hand or not."""
    inc = held().tick(at=march(5)).comment(at=march(5), **words)
    inc = inc.apply(Reminded(at=march(5), by="grace"))
    assert [march(day) for day in (6, 10, 12)] == [at for _, at in fired(inc, march(13))]


def test_an_answer_that_leaves_it_on_hold_lets_it_count_anew() -> None:
    """As where the customer's side writes what is not public, or the model resumes nothing."""
    inc = held().tick(at=march(5)).comment(at=march(5), by="ada", text="Soon", public=False)
    assert "on_hold" == inc.state
    assert list(zip(NAMES, map(march, (9, 11, 13, 17)), strict=True)) == fired(inc, march(18))
    deaf = INCIDENT.extended(*LADDER, without=[r for r in INCIDENT.reactions if r.event is Resumed])
    inc = held(deaf).comment(at=march(3), by="ada", text="Soon")
    assert march(5) == inc.next_instant


def test_a_wait_for_another_reminds_nobody() -> None:
    """And one for the caller that follows it counts from there, as a wait held again does."""
    inc = held(reason="vendor")
    assert [] == fired(inc)
    inc = inc.hold(at=march(3), by="grace", reason="caller").tick(at=march(6))
    inc = inc.hold(at=march(6), by="grace", reason="change")
    assert [] == fired(inc)
    assert march(10) == inc.hold(at=march(6), by="grace", reason="caller").next_instant
    asked = held(INCIDENT.extended(
        *silent_caller(reminders=1, every=timedelta(hours=1), reason="vendor"), name="vendor"
    ), reason="vendor")  # fmt: skip
    assert ["reminder_1", "no_answer"] == [name for name, _ in fired(asked, march(2, 12))]


@pytest.mark.parametrize(
    ("every", "schedule", "days"),
    [
        (timedelta(days=1), None, [march(3), march(4)]),
        (timedelta(hours=9), OFFICE, [march(3, 9), march(3, 18)]),
        (WorkingDayBy(3, time(8)), OFFICE, [march(5, 8), march(10, 8)]),
    ],
    ids=["wall time", "open time", "in the morning"],
)
def test_the_times_between_are_of_any_kind(every: Any, schedule: Any, days: list[datetime]) -> None:
    """Open time, wall time, or so many working days later by a local time."""
    parts = silent_caller(reminders=1, every=every, schedule=schedule)
    assert days == [at for _, at in fired(held(INCIDENT.extended(*parts)), march(11))][:2]


def test_what_follows_can_be_said() -> None:
    """It may come without a reminder, and be another event."""
    given_up = Following(Cancelled, {"reason": "no answer"})
    parts = silent_caller(reminders=0, every=timedelta(days=5), then=given_up)
    inc = held(INCIDENT.extended(*parts, name="gives up"))
    assert [("no_answer", march(7))] == fired(inc)
    assert "cancelled" == inc.tick(at=march(8)).state
    assert () == inc.why_not("remind", at=march(3), by="grace")


def test_holds_that_end_stand_beside_it() -> None:
    """A date that is said resumes it, or reminds once more; a rule in both is there once."""
    assert [("reminder_1", march(4)), ("hold_ends", march(5))] == fired(held(until=march(5)))
    both = INCIDENT.extended(*REMIND, *LADDER, without="hold_ends", name="both")
    assert ["reminder_1", "hold_ends", "reminder_2", "reminder_3", "no_answer"] == [
        name for name, _ in fired(held(both, until=march(5)), march(13))
    ]


def test_a_desk_lets_it_happen_and_a_history_bears_it_out() -> None:
    """A desk ticks before it applies: an answer that comes later is too late."""
    desk = Desk.of([held()]).tick(at=march(11)).desk
    assert march(12) == desk.next_instant
    late: Any = desk.apply("INC-1", Commented(at=march(16), by="ada", text="Oh")).desk["INC-1"]
    assert ("resolved", march(12)) == (late.state, late.resolved_at)
    ours = MODEL.with_roles(STANDARD)
    people = Incident.audit(late.history, model=ours, written_with=MODEL)
    assert [("hold", "grace"), ("comment", "ada")] == [
        (finding.event.verb, finding.event.by.name) for finding in people
    ]


@pytest.mark.parametrize(
    "bad",
    [
        {"reminders": -1},
        {"reminders": 101},
        {"reminders": True},
        {"reminders": "3"},
        {"every": EndOfWorkingDay()},
        {"every": 3},
        {"every": timedelta.max},
        {"every": timedelta(days=-1)},
        {"every": WorkingDays(36525)},
        {"schedule": None},
        {"schedule": "office"},
        {"then": "resolve"},
        {"then": Following(Cancelled, {"reason": "no answer"}, is_offer=True)},
        {"reason": None},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(bad: dict[str, Any]) -> None:
    """When the parts are made."""
    good: dict[str, Any] = {"reminders": 3, "every": WorkingDays(2), "schedule": OFFICE}
    with pytest.raises(BadValue):
        silent_caller(**good | bad)


def test_a_model_without_the_code_says_so() -> None:
    """Instead of never resolving anything: ServiceNow's have its eight."""
    with pytest.raises(FaultyDefinition) as raised:
        servicenow.INCIDENT.extended(*LADDER)
    assert ["unknown_code"] == [fault.code for fault in raised.value.faults]
    assert "timer 'no_answer': gives 'no_answer' as code to resolve" in str(raised.value.faults[0])
    codes = {"resolution_code": tuple(ResolutionCode)}
    model = servicenow.INCIDENT.extended(*LADDER, codes=codes)
    inc = held(model, note="Which one?")
    assert NAMES == tuple(name for name, _ in fired(inc, march(13)))
