"""Links: what ties two records, seen from both sides, and what may not be tied."""

from __future__ import annotations

import attrs
import pytest

from itsmcore import problems
from itsmcore.conditions import given
from itsmcore.desk import BadLink, Desk, Proposal
from itsmcore.errors import Unlisted
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Event, Guard, LinkKind
from itsmcore.lifecycle.events import Commented, Linked
from itsmcore.tasks import TASK
from tests.desk.cases import OPENED, at, change, incident, linked, problem, resolved, task
from tests.instants import MARCH as T0


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_is_seen_from_both_sides(kind: LinkKind) -> None:
    """Whichever side says it; the inverse of the inverse is the kind itself."""
    assert kind is kind.inverse.inverse
    desk = Desk.of(links=[("A", kind, "B")])
    assert (("B",), ("A",)) == (desk.related("A", kind), desk.related("B", kind.inverse))
    assert desk.ties == Desk.of(links=[("B", kind.inverse, "A")]).ties
    assert 1 == len(desk.links)
    assert desk == Desk.of(links=desk.links)


def test_the_desk_knows_the_links_of_its_records() -> None:
    """Those of Linked events, the record of a task, and what a problem is a duplicate of."""
    one = problem("PRB-1").mark_duplicate(at=T0, by="grace", of="PRB-2")
    inc = incident().link(at=T0, by="ada", kind="related", target="INC-9")
    desk = Desk.of([inc, one, task("INC-1")])
    assert desk.links == (
        ("INC-1", "related", "INC-9"),
        ("PRB-1", "duplicate_of", "PRB-2"),
        ("TASK-1", "task_of", "INC-1"),
    )
    assert ("TASK-1",) == desk.related("INC-1", "task")


def test_a_link_that_happens_is_there() -> None:
    """And a new one may take the place of a former one, on both sides."""
    desk = Desk.of([incident("INC-1"), incident("INC-2"), incident("INC-3")])
    desk = desk.apply("INC-1", linked("parent", "INC-2")).desk
    assert ("INC-1",) == desk.related("INC-2", "child")
    event = attrs.evolve(linked("parent", "INC-3", 2), instead_of="INC-2")
    desk = desk.apply("INC-1", event).desk
    assert [(), ("INC-1",)] == [desk.related(id, "child") for id in ("INC-2", "INC-3")]
    assert desk == Desk.of(desk)


@pytest.mark.parametrize("kind", ["parent", "child", "duplicate_of", "follow_up_of"])
def test_a_hierarchy_has_no_circle(kind: str) -> None:
    """Neither of one, nor of two, nor of three, from whichever side it is closed."""
    records = [incident(id) for id in ("INC-1", "INC-2", "INC-3")]
    chain = [("INC-1", kind, "INC-2"), ("INC-2", kind, "INC-3")]
    desk = Desk.of(records, chain)
    for source, other in (("INC-3", "INC-1"), ("INC-3", "INC-2"), ("INC-2", "INC-2")):
        with pytest.raises(BadLink, match=r"circle|same record") as raised:
            desk.apply(source, linked(kind, other))
        assert (source, kind, other) == (
            raised.value.source,
            raised.value.kind,
            raised.value.target,
        )
        assert "link another record, or by another kind" in str(raised.value)
    with pytest.raises(BadLink):
        Desk.of(records, [*chain, ("INC-1", LinkKind(kind).inverse, "INC-3")])


@pytest.mark.parametrize("kind", ["duplicate_of", "follow_up_of", "related", "caused_by"])
def test_most_links_may_be_several(kind: str) -> None:
    """Of one kind, and from one record."""
    links = [("INC-1", kind, "X-2"), ("INC-1", kind, "X-3")]
    assert ("X-2", "X-3") == Desk.of(links=links).related("INC-1", kind)


def test_a_record_has_one_parent_and_a_task_one_record() -> None:
    """As in ServiceNow, where it is a field; another takes its place from the child only."""
    desk = Desk.of([incident(f"INC-{n}") for n in (1, 2, 3)] + [task("INC-1")])
    desk = desk.apply("INC-1", linked("parent", "INC-2")).desk
    for source, kind, other in (
        ("INC-1", "parent", "INC-3"),
        ("INC-3", "child", "INC-1"),
        ("TASK-1", "task_of", "INC-2"),
    ):
        with pytest.raises(BadLink, match=r"until instead_of='INC-\d' ends that"):
            desk.apply(source, linked(kind, other))
        with pytest.raises(BadLink):
            Desk.of(desk, [(source, kind, other)])
    with pytest.raises(BadLink):
        Desk.of(desk).add(incident("INC-4").link(at=T0, by="a", kind="child", target="INC-1"))
    assert desk.links == desk.apply("INC-1", linked("parent", "INC-2")).desk.links
    moved = attrs.evolve(linked("task_of", "INC-2"), instead_of="INC-1")
    desk = desk.apply("TASK-1", moved).desk
    assert (("TASK-1",), ()) == (desk.related("INC-2", "task"), desk.related("INC-1", "task"))
    assert desk == Desk.of(desk)


def test_a_problem_that_is_no_duplicate_after_all_is_tied_to_nothing() -> None:
    """So the other one may turn out to be a duplicate of it."""
    desk = Desk.of([problem("PRB-1"), problem("PRB-2")])
    desk = desk.apply("PRB-1", duplicate("PRB-2")).desk
    again = problems.Reanalysed(at=at(2), by="grace", reason="it is another")
    desk = desk.apply("PRB-1", again).desk
    assert () == desk.links
    assert desk == Desk.of(desk)
    assert desk.apply("PRB-2", duplicate("PRB-1")).events


def duplicate(of: str, hours: float = 1) -> Event:
    return problems.DuplicateMarked(at=at(hours), by="grace", of=of)


