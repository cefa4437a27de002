"""Links between the records of a desk: typed, seen from both sides, and without circles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Set
from datetime import datetime
from typing import TypeAlias

from itsmcore.desk._link_table import LinkTable, Side, Tie
from itsmcore.errors import ItsmError, Said, Unlisted
from itsmcore.lifecycle import Record
from itsmcore.lifecycle._link import Word
from itsmcore.lifecycle._practice import practice_of
from itsmcore.lifecycle._record import word_of
from itsmcore.persistent import PersistentMap, PersistentSet
from itsmcore.phrase import Phrase, Words, either_of, say
from itsmcore.shown import shown

Ties: TypeAlias = Mapping[str, Set[Tie]]
NO_TIES: PersistentSet[Tie] = PersistentSet()
Moved: TypeAlias = tuple[Record, PersistentSet[Tie], PersistentSet[Tie]]
"""A record as an event has just left it, what it was tied to until then, and what it is since."""
Step: TypeAlias = tuple[datetime, frozenset[Tie], int]
"""The instant of what comes first, a link, and the row that went along it."""


class BadLink(ItsmError, ValueError):
    """Raised for a link that ties what it cannot tie."""

    source: str
    kind: str
    target: str
    why: Said

    def __str__(self) -> str:
        return say(
            "desk.links.cannot_link_another",
            target=shown(self.target),
            kind=self.kind,
            source=shown(self.source),
            why=self.why,
        )


class NotLoaded(Unlisted):
    """Raised for a record that is known by its links only, and is not on the desk."""

    def __str__(self) -> str:
        return say("desk.links.known_loaded_desk", kind=self.kind, name=shown(self.name))


def check(
    table: LinkTable, records: Mapping[str, Record], ties: Ties, source: str, tie: Tie
) -> None:
    """Refuse a link that is of the wrong kind, is one too many, or closes a circle.

    Raises:
        BadLink: the link is one of these.
    """
    why = _against(table, records, ties, source, tie)
    if why:
        raise BadLink(source=source, kind=tie[0], target=tie[1], why=why)


def _against(
    table: LinkTable, records: Mapping[str, Record], ties: Ties, source: str, tie: Tie
) -> Words:
    one, side, other = table.first_side(source, tie)
    if one == other:
        return Phrase("desk.links.same_record")
    if one in records and other in records:
        pair = practice_of(records[one]), practice_of(records[other])
        if not table.allows(side.kind, *pair):
            pairs = [Phrase("desk.links.to", a=a, b=b) for a, b in table.pairs[side.kind]]
            return Phrase(
                "desk.links.ties",
                kind=side.kind,
                words=either_of(pairs) or Phrase("desk.links.nothing"),
                source=pair[0],
                target=pair[1],
            )
    if side.is_acyclic and _is_above(ties, side, one, other):
        return Phrase("desk.links.above_already_two", other=shown(other), one=shown(one))
    if side.is_single:
        for of, held in ties.get(one, ()):
            if of == side.kind and held != other:
                words = Phrase("desk.links.until_instead_ends", held=shown(held))
                return Phrase(
                    "desk.links.is_the_of",
                    one=shown(one),
                    inverse=side.inverse,
                    held=shown(held),
                    words=words,
                )
    return ""


def _is_above(ties: Ties, side: Side, one: str, other: str) -> bool:
    """Return whether a record is above another, looking up from that and down from it in turn.

    The shorter way decides, so that tying records takes about the same time in any order.
    """
    ways = zip(_met(ties, side.kind, other), _met(ties, side.inverse, one), strict=False)
    return any(above == one or below == other for above, below in ways)


def _met(ties: Ties, kind: str, source: str) -> Iterator[str | None]:
    """Yield, tie by tie, what is met along the ties of a kind; None for a tie of another kind."""
    found, ahead = {source}, [source]
    while ahead:
        for of, other in ties.get(ahead.pop(), ()):
            if of == kind and other not in found:
                found.add(other)
                ahead.append(other)
            yield other if of == kind else None


def join(
    table: LinkTable, ties: MutableMapping[str, PersistentSet[Tie]], source: str, tie: Tie
) -> None:
    """Add a link, on both of its sides."""
    for id, side in ((source, tie), table.turned(source, tie)):
        ties[id] = ties.get(id, NO_TIES) | {side}


def part(
    table: LinkTable, ties: MutableMapping[str, PersistentSet[Tie]], source: str, tie: Tie
) -> None:
    """Take a link away, on both of its sides."""
    for id, side in ((source, tie), table.turned(source, tie)):
        ties[id] = ties.get(id, NO_TIES) - {side}


def renewed(
    ties: PersistentMap[str, PersistentSet[Tie]], changed: Mapping[str, PersistentSet[Tie]]
) -> PersistentMap[str, PersistentSet[Tie]]:
    """Return ties with those that have changed, without the numbers that nothing ties any more."""
    held = {id: of for id, of in changed.items() if of}
    return (ties | held).without(id for id in changed if id not in held)


def upheld(
    table: LinkTable, records: Mapping[str, Record], links: Iterable[tuple[str, Tie]]
) -> Iterator[tuple[str, Tie]]:
    """Yield the links that one of the two records knows and that neither has replaced since.

    A record keeps what another one has replaced, so both histories are asked; within one instant,
    replacement takes precedence.
    """

    def word(id: str, tie: Tie) -> Word | None:
        return word_of(records[id], tie) if id in records else None

    def is_let_go(id: str, tie: Tie, since: datetime) -> bool:
        said = word(id, tie)
        return said is not None and not said.is_tied and said.at >= since

    def is_upheld(id: str, tie: Tie, other: str, back: Tie) -> bool:
        said = word(id, tie)
        return said is not None and said.is_held and not is_let_go(other, back, said.at)

    for link in links:
        other = table.turned(*link)
        if is_upheld(*link, *other) or is_upheld(*other, *link):
            yield link


def link_of(table: LinkTable, source: str, tie: Tie) -> tuple[str, str, str]:
    """Return a link as it is listed."""
    one, side, other = table.first_side(source, tie)
    if side.kind == side.inverse and other < one:
        one, other = other, one
    return one, side.kind, other


def listed(table: LinkTable, ties: Ties) -> Iterable[tuple[str, str, str]]:
    """List each link once, from the first of its sides, in order."""
    found = {table.first_side(source, tie) for source, of in ties.items() for tie in of}
    return sorted(
        (one, side.kind, other)
        for one, side, other in found
        if side.kind != side.inverse or one < other
    )


def own_links(table: LinkTable, records: Mapping[str, Record]) -> Iterator[tuple[str, Tie]]:
    """Return the links that records know of themselves and that none of them has replaced."""
    known = ((id, tie) for id, record in records.items() for tie in table.of(record))
    return upheld(table, records, known)


def tied(
    table: LinkTable, records: Mapping[str, Record], links: Iterable[tuple[str, Tie]]
) -> PersistentMap[str, PersistentSet[Tie]]:
    """Tie records by links, each on both of its sides.

    Raises:
        BadLink: one ties what it cannot tie, or closes a circle.
    """
    ties = defaultdict[str, set[Tie]](set)
    for source, tie in links:
        if tie not in ties[source]:
            check(table, records, ties, source, tie)
            for id, side in ((source, tie), table.turned(source, tie)):
                ties[id].add(side)
    return PersistentMap({id: PersistentSet(of) for id, of in ties.items() if of})
