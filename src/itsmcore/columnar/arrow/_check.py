"""Conformance of a log that comes in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeVar

import attrs
import numpy as np
import pyarrow as pa

from itsmcore.columnar._check import check as check_steps
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._steps import made_of
from itsmcore.columnar.arrow._whole import Whole, instants_in, whole_cases
from itsmcore.conformance import Deviation, Report
from itsmcore.conformance._check import precision_of
from itsmcore.conformance._traces import Known, as_table
from itsmcore.fields import as_several, as_text
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.lifecycle import Lifecycle, Model
from itsmcore.phrase import Phrase

K = TypeVar("K")


def check(
    model: Model | Lifecycle,
    batches: Iterable[pa.RecordBatch],
    *,
    case: str,
    at: str,
    facts: Iterable[str] = ("state",),
) -> Report:
    """Compare a log that comes in batches with a model; whatever states it has, none is refused.

    The report is that of `columnar.check` for the whole log, and holds no more than that: neither
    cases nor steps, but every deviation.

    Args:
        model: the model, or the lifecycle, to compare with.
        batches: the rows, those of a case in order of time and the cases in ascending order; a case
            may go on in the next batch.
        case: the name of the column that says whose each row is: texts, or whole numbers.
        at: that of when it came true; an instant without a zone is UTC.
        facts: those of the facts: `state`, and what tells that a state is entered anew.

    Raises:
        BadValue: it is neither a model nor a lifecycle; a case or an instant is missing, or out of
            order. It names the column, and the row of all that came, from 0.
        Unlisted: a batch lacks a column, or `state` is not among the facts.

    >>> from itsmcore import INCIDENT
    >>> log = pa.table({
    ...     "number": ["I1", "I1", "I2"],
    ...     "at": np.array(["2026-01-05T09", "2026-01-05T11", "2026-01-05T10"], "M8[s]"),
    ...     "state": ["new", "closed", "new"]})
    >>> print(check(INCIDENT, log.to_batches(max_chunksize=1), case="number", at="at"))
    cases 2, steps 3, moves 1, illegal 1, odd starts 0, fitness 0.0000
    """
    table = as_table(model)
    whose, when = as_text(case, "case"), as_text(at, "at")
    told = as_several(str, facts, "facts", Phrase("columnar.expected.column_names"))
    names = tuple(dict.fromkeys((whose, when, *told)))
    parts = whole_cases(batches, names, whose)
    return _together([_checked(table, whole, whose, when, told) for whole in parts], Known(table))


def _checked(
    model: Model | Lifecycle, whole: Whole, case: str, at: str, facts: tuple[str, ...]
) -> Report:
    """Check some cases; only those that deviate are called by their names."""
    columns = {name: Coded.read(name, whole.rows[name]).told() for name in facts}
    moments = instants_in(whole, case, at)
    steps = made_of(np.arange(len(whole.cases)), whole.begins, moments, columns, {})
    report = check_steps(model, steps)
    return attrs.evolve(report, deviations=tuple(_named(report.deviations, whole)))


def _named(deviations: Iterable[Deviation], whole: Whole) -> Iterator[Deviation]:
    for deviation in deviations:
        yield attrs.evolve(deviation, case=whole.cases[deviation.case].as_py())


def _together(reports: list[Report], known: Known) -> Report:
    """Add up the reports on the parts of a log."""
    moves = _added(report.moves for report in reports)
    return Report(
        cases=sum(report.cases for report in reports),
        steps=sum(report.steps for report in reports),
        moves=FrozenDict(moves),
        within=frozen(_added(report.within for report in reports)),
        deviations=tuple(chain.from_iterable(report.deviations for report in reports)),
        odd_starts=frozen(_added(report.odd_starts for report in reports)),
        flaws=EMPTY,
        unknown_states=tuple(
            dict.fromkeys(chain.from_iterable(report.unknown_states for report in reports))
        ),
        fitting=sum(report.fitting for report in reports),
        precision=precision_of(moves, known),
    )


def _added(counts: Iterable[Mapping[K, int]]) -> dict[K, int]:
    total: Counter[K] = Counter()
    for of in counts:
        total.update(of)
    return dict(total)
