"""A practice of one's own: access reviews, where the four eyes of two people confirm a right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import attrs

from itsmcore.conditions import field
from itsmcore.desk import PRACTICES
from itsmcore.incidents import Incident
from itsmcore.lifecycle import (
    ANY,
    Event,
    Guard,
    Lifecycle,
    LinkKind,
    LinkRule,
    Model,
    Phase,
    Practice,
    Record,
    Rule,
    State,
    Timer,
    opening,
    verb,
)
from itsmcore.lifecycle.events import Commented, Linked, Unlinked
from itsmcore.problems import Problem


@attrs.frozen(kw_only=True)
class Opened(Event):
    """Ask whether somebody still needs what they may use."""

    verb: ClassVar[str] = "open"
    id: str = attrs.field(kw_only=False)
    account: str
    resource: str


@attrs.frozen(kw_only=True)
class Attested(Event):
    """Say that it is still needed."""

    verb: ClassVar[str] = "attest"
    sets: ClassVar[dict[str, Any]] = {"attested_by": field("event.by")}


@attrs.frozen(kw_only=True)
class Confirmed(Event):
    """Agree, as a second person."""

    verb: ClassVar[str] = "confirm"


@attrs.frozen(kw_only=True)
class Expired(Event):
    """Let a confirmation end."""

    verb: ClassVar[str] = "expire"


@attrs.frozen(kw_only=True)
class Revoked(Event):
    """Take the right away."""

    verb: ClassVar[str] = "revoke"
    reason: str


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class AccessReview(Record[Any]):
    """Who may use what, and whether two people have confirmed it in the last quarter."""

    account: str = ""
    resource: str = ""
    attested_by: str | None = None

    open = opening(Opened)
    attest = verb(Attested)
    confirm = verb(Confirmed)
    expire = verb(Expired)
    revoke = verb(Revoked)
    comment = verb(Commented)
    link = verb(Linked)
    unlink = verb(Unlinked)


@attrs.frozen(kw_only=True)
class AccessReviewModel(Model):
    """The tables of an access review."""

    record: ClassVar[type[AccessReview]] = AccessReview
    opening_event: ClassVar[type[Opened]] = Opened
    open = opening(Opened, AccessReview)


_IN_FORCE = ("due", "attested", "confirmed")
FOUR_EYES = Guard(
    "whoever attested it cannot confirm it", ~field("event.by").is_(field("attested_by"))
)
QUARTER = timedelta(days=91)
ACCESS_REVIEW = AccessReviewModel(
    name="access review",
    lifecycle=Lifecycle(
        "access review",
        states=(
            State("due", phase=Phase.NEW),
            State("attested", phase=Phase.ACTIVE),
            State("confirmed", phase=Phase.RESOLVED),
            State("revoked", phase=Phase.CANCELLED),
        ),
        rules=(
            Rule(Attested, source="due", target="attested"),
            Rule(Confirmed, source="attested", target="confirmed", guards=FOUR_EYES),
            Rule(Expired, source="confirmed", target="due"),
            Rule(Revoked, source=_IN_FORCE, target="revoked"),
            Rule(Commented, source=ANY),
            Rule(Linked, source=ANY),
            Rule(Unlinked, source=ANY),
        ),
    ),
    timers=(Timer("quarterly", Expired, states="confirmed", after=QUARTER),),
    codes={"links": ("reviews", LinkKind.RELATED, LinkKind.TASK, LinkKind.PARENT, LinkKind.CHILD)},
)
AccessReview.model = ACCESS_REVIEW
ACCESS_REVIEWS = Practice(
    AccessReview,
    prefix="ARV",
    has_tasks=True,
    links=(LinkRule("reviews", AccessReview, (Incident, Problem), inverse="reviewed_by"),),
)
FIVE = (*PRACTICES, ACCESS_REVIEWS)
