"""Engines: the examples give the clocks of the whole log, wherever the engine is here."""

import importlib.util
import shutil
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

from examples import engine_clocks, spark_clocks  # noqa: E402
from examples.spark_clocks import MEASURED, drawn  # noqa: E402
from itsmcore import columnar  # noqa: E402

pytestmark = [pytest.mark.long, pytest.mark.untraced]

FIGURES = ("case", "goal", "status", "outcome", "due", "elapsed", "percent", "breaches")


def of_the_whole(log: Any) -> list[dict[str, Any]]:
    """Measure all at once."""
    log = log.sort_by(engine_clocks.ORDER)
    facts = {name: log[name] for name in MEASURED.facts}
    steps = columnar.Steps(case=log["number"], at=log["at"], facts=facts, model=MEASURED.model)
    found = columnar.measure(MEASURED.agreement, steps, at=MEASURED.until)
    tables = [
        pa.table({**columns, "goal": [goal] * len(columns["case"])}).select(FIGURES)
        for goal, columns in found.items()
    ]
    return plain(pa.concat_tables(tables))


def plain(table: Any) -> list[dict[str, Any]]:
    """Give the rows, in one order, whatever an engine has for texts, times and nothing."""
    rows = table.select(FIGURES).to_pylist()
    told = [{name: as_told(value) for name, value in row.items()} for row in rows]
    return sorted(told, key=lambda row: (row["goal"], row["case"]))


def as_told(value: Any) -> Any:
    """Give a zone to an instant, the time that an interval takes, and None for NaN."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, pa.MonthDayNano):
        return timedelta(days=value.days, microseconds=value.nanoseconds // 1000)
    return value if value == value else None


@pytest.fixture(scope="module")
def log() -> Any:
    """Draw a log whose rows are in order of time, cases mixed."""
    return drawn(400)


@pytest.fixture(scope="module")
def folder(log: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write it in two files."""
    place = tmp_path_factory.mktemp("log")
    for name, rows in (("a", log[:900]), ("b", log[900:])):
        pq.write_table(rows, place / f"{name}.parquet")
    return place


@pytest.mark.parametrize("engine", engine_clocks.ENGINES)
def test_an_engine_gives_the_clocks_of_the_whole(engine: str, log: Any, folder: Path) -> None:
    """Wherever it cuts a log into batches."""
    if importlib.util.find_spec(engine) is None:
        pytest.skip(f"{engine} is not here: pip install {engine}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # engines warn of each other
        found = engine_clocks.ENGINES[engine](folder)

    assert of_the_whole(log) == plain(found)


def test_spark_gives_the_clocks_of_the_whole(log: Any, folder: Path) -> None:
    """Cases come together over partitions, by batches far smaller than these."""
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark needs pyspark and a Java runtime, and both are not here")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spark = spark_clocks.session(cores=2)
        try:
            spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 7)
            found = spark_clocks.clocks(spark.read.parquet(str(folder))).toArrow()
        finally:
            spark.stop()

    assert of_the_whole(log) == plain(found)
