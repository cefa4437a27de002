"""Code that is written out for a class, as attrs does, for what runs at every verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def written_out(lines: Iterable[str], *more: str, **names: Any) -> Callable[..., Any]:
    """Make a function of a value, and of more, of the lines of its body.

    A loop over the fields of a class takes several times as long as the same look at each of them
    in a row.

    Args:
        lines: the body, which calls the value `value`.
        more: what it calls its other arguments.
        names: what it reads besides.
    """
    body = "".join(f"    {line}\n" for line in lines)
    head = f"def written({', '.join(('value', *more))})"
    exec(f"{head}:\n{body}", names)  # the lines are made of the names of attrs fields
    made: Callable[..., Any] = names["written"]
    return made
