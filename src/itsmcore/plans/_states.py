"""States: what may become of a step of a plan."""

from __future__ import annotations

from itsmcore.codes import Code


class StepState(Code):
    """What has become of a step of a plan."""

    PENDING = "pending"
    OPEN = "open"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is done for it."""
        return self not in UNDER_WAY

    @property
    def has_failed(self) -> bool:
        """Whether it ended without what it was for: incomplete, or cancelled by hand."""
        return self in FAILED


UNDER_WAY = (StepState.PENDING, StepState.OPEN)
FAILED = (StepState.INCOMPLETE, StepState.CANCELLED)
