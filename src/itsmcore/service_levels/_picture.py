"""A clock as a picture: its segments over time, closed hours, and when it is due and late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from itsmcore.drawing import element, svg, text
from itsmcore.schedule import Schedule, clock_text
from itsmcore.schedule._open_time import local_texts
from itsmcore.service_levels._account import Account, headline
from itsmcore.service_levels._segments import SegmentKind

if TYPE_CHECKING:
    from itsmcore.service_levels._clock import Clock
    from itsmcore.service_levels._segments import Segment

_WIDTH, _HEIGHT, _MARGIN, _TOP, _BAR = 760, 126, 12, 40, 28
_BOTTOM = _TOP + _BAR
_MOST_WINDOWS = 400
"""More windows than this would be thinner than a line."""
_COLOURS = {
    SegmentKind.RUNNING: "#22c55e",
    SegmentKind.PAUSED: "#facc15",
    SegmentKind.STOPPED: "#a5b4fc",
    SegmentKind.OUT_OF_HOURS: "none",
    SegmentKind.RETROACTIVE: "#86efac",
    SegmentKind.UNKNOWN: "#94a3b8",
    SegmentKind.AFTER_BREACH: "#ef4444",
    SegmentKind.SET_ASIDE: "#d9f99d",
}
_STRIPES = element(
    "defs",
    element(
        "pattern",
        element("rect", width=6, height=6, fill="#f1f5f9"),
        element("path", d="M0 6L6 0", stroke="#94a3b8"),
        id="closed",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    ),
)


def drawn(clock: Clock) -> str:
    """Draw a clock; one that has not started is its headline."""
    title = element("text", text(headline(clock)), x=_MARGIN, y=22)
    if clock.started_at is None or not clock.stretches:
        return svg(_WIDTH, 34, title)
    low, high = _range(clock)
    step = (_WIDTH - 2 * _MARGIN) / ((high - low) / timedelta(seconds=1))

    def place(instant: datetime) -> float:
        inside = min(max(instant, low), high)
        return round(_MARGIN + (inside - low) / timedelta(seconds=1) * step, 2)

    return svg(
        _WIDTH,
        _HEIGHT,
        _STRIPES,
        title,
        *_closed(clock.schedule, low, high, place),
        *(_part(segment, place) for segment in clock.segments),
        _box(place(low), place(high), "none", stroke="#64748b"),
        *_marks(clock, high, place),
        *_ends(clock, low, high),
    )


def _range(clock: Clock) -> tuple[datetime, datetime]:
    """Choose what to show: the clock's time, and up to its due instant if that is near."""
    low, high = clock.stretches[0].start, clock.stretches[-1].end
    due = clock.due_if_resumed if clock.due is None else clock.due
    if due is not None:
        most = high + max(3 * (high - low), timedelta(days=7))
        high = max(high, min(due, most))
    return low, max(high, low + timedelta(minutes=1))


def _box(left: float, right: float, fill: str, *children: str, **more: object) -> str:
    width = round(right - left, 2)
    return element("rect", *children, x=left, y=_TOP, width=width, height=_BAR, fill=fill, **more)


def _closed(
    schedule: Schedule, low: datetime, high: datetime, place: Callable[[datetime], float]
) -> Iterator[str]:
    windows = schedule.windows(low, high)
    if len(windows) <= _MOST_WINDOWS:
        edges = [low, *(at for window in windows for at in (window.start, window.end)), high]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if start < end:
                yield _box(place(start), place(end), "url(#closed)")


def _part(segment: Segment, place: Callable[[datetime], float]) -> str:
    said = f"{segment}, {clock_text(segment.length)}"
    if segment.holder:
        said += f", {segment.holder}"
    title = element("title", text(said))
    colour, is_clear = _COLOURS[segment.kind], segment.kind is SegmentKind.PAUSED
    left, right = place(segment.start), place(segment.end)
    return _box(left, right, colour, title, opacity=0.6 if is_clear else 0.9, pointer_events="all")


def _marks(clock: Clock, high: datetime, place: Callable[[datetime], float]) -> Iterator[str]:
    """Draw the lines of due and late, and of now if the time goes on to its right."""
    zone = Account(clock).zone
    due = clock.due_if_resumed if clock.due is None else clock.due
    word = "due" if clock.due is not None else "due if resumed now"
    row = _BOTTOM + 16
    for words, instant, colour in (
        (word, due, "#1d4ed8"),
        ("late since", clock.breached_at, "#b91c1c"),
    ):
        if instant is not None:
            shown = f"{words} {_local(instant, zone)}" + (" →" if instant > high else "")
            yield _line(place(instant), row, colour, shown)
            row += 15
    if clock.stretches[-1].end < high:
        at = place(clock.stretches[-1].end)
        yield element("path", d=f"M{at} {_TOP - 4}V{_BOTTOM + 4}", stroke="#0f172a")


def _line(x: float, row: int, colour: str, words: str) -> str:
    is_right = x > _WIDTH / 2
    return element(
        "path", d=f"M{x} {_TOP - 6}V{row}", stroke=colour, stroke_width=2, stroke_dasharray="4 2"
    ) + element(
        "text",
        text(words),
        x=x - 5 if is_right else x + 5,
        y=row,
        fill=colour,
        text_anchor="end" if is_right else "start",
    )


def _ends(clock: Clock, low: datetime, high: datetime) -> Iterator[str]:
    zone = Account(clock).zone
    for instant, x, anchor in ((low, _MARGIN, "start"), (high, _WIDTH - _MARGIN, "end")):
        yield element(
            "text",
            text(_local(instant, zone)),
            x=x,
            y=_HEIGHT - 6,
            text_anchor=anchor,
            fill="#64748b",
        )


def _local(instant: datetime, zone: tzinfo) -> str:
    return local_texts([instant], zone)[0]
