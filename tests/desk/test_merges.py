"""Merges: what a desk moves from a duplicate to the incident that it duplicates."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import INCIDENT, Incident, incidents
from itsmcore.desk import Applied, Desk
from itsmcore.errors import ItsmError
from itsmcore.incidents import REOPEN_AT_ONCE, DuplicateMarked, PeopleAdded
from itsmcore.lifecycle import Actor, LinkKind
from itsmcore.lifecycle.events import Commented
from tests.desk.cases import at, change, happened, problem, resolved, task


def opened(id: str, by: str, *comments: str, **data: Any) -> Incident:
    """Open an incident with comments of whoever opened it."""
    inc = Incident.open(id, at=at(0), by=by, summary="Mail is down", **data)
    for text in comments:
        inc = inc.comment(at=at(0), by=by, text=text)
    return inc


def marked(of: str = "INC-1", hours: float = 1) -> DuplicateMarked:
    """Mark an incident as a duplicate of another."""
    return DuplicateMarked(at=at(hours), by="grace", of=of)


def said(by: str | Actor, text: str = "Still down", hours: float = 2) -> Commented:
    """Answer."""
    return Commented(at=at(hours), by=by, text=text)


def desk(*more: Any, links: Any = (), **data: Any) -> Desk:
    """Give ada's incident, which waits for her, and kim's, which lee watches."""
    ada = opened("INC-1", "ada", "ada's secret").hold(at=at(0), by="grace", reason="caller")
    kim = opened("INC-2", "kim", "kim's secret", watchers="lee", **data)
    kim = kim.comment(at=at(0), by="grace", text="It is hers")
    return Desk.of([ada, kim, *more], links)


def merged(*more: Any, links: Any = (), **data: Any) -> Desk:
    """Mark kim's as the duplicate of ada's."""
    return desk(*more, links=links, **data).apply("INC-2", marked()).desk


def texts(of: Desk, who: str, id: str = "INC-1") -> list[str]:
    """List what somebody reads of an incident."""
    return [comment.text for comment in of.one(Incident, id).readable_by(who)]


# --- K3 -----------------------------------------------------------------------------------------


def test_k3_callers_and_watchers_move() -> None:
    """INC-1 has callers ada, kim, watcher lee; INC-2 is resolved, and its clocks are cancelled."""
    applied = desk().apply("INC-2", marked())
    assert () == (*applied.offers, *applied.pending, *applied.refusals)
    inc = applied.desk.one(Incident, "INC-1")
    assert ("ada", ("ada", "kim"), ("lee",)) == (inc.caller, inc.callers, inc.watchers)
    two = merged().one(Incident, "INC-2")
    assert ("resolved", "duplicate", "INC-1") == (two.state, two.resolution_code, two.duplicate_of)
    assert ("INC-2",) == merged().related("INC-1", "duplicated_by")


def test_k3_nobody_reads_the_other_s_comments() -> None:
    """Kim's old ones are carried over as internal; neither reads the other's, nor does lee."""
    found = merged()
    note: Any = found["INC-1"].history[-1]
    assert (
        "kim, Mon 2026-03-02 09:00 UTC, public: kim's secret\n"
        "grace, Mon 2026-03-02 09:00 UTC, internal: It is hers",
        False,
        "grace",
        "mark_duplicate (v4 of INC-2)",
    ) == (note.text, note.public, note.by.name, str(note.cause))
    assert (["ada's secret"], [], []) == tuple(texts(found, who) for who in ("ada", "kim", "lee"))
    assert (["kim's secret"], []) == (texts(found, "kim", "INC-2"), texts(found, "ada", "INC-2"))
    found = found.apply("INC-1", Commented(at=at(2), by="grace", text="Done", public=True)).desk
    assert (["ada's secret", "Done"], ["Done"], ["Done"]) == tuple(
        texts(found, who) for who in ("ada", "kim", "lee")
    )


def test_k3_an_answer_to_the_duplicate_arrives_as_the_caller_s() -> None:
    """It ends the wait for the caller, is no first response, and only kim reads it."""
    applied = merged().apply("INC-2", said("kim"))
    assert [("INC-2", "comment"), ("INC-1", "comment"), ("INC-1", "resume")] == happened(applied)
    inc = applied.desk.one(Incident, "INC-1")
    comment: Any = inc.history[-2]
    assert ("kim", "Still down", False, "comment (v5 of INC-2)") == (
        comment.by.name, comment.text, comment.public, str(comment.cause),
    )  # fmt: skip
    assert ("in_progress", None) == (inc.state, inc.responded_at)
    assert (["Still down"], ["ada's secret"]) == (
        texts(applied.desk, "kim"),
        texts(applied.desk, "ada"),
    )


# --- what moves ---------------------------------------------------------------------------------


def test_without_comments_no_note_is_written() -> None:
    """And the caller who is the same is not affected besides."""
    of = Desk.of([opened("INC-1", "ada"), opened("INC-2", "ada")])
    applied = of.apply("INC-2", marked())
    assert [("INC-2", "mark_duplicate"), ("INC-1", "add_people")] == happened(applied)
    assert ("ada",) == applied.desk.one(Incident, "INC-1").callers


def test_its_links_move() -> None:
    """Those that hang on it, whichever side said so; its parent and what followed it stay."""
    others = (problem(), change("CHG-1"), change("CHG-2"), task("INC-2"),
              *(opened(f"INC-{n}", "nina") for n in range(3, 7)))  # fmt: skip
    moving = [("child", "INC-3"), ("problem", "PRB-1"), ("caused_by", "CHG-1"),
              ("fixed_by", "CHG-2"), ("related", "INC-4"), ("task", "TASK-1")]  # fmt: skip
    staying = [("parent", "INC-5"), ("follow_up_of", "INC-6")]
    links = [("INC-2", kind, other) for kind, other in (*moving, *staying)]
    found = merged(*others, links=links)
    assert {(kind, other) for kind, other in moving} == {
        (kind, other) for kind, other in found.ties["INC-1"] if kind != "duplicated_by"
    }
    assert {*staying, ("duplicate_of", "INC-1")} == set(found.ties["INC-2"])


@pytest.mark.parametrize("kind", ["parent", "child", "related"])
def test_what_ties_the_two_is_left_alone(kind: str) -> None:
    """Nothing is tied to itself, nor is that tried."""
    applied = desk(links=[("INC-2", kind, "INC-1")]).apply("INC-2", marked())
    assert () == applied.refusals
    assert {(kind, "INC-1"), ("duplicate_of", "INC-1")} == set(applied.desk.ties["INC-2"])


def test_what_answers_a_duplicate_of_a_duplicate_reaches_the_first() -> None:
    """As whoever wrote it, all the way; so do people who come later."""
    found = merged(opened("INC-3", "nina")).apply("INC-3", marked("INC-2", 2)).desk
    assert ("ada", "kim", "nina") == found.one(Incident, "INC-1").callers
    applied = found.apply("INC-3", said("nina", hours=3))
    assert [("INC-3", "comment"), ("INC-2", "comment"), ("INC-1", "comment"),
            ("INC-1", "resume")] == happened(applied)  # fmt: skip
    late = PeopleAdded(at=at(4), by="grace", affected_users="ned", watchers="lou")
    inc = applied.desk.apply("INC-3", late).desk.one(Incident, "INC-1")
    assert (("kim", "nina", "ned"), ("lee", "lou")) == (inc.affected_users, inc.watchers)


@pytest.mark.parametrize("by", ["grace", Actor("kim", {"bot"}), Actor("lee")])
def test_what_the_desk_or_a_program_writes_stays(by: Any) -> None:
    """On a duplicate, as what a watcher writes does."""
    applied = merged().apply("INC-2", said(by))
    assert [("INC-2", "comment")] == happened(applied)


def test_what_the_customer_writes_on_what_is_no_duplicate_stays() -> None:
    """Whether or not it is linked as one."""
    applied = desk(links=[("INC-2", "duplicate_of", "INC-1")]).apply("INC-2", said("kim"))
    assert [("INC-2", "comment")] == happened(applied)


def test_an_answer_to_a_duplicate_of_what_is_resolved_offers_to_reopen_that() -> None:
    """And not the duplicate."""
    done = merged().apply("INC-1", resolved(2)).desk
    applied = done.apply("INC-2", said("kim", hours=3))
    assert ["INC-1 reopen"] == [f"{o.record} {o.event.verb}" for o in applied.offers]
    again = [REOPEN_AT_ONCE]
    model = INCIDENT.extended(*again, name="jira")
    records = [Incident.replay(record.history, model=model) for record in done]
    applied = Desk.of(records, done.links).apply("INC-2", said("kim", hours=3))
    assert ("INC-1", "reopen") in happened(applied)
    assert "resolved" == applied.desk["INC-2"].state


def test_solving_the_original_solves_its_duplicates() -> None:
    """Those that are only linked are merged with it; nothing happens to the others."""
    closed = opened("INC-3", "nina").cancel(at=at(0), by="nina", reason="Gone")
    links = [("INC-2", "duplicate_of", "INC-1"), ("INC-3", "duplicate_of", "INC-1")]
    applied = desk(closed, links=links).apply("INC-1", resolved(2))
    assert [("INC-1", "resolve"), ("INC-2", "mark_duplicate"), ("INC-1", "add_people"),
            ("INC-1", "comment")] == happened(applied)  # fmt: skip
    two = applied.desk.one(Incident, "INC-2")
    assert ("duplicate", "done") == (two.resolution_code, two.resolution_notes)


def test_what_is_resolved_as_a_linked_duplicate_is_merged_too() -> None:
    """By code, without the verb; with another code it is not."""
    of = desk(links=[("INC-2", "duplicate_of", "INC-1")])
    for code, expected in (("duplicate", ["add_people", "comment"]), ("user_error", [])):
        event = incidents.Resolved(at=at(1), by="grace", code=code, notes="See INC-1")
        assert [("INC-1", verb) for verb in expected] == happened(of.apply("INC-2", event))[1:]


# --- undoing ------------------------------------------------------------------------------------


def test_what_is_no_duplicate_is_reopened_and_parted() -> None:
    """Removing its people from the other is offered, for some may be there on their own."""
    again = incidents.Reopened(at=at(3), by="grace", reason="Not the same")
    applied = merged().apply("INC-2", again)
    assert ((), ()) == (applied.desk.links, applied.desk.replay(applied.events[:0]).links)
    assert ["INC-1 remove_people"] == [f"{o.record} {o.event.verb}" for o in applied.offers]
    inc = applied.desk.accept(applied.offers[0], at=at(4), by="grace").desk.one(Incident, "INC-1")
    assert (("ada",), ()) == (inc.callers, inc.watchers)
    applied = applied.desk.apply("INC-2", said("kim", hours=5))
    assert [("INC-2", "comment")] == happened(applied)


# --- what is not loaded -------------------------------------------------------------------------


def test_an_original_that_is_not_loaded_gets_it_later() -> None:
    """As what is pending; `reach` names it, and a child that moves is asked for nothing."""
    whole = desk(opened("INC-3", "nina"), links=[("INC-3", "parent", "INC-2"),
                                                 ("INC-2", "related", "INC-1")])  # fmt: skip
    part = Desk.of([whole["INC-2"]], whole.links)
    assert ("INC-1", "INC-3") == part.reach("INC-2", marked())
    applied = part.apply("INC-2", marked())
    found = applied.desk.load([whole["INC-1"], whole["INC-3"]])
    for proposal in applied.pending:
        found = found.receive(proposal).desk
    assert found.links == whole.apply("INC-2", marked()).desk.links
    assert found == whole.apply("INC-2", marked()).desk


# --- laws ---------------------------------------------------------------------------------------

PEOPLE = ("ada", "kim", "nina", "ned")
NAMES = st.lists(st.sampled_from(PEOPLE), max_size=2)
NUMBERS = tuple(f"INC-{n}" for n in range(1, 6))
MOVES = st.lists(
    st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)), min_size=1, max_size=5
)


@given(
    callers=st.lists(st.sampled_from(PEOPLE), min_size=5, max_size=5),
    affected=st.lists(NAMES, min_size=5, max_size=5),
    links=st.lists(
        st.tuples(
            st.sampled_from(NUMBERS),
            st.sampled_from(["related", "problem", "fixed_by"]),
            st.sampled_from([*NUMBERS, "PRB-1", "CHG-1"]),
        ),
        max_size=6,
    ),
    moves=MOVES,
)
def test_a_merge_loses_no_caller_and_no_link(
    callers: list[str], affected: list[list[str]], links: list[Any], moves: list[Any]
) -> None:
    """Whoever and whatever was at the duplicate is at the other, when replayed too."""
    of = Desk.of([
        problem(),
        change(),
        *(
            opened(id, by, f"secret of {id}", affected_users=names)
            for id, by, names in zip(NUMBERS, callers, affected, strict=True)
        ),
    ])  # fmt: skip
    for link in links:
        try:
            of = Desk.of(of, [*of.links, link])
        except ItsmError:
            continue
    for double, original in moves:
        try:
            applied: Applied = of.apply(double, marked(original))
        except ItsmError:
            continue
        one, two = (applied.desk.one(Incident, id) for id in (original, double))
        assert set(one.callers) >= set(two.callers)
        moved = {tie for tie in of.ties.get(double, ()) if tie[0] in _MOVING} - _of(original)
        assert moved <= applied.desk.ties[original]
        for name in PEOPLE:
            read = [comment.text for comment in one.readable_by(name)]
            before = [c.text for c in of.one(Incident, original).readable_by(name)]
            assert read == before, "nobody reads more by a merge"
        assert applied.desk == of.replay(applied.events)
        of = applied.desk


_MOVING = (LinkKind.RELATED, LinkKind.PROBLEM, LinkKind.FIXED_BY)


def _of(original: str) -> set[tuple[LinkKind, str]]:
    return {(kind, original) for kind in LinkKind}
