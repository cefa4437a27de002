"""Columns: open time of millions of rows, and the service-level clocks of a whole log.

Columns are numpy arrays, or whatever offers itself as one, as those of pandas, polars and pyarrow
do.
Every answer is the one that the schedule or the agreement itself gives, to the microsecond.

Instants are UTC: a datetime64, which has no zone, is read as UTC, and a column that has one is
converted. Any unit will do, and integers, which have none, are refused: nobody knows whether they
count seconds or nanoseconds. What is finer than a microsecond is rounded down, toward the past.
Where open time is asked for, NaT and nulls pass through, shapes broadcast, and a single value may
be an aware datetime or a timedelta.

Needs numpy: `pip install itsmcore[columnar]`.
"""

try:
    import numpy  # noqa: F401 (only to say what to install)
except ImportError as error:
    raise ImportError("itsmcore.columnar needs numpy: pip install 'itsmcore[columnar]'") from error

from itsmcore._faces import offer
from itsmcore.columnar._clocks import measure
from itsmcore.columnar._open_time import deadline, elapsed, is_open
from itsmcore.columnar._steps import Steps

__all__ = ["Steps", "deadline", "elapsed", "is_open", "measure"]

offer(globals())
