"""What is told by its place is part of how a name is called; what is optional is told by name."""

import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.sweep.surface import Offered, callables

LISTED = Path(__file__).parent / "positional.txt"
"""Each class, function and method that takes something by name, with what it takes by place."""


@cache
def listed() -> dict[str, str]:
    """Read the list."""
    lines = (line.partition(":") for line in LISTED.read_text("utf-8").splitlines())
    return {name: places.strip() for name, _, places in lines}


def parameters(one: Offered) -> list[inspect.Parameter]:
    """List what a function or a method takes, beside what it is a method of."""
    value = inspect.getattr_static(one.owner, one.value) if one.owner else one.value
    value = value.__func__ if isinstance(value, classmethod | staticmethod) else value
    if not callable(value):
        return []
    found = inspect.signature(value).parameters.values()
    return [each for each in found if each.name not in {"self", "cls"}]


def positional() -> Iterator[tuple[str, str, bool]]:
    """Give each name, with what it takes by place, and whether it takes something by name."""
    for one in callables():
        found = parameters(one)
        if one.owner and {"at", "by", "cause"} <= {each.name for each in found}:
            continue  # a verb, whose signature is that of its event
        places = [each for each in found if each.kind < each.VAR_POSITIONAL]
        is_named = any(each.kind is each.KEYWORD_ONLY for each in found)
        is_optional = any(each.default is not each.empty for each in places)
        optional = is_optional and not inspect.isclass(one.value)
        yield one.name, " ".join(each.name for each in places), is_named or optional


def test_what_is_told_by_its_place_is_what_is_listed() -> None:
    """So that nothing is added there, and nothing that was optional is moved."""
    found = {name: places for name, places, _ in positional()}
    assert listed() == {name: found.get(name) for name in listed()}


def test_what_is_new_takes_what_is_optional_by_name() -> None:
    """A place is for what every call has."""
    by_place = {
        f"{one.name}({each.name})"
        for one in callables()
        for each in parameters(one)
        if not inspect.isclass(one.value)
        and one.name not in listed()
        and each.kind < each.VAR_POSITIONAL
        if each.default is not each.empty
    }
    assert set() == by_place
