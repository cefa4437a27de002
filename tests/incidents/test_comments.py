"""Comments: who reads them where nothing is said, and what those on a resolved incident do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.conditions import field
from itsmcore.incidents import CUSTOMER, INCIDENT, Commented, Incident, Role
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import BOT, SYSTEM, Actor, Guard

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)
SECRETARY = Actor("secretary", {Role.REQUESTER})
SAYS = st.sampled_from([None, True, False])
WRITERS = st.sampled_from(["ada", "grace", SECRETARY, SYSTEM, Actor("ada", {BOT})])
CONVERTER = make_converter(models=[INCIDENT])


def opened(model: Any = INCIDENT, **data: Any) -> Incident:
    """Open an incident of ada's."""
    inc: Incident = model.open("INC-1", at=MONDAY, by="ada", summary="It is slow", **data)
    return inc


# --- who reads it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "public"),
    [
        ("ada", True),
        (SECRETARY, True),
        ("grace", False),
        (SYSTEM, False),
        (Actor("ada", {BOT, Role.REQUESTER}), False),
    ],
)
def test_what_the_customer_writes_is_public_unless_it_says_otherwise(by: Any, public: bool) -> None:
    """What the desk or a program writes is internal; the history says which it was."""
    inc = opened().comment(at=MONDAY, by=by, text="hello")
    event: Any = inc.history[1]
    assert (public, public) == (event.public, inc.timeline()[1].facts["event.public"])
    for said in (True, False):
        event = opened().comment(at=MONDAY, by=by, text="hello", public=said).history[1]
        assert said is event.public


def test_a_public_answer_need_not_be_called_so() -> None:
    """The customer's ends a wait."""
    inc = opened().hold(at=MONDAY, by="grace", reason="caller")
    assert "in_progress" == inc.comment(at=MONDAY, by="ada", text="here it is").state


def test_a_guard_sees_what_is_meant() -> None:
    """As a permit, a reaction and a timeline do; before it is known, it counts against nothing."""
    internal = Guard("comments are internal here", field("event.public").is_(False))
    inc = opened(INCIDENT.with_guards({Commented: internal}))
    reasons = inc.why_not("comment", at=MONDAY, by="ada", text="hello")
    assert ["comments_are_internal_here"] == [reason.code for reason in reasons]
    assert () == inc.why_not("comment", at=MONDAY, by="grace", text="hello")
    assert () == inc.why_not("comment", at=MONDAY, by="ada", text="hello", public=False)
    assert {"comment"} <= {c.verb for c in inc.choices(at=MONDAY, by="ada") if c.is_allowed}


@given(by=WRITERS, says=SAYS)
def test_a_history_that_says_nothing_means_what_its_model_says(by: Any, says: bool | None) -> None:
    """One that was made by hand, or elsewhere; and one that says something means that."""
    event = Commented(at=MONDAY, by=by, text="hello", public=says)
    inc = Incident.replay([*opened().history, event])
    known = inc.timeline()[1].facts
    meant = known["event.from_customer"] if says is None else says
    last: Any = inc.history[1]
    assert (says, meant) == (last.public, known["event.public"])
    assert (meant,) == tuple(
        e.public for e in opened().apply(event).history if isinstance(e, Commented)
    )


@given(by=WRITERS, says=SAYS)
def test_a_document_means_what_it_meant(by: Any, says: bool | None) -> None:
    """One of former days that leaves it out means an internal comment, also of the caller."""
    event = Commented(at=MONDAY, by=by, text="hello", public=says)
    inc = Incident.replay([*opened().history, event])
    document = CONVERTER.unstructure(inc)
    assert inc == CONVERTER.structure(document, Incident)
    assert (says is False) == ("public" not in document["history"][1])
    document["history"][1].pop("public", None)
    assert False is CONVERTER.structure(document, Incident).history[1].public


def test_a_model_of_another_customer_decides_otherwise() -> None:
    """Correspondents write publicly, too."""
    kim = CUSTOMER | field("event.by").is_("kim")
    inc = opened(INCIDENT.extended(from_customer=kim, name="ours"))
    events = inc.comment(at=MONDAY, by="kim", text="it is slow here, too").history
    assert [True] == [event.public for event in events if isinstance(event, Commented)]
