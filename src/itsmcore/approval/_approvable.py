"""Approvables: records that an approval policy decides on, and their models."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, Unpack

import attrs

from itsmcore.approval._authority import Authority
from itsmcore.approval._events import ApprovalRequested, Delegated, Voted, VotingClosed
from itsmcore.approval._policy import ApprovalPolicy, Party, as_policy
from itsmcore.approval._standing import Approvals, Ballot
from itsmcore.conditions import Condition, Facts, Field
from itsmcore.errors import Fault, Incomparable, Reason, Unlisted
from itsmcore.fields import as_names, as_text, is_in
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle import Actor, AnyRecord, Event, Model, Record, as_actor, verb
from itsmcore.lifecycle._event_fields import data_fields, mappings
from itsmcore.lifecycle._more_tables import MoreTables
from itsmcore.lifecycle._parts import Part, Unwanted
from itsmcore.lifecycle._verify import condition_faults
from itsmcore.phrase import Phrase, Words
from itsmcore.shown import brief, shown

if TYPE_CHECKING:
    # Not asked for at run time: a type checker brings its own copy.
    from typing_extensions import TypeVar as WithDefault

    M = WithDefault("M", bound="ApprovableModel", default="ApprovableModel", covariant=True)
else:
    M = TypeVar("M", bound="ApprovableModel", covariant=True)


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Approvable(Record[M]):
    """A record that an approval policy decides on, such as a change or a service request.

    Attributes:
        authorities: who was asked, with the members as they were then.
        ballots: every vote, in the order they were cast.
        deputies: for a member's name, who votes in their place.
        sequential: whether each authority is asked only once the one before has approved.
        closed_votings: the names of the authorities whose voting is closed.
        approval_expires_at: until when they have to decide, in UTC; None means without end.
        asked_by: who asked for the approval.
        amended_by: who last amended it.
        reworded: the approved words that were changed since.
        voided_at_version: the version at which its approvals were last void; 0 if they never were.
        warnings: what was known to be in the way when approval was requested.
    """

    derived: ClassVar[tuple[str, ...]] = (
        "asks_the_same",
        "authorities_to_ask",
        "four_eyes",
        "asks_nobody",
        "asks_in_turn",
        "time_to_decide",
        "approval_answer",
        "approvers",
        "members",
        "voters",
    )

    derived_of_events: ClassVar[tuple[str, ...]] = ("whom_to_ask",)

    void_with: ClassVar[Mapping[str, Any]] = EMPTY
    """What becomes of other facts once its approval is void."""

    authorities: tuple[Authority, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    deputies: tuple[tuple[str, str], ...] = ()
    sequential: bool = False
    closed_votings: tuple[str, ...] = ()
    approval_expires_at: datetime | None = None
    asked_by: str | None = None
    amended_by: str | None = None
    reworded: tuple[str, ...] = ()
    voided_at_version: int = 0
    warnings: tuple[str, ...] = ()

    vote = verb(Voted)
    delegate = verb(Delegated)
    close_voting = verb(VotingClosed)

    def request_approval(
        self,
        *,
        at: datetime,
        by: str | Actor,
        absent: str | Iterable[str] = (),
        given: Mapping[str, Any] = EMPTY,
    ) -> Self:
        """Ask those whom the model's policy names, without those who have a part in it.

        If the policy names nobody for the record and lets that pass, the policy approves it.

        Args:
            at: when.
            by: who asks.
            absent: who is away; if nobody is left who could decide, in person or through a deputy
                of their authority, approval is not requested.
            given: outside facts for the model's guards.

        Raises:
            Refused: approval may not be requested now; the reasons say why.
        """
        return self.apply(self.approval_request(at=at, by=by, absent=absent, given=given))

    def approval_request(
        self,
        *,
        at: datetime,
        by: str | Actor,
        absent: str | Iterable[str] = (),
        given: Mapping[str, Any] = EMPTY,
    ) -> ApprovalRequested:
        """Make the event of `request_approval`, for a desk to apply."""
        return ApprovalRequested(
            at=at,
            by=by,
            given=given,
            authorities=self._authorities(self._left_out(as_actor(by).name)),
            sequential=self.asks_in_turn,
            lasts=self.time_to_decide,
            absent=absent,
        )

    def _called(self, verb: str, values: Mapping[str, Any]) -> Event:
        """Make the event of a verb; requesting approval asks whom the policy names."""
        is_request = is_in(verb, (ApprovalRequested.verb,))
        if not is_request or "authorities" in values or verb not in self.model.plan.verbs:
            return super()._called(verb, values)
        known = ("at", "by", "absent", "given")
        for name in values.keys() - known:
            raise Unlisted(
                kind=Phrase("approval.approvable.argument", verb=verb), name=name, known=known[2:]
            )
        return self.approval_request(**values)

    @property
    def approval(self) -> str | None:
        """The state of its approval, such as "requested"; None if nobody has to approve it."""
        return self._region("approval")

    def _region(self, name: str) -> str | None:
        names = [region.name for region in self.model.regions]
        return self.regions[names.index(name)] if name in names else None

    @property
    def approvals(self) -> Approvals:
        """Who was asked, and the votes so far; its text says what is missing."""
        return Approvals(
            authorities=self.authorities,
            ballots=self.ballots,
            deputies=self.deputies,
            sequential=self.sequential,
            closed=self.closed_votings,
            excluded=self._out_of(_KNOWN),
        )

    @property
    def four_eyes(self) -> tuple[Party, ...]:
        """Who may not approve it, by the policy."""
        return () if self.model.policy is None else self.model.policy.four_eyes

    def _left_out(self, asker: str | None = None) -> tuple[str, ...]:
        """Return who may not approve what somebody asks for."""
        asks = (asker,) if asker and Party.ASKER in self.four_eyes else ()
        return (*self._out_of(_KNOWN), *asks, *self._out_of((Party.OPENER, Party.AMENDER)))

    def _out_of(self, parties: Iterable[Party]) -> tuple[str, ...]:
        """Return the names of those of some parties who may not approve it."""
        people = (getattr(self, one.fact, None) for one in parties if one in self.four_eyes)
        return tuple(who.name if isinstance(who, Actor) else who for who in people if who)

    @property
    def authorities_to_ask(self) -> tuple[Authority, ...]:
        """Whom the policy names now, without those who may not approve; whoever asks is one more.

        Empty if there is no policy, or if one of the authorities it names has too few members.
        """
        return self._authorities(self._left_out())

    def whom_to_ask(self, event: ApprovalRequested) -> tuple[Authority, ...]:
        """Return whom the policy names, without those who may not approve what is asked for."""
        return self._authorities(self._left_out(event.by.name))

    def _authorities(self, out: tuple[str, ...]) -> tuple[Authority, ...]:
        asked = self._named(out) or ()
        return asked if all(one.can_approve(out) for one in asked) else ()

    def against_asking(self, asker: str) -> Iterator[Reason]:
        """Yield why nobody can be asked to approve it by somebody: a reason for each cause.

        Args:
            asker: who asks.

        Raises:
            BadValue: that is not a text.
        """
        policy, out = self.model.policy, self._left_out(as_text(asker, "asker"))
        if policy is None or self.asks_nobody:
            return
        try:
            named = policy.authorities(self._asking_facts, excluded=out)
        except Incomparable as error:
            yield Reason("nobody_to_ask", Phrase("approval.nobody_to_ask", error=error))
            return
        if not named:
            words = Phrase("approval.approvable.row_policy_holds")
            yield Reason("nobody_to_ask", words)
        for one in named:
            if not one.can_approve(out):
                yield Reason("nobody_to_ask", _why_not_asked(one, out))

    def _named(self, excluded: Iterable[str] = ()) -> tuple[Authority, ...] | None:
        """List whom the policy names; None if there is no policy, or it cannot tell."""
        policy = self.model.policy
        try:
            if policy is None:
                return None
            return policy.authorities(self._asking_facts, excluded=excluded)
        except Incomparable:
            return None

    @property
    def _asking_facts(self) -> Facts:
        """Its facts as the policy reads them."""
        return self.facts

    @property
    def asks_nobody(self) -> bool:
        """Whether the policy names nobody for it, and lets that pass."""
        policy = self.model.policy
        return policy is not None and policy.unasked == "approved" and self._named() == ()

    @property
    def asks_the_same(self) -> bool:
        """Whether the policy would still ask those who were asked, as the record now stands."""
        named, policy = self._named(), self.model.policy
        if named is None or policy is None:
            return False
        if [one.name for one in self.authorities] != [one.name for one in named]:
            return False
        pairs = zip(self.authorities, named, strict=True)
        return all(
            set(asked.people) <= set(now.people)
            for asked, now in pairs
            if now.name in policy.moving
        )

    @property
    def asks_in_turn(self) -> bool:
        """Whether the policy asks one authority after the other."""
        return self.model.policy is not None and self.model.policy.sequential

    @property
    def time_to_decide(self) -> timedelta | None:
        """How long those who approve have to decide; None means without end."""
        return None if self.model.policy is None else self.model.policy.expires_after

    @property
    def approval_answer(self) -> str:
        """The outcome of the votes."""
        return self.approvals.answer

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who voted yes, while approval is pending or granted: in whose name, and cast by whom."""
        is_done = self.approval in ("rejected", "not_requested")
        return () if is_done else self.approvals.approvers

    @property
    def members(self) -> tuple[str, ...]:
        """Everybody who was asked to approve."""
        return self.approvals.members

    @property
    def voters(self) -> tuple[str, ...]:
        """Who may vote now."""
        out = self._left_out(self.asked_by)
        return tuple(name for name in self.approvals.voters if name not in out)

    def approved_words_in(self, changes: Mapping[str, Any]) -> tuple[str, ...]:
        """List the approved words that a set of changes would alter."""
        return tuple(name for name in self.model.approved_words if self._differs(name, changes))

    def _differs(self, name: str, changes: Mapping[str, Any]) -> bool:
        name, _, item = name.partition(".")
        if name not in changes:
            return False
        had, has = getattr(self, name), changes[name]
        return bool(had.get(item) != has.get(item) if item else had != has)


