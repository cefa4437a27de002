"""Implied outages: what follows on a map from the outages of some of its parts."""

import pytest

from itsmcore.dated import Dated
from itsmcore.errors import BadValue
from itsmcore.outages import Outage
from itsmcore.services import (
    Availability,
    AvailabilityTerms,
    Item,
    Needs,
    Service,
    ServiceMap,
    implied_outages,
)
from tests.instants import HOUR
from tests.services.cases import on
from tests.services.estates import ESTATE

NOON = on(6, 3, 12)


def of_item(name: str, start: float, length: float | None, **facts: object) -> Outage:
    """Make an outage of an item, some hours after noon."""
    end = None if length is None else NOON + (start + length) * HOUR
    return Outage(name, NOON + start * HOUR, end, **facts)  # type: ignore[arg-type]


def told(name: str, *outages: Outage) -> list[tuple[float, float | None, str, str]]:
    """Tell the outages of a part: from when to when, what it was, and why."""
    return [
        (
            (of.start - NOON) / HOUR,
            None if of.end is None else (of.end - NOON) / HOUR,
            "planned" if of.is_planned else "degraded" if of.is_degraded else "down",
            " ".join(of.causes),
        )
        for of in ESTATE.outages(outages)
        if of.name == name
    ]


def test_a_service_is_down_while_too_much_of_what_it_needs_is() -> None:
    """And degraded while something of it is."""
    several = (
        of_item("web-1", 0, 3, causes="INC-1"),
        of_item("web-2", 1, 3, causes="INC-2"),
    )
    assert [
        (0, 1, "degraded", "INC-1"),
        (1, 3, "down", "INC-1 INC-2"),
        (3, 4, "degraded", "INC-2"),
    ] == told("portal", *several)
    assert [(0, 3, "down", "INC-1")] == told("web-1", *several)


def test_what_follows_from_planned_absences_alone_is_planned() -> None:
    """It is announced with them; what fails with them is not planned."""
    early = NOON - 9 * HOUR
    plan = of_item("web-1", 0, 4, is_planned=True, announced_at=early, causes="CHG-1")
    assert [(1, 2, "down", "INC-1")] == told("erp", plan, of_item("web-2", 1, 1, causes="INC-1"))
    whole = of_item("db", 0, 4, is_planned=True, announced_at=early, causes="CHG-2")
    known = ESTATE.outages([whole, of_item("db", 1, 1, causes="INC-1")])
    payroll = [of for of in known if of.name == "payroll"]
    assert [(NOON, NOON + 4 * HOUR, True), (NOON + HOUR, NOON + 2 * HOUR, False)] == [
        (of.start, of.end, of.is_planned) for of in payroll
    ]
    assert early == payroll[0].announced_at
    late = of_item("db", 1, 1, is_planned=True)
    (first, *_) = (of for of in ESTATE.outages([late]) if of.name == "payroll")
    assert None is first.announced_at


def both(**states: str) -> ServiceMap:
    """Make a map of an ERP that needs a database and a web server."""
    items = [Item(name, state=states.get(name, "live")) for name in ("db", "web")]
    return ServiceMap([Service("erp")], items=items, needs=[Needs("erp", ["db", "web"])])


def at(name: str, start: float, end: float, told_at: float | None, cause: str = "") -> Outage:
    """Plan an outage, by hours from noon."""
    announced = None if told_at is None else NOON + told_at * HOUR
    length = end - start
    return of_item(name, start, length, is_planned=True, announced_at=announced, causes=cause or ())


@pytest.mark.parametrize("names", [("db", "web"), ("web", "db")])
@pytest.mark.parametrize("notice", [0, 48, 49])
@pytest.mark.parametrize(
    "spans",
    [
        ((0, 4, -99), (2, 6, -45)),
        ((0, 4, -99), (2, 6, -46)),
        ((0, 8, -1), (0, 8, -99)),
        ((0, 4, -47), (2, 6, None)),
        ((0, 4, 1), (2, 6, None)),
        ((0, 6, -10), (2, 3, -99)),
    ],
)
def test_what_follows_from_planned_outages_has_the_notice_of_each(
    names: tuple[str, str], notice: int, spans: tuple[tuple[float, float, float | None], ...]
) -> None:
    """As if they were written on the service; neither names nor cuts make one timely."""
    agreed = Availability(terms=AvailabilityTerms(notice=notice * HOUR))
    period = {"since": on(6, 1), "until": on(7, 1)}
    implied = both().outages([at(name, *of) for name, of in zip(names, spans, strict=True)])
    written = [at("erp", *of) for of in spans]
    assert agreed.measure("erp", written, **period) == agreed.measure("erp", implied, **period)


