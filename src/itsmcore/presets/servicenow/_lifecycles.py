"""ServiceNow's tables of moves for which no model is here: its requests and its clocks.

What leads from one stage of a clock to another is what its documentation says (ServiceNow/
ServiceNowDocs, r_SLATransitions.md).
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from itsmcore.lifecycle import Lifecycle, State
from itsmcore.presets.servicenow._tables import REQUEST_STATES, STAGES


def _table(name: str, states: Iterable[State], edges: Iterable[tuple[str, str, str]]) -> Lifecycle:
    """Build a lifecycle whose states keep their codes and labels."""
    states = tuple(states)
    phases = {state.name: state.phase for state in states}
    return attrs.evolve(Lifecycle.from_edges(edges, phases=phases, name=name), states=states)


_OPEN = ("draft", "submitted", "in_process")
REQUEST = _table(
    "servicenow.request",
    REQUEST_STATES,
    (
        ("draft", "Submit", "submitted"),
        ("submitted", "Start", "in_process"),
        ("in_process", "Deliver", "delivered"),
        *((state, "Close complete", "closed_complete") for state in ("in_process", "delivered")),
        *(
            (state, "Close incomplete", "closed_incomplete")
            for state in ("submitted", "in_process", "delivered")
        ),
        *((state, "Cancel", "cancelled") for state in _OPEN),
        *((state, "Close cancelled", "closed_cancelled") for state in _OPEN),
    ),
)
"""The states of a request; its moves are this library's, since no list was found."""

_COUNTING = ("in_progress", "paused")
TASK_SLA = _table(
    "servicenow.task_sla",
    STAGES,
    (
        ("in_progress", "Pause", "paused"),
        ("paused", "Resume", "in_progress"),
        *((stage, "Stop", "completed") for stage in _COUNTING),
        *((stage, "Cancel", "cancelled") for stage in _COUNTING),
    ),
)
"""The stages of a clock, and what leads from one to another."""
