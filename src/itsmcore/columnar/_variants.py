"""Variants in columns: the ways through the states that cases went."""

from __future__ import annotations

import numpy as np

from itsmcore.columnar._cases import as_steps
from itsmcore.columnar._columns import Ints
from itsmcore.columnar._states import states_in
from itsmcore.columnar._steps import Steps
from itsmcore.conformance import Variant, Variants


def variants(steps: Steps) -> Variants:
    """Count the ways through the states that cases went.

    They are those of `conformance.variants` for the timelines of the cases, in the same order.

    Args:
        steps: what happened, with a column `state`.

    Raises:
        BadValue: the steps are none.
        Unlisted: there is no column of states.

    >>> steps = Steps(case=np.array(["INC-1", "INC-1", "INC-2", "INC-2"]),
    ...               at=np.array(["2026-01-05"] * 4, "M8[D]"),
    ...               facts={"state": np.array(["new", "closed", "new", "closed"])})
    >>> print(variants(steps))
    way           cases  rate
    new > closed  2      100.0 %
    """
    log = as_steps(steps)
    names, state = states_in(log)
    is_new = np.append(True, state[1:] != state[:-1])[: len(state)]
    is_new[log.begins[:-1][np.diff(log.begins) > 0]] = True
    moved, begins = state[is_new], np.append(0, np.cumsum(is_new))[log.begins]
    first, way, times = np.unique(
        _ways(moved, begins, len(names)), return_index=True, return_inverse=True, return_counts=True
    )[1:]
    earliest, trace = np.unique(
        _ways(state, log.begins, len(names)), return_index=True, return_inverse=True
    )[1:]
    order = np.lexsort((earliest[trace], first[way], -times[way]))
    ends = np.flatnonzero(np.diff(way[order], append=-1)) + 1
    cases, found, start = log.cases[order].tolist(), list[Variant](), 0
    for end, one in zip(ends.tolist(), first[way[order][ends - 1]].tolist(), strict=True):
        states = moved[begins[one] : begins[one + 1]].tolist()
        found.append(Variant(tuple(names[of] for of in states), tuple(cases[start:end])))
        start = end
    return Variants(found)


def _ways(states: Ints, begins: Ints, count: int) -> Ints:
    """Give each case the number of its way: the same one to those through the same states."""
    lengths = np.diff(begins)
    way, known = np.zeros(len(lengths), np.int64), 1
    rest = np.flatnonzero(lengths)
    place = 0
    while len(rest):
        further = way[rest] * count + states[begins[rest] + place]
        several, codes = np.unique(further, return_inverse=True)
        way[rest], known = codes + known, known + len(several)
        place += 1
        rest = rest[lengths[rest] > place]
    return way
