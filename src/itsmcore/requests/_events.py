"""What happens to a service request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from itsmcore.approval import NO_VOTES
from itsmcore.codes import Code
from itsmcore.conditions import Field, field
from itsmcore.errors import BadValue, Reason
from itsmcore.fields import as_names, maybe_names
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.instant import maybe_utc
from itsmcore.lifecycle import Event, Plain, custom_fields
from itsmcore.lifecycle._argument import FILLED
from itsmcore.lifecycle._sets import said
from itsmcore.phrase import Phrase
from itsmcore.plain import said_text


class HoldReason(Code):
    """What a request waits for."""

    REQUESTER = "requester"
    VENDOR = "vendor"
    STOCK = "stock"


class Outcome(Code):
    """What came of a request, as its tasks add up to it."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    SKIPPED = "skipped"


PART_OF, PART = "part_of", "part"
"""What an order is to a request of it, and what that is to the order."""
WAITS_FOR, AWAITED_BY = "waits_for", "awaited_by"
"""What a request is to one that is submitted only once it is fulfilled, and the inverse."""


AWAITED = "awaited"
"""The outside fact that a desk knows: the numbers of the requests that one still waits for."""
RELEASING = (Outcome.COMPLETE, Outcome.SKIPPED)
"""The outcomes of a request after which those that wait for it are submitted."""


def _answers(answers: Mapping[str, Plain] | None) -> FrozenDict[str, Plain]:
    return custom_fields(answers, field="answers")


def _maybe_answers(answers: Mapping[str, Plain] | None) -> FrozenDict[str, Plain] | None:
    return None if answers is None else _answers(answers)


def _profile(profile: Mapping[str, Plain] | None) -> FrozenDict[str, Plain]:
    return custom_fields(profile, field="profile")


def _maybe_profile(profile: Mapping[str, Plain] | None) -> FrozenDict[str, Plain] | None:
    return None if profile is None else _profile(profile)


def _requester(opening: Opened, _: object) -> str:
    return said_text(opening.requester) or opening.by.name


def _requested_for(opening: Opened, record: Any) -> str:
    return said_text(opening.requested_for) or _requester(opening, record)


def _summary(opening: Opened, record: Any) -> str:
    item = record.model.item
    return said_text(opening.summary) or ("" if item is None else item.summary)


def _service(opening: Opened, record: Any) -> str | None:
    return opening.service if record.model.item is None else record.model.item.service


def _category(opening: Opened, record: Any) -> str | None:
    return opening.category if record.model.item is None else record.model.item.category


def _sums(sums: Mapping[str, Decimal] | None) -> FrozenDict[str, Any]:
    found: FrozenDict[str, Any] = custom_fields(sums, field="rest_of_order")
    for name, amount in found.items():
        if not isinstance(amount, Decimal) or not amount.is_finite() or amount < 0:
            expected = Phrase("requests.expected.decimal")
            raise BadValue(field=f"rest_of_order.{name}", value=amount, expected=expected)
    return found


def _first_cost(opening: Opened, record: Any) -> Any:
    return record.model.cost_of(opening.answers, opening.profile)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Opened(Event):
    """Open a request as a draft; whoever opens it asks for it, and for themselves.

    Of an item of the catalogue, the item says the service, the category and the summary.

    Attributes:
        requested_for: whom it is for; by default the requester.
        profile: facts of the one it is for, such as their department and their manager.
        answers: the answers to the form of the item.
        order: the number of the order that it is a part of.
        after: the numbers of the requests that have to be fulfilled before it is submitted.
        rest_of_order: what the others of its order cost, in the form of the facts `cost.…`.
    """

    verb: ClassVar[str] = "open"
    sets: ClassVar[Mapping[str, Any]] = {
        "summary": _summary,
        "requester": _requester,
        "requested_for": _requested_for,
        "service": _service,
        "category": _category,
        "cost": _first_cost,
    }
    ties: ClassVar[Mapping[str | Field, str]] = {PART_OF: "order", WAITS_FOR: "after"}
    id: str = attrs.field(kw_only=False)
    summary: str | None = None
    description: str | None = None
    requester: str | None = None
    requested_for: str | None = None
    profile: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=_profile)
    answers: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=_answers)
    service: str | None = None
    category: str | None = None
    channel: str | None = None
    group: str | None = None
    assignee: str | None = None
    tags: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    order: str | None = None
    after: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    rest_of_order: FrozenDict[str, Decimal] = attrs.field(
        default=EMPTY, converter=_sums, metadata={FILLED: "by its order"}
    )
    custom: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=custom_fields)

    def against(self, record: Any) -> Iterable[Reason]:
        for name in record.model.needed_to_open:
            if not getattr(record, name):
                words = Phrase("lifecycle.field_missing", name=name)
                yield Reason("field_missing", words, argument=name, field=name)


