"""Occurrences in columns: what `recurrence` searches for what keeps coming back."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from itsmcore.columnar._cases import as_steps
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import datetimes_of
from itsmcore.columnar._steps import Steps, column_of, combined
from itsmcore.fields import as_texts
from itsmcore.frozen import FrozenDict
from itsmcore.recurrence import Occurrence


def occurrences(
    steps: Steps, *, facts: str | Iterable[str] | None = None
) -> tuple[Occurrence, ...]:
    """Read occurrences from cases, in their order, for `bursts`, `pareto` and `rises`.

    The groups are those of `recurrence.occurrences` for the timelines of the cases: each occurred
    at its first step, and has the facts of its last. Cases whose facts are the same share them.

    Args:
        steps: what happened.
        facts: the facts to read, such as those of the keys; by default all. What recurrences tell
            of what incidents share, they tell of these.

    Raises:
        BadValue: the steps are none, the number of a case is neither a text nor an integer, or a
            fact is not named by a text.
        Unlisted: there is no column of a fact.

    >>> from itsmcore.recurrence import pareto
    >>> steps = Steps(case=np.array(["INC-1", "INC-2", "INC-3"]),
    ...               at=np.array(["2026-01-05T09", "2026-01-05T12", "2026-01-06T09"], "M8[h]"),
    ...               facts={"category": np.array(["email", "network", "email"])})
    >>> print(pareto(occurrences(steps), "category", share=0.5)[0])
    category email: 2 of 3 (66.7 %), 66.7 % with those ahead
    """
    log = as_steps(steps)
    has_begun = np.diff(log.begins) > 0
    first, last = log.begins[:-1][has_begun], log.begins[1:][has_begun] - 1
    names = log.facts if facts is None else as_texts(facts, "facts")
    columns = {name: column_of(log, name) for name in dict.fromkeys(names)}
    told = {name: Coded(of.codes[last], of.values) for name, of in columns.items()}
    codes, several = combined(told, len(last))
    shared = [FrozenDict({k: of for k, of in facts.items() if of is not None}) for facts in several]
    return tuple(
        Occurrence(case, at, shared[code])
        for case, at, code in zip(
            log.cases[has_begun].tolist(),
            datetimes_of(log.at[first].view(np.int64)),
            codes.tolist(),
            strict=True,
        )
    )
