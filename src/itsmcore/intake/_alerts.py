"""Alerts: what is known of each thing that signals are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import attrs

from itsmcore.codes import Code
from itsmcore.desk._soonest import NEVER, Soonest
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_a, as_several, as_text, as_whole, is_in
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.instant import maybe_utc, utc
from itsmcore.intake._flapping import Track
from itsmcore.intake._severity import Severity
from itsmcore.intake._signal import Signal
from itsmcore.intake._storable import check_storable
from itsmcore.kinds import check_kinds
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.persistent import NOTHING, PersistentMap, PersistentSet
from itsmcore.phrase import Phrase, label, say, told_in_english

Key: TypeAlias = tuple[str, ...]
"""What tells one thing from another: the values of the facts that an intake names."""


_COLUMNS = ("key", "state", "severity", "count", "first", "last", "incident")


class AlertState(Code):
    """What an alert is doing."""

    ALERT_ONLY = "alert_only"
    """Not grave enough for an incident."""
    OPEN = "open"
    """It has an incident that is open, as far as the signals go."""
    SUPPRESSED = "suppressed"
    """Held back, and no incident is open."""
    FLAPPING = "flapping"
    """Held back until it is quiet."""
    CLEARED = "cleared"
    """All is well."""


class HeldFor(Code):
    """What an alert is held back for."""

    MAINTENANCE = "maintenance"
    BENEATH = "beneath"


@attrs.frozen(kw_only=True)
class Held:
    """Why an alert is held back, and until when.

    Attributes:
        reason: maintenance, or a failed thing beneath.
        until: when it is looked at again; None while that is not known.
        beneath: the key of the failed thing beneath.
    """

    reason: HeldFor
    until: datetime | None = attrs.field(default=None, converter=maybe_utc)
    beneath: Key | None = None

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        check_storable(self)


@attrs.frozen(kw_only=True)
class Alert:
    """What is known of one thing, from its signals.

    Attributes:
        key: what it is.
        signal: the last signal in time.
        first: when the first signal of this trouble was so, in UTC.
        last: when the last one was so, in UTC.
        count: how many signals said that it is not well; 0 if all that is known is that it is well.
        worst: the gravest severity that its incident is known by.
        since: since when it has been grave enough for an incident; None if it is not.
        resolved_at: when its incident was last resolved; None once another is opened.
        is_open: whether its incident is open, as far as the signals go.
        incident: the number of its incident; None while it has none.
        held: why it is held back; None if it is not.
        track: how it has changed of late.
    """

    key: Key
    signal: Signal
    first: datetime = attrs.field(converter=utc)
    last: datetime = attrs.field(converter=utc)
    count: int = 1
    worst: Severity
    since: datetime | None = attrs.field(default=None, converter=maybe_utc)
    resolved_at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    is_open: bool = False
    incident: str | None = None
    held: Held | None = None
    track: Track = attrs.field(factory=Track)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        check_storable(self, "key", "incident")
        as_whole(self.count, "count", least=0 if self.is_clear else 1)

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.signal.severity

    @property
    def is_clear(self) -> bool:
        """Whether all is well."""
        return self.severity.is_clear

    @property
    def has_failed(self) -> bool:
        """Whether it is grave enough for an incident, or its incident is still open."""
        return self.is_open or self.since is not None

    @property
    def state(self) -> AlertState:
        """What it is doing."""
        if self.track.is_flapping:
            return AlertState.FLAPPING
        if self.is_open:
            return AlertState.OPEN
        if self.held is not None:
            return AlertState.SUPPRESSED
        return AlertState.CLEARED if self.is_clear else AlertState.ALERT_ONLY

    @property
    def next_instant(self) -> datetime | None:
        """When something comes of it without another signal; None if nothing does."""
        ends = (self.track.until, None if self.held is None else self.held.until)
        return min((at for at in ends if at is not None), default=None)

    @property
    def row(self) -> dict[str, Any]:
        """The alert as a row of plain values, as a DataFrame takes them."""
        return told_in_english(self._row)

    def _row(self) -> dict[str, Any]:
        return {
            "key": " / ".join(filter(None, self.key)),
            "state": str(self.state),
            "severity": str(self.severity),
            "count": self.count,
            "first": self.first,
            "last": self.last,
            "incident": self.incident,
        }

    def __str__(self) -> str:
        incident = "" if self.incident is None else f", {self.incident}"
        words = say(
            "intake.alerts.alert_of",
            about=self.signal.about,
            state=label("values", self.state),
            severity=self.severity,
            count=self.count,
        )
        return words + incident


def _by_key(alerts: Iterable[Alert] | Mapping[Key, Alert]) -> PersistentMap[Key, Alert]:
    given = alerts.values() if isinstance(alerts, Mapping) else alerts
    several = as_several(Alert, given, "alerts")
    known = {alert.key: alert for alert in several}
    if len(known) < len(several):
        raise BadValue(
            field="alerts", value=several, expected=Phrase("intake.expected.each_key_once")
        )
    return PersistentMap(known)


@attrs.frozen(repr=False, eq=False)
class Alerts(Mapping[Key, Alert]):
    """The alerts by their keys; whatever changes makes new ones.

    They are a value that an intake takes and returns: keep them beside the desk, as a document.

    Raises:
        BadValue: something is not an alert, or two have the same key.
    """

    _alerts: PersistentMap[Key, Alert] = attrs.field(default=NOTHING, converter=_by_key)
    _wakes: Soonest = attrs.field(init=False)
    _above: PersistentMap[Key, PersistentSet[Key]] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        above: dict[Key, list[Key]] = {}
        for alert in self._alerts.values():
            below = _beneath(alert)
            if below is not None:
                above.setdefault(below, []).append(alert.key)
        wakes = NEVER | {key: alert.next_instant for key, alert in self._alerts.items()}
        kept = PersistentMap({key: PersistentSet(keys) for key, keys in above.items()})
        _keep(self, self._alerts, wakes, kept)

    def __getitem__(self, key: Key) -> Alert:
        """Return the alert of a key.

        Raises:
            Unlisted: there is none; this is also a KeyError.
        """
        if key not in self:
            raise NoAlert(kind=Phrase("intake.alerts.alert"), name=key, known=tuple(self._alerts))
        return self._alerts[key]

    def get(self, key: object, default: Any = None, /) -> Any:
        """Look a key up; what is absent costs no list of what is known."""
        return self._alerts.get(key, default) if key in self else default

    def __contains__(self, key: object) -> bool:
        return is_in(key, self._alerts)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._alerts)

    def __len__(self) -> int:
        return len(self._alerts)

    def __eq__(self, other: object) -> bool:
        return self._alerts == other._alerts if isinstance(other, Alerts) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._alerts)

    @property
    def every(self) -> tuple[Alert, ...]:
        """All of them, in the order in which they came."""
        return tuple(self._alerts.values())

    @property
    def next_instant(self) -> datetime | None:
        """When to tick next if no signal comes; None if nothing is to come."""
        return self._wakes.first

    @property
    def next_due(self) -> tuple[datetime, Key] | None:
        """What is to come first: when, and of which key; None if nothing is to come."""
        instant = self._wakes.first
        return None if instant is None else (instant, next(self._wakes.by(instant)))

    def due(self, until: datetime) -> tuple[tuple[datetime, Key], ...]:
        """List what is due by an instant, the earliest first.

        Raises:
            NaiveTime: the instant has no time zone.
        """
        instants: Any = self._wakes.instants
        return tuple(sorted((instants[key], key) for key in self._wakes.by(utc(until))))

    def above(self, key: Key) -> tuple[Key, ...]:
        """List the keys that are held back for what one says, in order."""
        return tuple(sorted(self._above[key])) if is_in(key, self._above) else ()

    def tied(self, key: Key, incident: str) -> Alerts:
        """Return them with the number of the incident that was opened for a key.

        Raises:
            Unlisted: there is no such alert.
            BadValue: it is not a number.
        """
        return self.with_(attrs.evolve(self[key], incident=as_text(incident, "incident")))

    def with_(self, alert: Alert) -> Alerts:
        """Return them with an alert in the place of the former one of its key.

        Raises:
            BadValue: it is not an alert.
        """
        key = as_a(Alert, alert, "alert").key
        former = self._alerts.get(key)
        before, now = _beneath(former), _beneath(alert)
        above = self._above
        if before != now:
            if before is not None:
                above |= {before: above[before] - {key}}
            if now is not None:
                above |= {now: above.get(now, PersistentSet()) | {key}}
        instant = alert.next_instant
        is_new = self._wakes.instants.get(key) != instant
        wakes = self._wakes | {key: instant} if is_new else self._wakes
        return _made(self._alerts | {key: alert}, wakes, above)

    def forget(self, *, before: datetime) -> Alerts:
        """Return them without those that have been well since before an instant.

        What is forgotten is not known: a signal of it that comes later is the first of its alert,
        however old it is. Forget only what no signal on its way can be older than.

        Raises:
            NaiveTime: the instant has no time zone.
        """
        instant = utc(before)
        kept = (
            alert
            for alert in self.every
            if alert.state is not AlertState.CLEARED or alert.last >= instant
        )
        return Alerts(kept)

    @property
    def rows(self) -> Rows:
        """A row for each alert, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(alert._row() for alert in self.every)  # noqa: SLF001 (its own file)

    def _table(self) -> Table:
        return Table.of(
            _COLUMNS,
            ({**row, "state": label("values", row["state"])} for row in self._rows()),
        )

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def __repr__(self) -> str:
        return f"<Alerts {len(self)}>"


class NoAlert(Unlisted, KeyError):
    """Raised for the key of an alert that there is none of."""


def _beneath(alert: Alert | None) -> Key | None:
    return None if alert is None or alert.held is None else alert.held.beneath


def _made(
    alerts: PersistentMap[Key, Alert],
    wakes: Soonest,
    above: PersistentMap[Key, PersistentSet[Key]],
) -> Alerts:
    made: Alerts = object.__new__(Alerts)
    _keep(made, alerts, wakes, above)
    return made


def _keep(made: Alerts, *parts: object) -> None:
    for name, part in zip(("_alerts", "_wakes", "_above"), parts, strict=True):
        object.__setattr__(made, name, part)
