"""Record cards: what a record is, and its states, its holders and its events over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import chain
from typing import Any

from itsmcore.drawing import folded
from itsmcore.figures import MOST_FOLDED, Table
from itsmcore.lifecycle._overlay import Trace
from itsmcore.lifecycle._shapes import COLOURS
from itsmcore.lifecycle._workflow import drawn
from itsmcore.output import Formats
from itsmcore.palette import BLUE, GREY, VIOLET
from itsmcore.phase import Phase
from itsmcore.picture import Picture, alt_of, moved, words_at, wrapped
from itsmcore.strip import Lane, Mark, Part, Strip, Texture, legend, swatch
from itsmcore.timeline import Step, Timeline

WIDTH, MARGIN = 780, 18
_TEXTURES: dict[Phase, Texture] = {Phase.PENDING: "barred", Phase.CANCELLED: "crossed"}
_READ = ("summary", "priority", "group", "assignee", "hold_reason")
_TITLE = 680
"""How wide a line of the title is, before its letters are bold."""
_LATER = 0.06
"""How far the axis goes on after the last event, as a share of what was before."""


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
    history = _history(record).html(caption=f"history of {record.id}", most=MOST_FOLDED)
    return folded("the way it went", _way(record).html()) + folded("history", history)


def _history(record: Any) -> Table:
    lines = [(event.at, event.verb, event.by) for event in record.history]
    return Table(("at, in UTC", "event", "by"), lines)


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
    alt = f"{record.id}: {', then '.join(states)}"
    title = f"{record.id} in {model}".replace("_", " ")
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


def card(
    record: Any,
    zone: tzinfo,
    *,
    until: datetime | None = None,
    lanes: Iterable[Lane] = (),
    said: Sequence[str] = (),
    entries: Iterable[tuple[str, Any, Texture]] = (),
) -> Picture:
    """Draw a record's card.

    Args:
        record: the record.
        zone: whose clock the axis follows.
        until: where the axis ends; by default shortly after the last event.
        lanes: what stands below its own lanes, such as clocks.
        said: what these say, in words.
        entries: what their tones and textures mean.
    """
    steps = _steps(record)
    low, last = steps[0].at, record.changed_at
    end = until or last + max((last - low) * _LATER, timedelta(minutes=1))
    high = max(end, last, low + timedelta(minutes=1))
    parts, y = list[str](), 0.0
    summary = str(steps[-1].get("summary") or "")
    for place, words in enumerate(wrapped(f"{record.id}  {summary}", _TITLE, size=15, most=2)):
        y += 22 if place else 16
        parts.append(words_at(0, y, words, font_size=15, font_weight="bold"))
    facts = _facts(record, steps[-1])
    tone = COLOURS[record.phase]
    parts += swatch(0, y + 11, 14, 14, tone, _TEXTURES.get(record.phase, ""))
    for words in chain.from_iterable(wrapped(one, WIDTH - 30) for one in (facts, *said)):
        y += 18
        parts.append(words_at(22, y + 4, words))
    strip = Strip([*_lanes(record, steps, high), *lanes], low, high, zone, WIDTH)
    height, drawn_strip = strip.drawn()
    parts.append(moved(0, y + 20, drawn_strip))
    y += 28 + height
    height, drawn_legend = legend(entries, zone, WIDTH)
    parts.append(moved(0, y, drawn_legend))
    alt = alt_of([f"{record.id} {summary}: {facts}", *said])
    inside = moved(MARGIN, MARGIN, parts)
    return Picture(WIDTH + 2 * MARGIN, y + height + 2 * MARGIN, [inside], alt=alt)


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
        priority and f"priority {priority}",
        f"held by {holder}" if holder else "held by nobody",
        f"opened by {record.opened_by}",
    )
    return " · ".join(str(words) for words in said if words)


def _state_words(step: Step) -> str:
    state, reason = str(step.get("state")).replace("_", " "), step.get("hold_reason")
    return f"{state} · {reason}" if reason and step.get("phase") is Phase.PENDING else state


def _holder(step: Step) -> str:
    held = (step.get(name) for name in ("group", "assignee"))
    return " / ".join(str(name) for name in held if name is not None)


def _lanes(record: Any, steps: Timeline, high: datetime) -> Iterator[Lane]:
    moments: dict[datetime, list[str]] = {}
    for event in record.history:
        moments.setdefault(event.at, []).append(event.verb.replace("_", " "))
    yield Lane("events", (), [Mark(at, ", ".join(verbs)) for at, verbs in moments.items()])
    states = list(_runs(steps, _state_words, high))
    yield Lane("state", [_in_phase(*run, run[3].get("phase")) for run in states])
    held = [run for run in _runs(steps, _holder, high) if run[0]]
    if held:
        known = list(dict.fromkeys(words for words, *_ in held))
        tones = {words: (BLUE, VIOLET)[place % 2] for place, words in enumerate(known)}
        parts = [Part(start, end, words, tones[words]) for words, start, end, _ in held]
        yield Lane("held by", parts)
    for region in record.model.regions:
        runs = list(_runs(steps, _reader(region.name), high))
        if len(runs) > 1:
            phases = [region.phases.get(str(step.get(region.name))) for *_, step in runs]
            parts = [_in_phase(*run, phase) for run, phase in zip(runs, phases, strict=True)]
            yield Lane(region.name.replace("_", " "), parts)


def _reader(name: str) -> Callable[[Step], str]:
    return lambda step: str(step.get(name)).replace("_", " ")


def _in_phase(words: str, start: datetime, end: datetime, _: Step, phase: Any) -> Part:
    return Part(start, end, words, COLOURS.get(phase, GREY), _TEXTURES.get(phase, ""))


def _runs(
    steps: Timeline, read: Callable[[Step], str], high: datetime
) -> Iterator[tuple[str, datetime, datetime, Step]]:
    """Yield what was true from when to when, with the step that made it so."""
    said = [read(step) for step in steps]
    found = [step for n, step in enumerate(steps) if not n or said[n] != said[n - 1]]
    for step, after in zip(found, [*found[1:], None], strict=True):
        yield read(step), step.at, after.at if after else high, step
