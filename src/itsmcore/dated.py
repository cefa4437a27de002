"""Dated values: what was in force when, for tables that change over time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any, Generic, TypeVar

import attrs

from itsmcore._faces import offer
from itsmcore.errors import BadValue, Fault, NotYetInForce
from itsmcore.fields import as_items, offers, refuse_faults
from itsmcore.instant import utc
from itsmcore.output import as_pretty
from itsmcore.phrase import Phrase

__all__ = ["Dated", "Edition"]

T = TypeVar("T")
_at = attrgetter("at")
_EXPECTED = Phrase("dated.expected.pairs")


@attrs.frozen
class Edition(Generic[T]):
    """What is in force from an instant on."""

    at: datetime = attrs.field(converter=utc)
    value: T


def _edition(edition: object) -> Edition[Any]:
    if isinstance(edition, Edition):
        return edition
    if isinstance(edition, tuple | list) and len(edition) == 2:
        return Edition(*edition)
    raise BadValue(field="editions", value=edition, expected=_EXPECTED)


def _editions(editions: Iterable[Edition[T] | tuple[datetime, T]]) -> tuple[Edition[T], ...]:
    several = map(_edition, as_items(editions, "editions", _EXPECTED))
    return tuple(sorted(several, key=_at))


@attrs.frozen
class Dated(Generic[T]):
    """A value that changes over time, such as a category tree or an agreement.

    Each edition is in force from its instant, which counts as after it, until the next.

    Args:
        editions: pairs of an instant and the value from then on, in any order.

    Raises:
        FaultyDefinition: there are none, or two begin at one instant.
        NaiveTime: an instant has no time zone.
        BadValue: they are something else.

    >>> from datetime import UTC
    >>> old, late, new = (datetime(2025, *day, tzinfo=UTC) for day in ((1, 1), (5, 31), (6, 1)))
    >>> prices = Dated([(old, 40), (new, 45)])
    >>> prices.as_of(late), prices.latest
    (40, 45)
    """

    editions: tuple[Edition[T], ...] = attrs.field(converter=_editions)

    def __attrs_post_init__(self) -> None:
        refuse_faults(Phrase("dated.dated_value"), self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.editions:
            yield Fault(
                "no_editions", Phrase("dated.subject.editions"), Phrase("dated.no_editions")
            )
        for edition, following in pairwise(self.editions):
            if edition.at == following.at:
                yield Fault("duplicate_instant", str(edition.at), Phrase("dated.duplicate_instant"))

    def as_of(self, instant: datetime) -> T:
        """Return the value in force at an instant.

        Raises:
            NotYetInForce: it lies before the first edition.
        """
        moment = utc(instant)
        later = bisect_right(self.editions, moment, key=_at)
        if not later:
            raise NotYetInForce(first=self.since, asked=moment)
        return self.editions[later - 1].value

    @property
    def since(self) -> datetime:
        """When the first edition begins, in UTC."""
        return self.editions[0].at

    @property
    def latest(self) -> T:
        """The value of the last edition."""
        return self.editions[-1].value

    def diff(self, start: datetime, end: datetime) -> Any:
        """Return what is different at one instant from another, as the values themselves tell.

        Raises:
            NotYetInForce: one of the instants lies before the first edition.
            BadValue: the values have no `diff`.

        >>> from datetime import UTC
        >>> from itsmcore.categories import CategoryTree
        >>> old, new = (datetime(year, 1, 1, tzinfo=UTC) for year in (2025, 2026))
        >>> trees = Dated([(old, CategoryTree(["mail"])), (new, CategoryTree(["mail", "vpn"]))])
        >>> print(trees.diff(old, new))
        added: vpn
        """
        had: Any = self.as_of(start)
        if not offers(had, "diff"):
            raise BadValue(
                field=Phrase("dated.dated_value_2"),
                value=had,
                expected=Phrase("dated.expected.diff"),
            )
        return had.diff(self.as_of(end))

    def __iter__(self) -> Iterator[Edition[T]]:
        return iter(self.editions)

    def __len__(self) -> int:
        return len(self.editions)

    _repr_pretty_ = as_pretty


offer(globals())
