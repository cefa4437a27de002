"""Approval: the laws of votes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import example, settings
from hypothesis import given as each
from hypothesis import strategies as st

from itsmcore.approval import (
    Answer,
    ApprovalPolicy,
    Approvals,
    Authority,
    Ballot,
    Percent,
    Quorum,
    Standing,
    Vote,
)
from itsmcore.changes import CONTROLS, change_model
from tests.instants import MARCH as NINE

MEMBERS = tuple("abcde")
SHARES = st.integers(1, 100) | st.decimals("0.1", 100, places=1).map(float)


@st.composite
def authorities(
    draw: st.DrawFn, *, name: str = "CAB", with_first: bool = True, default: bool = False
) -> Authority:
    """Draw an authority of some members, its needs and, unless they are default, its options."""
    members = draw(st.lists(st.sampled_from(MEMBERS), min_size=1, unique=True))
    quorums = st.builds(Quorum, st.integers(1, len(members)), SHARES)
    words = ("any", "all", "first") if with_first else ("any", "all")
    needs: Any = draw(st.sampled_from(words) | st.builds(Percent, SHARES) | quorums)
    if default:
        return Authority(name, members, needs=needs)
    return Authority(
        name,
        members,
        needs=needs,
        on_no=draw(st.sampled_from(["counts", "rejects"])),
        on_abstention=draw(st.sampled_from(["reduces", "as_no"])),
    )


def cast(authority: Authority, votes: Iterable[tuple[str, Vote]]) -> tuple[Ballot, ...]:
    members = authority.people
    return tuple(Ballot(authority.name, m, vote, m, NINE) for m, vote in votes if m in members)


VOTES = st.lists(st.tuples(st.sampled_from(MEMBERS), st.sampled_from(Vote)), max_size=7)


RANKS = {Answer.REJECTED: 0, Answer.OPEN: 1, Answer.APPROVED: 2}


@settings(max_examples=70)
@each(authorities(), VOTES, st.booleans(), st.data())
def test_one_more_yes_never_makes_the_answer_worse(
    authority: Authority, votes: list[tuple[str, Vote]], closed: bool, data: st.DataObject
) -> None:
    """Whoever says it, for the first time or instead of something else, whatever the options."""
    before = Standing(authority, cast(authority, votes), is_closed=closed)
    more = (data.draw(st.sampled_from(authority.people)), Vote.YES)
    after = Standing(authority, cast(authority, [*votes, more]), is_closed=closed)
    assert RANKS[before.answer] <= RANKS[after.answer]


CROWDS = st.tuples(
    authorities(name="one"), authorities(name="two"), authorities(name="three")
).flatmap(lambda three: st.sampled_from([three[:2], three]))
ALL = ("one", "two", "three")
PROXIES = st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS), max_size=3)


@settings(max_examples=60)
@each(CROWDS, VOTES, PROXIES, st.booleans(), st.sampled_from(MEMBERS))
def test_one_more_yes_never_turns_an_approval_into_a_refusal(
    board: tuple[Authority, ...],
    votes: list[tuple[str, Vote]],
    deputies: dict[str, str],
    sequential: bool,
    more: str,
) -> None:
    """Among several authorities too, in turn or at once, by a member or by a deputy."""
    asked = Approvals(
        authorities=board,
        sequential=sequential,
        deputies=tuple(deputies.items()),
        ballots=tuple(ballot for one in board for ballot in cast(one, votes)),
    )
    yes = tuple(Ballot(name, seat, Vote.YES, more, NINE) for name, seat in asked.seats(more))
    after = attrs.evolve(asked, ballots=(*asked.ballots, *yes))
    assert RANKS[asked.answer] <= RANKS[after.answer]
    for closed in (asked, after):
        assert attrs.evolve(closed, closed=ALL).answer is not Answer.OPEN
    whole = [attrs.evolve(one, closed=ALL).answer for one in (asked, after)]
    assert RANKS[whole[0]] <= RANKS[whole[1]]


@each(authorities(), VOTES, st.booleans())
def test_what_is_decided_is_not_undone_by_closing_the_voting(
    authority: Authority, votes: list[tuple[str, Vote]], asked: bool
) -> None:
    """And closing leaves nothing open."""
    before = Standing(authority, cast(authority, votes))
    after = Standing(authority, cast(authority, votes), is_closed=True)
    assert Answer.OPEN is not after.answer
    if before.answer is not Answer.OPEN and authority.needs != "first":
        assert before.answer == after.answer


@st.composite
def boards(draw: st.DrawFn) -> tuple[Authority, ...]:
    """Draw one to three authorities with default options that share members."""
    names = ["one", "two", "three"][: draw(st.integers(1, 3))]
    return tuple(draw(authorities(name=name, with_first=False, default=True)) for name in names)


def outcome(
    board: tuple[Authority, ...], votes: Iterable[tuple[str, Vote]], *, closes: bool
) -> Answer:
    """Let members vote one after the other until it is decided, as a change does."""
    asked = Approvals(authorities=board)
    for member, vote in votes:
        if asked.answer is not Answer.OPEN:
            break
        more = (Ballot(name, seat, vote, member, NINE) for name, seat in asked.seats(member))
        asked = attrs.evolve(asked, ballots=(*asked.ballots, *more))
    return attrs.evolve(asked, closed=ALL if closes else ()).answer


@settings(max_examples=70)
@each(boards(), st.lists(st.sampled_from(Vote), min_size=5, max_size=5), st.booleans(), st.data())
def test_the_order_of_votes_does_not_matter(
    board: tuple[Authority, ...], said: list[Vote], closes: bool, data: st.DataObject
) -> None:
    """In parallel, with default options and one vote a member, abstentions included."""
    came = data.draw(st.permutations(MEMBERS))[: data.draw(st.integers(0, 5))]
    votes = dict(zip(MEMBERS, said, strict=True))
    one = [(member, votes[member]) for member in came]
    other = data.draw(st.permutations(one))
    assert outcome(board, one, closes=closes) == outcome(board, other, closes=closes)


@each(boards(), st.lists(st.sampled_from(Vote), min_size=5, max_size=5))
def test_the_answer_is_that_of_counting(board: tuple[Authority, ...], said: list[Vote]) -> None:
    """Once everybody has voted: enough yes in each authority, by decimal arithmetic."""
    votes = dict(zip(MEMBERS, said, strict=True))

    def approves(one: Authority) -> bool:
        yes = sum(votes[member] is Vote.YES for member in one.people)
        voters = sum(votes[member] is not Vote.ABSTAIN for member in one.people)
        if one.needs == "any":
            return yes > 0
        if one.needs == "all":
            return yes == voters > 0
        assert not isinstance(one.needs, str)
        return yes >= at_least(one.needs.share, voters)

    expected = Answer.APPROVED if all(map(approves, board)) else Answer.REJECTED
    assert expected == outcome(board, votes.items(), closes=False)


def at_least(share: Any, voters: int, rounding: str = ROUND_CEILING) -> int:
    exact = Decimal(str(share)) * voters / 100
    return max(1, int(exact.quantize(Decimal(1), rounding=rounding)))


@example(share=4.6, members=750)
@example(share=8.2, members=750)
@example(share=50, members=3)
@each(share=SHARES, members=st.integers(0, 2000))
def test_a_share_is_at_least_that_by_decimal_arithmetic(share: float, members: int) -> None:
    """However large the board is; rounded half up it is what ServiceNow says."""
    for rounding, by in (("up", ROUND_CEILING), ("half_up", ROUND_HALF_UP)):
        option: Any = {"rounding": rounding}
        expected = at_least(share, members, by)
        assert expected == Percent(share, **option).of(members)
        quorum = Authority("x", "a", needs=Quorum(1, share, **option))
        assert expected == quorum.needed(members)


@each(share=SHARES.filter(lambda share: share < 100), members=st.integers(1, 2000))
def test_no_fewer_would_do(share: float, members: int) -> None:
    """What is needed is a least number: at least the share, and more than it."""
    exact = Fraction(str(share)) / 100 * members
    least, above = Percent(share).of(members), Percent(share, rounding="above").of(members)
    assert least >= exact > least - 1
    assert above > exact >= above - 1
    assert least == Percent(Fraction(str(share)) / 100).of(members)


@each(boards(), VOTES)
def test_in_a_sequence_nobody_is_asked_before_their_turn(
    board: tuple[Authority, ...], votes: list[tuple[str, Vote]]
) -> None:
    """Only the first authority that has not decided is asked, and those before it approved."""
    asked = Approvals(authorities=board, sequential=True)
    for member, vote in votes:
        seats = asked.seats(member)
        answers = [standing.answer for standing in asked.standings]
        for name, _ in seats:
            place = [one.name for one in board].index(name)
            assert {Answer.APPROVED} >= set(answers[:place])
        more = (Ballot(name, seat, vote, member, NINE) for name, seat in seats)
        asked = attrs.evolve(asked, ballots=(*asked.ballots, *more))
        if asked.answer is Answer.REJECTED:
            break
        assert len(asked.asked) <= 1


WAITS = st.timedeltas(timedelta(), timedelta(days=2))


@settings(max_examples=40)
@each(
    st.timedeltas(timedelta(hours=1), timedelta(days=4)),
    st.lists(st.tuples(WAITS, WAITS), max_size=4),
)
def test_a_hold_stops_the_time_to_decide(
    lasts: timedelta, holds: list[tuple[timedelta, timedelta]]
) -> None:
    """Those who are asked have their whole time, counted only while they may vote."""
    policy = ApprovalPolicy(Authority("owner", "olga"), expires_after=lasts)
    quick = CONTROLS - {"risk", "plans", "window"}
    stages = ("new", "authorise", "review", "closed")
    model = change_model("timed", stages=stages, policy=policy, controls=quick)
    change = model.open("CHG-1", at=NINE, by="ada", summary="s").request_approval(at=NINE, by="ada")
    now, left = NINE, lasts
    for wait, length in holds:
        if wait >= left:
            break
        now, left = now + wait, left - wait
        change = change.hold(at=now, by="ines", reason="r")
        assert change == change.tick(at=now + length)
        now += length
        change = change.resume(at=now, by="ines")
    assert now + left == change.next_instant
    assert "authorise" == change.tick(at=now + left - timedelta(microseconds=1)).state
    late = change.tick(at=now + left)
    assert ("new", "rejected", "expire_approval") == (
        late.state,
        late.facts["approval"],
        late.history[-1].verb,
    )
