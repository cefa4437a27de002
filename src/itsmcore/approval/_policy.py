"""Policies: which authorities have to decide, by a table of conditions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Literal

import attrs

from itsmcore.approval._authority import Authority
from itsmcore.checked import checked
from itsmcore.codes import Code, one_of
from itsmcore.conditions import Condition, Facts, Field
from itsmcore.decisions import Decision, Match
from itsmcore.errors import BadValue
from itsmcore.fields import choice, one_or_several
from itsmcore.kinds import check_definition
from itsmcore.phrase import Phrase

_NAME = "the approval policy"
_NAMED = Phrase("approval.policy.subject")
Unasked = Literal["refused", "approved"]


class Party(Code):
    """Who has a part in what is to be approved."""

    REQUESTER = "requester"
    REQUESTED_FOR = "requested_for"
    """Whom it is for, if that is somebody else."""
    IMPLEMENTER = "implementer"
    OPENER = "opener"
    ASKER = "asker"
    """Whoever asked for the approval."""
    AMENDER = "amender"
    """Whoever last amended it."""

    @property
    def fact(self) -> str:
        """The fact of a record that tells who that is."""
        return _FACTS[self]


_FACTS = {
    Party.REQUESTER: "requester",
    Party.REQUESTED_FOR: "requested_for",
    Party.IMPLEMENTER: "assignee",
    Party.OPENER: "opened_by",
    Party.ASKER: "asked_by",
    Party.AMENDER: "amended_by",
}


def _parties(parties: str | Iterable[str]) -> tuple[Party, ...]:
    given: Any = parties
    several = (given,) if isinstance(given, str) else one_or_several(given)
    named = {one_of(Party, name, field="four_eyes") for name in several}
    return tuple(party for party in Party if party in named)


def _table(table: Any) -> Decision[Authority]:
    found: Any = table
    if isinstance(table, Authority):
        found = Decision((), default=table, name=_NAME)
    elif isinstance(table, list | tuple):
        found = Decision(table, match=Match.ALL, name=_NAME)
    if not isinstance(found, Decision):
        expected = Phrase("approval.expected.authority_pairs_condition_authority")
        raise BadValue(field=_NAMED, value=table, expected=expected)
    known = dict[str, Authority]()
    for answer in (*(row.answer for row in found.rows), found.default):
        if isinstance(answer, Authority) and known.setdefault(answer.name, answer) != answer:
            expected = Phrase("approval.expected.name_each_authority")
            raise BadValue(
                field=Phrase("approval.policy.answer", name=_NAMED),
                value=answer.name,
                expected=expected,
            )
        if answer is not None and not isinstance(answer, Authority):
            raise BadValue(
                field=Phrase("approval.policy.answer", name=_NAMED),
                value=answer,
                expected=Phrase("approval.expected.authority"),
            )
        if answer is not None and answer.people and not answer.can_approve():
            expected = Phrase(
                "approval.expected.quorum_reach", count=len(answer.people), answer=answer
            )
            raise BadValue(field="needs", value=answer.needs, expected=expected)
    return found


def as_policy(policy: ApprovalPolicy | Authority | None) -> ApprovalPolicy | None:
    """Read a policy; a single authority is a policy of that authority alone.

    Raises:
        BadValue: it is none.
    """
    return (
        policy if policy is None or isinstance(policy, ApprovalPolicy) else ApprovalPolicy(policy)
    )


@attrs.frozen
class ApprovalPolicy:
    """Which authorities have to approve, in parallel or one after the other.

    Attributes:
        table: an Authority; pairs of conditions and authorities, where every match has to approve;
            or a Decision. An authority is asked once, however many rows name it.
        sequential: whether each is asked only once the one before has approved.
        expires_after: how long after being asked they have to decide; None means without end.
        four_eyes: who may not approve it, even if an authority names them; by default whoever has a
            part in it.
        unasked: what happens to a record for which it asks nobody: asking is `"refused"`, or the
            policy itself has `"approved"` it, through an event that says so (ApprovedByPolicy). If
            nobody is left of those it asks, asking is refused in either case.

    Raises:
        BadValue: the table answers with something else, with two authorities of the same name, or
            with one that can never reach its quorum; the time to decide is not a positive time; or
            a party is unknown.

    >>> from itsmcore.conditions import ALWAYS, field
    >>> manager, cab = Authority("manager", ["ada"]), Authority("CAB", ["grace", "linus"])
    >>> policy = ApprovalPolicy([(ALWAYS, manager), (field("risk").is_("high"), cab)])
    >>> [str(authority) for authority in policy.authorities({"risk": "high"})]
    ['manager', 'CAB']
    """

    table: Decision[Authority] = attrs.field(converter=_table)
    sequential: bool = attrs.field(default=False, kw_only=True)
    expires_after: timedelta | None = attrs.field(default=None, kw_only=True)
    four_eyes: tuple[Party, ...] = attrs.field(
        default=tuple(Party), kw_only=True, converter=_parties
    )
    unasked: Unasked = attrs.field(default="refused", kw_only=True, validator=choice(Unasked))

    @expires_after.validator
    def _lasts(self, _: object, time: object) -> None:
        if time is not None and (not isinstance(time, timedelta) or time <= timedelta()):
            raise BadValue(
                field="expires_after",
                value=time,
                expected=Phrase("approval.expected.timedelta_above_zero"),
            )

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What it asks of a record: the conditions of its rows, and who its authorities are."""
        answers = (*(row.answer for row in self.table.rows), self.table.default)
        read = (one.members for one in answers if one is not None)
        who = (members.is_set for members in read if isinstance(members, Field))
        return (*(row.when for row in self.table.rows), *who)

    @property
    def moving(self) -> frozenset[str]:
        """The names of the authorities whose members are read from a fact."""
        known = (*(row.answer for row in self.table.rows), self.table.default)
        return frozenset(one.name for one in known if one and isinstance(one.members, Field))

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the facts that it reads."""
        return tuple(dict.fromkeys(f.name for of in self.conditions for f in of.fields))

    def __attrs_post_init__(self) -> None:
        check_definition(self)

    @checked
    def authorities(self, facts: Facts, *, excluded: Iterable[str] = ()) -> tuple[Authority, ...]:
        """Choose the authorities, without the members who may not decide.

        Args:
            facts: the record's.
            excluded: who may not decide, such as the requester. An authority with nobody else keeps
                its members, and one whose members are read from a fact that nobody stands in stays
                as it is, so that nothing is approved for want of members.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
        """
        asked = dict[str, Authority]()
        out = tuple(excluded)
        for authority in self.table.answers(facts):
            there = authority.among(facts)
            asked.setdefault(there.name, there.without(out) or there)
        return tuple(asked.values())
