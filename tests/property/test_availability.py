"""Availability: what holds for any outages, hours and readings."""

from datetime import timedelta
from fractions import Fraction
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Schedule
from itsmcore.outages import Outage, merged
from itsmcore.services import Availability, AvailabilityTerms, MeasuredAvailability
from itsmcore.services._terms import Planned
from itsmcore.span import Window
from tests.instants import HOUR, MIDNIGHT, TICK

few = settings(max_examples=60)
LONG = 24 * 14
HOURS = st.integers(0, LONG * 4).map(lambda quarters: MIDNIGHT + quarters * HOUR / 4)
SCHEDULES = st.sampled_from(
    [
        Schedule.always(),
        Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam"),
        Schedule.weekly({"mon-sun": "22:00-06:00"}, tz="UTC"),
    ]
)
WINDOWS = st.lists(st.tuples(HOURS, HOURS).map(sorted), max_size=3).map(
    lambda pairs: Schedule.of([Window(*pair) for pair in pairs])
)


@st.composite
def outages(draw: st.DrawFn, *, is_planned: bool | None = None) -> Outage:
    """Draw one, perhaps still going on."""
    start, end = sorted((draw(HOURS), draw(HOURS)))
    return Outage(
        "erp",
        start,
        draw(st.sampled_from([end, end, end, None])),
        is_planned=draw(st.booleans()) if is_planned is None else is_planned,
        is_degraded=draw(st.booleans()),
        announced_at=draw(st.none() | HOURS),
        causes=draw(st.sampled_from(["INC-1", "INC-2", ""])),
        users=draw(st.none() | st.integers(0, 400)),
    )


SEVERAL = st.lists(outages(), max_size=6)


@st.composite
def agreements(draw: st.DrawFn, *, planned: Any = None, minimum: Any = None) -> Availability:
    """Draw what was agreed, with any reading."""
    terms = AvailabilityTerms(
        planned=planned or draw(st.sampled_from(get_args(Planned))),
        notice=draw(st.sampled_from([timedelta(), 3 * HOUR])),
        degraded=draw(st.sampled_from([0, 0.25, 1])),
        minimum=draw(st.sampled_from([timedelta(), HOUR])) if minimum is None else minimum,
        ongoing=draw(st.sampled_from(["until_now", "left_out"])),
        users=draw(st.sampled_from(["any", "weighted"])),
    )
    return Availability(draw(SCHEDULES), maintenance=draw(WINDOWS), terms=terms, users=400)


END = MIDNIGHT + LONG * HOUR


def over(
    agreement: Availability, several: list[Outage], since: Any = MIDNIGHT, until: Any = END
) -> MeasuredAvailability:
    """Measure, with what is known at the end."""
    return agreement.measure("erp", several, since=since, until=until, at=END)


@few
@given(agreements(), SEVERAL, HOURS)
def test_times_add_up_over_parts_of_a_period(
    agreement: Availability, several: list[Outage], middle: Any
) -> None:
    """Exactly, whatever the weights; counts do not, but differ by one at most."""
    whole = over(agreement, several)
    parts = [over(agreement, several, until=middle), over(agreement, several, since=middle)]
    assert whole.committed == sum((of.committed for of in parts), timedelta())
    assert whole.lost == sum(of.lost for of in parts)
    assert 0 <= sum(of.outages for of in parts) - whole.outages <= 1


@few
@given(agreements(), SEVERAL, st.data())
def test_how_outages_are_cut_changes_nothing(
    agreement: Availability, several: list[Outage], data: st.DataObject
) -> None:
    """Neither cutting one in two, telling one twice, joining them, nor another order."""
    whole = over(agreement, several)
    assert whole == over(agreement, several[::-1]) == over(agreement, several * 2)
    if not several:
        return
    # A planned one is announced for its own start, and a part of it would start later.
    one = data.draw(st.sampled_from(several))
    if not one.is_planned:
        middle = data.draw(HOURS.filter(lambda at: one.start <= at <= (one.end or END)))
        halves = [
            Outage(
                "erp",
                *ends,
                is_degraded=one.is_degraded,
                users=one.users,
                causes=one.causes,
            )
            for ends in ((one.start, middle), (middle, one.end))
        ]
        rest = [of for of in several if of is not one]
        if one.end is not None or agreement.terms.ongoing == "until_now":
            assert whole == over(agreement, [*rest, *halves])
    unplanned = [of for of in several if not of.is_planned and of.end is not None]
    assert over(agreement, unplanned) == over(agreement, list(merged(unplanned)))


