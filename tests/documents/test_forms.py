"""The answers to a form as JSON, and their schema."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from itsmcore.conditions import ALWAYS, Condition, field, words
from itsmcore.documents import BadDocument, Documents, Unwritable
from itsmcore.errors import FaultyDefinition
from itsmcore.lifecycle import Argument, Form
from tests.lifecycle.forms import LAPTOP

DOCUMENTS = Documents()
POOL: dict[Any, list[Any]] = {
    str: ["13", "15", "hw", "hw/mobile", "hw\n", " ", "", None, 5, "x.y"],
    bool: [True, False, None, "yes"],
    int: [0, 1, 7, None, True, "1"],
    tuple[str, ...]: [["a"], ["a", "b"], [], None, "a", [5]],
    date: ["2026-01-31", "31 January", None],
}
VALUES: dict[Any, list[Any]] = {
    str: ["13", "15", "hw", "x.y"],
    bool: [True, False],
    int: [0, 1, 7],
    tuple[str, ...]: [("a",), ("a", "b")],
    date: [date(2026, 1, 31)],
}


def _tests(of: Argument) -> st.SearchStrategy[Condition]:
    fact, values = field(f"answers.{of.name}"), [*of.options] or VALUES[of.kind]
    if of.is_several:
        return st.sampled_from([fact.is_set, fact.contains("a"), fact.contains(("a", "b"))])
    asked = [fact.is_set, *map(fact.is_, [*values, None]), fact.is_in(values[:1])]
    asked += [fact < 2, fact >= 1] if of.kind is int else []
    asked += [fact.under("hw"), fact.under("x.y")] if of.kind is str else []
    return st.sampled_from(asked)


def _conditions(earlier: list[Argument]) -> st.SearchStrategy[Condition]:
    if not earlier:
        return st.just(ALWAYS)
    tests = st.sampled_from(earlier).flatmap(_tests)
    pairs = st.tuples(tests, tests)
    return st.one_of(
        st.just(ALWAYS),
        tests,
        tests.map(lambda one: ~one),
        pairs.map(lambda two: two[0] & two[1]),
        pairs.map(lambda two: two[0] | ~two[1]),
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Draw a form of a few questions of each kind."""
    asked: list[Argument] = []
    for name in "abcd"[: draw(st.integers(1, 4))]:
        kind = draw(st.sampled_from([*VALUES]))
        options = ("13", "15") if kind is str and draw(st.booleans()) else ()
        values = options or VALUES[kind]
        asked.append(
            Argument(
                name,
                kind,
                options=options,
                default=draw(st.none() | st.sampled_from(values)),
                is_required=draw(st.booleans()),
                when=draw(_conditions(asked)),
            )
        )
    try:
        return Form(asked)
    except FaultyDefinition:
        return Form(asked[:1])


@st.composite
def filled(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    """Draw a form and what somebody sends for it."""
    form = draw(forms())
    sent = {of.name: st.sampled_from(POOL[of.kind]) for of in form}
    return form, draw(st.fixed_dictionaries({}, optional={**sent, "other": st.none()}))


@given(filled())
@settings(max_examples=40, deadline=None)
def test_the_schema_takes_what_the_form_takes(drawn: tuple[Form, dict[str, Any]]) -> None:
    """And nothing else."""
    form, document = drawn
    try:
        answers = DOCUMENTS.structure(document, form)
    except BadDocument:
        answers = None
    schema = DOCUMENTS.json_schema(form)
    assert Draft202012Validator(schema).is_valid(document) is (answers is not None)
    if answers is not None:
        again = DOCUMENTS.unstructure(answers, form)
        assert answers == DOCUMENTS.structure(again, form) == form.completed(answers)


DAY = Form(
    (
        Argument("from", date, is_required=True),
        Argument("at", datetime),
        Argument("most", Decimal, options=(Decimal("1.50"), Decimal(3))),
        Argument("sizes", tuple[str, ...], options=("S", "M")),
    )
)
SAID = {
    "from": date(2026, 1, 31),
    "at": datetime(2026, 1, 31, 9, tzinfo=UTC),
    "most": Decimal("1.5"),
    "sizes": ("S",),
}
WRITTEN = {
    "from": "2026-01-31",
    "at": "2026-01-31T09:00:00Z",
    "most": "1.50",
    "sizes": ["S"],
}


def test_answers_are_plain_where_the_questions_tell_what_they_are() -> None:
    """As a web page sends them; an option is written as the form has it."""
    assert WRITTEN == DOCUMENTS.unstructure(SAID, DAY)
    assert SAID == DOCUMENTS.structure(WRITTEN, DAY)
    assert Draft202012Validator(DOCUMENTS.json_schema(DAY)).is_valid(WRITTEN)
    assert {"from": None} == DOCUMENTS.unstructure({"from": None}, DAY)
    assert {} == DOCUMENTS.structure({"model": None}, Form(()))


def test_every_wrong_answer_is_told_with_its_place() -> None:
    """In one error."""
    with pytest.raises(BadDocument) as raised:
        DOCUMENTS.structure({"model": 5, "dock": True, "sise": "x"}, LAPTOP)
    told = dict(raised.value.problems)
    assert {"model", "sise", "cost_centre"} == told.keys() - {"dock"}
    assert "did you mean" in told["sise"] or "known" in told["sise"]
    with pytest.raises(BadDocument, match="must be an object"):
        DOCUMENTS.structure(["13"], LAPTOP)
    with pytest.raises(BadDocument, match="dock is not asked"):
        DOCUMENTS.structure({"model": "13", "dock": True, "cost_centre": "1"}, LAPTOP)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (5, "its field is for answers"),
        ({"modle": "13"}, "there is no question 'modle' in the form"),
        ({"dock": "yes"}, "dock: 'yes' cannot be written"),
    ],
)
def test_what_is_no_answer_is_not_written(answers: Any, words: str) -> None:
    """A form says what may be."""
    with pytest.raises(Unwritable, match=words):
        DOCUMENTS.unstructure(answers, LAPTOP)


