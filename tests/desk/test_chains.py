"""What follows from problems and changes, at the records that wait for them."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from itsmcore import changes, problems
from itsmcore.changes import CloseCode
from itsmcore.desk import Desk, cascades
from itsmcore.errors import Unlisted
from itsmcore.incidents import HoldReason, Incident, ResolutionCode
from itsmcore.lifecycle import LinkKind, Rule
from itsmcore.problems import PROBLEM
from tests.desk.cases import at, change, follows, happened, incident, problem, states, task
from tests.desk.families import completed
from tests.instants import MARCH as T0

# --- problems -----------------------------------------------------------------------------------


def waiting(reason: str, problem_in: str = "fix_in_progress") -> Desk:
    """Give a problem with three incidents: one waits for the reason, two do not."""
    records = (
        problem(state=problem_in),
        incident("INC-1", "on_hold", reason),
        incident("INC-2", "in_progress"),
        incident("INC-3", "resolved"),
    )
    return Desk.of(records, [(f"INC-{n}", "problem", "PRB-1") for n in (1, 2, 3)])


def test_a_solved_problem_resolves_the_incidents_that_wait_for_it() -> None:
    """ServiceNow: those on hold for a problem, with the code for that; the others are not its."""
    desk, event = waiting(HoldReason.PROBLEM), problems.Resolved(at=at(1), by="grace")
    applied = desk.apply("PRB-1", event)
    assert [("PRB-1", "resolve"), ("INC-1", "resolve")] == happened(applied)
    inc = applied.desk.one(Incident, "INC-1")
    assert ResolutionCode.RESOLVED_BY_PROBLEM == inc.resolution_code
    assert [] == follows(waiting(HoldReason.VENDOR), "PRB-1", event)


def test_a_problem_that_is_closed_resolves_what_waits_since() -> None:
    """ServiceNow: resolved or closed with a fix applied; closed otherwise, it does not."""
    desk, end = waiting(HoldReason.PROBLEM, "resolved"), problems.Closed(at=at(1), by="ines")
    assert [("INC-1", "resolve")] == follows(desk, "PRB-1", end)
    assert [] == follows(waiting(HoldReason.VENDOR, "resolved"), "PRB-1", end)
    model = PROBLEM.extended(Rule(problems.Closed, source="fix_in_progress", target="closed"))
    bare = problem(state="fix_in_progress")
    bare = type(bare).replay(bare.history, model=model)
    others = [incident("INC-1", "on_hold", HoldReason.PROBLEM)]
    desk = Desk.of([bare, *others], [("INC-1", "problem", "PRB-1")])
    assert [] == follows(desk, "PRB-1", end)


def test_an_accepted_risk_is_noted_only() -> None:
    """ServiceNow: the incidents that wait are told, and stay as they are."""
    desk = waiting(HoldReason.PROBLEM)
    applied = desk.apply("PRB-1", problems.RiskAccepted(at=at(1), by="ines", notes="too dear"))
    assert [("PRB-1", "accept_risk"), ("INC-1", "comment")] == happened(applied)
    inc = applied.desk.one(Incident, "INC-1")
    assert ("on_hold", False) == (inc.state, inc.history[-1].public)  # type: ignore[attr-defined]


@pytest.mark.parametrize("held_by", ["incident", "problem", "desk"])
def test_a_duplicate_problem_moves_its_links(held_by: str) -> None:
    """Whoever held them: incidents and changes are the other one's from then on."""
    records: list[Any] = [
        problem("PRB-1"),
        problem("PRB-2"),
        incident("INC-1", "resolved"),
        change(),
    ]
    links = [("INC-1", "problem", "PRB-1"), ("PRB-1", "fixed_by", "CHG-1")]
    if held_by != "desk":
        sides = links if held_by == "incident" else [_turned(link) for link in links]
        for source, kind, other in sides:
            place = next(n for n, record in enumerate(records) if record.id == source)
            records[place] = records[place].link(at=T0, by="ada", kind=kind, target=other)
    desk = Desk.of(records, links if held_by == "desk" else ())
    assert sorted(links) == sorted(desk.links)
    desk = desk.apply("PRB-1", problems.DuplicateMarked(at=at(1), by="grace", of="PRB-2")).desk
    moved = {
        ("INC-1", "problem", "PRB-2"),
        ("PRB-2", "fixed_by", "CHG-1"),
        ("PRB-1", "duplicate_of", "PRB-2"),
    }
    assert moved == set(desk.links)
    if held_by != "desk":
        assert desk == Desk.of(desk), "and the records themselves know it"


def test_a_duplicate_problem_moves_its_tasks() -> None:
    """ServiceNow moves them with the incidents; the desk and a journal know whose they are."""
    desk = Desk.of([problem("PRB-1"), problem("PRB-2"), task("PRB-1")])
    applied = desk.apply("PRB-1", problems.DuplicateMarked(at=at(1), by="g", of="PRB-2"))
    found = applied.desk
    assert (("TASK-1",), ()) == (found.related("PRB-2", "task"), found.related("PRB-1", "task"))
    assert found == Desk.of(found) == desk.replay(applied.events)
    assert {"tasks": ("TASK-1",)} == found.given("PRB-2", at=at(1))


def _turned(link: tuple[str, str, str]) -> tuple[str, str, str]:
    source, kind, other = link
    return other, LinkKind(kind).inverse, source


