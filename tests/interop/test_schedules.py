"""Schedules and targets as documents, such as people write by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from dateutil.rrule import DAILY, rrule
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from itsmcore import testing as kit
from itsmcore.conditions import field
from itsmcore.interop.cattrs import BadDocument, Unwritable, make_converter
from itsmcore.lifecycle import Event
from itsmcore.schedule import (
    DefinedZone,
    EndOfWorkingDay,
    Observance,
    Schedule,
    Span,
    Target,
    WorkingDayBy,
    WorkingDays,
)
from itsmcore.testing._schedules import CLOCKS
from tests.instants import DAY, NINE
from tests.interop.laws import assert_read_back, refusal, validator
from tests.interop.strategies import JUNK, VALUES, broken

CONVERTER = make_converter()
NEW_YEAR, MONDAY = date(2026, 1, 1), date(2026, 1, 5)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

IN_A_DAY = WorkingDays(1)

slow = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20)


SCHEDULES = kit.schedules(zones=CLOCKS)
DEFINED = st.builds(
    DefinedZone,
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5),
    st.lists(
        st.builds(
            Observance,
            start=st.datetimes(max_value=datetime(9000, 1, 1)),
            before=st.timedeltas(-DAY + timedelta(seconds=1), DAY - timedelta(seconds=1)),
            after=st.timedeltas(-DAY + timedelta(seconds=1), DAY - timedelta(seconds=1)),
            rule=st.sampled_from([None, "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU"]),
            dates=st.lists(st.datetimes(), max_size=2),
        ),
        min_size=1,
        max_size=2,
    ),
)
IN_DEFINED = st.lists(DEFINED, min_size=1, max_size=2).flatmap(
    lambda places: kit.schedules(zones=places)
)
OFFSETS = st.timedeltas(-DAY + timedelta(microseconds=1), DAY - timedelta(microseconds=1))
PLACES = st.none() | st.sampled_from(CLOCKS) | OFFSETS.map(timezone) | DEFINED
COUNTS = st.integers(1, 36_525)
TARGETS = st.one_of(
    st.builds(WorkingDays, COUNTS, tz=PLACES),
    st.builds(WorkingDayBy, COUNTS, st.times(), tz=PLACES),
    st.builds(EndOfWorkingDay, COUNTS, tz=PLACES),
)
KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "schedules": (Schedule, SCHEDULES | IN_DEFINED),
    "targets": (Target, TARGETS),
}
each = pytest.mark.parametrize("kind", KINDS)


# --- whatever the value -----------------------------------------------------------------------


@each
@slow
@given(data=st.data())
def test_a_value_is_read_back_the_same(kind: str, data: st.DataObject) -> None:
    """With JSON text in between; the document fits its schema, and comes of what was read again."""
    target, strategy = KINDS[kind]
    document = assert_read_back(CONVERTER, data.draw(strategy), target)
    assert validator(CONVERTER, target).is_valid(document)


@slow
@given(schedule=SCHEDULES)
def test_what_is_read_back_is_open_at_the_same_instants(schedule: Schedule) -> None:
    """Not only are the definitions alike."""
    again = CONVERTER.structure(CONVERTER.unstructure(schedule), Schedule)
    assert schedule.same_open_time(again, NINE, NINE + 400 * DAY)


@each
@slow
@given(data=st.data())
def test_a_broken_document_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    """There is no third way; what is read is a value like any other."""
    target, strategy = KINDS[kind]
    document = data.draw(broken(strategy.map(CONVERTER.unstructure)))
    try:
        value = CONVERTER.structure(document, target)
    except BadDocument as error:
        assert error.problems
        # Nothing was caught that the reader did not foresee.
        assert "Error(" not in str(error)
    else:
        written = CONVERTER.unstructure(value)
        assert value == CONVERTER.structure(written, target)
        assert validator(CONVERTER, target).is_valid(written)


_PARTS = ("hours", "tz", "since", "holidays", "exceptions", "breaks", "overnight", "rule", "start")


@slow
@given(
    parts=st.dictionaries(
        st.sampled_from([*_PARTS, "duration", "spans", "open", "any", "all", "minus", "not"]),
        JUNK | VALUES | st.just({"mon": "09:00-17:00"}),
        max_size=4,
    )
)
def test_any_parts_at_all_are_read_or_refused(parts: Any) -> None:
    """Whatever stands in the place of each."""
    try:
        CONVERTER.structure({"$": "schedule", **parts}, Schedule)
    except BadDocument as error:
        assert error.problems


# --- documents as people write them -----------------------------------------------------------

OFFICE = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
OFFICE_PART = {"hours": {"mon-fri": "09:00-17:00"}, "tz": "Europe/Amsterdam"}
YEAR_END = Schedule.between(datetime(2026, 12, 24, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC))
YEAR_END_PART = {"spans": [{"start": "2026-12-24T00:00:00Z", "end": "2027-01-02T00:00:00Z"}]}
CHRISTMAS = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25"


def _office(**options: Any) -> Schedule:
    return Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam", **options)


WRITTEN: dict[str, tuple[Schedule, dict[str, Any]]] = {
    "weekly": (OFFICE, OFFICE_PART),
    "weeks": (
        Schedule.weekly([{"sat": "22:00-06:00"}, {}], tz="UTC", since=MONDAY),
        {"hours": [{"sat": "22:00-06:00"}, {}], "tz": "UTC", "since": "2026-01-05"},
    ),
    "an offset of less than a second": (
        Schedule.weekly({"mon": "09:00-17:00"}, tz=timezone(-timedelta(microseconds=120))),
        {"hours": {"mon": "09:00-17:00"}, "tz": "-00:00:00.000120"},
    ),
    "an offset": (
        Schedule.weekly({"mon": "09:00-17:00"}, tz=timezone(timedelta(hours=-3, minutes=-30))),
        {"hours": {"mon": "09:00-17:00"}, "tz": "-03:30"},
    ),
    "a zone that is defined": (
        OFFICE.in_zone(
            DefinedZone(
                "Customized Time Zone",
                [
                    Observance(
                        start=datetime(1601, 1, 1, 3),
                        before=timedelta(hours=2),
                        after=timedelta(hours=1),
                        rule="FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
                    ),
                    Observance(
                        start=datetime(2020, 3, 29, 2),
                        before=timedelta(hours=1),
                        after=timedelta(hours=2),
                        dates=[datetime(2021, 3, 28, 2)],
                    ),
                    Observance(
                        start=datetime(2030, 1, 1), before=-timedelta(hours=4.5), after=timedelta()
                    ),
                ],
            )
        ),
        {
            "hours": {"mon-fri": "09:00-17:00"},
            "tz": {
                "name": "Customized Time Zone",
                "observances": [
                    {
                        "start": "1601-01-01T03:00:00",
                        "before": "+02:00",
                        "after": "+01:00",
                        "rule": "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
                    },
                    {
                        "start": "2020-03-29T02:00:00",
                        "before": "+01:00",
                        "after": "+02:00",
                        "dates": ["2021-03-28T02:00:00"],
                    },
                    {"start": "2030-01-01T00:00:00", "before": "-04:30", "after": "+00:00"},
                ],
            },
        },
    ),
    "dates": (
        _office(holidays=[NEW_YEAR, MONDAY]),
        {**OFFICE_PART, "holidays": ["2026-01-01", "2026-01-05"]},
    ),
    "names": (
        _office(holidays={NEW_YEAR: "New Year", MONDAY: ""}),
        {**OFFICE_PART, "holidays": {"2026-01-01": "New Year", "2026-01-05": ""}},
    ),
    "rules": (
        _office(
            holidays=[MONDAY, CHRISTMAS, rrule(DAILY, dtstart=datetime(2026, 7, 1, 9), count=9)]
        ),
        {
            **OFFICE_PART,
            "holidays": [
                "2026-01-05",
                CHRISTMAS,
                {"rule": "FREQ=DAILY;COUNT=9", "start": "2026-07-01T09:00:00"},
            ],
        },
    ),
    "names and rules": (
        _office(holidays=[{NEW_YEAR: "New Year"}, CHRISTMAS]),
        {**OFFICE_PART, "holidays": [{"2026-01-01": "New Year"}, CHRISTMAS]},
    ),
    "exceptions": (
        _office(exceptions={NEW_YEAR: "10:00-12:00", MONDAY: ""}),
        {**OFFICE_PART, "exceptions": {"2026-01-01": "10:00-12:00", "2026-01-05": ""}},
    ),
    "breaks": (
        _office(breaks={"mon-fri": "12:00-13:00", MONDAY: "15:00-15:30"}),
        {**OFFICE_PART, "breaks": {"mon-fri": "12:00-13:00", "2026-01-05": "15:00-15:30"}},
    ),
    "split": (_office(overnight="split"), {**OFFICE_PART, "overnight": "split"}),
    "recurring": (
        Schedule.recurring(
            "FREQ=MONTHLY;BYDAY=1SU",
            start=datetime(2026, 1, 4, 2, tzinfo=AMSTERDAM),
            duration=timedelta(hours=4),
        ),
        {
            "rule": "FREQ=MONTHLY;BYDAY=1SU",
            "start": "2026-01-04T02:00:00",
            "duration": "PT4H",
            "tz": "Europe/Amsterdam",
        },
    ),
    "recurring by the clock": (
        Schedule.recurring("FREQ=WEEKLY", start=NINE, duration=7 * DAY, ends="local"),
        {
            "rule": "FREQ=WEEKLY",
            "start": "2026-01-05T09:00:00",
            "duration": "P7D",
            "ends": "local",
            "tz": "UTC",
        },
    ),
    "recurring until": (
        Schedule.recurring("FREQ=DAILY", start=NINE, until=time(17, 30)),
        {"rule": "FREQ=DAILY", "start": "2026-01-05T09:00:00", "until": "17:30", "tz": "UTC"},
    ),
    "between": (YEAR_END, YEAR_END_PART),
    "without end": (
        Schedule.of([Span(NINE)]),
        {"spans": [{"start": "2026-01-05T09:00:00Z"}]},
    ),
    "always": (Schedule.always(), {"open": "always"}),
    "never": (Schedule.never(), {"open": "never"}),
    "any": (OFFICE | YEAR_END, {"any": [OFFICE_PART, YEAR_END_PART]}),
    "all": (OFFICE & YEAR_END, {"all": [OFFICE_PART, YEAR_END_PART]}),
    "minus": (
        OFFICE - YEAR_END - ~OFFICE,
        {"minus": [OFFICE_PART, YEAR_END_PART, {"not": OFFICE_PART}]},
    ),
    "not": (~(OFFICE | YEAR_END), {"not": {"any": [OFFICE_PART, YEAR_END_PART]}}),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_schedule_is_written_as_people_write_it(name: str) -> None:
    """Its document has the constructor's arguments, and none that go without saying."""
    schedule, document = WRITTEN[name]
    assert {"$": "schedule", **document} == CONVERTER.unstructure(schedule)
    assert schedule == CONVERTER.structure({"$": "schedule", **document}, Schedule)
    assert validator(CONVERTER, Schedule).is_valid({"$": "schedule", **document})


