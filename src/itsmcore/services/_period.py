"""Periods: what the time of a service was, drawn day by day on a local clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction
from itertools import pairwise

import attrs

from itsmcore.figures import time_text
from itsmcore.instant import EPOCH
from itsmcore.palette import BLUE, FAINT, GREEN, GREY, RED, RULE, VIOLET, YELLOW, Tone
from itsmcore.phrase import label, say, short_day
from itsmcore.picture import Picture, alt_of, clipped, line, moved, number, width_of, words_at
from itsmcore.schedule._local import WALL, clock, day_starts
from itsmcore.services._segments import AvailabilityKind, AvailabilitySegment, whole
from itsmcore.strip import Texture, swatch

KINDS: dict[AvailabilityKind, tuple[Tone, Texture]] = {
    AvailabilityKind.AVAILABLE: (GREEN, ""),
    AvailabilityKind.DOWN: (RED, "crossed"),
    AvailabilityKind.DEGRADED: (YELLOW, "barred"),
    AvailabilityKind.MAINTENANCE: (VIOLET, "barred"),
    AvailabilityKind.TOO_SHORT: (BLUE, "crossed"),
    AvailabilityKind.OUT_OF_HOURS: (GREY, "hatched"),
}
MOST_DAYS = 40
"""The number of days that are drawn; of more, those on which something happened."""
_MARGIN, _NAMES, _ROOM, _WORDS, _SMALL = 18, 110, 480, 210, 11
_WIDTH, _TOP, _ROW, _BAR = _NAMES + _ROOM + _WORDS, 46, 17, 12
_QUIET = (AvailabilityKind.AVAILABLE, AvailabilityKind.OUT_OF_HOURS)


@attrs.frozen
class _Day:
    """A local day, and what was in it."""

    day: date
    start: datetime
    end: datetime
    parts: tuple[AvailabilitySegment, ...]

    @property
    def is_quiet(self) -> bool:
        return all(map(_is_quiet, self.parts))

    @property
    def words(self) -> str:
        """How long it was down, and why it was not simply there."""
        down = whole(sum((of.lost for of in self.parts), Fraction(0)))
        causes = dict.fromkeys(cause for of in self.parts for cause in of.causes)
        kinds = dict.fromkeys(label("values", of.kind) for of in self.parts if not _is_quiet(of))
        said = (
            [say("services.period.down", time=time_text(down - down % timedelta(seconds=1)))]
            if down
            else []
        )
        said += [] if down else kinds
        return " ".join([*said, *causes])


def _is_quiet(part: AvailabilitySegment) -> bool:
    return part.kind in _QUIET and part.outage is None


def drawn(title: str, segments: Sequence[AvailabilitySegment], zone: tzinfo) -> Picture:
    """Draw the time of a service.

    Args:
        title: what it comes to.
        segments: its parts, without a gap.
        zone: whose clock divides it into days.
    """
    days = tuple(_days(segments, zone))
    shown = days if len(days) <= MOST_DAYS else [day for day in days if not day.is_quiet]
    shown = shown[:MOST_DAYS]
    heading = clipped(title, _WIDTH / 1.15, size=13)
    parts = [words_at(0, 14, heading, font_weight="bold", font_size=13)]
    bottom: float = _TOP + _ROW * len(shown)
    parts += _axis(bottom)
    for place, day in enumerate(shown):
        parts += _row(day, _TOP + _ROW * place)
    left = len(days) - len(shown)
    if left:
        bottom += 20
        parts.append(words_at(0, bottom, say("services.period.other_days", count=left), fill=FAINT))
    kinds = {of.kind for day in shown for of in day.parts}
    legend = _legend([kind for kind in KINDS if kind in kinds], bottom + 14)
    bottom += 14 + _ROW
    inside = moved(_MARGIN, _MARGIN, [*parts, *legend])
    said = [f"{day.day}: {day.words}" for day in shown if not day.is_quiet]
    return Picture(_WIDTH + 2 * _MARGIN, bottom + 2 * _MARGIN, [inside], alt=alt_of([title, *said]))


def _days(segments: Sequence[AvailabilitySegment], zone: tzinfo) -> Iterator[_Day]:
    """Yield each local day that some of the time lies in."""
    if not segments:
        return
    first, last = (clock(at, zone).date() for at in (segments[0].start, segments[-1].end))
    low, high = ((day - WALL.date()).days for day in (first, last))
    starts = [EPOCH + start for start in day_starts(zone, low, high + 1)]
    place = 0
    for number_of, (start, end) in enumerate(pairwise(starts)):
        while place < len(segments) and segments[place].end <= start:
            place += 1
        found, ahead = list[AvailabilitySegment](), place
        while ahead < len(segments) and segments[ahead].start < end:
            of = segments[ahead]
            found.append(attrs.evolve(of, start=max(of.start, start), end=min(of.end, end)))
            ahead += 1
        if found:
            yield _Day(first + timedelta(days=number_of), start, end, tuple(found))


def _axis(bottom: float) -> Iterator[str]:
    for hour in range(0, 25, 6):
        x = _NAMES + _ROOM * hour / 24
        yield line(f"M{number(x)} {_TOP - 4}V{number(bottom)}", stroke=RULE, stroke_width=0.8)
        said = {"fill": FAINT, "font_size": _SMALL, "text_anchor": "middle"}
        yield words_at(x, _TOP - 9, f"{hour:02}:00", **said)


def _row(day: _Day, y: float) -> Iterator[str]:
    name = f"{short_day(day.day)} {day.day}"
    yield words_at(0, y + 10, name, font_size=_SMALL, fill=FAINT)
    length = day.end - day.start
    for of in sorted(day.parts, key=lambda part: part.kind not in _QUIET):
        x = _NAMES + _ROOM * ((of.start - day.start) / length)
        wide = max(_ROOM * (of.length / length), 2)
        yield from swatch(x, y, wide, _BAR, *KINDS[of.kind])
    words = clipped(day.words, _WORDS - 12, size=_SMALL)
    if words:
        yield words_at(_NAMES + _ROOM + 12, y + 10, words, font_size=_SMALL)


def _legend(kinds: Sequence[AvailabilityKind], y: float) -> Iterator[str]:
    """Draw what each kind looks like; all of them fit on one line."""
    x = 0.0
    for kind in kinds:
        said = label("values", kind)
        yield from swatch(x, y, 22, _BAR, *KINDS[kind])
        yield words_at(x + 28, y + 10, said, font_size=_SMALL, fill=FAINT)
        x += width_of(said, size=_SMALL) + 46
