"""What happens to a change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from itsmcore.changes._procedure import ProcedureStep, as_steps
from itsmcore.codes import Code, one_of
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import maybe_utc, utc
from itsmcore.level import Level
from itsmcore.lifecycle import Event, LinkKind, Plain, custom_fields
from itsmcore.lifecycle._names import as_names, maybe_names


class ChangeKind(Code):
    """Say how a change is authorised."""

    STANDARD = "standard"
    """With little and well-known risk, approved once for all times it is made."""
    NORMAL = "normal"
    EMERGENCY = "emergency"
    UNAUTHORISED = "unauthorised"
    """Found out after the fact."""


class CloseCode(Code):
    """Say what came of a change."""

    SUCCESSFUL = "successful"
    SUCCESSFUL_WITH_ISSUES = "successful_with_issues"
    PARTIAL = "partial"
    BACKED_OUT = "backed_out"
    UNSUCCESSFUL = "unsuccessful"


TEMPLATED = ("template", "fixed", "approved_until")
"""What a change that is made of a template is told of it."""


class Result(Code):
    """Say what a test or a verification showed."""

    PASSED = "passed"
    FAILED = "failed"


def _result(value: str) -> Result:
    return one_of(Result, value, field="result")


def change_kind(value: str) -> ChangeKind:
    """Read how a change is authorised.

    Raises:
        BadValue: it is none of the four.
    """
    return one_of(ChangeKind, value, field="kind")


def _maybe_steps(steps: Any) -> tuple[ProcedureStep, ...] | None:
    return None if steps is None else as_steps(steps)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Open a change; the requester is who opened it unless another is named.

    Attributes:
        steps: the implementation, as a method of procedure.
        template: the name of the template it was made of.
        fixed: the facts that the template does not leave free.
        approved_until: until when the template was approved, in UTC; None is without end.
    """

    verb: ClassVar[str] = "open"
    id: str = attrs.field(kw_only=False)
    summary: str
    description: str | None = None
    justification: str | None = None
    requester: str | None = None
    category: str | None = None
    impact: Level | None = None
    urgency: Level | None = None
    risk: Level | None = None
    affected_services: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    configuration_items: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    steps: tuple[ProcedureStep, ...] = attrs.field(default=(), converter=as_steps)
    test_plan: str | None = None
    communication_plan: str | None = None
    back_out_plan: str | None = None
    planned_start: datetime | None = attrs.field(default=None, converter=maybe_utc)
    planned_end: datetime | None = attrs.field(default=None, converter=maybe_utc)
    actual_start: datetime | None = attrs.field(default=None, converter=maybe_utc)
    actual_end: datetime | None = attrs.field(default=None, converter=maybe_utc)
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    template: str | None = None
    fixed: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    approved_until: datetime | None = attrs.field(default=None, converter=maybe_utc)
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)

    def changes(self, record: Any) -> Mapping[str, Any]:
        said = {name: value for name, value in super().changes(record).items() if value}
        return {"requester": self.by.name, **said}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Correct its words, its custom fields or its tags.

    Approvals are void of a change that had other words, where those belong to what is approved; see
    `ChangeModel.approved_words`.
    """

    verb: ClassVar[str] = "update"
    sets: ClassVar[tuple[str, ...]] = ("reworded", "amended_by")
    summary: str | None = None
    description: str | None = None
    justification: str | None = None
    category: str | None = None
    tags: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    custom: FrozenDict[str, Plain] | None = attrs.field(
        default=None, converter=attrs.converters.optional(custom_fields)
    )

    def changes(self, record: Any) -> Mapping[str, Any]:
        changes = dict(super().changes(record))
        if self.custom is not None:
            changes["custom"] = record.custom | self.custom
        words = record.approved_words_in(changes)
        if words:
            changes["reworded"] = tuple(dict.fromkeys((*record.reworded, *words)))
            changes["amended_by"] = self.by.name
        return changes


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Amended(Event):
    """Change the plan, the scope, the items or the risk.

    Approvals of what it was are void, and so are the exceptions that were granted for it. Before
    the implementation, other steps or items have to be tested anew, and another scope or
    communication plan is to be told anew.
    """

    verb: ClassVar[str] = "amend"
    sets: ClassVar[tuple[str, ...]] = (
        "exceptions",
        "test_result",
        "communicated_at",
        "amended_by",
    )
    affected_services: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    configuration_items: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    steps: tuple[ProcedureStep, ...] | None = attrs.field(default=None, converter=_maybe_steps)
    test_plan: str | None = None
    communication_plan: str | None = None
    back_out_plan: str | None = None
    impact: Level | None = None
    urgency: Level | None = None
    risk: Level | None = None
    reason: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        said = {name for name, value in super().changes(record).items() if value is not None}
        begun = record.actual_start is not None
        return {
            **super().changes(record),
            "amended_by": self.by.name,
            "exceptions": (),
            **({} if begun or said.isdisjoint(_TESTED) else {"test_result": None}),
            **({} if begun or said.isdisjoint(_TOLD) else {"communicated_at": None}),
        }


_TESTED = ("steps", "test_plan", "configuration_items")
_TOLD = ("communication_plan", "affected_services")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Rescheduled(Event):
    """Plan it for another window.

    Approvals of the one it had are void, and so are the exceptions that were granted for it; whom
    it concerns has to be told anew.
    """

    verb: ClassVar[str] = "reschedule"
    sets: ClassVar[tuple[str, ...]] = (
        "previous_start",
        "previous_end",
        "exceptions",
        "communicated_at",
        "amended_by",
    )
    planned_start: datetime = attrs.field(converter=utc)
    planned_end: datetime = attrs.field(converter=utc)
    reason: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        previous = {"previous_start": record.planned_start, "previous_end": record.planned_end}
        voided = {"exceptions": (), "communicated_at": None}
        return {**super().changes(record), **previous, **voided, "amended_by": self.by.name}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assessed(Event):
    """Take it up to weigh it."""

    verb: ClassVar[str] = "assess"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reverted(Event):
    """Take it back to its beginning, to be planned anew."""

    verb: ClassVar[str] = "revert"
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Scheduled(Event):
    """Put it on the change schedule, where it needs no approval of its own."""

    verb: ClassVar[str] = "schedule"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Tested(Event):
    """Record what the test before the implementation showed."""

    verb: ClassVar[str] = "record_test"
    sets: ClassVar[tuple[str, ...]] = ("test_result",)
    result: Result = attrs.field(converter=_result)
    notes: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"test_result": self.result}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Communicated(Event):
    """Tell those whom it concerns, as the communication plan says."""

    verb: ClassVar[str] = "communicate"
    sets: ClassVar[tuple[str, ...]] = ("communicated_at",)
    to: tuple[str, ...] = attrs.field(default=(), converter=as_names)

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"communicated_at": self.at}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExceptionGranted(Event):
    """Let it pass a freeze or a conflict, by name, for a reason.

    Attributes:
        of: the name of the freeze or conflict.
    """

    verb: ClassVar[str] = "grant_exception"
    sets: ClassVar[tuple[str, ...]] = ("exceptions",)
    of: str
    reason: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        is_new = self.of not in record.exceptions
        return {"exceptions": (*record.exceptions, self.of)} if is_new else {}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Implemented(Event):
    """Begin to implement it."""

    verb: ClassVar[str] = "implement"
    sets: ClassVar[tuple[str, ...]] = ("actual_start",)

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"actual_start": record.actual_start or self.at}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Verified(Event):
    """Record what the verification after the implementation showed."""

    verb: ClassVar[str] = "verify"
    sets: ClassVar[tuple[str, ...]] = ("verification",)
    result: Result = attrs.field(converter=_result)
    notes: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"verification": self.result}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Retried(Event):
    """Try again what the verification found wanting."""

    verb: ClassVar[str] = "retry"
    sets: ClassVar[tuple[str, ...]] = ("verification",)
    reason: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"verification": None}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class BackedOut(Event):
    """Return to the former situation, as the back-out plan says."""

    verb: ClassVar[str] = "back_out"
    sets: ClassVar[tuple[str, ...]] = ("backed_out_at",)
    reason: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"backed_out_at": self.at}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Completed(Event):
    """End the implementation, and say what came of it.

    Attributes:
        outcome: a CloseCode, or the model's own.
    """

    verb: ClassVar[str] = "complete"
    sets: ClassVar[tuple[str, ...]] = ("actual_end",)
    outcome: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"outcome": self.outcome, "actual_end": record.backed_out_at or self.at}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reviewed(Event):
    """Record the post-implementation review; it may find another outcome.

    Attributes:
        incidents: those that the change caused.
    """

    verb: ClassVar[str] = "review"
    sets: ClassVar[tuple[str, ...]] = ("reviewed_at", "caused_incidents")
    ties: ClassVar[Mapping[str, str]] = {LinkKind.CAUSES: "incidents"}
    findings: str
    outcome: str | None = None
    incidents: tuple[str, ...] = attrs.field(default=(), converter=as_names)

    def changes(self, record: Any) -> Mapping[str, Any]:
        caused = tuple(dict.fromkeys((*record.caused_incidents, *self.incidents)))
        return {
            **super().changes(record),
            "reviewed_at": self.at,
            "caused_incidents": caused,
        }


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it, and confirm what came of it.

    Attributes:
        code: the outcome, said once more.
    """

    verb: ClassVar[str] = "close"
    sets: ClassVar[tuple[str, ...]] = ("close_notes",)
    code: str
    notes: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"close_notes": self.notes}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Give it up; what was on hold is so no more."""

    verb: ClassVar[str] = "cancel"
    sets: ClassVar[tuple[str, ...]] = ("hold_reason", "held_at")
    reason: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"hold_reason": None, "held_at": None}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Held(Event):
    """Put it on hold; its stage stays, and nothing moves until it is resumed."""

    verb: ClassVar[str] = "hold"
    sets: ClassVar[tuple[str, ...]] = ("hold_reason", "held_at")
    reason: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"hold_reason": self.reason, "held_at": self.at}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resumed(Event):
    """Take it off hold; those who approve it have as much longer to decide as it was held."""

    verb: ClassVar[str] = "resume"
    sets: ClassVar[tuple[str, ...]] = ("hold_reason", "held_at", "approval_expires_at")

    def changes(self, record: Any) -> Mapping[str, Any]:
        expires_at, held_at = record.approval_expires_at, record.held_at
        if expires_at is not None and held_at is not None and held_at < expires_at:
            expires_at += self.at - held_at
        return {"hold_reason": None, "held_at": None, "approval_expires_at": expires_at}
