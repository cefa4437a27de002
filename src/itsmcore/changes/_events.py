"""What happens to a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from itsmcore.approval import warned
from itsmcore.changes._procedure import ProcedureStep, as_steps
from itsmcore.codes import Code, one_of
from itsmcore.conditions import Field, field
from itsmcore.fields import as_names, maybe_names
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import maybe_utc, utc
from itsmcore.level import Level
from itsmcore.lifecycle import Event, LinkKind, Plain, custom_fields
from itsmcore.lifecycle._correction import NAMES_FIELDS
from itsmcore.lifecycle._sets import said
from itsmcore.plain import said_text


class ChangeKind(Code):
    """How a change is authorised."""

    STANDARD = "standard"
    """With little and well-known risk, approved once for every time it is made."""
    NORMAL = "normal"
    EMERGENCY = "emergency"
    UNAUTHORISED = "unauthorised"
    """Discovered after the fact."""


class CloseCode(Code):
    """What came of a change."""

    SUCCESSFUL = "successful"
    SUCCESSFUL_WITH_ISSUES = "successful_with_issues"
    PARTIAL = "partial"
    BACKED_OUT = "backed_out"
    UNSUCCESSFUL = "unsuccessful"


TEMPLATED = ("template", "fixed", "approved_until")
"""What a change that is made from a template is told of it."""


class Result(Code):
    """What a test or a verification showed."""

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


def _requester(opening: Opened, _: object) -> str:
    return said_text(opening.requester) or opening.by.name


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Open a change; the requester is who opened it unless another is named.

    Attributes:
        steps: the implementation, as a method of procedure.
        template: the name of the template it was made from.
        fixed: the facts that the template does not leave free.
        approved_until: until when the template was approved, in UTC; None means without end.
    """

    verb: ClassVar[str] = "open"
    sets: ClassVar[Mapping[str, Any]] = {"requester": _requester}
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
    fixed: tuple[str, ...] = attrs.field(default=(), converter=as_names, metadata=NAMES_FIELDS)
    approved_until: datetime | None = attrs.field(default=None, converter=maybe_utc)
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)


def _reworded(update: Updated, record: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*record.reworded, *record.approved_words_in(said(update, record)))))