def _why_not_asked(authority: Authority, out: Collection[str]) -> Words:
    """Return why an authority cannot be asked, where these have a part in what it would approve."""
    name = brief(authority.name)
    if isinstance(authority.members, Field):
        return Phrase("approval.approvable.whom_names_names", name=name, members=authority.members)
    parties = [one for one in authority.people if one in out]
    if parties:
        return Phrase(
            "approval.approvable.nobody_left_who", name=name, parties=brief(", ".join(parties))
        )
    return Phrase("approval.approvable.too_few_members", name=name)


_KNOWN = (Party.REQUESTER, Party.REQUESTED_FOR, Party.IMPLEMENTER)
"""Whose votes never count: the names stand on the record, whoever asks."""


class ApprovableTables(MoreTables, total=False):
    """What a model may be extended with by name."""

    policy: ApprovalPolicy | Authority | None
    approved_words: str | Iterable[str]


@attrs.frozen(kw_only=True)
class ApprovableModel(Model):
    """The tables that an approvable lives by: those of every model, and who has to approve.

    Attributes:
        policy: who has to approve; None if nobody has to.
        approved_words: what is approved besides what amending changes: fields that `update`
            changes, or custom ones as `"custom.NAME"`.
    """

    carried_out: ClassVar[str] = "implement"
    """The state in which what was approved is carried out."""
    concluded: ClassVar[frozenset[str]] = frozenset()
    """The states that say that it was carried out, by whatever way they are reached."""
    approved_facts: ClassVar[frozenset[str]] = frozenset()
    """What is approved besides the words: the fields that only an amendment sets."""
    surviving: ClassVar[tuple[type[Event], Condition] | None] = None
    """The event that may change what was approved and keep the approval, and when it does."""

    policy: ApprovalPolicy | None = attrs.field(default=None, converter=as_policy)
    approved_words: tuple[str, ...] = attrs.field(default=(), converter=as_names)

    if TYPE_CHECKING:

        def extended(
            self,
            *parts: Part,
            without: str | type[Event] | Iterable[Unwanted] = (),
            name: str | None = None,
            version: str | None = None,
            **tables: Unpack[ApprovableTables],
        ) -> Self: ...

    @property
    def may_survive(self) -> bool:
        """Whether an approval may survive what `surviving` names."""
        return False

    def _faults(self) -> Iterator[Fault]:
        """Yield the faults for which it is refused: those of its tables, and of its policy."""
        yield from super()._faults()
        has_approval = "approval" in [region.name for region in self.regions]
        if has_approval is (self.policy is None):
            words = Phrase("approval.approvable.region_approval_belong")
            yield Fault("bad_policy", Phrase("approval.subject.policy"), words)
        if self.policy is not None:
            for condition in self.policy.conditions:
                yield from condition_faults(self, "policy", condition)
            for name in self.policy.fields:
                if name.startswith("given."):
                    whose = Phrase(
                        "approval.approvable.which_a_does", name=self.record.__name__.lower()
                    )
                    words = Phrase(
                        "approval.approvable.reads_read_own", name=shown(name), whose=whose
                    )
                    yield Fault("unknown_fact", Phrase("approval.subject.policy"), words)


def approved_words(
    event: type[Event], record: type[AnyRecord], names: str | Iterable[str]
) -> tuple[str, ...]:
    """Read the names of words that are approved, among those that an event changes in a record.

    Raises:
        Unlisted: the event changes none of that name.
    """
    known = tuple(field.name for field in data_fields(event))
    held = [name for name in known if name in mappings(record)]
    given: Any = names
    words: tuple[Any, ...] = (given,) if given is None else as_names(given)
    for name in words:
        is_item = isinstance(name, str) and name.startswith(tuple(f"{of}." for of in held))
        if not is_item and not is_in(name, known):
            items = (f"{of}.NAME" for of in held)
            raise Unlisted(
                kind=Phrase("approval.approvable.field", verb=event.verb),
                name=name,
                known=(*known, *items),
            )
    return words
