"""Neighbours: the records that are linked to one on a desk, as conditions read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

import attrs

from itsmcore.conditions import ALWAYS, NEVER, All, AtLeast, Condition, Facts, Not, Some, leaves
from itsmcore.desk._outcome import Reached, is_of_target
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import Record


class Around(Protocol):
    """What a desk knows of the records around one."""

    def is_loaded(self, id: str) -> bool: ...

    def linked_to(self, id: str, kind: str) -> Iterator[str]: ...

    def seen(self, id: str, at: datetime) -> Record: ...


@attrs.frozen(eq=False)
class Neighbours:
    """Read, by the kind of link, the facts of the records that are linked to one.

    Attributes:
        desk: what knows of them.
        id: the number of the record.
        at: the instant as of which timers have fired.
    """

    desk: Around
    id: str
    at: datetime

    def get(self, kind: str, default: Any = None, /) -> Any:
        return Several(self, kind) if self.desk.is_loaded(self.id) else default


@attrs.frozen(eq=False)
class Several:
    """The facts of each of several linked records, None for one that is not loaded."""

    around: Neighbours
    kind: str

    def __iter__(self) -> Iterator[Facts | None]:
        desk, at = self.around.desk, self.around.at
        for id in desk.linked_to(self.around.id, self.kind):
            is_loaded = desk.is_loaded(id)
            yield Reached(desk.seen(id, at), Neighbours(desk, id, at)) if is_loaded else None


def settled(condition: Condition, facts: Facts) -> Condition:
    """Replace what a condition asks of the source's links by the answers, where facts tell them.

    The answers are the same whatever record the cascade would reach.
    """
    if isinstance(condition, Not):
        return Not(settled(condition.part, facts))
    if isinstance(condition, All | Some):
        return type(condition)([settled(part, facts) for part in condition.parts])
    if not isinstance(condition, AtLeast) or any(map(is_of_target, condition.fields)):
        return condition
    try:
        answer = condition.judge(facts)
    except ItsmError:  # it is a refusal, for each record that it would reach
        return condition
    return condition if answer is None else ALWAYS if answer else NEVER


def unloaded(desk: Around, condition: Condition, source: str, target: str) -> Iterator[str]:
    """Yield the records of which a condition asks something and that a desk has not loaded."""
    for leaf in leaves(condition):
        if isinstance(leaf, AtLeast):
            yield from _unloaded(desk, leaf, target if leaf.is_of_target else source, target)


def _unloaded(desk: Around, leaf: AtLeast, id: str, target: str) -> Iterator[str]:
    asks = any(True for _ in leaves(leaf.where))
    if not desk.is_loaded(id):
        yield id
    for other in desk.linked_to(id, leaf.link) if asks else ():
        if desk.is_loaded(other):
            yield from unloaded(desk, leaf.where, other, target)
        else:
            yield other
