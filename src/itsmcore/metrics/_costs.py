"""Costs: what the requests that were fulfilled cost, period by period, never over currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo

import attrs

from itsmcore.catalogue import Cost, Price
from itsmcore.errors import BadValue
from itsmcore.figures import Figure, Figures, Rows, Table, as_table_formats, as_table_text
from itsmcore.instant import utc
from itsmcore.metrics._cases import DONE, Cases, Steps, begun, phase_of, told
from itsmcore.metrics._groups import (
    Group,
    Scope,
    figures_of,
    names_of_groups,
    notes_of_scope,
    rows_of_groups,
    said_of_groups,
)
from itsmcore.metrics._periods import Period, Periods
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import label, say
from itsmcore.requests import Outcome
from itsmcore.schedule import as_zone
from itsmcore.timeline import Step, Timeline

_COLUMNS = ("period", "requests", "currency", "per", "amount")
_COST = "cost."


@attrs.frozen
class PeriodCost:
    """What the requests that were fulfilled in a period cost.

    Attributes:
        period: its name, such as `"2026-03"`.
        since: the first instant of it, in UTC.
        until: the instant at which it ends, in UTC.
        requests: how many were fulfilled.
        cost: what they cost together.
    """

    period: str
    since: datetime
    until: datetime
    requests: int
    cost: Cost


@attrs.frozen(kw_only=True)
class RequestCosts:
    """What requests cost, by the periods in which they were fulfilled.

    Attributes:
        at: the instant that this is true at, in UTC.
        periods: the periods in which something was fulfilled.
        since: the first instant that is counted, in UTC; None if unlimited.
        until: the instant at which counting stops, in UTC; None if unlimited.
        groups: the costs of each group, if groups were asked for.
        hidden: how many groups are too small to be told apart.
    """

    at: datetime
    periods: tuple[PeriodCost, ...]
    since: datetime | None = None
    until: datetime | None = None
    groups: tuple[Group[RequestCosts], ...] = ()
    hidden: int = 0

    @property
    def rows(self) -> Rows:
        """A row for each period, currency and way of paying, as a DataFrame takes them."""
        return rows_of_groups(self)

    @property
    def figures(self) -> Figures:
        """Each sum as a figure: first for each group, then for all requests."""
        return figures_of(self)

    def _figures(self) -> Iterator[Figure]:
        for one in self.periods:
            scope = Scope(one.since, one.until)
            for price in one.cost.prices:
                name = "cost" if price.per is None else f"cost a {price.per}"
                yield scope.figure(name, float(price.amount), one.requests, price.currency, "lower")

    def _rows(self) -> Rows:
        return tuple(
            {"period": one.period, "requests": one.requests, **row}
            for one in self.periods
            for row in one.cost.rows
        )

    def _table(self) -> Table:
        rows = (
            {
                **row,
                "per": say("catalogue.once")
                if row["per"] is None
                else label("columns", row["per"]),
            }
            for row in said_of_groups(self)
        )
        return Table.of((*names_of_groups(self), *_COLUMNS), rows, notes_of_scope(self))

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def request_costs(
    timelines: Mapping[str, Timeline],
    *,
    at: datetime,
    period: str = "month",
    tz: str | tzinfo = "UTC",
    since: datetime | None = None,
    until: datetime | None = None,
    by: str | Iterable[str] = (),
    least: int = 1,
    pseudonyms: bytes | None = None,
) -> RequestCosts:
    """Add up what requests cost, in the period in which each was fulfilled.

    The facts `cost.EUR`, `cost.EUR.month` and `cost.EUR.year` of the last step are read, for every
    currency: those of a Request, or of a log whose columns have these names. Sums are by currency,
    and by whether it is paid once, each month or each year; nothing is added over these.

    A request counts from the start of its present stretch of resolved and closed, unless its
    `outcome` is `skipped`: nothing was needed, and nothing is paid.

    Args:
        timelines: a timeline for each request's number.
        at: the instant to count at; later steps are not looked at.
        period: `"day"`, `"week"` (ISO 8601), `"month"`, `"quarter"` or `"year"`.
        tz: the zone by whose clock a period begins and ends.
        since: the first instant that is counted; by default unlimited.
        until: the instant at which counting stops; by default unlimited.
        by: facts of the last step to group by, such as `"service"`.
        least: the fewest requests that a group's sum may be drawn from; see `times`.
        pseudonyms: a key; values that are grouped by are replaced by stable names made with it.

    Raises:
        BadValue: the timelines are not a mapping, or a fact to group by has the name of a column.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        FaultyDefinition: there is no such zone.
        Unlisted: there is no such period, or no request has a fact to group by.

    >>> from datetime import UTC
    >>> from decimal import Decimal
    >>> from itsmcore.phase import Phase
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> done = {"phase": Phase.RESOLVED, "cost.EUR": Decimal(1200), "cost.EUR.month": Decimal(40)}
    >>> print(request_costs({"REQ-1": Timeline.from_rows([(nine, done)])}, at=nine))
    period   requests  currency  per    amount
    2026-03  1         EUR       once   1200
    2026-03  1         EUR       month  40
    """
    moment, periods = utc(at), Periods(period, as_zone(tz))
    scope = Scope.of(since, until, by, least, pseudonyms, _COLUMNS)
    cases = Cases(dict(begun(timelines, moment)))

    def measure(those: Cases) -> RequestCosts:
        found = defaultdict[Period, list[Cost]](list)
        for steps in those.several:
            fulfilled = _fulfilled_at(steps)
            was_skipped = told(steps[-1], "outcome") == Outcome.SKIPPED
            if fulfilled is not None and not was_skipped and scope.holds(fulfilled):
                found[periods.at(fulfilled)].append(Cost(_prices(steps[-1])))
        return RequestCosts(
            at=moment,
            periods=tuple(
                PeriodCost(
                    one.name,
                    one.since,
                    one.until,
                    len(found[one]),
                    Cost(price for cost in found[one] for price in cost.prices),
                )
                for one in sorted(found, key=lambda of: of.since)
            ),
            since=scope.since,
            until=scope.until,
        )

    groups, hidden = scope.groups(timelines, cases, measure)
    return attrs.evolve(measure(cases), groups=groups, hidden=hidden)


def _fulfilled_at(steps: Steps) -> datetime | None:
    """Return when the present stretch of resolved and closed began; None if there is none."""
    since: datetime | None = None
    for step in steps:
        phase = phase_of(step)
        if phase in DONE:
            since = since or step.at
        elif phase is not None:
            since = None
    return since


def _prices(step: Step) -> Iterator[Price]:
    """Yield what a step tells of costs; what is no price is none."""
    for name in step.facts:
        currency, _, per = name.removeprefix(_COST).partition(".")
        if not name.startswith(_COST) or per not in ("", "month", "year"):
            continue
        try:
            price = Price(told(step, name), currency, per=per or None)  # type: ignore[arg-type]
        except BadValue:
            continue
        if price.amount:
            yield price
