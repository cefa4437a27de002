"""Timing: what a bound is held against, though others use the machine and coverage counts lines."""

import gc
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import process_time
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

REFERENCE = 0.0055
"""The seconds that `_work` takes on the machine for which the bounds were set, when it is idle."""
ATTEMPTS = 10


def _work() -> int:
    seen = {number: (number, str(number)) for number in range(25_000)}
    return sum(len(text) for _, text in seen.values())


@contextmanager
def untraced() -> Iterator[None]:
    """Let nobody count lines, nor stop at them."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let nobody count lines, nor look for the garbage of all the tests before."""
    collects = gc.isenabled()
    gc.disable()
    try:
        with untraced():
            yield
    finally:
        if collects:
            gc.enable()


def _timed(call: Callable[[], T]) -> tuple[float, T]:
    with _undisturbed():
        start = process_time()
        answer = call()
        return process_time() - start, answer


def _slowness() -> float:
    quickest = min(_timed(_work)[0] for _ in range(5))
    return max(1.0, quickest / REFERENCE)


def within(bound: float, call: Callable[[], T]) -> T:
    """Return what a call answers, if it takes no longer than so many seconds of the processor.

    They are the reference's: where a known piece of work takes twice as long, twice as many are
    given. A call that takes longer may try again: that others use the machine is not what a test
    is about, and what they do only ever makes a time longer.
    """
    quickest = inf
    for _ in range(ATTEMPTS):
        before = _slowness()
        taken, answer = _timed(call)
        quickest = min(quickest, taken / max(before, _slowness()))
        if quickest <= bound:
            return answer
    raise AssertionError(f"takes {quickest:.3f} s at best, of {bound} s")


def within_times(bound: float, other: Callable[[], object], call: Callable[[], T]) -> T:
    """Return what a call answers, if it takes no longer than so many times another one.

    The quickest of each counts, as they take turns.
    """
    quickest = least = inf
    for _ in range(ATTEMPTS):
        least = min(least, _timed(other)[0])
        taken, answer = _timed(call)
        quickest = min(quickest, taken)
        if quickest <= bound * least:
            return answer
    raise AssertionError(f"takes {quickest / least:.1f} times as long at best, of {bound}")


def calls(call: Callable[[], object]) -> int:
    """Count the calls of Python functions that a call takes once all is warm; generators' too.

    Not those of what hypothesis hangs on the collection of garbage, which comes at any time.
    """
    count = 0

    def note(_: FrameType, what: str, __: object) -> None:
        nonlocal count
        count += what == "call"

    with _undisturbed():
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