def _reworded(update: Updated, record: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*record.reworded, *record.approved_words_in(said(update, record)))))


def _rewording(update: Updated, record: Any) -> str | None:
    return update.by.name if record.approved_words_in(said(update, record)) else record.amended_by


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Updated(Event):
    """Correct its words, its custom fields or its tags.

    If the words belong to what was approved, and nothing was started, others are asked anew.
    """

    verb: ClassVar[str] = "update"
    sets: ClassVar[Mapping[str, Any]] = {"reworded": _reworded, "amended_by": _rewording}
    summary: str | None = None
    description: str | None = None
    tags: tuple[str, ...] | None = attrs.field(default=None, converter=maybe_names)
    custom: FrozenDict[str, Plain] | None = attrs.field(
        default=None, converter=attrs.converters.optional(custom_fields)
    )


def _merged(held: FrozenDict[str, Plain], more: Mapping[str, Plain] | None) -> Any:
    merged = {**held, **(more or {})}
    return FrozenDict({name: value for name, value in merged.items() if value is not None})


def _amended_answers(amended: Amended, record: Any) -> Any:
    answers, said = _merged(record.answers, amended.answers), amended.answers or EMPTY
    item = record.model.item
    if item is None:
        return answers
    asked = {of.name for of in item.form.asked(answers)}
    gone = (of for of in item.form if of.name not in asked and of.name not in said)
    left_over = {of.name for of in gone if answers.get(of.name) == of.default}
    kept = FrozenDict({name: of for name, of in answers.items() if name not in left_over})
    return kept if record.state == "draft" else kept | item.form.defaults(kept)


def _amended_cost(amended: Amended, record: Any) -> Any:
    answers, profile = _amended_answers(amended, record), _amended_profile(amended, record)
    return record.model.cost_of(answers, profile)


def _amended_profile(amended: Amended, record: Any) -> Any:
    return _merged(EMPTY if _is_for_another(amended, record) else record.profile, amended.profile)


def _is_for_another(amended: Amended, record: Any) -> bool:
    whom = amended.requested_for
    return whom is not None and whom != record.requested_for


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Amended(Event):
    """Change what is asked for: other answers, or for somebody else.

    Answers and facts of the profile are added to those there are; one that is None is taken away,
    and so is a default that is no longer asked for. Once it is submitted, its answers stay
    complete: what is asked anew and left out is answered by default. If it is for somebody else,
    the profile is only what is said now. An approval of what it was is void, and those who approve
    are asked anew.
    """

    verb: ClassVar[str] = "amend"
    sets: ClassVar[Mapping[str, Any]] = {
        "amended_by": field("event.by"),
        "answers": _amended_answers,
        "profile": _amended_profile,
        "cost": _amended_cost,
    }
    answers: FrozenDict[str, Plain] | None = attrs.field(default=None, converter=_maybe_answers)
    requested_for: str | None = None
    profile: FrozenDict[str, Plain] | None = attrs.field(default=None, converter=_maybe_profile)
    reason: str | None = None

    def against(self, record: Any) -> Iterable[Reason]:
        is_lacking = _is_for_another(self, record) and self.profile is None
        if is_lacking and record.model.reads_profile:
            words = Phrase("requests.profile_not_given")
            yield Reason("field_missing", words)
        elif record.state != "draft":
            yield from record.against_item(changes=self.changes(record))


def _completed(_: Submitted, record: Any) -> Any:
    return record.completed_answers


def _completed_cost(_: Submitted, record: Any) -> Any:
    return record.model.cost_of(record.completed_answers, record.profile)


