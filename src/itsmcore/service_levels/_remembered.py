"""What depends on a few facts alone, found once wherever these are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from itsmcore.conditions import Condition, Facts, Test
from itsmcore.conditions._condition import READ, leaves
from itsmcore.conditions._spaces import EVENT

A = TypeVar("A")
_MOST = 512
"""How many answers are kept."""


class Remembered(Generic[A]):
    """An answer by conditions, found once for equal facts, of however many records.

    Where a condition does more than compare facts with constants, it is found anew each time: a
    function may read anything, and texts of equal numbers may differ.

    Attributes:
        names: the facts that it depends on.
        is_kept: whether answers are kept.
    """

    def __init__(
        self,
        answer: Callable[[Facts], A],
        conditions: Iterable[Condition],
        also: Iterable[str] = (),
    ) -> None:
        """Look the facts up.

        Args:
            answer: finds the answer.
            conditions: what it asks.
            also: the names of facts that it reads besides.
        """
        several = list(conditions)
        asked = (field.name for condition in several for field in condition.fields)
        self.names = tuple(dict.fromkeys((*asked, *also)))
        self.is_kept = all(_compares(leaf) for condition in several for leaf in leaves(condition))
        self._answer = answer
        self._kept = lru_cache(_MOST, typed=True)(self._of_values)

    def of(self, facts: Facts) -> A:
        """Return the answer; a fact that is absent is None."""
        if not self.is_kept:
            return self._answer(facts)
        values = [facts.get(name, None) for name in self.names]
        try:
            return self._kept(*values)
        except Exception:  # a fact has no hash, or there is no answer
            return self._of_values(*values)

    def _of_values(self, *values: object) -> A:
        return self._answer(dict(zip(self.names, values, strict=True)))


def _compares(leaf: Condition) -> bool:
    """Return whether a condition compares a fact that a step tells with a constant."""
    if not isinstance(leaf, Test) or isinstance(leaf.value, READ):
        return False
    return leaf.subject.space in ("", EVENT)
