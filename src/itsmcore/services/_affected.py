"""What is affected, by name: each is made when it is asked for, since there may be very many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import attrs

from itsmcore.services._spread import Gone, Graph
from itsmcore.services._status import Affected, OperationalStatus


@attrs.frozen(eq=False, repr=False)
class AffectedParts(Mapping[str, Affected]):
    """What is not simply up, the worst first, and then in order of names.

    Attributes:
        graph: what needs what.
        ways: what has each status, each with the part before it.
    """

    graph: Graph
    ways: Mapping[OperationalStatus, Gone]

    @cached_property
    def _causes(self) -> dict[int, int]:
        """Where the ways begin that have been followed so far."""
        return {}

    @cached_property
    def _before(self) -> Gone:
        found: Gone = {}
        for ways in self.ways.values():
            found |= ways
        return found

    def __len__(self) -> int:
        return sum(map(len, self.ways.values()))

    def __iter__(self) -> Iterator[str]:
        return (self.graph.names[part] for ways in self.ways.values() for part in sorted(ways))

    def __getitem__(self, name: str) -> Affected:
        part = self.graph.places[name]
        for status, ways in self.ways.items():
            if part in ways:
                return self._made(part, status, ways[part])
        raise KeyError(name)

    def only(self, is_wanted: Callable[[int], bool]) -> tuple[Affected, ...]:
        """Return those that are wanted by their numbers, in order."""
        return tuple(
            self._made(part, status, ways[part])
            for status, ways in self.ways.items()
            for part in sorted(filter(is_wanted, ways))
        )

    def _made(self, part: int, status: OperationalStatus, before: int | None) -> Affected:
        names = self.graph.names
        return Affected(
            name=names[part],
            status=status,
            cause=names[self._cause(part)],
            via=None if before is None else names[before],
        )

    def __repr__(self) -> str:
        return repr(dict(self))

    def _cause(self, part: int) -> int:
        """Follow the way of a part to where it begins, or to what was followed before."""
        causes, before, passed = self._causes, self._before, [part]
        while (last := passed[-1]) not in causes and (one := before[last]) is not None:
            passed.append(one)
        cause = causes.get(last, last)
        causes.update(dict.fromkeys(passed, cause))
        return cause
