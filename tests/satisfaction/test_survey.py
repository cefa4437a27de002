"""Surveys: who is asked, when, and who is not and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from itsmcore import Incident, Timeline
from itsmcore.conditions import ALWAYS, field, happened
from itsmcore.errors import BadSpan, BadValue, FaultyDefinition, Reason
from itsmcore.incidents import Closed
from itsmcore.lifecycle import Argument, Phase
from itsmcore.requests import Request
from itsmcore.satisfaction import Invitation, Invitations, Response, Survey, Uninvited, csat, nps
from tests.instants import DAY, HOUR

NAME = "after closure"
LATE = datetime(2026, 12, 24, tzinfo=UTC)


def march(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def survey(**more: Any) -> Survey:
    usual: dict[str, Any] = {"delay": 2 * HOUR, "not_again_within": 14 * DAY}
    return Survey(NAME, csat("overall"), **{**usual, **more})


def resolved(at: datetime, *, by: str = "ada", code: str = "user_error") -> Incident:
    inc = Incident.open("INC-1", at=at - HOUR, by=by, summary="Mail is slow")
    return inc.resolve(at=at - HOUR, by="bob", code=code, notes="None")


def closed(at: datetime, **more: Any) -> Timeline:
    return resolved(at, **more).close(at=at, by="desk").timeline()


def asked(found: Invitations) -> list[tuple[str, datetime]]:
    return [(one.record, one.asked_at) for one in found]


def why(found: Invitations) -> list[tuple[str, str]]:
    return [(one.record, one.reason.words) for one in found.left_out]


THREE = {
    "INC-1": closed(march(2, 10)),
    "INC-3": closed(march(2, 11)),
    "INC-4": closed(march(17, 10)),
}


def test_the_sample_is_a_function_of_the_number_the_survey_and_the_salt() -> None:
    """X4: a third of six."""
    third = survey(share=Fraction(1, 3))
    numbers = [n for n in range(1, 7) if third.samples(f"INC-{n}", salt="s")]
    assert [1, 3, 4, 5] == numbers
    shares = [("0.0936", 1), ("0.3552", 2), ("0.2610", 3), ("0.0832", 4), ("0.0065", 5)]
    for least, number in (*shares, ("0.6893", 6)):
        low, high = (survey(share=Decimal(least) + Decimal(d)) for d in ("-0.0001", "0.0001"))
        is_in = [of.samples(f"INC-{number}", salt="s") for of in (low, high)]
        assert [False, True] == is_in


def test_nobody_is_asked_again_too_soon() -> None:
    """X4: INC-1 at noon, INC-3 not, INC-4 later; INC-2, in no share, blocks nothing."""
    two = {**THREE, "INC-2": closed(march(2, 9))}
    found = survey(share=Fraction(1, 3)).invitations(two, at=LATE, salt="s")
    assert [("INC-1", march(2, 12)), ("INC-4", march(17, 12))] == asked(found)
    left = [
        ("INC-2", "it is not in the share that is asked about"),
        ("INC-3", "ada is asked 2026-03-02 12:00+00:00"),
    ]
    assert left == why(found)
    assert "INC-3   ada     2026-03-02 13:00+00:00" in str(found)
    assert 2 == len(found)
    assert [row["record"] for row in found.rows] == ["INC-2", "INC-1", "INC-3", "INC-4"]


def test_what_was_reopened_is_not_asked_about() -> None:
    """X4: INC-1, reopened at 11:30, does not keep INC-3 from being asked about at 13:00."""
    inc = resolved(march(2, 10)).reopen(at=march(2, 11, 30), by="ada", reason="It is back")
    found = survey(when=Phase.RESOLVED, delay=3 * HOUR).invitations(
        {**THREE, "INC-1": inc.timeline()}, at=march(3), salt="s"
    )
    assert [("INC-3", march(2, 13))] == asked(found)
    assert [("INC-1", "it is not surveyed: ")] == [(r, w[:20]) for r, w in why(found)]
    assert "phase is in" in why(found)[0][1]


def test_exactly_so_long_afterwards_one_is_asked_again() -> None:
    """X4: 14 days later is allowed, a microsecond less is not."""
    tick = timedelta(microseconds=1)
    for later, count in ((14 * DAY, 2), (14 * DAY - tick, 1)):
        two = {"INC-1": closed(march(2, 10)), "INC-4": closed(march(2, 10) + later)}
        assert count == len(survey().invitations(two, at=LATE, salt="s"))


def test_what_is_closed_again_is_asked_about_from_then_on() -> None:
    """A reopening voids what was due, and the next closing starts anew."""
    rows: list[tuple[datetime, Mapping[str, object]]] = [
        (march(2, 10), {"phase": Phase.CLOSED, "caller": "ada"}),
        (march(2, 11), {"phase": Phase.ACTIVE, "caller": "ada"}),
        (march(2, 11, 30), {"phase": Phase.CLOSED, "caller": "kim"}),
    ]
    found = survey().invitations({"INC-1": Timeline.from_rows(rows)}, at=march(3), salt="s")
    assert [("INC-1", "kim", march(2, 13, 30))] == [(i.record, i.person, i.asked_at) for i in found]
    assert 1 == len(found.left_out)


def test_a_record_is_asked_about_once_at_a_time() -> None:
    """While an invitation is open, and again once it has expired."""
    rows: list[tuple[datetime, Mapping[str, object]]] = []
    for day in (2, 3, 20):
        rows += [
            (march(day, 10), {"phase": Phase.CLOSED, "caller": f"ada {day}"}),
            (march(day, 20), {"phase": Phase.ACTIVE, "caller": "ada"}),
        ]
    found = survey().invitations({"INC-1": Timeline.from_rows(rows)}, at=march(31), salt="s")
    assert [march(2, 12), march(20, 12)] == [one.asked_at for one in found]
    assert [("INC-1", "it is asked about since 2026-03-02 12:00+00:00")] == why(found)


def test_day_by_day_it_comes_to_the_same() -> None:
    """With what was sent before, each is asked once, and a second call asks nobody anew."""
    whole = survey().invitations(THREE, at=march(31), salt="s")
    sent: list[Invitation] = []
    for day in range(2, 31):
        window = {"at": march(day + 1), "since": march(day), "until": march(day + 1)}
        sent += survey().invitations(THREE, salt="s", sent=sent, **window)
    assert list(whole) == sent
    again = survey().invitations(THREE, at=march(31), salt="s", sent=sent)
    assert [] == list(again)
    assert "it is asked about since 2026-03-02 12:00+00:00" == again.left_out[0].reason.words


def test_an_invitation_that_was_sent_later_counts_too() -> None:
    """A window that is asked for afterwards asks nobody who was asked meanwhile."""
    later = Invitation("other", "REQ-1", "ada", asked_at=march(3), expires_at=march(9))
    found = survey().invitations(THREE, at=march(4), salt="s", sent=[later])
    assert [("INC-1", "ada is asked 2026-03-03 00:00+00:00")] == why(found)[:1]
    mine = Invitation(NAME, "INC-1", "eve", asked_at=march(3), expires_at=march(9))
    found = survey().invitations(THREE, at=march(2, 12), salt="s", sent=[mine])
    assert [("INC-1", "it is asked about since 2026-03-03 00:00+00:00")] == why(found)[:1]


def test_what_falls_due_later_is_told_as_such() -> None:
    """With the next instant at which something does."""
    found = survey().invitations(THREE, at=march(2, 11, 30), salt="s")
    assert [("INC-1", "it falls due 2026-03-02 12:00+00:00")] == why(found)[:1]
    assert march(2, 12) == found.next_instant
    assert 1 == len(survey().invitations(THREE, at=march(2, 12), salt="s"))
    assert None is survey().invitations({}, at=march(2), salt="s").next_instant


def test_duplicates_and_what_nobody_answered_are_no_part_of_it() -> None:
    """By default, nor is what is not solved at all."""
    two = {
        "INC-1": closed(march(2, 10), code="no_answer"),
        "INC-2": closed(march(2, 10), code="duplicate"),
    }
    found = survey().invitations(two, at=LATE, salt="s")
    assert ([], 2) == (list(found), len(found.left_out))
    every = survey(about=ALWAYS, not_again_within=0 * HOUR)
    assert 2 == len(every.invitations(two, at=LATE, salt="s"))


def test_no_machine_and_nobody_is_asked() -> None:
    """The first fact that names a person counts."""
    for facts, person in (
        ({"caller": "system"}, None),
        ({"caller": float("nan")}, None),
        ({"caller": "", "requester": "kim"}, "kim"),
        ({"caller": 7, "requested_for": "lee"}, "lee"),
    ):
        log = Timeline.from_rows([(march(2), {"phase": Phase.CLOSED, **facts})])
        found = survey().invitations({"INC-1": log}, at=LATE, salt="s")
        assert ([] if person is None else [person]) == [one.person for one in found]
        assert ([] if person else ["it names nobody to ask"]) == [w for _, w in why(found)]


def test_requests_are_surveyed_by_the_same() -> None:
    """Whom one is for is asked, and not who ordered it."""
    req = Request.open("REQ-1", at=march(2), by="hr", summary="A screen", requested_for="kim")
    req = (
        req.submit(at=march(2), by="hr").fulfil(at=march(2), by="bob").close(at=march(3), by="kim")
    )
    found = survey().invitations({"REQ-1": req.timeline()}, at=LATE, salt="s")
    assert ["kim"] == [one.person for one in found]


def test_what_has_to_happen_may_be_a_verb_or_a_state() -> None:
    """A verb counts each time, a state when it begins, and what cannot be compared never."""
    two = survey(when=happened("comment"), about=ALWAYS, open_for=HOUR, not_again_within=HOUR)
    inc = resolved(march(2, 10)).comment(at=march(3), by="ada", text="a")
    inc = inc.comment(at=march(4), by="ada", text="b")
    log = {"INC-1": inc.timeline()}
    assert [march(3, 2), march(4, 2)] == [
        i.asked_at for i in two.invitations(log, at=LATE, salt="s")
    ]
    assert 1 == len(survey(when=Phase.RESOLVED).invitations(log, at=LATE, salt="s"))
    assert 1 == len(survey(when=Closed).invitations(THREE, at=march(4), salt="s"))
    odd = survey(when=field("caller") > 3)
    assert [] == list(odd.invitations(log, at=LATE, salt="s"))


def test_years_end() -> None:
    """What falls due after the last instant there is falls due at it."""
    last = datetime.max.replace(tzinfo=UTC)
    log = Timeline.from_rows([(last - HOUR, {"phase": Phase.CLOSED, "caller": "ada"})])
    found = survey().invitations({"INC-1": log}, at=last, salt="s")
    assert [(last, last)] == [(one.asked_at, one.expires_at) for one in found]


def test_a_bad_answer_is_a_dissatisfied_one() -> None:
    """On any of the scales; what is missing or redacted is none."""
    two = Survey(NAME, [csat("overall"), nps("recommend", is_required=False)])
    for answers, is_bad in (
        ({"overall": 2}, True),
        ({"overall": 3}, False),
        ({"overall": 5, "recommend": 6}, True),
        ({"overall": 5, "recommend": 7}, False),
        ({}, False),
    ):
        response = Response(NAME, "INC-1", by="ada", at=march(2), answers=answers)
        assert is_bad is two.is_bad(response)
    with pytest.raises(BadValue, match="response cannot be 5"):
        two.is_bad(5)  # type: ignore[arg-type]
    assert "after closure: overall (CSAT, 5 is best, 1 is worst)" == str(survey())


def test_a_survey_with_faults_is_refused() -> None:
    """With every one of them."""
    with pytest.raises(FaultyDefinition) as caught:
        Survey(NAME, [], questions=[Argument("why", when=field("answers.overall") < 3)])
    assert ["no_scales", "unknown_fact"] == [fault.code for fault in caught.value.faults]
    with pytest.raises(FaultyDefinition) as caught:
        Survey(NAME, [csat("overall"), nps("overall")])
    assert ["duplicate_field"] == [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"share": 2}, "share cannot be 2; give a share from 0 to 1, as Fraction(1, 3)"),
        ({"share": True}, "share cannot be True"),
        ({"share": Decimal("NaN")}, "share cannot be Decimal('NaN')"),
        ({"share": float("inf")}, "share cannot be inf"),
        ({"share": "1/3"}, "share cannot be '1/3'"),
        ({"delay": -HOUR}, "delay cannot be datetime.timedelta(days=-1"),
        ({"not_again_within": 5}, "not_again_within cannot be 5; give a timedelta from zero"),
        ({"open_for": 0 * HOUR}, "give a timedelta of more than zero"),
        ({"scales": "x"}, "scales cannot be 'x'; give scales, such as csat('overall')"),
        ({"questions": 5}, "questions cannot be 5; give arguments, such as Argument('why')"),
        ({"name": ""}, "name cannot be ''"),
        ({"whom": 5}, "whom cannot be 5"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], words: str) -> None:
    """With what to give."""
    with pytest.raises(BadValue) as caught:
        Survey(**{"name": NAME, "scales": csat("overall"), **changes})
    assert words in str(caught.value)


def test_shares_are_exact() -> None:
    """However they are written; a float is the number that it shows."""
    shares = (0.1, Decimal("0.1"), Fraction(1, 10))
    assert [Fraction(1, 10)] * 3 == [survey(share=of).share for of in shares]
    assert Argument("why") == survey(questions=Argument("why")).questions[0]


def test_what_is_asked_with_wrong_arguments_is_refused() -> None:
    """An empty salt, a window that ends before it begins, an invitation that expires too soon."""
    with pytest.raises(BadValue, match="salt cannot be ''"):
        survey().invitations({}, at=LATE, salt="")
    with pytest.raises(BadSpan):
        survey().invitations({}, at=LATE, salt="s", since=march(3), until=march(2))
    with pytest.raises(BadSpan):
        Invitation(NAME, "INC-1", "ada", asked_at=march(3), expires_at=march(2))
    with pytest.raises(BadValue, match="person cannot be ''"):
        Invitation(NAME, "INC-1", "", asked_at=march(3), expires_at=march(4))
    with pytest.raises(BadValue, match="survey cannot be ''"):
        Response("", "INC-1", by="ada", at=march(3))
    one = Invitation(NAME, "INC-1", "ada", asked_at=march(3), expires_at=march(4))
    assert "ada about INC-1, 2026-03-03 00:00 UTC" == str(one)
    left = Uninvited("INC-1", march(3), Reason("a", "no"))
    assert "<td>no</td>" in Invitations([one], [left])._repr_html_()


def test_an_answer_counts_while_any_invitation_is_open() -> None:
    """A later invitation that was open for less does not make an answer to the former one late."""
    long = Invitation(NAME, "INC-1", "ada", asked_at=march(2), expires_at=march(20))
    short = Invitation(NAME, "INC-1", "ada", asked_at=march(3), expires_at=march(5))
    said = [
        Response(NAME, "INC-1", by="ada", at=march(day), answers={"overall": 4})
        for day in (2, 4, 10, 20)
    ]
    found = survey().answers(said, [short, long], at=march(25))
    assert ((short, said[1]), (long, said[2])) == found.counted
    assert ((said[0],), (said[3],)) == (found.replaced, found.late)


def test_of_two_deadlines_set_at_once_the_later_one_counts() -> None:
    """Whatever the numbers of the records are."""
    numbers = [f"INC-{number}" for number in range(20)]
    sent = [
        Invitation(NAME, number, "ada", asked_at=march(2), expires_at=march(day))
        for number in numbers
        for day in (5, 9)
    ]
    said = [
        Response(NAME, number, by="ada", at=march(7), answers={"overall": 4}) for number in numbers
    ]
    found = survey().answers(said, sent, at=march(10))
    assert (20, {march(9)}) == (len(found.counted), {one.expires_at for one, _ in found.counted})


def test_which_answers_count() -> None:
    """The last valid one before it expires; late, unasked, replaced and wrong ones are told."""
    one = Invitation(NAME, "INC-1", "ada", asked_at=march(2), expires_at=march(4))
    again = Invitation(NAME, "INC-1", "ada", asked_at=march(10), expires_at=march(12))
    other = Invitation("other", "INC-1", "ada", asked_at=march(2), expires_at=march(4))

    def said(day: int, overall: object = 4, by: str = "ada", name: str = NAME) -> Response:
        answers: Any = {"overall": overall}
        return Response(name, "INC-1", by=by, at=march(day), answers=answers)

    first, last, late, unasked = said(2, 1), said(3, 5), said(4), said(3, by="eve")
    early, wrong, second, foreign = said(1), said(3, 6), said(11), said(3, name="other")
    found = survey().answers(
        [second, last, late, unasked, early, first, wrong, foreign, said(20)],
        [again, one, one, other],
        at=march(15),
    )
    assert ((one, last), (again, second)) == found.counted
    assert (one, again) == found.invitations
    assert ([late], [early, unasked]) == ([*found.late], [*found.unasked])
    assert ([first], [wrong]) == ([*found.replaced], [*found.wrong])
    assert {"late": 1, "unasked": 2, "replaced": 1, "wrong": 1} == found.left_out
