"""Forms: which questions are asked, and what is wrong with answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NoReturn

import attrs
import pytest

from itsmcore.conditions import NEVER, as_condition, field, given, linked, words
from itsmcore.errors import BadAnswers, BadData, BadValue, FaultyDefinition, FieldMissing
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.lifecycle import Argument, Form, FormQuestion
from tests.instants import NINE as T0
from tests.lifecycle.forms import COST_CENTRE, DOCK, LAPTOP, MODEL

ANSWER = "answers."


def _codes(form: Form, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    reasons = form.against(answers)
    return [(reason.words.split()[0].removeprefix(ANSWER), reason.code) for reason in reasons]


@pytest.mark.parametrize(
    ("answers", "against"),
    [
        ({"model": "13", "dock": True, "cost_centre": "4711"}, [("dock", "not_asked")]),
        ({"model": "13", "dock": True}, [("dock", "not_asked"), ("cost_centre", "field_missing")]),
        ({}, [("model", "field_missing"), ("cost_centre", "field_missing")]),
        ({"model": "15"}, [("dock", "field_missing"), ("cost_centre", "field_missing")]),
        ({"model": "13", "cost_centre": "4711"}, []),
        ({"model": "15", "dock": False, "cost_centre": "4711"}, []),
        ({"model": "15", "dock": False, "cost_centre": " "}, [("cost_centre", "field_missing")]),
    ],
)
def test_r5(answers: dict[str, Any], against: list[tuple[str, str]]) -> None:
    """Every fault comes in one refusal, with the name of its question (EXAMPLES, R5)."""
    assert against == _codes(LAPTOP, answers)
    if against:
        with pytest.raises(BadAnswers) as raised:
            LAPTOP.completed(answers)
        assert raised.value.reasons == LAPTOP.against(answers)
        assert all(name in str(raised.value) for name, _ in against)
    else:
        assert answers == LAPTOP.completed(answers)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"modle": "13"}, "there is no question 'modle'; did you mean 'model'?"),
        ({"model": "14"}, "answers.model cannot be '14'; did you mean '15'?"),
        ({"model": 13}, "answers.model cannot be 13; give a text"),
        ({"model": "15", "dock": "yes"}, "answers.dock cannot be 'yes'; give True or False"),
        ({"cost_centre": "\ud800"}, "answers.cost_centre has half of a surrogate pair"),
        ({"model": "15", "dock": ""}, "answers.dock cannot be ''; give True or False"),
    ],
)
def test_a_wrong_answer_is_told_by_its_question(answers: dict[str, Any], words: str) -> None:
    """With what to give instead."""
    assert any(reason.words.startswith(words) for reason in LAPTOP.against(answers))


def test_a_wrong_answer_decides_nothing() -> None:
    """Whether the dock is asked is not known while the model is wrong, nor what hangs on that."""
    lamp = Argument("lamp", when=field("answers.dock").is_set)
    form = Form((MODEL, DOCK, lamp))
    assert [("model", "unknown_code")] == _codes(form, {"model": "14", "dock": True, "lamp": "x"})
    assert ("model",) == tuple(of.name for of in form.asked({"model": "14"}))
    assert [("dock", "not_asked")] == _codes(form, {"model": "13", "dock": "yes"})


def test_what_cannot_be_compared_decides_nothing() -> None:
    """Of what is computed from an answer, nobody knows beforehand whether it has an order."""
    late = field("answers.day") > field("answers.text") + timedelta(days=1)
    form = Form((Argument("day", date), Argument("text"), Argument("why", when=late)))
    answers = {"day": date(2026, 1, 31), "text": "x"}
    assert ["day", "text"] == [of.name for of in form.asked(answers)]
    assert () == form.against({**answers, "why": "x"})


def test_defaults_are_filled_in_where_it_is_asked() -> None:
    """And decide what is asked after."""
    form = Form(
        (
            Argument("size", int, default=13),
            Argument("dock", bool, default=True, when=field("answers.size") > 13),
        )
    )
    assert {"size": 13} == form.completed({})
    assert {"size": 15, "dock": True} == form.completed({"size": 15})
    assert {"size": 15, "dock": False} == form.completed({"size": 15, "dock": False})
    assert {"size": 13} == form.completed({"size": None})
    assert {} == form.known({"size": "x", "dock": True})


class Broken(list[int]):
    """A list that cannot be gone through."""

    def __iter__(self) -> NoReturn:
        raise RuntimeError("closed")


def test_an_answer_that_cannot_be_gone_through_is_wrong() -> None:
    """Like any other, whoever asks: it holds no text that was redacted."""
    form, answers = Form((Argument("site"), MODEL)), {"site": Broken([1]), "model": "13"}
    assert [("site", "bad_value")] == _codes(form, answers)
    assert {} == form.defaults(answers)
    assert {"model": "13"} == form.known(answers)


def test_a_page_shows_what_is_asked_now() -> None:
    """With what was answered, or the default, and what is wrong with it."""
    floor = Argument("floor", default="G")
    form = Form((MODEL, DOCK, floor))
    missing = ("answers.dock must be set first",)
    assert (
        FormQuestion(MODEL, "15"),
        FormQuestion(DOCK, None, missing),
        FormQuestion(floor, "G"),
    ) == form.page({"model": "15"})
    assert ["model", "floor"] == [one.question.name for one in form.page({})]


def test_a_form_is_a_value() -> None:
    """Of its questions, in their order."""
    assert LAPTOP == Form([MODEL, DOCK, COST_CENTRE])
    assert (3, [MODEL, DOCK, COST_CENTRE]) == (len(LAPTOP), list(LAPTOP))
    assert LAPTOP == eval(repr(LAPTOP), {"Form": Form, "Argument": Argument, "field": field})
    assert "Form((), space='custom')" == repr(Form((), space="custom"))
    assert hash(LAPTOP) == hash(attrs.evolve(LAPTOP))


@pytest.mark.parametrize("wrong", [5, "model", {"model": 1}, ["model"]])
def test_what_is_no_form_is_refused(wrong: Any) -> None:
    """Nor are answers anything but a mapping."""
    with pytest.raises(BadValue, match="questions cannot be"):
        Form(wrong)
    for ask in (LAPTOP.asked, LAPTOP.page, LAPTOP.against, LAPTOP.completed, LAPTOP.known):
        with pytest.raises(BadValue, match="answers cannot be"):
            ask(5)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="when cannot be 'x'"):
        Argument("a", when="x")  # type: ignore[arg-type]


A = Argument("a", options=("x", "y"))
N = Argument("n", int)
SEVERAL = Argument("s", tuple[str, ...])
ON_A = Argument("b", options=("p", "q"), when=field("answers.a").is_("x"))
ON_B = field("answers.b").is_("p")


@pytest.mark.parametrize(
    ("questions", "code", "words"),
    [
        ((A, A), "duplicate_field", "declared twice"),
        ((Argument("a.b"),), "dotted_name", "call it 'a_b'"),
        ((Argument("d", dict),), "bad_kind", "of a type that questions do not have"),
        ((Argument("d", int, default="x"),), "bad_value", "cannot be 'x'"),
        ((Argument("d", options=("x",), default="y"),), "unknown_code", "cannot be 'y'"),
        ((ON_A, A), "asked_too_early", "asked by answers.a, which is not asked before it"),
        ((Argument("a", when=field("answers.a").is_set),), "asked_too_early", "move it"),
        ((A, Argument("b", when=field("answers.aa").is_set)), "unknown_fact", "'answers.a'"),
        ((A, Argument("b", when=field("profile.site").is_set)), "unknown_fact", "profile.site"),
        ((A, Argument("b", when=given("x").is_set)), "unknown_fact", "given.x"),
        ((A, Argument("b", when=field("answers.a").is_("z"))), "unknown_code", "'z'"),
        ((A, Argument("b", when=field("answers.a").is_in(["z"]))), "unknown_code", "'z'"),
        ((N, Argument("b", when=field("answers.n").is_("z"))), "bad_value", "a whole number"),
        ((N, Argument("b", when=field("answers.n") > "z")), "bad_value", "a whole number"),
        ((A, N, Argument("b", when=field("answers.n") > field("answers.a"))), "bad_value", "n"),
        ((SEVERAL, Argument("b", when=field("answers.s").contains(5))), "bad_value", "a text"),
        ((A, Argument("b", when=NEVER)), "never_asked", "can never be asked"),
        ((A, Argument("b", when=linked("task").some(NEVER))), "no_desk", "'task' links"),
        (
            (
                A,
                ON_A,
                Argument("c", when=field("answers.b").is_("p") & field("answers.a").is_("y")),
            ),
            "never_asked",
            "can never be asked",
        ),
    ],
)
def test_a_faulty_form_is_refused(questions: Any, code: str, words: str) -> None:
    """When it is made, and every fault is listed."""
    with pytest.raises(FaultyDefinition) as raised:
        Form((*questions, Argument("last", dict)))
    found = {fault.code: fault.words for fault in raised.value.faults}
    assert "bad_kind" in found
    assert words in found[code]


def _always(_: object) -> bool:
    return True


def test_a_function_asks_nobody() -> None:
    """No page could."""
    with pytest.raises(FaultyDefinition) as raised:
        Form((Argument("a", when=as_condition(_always)),))
    assert ["opaque"] == [fault.code for fault in raised.value.faults]


@pytest.mark.parametrize(
    "when",
    [
        field("answers.a").is_(None) | field("answers.n").is_in([1, None]),
        field("answers.s").contains("x") & field("answers.s").contains(("x", "y")),
        field("answers.n") >= field("answers.m"),
        field("answers.a").under("x"),
        field("answers.b").is_("p") & field("answers.a").is_("x"),
        words("answers.a").some("x"),
    ],
)
def test_what_may_be_asked_is_no_fault(when: Any) -> None:
    """Of any answer before."""
    Form((A, N, Argument("m", int), SEVERAL, ON_A, Argument("last", when=when)))


SITE = Argument("site", options=("AMS", "NYC"))
FLOOR = Argument("floor", int, when=field("custom.site").is_("AMS"), is_required=True)
LIFT = Argument("lift", bool, when=field("custom.site").is_("NYC"), default=True)
SITED = INCIDENT.extended(name="sited", fields=(SITE, FLOOR, LIFT))


def _opened(**custom: Any) -> Incident:
    return SITED.open("INC-1", at=T0, by="ada", summary="Mail", custom=custom)


def test_custom_fields_may_hang_on_others() -> None:
    """A model asks for them as a form does; its defaults are for those that are asked."""
    assert {} == _opened().custom
    assert {"site": "NYC", "lift": True} == _opened(site="NYC").custom
    assert {"site": "AMS", "floor": 3} == _opened(site="AMS", floor=3).custom
    with pytest.raises(FieldMissing, match=r"custom\.floor must be set first"):
        _opened(site="AMS")
    with pytest.raises(BadData, match=r"custom\.floor is not asked; leave it out"):
        _opened(site="NYC", floor=3)


def test_what_becomes_asked_is_said_at_once() -> None:
    """By an update; what was missing before, from a history that is older, is not its fault."""
    inc = _opened(site="NYC")
    with pytest.raises(FieldMissing, match=r"custom\.floor must be set first"):
        inc.update(at=T0, by="ada", custom={"site": "AMS"})
    moved = inc.update(at=T0, by="ada", custom={"site": "AMS", "floor": 3})
    assert {"site": "AMS", "floor": 3, "lift": True} == moved.custom
    old = INCIDENT.open("INC-1", at=T0, by="ada", summary="Mail", custom={"site": "AMS"})
    inc = Incident.replay(old.history, model=SITED)
    assert {"site": "AMS"} == inc.update(at=T0, by="ada", custom={"site": "AMS"}).custom


def test_a_model_with_faulty_custom_fields_is_refused() -> None:
    """With the words of custom fields."""
    with pytest.raises(FaultyDefinition) as raised:
        INCIDENT.extended(name="x", fields=(FLOOR, SITE, Argument("d", dict)))
    assert ["asked_too_early", "bad_kind"] == [fault.code for fault in raised.value.faults]
    assert "custom field 'floor'" == raised.value.faults[0].subject
    assert "custom fields do not have" in raised.value.faults[1].words
