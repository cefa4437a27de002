"""Strategies for service maps, outages, and what was agreed on availability."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import get_args

from hypothesis import strategies as st

from itsmcore.approval import Percent
from itsmcore.checked import checked
from itsmcore.fields import as_whole
from itsmcore.outages import Outage
from itsmcore.services import (
    Availability,
    AvailabilityTerms,
    Criticality,
    Item,
    ItemState,
    Needs,
    Service,
    ServiceMap,
)
from itsmcore.services._terms import Ongoing, Planned, UsersCount
from itsmcore.testing._schedules import schedules
from itsmcore.testing._values import instants

_THERE = st.sampled_from([*[ItemState.LIVE] * 3, ItemState.MAINTENANCE])
_SHARES: st.SearchStrategy[int | Percent] = st.sampled_from(
    [1, 2, Percent(50), Percent(Fraction(2, 3)), Percent(100)]
)


@checked
@st.composite
def service_maps(draw: st.DrawFn, *, max_size: int = 8) -> ServiceMap:
    """Draw service maps, with redundancy, parts in maintenance, and perhaps circles.

    Args:
        max_size: the largest number of services and items together.
    """
    size = draw(st.integers(1, as_whole(max_size, "max_size", least=1, most=100)))
    names = [f"{'s' if draw(st.booleans()) else 'i'}{number}" for number in range(size)]
    needs = [draw(_needs(name, [of for of in names if of != name])) for name in names]
    return ServiceMap(
        [draw(_services(name)) for name in names if name.startswith("s")],
        items=[Item(name, state=draw(_THERE)) for name in names if name.startswith("i")],
        needs=[need for need in needs if need is not None],
    )


@checked
@st.composite
def outages(draw: st.DrawFn, *, name: str = "erp") -> Outage:
    """Draw outages, planned and not, of which some are still going on.

    Args:
        name: the service or item.
    """
    start, other = draw(instants()), draw(instants())
    low, high = sorted((start, other))
    return Outage(
        name,
        low,
        draw(st.sampled_from([high, high, None])),
        is_planned=draw(st.booleans()),
        is_degraded=draw(st.booleans()),
        announced_at=draw(st.none() | instants()),
        planned_start=draw(st.none() | instants()),
        causes=draw(st.lists(st.sampled_from(["INC-1", "CHG-2"]), max_size=2, unique=True)),
        users=draw(st.none() | st.integers(0, 1_000)),
    )


@checked
@st.composite
def availabilities(draw: st.DrawFn, *, users: int = 400) -> Availability:
    """Draw what was agreed on availability, with every reading of the terms.

    Args:
        users: how many people use the service.
    """
    hours = draw(st.sampled_from([timedelta(), timedelta(minutes=5), timedelta(hours=48)]))
    terms = AvailabilityTerms(
        planned=draw(st.sampled_from(get_args(Planned))),
        notice=hours,
        degraded=draw(st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1)])),
        minimum=draw(st.sampled_from([timedelta(), timedelta(minutes=5)])),
        ongoing=draw(st.sampled_from(get_args(Ongoing))),
        users=draw(st.sampled_from(get_args(UsersCount))),
    )
    return Availability(
        draw(schedules()),
        maintenance=draw(schedules()),
        target=draw(st.none() | st.sampled_from([Fraction(0), Fraction(199, 200), Fraction(1)])),
        terms=terms,
        users=as_whole(users, "users", least=1),
    )


def _services(name: str) -> st.SearchStrategy[Service]:
    return st.builds(
        Service,
        st.just(name),
        criticality=st.sampled_from(Criticality.scale),
        users=st.none() | st.integers(0, 1_000),
        state=_THERE,
    )


@st.composite
def _needs(draw: st.DrawFn, name: str, others: list[str]) -> Needs | None:
    """Draw what a part needs of others, which may need it in turn."""
    several = draw(st.lists(st.sampled_from(others), max_size=5, unique=True)) if others else []
    place = draw(st.integers(0, len(several)))
    items, any_of = several[:place], several[place:]
    if not several:
        return None
    at_least: int | Percent = draw(_SHARES)
    if isinstance(at_least, int):
        at_least = max(1, min(at_least, len(any_of)))
    return Needs(name, items, any_of=any_of, at_least=at_least)
