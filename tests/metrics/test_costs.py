"""What requests cost, period by period, never over currencies."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from itsmcore import Phase
from itsmcore.catalogue import CatalogueItem, Cost, Price
from itsmcore.conditions import ALWAYS
from itsmcore.errors import BadValue, Unlisted
from itsmcore.metrics import request_costs
from itsmcore.requests import Request, request_model
from itsmcore.timeline import Timeline
from tests.instants import DAY, HOUR

T0 = datetime(2026, 3, 30, 9, tzinfo=UTC)


def done(id: str, service: str, *prices: Price, days: int = 0) -> Request:
    item = CatalogueItem(id, service=service, prices=[(ALWAYS, price) for price in prices])
    asked = request_model(item).open(id, at=T0, by="ada").submit(at=T0, by="ada")
    return asked.fulfil(at=T0 + days * DAY, by="grace")


SEVERAL = (
    done("a", "workplace", Price(1200, "EUR"), Price(40, "EUR", per="month")),
    done("b", "workplace", Price(Decimal("0.10"), "EUR"), Price(300, "USD")),
    done("c", "network", Price(60, "USD", per="year"), days=5),
)
LINES = {request.id: request.timeline() for request in SEVERAL}
AT = T0 + 9 * DAY


def test_sums_are_by_period_currency_and_way_of_paying() -> None:
    """Exactly, and without a sum over currencies."""
    found = request_costs(LINES, at=AT)
    assert [
        ("2026-03", 2, "1200.10 EUR, 40 EUR a month, 300 USD"),
        ("2026-04", 1, "60 USD a year"),
    ] == [(one.period, one.requests, str(one.cost)) for one in found.periods]
    assert {"period": "2026-03", "requests": 2, "currency": "EUR", "per": None}.items() <= (
        found.rows[0].items()
    )
    assert Decimal("1200.10") == found.rows[0]["amount"]
    assert ["cost", "cost a month", "cost", "cost a year"] == [of.name for of in found.figures]
    assert ["EUR", "EUR", "USD", "USD"] == [of.unit for of in found.figures]


def test_they_are_grouped_by_service() -> None:
    """And counted when they were fulfilled."""
    found = request_costs(LINES, at=AT, by="service", since=T0, until=T0 + DAY)
    assert [("network", 0), ("workplace", 1)] == [
        (one.by["service"], len(one.result.periods)) for one in found.groups
    ]
    assert "counted since" in str(found)


def test_what_is_open_again_or_was_never_fulfilled_costs_nothing_yet() -> None:
    """Nor what a log tells that is no price."""
    again = SEVERAL[0].reopen(at=T0 + HOUR, by="ada", reason="x")
    assert () == request_costs({"a": again.timeline()}, at=AT).periods
    rows: dict[str, Any] = {
        "phase": Phase.CLOSED,
        "cost.EUR": "much",
        "cost.USD": Decimal(0),
        "cost.euro": Decimal(5),
        "cost.GBP.first_year": Decimal(5),
        "cost.GBP": Decimal(5),
    }
    line = Timeline.from_rows(
        [(T0, rows), (T0, {key: rows[key] for key in rows if key != "phase"})]
    )
    [period] = request_costs({"a": line}, at=AT).periods
    assert Cost([Price(5, "GBP")]) == period.cost


def test_what_cannot_be_is_refused() -> None:
    """A period that there is not, and a fact with the name of a column."""
    with pytest.raises(Unlisted, match="period"):
        request_costs(LINES, at=AT, period="decade")
    with pytest.raises(BadValue):
        request_costs(LINES, at=AT, by="currency")


def test_what_was_skipped_costs_nothing() -> None:
    """Nothing was needed."""
    item = CatalogueItem("a", prices=Price(5, "EUR"))
    asked = request_model(item).open("a", at=T0, by="ada").submit(at=T0, by="ada")
    skipped = asked.fulfil(at=T0, by="grace", outcome="skipped")
    assert () == request_costs({"a": skipped.timeline()}, at=AT).periods
