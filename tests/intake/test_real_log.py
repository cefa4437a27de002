"""A stream of signals made of a real log: one incident for each key, and what cleared is closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from itsmcore import INCIDENT, Desk
from itsmcore.desk import Numbering
from itsmcore.intake import Alerts, Flapping, Intake, Severity, Signal, carry_out
from tests.instants import DAY
from tests.logs import uci_rows, with_uci

FORMAT = "%d/%m/%Y %H:%M"
MOST = 10_000
PATIENT = INCIDENT.extended(without="auto_close", name="patient")
BAD = {"1 - Critical": Severity.CRITICAL, "2 - High": Severity.MAJOR}

pytestmark = [pytest.mark.untraced, with_uci]


@pytest.fixture(scope="module")
def stream() -> list[Signal]:
    """Make a signal of each row, and one more that it is clear where the row closes it."""
    told = [
        Signal(
            source="log",
            node=row["number"],
            type=row["category"],
            severity=Severity.CLEAR
            if row["incident_state"] == "Closed"
            else BAD.get(row["priority"], Severity.MINOR),
            at=datetime.strptime(row["sys_updated_at"], FORMAT).replace(tzinfo=UTC),
        )
        for row in uci_rows()[:MOST]
    ]
    return sorted([*told, *told[::7]], key=lambda one: (one.at, one.node, one.severity.is_clear))


def test_each_key_has_one_incident_and_what_cleared_is_closed(stream: list[Signal]) -> None:
    """However often it is said; counted by hand, without the library."""
    intake = Intake(reopen_within=9_999 * DAY)
    desk, alerts = Desk.of(numbering=Numbering()), Alerts()
    for one in stream:
        done = carry_out(intake.decide(one, alerts), desk, model=PATIENT)
        desk, alerts = done.desk, done.alerts
    bad, last = dict[tuple[str, ...], int](), dict[tuple[str, ...], bool]()
    for one in stream:
        key = ("log", one.node, one.type, "")
        if not one.severity.is_clear:
            bad[key] = bad.get(key, 0) + 1
        last[key] = one.severity.is_clear
    assert len(bad) == len(desk) == len(alerts)
    assert bad == {alert.key: alert.count for alert in alerts.values()}
    assert {key for key in bad if not last[key]} == {
        alert.key for alert in alerts.values() if desk[str(alert.incident)].phase.is_open
    }


def test_however_it_flaps_no_key_has_two_open_incidents(stream: list[Signal]) -> None:
    """And what is held back is as it should be when all is quiet."""
    flapping = Flapping(changes=3, within=30 * DAY, quiet=timedelta(hours=1))
    intake = Intake(flapping=flapping, reopen_within=DAY)
    alerts, opened = Alerts(), dict[tuple[str, ...], int]()
    verbs = {"open": 1, "reopen": 1, "resolve": -1}
    for one in stream:
        taken = intake.decide(one, alerts)
        alerts = taken.alerts
        for decided in taken.decided:
            is_open = opened.get(decided.key, 0) + verbs.get(str(decided.verb), 0)
            assert is_open in (0, 1)
            opened[decided.key] = is_open
    for decided in intake.tick(alerts, at=stream[-1].at + DAY).decided:
        opened[decided.key] += verbs.get(str(decided.verb), 0)
    assert all(opened[key] == (not alert.is_clear) for key, alert in alerts.items())
