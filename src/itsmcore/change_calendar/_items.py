"""Items: how the configuration items and services that changes touch are related."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import attrs

from itsmcore.codes import Code
from itsmcore.fields import as_a, as_pairs


class Relation(Code):
    """How one item is related to another."""

    PARENT = "parent"
    CHILD = "child"
    DEPENDS_ON = "depends on"
    NEEDED_BY = "needed by"


def _pairs(pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset((one, other) for one, other in as_pairs(pairs, "pairs") if one != other)


@attrs.frozen
class Items:
    """The graph of configuration items and services.

    Attributes:
        parents: pairs of a parent and a child, such as a host and a virtual machine on it.
        depends: pairs of a dependent item and what it depends on, such as a service and a server.

    >>> items = Items(parents=[("host", "vm")], depends=[("mail", "vm")])
    >>> for name, relation in items.near("vm"):
    ...     print(name, relation)
    host parent
    mail needed by
    """

    parents: frozenset[tuple[str, str]] = attrs.field(default=frozenset(), converter=_pairs)
    depends: frozenset[tuple[str, str]] = attrs.field(default=frozenset(), converter=_pairs)

    def near(self, item: str) -> tuple[tuple[str, Relation], ...]:
        """List the neighbours of an item, and how each is related to it."""
        return self._near.get(as_a(str, item, "item", "a text"), ())

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
