"""Columns: open time of millions of rows; clocks, conformance and measures of a whole log.

Columns are numpy arrays, or anything that converts to one, such as those of pandas, polars and
pyarrow.
Every answer is the same as that of the schedule or the agreement itself, to the microsecond.

Instants are UTC: a datetime64, which has no zone, is read as UTC, and a column that has one is
converted. Any unit will do, but integers, which have none, are refused: they might count seconds or
nanoseconds. Fractions of a microsecond are rounded down, toward the past.
In the functions for open time, NaT and nulls pass through, shapes broadcast, and a single value may
be an aware datetime or a timedelta.

Needs numpy: `pip install itsmcore[columnar]`.
"""

try:
    import numpy  # noqa: F401 (only to say what to install)
except ImportError as error:
    raise ImportError("itsmcore.columnar needs numpy: pip install 'itsmcore[columnar]'") from error

from itsmcore._faces import offer
from itsmcore.columnar._backlogs import backlogs
from itsmcore.columnar._check import check
from itsmcore.columnar._clocks import measure
from itsmcore.columnar._compliance import compliance
from itsmcore.columnar._occurrences import occurrences
from itsmcore.columnar._open_time import deadline, elapsed, is_open
from itsmcore.columnar._rates import rates
from itsmcore.columnar._steps import Steps
from itsmcore.columnar._times import times
from itsmcore.columnar._variants import variants

__all__ = [
    "Steps",
    "backlogs",
    "check",
    "compliance",
    "deadline",
    "elapsed",
    "is_open",
    "measure",
    "occurrences",
    "rates",
    "times",
    "variants",
]

offer(globals())
