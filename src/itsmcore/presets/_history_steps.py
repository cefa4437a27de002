"""Changes of fields in columns, and the steps that they make of the tickets they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from itsmcore.columnar import Steps
from itsmcore.columnar._coded import Coded, in_order
from itsmcore.columnar._columns import INSTANT, NAT, Bools, Ints
from itsmcore.columnar._path import latest
from itsmcore.columnar._steps import column_of, made_of, occurring
from itsmcore.presets._histories import Histories, History

_STATE = ("state",)
"""What every step tells of."""


@attrs.frozen(kw_only=True, eq=False)
class Changes:
    """The changes of tickets, those of each in order of time.

    Attributes:
        case: whose each is, by its place among the tickets.
        row: the place of each in the log.
        at: when it was, in microseconds.
        fact: what changed.
        old: what it was, by its place among the values.
        new: what it became.
        values: what there is.
    """

    case: Ints
    row: Ints
    at: Ints
    fact: Coded
    old: Ints
    new: Ints
    values: tuple[Any, ...]

    def taken(self, places: Ints) -> Changes:
        """Take some of them."""
        columns = ("case", "row", "at", "old", "new")
        fact = Coded(self.fact.codes[places], self.fact.values)
        return attrs.evolve(self, fact=fact, **{of: getattr(self, of)[places] for of in columns})

    def is_of(self, name: str) -> Bools:
        """Tell which are of a fact."""
        return np.array([fact == name for fact in self.fact.values], bool)[self.fact.codes]

    def firsts(self, count: int) -> Ints:
        """Find the first of each of so many tickets; -1 where there is none."""
        first = np.full(count, -1)
        first[self.case[::-1]] = np.arange(len(self.case))[::-1]
        return first

    def broken(self) -> Ints:
        """Find whose changes do not follow from one another, or are of one fact at one instant."""
        by_fact = self.taken(np.lexsort((self.fact.codes, self.case)))
        is_next = (np.diff(by_fact.case) == 0) & (by_fact.fact.codes[1:] == by_fact.fact.codes[:-1])
        is_odd = (by_fact.old[1:] != by_fact.new[:-1]) | (np.diff(by_fact.at) == 0)
        broken: Ints = by_fact.case[1:][is_next & is_odd]
        return broken


def steps_of_changes(
    changes: Changes,
    log: Histories,
    tickets: Sequence[tuple[str, History]],
    opened: Ints,
    is_kept: Bools,
) -> Steps:
    """Return the steps of some of the tickets, whose changes all follow from one another.

    Args:
        changes: the changes of all tickets.
        log: what is known of states.
        tickets: all tickets, by their numbers.
        opened: when each began; NAT where only its first change tells.
        is_kept: which tickets to return.
    """
    kept = [ticket for ticket, is_so in zip(tickets, is_kept.tolist(), strict=True) if is_so]
    own = changes.taken(np.flatnonzero(is_kept[changes.case]))
    own = attrs.evolve(own, case=(np.cumsum(is_kept) - 1)[own.case])
    start = opened[is_kept]
    first = own.firsts(len(kept))
    for place in np.flatnonzero(start == NAT).tolist():
        kept[place][1].flaw_of_opening(int(own.row[first[place]]))
    start = np.where(start == NAT, np.append(own.at, NAT)[first], start)
    is_step = (np.diff(own.case, prepend=-1) != 0) | (np.diff(own.at, prepend=NAT) != 0)
    lengths = 1 + np.bincount(own.case[is_step], minlength=len(kept))
    begins, row = np.append(0, np.cumsum(lengths)), np.cumsum(is_step) + own.case
    at = np.repeat(start, lengths)
    at[row] = own.at
    names = [name for _, ticket in kept for name in ticket.facts]
    changed = occurring(own.fact.codes, len(own.fact.values))[0]
    names += [own.fact.values[code] for code in changed]
    facts = {
        name: _column(name, own, [ticket.facts.get(name) for _, ticket in kept], begins, row)
        for name in dict.fromkeys((*names, *_STATE[: len(kept)]))
    }
    made = made_of(
        np.fromiter((number for number, _ in kept), object, len(kept)),
        begins,
        at.view(INSTANT),
        facts | _phased(facts, log),
        {number: tuple(ticket.flaws) for number, ticket in kept if ticket.flaws},
    )
    return _without_births(made)


def _column(name: str, changes: Changes, told: list[Any], begins: Ints, row: Ints) -> Coded:
    """Return what a fact was at each step.

    Args:
        name: the fact.
        changes: the changes of tickets.
        told: what each ticket says of it, if it never changed.
        begins: the first step of each ticket, which is no change, and the number of steps.
        row: the step of each change.
    """
    others, starts = Coded.of(told), begins[:-1]
    values = (*changes.values, *others.values)
    those = np.flatnonzero(changes.is_of(name))
    case, rows = changes.case[those], row[those]
    is_first = np.diff(case, prepend=-1) != 0
    codes, is_told = np.zeros(begins[-1], np.int64), np.zeros(begins[-1], bool)
    codes[starts] = others.codes.astype(np.int64) + len(changes.values)
    codes[starts[case[is_first]]] = changes.old[those[is_first]]
    codes[rows] = changes.new[those]
    is_told[starts] = is_told[rows] = True
    here, place = in_order(codes[latest(is_told)], len(values))
    kind = np.min_scalar_type(-len(here))
    return Coded(place.astype(kind), tuple(values[code] for code in here))


def _phased(facts: Mapping[str, Coded], log: Histories) -> dict[str, Coded]:
    """Return the states, as far as they are known, and the phase of each."""
    known, states = log.words.known, facts.get("state")
    if states is None:
        return {}
    found = [known.get(name, (None,))[0] for name in states.values]
    names = [
        name if state is None else state.name
        for name, state in zip(states.values, found, strict=True)
    ]
    phases = [None if state is None else state.phase for state in found]
    return {"state": Coded(states.codes, tuple(names)), "phase": Coded(states.codes, tuple(phases))}


def _without_births(steps: Steps) -> Steps:
    """Leave out the first step of tickets where the second tells what they began with."""
    state = column_of(steps, "state")
    is_none = np.array([name is None for name in state.values], bool)[state.codes]
    first = steps.begins[:-1][np.diff(steps.begins) > 1]
    births = first[is_none[first] & ~is_none[first + 1]]
    steps.at[births + 1] = steps.at[births]
    is_kept = np.ones(len(steps.at), bool)
    is_kept[births] = False
    return steps.only(is_kept)
