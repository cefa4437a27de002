"""Settling: what brings an alert and its incident together, and what holds it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import attrs

from itsmcore.decisions import Decision
from itsmcore.errors import BadValue, NoOpenTime
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.intake._alerts import Alert, Alerts, Held, HeldFor, Key
from itsmcore.intake._severity import Severity
from itsmcore.intake._signal import Signal
from itsmcore.intake._taken import Decided, Disposition
from itsmcore.phrase import Phrase, Words, in_english, say, told_in_english
from itsmcore.schedule import Schedule

Settled = tuple[Alert, tuple[Decided, ...]]


class Rules(Protocol):
    """What it reads of an intake."""

    @property
    def opens_from(self) -> Severity: ...
    @property
    def reopen_within(self) -> timedelta: ...
    @property
    def flapping(self) -> object: ...
    @property
    def maintenance(self) -> Schedule | Decision[Schedule] | None: ...
    @property
    def beneath(self) -> Callable[[Signal, Mapping[Key, Alert]], Key | None] | None: ...
    @property
    def urgency(self) -> Decision[Any] | None: ...
    @property
    def impact(self) -> Decision[Any] | None: ...
    @property
    def opening(self) -> FrozenDict[str, Any]: ...
    @property
    def resolution_code(self) -> str: ...


def when(instant: datetime) -> str:
    """Write an instant in a reason."""
    return f"{instant:%Y-%m-%d %H:%M}"


@attrs.frozen(kw_only=True)
class Settling:
    """Settle one alert at an instant.

    Attributes:
        intake: the rules.
        alert: the alert, with what has been heard of it.
        alerts: all of them before that.
        at: the instant.
        told_at: when the desk learns of it.
        has_waited: whether it is settled because it no longer flaps or its time has come.
    """

    intake: Rules
    alert: Alert
    alerts: Alerts
    at: datetime
    told_at: datetime
    has_waited: bool

    def settled(self) -> Settled:
        """Return the alert as it is now, and what was decided."""
        alert = self.alert
        if alert.track.is_flapping:
            until = alert.track.until
            words = (
                "" if until is None else Phrase("intake.settling.looked_again", when=when(until))
            )
            reason = Phrase("intake.settling.flaps", flapping=self.intake.flapping, words=words)
            return attrs.evolve(alert, held=None), (self._say(Disposition.SUPPRESSED, reason),)
        if alert.is_clear:
            return self._cleared()
        if alert.is_open:
            return self._still_open()
        if alert.since is None:
            reason = Phrase(
                "intake.settling.opens_incident_would",
                severity=alert.severity,
                opens_from=self.intake.opens_from,
            )
            return attrs.evolve(alert, held=None), (self._say(Disposition.ALERT_ONLY, reason),)
        held = self._held()
        if held is not None:
            return attrs.evolve(alert, held=held), (self._suppressed(held),)
        return self._opened()

    def _say(self, disposition: Disposition, reason: Words, **more: Any) -> Decided:
        return Decided(
            disposition=disposition,
            key=self.alert.key,
            at=self.told_at,
            reason=reason,
            **{"incident": self.alert.incident, **more},
        )

    def _cleared(self) -> Settled:
        alert, cleared = self.alert, self.alert.signal.at
        after = attrs.evolve(alert, held=None, is_open=False)
        if not alert.is_open:
            if self.has_waited:
                return after, (
                    self._say(Disposition.SETTLED, Phrase("intake.settling.longer_flaps_well")),
                )
            reason = Phrase("intake.settling.well_again_open")
            if alert.held is not None:
                reason = Phrase("intake.settling.well_again_while", held_for=_held_for(alert.held))
            return after, (self._say(Disposition.IGNORED, reason),)
        arguments = {
            "code": self.intake.resolution_code,
            "notes": told_in_english(
                lambda: say("intake.settling.cleared", about=alert.signal.about, when=when(cleared))
            ),
            "restored_at": cleared,
        }
        decided = self._say(
            Disposition.RESOLVED,
            Phrase("intake.settling.clear_since", when=when(cleared)),
            verb="resolve",
            arguments=FrozenDict(arguments),
        )
        return attrs.evolve(after, resolved_at=self.at), (decided,)

    def _still_open(self) -> Settled:
        alert = self.alert
        if alert.severity > alert.worst:
            return attrs.evolve(alert, worst=alert.severity), (self._raised(),)
        if self.has_waited:
            return alert, (
                self._goes_on(Disposition.SETTLED, Phrase("intake.settling.longer_flaps_stays")),
            )
        reason = Phrase("intake.settling.signals_since", count=alert.count, when=when(alert.first))
        return alert, (self._goes_on(Disposition.COUNTED, reason),)

    def _goes_on(self, disposition: Disposition, reason: Words, **more: Any) -> Decided:
        """Say that its incident is still open, and how another is opened if it is not."""
        instead = EMPTY if self.alert.since is None else self._opening()
        return self._say(disposition, reason, instead=instead, **more)

    def _raised(self) -> Decided:
        alert = self.alert
        reason = Phrase(
            "intake.settling.after_signals",
            severity=alert.severity,
            worst=alert.worst,
            count=alert.count,
        )
        levels, former = self._levels(alert.severity), self._levels(alert.worst)
        if levels == former:
            return self._goes_on(Disposition.RAISED, reason)
        arguments = FrozenDict({**levels, "note": told_in_english(alert.signal.__str__)})
        return self._goes_on(Disposition.RAISED, reason, verb="reprioritise", arguments=arguments)

    def _opened(self) -> Settled:
        alert, since = self.alert, self.alert.since or self.at
        opening = self._opening()
        late = "" if since == self.at else Phrase("intake.settling.since", when=when(since))
        reason = Phrase("intake.settling.opened", signal=alert.signal, late=late)
        after = attrs.evolve(alert, held=None, is_open=True, resolved_at=None)
        resolved = alert.resolved_at
        if resolved is None or since - resolved >= self.intake.reopen_within:
            decided = self._say(
                Disposition.OPENED, reason, verb="open", arguments=opening, incident=None
            )
            return attrs.evolve(after, incident=None, worst=alert.severity), (decided,)
        decided = self._say(
            Disposition.REOPENED,
            Phrase("intake.settling.after_resolved", reason=reason, when=when(resolved)),
            verb="reopen",
            arguments=FrozenDict(
                {
                    "reason": in_english(
                        Phrase("intake.settling.at", signal=alert.signal, when=when(since))
                    )
                }
            ),
            instead=opening,
        )
        if alert.severity > alert.worst:
            return attrs.evolve(after, worst=alert.severity), (decided, self._raised())
        return after, (decided,)

    # --- what an incident is told ---------------------------------------------------------------

    def _levels(self, severity: Severity) -> Mapping[str, Any]:
        """Return the impact and the urgency that a severity calls for."""
        facts = self.alert.signal.facts | {"severity": severity}
        asked = (("impact", self.intake.impact), ("urgency", self.intake.urgency))
        found = ((name, _answer(decision, facts)) for name, decision in asked)
        return {name: level for name, level in found if level is not None}

    def _opening(self) -> FrozenDict[str, Any]:
        signal = self.alert.signal
        facts = {
            "summary": told_in_english(lambda: signal.about),
            "description": signal.words,
            "configuration_items": (signal.node,),
            "detected_at": self.alert.since,
        }
        said = {name: value for name, value in facts.items() if value}
        return FrozenDict({**said, **self._levels(signal.severity), **self.intake.opening})

    # --- what holds it back ---------------------------------------------------------------------

    def _held(self) -> Held | None:
        until = self._maintained()
        if until is not None:
            return Held(reason=HeldFor.MAINTENANCE, until=until[0])
        held = self.alert.held
        if held is not None and held.beneath is not None and held.until is not None:
            return held
        key = self._beneath()
        return None if key is None else Held(reason=HeldFor.BENEATH, beneath=key)

    def _maintained(self) -> tuple[datetime | None] | None:
        """Return when the maintenance ends that is going on; None if there is none."""
        rules: Any = self.intake.maintenance
        schedule = _answer(rules, self.alert.signal.facts) if isinstance(rules, Decision) else rules
        if schedule is None:
            return None
        if not schedule.is_open(self.at):
            return None
        try:
            return (schedule.next_close(self.at),)
        except NoOpenTime:
            return (None,)

    def _beneath(self) -> Key | None:
        """Return the key of the failed thing that it stands on, unless that is held back for it."""
        if self.intake.beneath is None:
            return None
        key: Any = self.intake.beneath(self.alert.signal, self.alerts)
        if key is not None and not isinstance(key, tuple):
            raise BadValue(
                field=Phrase("intake.settling.beneath"),
                value=key,
                expected=Phrase("intake.expected.key_alert_none"),
            )
        found: Alert | None = None if key is None else self.alerts.get(key)
        if found is None or not found.has_failed or self._is_circle(found.key):
            return None
        return found.key

    def _is_circle(self, key: Key) -> bool:
        """Return whether what it would be held back for is held back for it in the end."""
        own, held = self.alert.key, self.alert.held
        is_held_for_it = held is not None and held.beneath == key
        if key != own and (is_held_for_it or not self.alerts.above(own)):
            return False
        below: Key | None = key
        seen = set[Key]()
        while below is not None and below != own and below not in seen:
            seen.add(below)
            found: Alert | None = self.alerts.get(below)
            below = None if found is None or found.held is None else found.held.beneath
        return below == own

    def _suppressed(self, held: Held) -> Decided:
        until = "" if held.until is None else Phrase("intake.settling.until", when=when(held.until))
        return self._say(
            Disposition.SUPPRESSED,
            Phrase(
                "intake.settling.held_back",
                signal=self.alert.signal,
                held_for=_held_for(held),
                until=until,
            ),
        )


def _held_for(held: Held) -> Words:
    if held.beneath is None:
        return "maintenance"
    return Phrase("intake.settling.stands", key=" / ".join(filter(None, held.beneath)))


def _answer(decision: Decision[Any] | None, facts: Mapping[str, object]) -> Any:
    return None if decision is None else next(iter(decision.answers(facts)), None)
