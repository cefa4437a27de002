"""Cards: a record with its clocks, over one axis of time."""

from __future__ import annotations

from datetime import tzinfo

import attrs

from itsmcore.drawing import folded
from itsmcore.frozen import FrozenDict
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import AnyRecord, SeenRecord
from itsmcore.lifecycle._card import below, formats, sheet_of
from itsmcore.lifecycle._seen_card import seen_below, seen_formats, seen_sheet
from itsmcore.lifecycle._sheet import on_sheet
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import say
from itsmcore.picture import Picture
from itsmcore.schedule import as_zone
from itsmcore.service_levels import Clocks
from itsmcore.service_levels._picture import entries_of, lane, span

NO_CLOCKS = Clocks(FrozenDict())


@attrs.frozen
class Card:
    """A record as a notebook shows it, with its clocks below its states.

    Attributes:
        record: the record; or what a side sees of it (`record.seen_by(…)`), of whose clocks the
            card then says when they are due, and not how their time adds up.
        clocks: its clocks, as an agreement measures them.
        tz: the zone whose clock the axis follows.

    Raises:
        BadValue: something else is given.
        FaultyDefinition: there is no such zone.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import Incident
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> print(Card(Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")))
    <Incident INC-1 new v1>
    """

    record: AnyRecord | SeenRecord
    clocks: Clocks = NO_CLOCKS
    tz: str | tzinfo = "UTC"

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_zone(self.tz)

    def __str__(self) -> str:
        return "\n".join([str(self.record), *map(str, self.clocks.values())])

    def _formats(self) -> Formats:
        zone, one = as_zone(self.tz), self.record
        known = seen_formats(one, zone) if isinstance(one, SeenRecord) else formats(one, zone)
        return {
            **known,
            "": self.__str__,
            "svg": lambda: self._drawn().svg(),
            "html": lambda: "".join([self._drawn().html(), self._below()]),
        }

    def _below(self) -> str:
        if isinstance(self.record, SeenRecord):
            return seen_below(self.record)
        accounts = [f"{clock.explain():html}" for clock in self.clocks.values()]
        parts = [folded(say("display.card.how_time_adds"), *accounts)] if accounts else []
        return "".join([below(self.record), *parts])

    def _drawn(self) -> Picture:
        zone, one = as_zone(self.tz), self.record
        sheet = seen_sheet(one) if isinstance(one, SeenRecord) else sheet_of(one)
        said = list(map(str, self.clocks.values()))
        clocks = [clock for clock in self.clocks.values() if clock.stretches]
        if not clocks:
            return on_sheet(sheet, zone, said=said)
        _, high = span(clocks)
        return on_sheet(
            sheet,
            zone,
            until=high,
            lanes=[lane(clock, high, zone) for clock in clocks],
            said=said,
            entries=entries_of(clocks),
        )

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
