"""Availability: the worked examples, the disputed readings, and what is refused."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from itsmcore import Schedule
from itsmcore.errors import BadSpan, BadValue, NaiveTime
from itsmcore.outages import Outage
from itsmcore.services import (
    Availability,
    AvailabilityKind,
    AvailabilityTerms,
    MeasuredAvailability,
    Service,
)
from tests.instants import HOUR, MINUTE
from tests.services.cases import AMSTERDAM, OFFICE, down, measured, on, spent

JUNE = on(6, 1)


def share(of: MeasuredAvailability) -> float:
    """Give the availability per cent, with four decimals."""
    assert of.availability is not None
    return round(float(of.availability * 100), 4)


# --- the worked examples ------------------------------------------------------------------------


def test_a_month() -> None:
    """Two outages of two and four hours in 720 hours, at 99.5 %."""
    of = measured(spent(on(6, 3), 2), spent(on(6, 9), 4), target=Decimal("0.995"))
    assert (99.1667, 2) == (share(of), of.outages)
    assert (357 * HOUR, 3 * HOUR, 360 * HOUR) == (of.mtbf, of.mtrs, of.mtbsi)
    assert (timedelta(hours=3, minutes=36), 6 * HOUR) == (of.allowed, of.downtime)
    assert -timedelta(hours=2, minutes=24) == of.left
    assert False is of.is_met


def test_a_month_without_outages_has_no_mean() -> None:
    """And one without committed time no availability."""
    quiet, closed = measured(target=1), measured(agreed=Schedule.never(), target=0.5)
    assert (1, None, None, None, True) == (
        quiet.availability,
        quiet.mtbf,
        quiet.mtrs,
        quiet.mtbsi,
        quiet.is_met,
    )
    assert (None, None, "erp: no time was committed") == (
        closed.availability,
        closed.is_met,
        str(closed),
    )
    assert (None, None, None) == (measured().is_met, measured().allowed, measured().left)


PLANNED = spent(on(6, 10), 10, is_planned=True)
FAILED = spent(on(6, 10, 9), 4)


@pytest.mark.parametrize(
    ("planned", "availability", "committed", "downtime"),
    [
        ("excluded", 99.5775, 710, 3),
        ("committed", 99.5833, 720, 3),
        ("counts", 98.1944, 720, 13),
    ],
)
def test_ten_hours_planned_and_four_that_were_not(
    planned: str, availability: float, committed: int, downtime: int
) -> None:
    """One of these inside the planned time: three readings."""
    of = measured(PLANNED, FAILED, terms={"planned": planned})
    assert (availability, committed * HOUR, downtime * HOUR) == (
        share(of),
        of.committed,
        of.downtime,
    )
    assert 1 == of.outages


@pytest.mark.parametrize(
    ("announced", "notice", "downtime"),
    [(24, 48, 13), (48, 48, 3), (24, 24, 3), (None, 48, 13), (None, 0, 3), (-1, 0, 13)],
)
def test_what_is_announced_too_late_counts(
    announced: int | None, notice: int, downtime: int
) -> None:
    """As does what nobody announced, if a notice was agreed."""
    told = None if announced is None else on(6, 10) - announced * HOUR
    late = spent(on(6, 10), 10, is_planned=True, announced_at=told)
    of = measured(late, FAILED, terms={"notice": notice * HOUR})
    assert downtime * HOUR == of.downtime


def test_no_notice_is_too_long_to_be_asked_for() -> None:
    """Everything is late, then."""
    told = spent(on(6, 10), 10, is_planned=True, announced_at=on(6, 1))
    assert 10 * HOUR == measured(told, terms={"notice": timedelta.max}).downtime


def test_a_quiet_window_may_lower_availability() -> None:
    """By the default reading, as it shortens the committed time."""
    one, ten = spent(on(6, 1, 2), 1), spent(on(6, 1, 2), 10)

    def kept(start: float, length: float) -> Schedule:
        return Schedule.between(JUNE + start * HOUR, JUNE + (start + length) * HOUR)

    assert 99 == share(measured(one, hours=100))
    assert 98.8889 == share(measured(one, hours=100, maintenance=kept(50, 10)))
    assert 90 == share(measured(ten, hours=100))
    assert 82 == share(measured(ten, hours=100, maintenance=kept(11, 50)))


def test_over_the_end_of_a_month_times_add_up_and_counts_do_not() -> None:
    """Three hours from 31 March 23:00 on."""
    agreement, outage = Availability(), spent(on(3, 31, 23), 3)
    march, april, both = (
        agreement.measure("erp", [outage], since=since, until=until)
        for since, until in ((on(3, 1), on(4, 1)), (on(4, 1), on(5, 1)), (on(3, 1), on(5, 1)))
    )
    assert [(1, 1), (2, 1), (3, 1)] == [
        (of.downtime // HOUR, of.outages) for of in (march, april, both)
    ]
    assert march.committed + april.committed == both.committed


def test_a_short_outage_is_judged_as_a_whole() -> None:
    """Seven minutes around midnight, of which three and four count."""
    agreement = Availability(terms=AvailabilityTerms(minimum=5 * MINUTE))
    seven = down(on(6, 30, 23.95), on(7, 1) + 4 * MINUTE)
    four = down(on(6, 5), on(6, 5) + 4 * MINUTE)
    june, july = (
        agreement.measure(
            "erp", [four, seven], since=on(month, 1), until=on(month + 1, 1), at=on(8, 1)
        )
        for month in (6, 7)
    )
    assert (3 * MINUTE, 4 * MINUTE) == (june.downtime, july.downtime)
    alone = agreement.measure("erp", [four, seven], since=on(6, 1), until=on(7, 1))
    assert alone == june
    assert AvailabilityKind.TOO_SHORT in {of.kind for of in june.segments}


def test_only_agreed_time_counts() -> None:
    """An evening is one outage, and one at the weekend is none, but shown."""
    evening = spent(on(6, 1, 17), 16)
    of = measured(evening, spent(on(6, 6, 10), 2, causes="INC-9"), agreed=OFFICE)
    assert (2 * HOUR, 1, 2 * HOUR) == (of.downtime, of.outages, of.mtrs)
    shown = [part for part in of.segments if "INC-9" in part.causes]
    assert ["out of hours: INC-9"] == [str(part) for part in shown]


def test_outages_that_touch_are_one_and_others_are_not() -> None:
    """However short the time between them."""
    ten = on(6, 2, 10)
    touching = measured(spent(ten, 1), spent(ten + HOUR, 1), agreed=OFFICE)
    assert ["available", "down", "available"] == [
        part.kind for part in measured(spent(ten, 1), spent(ten + HOUR, 1)).segments
    ]
    apart = measured(spent(ten, 0.5), down(ten + 32 * MINUTE, ten + HOUR), agreed=OFFICE)
    assert (1, 2) == (touching.outages, apart.outages)


def test_a_month_is_as_long_as_the_clock_of_its_zone_makes_it() -> None:
    """An hour shorter in March, and longer in October."""
    agreement = Availability(target=0.995)
    march, october = (
        agreement.measure("erp", [], since=on(month, 1), until=on(month + 1, 1))
        for month in (3, 10)
    )
    assert (743 * HOUR, timedelta(hours=3, minutes=42, seconds=54)) == (
        march.committed,
        march.allowed,
    )
    assert (745 * HOUR, timedelta(hours=3, minutes=43, seconds=30)) == (
        october.committed,
        october.allowed,
    )


def test_degraded_time_weighs_what_was_agreed() -> None:
    """Nothing by default: it is no outage, then."""
    slow = spent(on(6, 3), 4, is_degraded=True)
    assert (timedelta(), 0) == (measured(slow).downtime, measured(slow).outages)
    of = measured(slow, terms={"degraded": 0.25})
    assert (HOUR, 1) == (of.downtime, of.outages)


def test_an_outage_for_some_users_weighs_as_much_of_it() -> None:
    """A hundred of four hundred, for two of two hundred hours."""
    some = spent(on(6, 3), 2, users=100)
    weighted = {"users": "weighted"}
    assert 99 == share(measured(some, hours=200, users=400))
    assert 99.75 == share(measured(some, hours=200, users=400, terms=weighted))
    all_of_them = spent(on(6, 3), 2)
    assert 99 == share(measured(all_of_them, hours=200, users=400, terms=weighted))
    too_many = spent(on(6, 3), 2, users=500)
    assert 99 == share(measured(too_many, hours=200, users=400, terms=weighted))


def test_what_goes_on_counts_until_now() -> None:
    """And no time after that is committed yet; or it does not count, if that was agreed."""
    open_since = down(on(6, 24))
    of = measured(open_since, at=on(6, 25))
    assert (24 * 24 * HOUR, 24 * HOUR) == (of.committed, of.downtime)
    assert on(6, 25) == of.until
    assert 0 == measured(open_since, at=on(6, 25), terms={"ongoing": "left_out"}).outages
    ends = down(on(6, 24), on(6, 26))
    assert 0 == measured(ends, at=on(6, 25), terms={"ongoing": "left_out"}).outages
    assert 1 == measured(ends, at=on(6, 26), terms={"ongoing": "left_out"}).outages
    before = measured(open_since, at=on(5, 1))
    assert (timedelta(), None, ()) == (before.committed, before.availability, before.segments)


# --- several at once ----------------------------------------------------------------------------


def test_of_several_outages_at_once_the_heaviest_counts() -> None:
    """Down before degraded, and planned before both."""
    of = measured(
        spent(on(6, 2), 4, is_degraded=True, causes="SLOW"),
        spent(on(6, 2, 1), 1, causes="DOWN"),
        spent(on(6, 2, 2), 1, is_planned=True, causes="PLAN"),
        terms={"degraded": 0.5},
    )
    assert [
        "available",
        "degraded: SLOW (0.5 of it counts)",
        "down: DOWN",
        "maintenance: PLAN",
        "degraded: SLOW (0.5 of it counts)",
        "available",
    ] == [str(part) for part in of.segments]
    assert 2 * HOUR == of.downtime == sum((part.downtime for part in of.segments), timedelta())
    assert 1 == of.outages


def test_fractions_of_a_microsecond_add_up() -> None:
    """Thirds of many short outages are lost one by one, and not in the account."""
    several = [
        spent(on(6, 2, hour), 1, is_degraded=True, causes=f"INC-{hour}") for hour in (1, 3, 5, 7)
    ]
    third = measured(*several, terms={"degraded": Fraction(1, 7)})
    rows = third.explain(brief=True).rows
    assert 4 * HOUR // 7 == third.downtime == rows[-1]["so_far"]
    assert third.downtime == sum((row["downtime"] for row in rows), timedelta())
    assert third.downtime != sum((part.downtime for part in third.segments), timedelta())


def test_outages_of_others_do_not_count() -> None:
    """Nor what has no length."""
    other = Outage("mail", on(6, 2), on(6, 3))
    assert 0 == measured(other, down(on(6, 2), on(6, 2))).outages


# --- how it adds up -----------------------------------------------------------------------------


def test_an_account_shows_how_the_downtime_adds_up() -> None:
    """Part by part, or briefly without what was as it should be."""
    kept = Schedule.recurring("FREQ=WEEKLY;BYDAY=WE", start=on(6, 3, 16), duration=2 * HOUR)
    of = measured(
        spent(on(6, 1, 17), 16, causes="INC-1"),
        spent(on(6, 3, 15), 2, causes=["INC-2", "INC-3"]),
        hours=24 * 4,
        agreed=OFFICE,
        maintenance=kept,
        target=0.9,
    )
    assert (
        "erp: 92.1052 % of 38:00:00, target 90 % met; down 3:00:00 in 2 outages, 3:48:00 allowed\n"
        "from                  to                    what                       counts   so far\n"
        "mon 2026-06-01 17:00  mon 2026-06-01 18:00  down: INC-1                1:00:00  1:00:00\n"
        "mon 2026-06-01 18:00  tue 2026-06-02 08:00  out of hours: INC-1                 1:00:00\n"
        "tue 2026-06-02 08:00  tue 2026-06-02 09:00  down: INC-1                1:00:00  2:00:00\n"
        "wed 2026-06-03 15:00  wed 2026-06-03 16:00  down: INC-2, INC-3         1:00:00  3:00:00\n"
        "wed 2026-06-03 16:00  wed 2026-06-03 17:00  maintenance: INC-2, INC-3           3:00:00\n"
        "wed 2026-06-03 17:00  wed 2026-06-03 18:00  maintenance                         3:00:00\n"
        "by the clock of Europe/Amsterdam"
    ) == str(of.explain(brief=True))
    rows = of.explain().rows
    assert len(of.segments) == len(rows)
    assert (3 * HOUR, JUNE, of.until) == (rows[-1]["so_far"], rows[0]["start"], rows[-1]["end"])
    assert of.committed == sum((row["length"] for row in rows if row["is_committed"]), timedelta())
    assert "| down: INC-1 | 1:00:00 |" in f"{of:md}"
    assert "no rows" not in str(measured().explain(brief=True))


def test_maintenance_is_committed_where_that_was_agreed() -> None:
    """And no maintenance is known where planned outages count."""
    kept = Schedule.between(on(6, 2), on(6, 2, 2))
    parts = measured(maintenance=kept, terms={"planned": "committed"}).segments
    assert [True, True, True] == [part.is_committed for part in parts]
    assert 1 == len(measured(maintenance=kept, terms={"planned": "counts"}).segments)


def test_what_is_measured_is_a_picture_of_its_days() -> None:
    """With what was not as it should be in words, and a legend of what is drawn."""
    of = measured(spent(on(6, 2, 9), 2, causes="INC-1"), spent(on(6, 6, 9), 2), agreed=OFFICE)
    drawn = f"{of:svg}"
    assert ">Tue 2026-06-02<" in drawn
    assert ">down 2:00:00 INC-1<" in drawn
    assert "2026-06-06: out of hours" in drawn
    assert ">available<" in drawn
    assert "<summary>how it adds up</summary>" in f"{of:html}"
    year = measured(spent(on(8, 2, 9), 2, causes="INC-1"), hours=24 * 365)
    assert "364 other days are not shown" in f"{year.explain(tz='Europe/Amsterdam'):svg}"
    every = measured(
        spent(on(6, 2, 9), 1, is_degraded=True, causes="SLOW"),
        spent(on(6, 2, 11), 0.05),
        agreed=OFFICE,
        maintenance=Schedule.between(on(6, 3, 9), on(6, 3, 10)),
        terms={"minimum": HOUR},
    )
    assert ">degraded too short to count SLOW<" in f"{every:svg}"
    assert "<svg" in f"{measured(at=on(5, 1)):svg}"


def test_figures_say_from_when_to_when() -> None:
    """Each with the number of outages that it is drawn from."""
    figures = measured(spent(on(6, 3), 7.2)).figures
    first = figures.figures[0]
    assert ("availability", 0.99, 1, JUNE) == (first.name, first.value, first.n, first.since)
    assert {"erp"} == {of.by["service"] for of in figures.figures}
    assert [None, 0] == [of.value for of in measured(agreed=Schedule.never()).figures.figures][
        0:4:3
    ]


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Availability(5), "agreed cannot be 5"),  # type: ignore[arg-type]
        (lambda: Availability(target=99.5), "target cannot be 99.5; give a number from 0 to 1"),
        (lambda: Availability(target="x"), "target cannot be 'x'"),  # type: ignore[arg-type]
        (lambda: Availability(target=float("nan")), "target cannot be nan"),
        (lambda: Availability(users=0), "users cannot be 0"),
        (
            lambda: Availability(terms=AvailabilityTerms(users="weighted")),
            "users cannot be None; give how many use it",
        ),
        (lambda: Availability.of("erp"), "service cannot be 'erp'"),  # type: ignore[arg-type]
        (lambda: AvailabilityTerms(planned="maybe"), "planned cannot be 'maybe'"),  # type: ignore[arg-type]
        (lambda: AvailabilityTerms(degraded=2), "degraded cannot be 2"),
        (lambda: AvailabilityTerms(notice=-HOUR), "notice cannot be"),
        (lambda: AvailabilityTerms(minimum=5), "minimum cannot be 5"),  # type: ignore[arg-type]
        (lambda: Availability().measure("erp", [5], since=JUNE, until=JUNE), "outages cannot be"),  # type: ignore[list-item]
        (lambda: Availability().measure("", [], since=JUNE, until=JUNE), "name cannot be ''"),
    ],
)
def test_what_cannot_be_is_refused(make: Any, words: str) -> None:
    """Where it comes in, with what to give."""
    with pytest.raises(BadValue, match=words):
        make()


def test_a_period_needs_instants_in_order() -> None:
    """With their zones."""
    with pytest.raises(BadSpan):
        Availability().measure("erp", [], since=JUNE, until=JUNE - HOUR)
    with pytest.raises(NaiveTime):
        Availability().measure("erp", [], since=JUNE.replace(tzinfo=None), until=JUNE)


def test_a_service_says_what_was_agreed() -> None:
    """Its hours and its users; the target and the terms are told."""
    erp = Service("erp", hours=OFFICE, users=40)
    assert Availability(OFFICE, target=0.99, users=40) == Availability.of(erp, target=0.99)
    assert Fraction(99, 100) == Availability.of(erp, target=0.99).target
    nobody = Availability.of(Service("erp", users=0), maintenance=OFFICE)
    assert (None, OFFICE) == (nobody.users, nobody.maintenance)
    assert AMSTERDAM.key == str(OFFICE.zone)
