"""Zones: wherever one is taken, it is taken or refused as a schedule takes or refuses it."""

import io
from collections.abc import Callable
from datetime import UTC, timezone, tzinfo
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from itsmcore import NORMAL_CHANGE, Timeline, metrics
from itsmcore.change_calendar import ChangeSchedule
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.interop.cattrs import BadDocument, make_converter
from itsmcore.interop.icalendar import schedule_from
from itsmcore.presets import servicenow
from itsmcore.schedule import EndOfWorkingDay, Schedule, WorkingDays
from itsmcore.service_levels import InZoneOf
from tests.instants import HOUR, NINE

OFFICE = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="UTC")
ROW = {"number": "I1", "sys_updated_on": "2026-01-05 10:30:00", "incident_state": "New"}
CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:x\r
BEGIN:VEVENT\r
UID:1\r
DTSTAMP:20260101T000000Z\r
DTSTART:20260105T090000\r
DTEND:20260105T100000\r
END:VEVENT\r
END:VCALENDAR\r
"""


def of_the_machine(name: str) -> ZoneInfo:
    """Give a zone as machines do that keep one under such a name."""
    data = files("tzdata.zoneinfo").joinpath("UTC").read_bytes()
    return ZoneInfo.from_file(io.BytesIO(data), key=name)


TAKERS: dict[str, Callable[[Any], Any]] = {
    "weekly": lambda tz: Schedule.weekly({"mon": "09:00-10:00"}, tz=tz),
    "recurring": lambda tz: Schedule.recurring("FREQ=DAILY", start=NINE, duration=HOUR, tz=tz),
    "in_zone": lambda tz: OFFICE.in_zone(tz),
    "explain": lambda tz: OFFICE.explain(NINE, NINE + HOUR, tz=tz),
    "working days": lambda tz: WorkingDays(1, tz=tz),
    "end of working day": lambda tz: EndOfWorkingDay(tz=tz),
    "compliance": lambda tz: metrics.compliance([], period="month", tz=tz),
    "month": lambda tz: ChangeSchedule().month(2026, 1, tz=tz),
    "zone of a fact": lambda tz: InZoneOf("zone", OFFICE).decide({"zone": tz}),
    "an export": lambda tz: servicenow.timelines([ROW], tz=tz),
    "a calendar": lambda tz: schedule_from(CALENDAR, tz=tz),
}
every_taker = pytest.mark.parametrize("take", TAKERS.values(), ids=TAKERS)
NO_ZONES: list[Any] = [
    *("localtime", "posixrules", "Mars/Olympus", "", "../etc/passwd", "UTC\x00", "europe"),
    *(of_the_machine("localtime"), of_the_machine("posixrules"), 5, b"UTC", object()),
    *("right/Europe/Paris", "posix/UTC", of_the_machine("right/UTC"), of_the_machine("posix/UTC")),
]
ZONES: list[str | tzinfo] = [
    *("UTC", "Europe/Lisbon", ZoneInfo("Asia/Tokyo"), UTC),
    *(timezone(5 * HOUR), timezone(-HOUR / 2, "odd")),
]


@pytest.mark.long
@every_taker
@pytest.mark.parametrize("tz", NO_ZONES, ids=lambda tz: str(tz).partition(" at 0x")[0])
def test_what_is_no_zone_for_a_schedule_is_none_anywhere(
    take: Callable[[Any], Any], tz: Any
) -> None:
    """A zone that differs from machine to machine is none, under whatever name it comes."""
    if tz == "" and take is TAKERS["zone of a fact"]:
        return  # the fact is not set
    with pytest.raises((FaultyDefinition, BadValue)):
        take(tz)


@every_taker
@pytest.mark.parametrize("tz", ZONES, ids=str)
def test_what_a_schedule_takes_is_taken_everywhere(take: Callable[[Any], Any], tz: Any) -> None:
    """A name, a zone that has one, and a fixed offset."""
    take(tz)


def test_a_change_schedule_takes_zones_by_name() -> None:
    """Its zone is written down, and a name is what can be."""
    for tz in ("localtime", "posixrules"):
        with pytest.raises(FaultyDefinition):
            ChangeSchedule(tz=tz)
    assert NORMAL_CHANGE is not None


def test_documents_hold_no_zone_of_a_machine() -> None:
    """A document from another machine would mean another zone here."""
    converter = make_converter()
    document = converter.unstructure(OFFICE.in_zone("Europe/Lisbon"))
    assert OFFICE.in_zone("Europe/Lisbon") == converter.structure(document, Schedule)
    for tz in ("localtime", "posixrules"):
        bad = {name: tz if of == "Europe/Lisbon" else of for name, of in document.items()}
        with pytest.raises(BadDocument, match="no time zone"):
            converter.structure(bad, Schedule)


def test_an_export_is_read_in_a_fixed_offset() -> None:
    """As the hours of a schedule may be."""
    expected = Timeline.from_rows([(NINE - 3.5 * HOUR, {"state": "new"})])[0].at

    (timeline,) = servicenow.timelines([ROW], tz=timezone(5 * HOUR)).values()

    assert expected == timeline[0].at
