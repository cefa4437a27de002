"""What happens to an incident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from itsmcore.codes import Code, one_of
from itsmcore.conditions import Field, field
from itsmcore.errors import Reason
from itsmcore.fields import as_names, maybe_names
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import maybe_utc
from itsmcore.level import Level
from itsmcore.lifecycle import Event, LinkKind, Plain, custom_fields, events
from itsmcore.lifecycle._chronology import not_ahead
from itsmcore.lifecycle._correction import check_clear, cleared, clears
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.plain import is_said, said_text


class HoldReason(Code):
    """Whom or what an incident waits for."""

    CALLER = "caller"
    VENDOR = "vendor"
    PROBLEM = "problem"
    CHANGE = "change"


class ResolutionCode(Code):
    """How an incident ended; ServiceNow's eight documented codes, and four more.

    `no_answer` is for what the caller never answered (`silent_caller`), `converted` for what was
    cancelled for a record of another practice (`desk.convert`), `event_cleared` for what the
    monitoring tool that reported it says is well again (`intake`), and `withdrawn` for what its
    caller takes back.
    """

    DUPLICATE = "duplicate"
    KNOWN_ERROR = "known_error"
    RESOLVED_BY_CALLER = "resolved_by_caller"
    RESOLVED_BY_CHANGE = "resolved_by_change"
    RESOLVED_BY_PROBLEM = "resolved_by_problem"
    SOLUTION_PROVIDED = "solution_provided"
    WORKAROUND_PROVIDED = "workaround_provided"
    USER_ERROR = "user_error"
    NO_ANSWER = "no_answer"
    CONVERTED = "converted"
    EVENT_CLEARED = "event_cleared"
    WITHDRAWN = "withdrawn"


class Escalation(Code):
    """The ways in which an incident is escalated."""

    FUNCTIONAL = "functional"
    HIERARCHIC = "hierarchic"


def _caller(opening: Opened, _: object) -> str:
    return said_text(opening.caller) or opening.by.name


def _escalation(kind: str) -> Escalation:
    return one_of(Escalation, kind, field="kind")


def _not_the_groups(escalation: Escalated, record: Any) -> str | None:
    return None if is_said(escalation.group) else record.assignee


def _held_with(held: Held, _: Any) -> str | None:
    return None if held.cause is None else held.cause.record


NOT_HELD: Mapping[str, None] = {"hold_reason": None, "hold_until": None, "held_with": None}
"""What is true once a hold has ended."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Open an incident; the caller is who opened it unless another is named.

    Attributes:
        occurred_at: when the fault began, if that is known.
        detected_at: when somebody or something first noticed it.
        affected_users: who has it too; they are on the customer's side, as the caller is.
        watchers: who else is told of it.
    """

    verb: ClassVar[str] = "open"
    sets: ClassVar[Mapping[str, Any]] = {"caller": _caller}
    id: str = attrs.field(kw_only=False)
    summary: str
    description: str | None = None
    caller: str | None = None
    affected_users: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    watchers: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    customer: str | None = None
    channel: str | None = None
    service: str | None = None
    affected_services: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    configuration_items: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    category: str | None = None
    impact: Level | None = None
    urgency: Level | None = None
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    location: str | None = None
    vendor_reference: str | None = None
    occurred_at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    detected_at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Correct or complete its facts; name those to empty in `clear`.

    Custom fields are added to those it has; one set to None is removed.
    """

    verb: ClassVar[str] = "update"
    summary: str | None = None
    description: str | None = None
    caller: str | None = None
    customer: str | None = None
    channel: str | None = None
    service: str | None = None
    affected_services: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    configuration_items: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    tags: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    location: str | None = None
    vendor_reference: str | None = None
    occurred_at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    detected_at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    restored_at: datetime | None = attrs.field(default=None, converter=maybe_utc)
    custom: FrozenDict[str, Plain] | None = attrs.field(
        default=None, converter=attrs.converters.optional(custom_fields)
    )
    clear: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, metadata=clears(lambda: CLEARABLE)
    )

    @clear.validator
    def _clearable(self, _: object, cleared: tuple[str, ...]) -> None:
        check_clear(cleared, CLEARABLE)

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {**super().changes(record), **cleared(record, self.clear)}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PeopleAdded(Event):
    """Add people whom it affects too, or who watch it; those that it has stay.

    Whoever is its caller anyway is not added to those affected.
    """

    verb: ClassVar[str] = "add_people"
    affected_users: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    watchers: tuple[str, ...] = attrs.field(default=(), converter=as_names)

    def changes(self, record: Any) -> Mapping[str, Any]:
        affected = (name for name in self.affected_users if name != record.caller)
        return {
            "affected_users": tuple(dict.fromkeys((*record.affected_users, *affected))),
            "watchers": tuple(dict.fromkeys((*record.watchers, *self.watchers))),
        }


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PeopleRemoved(Event):
    """Remove people whom it does not affect, or who no longer watch it."""

    verb: ClassVar[str] = "remove_people"
    affected_users: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    watchers: tuple[str, ...] = attrs.field(default=(), converter=as_names)

    def changes(self, record: Any) -> Mapping[str, Any]:
        gone = {name: frozenset(getattr(self, name)) for name in ("affected_users", "watchers")}
        return {
            name: tuple(one for one in getattr(record, name) if one not in people)
            for name, people in gone.items()
        }


