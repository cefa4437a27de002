"""Standings: how the votes of authorities add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

import attrs

from itsmcore.approval._authority import Authority, Quorum, Vote, as_vote
from itsmcore.checked import checked
from itsmcore.codes import Code
from itsmcore.fields import as_several
from itsmcore.figures import Rows, Table, as_drawn_formats
from itsmcore.instant import utc
from itsmcore.kinds import check_kinds
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.palette import GREEN, GREY, RED
from itsmcore.phrase import label, say
from itsmcore.picture import Picture


class Answer(Code):
    """The outcome of the votes."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@attrs.frozen
class Ballot:
    """One vote.

    Attributes:
        authority: the name of the authority.
        member: whose vote it is.
        vote: what was voted.
        by: who cast it: the member, or a deputy.
        at: when, in UTC.
        note: what was said with it.
    """

    authority: str
    member: str
    vote: Vote = attrs.field(converter=as_vote)
    by: str
    at: datetime = attrs.field(converter=utc)
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        check_kinds(self)


def _ballots(ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    return as_several(Ballot, ballots, "ballots")


@attrs.frozen
class Standing:
    """How the votes of one authority stand.

    Attributes:
        authority: whose votes they are.
        ballots: its votes, in the order they were cast; a member's last one counts.
        is_closed: whether its voting is closed.

    >>> nine = datetime.fromisoformat("2026-01-05T09:00:00+00:00")
    >>> cab = Authority("CAB", ["network", "mail", "security"])
    >>> votes = [Ballot("CAB", name, Vote.YES, name, nine) for name in ("network", "mail")]
    >>> print(Standing(cab, votes))
    2 of 3 of the CAB, security still missing
    """

    authority: Authority
    ballots: tuple[Ballot, ...] = attrs.field(converter=_ballots)
    is_closed: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @cached_property
    def counted(self) -> tuple[Ballot, ...]:
        """The last vote of each member, in the place of their first."""
        last = dict[str, Ballot]()
        for ballot in self.ballots:
            last[ballot.member] = ballot
        return tuple(last.values())

    def _who(self, vote: Vote) -> tuple[str, ...]:
        return tuple(ballot.member for ballot in self.counted if ballot.vote is vote)

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not voted yet."""
        voted = {ballot.member for ballot in self.ballots}
        return tuple(name for name in self.authority.people if name not in voted)

    @property
    def needed(self) -> int:
        """How many yes votes it takes, of those whose votes count."""
        return self.authority.needed(self._voters)

    @property
    def _voters(self) -> int:
        """How many members' votes count; in a closed quorum, only those who took part."""
        out = len(self._who(Vote.ABSTAIN)) if self.authority.on_abstention == "reduces" else 0
        if self.is_closed and isinstance(self.authority.needs, Quorum):
            out += len(self.missing)
        return len(self.authority.people) - out

    @property
    def _present(self) -> int:
        """How many people took part; a deputy is one, however many members they vote for."""
        return len({ballot.by for ballot in self.ballots})

    @property
    def _quorum(self) -> int:
        return self.authority.needs.members if isinstance(self.authority.needs, Quorum) else 0

    @property
    def answer(self) -> Answer:
        """The outcome of the votes: open as long as an outstanding one may change it."""
        yes, no = len(self._who(Vote.YES)), len(self._who(Vote.NO))
        if self.authority.needs == "first":
            return self._first()
        if no and self.authority.on_no == "rejects":
            return Answer.REJECTED
        outstanding = 0 if self.is_closed else len(self.missing)
        present, quorum = self._present, self._quorum
        if present >= quorum and yes >= self.needed:
            return Answer.APPROVED
        is_too_few = self.is_closed and present < quorum
        is_out_of_reach = is_too_few or yes + outstanding < self.needed
        return Answer.REJECTED if is_out_of_reach else Answer.OPEN

    def _first(self) -> Answer:
        counts_out = self.authority.on_abstention == "reduces"
        for ballot in self.counted:
            if ballot.vote is not Vote.ABSTAIN or not counts_out:
                return Answer.APPROVED if ballot.vote is Vote.YES else Answer.REJECTED
        return Answer.REJECTED if self.is_closed or not self.missing else Answer.OPEN

    def __str__(self) -> str:
        yes, needed, said = len(self._who(Vote.YES)), self.needed, []
        for vote, code in ((Vote.NO, "against"), (Vote.ABSTAIN, "abstaining")):
            if names := self._who(vote):
                said.append(say(f"approval.standing.{code}", names=", ".join(names)))
        if self.missing and self.answer is Answer.OPEN:
            said.append(say("approval.standing.still_missing", missing=", ".join(self.missing)))
        if self._present < self._quorum and (yes >= needed or self.is_closed):
            said.append(say("approval.standing.quorum", present=self._present, quorum=self._quorum))
        of = (
            say("approval.standing.of", yes=yes, needed=needed)
            if yes <= needed
            else say("approval.standing.would", yes=yes, needed=needed)
        )
        return ", ".join([say("approval.standing.of_the", of=of, authority=self.authority), *said])

    @property
    def rows(self) -> Rows:
        """A row for each member with the vote that counts, as a DataFrame takes them."""
        cast = {ballot.member: ballot for ballot in self.counted}
        return tuple(
            _row(self.authority, name, cast.get(name))
            for name in dict.fromkeys((*self.authority.people, *cast))
        )

    def _table(self) -> Table:
        return _table(self.rows, [self])

    def _drawn(self) -> Picture:
        return _drawn([self], self.answer, alt=str(self))

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


@attrs.frozen(kw_only=True)
class Approvals:
    """The authorities that were asked, and the votes so far.

    Attributes:
        authorities: who was asked, with the members as they were then.
        ballots: every vote, in the order they were cast.
        deputies: for a member's name, who votes in their place.
        sequential: whether each is asked only once the one before has approved.
        closed: the names of the authorities whose voting is closed.
        excluded: who may not vote, in person or through a deputy, such as the implementer.
    """

    authorities: tuple[Authority, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    deputies: tuple[tuple[str, str], ...] = ()
    sequential: bool = False
    closed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How the votes of each authority stand."""
        return tuple(map(self._standing, self.authorities))

    def _standing(self, authority: Authority) -> Standing:
        votes = [ballot for ballot in self.ballots if ballot.authority == authority.name]
        return Standing(authority, votes, is_closed=authority.name in self.closed)

    @property
    def answer(self) -> Answer:
        """The outcome of all votes: approved by every authority, or rejected by one."""
        answers = [standing.answer for standing in self.standings]
        if Answer.REJECTED in answers:
            return Answer.REJECTED
        return Answer.APPROVED if answers and set(answers) == {Answer.APPROVED} else Answer.OPEN

    @property
    def asked(self) -> tuple[Standing, ...]:
        """The authorities whose votes are outstanding now."""
        still = tuple(s for s in self.standings if s.answer is Answer.OPEN)
        return still[:1] if self.sequential else still

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who voted yes: in whose name, and cast by whom."""
        yes = [b for s in self.standings for b in s.counted if b.vote is Vote.YES]
        return tuple(dict.fromkeys(name for b in yes for name in (b.member, b.by)))

    @property
    def members(self) -> tuple[str, ...]:
        """Everybody who was asked."""
        return tuple(dict.fromkeys(name for of in self.authorities for name in of.people))

    @property
    def voters(self) -> tuple[str, ...]:
        """Who may vote now, for themselves or in another's place."""
        return tuple(dict.fromkeys(voter for voter, _, _ in self._outstanding()))

    @checked
    def seats(self, name: str) -> tuple[tuple[str, str], ...]:
        """List the authorities and members for which somebody may vote now."""
        return tuple(
            (authority, member) for voter, authority, member in self._outstanding() if voter == name
        )

    def _outstanding(self) -> Iterator[tuple[str, str, str]]:
        """Yield, for each vote that may be cast, the voter, the authority and the member.

        A second vote replaces the voter's own, or the one that a deputy cast for the member. A
        person whom a member has named votes instead of them; a deputy whom the authority names,
        besides them.
        """
        deputies = dict(self.deputies)
        for standing in self.asked:
            of, cast = standing.authority, {ballot.member: ballot for ballot in standing.counted}
            for member in of.people:
                ballot = cast.get(member)
                beside = (member, *of.deputies.get(member, ()))
                for voter in (deputies[member],) if member in deputies else beside:
                    is_free = ballot is None or (
                        of.on_second_vote == "replaces" and voter in (ballot.by, member)
                    )
                    if is_free and {voter, member}.isdisjoint(self.excluded):
                        yield voter, of.name, member

    def __str__(self) -> str:
        return "; ".join(map(str, self.standings)) or say("approval.standing.nobody_asked")

    @property
    def rows(self) -> Rows:
        """A row for each member of each authority, as a DataFrame takes them."""
        return tuple(row for standing in self.standings for row in standing.rows)

    def _table(self) -> Table:
        return _table(self.rows, self.standings)

    def _drawn(self) -> Picture:
        return _drawn(self.standings, self.answer, alt=str(self))

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


_COLUMNS = ("authority", "member", "vote", "by", "at", "note")


def _row(authority: Authority, member: str, ballot: Ballot | None) -> dict[str, Any]:
    if ballot is None:
        return dict.fromkeys(_COLUMNS) | {"authority": authority.name, "member": member}
    said = {name: getattr(ballot, name) for name in _COLUMNS}
    return said | {"vote": ballot.vote.value}


def _table(rows: Rows, standings: Iterable[Standing]) -> Table:
    """Write ballots, with how each authority stands below them."""
    said = ({**row, "vote": row["vote"] or say("approval.standing.yet")} for row in rows)
    return Table.of(_COLUMNS, said, map(str, standings))


def _drawn(standings: Iterable[Standing], answer: Answer, *, alt: str) -> Picture:
    """Draw a line of ballots for each authority, with what each member has voted."""
    from itsmcore.chart import Cell, matrix  # noqa: PLC0415 (import on use)

    tones = {Vote.YES.value: GREEN, Vote.NO.value: RED, Vote.ABSTAIN.value: GREY}
    lines = []
    for standing in standings:
        votes = [(str(row["member"]), row["vote"]) for row in standing.rows]
        cells = [
            Cell(name, tones[vote], below=vote)
            if vote
            else Cell(name, below=say("approval.standing.yet"))
            for name, vote in votes
        ]
        name = f"{label('values', standing.answer.value)}: {standing.authority.name}"
        lines.append((name, cells))
    most = max((len(cells) for _, cells in lines), default=0)
    return matrix(
        say("approval.standing.approval", value=label("values", answer.value)),
        ["", *[""] * most],
        lines,
        alt=alt,
    )
