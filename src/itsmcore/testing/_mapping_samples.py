"""Samples of mappings: custom fields, answers, profiles, each set of items that is worth trying."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from itsmcore.conditions import leaves
from itsmcore.lifecycle import Argument, Form, Model
from itsmcore.lifecycle._form import unverified
from itsmcore.testing._arguments import SOMEBODY, conditions_of, number_of, values_in

Values: TypeAlias = Callable[[Argument, Model], list[Any]]
"""What returns the values of an argument that are worth trying."""


def mapped(name: str, model: Model, values: Values) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the items of a mapping that are needed, and each set of items that is worth trying.

    Its items are those that the model declares, and those that its conditions read.

    Args:
        name: the record field that holds the mapping.
        model: the model.
        values: what returns the values of an argument that are worth trying.
    """
    form = unverified(model.declared.get(name, ()), name)
    known = {one.name: values(one, model) for one in form}
    kinds = {one.name: one for one in form}
    for item, value in _read(f"{name}.", model):
        one, tried = kinds.get(item), known.setdefault(item, [])
        if value is not None:
            of = number_of(None if one is None else one.kind, value)
            several = (of,) if one is not None and one.is_several else of
            tried += [several] * (several not in tried)
    tries = {item: of or [SOMEBODY[0]] for item, of in known.items()}
    needed = _completed(form, {}, tries)
    first = _completed(form, {item: of[0] for item, of in tries.items()}, tries)
    found = [needed]
    for item, several in tries.items():
        for value in several:
            varied = (_completed(form, {**one, item: value}, tries) for one in found)
            more = next((one for one in varied if one.get(item) == value), None)
            found += [] if more is None or more in found else [more]
    others = [one for one in found[1:] if one != first]
    return needed, [first, *others] if first else others


def _completed(
    form: Form, given: Mapping[str, Any], tries: Mapping[str, list[Any]]
) -> dict[str, Any]:
    """Return some items as a form takes them: what is not asked left out, what is needed added."""
    asked = {question.name for question in form}
    said = {item: of for item, of in given.items() if item not in asked}
    facts = dict[str, Any]()
    for question in form:
        name = question.name
        if question.when.judge(facts):
            if name in given or question.is_required:
                said[name] = given.get(name, tries[name][0])
            facts[f"{form.space}.{name}"] = said.get(name, question.default)
    return said


def _read(space: str, model: Model) -> Iterator[tuple[str, Any]]:
    """Yield each item that the conditions of a model read, with each value it is compared with."""
    for condition in conditions_of(model):
        for leaf in leaves(condition):
            for fact in leaf.fields:
                if fact.name.startswith(space):
                    item = fact.name.removeprefix(space)
                    yield item, None
                    yield from ((item, value) for value in values_in(leaf, fact))
