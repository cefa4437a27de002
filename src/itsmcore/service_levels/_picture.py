"""A clock as a picture: its segments over time, closed hours, and when it is due and late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from itsmcore.drawing import folded
from itsmcore.output import Formats, as_html
from itsmcore.palette import BLUE, GREEN, GREY, LIME, RED, VIOLET, YELLOW, Tone
from itsmcore.phrase import label, say
from itsmcore.picture import Picture, alt_of, moved, words_at, wrapped
from itsmcore.schedule import clock_text
from itsmcore.schedule._open_time import local_texts
from itsmcore.service_levels._account import Account, headline, reasons
from itsmcore.service_levels._segments import SegmentKind
from itsmcore.strip import Lane, Mark, Part, Strip, Texture, legend

if TYPE_CHECKING:
    from itsmcore.service_levels._clock import Clock
    from itsmcore.service_levels._segments import Segment

_WIDTH, _MARGIN, _LINE, _GAP = 780, 18, 18, 12
_SOON = timedelta(days=7)
_MANY = 150
"""With more segments than this, closed hours would be slivers between slivers."""
_CLOSED = SegmentKind.OUT_OF_HOURS
KINDS: dict[SegmentKind, tuple[Tone, Texture]] = {
    SegmentKind.RUNNING: (GREEN, ""),
    SegmentKind.PAUSED: (YELLOW, "barred"),
    SegmentKind.STOPPED: (VIOLET, "barred"),
    SegmentKind.OUT_OF_HOURS: (GREY, "hatched"),
    SegmentKind.RETROACTIVE: (LIME, "crossed"),
    SegmentKind.UNKNOWN: (GREY, "crossed"),
    SegmentKind.AFTER_BREACH: (RED, "crossed"),
    SegmentKind.SET_ASIDE: (BLUE, "hatched"),
}


def formats(clocks: Sequence[Clock]) -> Formats:
    """Return how clocks are written: each in a line, with its account, or all in one picture."""
    accounts = [Account(clock) for clock in clocks]

    def picture() -> Picture:
        zones = {account.zone: None for account in accounts}
        return drawn(clocks, next(iter(zones)) if len(zones) == 1 else UTC)

    def html() -> str:
        return picture().html() + folded(
            say("service_levels.picture.how_time_adds"), *map(as_html, accounts)
        )

    return {
        "": lambda: "\n".join(map(headline, clocks)) or say("service_levels.picture.clocks"),
        "md": lambda: "\n\n".join(f"{account:md}" for account in accounts),
        "svg": lambda: picture().svg(),
        "html": html,
    }


def drawn(clocks: Sequence[Clock], zone: tzinfo) -> Picture:
    """Draw clocks over one axis, each under its headline; one that has not started is that alone.

    Args:
        clocks: the clocks.
        zone: whose time the axis shows.
    """
    parts, y = list[str](), 0.0
    for clock in clocks:
        for words in wrapped(headline(clock), _WIDTH, most=4):
            y += _LINE
            parts.append(words_at(0, y - 4, words))
    started = [clock for clock in clocks if clock.stretches and clock.started_at is not None]
    if started:
        low, high = span(started)
        strip = Strip([lane(clock, high, zone) for clock in started], low, high, zone, _WIDTH)
        height, drawn_strip = strip.drawn()
        parts.append(moved(0, y + _GAP, drawn_strip))
        y += _GAP + height + 8
        height, entries = legend(entries_of(started), zone, _WIDTH)
        parts.append(moved(0, y, entries))
        y += height
    inside = moved(_MARGIN, _MARGIN, parts)
    return Picture(_WIDTH + 2 * _MARGIN, y + 2 * _MARGIN, [inside], alt=alt_of(map(_said, clocks)))


def _said(clock: Clock) -> str:
    late = [reason.words for reason in reasons(clock) if reason.code == "late"]
    return "; ".join([headline(clock), *late])


def span(clocks: Iterable[Clock]) -> tuple[datetime, datetime]:
    """Choose what to show of started clocks: their time, and up to when they are due if near."""
    ranges = [_range(clock) for clock in clocks]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    return low, max(high, low + timedelta(minutes=1))


def _range(clock: Clock) -> tuple[datetime, datetime]:
    low, high = clock.stretches[0].start, clock.stretches[-1].end
    due = _due(clock)
    if due is not None:
        most = high + max(3 * (high - low), _SOON)
        high = max(high, min(due, most))
    return low, high


def _due(clock: Clock) -> datetime | None:
    return clock.due_if_resumed if clock.due is None else clock.due


def lane(clock: Clock, high: datetime, zone: tzinfo) -> Lane:
    """Return a clock as a lane of a strip that ends at an instant."""
    share = "" if clock.percent is None else f"{clock.percent:.4g} %"
    return Lane(clock.name, _parts(clock.segments), _marks(clock, high, zone), share)


def _parts(segments: Sequence[Segment]) -> Iterator[Part]:
    """Yield what a clock's time was, whoever held the record; many closed hours are passed over."""
    if len(segments) > _MANY:
        segments = [segment for segment in segments if segment.kind is not _CLOSED]
    for kind, run in groupby(segments, attrgetter("kind")):
        first, *others = run
        words = "" if kind is _CLOSED else label("values", kind.value)
        yield Part(first.start, [first, *others][-1].end, words, *KINDS[kind])


def _marks(clock: Clock, high: datetime, zone: tzinfo) -> Iterator[Mark]:
    """Yield when a clock is due and late, and now if its time goes on after that."""
    due = _due(clock)
    word = (
        say("service_levels.account.due")
        if clock.due is not None
        else say("service_levels.account.due_resumed_now")
    )
    if due is not None and due == clock.breached_at:
        yield Mark(due, say("service_levels.picture.due_late_since", local=_local(due, zone)), RED)
    else:
        for words, instant, tone in (
            (word, due, BLUE),
            (say("service_levels.picture.late_since"), clock.breached_at, RED),
        ):
            if instant is not None:
                beyond = " →" if instant > high else ""
                yield Mark(instant, f"{words} {_local(instant, zone)}{beyond}", tone)
    if clock.stretches[-1].end < high:
        yield Mark(clock.stretches[-1].end, say("service_levels.picture.until_here"))


def entries_of(clocks: Iterable[Clock]) -> Iterator[tuple[str, Tone, Texture]]:
    """Yield what is shown of clocks, with how long that was altogether."""
    lengths, is_dense = Counter[SegmentKind](), False
    for clock in clocks:
        is_dense = is_dense or len(clock.segments) > _MANY
        for segment in clock.segments:
            lengths[segment.kind] += segment.length // timedelta(microseconds=1)
    for kind, tone in KINDS.items():
        if kind in lengths:
            length = timedelta(seconds=lengths[kind] // 1_000_000)
            apart = say("service_levels.picture.all_drawn") if is_dense and kind is _CLOSED else ""
            yield f"{label('values', kind.value)} {clock_text(length)}{apart}", *tone


def _local(instant: datetime, zone: tzinfo) -> str:
    return local_texts([instant], zone)[0]
