"""What happens to a problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

from itsmcore.codes import Code, one_of
from itsmcore.conditions import Field, field
from itsmcore.fields import as_names, maybe_names
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.level import Level
from itsmcore.lifecycle import Event, LinkKind, Plain, custom_fields, events
from itsmcore.lifecycle._correction import check_clear, cleared, clears
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle.events import NO_HOLD
from itsmcore.problems._known_error import Workaround, WorkaroundState
from itsmcore.techniques import FiveWhys, Ishikawa


class Origin(Code):
    """How a problem came to light."""

    REACTIVE = "reactive"
    """By incidents that happened."""
    PROACTIVE = "proactive"
    """Before any incident happened."""


class ResolutionCode(Code):
    """How a problem ended; ServiceNow's codes."""

    FIX_APPLIED = "fix_applied"
    RISK_ACCEPTED = "risk_accepted"
    DUPLICATE = "duplicate"


def _origin(value: str) -> Origin:
    return one_of(Origin, value, field="origin")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Open a problem.

    Attributes:
        symptom: what one sees of it, by which incidents are recognised.
        origin: whether incidents brought it to light.
        incidents: the numbers of the incidents that it causes.
    """

    verb: ClassVar[str] = "open"
    ties: ClassVar[Mapping[str | Field, str]] = {LinkKind.INCIDENT: "incidents"}
    id: str = attrs.field(kw_only=False)
    summary: str
    description: str | None = None
    symptom: str | None = None
    origin: Origin = attrs.field(default=Origin.REACTIVE, converter=_origin)
    service: str | None = None
    affected_services: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    configuration_items: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    category: str | None = None
    impact: Level | None = None
    urgency: Level | None = None
    is_major: bool = False
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    incidents: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)


class HoldReason(Code):
    """What a problem waits for."""

    VENDOR = "vendor"
    CHANGE = "change"
    EVIDENCE = "evidence"
    """That it occurs again."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Correct or complete its facts; name those to empty in `clear`.

    Custom fields are added to those it has; one set to None is removed.
    """

    verb: ClassVar[str] = "update"
    summary: str | None = None
    description: str | None = None
    symptom: str | None = None
    service: str | None = None
    affected_services: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    configuration_items: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    category: str | None = None
    impact: Level | None = None
    urgency: Level | None = None
    is_major: bool | None = None
    tags: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
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


CLEARABLE: tuple[str, ...] = tuple(
    of.name
    for of in data_fields(Updated)
    if of.name not in ("summary", "is_major", "custom", "clear")
)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assessed(Event):
    """Take it up, to see whether it is a problem."""

    verb: ClassVar[str] = "assess"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Confirmed(Event):
    """Confirm that it is a problem, and look for its cause."""

    verb: ClassVar[str] = "confirm"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CauseRecorded(Event):
    """Record the cause, and how it was found; unless it is resolved, it is then a known error.

    An analysis belongs to the cause that it led to: another cause comes with its own, or with none.
    """

    verb: ClassVar[str] = "record_cause"
    sets: ClassVar[Mapping[str, Any]] = {
        "cause": field("event.text"),
        "analysis": field("event.analysis"),
    }
    text: str
    analysis: FiveWhys | Ishikawa | None = None


def _proposed(event: WorkaroundProposed, _: object) -> Workaround:
    return Workaround(event.text, steps=event.steps, state=WorkaroundState.PROPOSED)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WorkaroundProposed(Event):
    """Propose a way to live with it, for somebody to test; a later one replaces it.

    Attributes:
        text: what it is.
        steps: what to do, in order.
    """

    verb: ClassVar[str] = "propose_workaround"
    sets: ClassVar[Mapping[str, Any]] = {"workaround": _proposed}
    text: str
    steps: tuple[str, ...] = attrs.field(default=(), converter=as_names)


def _tested(_: Event, record: Any) -> Workaround | None:
    known: Workaround | None = record.workaround
    return None if known is None else attrs.evolve(known, state=WorkaroundState.TESTED)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WorkaroundTested(Event):
    """Say that the workaround that was proposed helps; withdraw one that does not."""

    verb: ClassVar[str] = "test_workaround"
    sets: ClassVar[Mapping[str, Any]] = {"workaround": _tested}
    note: str | None = None


def _published(event: WorkaroundPublished, record: Any) -> Workaround:
    known: Workaround | None = record.workaround
    is_known = known is not None and event.text == known.text
    steps = known.steps if known is not None and is_known and not event.steps else event.steps
    return Workaround(event.text or "", event.at, steps=steps)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WorkaroundPublished(Event):
    """Publish a way to live with it; a later one replaces it.

    Attributes:
        text: what it is; by default what was proposed, with its steps.
        steps: what to do, in order.
    """

    verb: ClassVar[str] = "publish_workaround"
    sets: ClassVar[Mapping[str, Any]] = {"workaround": _published}
    unsaid: ClassVar[Mapping[str, Field]] = {"text": field("workaround_text")}
    text: str | None = None
    steps: tuple[str, ...] = attrs.field(default=(), converter=as_names)


def _withdrawn(_: Event, record: Any) -> Workaround | None:
    known: Workaround | None = record.workaround
    if known is None:
        return None
    return attrs.evolve(known, published_at=None, state=WorkaroundState.WITHDRAWN)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WorkaroundWithdrawn(Event):
    """Take the workaround back, because it does not help or does harm."""

    verb: ClassVar[str] = "withdraw_workaround"
    sets: ClassVar[Mapping[str, Any]] = {"workaround": _withdrawn}
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FixBegun(Event):
    """Begin to remove the cause."""

    verb: ClassVar[str] = "fix"
    sets: ClassVar[Mapping[str, Any]] = {"fix_notes": field("event.notes")}
    notes: str


def _ended(code: ResolutionCode | None, notes: Field | None) -> Mapping[str, Any]:
    return {"resolution_code": code, "close_notes": notes}


_NOTES = field("event.notes")
_NOT_ENDED = _ended(None, None)
_NOT_REVIEWED: Mapping[str, Any] = {"reviewed_at": None, "lessons": ()}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resolved(Event):
    """Declare that the cause is removed."""

    verb: ClassVar[str] = "resolve"
    sets: ClassVar[Mapping[str, Any]] = {
        **NO_HOLD,
        **_ended(ResolutionCode.FIX_APPLIED, _NOTES),
    }
    notes: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RiskAccepted(Event):
    """Close it without a fix, because living with it costs less."""

    verb: ClassVar[str] = "accept_risk"
    sets: ClassVar[Mapping[str, Any]] = _ended(ResolutionCode.RISK_ACCEPTED, _NOTES)
    notes: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DuplicateMarked(events.DuplicateMarked):
    """Close it as a duplicate of another problem, which its incidents and changes go to."""

    sets: ClassVar[Mapping[str, Any]] = _ended(ResolutionCode.DUPLICATE, _NOTES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reviewed(Event):
    """Record the review of a major problem: what went well, what did not, what is learned."""

    verb: ClassVar[str] = "review"
    sets: ClassVar[Mapping[str, Any]] = {"reviewed_at": field("event.at")}
    findings: str
    lessons: tuple[str, ...] = attrs.field(default=(), converter=as_names)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it; the cause is gone, and stays so."""

    verb: ClassVar[str] = "close"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Cancel it, because it is not a problem."""

    verb: ClassVar[str] = "cancel"
    sets: ClassVar[Mapping[str, Any]] = {**NO_HOLD, "close_notes": field("event.reason")}
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reopened(Event):
    """Take up the fix again, because it did not hold.

    The resolution and its review are forgotten, except in the history.
    """

    verb: ClassVar[str] = "reopen"
    sets: ClassVar[Mapping[str, Any]] = {**_NOT_ENDED, **_NOT_REVIEWED}
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reanalysed(Event):
    """Look for the cause again, because it was not the right one or the risk has changed.

    What was found, done and reviewed belongs to the former analysis and is forgotten, except in the
    history; the workaround stays.
    """

    verb: ClassVar[str] = "reanalyse"
    sets: ClassVar[Mapping[str, Any]] = {
        **_NOT_ENDED,
        **_NOT_REVIEWED,
        "cause": None,
        "analysis": None,
        "fix_notes": None,
    }
    unties: ClassVar[Mapping[str | Field, str | None]] = {LinkKind.DUPLICATE_OF: None}
    reason: str
