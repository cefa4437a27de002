"""The values of the golden files, and the converter that reads them; neither may ever change.

A release adds a folder by running `python -m tests.golden.write` once; files that are there are
never written again, since they stand for what users have stored.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

import attrs
from dateutil.rrule import DAILY, rrule

from itsmcore.conditions import as_condition, field, given, happened
from itsmcore.decisions import Decision, Match
from itsmcore.incidents import INCIDENT, Escalation, HoldReason, Incident, LinkKind, Resolved
from itsmcore.interop.cattrs import make_converter
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.lifecycle import ANY, Actor, Event, Link, Record, Rule
from itsmcore.phase import Phase
from itsmcore.priority import PriorityMatrix
from itsmcore.schedule import EndOfWorkingDay, Schedule, Span, WorkingDayBy, WorkingDays
from itsmcore.service_levels import (
    FIRST_RESPONSE,
    Agreement,
    AgreementKind,
    Goal,
    InZoneOf,
    Metric,
    Terms,
)
from itsmcore.timeline import Timeline
from tests.instants import NINE


@attrs.frozen(kw_only=True)
class Billed(Event):
    """Send a bill."""

    verb: ClassVar[str] = "bill"
    amount: Decimal
    due: dt.date
    grace_period: dt.timedelta = dt.timedelta(days=30)


BILLED = INCIDENT.extended(Rule(Billed, source=ANY), name="billed", version="3")


def is_weekend(facts: Any) -> bool:
    """Tell whether the event falls on a Saturday or a Sunday."""
    return facts.get("event.at", NINE).weekday() >= 5  # type: ignore[no-any-return]


CONVERTER = make_converter(models=(INCIDENT, BILLED), functions=[is_weekend])
TARGETS: dict[str, Any] = {
    "record": Record,
    "timeline": Timeline,
    "condition": object,
    "decision": Decision,
    "matrix": PriorityMatrix,
    "schedule": Schedule,
    "targets": object,
    "agreement": Agreement,
}
"""What a file holds, by the first word of its name."""


PUBLIC_UPDATE_OF_0_1 = (
    happened("comment") & field("event.public").is_(True) & ~field("event.by").is_(field("caller"))
)


def _at(minutes: float) -> dt.datetime:
    return NINE + dt.timedelta(minutes=minutes)


def simple() -> Incident:
    """Give a short life."""
    inc = Incident.open("INC-1", at=_at(0), by="ada", summary="Mail is down")
    inc = inc.start(at=_at(5), by="grace").hold(at=_at(9.5), by="grace", reason="caller")
    inc = inc.comment(at=_at(60), by="ada", text="Here is the log", public=True)
    return inc.resolve(at=_at(90), by="grace", code="user_error", notes="Plugged in").tick(
        at=_at(60 * 24 * 6)
    )


def merged() -> Incident:
    """Give a life of people who come and go, and of a duplicate."""
    inc = Incident.open(
        "INC-4",
        at=_at(0),
        by="ada",
        summary="Mail is down",
        affected_users=("kim",),
        watchers=("lee",),
    )
    inc = inc.add_people(at=_at(1), by="grace", affected_users=("nina", "ned"), watchers=("kim",))
    inc = inc.remove_people(at=_at(2), by="grace", affected_users=("ned",), watchers=("lee",))
    return inc.mark_duplicate(at=_at(3), by="grace", of="INC-1", notes="The same")


def every_verb() -> Incident:
    """Give a life with every verb but one: what is closed is not cancelled."""
    grace = Actor("grace", {"agent", "major_incident_manager"})
    inc = Incident.open(
        "INC-2",
        at=_at(0),
        by="ada",
        summary="Nothing prints",
        description="Since nine; “all” of it, really",
        caller="alan",
        customer="acme",
        channel="phone",
        service="printing",
        affected_services=("printing", "scanning"),
        configuration_items=("prn-1",),
        category="hardware/printer",
        impact=Impact.LOW,
        urgency=Urgency.HIGH,
        group="desk",
        tags=("vip",),
        location="Utrecht",
        vendor_reference="V-1",
        occurred_at=_at(-30),
        detected_at=_at(-20),
        custom={
            "site": "A",
            "floor": 3,
            "load": 0.5,
            "vip": True,
            "cost": Decimal("12.50"),
            "bought": dt.date(2020, 2, 29),
            "checked": _at(-60),
            "old": None,
            "rooms": ("1", "2"),
        },
    )
    inc = inc.assign(at=_at(1), by="desk", group="hardware", assignee="grace")
    inc = inc.start(at=_at(2), by=grace, given={"on call": True, "phase": Phase.NEW})
    inc = inc.respond(at=_at(3), by=grace)
    inc = inc.reprioritise(at=_at(4), by=grace, impact=Impact("high", "High", 3), note="Payday")
    inc = inc.recategorise(at=_at(5), by=grace, category="hardware/network")
    inc = inc.escalate(
        at=_at(6), by=grace, kind=Escalation.FUNCTIONAL, group="network", reason="Not ours"
    )
    inc = inc.escalate(
        at=_at(7), by=grace, kind=Escalation.HIERARCHIC, to="barbara", reason="Payday"
    )
    inc = inc.update(
        at=_at(8), by=grace, summary="No network", clear=("location",), custom={"floor": None}
    )
    inc = inc.link(at=_at(9), by=grace, kind=LinkKind.CAUSED_BY, target="CHG-7")
    inc = inc.propose_major(at=_at(10), by=grace, reason="Payday")
    inc = inc.reject_major(at=_at(11), by=grace, reason="One floor")
    inc = inc.promote_major(at=_at(12), by=grace, note="All floors")
    inc = inc.demote_major(at=_at(13), by=grace, reason="One floor after all")
    inc = inc.promote_major(at=_at(14), by=grace)
    inc = inc.hold(at=_at(15), by=grace, reason=HoldReason.VENDOR, until=_at(500), note="Cable")
    inc = inc.resume(at=_at(16), by=grace, note="It came").comment(at=_at(17), by="x", text="…")
    resolution: dict[str, Any] = {"code": "solution_provided", "notes": "New cable"}
    inc = inc.resolve(at=_at(18), by=grace, **resolution, restored_at=_at(17.25))
    inc = inc.reopen(at=_at(19), by="alan", reason="Slow").resolve(
        at=_at(20) + dt.timedelta(microseconds=5), by=grace, **resolution
    )
    inc = inc.review_major(at=_at(21), by=grace, findings="Buy spare cables")
    return inc.close(at=_at(22), by=grace, closing_category="hardware/cable")


def billed() -> Incident:
    """Give a life by a model and an event of the user's own."""
    inc = BILLED.open("INC-3", at=_at(0), by="ada", summary="Mail is down")
    bill = Billed(at=_at(5), by="grace", amount=Decimal("99.90"), due=dt.date(2026, 2, 1))
    return inc.apply(bill).cancel(at=_at(6), by="ada", reason="It works again")


