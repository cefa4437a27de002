"""Prices and costs: exact amounts, and never a sum over currencies."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.catalogue import Cost, Price, cost
from itsmcore.errors import BadValue, Unlisted

PRICES = st.builds(
    Price,
    st.decimals(0, 10**9, places=2) | st.integers(0, 10**40),
    st.sampled_from(["EUR", "USD", "JPY"]),
    per=st.sampled_from([None, "month", "year"]),
)
R7 = Cost([Price(4800, "EUR"), Price(40, "EUR", per="month"), Price(300, "USD")])


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (12.5, "amount cannot be 12.5; give a Decimal or a whole number from 0, such as Decimal"),
        (Decimal("NaN"), "give a Decimal or a whole number from 0"),
        (Decimal("Infinity"), "give a Decimal or a whole number from 0"),
        (-1, "amount cannot be -1; give a Decimal or a whole number from 0"),
        (True, "amount cannot be True"),
        ("12", "amount cannot be '12'"),
        (None, "amount cannot be None"),
        (10**60, "give one of at most 60 digits"),
        (Decimal("0.0000001"), "give at most 6 digits after the point"),
    ],
)
def test_a_bad_amount_is_refused(amount: Any, words: str) -> None:
    """With what to give instead."""
    with pytest.raises(BadValue) as raised:
        Price(amount, "EUR")
    assert words in str(raised.value)


@pytest.mark.parametrize("currency", ["eur", "EURO", "€", "EÜR", "", 978, None, "EUR\n"])
def test_a_currency_is_three_capital_letters(currency: Any) -> None:
    """Of prices, of thresholds and of sums."""
    for ask in (lambda: Price(1, currency), lambda: cost(currency), lambda: R7.amount(currency)):
        with pytest.raises(BadValue, match="three capital letters of ISO 4217, such as 'EUR'"):
            ask()
    with pytest.raises(BadValue, match="currenc"):
        R7.facts(currencies=[currency])


@pytest.mark.parametrize("per", ["week", "first_year", 12, ["month"]])
def test_a_price_is_paid_once_or_each_month_or_year(per: Any) -> None:
    """A threshold may also be of the first year."""
    with pytest.raises(BadValue, match="per cannot be"):
        Price(1, "EUR", per=per)
    if per != "first_year":
        with pytest.raises(BadValue, match=r"per cannot be .*'first_year', or None"):
            cost("EUR", per=per)
        with pytest.raises(BadValue, match="per cannot be"):
            R7.amount("EUR", per=per)


def test_a_price_is_a_value() -> None:
    """Equal by its amount, however that is written."""
    assert Price(5, "EUR") == Price(Decimal("5.00"), "EUR") == Price(Decimal(5), "EUR", per=None)
    assert Price(5, "EUR") != Price(5, "EUR", per="month")
    assert ("Price(Decimal('5'), 'EUR')", "5 EUR a year") == (
        repr(Price(5, "EUR")),
        str(Price(5, "EUR", per="year")),
    )
    assert "0" == str(Price(Decimal("-0"), "EUR").amount)


def test_a_threshold_names_one_currency() -> None:
    """And a period, if it is not paid once."""
    names = [cost("EUR", per=per).name for per in (None, "month", "year", "first_year")]
    assert ["cost.EUR", "cost.EUR.month", "cost.EUR.year", "cost.EUR.first_year"] == names


def test_r7_three_rows_and_no_sum() -> None:
    """EXAMPLES, R7."""
    assert (
        {"currency": "EUR", "per": None, "amount": Decimal(4800)},
        {"currency": "EUR", "per": "month", "amount": Decimal(40)},
        {"currency": "USD", "per": None, "amount": Decimal(300)},
    ) == R7.rows
    assert "4800 EUR, 40 EUR a month, 300 USD" == str(R7)
    assert ("EUR", "USD") == R7.currencies
    assert "| EUR | month | 40 |" in f"{R7:md}".splitlines()
    assert "<table" in R7._repr_html_()
    with pytest.raises(Unlisted):
        f"{R7:svg}"


def test_a_cost_of_nothing() -> None:
    """Is nothing in any currency."""
    assert ((), "nothing", Decimal(0)) == (Cost().rows, str(Cost()), Cost().amount("EUR"))
    assert {} == Cost().facts()
    assert {Decimal(0)} == set(Cost().facts(currencies=["EUR"]).values())
    assert "Cost()" == repr(Cost())


def test_the_first_year_is_what_is_paid_in_it() -> None:
    """Once, twelve months and one year."""
    every = R7 + Cost([Price(Decimal("0.5"), "EUR", per="year")])
    assert Decimal("5280.5") == every.amount("EUR", per="first_year")
    assert (Decimal("0.5"), Decimal(40)) == (
        every.amount("EUR", per="year"),
        every.amount("EUR", per="month"),
    )
    facts = every.facts(currencies=["JPY", "EUR"])
    assert (Decimal(300), Decimal(0), 12) == (facts["USD"], facts["JPY.first_year"], len(facts))


@pytest.mark.parametrize("wrong", [5, [5], "EUR", Price(1, "EUR"), None])
def test_a_cost_is_made_of_prices(wrong: Any) -> None:
    """And added to another."""
    with pytest.raises(BadValue, match="prices cannot be"):
        Cost(wrong)
    with pytest.raises(TypeError):
        R7 + wrong


@given(st.lists(PRICES, max_size=8), st.integers(0, 8))
def test_sums_are_exact_whatever_the_order(prices: list[Price], cut: int) -> None:
    """And whatever context somebody has for decimals of their own; the parts make the whole."""
    with localcontext() as context:
        context.prec = 2
        whole = Cost(prices)
        assert whole == Cost(prices[::-1]) == Cost(prices[:cut]) + Cost(prices[cut:])
        facts = whole.facts()
    for price in whole.prices:
        own = [of.amount for of in prices if (of.currency, of.per) == (price.currency, price.per)]
        assert sum(map(Fraction, own)) == Fraction(price.amount)
    for code in whole.currencies:
        parts = [Fraction(facts[f"{code}{per}"]) for per in ("", ".month", ".year", ".first_year")]
        assert parts[3] == parts[0] + 12 * parts[1] + parts[2]
