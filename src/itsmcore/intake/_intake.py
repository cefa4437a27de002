"""The intake: the rules by which signals become alerts, and alerts incidents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.conditions import field
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue, Fault
from itsmcore.fields import (
    as_a,
    as_named,
    as_named_function,
    as_texts,
    is_in,
    maybe_a,
    refuse_faults,
)
from itsmcore.figures import Table, as_table_formats, as_table_text
from itsmcore.frozen import FrozenDict, evidence
from itsmcore.incidents import ResolutionCode
from itsmcore.instant import utc
from itsmcore.intake._alerts import Alert, Alerts, Held, HeldFor, Key
from itsmcore.intake._flapping import Flapping, FlappingShare, Track, as_time, later
from itsmcore.intake._rules import decision_faults, opening_faults
from itsmcore.intake._settling import Settling, when
from itsmcore.intake._severity import Severity
from itsmcore.intake._signal import Signal
from itsmcore.intake._taken import Decided, Disposition, Taken, as_code
from itsmcore.level import Urgency
from itsmcore.nearest import hint
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, label, say, yes_or_no
from itsmcore.schedule import Schedule, clock_text

Beneath = Callable[[Signal, Mapping[Key, Alert]], Key | None]
"""Returns the key of what a signal's node stands on, if that has failed."""

URGENCY = Decision(
    [
        (field("severity").is_(Severity.CRITICAL), Urgency.HIGH),
        (field("severity").is_(Severity.MAJOR), Urgency.MEDIUM),
    ],
    default=Urgency.LOW,
    name="the urgency of signals",
)
"""How urgent an incident from a signal is by default."""
_LEVELS = Phrase("intake.expected.levels")
Step = tuple[Alerts, tuple[Decided, ...]]
KEY = ("source", "node", "type", "resource")


def _key(names: str | Iterable[str]) -> tuple[str, ...]:
    return as_texts(names, "key", Phrase("intake.names_facts_such", key=", ".join(KEY)))


def _reopen_within(value: timedelta) -> timedelta:
    return as_time(value, "reopen_within")


def _settles_within(value: timedelta) -> timedelta:
    return as_time(value, "settles_within")


def _severity(value: Severity) -> Severity:
    return as_a(Severity, value, "opens_from", Phrase("intake.severity_such_severity"))


def _flapping(value: object) -> Any:
    if value is None or isinstance(value, Flapping | FlappingShare):
        return value
    raise BadValue(
        field="flapping",
        value=value,
        expected=Phrase("intake.expected.flapping_flappingshare_none"),
    )


def _maintenance(value: object) -> Any:
    if value is None or isinstance(value, Schedule | Decision):
        return value
    raise BadValue(
        field="maintenance", value=value, expected=Phrase("intake.expected.schedule_decision_none")
    )


def _beneath(value: Beneath | None) -> Beneath | None:
    if value is None:
        return None
    expected = Phrase("intake.expected.named_function_none")
    made: Beneath = as_named_function(value, "beneath", expected)
    return made


def _urgency(value: Decision[Any] | None) -> Decision[Any] | None:
    return maybe_a(Decision, value, "urgency", _LEVELS)


def _impact(value: Decision[Any] | None) -> Decision[Any] | None:
    return maybe_a(Decision, value, "impact", _LEVELS)


