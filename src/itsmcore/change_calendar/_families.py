"""Families: the changes under one parent, which are planned together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from itsmcore.changes import Change
from itsmcore.lifecycle import LinkKind


def kin(change: Change) -> frozenset[str]:
    """Return the numbers of the parent and the children of a change, as its own links say."""
    return frozenset((*change.links.of(LinkKind.PARENT), *change.links.of(LinkKind.CHILD)))


def families(
    changes: Iterable[Change], parents: Iterable[tuple[str, str]] = ()
) -> Mapping[str, str]:
    """Map every change that has a parent or a child, at whatever depth, to one of its family.

    Args:
        changes: the changes, whose links say who their parent and their children are.
        parents: pairs of a parent and a child besides.
    """
    near = defaultdict[str, set[str]](set)
    for one, other in chain(parents, _said(changes)):
        near[one].add(other)
        near[other].add(one)
    found = dict[str, str]()
    for first in near:
        ahead = [] if first in found else [first]
        while ahead:
            one = ahead.pop()
            if one not in found:
                found[one] = first
                ahead += near[one]
    return found


def _said(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
    for change in changes:
        for other in kin(change):
            yield change.id, other
