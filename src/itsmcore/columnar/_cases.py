"""Cases in columns: those that had begun by an instant, and what groups they are told apart by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

import attrs
import numpy as np

from itsmcore.absent import present
from itsmcore.columnar._columns import NAT, TICK, Bools, Ints
from itsmcore.columnar._steps import Steps, column_of
from itsmcore.errors import BadInstant
from itsmcore.fields import as_a
from itsmcore.instant import EPOCH, utc
from itsmcore.lifecycle import LinkKind
from itsmcore.metrics import Group
from itsmcore.metrics._groups import Measured, Scope
from itsmcore.service_levels._doubles import doubles, linked
from itsmcore.timeline import Step

R = TypeVar("R", bound=Measured)

_MARKS = ("resolution_code", "links")


def as_steps(steps: object) -> Steps:
    """Check that a value is steps in columns, and return it.

    Raises:
        BadValue: it is something else.
    """
    return as_a(Steps, steps, "steps", "Steps(…), or Steps.of(…)")


def ticks_of(instant: datetime) -> int:
    """Return an instant as microseconds after 1970."""
    return (instant - EPOCH) // TICK


def holds(scope: Scope, ticks: Ints) -> Bools:
    """Tell which instants are counted."""
    is_held = np.ones(len(ticks), bool)
    if scope.since is not None:
        is_held &= ticks >= ticks_of(scope.since)
    if scope.until is not None:
        is_held &= ticks < ticks_of(scope.until)
    return is_held


def opened_in(steps: Steps, scope: Scope) -> Steps:
    """Keep the rows of cases that were opened in the time that is counted.

    Raises:
        Unlisted: there is no column of a fact to group by.
    """
    for name in scope.by:
        column_of(steps, name)
    if (scope.since, scope.until) == (None, None):
        return steps
    lengths = np.diff(steps.begins)
    firsts = steps.at.view(np.int64)[steps.begins[:-1][lengths > 0]]
    return steps.only(np.repeat(holds(scope, firsts), lengths[lengths > 0]))


def keys_in(steps: Steps, scope: Scope, rows: Ints | slice) -> tuple[Ints, list[tuple[Any, ...]]]:
    """Find which group each row belongs to, and what tells the groups apart.

    Raises:
        Unlisted: there is no column of a fact to group by.
    """
    if not len(steps.at):
        return np.zeros(0, np.int64), []
    codes, keys = steps.ask(
        scope.by, lambda of: scope.key_of(of.get(name, None) for name in scope.by), rows
    )
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return np.array([places[key] for key in keys], np.int64)[codes], list(places)


def divided(of: Ints, count: int) -> list[Ints]:
    """Divide places among so many groups, by the group of each."""
    order = np.argsort(of, kind="stable")
    parts = np.split(order, np.searchsorted(of[order], np.arange(1, count)))
    return parts[:count]


@attrs.frozen(kw_only=True, eq=False)
class Cases:
    """The cases that had begun by an instant, with their first and last rows.

    Attributes:
        steps: the rows up to it.
        at: when each row came true, in microseconds.
        first: the first row of each case.
        last: the last row of each case.
        is_double: which cases are duplicates.
    """

    steps: Steps
    at: Ints
    first: Ints
    last: Ints
    is_double: Bools

    @classmethod
    def of(cls, steps: Steps, instant: datetime) -> Cases:
        """Find them, and which are duplicates, as of their last rows."""
        seen = steps.until(instant)
        has_begun = np.diff(seen.begins) > 0
        first, last = seen.begins[:-1][has_begun], seen.begins[1:][has_begun] - 1
        marks = [name for name in _MARKS if name in seen.facts]
        codes, told = seen.ask(
            marks, lambda of: Step(EPOCH, None, {name: of.get(name, None) for name in marks}), last
        )
        is_double = np.array(["" in doubles({"": step}) for step in told], bool)[codes]
        named = {id for step in told for id in linked(step, LinkKind.DUPLICATED_BY)}
        if named:
            is_double |= np.array([case in named for case in seen.cases[has_begun].tolist()], bool)
        at = seen.at.view(np.int64)
        return cls(steps=seen, at=at, first=first, last=last, is_double=is_double)

    def instants(self, name: str, rows: Ints) -> tuple[Ints, Bools]:
        """Read a fact that should be an instant: NAT if it is none, and whether it is told."""
        column = self.steps.facts.get(name)
        if column is None:
            return np.full(len(rows), NAT), np.zeros(len(rows), bool)
        ticks, codes = np.array([*map(ticks_or_nat, column.values)], np.int64), column.codes[rows]
        return ticks[codes], np.array([of is not None for of in column.values], bool)[codes]

    def tells(self, name: str, rows: Ints, ask: Callable[[Any], bool]) -> Bools:
        """Ask a fact of some rows, once for each of its values; without a column it is not so."""
        column = self.steps.facts.get(name)
        if column is None:
            return np.zeros(len(rows), bool)
        answers = [ask(present(value)) for value in column.values]
        return np.array(answers, bool)[column.codes[rows]]

    def ever(self, name: str, ask: Callable[[Any], bool]) -> Bools:
        """Tell of which cases a fact was ever so."""
        is_so = self.tells(name, np.arange(len(self.at)), ask)
        return any_of(np.flatnonzero(is_so), self.first, self.last)

    def groups(
        self, steps: Steps, scope: Scope, measure: Callable[[Ints], R]
    ) -> tuple[tuple[Group[R], ...], int]:
        """Measure each group of cases, and return them with how many groups are hidden.

        Args:
            steps: all rows, whose columns may be grouped by.
            scope: what is counted, and what groups are told apart by.
            measure: what comes of some cases.

        Raises:
            Unlisted: there is no column of a fact to group by.
        """
        if not scope.by:
            return (), 0
        for name in scope.by:
            column_of(steps, name)
        of, keys = keys_in(self.steps, scope, self.last)
        parts = dict(zip(keys, divided(of, len(keys)), strict=True))
        is_held = holds(scope, self.at[self.first])

        def together(several: Iterable[tuple[Any, ...]]) -> R:
            return measure(np.sort(np.concatenate([parts[key] for key in several])))

        counts = {key: int(is_held[those].sum()) for key, those in parts.items()}
        results = {key: measure(those) for key, those in parts.items()}
        return scope.tellable(results, together, counts)


def ticks_or_nat(value: object) -> int:
    """Return an instant as microseconds after 1970; NAT if it is none."""
    try:
        return ticks_of(utc(value))  # type: ignore[arg-type]
    except BadInstant:
        return NAT


def first_of(rows: Ints, first: Ints, last: Ints) -> tuple[Ints, Bools]:
    """Find the first of some rows within each stretch, and whether there is one."""
    place = np.append(rows, np.iinfo(np.int64).max)[np.searchsorted(rows, first)]
    return np.minimum(place, last), place <= last


def any_of(rows: Ints, first: Ints, last: Ints) -> Bools:
    """Tell within which stretches there is any of some rows; an empty stretch has none."""
    return first_of(rows, first, last)[1]


def last_of(rows: Ints, first: Ints, last: Ints) -> tuple[Ints, Bools]:
    """Find the last of some rows within each stretch, and whether there is one."""
    place = np.append(rows, -1)[np.searchsorted(rows, last, "right") - 1]
    return np.maximum(place, first), place >= first
