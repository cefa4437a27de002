"""Holds: what happens when the instant of the follow-up comes."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from itsmcore.desk import Desk
from itsmcore.errors import BadData
from itsmcore.incidents import INCIDENT, REMIND, Held, Incident, Reminded
from itsmcore.lifecycle import SYSTEM, Cause
from itsmcore.presets import servicenow
from tests.instants import HOUR
from tests.instants import MARCH as NINE

REMINDED = INCIDENT.extended(*REMIND, without="hold_ends", name="reminded")


def held(until: datetime | None, model: Any = INCIDENT, **data: Any) -> Incident:
    """Put an incident on hold for a vendor."""
    inc: Incident = model.open("INC-1", at=NINE, by="ada", summary="Mail is down")
    return inc.hold(at=NINE, by="grace", reason="vendor", until=until, **data)


@pytest.mark.parametrize("model", [INCIDENT, servicenow.INCIDENT, servicenow.INCIDENT_LENIENT])
def test_a_hold_ends_when_it_was_to_end(model: Any) -> None:
    """By itself, at that instant, however late somebody looks; without one it goes on."""
    inc = held(NINE + HOUR, model)
    assert NINE + HOUR == inc.next_instant
    assert inc is inc.tick(at=NINE + HOUR - timedelta(microseconds=1))
    resumed = inc.tick(at=NINE + 50 * HOUR)
    event = resumed.history[-1]
    told = (resumed.state, resumed.hold_until, event.at, event.by, event.cause)
    assert ("in_progress", None, NINE + HOUR, SYSTEM, Cause("hold_ends")) == told
    assert None is held(None, model).next_instant


def test_it_ends_again_however_often_it_is_held() -> None:
    """Each date is kept, an earlier one too; what is resumed before is not resumed again."""
    inc = held(NINE + 5 * HOUR).hold(at=NINE, by="grace", reason="change", until=NINE + HOUR)
    inc = inc.tick(at=NINE + HOUR)
    inc = inc.hold(at=NINE + HOUR, by="grace", reason="vendor", until=NINE + 2 * HOUR)
    inc = inc.resume(at=NINE + HOUR, by="grace")
    assert None is inc.next_instant
    inc = inc.hold(at=NINE + HOUR, by="grace", reason="vendor", until=NINE + 2 * HOUR)
    assert "in_progress" == inc.tick(at=NINE + 9 * HOUR).state


def test_a_model_may_remind_instead() -> None:
    """Then it stays on hold, and says so once for each date."""
    inc = held(NINE + HOUR, REMINDED).tick(at=NINE + 2 * HOUR)
    event = inc.history[-1]
    told = (inc.state, type(event), event.at, event.by)
    assert ("on_hold", Reminded, NINE + HOUR, SYSTEM) == told
    assert None is inc.next_instant
    inc = inc.hold(at=NINE + 2 * HOUR, by="grace", reason="vendor", until=NINE + 3 * HOUR)
    reminded = inc.tick(at=NINE + 9 * HOUR).history[-1]
    assert ("remind", NINE + 3 * HOUR) == (reminded.verb, reminded.at)
    assert () == inc.why_not("remind", at=NINE + 2 * HOUR, by="grace")


@pytest.mark.parametrize("late", [timedelta(), HOUR])
def test_a_follow_up_lies_ahead(late: timedelta) -> None:
    """A date that has come when it is said would be passed over in silence; a stored one loads."""
    inc = held(NINE + HOUR).tick(at=NINE + HOUR)
    at, until = NINE + HOUR + late, NINE + HOUR
    reasons = inc.why_not("hold", at=at, by="grace", reason="vendor", until=until)
    assert ["impossible_instant"] == [reason.code for reason in reasons]
    with pytest.raises(BadData, match="does not lie after"):
        inc.hold(at=at, by="grace", reason="vendor", until=until)
    history = [*inc.history, Held(at=at, by="grace", reason="vendor", until=until)]
    assert "on_hold" == Incident.replay(history).state
    assert [3] == [finding.index for finding in Incident.audit(history, model=INCIDENT)]


def test_a_child_that_is_held_late_is_resumed_at_once() -> None:
    """What is handed down is no claim of anybody, and is not refused."""
    parent, child = held(None), INCIDENT.open("INC-2", at=NINE, by="kim", summary="Mail")
    child = child.comment(at=NINE + 5 * HOUR, by="kim", text="hello")
    desk = Desk.of([parent, child], [("INC-2", "parent", "INC-1")])
    event = Held(at=NINE, by="grace", reason="change", until=NINE + HOUR)
    applied = desk.apply("INC-1", event)
    assert [("INC-1", "hold"), ("INC-2", "hold")] == [
        (entry.record, entry.event.verb) for entry in applied.events
    ]
    assert () == applied.refusals
    ended = applied.desk.tick(at=NINE + 6 * HOUR)
    assert ["in_progress"] * 2 == [record.state for record in ended.desk]
