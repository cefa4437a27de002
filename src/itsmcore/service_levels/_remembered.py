"""What depends on a few facts alone, found once for all steps at which these are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from itsmcore.conditions import Condition, Facts, Test
from itsmcore.conditions._condition import READ, leaves
from itsmcore.conditions._spaces import EVENT
from itsmcore.timeline import Step

A = TypeVar("A")
_MOST = 512
"""How many answers are kept."""


class Remembered(Generic[A]):
    """An answer by conditions, found once for equal facts, of however many records.

    Where a condition does more than compare facts with constants, it is found anew at each step: a
    function may read anything, and texts of equal numbers may differ.
    """

    def __init__(self, answer: Callable[[Facts], A], conditions: Iterable[Condition]) -> None:
        several = list(conditions)
        self._found = answer
        names = dict.fromkeys(field.name for condition in several for field in condition.fields)
        self._asks_verb = "verb" in names
        self._names = tuple(name for name in names if name != "verb")
        is_plain = all(_compares(leaf) for condition in several for leaf in leaves(condition))
        self._known = lru_cache(_MOST, typed=True)(self._of_values) if is_plain else None

    def at(self, step: Step) -> A:
        """Return the answer at a step."""
        if self._known is not None:
            facts = map(step.facts.get, self._names)
            try:
                return self._known(*((step.verb, *facts) if self._asks_verb else facts))
            except Exception:
                pass
        return self._found(step)

    def _of_values(self, *values: object) -> A:
        names = ("verb", *self._names) if self._asks_verb else self._names
        return self._found(dict(zip(names, values, strict=True)))


def _compares(leaf: Condition) -> bool:
    """Return whether a condition compares a fact that a step tells with a constant."""
    if not isinstance(leaf, Test) or isinstance(leaf.value, READ):
        return False
    return leaf.subject.space in ("", EVENT)
