"""Conformance in columns: does a log follow a model, and where does it not?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import attrs
import numpy as np

from itsmcore.absent import present
from itsmcore.columnar._coded import Coded
from itsmcore.columnar._columns import Bools, Ints, instant_of
from itsmcore.columnar._states import states_in
from itsmcore.columnar._steps import Steps, occurring
from itsmcore.conformance import Deviation, Report
from itsmcore.conformance._check import precision_of
from itsmcore.conformance._traces import Known, as_table, initial_of, strangers
from itsmcore.fields import as_a, differs
from itsmcore.frozen import FrozenDict, frozen
from itsmcore.lifecycle import Lifecycle, Model

Deed: TypeAlias = tuple[str | None, str]
"""What a row does: the state before, or None for a case that begins, and the state from then on."""


def check(model: Model | Lifecycle, steps: Steps) -> Report:
    """Compare steps with a model; whatever they hold, nothing is raised.

    The report is that of `conformance.check` for the timelines of the cases. A fact that has no
    column counts as not set, so a state is re-entered only where a column tells of a change.

    Args:
        model: the model, or the lifecycle, to compare with.
        steps: what happened, with a column `state`.

    Raises:
        BadValue: it is neither a model nor a lifecycle, or the steps are none.
        Unlisted: there is no column of states.

    >>> from itsmcore.incidents import INCIDENT
    >>> steps = Steps(case=np.array(["INC-1", "INC-1"]),
    ...               at=np.array(["2026-01-05T09", "2026-01-05T10"], "M8[h]"),
    ...               facts={"state": np.array(["new", "closed"])})
    >>> print(check(INCIDENT, steps))
    cases 1, steps 2, moves 1, illegal 1, odd starts 0, fitness 0.0000
    """
    known = Known(as_table(model))
    log = _Deeds.of(as_a(Steps, steps, "steps", "Steps(…), or Steps.of(…)"))
    initial, times = initial_of(known.model), log.times
    moves = {(of, to): n for (of, to), n in times.items() if of is not None and of != to}
    odd = {to: n for (of, to), n in times.items() if of is None and to != initial}
    lacking = log.rows(move for move in moves if move not in known.edges)
    oddly = log.rows((None, state) for state in odd)
    return Report(
        cases=len(steps.cases),
        steps=len(steps.at),
        moves=FrozenDict(moves),
        within=frozen(log.anew(known)),
        deviations=tuple(log.deviations(lacking, known)),
        odd_starts=frozen(odd),
        flaws=frozen(Counter(flaw.code for of in steps.flaws.values() for flaw in of)),
        unknown_states=log.strangers(known),
        fitting=len(steps.cases) - len(np.union1d(log.cases(lacking), log.cases(oddly))),
        precision=precision_of(moves, known),
    )


@attrs.frozen(eq=False)
class _Deeds:
    """What every row does: it begins in a state, moves to one, or stays.

    Attributes:
        steps: the rows.
        done: a code for what each row does.
        codes: what is done, each with its code.
        times: how often each was done.
    """

    steps: Steps
    done: Ints
    codes: dict[Deed, int]
    times: dict[Deed, int]

    @classmethod
    def of(cls, steps: Steps) -> _Deeds:
        """Find what every row does."""
        names, state = states_in(steps)
        count = len(names)
        done = state.copy()
        done[1:] += state[:-1] * count
        firsts = steps.begins[:-1][np.diff(steps.begins) > 0]
        done[firsts] = count * count + state[firsts]
        several = range(count * count + count)
        if len(several) > len(done):
            few, done = np.unique(done, return_inverse=True)
            several = few.tolist()
        before, counts = [*names, None], np.bincount(done)
        codes = {}
        for code in np.flatnonzero(counts).tolist():
            source, target = divmod(several[code], count)
            codes[before[source], names[target]] = code
        return cls(steps, done, codes, {deed: int(counts[code]) for deed, code in codes.items()})

    def rows(self, deeds: Iterable[Deed]) -> Ints:
        """Find the rows that do one of some deeds."""
        wanted = [self.codes[deed] for deed in deeds]
        if not wanted:
            return np.zeros(0, np.int64)
        is_wanted = np.zeros(max(self.codes.values()) + 1, bool)
        is_wanted[wanted] = True
        return np.flatnonzero(is_wanted[self.done])

    def cases(self, rows: Ints) -> Ints:
        """Find whose rows they are."""
        return np.searchsorted(self.steps.begins, rows, "right") - 1

    def strangers(self, known: Known) -> tuple[str, ...]:
        """List the states that a table does not have, in order of appearance."""
        odd = {deed for deed in self.codes if strangers((deed[1],), known.states)}
        deeds = {code: deed for deed, code in self.codes.items()}
        several = self.done[self.rows(odd)]
        first = np.sort(np.unique(several, return_index=True)[1])
        return tuple(dict.fromkeys(deeds[code][1] for code in several[first].tolist()))

    def deviations(self, rows: Ints, known: Known) -> Iterator[Deviation]:
        """Yield what rows do that a table does not have."""
        steps, cases = self.steps, self.cases(rows)
        moves = {code: deed for deed, code in self.codes.items()}
        for case, index, at, code in zip(
            steps.cases[cases].tolist(),
            (rows - steps.begins[cases]).tolist(),
            steps.at[rows].view(np.int64).tolist(),
            self.done[rows].tolist(),
            strict=True,
        ):
            source, target = map(str, moves[code])
            reason = known.reason((source, target))
            yield Deviation(case, index, instant_of(at), source, target, reason)

    def anew(self, known: Known) -> dict[str, int]:
        """Count how often each state was entered again: a field of an event has changed."""
        stays = {of: self.codes[of, of] for of in known.anew if (of, of) in self.codes}
        rows = self.rows((state, state) for state in stays)
        done, is_anew = self.done[rows], np.zeros(len(rows), bool)
        for name in {name for of in stays for name in known.anew[of]} & self.steps.facts.keys():
            those = [code for of, code in stays.items() if name in known.anew[of]]
            asked = np.isin(done, those)
            is_anew[asked] |= _changes(self.steps.facts[name], rows[asked])
        several, counts = np.unique(done[is_anew], return_counts=True)
        times = dict(zip(several.tolist(), counts.tolist(), strict=True))
        return {state: times[code] for state, code in stays.items() if code in times}


def _changes(column: Coded, rows: Ints) -> Bools:
    """Tell which rows have another value than the one before; equal ones may differ in class."""
    before, after = column.codes[rows - 1].astype(np.int64), column.codes[rows]
    does_change: Bools = before != after
    count, values = len(column.values), [*map(present, column.values)]
    pairs, places = occurring((before * count + after)[does_change], count * count)
    is_other = [differs(*(values[code] for code in divmod(pair, count))) for pair in pairs]
    does_change[does_change] = np.array(is_other, bool)[places]
    return does_change
