"""Ratings: answers as events of a record, by whoever was asked, and what a bad one offers."""

from __future__ import annotations

import json
import pickle
from typing import Any

import attrs
import pytest

from itsmcore import Desk, Incident, Task
from itsmcore.documents import Documents
from itsmcore.errors import BadValue, Refused
from itsmcore.incidents import INCIDENT, IncidentModel, Reopened
from itsmcore.lifecycle import Argument, verb
from itsmcore.metrics import score
from itsmcore.requests import REQUEST, RequestModel
from itsmcore.requests import Reopened as ReopenedRequest
from itsmcore.satisfaction import (
    Invitation,
    Rated,
    RatingRequested,
    Response,
    Survey,
    call_back,
    csat,
    invitations_in,
    nps,
    rated,
    responses_in,
)
from itsmcore.tasks import TASK
from itsmcore.timeline import Step, Timeline
from tests.instants import DAY, HOUR, NINE

SURVEY = Survey("after closure", csat("overall"), questions=Argument("why"))
OURS: IncidentModel = INCIDENT.extended(*rated(SURVEY, reopen=Reopened), name="ours")
REQUESTS: RequestModel = REQUEST.extended(*rated(SURVEY, reopen=ReopenedRequest), name="requests")


class Ticket(Incident):
    """An incident with the verbs of ratings."""

    model = OURS
    request_rating = verb(RatingRequested)
    rate = verb(Rated)


def asked() -> Ticket:
    inc = Ticket.open("INC-1", at=NINE, by="ada", summary="Mail is slow")
    inc = inc.resolve(at=NINE, by="bob", code="user_error", notes="None")
    return inc.request_rating(
        at=NINE + HOUR, by="desk", survey="after closure", person="ada", until=NINE + DAY
    )


def refused(record: Incident, verb: str, by: str = "ada", at: Any = None, **data: Any) -> str:
    reasons = record.why_not(verb, at=at or NINE + 2 * HOUR, by=by, **data)
    return "; ".join(reason.words for reason in reasons)


def test_whoever_was_asked_rates_it_in_time() -> None:
    """Nobody else, not before they are asked, not afterwards, and not while it is open again."""
    inc = asked()
    good: Any = {"rating": {"overall": 4}}
    assert "asked" == inc.facts["satisfaction"]
    assert "" == refused(inc, "rate", **good)
    assert "only whoever was asked rates it" == refused(inc, "rate", by="bob", **good)
    assert "the survey is over" == refused(inc, "rate", at=NINE + DAY, **good)
    open_again = inc.reopen(at=NINE + 2 * HOUR, by="ada", reason="It is back")
    words = "only what is resolved or closed is rated"
    assert words == refused(open_again, "rate", at=NINE + 3 * HOUR, **good)
    done = inc.rate(at=NINE + 2 * HOUR, by="ada", **good)
    assert ("answered", {"overall": 4}) == (done.facts["satisfaction"], done.rating)
    better = done.rate(at=NINE + 3 * HOUR, by="ada", rating={"overall": 5})
    assert {"overall": 5} == better.rating
    fresh = Ticket.open("INC-1", at=NINE, by="ada", summary="Mail is slow")
    assert words in refused(fresh, "request_rating", survey="x", person="ada", until=NINE + DAY)
    assert refused(fresh, "rate", **good)


def test_what_nobody_rates_expires() -> None:
    """By a timer, in whatever state it is; then one may be asked anew."""
    inc = asked()
    assert NINE + DAY == inc.next_instant
    over = inc.tick(at=NINE + 2 * DAY)
    assert "expired" == over.facts["satisfaction"]
    more: Any = {"survey": "later", "person": "kim", "until": NINE + 9 * DAY}
    anew = over.request_rating(at=NINE + 3 * DAY, by="desk", **more)
    assert ("asked", "kim", "later", {}) == (
        anew.facts["satisfaction"],
        anew.rater,
        anew.survey,
        anew.rating,
    )
    done = asked().rate(at=NINE + 2 * HOUR, by="ada", rating={"overall": 4})
    assert "answered" == done.tick(at=NINE + 2 * DAY).facts["satisfaction"]


