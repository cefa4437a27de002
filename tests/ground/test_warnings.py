"""Warnings: one class at their root, and the line that led to each."""

import inspect
import warnings
from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest

import itsmcore
from itsmcore import INCIDENT, ItsmWarning, Phase, Priority, Schedule
from itsmcore import errors as every
from itsmcore.errors import WholeDays
from itsmcore.incidents import Closed
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Timer
from itsmcore.schedule import WorkingDays
from itsmcore.service_levels import Agreement, Goal, what_if
from itsmcore.timeline import Timeline
from tests.instants import DAY, HOUR
from tests.instants import NINE as MONDAY

OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
FIVE = Goal("resolution", stop=Phase.RESOLVED, targets=5 * DAY)
ALWAYS = Agreement("gold", goals=[FIVE])
CONVERTER = make_converter()
DOCUMENT = CONVERTER.unstructure(ALWAYS) | {
    "schedule": CONVERTER.unstructure(OFFICE),
}
SLOW = INCIDENT.extended(
    Timer("slowly", Closed, states="resolved", after=5 * DAY, schedule=OFFICE), without="auto_close"
)


def timed() -> object:
    """Ask an incident when its timer fires."""
    inc = SLOW.open("INC-1", at=MONDAY, by="ada", summary="Mail is down")
    inc = inc.resolve(at=MONDAY, by="grace", code="user_error", notes="Unplugged")
    return inc.next_instant


WAYS: dict[str, Callable[[], object]] = {
    "deadline": lambda: OFFICE.deadline(MONDAY, 5 * DAY),
    "agreement": lambda: Agreement("gold", goals=[FIVE], schedule=OFFICE),
    "evolve": lambda: attrs.evolve(ALWAYS, schedule=OFFICE),
    "revised": lambda: ALWAYS.revised(version="2", effective_from=MONDAY, schedule=OFFICE),
    "document": lambda: CONVERTER.structure(DOCUMENT, Agreement),
    "what if": lambda: what_if(ALWAYS, {"I": Timeline()}, at=MONDAY, schedule=OFFICE),
    "timer": timed,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_warning_points_at_the_line_that_led_to_it(way: str) -> None:
    """However many rooms of the library, and of what it is made with, lie between."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        WAYS[way]()
    lines, first = inspect.getsourcelines(WAYS[way])
    assert caught
    for warning in caught:
        assert (WholeDays, __file__) == (warning.category, warning.filename)
        assert first <= warning.lineno < first + len(lines)


def test_every_warning_has_one_root() -> None:
    """So that one filter is for all of them; the face offers it."""
    found = [of for of in vars(every).values() if isinstance(of, type) and issubclass(of, Warning)]
    assert [ItsmWarning] == [of for of in found if of.__bases__ == (UserWarning,)]
    assert all(issubclass(of, ItsmWarning) for of in found)
    assert itsmcore.ItsmWarning is every.ItsmWarning


@pytest.mark.parametrize(
    "targets",
    [
        timedelta(hours=24),
        {Priority.CRITICAL: 4 * HOUR, Priority.LOW: 24 * HOUR},
        {Priority.CRITICAL: 4 * HOUR, Priority.LOW: timedelta(hours=120)},
        {Priority.CRITICAL: 36 * HOUR, Priority.LOW: 48 * HOUR},
        WorkingDays(5),
    ],
)
def test_a_target_that_was_worked_out_from_hours_is_not_spoken_of(targets: object) -> None:
    """A day's hours, and days beside what is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        goal = Goal("resolution", stop=Phase.RESOLVED, targets=targets)
        Agreement("gold", goals=[goal], schedule=OFFICE)
        OFFICE.deadline(MONDAY, timedelta(hours=24))


def test_targets_in_days_are_spoken_of_each_by_itself() -> None:
    """Also where another is in working days already."""
    targets = {Priority.HIGH: 2 * DAY, Priority.LOW: 5 * DAY, Priority.PLANNING: WorkingDays(20)}
    goal = Goal("resolution", stop=Phase.RESOLVED, targets=targets)
    with pytest.warns(ItsmWarning) as caught:
        Agreement("gold", goals=[goal], schedule=OFFICE)
    said = [str(warning.message).removeprefix("goal 'resolution' allows ") for warning in caught]
    assert [
        "2 days, which are 48 hours of open time; is WorkingDays(2) meant?",
        "5 days, which are 120 hours of open time; is WorkingDays(5) meant?",
    ] == said
