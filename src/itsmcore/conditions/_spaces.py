"""Spaces: where the facts that a condition names are read."""

from __future__ import annotations

from typing import Any, Protocol

EVENT, GIVEN, TARGET, AFTER = "event", "given", "target", "after"
LINKED = "linked"
SPACES = (EVENT, GIVEN, TARGET, AFTER, LINKED)
"""The spaces that names may begin with, before a dot; any other name is of the record itself.

Of the record itself are also the items of its fields that hold mappings, such as `custom.site`.
"""
AROUND = tuple(f"{space}." for space in (EVENT, GIVEN, TARGET, AFTER))
"""The prefixes of facts that are of no record by itself: they are the same for those linked."""
OUTSIDE = (*AROUND, f"{LINKED}.")
"""The prefixes of facts that may be unknown, and leave the answer open."""


class Facts(Protocol):
    """The facts that a condition reads; any mapping will do."""

    def get(self, name: str, default: Any, /) -> object: ...


def space_of(name: str) -> str:
    """Return the space that a name is in; the empty text is the record's own."""
    space, dot, _ = name.partition(".")
    return space if dot and space in SPACES else ""


def without(name: str, *spaces: str) -> str:
    """Return a name without its space, if that is one of some; any other name as it is.

    >>> without("after.category", EVENT, AFTER), without("given.category", EVENT, AFTER)
    ('category', 'given.category')
    """
    space = space_of(name)
    return name.removeprefix(f"{space}.") if space in spaces else name


class FactSpaces:
    """Facts in spaces: names such as `event.by` in a space of their own, any other in turn.

    Args:
        bare: what names without a space are read from; the first that has one decides.
        spaces: what the names of each space are read from, without the space and the dot.

    >>> facts = FactSpaces({"link": "child"}, {"state": "new"}, event={"by": "ada"})
    >>> [facts.get(name, None) for name in ("link", "state", "event.by", "event.at")]
    ['child', 'new', 'ada', None]
    """

    __slots__ = ("bare", "spaces")

    def __init__(self, *bare: Facts, **spaces: Facts) -> None:
        self.bare = bare
        self.spaces = spaces

    def get(self, name: str, default: Any = None, /) -> Any:
        """Read one fact."""
        space, dot, rest = name.partition(".")
        if dot and space in self.spaces:
            return self.spaces[space].get(rest, default)
        for facts in self.bare:
            found = facts.get(name, _ABSENT)
            if found is not _ABSENT:
                return found
        return default


_ABSENT: Any = object()
