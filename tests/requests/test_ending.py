"""Access that ends: until when what was given may be kept, and what ends within a period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.catalogue import CatalogueItem
from itsmcore.conditions import field
from itsmcore.errors import BadSpan, BadValue, NaiveTime
from itsmcore.lifecycle import Argument
from itsmcore.requests import Request, ending, request_model
from tests.instants import DAY, NINE

MONTH = 30 * DAY
UNTIL = Argument("until", datetime)
BADGE = CatalogueItem("badge")
GUEST = CatalogueItem("guest access", lasts=MONTH)
CHOSEN = CatalogueItem("guest access", form=[UNTIL], lasts=field("answers.until"))
LISTED: Any = ending


def fulfilled(
    item: CatalogueItem, at: datetime = NINE, id: str = "REQ-1", **answers: Any
) -> Request:
    """Return a request for an item that was fulfilled at an instant."""
    opened = request_model(item).open(id, at=NINE, by="ada", answers=answers)
    return opened.submit(at=NINE, by="ada").fulfil(at=at, by="grace")


def draft() -> Request:
    return request_model(GUEST).open("REQ-1", at=NINE, by="ada")


def test_it_ends_so_long_after_the_fulfilment_or_when_somebody_has_said() -> None:
    """For ever where nobody says, and not before it is given."""
    request = fulfilled(GUEST)
    assert NINE + MONTH == request.lasts_until == request.close(at=NINE, by="ada").lasts_until
    assert NINE + 5 * DAY == fulfilled(CHOSEN, until=NINE + 5 * DAY).lasts_until
    assert [None] * 3 == [of.lasts_until for of in (fulfilled(BADGE), fulfilled(CHOSEN), draft())]
    assert request.reopen(at=NINE, by="ada", reason="It does not open").lasts_until is None


def test_nothing_ends_that_was_not_given() -> None:
    """All of it was skipped."""
    request = draft().submit(at=NINE, by="ada").fulfil(at=NINE, by="grace", outcome="skipped")
    assert request.lasts_until is None


def test_it_is_a_fact() -> None:
    """Of conditions, and of the timeline."""
    request = fulfilled(GUEST)
    assert (field("lasts_until") <= NINE + MONTH).holds(request.facts)
    assert NINE + MONTH == [*request.timeline()][-1].facts["lasts_until"]


def test_what_never_ends_within_the_calendar_is_for_always() -> None:
    """The last year is 9999."""
    long = CatalogueItem("archive", lasts=timedelta.max)
    assert long.lasts_until({}, since=NINE) is None
    whole = CatalogueItem("archive", lasts=datetime.max.replace(tzinfo=UTC) - NINE)
    assert datetime.max.replace(tzinfo=UTC) == whole.lasts_until({}, since=NINE)


def test_the_soonest_comes_first() -> None:
    """What does not end is not there, and neither is what ends as the period is over."""
    several = [
        fulfilled(GUEST, NINE + 2 * DAY, "REQ-1"),
        fulfilled(GUEST, NINE + DAY, "REQ-2"),
        fulfilled(GUEST, NINE + 3 * DAY, "REQ-3"),
        fulfilled(BADGE, id="REQ-4"),
    ]
    found = ending(several, since=NINE, until=NINE + MONTH + 3 * DAY)
    assert ["REQ-2", "REQ-1"] == [one.id for one in found]


@given(
    days=st.lists(st.integers(0, 60), max_size=8), first=st.integers(0, 90), more=st.integers(0, 30)
)
def test_what_ends_within_a_period_is_listed_soonest_first(
    days: list[int], first: int, more: int
) -> None:
    """Each period has its own, and adjacent periods add up."""
    requests = [fulfilled(GUEST, NINE + day * DAY, f"REQ-{n}") for n, day in enumerate(days)]
    start, middle, end = (NINE + day * DAY for day in (first, first + more, first + 2 * more))
    ends = sorted((NINE + day * DAY + MONTH, f"REQ-{n}") for n, day in enumerate(days))
    found = ending(requests, since=start, until=end)
    expected = [(at, id) for at, id in ends if start <= at < end]
    assert expected == [(of.lasts_until, of.id) for of in found]
    halves = ending(requests, since=start, until=middle), ending(requests, since=middle, until=end)
    assert found == (*halves[0], *halves[1])


def test_what_is_no_request_and_no_period_is_refused() -> None:
    """Where it comes in."""
    for several in ([5], 5):
        with pytest.raises(BadValue):
            LISTED(several, since=NINE, until=NINE + DAY)
    with pytest.raises(BadSpan):
        LISTED([], since=NINE, until=NINE - DAY)
    with pytest.raises(NaiveTime):
        LISTED([], since=NINE.replace(tzinfo=None), until=NINE)
