"""Alerts and decisions as rows of plain values."""

from __future__ import annotations

from itsmcore.intake import Alerts, Intake, Severity, Signal
from tests.instants import NINE


def test_an_alert_and_a_decision_are_rows() -> None:
    """One by one as those that their collections have."""
    full = Signal(source="zabbix", node="db-1", type="disk", severity=Severity.MAJOR, at=NINE)
    taken = Intake().decide(full, Alerts())
    (alert,) = taken.alerts.values()
    assert (alert.row,) == taken.alerts.rows
    assert taken.last is not None
    assert (taken.last.row,) == taken.rows
    assert "open" == taken.last.row["verb"]
