"""Growth: how long everything takes that takes many, as what it is given doubles.

The exponent is that of the latest doublings: 1 if twice as many take twice as long, and a little
more where things are sorted. The rows are those of `tests/growth`, where calls are counted.
"""

import gc
from collections.abc import Callable
from math import log
from statistics import linear_regression
from time import process_time

from tests.growth.inputs import Call
from tests.growth.measured import run
from tests.growth.table import GROWING
from tests.growth.test_growth import STEEP

SIZES = (256, 512, 1_024, 2_048)
SHORTEST, LONGEST = 0.004, 0.2
STEEPEST, ATTEMPTS = 1.3, 3
"""The caches of the processor are outgrown now and then, and others use the machine."""


def main() -> bool:
    """Print each row, and whether all are kept."""
    print(f"{'n':>71} {'seconds':>8} {'exponent':>9}")
    kept = [_is_kept(name, make) for name, make in GROWING.items()]
    return all(kept)


def _is_kept(name: str, make: Callable[[int], Call]) -> bool:
    for _ in range(ATTEMPTS):
        times = _curve(make)
        exponent = _exponent(times)
        is_kept = exponent <= STEEPEST or name in STEEP or max(times.values()) < SHORTEST
        if is_kept:
            break
    size, spent = max(times.items())
    print(f"{name:64} {size:6,} {spent:8.4f} {exponent:9.2f} {'' if is_kept else 'BROKEN'}")
    return is_kept


def _curve(make: Callable[[int], Call]) -> dict[int, float]:
    """Time it at sizes that double, as far as that takes no longer than it needs to tell."""
    times = dict[int, float]()
    for size in SIZES:
        times[size] = min(_seconds(make(size)) for _ in range(2))
        if times[size] > LONGEST and len(times) > 1:
            break
    return times


def _exponent(times: dict[int, float]) -> float:
    latest = list(times.items())[-3:]
    slope, _ = linear_regression(
        [log(size) for size, _ in latest], [log(spent) for _, spent in latest]
    )
    return slope


def _seconds(call: Call) -> float:
    gc.disable()
    start = process_time()
    run(call)
    spent = process_time() - start
    gc.enable()
    return spent
