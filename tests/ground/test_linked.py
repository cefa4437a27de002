"""Conditions ask about the many: every, some, or a number of the linked records."""

from __future__ import annotations

import operator
import pickle
from typing import Any

import pytest

from itsmcore.conditions import (
    ALWAYS,
    NEVER,
    AtLeast,
    Condition,
    Not,
    field,
    implies,
    is_satisfiable,
    linked,
    state,
)
from itsmcore.documents import Documents
from itsmcore.errors import BadCondition, BadValue, NotGiven
from itsmcore.plain import DEEPEST

CHILD, TASK = linked("child"), linked("target.task")
CLOSED, OPEN = {"state": "closed"}, {"state": "open"}
IS_CLOSED = state("closed")


def children(*several: object) -> dict[str, Any]:
    """Give facts with some children; None is one that is not loaded."""
    return {"linked.child": several}


@pytest.mark.parametrize(
    ("several", "every", "some"),
    [
        ((), True, False),
        ((CLOSED,), True, True),
        ((OPEN,), False, False),
        ((CLOSED, OPEN), False, True),
        ((None,), None, None),
        ((CLOSED, None), None, True),
        ((OPEN, None), False, None),
        ((None, OPEN, CLOSED), False, True),
    ],
)
def test_every_and_some_are_open_only_where_what_is_not_loaded_decides(
    several: tuple[object, ...], every: object, some: object
) -> None:
    """Of none, "every" is true and "some" is false; one known answer may be enough."""
    assert every is CHILD.every(IS_CLOSED).judge(children(*several))
    assert some is CHILD.some(IS_CLOSED).judge(children(*several))
    denied = None if some is None else not some
    assert denied is (~CHILD.some(IS_CLOSED)).judge(children(*several))


def test_a_number_of_links_is_known_even_where_nothing_is_loaded() -> None:
    """For nothing is asked of them; how many are closed is open until it cannot change."""
    nobody = children(None, None)
    answers = {
        CHILD.count() > 1: True,
        CHILD.count() > 2: False,
        CHILD.count() >= 2: True,
        CHILD.count() < 3: True,
        CHILD.count() <= 1: False,
        CHILD.count() > 0: True,
        CHILD.count() < 1: False,
        CHILD.some(ALWAYS): True,
        CHILD.every(NEVER): False,
        CHILD.count(where=IS_CLOSED) >= 1: None,
        CHILD.count(where=IS_CLOSED) >= 3: False,
        CHILD.count(where=IS_CLOSED) < 3: True,
    }
    assert answers == {asked: asked.judge(nobody) for asked in answers}


def test_that_not_all_do_is_that_some_do_not() -> None:
    """And the other way round; they are the same value."""
    assert CHILD.some(~IS_CLOSED) == ~CHILD.every(IS_CLOSED)
    assert CHILD.every(~IS_CLOSED) == ~CHILD.some(IS_CLOSED)
    assert (CHILD.count() >= 21) == (CHILD.count() > 20)
    assert (CHILD.count() <= 20) == ~(CHILD.count() > 20)


@pytest.mark.parametrize(
    ("asked", "words", "written"),
    [
        (CHILD.every("closed"), "every child (state is 'closed')", "linked('child').every(…)"),
        (CHILD.every(~IS_CLOSED), "no child (state is 'closed')", "~linked('child').some(…)"),
        (CHILD.some("closed"), "some child (state is 'closed')", "linked('child').some(…)"),
        (CHILD.count() > 0, "some child link", "(linked('child').count() >= 1)"),
        (CHILD.count() < 1, "no child link", "(linked('child').count() < 1)"),
        (CHILD.count() > 20, "at least 21 child links", "(linked('child').count() >= 21)"),
        (CHILD.count() < 20, "fewer than 20 child links", "(linked('child').count() < 20)"),
        (
            TASK.count(where="closed") > 1,
            "at least 2 target.task links (state is 'closed')",
            "(linked('target.task').count(where=…) >= 2)",
        ),
        (
            ~(TASK.count(where="closed") > 1),
            "fewer than 2 target.task links (state is 'closed')",
            "(linked('target.task').count(where=…) < 2)",
        ),
        (
            CHILD.some(linked("task").every("closed")),
            "some child (every task (state is 'closed'))",
            "linked('child').some(linked('task').every(…))",
        ),
    ],
)
def test_they_print_as_they_are_asked(asked: Condition, words: str, written: str) -> None:
    """For people, and as what makes them; and they are the same from a document."""
    assert words == str(asked)
    assert written.replace("…", "field('state').is_('closed')") == repr(asked)
    docs = Documents()
    assert asked == docs.structure(docs.unstructure(asked), Condition)
    assert asked == pickle.loads(pickle.dumps(asked))


def test_a_double_denial_is_written_out() -> None:
    """As it is for any other condition."""
    assert "Not((linked('child').count() < 1))" == repr(Not(CHILD.count() < 1))
    assert "linked('child').count()" == repr(CHILD.count())
    assert "linked('child')" == repr(CHILD)


