"""What falls due: all of it, in turn, and never before the desk could know of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pytest

from itsmcore import Desk, Incident, Schedule
from itsmcore.desk import Numbering
from itsmcore.errors import Unlisted
from itsmcore.intake import Alert, Alerts, Flapping, Intake, Severity, Signal, Taken, carry_out
from tests.instants import MINUTE, TUESDAY

CLEAR, WARNING, MINOR, MAJOR, CRITICAL = reversed(Severity.scale)
BELOW = {"db-1": "sw", "db-2": "sw"}
CALM = Flapping(changes=2, within=10 * MINUTE, quiet=15 * MINUTE)
MORNING = Schedule.weekly({"mon-sun": "08:00-10:00"}, tz="UTC")


def hm(text: str) -> datetime:
    """Give an instant of the day."""
    hour, minute = map(int, text.split(":"))
    return TUESDAY.replace(hour=hour, minute=minute)


def key(node: str) -> tuple[str, ...]:
    """Give the key of the alert of a node."""
    return ("zabbix", node, "disk", "")


def told(at: str, severity: Severity, node: str = "db-1", received: str | None = None) -> Signal:
    """Give a signal of a node, learned of at once or later."""
    return Signal(source="zabbix", node=node, type="disk", severity=severity, at=hm(at),
                  received_at=hm(received or at))  # fmt: skip


def beneath(signal: Signal, alerts: Mapping[Any, Alert]) -> Any:
    """Return the key of the switch, on which the databases stand."""
    below = BELOW.get(signal.node)
    return None if below is None else key(below)


STACK = Intake(beneath=beneath)
BLIND = Intake(beneath=beneath, flapping=CALM)


def run(intake: Intake, *signals: Signal) -> Alerts:
    """Take signals in, one after the other."""
    alerts = Alerts()
    for one in signals:
        alerts = intake.decide(one, alerts).alerts
    return alerts


def said(taken: Taken) -> list[tuple[str, str, str]]:
    """List what was decided: when, of which node, and what."""
    return [(f"{one.at:%H:%M}", one.key[1], str(one.disposition)) for one in taken.decided]


def carried(intake: Intake, takens: Iterable[Taken]) -> list[Incident]:
    """Let all of it happen on a desk, and list the incidents."""
    desk = Desk.of(numbering=Numbering())
    for taken in takens:
        desk = carry_out(taken, desk).desk
    return list(desk.all(Incident))


FLAPPED = (told("9:00", MAJOR, "sw"), told("9:02", CLEAR, "sw"))


def test_what_is_held_back_waits_from_when_the_desk_knows_that_all_is_well_beneath() -> None:
    """Not from when it was: the switch flapped until 9:17, and the database failed meanwhile."""
    held = run(BLIND, *FLAPPED, told("9:10", MAJOR))
    well = BLIND.tick(held, at=hm("9:17"))
    assert [("09:17", "sw", "resolved")] == said(well)
    assert (hm("9:22"), key("db-1")) == well.alerts.next_due
    assert () == BLIND.tick(well.alerts, at=hm("9:21")).decided
    opened = BLIND.tick(well.alerts, at=hm("9:22"))
    assert [("09:22", "db-1", "opened")] == said(opened)
    (incident,) = carried(BLIND, [opened])
    assert (hm("9:10"), hm("9:22")) == (incident.detected_at, incident.opened_at)


def test_a_clear_that_comes_late_lets_what_is_held_back_wait_from_when_it_came() -> None:
    """The database failed after the switch was well, and the desk did not know."""
    held = run(STACK, told("8:50", MAJOR, "sw"), told("9:20", MAJOR))
    cleared = STACK.decide(told("9:00", CLEAR, "sw", "9:30"), held)
    assert hm("9:35") == cleared.alerts.next_instant
    opened = STACK.tick(cleared.alerts, at=hm("9:35"))
    assert [hm("9:20")] == [one.detected_at for one in carried(STACK, [opened])]


def test_nothing_is_looked_at_before_the_desk_learned_that_it_failed() -> None:
    """Though what is beneath was well before that, by signals that came in another order."""
    held = run(STACK, told("8:50", MAJOR, "sw"), told("9:20", MAJOR, received="9:40"))
    cleared = STACK.decide(told("9:00", CLEAR, "sw"), held)
    assert (hm("9:40"), key("db-1")) == cleared.alerts.next_due


def test_one_tick_does_all_that_is_due() -> None:
    """What it wakes, too, so that nothing is left in the past."""
    held = run(BLIND, *FLAPPED, told("9:01", MAJOR), told("9:03", MAJOR, "db-2"))
    assert ((hm("9:17"), key("sw")),) == held.due(hm("11:00"))
    done = BLIND.tick(held, at=hm("11:00"))
    assert [
        ("09:17", "sw", "resolved"),
        ("09:22", "db-1", "opened"),
        ("09:22", "db-2", "opened"),
    ] == said(done)
    assert None is done.alerts.next_due


def test_a_signal_comes_after_all_that_was_due_before_it() -> None:
    """Of what is beneath, too: the switch has long been quiet, so that it holds nothing back."""
    quiet = run(BLIND, *FLAPPED)
    late = BLIND.decide(told("10:00", MAJOR), quiet)
    assert [("09:17", "sw", "resolved"), ("10:00", "db-1", "opened")] == said(late)
    ticked = BLIND.decide(told("10:00", MAJOR), BLIND.tick(quiet, at=hm("9:59")).alerts)
    assert late.alerts == ticked.alerts


def test_what_is_well_beneath_and_says_so_again_prolongs_nothing() -> None:
    """A switch that flaps and warns each minute does not hold back for good what stands on it."""
    flaps = (told("8:50", WARNING, "sw"), told("8:51", CLEAR, "sw"), told("8:52", MAJOR, "sw"))
    warnings = [told(f"8:5{n}", WARNING, "sw") for n in (4, 5, 6)]
    held = run(BLIND, *flaps, told("8:53", MAJOR), *warnings)
    assert (hm("8:59"), key("db-1")) == held.next_due


def test_an_incident_is_opened_no_sooner_than_the_desk_learned_of_it() -> None:
    """Clocks start with it; the maintenance ended before the signal came."""
    intake = Intake(maintenance=MORNING)
    held = run(intake, told("9:50", CRITICAL, received="10:05"))
    assert [("10:05", "db-1", "opened")] == said(intake.tick(held, at=hm("10:05")))
    assert "since 2026-03-03 09:50" in intake.tick(held, at=hm("10:05")).last.reason
    on_time = run(intake, told("9:50", CRITICAL))
    assert [("10:00", "db-1", "opened")] == said(intake.tick(on_time, at=hm("10:05")))


# --- clear first --------------------------------------------------------------------------------


def test_what_was_clear_before_anybody_knew_of_it_is_not_opened_by_what_comes_late() -> None:
    """No clear would ever resolve it: the clear came first."""
    clear = STACK.decide(told("9:30", CLEAR), Alerts())
    assert [("09:30", "db-1", "ignored")] == said(clear)
    assert ("cleared", 0, None) == (clear.alert.state, clear.alert.count, clear.alert.next_instant)
    late = STACK.decide(told("9:20", CRITICAL, received="9:40"), clear.alerts)
    assert [("09:40", "db-1", "ignored")] == said(late)
    assert "before the last signal of 2026-03-03 09:30" in late.last.reason
    new = STACK.decide(told("9:41", CRITICAL), late.alerts)
    assert ("opened", 1, hm("9:41")) == (new.last.disposition, new.alert.count, new.alert.first)


def test_what_is_forgotten_is_not_known() -> None:
    """A signal of it is the first of its alert, however old it is."""
    known = run(STACK, told("9:30", CLEAR))
    assert (1, 0) == (
        len(known.forget(before=hm("9:30"))),
        len(known.forget(before=hm("9:31"))),
    )
    late = STACK.decide(told("9:20", CRITICAL), known.forget(before=hm("9:31")))
    assert "opened" == late.last.disposition


# --- late ---------------------------------------------------------------------------------------


def test_a_late_failure_is_counted_while_its_incident_is_open() -> None:
    """Though the alert is clear and waits until it is quiet; a late clear is ignored."""
    flapping = run(BLIND, *FLAPPED)
    counted = BLIND.decide(told("9:01", MAJOR, "sw", "9:03"), flapping)
    assert (("09:03", "sw", "counted"), 2) == (said(counted)[-1], counted.alert.count)
    clear = BLIND.decide(told("9:01", CLEAR, "sw", "9:03"), flapping)
    assert (("09:03", "sw", "ignored"), 1) == (said(clear)[-1], clear.alert.count)
    assert flapping == clear.alerts


# --- what is known ------------------------------------------------------------------------------


def test_alerts_are_looked_up_as_in_any_mapping() -> None:
    """What is absent, or could be no key, is none of them."""
    known: Any = run(STACK, told("9:00", MAJOR))
    assert (True, False, False) == (key("db-1") in known, key("x") in known, [] in known)
    assert ("db-1", None, 5) == (known.get(key("db-1")).signal.node, known.get([]),
                                 known.get(key("x"), 5))  # fmt: skip
    with pytest.raises(Unlisted):
        known[[]]
