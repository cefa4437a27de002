"""Code that is generated for a class, as attrs does, for what runs at every verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs

T = TypeVar("T")


def written_out(lines: Iterable[str], *more: str, **names: Any) -> Callable[..., Any]:
    """Make a function of a value, and of further arguments, from the lines of its body.

    A loop over the fields of a class takes several times as long as looking at each of them in
    turn.

    Args:
        lines: the body, which calls the value `value`.
        more: the names of its other arguments.
        names: what else it reads.
    """
    return _defined(("value", *more), lines, names)


def maker(cls: type[T]) -> Callable[..., T]:
    """Make a function that makes a value of a frozen attrs class from all its fields, by keyword.

    It keeps them as they are: it is for what the library has made, converted and checked itself.
    """
    of: Any = cls
    names = [field.name for field in attrs.fields(of)]
    puts = {f"put_{name}": getattr(of, name).__set__ for name in names}
    lines = ["made = new(cls)", *(f"put_{name}(made, {name})" for name in names), "return made"]
    return _defined(("*", *names), lines, {"new": object.__new__, "cls": cls, **puts})


def _defined(
    arguments: Iterable[str], lines: Iterable[str], names: Mapping[str, Any]
) -> Callable[..., Any]:
    body = "".join(f"    {line}\n" for line in lines)
    known = {"__name__": __name__, **names}
    exec(f"def written({', '.join(arguments)}):\n{body}", known)  # of the names of attrs fields
    made: Callable[..., Any] = known["written"]
    return made