def test_a_document_may_be_written_more_freely_than_it_is() -> None:
    """What the constructors take as text is taken here: full names, spaces, short times."""
    document: dict[str, Any] = {
        "tz": "Europe/Amsterdam",
        "overnight": "whole",
        "since": None,
        "holidays": [],
        "hours": {"Tuesday - fri,monday": " 9:00 - 17:00", "sat": ""},
        "$": "schedule",
    }
    assert OFFICE == CONVERTER.structure(document, Schedule)


def test_holidays_that_end_in_utc_end_with_the_local_date() -> None:
    """In a document as in a call, though the zone stands beside them; they are written so."""
    rule, first = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", {"start": "2026-12-01T09:00:00"}
    daily = "FREQ=DAILY"
    document = {
        **OFFICE_PART,
        "holidays": [
            f"{rule};UNTIL=20271224T230000Z",
            {"rule": f"{daily};UNTIL=20261203T230000Z", **first},
        ],
    }
    read = CONVERTER.structure({"$": "schedule", **document}, Schedule)
    assert [f"{rule};UNTIL=20271225", {"rule": f"{daily};UNTIL=20261204", **first}] == (
        CONVERTER.unstructure(read)["holidays"]
    )


def test_a_start_that_the_clock_skips_is_taken_as_it_is_written() -> None:
    """As the constructor takes it."""
    document = {"rule": "FREQ=DAILY", "start": "2026-03-29T02:30:00", "duration": "PT1H"}
    read = CONVERTER.structure({"$": "schedule", "tz": "Europe/Amsterdam", **document}, Schedule)
    start = datetime(2026, 3, 29, 2, 30, tzinfo=AMSTERDAM)
    assert Schedule.recurring("FREQ=DAILY", start=start, duration=timedelta(hours=1)) == read


