"""One hostile input: what is called with what, and how to repeat it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

import attrs

from tests.sweep.surface import Offered


@attrs.frozen
class Case:
    """Hold one input.

    Attributes:
        words: what is asked, for people.
        call: asks it, and gives the answer.
        binds: whether Python itself takes the arguments, so that a TypeError is none of its own.
        one: the callable, where the input is for one of the public surface.
    """

    words: str
    call: Callable[[], Any]
    binds: bool = True
    one: Offered | None = None


Maker: TypeAlias = Callable[[Random], Case]
"""Makes a case of a kind; the same for the same state of chance."""