def every_rule() -> Schedule:
    """Give a schedule with every kind of rule, and every part that they may have."""
    breaks: dict[str | dt.date, str] = {
        "mon-fri": "15:00-15:15",
        dt.date(2026, 6, 1): "09:00-10:00",
    }
    weeks = Schedule.weekly(
        [{"mon-thu": "09:00-12:00, 13:00-17:00", "sat": "22:00-06:00"}, {"mon-fri": "00:00-24:00"}],
        tz="Europe/Amsterdam",
        since=dt.date(2026, 1, 5),
        holidays={dt.date(2026, 4, 27): "Koningsdag", dt.date(2026, 12, 31): ""},
        exceptions={dt.date(2026, 12, 24): "09:00-12:00:30.5", dt.date(2026, 12, 28): ""},
        breaks=breaks,
        overnight="split",
    )
    yearly = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25,26"
    ten_days = rrule(DAILY, dtstart=dt.datetime(2026, 7, 1, 9), count=10)
    nights = Schedule.weekly(
        {"sun-thu": "20:00-04:00"},
        tz=dt.timezone(dt.timedelta(hours=5, minutes=30)),
        holidays=[dt.date(2026, 8, 15), yearly, ten_days],
    )
    maintenance = Schedule.recurring(
        "FREQ=MONTHLY;BYDAY=1SU;UNTIL=20301231T000000",
        start=dt.datetime(2026, 1, 4, 2, tzinfo=dt.UTC),
        duration=dt.timedelta(hours=4),
        tz="America/New_York",
    )
    freeze = Schedule.of([Span(_at(0), _at(0.5)), Span(_at(60 * 24 * 9000))])
    return ((weeks | nights | Schedule.never()) - maintenance - freeze) & ~~Schedule.always()


