"""States in columns, as reports write them."""

from __future__ import annotations

import numpy as np

from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import Ints
from itsmcore.columnar._steps import Steps, column_of
from itsmcore.conformance._traces import text_of


def states_in(steps: Steps) -> tuple[tuple[str, ...], Ints]:
    """Return the states, and the place of each row's among them.

    Raises:
        Unlisted: there is no column of states.
    """
    column = column_of(steps, "state")
    states = Coded.of([text_of(state) for state in column.values])
    return states.values, states.codes.astype(np.int64)[column.codes]
