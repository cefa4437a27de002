"""Phases in columns: the code of each row's, and the kinds of phases that measures tell apart."""

from __future__ import annotations

import numpy as np

from itsmcore.columnar._columns import Ints
from itsmcore.columnar._steps import Steps, column_of
from itsmcore.metrics._cases import DONE
from itsmcore.phase import Phase

UNKNOWN = -1
PHASES = tuple(Phase)
"""Phases by their codes; what is none of them has the code UNKNOWN."""

# By the codes of phases, with the unknown one at the end.
IS_KNOWN = np.array([*(True for _ in PHASES), False])
IS_DONE = np.array([*(phase in DONE for phase in PHASES), False])
IS_OPEN = np.array([*(phase.is_open for phase in PHASES), False])


def phases_in(steps: Steps) -> Ints:
    """Return the code of each row's phase.

    Raises:
        Unlisted: there is no column of phases.
    """
    column = column_of(steps, "phase")
    codes = [PHASES.index(of) if isinstance(of, Phase) else UNKNOWN for of in column.values]
    return np.array(codes, np.int64)[column.codes]
