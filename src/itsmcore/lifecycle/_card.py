"""Record cards: what a record is, and its states, its holders and its events over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any, TypeAlias

from itsmcore.drawing import folded
from itsmcore.figures import MOST_FOLDED, Table
from itsmcore.lifecycle._overlay import Trace
from itsmcore.lifecycle._sheet import Sheet, events_lane, in_phase, on_sheet
from itsmcore.lifecycle._workflow import drawn
from itsmcore.output import Formats
from itsmcore.palette import BLUE, VIOLET
from itsmcore.phase import Phase
from itsmcore.phrase import label, say
from itsmcore.picture import Picture
from itsmcore.strip import Lane, Part
from itsmcore.timeline import Step, Timeline

_Run: TypeAlias = tuple[str, datetime, datetime, Step]
"""What was true from when to when, with the step that made it so."""
_READ = ("summary", "priority", "group", "assignee", "hold_reason")


def formats(record: Any, zone: tzinfo) -> Formats:
    """Return how a record is written: its card, its way through the workflow, and its history."""
    return {
        "": lambda: str(record),
        "md": lambda: _history(record).md(),
        "svg": lambda: card(record, zone).svg(),
        "workflow": lambda: _way(record).svg(),
        "html": lambda: "".join([card(record, zone).html(), below(record)]),
    }


def below(record: Any) -> str:
    """Write what a card has no room for: each event, and the record's way through its states."""
    history = _history(record).html(
        caption=say("lifecycle.card.history", id=record.id), most=MOST_FOLDED
    )
    return folded(say("lifecycle.card.way_went"), _way(record).html()) + folded(
        label("columns", "history"), history
    )


def _history(record: Any) -> Table:
    lines = [(event.at, event.verb, event.by) for event in record.history]
    return Table((say("lifecycle.card.at"), "event", "by"), lines)


def _way(record: Any) -> Picture:
    model = record.model
    steps = _steps(record)
    traces = [Trace(_path(steps, "state"), record.state)]
    tables = list(model.tables[:1])
    for table, state in zip(model.tables[1:], record.regions, strict=True):
        path = _path(steps, table.name)
        if path:
            tables.append(table)
            traces.append(Trace(path, state))
    states = (words for words, *_ in _runs(steps, _state_words, steps[-1].at))
    alt = f"{record.id}: {say('lifecycle.card.then').join(states)}"
    title = say("lifecycle.card.in", id=record.id, model=model).replace("_", " ")
    return drawn(title, tables, alt=alt, timers=model.timers, overlays=traces)


def _path(steps: Iterable[Step], name: str) -> dict[tuple[str, str], int]:
    """Count how often each move was made."""
    found: dict[tuple[str, str], int] = {}
    last: object = None
    for step in steps:
        now = step.get(name)
        if last is not None and now != last:
            move = str(last), str(now)
            found[move] = found.get(move, 0) + 1
        last = now
    return found


def card(record: Any, zone: tzinfo) -> Picture:
    """Draw a record's card."""
    return on_sheet(sheet_of(record), zone)


def sheet_of(record: Any) -> Sheet:
    """Return what is drawn of a record."""
    steps = _steps(record)
    return Sheet(
        title=(record.id, str(steps[-1].get("summary") or "")),
        facts=_facts(record, steps[-1]),
        phase=record.phase,
        since=steps[0].at,
        last=record.changed_at,
        lanes=lambda high: _lanes(record, steps, high),
    )


def _steps(record: Any) -> Timeline:
    known = record.model.plan.readers
    regions = [region.name for region in record.model.regions]
    timeline: Timeline = record.timeline(facts=[n for n in (*_READ, *regions) if n in known])
    return timeline


def _facts(record: Any, step: Step) -> str:
    """Say its state, its priority and who holds it."""
    priority = step.get("priority")
    holder = _holder(step)
    said = (
        _state_words(step),
        priority and say("lifecycle.card.priority", priority=priority),
        say("lifecycle.card.held", holder=holder) if holder else say("lifecycle.card.held_nobody"),
        say("lifecycle.card.opened", opened_by=record.opened_by),
    )
    return " · ".join(str(words) for words in said if words)


def _state_words(step: Step) -> str:
    state, reason = label("states", str(step.get("state"))), step.get("hold_reason")
    return (
        f"{state} · {label('values', str(reason))}"
        if reason and step.get("phase") is Phase.PENDING
        else state
    )


def _holder(step: Step) -> str:
    held = (step.get(name) for name in ("group", "assignee"))
    return " / ".join(str(name) for name in held if name is not None)


def _lanes(record: Any, steps: Timeline, high: datetime) -> Iterator[Lane]:
    yield events_lane(record.history)
    states = list(_runs(steps, _state_words, high))
    yield _phased(label("columns", "state"), states, [step.get("phase") for *_, step in states])
    held = [run for run in _runs(steps, _holder, high) if run[0]]
    if held:
        known = list(dict.fromkeys(words for words, *_ in held))
        tones = {words: (BLUE, VIOLET)[place % 2] for place, words in enumerate(known)}
        parts = [Part(start, end, words, tones[words]) for words, start, end, _ in held]
        yield Lane(say("lifecycle.card.held_2"), parts)
    for region in record.model.regions:
        runs = list(_runs(steps, _reader(region.name), high))
        if len(runs) > 1:
            phases = [region.phases.get(str(step.get(region.name))) for *_, step in runs]
            yield _phased(label("facts", region.name), runs, phases)


def _phased(name: str, runs: Iterable[_Run], phases: Iterable[Any]) -> Lane:
    return Lane(name, [in_phase(*run[:3], of) for run, of in zip(runs, phases, strict=True)])


def _reader(name: str) -> Callable[[Step], str]:
    return lambda step: label("states", str(step.get(name)))


def _runs(steps: Timeline, read: Callable[[Step], str], high: datetime) -> Iterator[_Run]:
    said = [read(step) for step in steps]
    found = [step for n, step in enumerate(steps) if not n or said[n] != said[n - 1]]
    for step, after in zip(found, [*found[1:], None], strict=True):
        yield read(step), step.at, after.at if after else high, step
