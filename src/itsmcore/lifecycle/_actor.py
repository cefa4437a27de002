"""Actors: who did it."""

from __future__ import annotations

import functools
from collections.abc import Iterable

import attrs

from itsmcore.errors import BadValue


def _roles(roles: str | Iterable[str]) -> frozenset[str]:
    return frozenset((roles,)) if isinstance(roles, str) else frozenset(roles)


@attrs.frozen(repr=False)
class Actor:
    """Name who acts, with the roles they act in; two actors of one name are equal.

    >>> Actor("ada", roles={"requester"}) == Actor("ada")
    True
    """

    name: str = attrs.field()
    roles: frozenset[str] = attrs.field(default=frozenset(), converter=_roles, eq=False)

    @name.validator
    def _is_named(self, _: object, name: object) -> None:
        if not isinstance(name, str) or not name:
            raise BadValue(field="an actor's name", value=name, expected="a text, not empty")

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return (
            f"Actor({self.name!r}, {sorted(self.roles)!r})"
            if self.roles
            else f"Actor({self.name!r})"
        )


@functools.lru_cache(maxsize=4096)
def _named(name: str) -> Actor:
    return Actor(name)


def as_actor(value: str | Actor) -> Actor:
    """Turn a name into an Actor without roles.

    Raises:
        BadValue: the value is neither a name nor an Actor, or the name is empty.
    """
    if isinstance(value, Actor):
        return value
    if value.__class__ is str and value:
        return _named(value)
    raise BadValue(field="by", value=value, expected="a name or an Actor")


SYSTEM = Actor("system")
"""The actor of timers."""
