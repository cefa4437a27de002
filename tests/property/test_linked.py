"""The laws of questions about the many: a quantifier agrees with a plain count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

import itsmcore.conditions
from itsmcore import Phase
from itsmcore.conditions import AtLeast, Condition, Not, field, leaves, linked
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.desk import Desk
from itsmcore.desk._neighbours import Neighbours, unloaded
from itsmcore.desk._outcome import Reached
from itsmcore.documents import Documents
from itsmcore.lifecycle import LinkKind
from tests.instants import MARCH as T0
from tests.property import strategies as some
from tests.property.desks import IDS, desks

KINDS = ("child", "target.task")
INNER = some.conditions(atoms=some.simple_tests(outside=True), size=3)
SEVERAL = st.lists(some.simple_facts(), max_size=4)
PARTIAL = st.lists(st.none() | some.simple_facts(), max_size=4)


@st.composite
def questions(draw: st.DrawFn, inner: st.SearchStrategy[Condition] = INNER) -> Condition:
    """Give a question about the children, or the tasks of the target."""
    of, where, number = linked(draw(st.sampled_from(KINDS))), draw(inner), draw(st.integers(1, 4))
    count = of.count(where=where)
    return draw(st.sampled_from((of.every(where), of.some(where), count >= number, count < number)))


@st.composite
def facts(draw: st.DrawFn, several: st.SearchStrategy[Sequence[Any]]) -> dict[str, Any]:
    """Give facts with some linked records."""
    own = draw(some.simple_facts(outside=True))
    return {**own, "linked.child": draw(several), "target.linked.task": draw(several)}


def around(one: dict[str, Any], every: dict[str, Any]) -> dict[str, Any]:
    """Give the facts of a linked record, with those that are of no record."""
    return {**{name: of for name, of in every.items() if "." in name}, **one}


def asked(question: Condition) -> tuple[AtLeast, bool]:
    """Give how many are asked for, and whether there shall be fewer."""
    found = question.part if isinstance(question, Not) else question
    assert isinstance(found, AtLeast)
    return found, isinstance(question, Not)


@over(questions(), facts(SEVERAL), st.data())
def test_a_question_agrees_with_a_plain_count(
    question: Condition, known: dict[str, Any], data: st.DataObject
) -> None:
    """Of what is loaded; of the rest, it is open where some completion could change it."""
    least, is_denied = asked(question)
    answers = [least.where.judge(around(one, known)) for one in known[least.name]]
    hidden = data.draw(st.sets(st.integers(0, 3)))
    if any(True for _ in leaves(least.where)):
        answers = [None if n in hidden else answer for n, answer in enumerate(answers)]
        several = [None if n in hidden else one for n, one in enumerate(known[least.name])]
        known = {**known, least.name: several}
    choices = [(True, False) if answer is None else (answer,) for answer in answers]
    possible = {(sum(each) >= least.least) is not is_denied for each in product(*choices)}
    assert (possible.pop() if len(possible) == 1 else None) is question.judge(known)


@over(questions(questions()), facts(PARTIAL), st.data())
def test_what_is_loaded_later_never_turns_an_answer(
    question: Condition, known: dict[str, Any], data: st.DataObject
) -> None:
    """Not even that of a question about what is linked to those linked."""
    wider = {
        name: [data.draw(facts(SEVERAL)) if one is None else one for one in of]
        if isinstance(of, list)
        else of
        for name, of in known.items()
    }
    assert question.judge(known) in (None, question.judge(wider))


@over(st.sampled_from(KINDS), INNER)
def test_not_every_is_some_that_do_not(kind: str, where: Condition) -> None:
    """They are one value, and not only one answer."""
    of = linked(kind)
    assert of.some(~where) == ~of.every(where)
    assert of.every(~where) == ~of.some(where)


@over(questions(questions()))
def test_a_question_is_what_it_prints_as_and_what_it_is_stored_as(question: Condition) -> None:
    """Evaluated, and read from its document."""
    docs = Documents()
    assert question == eval(repr(question), vars(itsmcore.conditions))
    assert question == docs.structure(docs.unstructure(question), Condition)


WHERE: dict[str, Any] = {
    "open": field("phase").is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING)),
    "set": field("assignee").is_set,
    "task": field("practice").is_("Task"),
}


TELL: dict[str, Callable[[Any], bool]] = {
    "open": lambda record: record.phase.is_open,
    "set": lambda record: bool(getattr(record, "assignee", None)),
    "task": lambda record: type(record).__name__ == "Task",
}


@settings(max_examples=20)
@over(
    desks(worn=False),
    st.sampled_from(IDS),
    st.sampled_from([str(kind) for kind in LinkKind]),
    st.sampled_from(sorted(WHERE)),
    st.sets(st.sampled_from(IDS)),
    st.integers(1, 3),
)
def test_a_desk_answers_as_a_plain_count_of_its_records_does(
    desk: Desk, id: str, kind: str, where: str, absent: set[str], number: int
) -> None:
    """Also where it has a part of them; it names whatever keeps an answer open."""
    part = Desk.of([one for one in desk if one.id not in absent - {id}], desk.links)
    numbers = [other for of, other in part.ties.get(id, ()) if of == kind]
    met = sum(TELL[where](part[other]) for other in numbers if other in part)
    unknown = [other for other in numbers if other not in part]
    expected = None if met < number <= met + len(unknown) else met >= number

    work = part._work()
    read = FactSpaces(linked=Neighbours(work, id, T0))
    question = linked(kind).count(where=WHERE[where]) >= number
    assert expected is question.judge(read)
    of_target = linked(f"target.{kind}").count(where=WHERE[where]) >= number
    reached = Reached(part[id], Neighbours(work, id, T0))
    assert expected is of_target.judge(FactSpaces(target=reached))
    assert set(unknown) == set(unloaded(work, question, id, ""))
