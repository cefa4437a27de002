"""Costs: what several prices come to, each currency and period by itself."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal

import attrs

from itsmcore.called import call_of
from itsmcore.catalogue._price import PERIODS, Period, Price, Reckoned, as_currency, as_reckoned
from itsmcore.fields import as_several
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.frozen import FrozenDict
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, label, say

_ORDER: tuple[Period | None, ...] = (None, "month", "year")
_TIMES: dict[Period | None, int] = {None: 1, "month": 12, "year": 1}
"""How often each is paid in the first year."""


def exact_sums() -> Context:
    """Return a context in which sums of prices are not rounded."""
    return Context(prec=200)


def _sums(prices: Iterable[Price]) -> tuple[Price, ...]:
    add, sums = exact_sums().add, dict[tuple[str, int], Decimal]()
    for price in as_several(Price, prices, "prices", Phrase("catalogue.expected.prices")):
        key = price.currency, _ORDER.index(price.per)
        sums[key] = add(sums.get(key, Decimal(0)), price.amount)
    return tuple(
        Price(amount, currency, per=_ORDER[place])
        for (currency, place), amount in sorted(sums.items())
    )


@attrs.frozen(repr=False)
class Cost:
    """What prices come to: one sum for each currency and period, and never one over currencies.

    Attributes:
        prices: the prices; those of one currency and period are added.

    >>> total = Cost([Price(1200, "EUR"), Price(40, "EUR", per="month"), Price(300, "USD")])
    >>> print(total + Cost([Price(300, "EUR")]))
    1500 EUR, 40 EUR a month, 300 USD
    >>> total.amount("EUR", per="first_year")
    Decimal('1680')
    """

    prices: tuple[Price, ...] = attrs.field(default=(), converter=_sums)

    __repr__ = call_of

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies in which something is paid."""
        return tuple(dict.fromkeys(price.currency for price in self.prices))

    def amount(self, currency: str, *, per: Reckoned | None = None) -> Decimal:
        """Return what is paid in a currency: once, each month or year, or in the first year.

        Raises:
            BadValue: it is no currency, or there is no such period.
        """
        code, reckoned, exact = as_currency(currency), as_reckoned(per), exact_sums()
        own = (price for price in self.prices if price.currency == code)
        if reckoned == "first_year":
            parts = [exact.multiply(of.amount, Decimal(_TIMES[of.per])) for of in own]
        else:
            parts = [of.amount for of in own if of.per == reckoned]
        total = Decimal(0)
        for part in parts:
            total = exact.add(total, part)
        return total

    def facts(self, *, currencies: Iterable[str] = ()) -> FrozenDict[str, Decimal]:
        """Return what thresholds compare, by the names that `cost` gives them after `cost.`.

        Args:
            currencies: those of which nothing may be paid, besides those in which something is.

        Raises:
            BadValue: one is no currency.

        >>> Cost([Price(40, "EUR", per="month")]).facts()["EUR.first_year"]
        Decimal('480')
        """
        named = as_several(str, currencies, "currencies")
        return FrozenDict(
            {
                currency if per is None else f"{currency}.{per}": self.amount(currency, per=per)
                for currency in dict.fromkeys((*self.currencies, *named))
                for per in (None, *PERIODS)
            }
        )

    def __add__(self, other: Cost) -> Cost:
        if not isinstance(other, Cost):
            return NotImplemented
        return Cost((*self.prices, *other.prices))

    @property
    def rows(self) -> Rows:
        """A row for each currency and period, as a DataFrame takes them."""
        return tuple(
            {"currency": of.currency, "per": of.per, "amount": of.amount} for of in self.prices
        )

    def _table(self) -> Table:
        lines = (
            (
                of.currency,
                say("catalogue.once") if of.per is None else label("columns", of.per),
                f"{of.amount:f}",
            )
            for of in self.prices
        )
        return Table(("currency", "per", "amount"), lines)

    def __str__(self) -> str:
        return ", ".join(map(str, self.prices)) or say("catalogue.costs_nothing")

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
