"""Rules of service requests: what they do to their tasks, and to the order they are a part of."""

from __future__ import annotations

from collections.abc import Iterator

from itsmcore import orders, requests, tasks
from itsmcore.approval import ApprovalsVoided, Rejected
from itsmcore.conditions import Condition, field, linked
from itsmcore.desk._cascades import Stock, target
from itsmcore.lifecycle import Following, LinkKind
from itsmcore.orders import ORDERS
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, in_english
from itsmcore.plans import ended_as
from itsmcore.requests import AWAITED_BY, PART, PART_OF, SERVICE_REQUEST_MANAGEMENT
from itsmcore.requests._events import RELEASING
from itsmcore.tasks import TASKS

_PHASE = target("phase")
_IS_OPEN = _PHASE.is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING))
_BEING_FULFILLED = target("practice").is_(SERVICE_REQUEST_MANAGEMENT.name) & target("state").is_in(
    ("fulfilment", "on_hold")
)
_IS_PLANNED = target("step").is_set


def _of_tasks() -> Iterator[Stock]:
    """Yield what tasks tell the request that they belong to."""
    yield (
        TASKS,
        LinkKind.TASK_OF,
        (tasks.Started, tasks.Closed),
        ~field("outcome").is_(tasks.CloseCode.SKIPPED)
        & _BEING_FULFILLED
        & ~target("started_at").is_set,
        Following(requests.Started),
    )
    yield (
        TASKS,
        LinkKind.TASK_OF,
        (tasks.Closed,),
        field("is_final").is_(True)
        & field("outcome").is_(tasks.CloseCode.COMPLETE)
        & _BEING_FULFILLED
        & ~target("committed_at").is_set,
        Following(requests.Committed),
    )
    for outcome in requests.Outcome:
        yield (
            TASKS,
            LinkKind.TASK_OF,
            (tasks.Closed, tasks.Cancelled),
            _BEING_FULFILLED & ended_as(outcome, since=target("voided_at_version")),
            Following(requests.Fulfilled, {"outcome": outcome}),
        )


def _to_tasks() -> Iterator[Stock]:
    """Yield what a request does to its tasks."""
    for events, when, reason in (
        (
            (ApprovalsVoided,),
            _IS_PLANNED,
            in_english(Phrase("desk.request_rules.request_approved_anew")),
        ),
        (
            (requests.Fulfilled,),
            None,
            in_english(Phrase("desk.request_rules.request_fulfilled_without")),
        ),
        (
            (requests.Cancelled, Rejected),
            None,
            in_english(Phrase("desk.request_rules.request_will_fulfilled")),
        ),
    ):
        yield (
            SERVICE_REQUEST_MANAGEMENT,
            LinkKind.TASK,
            events,
            _IS_OPEN if when is None else _IS_OPEN & when,
            Following(tasks.Cancelled, {"reason": reason}),
        )


_PARTS = linked(f"target.{PART}")
_ARE_OVER = _PARTS.every(field("phase").is_in((Phase.RESOLVED, Phase.CLOSED, Phase.CANCELLED)))
_WERE_REJECTED = _PARTS.every(field("state").is_("rejected"))
_WERE_STOPPED = _PARTS.every(field("phase").is_(Phase.CANCELLED))
_WERE_SKIPPED = _PARTS.every(field("outcome").is_(requests.Outcome.SKIPPED))
_HAVE_ISSUES = _PARTS.some(
    field("phase").is_(Phase.CANCELLED) | field("outcome").is_(requests.Outcome.INCOMPLETE)
)
_STOPPED = {"reason": "none of its requests was fulfilled"}
_ENDS: tuple[tuple[Condition, Following], ...] = (
    (_WERE_REJECTED, Following(orders.Rejected)),
    (_WERE_STOPPED & ~_WERE_REJECTED, Following(orders.Cancelled, _STOPPED)),
    (
        _HAVE_ISSUES & ~_WERE_STOPPED,
        Following(orders.Closed, {"outcome": orders.Outcome.INCOMPLETE}),
    ),
    (_WERE_SKIPPED, Following(orders.Closed, {"outcome": orders.Outcome.SKIPPED})),
    (
        ~_HAVE_ISSUES & ~_WERE_SKIPPED,
        Following(orders.Closed, {"outcome": orders.Outcome.COMPLETE}),
    ),
)
_ENDED = (requests.Fulfilled, Rejected, requests.Cancelled)


def _of_orders() -> Iterator[Stock]:
    """Yield what a request tells its order, and what an order does to its requests."""
    for how, following in _ENDS:
        is_last = target("state").is_("open") & _ARE_OVER & how
        yield SERVICE_REQUEST_MANAGEMENT, PART_OF, _ENDED, is_last, following
        is_left = target("state").is_("open") & (_PARTS.count() > 0) & _ARE_OVER & how
        is_of_order = field("event.kind").is_(PART_OF)
        unlinked = SERVICE_REQUEST_MANAGEMENT, PART_OF, (requests.Unlinked,)
        yield *unlinked, is_of_order & is_left, following
    yield (
        SERVICE_REQUEST_MANAGEMENT,
        PART_OF,
        (requests.Reopened,),
        target("state").is_("closed"),
        Following(orders.Reopened, {"reason": field("event.reason")}),
    )
    yield (
        SERVICE_REQUEST_MANAGEMENT,
        PART_OF,
        (requests.Opened,),
        target("state").is_("closed"),
        Following(
            orders.Reopened,
            {"reason": in_english(Phrase("desk.request_rules.another_request_part"))},
        ),
    )
    yield (
        ORDERS,
        PART,
        (orders.Cancelled,),
        _IS_OPEN & ~target("committed_at").is_set,
        Following(requests.Cancelled, {"reason": field("event.reason")}),
    )


_AWAITED = linked("target.waits_for").every(field("outcome").is_in(RELEASING))
_WAITS = target("state").is_("draft")
_NOT_FULFILLED = {"reason": "a request that it waits for was not fulfilled"}


def _of_those_that_wait() -> Iterator[Stock]:
    """Yield what becomes of a request that waits for another."""
    yield (
        SERVICE_REQUEST_MANAGEMENT,
        AWAITED_BY,
        (requests.Fulfilled,),
        _WAITS & _AWAITED,
        Following(requests.Submitted, by=target("opened_by")),
    )
    yield (
        SERVICE_REQUEST_MANAGEMENT,
        AWAITED_BY,
        _ENDED,
        _WAITS & ~field("outcome").is_in(RELEASING),
        Following(requests.Cancelled, _NOT_FULFILLED),
    )


REQUEST_RULES: tuple[Stock, ...] = (
    *_of_tasks(),
    *_to_tasks(),
    *_of_orders(),
    *_of_those_that_wait(),
)
"""What service requests, their tasks and their orders do to one another."""
