"""Growth of a call: how many more calls of functions it takes as what it is given doubles."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from tests.growth.inputs import Call

ANYWAY = 300
"""Calls that are of no account: of a tree that is a level deeper, or a block of a year."""


def run(task: Call) -> Any:
    """Call, and have all that comes of it."""
    answer = task()
    return tuple(answer) if isinstance(answer, Iterator) else answer


def effort(task: Call) -> int:
    """Count the calls of functions that a call takes, Python's own ones too."""
    count = 0

    def note(_: FrameType, what: str, __: object) -> None:
        nonlocal count
        count += what in ("call", "c_call")

    profiler = sys.getprofile()
    sys.setprofile(note)
    try:
        run(task)
    finally:
        sys.setprofile(profiler)
    return count


def curve(make: Callable[[int], Call], sizes: tuple[int, ...]) -> list[int]:
    """Count what a call takes at some sizes, once it has been made with few."""
    run(make(sizes[0]))
    return [effort(make(size)) for size in sizes]


def is_steep(counts: list[int]) -> bool:
    """Return whether it grows faster than n log n does, apart from what it takes anyway."""
    few, more, most = counts
    return most - more > 2.5 * (more - few) + more / 4 + ANYWAY
