"""People: who is affected too, who watches, and which comments each of them reads."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.errors import BadValue, GuardRefused, RoleMissing
from itsmcore.incidents import (
    CUSTOMER_UNLESS_AGENT,
    INCIDENT,
    STANDARD,
    Commented,
    Incident,
    PeopleAdded,
    PeopleRemoved,
    Role,
)
from itsmcore.lifecycle import Actor, Event
from tests.instants import HOUR
from tests.instants import NINE as T0

AFFECTED: dict[str, Any] = {"affected_users": "kim"}


def opened(model: Any = INCIDENT, **data: Any) -> Incident:
    """Open an incident of ada's."""
    inc: Incident = model.open("INC-1", at=T0, by="ada", summary="It is slow", **data)
    return inc


def texts(inc: Incident, who: str | Actor) -> list[str]:
    """List what somebody reads."""
    return [comment.text for comment in inc.readable_by(who)]


# --- who is there -------------------------------------------------------------------------------


def test_people_are_added_and_removed_one_by_one() -> None:
    """So that two who add somebody at the same time lose nobody."""
    inc = opened(affected_users=["kim"], watchers="lee")
    assert (("kim",), ("lee",)) == (inc.affected_users, inc.watchers)
    inc = inc.add_people(at=T0, by="grace", affected_users=["nina", "kim"], watchers="ned")
    assert (("kim", "nina"), ("lee", "ned")) == (inc.affected_users, inc.watchers)
    inc = inc.remove_people(at=T0, by="grace", affected_users="kim", watchers="ned")
    assert (("nina",), ("lee",)) == (inc.affected_users, inc.watchers)
    assert inc == Incident.replay(inc.history)


def test_the_caller_is_one_of_the_callers_and_not_affected_besides() -> None:
    """Whoever is named twice is there once."""
    inc = opened().add_people(at=T0, by="grace", affected_users=["ada", "kim"])
    assert (("kim",), ("ada", "kim")) == (inc.affected_users, inc.callers)
    assert ("ada", "kim") == opened(affected_users=["ada", "kim"]).callers
    assert ("ada", "kim") == inc.facts["callers"]


@pytest.mark.parametrize("verb", ["add_people", "remove_people"])
def test_somebody_must_be_named(verb: str) -> None:
    """Otherwise nothing happens."""
    with pytest.raises(GuardRefused, match="affected users or watchers must be named"):
        opened().do(verb, at=T0, by="grace")
    for name in ("affected_users", "watchers"):
        assert 2 == opened().do(verb, at=T0, by="grace", **{name: ["kim"]}).version


def test_people_come_and_go_in_any_state() -> None:
    """As comments and links do."""
    inc = opened().resolve(at=T0, by="grace", code="user_error", notes="Plugged in")
    inc = inc.close(at=T0, by="ada").add_people(at=T0, by="grace", **AFFECTED)
    assert ("kim",) == inc.affected_users
    inc = opened().cancel(at=T0, by="ada", reason="No fault")
    assert ("lee",) == inc.add_people(at=T0, by="grace", watchers="lee").watchers


# --- the customer's side ------------------------------------------------------------------------


def test_who_is_affected_is_on_the_customers_side() -> None:
    """Kim's comment is public, no first response, and ends a wait for the caller."""
    inc = opened(**AFFECTED).hold(at=T0, by="grace", reason="caller")
    inc = inc.comment(at=T0, by="kim", text="Here too")
    assert ("in_progress", None, True) == (inc.state, inc.responded_at, inc.history[2].public)  # type: ignore[attr-defined]
    done = inc.resolve(at=T0, by="grace", code="user_error", notes="Plugged in")
    later = done.comment(at=T0 + HOUR, by="kim", text="Still slow")
    assert done.next_instant is not None
    assert done.next_instant + HOUR == later.next_instant


def test_who_watches_is_not() -> None:
    """A watcher may be anybody; one who acts for the customer has the role of requester."""
    inc = opened(watchers="lee").hold(at=T0, by="grace", reason="caller")
    assert "on_hold" == inc.comment(at=T0, by="lee", text="Me too", public=True).state


def test_an_agent_who_opened_it_for_nobody_else_stays_the_desk() -> None:
    """Where a model says so; an affected agent does not, whoever the caller is."""
    model = INCIDENT.extended(from_customer=CUSTOMER_UNLESS_AGENT)
    for by, expected in (("ada", False), ("kim", True)):
        inc = opened(model, **AFFECTED).hold(at=T0, by="grace", reason="caller")
        inc = inc.comment(at=T0, by=Actor(by, {Role.AGENT}), text="Here", public=True)
        assert expected is (inc.state == "in_progress")


