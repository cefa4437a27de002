"""Importing the face and the desk, against importing the packages that they stand on.

Two thirds of the rest is attrs making classes, at a third of a millisecond each: the face needs 117
of them, and a desk, with every practice, 400.
"""

import os
import statistics
import subprocess
import sys

from benchmarks._measure import verdict

BASE = "import attrs, transitions, dateutil.rrule, zoneinfo"
BOUNDS = {"from itsmcore import Incident, Refused": 1.5, "import itsmcore.desk": 5.0}
"""A desk's is what 200 ms are on an idle machine. Neither is kept."""
TIMED = "from time import process_time as now; start = now(); {}; print(now() - start)"


def main() -> bool:
    times: dict[str, list[float]] = {statement: [] for statement in (BASE, *BOUNDS)}
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for turn in range(15):
        for statement, of in times.items():
            program = TIMED.format(statement)
            done = subprocess.run(
                [sys.executable, "-c", program], env=environment, capture_output=True, check=True
            )
            if turn:  # the first run writes the bytecode
                of.append(float(done.stdout))
    base, *others = (statistics.median(of) for of in times.values())
    print(f"{BASE}: {base * 1000:.0f} ms")
    for (statement, bound), spent in zip(BOUNDS.items(), others, strict=True):
        print(f"{statement:40}{spent * 1000:5.0f} ms{verdict(spent / base, bound)}")
    return all(spent / base <= bound for bound, spent in zip(BOUNDS.values(), others, strict=True))
