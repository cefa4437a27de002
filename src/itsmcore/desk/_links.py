"""Links between the records of a desk: typed, seen from both sides, and without cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from itsmcore.changes import Change
from itsmcore.errors import ItsmError, Unlisted
from itsmcore.incidents import Incident
from itsmcore.lifecycle import LinkKind, Record
from itsmcore.problems import Problem
from itsmcore.tasks import Task

Tie: TypeAlias = tuple[LinkKind, str]
"""What another record is to this one, and its number."""
Ties: TypeAlias = Mapping[str, frozenset[Tie]]

_PRACTICES: tuple[type[Record[Any]], ...] = (Incident, Problem, Change, Task)
_SAME = frozenset((kind, kind) for kind in _PRACTICES)
_FIXABLE = frozenset({(Incident, Change), (Problem, Change)})
_LEGAL: Mapping[LinkKind, frozenset[tuple[type, type]]] = {
    LinkKind.PARENT: _SAME,
    LinkKind.PROBLEM: frozenset({(Incident, Problem)}),
    LinkKind.CAUSED_BY: _FIXABLE,
    LinkKind.FIXED_BY: _FIXABLE,
    LinkKind.DUPLICATE_OF: _SAME,
    LinkKind.FOLLOW_UP_OF: _SAME,
    LinkKind.TASK_OF: frozenset((Task, kind) for kind in _PRACTICES[:3]),
}
"""Which practices a kind ties, seen from the first of its two sides."""
_TREES = (LinkKind.PARENT, LinkKind.DUPLICATE_OF, LinkKind.FOLLOW_UP_OF)


class BadLink(ItsmError, ValueError):
    """Refuse a link that ties what it cannot tie."""

    source: str
    kind: str
    target: str
    why: str

    def __str__(self) -> str:
        return f"{self.target!r} cannot be the {self.kind} of {self.source!r}: {self.why}"


def as_kind(kind: str) -> LinkKind:
    """Read the kind of a link.

    Raises:
        Unlisted: there is no such kind.
    """
    try:
        return LinkKind(kind)
    except ValueError:
        raise Unlisted(kind="kind of link", name=kind, known=tuple(LinkKind)) from None


def practice(record: Record[Any]) -> type[Record[Any]]:
    """Tell which practice a record is of."""
    return next((kind for kind in _PRACTICES if isinstance(record, kind)), type(record))


def check(records: Mapping[str, Record[Any]], ties: Ties, source: str, tie: Tie) -> None:
    """Refuse a link that is of the wrong kind, or closes a circle.

    Raises:
        BadLink: it is.
    """
    kind, target = tie
    if source == target:
        raise BadLink(source=source, kind=kind, target=target, why="it is the same record")
    one, other, first = source, target, kind
    if kind not in _LEGAL:
        one, other, first = target, source, kind.inverse
    if one in records and other in records:
        pair = practice(records[one]), practice(records[other])
        if pair not in _LEGAL[first]:
            words = " or ".join(f"{a.__name__} to {b.__name__}" for a, b in _sorted(_LEGAL[first]))
            found = f"{pair[0].__name__} to {pair[1].__name__}"
            why = f"{first} ties {words}, not {found}"
            raise BadLink(source=source, kind=kind, target=target, why=why)
    if first in _TREES and one in _above(ties, first, other):
        why = f"{other!r} stands below {one!r} already, and would stand above it"
        raise BadLink(source=source, kind=kind, target=target, why=why)


def _sorted(pairs: Iterable[tuple[type, type]]) -> list[tuple[type, type]]:
    return sorted(pairs, key=lambda pair: (pair[0].__name__, pair[1].__name__))


def _above(ties: Ties, kind: LinkKind, source: str) -> set[str]:
    """Find everything above a record, itself included."""
    found, ahead = set[str](), [source]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += (other for of, other in ties.get(one, ()) if of is kind)
    return found


def joined(ties: dict[str, frozenset[Tie]], source: str, tie: Tie) -> None:
    """Add a link, on both of its sides."""
    kind, target = tie
    ties[source] = ties.get(source, frozenset()) | {tie}
    ties[target] = ties.get(target, frozenset()) | {(kind.inverse, source)}


def links_of(record: Record[Any]) -> Iterator[Tie]:
    """Give the links that a record knows of itself."""
    for link in record.links:
        yield as_kind(link.kind), link.target
    if isinstance(record, Task):
        yield LinkKind.TASK_OF, record.of
    if isinstance(record, Problem) and record.duplicate_of is not None:
        yield LinkKind.DUPLICATE_OF, record.duplicate_of
