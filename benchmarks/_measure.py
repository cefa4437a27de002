"""Measuring: the quickest of interleaved rounds in one run, so that only ratios are claimed.

A call whose frame does not fit in the interpreter's present block of stack has the system map
another, each time anew, which takes longer than the call itself. Whether one does is a matter of
how deep the caller is; so each round is run from another depth, and the quickest is the task alone.
"""

from collections.abc import Callable, Mapping
from time import perf_counter_ns

_DEPTHS = 20


def quickest(
    tasks: Mapping[str, Callable[[], object]], *, rounds: int, calls: int
) -> dict[str, float]:
    """Time each task in turn, round after round, and give a call of the quickest in nanoseconds."""
    return _quickest(tasks, dict.fromkeys(tasks, calls), rounds)


def paced(tasks: Mapping[str, Callable[[], object]], *, rounds: int = 25) -> dict[str, float]:
    """Time tasks of very different length, each as often a round as takes a millisecond or so."""
    calls = {}
    for name, task in tasks.items():
        task()
        calls[name] = max(1, 1_000_000 // max(1, int(_spent(task, 1, 0))))
    return _quickest(tasks, calls, rounds)


def _quickest(
    tasks: Mapping[str, Callable[[], object]], calls: Mapping[str, int], rounds: int
) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(rounds):
        for name, task in tasks.items():
            times[name].append(_spent(task, calls[name], turn % _DEPTHS))
    return {name: min(of) for name, of in times.items()}


def _spent(task: Callable[[], object], calls: int, depth: int) -> float:
    """Time a task from some frames further down, and give a call in nanoseconds."""
    if depth:
        return _spent(task, calls, depth - 1)
    start = perf_counter_ns()
    for _ in range(calls):
        task()
    return (perf_counter_ns() - start) / calls


def verdict(ratio: float, bound: float) -> str:
    """Say whether a ratio keeps to its bound."""
    return f"{ratio:6.2f}   at most {bound:g}: {'kept' if ratio <= bound else 'BROKEN'}"
