"""Attachments: at which steps of a timeline an agreement applies."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from itsmcore.conditions import Condition


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
