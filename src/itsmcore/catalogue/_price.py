"""Prices: what something costs, once or again and again, in one currency."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import attrs

from itsmcore.called import call_of
from itsmcore.conditions import Field
from itsmcore.errors import BadValue
from itsmcore.fields import choice, is_in
from itsmcore.phrase import Phrase, say

Period: TypeAlias = Literal["month", "year"]
"""How often a price is paid again."""
Reckoned: TypeAlias = Literal["month", "year", "first_year"]
"""What a threshold may be of, besides what is paid once."""
SPACE = "cost"
"""The space of the facts that say what something costs."""
PERIODS: tuple[Reckoned, ...] = ("month", "year", "first_year")
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_MOST, _FINEST = Decimal(10) ** 60, -6
_AMOUNT = Phrase("catalogue.expected.amount")


def as_currency(currency: str) -> str:
    """Check the code of a currency.

    Raises:
        BadValue: it is none.
    """
    given: object = currency
    if isinstance(given, str) and _CURRENCY.fullmatch(given):
        return str.__str__(given)
    expected = Phrase("catalogue.expected.currency")
    raise BadValue(field="currency", value=currency, expected=expected)


def as_reckoned(per: Reckoned | None) -> Reckoned | None:
    """Check the period of a threshold.

    Raises:
        BadValue: there is none such.
    """
    if per is not None and not is_in(per, PERIODS):
        expected = Phrase("catalogue.expected.period", names=", ".join(map(repr, PERIODS)))
        raise BadValue(field="per", value=per, expected=expected)
    return per


def _amount(amount: Decimal | int) -> Decimal:
    given: Any = amount
    if isinstance(given, bool) or not isinstance(given, Decimal | int):
        raise BadValue(field="amount", value=amount, expected=_AMOUNT)
    if isinstance(given, Decimal) and not given.is_finite():
        raise BadValue(field="amount", value=amount, expected=_AMOUNT)
    if not 0 <= given < _MOST:
        expected = _AMOUNT if given < 0 else Phrase("catalogue.expected.few_digits")
        raise BadValue(field="amount", value=amount, expected=expected)
    exact = Decimal(int(given)) if isinstance(given, int) else Decimal(given)
    if int(exact.as_tuple().exponent) < _FINEST:
        raise BadValue(
            field="amount",
            value=amount,
            expected=Phrase("catalogue.expected.few_decimals"),
        )
    return exact.copy_abs()


@attrs.frozen(repr=False)
class Price:
    """An amount of money that is paid once, every month or every year.

    Attributes:
        amount: how much, exactly, with up to 6 digits after the point.
        currency: the three letters of ISO 4217.
        per: `"month"` or `"year"`; None if it is paid once.

    Raises:
        BadValue: the amount is a float, negative or no number, the currency is not three capital
            letters, or there is no such period.

    >>> print(Price(1200, "EUR"), Price(40, "EUR", per="month"), sep="; ")
    1200 EUR; 40 EUR a month
    """

    amount: Decimal = attrs.field(converter=_amount)
    currency: str = attrs.field(converter=as_currency)
    per: Period | None = attrs.field(default=None, kw_only=True)

    __repr__ = call_of

    @per.validator
    def _known(self, _: object, per: object) -> None:
        if per is not None:
            choice(Period)(self, attrs.fields(Price).per, per)

    def __str__(self) -> str:
        often = "" if self.per is None else say(f"catalogue.per.{self.per}")
        return f"{self.amount:f} {self.currency}{often}"


def cost(currency: str, *, per: Reckoned | None = None) -> Field:
    """Name what something costs in one currency, to compare it with a threshold.

    Args:
        currency: the three letters of ISO 4217; amounts of several currencies are never added.
        per: None for what is paid once, `"month"` or `"year"` for what is paid each, and
            `"first_year"` for what is paid once, twelve times a month's, and a year's.

    Raises:
        BadValue: it is no currency, or there is no such period.

    >>> print(cost("EUR") > 500, cost("EUR", per="first_year") > 1000, sep="; ")
    cost.EUR > 500; cost.EUR.first_year > 1000
    """
    code, reckoned = as_currency(currency), as_reckoned(per)
    return Field(f"{SPACE}.{code}" if reckoned is None else f"{SPACE}.{code}.{reckoned}")
