"""Strategies for the arguments of verbs, derived from an event class and a model."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from itsmcore.approval import ApprovableModel
from itsmcore.checked import checked
from itsmcore.conditions import Condition, Field, Op, Test, is_set, leaves
from itsmcore.conditions._spaces import AFTER, EVENT, without
from itsmcore.errors import ItsmError
from itsmcore.fields import is_hashable
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import NOBODY, Actor, Event, Form, Model
from itsmcore.lifecycle._form import unverified
from itsmcore.phrase import say
from itsmcore.plain import is_blank
from itsmcore.requests import RequestModel
from itsmcore.testing._hints import of_type

Arguments = st.SearchStrategy[dict[str, Any]]
Fields = dict[str, st.SearchStrategy[Any]]


@checked
def arguments(event: type[Event], *, model: Model, codes_only: bool = False) -> Arguments:
    """Draw the arguments of an event, apart from at, by, cause and given: legal ones, and others.

    Args:
        event: the event class.
        model: the model whose codes and levels are drawn from.
        codes_only: if the model lists legal codes, draw no others; by default one in five is.
    """
    needed, optional = fields_of(event, model, codes_only=codes_only)
    return st.fixed_dictionaries(needed, optional=optional)


def fields_of(
    event: type[Event], model: Model, *, codes_only: bool = False
) -> tuple[Fields, Fields]:
    """Return a strategy for each argument of an event: those it needs, and those it may have."""
    needed: Fields = {}
    optional: Fields = {}
    if "id" in attrs.fields_dict(event):
        needed["id"] = st.integers(1, 9999).map("ID-{:04}".format)
    required = model.plan.asked[event].required
    for argument in model.plan.arguments[event]:
        value = _items(argument.name, model, event)
        if value is None:
            value = of_type(argument.kind, model).filter(_taken_by(event, argument.name))
        if argument.name in required:
            value = value.filter(_says_something)
        if argument.options and not argument.is_several:
            legal = st.sampled_from(argument.options)
            value = legal if codes_only else _mostly(legal, value)
        if not argument.is_required and argument.default is None:
            value |= st.none()
        if argument.name != "clear":
            (needed if argument.is_required else optional)[argument.name] = value
    return needed, optional


def _items(name: str, model: Model, event: type[Event]) -> st.SearchStrategy[Any] | None:
    """Draw what a mapping holds, where the model says or reads it; None where nobody knows."""
    if name == "custom":
        return _custom(model, event) if model.fields else None
    if name not in model.plan.mappings:
        return None
    if name in model.declared:
        return _answers(unverified(model.declared[name], name), model)
    read = dict(_read(model, f"{name}."))
    if not read:
        return None
    each = {item: st.sampled_from(values) for item, values in read.items()}
    return st.fixed_dictionaries(each).map(FrozenDict)


@st.composite
def _answers(draw: st.DrawFn, form: Form, model: Model) -> FrozenDict[str, Any]:
    """Draw answers to what is asked, question by question."""
    given: dict[str, Any] = {}
    for question in form:
        if question in form.asked(given) and (question.is_required or draw(st.booleans())):
            kind = of_type(question.kind, model)
            value = st.sampled_from(question.options) if question.options else kind
            given[question.name] = draw(value.filter(is_set))
    return FrozenDict(given)


def _read(model: Model, space: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield each item of a mapping that the conditions of a model read, with what may matter."""
    found: dict[str, list[Any]] = {}
    for condition in conditions_of(model):
        for leaf in leaves(condition):
            for fact in leaf.fields:
                if fact.name.startswith(space):
                    held = found.setdefault(fact.name.removeprefix(space), [])
                    held += [of for of in values_in(leaf, fact) if of not in held]
    for name, values in found.items():
        yield name, values or list(SOMEBODY)


SOMEBODY = ("mia", "noor")
"""Who is named where somebody has to be."""


