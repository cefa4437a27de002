"""Availability: whether a service was there in the time that was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Self

import attrs

from itsmcore.called import call_of
from itsmcore.errors import BadSpan, BadValue
from itsmcore.fields import as_a, as_several, as_text, as_whole
from itsmcore.figures import SHARE, Figure, Figures, percent_of, time_text
from itsmcore.instant import utc
from itsmcore.kinds import check_kinds
from itsmcore.outages import Outage
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, label, say
from itsmcore.schedule import Schedule, as_zone
from itsmcore.schedule._schedule import shown_zone
from itsmcore.services._course import Course, Piece
from itsmcore.services._parts import Service
from itsmcore.services._segments import AvailabilitySegment, segments, whole
from itsmcore.services._terms import DEFAULT, AvailabilityTerms, Share, as_share

if TYPE_CHECKING:
    from itsmcore.services._account import AvailabilityAccount

_TICK = timedelta.resolution


def _target(target: Share | None) -> Fraction | None:
    return None if target is None else as_share(target, "target")


@attrs.frozen(repr=False)
class Availability:
    """What was agreed on the availability of a service, and how it is read.

    Attributes:
        agreed: when the service is to be there; by default always.
        maintenance: when it need not be; by default never.
        target: the share of the committed time in which it is to be there, from 0 to 1; None if no
            target was agreed.
        terms: how disputed cases are read.
        users: how many people use it, by whom an outage for some of them may be weighted.

    Raises:
        BadValue: a value is of the wrong kind, or outages are to be weighted by users and the
            number of users is not known.

    >>> from datetime import UTC
    >>> march, april = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4))
    >>> noon = datetime(2026, 3, 9, 12, tzinfo=UTC)
    >>> erp = Availability(target=0.995)
    >>> down = [Outage("erp", noon, noon + timedelta(hours=6), causes="INC-7")]
    >>> print(erp.measure("erp", down, since=march, until=april))
    erp: 99.1935 % of 744:00:00, target 99.5 % missed; down 6:00:00 in 1 outage, 3:43:12 allowed
    """

    agreed: Schedule = attrs.field(factory=Schedule.always)
    maintenance: Schedule = attrs.field(factory=Schedule.never, kw_only=True)
    target: Fraction | None = attrs.field(default=None, converter=_target, kw_only=True)
    terms: AvailabilityTerms = attrs.field(default=DEFAULT, kw_only=True)
    users: int | None = attrs.field(default=None, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        if self.users is not None:
            as_whole(self.users, "users", least=1)
        elif self.terms.users == "weighted":
            expected = Phrase("services.expected.users")
            raise BadValue(field="users", value=None, expected=expected)

    @classmethod
    def of(
        cls,
        service: Service,
        *,
        target: Share | None = None,
        maintenance: Schedule | None = None,
        terms: AvailabilityTerms = DEFAULT,
    ) -> Self:
        """Return what was agreed for a service: its hours and its users, with a target and terms.

        Raises:
            BadValue: a value is of the wrong kind.
        """
        of = as_a(Service, service, "service")
        never = Schedule.never()
        kept = never if maintenance is None else maintenance
        return cls(
            of.hours, maintenance=kept, target=_target(target), terms=terms, users=of.users or None
        )

    @cached_property
    def counted(self) -> Schedule:
        """The time in which being down is downtime, as far as schedules tell."""
        is_whole = self.terms.planned == "counts" or self.maintenance == Schedule.never()
        return self.agreed if is_whole else self.agreed - self.maintenance

    @cached_property
    def committed(self) -> Schedule:
        """The committed time, as far as schedules tell."""
        return self.counted if self.terms.planned == "excluded" else self.agreed

    def measure(
        self,
        name: str,
        outages: Iterable[Outage],
        *,
        since: datetime,
        until: datetime,
        at: datetime | None = None,
    ) -> MeasuredAvailability:
        """Measure the availability of a service in a period.

        Args:
            name: the service, or the item; outages of others do not count.
            outages: the outages, in any order; those that overlap or touch are one.
            since: the first instant that is counted.
            until: the instant at which counting stops.
            at: the instant as of which it is measured; what lies after it is not counted, neither
                as committed nor as downtime. By default the end of the period.

        Raises:
            NaiveTime: an instant has no time zone.
            BadSpan: the period ends before it begins.
            BadValue: something is not an outage.
        """
        start, stop = utc(since), utc(until)
        if stop < start:
            raise BadSpan(start=start, end=stop)
        now = stop if at is None else utc(at)
        known = as_text(name, "name")
        mine = [of for of in as_several(Outage, outages, "outages") if of.name == known]
        course = Course.of(mine, self.terms, now, self.users)
        return measured(self, known, course, since=start, until=min(stop, now))


@attrs.frozen(kw_only=True)
class MeasuredAvailability:
    """The availability of a service in a period, in exact numbers.

    Times are rounded down to the microsecond.

    Attributes:
        name: the service, or the item.
        agreement: what was agreed, and how it is read.
        since: the first instant that is counted, in UTC.
        until: the instant at which counting stops, in UTC: the end of the period, or the instant of
            measuring if that came first.
        committed: the time in which the service was to be there.
        lost: the downtime in microseconds, as an exact number.
        outages: how many outages there were. One that spans two periods is one of each, and one of
            both together.
    """

    name: str
    agreement: Availability = attrs.field(repr=False)
    since: datetime
    until: datetime
    committed: timedelta
    lost: Fraction
    outages: int
    _pieces: tuple[Piece, ...] = attrs.field(alias="pieces", eq=False, repr=False)

    @property
    def downtime(self) -> timedelta:
        """How much of the committed time the service was not there."""
        return whole(self.lost)

    @property
    def _ticks(self) -> int:
        return self.committed // _TICK

    @property
    def availability(self) -> Fraction | None:
        """The share of the committed time in which it was there; None if none was committed."""
        return 1 - self.lost / self._ticks if self._ticks else None

    @property
    def mtbf(self) -> timedelta | None:
        """The mean time between failures: from the end of one to the start of the next."""
        return self._each(self._ticks - self.lost)

    @property
    def mtrs(self) -> timedelta | None:
        """The mean time to restore the service, over its outages and not over incidents."""
        return self._each(self.lost)

    @property
    def mtbsi(self) -> timedelta | None:
        """The mean time between service incidents: from one start to the next."""
        return self._each(Fraction(self._ticks))

    def _each(self, ticks: Fraction) -> timedelta | None:
        return ticks // self.outages * _TICK if self.outages else None

    @property
    def allowed(self) -> timedelta | None:
        """How much downtime the target allows in the committed time; None without a target."""
        target = self.agreement.target
        return None if target is None else (1 - target) * self._ticks // 1 * _TICK

    @property
    def left(self) -> timedelta | None:
        """How much downtime is still allowed; negative if there was too much."""
        return None if self.allowed is None else self.allowed - self.downtime

    @property
    def is_met(self) -> bool | None:
        """Whether the target was reached; None without one, or if no time was committed."""
        target, attained = self.agreement.target, self.availability
        return None if target is None or attained is None else attained >= target

    @cached_property
    def segments(self) -> tuple[AvailabilitySegment, ...]:
        """The period without a gap, each part with what it was; they sum up to the figures."""
        of = self.agreement
        ignored = of.terms.planned == "counts"
        return segments(
            self.since,
            self.until,
            self._pieces,
            of.agreed.windows(self.since, self.until),
            () if ignored else of.maintenance.windows(self.since, self.until),
            is_committed=of.terms.planned != "excluded",
        )

    def explain(
        self, *, brief: bool = False, tz: str | tzinfo | None = None
    ) -> AvailabilityAccount:
        """Show how the downtime adds up, part by part, in words and as rows.

        Args:
            brief: leave out the time in which it was there, and that outside the agreed time.
            tz: the zone to show it in; by default that of the agreed time, or UTC if it has several
                or none.

        Raises:
            FaultyDefinition: there is no such zone.
        """
        from itsmcore.services._account import AvailabilityAccount  # noqa: PLC0415 (import on use)

        zone = shown_zone(self.agreement.agreed) if tz is None else as_zone(tz)
        return AvailabilityAccount(self, brief, zone)

    @property
    def figures(self) -> Figures:
        """The measures as figures, in the order of a report."""
        return Figures(self._figures())

    def _figures(self) -> Iterator[Figure]:
        attained = None if self.availability is None else float(self.availability)
        for name, value, unit, better in (
            ("availability", attained, SHARE, "higher"),
            ("committed", self.committed, "time", None),
            ("downtime", self.downtime, "time", "lower"),
            ("outages", self.outages, "outages", "lower"),
            ("MTBF", self.mtbf, "time", "higher"),
            ("MTRS", self.mtrs, "time", "lower"),
            ("MTBSI", self.mtbsi, "time", "higher"),
        ):
            yield Figure(
                name,
                value,
                self.outages,
                unit,
                better,  # type: ignore[arg-type]
                self.since,
                self.until,
                {"service": self.name},
            )

    def __str__(self) -> str:
        attained, target = self.availability, self.agreement.target
        if attained is None:
            return say("services.availability.nothing_committed", name=self.name)
        goal = ""
        if target is not None:
            goal = say(
                "services.availability.target",
                target=percent_of(target),
                met=label("values", "met" if self.is_met else "missed"),
            )
        count = say("services.availability.outages", count=self.outages)
        room = (
            ""
            if self.allowed is None
            else say("services.availability.allowed", time=_time(self.allowed))
        )
        return say(
            "services.availability.line",
            name=self.name,
            availability=percent_of(attained),
            committed=_time(self.committed),
            goal=goal,
            downtime=_time(self.downtime),
            outages=count,
            allowed=room,
        )

    def _formats(self) -> Formats:
        account = self.explain(brief=True)
        return {**account._formats(), "": self.__str__}  # noqa: SLF001 (its own room)

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def measured(
    agreement: Availability, name: str, course: Course, *, since: datetime, until: datetime
) -> MeasuredAvailability:
    """Measure a period, in UTC, of the course of a service."""
    end = max(since, until)
    pieces = course.between(since, end)
    committed = agreement.committed.elapsed(since, end) // _TICK
    lost: int | Fraction = 0
    runs = set[int | None]()
    for piece in pieces:
        if piece.is_planned and agreement.terms.planned == "excluded":
            committed -= agreement.committed.elapsed(piece.start, piece.end) // _TICK
        elif piece.weight:
            took = agreement.counted.elapsed(piece.start, piece.end) // _TICK
            lost += took if piece.weight == 1 else took * piece.weight
            if took:
                runs.add(piece.run)
    return MeasuredAvailability(
        name=name,
        agreement=agreement,
        since=since,
        until=end,
        committed=committed * _TICK,
        lost=Fraction(lost),
        outages=len(runs),
        pieces=pieces,
    )


def _time(length: timedelta) -> str:
    return time_text(length - length % timedelta(seconds=1))
