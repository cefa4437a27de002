"""Events that every practice shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from itsmcore.conditions import Field, field
from itsmcore.errors import Reason
from itsmcore.fields import as_names, as_several
from itsmcore.frozen import EMPTY
from itsmcore.instant import maybe_utc
from itsmcore.lifecycle._chronology import not_ahead
from itsmcore.lifecycle._event import LEFT_OUT, Event
from itsmcore.lifecycle._link import LinkKind, stock_kind
from itsmcore.lifecycle._table import Guard
from itsmcore.lifecycle._texts import KEPT, holds_tombstone
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase
from itsmcore.plain import is_said
from itsmcore.shown import shown


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assigned(Event):
    """Give it to a group, to a person, or both; a new group clears the person."""

    verb: ClassVar[str] = "assign"
    group: str | None = None
    assignee: str | None = None

    def changes(self, record: Any) -> Mapping[str, Any]:
        assignee = self.assignee if is_said(self.assignee) else None
        if is_said(self.group) and self.group != record.group:
            return {"group": self.group, "assignee": assignee}
        return {} if assignee is None else {"assignee": assignee}


NAMES_SOMEBODY = Guard(
    Phrase("guards.nobody_named"),
    field("event.group").is_set | field("event.assignee").is_set,
    code="nobody_named",
)
"""What a rule asks of Assigned."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Commented(Event):
    """Write a comment: internal, or public, which the caller reads too.

    Attributes:
        public: whether it is; where nothing is said, what comes from the customer's side is, and
            the history says so.
    """

    verb: ClassVar[str] = "comment"
    unsaid: ClassVar[Mapping[str, Field]] = {"public": field("event.from_customer")}
    text: str
    public: bool | None = attrs.field(default=None, metadata={LEFT_OUT: False})


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Linked(Event):
    """Link it to another record; `kind` says what that is to this one.

    Attributes:
        instead_of: the number of a record that is no longer linked in this way.
    """

    verb: ClassVar[str] = "link"
    ties: ClassVar[Mapping[str | Field, str]] = {field("event.kind"): "target"}
    unties: ClassVar[Mapping[str | Field, str | None]] = {field("event.kind"): "instead_of"}
    kind: str
    target: str
    instead_of: str | None = None

    def against(self, record: Any) -> Iterable[Reason]:
        kind = stock_kind(self.kind)
        if kind is not None and kind.is_single:
            for other in record.links.of(self.kind):
                if other not in (self.target, self.instead_of):
                    words = Phrase(
                        "lifecycle.events.name_instead_end", kind=self.kind, other=shown(other)
                    )
                    data = {"value": self.target, "legal": (other,)}
                    yield Reason("one_too_many", words, argument="instead_of", data=data)


NO_HOLD: Mapping[str, None] = {"hold_reason": None, "hold_until": None}
"""What is true once a hold by `Held` has ended, for the `sets` of an event that ends it."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Held(Event):
    """Put it on hold; it stays where it is, and nothing leads on until it is resumed.

    Attributes:
        reason: what it waits for; a code of the model.
        until: when it resumes by itself.
    """

    verb: ClassVar[str] = "hold"
    sets: ClassVar[Mapping[str, Any]] = {
        "hold_reason": field("event.reason"),
        "hold_until": field("event.until"),
    }
    reason: str
    until: datetime | None = attrs.field(default=None, converter=maybe_utc)
    note: str | None = None

    def against(self, record: Any) -> Iterable[Reason]:
        return not_ahead(self, "until")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resumed(Event):
    """Take it off hold."""

    verb: ClassVar[str] = "resume"
    sets: ClassVar[Mapping[str, Any]] = NO_HOLD
    note: str | None = None


NOT_HELD = Guard(Phrase("guards.on_hold"), ~field("hold_status").is_("on_hold"), code="on_hold")
"""What a rule asks that does not apply while the record is on hold."""


MOVED = (
    LinkKind.CHILD,
    LinkKind.INCIDENT,
    LinkKind.PROBLEM,
    LinkKind.CAUSED_BY,
    LinkKind.FIXED_BY,
    LinkKind.RELATED,
)
"""The links that lead from a duplicate to the record that it duplicates."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DuplicateMarked(Event):
    """Put it aside as a duplicate of another record, which a desk moves its links to.

    Attributes:
        of: the number of the other record, which is worked on.
    """

    verb: ClassVar[str] = "mark_duplicate"
    ties: ClassVar[Mapping[str | Field, str]] = {LinkKind.DUPLICATE_OF: "of"}
    unties: ClassVar[Mapping[str | Field, str | None]] = dict.fromkeys(MOVED)
    of: str
    notes: str | None = None


NOT_OF_ITSELF = Guard(
    Phrase("guards.own_duplicate"), ~field("event.of").is_(field("id")), code="own_duplicate"
)
"""What a rule asks of DuplicateMarked."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Unlinked(Event):
    """Take a link away that should not have been made; the histories keep both.

    On a desk it stands in the history that made the link, and follows in the other's.

    Attributes:
        kind: what the other record was taken to be to this one.
        target: the number of the other record.
        reason: why it was wrong.
    """

    verb: ClassVar[str] = "unlink"
    unties: ClassVar[Mapping[str | Field, str | None]] = {field("event.kind"): "target"}
    kind: str
    target: str
    reason: str

    def against(self, record: Any) -> Iterable[Reason]:
        held = record.links.of(self.kind)
        if self.target not in held and self.given.get(LINKED) is not True:
            words = Phrase(
                "lifecycle.events.is_not_its",
                target=shown(self.target),
                kind=self.kind,
                hint=hint(self.target, held),
            )
            data = {"value": self.target, "legal": held}
            yield Reason("not_linked", words, argument="target", data=data)


LINKED = "linked"
"""The outside fact that a desk knows of a link that the record's own history did not make."""


def _versions(versions: Iterable[int]) -> tuple[int, ...]:
    return as_several(int, versions, "versions", Phrase("lifecycle.events.versions_events_such"))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Redacted(Event):
    """Say that personal data was taken out of the history; `record.redacted(…)` does both.

    Every model knows it without a rule; it keeps the state.

    Attributes:
        fields: the names of what was taken out; never what it was.
        texts: how many texts were taken out wherever they stood.
        versions: the events that hold tombstones since, which a store has to write anew.
    """

    verb: ClassVar[str] = "redact"
    reason: str
    fields: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, metadata={KEPT: "it names what was redacted before"}
    )
    texts: int = 0
    versions: tuple[int, ...] = attrs.field(default=(), converter=_versions)

    def changes(self, record: Any) -> Mapping[str, Any]:
        return EMPTY

    def against(self, record: Any) -> Iterable[Reason]:
        for version in self.versions:
            known = record.history[version - 1 : version] if version > 0 else ()
            if not any(map(_is_redacted, known)):
                words = Phrase("lifecycle.events.version_holds_tombstone", version=version)
                yield Reason("not_redacted", words, argument="versions", data={"value": version})


def _is_redacted(event: Event) -> bool:
    return any(holds_tombstone(getattr(event, field.name)) for field in attrs.fields(type(event)))