def test_it_cannot_end_before_it_begins() -> None:
    """The end of a request lies ahead."""
    late: Any = {"survey": "x", "person": "ada", "until": NINE}
    assert "until" in refused(asked().tick(at=NINE + DAY), "request_rating", at=NINE + DAY, **late)


def test_a_bad_rating_offers_to_reopen() -> None:
    """While it is resolved, and never by itself; a good one offers nothing."""
    for overall, offers in ((2, ["reopen"]), (3, [])):
        desk = Desk.of([asked()])
        done = desk.apply("INC-1", Rated(at=NINE + 2 * HOUR, by="ada", rating={"overall": overall}))
        assert offers == [offer.event.verb for offer in done.offers]
        assert "resolved" == done.desk["INC-1"].state
    closed = asked().close(at=NINE + 2 * HOUR, by="ada")
    done = Desk.of([closed]).apply(
        "INC-1", Rated(at=NINE + 3 * HOUR, by="ada", rating={"overall": 1})
    )
    assert () == done.offers
    assert 2 == len(rated(SURVEY))


def test_a_rating_of_another_survey_is_not_judged_by_this_one() -> None:
    """There a 1 may be the best that one can say."""
    more: Any = {"survey": "effort", "person": "ada", "until": NINE + 9 * DAY}
    anew = asked().tick(at=NINE + DAY).request_rating(at=NINE + DAY, by="desk", **more)
    rating = Rated(at=NINE + DAY + HOUR, by="ada", rating={"overall": 1})
    assert () == Desk.of([anew]).apply("INC-1", rating).offers


def test_requests_carry_ratings_too() -> None:
    """By the same region; the answers to their form stay as they are."""
    req = REQUESTS.open("REQ-1", at=NINE, by="ada", summary="A screen")
    req = req.submit(at=NINE, by="ada").fulfil(at=NINE, by="bob")
    more: Any = {"survey": "after closure", "person": "ada", "until": NINE + DAY}
    req = req.apply(RatingRequested(at=NINE, by="desk", **more))
    req = req.apply(Rated(at=NINE + HOUR, by="ada", rating={"overall": 1}))
    assert ({"overall": 1}, {}) == (req.rating, req.answers)
    assert 1 == len(responses_in({"REQ-1": req.timeline()}))


def test_as_events_and_outside_the_record_they_score_the_same() -> None:
    """The invitations and responses that a record tells of are those that were kept beside it."""
    rated_one = asked().rate(at=NINE + 2 * HOUR, by="ada", rating={"overall": 2, "why": "slow"})
    log = {"INC-1": rated_one.timeline(), "INC-2": asked().timeline()}
    asks: Any = {"asked_at": NINE + HOUR, "expires_at": NINE + DAY}
    sent = [Invitation("after closure", number, "ada", **asks) for number in log]
    answers: Any = {"overall": 2, "why": "slow"}
    came = [Response("after closure", "INC-1", by="ada", at=NINE + 2 * HOUR, answers=answers)]
    assert (sent, came) == ([*invitations_in(log)], [*responses_in(log)])
    more: Any = {"at": NINE + DAY, "timelines": log, "by": "caller", "period": "month", "least": 1}
    inside = score(SURVEY, responses_in(log), invitations_in(log), **more)
    assert score(SURVEY, came, sent, **more) == inside
    assert (1, 0.5) == (inside.total["overall"].n, inside.scores[0]._figures().__next__().value)


def test_steps_that_do_not_tell_are_left_out() -> None:
    """As a log of somebody else's may."""
    steps = [Step(NINE, "rate", {"event.by": "ada"}), Step(NINE, "request_rating", {})]
    log = {"INC-1": Timeline(steps)}
    assert ((), ()) == (invitations_in(log), responses_in(log))


