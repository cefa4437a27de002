"""Comments: who reads them where nothing is said, and what those on a resolved incident do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.conditions import field
from itsmcore.desk import Applied, Desk, Outdated
from itsmcore.errors import RoleMissing
from itsmcore.incidents import (
    CUSTOMER,
    INCIDENT,
    REOPEN_AT_ONCE,
    STANDARD,
    Commented,
    Incident,
    Reopened,
    Resolved,
    Role,
)
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import BOT, SYSTEM, Actor, Guard, Reaction
from tests.instants import DAY, HOUR, MARCH

MONDAY = MARCH + HOUR
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
    applied: Any = opened().apply(event).history[1]
    assert meant is applied.public


@given(by=WRITERS, says=SAYS)
def test_a_document_means_what_it_meant(by: Any, says: bool | None) -> None:
    """One of former days that leaves it out means an internal comment, also of the caller."""
    event = Commented(at=MONDAY, by=by, text="hello", public=says)
    inc = Incident.replay([*opened().history, event])
    document = CONVERTER.unstructure(inc)
    assert inc == CONVERTER.structure(document, Incident)
    assert (says is False) == ("public" not in document["history"][1])
    document["history"][1].pop("public", None)
    former: Any = CONVERTER.structure(document, Incident).history[1]
    assert False is former.public


def test_a_model_of_another_customer_decides_otherwise() -> None:
    """Correspondents write publicly, too."""
    kim = CUSTOMER | field("event.by").is_("kim")
    inc = opened(INCIDENT.extended(from_customer=kim, name="ours"))
    events = inc.comment(at=MONDAY, by="kim", text="it is slow here, too").history
    assert [True] == [event.public for event in events if isinstance(event, Commented)]


# --- on a resolved incident -----------------------------------------------------------------------

FRIDAY, SATURDAY = MONDAY + 4 * DAY + timedelta(hours=6), MONDAY + 5 * DAY - timedelta(hours=1)


def resolved(model: Any = INCIDENT) -> Incident:
    """Resolve an incident of ada's on Monday."""
    return opened(model).resolve(at=MONDAY, by="grace", code="user_error", notes="Plugged in")


@pytest.mark.parametrize("public", [None, True, False])
def test_the_customer_s_comment_starts_the_auto_close_anew(public: bool | None) -> None:
    """From the last of them on, whoever may read it; those of the desk and of programs do not."""
    inc = resolved()
    assert MONDAY + 5 * DAY == inc.next_instant
    inc = inc.comment(at=FRIDAY, by="ada", text="still slow", public=public)
    assert datetime(2026, 3, 11, 16, tzinfo=UTC) == inc.next_instant
    again = inc.comment(at=SATURDAY, by="ada", text="and again", public=public)
    assert SATURDAY + 5 * DAY == again.next_instant
    for by in ("grace", SYSTEM, Actor("ada", {BOT})):
        other = again.comment(at=SATURDAY, by=by, text="noted", public=public)
        assert SATURDAY + 5 * DAY == other.next_instant
    closed = again.tick(at=SATURDAY + 5 * DAY)
    assert ("closed", SATURDAY + 5 * DAY) == (closed.state, closed.closed_at)


@given(
    writers=st.lists(st.tuples(WRITERS, SAYS, st.integers(0, 5 * 24 - 1)), max_size=8),
    before=st.lists(WRITERS, max_size=2),
)
def test_it_closes_five_days_after_the_last_word_of_the_customer(
    writers: list[tuple[Any, bool | None, int]], before: list[Any]
) -> None:
    """Or after the resolution; what was said before that counts for nothing."""
    inc, last, now = opened(), MONDAY, MONDAY
    for by in before:
        inc = inc.comment(at=MONDAY, by=by, text="hello")
    inc = inc.resolve(at=MONDAY, by="grace", code="user_error", notes="Plugged in")
    for by, says, hours in writers:
        now = max(now, min(now + timedelta(hours=hours), last + 5 * DAY - timedelta(hours=1)))
        inc = inc.comment(at=now, by=by, text="hello", public=says)
        last = now if by in ("ada", SECRETARY) else last
    assert last + 5 * DAY == inc.next_instant
    assert "resolved" == inc.tick(at=last + 5 * DAY - timedelta(microseconds=1)).state
    assert last + 5 * DAY == inc.tick(at=last + 30 * DAY).closed_at


def test_nothing_else_starts_it_anew() -> None:
    """Whoever links it to another record, say."""
    inc = resolved().link(at=FRIDAY, by="ada", kind="related", target="INC-2")
    assert MONDAY + 5 * DAY == inc.next_instant


def offers(applied: Applied) -> list[tuple[str, str, str]]:
    """List what was offered."""
    return [(o.record, o.event.verb, str(o.event.cause)) for o in applied.offers]