@pytest.mark.parametrize(
    ("target", "document"),
    [
        (WorkingDays(5), {"$": "working_days", "days": 5}),
        (
            WorkingDayBy(1, time(12), tz="Europe/Amsterdam"),
            {"$": "working_day_by", "days": 1, "by": "12:00", "tz": "Europe/Amsterdam"},
        ),
        (
            WorkingDayBy(1, time(12, 0, 30), tz=UTC),
            {"$": "working_day_by", "days": 1, "by": "12:00:30", "tz": "UTC"},
        ),
        (EndOfWorkingDay(), {"$": "end_of_working_day"}),
        (
            EndOfWorkingDay(2, tz=timezone(timedelta(hours=2))),
            {"$": "end_of_working_day", "days": 2, "tz": "+02:00"},
        ),
    ],
    ids=repr,
)
def test_a_target_is_written_with_its_tag(target: Any, document: Any) -> None:
    """It is read as itself, as a target, and as a value of any type."""
    assert document == CONVERTER.unstructure(target)
    kinds: tuple[Any, ...] = (type(target), Target, object, Target | None)
    for of in kinds:
        assert target == CONVERTER.structure(document, of)
        assert validator(CONVERTER, of).is_valid(document)


# --- where they may stand ---------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Promised(Event):
    """Hold what a service level is made of."""

    verb = "promise"
    hours: Schedule
    within: timedelta | Target | None = None
    others: tuple[Schedule, ...] = ()
    target: Target = IN_A_DAY
    anything: Any = None


