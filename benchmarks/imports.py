"""Importing the face, against importing the packages that it stands on."""

import os
import statistics
import subprocess
import sys

from benchmarks._measure import verdict

BOUND = 1.5
BASE = "import attrs, transitions, dateutil.rrule, zoneinfo"
FACE = "from itsmcore import Incident, Refused"
TIMED = "from time import perf_counter as now; start = now(); {}; print(now() - start)"


def main() -> bool:
    times: dict[str, list[float]] = {BASE: [], FACE: []}
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for turn in range(12):
        for statement, of in times.items():
            program = TIMED.format(statement)
            done = subprocess.run(
                [sys.executable, "-c", program], env=environment, capture_output=True, check=True
            )
            if turn:  # the first run writes the bytecode
                of.append(float(done.stdout))
    base, face = (statistics.median(times[statement]) for statement in (BASE, FACE))
    print(f"{BASE}: {base * 1000:.0f} ms")
    print(f"{FACE}            {verdict(face / base, BOUND)}")
    return face / base <= BOUND
