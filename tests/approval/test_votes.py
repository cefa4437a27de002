"""Votes: who decides, how they add up, and what the outcome says of itself."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from itsmcore.approval import (
    MORE_THAN_HALF,
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
from tests.instants import MARCH as NINE

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
        (lambda: Percent(Decimal("100.5")), "share cannot be Decimal('100.5')"),
        (lambda: Percent(Decimal("sNaN")), "share cannot be Decimal('sNaN')"),
        (lambda: Percent(Decimal("1E-999999999")), "share cannot be Decimal('1E-999999999')"),
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


def test_a_share_in_decimals_is_the_one_that_is_written() -> None:
    """As a float of the same digits is; and one that no float can be is exact all the same."""
    assert Percent(50.1) == Percent(Decimal("50.10"))
    assert (501, 1, 100) == tuple(
        Percent(Decimal(text)).of(of) for text, of in (("50.1", 1000), ("0.5", 200), ("100", 100))
    )
    two_thirds = Percent(Decimal("66.66666666666666666666666667"))
    assert Fraction("0.6666666666666666666666666667") == two_thirds.share
    assert (2 * 10**20 // 3 + 1, 3) == (two_thirds.of(10**20), two_thirds.of(3))
    assert Quorum(3, 50.1) == Quorum(3, Decimal("50.1"))


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
            "needs cannot be .*; give a quorum that the 2 of the CAB can reach",
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


@pytest.mark.parametrize(
    ("share", "members", "needed", "half_up"),
    [
        (51, 2, 2, 1),
        (50, 2, 1, 1),
        (50, 3, 2, 2),
        (60, 4, 3, 2),
        (60, 5, 3, 3),
        (75, 3, 3, 2),
        (67, 3, 3, 2),
        (Fraction(2, 3), 3, 2, 2),
        (Fraction(200, 3), 3, 2, 2),
        (Fraction(1), 3, 3, 3),
        (50.1, 10, 6, 5),
        (1, 5, 1, 1),
        (0.1, 3, 1, 1),
        (100, 7, 7, 7),
        (28, 25, 7, 7),
        (55, 20, 11, 11),
    ],
)
def test_it_takes_at_least_the_share(share: Any, members: int, needed: int, half_up: int) -> None:
    """By exact arithmetic; rounding half up is the named option, and never comes below one."""
    assert needed == Percent(share).of(members)
    assert half_up == Percent(share, rounding="half_up").of(members)
    assert needed == board(needs=Quorum(1, share)).needed(members)
    assert half_up == board(needs=Quorum(1, share, rounding="half_up")).needed(members)


def test_more_than_half_is_a_majority() -> None:
    """Half of them are not."""
    assert [1, 2, 2, 3] == [MORE_THAN_HALF.of(members) for members in (1, 2, 3, 4)]
    assert Answer.OPEN == standing("ay", board("ab", needs=MORE_THAN_HALF)).answer
    assert Answer.REJECTED == standing("an", board("ab", needs=MORE_THAN_HALF)).answer
    assert 2 == Percent(Fraction(1, 3), rounding="above").of(3)


def test_who_abstains_is_no_part_of_the_share() -> None:
    """Of five with one abstaining, 60 % are three of four."""
    five = board("abcde", needs=Percent(60))
    assert Answer.OPEN == standing("aa by cy", five).answer
    assert "2 of 3 of the CAB, a abstaining, d, e still missing" == str(standing("aa by cy", five))
    assert Answer.APPROVED == standing("aa by cy dy", five).answer


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Percent(60), "60 %"),
        (Percent(33.3), "33.3 %"),
        (Percent(50.0), "50 %"),
        (Percent(Fraction(2, 3)), "2/3 of them"),
        (Percent(Fraction(200, 3)), "200/3 %"),
        (Percent(60, rounding="half_up"), "60 %, rounded half up"),
        (MORE_THAN_HALF, "more than 50 %"),
    ],
)
def test_a_share_says_what_it_is(share: Percent, words: str) -> None:
    """And how it is rounded, where that is not the default; its repr makes it again."""
    assert words == str(share)
    names = {"Percent": Percent, "Quorum": Quorum, "Fraction": Fraction}
    assert share == eval(repr(share), names)
    quorum = Quorum(3, share.share, rounding=share.rounding)
    assert quorum == eval(repr(quorum), names)


def test_a_deputy_of_the_authority_may_always_vote() -> None:
    """Beside the member, until one of them has; the member may vote again, and so may who did."""
    stood_in = board(deputies={"a": ("olga", "pim"), "b": "olga"})
    asked = Approvals(authorities=(stood_in,))
    assert ("a", "olga", "pim", "b", "c") == asked.voters
    assert (("CAB", "a"), ("CAB", "b")) == asked.seats("olga")
    voted = Approvals(authorities=(stood_in,), ballots=ballots("ay"))
    assert (("CAB", "b"),) == voted.seats("olga")
    by_olga = (Ballot("CAB", "a", Vote.YES, "olga", NINE),)
    asked = Approvals(authorities=(stood_in,), ballots=by_olga)
    assert [True, True, False] == [("CAB", "a") in asked.seats(n) for n in ("a", "olga", "pim")]
    assert ("a", "olga") == asked.approvers


def test_whom_a_member_names_votes_instead() -> None:
    """Of the member and of the deputies that the authority names."""
    asked = Approvals(authorities=(board(deputies={"a": "olga"}),), deputies=(("a", "quin"),))
    assert ("quin", "b", "c") == asked.voters


def test_who_does_not_approve_is_no_deputy_either() -> None:
    """And nobody votes in the place of one who does not."""
    stood_in = board(deputies={"a": "olga", "b": ("pim", "olga")})
    asked = Approvals(authorities=(stood_in,), excluded=("olga", "b"))
    assert ("a", "c") == asked.voters
    left = stood_in.without(["olga"])
    assert {"b": ("pim",)} == left.deputies  # type: ignore[union-attr]
    assert {} == stood_in.without(["a", "b"]).deputies  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("authority", "excluded", "absent", "can"),
    [
        (board("a"), (), "a", False),
        (board("a", deputies={"a": "olga"}), (), "a", True),
        (board("a", deputies={"a": "olga"}), (), ("a", "olga"), False),
        (board("a", deputies={"a": "olga"}), ("olga",), ("a",), False),
        (board("a", deputies={"a": "olga"}), ("a",), (), False),
        (board("ab"), ("a",), ("b",), False),
        (board("abc"), ("a",), ("b",), True),
        (board("abc", needs=Quorum(2)), (), ("a", "b"), False),
        (board("abc", needs=Quorum(2), deputies={"a": "olga"}), (), ("a", "b"), True),
        (board("abc", needs=Quorum(3), deputies={"a": "o", "b": "o"}), (), ("a", "b"), False),
        (board("abc", needs=Quorum(3), deputies={"a": "p", "b": "o"}), (), ("a", "b"), True),
        (board("abc", needs=Quorum(3), deputies={"a": ("o", "p"), "b": "o"}), (), "ab", True),
        (board("abc", needs=Quorum(3), deputies={"b": ("o", "p"), "a": "o"}), (), "ab", True),
    ],
)
def test_enough_are_left_to_decide(
    authority: Authority, excluded: tuple[str, ...], absent: Any, can: bool
) -> None:
    """By themselves, or by a deputy who is there; one person fills one place of a quorum."""
    assert can == authority.can_approve(excluded, absent=tuple(absent))


ODD: Any = "odd"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: board(deputies={"x": "olga"}), "deputies of CAB cannot be 'x'; give deputies of"),
        (lambda: board(deputies={"a": "b"}), "a deputy of a cannot be 'b'; give somebody who has"),
        (lambda: board(deputies={"a": "a"}), "a deputy of a cannot be 'a'"),
        (lambda: board(deputies={"a": ()}), "deputies of a cannot be ()"),
        (lambda: board(deputies={"a": [3]}), "deputies of a cannot be (3,)"),
        (lambda: board(deputies="olga"), "deputies cannot be 'olga'; give a mapping"),
        (lambda: Percent(50, rounding=ODD), "rounding cannot be 'odd'; give one of up"),
        (lambda: Quorum(2, rounding=ODD), "rounding cannot be 'odd'"),
        (lambda: Percent(100, rounding="above"), "share cannot be 100; give less than the whole"),
        (lambda: Quorum(2, Fraction(1), rounding="above"), "give less than the whole"),
        (lambda: Percent(Fraction(0)), "share cannot be Fraction(0, 1); give a number above 0"),
        (lambda: ApprovalPolicy(board(), unasked=ODD), "unasked cannot be 'odd'"),
    ],
)
def test_deputies_and_shares_are_checked_when_they_are_given(make: Any, words: str) -> None:
    """By typed errors that say what to give."""
    with pytest.raises(BadValue) as refusal:
        make()
    assert words in str(refusal.value)
