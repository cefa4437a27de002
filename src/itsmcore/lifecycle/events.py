"""Events that every practice shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import attrs

from itsmcore.conditions import Field, field
from itsmcore.errors import Reason
from itsmcore.lifecycle._event import LEFT_OUT, Event
from itsmcore.lifecycle._link import LinkKind
from itsmcore.lifecycle._table import Guard
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
    "a group or an assignee must be named",
    field("event.group").is_set | field("event.assignee").is_set,
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
        if self.kind in tuple(LinkKind) and LinkKind(self.kind).is_single:
            for other in record.links.of(self.kind):
                if other not in (self.target, self.instead_of):
                    words = f"its {self.kind} is {shown(other)}; name it as instead_of= to end that"
                    yield Reason("one_too_many", words)