def test_a_workaround_is_offered_to_open_incidents() -> None:
    """Nothing happens until somebody accepts; then it is a public comment in their name."""
    desk = waiting(HoldReason.PROBLEM)
    event = problems.WorkaroundPublished(at=at(1), by="grace", text="use the web mail")
    applied = desk.apply("PRB-1", event)
    assert [("PRB-1", "publish_workaround")] == happened(applied)
    assert ["INC-1", "INC-2"] == [offer.record for offer in applied.offers]
    accepted = applied.desk.accept(applied.offers[1], at=at(2), by="linus")
    assert [("INC-2", "comment"), ("INC-2", "respond")] == happened(accepted)
    comment: Any = accepted.events[0].event
    assert ("use the web mail", True, "linus") == (comment.text, comment.public, comment.by.name)
    assert "publish_workaround (v6 of PRB-1)" == str(comment.cause)


# --- changes ------------------------------------------------------------------------------------


def fixing(**rules: Any) -> Desk:
    """Give a change that is to fix an incident which waits for it, another, and a problem."""
    records = (
        change(),
        incident("INC-1", "on_hold", HoldReason.CHANGE),
        incident("INC-2", "in_progress"),
        problem(state="fix_in_progress"),
    )
    return Desk.of(records, [("CHG-1", "fixes", r.id) for r in records[1:]], **rules)


@pytest.mark.parametrize("outcome", [CloseCode.SUCCESSFUL, CloseCode.SUCCESSFUL_WITH_ISSUES])
def test_a_successful_change_offers_to_resolve(outcome: str) -> None:
    """The incidents that wait for it, and its problem; as an option it resolves them."""
    applied = fixing().apply("CHG-1", completed(outcome))
    assert [("CHG-1", "complete")] == happened(applied)
    assert ["INC-1 resolve", "PRB-1 resolve"] == [
        f"{offer.record} {offer.event.verb}" for offer in applied.offers
    ]
    applied = fixing(cascades=cascades(resolve_by_change=True)).apply("CHG-1", completed(outcome))
    assert () == applied.offers
    found = {"CHG-1": "review", "INC-1": "resolved", "INC-2": "in_progress", "PRB-1": "resolved"}
    assert found == states(applied.desk)
    inc = applied.desk.one(Incident, "INC-1")
    assert ResolutionCode.RESOLVED_BY_CHANGE == inc.resolution_code


@pytest.mark.parametrize("option", [False, True])
@pytest.mark.parametrize("outcome", [CloseCode.UNSUCCESSFUL, CloseCode.BACKED_OUT])
def test_a_change_that_failed_leaves_a_note(outcome: str, option: bool) -> None:
    """On what it was to fix, and on nothing else."""
    desk = fixing(cascades=cascades(resolve_by_change=option))
    if outcome == CloseCode.BACKED_OUT:
        desk = desk.apply("CHG-1", changes.BackedOut(at=at(1), by="grace", reason="it broke")).desk
    applied = desk.apply("CHG-1", completed(outcome))
    assert ("CHG-1", "complete") == happened(applied)[0]
    assert [("INC-1", "comment"), ("PRB-1", "comment")] == happened(applied)[1:]
    assert () == applied.offers


@pytest.mark.parametrize("outcome", [CloseCode.UNSUCCESSFUL, CloseCode.PARTIAL])
def test_a_review_that_finds_success_offers_as_the_completion_does(outcome: str) -> None:
    """And one that finds nothing else offers nothing."""
    desk = fixing().apply("CHG-1", completed(outcome)).desk
    plain = changes.Reviewed(at=at(2), by="ines", findings="as it was said")
    assert ((), 1) == (desk.apply("CHG-1", plain).offers, len(desk.apply("CHG-1", plain).events))
    applied = desk.apply("CHG-1", attrs.evolve(plain, outcome=CloseCode.SUCCESSFUL))
    assert ["INC-1", "PRB-1"] == [offer.record for offer in applied.offers]
    assert "resolved" == applied.desk.accept(applied.offers[0], at=at(3), by="g").record.state


def test_the_incidents_that_a_review_finds_are_caused_by_the_change() -> None:
    """They are tied to it, and one that nobody knows is refused."""
    desk = fixing().apply("CHG-1", completed()).desk
    found = changes.Reviewed(at=at(2), by="ines", findings="it broke", incidents=["INC-2"])
    desk = desk.apply("CHG-1", found).desk
    assert ("CHG-1",) == desk.related("INC-2", "caused_by")
    assert (("INC-2", "caused_by", "CHG-1"),) == Desk.of(desk).links
    with pytest.raises(Unlisted, match="no record 'INC-9'"):
        desk.apply("CHG-1", attrs.evolve(found, incidents=["INC-9"]))


def test_a_partial_change_says_nothing() -> None:
    """Whether what it did is enough is for a person to say."""
    applied = fixing().apply("CHG-1", completed(CloseCode.PARTIAL))
    assert ([("CHG-1", "complete")], ()) == (happened(applied), applied.offers)


def test_the_chain_runs_from_a_change_to_the_incidents_of_its_problem() -> None:
    """The change resolves the problem, and that the incidents that wait for the problem."""
    desk = Desk.of(
        [change(), problem(state="fix_in_progress"), incident("INC-1", "on_hold", "problem")],
        [("CHG-1", "fixes", "PRB-1"), ("PRB-1", "incident", "INC-1")],
        cascades=cascades(resolve_by_change=True),
    )
    assert [("PRB-1", "resolve"), ("INC-1", "resolve")] == follows(desk, "CHG-1", completed())
