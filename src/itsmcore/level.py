"""Levels: the rungs of a scale, such as impact or priority."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from itsmcore._faces import offer
from itsmcore.fields import as_number, as_writable
from itsmcore.phrase import Phrase, known


def _code(code: str) -> str:
    return as_writable(code, Phrase("level.code_level"))


def _label(label: str) -> str:
    return as_writable(label, Phrase("level.label_level"))


def _rank(rank: float) -> float:
    return as_number(rank, Phrase("level.rank_level"))


@attrs.frozen(repr=False, cache_hash=True)
class Level:
    """One rung of a scale; a higher rank is more severe, whatever the code says.

    The code is what a product stores: 1 is the worst priority in ServiceNow and the mildest in
    GLPI, so levels are ordered by rank alone. Levels of different scales cannot be ordered.

    Raises:
        BadValue: the code or the label is not a text that documents can hold, or the rank is not a
            number.

    >>> Impact.HIGH > Impact.LOW, Impact("1", "High", 3) > Impact("3", "Low", 1)
    (True, True)
    >>> Impact.HIGH
    Impact.HIGH
    """

    code: str = attrs.field(converter=_code)
    label: str = attrs.field(converter=_label)
    rank: float = attrs.field(converter=_rank)
    scale: ClassVar[tuple[Any, ...]] = ()

    def __lt__(self, other: Self) -> bool:
        return self.rank < other.rank if other.__class__ is self.__class__ else NotImplemented

    def __le__(self, other: Self) -> bool:
        return self.rank <= other.rank if other.__class__ is self.__class__ else NotImplemented

    def __gt__(self, other: Self) -> bool:
        return self.rank > other.rank if other.__class__ is self.__class__ else NotImplemented

    def __ge__(self, other: Self) -> bool:
        return self.rank >= other.rank if other.__class__ is self.__class__ else NotImplemented

    def __str__(self) -> str:
        return str(known("levels", self.label))

    def __repr__(self) -> str:
        cls = type(self)
        for name, value in vars(cls).items():
            if isinstance(value, Level) and value == self:
                return f"{cls.__name__}.{name}"
        return f"{cls.__name__}({self.code!r}, {self.label!r}, {self.rank!r})"


class Impact(Level):
    """How much of the business is affected."""

    __slots__ = ()

    HIGH: ClassVar[Impact]
    MEDIUM: ClassVar[Impact]
    LOW: ClassVar[Impact]
    scale: ClassVar[tuple[Impact, ...]]


class Urgency(Level):
    """How long the business can wait."""

    __slots__ = ()

    HIGH: ClassVar[Urgency]
    MEDIUM: ClassVar[Urgency]
    LOW: ClassVar[Urgency]
    scale: ClassVar[tuple[Urgency, ...]]


class Priority(Level):
    """What is worked on first, from impact and urgency."""

    __slots__ = ()

    CRITICAL: ClassVar[Priority]
    HIGH: ClassVar[Priority]
    MODERATE: ClassVar[Priority]
    LOW: ClassVar[Priority]
    PLANNING: ClassVar[Priority]
    scale: ClassVar[tuple[Priority, ...]]


Impact.scale = (
    Impact("high", "High", 3),
    Impact("medium", "Medium", 2),
    Impact("low", "Low", 1),
)
Impact.HIGH, Impact.MEDIUM, Impact.LOW = Impact.scale

Urgency.scale = (
    Urgency("high", "High", 3),
    Urgency("medium", "Medium", 2),
    Urgency("low", "Low", 1),
)
Urgency.HIGH, Urgency.MEDIUM, Urgency.LOW = Urgency.scale

Priority.scale = (
    Priority("critical", "Critical", 5),
    Priority("high", "High", 4),
    Priority("moderate", "Moderate", 3),
    Priority("low", "Low", 2),
    Priority("planning", "Planning", 1),
)
(
    Priority.CRITICAL,
    Priority.HIGH,
    Priority.MODERATE,
    Priority.LOW,
    Priority.PLANNING,
) = Priority.scale


offer(globals())