def test_a_schedule_stands_wherever_a_value_may() -> None:
    """In a field of its type, in a collection, and where no field tells the type."""
    converter = make_converter(events=[Promised])
    for within in (None, timedelta(hours=4), EndOfWorkingDay(1)):
        event = Promised(
            at=NINE,
            by="ada",
            hours=OFFICE,
            within=within,
            others=(~OFFICE, YEAR_END),
            target=WorkingDays(2),
            anything=(OFFICE, WorkingDays(3)),
            given={"schedule": OFFICE},
        )
        document = converter.unstructure(event)
        assert event == converter.structure(json.loads(json.dumps(document)), Event)
        assert Draft202012Validator(converter.json_schema(Promised)).is_valid(document)
    test = field("hours").is_(OFFICE)
    assert test == CONVERTER.structure(CONVERTER.unstructure(test), object)
    with pytest.raises(Unwritable, match=r"^target: .* its field is for WorkingDays or"):
        converter.unstructure(Promised(at=NINE, by="ada", hours=OFFICE, target=OFFICE))  # type: ignore[arg-type]


def test_schedules_may_be_nested_deeply() -> None:
    """As deep as schedules go, and no deeper."""
    schedule = OFFICE
    for _ in range(50):
        schedule = ~(schedule - YEAR_END)
    document = CONVERTER.unstructure(schedule)
    assert schedule == CONVERTER.structure(document, Schedule)
    assert validator(CONVERTER, Schedule).is_valid(document)
    deeper = {"$": "schedule", "not": {"not": {k: v for k, v in document.items() if k != "$"}}}
    assert "is nested more than 100 deep" in refusal(deeper, Schedule, CONVERTER)
    deepest: Any = {"open": "never"}
    for _ in range(2000):
        deepest = {"not": deepest}
    assert "it is nested too deeply" == refusal({"$": "schedule", **deepest}, Schedule, CONVERTER)


# --- what cannot be ---------------------------------------------------------------------------


def test_live_holidays_cannot_be_written() -> None:
    """The refusal says where they are, and how to hold on to their dates."""

    class Sundays:
        def __contains__(self, day: date) -> bool:
            return day.weekday() == 6

        def __repr__(self) -> str:
            return "Sundays()"

    asked = ~(YEAR_END | _office(holidays=Sundays()))
    with pytest.raises(Unwritable) as caught:
        CONVERTER.unstructure(asked)
    assert (
        "not.any[1].holidays: Sundays() cannot be written: it is asked for each date; give the "
        "dates of the years you need as a mapping, such as "
        'dict(holidays.country_holidays("NL", years=range(2025, 2030)))'
    ) == str(caught.value)


