"""Groups: occurrences sorted by what they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TypeAlias

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import can_be_iterated
from itsmcore.phrase import Phrase
from itsmcore.recurrence._keys import Group, Key, Signature
from itsmcore.recurrence._occurrences import Occurrence
from itsmcore.span import Window

Named: TypeAlias = tuple[Key | Signature, Group]

_in_time = attrgetter("at", "id")


@attrs.define
class Groups:
    """The occurrences of each group, and how many were in none."""

    members: dict[Named, list[Occurrence]]
    left_out: int

    def in_time(self) -> Iterator[tuple[Named, list[Occurrence]]]:
        """Yield each group with its occurrences in order of time, then by number."""
        for name, members in self.members.items():
            yield name, sorted(members, key=_in_time)


def grouped(occurrences: Iterable[Occurrence], keys: Iterable[Key | Signature]) -> Groups:
    """Sort occurrences into the groups of each key; one may be in several, or in none.

    Raises:
        BadValue: something is not an occurrence.
    """
    several = tuple(keys)
    members = [dict[Group, list[Occurrence]]() for _ in several]
    left_out = 0
    for facts, those in _by_facts(occurrences):
        groups = [key.groups(facts) for key in several]
        left_out += 0 if any(groups) else len(those)
        for of, found in zip(members, groups, strict=True):
            for group in found:
                of.setdefault(group, []).extend(those)
    pairs = zip(several, members, strict=True)
    return Groups(
        {(key, group): of for key, found in pairs for group, of in found.items()}, left_out
    )


def _by_facts(
    occurrences: Iterable[Occurrence],
) -> Iterable[tuple[Mapping[str, object], list[Occurrence]]]:
    """Bring together those that hold the same facts, not only equal ones."""
    found: dict[int, tuple[Mapping[str, object], list[Occurrence]]] = {}
    for occurrence in checked(occurrences):
        facts = occurrence.facts
        found.setdefault(id(facts), (facts, []))[1].append(occurrence)
    return found.values()


def checked(occurrences: Iterable[object]) -> Iterator[Occurrence]:
    """Yield the occurrences as they are.

    Raises:
        BadValue: something is not an occurrence.
    """
    for occurrence in occurrences if can_be_iterated(occurrences) else (occurrences,):
        if not isinstance(occurrence, Occurrence):
            expected = Phrase("recurrence.expected.occurrences")
            raise BadValue(field="occurrences", value=occurrence, expected=expected)
        yield occurrence


def ids(members: Iterable[Occurrence]) -> tuple[str, ...]:
    """List the numbers of occurrences."""
    return tuple(occurrence.id for occurrence in members)


def extent(members: list[Occurrence]) -> Window:
    """Return the span from the first to the last of occurrences that are in order of time."""
    return Window(members[0].at, members[-1].at)
