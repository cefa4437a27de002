"""Complaints: from their receipt to their end, by nobody they are about, and answered anew."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from itsmcore import Desk, Incident
from itsmcore.complaints import (
    COMPLAINT,
    STANDARD,
    Commented,
    Complaint,
    ComplaintModel,
    Outcome,
    Role,
    draft_of,
)
from itsmcore.desk import Numbering
from itsmcore.documents import Documents
from itsmcore.errors import BadValue, Refused
from itsmcore.lifecycle import Actor
from itsmcore.metrics import rates, times
from itsmcore.satisfaction import Response
from tests.instants import DAY, HOUR, NINE

ANSWER: dict[str, Any] = {
    "outcome": Outcome.UPHELD,
    "findings": "The call was forgotten",
    "reply": "We are sorry, and call today",
    "remedy": "A call back",
}


def received(**facts: Any) -> Complaint:
    said = {"summary": "Nobody called back", "about": "INC-7", **facts}
    return Complaint.open("CMP-1", at=NINE, by="ada", **said)


def investigated(**facts: Any) -> Complaint:
    found = received(**facts).acknowledge(at=NINE + HOUR, by="ines")
    return found.investigate(at=NINE + 2 * HOUR, by="ines")


def answered(**facts: Any) -> Complaint:
    return investigated(**facts).answer(at=NINE + DAY, by="ines", **ANSWER)


def refused(record: Complaint, verb: str, by: str, **data: Any) -> str:
    reasons = record.why_not(verb, at=NINE + 9 * DAY, by=by, **data)
    return "; ".join(reason.words for reason in reasons)


def test_a_complaint_is_managed_to_its_end() -> None:
    """Received, acknowledged, investigated, answered, closed (ISO/IEC 20000-1, 8.3.2)."""
    done = answered()
    assert ("answered", "upheld", "A call back") == (done.state, done.outcome, done.remedy)
    assert (NINE + HOUR, NINE + DAY) == (done.acknowledged_at, done.answered_at)
    assert ("ada", ("INC-7",), ("ines",)) == (done.complainant, done.about, done.answered_by)
    closed = done.close(at=NINE + 2 * DAY, by="ada", notes="Thanks")
    assert ("closed", "Thanks") == (closed.state, closed.close_notes)
    log = {"CMP-1": closed.timeline()}
    measured = times(log, at=NINE + 3 * DAY)
    assert (HOUR, DAY) == (measured.acknowledge.mean, measured.resolve.mean)


def test_nobody_handles_what_concerns_them() -> None:
    """Nor is it given to them, nor do they take themselves out of it."""
    words = "whom it concerns does not handle it"
    new = received(concerns="bob")
    for verb, data in (
        ("acknowledge", {}),
        ("escalate", {"reason": "x"}),
        ("withdraw", {"reason": "x"}),
        ("update", {"concerns": "eve"}),
        ("assign", {"assignee": "eve"}),
        ("unlink", {"kind": "about", "target": "INC-7"}),
    ):
        assert words in refused(new, verb, "bob", **data), verb
    done = answered(concerns="bob")
    assert words in refused(investigated(concerns="bob"), "answer", "bob", **ANSWER)
    assert words == refused(done, "close", "bob")
    assert "it is not given to whom it concerns" == refused(new, "assign", "ines", assignee="bob")
    given = new.assign(at=NINE, by="ines", assignee="eve")
    assert "it would concern whoever it is given to (assign somebody else first)" == refused(
        given, "update", "ines", concerns=["bob", "eve"]
    )
    assert ("eve",) == new.update(at=NINE, by="ines", concerns="eve").concerns
    with pytest.raises(Refused, match="it is not given to 'bob', whom it concerns"):
        received(concerns="bob", assignee="bob")


def test_whoever_complains_does_not_handle_it() -> None:
    """Even if they work at the desk: else they could say themselves that they were heard."""
    new = received()
    seen = new.acknowledge(at=NINE, by="ines")
    for complaint, verb, said in (
        (new, "acknowledge", {}),
        (seen, "investigate", {}),
        (seen.investigate(at=NINE, by="ines"), "answer", ANSWER),
    ):
        assert "whoever complains does not handle it" == refused(complaint, verb, "ada", **said)


def test_an_answer_that_is_not_accepted_is_answered_by_somebody_else() -> None:
    """At the next level; what was answered is in the history."""
    up = answered().escalate(at=NINE + 2 * DAY, by="ada", reason="Nobody has called yet")
    assert ("under_investigation", 1, True) == (up.state, up.escalation_level, up.is_escalated)
    assert (None, None, None) == (up.outcome, up.reply, up.answered_at)
    assert "whoever has answered it does not answer it again (assign somebody else)" == refused(
        up, "answer", "ines", **ANSWER
    )
    again = up.answer(at=NINE + 3 * DAY, by="eve", **{**ANSWER, "outcome": "partly_upheld"})
    assert ("ines", "eve") == again.answered_by
    early = received().acknowledge(at=NINE, by="ines").escalate(at=NINE, by="ada", reason="Slow")
    assert ("acknowledged", 1) == (early.state, early.escalation_level)
    assert 1 == rates({"CMP-1": again.timeline()}, at=NINE + 9 * DAY).escalated.count


def test_silence_closes_it_and_a_comment_offers_the_next_level() -> None:
    """Two weeks after the answer, counted anew from each comment of the complainant."""
    done = answered()
    assert NINE + 15 * DAY == done.next_instant
    assert "closed" == done.tick(at=NINE + 15 * DAY).state
    desk = Desk.of([done])
    told = desk.apply("CMP-1", Commented(at=NINE + 2 * DAY, by="ada", text="Nobody called"))
    assert ["escalate"] == [offer.event.verb for offer in told.offers]
    assert NINE + 16 * DAY == told.desk["CMP-1"].next_instant
    mine = desk.apply("CMP-1", Commented(at=NINE + 2 * DAY, by="ines", text="Done"))
    assert () == mine.offers
    open_yet = Desk.of([investigated()])
    early = open_yet.apply("CMP-1", Commented(at=NINE + DAY, by="ada", text="Well?"))
    assert () == early.offers


def test_it_may_be_withdrawn() -> None:
    """With the reason, and then it has ended."""
    gone = received().withdraw(at=NINE, by="ada", reason="They called")
    assert ("withdrawn", "They called") == (gone.state, gone.withdrawal_reason)
    assert refused(gone, "acknowledge", "ines")


def test_its_facts_are_corrected() -> None:
    """Some may be emptied; what always has a value may not."""
    new = received(service="mail", tags=["phone"]).update(
        at=NINE, by="ines", clear=["service", "tags"], summary="No call"
    )
    assert (None, (), "No call") == (new.service, new.tags, new.summary)
    with pytest.raises(BadValue, match="clear cannot be 'complainant'"):
        new.update(at=NINE, by="ines", clear="complainant")


def test_roles_divide_the_duties() -> None:
    """The complainant closes, withdraws and escalates their own; handlers do the rest."""
    model = COMPLAINT.with_roles(STANDARD)
    ada, kim = (Actor(name, {Role.REQUESTER}) for name in ("ada", "kim"))
    ines = Actor("ines", {Role.COMPLAINT_HANDLER})
    new = model.open("CMP-1", at=NINE, by=ada, summary="Nobody called")
    assert not new.why_not("withdraw", at=NINE, by=ada, reason="x")
    assert new.why_not("withdraw", at=NINE, by=kim, reason="x")
    assert new.why_not("acknowledge", at=NINE, by=ada)
    assert not new.why_not("acknowledge", at=NINE, by=ines)


def test_a_bad_answer_offers_a_complaint_that_is_theirs() -> None:
    """It names who and about what, and not what they answered."""
    bad = Response("after closure", "INC-7", by="ada", at=NINE, answers={"overall": 1})
    made = Complaint.begin(draft_of(bad, "CMP-1", at=NINE, by="grace", service="mail"))
    assert ("ada", ("INC-7",), "mail") == (made.complainant, made.about, made.service)
    assert "Not satisfied with INC-7" == made.summary
    with pytest.raises(BadValue, match="response cannot be 5"):
        draft_of(5, "CMP-1", at=NINE, by="grace")  # type: ignore[arg-type]


def test_a_desk_keeps_complaints() -> None:
    """Tied to what they are about, numbered by themselves; an incident may turn out to be one."""
    inc = Incident.open("INC-7", at=NINE, by="ada", summary="Mail is slow")
    desk = Desk.of([inc], numbering=Numbering())
    made = desk.open(COMPLAINT, at=NINE, by="ada", summary="Nobody called", about="INC-7")
    number = next(iter(made.desk.all(Complaint))).id
    assert number.startswith("CMP")
    assert (number,) == made.desk.related("INC-7", "complaint")
    turned = made.desk.convert("INC-7", at=NINE + HOUR, by="ines", to=COMPLAINT).desk
    assert ["ada", "ada"] == [one.complainant for one in turned.all(Complaint)]
    assert "cancelled" == turned["INC-7"].state


def test_it_is_stored_and_loaded() -> None:
    """As JSON and as a pickle, with its model."""
    documents = Documents(models=[COMPLAINT])
    done = answered(concerns="bob", tags="phone")
    document = json.loads(json.dumps(documents.unstructure(done)))
    for loaded in (documents.structure(document, Complaint), pickle.loads(pickle.dumps(done))):
        assert done == loaded
    assert COMPLAINT == documents.structure(documents.unstructure(COMPLAINT), ComplaintModel)
