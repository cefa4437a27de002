"""Cards: a record with its clocks, over one axis of time."""

from __future__ import annotations

from datetime import tzinfo

import attrs

from itsmcore.drawing import folded
from itsmcore.frozen import FrozenDict
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import AnyRecord
from itsmcore.lifecycle._card import below, card
from itsmcore.lifecycle._card import formats as formats_of
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.picture import Picture
from itsmcore.schedule import as_zone
from itsmcore.service_levels import Clocks
from itsmcore.service_levels._picture import entries_of, lane, span

NO_CLOCKS = Clocks(FrozenDict())


@attrs.frozen
class Card:
    """A record as a notebook shows it, with its clocks below its states.

    Attributes:
        record: the record.
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

    record: AnyRecord
    clocks: Clocks = NO_CLOCKS
    tz: str | tzinfo = "UTC"

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_zone(self.tz)

    def __str__(self) -> str:
        return "\n".join([str(self.record), *map(str, self.clocks.values())])

    def _formats(self) -> Formats:
        zone = as_zone(self.tz)
        return {
            **formats_of(self.record, zone),
            "": self.__str__,
            "svg": lambda: self._drawn().svg(),
            "html": self._html,
        }

    def _html(self) -> str:
        accounts = [f"{clock.explain():html}" for clock in self.clocks.values()]
        parts = [folded("how the time adds up", *accounts)] if accounts else []
        return "".join([self._drawn().html(), below(self.record), *parts])

    def _drawn(self) -> Picture:
        zone = as_zone(self.tz)
        clocks = [clock for clock in self.clocks.values() if clock.stretches]
        if not clocks:
            return card(self.record, zone, said=list(map(str, self.clocks.values())))
        _, high = span(clocks)
        return card(
            self.record,
            zone,
            until=high,
            lanes=[lane(clock, high, zone) for clock in clocks],
            said=list(map(str, self.clocks.values())),
            entries=entries_of(clocks),
        )

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
