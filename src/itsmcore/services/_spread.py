"""How absence spreads: a least fixed point over what needs what, linear in what is reached."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import TypeAlias

import attrs

from itsmcore.services._needs import Requirement
from itsmcore.services._parts import Part, Service

Gone: TypeAlias = dict[int, int | None]
"""What is reached, each with the part before it on the way; None where the way begins."""


@attrs.frozen(eq=False)
class Graph:
    """What needs what as numbers, compiled once, so that each is found by what it asks for.

    Parts are numbered in the order of their names, so that no answer depends on the order in which
    a map lists them. What is not there asks for nothing, and counts for nothing.

    Attributes:
        names: the names of the parts, in order.
        places: the number of each name.
        services: the numbers of the services.
        takes: for each part, what cannot do without it.
        shared: for each part, the requirements that name it and can spare some.
        needed_by: for each part, what needs it, in either way.
        owners: whose each requirement is that can spare some.
        slack: how many of its parts each of these can spare.
    """

    names: tuple[str, ...]
    places: Mapping[str, int]
    services: frozenset[int]
    takes: tuple[tuple[int, ...], ...]
    shared: tuple[tuple[int, ...], ...]
    needed_by: tuple[tuple[int, ...], ...]
    owners: tuple[int, ...]
    slack: tuple[int, ...]

    @classmethod
    def of(cls, parts: Mapping[str, Part], stated: Iterable[Requirement]) -> Graph:
        """Make the graph of a map without faults."""
        names = tuple(sorted(parts))
        places = {name: place for place, name in enumerate(names)}
        there = {name for name, part in parts.items() if part.state.is_there}
        takes, shared, needed_by = ([set[int]() for _ in names] for _ in range(3))
        owners, slack = list[int](), list[int]()
        for requirement in stated:
            if requirement.name in there:
                owner = places[requirement.name]
                members = [places[name] for name in requirement.of if name in there]
                spare = len(members) - requirement.number
                for member in members:
                    needed_by[member].add(owner)
                    if spare:
                        shared[member].add(len(owners))
                    else:
                        takes[member].add(owner)
                if spare:
                    owners.append(owner)
                    slack.append(spare)
        return cls(
            names,
            places,
            frozenset(places[name] for name in names if isinstance(parts[name], Service)),
            _sorted(takes),
            _sorted(shared),
            _sorted(needed_by),
            tuple(owners),
            tuple(slack),
        )

    def spread(self, seeds: Iterable[int], gone: Gone, lost: dict[int, int]) -> Gone:
        """Add to what is gone the seeds, and whatever cannot do without what is gone.

        Args:
            seeds: what goes first.
            gone: what has gone before.
            lost: for each requirement that can spare some, how many of its parts have gone before.
        """
        takes, shared, owners, slack = self.takes, self.shared, self.owners, self.slack
        layer = sorted({seed for seed in seeds if seed not in gone})
        gone.update(dict.fromkeys(layer))
        while layer:
            found = list[int]()
            for part in layer:
                for owner in takes[part]:
                    if owner not in gone:
                        gone[owner] = part
                        found.append(owner)
                for need in shared[part]:
                    lost[need] = count = lost.get(need, 0) + 1
                    if count > slack[need] and (owner := owners[need]) not in gone:
                        gone[owner] = part
                        found.append(owner)
            layer = sorted(found)
        return gone

    def weakened(self, seeds: Iterable[int], gone: Container[int]) -> Gone:
        """Find what is left and needs one of the seeds, or what needs one of them, and so on.

        Args:
            seeds: some of what is gone.
            gone: all that is gone, so that all which cannot do without a seed is part of it.
        """
        found = self.spared(seeds, gone)
        layer = sorted(found)
        while layer:
            ahead = list[int]()
            for part in layer:
                for owner in self.needed_by[part]:
                    if owner not in found and owner not in gone:
                        found[owner] = part
                        ahead.append(owner)
            layer = sorted(ahead)
        return found

    def spared(self, seeds: Iterable[int], left_out: Container[int]) -> Gone:
        """Find what can spare a seed, but for what is left out."""
        shared, owners, found = self.shared, self.owners, dict[int, int | None]()
        for part in sorted(seeds):
            for need in shared[part]:
                if (owner := owners[need]) not in found and owner not in left_out:
                    found[owner] = part
        return found

    def before(
        self,
        seeds: Iterable[int],
        gone: Container[int],
        lost: Mapping[int, int],
        weak: Container[int],
    ) -> dict[int, list[int]]:
        """Find for all that seeds take away or weaken what is one step before it on such a way.

        Args:
            seeds: where the ways begin.
            gone: what is gone: it is reached by what it cannot do without.
            lost: for each requirement that can spare some, how many of its parts are gone.
            weak: what is reached by anything that it needs.
        """
        found: dict[int, list[int]] = {seed: [] for seed in sorted(seeds)}
        ahead = [*found]
        for part in ahead:
            reached = {owner for owner in self.needed_by[part] if owner in weak}
            if part in gone:
                reached.update(owner for owner in self.takes[part] if owner in gone)
                spent = (need for need in self.shared[part] if lost[need] > self.slack[need])
                reached.update(owner for need in spent if (owner := self.owners[need]) in gone)
            for owner in sorted(reached):
                if owner not in found:
                    found[owner] = []
                    ahead.append(owner)
                found[owner].append(part)
        return found


def _sorted(several: Iterable[Iterable[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(sorted(of)) for of in several)
