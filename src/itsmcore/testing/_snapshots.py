"""Strategies for snapshots: what was true of records at one of their versions."""

from __future__ import annotations

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Model, Side, Snapshot
from itsmcore.testing._records import records


@checked
def snapshots(*, model: Model = INCIDENT, max_events: int = 10) -> st.SearchStrategy[Snapshot]:
    """Draw snapshots of records with all their facts, as any side may read them.

    Args:
        model: the model that the records live by.
        max_events: how many verbs are tried after the opening.

    >>> from hypothesis import find
    >>> drawn = find(snapshots(), lambda one: one.side is Side.CUSTOMER)
    >>> drawn.practice, drawn.model
    ('Incident', 'incident')
    """
    return st.builds(
        lambda record, side: record.snapshot(side=side),
        records(model, max_events=max_events),
        st.sampled_from(Side),
    )