def every_goal() -> Agreement:
    """Give two versions of an agreement with every part that goals and terms may have."""
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    terms = Terms(
        on_reopen="new_cycle",
        on_target_change="restart",
        on_reset="cancel",
        on_start_lost="cancel",
        before_attachment="ignore",
        schedule_chosen="live",
        breach_when=">=",
        order=("cancel", "stop", "reset", "resume", "pause", "start"),
    )
    hour = dt.timedelta(hours=1)
    response = Goal(Metric.RESPONSE, stop=FIRST_RESPONSE, targets=WorkingDayBy(1, dt.time(12)))
    resolution = Goal(
        Metric.RESOLUTION,
        name="to resolve",
        stop=Phase.RESOLVED,
        pause=Phase.PENDING,
        resume=happened(Resolved) | as_condition(Phase.ACTIVE),
        targets={Priority.CRITICAL: 4 * hour, Priority.HIGH: WorkingDays(2)},
        schedule=InZoneOf("custom.zone", office),
        thresholds={75: "mail", 100.5: ("page", "mail")},
        on_breach="escalate",
        start_at="occurred_at",
    )
    update = Goal(
        Metric.UPDATE,
        start=as_condition(Phase.ACTIVE),
        stop=Phase.RESOLVED,
        reset=PUBLIC_UPDATE_OF_0_1,
        cancel=field("state").is_("on_hold"),
        targets=Decision([(field("group").is_("desk"), hour)], default=2 * hour),
        schedule=Decision([(field("group").is_("desk"), Schedule.always())], default=office),
        per="group",
        terms=Terms(),
    )
    first = Agreement(
        "gold",
        goals=[response],
        kind=AgreementKind.OLA,
        applies=field("customer").is_("acme"),
        schedule=office,
    )
    return first.revised(
        version="2",
        effective_from=_at(0),
        goals=[response, resolution, update],
        terms=terms,
    )


CASES: dict[str, Any] = {
    "record-simple": simple(),
    "record-every-verb": every_verb(),
    "record-merged": merged(),
    "record-cancelled-custom-model": billed(),
    "timeline-of-steps": Timeline.from_rows(
        [
            (_at(0), "open", {"state": "new", "phase": Phase.NEW, "impact": None, "tags": ()}),
            (_at(5), "start", {"state": "in_progress", "phase": Phase.ACTIVE, "tags": ("vip",)}),
            (_at(5), None, {}),
        ]
    ),
    "timeline-of-rows": Timeline.from_changes(
        [
            (_at(0), "state", "New", "Active"),
            (_at(5), "priority", Priority("3", "Moderate", 3), Priority("1", "Critical", 5)),
            (_at(9), "state", "Closed", "Active"),
        ],
        facts={
            "link": Link("parent", "INC-1"),
            "worked": dt.timedelta(hours=-1, microseconds=1),
            "seen": (dt.date(2026, 1, 1), (Decimal("1.0"), None)),
        },
    ),
    "condition-every-kind": (
        (field("group").is_set & ~field("custom.cost").is_(Decimal("1.5")))
        | (field("priority") >= Priority.HIGH) & (field("opened_at") < _at(0))
        | (field("worked") > dt.timedelta(hours=8)) & (field("updated_at") <= field("due_at"))
        | field("category").under("mail") & field("summary").contains("down")
        | field("state").is_in(["new", "on_hold"]) & given("freeze").is_(False)
        | happened(Resolved) & as_condition(Phase.RESOLVED)
        | as_condition(is_weekend)
    ),
    "decision-with-levels": Decision(
        [
            (field("category").under("mail"), Priority.HIGH),
            (field("is_vip").is_(True), Priority.CRITICAL),
        ],
        match=Match.GREATEST,
        default=Priority.LOW,
        name="how soon",
    ),
    "matrix-default": PriorityMatrix.default(),
    "schedule-office-hours": Schedule.weekly(
        {"mon-fri": "09:00-17:00"},
        tz="Europe/Amsterdam",
        holidays=[dt.date(2026, 12, 25), dt.date(2026, 12, 26)],
    ),
    "schedule-every-rule": every_rule(),
    "agreement-of-one-goal": Agreement(
        "silver",
        goals=[
            Goal(Metric.RESOLUTION, stop=Phase.RESOLVED, targets={Priority.HIGH: _at(60) - NINE})
        ],
    ),
    "agreement-every-goal": every_goal(),
    "targets-every-kind": (
        WorkingDays(5),
        WorkingDayBy(1, dt.time(12), tz="Europe/Amsterdam"),
        EndOfWorkingDay(),
        EndOfWorkingDay(2, tz=dt.timezone(-dt.timedelta(hours=3))),
    ),
}
