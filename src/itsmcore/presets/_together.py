"""Regular cases, which are read column by column, and odd ones, which are read row by row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from itsmcore.columnar import Steps
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import Bools
from itsmcore.columnar._steps import made_of

_NOTHING = Coded(np.zeros(0, np.int8), (None,))


def together(regular: Steps, odd: Steps, is_odd: Bools) -> Steps:
    """Put the cases of two logs together, in the order that says which of them are odd.

    A fact that only one of the logs tells of is not set in the other.
    """
    if not is_odd.any():
        return regular
    lengths = np.zeros(len(is_odd), np.int64)
    lengths[~is_odd], lengths[is_odd] = np.diff(regular.begins), np.diff(odd.begins)
    cases, at = np.empty(len(is_odd), object), np.empty(lengths.sum(), regular.at.dtype)
    cases[~is_odd], cases[is_odd] = regular.cases, odd.cases
    rows = np.repeat(is_odd, lengths)
    at[~rows], at[rows] = regular.at, odd.at
    names = dict.fromkeys((*regular.facts, *odd.facts))
    facts = {
        name: _joined(regular.facts.get(name, _NOTHING), odd.facts.get(name, _NOTHING), rows)
        for name in names
    }
    flaws = {**regular.flaws, **odd.flaws}
    return made_of(cases, np.append(0, np.cumsum(lengths)), at, facts, flaws)


def _joined(regular: Coded, odd: Coded, is_odd: Bools) -> Coded:
    values = (*regular.values, *odd.values)
    codes: npt.NDArray[np.int64] = np.zeros(len(is_odd), np.min_scalar_type(-len(values)))
    codes[is_odd] = len(regular.values)
    if len(regular.codes):
        codes[~is_odd] = regular.codes
    if len(odd.codes):
        codes[is_odd] += odd.codes.astype(codes.dtype)
    return Coded(codes, values)