CLEARABLE: tuple[str, ...] = tuple(
    of.name
    for of in data_fields(Updated)
    if of.name not in ("summary", "caller", "custom", "clear")
)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Started(Event):
    """Start to work on it."""

    verb: ClassVar[str] = "start"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Responded(Event):
    """Give the caller the first human answer."""

    verb: ClassVar[str] = "respond"
    sets: ClassVar[Mapping[str, Any]] = {"responded_at": field("event.at")}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Held(Event):
    """Put it on hold until somebody else acts.

    Attributes:
        reason: whom it waits for; a HoldReason, or the model's own code.
        until: when to follow it up; the model says what happens then.
    """

    verb: ClassVar[str] = "hold"
    sets: ClassVar[Mapping[str, Any]] = {
        "hold_reason": field("event.reason"),
        "hold_until": field("event.until"),
        "held_with": _held_with,
    }
    reason: str
    until: datetime | None = attrs.field(default=None, converter=maybe_utc)
    note: str | None = None

    def against(self, record: Any) -> Iterable[Reason]:
        return not_ahead(self, "until")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reminded(Event):
    """Remind those who are waiting that it is time to follow up."""

    verb: ClassVar[str] = "remind"
    note: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resumed(Event):
    """Take it off hold."""

    verb: ClassVar[str] = "resume"
    sets: ClassVar[Mapping[str, Any]] = NOT_HELD
    note: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resolved(Event):
    """Resolve it, and say how.

    Attributes:
        code: a ResolutionCode, or the model's own.
        restored_at: when the service came back, if that was earlier.
    """

    verb: ClassVar[str] = "resolve"
    sets: ClassVar[Mapping[str, Any]] = {
        **NOT_HELD,
        "resolution_code": field("event.code"),
        "resolution_notes": field("event.notes"),
    }
    code: str
    notes: str
    restored_at: datetime | None = attrs.field(default=None, converter=maybe_utc)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DuplicateMarked(events.DuplicateMarked):
    """Resolve it as a duplicate of another, which a desk moves callers, watchers and links to."""

    sets: ClassVar[Mapping[str, Any]] = {
        **NOT_HELD,
        "resolution_code": ResolutionCode.DUPLICATE,
        "resolution_notes": field("event.notes"),
    }


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reopened(Event):
    """Take it up again: the resolution did not hold, or it is no duplicate after all."""

    verb: ClassVar[str] = "reopen"
    unties: ClassVar[Mapping[str | Field, str | None]] = {LinkKind.DUPLICATE_OF: None}
    sets: ClassVar[Mapping[str, Any]] = {
        "resolution_code": None,
        "resolution_notes": None,
        "restored_at": None,
    }
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it for good, with the category it turned out to have."""

    verb: ClassVar[str] = "close"
    closing_category: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Cancel it without resolving it.

    Attributes:
        code: what it was instead, if the model has a resolution code for that.
    """

    verb: ClassVar[str] = "cancel"
    sets: ClassVar[Mapping[str, Any]] = {**NOT_HELD, "resolution_code": field("event.code")}
    reason: str
    code: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reprioritised(Event):
    """Change its impact, its urgency, or both, and say why."""

    verb: ClassVar[str] = "reprioritise"
    impact: Level | None = None
    urgency: Level | None = None
    note: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Recategorised(Event):
    """Move it to another category."""

    verb: ClassVar[str] = "recategorise"
    category: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Escalated(Event):
    """Escalate it: functionally to another group, or hierarchically to somebody who decides.

    Attributes:
        kind: functional names a group, and clears the assignee; hierarchic keeps both.
        to: who was called on, if it is hierarchic.
    """

    verb: ClassVar[str] = "escalate"
    sets: ClassVar[Mapping[str, Any]] = {"assignee": _not_the_groups}
    kind: Escalation = attrs.field(converter=_escalation)
    group: str | None = None
    to: str | None = None
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MajorProposed(Event):
    """Propose it as a major incident."""

    verb: ClassVar[str] = "propose_major"
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MajorPromoted(Event):
    """Make it a major incident."""

    verb: ClassVar[str] = "promote_major"
    note: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MajorRejected(Event):
    """Reject the proposal."""

    verb: ClassVar[str] = "reject_major"
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MajorDemoted(Event):
    """Make it an ordinary incident again."""

    verb: ClassVar[str] = "demote_major"
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MajorReviewed(Event):
    """Record the review of a major incident."""

    verb: ClassVar[str] = "review_major"
    findings: str