def said(by: Any, at: datetime, public: bool | None = None) -> Commented:
    """Say that it is still slow."""
    return Commented(at=at, by=by, text="still slow", public=public)


@pytest.mark.parametrize("public", [None, True, False])
def test_a_desk_offers_once_to_reopen_what_the_customer_comments_on(public: bool | None) -> None:
    """A second comment starts the auto-close anew, and makes no second offer."""
    first = Desk.of([resolved()]).apply("INC-1", said("ada", FRIDAY, public))
    assert [("INC-1", "reopen", "comment (v3)")] == offers(first)
    second = first.desk.apply("INC-1", said(SECRETARY, SATURDAY, public))
    assert ([], SATURDAY + 5 * DAY) == (offers(second), second.desk.next_instant)
    accepted = second.desk.accept(first.offers[0], at=SATURDAY, by="grace")
    event: Any = accepted.record.history[-1]
    told = (accepted.record.state, event.by.name, event.reason)
    assert ("in_progress", "grace", "still slow") == told
    with pytest.raises(Outdated, match="it has happened"):
        accepted.desk.accept(first.offers[0], at=SATURDAY, by="grace")


@pytest.mark.parametrize("by", ["grace", SYSTEM, Actor("ada", {BOT})])
def test_nothing_is_offered_for_what_the_desk_or_a_program_writes(by: Any) -> None:
    """Nor for a comment on what is open or closed."""
    desk = Desk.of([resolved()])
    assert [] == offers(desk.apply("INC-1", said(by, FRIDAY, public=True)))
    for inc in (opened(), resolved().close(at=MONDAY, by="ada")):
        assert [] == offers(Desk.of([inc]).apply("INC-1", said("ada", FRIDAY)))


def test_each_resolution_may_be_doubted_once() -> None:
    """An offer is past with the resolution that it doubts, and another one may be made."""
    first = Desk.of([resolved()]).apply("INC-1", said("ada", FRIDAY))
    desk = first.desk.apply("INC-1", Reopened(at=FRIDAY, by="ada", reason="still slow")).desk
    again = Resolved(at=SATURDAY, by="grace", code="user_error", notes="Plugged in again")
    desk = desk.apply("INC-1", again).desk
    with pytest.raises(Outdated, match="made for a state that has ended since"):
        desk.accept(first.offers[0], at=SATURDAY, by="grace")
    second = desk.apply("INC-1", said("ada", SATURDAY))
    assert [("INC-1", "reopen", "comment (v6)")] == offers(second)
    with pytest.raises(Outdated, match="it is closed now"):
        second.desk.accept(second.offers[0], at=SATURDAY + 9 * DAY, by="grace")


def test_whoever_accepts_it_may_reopen() -> None:
    """An offer gives nobody a role, neither when it is accepted nor when that is audited."""
    model = INCIDENT.with_roles(STANDARD)
    ada, grace = Actor("ada", {Role.REQUESTER}), Actor("grace", {Role.AGENT})
    inc = opened(model).resolve(at=MONDAY, by=grace, code="user_error", notes="Plugged in")
    applied = Desk.of([inc]).apply("INC-1", said(ada, FRIDAY))
    with pytest.raises(RoleMissing):
        applied.desk.accept(applied.offers[0], at=FRIDAY, by="linus")
    for by in (ada, grace):
        record = applied.desk.accept(applied.offers[0], at=FRIDAY, by=by).record
        assert () == Incident.audit(record.history, model=model)
    mallory = attrs.evolve(record.history[-1], by="mallory")
    assert [3] == [f.index for f in Incident.audit([*record.history[:-1], mallory], model=model)]


def test_an_option_reopens_at_once() -> None:
    """Jira's rule: then nothing is left to offer, also where the comment is not public."""
    model = INCIDENT.extended(REOPEN_AT_ONCE)
    for public in (None, True, False):
        applied = Desk.of([resolved(model)]).apply("INC-1", said("ada", FRIDAY, public))
        assert ("in_progress", []) == (applied.record.state, offers(applied))
    assert "resolved" == resolved(model).comment(at=FRIDAY, by="grace", text="noted").state


def test_without_a_desk_nothing_is_offered() -> None:
    """And nothing follows."""
    assert "resolved" == resolved().comment(at=FRIDAY, by="ada", text="still slow").state


def test_an_offer_that_lacks_what_its_event_needs_is_none() -> None:
    """It is made once the record holds that."""
    told = Reaction(Commented, Commented, data={"text": field("location")}, is_offer=True)
    inc = opened(INCIDENT.extended(told))
    assert [] == offers(Desk.of([inc]).apply("INC-1", said("grace", FRIDAY)))
    placed = inc.update(at=MONDAY, by="grace", location="Utrecht")
    applied = Desk.of([placed]).apply("INC-1", said("grace", FRIDAY))
    assert ["Utrecht"] == [getattr(offer.event, "text", None) for offer in applied.offers]
