"""The clocks of a made-up log by whichever engines are here: python -m examples.engine_clocks

Each function takes the folder of a log in parquet, and gives a table of clocks. The same by Spark
is in spark_clocks.py.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq

from examples.spark_clocks import MEASURED, drawn

if TYPE_CHECKING:
    import pandas
    import polars

ORDER = [("number", "ascending"), ("at", "ascending")]


def by_pyarrow(folder: Path) -> pa.Table:
    log = pyarrow.dataset.dataset(folder)  # if its files are in order, to_batches() streams them
    return pa.Table.from_batches(MEASURED(log.sort_by(ORDER).to_batches()), MEASURED.schema)


def by_polars(folder: Path) -> pa.Table:
    import polars

    def measured(frame: polars.DataFrame) -> polars.DataFrame:
        batches = MEASURED(frame.to_arrow().to_batches())
        return polars.DataFrame(pa.Table.from_batches(batches, MEASURED.schema))

    log = polars.scan_parquet(folder / "*.parquet").sort("number", "at")
    schema = polars.DataFrame(MEASURED.schema.empty_table()).schema
    return log.map_batches(measured, schema=schema).collect().to_arrow()


def by_duckdb(folder: Path) -> pa.Table:
    import duckdb

    query = f"""SELECT * FROM '{folder}/*.parquet' ORDER BY number, "at" """
    log = duckdb.connect().sql(query).to_arrow_reader(10_000)
    found = pa.RecordBatchReader.from_batches(MEASURED.schema, MEASURED(log))
    return duckdb.from_arrow(found).to_arrow_table()  # or .query("clocks", "SELECT … FROM clocks")


def by_dask(folder: Path) -> pa.Table:
    import dask.dataframe

    def measured(frame: pandas.DataFrame) -> pandas.DataFrame:
        rows = pa.Table.from_pandas(frame, preserve_index=False).sort_by(ORDER)
        return pa.Table.from_batches(MEASURED(rows.to_batches()), MEASURED.schema).to_pandas()

    log = dask.dataframe.read_parquet(folder).shuffle("number")
    nothing = MEASURED.schema.empty_table().to_pandas()
    return pa.Table.from_pandas(log.map_partitions(measured, meta=nothing).compute())


ENGINES: dict[str, Callable[[Path], pa.Table]] = {
    "pyarrow": by_pyarrow,
    "polars": by_polars,
    "duckdb": by_duckdb,
    "dask": by_dask,
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pq.write_table(drawn(3_000), Path(folder) / "log.parquet")
        for name, clocks in ENGINES.items():
            if importlib.util.find_spec(name) is None:
                print(f"{name} is not here")
            else:
                print(f"{name}: {len(clocks(Path(folder))):,} clocks")


if __name__ == "__main__":
    main()