@few
@given(agreements(), SEVERAL)
def test_segments_sum_up_to_the_figures(agreement: Availability, several: list[Outage]) -> None:
    """Without a gap, and with each microsecond in one of them."""
    of = over(agreement, several)
    assert (MIDNIGHT, END) == (of.segments[0].start, of.segments[-1].end)
    assert all(a.end == b.start for a, b in zip(of.segments, of.segments[1:], strict=False))
    assert of.committed == sum((s.length for s in of.segments if s.is_committed), timedelta())
    assert of.lost == sum((s.lost for s in of.segments), Fraction())
    rows = of.explain(brief=True).rows
    assert of.downtime == sum((row["downtime"] for row in rows), timedelta())


@few
@given(agreements(), SEVERAL)
def test_it_is_what_counting_every_quarter_of_an_hour_gives(
    agreement: Availability, several: list[Outage]
) -> None:
    """For outages and windows that begin and end at one, whole hours of schedules among them."""
    terms = agreement.terms
    quarter, found, lost = HOUR / 4, 0, Fraction()
    spans = [
        (of, of.start, min(of.end or END, END))
        for of in several
        if of.end is not None or terms.ongoing == "until_now"
    ]

    def is_apart(of: Outage) -> bool:
        announced = of.announced_at
        in_time = not terms.notice if announced is None else announced <= of.start - terms.notice
        return of.is_planned and in_time and terms.planned != "counts"

    def weight(of: Outage) -> Fraction:
        users = 400 if of.users is None or terms.users == "any" else of.users
        return Fraction(users, 400) * (terms.degraded if of.is_degraded else 1)

    weights, absent = list[Fraction](), list[bool]()
    for number in range(LONG * 4):
        at = MIDNIGHT + number * quarter
        now = [of for of, start, end in spans if start <= at < end]
        weights.append(max((weight(of) for of in now if not is_apart(of)), default=Fraction()))
        absent.append(
            any(map(is_apart, now))
            or (agreement.maintenance.is_open(at) and terms.planned != "counts")
        )
    runs = list[list[int]]()
    for number, heavy in enumerate(weights):
        if heavy and number and weights[number - 1]:
            runs[-1].append(number)
        elif heavy:
            runs.append([number])
    for number in range(LONG * 4):
        if agreement.agreed.is_open(MIDNIGHT + number * quarter):
            found += terms.planned != "excluded" or not absent[number]
    counted = 0
    for run in runs:
        took = [
            weights[number]
            for number in run
            if not absent[number] and agreement.agreed.is_open(MIDNIGHT + number * quarter)
        ]
        if len(run) * quarter >= terms.minimum:
            lost += sum(took)
            counted += bool(took)
    of = over(agreement, several)
    assert (found * quarter, lost * (quarter // TICK), counted) == (
        of.committed,
        of.lost,
        of.outages,
    )


@few
@given(agreements(planned="excluded", minimum=timedelta()), SEVERAL, outages(is_planned=True))
def test_under_the_default_a_window_never_adds_time_that_was_up(
    agreement: Availability, several: list[Outage], window: Outage
) -> None:
    """And one inside downtime never lowers the availability, though a quiet one may."""
    known = Outage(
        "erp",
        window.start,
        window.end or END,
        is_planned=True,
        announced_at=window.start - 9 * HOUR,
    )
    before, after = over(agreement, several), over(agreement, [*several, known])
    ups = [of.committed // TICK - of.lost for of in (before, after)]
    assert ups[0] >= ups[1]
    inside = [Outage("erp", known.start, known.end)]
    now, then = over(agreement, inside), over(agreement, [*inside, known])
    assert then.availability is None or then.availability >= (now.availability or 0)


@few
@given(agreements(planned="committed"), SEVERAL, outages(is_planned=True))
def test_where_planned_time_stays_committed_no_window_lowers_availability(
    agreement: Availability, several: list[Outage], window: Outage
) -> None:
    """As in ServiceNow."""
    known = Outage(
        "erp",
        window.start,
        window.end or END,
        is_planned=True,
        announced_at=window.start - 9 * HOUR,
    )
    before, after = over(agreement, several), over(agreement, [*several, known])
    assert before.availability is None or (after.availability or 0) >= before.availability
