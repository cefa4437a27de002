"""The code of functions that live, replaced: no module is loaded again for a mutant."""

import gc
from collections.abc import Iterator
from inspect import CO_OPTIMIZED
from types import CodeType, FunctionType

from tests.mutants.drawn import SOURCE
from tests.mutants.operators import Mutant


def replace(mutant: Mutant) -> bool:
    """Give functions the mutant's code; False where what lives does not show it."""
    path = str(SOURCE / mutant.path)
    former, other = (compile(each, path, "exec") for each in (mutant.former, mutant.source))
    try:
        changed = list(_changed(former, other))
    except _Redefined:
        return False
    others = {_place(each): twin for pair in changed for each, twin in _twins(*pair)}
    living = [
        (each, others[place])
        for each in gc.get_objects()
        if isinstance(each, FunctionType)
        and each.__code__.co_filename == path
        and (place := _place(each.__code__)) in others
    ]
    found = {_place(each.__code__) for each, _ in living}
    for function, code in living:
        function.__code__ = code
    return found.issuperset(_place(each) for each, _ in changed)


class _Redefined(Exception):
    """A module or a class does something else, or a function takes something else."""


def _changed(former: CodeType, other: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Pair the functions of two modules that do not do the same."""
    if _done(former) != _done(other):
        raise _Redefined
    for inner, twin in zip(_within(former), _within(other), strict=True):
        if _taken(inner) != _taken(twin):
            raise _Redefined
        if not inner.co_flags & CO_OPTIMIZED:
            yield from _changed(inner, twin)
        elif _is_other(inner, twin):
            yield inner, twin


def _is_other(former: CodeType, other: CodeType) -> bool:
    within = _within(former), _within(other)
    return (
        _done(former) != _done(other)
        or len(within[0]) != len(within[1])
        or any(map(_is_other, *within))
    )


def _twins(former: CodeType, other: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Pair a function with its twin, and what is inside of both."""
    yield former, other
    for inner, twin in zip(_within(former), _within(other), strict=False):
        if _taken(inner) == _taken(twin):
            yield from _twins(inner, twin)


def _within(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def _done(code: CodeType) -> tuple[object, ...]:
    """Say what is done, but for what the functions inside do."""
    constants = [None if isinstance(each, CodeType) else each for each in code.co_consts]
    return code.co_code, code.co_names, repr(constants)


def _taken(code: CodeType) -> tuple[object, ...]:
    """Say what a function takes, from its caller and from around it."""
    count = code.co_argcount + code.co_kwonlyargcount
    return code.co_argcount, code.co_varnames[:count], code.co_freevars


def _place(code: CodeType) -> tuple[object, ...]:
    return code.co_qualname, code.co_firstlineno, code.co_linetable
