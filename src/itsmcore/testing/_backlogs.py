"""Strategies for backlogs: records of several practices, as a desk has them when a month ends."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.demo_data import DeskMonth, desk_month
from itsmcore.fields import as_whole

_SEEDS, _MOST = 2**16, 1_000_000
_FIRST, _LAST = date(2024, 1, 1), date(2027, 12, 31)


@checked
def backlogs(size: int = 20) -> st.SearchStrategy[DeskMonth]:
    """Draw months of a service desk: incidents, changes and problems, tied to each other.

    Each is drawn from a seed by `desk_month`, and not event by event, so that a hundred incidents
    take a fraction of a second. `records` and `desk` are as they were at its `end`.

    Args:
        size: how many incidents there are.

    >>> from hypothesis import find
    >>> month = find(backlogs(40), lambda drawn: bool(drawn.problems))
    >>> len(month.incidents), {type(record).__name__ for record in month.records} > {"Problem"}
    (40, True)
    """
    most = as_whole(size, "size", least=0, most=_MOST)
    return st.builds(
        desk_month, st.integers(0, _SEEDS), incidents=st.just(most), start=st.dates(_FIRST, _LAST)
    )