def _rewording(update: Updated, record: Any) -> str | None:
    return update.by.name if record.approved_words_in(said(update, record)) else record.amended_by


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Correct its words, its custom fields or its tags.

    If the words belong to what was approved, its approvals become void; see
    `ChangeModel.approved_words`.
    """

    verb: ClassVar[str] = "update"
    sets: ClassVar[Mapping[str, Any]] = {"reworded": _reworded, "amended_by": _rewording}
    summary: str | None = None
    description: str | None = None
    justification: str | None = None
    category: str | None = None
    tags: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    custom: FrozenDict[str, Plain] | None = attrs.field(
        default=None, converter=attrs.converters.optional(custom_fields)
    )


def _still_tested(amended: Amended, record: Any) -> str | None:
    """Return what the test showed, unless it has to be tested again."""
    return None if _is_other(amended, record, _TESTED) else record.test_result


def _still_told(amended: Amended, record: Any) -> datetime | None:
    """Return when it was announced, unless it has to be announced again."""
    return None if _is_other(amended, record, _TOLD) else record.communicated_at


def _is_other(amended: Amended, record: Any, names: Iterable[str]) -> bool:
    is_said_anew = any(getattr(amended, name) is not None for name in names)
    return is_said_anew and record.actual_start is None


_TESTED = ("steps", "test_plan", "configuration_items")
_TOLD = ("communication_plan", "affected_services")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Amended(Event):
    """Change the plan, the scope, the items or the risk.

    Approvals of what it was become void, and so do the exceptions that were granted for it. Before
    the implementation, new steps or items have to be tested again, and a new scope or communication
    plan has to be announced again.
    """

    verb: ClassVar[str] = "amend"
    sets: ClassVar[Mapping[str, Any]] = {
        "amended_by": field("event.by"),
        "exceptions": (),
        "test_result": _still_tested,
        "communicated_at": _still_told,
    }
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


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Rescheduled(Event):
    """Plan it for another window.

    Approvals of the previous one become void, and so do the exceptions that were granted for it;
    those whom it concerns have to be told again.
    """

    verb: ClassVar[str] = "reschedule"
    sets: ClassVar[Mapping[str, Any]] = {
        "previous_start": field("planned_start"),
        "previous_end": field("planned_end"),
        "exceptions": (),
        "communicated_at": None,
        "amended_by": field("event.by"),
    }
    planned_start: datetime = attrs.field(converter=utc)
    planned_end: datetime = attrs.field(converter=utc)
    reason: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assessed(Event):
    """Take it up for assessment."""

    verb: ClassVar[str] = "assess"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reverted(Event):
    """Take it back to its beginning, to be planned again."""

    verb: ClassVar[str] = "revert"
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Scheduled(Event):
    """Put it on the change schedule, if it needs no approval of its own."""

    verb: ClassVar[str] = "schedule"
    sets: ClassVar[Mapping[str, Any]] = {"warnings": warned}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Tested(Event):
    """Record what the test before the implementation showed."""

    verb: ClassVar[str] = "record_test"
    sets: ClassVar[Mapping[str, Any]] = {"test_result": field("event.result")}
    result: Result = attrs.field(converter=_result)
    notes: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Communicated(Event):
    """Tell those whom it concerns, as the communication plan says."""

    verb: ClassVar[str] = "communicate"
    sets: ClassVar[Mapping[str, Any]] = {"communicated_at": field("event.at")}
    to: tuple[str, ...] = attrs.field(default=(), converter=as_names)


def _with_exception(granted: ExceptionGranted, record: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*record.exceptions, granted.of)))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExceptionGranted(Event):
    """Let it pass a freeze or a conflict, by name, for a reason.

    Attributes:
        of: the name of the freeze or conflict.
    """

    verb: ClassVar[str] = "grant_exception"
    sets: ClassVar[Mapping[str, Any]] = {"exceptions": _with_exception}
    of: str
    reason: str


def _begun(implemented: Implemented, record: Any) -> datetime:
    return record.actual_start or implemented.at


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Implemented(Event):
    """Begin to implement it."""

    verb: ClassVar[str] = "implement"
    sets: ClassVar[Mapping[str, Any]] = {"actual_start": _begun}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Verified(Event):
    """Record what the verification after the implementation showed."""

    verb: ClassVar[str] = "verify"
    sets: ClassVar[Mapping[str, Any]] = {"verification": field("event.result")}
    result: Result = attrs.field(converter=_result)
    notes: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Retried(Event):
    """Try again what the verification found lacking."""

    verb: ClassVar[str] = "retry"
    sets: ClassVar[Mapping[str, Any]] = {"verification": None}
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class BackedOut(Event):
    """Return to the former situation, as the back-out plan says."""

    verb: ClassVar[str] = "back_out"
    sets: ClassVar[Mapping[str, Any]] = {"backed_out_at": field("event.at")}
    reason: str


def _ended(completed: Completed, record: Any) -> datetime:
    return record.backed_out_at or completed.at


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Completed(Event):
    """End the implementation, and say what came of it.

    Attributes:
        outcome: a CloseCode, or the model's own.
    """

    verb: ClassVar[str] = "complete"
    sets: ClassVar[Mapping[str, Any]] = {"actual_end": _ended}
    outcome: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reviewed(Event):
    """Record the post-implementation review; it may find another outcome.

    Attributes:
        incidents: those that the change caused.
    """

    verb: ClassVar[str] = "review"
    sets: ClassVar[Mapping[str, Any]] = {"reviewed_at": field("event.at")}
    ties: ClassVar[Mapping[str | Field, str]] = {LinkKind.CAUSES: "incidents"}
    findings: str
    outcome: str | None = None
    incidents: tuple[str, ...] = attrs.field(default=(), converter=as_names)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it, and confirm what came of it.

    Attributes:
        code: the outcome, confirmed.
    """

    verb: ClassVar[str] = "close"
    sets: ClassVar[Mapping[str, Any]] = {"close_notes": field("event.notes")}
    code: str
    notes: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Cancel it; if it was on hold, it no longer is."""

    verb: ClassVar[str] = "cancel"
    sets: ClassVar[Mapping[str, Any]] = {"hold_reason": None, "held_at": None}
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Held(Event):
    """Put it on hold; its stage stays, and nothing moves until it is resumed."""

    verb: ClassVar[str] = "hold"
    sets: ClassVar[Mapping[str, Any]] = {
        "hold_reason": field("event.reason"),
        "held_at": field("event.at"),
    }
    reason: str


def _postponed(resumed: Resumed, record: Any) -> datetime | None:
    expires_at: datetime | None = record.approval_expires_at
    held_at: datetime | None = record.held_at
    if expires_at is None or held_at is None or held_at >= expires_at:
        return expires_at
    return expires_at + (resumed.at - held_at)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resumed(Event):
    """Take it off hold; the time to decide is extended by as long as it was on hold."""

    verb: ClassVar[str] = "resume"
    sets: ClassVar[Mapping[str, Any]] = {
        "hold_reason": None,
        "held_at": None,
        "approval_expires_at": _postponed,
    }
