"""Measuring: interleaved medians in one run, so that only ratios are claimed."""

import statistics
from collections.abc import Callable, Mapping
from time import perf_counter_ns


def medians(
    tasks: Mapping[str, Callable[[], object]], *, rounds: int, calls: int
) -> dict[str, float]:
    """Time each task in turn, round after round, and give the median of a call in nanoseconds."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            start = perf_counter_ns()
            for _ in range(calls):
                task()
            times[name].append((perf_counter_ns() - start) / calls)
    return {name: statistics.median(of) for name, of in times.items()}


def paced(tasks: Mapping[str, Callable[[], object]], *, rounds: int = 25) -> dict[str, float]:
    """Time tasks of very different length, each as often a round as takes a millisecond or so."""
    calls = {}
    for name, task in tasks.items():
        task()
        start = perf_counter_ns()
        task()
        calls[name] = max(1, 1_000_000 // max(1, perf_counter_ns() - start))
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            start = perf_counter_ns()
            for _ in range(calls[name]):
                task()
            times[name].append((perf_counter_ns() - start) / calls[name])
    return {name: statistics.median(of) for name, of in times.items()}


def verdict(ratio: float, bound: float) -> str:
    """Say whether a ratio keeps to its bound."""
    return f"{ratio:6.2f}   at most {bound:g}: {'kept' if ratio <= bound else 'BROKEN'}"
