"""Calls of the public surface, with one or several of their good arguments spoilt."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.hostile.case import Case
from tests.hostile.values import hostile, spoilt
from tests.sweep.good import INSTANCES, SELVES, arguments, call
from tests.sweep.surface import SEARCHES, Offered, callables

APART = ("itsmcore.Desk", *SEARCHES)
"""A desk is made by `Desk.of`, and what searches a model takes its time where nothing is wrong."""
SURFACE = [
    one for one in callables() if arguments(one, one.bound(SELVES)) and one.name not in APART
]


def a_call(random: Random) -> Case:
    """Make a call of anything public."""
    one = random.choice(SURFACE)
    called = _bound(random, one)
    given = dict(arguments(one, called))
    names = list(given)
    several = random.sample(names, min(len(names), random.choice((1, 1, 1, 2, 2, 3, 4))))
    said = []
    for name in several:
        words, given[name] = _spoilt(random, one, name, given[name])
        said.append(f"{name}={words}")
    return Case(
        f"{one.name}: {', '.join(said)}",
        lambda: call(called, given),
        binds=_binds(called, given),
        one=one,
    )


def _bound(random: Random, one: Offered) -> Any:
    """Give what is called, a method of any instance that there is."""
    selves = [each for each in INSTANCES if type(each) is one.owner]
    owner = one.owner
    return one.bound({**SELVES, owner: random.choice(selves)} if owner and selves else SELVES)


def _spoilt(random: Random, one: Offered, name: str, good: Any) -> tuple[str, Any]:
    if one.value == "__format__":  # Python sees to it that this is a text
        return "a text", random.choice(("", "md", "x" * 1000, "\0", "{", ">10", "\ud800"))
    if name.startswith("*") and isinstance(good, Mapping) and good:
        key = random.choice(list(good))
        words, value = spoilt(random, good[key])
        return f"{key}={words}", {**good, key: value}
    if name.startswith("*") and isinstance(good, tuple) and good:
        words, value = spoilt(random, good[0])
        return words, (value, *good[1:])
    if name.startswith("*"):
        words, value = hostile(random, good)
        return words, {"x": value} if isinstance(good, Mapping) else (value,)
    return spoilt(random, good)


def _binds(called: Any, given: dict[str, Any]) -> bool:
    signature = inspect.signature(called)
    named = [name for name in given if not name.startswith("*")]
    more = [name for of in given.values() if isinstance(of, dict) for name in of]
    known = signature.parameters
    takes_any = any(one.kind is one.VAR_KEYWORD for one in known.values())
    return takes_any or all(isinstance(name, str) for name in more) or set(named) <= set(known)
