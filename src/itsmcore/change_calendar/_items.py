"""Items: how the configuration items and services that changes touch are related."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import attrs

from itsmcore.codes import Code
from itsmcore.fields import as_a, as_pairs, as_whole
from itsmcore.phrase import Phrase
from itsmcore.services import ServiceMap


class Relation(Code):
    """How one item is related to another."""

    PARENT = "parent"
    CHILD = "child"
    DEPENDS_ON = "depends on"
    NEEDED_BY = "needed by"


class Side(Code):
    """On which side of an item another one lies."""

    SAME = "same"
    DEPENDENT = "dependent"
    NEEDED = "needed"


_SIDES = {
    Side.DEPENDENT: (Relation.CHILD, Relation.NEEDED_BY),
    Side.NEEDED: (Relation.PARENT, Relation.DEPENDS_ON),
}
"""A child depends on its parent, as a virtual machine on its host."""


def _pairs(pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset((one, other) for one, other in as_pairs(pairs, "pairs") if one != other)


def _within(steps: int | None) -> int | None:
    return None if steps is None else as_whole(steps, "within", least=0)


@attrs.frozen
class Items:
    """The graph of configuration items and services.

    Attributes:
        parents: pairs of a parent and a child, such as a host and a virtual machine on it.
        depends: pairs of a dependent item and what it depends on, such as a service and a server.
        within: how many steps along these pairs still count; 0 for the same item only, None for
            any number.

    Raises:
        BadValue: a pair is not two texts, or the number of steps is not a whole number from 0.

    >>> items = Items(parents=[("host", "vm")], depends=[("mail", "vm")], within=2)
    >>> for name, relation in items.near("vm"):
    ...     print(name, relation)
    host parent
    mail needed by
    >>> items.dependents("host"), items.dependencies("mail")
    (('vm', 'mail'), ('vm', 'host'))
    """

    parents: frozenset[tuple[str, str]] = attrs.field(default=frozenset(), converter=_pairs)
    depends: frozenset[tuple[str, str]] = attrs.field(default=frozenset(), converter=_pairs)
    within: int | None = attrs.field(default=1, converter=_within, kw_only=True)

    @classmethod
    def of(cls, estate: ServiceMap, *, within: int | None = 1) -> Items:
        """Return what needs what on a service map, whatever may stand in for it.

        So conflicts, freezes and maintenance windows see what an impact sees.

        Args:
            estate: the map.
            within: how many steps along its needs still count; None for any number.

        Raises:
            BadValue: it is not a map, or the number of steps is not a whole number from 0.

        >>> from itsmcore.services import Item, Needs, Service
        >>> estate = ServiceMap([Service("mail")], items=[Item("vm-1"), Item("vm-2")],
        ...                     needs=[Needs("mail", any_of=["vm-1", "vm-2"])])
        >>> Items.of(estate).dependents("vm-2")
        ('mail',)
        """
        stated = as_a(ServiceMap, estate, "estate", "a ServiceMap").requirements
        return cls(depends=((of.name, name) for of in stated for name in of.of), within=within)

    def near(self, item: str) -> tuple[tuple[str, Relation], ...]:
        """List the neighbours of an item, and how each is related to it."""
        return self._near.get(as_a(str, item, "item", Phrase("kinds.text")), ())

    def dependents(self, item: str) -> tuple[str, ...]:
        """List what depends on an item, its children included, within the steps; nearest first."""
        return tuple(self._reached(as_a(str, item, "item", Phrase("kinds.text")), Side.DEPENDENT))

    def dependencies(self, item: str) -> tuple[str, ...]:
        """List what an item depends on, its parent included, within the steps; nearest first."""
        return tuple(self._reached(as_a(str, item, "item", Phrase("kinds.text")), Side.NEEDED))

    def _reached(self, item: str, side: Side) -> dict[str, str]:
        """Map what lies on a side of an item, within the steps, to the item just before it.

        Of several ways that are equally short, the one counts that comes first in the alphabet
        when it is read from what is needed; so both ends see the same one.
        """
        sides, before, ahead, left = self._sides[side], dict[str, str](), [item], self.within
        while ahead and left != 0:
            is_upwards, left = side is Side.DEPENDENT, None if left is None else left - 1
            found = dict[str, str]()
            for one in ahead if is_upwards else sorted(ahead):
                for other in sides.get(one, ()):
                    if other != item and other not in before:
                        found.setdefault(other, one)
            before |= found
            ahead = list(found)
        return before

    @cached_property
    def _near(self) -> dict[str, tuple[tuple[str, Relation], ...]]:
        found = dict[str, set[tuple[str, Relation]]]()
        for pairs, first, second in (
            (self.parents, Relation.PARENT, Relation.CHILD),
            (self.depends, Relation.NEEDED_BY, Relation.DEPENDS_ON),
        ):
            for one, other in pairs:
                found.setdefault(other, set()).add((one, first))
                found.setdefault(one, set()).add((other, second))
        return {item: tuple(sorted(near)) for item, near in found.items()}

    @cached_property
    def _sides(self) -> dict[Side, dict[str, tuple[str, ...]]]:
        """What lies one step away on each side of each item, in order, each once."""
        return {
            side: {
                item: tuple(dict.fromkeys(name for name, how in near if how in relations))
                for item, near in self._near.items()
            }
            for side, relations in _SIDES.items()
        }


class Reach:
    """What lies within reach of items, looked up once for each."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self._known = dict[tuple[str, Side], dict[str, str]]()

    def of(self, item: str, side: Side) -> dict[str, str]:
        """Map what lies on a side of an item to the item just before it."""
        key = item, side
        if key not in self._known:
            self._known[key] = self.items._reached(item, side)  # noqa: SLF001 (its own room)
        return self._known[key]

    def paths(
        self, ours: Iterable[str], theirs: set[str]
    ) -> Iterator[tuple[Side, tuple[str, ...]]]:
        """Yield the shortest way from each of our items to each of theirs, and on which side.

        Of what is reached and what is theirs, Python walks the smaller one if both are plain.
        """
        for item in ours:
            if item in theirs:
                yield Side.SAME, (item,)
            for side in _SIDES:
                before = self.of(item, side)
                for other in before.keys() & theirs:
                    yield side, _path(before, item, other)


def _path(before: dict[str, str], first: str, last: str) -> tuple[str, ...]:
    path = [last]
    while path[-1] != first:
        path.append(before[path[-1]])
    return tuple(reversed(path))


def as_relations(items: Items | ServiceMap) -> Items:
    """Return how items are related; of a service map, as far as its nearest needs."""
    return Items.of(items) if isinstance(items, ServiceMap) else items
