"""Cards of views: what one side may read of a record, over time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from itsmcore.drawing import folded
from itsmcore.figures import MOST_FOLDED, as_table_formats
from itsmcore.lifecycle._sheet import Sheet, events_lane, in_phase, on_sheet
from itsmcore.output import Formats, name_of
from itsmcore.phrase import label, say
from itsmcore.strip import Lane


def seen_formats(seen: Any, zone: tzinfo) -> Formats:
    """Return how a view is written: its card, and its table."""
    sheet = seen_sheet(seen)
    return {
        **as_table_formats(seen),
        "svg": lambda: on_sheet(sheet, zone).svg(),
        "html": lambda: "".join([on_sheet(sheet, zone).html(), seen_below(seen)]),
    }


def seen_below(seen: Any) -> str:
    """Write what a card has no room for: what each fact and each event says."""
    table = seen._table().html(caption=name_of(seen), most=MOST_FOLDED)  # noqa: SLF001 (its own room)
    return folded(say("lifecycle.seen_card.says"), table)


def seen_sheet(seen: Any) -> Sheet:
    """Return what is drawn of a view."""
    moments = [event.at for event in seen.events]
    phases = [event.phase for event in seen.events if event.phase is not None]
    reason, priority = map(seen.facts.get, ("hold_reason", "priority"))
    told = (
        label("states", seen.state),
        None if reason is None else label("values", str(reason)),
        priority and say("lifecycle.card.priority", priority=priority),
    )
    summary = seen.facts.get("summary") or seen.facts.get("title") or ""
    return Sheet(
        title=(seen.id, str(summary)),
        facts=" · ".join(one for one in told if one),
        phase=phases[-1] if phases else None,
        since=min(moments, default=None),
        last=max(moments, default=None),
        lanes=lambda high: _lanes(seen, high),
    )


def _lanes(seen: Any, high: datetime) -> Iterator[Lane]:
    yield events_lane(seen.events)
    moves = [event for event in seen.events if event.state is not None]
    ends = [*(event.at for event in moves[1:]), high]
    runs = zip(moves, ends, strict=True)
    parts = [
        in_phase(label("states", str(move.state)), move.at, end, move.phase) for move, end in runs
    ]
    yield Lane(label("columns", "state"), parts)
