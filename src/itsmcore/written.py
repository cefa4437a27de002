"""Code that is generated for a class, as attrs does, for what runs at every verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def written_out(lines: Iterable[str], *more: str, **names: Any) -> Callable[..., Any]:
    """Make a function of a value, and of further arguments, from the lines of its body.

    A loop over the fields of a class takes several times as long as looking at each of them in
    turn.

    Args:
        lines: the body, which calls the value `value`.
        more: the names of its other arguments.
        names: what else it reads.
    """
    body = "".join(f"    {line}\n" for line in lines)
    head = f"def written({', '.join(('value', *more))})"
    exec(f"{head}:\n{body}", names)  # the lines are made of the names of attrs fields
    made: Callable[..., Any] = names["written"]
    return made
