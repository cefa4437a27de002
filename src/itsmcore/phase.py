"""Phases: what a state means to anyone who does not know the workflow."""

from __future__ import annotations

from enum import Enum


class Phase(Enum):
    """Say what a state means, whatever a product calls it.

    A plain Enum, so that `Phase.RESOLVED` is never mistaken for the state `"resolved"`.

    >>> Phase.PENDING.is_open, Phase.CLOSED.is_final
    (True, True)
    """

    NEW = "new"
    """Known to the desk, and nobody works on it yet."""
    ACTIVE = "active"
    """Somebody works on it."""
    PENDING = "pending"
    """Work stands still until somebody else acts."""
    RESOLVED = "resolved"
    """The work is done and waits to be confirmed."""
    CLOSED = "closed"
    """Done and confirmed."""
    CANCELLED = "cancelled"
    """Given up without being done."""

    @property
    def is_open(self) -> bool:
        """Whether work is still owed."""
        return self in (Phase.NEW, Phase.ACTIVE, Phase.PENDING)

    @property
    def is_final(self) -> bool:
        """Whether the record has ended."""
        return self in (Phase.CLOSED, Phase.CANCELLED)

    def __repr__(self) -> str:
        return f"Phase.{self.name}"
