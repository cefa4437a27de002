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
    for turn in range(25):
        for statement, of in times.items():
            program = TIMED.format(statement)
            done = subprocess.run(
                [sys.executable, "-c", program], env=environment, capture_output=True, check=True
            )
            if turn:  # the first run writes the bytecode
                of.append(float(done.stdout))
    ratio = statistics.median(face / base for base, face in zip(*times.values(), strict=True))
    print(f"{BASE}: {statistics.median(times[BASE]) * 1000:.0f} ms")
    print(f"{FACE}            {verdict(ratio, BOUND)}")
    return ratio <= BOUND