def test_the_dates_of_a_holidays_object_can_be_written() -> None:
    """With the call that the refusal names."""
    dutch = pytest.importorskip("holidays").country_holidays("NL", years=range(2025, 2030))
    with pytest.raises(Unwritable, match=r"^holidays: .* is asked for each date"):
        CONVERTER.unstructure(_office(holidays=dutch))
    schedule = _office(holidays=dict(dutch))
    document = CONVERTER.unstructure(schedule)
    assert dutch[NEW_YEAR] == document["holidays"]["2026-01-01"]
    assert schedule == CONVERTER.structure(document, Schedule)


TEN = "10:00-12:00"
REFUSED: list[tuple[Any, str | None]] = [
    ([], "it is (), and must be Schedule"),
    ({}, "it does not say when it is open; known: hours, rule, spans, open, any, all, minus, not"),
    ({"spnas": []}, "it does not say when it is open; did you mean 'spans'?"),
    (
        {"huors": {}, "tz": "Europe/Amsterdm"},
        "huors is no part of a schedule of 'hours'; did you mean 'hours'?; "
        "tz is faulty: there is no time zone 'Europe/Amsterdm'; did you mean 'Europe/Amsterdam'?; "
        "hours is missing",
    ),
    (
        {"rul": "x", "start": "2026-01-04T02:00:00", "duration": "PT4H", "tz": "UTC"},
        "rul is no part of a schedule of 'rule'; did you mean 'rule'?; rule is missing",
    ),
    (
        {**OFFICE_PART, "spans": []},
        "spans is no part of a schedule of 'hours'; "
        "known: hours, tz, since, holidays, exceptions, breaks, overnight, $",
    ),
    (
        {
            "hours": {"mon": "25:00-26:00", "fun": TEN},
            "tz": "+25:00",
            "since": "soon",
            "exceptions": {"x": TEN, "2026-01-01": 5, "20260102": TEN},
            "breaks": {"mon": None, "2026-1-5": TEN},
            "overnight": "both",
        },
        "tz is '+25:00', and must be a zone's name, or an offset such as '+02:00'; "
        "since is 'soon', and must be a date such as '2026-01-31'; "
        "exceptions.x is for no date; give one such as '2026-01-31'; "
        'exceptions["2026-01-01"] is 5, and must be a text; '
        "exceptions[\"20260102\"] is for no date; give one such as '2026-01-31'; "
        "breaks.mon is None, and must be a text; "
        "breaks[\"2026-1-5\"] is for no date; give one such as '2026-01-31'; "
        "overnight is 'both'; known: whole, split",
    ),
    (
        {"hours": {"mon": "25:00-26:00", "fun": TEN}, "tz": "UTC"},
        "it is faulty: hours 'mon': '25:00' is not a time from 00:00 to 24:00; "
        "give for example '09:00-17:00', or '' for closed; "
        "it is faulty: 'fun': there is no day 'fun'; did you mean 'sun'?",
    ),
    (
        {"hours": [{"mon": TEN}, 5], "tz": 5, "breaks": [], "exceptions": {"2026-01-01": "x"}},
        "hours[1] is 5, and must be an object; tz is 5, and must be a text; "
        "breaks is a list, and must be an object",
    ),
    (
        {"hours": {"mon": TEN}, "tz": "UTC", "exceptions": {"2026-01-01": "x"}},
        "it is faulty: exceptions 2026-01-01: 'x' is not a window; "
        "give for example '09:00-17:00', or '' for closed",
    ),
    (
        {"hours": {}, "tz": "UTC"},
        "it is faulty: hours: open on no day; "
        "give for example {'mon-fri': '09:00-17:00'}, or use Schedule.never()",
    ),
    (
        {"hours": [{"mon": TEN}, {}], "tz": "UTC"},
        "it is faulty: since: is needed where weeks alternate; give a date in the first of them",
    ),
    ({"hours": [{"mon": TEN}, {}], "tz": ""}, None),
    ({**OFFICE_PART, "holidays": 5}, "holidays is 5, and must be a list"),
    (
        {
            **OFFICE_PART,
            "holidays": [
                "2026-13-01",
                CHRISTMAS,
                "FREQ=HOURLY",
                {"rule": "FREQ=DAILY", "start": "2026-01-01T00:00:00Z", "x": 1},
                {"rule": "FREQ=DAILY;COUNT=0", "start": "2026-01-01"},
                5,
                {"2026-01-01": 5},
            ],
        },
        "holidays[0] is '2026-13-01', and must be a date such as '2026-01-31'; "
        "holidays[2] is faulty: 'FREQ=HOURLY' needs a start; give a dateutil rrule with dtstart=; "
        "give for example 'FREQ=MONTHLY;BYDAY=1SU'; "
        "holidays[3].start is '2026-01-01T00:00:00Z', and must be a local time such as "
        "'2026-01-31T09:00:00'; "
        "holidays[3].x is no part of a rule with its start; known: rule, start; "
        "holidays[4] is faulty: 'FREQ=DAILY;COUNT=0' has COUNT=0; "
        "give for example 'FREQ=MONTHLY;BYDAY=1SU'; "
        "holidays[5] is 5, and must be a date, a rule, or an object of either; "
        'holidays[6]["2026-01-01"] is 5, and must be a text',
    ),
    (
        {"rule": "FREQ=DAIL", "start": 5, "duration": "P400D"},
        "start is 5, and must be a local time such as '2026-01-31T09:00:00'; tz is missing",
    ),
    (
        {"rule": "FREQ=DAIL", "start": "2026-01-05T09:00:00", "duration": "P400D", "tz": "UTC"},
        "it is faulty: duration: datetime.timedelta(days=400) is not a time of up to 367 days; "
        "give timedelta(hours=4); "
        "it is faulty: rule: 'FREQ=DAIL' has no FREQ of DAILY, WEEKLY, MONTHLY, YEARLY; "
        "give for example 'FREQ=MONTHLY;BYDAY=1SU'",
    ),
    ({"rule": "FREQ=DAILY", "start": "2026-01-05T09:00:00", "tz": "UTC"}, "duration is missing"),
    (
        {"rule": "x", "start": "2026-01-05T09:00:00", "tz": "UTC", "until": "6:00", "ends": "soon"},
        "until is '6:00', and must be a local time such as '12:00'; "
        "ends is no part of a schedule of 'rule'; known: rule, start, until, tz, $",
    ),
    (
        {
            "rule": "FREQ=DAILY",
            "start": "2026-01-05T09:00:00",
            "duration": "PT1H",
            "until": "06:00",
            "tz": "Mars",
            "ends": "about",
        },
        "until is no part of a schedule of 'rule'; known: rule, start, duration, tz, ends, $; "
        "tz is faulty: there is no time zone 'Mars'; give a name, such as 'Europe/Paris'; "
        "ends is 'about'; known: exact, local",
    ),
    (
        {"rule": "FREQ=DAILY", "start": "0001-01-01T00:00:00", "duration": "PT1H", "tz": "+02:00"},
        None,
    ),
    (
        {"spans": [{"start": "2026-01-02T00:00:00Z", "end": "2026-01-01T00:00:00Z"}, {"end": 1}]},
        "spans[0] cannot be made: a span cannot end at 2026-01-01 00:00:00+00:00 before it starts "
        "at 2026-01-02 00:00:00+00:00; swap them; "
        "spans[1].end is 1, and must be an instant such as '2026-01-31T09:00:00Z'; "
        "spans[1].start is missing",
    ),
    (
        {**OFFICE_PART, "tz": {"name": 5, "observances": [{"start": "2026-01-01", "x": 1}]}},
        "tz.name is 5, and must be a text; "
        "tz.observances[0].x is no part of an observance; "
        "known: start, before, after, rule, dates; "
        "tz.observances[0].before is missing; "
        "tz.observances[0].after is missing",
    ),
    (
        {
            **OFFICE_PART,
            "tz": {
                "name": "x",
                "observances": [
                    {
                        "start": "2026-01-01T00:00:00Z",
                        "before": "02:00",
                        "after": "+2",
                        "rule": "FREQ=DAILY",
                        "dates": ["soon"],
                    }
                ],
            },
        },
        "tz.observances[0].start is '2026-01-01T00:00:00Z', and must be a local time such as "
        "'2026-01-31T09:00:00'; "
        "tz.observances[0].before is '02:00', and must be an offset such as '+02:00'; "
        "tz.observances[0].after is '+2', and must be an offset such as '+02:00'; "
        "tz.observances[0].dates[0] is 'soon', and must be a local time such as "
        "'2026-01-31T09:00:00'",
    ),
    (
        {
            **OFFICE_PART,
            "tz": {
                "name": "x",
                "observances": [
                    {
                        "start": "2026-01-01T00:00:00",
                        "before": "+01:00",
                        "after": "+02:00",
                        "rule": "FREQ=DAILY",
                    }
                ],
            },
        },
        "tz.observances[0] is faulty: rule: 'FREQ=DAILY' is not for FREQ=YEARLY; "
        "give what is not yearly as dates",
    ),
    (
        {**OFFICE_PART, "tz": {"name": "x", "observances": []}},
        "tz cannot be made: observances cannot be (); give at least one Observance(…)",
    ),
    ({"open": True}, "open is True; known: always, never"),
    ({"all": []}, "all is empty; give the schedules that it combines"),
    (
        {"any": [5, {"not": {"open": "x"}}, {"$": "schedule", **OFFICE_PART}]},
        "any[0] is 5, and must be an object; "
        "any[1].not.open is 'x'; known: always, never; "
        "any[2].$ is no part of a schedule of 'hours'; "
        "known: hours, tz, since, holidays, exceptions, breaks, overnight",
    ),
]


