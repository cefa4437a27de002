"""What happens to an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from itsmcore.conditions import Field, field
from itsmcore.errors import Reason
from itsmcore.fields import as_names, maybe_names
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import maybe_utc, utc
from itsmcore.lifecycle import Event, LinkKind, Plain, custom_fields
from itsmcore.lifecycle._chronology import not_ahead
from itsmcore.lifecycle._correction import check_clear, cleared, clears
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.phrase import Phrase

TEXTS = ("title", "issue", "environment", "root_cause", "resolution")
"""What a version of an article says."""


def _writer(event: Event, _: Any) -> tuple[str, ...]:
    return (event.by.name,)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Write the first draft of an article.

    Attributes:
        title: what it is about, in the words of those who will look for it.
        issue: what one sees or wants.
        environment: where that is so.
        root_cause: why.
        resolution: what to do.
        documents: the numbers of the records that it puts down in writing.
    """

    verb: ClassVar[str] = "open"
    sets: ClassVar[Mapping[str, Any]] = {"authors": _writer}
    ties: ClassVar[Mapping[str | Field, str]] = {LinkKind.DOCUMENTS: "documents"}
    id: str = attrs.field(kw_only=False)
    title: str
    issue: str | None = None
    environment: str | None = None
    root_cause: str | None = None
    resolution: str | None = None
    service: str | None = None
    affected_services: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    configuration_items: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    category: str | None = None
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    documents: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Correct or complete what it is filed under; name facts to empty in `clear`.

    Its text changes by `revise` alone. Custom fields are added to those it has; one set to None is
    removed.
    """

    verb: ClassVar[str] = "update"
    service: str | None = None
    affected_services: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    configuration_items: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    category: str | None = None
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
    of.name for of in data_fields(Updated) if of.name not in ("custom", "clear")
)


def _writers(event: Event, record: Any) -> tuple[str, ...]:
    """Return who has written the version at hand; a new one begins with whoever revises."""
    so_far = record.authors if record.revision == "draft" else ()
    return tuple(dict.fromkeys((*so_far, event.by.name)))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Revised(Event):
    """Change the draft, or begin one beside the published version; name texts to empty in `clear`.

    What is under review does not change: send it back first.
    """

    verb: ClassVar[str] = "revise"
    sets: ClassVar[Mapping[str, Any]] = {"authors": _writers}
    title: str | None = None
    issue: str | None = None
    environment: str | None = None
    root_cause: str | None = None
    resolution: str | None = None
    clear: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, metadata=clears(lambda: TEXTS[1:])
    )

    @clear.validator
    def _clearable(self, _: object, cleared: tuple[str, ...]) -> None:
        check_clear(cleared, TEXTS[1:])

    def changes(self, record: Any) -> Mapping[str, Any]:
        return {**super().changes(record), **cleared(record, self.clear)}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Submitted(Event):
    """Ask for a review of the draft."""

    verb: ClassVar[str] = "submit"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Scheduled(Event):
    """Let it be published at an instant, as reviewed.

    Attributes:
        publish_at: when.
        valid_until: when readers no longer see it, unless a later version or somebody who confirms
            it says otherwise.
    """

    verb: ClassVar[str] = "schedule"
    sets: ClassVar[Mapping[str, Any]] = {
        "scheduled_until": field("event.valid_until"),
        "valid_until": field("valid_until"),
    }
    publish_at: datetime = attrs.field(converter=utc)
    valid_until: datetime | None = attrs.field(default=None, converter=maybe_utc)

    def against(self, record: Any) -> Iterable[Reason]:
        yield from not_ahead(self, "publish_at")
        if self.valid_until is not None and self.valid_until <= self.publish_at:
            words = Phrase(
                "knowledge.never_valid",
                valid_until=self.valid_until,
                publish_at=self.publish_at,
            )
            yield Reason("impossible_instant", words)


_NOT_PLANNED: Mapping[str, Any] = {"publish_at": None, "scheduled_until": None}
"""What is true once nothing is scheduled."""


def _validity(published: Published, record: Any) -> datetime | None:
    planned: datetime | None = record.scheduled_until
    return planned if published.valid_until is None else published.valid_until


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Published(Event):
    """Let readers see the version under review; it outdates the one they have seen so far.

    Attributes:
        valid_until: when readers no longer see it, unless a later version or somebody who confirms
            it says otherwise; by default what was scheduled, or no end.
    """

    verb: ClassVar[str] = "publish"
    sets: ClassVar[Mapping[str, Any]] = {
        **_NOT_PLANNED,
        "valid_until": _validity,
        "published_at": field("event.at"),
        "published_by": field("event.by"),
        "flag_count": 0,
    }
    valid_until: datetime | None = attrs.field(default=None, converter=maybe_utc)

    def against(self, record: Any) -> Iterable[Reason]:
        return not_ahead(self, "valid_until")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SentBack(Event):
    """Return it from the review to its authors, or take it off the schedule."""

    verb: ClassVar[str] = "send_back"
    sets: ClassVar[Mapping[str, Any]] = _NOT_PLANNED
    reason: str


def _as_published(name: str) -> Callable[[Event, Any], Any]:
    return lambda _, record: getattr(record.last_published or record, name)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Discarded(Event):
    """Give a revision up; its text is again that of the version that was published last."""

    verb: ClassVar[str] = "discard"
    sets: ClassVar[Mapping[str, Any]] = {
        **_NOT_PLANNED,
        **{name: _as_published(name) for name in (*TEXTS, "authors")},
    }
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Validated(Event):
    """Say that the version at hand is right, because somebody has used or tried it."""

    verb: ClassVar[str] = "validate"
    note: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Widened(Event):
    """Let the next wider audience see it: partners, then customers."""

    verb: ClassVar[str] = "widen"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Narrowed(Event):
    """Take it from the widest audience that sees it."""

    verb: ClassVar[str] = "narrow"
    reason: str


def _one_more(_: Event, record: Any) -> int:
    flags: int = record.flag_count
    return flags + 1


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Flagged(Event):
    """Say that something is wrong with it, as whoever reads it; several flags ask for a review."""

    verb: ClassVar[str] = "flag"
    sets: ClassVar[Mapping[str, Any]] = {"flag_count": _one_more}
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReviewRequested(Event):
    """Ask whether what is published still holds."""

    verb: ClassVar[str] = "request_review"
    reason: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Confirmed(Event):
    """Say, after a review, that what is published still holds; its flags are settled.

    Attributes:
        valid_until: until when, if that changes.
    """

    verb: ClassVar[str] = "confirm"
    sets: ClassVar[Mapping[str, Any]] = {"flag_count": 0}
    valid_until: datetime | None = attrs.field(default=None, converter=maybe_utc)

    def against(self, record: Any) -> Iterable[Reason]:
        return not_ahead(self, "valid_until")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Outdated(Event):
    """Let readers no longer see it, because its time has passed."""

    verb: ClassVar[str] = "outdate"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RetirementProposed(Event):
    """Propose to retire it; readers see it until that is decided."""

    verb: ClassVar[str] = "propose_retirement"
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Kept(Event):
    """Decide against retiring it."""

    verb: ClassVar[str] = "keep"
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Retired(Event):
    """Retire it for good, with whatever was being written."""

    verb: ClassVar[str] = "retire"
    sets: ClassVar[Mapping[str, Any]] = _NOT_PLANNED
    reason: str