def _custom(model: Model, event: type[Event]) -> st.SearchStrategy[Any]:
    """Draw the custom fields that a model declares."""
    needed: Fields = {}
    optional: Fields = {}
    for field in model.fields:
        value = st.sampled_from(field.options) if field.options else of_type(field.kind, model)
        if field.options and field.is_several:
            value = st.lists(value, max_size=2).map(tuple)
        is_needed = field.is_required and event is model.opening_event
        (needed if is_needed else optional)[field.name] = value.filter(is_set)
    drawn = st.fixed_dictionaries(needed, optional=optional)
    return drawn.map(FrozenDict).filter(lambda said: not model.plan.form.against(said))


def _says_something(value: Any) -> bool:
    return not any(map(is_blank, value if isinstance(value, tuple) else (value,)))


def _taken_by(event: type[Event], name: str) -> Callable[[Any], bool]:
    """Return what tells whether a field of an event takes a value."""
    converter: Any = attrs.fields_dict(event)[name].converter

    def is_taken(value: Any) -> bool:
        try:
            converter(value)
        except ItsmError:
            return False
        return True

    return (lambda _: True) if converter is None else is_taken


def _mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 4).flatmap(lambda number: odd if number == 4 else usual)


def conditions_of(model: Model) -> Iterable[Condition]:
    """Yield every condition of a model's rules, timers and reactions."""
    for rule in model.rules:
        yield from (guard.condition for guard in rule.guards)
        yield from (permit.when for permit in rule.roles)
    yield from (timer.when for timer in model.timers)
    yield from (reaction.when for reaction in model.reactions)
    if isinstance(model, ApprovableModel) and model.policy is not None:
        yield from model.policy.conditions
    if isinstance(model, RequestModel) and model.item is not None:
        yield model.item.entitled


@checked
def outside_facts(model: Model) -> st.SearchStrategy[dict[str, Any]]:
    """Draw what a caller might pass: the outside facts that some guard asks for, or fewer.

    Args:
        model: the model whose guards are read.
    """
    values = outside_values(model)
    return st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in values.items()})


def outside_values(model: Model) -> dict[str, list[Any]]:
    """List the outside facts that guards ask for, and values that may matter to them."""
    values: dict[str, list[Any]] = {}
    for condition in conditions_of(model):
        for leaf in leaves(condition):
            for fact in leaf.fields:
                if fact.space == "given":
                    named = values.setdefault(fact.name.removeprefix("given."), [True, False])
                    named += [of for of in values_in(leaf, fact) if of not in named]
    return values


def field_of(fact: Field, model: Model) -> str:
    """Return the name of the field, of an event or a record, that a fact is read from."""
    name = without(fact.name, EVENT, AFTER)
    whole = name.partition(".")[0]
    return whole if whole in model.plan.mappings else name


def values_in(leaf: Condition, fact: Field) -> Iterator[Any]:
    """Yield the values that a leaf of a condition compares a fact with."""
    if not isinstance(leaf, Test) or leaf.subject != fact or isinstance(leaf.value, Field):
        return
    several: Any = leaf.value if leaf.op is Op.IS_IN else (leaf.value,)
    if leaf.op is not Op.IS_SET:
        yield from filter(is_hashable, several)
        yield from beside(leaf.value)


def beside(value: object) -> tuple[Any, ...]:
    """Return the numbers just above and below a number, where `>` and `>=` differ; else none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return ()
    return (value + 1, value - 1)


def number_of(kind: Any, value: Any) -> Any:
    """Return a number as one of a type of numbers, where a condition has it as another; else it."""
    kinds = typing.get_args(kind) or (kind,)
    if isinstance(value, int | float) and not isinstance(value, bool) and type(value) not in kinds:
        for one in (Decimal, float):
            if one in kinds:
                return one(value)
    return value


def cast(model: Model) -> tuple[Actor, ...]:
    """List a cast for a model: one actor for each role, one with all, one with none.

    Args:
        model: the model whose roles are read.
    """
    permits = {permit for rule in model.rules for permit in rule.roles} - {NOBODY}
    roles = sorted({permit.role for permit in permits})
    each = [Actor(say("testing.arguments.only", role=role), roles={role}) for role in roles]
    return (Actor("ada", roles=roles), *each, Actor("nobody"))
