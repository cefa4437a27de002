"""Proofs over conditions: can this ever hold, and does one thing follow from another?

A condition is unfolded into cubes (conjunctions of tests), and a cube is contradictory when, for some
field, no value passes all its tests. The values tried are the ones the tests name and those just
between them, run through the tests themselves. What cannot be decided so (a function, two fields
against each other) counts as possible: a proof may be missed and is never invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import attrs

from itsmcore.conditions._condition import All, Condition, Field, Not, Op, Some, Test
from itsmcore.errors import Incomparable
from itsmcore.level import Impact, Level, Priority, Urgency

_LIMIT = 4096
_ORDERED = (Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST)
Literal = tuple[Condition, bool]
Cube = tuple[Literal, ...]


class _TooLarge(Exception):
    """The condition has more cubes than are worth unfolding."""


def is_satisfiable(condition: Condition) -> bool:
    """Tell whether some facts may make it hold; False is proven, True may be a guess.

    >>> from itsmcore.conditions import field
    >>> is_satisfiable(field("size").is_(3) & (field("size") > 4))
    False
    """
    try:
        return bool(_cubes(condition, wanted=True))
    except _TooLarge:
        return True


def implies(condition: Condition, other: Condition) -> bool:
    """Tell whether the other holds wherever the first does; True is proven, False may be a guess.

    >>> from itsmcore.conditions import field
    >>> implies(field("path").under("mail/spam"), field("path").under("mail"))
    True
    """
    return not is_satisfiable(condition & ~other)


def _cubes(condition: Condition, *, wanted: bool) -> list[Cube]:
    if isinstance(condition, Not):
        return _cubes(condition.part, wanted=not wanted)
    if isinstance(condition, All | Some):
        parts = [_cubes(part, wanted=wanted) for part in condition.parts]
        return (
            _joined(parts)
            if isinstance(condition, All) is wanted
            else [c for p in parts for c in p]
        )
    cube: Cube = ((condition, wanted),)
    return [cube] if _consistent(cube) else []


def _joined(parts: Iterable[list[Cube]]) -> list[Cube]:
    cubes: list[Cube] = [()]
    for part in parts:
        if len(cubes) * len(part) > _LIMIT:
            raise _TooLarge
        merged = (tuple(dict.fromkeys((*cube, *more))) for cube in cubes for more in part)
        cubes = [cube for cube in merged if _consistent(cube)]
    return cubes


def _consistent(cube: Cube) -> bool:
    if any((condition, not wanted) in cube for condition, wanted in cube):
        return False
    by_field: dict[Field, list[tuple[Test, bool]]] = {}
    for condition, wanted in cube:
        if isinstance(condition, Test) and _is_decidable(condition):
            by_field.setdefault(condition.subject, []).append((condition, wanted))
    return all(
        any(_passes(value, tests) for value in _witnesses(tests)) for tests in by_field.values()
    )


def _is_decidable(test: Test) -> bool:
    return test.op is not Op.CONTAINS and not isinstance(test.value, Field)


def _passes(value: object, tests: list[tuple[Test, bool]]) -> bool:
    if value is _UNTRIED:
        return True
    try:
        return all(test.judge({test.subject.name: value}) is wanted for test, wanted in tests)
    except Incomparable:
        return False


class _Anything:
    """Stand for a value that no test names."""


_UNTRIED = _Anything()


def _witnesses(tests: list[tuple[Test, bool]]) -> Iterator[object]:
    yield from (None, (), _Anything())
    named = [v for test, _ in tests for v in _values(test)]
    yield from named
    for value in named:
        if isinstance(value, str):
            yield from (f"{value}/", f"{value}/\0", f"{value}\0", "")
    if any(test.op in _ORDERED for test, _ in tests):
        yield from _between(named)


def _values(test: Test) -> tuple[object, ...]:
    if test.op is Op.IS_SET:
        return ()
    return test.value if test.op is Op.IS_IN and isinstance(test.value, tuple) else (test.value,)


def _between(values: list[Any]) -> Iterator[object]:
    """Give a value in every gap of an ordered scale, or `_UNTRIED` where none can be made."""
    present = [value for value in values if value is not None]
    kinds = {type(value) for value in present} - {int}
    step = next((step for kind, step in _STEPS if kinds <= {kind}), None)
    if kinds == {str}:
        return
    if step is None or any(isinstance(value, bool) for value in present):
        yield _UNTRIED
        return
    ranks = sorted(present)
    try:
        yield from (_shifted(ranks[0], -step), _shifted(ranks[-1], step))
        yield from (_shifted(low, _gap(low, high) / 2) for low, high in pairwise(ranks))
    except (OverflowError, TypeError):
        yield _UNTRIED


_STEPS: tuple[tuple[type, Any], ...] = (
    (float, 1),
    (Decimal, 1),
    (dt.timedelta, dt.timedelta(days=1)),
    (dt.date, dt.timedelta(days=1)),
    (dt.datetime, dt.timedelta(days=1)),
    (Impact, 1),
    (Urgency, 1),
    (Priority, 1),
    (Level, 1),
)


def _gap(low: Any, high: Any) -> Any:
    return high.rank - low.rank if isinstance(low, Level) else high - low


def _shifted(value: Any, step: Any) -> object:
    if isinstance(value, Level):
        return attrs.evolve(value, code="\0", rank=value.rank + step)
    return value + step
