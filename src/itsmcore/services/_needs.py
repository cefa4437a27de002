"""Needs: what a service or an item cannot do without, and how much of it may be missing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

import attrs

from itsmcore.approval import Percent
from itsmcore.called import call_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_text, as_texts, as_whole
from itsmcore.phrase import Phrase, Words, both_of, say

_AT_LEAST = Phrase("services.expected.at_least")


def _items(items: str | Iterable[str]) -> tuple[str, ...]:
    return as_texts(items, "items")


def _any_of(any_of: str | Iterable[str]) -> tuple[str, ...]:
    return as_texts(any_of, "any_of")


@attrs.frozen(repr=False)
class Needs:
    """What one service or item needs.

    Args:
        name: the service or item that depends on the others.
        items: what it needs, each of them; services count, too.
        any_of: what stands in for each other.
        at_least: how many of these it takes: a number, or a share as a Percent, which is of those
            that are there.

    Raises:
        BadValue: a name is not a text, or the number is not a whole one from 1.

    >>> Needs("erp", "db", any_of=["web-1", "web-2"])
    Needs('erp', ('db',), any_of=('web-1', 'web-2'))
    >>> print(Needs("farm", any_of=["n1", "n2", "n3"], at_least=Percent(50)))
    farm needs at least 2 of n1, n2, n3
    """

    name: str
    items: tuple[str, ...] = attrs.field(default=(), converter=_items)
    any_of: tuple[str, ...] = attrs.field(default=(), converter=_any_of, kw_only=True)
    at_least: int | Percent = attrs.field(default=1, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        as_text(self.name, "name")
        of: Any = self.at_least
        if not isinstance(of, int | Percent):
            raise BadValue(field="at_least", value=of, expected=_AT_LEAST)
        if not isinstance(of, Percent):
            as_whole(of, "at_least", least=1)

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """Each of its requirements, where all that it names is there."""
        return requirements_of(self)

    def __str__(self) -> str:
        return say(
            "services.needs",
            name=self.name,
            items=_all(self.requirements),
        )


@attrs.frozen
class Requirement:
    """That at least so many of some parts are there.

    Attributes:
        name: whose requirement it is.
        of: the parts.
        number: how many it takes.
    """

    name: str
    of: tuple[str, ...]
    number: int

    def __str__(self) -> str:
        return say("services.needs", name=self.name, items=said(self))


def requirements_of(need: Needs, *, missing: Container[str] = ()) -> tuple[Requirement, ...]:
    """Return each requirement of a need, where some parts are planned or retired.

    A share is of the others; if there are none, of all that it names.
    """
    each = tuple(Requirement(need.name, (item,), 1) for item in need.items)
    if not need.any_of:
        return each
    of, there = need.at_least, sum(name not in missing for name in need.any_of)
    number = of.of(there or len(need.any_of)) if isinstance(of, Percent) else of
    return (*each, Requirement(need.name, need.any_of, number))


def _all(requirements: Sequence[Requirement]) -> Words:
    return both_of(map(said, requirements)) if requirements else Phrase("services.needs.nothing")


def said(requirement: Requirement) -> str:
    """Return what is needed, in words."""
    names = ", ".join(requirement.of)
    return (
        names
        if len(requirement.of) == 1
        else say("services.needs.at_least", number=requirement.number, names=names)
    )
