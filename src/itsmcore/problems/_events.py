"""What happens to a problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from itsmcore.codes import Code, one_of
from itsmcore.errors import Reason
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import maybe_utc
from itsmcore.level import Level
from itsmcore.lifecycle import Event, Link, LinkKind, Plain, custom_fields
from itsmcore.lifecycle._chronology import not_ahead
from itsmcore.lifecycle._correction import check_clear, corrections
from itsmcore.lifecycle._event import data_fields
from itsmcore.lifecycle._names import as_names, maybe_names
from itsmcore.problems._five_whys import FiveWhys
from itsmcore.problems._ishikawa import Ishikawa
from itsmcore.problems._known_error import Workaround


class Origin(Code):
    """Say how a problem came to light."""

    REACTIVE = "reactive"
    """By incidents that happened."""
    PROACTIVE = "proactive"
    """Before any happened."""


class ResolutionCode(Code):
    """Say how a problem ended; ServiceNow's."""

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
        incidents: the numbers of those that it causes.
    """

    verb: ClassVar[str] = "open"
    sets: ClassVar[tuple[str, ...]] = ("links",)
    ties: ClassVar[Mapping[str, str]] = {LinkKind.INCIDENT: "incidents"}
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

    def changes(self, record: Any) -> Mapping[str, Any]:
        links = tuple(Link(LinkKind.INCIDENT, id) for id in dict.fromkeys(self.incidents))
        return {**super().changes(record), **({"links": links} if links else {})}


class HoldReason(Code):
    """Say what a problem waits for."""

    VENDOR = "vendor"
    CHANGE = "change"
    EVIDENCE = "evidence"
    """That it shows itself again."""


_NOT_HELD = {"hold_reason": None, "hold_until": None}
"""What is so once a hold has ended."""
_HELD = tuple(_NOT_HELD)


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
    clear: tuple[str, ...] = attrs.field(default=(), converter=as_names)

    @clear.validator
    def _clearable(self, _: object, cleared: tuple[str, ...]) -> None:
        check_clear(cleared, CLEARABLE)

    def changes(self, record: Any) -> Mapping[str, Any]:
        corrected = corrections(record, clear=self.clear, custom=self.custom)
        return {**super().changes(record), **corrected}


CLEARABLE = tuple(
    field.name
    for field in data_fields(Updated)
    if field.name not in ("summary", "is_major", "custom", "clear")
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
    """Record the cause, and how it was found; unless it is solved, it is then a known error.

    An analysis belongs to the cause that it led to: another cause comes with its own, or with none.
    """

    verb: ClassVar[str] = "record_cause"
    sets: ClassVar[tuple[str, ...]] = ("cause", "analysis")
    text: str
    analysis: FiveWhys | Ishikawa | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"cause": self.text, "analysis": self.analysis}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WorkaroundPublished(Event):
    """Publish a way to live with it; a later one replaces it."""

    verb: ClassVar[str] = "publish_workaround"
    sets: ClassVar[tuple[str, ...]] = ("workaround",)
    text: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"workaround": Workaround(self.text, self.at)}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FixBegun(Event):
    """Begin to remove the cause."""

    verb: ClassVar[str] = "fix"
    sets: ClassVar[tuple[str, ...]] = ("fix_notes",)
    notes: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"fix_notes": self.notes}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Held(Event):
    """Put it on hold; it stays where it is, and nothing leads on until it is resumed.

    Attributes:
        reason: what it waits for; a HoldReason, or the model's own code.
        until: when it is resumed by itself.
    """

    verb: ClassVar[str] = "hold"
    sets: ClassVar[tuple[str, ...]] = _HELD
    reason: str
    until: datetime | None = attrs.field(default=None, converter=maybe_utc)
    note: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"hold_reason": self.reason, "hold_until": self.until}

    def against(self, record: Any) -> Iterable[Reason]:
        return not_ahead(self, "until")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resumed(Event):
    """Take it off hold."""

    verb: ClassVar[str] = "resume"
    sets: ClassVar[tuple[str, ...]] = _HELD
    note: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        return _NOT_HELD


def _ended(code: ResolutionCode, notes: str | None) -> Mapping[str, Any]:
    return {"resolution_code": code, "close_notes": notes}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resolved(Event):
    """Declare the cause removed."""

    verb: ClassVar[str] = "resolve"
    sets: ClassVar[tuple[str, ...]] = ("resolution_code", "close_notes", *_HELD)
    notes: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {**_NOT_HELD, **_ended(ResolutionCode.FIX_APPLIED, self.notes)}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RiskAccepted(Event):
    """Close it without a fix, because living with it costs less."""

    verb: ClassVar[str] = "accept_risk"
    sets: ClassVar[tuple[str, ...]] = ("resolution_code", "close_notes")
    notes: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return _ended(ResolutionCode.RISK_ACCEPTED, self.notes)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DuplicateMarked(Event):
    """Close it as the same problem as another, which its incidents and changes go to."""

    verb: ClassVar[str] = "mark_duplicate"
    sets: ClassVar[tuple[str, ...]] = ("resolution_code", "close_notes", "duplicate_of", "links")
    ties: ClassVar[Mapping[str, str]] = {LinkKind.DUPLICATE_OF: "of"}
    of: str
    notes: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        links = tuple(link for link in record.links if link.kind not in MOVED)
        ended = _ended(ResolutionCode.DUPLICATE, self.notes)
        return {"duplicate_of": self.of, "links": links, **ended}


MOVED = (LinkKind.INCIDENT, LinkKind.CAUSED_BY, LinkKind.FIXED_BY)
"""The links that go from a duplicate to the problem it is a duplicate of."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reviewed(Event):
    """Record the review of a major problem: what went well, what did not, what is learned."""

    verb: ClassVar[str] = "review"
    sets: ClassVar[tuple[str, ...]] = ("reviewed_at", "lessons")
    findings: str
    lessons: tuple[str, ...] = attrs.field(default=(), converter=as_names)

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {"reviewed_at": self.at, "lessons": self.lessons}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it; the cause is gone, and stays so."""

    verb: ClassVar[str] = "close"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Give it up, because it is no problem."""

    verb: ClassVar[str] = "cancel"
    sets: ClassVar[tuple[str, ...]] = ("close_notes", *_HELD)
    reason: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {**_NOT_HELD, "close_notes": self.reason}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reopened(Event):
    """Take up the fix again, because it did not hold.

    The resolution, and what was reviewed of it, is forgotten, save in the history.
    """

    verb: ClassVar[str] = "reopen"
    sets: ClassVar[tuple[str, ...]] = ("resolution_code", "close_notes", "reviewed_at", "lessons")
    reason: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {name: () if name == "lessons" else None for name in self.sets}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reanalysed(Event):
    """Look for the cause anew, because it was not the right one or the risk has changed.

    What was found, done and reviewed is of the former analysis and is forgotten, save in the
    history; the workaround stays.
    """

    verb: ClassVar[str] = "reanalyse"
    sets: ClassVar[tuple[str, ...]] = (
        "resolution_code",
        "close_notes",
        "duplicate_of",
        "cause",
        "analysis",
        "fix_notes",
        "reviewed_at",
        "lessons",
    )
    reason: str

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {name: () if name == "lessons" else None for name in self.sets}