def test_the_affected_comment_and_reopen_and_close_nothing() -> None:
    """By the division of duties; only agents say who is there."""
    kim, grace = Actor("kim", {Role.REQUESTER}), Actor("grace", {Role.AGENT})
    inc = opened(INCIDENT.with_roles(STANDARD), **AFFECTED).comment(at=T0, by=kim, text="Here")
    done = inc.resolve(at=T0, by=grace, code="user_error", notes="Plugged in")
    assert "in_progress" == done.reopen(at=T0, by=kim, reason="Still slow").state
    for verb, said in (("close", {}), ("add_people", {"watchers": "lee"}),
                       ("remove_people", {"affected_users": "kim"}),
                       ("mark_duplicate", {"of": "INC-2"})):  # fmt: skip
        with pytest.raises(RoleMissing):
            done.do(verb, at=T0, by=kim, **said)
        more: dict[str, Any] = dict(said)
        assert () == done.why_not(verb, at=T0, by=grace, **more)


# --- who reads what -----------------------------------------------------------------------------


def test_whoever_comes_later_reads_what_is_written_later() -> None:
    """The caller reads every public comment, a stranger none, and the desk is not asked about."""
    inc = opened().comment(at=T0, by="ada", text="My password is hunter2")
    inc = inc.add_people(at=T0, by="grace", affected_users="kim", watchers="lee")
    inc = inc.comment(at=T0, by="grace", text="We look", public=True)
    inc = inc.comment(at=T0, by="grace", text="It is the queue")
    inc = inc.comment(at=T0, by="kim", text="Only you need to know", public=False)
    assert ["My password is hunter2", "We look"] == texts(inc, "ada")
    assert ["We look", "Only you need to know"] == texts(inc, Actor("kim", {"requester"}))
    assert ["We look"] == texts(inc, "lee")
    assert [] == texts(inc, "mallory")
    with pytest.raises(BadValue):
        inc.readable_by("")


def test_whoever_leaves_reads_nothing_and_who_returns_not_what_came_meanwhile() -> None:
    """One who was there in two ways stays until both have ended."""
    inc = opened().add_people(at=T0, by="grace", affected_users="kim", watchers="kim")
    inc = inc.comment(at=T0, by="ada", text="one")
    inc = inc.remove_people(at=T0, by="grace", watchers="kim").comment(at=T0, by="ada", text="two")
    assert ["one", "two"] == texts(inc, "kim")
    inc = inc.remove_people(at=T0, by="grace", **AFFECTED).comment(at=T0, by="ada", text="three")
    assert [] == texts(inc, "kim")
    inc = inc.add_people(at=T0, by="grace", watchers="kim").comment(at=T0, by="ada", text="four")
    assert ["one", "two", "four"] == texts(inc, "kim")


def test_a_corrected_caller_reads_in_place_of_the_former() -> None:
    """It was theirs from the beginning."""
    inc = opened().comment(at=T0, by="grace", text="We look", public=True)
    inc = inc.update(at=T0, by="grace", caller="kim")
    assert (["We look"], []) == (texts(inc, "kim"), texts(inc, "ada"))


def test_comments_are_one_text() -> None:
    """Each with its author, instant and readers; without comments there is none."""
    assert "" == opened().conversation(opened().history[0])
    inc = opened().comment(at=T0, by="ada", text="Still slow")
    inc = inc.comment(at=T0 + HOUR, by=Actor("grace", {"agent"}), text="It is the queue")
    assert (
        "ada, Mon 2026-01-05 09:00 UTC, public: Still slow\n"
        "grace, Mon 2026-01-05 10:00 UTC, internal: It is the queue"
    ) == inc.conversation(inc.history[-1])


NAMES = st.lists(st.sampled_from(["ada", "kim", "lee", "nina"]), max_size=3)
MOVES = st.lists(
    st.one_of(
        st.builds(PeopleAdded, at=st.just(T0), by=st.just("grace"),
                  affected_users=NAMES, watchers=NAMES),
        st.builds(PeopleRemoved, at=st.just(T0), by=st.just("grace"),
                  affected_users=NAMES, watchers=NAMES),
        st.builds(Commented, at=st.just(T0), by=st.sampled_from(["ada", "kim", "lee", "grace"]),
                  text=st.just("hello"), public=st.booleans()),
    ),
    max_size=12,
)  # fmt: skip


@given(moves=MOVES, who=st.sampled_from(["ada", "kim", "lee", "nina", "grace"]))
def test_one_reads_the_public_comments_of_when_one_was_there(moves: list[Event], who: str) -> None:
    """As asking the record at each comment says; nobody reads others' internal ones."""
    inc, expected = opened(), list[Event]()
    for event in moves:
        inc = Incident.replay([*inc.history, event])
        is_there = who in (*inc.callers, *inc.watchers)
        if isinstance(event, Commented) and (event.by.name == who or (event.public and is_there)):
            expected.append(event)
    is_there = who in (*inc.callers, *inc.watchers)
    assert (expected if is_there else []) == list(inc.readable_by(who))


@given(moves=MOVES, data=st.data())
def test_the_order_in_which_people_are_added_loses_nobody(moves: list[Event], data: Any) -> None:
    """Whoever was added, and not removed, is there."""
    added = [event for event in moves if isinstance(event, PeopleAdded)]
    inc = Incident.replay([*opened().history, *added])
    other = Incident.replay([*opened().history, *data.draw(st.permutations(added))])
    assert (set(inc.callers), set(inc.watchers)) == (set(other.callers), set(other.watchers))
    assert set(inc.watchers) == {name for event in added for name in event.watchers}
