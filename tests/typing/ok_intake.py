"""A queue and an intake as a program uses them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from itsmcore import INCIDENT, Desk, Incident, Schedule, Urgency
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.desk import Numbering
from itsmcore.incidents import MajorTeam, propose_if_major, update_cadence
from itsmcore.intake import (
    Alert,
    Alerts,
    Contact,
    Flapping,
    FlappingShare,
    Intake,
    Severity,
    Signal,
    carry_out,
    take,
)
from itsmcore.queue import DEFAULT_ORDER, Criterion, queue, unprioritised
from itsmcore.service_levels import Goal

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def below(signal: Signal, alerts: Mapping[tuple[str, ...], Alert]) -> tuple[str, ...] | None:
    """Return what a node stands on."""
    return next((key for key in alerts if signal.node in key), None)


def length(facts: Any) -> int:
    """Give the length of a summary."""
    return len(facts.get("summary", ""))


intake = Intake(
    key="node",
    opens_from=Severity.MAJOR,
    reopen_within=30 * MINUTE,
    flapping=Flapping(changes=4, within=10 * MINUTE, quiet=15 * MINUTE),
    maintenance=Schedule.never(),
    beneath=below,
    urgency=Decision([(field("severity").is_(Severity.MAJOR), Urgency.HIGH)]),
    opening={"group": "operations"},
)
Intake(key=["node", "type"], flapping=FlappingShare(), maintenance=None)
signal = Signal(source="zabbix", node="db-1", type="disk", severity=Severity.MAJOR, at=NINE)
taken = intake.decide(signal, Alerts())
done = carry_out(taken, Desk.of(numbering=Numbering()))
number: str | None = done.alerts.every[0].incident
ticked = intake.tick(done.alerts, at=NINE + 30 * MINUTE).decided

contact = Contact(at=NINE, by="ada", summary="Mail is down", configuration_items="mx-1")
told = take(contact, id="INC-1", records=done.desk, urgency=intake.urgency)
incident = Incident.begin(told.event, model=INCIDENT)
event = propose_if_major(incident, at=NINE, by="desk", known={"children": 21}).event
leads: MajorTeam | None = MajorTeam.of(incident)
goal: Goal = update_cadence(30 * MINUTE)

order = (Criterion("VIP", field("custom.vip").is_(True)), Criterion("length", length))
waiting = queue([incident], {}, at=NINE, order=[*order, *DEFAULT_ORDER])
why: str = waiting.why(0)
waiting_since = [one.record.opened_at for one in waiting if one.due is None]
open_ones = unprioritised(done.desk)
