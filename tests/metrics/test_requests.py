"""How service requests went: times, what came to nothing, and what was right the first time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from itsmcore import Incident, Phase
from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.errors import BadValue
from itsmcore.metrics import Share, request_rates
from itsmcore.requests import REQUEST, Request, fulfilment
from itsmcore.schedule import Schedule, WorkingDays
from itsmcore.timeline import Timeline
from tests.instants import DAY, HOUR
from tests.instants import MARCH as T0
from tests.requests.cases import fulfilled

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
ASKED = REQUEST.extended(policy=ApprovalPolicy(Authority("manager", ["mia"])), name="asked")


def opened(id: str, model: Any = REQUEST) -> Request:
    asked: Request = model.open(id, at=T0, by="ada", summary="A screen")
    return asked.submit(at=T0, by="ada")


def done(id: str, days: float = 0, **more: Any) -> Request:
    return opened(id).fulfil(at=T0 + days * DAY, by="grace", **more)


def lines(*requests: Request) -> dict[str, Timeline]:
    return {request.id: request.timeline() for request in requests}


def test_times_of_one_request() -> None:
    """R4: lead time 46:00 open (4 d 6:00 wall), fulfilment time 36:00."""
    found = request_rates(
        lines(fulfilled()), at=T0 + 30 * DAY, schedule=OFFICE, goal=fulfilment(WorkingDays(3))
    )
    assert (timedelta(days=4, hours=6), 46 * HOUR) == (
        found.lead_time.mean,
        found.lead_time.open_mean,
    )
    assert 36 * HOUR == found.fulfilment_time.open_mean
    assert Share(1, 1) == found.on_time


def test_first_time_right() -> None:
    """R8: 16 of 19, and 1 not judged, although it has failed already."""
    at = T0 + 40 * DAY
    requests = [done(f"REQ-{n}") for n in range(19)]
    late = done("REQ-19", 37).reopen(at=T0 + 37 * DAY, by="ada", reason="x")
    requests.append(late.fulfil(at=T0 + 37 * DAY, by="grace"))
    incident = Incident.open("INC-1", at=T0 + 13 * DAY, by="ada", summary="It flickers")
    incident = incident.link(at=T0 + 13 * DAY, by="desk", kind="related", target="REQ-2")
    tasks = {f"T-{n}": reworked(f"REQ-{n}") for n in range(2)}
    found = request_rates(lines(*requests), at=at, tasks=tasks, incidents=lines_of(incident))
    assert (Share(16, 19), 1) == (found.first_time_right, found.not_judged)
    assert "fulfilled less than 336:00:00 ago, and not judged: 1" in str(found)


def lines_of(*incidents: Incident) -> dict[str, Timeline]:
    return {incident.id: incident.timeline() for incident in incidents}


def reworked(parent: object) -> Timeline:
    """Return a task that was open again after it had ended."""
    phases = (Phase.ACTIVE, Phase.CLOSED, Phase.ACTIVE, Phase.CLOSED)
    return Timeline.from_rows(
        [(T0 + n * HOUR, {"phase": phase, "parent": parent}) for n, phase in enumerate(phases)]
    )


def test_an_incident_counts_in_its_time_from_either_side() -> None:
    """At the fortnight it no longer does; what is no incident never does."""
    incidents = lines_of(Incident.open("INC-1", at=T0, by="ada", summary="It flickers"))
    for days, right in ((13, 0), (14, 1)):
        request = done("REQ-1").link(at=T0 + days * DAY, by="x", kind="related", target="INC-1")
        found = request_rates(lines(request), at=T0 + 20 * DAY, incidents=incidents)
        assert Share(right, 1) == found.first_time_right
        alone = request_rates(lines(request), at=T0 + 20 * DAY)
        assert Share(1, 1) == alone.first_time_right
    odd = Timeline.from_rows([(T0, {"phase": Phase.CLOSED, "links": ("INC-1", 5)})])
    assert Share(1, 1) == request_rates({"R": odd}, at=T0 + 20 * DAY).first_time_right
    soon = request_rates(lines(done("REQ-1")), at=T0 + DAY, within=HOUR)
    assert "not judged" not in str(soon)
    assert (Share(1, 1), HOUR) == (soon.first_time_right, soon.within)


def test_a_task_without_its_request_says_nothing() -> None:
    """Nor one that ended once."""
    once = Timeline.from_rows([(T0, {"phase": Phase.CLOSED, "parent": "REQ-1"})])
    found = request_rates(
        lines(done("REQ-1")), at=T0 + 20 * DAY, tasks={"T-1": reworked(5), "T-2": once}
    )
    assert Share(1, 1) == found.first_time_right


def test_what_was_reopened_was_not_right() -> None:
    """Its lead time runs to its present fulfilment."""
    again = done("REQ-1").reopen(at=T0 + DAY, by="ada", reason="x").fulfil(at=T0 + 2 * DAY, by="x")
    found = request_rates(lines(again), at=T0 + 20 * DAY)
    assert (Share(0, 1), 2 * DAY) == (found.first_time_right, found.lead_time.mean)
    open_again = done("REQ-1").reopen(at=T0 + DAY, by="ada", reason="x")
    assert 0 == request_rates(lines(open_again), at=T0 + 20 * DAY).lead_time.count


def test_what_came_to_nothing() -> None:
    """Rejected of those decided, and cancelled of those that were approved and have ended."""
    no = opened("REQ-1", ASKED).vote(at=T0 + DAY, by="mia", vote="no")
    yes = opened("REQ-2", ASKED).vote(at=T0 + DAY, by="mia", vote="yes")
    dropped = yes.cancel(at=T0 + 2 * DAY, by="ada", reason="x")
    early = opened("REQ-3", ASKED).cancel(at=T0, by="ada", reason="x")
    found = request_rates(
        lines(no, dropped, early, done("REQ-4"), opened("REQ-5")), at=T0 + 9 * DAY
    )
    assert (Share(1, 4), Share(1, 2)) == (found.rejected, found.cancelled)
    assert Share(0, 0) == found.on_time
    sooner = request_rates(lines(no, dropped), at=T0 + 9 * DAY, until=T0 + DAY)
    assert (Share(0, 0), Share(0, 0)) == (sooner.rejected, sooner.cancelled)


def test_a_cancellation_that_did_not_last_is_none() -> None:
    """In a log whose cases come back; a step without a phase changes nothing."""
    rows: list[tuple[datetime, dict[str, object]]] = [
        (T0, {"phase": Phase.ACTIVE, "approval": "approved"}),
        (T0 + HOUR, {"phase": Phase.CANCELLED, "approval": "approved"}),
        (T0 + 2 * HOUR, {"phase": Phase.ACTIVE, "approval": "approved"}),
        (T0 + 3 * HOUR, {"approval": "approved"}),
        (T0 + 4 * HOUR, {"phase": Phase.CLOSED, "approval": "approved"}),
    ]
    found = request_rates({"R": Timeline.from_rows(rows)}, at=T0 + DAY)
    assert (Share(0, 1), 4 * HOUR) == (found.cancelled, found.lead_time.mean)


def test_figures_rows_and_groups() -> None:
    """A figure for each measure, by group first."""
    requests = lines(done("REQ-1"), done("REQ-2"))
    found = request_rates(requests, at=T0 + 20 * DAY, by="item", goal=fulfilment(DAY))
    assert 6 == len(found.groups[0].result.rows)
    assert ["higher", "lower", "lower", "higher"] == [
        of.better for of in found.groups[0].result.figures if of.unit == "share"
    ]
    assert [2, 2] == [of.n for of in found.figures.named("on time")]
    assert {"item": None, "measure": "lead time"}.items() <= found.rows[0].items()
    later = request_rates(requests, at=T0 + 20 * DAY, since=T0 + HOUR)
    assert (Share(0, 0), Share(0, 0)) == (later.first_time_right, later.rejected)


@pytest.mark.parametrize(
    "wrong", [{"within": 14}, {"within": -HOUR}, {"goal": 5}, {"by": "measure"}, {"tasks": 5}]
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """With what it has to be."""
    with pytest.raises(BadValue):
        request_rates({}, at=T0, **wrong)


def test_an_approval_that_ran_out_or_is_void_decides_nothing() -> None:
    """The first is a draft again, and the second awaits another."""
    policy = ApprovalPolicy(Authority("manager", ["mia"]), expires_after=DAY)
    late = opened("REQ-1", REQUEST.extended(policy=policy, name="late")).tick(at=T0 + 2 * DAY)
    found = request_rates(lines(late), at=T0 + 20 * DAY)
    assert ("rejected", Share(0, 0)) == (late.approval, found.rejected)
    voted = opened("REQ-2", ASKED).vote(at=T0, by="mia", vote="yes")
    void = voted.amend(at=T0 + DAY, by="ada", requested_for="kim")
    over = void.cancel(at=T0 + 2 * DAY, by="ada", reason="x")
    found = request_rates(lines(over), at=T0 + 20 * DAY)
    assert (Share(0, 0), Share(0, 0)) == (found.cancelled, found.rejected)
    told = voted.cancel(at=T0 + DAY, by="ada", reason="x")
    assert Share(1, 1) == request_rates(lines(told), at=T0 + 20 * DAY).cancelled


def test_what_was_skipped_is_not_right_the_first_time() -> None:
    """Nothing was done; neither is it waited for."""
    found = request_rates(lines(done("REQ-1", outcome="skipped")), at=T0 + 20 * DAY)
    assert (Share(0, 0), 0) == (found.first_time_right, found.not_judged)
    early = request_rates(lines(done("REQ-1", outcome="skipped")), at=T0 + DAY)
    assert 0 == early.not_judged
