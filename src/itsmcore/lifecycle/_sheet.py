"""Sheets: what every card has, a heading over lanes of time, whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import chain
from typing import Any

import attrs

from itsmcore.lifecycle._faces import COLOURS
from itsmcore.palette import GREY, Tone
from itsmcore.phase import Phase
from itsmcore.phrase import label
from itsmcore.picture import Picture, alt_of, moved, words_at, wrapped
from itsmcore.strip import Lane, Mark, Part, Strip, Texture, legend, swatch

WIDTH, MARGIN = 780, 18
_TEXTURES: dict[Phase, Texture] = {Phase.PENDING: "barred", Phase.CANCELLED: "crossed"}
_TITLE = 680
"""How wide a line of the title is, before its letters are bold."""
_LATER = 0.06
"""How far the axis goes on after the last event, as a share of what was before."""


@attrs.frozen(kw_only=True)
class Sheet:
    """What is drawn of a record.

    Attributes:
        title: its number, and what it is about.
        facts: how it stands, in a line.
        phase: what its state means.
        since: the first instant that is drawn; None if there is none.
        last: the last one.
        lanes: what was true over time, up to an instant.
    """

    title: tuple[str, str]
    facts: str
    phase: Phase | None
    since: datetime | None
    last: datetime | None
    lanes: Callable[[datetime], Iterable[Lane]]


def on_sheet(
    sheet: Sheet,
    zone: tzinfo,
    *,
    until: datetime | None = None,
    lanes: Iterable[Lane] = (),
    said: Sequence[str] = (),
    entries: Iterable[tuple[str, Any, Texture]] = (),
) -> Picture:
    """Draw a record's card.

    Args:
        sheet: what is drawn of it.
        zone: whose clock the axis follows.
        until: where the axis ends; by default shortly after the last event.
        lanes: what stands below its own lanes, such as clocks.
        said: what these say, in words.
        entries: what their tones and textures mean.
    """
    y, parts = _heading(sheet, said)
    if sheet.since is not None and sheet.last is not None:
        low, last = sheet.since, sheet.last
        end = until or last + max((last - low) * _LATER, timedelta(minutes=1))
        high = max(end, last, low + timedelta(minutes=1))
        strip = Strip([*sheet.lanes(high), *lanes], low, high, zone, WIDTH)
        height, drawn = strip.drawn()
        parts.append(moved(0, y + 20, drawn))
        y += 28 + height
        height, drawn = legend(entries, zone, WIDTH)
        parts.append(moved(0, y, drawn))
        y += height
    number, words = sheet.title
    alt = alt_of([f"{number} {words}: {sheet.facts}", *said])
    inside = moved(MARGIN, MARGIN, parts)
    return Picture(WIDTH + 2 * MARGIN, y + 2 * MARGIN, [inside], alt=alt)


def _heading(sheet: Sheet, said: Sequence[str]) -> tuple[float, list[str]]:
    parts, y = list[str](), 0.0
    title = "  ".join(sheet.title)
    for place, words in enumerate(wrapped(title, _TITLE, size=15, most=2)):
        y += 22 if place else 16
        parts.append(words_at(0, y, words, font_size=15, font_weight="bold"))
    parts += swatch(0, y + 11, 14, 14, *_look(sheet.phase))
    for words in chain.from_iterable(wrapped(one, WIDTH - 30) for one in (sheet.facts, *said)):
        y += 18
        parts.append(words_at(22, y + 4, words))
    return y, parts


def _look(phase: Phase | None) -> tuple[Tone, Texture]:
    return (GREY, "") if phase is None else (COLOURS[phase], _TEXTURES.get(phase, ""))


def in_phase(words: str, start: datetime, end: datetime, phase: Phase | None) -> Part:
    """Return what a lane was over some time, in the colour of a phase."""
    return Part(start, end, words, *_look(phase))


def events_lane(events: Iterable[Any]) -> Lane:
    """Return the lane in which each instant is marked with what happened."""
    moments: dict[datetime, list[str]] = {}
    for event in events:
        moments.setdefault(event.at, []).append(label("verbs", event.verb))
    return Lane(
        label("columns", "events"),
        (),
        [Mark(at, ", ".join(verbs)) for at, verbs in moments.items()],
    )