def _opening(values: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return evidence(as_named(values, "opening"), "opening")


@attrs.frozen(kw_only=True, repr=False)
class Intake:
    """The rules by which signals become alerts, and alerts incidents.

    There is one alert for each thing that signals are about. A signal that is older than the last
    one of its alert comes too late to change anything: that something was wrong is counted while
    the alert is not well or its incident is open, and all else is ignored.

    Args:
        key: the facts of a signal that tell one thing from another: some of `source`, `node`,
            `type` and `resource`.
        opens_from: the mildest severity that opens an incident.
        reopen_within: if it fails again in less time than this, its incident is reopened; after
            that, another is opened.
        flapping: when it changes too often to be acted on; None for never.
        maintenance: when nothing is opened or reopened: a schedule, or a Decision that answers with
            one by the facts of the signal. What is not well when it ends is opened then; what is
            well again by then never is.
        beneath: a named function that takes a signal and the alerts, and returns the key of the
            failed thing that the signal's node stands on; then nothing is opened while that is not
            well.
        settles_within: how long what stands on it has to be well again after it.
        urgency: how urgent an incident is, by the facts of the signal.
        impact: what impact it has; None if that is to be judged by people.
        opening: other facts of the incidents that it opens.
        resolution_code: the code with which an incident is resolved once all is well; one that the
            model knows, which `carry_out` checks.

    Raises:
        FaultyDefinition: the key is empty, names one fact twice, or one that does not tell things
            apart, incidents would be opened when all is well, or with what is no fact of theirs or
            no value of one, or a decision reads what no signal has, or answers with what is no
            level or schedule; lists every fault.
        BadValue: a time is negative, a value is of the wrong kind, or the function has no
            importable name.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> full = Signal(source="zabbix", node="db-1", type="disk", severity=Severity.MAJOR, at=nine)
    >>> taken = Intake().decide(full, Alerts())
    >>> print(taken.last)
    opened: Major disk on db-1
    >>> taken.last.verb, taken.last.arguments["summary"], taken.alert.count
    ('open', 'disk on db-1', 1)
    >>> print(Intake().decide(full, taken.alerts).last)
    counted: 2 signals since 2026-01-05 09:00
    """

    key: tuple[str, ...] = attrs.field(default=KEY, converter=_key)
    opens_from: Severity = attrs.field(default=Severity.MINOR, converter=_severity)
    reopen_within: timedelta = attrs.field(default=timedelta(minutes=30), converter=_reopen_within)
    flapping: Flapping | FlappingShare | None = attrs.field(default=None, converter=_flapping)
    maintenance: Schedule | Decision[Schedule] | None = attrs.field(
        default=None, converter=_maintenance
    )
    beneath: Beneath | None = attrs.field(default=None, converter=_beneath)
    settles_within: timedelta = attrs.field(default=timedelta(minutes=5), converter=_settles_within)
    urgency: Decision[Any] | None = attrs.field(default=URGENCY, converter=_urgency)
    impact: Decision[Any] | None = attrs.field(default=None, converter=_impact)
    opening: FrozenDict[str, Any] = attrs.field(
        default=FrozenDict({"channel": "monitoring"}), converter=_opening
    )
    resolution_code: str = attrs.field(default=ResolutionCode.EVENT_CLEARED, converter=as_code)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        refuse_faults(Phrase("intake.intake"), self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.key:
            yield Fault("no_key", Phrase("intake.subject.key"), Phrase("intake.no_key"))
        for place, name in enumerate(self.key):
            if not is_in(name, KEY):
                words = Phrase("intake.tell_thing_another", hint=hint(name, KEY))
                yield Fault("unknown_fact", Phrase("intake.subject.key_2", name=name), words)
            elif name in self.key[:place]:
                yield Fault(
                    "repeated", Phrase("intake.subject.key_2", name=name), Phrase("intake.repeated")
                )
        if self.opens_from.is_clear:
            words = Phrase("intake.all_would_well", opens_from=self.opens_from)
            yield Fault("opens_when_clear", Phrase("intake.subject.opens"), words)
        for name in ("maintenance", "urgency", "impact"):
            yield from decision_faults(name, getattr(self, name))
        yield from opening_faults(self.opening)

    def key_of(self, signal: Signal) -> Key:
        """Return the key of the alert that a signal is about.

        Raises:
            BadValue: it is not a signal.
        """
        as_a(Signal, signal, "signal")
        said = (getattr(signal, name) for name in self.key)
        return tuple("" if value is None else str(value) for value in said)

    # --- what comes of it -----------------------------------------------------------------------

    def decide(self, signal: Signal, alerts: Alerts) -> Taken:
        """Decide what to make of a signal, after all that fell due before it.

        Nothing changes but the alerts that are returned: what is to happen to an incident is in
        what was decided, as a verb and its arguments. `carry_out` does it on a desk.

        Args:
            signal: the signal.
            alerts: the alerts so far.

        Raises:
            BadValue: it is not a signal, or the alerts are something else.
        """
        key = self.key_of(signal)
        as_a(Alerts, alerts, "alerts", Phrase("intake.alerts_such_alerts"))
        alerts, due = self._fallen_due(alerts, signal.at)
        alerts, heard = self._heard(signal, alerts.get(key), alerts)
        return Taken(alerts, (*due, *heard), resolution_code=self.resolution_code)

    def tick(self, alerts: Alerts, *, at: datetime) -> Taken:
        """Decide what comes of the alerts by an instant without a signal.

        Flapping ends, and so does maintenance; `alerts.next_instant` says when to look next.

        Raises:
            BadValue: the alerts are something else.
            NaiveTime: the instant has no time zone.
        """
        until = utc(at)
        as_a(Alerts, alerts, "alerts", Phrase("intake.alerts_such_alerts"))
        return Taken(*self._fallen_due(alerts, until), resolution_code=self.resolution_code)

    def _fallen_due(self, alerts: Alerts, until: datetime) -> Step:
        """Look again at all that is due by an instant, and at what that wakes, in turn."""
        decided: list[Decided] = []
        due = alerts.next_due
        while due is not None and due[0] <= until:
            alerts, more = self._look_again(alerts[due[1]], alerts, due[0])
            decided += more
            due = alerts.next_due
        return alerts, tuple(decided)

    def _heard(self, signal: Signal, former: Alert | None, alerts: Alerts) -> Step:
        """Take a signal into its alert."""
        if former is not None and signal.at < former.signal.at:
            return self._late(signal, former, alerts)
        if not signal.severity.is_clear:
            alert = self._counted(signal, former)
        elif former is None:
            alert = self._first(signal, count=0)
        else:
            alert = attrs.evolve(former, signal=signal, last=signal.at, since=None)
        alert = attrs.evolve(alert, track=self._tracked(alert, signal.at))
        was_flapping = former is not None and former.track.is_flapping
        was_clear = former is None or former.is_clear
        if was_clear and alert.is_clear and not was_flapping:
            return alerts.with_(alert), (self._ignored(signal, alert.incident),)
        has_settled = was_flapping and not alert.track.is_flapping
        return self._settled(alert, alerts, signal.at, signal.received_at, has_waited=has_settled)

    def _tracked(self, alert: Alert, at: datetime) -> Track:
        """Return how it has changed of late; nothing, where nobody asks."""
        if self.flapping is None:
            return Track()
        return self.flapping.seen(alert.track, at, is_bad=not alert.is_clear)

    def _ignored(self, signal: Signal, incident: str | None) -> Decided:
        return Decided(
            disposition=Disposition.IGNORED,
            key=self.key_of(signal),
            at=signal.received_at,
            reason=Phrase("intake.nothing_clear_known"),
            incident=incident,
        )

    def _late(self, signal: Signal, former: Alert, alerts: Alerts) -> Step:
        """Count a signal that is older than the last one, unless all is well."""
        last = when(former.signal.at)
        reason = Phrase("intake.before_last_signal", when=when(signal.at), last=last)
        decided = Decided(
            disposition=Disposition.IGNORED,
            key=former.key,
            at=signal.received_at,
            reason=reason,
            incident=former.incident,
        )
        is_over = former.is_clear and not former.is_open
        if signal.severity.is_clear or is_over:
            return alerts, (decided,)
        counted = attrs.evolve(former, count=former.count + 1)
        reason = Phrase("intake.signals", count=counted.count, reason=reason)
        decided = attrs.evolve(decided, disposition=Disposition.COUNTED, reason=reason)
        return alerts.with_(counted), (decided,)

    def _counted(self, signal: Signal, former: Alert | None) -> Alert:
        """Return the alert with another signal that something is wrong."""
        since = signal.at if signal.severity >= self.opens_from else None
        if former is None or self._is_over(former, signal.at):
            track = Track() if former is None else former.track
            return self._first(signal, since=since, track=track)
        return attrs.evolve(
            former,
            signal=signal,
            last=signal.at,
            count=former.count + 1,
            since=since and (former.since or since),
        )

    def _first(self, signal: Signal, **more: Any) -> Alert:
        """Return the alert that begins with a signal."""
        return Alert(
            key=self.key_of(signal),
            signal=signal,
            first=signal.at,
            last=signal.at,
            worst=signal.severity,
            **more,
        )

    def _is_over(self, former: Alert, at: datetime) -> bool:
        """Return whether what fails is another trouble than before."""
        if former.is_open or not former.is_clear:
            return False
        return former.resolved_at is None or at - former.resolved_at >= self.reopen_within

    def _look_again(self, alert: Alert, alerts: Alerts, at: datetime) -> Step:
        """Look at an alert when its time has come."""
        track, held = alert.track, alert.held
        if track.until is not None and track.until <= at:
            track = attrs.evolve(track, is_flapping=False, until=None, changes=())
        if held is not None and held.until is not None and held.until <= at:
            held = None
        told_at = max(at, alert.signal.received_at)
        alert = attrs.evolve(alert, track=track, held=held)
        return self._settled(alert, alerts, at, told_at, has_waited=True)

    def _settled(
        self, alert: Alert, alerts: Alerts, at: datetime, told_at: datetime, *, has_waited: bool
    ) -> Step:
        """Bring an alert and its incident together, as far as nothing holds it back."""
        rules: Any = self
        settling = Settling(
            intake=rules, alert=alert, alerts=alerts, at=at, told_at=told_at, has_waited=has_waited
        )
        after, decided = settling.settled()
        former = alerts.get(after.key)
        had_failed = former is not None and former.has_failed
        alerts = alerts.with_(after)
        if had_failed and not after.has_failed:
            alerts = self._released(after.key, alerts, told_at)
        return alerts, decided

    def _released(self, below: Key, alerts: Alerts, told_at: datetime) -> Alerts:
        """Let what stands on it be looked at again, once it has had time to be well too.

        That time begins when the desk learns that what is beneath is well; nothing is looked at
        before the desk learned that it failed.
        """
        until = later(told_at, self.settles_within)
        for key in alerts.above(below):
            one = alerts[key]
            again = max(until, one.signal.received_at)
            held = Held(reason=HeldFor.BENEATH, until=again, beneath=below)
            alerts = alerts.with_(attrs.evolve(one, held=held))
        return alerts

    # --- how it reads ---------------------------------------------------------------------------

    def _table(self) -> Table:
        rules = (
            (say("intake.alert_each"), ", ".join(self.key)),
            (say("intake.opens_incident"), str(self.opens_from)),
            (say("intake.reopens_within"), clock_text(self.reopen_within)),
            (
                label("columns", "flapping"),
                say("conditions.never") if self.flapping is None else str(self.flapping),
            ),
            (
                label("columns", "maintenance"),
                say("conditions.never") if self.maintenance is None else str(self.maintenance),
            ),
            (say("intake.held_back_beneath"), yes_or_no(self.beneath is not None)),
        )
        return Table(("rule", "value"), rules)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
