"""The goal of a fulfilment, from the submission or from the approval."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest

from itsmcore.catalogue import Catalogue, CatalogueItem
from itsmcore.conditions import NEVER, state
from itsmcore.errors import BadValue
from itsmcore.requests import Request, fulfilment, request_model
from itsmcore.schedule import Schedule, WorkingDays
from itsmcore.service_levels import Agreement, Clock, Goal, Outcome
from tests.requests.cases import LAPTOP, LAPTOP_ITEM, SALES, SMALL, fulfilled, on

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
THREE = WorkingDays(3)


def clock(goal: Goal, request: Request | None = None) -> Clock:
    agreement = Agreement("office", schedule=OFFICE, goals=(goal,))
    measured = (request or fulfilled()).timeline()
    return agreement.measure(measured, at=on(20, 9))["fulfilment"]


@pytest.mark.parametrize(
    ("goal", "due", "outcome"),
    [
        (fulfilment(THREE), on(9, 9), Outcome.MET),
        (fulfilment(THREE, since="approval"), on(9, 9), Outcome.MET),
        (fulfilment(THREE, pause=state("on_hold")), on(6, 9), Outcome.MISSED),
        (fulfilment(THREE, pause=NEVER), on(5, 9), Outcome.MISSED),
        (fulfilment(THREE, since="approval", pause=NEVER), on(6, 9), Outcome.MISSED),
    ],
)
def test_three_working_days(goal: Goal, due: datetime, outcome: Outcome) -> None:
    """R4: each reading of one request."""
    measured = clock(goal)
    assert (due, outcome) == (measured.due, measured.outcome)


def test_the_time_that_counts() -> None:
    """R4: 36 hours from the approval, less 10 on hold."""
    assert timedelta(hours=26) == clock(fulfilment(THREE)).elapsed
    assert timedelta(hours=36) == clock(fulfilment(THREE, since="approval", pause=NEVER)).elapsed
    assert timedelta(hours=46) == clock(fulfilment(THREE, pause=NEVER)).elapsed


def test_a_question_stops_the_time() -> None:
    """From the draft that it makes to the approval."""
    request: Request = LAPTOP.open("R", at=on(2, 9), by="ada", profile=SALES, answers=SMALL)
    request = request.submit(at=on(2, 9), by="ada")
    request = request.request_information(at=on(2, 10), by="mia", question="Why?")
    request = request.submit(at=on(3, 10), by="ada").vote(at=on(3, 11), by="mia", vote="yes")
    request = request.fulfil(at=on(3, 14), by="x")
    assert timedelta(hours=3) == clock(fulfilment(THREE), request).elapsed


def test_a_catalogue_says_how_long_each_item_may_take() -> None:
    """By its version; what has no target has none."""
    catalogue = Catalogue([LAPTOP_ITEM, CatalogueItem("badge")])
    goal = fulfilment(catalogue)
    assert [WorkingDays(5)] == [row.answer for row in goal.targets.rows]
    assert on(11, 9) == clock(goal).due
    newer = request_model(attrs.evolve(LAPTOP_ITEM, version="4"))
    assert clock(goal, fulfilled(newer)).due is None


def test_it_counts_from_what_there_is() -> None:
    """Any other start is refused."""
    with pytest.raises(BadValue, match="since"):
        fulfilment(THREE, since="aproval")  # type: ignore[arg-type]
