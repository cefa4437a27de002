"""Timing: what a bound is held against, though others use the machine and coverage counts lines."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import process_time
from types import FrameType

REFERENCE = 0.0055
"""The seconds that `_work` takes on the machine for which the bounds were set, when it is idle."""


def _work() -> int:
    seen = {number: (number, str(number)) for number in range(25_000)}
    return sum(len(text) for _, text in seen.values())


def _quickest(call: Callable[[], object], rounds: int) -> float:
    best = inf
    for _ in range(rounds):
        start = process_time()
        call()
        best = min(best, process_time() - start)
    return best


@contextmanager
def untraced() -> Iterator[None]:
    """Let nobody count lines, nor stop at them."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def seconds(call: Callable[[], object], *, rounds: int = 3) -> float:
    """Return the processor time of the quickest of some calls, as the reference takes it.

    Where a known piece of work takes twice as long as on the reference, half is returned: that
    others use the machine is not what a test is about.
    """
    with untraced():
        before = _quickest(_work, 5)
        taken = _quickest(call, rounds)
        slowness = max(1.0, max(before, _quickest(_work, 5)) / REFERENCE)
    return taken / slowness


def calls(call: Callable[[], object]) -> int:
    """Count the calls of Python functions that a call takes once all is warm; generators' too."""
    count = 0

    def note(_: FrameType, what: str, __: object) -> None:
        nonlocal count
        count += what == "call"

    call()
    profiler = sys.getprofile()
    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(profiler)
    return count


class TooLong(BaseException):
    """Interrupt what takes too long."""


@contextmanager
def limited(bound: float) -> Iterator[None]:
    """Interrupt what takes longer, in seconds of the processor's time."""

    def stop(*_: object) -> None:
        raise TooLong(f"takes more than {bound} s")

    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, bound)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)
