"""Votes: who decides, how they add up, and what the outcome says of itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

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
    Voted,
)
from itsmcore.conditions import ALWAYS, field, given
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue, NaiveTime, NotGiven

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
VOTES = {"y": Vote.YES, "n": Vote.NO, "a": Vote.ABSTAIN}


def board(members: str = "abc", **options: Any) -> Authority:
    return Authority("CAB", list(members), **options)


def ballots(said: str, of: str = "CAB") -> tuple[Ballot, ...]:
    """Read votes such as `"ay bn"`: each a member and what they voted."""
    return tuple(Ballot(of, one[0], VOTES[one[1]], one[0], NINE) for one in said.split())


def standing(said: str, authority: Authority, *, is_closed: bool = False) -> Standing:
    return Standing(authority, ballots(said), is_closed=is_closed)


@pytest.mark.parametrize(
    ("needs", "said", "answer"),
    [
        ("any", "", "open"),
        ("any", "an", "open"),
        ("any", "an by", "approved"),
        ("any", "an bn cn", "rejected"),
        ("any", "aa ba ca", "rejected"),
        ("first", "", "open"),
        ("first", "ay", "approved"),
        ("first", "an by cy", "rejected"),
        ("first", "aa bn", "rejected"),
        ("first", "aa", "open"),
        ("first", "aa ba ca", "rejected"),
        ("all", "ay by", "open"),
        ("all", "ay by cy", "approved"),
        ("all", "an", "rejected"),
        ("all", "ay ba cy", "approved"),
        ("all", "aa ba ca", "rejected"),
        (Percent(50), "ay", "open"),
        (Percent(50), "ay by", "approved"),
        (Percent(50), "an bn", "rejected"),
        (Percent(50), "ay ba", "approved"),
        (Percent(50), "ay ba ca", "approved"),
        (Percent(0.1), "ay", "approved"),
        (Percent(100), "ay by", "open"),
        (Quorum(2), "ay", "open"),
        (Quorum(2), "ay by", "approved"),
        (Quorum(2), "ay ba", "approved"),
        (Quorum(2), "ay bn", "open"),
        (Quorum(2), "ay bn cn", "rejected"),
        (Quorum(3), "ay by", "open"),
        (Quorum(3), "ay by ca", "approved"),
        (Quorum(2, 100), "ay by cn", "rejected"),
    ],
)
def test_votes_add_up_by_what_the_authority_needs(needs: Any, said: str, answer: str) -> None:
    """By the default options."""
    assert answer == standing(said, board(needs=needs)).answer


@pytest.mark.parametrize(
    ("needs", "said", "answer"),
    [
        ("any", "", "rejected"),
        ("first", "aa", "rejected"),
        ("all", "ay by", "rejected"),
        (Percent(50), "ay", "rejected"),
        (Quorum(2), "ay by", "approved"),
        (Quorum(2), "ay ba", "approved"),
        (Quorum(2), "ay bn", "approved"),
        (Quorum(2), "an bn", "rejected"),
        (Quorum(2), "ay", "rejected"),
        (Quorum(2), "", "rejected"),
        (Quorum(1, 100), "ay bn", "rejected"),
    ],
)
def test_closing_the_voting_decides(needs: Any, said: str, answer: str) -> None:
    """A quorum counts only those who took part; every other need counts who is missing."""
    assert answer == standing(said, board(needs=needs), is_closed=True).answer


def test_a_no_may_reject_at_once() -> None:
    """Where it does not, it is a vote missing from the yes."""
    assert Answer.OPEN == standing("an", board(needs="any")).answer
    assert Answer.REJECTED == standing("an by cy", board(needs="any", on_no="rejects")).answer


def test_an_abstention_may_count_like_a_no() -> None:
    """Where it does not, it is counted out."""
    assert Answer.APPROVED == standing("ay by ca", board()).answer
    strict = board(on_abstention="as_no")
    assert (Answer.REJECTED, 3) == (standing("ay by ca", strict).answer, strict.needed(3))
    assert "2 of 3 of the CAB, c abstaining" == str(standing("ay by ca", strict))


def test_a_second_vote_takes_the_place_of_the_first() -> None:
    """In the tally; the place in the order stays."""
    one = standing("an by ay", board())
    assert [("a", Vote.YES), ("b", Vote.YES)] == [(b.member, b.vote) for b in one.counted]


@pytest.mark.parametrize(
    ("said", "closed", "text"),
    [
        ("", False, "0 of 3 of the CAB, a, b, c still missing"),
        ("ay by", False, "2 of 3 of the CAB, c still missing"),
        ("ay by cy", False, "3 of 3 of the CAB"),
        ("ay ba cy", False, "2 of 2 of the CAB, b abstaining"),
        ("ay bn", False, "1 of 3 of the CAB, b against"),
        ("ay", True, "1 of 3 of the CAB"),
    ],
)
def test_a_standing_says_what_is_missing(said: str, closed: bool, text: str) -> None:
    """Who has not voted is named while their vote may matter."""
    assert text == str(standing(said, board(), is_closed=closed))


@pytest.mark.parametrize(
    ("needs", "said", "closed", "text"),
    [
        ("any", "ay by cy", False, "3, of which 1 would do, of the CAB"),
        (Percent(50), "ay by cy", False, "3, of which 2 would do, of the CAB"),
        (Quorum(3), "ay by", False, "2 of 2 of the CAB, c still missing, 2 of a quorum of 3"),
        (Quorum(2), "ay ba", False, "1 of 1 of the CAB, b abstaining"),
        (Quorum(2), "ay bn", True, "1 of 1 of the CAB, b against"),
        (Quorum(2), "ay", True, "1 of 1 of the CAB, 1 of a quorum of 2"),
    ],
)
def test_a_standing_says_what_it_takes(needs: Any, said: str, closed: bool, text: str) -> None:
    """More yes than are needed are said as such, and so is a quorum that is not there."""
    assert text == str(standing(said, board(needs=needs), is_closed=closed))


def test_the_outcome_explains_itself() -> None:
    """In the words of the specification."""
    cab = Authority("CAB", ["network", "mail", "security"])
    votes = [Ballot("CAB", name, Vote.YES, name, NINE) for name in ("network", "mail")]
    asked = Approvals(authorities=(cab,), ballots=tuple(votes))
    assert "2 of 3 of the CAB, security still missing" == str(asked)
    assert "nobody was asked" == str(Approvals())


def test_several_authorities_all_have_to_approve() -> None:
    """One that rejects ends it, and nobody asked is nothing decided."""
    one, other = Authority("one", ["a"]), Authority("other", ["b", "c"], needs="any")

    def answer(*cast: Ballot) -> str:
        return Approvals(authorities=(one, other), ballots=cast).answer

    yes, no = ballots("ay", "one"), ballots("an", "one")
    assert [Answer.OPEN, Answer.APPROVED, Answer.REJECTED, Answer.OPEN] == [
        answer(*yes),
        answer(*yes, *ballots("cy", "other")),
        answer(*no, *ballots("cy", "other")),
        Approvals().answer,
    ]


def test_a_sequence_asks_each_when_the_one_before_has_approved() -> None:
    """The others wait, and who sits in both votes twice."""
    one, other = Authority("one", ["a", "b"], needs="any"), Authority("other", ["a", "c"])
    asked = Approvals(authorities=(one, other), sequential=True)
    assert (("a", "b"), (("one", "a"),)) == (asked.voters, asked.seats("a"))
    after = Approvals(authorities=(one, other), sequential=True, ballots=ballots("by", "one"))
    assert (("a", "c"), (("other", "a"),)) == (after.voters, after.seats("a"))
    beside = Approvals(authorities=(one, other))
    assert (("one", "a"), ("other", "a")) == beside.seats("a")
    assert ("a", "b", "c") == beside.members


def test_a_deputy_votes_for_every_seat_they_hold() -> None:
    """Their own and those of others; who is represented does not vote beside."""
    asked = Approvals(authorities=(board(),), deputies=(("a", "c"), ("b", "olga")))
    assert (("c", "olga"), (("CAB", "a"), ("CAB", "c"))) == (asked.voters, asked.seats("c"))
    assert () == asked.seats("a")
    voted = (*ballots("ay"), Ballot("CAB", "b", Vote.YES, "olga", NINE))
    assert ("a", "b", "olga") == Approvals(authorities=(board(),), ballots=voted).approvers


def test_a_seat_is_offered_once_where_second_votes_are_refused() -> None:
    """Otherwise until it is decided."""
    for option, seats in (("replaces", (("CAB", "a"),)), ("refused", ())):
        asked = Approvals(authorities=(board(on_second_vote=option),), ballots=ballots("ay"))
        assert seats == asked.seats("a")
    decided = Approvals(authorities=(board(needs="any"),), ballots=ballots("ay"))
    assert () == decided.voters


def test_a_ballot_keeps_its_instant_in_utc() -> None:
    """And refuses one without a zone, and a vote that is none."""
    assert NINE == Ballot("CAB", "a", Vote.YES, "a", NINE).at
    with pytest.raises(NaiveTime):
        Ballot("CAB", "a", Vote.YES, "a", NINE.replace(tzinfo=None))
    with pytest.raises(BadValue, match="vote cannot be 'maybe'; give one of yes, no, abstain"):
        Ballot("CAB", "a", "maybe", "a", NINE)
    with pytest.raises(BadValue, match="vote cannot be 'ja'"):
        Voted(at=NINE, by="a", vote="ja")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Authority("", ["a"]), "an authority's name cannot be ''"),
        (lambda: Authority(7, ["a"]), "name cannot be 7"),  # type: ignore[arg-type]
        (lambda: Authority("CAB", []), "members of CAB cannot be ()"),
        (lambda: Authority("CAB", ["a", ""]), "give the names of those who vote"),
        (lambda: Authority("CAB", [1]), "give the names of"),  # type: ignore[list-item]
        (lambda: board(needs="most"), "needs cannot be 'most'; give 'any', 'first', 'all'"),
        (lambda: board(needs=2), "needs cannot be 2"),
        (lambda: board(on_no="veto"), "on_no cannot be 'veto'; give one of counts, rejects"),
        (lambda: board(on_abstention="no"), "give one of reduces, as_no"),
        (lambda: board(on_second_vote="no"), "give one of replaces, refused"),
        (lambda: Percent(0), "share cannot be 0; give a number above 0, up to 100"),
        (lambda: Percent(100.5), "share cannot be 100.5"),
        (lambda: Percent(True), "share cannot be True"),
        (lambda: Percent(float("nan")), "share cannot be nan"),
        (lambda: Percent("50"), "share cannot be '50'"),  # type: ignore[arg-type]
        (lambda: Quorum(0), "members cannot be 0; give a whole number from 1"),
        (lambda: Quorum(1.5), "members cannot be 1.5"),  # type: ignore[arg-type]
        (lambda: Quorum(True), "members cannot be True"),
        (lambda: Quorum(2, 0), "share cannot be 0"),
    ],
)
def test_an_authority_is_checked_when_it_is_made(make: Any, words: str) -> None:
    """By typed errors that say what to give."""
    with pytest.raises(BadValue) as refusal:
        make()
    assert words in str(refusal.value)


def test_authorities_say_what_they_are() -> None:
    """In words for people; one name alone will do for the members, and each counts once."""
    assert ("CAB", "60 %", "a quorum of 3") == (str(board()), str(Percent(60)), str(Quorum(3)))
    assert (("ada",), ("a", "b")) == (Authority("x", "ada").members, board("aba").members)


def test_who_may_not_decide_is_left_out() -> None:
    """Unless nobody is left, or too few for the quorum."""
    assert ("b", "c") == board().without(["a"]).members  # type: ignore[union-attr]
    assert None is board("a").without(["a"])
    assert [True, False, True, False] == [
        board("ab").can_approve(["a"]),
        board("ab").can_approve(["a", "b"]),
        board(needs=Quorum(2)).can_approve(["a"]),
        board(needs=Quorum(3)).can_approve(["a"]),
    ]


def test_a_policy_asks_every_authority_whose_row_holds_once() -> None:
    """Without those who may not decide, except where nobody else is left."""
    manager, cab = Authority("manager", ["ada"]), board("ab")
    rows = ((ALWAYS, manager), (field("risk").is_("high"), cab), (ALWAYS, manager))
    policy = ApprovalPolicy(rows)
    assert (manager,) == policy.authorities({"risk": "low"})
    assert (manager, cab) == policy.authorities({"risk": "high"})
    assert (manager, board("b")) == policy.authorities({"risk": "high"}, excluded=["a", "ada"])


def test_a_policy_is_an_authority_rows_or_a_decision() -> None:
    """A decision keeps its own way to match."""
    first = Decision([(ALWAYS, board("a")), (ALWAYS, Authority("other", ["b"]))])
    assert (board("a"),) == ApprovalPolicy(first).authorities({})
    assert (board("a"),) == ApprovalPolicy(board("a")).authorities({})
    assert () == ApprovalPolicy([(field("x").is_(1), board())]).authorities({})


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("CAB", "the approval policy cannot be 'CAB'; give an Authority, pairs"),
        (None, "the approval policy cannot be None"),
        ([(ALWAYS, "CAB")], "an answer of the approval policy cannot be 'CAB'"),
        ([(ALWAYS, board("a")), (ALWAYS, board("b"))], "give one name for each authority"),
        (
            Authority("CAB", ["a", "b"], needs=Quorum(3)),
            "give a quorum that the 2 of the CAB can reach",
        ),
    ],
)
def test_a_policy_that_can_never_answer_well_is_refused(table: Any, words: str) -> None:
    """Where it is written, and not when somebody asks."""
    with pytest.raises(BadValue, match=words):
        ApprovalPolicy(table)


@pytest.mark.parametrize("time", [timedelta(), timedelta(days=-1), 3, "3 days"])
def test_the_time_to_decide_is_longer_than_none(time: Any) -> None:
    """Without one it has no end."""
    with pytest.raises(BadValue, match=r"expires_after cannot be .*; give a timedelta above zero"):
        ApprovalPolicy(board(), expires_after=time)
    assert None is ApprovalPolicy(board()).expires_after


def test_a_policy_does_not_guess_what_it_is_not_told() -> None:
    """A missing outside fact on which the answer hangs is an error."""
    policy = ApprovalPolicy([(given("night").is_(True), board())])
    with pytest.raises(NotGiven, match="not given: night"):
        policy.authorities({})
    assert (board(),) == policy.authorities({"given.night": True})