@pytest.mark.parametrize(("document", "words"), REFUSED, ids=range(len(REFUSED)))
def test_a_bad_schedule_is_refused(document: Any, words: str | None) -> None:
    """The sentence says everything that is wrong with it, and where."""
    tagged = {"$": "schedule", **document} if isinstance(document, dict) else document
    said = refusal(json.loads(json.dumps(tagged)), Schedule, CONVERTER)
    if words is not None:
        assert words == said


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            {"$": "working_days", "days": 0},
            "it cannot be made: days cannot be 0; give a whole number from 1 to 36525",
        ),
        (
            {"$": "working_day_by", "days": 1.5, "by": "12:00Z", "tz": "Europe/Pariss"},
            "days is 1.5, and must be an integer; "
            "by is '12:00Z', and must be a local time such as '12:00'; "
            "tz is faulty: there is no time zone 'Europe/Pariss'; did you mean 'Europe/Paris'?",
        ),
        ({"$": "working_day_by", "days": 1}, "by is missing"),
        (
            {"$": "schedule", "open": "always"},
            "it is Schedule.always(), and must be WorkingDays or WorkingDayBy or EndOfWorkingDay",
        ),
    ],
    ids=range(4),
)
def test_a_bad_target_is_refused(document: Any, words: str) -> None:
    """In the same words as other values."""
    assert words == refusal(document, Target, CONVERTER)


