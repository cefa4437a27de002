"""The clocks of a made-up log, by Spark: python -m examples.spark_clocks [CASES]

It draws a log, in the order in which things happened, lets Spark bring the rows of each case
together, measures them by an agreement, and counts what came of the goals. It needs pyspark and a
Java runtime; the how-to "Measure clocks at scale" says what each line is for.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from itsmcore import INCIDENT, Phase, Priority
from itsmcore.columnar import arrow
from itsmcore.conditions import field
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

HOUR = timedelta(hours=1)
PRIORITIES = (Priority.CRITICAL, Priority.HIGH, Priority.MODERATE, Priority.LOW)
STATES = ("new", "in_progress", "on_hold", "in_progress", "resolved", "closed")


def targets(*hours: int) -> dict[Priority, timedelta]:
    return {priority: of * HOUR for priority, of in zip(PRIORITIES, hours, strict=True)}


GOLD = Agreement(
    "gold",
    schedule=Schedule.weekly(
        {"mon-fri": "08:00-18:00"},
        tz="Europe/Lisbon",
        holidays={date(2024, 12, 25): "Christmas", date(2025, 12, 25): "Christmas"},
    ),
    goals=[
        Goal("response", stop=Phase.ACTIVE, targets=targets(1, 2, 4, 8)),
        Goal(
            "resolution",
            stop=Phase.RESOLVED,
            pause=field("hold_reason").is_("caller"),
            targets=targets(4, 9, 25, 50),
        ),
    ],
)
MEASURED = arrow.clocks(
    GOLD,
    case="number",
    at="at",
    facts=["state", "priority", "hold_reason"],
    model=INCIDENT,
    until=datetime(2026, 1, 1, tzinfo=UTC),
)


def drawn(cases: int) -> pa.Table:
    """Draw a log of two years, with four to six steps a case."""
    chance = np.random.default_rng(2026)
    count = chance.integers(4, 7, cases)
    first = np.cumsum(count) - count
    of = np.repeat(np.arange(cases), count)
    step = np.arange(len(of)) - first[of]
    passed = np.cumsum(chance.integers(60, 20 * 3600, len(of)))
    second = chance.integers(0, 700 * 86_400, cases)[of] + passed - passed[first][of]
    at = np.datetime64("2024-01-01", "us") + second.astype("m8[s]")
    is_for_the_caller = (step == 2) & (chance.random(len(of)) < 0.5)
    numbers = pa.array([f"INC{case:08}" for case in range(cases)])
    log = {
        "number": numbers.take(pa.array(of)),
        "at": pa.array(at, pa.timestamp("us", "UTC")),
        "state": pa.array(STATES).take(pa.array(step)),
        "priority": pa.array([of.label for of in PRIORITIES]).take(
            pa.array(chance.integers(0, 4, cases)[of])
        ),
        "hold_reason": pa.array([None, "caller"]).take(pa.array(is_for_the_caller.astype(int))),
    }
    return pa.table(log).take(pa.array(np.argsort(at, kind="stable")))


def session(cores: int = 2) -> SparkSession:
    """Start Spark on this machine, for nobody else."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder: Any = SparkSession.builder
    options = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(2 * cores),
    }
    for name, value in options.items():
        builder = builder.config(name, value)
    started: SparkSession = builder.master(f"local[{cores}]").getOrCreate()
    started.sparkContext.setLogLevel("ERROR")
    return started


def together(log: DataFrame) -> DataFrame:
    """Bring the rows of each case together, in order of time."""
    return log.repartition("number").sortWithinPartitions("number", "at")


def clocks(log: DataFrame) -> DataFrame:
    return together(log).mapInArrow(MEASURED, MEASURED.ddl)


def main(cases: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.parquet"
        pq.write_table(drawn(cases), path)
        spark = session()
        found = clocks(spark.read.parquet(str(path)))
        counted = found.groupBy("goal", "outcome").count().orderBy("goal", "outcome").collect()
        print(f"{cases:,} cases")
        for goal, outcome, count in counted:
            print(f"{goal:12}{outcome:8}{count:9,}")
        spark.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 3_000)
