"""What an intake makes of a signal: what was decided, why, and the alerts after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.codes import Code
from itsmcore.errors import Unlisted
from itsmcore.fields import as_a, as_several, as_text
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.incidents import ResolutionCode
from itsmcore.instant import utc
from itsmcore.intake._alerts import Alert, Alerts, Key
from itsmcore.intake._storable import check_storable
from itsmcore.kinds import check_kinds
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, Words, in_english, label, told_in_english


class Disposition(Code):
    """What is made of a signal, or of an alert when its time has come."""

    OPENED = "opened"
    """An incident is opened."""
    REOPENED = "reopened"
    """Its incident is reopened."""
    COUNTED = "counted"
    """Its incident is open: the signal is counted, and nothing else."""
    RAISED = "raised"
    """The same, but it is graver than before: it is offered to reprioritise the incident."""
    RESOLVED = "resolved"
    """Its incident is resolved."""
    SUPPRESSED = "suppressed"
    """It is held back."""
    SETTLED = "settled"
    """It no longer flaps, and its incident is as it should be."""
    ALERT_ONLY = "alert_only"
    """It is not grave enough for an incident."""
    IGNORED = "ignored"
    """It changes nothing."""


def _arguments(values: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return frozen(values, "arguments")


def _instead(values: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return frozen(values, "instead")


@attrs.frozen(kw_only=True, repr=False)
class Decided:
    """One thing that an intake decided, and why.

    Attributes:
        disposition: what is made of it.
        key: the key of the alert.
        at: when, in UTC.
        reason: why, in words.
        incident: the number of its incident; None while it has none.
        verb: what happens to the incident, such as `"resolve"`; None for nothing.
        arguments: the arguments of the verb, besides when and by whom.
        instead: what another incident is opened with if its own has been closed for good, or has
            no number.
    """

    disposition: Disposition
    key: Key
    at: datetime = attrs.field(converter=utc)
    _reason: Words = attrs.field(eq=in_english)
    incident: str | None = None
    verb: str | None = None
    arguments: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=_arguments)
    instead: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=_instead)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        check_storable(self, free=("arguments", "instead"))

    __repr__ = call_of

    @property
    def reason(self) -> str:
        """Why, in words."""
        return str(self._reason)

    @property
    def is_offer(self) -> bool:
        """Whether it is only offered, and somebody has to accept it."""
        return self.disposition is Disposition.RAISED

    @property
    def row(self) -> dict[str, Any]:
        """The decision as a row of plain values, as a DataFrame takes them."""
        return told_in_english(self._row)

    def _row(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "alert": " / ".join(filter(None, self.key)),
            "decided": str(self.disposition),
            "incident": self.incident,
            "verb": self.verb,
            "reason": self.reason,
        }

    def __str__(self) -> str:
        return f"{label('values', self.disposition)}: {self.reason}"


def _alerts(alerts: Alerts) -> Alerts:
    return as_a(Alerts, alerts, "alerts", Phrase("intake.alerts_such_alerts"))


def as_code(code: str) -> str:
    """Return the code with which incidents are resolved; a ResolutionCode where it is one."""
    text = as_text(code, "resolution_code")
    return next((one for one in ResolutionCode if one == text), text)


def _decided(decided: Iterable[Decided]) -> tuple[Decided, ...]:
    return as_several(Decided, decided, "decided")


@attrs.frozen
class Taken:
    """The alerts after a signal or a tick, and what was decided.

    Attributes:
        alerts: the alerts as they are now.
        decided: what was decided, in order; of a signal, what fell due before it comes first.
        resolution_code: the code with which the intake resolves what is clear.
    """

    alerts: Alerts = attrs.field(converter=_alerts)
    decided: tuple[Decided, ...] = attrs.field(default=(), converter=_decided)
    resolution_code: str = attrs.field(
        default=ResolutionCode.EVENT_CLEARED, converter=as_code, kw_only=True
    )

    @property
    def last(self) -> Decided:
        """What was decided last: after a signal, what is made of it.

        Raises:
            Unlisted: nothing was decided.
        """
        if not self.decided:
            raise Unlisted(kind=Phrase("intake.taken.decision"), name="last", known=())
        return self.decided[-1]

    @property
    def alert(self) -> Alert:
        """The alert that it was about, as it is now.

        Raises:
            Unlisted: nothing was decided.
        """
        return self.alerts[self.last.key]

    @property
    def rows(self) -> Rows:
        """A row for each decision, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(one._row() for one in self.decided)  # noqa: SLF001 (its own file)

    def _table(self) -> Table:
        return Table.of(("at", "alert", "decided", "incident", "reason"), self._rows())

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