def _submitted_at(submitted: Submitted, record: Any) -> datetime:
    return record.submitted_at or submitted.at


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Submitted(Event):
    """Ask for it: from here on the answers are complete, and those who approve it are asked.

    Attributes:
        absent: who is away, and can be asked only through a deputy.
    """

    verb: ClassVar[str] = "submit"
    sets: ClassVar[Mapping[str, Any]] = {
        "submitted_at": _submitted_at,
        "answers": _completed,
        "cost": _completed_cost,
        "question": None,
    }
    absent: tuple[str, ...] = attrs.field(default=(), converter=as_names)

    def against(self, record: Any) -> Iterable[Reason]:
        reasons = record.against_item(at=None if record.submitted_at else self.at)
        yield from reasons
        said = {reason.words for reason in reasons}
        yield from (of for of in record.against_asking(self.by.name) if of.words not in said)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class InformationRequested(Event):
    """Ask the requester for more before deciding; it is a draft again, and no vote counts."""

    verb: ClassVar[str] = "request_information"
    sets: ClassVar[Mapping[str, Any]] = NO_VOTES
    question: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Held(Event):
    """Put the fulfilment on hold."""

    verb: ClassVar[str] = "hold"
    sets: ClassVar[Mapping[str, Any]] = {
        "hold_reason": field("event.reason"),
        "hold_until": field("event.until"),
    }
    reason: str
    until: datetime | None = attrs.field(default=None, converter=maybe_utc)


NOT_HELD: Mapping[str, None] = {"hold_reason": None, "hold_until": None}
"""What is true once a hold has ended."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resumed(Event):
    """Go on with the fulfilment."""

    verb: ClassVar[str] = "resume"
    sets: ClassVar[Mapping[str, Any]] = NOT_HELD


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Started(Event):
    """Start to fulfil it: from here on it is not amended."""

    verb: ClassVar[str] = "start"
    sets: ClassVar[Mapping[str, Any]] = {"started_at": field("event.at")}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Committed(Event):
    """Pass the point of no return: from here on it is not cancelled."""

    verb: ClassVar[str] = "commit"
    sets: ClassVar[Mapping[str, Any]] = {"committed_at": field("event.at")}


def _started_at(fulfilled: Fulfilled, record: Any) -> datetime:
    return record.started_at or fulfilled.at


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Fulfilled(Event):
    """End the fulfilment, and say what came of it.

    Where nobody says that, it is complete; on a desk it is incomplete if a task of the request has
    not ended, was withdrawn or is incomplete.

    Attributes:
        outcome: an Outcome, or the model's own.
    """

    verb: ClassVar[str] = "fulfil"
    unsaid: ClassVar[Mapping[str, Field]] = {"outcome": field("event.usual_outcome")}
    sets: ClassVar[Mapping[str, Any]] = {
        **NOT_HELD,
        "started_at": _started_at,
        "fulfilled_at": field("event.at"),
        "fulfilment_notes": field("event.notes"),
    }
    outcome: str | None = None
    notes: str | None = None


def _reopened_once_more(_: Reopened, record: Any) -> int:
    return int(record.reopen_count) + 1


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reopened(Event):
    """Take it up again: it is not what was asked for."""

    verb: ClassVar[str] = "reopen"
    sets: ClassVar[Mapping[str, Any]] = {
        "reopened_at": field("event.at"),
        "reopen_count": _reopened_once_more,
        "outcome": None,
        "fulfilled_at": None,
        "fulfilment_notes": None,
    }
    reason: str


def _close_code(closed: Closed, record: Any) -> str | None:
    return said_text(closed.code) or record.outcome


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Closed(Event):
    """Close it, and confirm what came of it; by default that is the outcome of the fulfilment."""

    verb: ClassVar[str] = "close"
    sets: ClassVar[Mapping[str, Any]] = {
        "close_code": _close_code,
        "close_notes": field("event.notes"),
    }
    code: str | None = None
    notes: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Cancelled(Event):
    """Cancel it."""

    verb: ClassVar[str] = "cancel"
    sets: ClassVar[Mapping[str, Any]] = {**NOT_HELD, "cancel_reason": field("event.reason")}
    reason: str
