"""What happens to a complaint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import attrs

from itsmcore.codes import Code
from itsmcore.conditions import Field, field
from itsmcore.errors import Reason
from itsmcore.fields import as_names, maybe_names
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.lifecycle import Event, LinkKind, Plain, custom_fields
from itsmcore.lifecycle._correction import check_clear, cleared, clears
from itsmcore.phrase import Phrase
from itsmcore.plain import said_text
from itsmcore.shown import shown


class Outcome(Code):
    """Whether a complaint was right."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"


def _complainant(opening: Opened, _: object) -> str:
    return said_text(opening.complainant) or opening.by.name


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Receive a complaint.

    Attributes:
        complainant: who complains; by default whoever opens it.
        about: the numbers of the records that it is about.
        concerns: the people it is about, who do not handle it.
    """

    verb: ClassVar[str] = "open"
    sets: ClassVar[Mapping[str, Any]] = {"complainant": _complainant}
    ties: ClassVar[Mapping[str | Field, str]] = {LinkKind.ABOUT: "about"}
    id: str = attrs.field(kw_only=False)
    summary: str
    description: str | None = None
    complainant: str | None = None
    customer: str | None = None
    channel: str | None = None
    service: str | None = None
    about: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    concerns: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)

    def against(self, record: Any) -> Iterable[Reason]:
        if self.assignee is not None and self.assignee in self.concerns:
            words = Phrase("complaints.concerned", assignee=shown(self.assignee))
            yield Reason("not_impartial", words)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Correct or complete its facts; name those to empty in `clear`.

    Custom fields are added to those it has; one set to None is removed.
    """

    verb: ClassVar[str] = "update"
    summary: str | None = None
    description: str | None = None
    customer: str | None = None
    channel: str | None = None
    service: str | None = None
    concerns: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
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


CLEARABLE: tuple[str, ...] = ("description", "customer", "channel", "service", "concerns", "tags")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Acknowledged(Event):
    """Tell the complainant that it was received, and who looks into it."""

    verb: ClassVar[str] = "acknowledge"
    sets: ClassVar[Mapping[str, Any]] = {"acknowledged_at": field("event.at")}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Investigated(Event):
    """Begin to look into it."""

    verb: ClassVar[str] = "investigate"


def _answerers(event: Event, record: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*record.answered_by, event.by.name)))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Answered(Event):
    """Answer the complainant.

    Attributes:
        outcome: whether it was right, by an Outcome or the model's own code.
        findings: what was found.
        reply: what the complainant is told.
        remedy: what is done about it, if anything is.
    """

    verb: ClassVar[str] = "answer"
    sets: ClassVar[Mapping[str, Any]] = {
        "answered_at": field("event.at"),
        "answered_by": _answerers,
    }
    outcome: str
    findings: str
    reply: str
    remedy: str | None = None


def _one_level_more(_: Event, record: Any) -> int:
    return int(record.escalation_level) + 1


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Escalated(Event):
    """Take it to the next level, because it is not answered, or the answer is not accepted.

    Whoever has answered it does not answer it again.
    """

    verb: ClassVar[str] = "escalate"
    sets: ClassVar[Mapping[str, Any]] = {
        "escalation_level": _one_level_more,
        "answered_at": None,
        "outcome": None,
        "findings": None,
        "reply": None,
        "remedy": None,
    }
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it: the answer is accepted, or nobody has objected in time."""

    verb: ClassVar[str] = "close"
    sets: ClassVar[Mapping[str, Any]] = {"close_notes": field("event.notes")}
    notes: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Withdrawn(Event):
    """Withdraw it, as the complainant wishes."""

    verb: ClassVar[str] = "withdraw"
    sets: ClassVar[Mapping[str, Any]] = {"withdrawal_reason": field("event.reason")}
    reason: str
