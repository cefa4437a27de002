"""A field of a record that holds a mapping holds a fact for each of its items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

import attrs
import pytest

from itsmcore.conditions import field, linked
from itsmcore.decisions import Decision, Match
from itsmcore.desk import target
from itsmcore.desk._soundness import cascade_faults
from itsmcore.errors import BadValue, FaultyDefinition, GuardRefused, NotRedactable, Unlisted
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.lifecycle import (
    ANY,
    Argument,
    Event,
    Following,
    Guard,
    Lifecycle,
    Model,
    Phase,
    Plain,
    Record,
    Rule,
    State,
    custom_fields,
    opening,
    verb,
)
from tests.instants import NINE as T0


def _answers(values: Mapping[str, Plain] | None) -> FrozenDict[str, Plain]:
    return custom_fields(values, field="answers")


@attrs.frozen(kw_only=True)
class Asked(Event):
    """Ask."""

    verb: ClassVar[str] = "ask"
    id: str = attrs.field(kw_only=False)
    answers: FrozenDict[str, Plain] = attrs.field(default=EMPTY, converter=_answers)


@attrs.frozen(kw_only=True)
class Answered(Event):
    """Answer anew."""

    verb: ClassVar[str] = "answer"
    answers: FrozenDict[str, Plain] = attrs.field(converter=_answers)


@attrs.frozen(kw_only=True)
class Granted(Event):
    """Grant it."""

    verb: ClassVar[str] = "grant"
    sets: ClassVar[Mapping[str, Any]] = {"granted": field("answers.model")}


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Wish(Record[Any]):
    """What somebody asks for."""

    answers: FrozenDict[str, Plain] = EMPTY
    granted: str | None = None
    derived_mappings: ClassVar[tuple[str, ...]] = ("sizes",)

    open = opening(Asked)
    answer = verb(Answered)
    grant = verb(Granted)

    @property
    def sizes(self) -> Mapping[str, int]:
        """How long each answer is."""
        return {name: len(str(of)) for name, of in self.answers.items()}


@attrs.frozen(kw_only=True)
class WishModel(Model):
    """The tables of a wish."""

    record: ClassVar[type[Wish]] = Wish
    opening_event: ClassVar[type[Asked]] = Asked
    questions: tuple[Argument, ...] = ()
    open = opening(Asked, Wish)

    @property
    def declared(self) -> Mapping[str, tuple[Argument, ...]]:
        """What may be answered."""
        asked = {"answers": self.questions} if self.questions else {}
        return {**super().declared, **asked}


MODEL = Argument("model", options=("13", "15"))
STATES = (State("wished", phase=Phase.NEW), State("granted", phase=Phase.CLOSED))


NEEDY = Rule(Granted, source="wished", target="granted", needs=("answers.model",))
GRANTING = attrs.evolve(NEEDY, needs=())


def _model(*guards: Guard, granting: Rule = NEEDY, questions: Any = (MODEL,)) -> WishModel:
    rules = (Rule(Answered, source=ANY, guards=guards), granting)
    table = Lifecycle("wish", states=STATES, rules=rules)
    return WishModel(name="wish", questions=questions, lifecycle=table)


NOT_SMALLER = Guard(
    "it grows", ~(field("answers.model").is_("15") & field("after.answers.model").is_("13"))
)
WISH = _model(NOT_SMALLER)
Wish.model = WISH


def _wish(of: WishModel = WISH, /, **answers: Any) -> Wish:
    return of.open("W-1", at=T0, by="ada", answers=answers)


def test_each_item_is_a_fact() -> None:
    """One that is not there is absent, as any other fact; the mapping itself is none."""
    facts = _wish(model="13").facts
    assert ("13", None, "no") == (
        facts["answers.model"],
        facts.get("answers.dock"),
        facts.get("dock.model", "no"),
    )
    assert "answers.model" in set(facts)
    assert len(list(facts)) == len(facts)
    assert 2 == facts["sizes.model"]
    assert "answers" not in facts
    assert "13" == Decision([(field("answers.model").is_set, "13")]).decide(facts)


def test_guards_read_what_it_is_and_what_it_will_be() -> None:
    """So does a verb that is only considered."""
    wish = _wish(model="15")
    with pytest.raises(GuardRefused, match="it grows"):
        wish.answer(at=T0, by="ada", answers={"model": "13"})
    assert wish.why_not("answer", at=T0, by="ada", answers={"model": "13"})
    assert "15" == wish.answer(at=T0, by="ada", answers={"model": "15"}).answers["model"]


def test_a_rule_may_need_one_and_an_event_may_set_a_field_by_one() -> None:
    """As with custom fields."""
    assert "13" == _wish(model="13").grant(at=T0, by="ada").granted
    assert _wish().why_not("grant", at=T0, by="ada")


def test_a_timeline_has_what_is_asked_for() -> None:
    """All of them, or those that are named."""
    wish = _wish(model="13", dock=True)
    first = wish.timeline().steps[0].facts
    assert ("13", True) == (first["answers.model"], first["answers.dock"])
    facts = wish.timeline(facts=("answers.dock",)).steps[0].facts
    assert (True, None) == (facts["answers.dock"], facts.get("answers.model"))
    with pytest.raises(Unlisted, match="answer"):
        wish.timeline(facts=("answer.dock",))


def _faults(*guards: Guard, **tables: Any) -> list[str]:
    with pytest.raises(FaultyDefinition) as raised:
        _model(*guards, **tables)
    return [f"{fault.code}: {fault.words}" for fault in raised.value.faults]


def test_an_unknown_item_is_a_fault_where_the_items_are_known() -> None:
    """And so is an answer that is none of its options."""
    first, second, third = _faults(
        Guard("a", field("answers.modle").is_set),
        Guard("b", field("after.answers.modle").is_set),
        Guard("c", field("answers.model").is_("14")),
    )
    assert "unknown_fact: reads 'answers.modle'; did you mean 'answers.model'?" == first
    assert second.endswith("did you mean 'after.answers.model'?")
    assert third.startswith("unknown_code: asks whether answers.model is '14'")


def test_a_field_that_holds_no_mapping_has_no_items() -> None:
    """The nearest name is told; and the mapping is no fact by itself."""
    item, whole = _faults(
        Guard("a", field("answer.model").is_set), Guard("b", field("answers").is_set)
    )
    assert "unknown_fact: reads 'answer.model'; did you mean 'answers.model'?" == item
    assert whole.startswith("unknown_fact: reads 'answers'")


def test_what_an_event_sets_by_one_has_to_be_known() -> None:
    """Any item will do where none are declared."""
    sets, needs = _faults(questions=(Argument("modell"),))
    assert "unknown_fact: sets 'granted' to 'answers.model'; did you mean" in sets
    assert "unknown_field: needs 'answers.model'; did you mean 'answers.modell'?" == needs
    is_open = _model(Guard("a", field("answers.modle").is_(None)), granting=GRANTING, questions=())
    wish = _wish(is_open).answer(at=T0, by="ada", answers={"model": "13"})
    assert "13" == wish.grant(at=T0, by="ada").granted


def test_a_cascade_may_read_them() -> None:
    """Of the record, of the one that it would reach and of linked ones, as far as models know."""
    of_wishes = field("practice").is_("Wish") & target("practice").is_("Wish")
    following = Following(Answered, {"answers": FrozenDict({"model": "13"})})

    def found(asked: Any, model: WishModel) -> list[str]:
        rows = Decision([(of_wishes & asked, following)], match=Match.ALL)
        return [fault.words for fault in cascade_faults(rows, (model,))]

    asked = field("answers.model").is_(target("answers.model"))
    slip = field("answers.modle").is_(target("answers.modle"))
    linked_slip = linked("related").some(field("answers.modle").is_set)
    assert [] == found(asked, WISH)
    assert ["'answers.model'", "'target.answers.model'"] == [
        words.rpartition("mean ")[2].rstrip("?") for words in found(slip, WISH)
    ]
    undeclared = _model(granting=GRANTING, questions=())
    assert [] == [*found(slip, undeclared), *found(linked_slip, undeclared)]


def test_it_is_redacted_but_for_codes() -> None:
    """As custom fields are."""
    wish = _wish(model="13", name="Kim").redacted(
        at=T0, by="dpo", reason="Erasure", fields="answers.name"
    )
    assert {"model": "13", "name": "(redacted 1 of W-1)"} == wish.answers
    with pytest.raises(NotRedactable, match="a code of the model"):
        _wish(model="13").redacted(at=T0, by="dpo", reason="Erasure", fields="answers.model")


def test_errors_name_the_field() -> None:
    """Not that of custom fields."""
    with pytest.raises(BadValue, match=r"answers\.model cannot be"):
        _wish(model=object())
    with pytest.raises(BadValue, match="answers cannot be 5"):
        _answers(cast("Any", 5))
