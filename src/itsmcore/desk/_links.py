"""Links between the records of a desk: typed, seen from both sides, and without circles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Set
from datetime import datetime
from itertools import product
from typing import Any, TypeAlias

from itsmcore.changes import Change
from itsmcore.errors import BadValue, ItsmError, Unlisted
from itsmcore.fields import is_in
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import Incident
from itsmcore.lifecycle import Event, LinkKind, Record
from itsmcore.problems import Problem
from itsmcore.shown import shown
from itsmcore.tasks import Task

Tie: TypeAlias = tuple[LinkKind, str]
"""What another record is to this one, and its number."""
Ties: TypeAlias = Mapping[str, Set[Tie]]

_PRACTICES: tuple[type[Record[Any]], ...] = (Incident, Problem, Change, Task)
_SAME = frozenset((kind, kind) for kind in _PRACTICES)
_BY_CHANGE = frozenset({(Incident, Change), (Problem, Change)})
_LEGAL: Mapping[LinkKind, frozenset[tuple[type, type]]] = {
    LinkKind.PARENT: _SAME,
    LinkKind.PROBLEM: frozenset({(Incident, Problem)}),
    LinkKind.CAUSED_BY: _BY_CHANGE,
    LinkKind.FIXED_BY: _BY_CHANGE,
    LinkKind.DUPLICATE_OF: _SAME,
    LinkKind.FOLLOW_UP_OF: _SAME,
    LinkKind.TASK_OF: frozenset((Task, kind) for kind in _PRACTICES[:3]),
    LinkKind.RELATED: frozenset(product(_PRACTICES, _PRACTICES)),
}
"""Which practices a kind links, seen from the first of its two sides."""
_UPWARDS = (LinkKind.PARENT, LinkKind.DUPLICATE_OF, LinkKind.FOLLOW_UP_OF)
"""No record is above itself by one of these."""


class BadLink(ItsmError, ValueError):
    """Raised for a link that ties what it cannot tie."""

    source: str
    kind: str
    target: str
    why: str

    def __str__(self) -> str:
        return (
            f"{shown(self.target)} cannot be the {self.kind} of {shown(self.source)}: {self.why}; "
            "link another record, or by another kind"
        )


class NotLoaded(Unlisted):
    """Raised for a record that is known by its links only, and is not on the desk."""

    def __str__(self) -> str:
        return f"{self.kind} {shown(self.name)} is known and not loaded; desk.load([…]) it"


def as_kind(kind: str) -> LinkKind:
    """Read the kind of a link.

    Raises:
        Unlisted: there is no such kind.
    """
    if is_in(kind, tuple(LinkKind)):
        return LinkKind(kind)
    raise Unlisted(kind="kind of link", name=kind, known=tuple(LinkKind))


def as_tie(link: object) -> tuple[str, Tie]:
    """Read a link that was given, as the record it belongs to and what it says.

    Raises:
        BadValue: it is not a link.
        Unlisted: there is no such kind.
    """
    match link:
        case (str(source), str(kind), str(other)):
            return source, (as_kind(kind), other)
    raise BadValue(field="a link", value=link, expected='for example ("INC-2", "parent", "INC-1")')


def practice(record: Record[Any]) -> type[Record[Any]]:
    """Return the practice that a record belongs to."""
    return next((kind for kind in _PRACTICES if isinstance(record, kind)), type(record))


def possible(ties: Iterable[Tie]) -> frozenset[str]:
    """Return the practices that a record with some ties may belong to."""
    found = frozenset(kind.__name__ for kind in _PRACTICES)
    for kind, _ in ties:
        one, pairs = (0, _LEGAL[kind]) if kind in _LEGAL else (1, _LEGAL[kind.inverse])
        found &= {pair[one].__name__ for pair in pairs}
    return found


def asked(event: Event) -> tuple[Tie, ...]:
    """Return what an event ties its record to.

    Raises:
        Unlisted: there is no such kind of link.
    """
    ties = event.tied()
    return tuple([(as_kind(kind), number) for kind, number in ties]) if ties else ()


def replaced(event: Event) -> tuple[Tie, ...]:
    """Return what an event unties from its record."""
    ended = event.untied()
    return tuple([(as_kind(kind), number) for kind, number in ended if number]) if ended else ()


def parted(record: Record[Any], event: Event) -> Iterator[Tie]:
    """Yield what an event unties from a record, of what the record itself is tied to."""
    for kind, number in event.untied():
        numbers = record.links.of(kind) if number is None else (number,)
        yield from ((as_kind(kind), one) for one in numbers)


def first_side(source: str, tie: Tie) -> tuple[str, LinkKind, str]:
    """Read a link from the first of its two sides, such as the child's."""
    kind, target = tie
    return (source, kind, target) if kind in _LEGAL else (target, kind.inverse, source)


def turned(source: str, tie: Tie) -> tuple[str, Tie]:
    """Read a link from its other side."""
    kind, other = tie
    return other, (kind.inverse, source)


def check(records: Mapping[str, Record[Any]], ties: Ties, source: str, tie: Tie) -> None:
    """Refuse a link that is of the wrong kind, is one too many, or closes a circle.

    Raises:
        BadLink: the link is one of these.
    """
    why = _against(records, ties, source, tie)
    if why:
        raise BadLink(source=source, kind=tie[0], target=tie[1], why=why)


