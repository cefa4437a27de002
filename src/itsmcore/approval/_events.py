"""What happens to an approval; each event is legal while the approval is pending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import attrs

from itsmcore.approval._authority import Authority, Vote, as_vote
from itsmcore.approval._standing import Ballot
from itsmcore.conditions import field
from itsmcore.errors import BadValue, Reason
from itsmcore.fields import as_names, can_be_iterated, one_or_several
from itsmcore.lifecycle import Event
from itsmcore.lifecycle._argument import FILLED
from itsmcore.phrase import Phrase

NO_VOTES: Mapping[str, Any] = {
    "authorities": (),
    "ballots": (),
    "deputies": (),
    "sequential": False,
    "closed_votings": (),
    "approval_expires_at": None,
    "reworded": (),
    "warnings": (),
}


def warned(event: Event, _: object) -> tuple[str, ...]:
    """Return what was known to be in the way when an event happened: the texts of `warnings`."""
    said: tuple[object, ...] = as_names(event.given.get("warnings"))
    return tuple(one for one in said if isinstance(one, str))


def _authorities(authorities: Iterable[Authority]) -> Iterable[Authority]:
    given: object = authorities
    return one_or_several(given) if can_be_iterated(given) else authorities


def _expiry(request: ApprovalRequested, _: object) -> datetime | None:
    return None if request.lasts is None else request.at + request.lasts


_BY_POLICY = {FILLED: "as the policy says"}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ApprovalRequested(Event):
    """Ask the authorities to approve; their members are fixed from here on.

    Attributes:
        authorities: who is asked, with those of their members who may decide.
        sequential: whether each is asked only once the one before has approved.
        lasts: how long from now they have to decide; None means without end.
        absent: who is away, and can be asked only through a deputy.
    """

    verb: ClassVar[str] = "request_approval"
    sets: ClassVar[Mapping[str, Any]] = {
        **NO_VOTES,
        "authorities": field("event.authorities"),
        "asked_by": field("event.by"),
        "sequential": field("event.sequential"),
        "approval_expires_at": _expiry,
        "warnings": warned,
    }
    authorities: tuple[Authority, ...] = attrs.field(converter=_authorities, metadata=_BY_POLICY)
    sequential: bool = attrs.field(default=False, metadata=_BY_POLICY)
    lasts: timedelta | None = attrs.field(default=None, metadata=_BY_POLICY)
    absent: tuple[str, ...] = attrs.field(default=(), converter=as_names)

    def against(self, record: Any) -> Iterable[Reason]:
        yield from record.against_asking(self.by.name)

    def __attrs_post_init__(self) -> None:
        if self.lasts is not None and self.lasts > datetime.max.replace(tzinfo=UTC) - self.at:
            expected = Phrase("approval.expected.time_ends_year_latest")
            raise BadValue(field="lasts", value=self.lasts, expected=expected)


def _with_ballots(vote: Voted, record: Any) -> tuple[Ballot, ...]:
    seats = record.approvals.seats(vote.by.name)
    cast = (
        Ballot(name, member, vote.vote, vote.by.name, vote.at, vote.note) for name, member in seats
    )
    return (*record.ballots, *cast)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Voted(Event):
    """Vote yes, no or abstain, for yourself and those you deputise for; a note says why."""

    verb: ClassVar[str] = "vote"
    sets: ClassVar[Mapping[str, Any]] = {"ballots": _with_ballots}
    vote: Vote = attrs.field(converter=as_vote)
    note: str | None = None


def _deputies(delegation: Delegated, record: Any) -> tuple[tuple[str, str], ...]:
    by, to = delegation.by.name, delegation.to
    others = tuple(pair for pair in record.deputies if pair[0] != by)
    return others if to == by else (*others, (by, to))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Delegated(Event):
    """Let somebody else vote in your place; delegating to yourself takes it back."""

    verb: ClassVar[str] = "delegate"
    sets: ClassVar[Mapping[str, Any]] = {"deputies": _deputies}
    to: str


def _closed_votings(_: VotingClosed, record: Any) -> tuple[str, ...]:
    asked = (standing.authority.name for standing in record.approvals.asked)
    return (*record.closed_votings, *asked)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class VotingClosed(Event):
    """Close the voting of those who are being asked now, as at the end of a meeting.

    Missing votes stay missing.
    """

    verb: ClassVar[str] = "close_voting"
    sets: ClassVar[Mapping[str, Any]] = {"closed_votings": _closed_votings}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Approved(Event):
    """Record that the authorities have approved."""

    verb: ClassVar[str] = "approve"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ApprovedByPolicy(Event):
    """Record that the policy asks nobody, and lets it pass."""

    verb: ClassVar[str] = "approve_by_policy"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Rejected(Event):
    """Record that the authorities have rejected."""

    verb: ClassVar[str] = "reject"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ApprovalExpired(Event):
    """Record that the authorities did not decide in time."""

    verb: ClassVar[str] = "expire_approval"


def _next_version(_: object, record: Any) -> int:
    return int(record.version) + 1


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ApprovalsVoided(Event):
    """Record that the approvals are void, because what they were for has changed."""

    verb: ClassVar[str] = "void_approvals"
    sets: ClassVar[Mapping[str, Any]] = {**NO_VOTES, "voided_at_version": _next_version}

    def changes(self, record: Any) -> Mapping[str, Any]:
        """Return the record fields that it sets: of a request, those of a hold that has ended."""
        return {**super().changes(record), **record.void_with}
