"""Growth: a stream takes as long as its signals, however many alerts there are."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import attrs
import pytest

from itsmcore import Incident
from itsmcore.intake import Alerts, Contact, Flapping, Intake, Severity, Signal, take
from tests.instants import HOUR, MINUTE, NINE
from tests.timing import calls, within_times

pytestmark = pytest.mark.untraced


SIGNAL = Signal(source="z", node="0", type="t", severity=Severity.MAJOR, at=NINE)


def stream(count: int) -> list[Signal]:
    """Make a stream about as many things as a tenth of its signals."""
    severities = cycle([Severity.MAJOR, Severity.CLEAR, Severity.CRITICAL])
    return [
        Signal(source="z", node=f"n{n % (count // 10)}", type="t", severity=next(severities),
               at=NINE + n * MINUTE)
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "intake", [Intake(), Intake(flapping=Flapping(changes=3, within=99 * HOUR, quiet=HOUR))]
)
def test_twice_as_many_signals_take_twice_as_many_calls(intake: Intake) -> None:
    """Though there are twice as many alerts, too; with a look at what comes next each time."""

    def run(told: list[Signal]) -> Any:
        alerts = Alerts()
        for one in told:
            alerts = intake.decide(one, alerts).alerts
            assert alerts.next_instant is None or intake.flapping
        return intake.tick(alerts, at=told[-1].at + 99 * HOUR)

    few, many = stream(500), stream(1_000)
    assert calls(lambda: run(many)) < 2.5 * calls(lambda: run(few))


def test_twice_as_many_new_alerts_take_twice_as_long() -> None:
    """Each is looked up before it is known, and what is absent costs no list of what is known."""

    def run(count: int) -> Alerts:
        alerts = Alerts()
        for n in range(count):
            told = attrs.evolve(SIGNAL, node=f"n{n}")
            alerts = Intake().decide(told, alerts).alerts
            assert f"m{n}" not in alerts
            assert None is alerts.get((f"m{n}",))
        return alerts

    within_times(3, lambda: run(500), lambda: run(1_000))


def next_down(told: Signal, alerts: Any) -> Any:
    """Return the key of the next node in a chain."""
    node = int(told.node)
    return (told.source, str(node - 1), told.type, "") if node else None


def test_twice_as_long_a_chain_takes_twice_as_long() -> None:
    """When it fails from its foot up, is said again, and is well again in the end."""
    intake = Intake(beneath=next_down)

    def told(node: int, severity: Severity, minute: int) -> Signal:
        at = NINE + minute * MINUTE
        return Signal(source="z", node=str(node), type="t", severity=severity, at=at)

    def run(depth: int) -> Any:
        alerts = Alerts()
        for minute, severity in enumerate((Severity.MAJOR, Severity.CRITICAL)):
            for node in range(depth):
                alerts = intake.decide(told(node, severity, minute), alerts).alerts
        assert 1 == sum(alert.is_open for alert in alerts.values())
        alerts = intake.decide(told(0, Severity.CLEAR, 9), alerts).alerts
        return intake.tick(alerts, at=NINE + HOUR)

    few = calls(lambda: run(200))
    assert calls(lambda: run(400)) < 2.5 * few


def test_a_contact_takes_as_long_as_there_are_open_records() -> None:
    """Each is looked at once."""
    records = [
        Incident.open(
            f"INC-{n}", at=NINE, by="ada", summary=f"Mail of {'abcdefgh'[n % 8]}x is down"
        )
        for n in range(400)
    ]
    told = Contact(at=NINE, by="kim", summary="Mail of ax is down")
    few = calls(lambda: take(told, id="INC-X", records=records[:200]))
    assert calls(lambda: take(told, id="INC-X", records=records)) < 2.5 * few