def test_the_inner_condition_reads_the_linked_record_and_what_is_of_none() -> None:
    """What happened, and what is given, is the same for all of them."""
    same = CHILD.every(field("hold_reason").is_(field("event.reason")))
    facts = {**children({"hold_reason": "vendor"}), "event.reason": "vendor", "hold_reason": "x"}
    assert same.holds(facts)
    assert not same.holds({**facts, "event.reason": "change"})
    assert same.judge(children({"hold_reason": "vendor"})) is None
    assert ("linked.child", "event.reason") == tuple(of.name for of in same.fields)
    at_site = CHILD.some(field("custom.site").is_("A"))
    assert at_site.holds({**children({"custom.site": "A"}), "custom.site": "B"})


def test_questions_may_be_nested() -> None:
    """A child with an open task; what nobody knows of a child's tasks leaves it open."""
    asked = CHILD.some(linked("task").some("open"))
    assert asked.holds(children({"linked.task": [OPEN]}))
    assert asked.judge(children({"linked.task": [CLOSED]})) is False
    assert asked.judge(children({"linked.task": [None]})) is None
    assert asked.judge(children({"state": "open"})) is None


def test_what_nobody_knows_leaves_it_open() -> None:
    """Outside a desk there are no links, and an open answer lets nothing pass."""
    for asked in (CHILD.every(IS_CLOSED), CHILD.count() > 20):
        assert asked.judge({}) is None
        with pytest.raises(NotGiven, match=r"linked\.child"):
            asked.holds({})
    with pytest.raises(NotGiven, match=r"target\.linked\.task"):
        TASK.every("closed").holds({"target.linked.task": [None]})
    assert () == (CHILD.count() > 0).missing(children(CLOSED))


def test_an_explanation_counts() -> None:
    """How many meet it, of how many, and how many are not known."""
    asked = CHILD.every(IS_CLOSED) & (CHILD.count() > 20) & (TASK.count() > 0)
    assert [
        "some child (not (state is 'closed')): yes, 1 of 3, 1 of them not known",
        "at least 21 child links: no, 3 of 3",
        "some target.task link: not known",
    ] == asked.explain(children(CLOSED, OPEN, None)).split("; ")


def test_nothing_is_proven_of_them_but_what_holds_of_any_condition() -> None:
    """One and its denial never hold together; more is not claimed."""
    every = CHILD.every(IS_CLOSED)
    assert not is_satisfiable(every, ~every)
    assert implies(every & IS_CLOSED, every)
    assert is_satisfiable(CHILD.count() > 20, CHILD.count() < 5)
    assert not implies(every, TASK.every(IS_CLOSED))


def test_what_it_is_made_of_is_told() -> None:
    """What the records are, of which side, how many, and what they have to meet."""
    some, least = CHILD.some(IS_CLOSED), TASK.count() > 3
    assert AtLeast("child", 1, IS_CLOSED) == some
    assert ("child", "linked.child", False) == (some.link, some.name, some.is_of_target)
    assert ("task", "target.linked.task", True) == (least.link, least.name, least.is_of_target)
    assert (4, ALWAYS) == (least.least, least.where)


@pytest.mark.parametrize("number", [0, -1, True, 2.5, "3", None])
def test_a_count_is_compared_with_a_whole_number_that_can_decide(number: Any) -> None:
    """That there are at least none is always so."""
    for compared in (operator.ge, operator.lt):
        with pytest.raises(BadValue, match="number that a count is compared with"):
            compared(CHILD.count(), number)


@pytest.mark.parametrize("number", [-1, True, 2.5, "3", None])
def test_none_is_a_number_to_have_more_of(number: Any) -> None:
    """That there are more than none is the same as that there are some."""
    assert CHILD.some(ALWAYS) == (CHILD.count() > 0)
    for compared in (operator.gt, operator.le):
        with pytest.raises(BadValue, match="number that a count is compared with"):
            compared(CHILD.count(), number)


def test_what_is_no_condition_yet_is_refused() -> None:
    """A kind of link, or a count without a number, has no truth."""
    for value in (CHILD, CHILD.count()):
        with pytest.raises(BadCondition):
            bool(value)
    with pytest.raises(BadValue):
        linked(3)  # type: ignore[arg-type]
    with pytest.raises(BadCondition):
        CHILD.every(3)


def test_facts_of_linked_records_are_several() -> None:
    """A number of them is not enough."""
    with pytest.raises(BadValue, match=r"linked\.child"):
        (CHILD.count() > 0).judge({"linked.child": 3})


def test_they_are_nested_no_deeper_than_others() -> None:
    """A hundred levels, whatever they are."""
    asked: Condition = IS_CLOSED
    for _ in range(DEEPEST):
        asked = CHILD.some(asked)
    with pytest.raises(BadCondition, match="deep"):
        CHILD.some(asked)
