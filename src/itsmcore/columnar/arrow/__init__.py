"""Arrow: clocks and conformance of a log that comes batch by batch, from whatever engine holds it.

Record batches in, record batches or a report out: for datasets of pyarrow, and for what polars,
DuckDB, Dask and Spark hand over. No more is held than a case, a batch and some rows beside it.

Needs pyarrow: `pip install itsmcore[arrow]`.
"""

try:
    import pyarrow as _pyarrow
except ImportError as error:
    raise ImportError(
        "itsmcore.columnar.arrow needs pyarrow: pip install 'itsmcore[arrow]'"
    ) from error

from itsmcore._faces import offer
from itsmcore.columnar.arrow._check import check
from itsmcore.columnar.arrow._clocks import Clocks, clocks

del _pyarrow

__all__ = ["Clocks", "check", "clocks"]

offer(globals())
