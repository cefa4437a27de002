"""Clocks of a log that comes in batches: on one core, and by Spark on two; needs pyspark and Java.

The log is made up: 300,000 cases of four to six steps. It is not among those that are run by
default, as Spark takes its time to start: make bench ARGS=spark
"""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from examples.spark_clocks import MEASURED, clocks, drawn, session, together
from itsmcore import columnar

CASES, BATCH = 300_000, 10_000
RATE, MEMORY, SPARK = 2.5, 300, 1.2
ROUNDS = 7


def main() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        raw, ordered = (Path(folder) / f"{name}.parquet" for name in ("raw", "ordered"))
        log = drawn(CASES)
        pq.write_table(log, raw)
        log = log.sort_by([("number", "ascending"), ("at", "ascending")]).combine_chunks()
        pq.write_table(log, ordered, row_group_size=100_000)
        kept = _one_core(log)
        kept &= _memory(ordered)
        return _spark(raw) and kept


def _one_core(log: pa.Table) -> bool:
    """Measure from batches, and by the plain way: all at once."""
    batches = log.to_batches(max_chunksize=BATCH)

    def plainly() -> object:
        facts = {name: log[name] for name in MEASURED.facts}
        steps = columnar.Steps(case=log["number"], at=log["at"], facts=facts, model=MEASURED.model)
        return columnar.measure(MEASURED.agreement, steps, at=MEASURED.until)

    found = sum(len(batch) for batch in MEASURED(batches))
    assert found == 2 * CASES
    times = {"batches": [], "plain": []}  # type: dict[str, list[float]]
    for _ in range(ROUNDS):
        times["batches"].append(_spent(lambda: [*MEASURED(batches)]))
        times["plain"].append(_spent(plainly))
    spent, plain = (median(of) for of in times.values())
    rate = len(log) / spent / 1e6
    print(
        f"{len(log):,} steps of {CASES:,} cases, two goals: {found:,} clocks, in seconds of a core"
    )
    print(f"Steps and measure of the whole: {plain:.2f} s; in batches of {BATCH:,}: {spent:.2f} s")
    print(f"{plain / spent:.1f} times as fast")
    return _said("steps a second", rate, f"{rate:.2f} million", RATE, is_least=True)


def _spent(task: Callable[[], object]) -> float:
    start = process_time()
    task()
    return process_time() - start


READER = """
import pathlib, re, sys
import pyarrow.parquet as pq
from examples.spark_clocks import MEASURED
rows = sum(map(len, MEASURED(pq.ParquetFile(sys.argv[1]).iter_batches(10_000))))
status = pathlib.Path("/proc/self/status").read_text()
print(rows, int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024)
"""


def _memory(path: Path) -> bool:
    """Measure a file in a process of its own, which Linux says the peak of."""
    if not Path("/proc/self/status").exists():
        print("left out: the memory of a process is read as Linux tells it")
        return True
    done = subprocess.run(
        [sys.executable, "-c", READER, str(path)], capture_output=True, text=True, check=True
    )
    rows, size = done.stdout.split()
    assert int(rows) == 2 * CASES
    return _said("memory, with Python", float(size), f"{float(size):.0f} MB", MEMORY)


def drained(batches: Any) -> Any:
    """Read all rows, and give the columns of clocks without any."""
    for _ in batches:
        pass
    yield from MEASURED.schema.empty_table().to_batches()


def given_back(batches: Any) -> Any:
    """Give all rows back as they came."""
    yield from batches


def _spark(path: Path) -> bool:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        print("left out: Spark needs pyspark and a Java runtime")
        return True
    spark = session(cores=2)
    log = spark.read.parquet(str(path))
    plans = {
        "brought together": together(log),
        "and read": together(log).mapInArrow(drained, MEASURED.ddl),
        "and given back": together(log).mapInArrow(given_back, log.schema),
        "and measured": clocks(log),
    }
    times: dict[str, list[float]] = {name: [] for name in plans}
    for turn in range(ROUNDS):
        for name, plan in plans.items():
            start = perf_counter()
            plan.write.format("noop").mode("overwrite").save()
            if turn:
                times[name].append(perf_counter() - start)
    assert clocks(log).count() == 2 * CASES
    spark.stop()
    found = {name: median(of) for name, of in times.items()}
    print("Spark, two cores: " + ", ".join(f"{name} {of:.2f} s" for name, of in found.items()))
    print(f"measured, against only read: {found['and measured'] / found['and read']:.2f}")
    ratio = found["and measured"] / found["and given back"]
    return _said("measured, against given back", ratio, f"{ratio:.2f}", SPARK)


def _said(name: str, value: float, text: str, bound: float, *, is_least: bool = False) -> bool:
    kept = value >= bound if is_least else value <= bound
    words = "at least" if is_least else "at most"
    print(f"{name:32}{text:>14}   {words} {bound:g}: {'kept' if kept else 'BROKEN'}")
    return kept