def test_absences_that_count_only_together_have_the_least_notice() -> None:
    """From where the one began that was announced last."""
    plans = [at("web-1", 0, 4, -99, "CHG-1"), at("web-2", 2, 6, -9, "CHG-2")]
    (erp,) = (of for of in ESTATE.outages(plans) if of.name == "erp")
    assert (11 * HOUR, None, ("CHG-1", "CHG-2")) == (erp.notice, erp.planned_start, erp.causes)
    late = [at("web-1", 0, 4, -9, "CHG-1"), at("web-2", 2, 6, -99, "CHG-2")]
    (erp,) = (of for of in ESTATE.outages(late) if of.name == "erp")
    assert (9 * HOUR, NOON) == (erp.notice, erp.planned_start)


def test_every_cause_is_named() -> None:
    """Neither the first by name, nor what the map says, hides another."""
    failed = [of_item("db", 0, 8, causes="INC-1"), of_item("web", 1, 6, causes="INC-2")]
    (erp,) = (of for of in both().outages(failed) if of.name == "erp")
    assert {"INC-1", "INC-2"} == set(erp.causes)
    plan = at("web", 0, 4, -99, "CHG-1")
    (erp,) = (of for of in both(db="maintenance").outages([plan]) if of.name == "erp")
    assert (True, ("CHG-1",), 99 * HOUR) == (erp.is_planned, erp.causes, erp.notice)


def test_what_is_planned_for_a_service_itself_stays_as_it_is() -> None:
    """Beside what follows from its items where that has more notice."""
    own, item = at("erp", 0, 4, -99), at("db", 2, 6, -9)
    assert [(0, 4, None), (2, 6, None)] == [
        (
            (of.start - NOON) / HOUR,
            ((of.end or NOON) - NOON) / HOUR,
            of.planned_start and (of.planned_start - NOON) / HOUR,
        )
        for of in both().outages([own, item])
        if of.name == "erp"
    ]


def test_outages_for_some_users_stay_for_some() -> None:
    """However many overlap."""
    some = [
        of_item("erp", 0, 2, users=100, causes="INC-1"),
        of_item("erp", 0, 2, users=100, causes="INC-2"),
    ]
    agreed = Availability(users=400, terms=AvailabilityTerms(users="weighted"))
    of = agreed.measure("erp", ESTATE.outages(some), since=on(6, 1), until=on(7, 1))
    assert HOUR / 2 == of.downtime


def test_what_goes_on_goes_on_for_what_needs_it() -> None:
    """Until nobody knows when."""
    assert [(0, None, "down", "INC-1")] == told("payroll", of_item("db", 0, None, causes="INC-1"))
    assert [] == told("payroll")


def test_what_the_map_does_not_know_stays_as_it_is() -> None:
    """As does what only does badly, and the users of what is down itself."""
    lamp, slow = of_item("lamp", 0, 1), of_item("db", 0, 1, is_degraded=True)
    some = of_item("portal", 0, 1, users=12)
    assert {lamp, slow, some} == set(ESTATE.outages([slow, some, lamp]))


def test_the_availability_of_a_service_follows_from_its_items() -> None:
    """With redundancy, an hour of one server is none."""
    outages = ESTATE.outages([of_item("web-1", 0, 3), of_item("web-2", 1, 1)])
    erp = Availability(terms=AvailabilityTerms(degraded=0))
    of = erp.measure("erp", outages, since=on(6, 1), until=on(7, 1))
    assert (HOUR, 1) == (of.downtime, of.outages)


def test_a_map_that_changes_is_read_as_it_was() -> None:
    """What goes on meanwhile takes along what each edition says, with the notice that it had."""
    moved = ServiceMap(ESTATE.services, items=ESTATE.items, needs=[Needs("erp", "web-1")])
    estates = Dated([(NOON - HOUR, ESTATE), (NOON + 2 * HOUR, moved)])
    plan = of_item("db", -2, 6, is_planned=True, announced_at=NOON - 9 * HOUR, causes="CHG-1")
    failed = of_item("web-1", 0, 4, causes="INC-1")
    found = {
        (of.name, (of.start - NOON) / HOUR, ((of.end or NOON) - NOON) / HOUR, of.causes)
        for of in implied_outages(estates, [plan, failed])
        if of.name in ("db", "erp", "payroll")
    }
    assert {
        ("db", -2, 4, ("CHG-1",)),
        ("payroll", -1, 2, ("CHG-1",)),
        ("erp", -1, 2, ("CHG-1",)),
        ("erp", 2, 4, ("INC-1",)),
    } == found
    assert 1 == len(implied_outages(estates, [of_item("db", -9, 2)]))
    (payroll,) = (of for of in implied_outages(estates, [plan]) if of.name == "payroll")
    assert 7 * HOUR == payroll.notice
    with pytest.raises(BadValue, match="estates cannot be"):
        implied_outages(Dated([(NOON, 5)]), [plan])  # type: ignore[list-item]


def test_an_outage_of_no_time_implies_none() -> None:
    """It lasts into no edition of the map, and what does not is cut away."""
    assert [] == told("erp", of_item("db", 1, 0))
