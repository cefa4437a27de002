"""Strategies for events, and for the histories and timelines they add up to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.errors import ItsmError
from itsmcore.incidents import INCIDENT
from itsmcore.instant import utc
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.phase import Phase
from itsmcore.testing._arguments import arguments
from itsmcore.testing._records import WAITS, records
from itsmcore.testing._values import actors, instants, texts
from itsmcore.timeline import Timeline


@checked
def events(
    kind: type[Event] | None = None,
    *,
    model: Model = INCIDENT,
    at: st.SearchStrategy[datetime] | None = None,
    by: st.SearchStrategy[Actor] | None = None,
) -> st.SearchStrategy[Any]:
    """Draw events, whether a record would take them or not.

    Args:
        kind: the event class; any of the model's by default.
        model: the model whose events, codes and levels are drawn from.
        at: when; any instant by default.
        by: who; a few actors by default.
    """
    if kind is None:
        return st.one_of([events(event, model=model, at=at, by=by) for event in model.events])
    made: Any = kind
    when, who = instants() if at is None else at, actors() if by is None else by

    def make(at: datetime, by: Actor, data: dict[str, Any]) -> Any:
        try:
            return made(at=at, by=by, **data)
        except ItsmError:
            reject()

    return st.builds(make, when, who, arguments(kind, model=model))


@checked
def histories(model: Model = INCIDENT, *, max_events: int = 10) -> st.SearchStrategy[Any]:
    """Draw the histories of such records.

    Args:
        model: the model to live by.
        max_events: how many verbs are tried after the opening.
    """
    return records(model, max_events=max_events).map(lambda record: record.history)


@st.composite
def _rows(draw: st.DrawFn, max_steps: int) -> Timeline:
    at = utc(draw(instants(max_year=2030)))
    rows: list[tuple[datetime, str | None, dict[str, object]]] = []
    for _ in range(draw(st.integers(0, max_steps))):
        facts = {
            "state": draw(st.sampled_from(["new", "in_progress", "on_hold", "resolved", "closed"])),
            "phase": draw(st.none() | st.sampled_from(Phase)),
            "group": draw(st.none() | texts(max_size=3)),
        }
        rows.append((at, draw(st.none() | st.sampled_from(["start", "hold"])), facts))
        at += draw(st.sampled_from(WAITS))
    return Timeline.from_rows(rows)


@checked
def timelines(model: Model = INCIDENT, *, max_steps: int = 8) -> st.SearchStrategy[Timeline]:
    """Draw timelines: of records, and of logs that no model would have written.

    Args:
        model: the model that the records live by.
        max_steps: the largest number of steps.
    """
    lived = records(model, max_events=max_steps).map(lambda record: record.timeline())
    return lived | _rows(max_steps)
