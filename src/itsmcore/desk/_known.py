"""What a desk knows, besides what an event says about the same outside facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

import attrs

from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.phrase import say

Several: TypeAlias = tuple | list | set | frozenset  # type: ignore[type-arg]


@attrs.frozen
class Contradiction:
    """That an event gave something else for an outside fact than the desk knows.

    Attributes:
        record: the number of the record that it happened to.
        verb: what happened.
        fact: the name of the outside fact.
        said: what the event gave.
        holds: what it was judged by, and what it keeps.
    """

    record: str
    verb: str
    fact: str
    said: object
    holds: object

    def __str__(self) -> str:
        return f"{self.record} {self.verb}: {self.why}"

    @property
    def why(self) -> str:
        """What was said, and what holds."""
        return say(
            "desk.known.is_not", fact=self.fact, holds=repr(self.holds), said=repr(self.said)
        )


@attrs.frozen
class Joined:
    """Outside facts as the desk and an event know them together.

    Attributes:
        given: the facts; for sets all that either names, for anything else what the desk knows.
        denied: the names of those for which the event left out or changed what the desk knows.
    """

    given: FrozenDict[str, Any] = EMPTY
    denied: tuple[str, ...] = ()


def joined(known: Mapping[str, Any], said: Mapping[str, Any]) -> Joined:
    """Join what a desk knows with what an event gives.

    >>> joined({"freeze": ("figures",)}, {"freeze": ("audit",), "why": "it is urgent"}).given
    FrozenDict({'freeze': ('figures', 'audit'), 'why': 'it is urgent'})
    """
    both = [name for name in known if name in said]
    values = {name: _joined(known[name], said[name]) for name in both}
    denied = tuple(name for name in both if _is_denied(known[name], said[name]))
    return Joined(FrozenDict({**said, **known, **values}), denied)


def _joined(known: Any, said: Any) -> Any:
    if not isinstance(known, Several):
        return known
    more = _members(said)
    if more is None:
        return known or said
    return (*known, *(one for one in more if one not in known))


def _is_denied(known: Any, said: Any) -> bool:
    if not isinstance(known, Several):
        return known is not said and bool(known != said)
    more = _members(said)
    return more is not None and any(one not in more for one in known)


def _members(said: Any) -> Collection[Any] | None:
    """List what an event names; None if it says that there is something, without its name."""
    if isinstance(said, Several | Mapping):
        return tuple(said)
    if isinstance(said, str):
        return (said,) if said else ()
    return None if said else ()