def _is_valid(form: Form, document: dict[str, Any]) -> bool:
    schema = DOCUMENTS.json_schema(form)
    Draft202012Validator.check_schema(schema)
    return bool(Draft202012Validator(schema).is_valid(document))


@pytest.mark.parametrize(
    ("document", "is_right"),
    [
        ({"model": "13", "cost_centre": "4711"}, True),
        ({"model": "13", "cost_centre": "4711", "dock": None}, True),
        ({"model": "13", "cost_centre": "4711", "dock": True}, False),
        ({"model": "15", "cost_centre": "4711", "dock": True}, True),
        ({"model": "15", "cost_centre": "4711"}, False),
        ({"model": "15", "cost_centre": " ", "dock": True}, False),
        ({"model": "14", "cost_centre": "4711"}, False),
        ({"model": "13", "cost_centre": "4711", "other": 1}, False),
        ({}, False),
    ],
)
def test_r5_in_a_schema(document: dict[str, Any], *, is_right: bool) -> None:
    """The schema says the same as the form (EXAMPLES, R5)."""
    assert is_right is _is_valid(LAPTOP, document)


A, N, D = Argument("a"), Argument("n", int, default=5), Argument("d", Decimal)
S = Argument("s", tuple[str, ...])
ANSWERS = field("answers.a"), field("answers.n"), field("answers.s"), field("answers.d")


@pytest.mark.parametrize(
    ("when", "asked", "unasked"),
    [
        (ANSWERS[0].is_set & ANSWERS[1].is_(5), {"a": "x"}, {"a": "x", "n": 6}),
        (~(ANSWERS[1] < 5), {}, {"n": 4}),
        (ANSWERS[1] > 5, {"n": 6}, {}),
        (ANSWERS[1] <= 5, {}, {"n": 6}),
        (ANSWERS[0].is_(None), {"a": " "}, {"a": "x"}),
        (ANSWERS[0].is_in(["x", None]), {}, {"a": "y"}),
        (ANSWERS[1].is_(None) | ANSWERS[0].is_("x"), {"a": "x"}, {}),
        (ANSWERS[0].under("a.b"), {"a": "a.b/c"}, {"a": "axb"}),
        (ANSWERS[2].contains("x"), {"s": ["y", "x"]}, {"s": ["y"]}),
        (ANSWERS[2].contains(("x", "y")), {"s": ["y", "x"]}, {"s": ["y"]}),
        (ANSWERS[2].contains(()), {"s": ["y"]}, {}),
        (ANSWERS[3].is_set, {"d": "1.5"}, {}),
    ],
)
def test_what_decides_is_said_in_the_schema(
    when: Condition, asked: dict[str, Any], unasked: dict[str, Any]
) -> None:
    """Equality, one of several, whether it is there, bounds, branches and parts."""
    form = Form((A, N, S, D, Argument("why", when=when, is_required=True)))
    for document, is_asked in ((asked, True), (unasked, False)):
        answers = DOCUMENTS.structure({**document, "why": None}, form) if not is_asked else None
        assert (answers is None) is is_asked
        assert is_asked is not _is_valid(form, document)
        assert is_asked is _is_valid(form, {**document, "why": "x"})


@pytest.mark.parametrize(
    "when",
    [
        ANSWERS[3] > Decimal(1),
        ANSWERS[0] > "x",
        ANSWERS[0].is_(field("answers.b")),
        ANSWERS[0].contains("x") & ANSWERS[0].is_set,
        ~(ANSWERS[0].contains("x") | ANSWERS[0].is_set),
        words("answers.a").some("x"),
    ],
)
def test_what_no_schema_can_say_is_left_open(when: Condition) -> None:
    """Whatever the form takes, the schema takes; and what hangs on such a question, too."""
    then = Argument("then", when=field("answers.why").is_set)
    last = Argument("last", when=field("answers.then").is_("x"))
    form = Form((A, Argument("b"), D, Argument("why", when=when, is_required=True), then, last))
    for document in ({}, {"why": "x"}, {"why": "x", "then": "x", "last": "x"}):
        assert _is_valid(form, document)
