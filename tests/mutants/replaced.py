"""The code of functions that live, replaced: no module is loaded again for a mutant."""

import gc
from collections.abc import Iterator
from inspect import CO_OPTIMIZED
from types import CodeType, FunctionType

from tests.mutants.drawn import SOURCE
from tests.mutants.operators import Mutant


def replace(mutant: Mutant) -> bool:
    """Give functions the mutant's code; False where what defines them is otherwise."""
    path = str(SOURCE / mutant.path)
    former, other = (compile(each, path, "exec") for each in (mutant.former, mutant.source))
    try:
        others = {_place(each): twin for each, twin in _twins(former, other)}
    except _Redefined:
        return False
    living = [
        (each, others[place])
        for each in gc.get_objects()
        if isinstance(each, FunctionType)
        and each.__code__.co_filename == path
        and (place := _place(each.__code__)) in others
    ]
    for function, code in living:
        function.__code__ = code
    return bool(living)


class _Redefined(Exception):
    """A module or a class does something else, or a function takes something else."""


def _twins(former: CodeType, other: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Pair the functions of two modules."""
    is_function = former.co_flags & CO_OPTIMIZED
    if is_function:
        yield former, other
    elif _done(former) != _done(other):
        raise _Redefined
    for inner, twin in zip(_within(former), _within(other), strict=False):
        if _taken(inner) == _taken(twin):
            yield from _twins(inner, twin)
        elif not is_function:  # one inside of another is made anew
            raise _Redefined


def _within(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def _done(code: CodeType) -> tuple[object, ...]:
    """Say what a module or a class does, but for what its functions do."""
    constants = [None if isinstance(each, CodeType) else each for each in code.co_consts]
    return code.co_code, code.co_names, repr(constants)


def _taken(code: CodeType) -> tuple[object, ...]:
    """Say what a function takes, from its caller and from around it."""
    count = code.co_argcount + code.co_kwonlyargcount
    return code.co_argcount, code.co_varnames[:count], code.co_freevars


def _place(code: CodeType) -> tuple[object, ...]:
    return code.co_qualname, code.co_firstlineno, code.co_linetable