def test_what_is_not_asked_is_told_by_the_score() -> None:
    """A record keeps what somebody wrote; the survey judges it."""
    inc = asked().rate(at=NINE + 2 * HOUR, by="ada", rating={"overal": 2})
    log = {"INC-1": inc.timeline()}
    found = score(SURVEY, responses_in(log), invitations_in(log), at=NINE + DAY, least=1)
    assert ({"wrong": 1}, 0) == (found.left_out, found.total["overall"].n)
    assert "left out: 1 wrong" in str(found)


def test_what_was_redacted_is_no_number() -> None:
    """It was an answer all the same."""
    inc = asked().rate(at=NINE + 2 * HOUR, by="ada", rating={"overall": 2, "why": "Bob is slow"})
    gone = inc.redacted(at=NINE + 3 * HOUR, by="dpo", fields="rating.why", reason="privacy")
    assert "Bob" not in str(gone.history)
    log = {"INC-1": gone.timeline()}
    found = score(SURVEY, responses_in(log), invitations_in(log), at=NINE + DAY, least=1)
    assert 1 == found.total["overall"].n


def test_a_call_back_says_whom_to_call_and_not_what_they_said() -> None:
    """It is a task of the record."""
    bad = Response("after closure", "INC-1", by="ada", at=NINE, answers={"overall": 1})
    made = call_back(bad, "TASK-1", at=NINE, by="grace", group="desk")
    task = Task.begin(made)
    assert ("INC-1", "call_back", "desk") == (task.parent, task.kind, task.group)
    assert "1" not in task.summary
    with pytest.raises(BadValue, match="response cannot be 5"):
        call_back(5, "TASK-1", at=NINE, by="grace")  # type: ignore[arg-type]


DOCUMENTS = Documents(models=[OURS, TASK])


@pytest.mark.parametrize(
    "value",
    [
        SURVEY,
        attrs.evolve(SURVEY, scales=[nps("recommend", label="Would you?")], share=0.25),
        csat("overall"),
        Invitation("after closure", "INC-1", "ada", asked_at=NINE, expires_at=NINE + DAY),
        Response("after closure", "INC-1", by="ada", at=NINE, answers={"overall": 4}),
    ],
)
def test_what_is_kept_is_stored_and_loaded(value: Any) -> None:
    """As JSON, as a pickle, and as what it shows."""
    document = json.loads(json.dumps(DOCUMENTS.unstructure(value)))
    assert value == DOCUMENTS.structure(document, type(value))
    assert value == pickle.loads(pickle.dumps(value))


def test_a_rated_record_is_stored_and_loaded() -> None:
    """With its rating."""
    inc = OURS.open("INC-1", at=NINE, by="ada", summary="Mail is slow")
    inc = inc.resolve(at=NINE, by="bob", code="user_error", notes="None")
    more: Any = {"survey": "after closure", "person": "ada", "until": NINE + DAY}
    inc = inc.apply(RatingRequested(at=NINE, by="desk", **more))
    inc = inc.apply(Rated(at=NINE, by="ada", rating={"overall": 1}))
    document = json.loads(json.dumps(DOCUMENTS.unstructure(inc)))
    assert inc == DOCUMENTS.structure(document, Incident)
    assert OURS == DOCUMENTS.structure(DOCUMENTS.unstructure(OURS), IncidentModel)


def test_what_is_computed_is_not_stored() -> None:
    """The survey and what came back are."""
    for value in (SURVEY.invitations({}, at=NINE, salt="s"), SURVEY.answers([], [], at=NINE)):
        with pytest.raises(Exception, match="never stored; store the survey"):
            DOCUMENTS.unstructure(value)


def test_a_refused_rating_changes_nothing() -> None:
    """As ever."""
    inc = asked()
    with pytest.raises(Refused):
        inc.rate(at=NINE + 2 * HOUR, by="bob", rating={"overall": 1})
    assert {} == inc.rating