def _against(records: Mapping[str, Record[Any]], ties: Ties, source: str, tie: Tie) -> str:
    one, kind, other = first_side(source, tie)
    if one == other:
        return "it is the same record"
    if one in records and other in records:
        pair = practice(records[one]), practice(records[other])
        if pair not in _LEGAL[kind]:
            words = " or ".join(sorted(f"{a.__name__} to {b.__name__}" for a, b in _LEGAL[kind]))
            return f"{kind} ties {words}, not {pair[0].__name__} to {pair[1].__name__}"
    if kind in _UPWARDS and _is_above(ties, kind, one, other):
        return f"{shown(other)} has {shown(one)} above it already, and the two would form a circle"
    if kind.is_single:
        for of, held in ties.get(one, ()):
            if of is kind and held != other:
                words = f"until instead_of={shown(held)} ends that"
                return f"{shown(one)} is the {kind.inverse} of {shown(held)}, {words}"
    return ""


def _is_above(ties: Ties, kind: LinkKind, one: str, other: str) -> bool:
    """Return whether a record is above another, looking up from that and down from it in turn.

    The shorter way decides, so that tying records takes about the same time in any order.
    """
    ways = zip(_met(ties, kind, other), _met(ties, kind.inverse, one), strict=False)
    return any(above == one or below == other for above, below in ways)


def _met(ties: Ties, kind: LinkKind, source: str) -> Iterator[str | None]:
    """Yield, tie by tie, what is met along the ties of a kind; None for a tie of another kind."""
    found, ahead = {source}, [source]
    while ahead:
        for of, other in ties.get(ahead.pop(), ()):
            if of is kind and other not in found:
                found.add(other)
                ahead.append(other)
            yield other if of is kind else None


def join(ties: MutableMapping[str, frozenset[Tie]], source: str, tie: Tie) -> None:
    """Add a link, on both of its sides."""
    kind, target = tie
    ties[source] = ties.get(source, frozenset()) | {tie}
    ties[target] = ties.get(target, frozenset()) | {(kind.inverse, source)}


def part(ties: MutableMapping[str, frozenset[Tie]], source: str, tie: Tie) -> None:
    """Take a link away, on both of its sides."""
    kind, target = tie
    ties[source] = ties.get(source, frozenset()) - {tie}
    ties[target] = ties.get(target, frozenset()) - {(kind.inverse, source)}


def known(ties: FrozenDict[str, frozenset[Tie]]) -> FrozenDict[str, frozenset[Tie]]:
    """Drop the numbers that nothing ties any more."""
    if all(ties.values()):
        return ties
    return FrozenDict({id: of for id, of in ties.items() if of})


def links_of(record: Record[Any]) -> Iterator[Tie]:
    """Yield the links that a record knows of itself."""
    for link in record.links:
        yield as_kind(link.kind), link.target


def upheld(
    records: Mapping[str, Record[Any]], links: Iterable[tuple[str, Tie]]
) -> Iterator[tuple[str, Tie]]:
    """Yield the links that one of the two records knows and that neither has replaced since.

    A record keeps what another one has replaced, so both histories are asked; within one instant,
    replacement takes precedence.
    """
    several, sides = list(links), defaultdict[str, set[Tie]](set)
    for link in several:
        for id, tie in (link, turned(*link)):
            sides[id].add(tie)
    words = {id: _words(records[id], ties) for id, ties in sides.items() if id in records}
    held = {id: sides[id].intersection(links_of(records[id])) for id in words}

    def is_let_go(id: str, tie: Tie, since: datetime) -> bool:
        said, is_tied = words[id][tie] if id in words else (since, True)
        return not is_tied and said >= since

    def is_upheld(id: str, tie: Tie, other: str, back: Tie) -> bool:
        if tie not in held.get(id, ()):
            return False
        said, is_tied = words[id][tie]
        return is_tied and not is_let_go(other, back, said)

    for link in several:
        other = turned(*link)
        if is_upheld(*link, *other) or is_upheld(*other, *link):
            yield link


def _words(record: Record[Any], ties: set[Tie]) -> dict[Tie, tuple[datetime, bool]]:
    """Find when a record last said something about each link, and whether it was that it exists."""
    found: dict[Tie, tuple[datetime, bool]] = {}
    for event in reversed(record.history):
        for is_tied, said in ((True, asked(event)), (False, replaced(event))):
            for tie in said:
                if tie in ties and tie not in found:
                    found[tie] = event.at, is_tied
        if len(found) == len(ties):
            return found
    return dict.fromkeys(ties, (record.history[0].at, True)) | found


def listed(ties: Ties) -> Iterable[tuple[str, str, str]]:
    """List each link once, from the first of its sides, in order."""
    found = {first_side(source, tie) for source, of in ties.items() for tie in of}
    return sorted(link for link in found if link[1] is not LinkKind.RELATED or link[0] < link[2])


def own_links(records: Mapping[str, Record[Any]]) -> Iterator[tuple[str, Tie]]:
    """Return the links that records know of themselves and that none of them has replaced."""
    known = ((id, tie) for id, record in records.items() for tie in links_of(record))
    return upheld(records, known)


def tied(
    records: Mapping[str, Record[Any]], links: Iterable[tuple[str, Tie]]
) -> FrozenDict[str, frozenset[Tie]]:
    """Tie records by links, each on both of its sides.

    Raises:
        BadLink: one ties what it cannot tie, or closes a circle.
    """
    ties = defaultdict[str, set[Tie]](set)
    for source, tie in links:
        if tie not in ties[source]:
            check(records, ties, source, tie)
            for id, side in ((source, tie), turned(source, tie)):
                ties[id].add(side)
    return FrozenDict({id: frozenset(of) for id, of in ties.items() if of})
