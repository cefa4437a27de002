"""Orders: several service requests that were asked for together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from itsmcore._faces import offer
from itsmcore.codes import Code
from itsmcore.conditions import Condition, field, given
from itsmcore.fields import as_names, maybe_names
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.lifecycle import (
    ANY,
    FROM_REQUESTER,
    Event,
    Guard,
    Lifecycle,
    LinkKind,
    Model,
    OutsideFact,
    Phase,
    Plain,
    Practice,
    Record,
    Rule,
    Sharing,
    State,
    custom_fields,
    opening,
    verb,
)
from itsmcore.lifecycle._table import as_guard_condition
from itsmcore.lifecycle.events import Commented, Linked, Unlinked
from itsmcore.phrase import Phrase
from itsmcore.plain import said_text
from itsmcore.requests import PART

__all__ = [
    "ORDER",
    "ORDERS",
    "Cancelled",
    "Closed",
    "Commented",
    "Linked",
    "Opened",
    "Order",
    "OrderModel",
    "Outcome",
    "Rejected",
    "Reopened",
    "Unlinked",
    "Updated",
]


OPEN_PARTS, DONE_PARTS = "open_parts", "done_parts"
"""Outside facts that a desk knows: the numbers of the requests of an order that have not ended, and
of those that were fulfilled or are past the point of no return."""


class Outcome(Code):
    """What came of an order, as its requests add up to it."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    """With issues: one of its requests was not fulfilled, or not completely."""
    SKIPPED = "skipped"


def _requester(opening: Opened, _: object) -> str:
    return said_text(opening.requester) or opening.by.name


def _requested_for(opening: Opened, record: Any) -> str:
    return said_text(opening.requested_for) or _requester(opening, record)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Open an order; whoever opens it asks for it, and for themselves.

    Attributes:
        requested_for: whom it is for; by default the requester.
        bundle: the name of the bundle of the catalogue that it was made from.
    """

    verb: ClassVar[str] = "open"
    sets: ClassVar[Mapping[str, Any]] = {"requester": _requester, "requested_for": _requested_for}
    id: str = attrs.field(kw_only=False)
    summary: str
    description: str | None = None
    requester: str | None = None
    requested_for: str | None = None
    bundle: str | None = None
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Correct or complete its facts."""

    verb: ClassVar[str] = "update"
    summary: str | None = None
    description: str | None = None
    tags: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    custom: FrozenDict[str, Plain] | None = attrs.field(
        default=None, converter=attrs.converters.optional(custom_fields)
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it: its requests have ended, and at least one was fulfilled.

    Without a desk, say which requests have not ended: `given={"open_parts": ()}`.
    """

    verb: ClassVar[str] = "close"
    outcome: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Rejected(Event):
    """Record that all its requests were rejected."""

    verb: ClassVar[str] = "reject"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Cancel it, if nothing of it is fulfilled or past the point of no return.

    Without a desk, say what is: `given={"done_parts": ()}`.
    """

    verb: ClassVar[str] = "cancel"
    sets: ClassVar[Mapping[str, Any]] = {"cancel_reason": field("event.reason")}
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reopened(Event):
    """Take it up again: one of its requests is under way again."""

    verb: ClassVar[str] = "reopen"
    sets: ClassVar[Mapping[str, Any]] = {"outcome": None}
    reason: str


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Order(Record["OrderModel"]):
    """An order: who asked for several things together, and for whom.

    Its requests are linked to it; on a desk it ends when the last of them does.

    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> Order.open("ORD-1", at=nine, by="hr", summary="A new colleague", requested_for="kim")
    <Order ORD-1 open v1>
    """

    shared: ClassVar[Sharing] = Sharing(
        facts=("summary", "bundle", "outcome"),
        own=("description", "requested_for"),
        callers=("requester", "requested_for"),
        readers=("requester", "requested_for"),
    )

    summary: str = ""
    description: str | None = None
    requester: str = ""
    requested_for: str = ""
    bundle: str | None = None
    tags: tuple[str, ...] = ()
    outcome: str | None = None
    cancel_reason: str | None = None

    open = opening(Opened)
    update = verb(Updated)
    close = verb(Closed)
    reject = verb(Rejected)
    cancel = verb(Cancelled)
    reopen = verb(Reopened)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)


CUSTOMER = (
    field("event.by").is_(field("requester"))
    | field("event.by").is_(field("requested_for"))
    | FROM_REQUESTER
)
"""The customer's side of an order: who asked, whom it is for, and who acts in that role."""


@attrs.frozen(kw_only=True)
class OrderModel(Model):
    """The tables that an order lives by."""

    record: ClassVar[type[Order]] = Order
    opening_event: ClassVar[type[Opened]] = Opened
    open = opening(Opened, Order)

    from_customer: Condition = attrs.field(default=CUSTOMER, converter=as_guard_condition)


_NOTHING: tuple[Any, ...] = (False, (), 0)
_HAS_ENDED = Guard(
    Phrase("guards.requests_open"), given(OPEN_PARTS).is_in(_NOTHING), code="requests_open"
)
_NOTHING_DONE = Guard(
    Phrase("guards.requests_done"),
    given(DONE_PARTS).is_in(_NOTHING),
    code="requests_done",
)

ORDER = OrderModel(
    name="order",
    lifecycle=Lifecycle(
        "order",
        states=(
            State("open", phase=Phase.ACTIVE),
            State("closed", phase=Phase.CLOSED),
            State("rejected", phase=Phase.CANCELLED),
            State("cancelled", phase=Phase.CANCELLED),
        ),
        rules=(
            Rule(Updated, source="open"),
            Rule(Closed, source="open", target="closed", guards=_HAS_ENDED),
            Rule(Rejected, source="open", target="rejected", guards=(_HAS_ENDED, _NOTHING_DONE)),
            Rule(Cancelled, source="open", target="cancelled", guards=_NOTHING_DONE),
            Rule(Reopened, source="closed", target="open", reopens=True),
            Rule(Commented, source=ANY),
            Rule(Linked, source=ANY),
            Rule(Unlinked, source=ANY),
        ),
    ),
    codes={
        "outcome": tuple(Outcome),
        "links": (LinkKind.FOLLOW_UP_OF, LinkKind.FOLLOWED_UP_BY, LinkKind.RELATED),
    },
)
"""The default order model."""

_HAVE_ENDED = (Phase.RESOLVED, Phase.CLOSED, Phase.CANCELLED)
ORDERS = Practice(
    Order,
    prefix="ORD",
    facts=(
        OutsideFact(OPEN_PARTS, PART, ~field("phase").is_in(_HAVE_ENDED)),
        OutsideFact(DONE_PARTS, PART, field("fulfilled_at").is_set | field("committed_at").is_set),
    ),
)
"""Orders, as a desk knows them."""

if not TYPE_CHECKING:
    Order.model = ORDER

offer(globals())
