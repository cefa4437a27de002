"""Numbering: the numbers that new records get, as a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from itsmcore.checked import checked
from itsmcore.desk._link_table import STOCK_TABLE
from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_a, as_whole
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.phrase import Phrase

_MOST = 10**50
_MOST_TAKEN = 1_000_000
_WIDEST = 50


def _following(numbers: Mapping[str, int]) -> FrozenDict[str, int]:
    known = frozen(numbers, "following")
    for number in known.values():
        as_whole(number, Phrase("desk.numbering.number"), least=0, most=_MOST)
    return known


def _prefixes(prefixes: Mapping[str, str]) -> FrozenDict[str, str]:
    known = frozen(prefixes, "prefixes")
    for prefix in known.values():
        as_a(str, prefix, Phrase("desk.numbering.prefix"), Phrase("kinds.text"))
    return known


def _width(width: int) -> int:
    return as_whole(width, "width", least=1, most=_WIDEST)


@attrs.frozen
class Numbering:
    """The next number of each practice; taking one returns the numbering after it.

    Attributes:
        following: by the name of a record's class, the next number; 1 if not stated.
        prefixes: by that name, what stands before the number; a desk adds those of its practices.
        width: how many digits a number has at least.

    Raises:
        BadValue: a number is not a whole number of 0 or more, or a prefix is not a text.

    >>> Numbering({"Incident": 1042}).take("Incident")
    ('INC0001042', Numbering(following=FrozenDict({'Incident': 1043})))
    """

    following: FrozenDict[str, int] = attrs.field(default=EMPTY, converter=_following)
    prefixes: FrozenDict[str, str] = attrs.field(
        default=STOCK_TABLE.prefixes, converter=_prefixes, kw_only=True, repr=False
    )
    width: int = attrs.field(default=7, converter=_width, kw_only=True, repr=False)

    @checked
    def take(self, practice: str) -> tuple[str, Numbering]:
        """Return the next number of a practice, and the numbering after it.

        Raises:
            Unlisted: it has no prefix.
        """
        if practice not in self.prefixes:
            raise Unlisted(
                kind=Phrase("desk.numbering.prefix_2"), name=practice, known=tuple(self.prefixes)
            )
        number = self.following.get(practice, 1)
        after = self.following | {practice: number + 1}
        return self._written(practice, number), attrs.evolve(self, following=after)

    @checked
    def knowing(self, prefixes: Mapping[str, str]) -> Numbering:
        """Return a numbering that has more prefixes; those that it has stand."""
        if all(name in self.prefixes for name in prefixes):
            return self
        return attrs.evolve(self, prefixes={**prefixes, **self.prefixes})

    @checked
    def free(self, practice: str, taken: Callable[[str], object]) -> Numbering:
        """Return a numbering whose next number for a practice is not taken.

        Raises:
            BadValue: a million numbers are taken, one after the other.

        >>> Numbering().free("Task", {"TASK0000001", "TASK-77"}.__contains__)
        Numbering(following=FrozenDict({'Task': 2}))
        """
        if practice not in self.prefixes:
            return self
        first = self.following.get(practice, 1)
        for number in range(first, first + _MOST_TAKEN):
            if not taken(self._written(practice, number)):
                return attrs.evolve(self, following=self.following | {practice: number})
        raise BadValue(field="taken", value=taken, expected=Phrase("desk.expected.some_number"))

    def _written(self, practice: str, number: int) -> str:
        return f"{self.prefixes[practice]}{number:0{self.width}}"

    @checked
    def practice(self, number: str) -> str | None:
        """Return the practice that a number belongs to; None if it belongs to none.

        >>> Numbering().practice("PRB0000007"), Numbering().practice("PRB-7")
        ('Problem', None)
        """
        for practice, prefix in self.prefixes.items():
            if number.startswith(prefix) and number.removeprefix(prefix).isdecimal():
                return practice
        return None
