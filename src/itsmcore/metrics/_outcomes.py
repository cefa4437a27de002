"""Outcomes: what a clock's row counts as, and at which instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias, get_args

import attrs

from itsmcore.absent import present
from itsmcore.errors import Unlisted
from itsmcore.fields import is_in
from itsmcore.metrics._cases import instant
from itsmcore.phrase import Phrase

PeriodBy: TypeAlias = Literal["ended_at", "started_at", "due", "breached_at"]
BreachAs: TypeAlias = Literal["in_force", "sticky"]

NOT_COUNTED = {
    "duplicate": "metrics.not_counted.duplicate",
    "cancelled": "metrics.not_counted.cancelled",
    "not_started": "metrics.not_counted.not_started",
    "no_outcome": "metrics.not_counted.no_outcome",
    "no_instant": "metrics.not_counted.no_instant",
    "bad_instant": "metrics.not_counted.bad_instant",
}
"""Why a row is counted nowhere, and the phrase that says so."""

_OUTCOMES = ("met", "missed", "open")
_TICK = timedelta.resolution
_FIRST = datetime.min.replace(tzinfo=UTC)


@attrs.frozen
class Verdict:
    """What a row counts as, whatever its instants are.

    Attributes:
        counts: the columns that it adds to; at least one.
        instant: the name of the instant at which it is counted; `"at"` stands for the last one
            before it was measured.
        has_no_due: whether that is its start because it has no due instant.
    """

    counts: tuple[str, ...]
    instant: str
    has_no_due: bool = False


@attrs.frozen
class Counted:
    """What a row counts as.

    Attributes:
        counts: the columns that it adds to; at least one.
        at: the instant at which it is counted, in UTC.
        has_no_due: whether that is its start because it has no due instant.
        is_misread: whether something stands there that is no instant.
    """

    counts: tuple[str, ...]
    at: datetime | None
    has_no_due: bool = False
    is_misread: bool = False


@attrs.frozen
class Reader:
    """Read rows by one of their instants, and by how a past breach is judged.

    Raises:
        Unlisted: there is no such instant, or no such reading of a breach.
    """

    period_by: str = attrs.field()
    breach: str = attrs.field()

    @period_by.validator
    def _is_instant(self, _: object, name: str) -> None:
        if not is_in(name, get_args(PeriodBy)):
            raise Unlisted(
                kind=Phrase("metrics.kind.period_instant"),
                name=name,
                known=get_args(PeriodBy),
            )

    @breach.validator
    def _is_reading(self, _: object, name: str) -> None:
        if not is_in(name, get_args(BreachAs)):
            raise Unlisted(
                kind=Phrase("metrics.kind.breach_reading"), name=name, known=get_args(BreachAs)
            )

    def read(self, row: Mapping[str, Any]) -> Counted | str:
        """Return what a row counts as, or why it is counted nowhere."""
        found = self.judge(row)
        if isinstance(found, str):
            return found
        told = _Told(row)
        at = told.counted_at(found.instant)
        return Counted(
            found.counts,
            at,
            has_no_due=found.has_no_due and at is not None,
            is_misread=at is None and told.get(found.instant) is not None,
        )

    def judge(self, row: Mapping[str, Any]) -> Verdict | str:
        """Return what a row counts as and by which instant, or why it is counted nowhere.

        Of the instants it matters only whether they are told.
        """
        told = _Told(row)
        if told.is_double:
            return "duplicate"
        if told.status in ("cancelled", "not_started"):
            return told.status
        outcome = told.outcome
        if self.breach == "sticky" and told.was_late:
            outcome = "missed"
        if outcome not in _OUTCOMES and told.status is None:
            return "no_outcome"
        if outcome not in _OUTCOMES:
            return self._placed(told, ("no_target",))
        if outcome == "missed" and not told.has_ended and self.period_by != "breached_at":
            return self._placed(told, ("open", "open_and_late"))
        if outcome == "met" and told.was_late:
            return self._placed(told, ("met", "met_after_a_lowered_target"))
        return self._placed(told, (outcome,))

    def _placed(self, told: _Told, counts: tuple[str, ...]) -> Verdict:
        if self.period_by == "started_at":
            return Verdict(counts, "started_at")
        if self.period_by == "due":
            has_no_due = told.get("due") is None
            return Verdict(counts, "started_at" if has_no_due else "due", has_no_due)
        if self.period_by == "breached_at" and counts == ("missed",):
            return Verdict(
                counts, "first_breached_at" if self.breach == "sticky" else "breached_at"
            )
        is_over = told.has_ended and told.get("ended_at") is not None
        return Verdict(counts, "ended_at" if is_over else "at")


@attrs.frozen
class _Told:
    """Read a row; what is absent in it, in whatever form, is None."""

    row: Mapping[str, Any]

    def get(self, name: str) -> Any:
        return present(self.row.get(name))

    def instant(self, name: str) -> datetime | None:
        return instant(self.get(name))

    @property
    def is_double(self) -> bool:
        return bool(self.get("duplicate"))

    @property
    def status(self) -> str | None:
        status = self.get("status")
        return status if isinstance(status, str) else None

    @property
    def outcome(self) -> str | None:
        outcome = self.get("outcome")
        return outcome if isinstance(outcome, str) else None

    @property
    def was_late(self) -> bool:
        return bool(self.get("breaches"))

    @property
    def has_ended(self) -> bool:
        """Whether the clock has ended; a row that does not say is taken at its word."""
        if self.status is not None:
            return self.status == "completed"
        if self.outcome != "missed" or "ended_at" not in self.row:
            return self.outcome != "open"
        return self.get("ended_at") is not None

    def counted_at(self, name: str) -> datetime | None:
        """Read an instant; that of the measuring stands for the last one before it."""
        at = self.instant(name)
        return at - _TICK if name == "at" and at is not None and at > _FIRST else at
