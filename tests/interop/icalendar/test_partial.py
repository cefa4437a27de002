"""A calendar with faults is read as far as can be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.interop.icalendar import read, schedule_from
from itsmcore.schedule import Schedule
from tests.interop.icalendar.calendars import (
    BAD_EVENTS,
    BAD_RULES,
    GOOD,
    NIGHTS,
    OFFICE,
    STILL,
    VALUES,
    YEAR,
    available,
    block,
    calendar,
    event,
    faults,
    openings,
    vtimezone,
)

OPEN = ["01-05 09:00/01-05 10:00"]
SERIES = ("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", "RRULE:FREQ=DAILY;COUNT=3")
DAILY = [f"01-{day:02} 09:00/01-{day:02} 10:00" for day in (5, 6, 7)]


@pytest.mark.parametrize(
    "lines",
    [
        *(lines for lines, _ in BAD_EVENTS),
        *(("DTSTART:20260105T090000Z", "DURATION:PT1H", line) for line, _ in BAD_RULES),
        ("DTSTART;VALUE=DATE:20260107", "DTEND;VALUE=DATE:20260107"),
        ("DTSTART:20260107T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20260106T090000Z"),
        ("DTSTART;VALUE=DATE:20260107", "RRULE:FREQ=DAILY;UNTIL=20260106"),
        ("DTSTART;TZID=Nowhere:20260107T090000", "DURATION:PT1H"),
        ("DTSTART:20260107T090000Z", "DURATION:PT1H", "EXDATE:soon"),
        ("DTSTART:20260107T090000Z", "DURATION:PT1H", "X"),
    ],
)
def test_an_event_with_a_fault_is_left_out_alone(lines: tuple[str, ...]) -> None:
    """It takes no time at all, its fault is told, and every other event is read."""
    for parts in (GOOD, event(*lines)), (event(*lines), GOOD):
        schedule, told = read(calendar(*parts), tz="UTC")
        assert OPEN == openings(schedule, "2026-01-01", "2030-01-01")
        assert faults(calendar(*parts), tz="UTC") == list(map(str, told))
        assert 1 == len(told)
        assert told[0].subject.startswith("VEVENT '1'")


@pytest.mark.parametrize(
    "lines",
    [
        ("RRULE:FREQ=DAILY",),
        ("DURATION:PT1H",),
        ("RECURRENCE-ID;RANGE=THISANDFUTURE:20260106T090000Z",),
        ("DTSTART:soon",),
        ("RECURRENCE-ID;TZID=Nowhere:20260106T090000",),
    ],
)
def test_a_changed_instance_with_a_fault_leaves_the_series_as_it_is(lines: tuple[str, ...]) -> None:
    """As though it were not there: what it would have changed stays as the series says."""
    moved = {"DTSTART": "20260106T120000Z", "DTEND": "20260106T130000Z"}
    moved["RECURRENCE-ID"] = "20260106T090000Z"
    for line in lines:
        moved.pop(line.partition(":")[0].partition(";")[0], None)
    changed = event(*(f"{name}:{value}" for name, value in moved.items()), *lines)
    schedule, told = read(calendar(event(*SERIES), changed))
    assert DAILY == openings(schedule, "2026-01-01", "2027-01-01")
    assert ["VEVENT '1'"] == [fault.subject for fault in told]


def test_a_change_that_fits_no_instance_is_a_fault_of_the_change() -> None:
    """And not of the series: at nine there is no date."""
    days = event("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;COUNT=2", "SUMMARY:Days")
    changed = event("DTSTART:20260106T090000Z", "DURATION:PT1H", "SUMMARY:Change")
    changed = changed.replace("SUMMARY", "RECURRENCE-ID:20260106T090000Z\r\nSUMMARY")
    schedule, told = read(calendar(days, changed), tz="UTC")
    assert ["01-05 00:00/01-07 00:00"] == openings(schedule, "2026-01-01", "2027-01-01")
    assert ["VEVENT '1' (Change)"] == [fault.subject for fault in told]


def test_of_events_of_one_uid_that_are_alike_the_first_counts() -> None:
    """The other has the fault."""
    schedule, told = read(calendar(GOOD, GOOD.replace("T09", "T08"), event(*SERIES)))
    assert DAILY == openings(schedule, "2026-01-01", "2027-01-01")
    assert ["event_twice"] == [fault.code for fault in told]


@pytest.mark.parametrize("uid", ["UID:a\r\nUID:b", "UID;X=1:a"])
def test_a_uid_is_whatever_is_written(uid: str) -> None:
    """Twice, too."""
    one = GOOD.replace("UID:good", uid)
    assert ["event_twice"] == [fault.code for fault in read(calendar(one, one))[1]]


TODO = "BEGIN:VTODO\r\nDUE:never\r\nGEO:here\r\nbroken\r\nEND:VTODO"
FREE = "BEGIN:VFREEBUSY\r\nFREEBUSY:20260105T100000Z/20260105T090000Z\r\nEND:VFREEBUSY"
ALARM = "BEGIN:VALARM\r\nTRIGGER:soon\r\nbroken\r\nEND:VALARM"


@pytest.mark.parametrize("other", [TODO, FREE, vtimezone("broken"), vtimezone(STILL[:-9])])
def test_what_is_no_event_is_not_judged(other: str) -> None:
    """Nor are the alarms of one, or zones that nothing uses."""
    alarmed = GOOD.replace("END:VEVENT", f"{ALARM}\r\nEND:VEVENT")
    for text in calendar(other, alarmed), calendar(alarmed, other):
        if text.count("BEGIN:") == text.count("END:"):
            assert OPEN == openings(schedule_from(text), "2026-01-01", "2027-01-01")
        schedule, _ = read(text)
        assert OPEN == openings(schedule, "2026-01-01", "2027-01-01")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (calendar(GOOD).removesuffix("END:VCALENDAR\r\n"), "ends before its components do"),
        (calendar(GOOD, event(*SERIES)[:-11]), "ends before its components do"),
        (calendar(event(*SERIES)[:-11], GOOD), "ends before its components do"),
        (calendar(GOOD) + "Sorry, an error occurred", "has 'Sorry, an error occurred' outside of"),
        (calendar("X", GOOD), "cannot be read (Content line could not be parsed into parts: 'X'"),
        (calendar("END:VEVENT", GOOD), "has 'END:VCALENDAR' outside of its components"),
    ],
)
def test_a_calendar_that_is_not_whole_is_read_as_far_as_it_goes(text: str, words: str) -> None:
    """What is cut off is left out."""
    schedule, told = read(text)
    assert OPEN == openings(schedule, "2026-01-01", "2027-01-01")
    assert words in str(told[0])
    assert str(told[0]).endswith("; give a whole iCalendar text")


def test_a_calendar_of_events_and_availability_is_read_as_one_of_events() -> None:
    """The fault says so."""
    schedule, told = read(calendar(block(OFFICE), GOOD))
    assert OPEN == openings(schedule, "2026-01-01", "2027-01-01")
    assert ["mixed"] == [fault.code for fault in told]


def test_a_block_with_a_fault_is_left_out_alone() -> None:
    """And of the parts of a good one, those that have faults."""
    bad = available("DTSTART:20260106T100000Z", "broken", uid="bad")
    schedule, told = read(calendar(block("PRIORITY:12", NIGHTS), block(OFFICE, bad, uid="c")))
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    assert schedule.same_open_time(office, *YEAR)
    assert ["VAVAILABILITY 'b'", "AVAILABLE 'bad'"] == [fault.subject for fault in told]


def test_what_is_no_calendar_is_never_open() -> None:
    """It is told, and what is asked wrongly is refused all the same."""
    for text in "", "hello", b"\xff\xfe", "\ud800", "BEGIN:VTODO\nEND:VTODO":
        schedule, told = read(text)
        assert Schedule.never() == schedule
        assert told
    with pytest.raises(BadValue):
        read(3)  # type: ignore[arg-type]
    for options in {"tz": "Mars"}, {"zones": {"A": "Mars"}}, {"ends": "soon"}:
        with pytest.raises(FaultyDefinition):
            read(calendar(GOOD), **options)


@pytest.mark.parametrize(
    "lines",
    [
        ("broken",),
        ("RRULE:FREQ=DAILY",),
        ("DURATION:P1D",),
        ("SEQUENCE:new",),
        ("DTSTART:soon",),
        ("EXRULE:FREQ=DAILY",),
    ],
)
def test_nothing_is_judged_of_what_does_not_count(lines: tuple[str, ...]) -> None:
    """Of a changed instance that does not count only which it is."""

    def is_mine(of: Any) -> bool:
        return "Ada" in str(of["SUMMARY"])

    times = "DTSTART:20260106T120000Z", "DTEND:20260106T130000Z"
    hers = [event(*SERIES, "SUMMARY:Ada"), event(*times, *lines, "SUMMARY:Grace", uid="g")]
    assert DAILY == openings(
        schedule_from(calendar(*hers), where=is_mine), "2026-01-01", "2027-01-01"
    )
    hers.append(event(*times, *lines, "SUMMARY:Grace", "RECURRENCE-ID:20260106T090000Z"))
    schedule = schedule_from(calendar(*hers), where=is_mine)
    assert DAILY[::2] == openings(schedule, "2026-01-01", "2027-01-01")
    hers.append(event(*lines, "SUMMARY:Grace", "RECURRENCE-ID:soon", uid="g"))
    assert schedule == schedule_from(calendar(*hers), where=is_mine)
    hers.append(event(*times, "SUMMARY:Grace", "RECURRENCE-ID:soon"))
    schedule_again, told = read(calendar(*hers), where=is_mine)
    assert schedule == schedule_again
    assert ["VEVENT '1' (Grace)"] == [fault.subject for fault in told]


@pytest.mark.parametrize("status", ["SUMMARY:Grace", "STATUS:CANCELLED\r\nSUMMARY:Ada"])
@pytest.mark.parametrize("replaced", [":20260106T090000Z", ";VALUE=DATE:20260106"])
def test_from_an_instance_on_all_may_be_someone_elses(status: str, replaced: str) -> None:
    """Or cancelled. RANGE is refused only where it says how they were changed."""
    name, _, value = replaced.rpartition(":")
    text = calendar(
        event(*SERIES, "SUMMARY:Ada", "RDATE:20260105T120000Z,20260108T120000Z"),
        event(
            "DTSTART:20260106T090000Z", f"RECURRENCE-ID;RANGE=THISANDFUTURE{name}:{value}", status
        ),
        event(
            "DTSTART:20260107T150000Z",
            "DURATION:PT1H",
            "RECURRENCE-ID:20260107T090000Z",
            "SUMMARY:Ada",
        ),
    )
    schedule = schedule_from(text, where=lambda of: "Ada" in str(of["SUMMARY"]))
    expected = ["01-05 09:00/01-05 10:00", "01-05 12:00/01-05 13:00", "01-07 15:00/01-07 16:00"]
    assert expected == openings(schedule, "2026-01-01", "2027-01-01")
    gone = text.replace("RANGE=THISANDFUTURE", "RANGE=THISANDFUTURE").replace(
        "20260106", "20260105"
    )
    schedule = schedule_from(gone, where=lambda of: "Ada" in str(of["SUMMARY"]))
    assert expected[2:] == openings(schedule, "2026-01-01", "2027-01-01")


def test_of_two_changes_of_an_instance_the_one_that_counts_is_taken() -> None:
    """Whichever comes first, unless the other is newer; two that do not count are no fault."""
    times = "DURATION:PT1H", "RECURRENCE-ID:20260106T090000Z"
    hers = event("DTSTART:20260106T120000Z", *times, "SUMMARY:Ada")
    others = event("DTSTART:20260106T150000Z", *times, "SUMMARY:Grace")
    series = event(*SERIES, "SUMMARY:Ada")

    def mine(*parts: str) -> list[str]:
        found = schedule_from(
            calendar(series, *parts), where=lambda of: "Ada" in str(of["SUMMARY"])
        )
        return openings(found, "2026-01-06", "2026-01-07")

    assert ["01-06 12:00/01-06 13:00"] == mine(hers, others) == mine(others, others, hers)
    assert (
        [] == mine(others, others) == mine(hers, others.replace("SUMMARY", "SEQUENCE:1\r\nSUMMARY"))
    )


def test_a_range_before_an_instance_is_refused() -> None:
    """It is of an older standard; of what does not count, too, for it changes what does."""
    prior = "RECURRENCE-ID;RANGE=THISANDPRIOR:20260106T090000Z"
    text = calendar(event(*SERIES, "SUMMARY:Ada"), event("DTSTART:20260106T090000Z", prior))
    for where in None, lambda of: "SUMMARY" in of:
        schedule, (fault,) = read(text, where=where)
        assert DAILY == openings(schedule, "2026-01-01", "2027-01-01")
        assert "has RECURRENCE-ID with RANGE; " in fault.words


EVENT_LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID"]),
    st.sampled_from([":", ";VALUE=DATE:", ";TZID=Asia/Tokyo:", ";VALUE=PERIOD:", ";TZID=X:"]),
    st.sampled_from(VALUES),
)


@settings(max_examples=100)
@given(lines=st.lists(EVENT_LINES, max_size=6), uid=st.sampled_from(["good", "other", None]))
def test_whatever_one_event_says_the_others_are_read(lines: list[str], uid: str | None) -> None:
    """Strictly it is the same, where there are no faults, and each of them where there are."""
    series = GOOD.replace("END:VEVENT", "RRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT")
    text = calendar(series, event(*lines, uid=uid))
    schedule, told = read(text, tz="UTC")
    if told:
        assert DAILY == openings(schedule, "2026-01-05", "2026-01-08")
        assert faults(text, tz="UTC") == list(map(str, told))
    else:
        assert schedule == schedule_from(text, tz="UTC")


@settings(max_examples=100)
@given(
    st.text(st.sampled_from("BEGIND:VETALRUCO\r\n ;=20260105TZ,") | st.characters(), max_size=80)
)
def test_any_text_is_read_as_far_as_it_can_be(text: str) -> None:
    """It is never another error, and what is beside it is read."""
    assert read(text)[1]
    schedule, _ = read(calendar(GOOD) + text)
    assert OPEN == openings(schedule, "2026-01-05", "2026-01-06")
