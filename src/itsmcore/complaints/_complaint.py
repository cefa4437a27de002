"""The complaint: somebody says that they were not served as they should have been."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import attrs

from itsmcore.complaints import _events as events
from itsmcore.conditions import Condition, field
from itsmcore.lifecycle import FROM_REQUESTER, LinkKind, Model, Record, Sharing, opening, verb
from itsmcore.lifecycle._table import as_guard_condition
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked

CUSTOMER = field("event.by").is_(field("complainant")) | FROM_REQUESTER
"""The customer's side of a complaint: the complainant, and who acts in the role of requester."""


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Complaint(Record["ComplaintModel"]):
    """One complaint.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> complaint = Complaint.open("CMP-1", at=nine, by="ada", summary="Nobody called", about="INC-7")
    >>> complaint = complaint.acknowledge(at=nine, by="ines").investigate(at=nine, by="ines")
    >>> complaint.answer(at=nine, by="ines", outcome="upheld", findings="The call was forgotten",
    ...                  reply="We are sorry")
    <Complaint CMP-1 answered v4>
    """  # noqa: E501 (the complaint is opened in one line)

    derived: ClassVar[tuple[str, ...]] = ("about", "is_escalated")

    shared: ClassVar[Sharing] = Sharing(
        own=(
            *("summary", "description", "service", "acknowledged_at", "answered_at"),
            *("outcome", "reply", "remedy"),
        ),
        callers=("complainant",),
        readers=("complainant",),
    )
    """It is between who complains and the desk; what was found out is the desk's."""

    summary: str = ""
    description: str | None = None
    complainant: str = ""
    customer: str | None = None
    channel: str | None = None
    service: str | None = None
    concerns: tuple[str, ...] = ()
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: tuple[str, ...] = ()
    outcome: str | None = None
    findings: str | None = None
    reply: str | None = None
    remedy: str | None = None
    escalation_level: int = 0
    close_notes: str | None = None
    withdrawal_reason: str | None = None

    open = opening(events.Opened)
    update = verb(events.Updated)
    assign = verb(Assigned)
    acknowledge = verb(events.Acknowledged)
    investigate = verb(events.Investigated)
    answer = verb(events.Answered)
    escalate = verb(events.Escalated)
    close = verb(events.Closed)
    withdraw = verb(events.Withdrawn)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)

    @property
    def about(self) -> tuple[str, ...]:
        """The numbers of the records that it is about."""
        return self.links.of(LinkKind.ABOUT)

    @property
    def is_escalated(self) -> bool:
        """Whether it went to a next level."""
        return self.escalation_level > 0


@attrs.frozen(kw_only=True)
class ComplaintModel(Model):
    """The tables that a complaint lives by."""

    record: ClassVar[type[Complaint]] = Complaint
    opening_event: ClassVar[type[events.Opened]] = events.Opened
    open = opening(events.Opened, Complaint)

    from_customer: Condition = attrs.field(default=CUSTOMER, converter=as_guard_condition)
