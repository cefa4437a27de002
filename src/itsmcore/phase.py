"""Phases: what a state means to anyone who does not know the workflow."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Protocol, TypeAlias

from itsmcore.errors import BadValue
from itsmcore.phrase import Phrase


class Phase(Enum):
    """What a state means, whatever a product calls it.

    A plain Enum, so that `Phase.RESOLVED` is never mistaken for the state `"resolved"`.

    >>> Phase.PENDING.is_open, Phase.CLOSED.is_final
    (True, True)
    """

    NEW = "new"
    """Known to the desk, but nobody works on it yet."""
    ACTIVE = "active"
    """Somebody works on it."""
    PENDING = "pending"
    """Work has stopped until somebody else acts."""
    RESOLVED = "resolved"
    """The work is done and waits to be confirmed."""
    CLOSED = "closed"
    """Done and confirmed."""
    CANCELLED = "cancelled"
    """Abandoned without being done."""

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


class HasPhases(Protocol):
    """What a model or a lifecycle tells of its states."""

    @property
    def phases(self) -> Mapping[str, Phase]:
        """The phase of each state."""
        ...  # pragma: no cover


Phases: TypeAlias = Mapping[str, Phase] | HasPhases
"""The phase of each state, as a mapping, or as a model has it."""


def phases_of(phases: Phases) -> Mapping[str, Phase]:
    """Return the phase of each state.

    Raises:
        BadValue: it is neither a mapping of phases nor a model.

    >>> phases_of({"To Do": Phase.NEW})["To Do"]
    Phase.NEW
    """
    given: object = phases if isinstance(phases, Mapping) else getattr(phases, "phases", None)
    if not isinstance(given, Mapping):
        expected = Phrase("phase.expected.mapping_names_states_phases")
        raise BadValue(field="phases", value=phases, expected=expected)
    for state, phase in given.items():
        if not isinstance(phase, Phase):
            expected = Phrase("common.one_of", names=", ".join(map(repr, Phase)))
            raise BadValue(field=Phrase("phase.phase", state=state), value=phase, expected=expected)
    return given
