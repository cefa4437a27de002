"""Availability of many services: service by service and period by period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

import attrs

from itsmcore.chart import Bar, bars
from itsmcore.errors import BadSpan, BadValue
from itsmcore.fields import as_named, as_several
from itsmcore.figures import (
    Figure,
    Figures,
    Rows,
    Table,
    as_drawn_formats,
    as_table_text,
    percent_of,
    time_text,
)
from itsmcore.instant import utc
from itsmcore.metrics._periods import Period, Periods
from itsmcore.outages import Outage
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import BLUE, GREEN, RED
from itsmcore.phrase import Phrase, say, yes_or_no
from itsmcore.picture import Picture
from itsmcore.schedule import as_zone
from itsmcore.services import Availability, MeasuredAvailability
from itsmcore.services._availability import measured
from itsmcore.services._course import Course

_COLUMNS = ("service", "period", "availability", "target", "met", "outages", "downtime", "left")
_EXPECTED = Phrase("metrics.expected.agreements")


@attrs.frozen
class ServicePeriod:
    """The availability of one service in one period; None if no periods were asked for."""

    period: str | None
    measured: MeasuredAvailability

    @property
    def figures(self) -> Iterator[Figure]:
        """Its figures, which name the service and the period."""
        for figure in self.measured.figures.figures:
            by = figure.by if self.period is None else figure.by | {"period": self.period}
            yield attrs.evolve(figure, by=by)

    @property
    def row(self) -> dict[str, Any]:
        """It as a row of plain values, as a DataFrame takes them."""
        of = self.measured
        share, target = of.availability, of.agreement.target
        return {
            "service": of.name,
            "period": self.period,
            "availability": None if share is None else float(share),
            "target": None if target is None else float(target),
            "met": of.is_met,
            "outages": of.outages,
            "committed": of.committed,
            "downtime": of.downtime,
            "allowed": of.allowed,
            "left": of.left,
            "mtbf": of.mtbf,
            "mtrs": of.mtrs,
            "mtbsi": of.mtbsi,
        }


@attrs.frozen
class AvailabilityReport:
    """The availability of services, in the order in which they were given, by period.

    Attributes:
        measures: each of them.
        left_out: how many outages are of something else.
    """

    measures: tuple[ServicePeriod, ...]
    left_out: int = 0

    @property
    def worst(self) -> MeasuredAvailability | None:
        """What missed its target by the most, or else has the least left; None if nothing has one.

        It is judged by the share of what was allowed that was used.
        """
        known = [(used, of.measured) for of in self.measures if (used := _used(of)) is not None]
        return max(known, key=lambda pair: pair[0])[1] if known else None

    @property
    def figures(self) -> Figures:
        """Every figure of every service and period."""
        return Figures(figure for of in self.measures for figure in of.figures)

    @property
    def rows(self) -> Rows:
        """A row for each service and period, as a DataFrame takes them."""
        return tuple(of.row for of in self.measures)

    def _table(self) -> Table:
        has_period = any(of.period is not None for of in self.measures)
        names = [name for name in _COLUMNS if name != "period" or has_period]
        lines = (
            [{**of.row, **_words(of.measured)}[name] for name in names] for of in self.measures
        )
        many = say("metrics.availability.left_out", count=self.left_out)
        return Table(names, lines, [many] if self.left_out else [])

    def _drawn(self) -> Picture:
        several = [*map(_bar, self.measures)]
        most = max((bar.size for bar in several), default=1)
        return bars(
            say("metrics.downtime"),
            several,
            most=max(most, 1),
            target=(1, say("metrics.availability.allowed")),
        )

    __str__ = as_table_text
    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _used(of: ServicePeriod) -> float | None:
    """Return how much of the allowed downtime was used; infinite where none was allowed."""
    allowed, down = of.measured.allowed, of.measured.downtime
    if allowed is None:
        return None
    if allowed:
        return down / allowed
    return float("inf") if down else 0


def _words(of: MeasuredAvailability) -> dict[str, object]:
    target = of.agreement.target
    met = "" if of.is_met is None else yes_or_no(of.is_met)
    left = "" if of.left is None else time_text(of.left)
    share = None if of.availability is None else percent_of(of.availability)
    return {
        "availability": share,
        "target": None if target is None else percent_of(target),
        "met": met,
        "left": left,
    }


def _bar(of: ServicePeriod) -> Bar:
    used, measured_ = _used(of), of.measured
    name = ", ".join(filter(None, (measured_.name, of.period)))
    words = say(
        "metrics.availability.down",
        availability=_words(measured_)["availability"] or say("common.none"),
        downtime=time_text(measured_.downtime),
    )
    if used is None:
        return Bar(name, 0, words, BLUE)
    is_met = measured_.is_met is not False
    return Bar(name, min(used, 2), words, GREEN if is_met else RED, "" if is_met else "crossed")


def availability(
    outages: Iterable[Outage],
    agreed: Mapping[str, Availability],
    *,
    since: datetime,
    until: datetime,
    at: datetime | None = None,
    period: str | None = None,
    tz: str | tzinfo = "UTC",
) -> AvailabilityReport:
    """Measure the availability of services, each by what was agreed for it.

    Args:
        outages: the outages of all of them, in any order.
        agreed: what was agreed, by service.
        since: the first instant that is counted.
        until: the instant at which counting stops.
        at: the instant as of which it is measured; by default the end.
        period: `"day"`, `"week"` (ISO 8601), `"month"`, `"quarter"` or `"year"`; by default all of
            it at once. An outage that spans two periods is one of each.
        tz: the zone by whose clock a period begins and ends.

    Raises:
        BadValue: something is not an outage, or not an agreement.
        NaiveTime: an instant has no time zone.
        BadSpan: `until` lies before `since`.
        Unlisted: there is no such period.
        FaultyDefinition: there is no such zone.

    >>> from datetime import UTC, timedelta
    >>> march, april = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4))
    >>> down = [Outage("erp", april - timedelta(hours=1), april + timedelta(hours=2))]
    >>> erp = {"erp": Availability(target=0.998)}
    >>> print(availability(down, erp, since=march, until=datetime(2026, 5, 1, tzinfo=UTC),
    ...                    period="month"))
    service  period   availability  target  met  outages  downtime  left
    erp      2026-03  99.8655 %     99.8 %  yes  1        1:00:00   0:29:16.800000
    erp      2026-04  99.7222 %     99.8 %  no   1        2:00:00   -0:33:36
    """
    start, stop, zone = utc(since), utc(until), as_zone(tz)
    if stop < start:
        raise BadSpan(start=start, end=stop)
    now = stop if at is None else utc(at)
    known = as_named(agreed, "agreed", _EXPECTED)
    spans = [*_spans(start, stop, period, zone)]
    by_name: dict[str, list[Outage]] = {name: [] for name in known}
    left_out = 0
    for of in as_several(Outage, outages, "outages"):
        if of.name in by_name:
            by_name[of.name].append(of)
        else:
            left_out += 1
    found = list[ServicePeriod]()
    for name, agreement in known.items():
        if not isinstance(agreement, Availability):
            raise BadValue(field="agreed", value=agreement, expected=_EXPECTED)
        course = Course.of(by_name[name], agreement.terms, now, agreement.users)
        found += (
            ServicePeriod(of, measured(agreement, name, course, since=begin, until=min(end, now)))
            for of, begin, end in spans
        )
    return AvailabilityReport(tuple(found), left_out)


def _spans(
    since: datetime, until: datetime, kind: str | None, zone: tzinfo
) -> Iterator[tuple[str | None, datetime, datetime]]:
    """Yield each period, cut to what is counted."""
    if kind is None:
        yield None, since, until
        return
    several: Iterable[Period] = Periods(kind, zone).between(since, until)
    for period in several:
        begin, end = max(period.since, since), min(period.until, until)
        if begin < end:
            yield period.name, begin, end
