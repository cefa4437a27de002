"""Signals: a goal's conditions, evaluated at the steps of a timeline."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from itsmcore.conditions import NEVER, Condition, Some
from itsmcore.service_levels._remembered import Remembered
from itsmcore.timeline import Step


@attrs.frozen
class Attachment:
    """The steps at which the agreement applied, and by what condition.

    Attributes:
        condition: when the agreement applies.
        steps: whether it applied at each step.
    """

    condition: Condition
    steps: Sequence[bool]

    @property
    def end(self) -> int | None:
        """The step at which it ceased to apply; None if it still does."""
        if not self.steps or self.steps[-1]:
            return None
        return max((i + 1 for i, applied in enumerate(self.steps) if applied), default=0)

    @property
    def begin(self) -> int:
        """The step at which it last began to apply."""
        index = len(self.steps) if self.end is None else self.end
        while index and self.steps[index - 1]:
            index -= 1
        return index


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions any of which will do."""
    return condition.parts if isinstance(condition, Some) else (condition,)


class Signal:
    """A condition evaluated at steps, and after them."""

    def __init__(self, condition: Condition, *, is_momentary: bool = False) -> None:
        self.condition = condition
        self.is_momentary = is_momentary
        self.is_never = condition == NEVER
        self._held = Remembered(condition.judge, [condition])

    def holds(self, steps: Sequence[Step], index: int) -> bool:
        """Return whether it holds at a step."""
        return not self.is_never and self._held.at(steps[index]) is True

    def lasts(self, steps: Sequence[Step], index: int) -> bool:
        """Return whether it still holds after a step."""
        if index < 0 or not self.is_momentary:
            return index >= 0 and self.holds(steps, index)
        return self._held.at(steps[index].lasting) is True

    def fires(self, steps: Sequence[Step], index: int) -> bool:
        """Return whether it begins to hold at a step."""
        if not self.holds(steps, index):
            return False
        return not (self.lasts(steps, index) and self.lasts(steps, index - 1))