@pytest.mark.parametrize(
    "broken_part",
    [
        {"hours": {"mon": 5}},
        {"hours": None},
        {"tz": None},
        {"since": "soon"},
        {"holidays": {"soon": "x"}},
        {"exceptions": {"x": TEN}},
        {"breaks": {"mon": None}},
        {"overnight": "both"},
        {"extra": 1},
        {"spans": []},
    ],
    ids=lambda part: next(iter(part)),
)
def test_a_broken_schedule_does_not_fit_the_schema(broken_part: Any) -> None:
    """Whatever is broken in it, however deep."""
    fits = validator(CONVERTER, Schedule).is_valid
    assert fits({"$": "schedule", **OFFICE_PART})
    assert not fits({"$": "schedule", **OFFICE_PART, **broken_part})
    assert not fits({"$": "schedule", "not": {**OFFICE_PART, **broken_part}})
    assert not fits(OFFICE_PART)


@pytest.mark.long
def test_schedules_are_imported_when_a_converter_is_made() -> None:
    """Importing the module alone does not read calendars."""
    program = (
        "import sys, itsmcore.interop.cattrs as interop\n"
        "before = 'itsmcore.schedule' in sys.modules\n"
        "interop.make_converter()\n"
        "print(before, 'itsmcore.schedule' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "False True" == done.stdout.strip()
