"""Groups: occurrences sorted by what they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    by_key = [(key, dict[Group, list[Occurrence]]()) for key in keys]
    left_out = 0
    for occurrence in checked(occurrences):
        is_in_one = False
        for key, members in by_key:
            for group in key.groups(occurrence.facts):
                members.setdefault(group, []).append(occurrence)
                is_in_one = True
        left_out += not is_in_one
    named = {(key, group): of for key, members in by_key for group, of in members.items()}
    return Groups(named, left_out)


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