@pytest.mark.parametrize("hours", [0, 1])
def test_a_link_that_was_replaced_from_the_other_side_stays_away(hours: int) -> None:
    """Though the first record still holds it; said again later, it is there again."""
    desk = Desk.of([incident("INC-1"), problem("PRB-1"), problem("PRB-2")])
    desk = desk.apply("PRB-1", linked("incident", "INC-1", 0)).desk
    moved = attrs.evolve(linked("problem", "PRB-2", hours), instead_of="PRB-1")
    desk = desk.apply("INC-1", moved).desk
    desk = desk.apply("PRB-1", Commented(at=at(2), by="ada", text="?")).desk
    assert (("INC-1", "problem", "PRB-2"),) == desk.links
    assert desk == Desk.of(desk) == Desk.of(reversed([*desk])) == desk.load([])
    assert desk.links == Desk.of([desk["PRB-1"]]).load([desk["INC-1"], desk["PRB-2"]]).links
    desk = desk.apply("PRB-1", linked("incident", "INC-1", 3)).desk
    assert ("PRB-1", "PRB-2") == desk.related("INC-1", "problem")
    assert desk == Desk.of(desk)


def test_a_link_that_both_hold_goes_when_neither_does() -> None:
    """A duplicate lets go of its incidents; one that may not be linked anew keeps what it says."""
    model = INCIDENT.with_guards({Linked: Guard("it is settled", given("never").is_(True))})
    settled = model.open("INC-2", **OPENED)
    settled = settled.replay([*settled.history, linked("problem", "PRB-1", 0)], model=model)
    one = problem("PRB-1")
    for id in ("INC-1", "INC-2"):
        one = one.link(at=T0, by="ada", kind="incident", target=id)
    desk = Desk.of([one, problem("PRB-2"), incident("INC-1"), settled])
    applied = desk.apply("PRB-1", duplicate("PRB-2"))
    assert ["INC-2"] == [refusal.record for refusal in applied.refusals]
    assert [("PRB-2",), ("PRB-1",)] == [
        applied.desk.related(id, "problem") for id in ("INC-1", "INC-2")
    ]
    assert applied.desk == Desk.of(applied.desk)


def test_circles_of_other_links_are_nobody_s_business() -> None:
    """What is merely related may be so in any way."""
    pairs = [("A", "related", "B"), ("B", "related", "C"), ("C", "related", "A")]
    assert 3 == len(Desk.of(links=pairs).links)


@pytest.mark.parametrize(
    ("source", "kind", "target"),
    [
        ("INC-1", "problem", "CHG-1"),
        ("PRB-1", "problem", "INC-1"),
        ("PRB-1", "parent", "INC-1"),
        ("CHG-1", "incident", "INC-1"),
        ("CHG-1", "fixed_by", "INC-1"),
        ("INC-1", "fixes", "CHG-1"),
        ("INC-1", "task_of", "PRB-1"),
        ("INC-1", "task", "PRB-1"),
        ("INC-1", "duplicate_of", "PRB-1"),
    ],
)
def test_a_link_ties_what_its_kind_ties(source: str, kind: str, target: str) -> None:
    """Others are refused, and the sentence says which would be right."""
    desk = Desk.of([incident(), problem(), change()])
    with pytest.raises(BadLink, match=r"ties .* to .*, not .* to "):
        desk.apply(source, linked(kind, target))
    with pytest.raises(BadLink):
        Desk.of(desk, [(source, kind, target)])
    with pytest.raises(BadLink):
        Desk.of([desk[target]], [(source, kind, target)]).load([desk[source]])


def test_every_practice_may_be_related_to_every_other() -> None:
    """That says nothing, and so it may be said."""
    desk = Desk.of([incident(), problem(), change(), task("CHG-1")])
    for one in desk:
        for other in desk:
            if one is not other:
                assert desk.apply(one.id, linked("related", other.id)).events


def test_a_kind_that_does_not_exist_is_named() -> None:
    """With the nearest that does."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")])
    for ask in (
        lambda: desk.apply("INC-1", linked("parnet", "INC-2")),
        lambda: desk.related("INC-1", "parnet"),
        lambda: Desk.of(links=[("INC-1", "parnet", "INC-2")]),
    ):
        with pytest.raises(Unlisted, match="no kind of link 'parnet'; did you mean 'parent'"):
            ask()


def test_a_number_that_nobody_knows_is_named() -> None:
    """As a target, as a duplicate, as the record of a task, and as what something happens to."""
    desk = Desk.of([incident("INC-1"), problem("PRB-1")])
    same = problems.DuplicateMarked(at=at(1), by="grace", of="PRB-2")
    for ask in (
        lambda: desk.apply("INC-1", linked("parent", "INC-2")),
        lambda: desk.apply("PRB-1", same),
        lambda: desk.open(TASK, id="TASK-1", parent="CHG-1", **OPENED),
        lambda: desk.apply("INC-2", resolved()),
        lambda: desk["INC-2"],
        lambda: desk.reach("INC-2", resolved()),
        lambda: desk.receive(Proposal("INC-2", resolved())),
        lambda: desk.clocks("INC-2", at=T0),
        lambda: desk.related("INC-2", "parent"),
    ):
        with pytest.raises(Unlisted, match="there is no record"):
            ask()


def test_the_number_that_was_meant_is_found_among_many() -> None:
    """However late it came; where none is like it, a few are named."""
    desk = Desk.of([incident(f"INC-{n:03}") for n in range(50)])
    with pytest.raises(Unlisted, match="did you mean 'INC-047'"):
        desk["INC-O47"]
    with pytest.raises(Unlisted) as raised:
        desk["?"]
    assert 20 == len(raised.value.known)
