"""Practices and link rules: the four that ship and a fifth go through one door."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import INCIDENT, PROBLEM, TASK, Incident, Problem, Task
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import field, happened
from itsmcore.desk import LINK_RULES, PRACTICES, BadLink, Desk, Entry, Numbering, cascades, target
from itsmcore.desk._link_table import LinkTable, link_table
from itsmcore.desk._rules import MODELS
from itsmcore.documents import Documents
from itsmcore.errors import BadValue, FaultyDefinition, Unlisted
from itsmcore.lifecycle import Event, Following, LinkKind, LinkRule, Model, Practice, Record
from itsmcore.lifecycle.events import Commented, Linked
from tests.desk.cases import at, change, incident, problem, task
from tests.desk.cases import happened as what_happened
from tests.desk.reviews import (
    ACCESS_REVIEW,
    ACCESS_REVIEWS,
    FIVE,
    QUARTER,
    AccessReview,
    Attested,
    Confirmed,
    Revoked,
)
from tests.instants import MARCH as T0
from tests.support import Loan, lent

RULE: Any = LinkRule
PRACTICE: Any = Practice
DESK: Any = Desk.of


def review(id: str = "ARV-1") -> AccessReview:
    return AccessReview.open(id, at=T0, by="ada", account="kim", resource="payroll")


def linked(kind: str, to: str) -> Linked:
    return Linked(at=at(1), by="ada", kind=kind, target=to)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_lists_the_kinds_of_links_that_rules_allow(model: Model) -> None:
    """No kind that no rule allows, and each that a rule names the practice for."""
    name = model.record.__name__
    rules = [*LINK_RULES, *(rule for practice in PRACTICES for rule in practice.links)]
    with_tasks = tuple(practice.name for practice in PRACTICES if practice.has_tasks)
    rules.append(LinkRule(LinkKind.TASK_OF, ("Task",), with_tasks))
    named = {str(rule.kind) for rule in rules if rule.sources and name in rule.sources}
    either = {str(rule.kind) for rule in rules if rule.sources is None}
    allowed = named | either | {rule.inverse for rule in rules if name in (rule.targets or name)}
    assert named <= {*map(str, model.codes["links"])} <= allowed


def test_a_fifth_practice_is_numbered_tied_tasked_timed_and_replayed() -> None:
    """As the four are: its journal replays, through documents as well."""
    start = Desk.of([incident(), problem()], numbering=Numbering(), practices=FIVE)
    opened = start.open(ACCESS_REVIEW, at=T0, by="ada", account="kim", resource="payroll")
    events = [*opened.events]
    assert "ARV0000001" == opened.id
    desk = opened.desk
    for event in (
        linked("reviews", "INC-1"),
        linked("reviews", "PRB-1"),
        linked("related", "PRB-1"),
    ):
        applied = desk.apply(opened.id, event)
        desk, events = applied.desk, [*events, *applied.events]
    tasked = desk.open(TASK, at=at(1), by="ada", summary="Ask kim", parent=opened.id)
    desk, events = tasked.desk, [*events, *tasked.events]
    assert ("ARV0000001",) == desk.related("INC-1", "reviewed_by")
    assert ("ARV0000001",) == desk.related("PRB-1", LinkKind.RELATED)
    assert ("TASK0000001",) == desk.related("ARV0000001", "task")
    assert {"tasks": ("TASK0000001",)} == desk.given("ARV0000001", at=at(1))
    confirmed: tuple[Event, ...] = (Attested(at=at(2), by="ada"), Confirmed(at=at(2), by="bob"))
    for what in confirmed:
        applied = desk.apply(opened.id, what)
        desk, events = applied.desk, [*events, *applied.events]
    assert at(2) + QUARTER == desk.next_instant
    ticked = desk.tick(at=at(2) + QUARTER)
    assert [("ARV0000001", "expire")] == what_happened(ticked)
    events += ticked.events
    documents = Documents(models=[INCIDENT, PROBLEM, TASK, ACCESS_REVIEW])
    rows = [documents.unstructure(entry) for entry in events]
    assert ticked.desk == start.replay(documents.structure(rows, tuple[Entry, ...]))


def test_a_desk_of_some_practices_knows_no_more() -> None:
    """A kind that no rule of its own allows is of nobody; what ties all ties its records, too."""
    small = Desk.of([review(), review("ARV-2")], practices=[ACCESS_REVIEWS])
    assert ("ARV-2",) == small.apply("ARV-1", linked("parent", "ARV-2")).desk.related(
        "ARV-1", "parent"
    )
    assert "task" in link_table(PRACTICES, LINK_RULES).sides
    with pytest.raises(BadLink, match="reviews ties nothing, not AccessReview to AccessReview"):
        small.apply("ARV-1", linked("reviews", "ARV-2"))


def test_what_is_of_no_practice_may_be_tied_by_what_ties_all() -> None:
    """Unless a practice brings a rule of its own, or says that its records have tasks."""
    desk = Desk.of([lent(), incident(), task("INC-1")])
    loan = next(record for record in desk if isinstance(record, Loan))
    tied = desk.apply(loan.id, linked("related", "INC-1")).desk
    assert (loan.id,) == tied.related("INC-1", "related")
    with pytest.raises(
        BadLink, match="task_of ties Task to Article or Task to Change or Task to Complaint or"
    ):
        Desk.of([loan, task(loan.id)])
    wider = Desk.of([loan, task(loan.id)], practices=(*PRACTICES, Practice(Loan, has_tasks=True)))
    assert ("TASK-1",) == wider.related(loan.id, "task")


@pytest.mark.parametrize(
    "record", [incident(), problem(), change(), task("INC-1"), review(), lent()]
)
def test_every_record_tells_when_and_by_whom_it_was_opened_and_its_version(
    record: Record[Any],
) -> None:
    """As facts that conditions read."""
    told = [record.facts[name] for name in ("opened_at", "opened_by", "version")]
    assert [record.history[0].at, record.history[0].by.name, len(record.history)] == told
    assert (field("version") >= 1).judge(record.facts) is True


def test_cascades_follow_links_of_your_own() -> None:
    """A slip in the name of one is a fault of the desk that knows it, and of nobody before."""
    revoked = happened(Revoked) & field("link").is_("reviews")
    told = Following(Commented, {"text": "A right was revoked", "public": False})
    rules = cascades((revoked & ~target("phase").is_("closed"), told), models=[ACCESS_REVIEW])
    desk = Desk.of([incident(), review()], practices=FIVE, cascades=rules)
    desk = desk.apply("ARV-1", linked("reviews", "INC-1")).desk
    applied = desk.apply("ARV-1", Revoked(at=at(2), by="bob", reason="left"))
    assert [("ARV-1", "revoke"), ("INC-1", "comment")] == what_happened(applied)
    with pytest.raises(FaultyDefinition, match="1 fault") as caught:
        Desk.of([incident()], cascades=rules)
    assert "asks whether link is 'reviews'; did you mean 'fixes'?" in str(caught.value.faults[0])


def test_a_link_of_one_kind_only_may_be_single_and_without_circles() -> None:
    """The desk holds them, whatever the records know."""
    after = LinkRule("after", Incident, Incident, inverse="before", is_single=True, is_acyclic=True)
    links = [("INC-1", "after", "INC-2")]
    several = [incident(f"INC-{number}") for number in (1, 2, 3)]
    desk = Desk.of(several, links, link_rules=(*LINK_RULES, after))
    assert ("INC-1",) == desk.related("INC-2", "before")
    for more, why in (
        (("INC-2", "after", "INC-1"), "would form a circle"),
        (("INC-1", "after", "INC-3"), "'INC-1' is the before of 'INC-2', until instead_of="),
    ):
        with pytest.raises(BadLink, match=why):
            Desk.of(several, [*links, more], link_rules=(*LINK_RULES, after))


def test_practices_and_rules_that_contradict_each_other_are_faults_together() -> None:
    """Each says what to do about it."""
    again = attrs.evolve(ACCESS_REVIEWS, prefix="INC", links=())
    rules = (
        LinkRule("reviews", "AcessReview", inverse="reviewed_by"),
        LinkRule("reviews", AccessReview, inverse="seen_by"),
        LinkRule("seen_by", AccessReview, inverse="sees"),
    )
    with pytest.raises(FaultyDefinition) as caught:
        Desk.of(practices=(*FIVE, again), link_rules=rules)
    words = [str(fault) for fault in caught.value.faults]
    assert {
        "duplicate_practice",
        "duplicate_prefix",
        "unknown_practice",
        "contradicting_rules",
        "ambiguous_inverse",
    } == {fault.code for fault in caught.value.faults}
    assert "practice 'AccessReview': is there twice; keep one" in words
    assert "prefix 'INC': stands for two practices; give one another" in words
    assert "link rule 'reviews': names 'AcessReview'; did you mean 'AccessReview'?" in words


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: RULE(""), "give a text that is not empty"),
        (lambda: RULE("reviews"), "give a text that is not empty"),
        (lambda: RULE("reviews", 5, inverse="x"), "its class of records such as Incident"),
        (
            lambda: RULE("parent", inverse="kid"),
            "give LinkKind.CHILD, or a kind of link of your own",
        ),
        (lambda: RULE("parent", is_single=False), "for no record has two of it"),
        (lambda: RULE("reviews", inverse="x", is_within=1), "give True or False"),
        (lambda: PRACTICE(int), "a class of records, such as Incident"),
        (lambda: PRACTICE(Incident, prefix=""), "give a text that is not empty"),
        (lambda: PRACTICE(Incident, has_tasks=1), "give True or False"),
        (lambda: PRACTICE(Incident, links=[5]), "link rules, such as LinkRule"),
        (lambda: DESK(practices=[Incident]), "practices, such as Practice"),
        (lambda: DESK(link_rules=["parent"]), "link rules, such as LinkRule"),
    ],
)
def test_what_is_no_practice_and_no_rule_is_refused(made: Any, why: str) -> None:
    """Where it comes in."""
    with pytest.raises(BadValue) as caught:
        made()
    assert why in str(caught.value)


def test_a_rule_names_practices_by_their_class_or_name() -> None:
    """Or by the practice itself; None means every one."""
    by = [LinkRule("x", of, inverse="y") for of in (Incident, "Incident", PRACTICES[0], [Incident])]
    assert [("Incident",)] * 4 == [rule.sources for rule in by]
    assert LinkRule("x", inverse="y").allows("Incident", "Loan")
    assert not by[0].allows("Problem", "Incident")
    assert not LinkRule("x", None, "Problem", inverse="y").allows("Problem", "Incident")


def test_a_numbering_takes_the_prefixes_of_the_practices() -> None:
    """Its own stand; a practice without one has to be given its numbers."""
    desk = Desk.of(numbering=Numbering(prefixes={"Incident": "IM"}), practices=FIVE)
    assert "IM0000001" == desk.open(INCIDENT, at=T0, by="ada", summary="Mail").id
    assert "PRB0000001" == desk.open(PROBLEM, at=T0, by="ada", summary="Mail").id
    nameless = Desk.of(numbering=Numbering(prefixes={}), practices=[Practice(Incident)])
    with pytest.raises(Unlisted, match="no prefix for 'Incident'"):
        nameless.open(INCIDENT, at=T0, by="ada", summary="Mail")


def test_records_of_a_desk_load_with_its_practices() -> None:
    """And a model of no default is a change of its practice, too."""
    desk = Desk.of([review()], [("ARV-1", "reviews", "INC-1")], practices=FIVE)
    wider = desk.load([incident(), NORMAL_CHANGE.open("CHG-1", at=T0, by="ada", summary="Disk")])
    assert (desk.practices, ("ARV-1",)) == (wider.practices, wider.related("INC-1", "reviewed_by"))


NAMES = tuple(of.name for of in PRACTICES)
NAMED = st.none() | st.lists(st.sampled_from(NAMES), max_size=3)
RULES = st.builds(
    LinkRule,
    st.sampled_from(["a", "b"]),
    NAMED,
    NAMED,
    inverse=st.just("z"),
    is_within=st.booleans(),
)


@given(rules=st.lists(RULES, max_size=4))
def test_rules_of_a_kind_add_up(rules: list[LinkRule]) -> None:
    """The table allows what one of them does, for every pair of practices."""
    table = LinkTable(PRACTICES, tuple(rules))
    for kind, pairs in table.pairs.items():
        of = [rule for rule in table.all_rules if rule.kind == kind]
        plain = {
            (a, b)
            for a in NAMES
            for b in NAMES
            for rule in of
            if (rule.sources is None or a in rule.sources)
            and (rule.targets is None or b in rule.targets)
            and (a == b or not rule.is_within)
        }
        assert sorted(plain) == pairs


def test_the_classes_of_practices_are_what_they_were() -> None:
    """Their names are in journals and numberings."""
    known = {of.name: of for of in PRACTICES}
    assert {"Incident": "INC", "Problem": "PRB", "Change": "CHG", "Task": "TASK"} == {
        name: known[name].prefix for name in ("Incident", "Problem", "Change", "Task")
    }
    assert {"Request": "REQ", "Order": "ORD", "Article": "KB"} == {
        name: known[name].prefix for name in ("Request", "Order", "Article")
    }
    assert (Incident, Problem, Task) == tuple(
        known[name].record for name in ("Incident", "Problem", "Task")
    )
