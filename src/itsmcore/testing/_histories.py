"""Strategies for events, and for the records and timelines they add up to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from itsmcore.errors import ItsmError
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.phase import Phase
from itsmcore.testing._arguments import arguments, cast, outside_facts
from itsmcore.testing._values import actors, instants, texts
from itsmcore.timeline import Timeline

WAITS = (
    timedelta(),
    timedelta(minutes=1),
    timedelta(hours=5),
    timedelta(days=2),
    timedelta(days=9),
)


@st.composite
def events(
    draw: st.DrawFn,
    kind: type[Event] | None = None,
    *,
    model: Model = INCIDENT,
    at: st.SearchStrategy[datetime] | None = None,
    by: st.SearchStrategy[Actor] | None = None,
) -> Any:
    """Draw events, whether a record would take them or not.

    Args:
        kind: the event class; any of the model's by default.
        model: the model whose events, codes and levels are drawn from.
        at: when; any instant by default.
        by: who; a few actors by default.
    """
    event = kind or draw(st.sampled_from(model.events))
    data = draw(arguments(event, model=model))
    return event(at=draw(at or instants()), by=draw(by or actors()), **data)


@st.composite
def records(
    draw: st.DrawFn, model: Model = INCIDENT, *, max_events: int = 10, ticks: bool = True
) -> Any:
    """Draw records of a model by living a life: only what is reachable, with its whole history.

    Args:
        model: the model to live by.
        max_events: how many verbs are tried after the opening.
        ticks: whether timers are let fire.

    >>> from hypothesis import find
    >>> find(records(), lambda incident: incident.state == "on_hold")
    <Incident ... on_hold v2>
    """
    people = st.sampled_from(cast(model))
    at = draw(instants(max_year=2030))
    opening = draw(events(model.opening_event, model=model, at=st.just(at), by=people))
    record = _opened(model, opening)
    for _ in range(draw(st.integers(0, max_events))):
        at = record.history[-1].at + draw(st.sampled_from(WAITS))
        record = record.tick(at=at) if ticks else record
        record = _next(draw, record, max(at, record.history[-1].at), draw(people))
    return record


def _opened(model: Model, opening: Any) -> Any:
    identified = opening if opening.id else type(opening)(**{**_fields(opening), "id": "ID-1"})
    return model.record.begin(identified, model=model)


def _fields(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in _init_names(type(event))}


def _init_names(event: Any) -> list[str]:
    return [field.name for field in event.__attrs_attrs__]


def _next(draw: st.DrawFn, record: Any, at: datetime, by: Actor) -> Any:
    """Try one verb that may be allowed; with data that is refused, nothing happens."""
    given = draw(outside_facts(record.model))
    allowed = [c.event for c in record.choices(at=at, by=by, given=given) if c.is_allowed]
    if not allowed:
        return record
    event = draw(st.sampled_from(allowed))
    data = draw(arguments(event, model=record.model))
    try:
        return record.apply(event(at=at, by=by, given=given, **data))
    except ItsmError:
        return record


def histories(model: Model = INCIDENT, *, max_events: int = 10) -> st.SearchStrategy[Any]:
    """Draw the histories of such records.

    Args:
        model: the model to live by.
        max_events: how many verbs are tried after the opening.
    """
    return records(model, max_events=max_events).map(lambda record: record.history)


@st.composite
def _rows(draw: st.DrawFn, max_steps: int) -> Timeline:
    at = draw(instants(max_year=2030))
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


def timelines(model: Model = INCIDENT, *, max_steps: int = 8) -> st.SearchStrategy[Timeline]:
    """Draw timelines: of records, and of logs that no model would have written.

    Args:
        model: the model that the records live by.
        max_steps: how many steps there are at most.
    """
    lived = records(model, max_events=max_steps).map(lambda record: record.timeline())
    return lived | _rows(max_steps)
