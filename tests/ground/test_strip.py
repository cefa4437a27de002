"""Strips: lanes of time over one axis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.palette import BLUE, RED
from itsmcore.picture import Picture
from itsmcore.strip import GUTTER, Lane, Mark, Part, Strip, Texture, legend, ticked
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.pictures.drawn import Drawn, drawn

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def picture(strip: Strip) -> Drawn:
    """Draw a strip by itself."""
    height, parts = strip.drawn()
    return drawn(Picture(strip.width, height, parts, alt="a strip").svg())


@given(
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28)),
    st.timedeltas(timedelta(seconds=1), timedelta(days=100_000)),
    st.sampled_from([UTC, AMSTERDAM, ZoneInfo("Pacific/Apia")]),
)
def test_ticks_are_few_and_in_order(low: datetime, length: timedelta, zone: ZoneInfo) -> None:
    """Within the axis, at full minutes of the clock of the zone."""
    start = low.replace(tzinfo=UTC)
    end = start + min(length, datetime.max.replace(tzinfo=UTC) - start)
    found = [instant for instant, _ in ticked(start, end, zone)]
    assert len(found) <= 13
    assert sorted(set(found)) == found
    assert all(start <= instant <= end for instant in found)


@given(st.lists(st.tuples(st.integers(0, 99), st.text(max_size=40)), max_size=12))
def test_words_of_marks_lie_within_the_strip_and_none_over_another(
    marks: list[tuple[int, str]],
) -> None:
    """However many there are; where there is no room for more, the line alone is there."""
    lane = Lane("x", (), [Mark(T0 + n * HOUR, words) for n, words in marks])
    found = picture(Strip([lane], T0, T0 + 99 * HOUR, UTC))
    words = [word for word in found.words if word.words.strip()]
    for place, one in enumerate(words):
        assert 0 <= one.x <= one.x + one.width <= found.width + 1
        for other in words[place + 1 :]:
            is_beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            is_above = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert is_beside or is_above, (one, other)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0.1, [("Mon 05", "09:00"), ("Mon 05", "09:01")]),
        (8, [("Mon 05", "09:00"), ("Mon 05", "10:00")]),
        (72, [("Mon 05", "12:00"), ("Tue 06", "00:00")]),
        (240, [("Wed 07", ""), ("Fri 09", "")]),
        (24 * 100, [("2026-01-19", ""), ("2026-02-02", "")]),
    ],
)
def test_ticks_follow_what_is_shown(hours: float, expected: list[tuple[str, str]]) -> None:
    """From minutes to weeks."""
    found = [words for _, words in ticked(T0, T0 + hours * HOUR, UTC)]
    assert expected == found[:2]


def test_ticks_follow_the_clock_of_the_zone() -> None:
    """Midnight is the zone's, on both sides of a change to summer time."""
    low = datetime(2026, 3, 28, tzinfo=UTC)
    found = [at for at, (_, hour) in ticked(low, low + 60 * HOUR, AMSTERDAM) if hour == "00:00"]
    assert [datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)] == found


def test_there_are_no_ticks_beyond_what_a_datetime_holds() -> None:
    """The axis is drawn without them."""
    end = datetime.max.replace(tzinfo=UTC)
    assert [] == list(ticked(end - HOUR, end, ZoneInfo("Asia/Tokyo")))


def test_a_lane_shows_what_was_when() -> None:
    """Words in what is wide enough, slivers together, and a note below the name."""
    parts = [
        Part(T0, T0 + 4 * HOUR, "open"),
        *(Part(T0 + 4 * HOUR, T0 + 4 * HOUR, str(n), (BLUE, RED)[n % 2]) for n in range(4)),
        Part(T0 + 4 * HOUR, T0 + 10 * HOUR, "waiting", BLUE, "barred"),
        *(Part(T0 + 10 * HOUR, T0 + 10 * HOUR, str(n), BLUE) for n in range(2)),
    ]
    found = picture(Strip([Lane("state", parts, note="50 %")], T0, T0 + 10 * HOUR, UTC))
    assert ["state", "50 %", "open", "waiting"] == found.texts[:4]
    slivers = [of for of in found.boxes if of["width"] == "1.5"]
    assert ["#e5e7eb", BLUE.fill] == [of["fill"] for of in slivers]


def test_words_that_do_not_fit_are_cut_or_left_out() -> None:
    """A part is never wider than its time."""
    parts = [Part(T0, T0 + HOUR, "a rather long word"), Part(T0 + HOUR, T0 + 1.2 * HOUR, "tiny")]
    found = picture(Strip([Lane("state", parts)], T0, T0 + 9 * HOUR, UTC))
    assert "a rather l…" in found.texts
    assert "tiny" not in found.texts


def test_marks_are_above_their_lane_and_in_the_last_place_left_of_their_line() -> None:
    """A lane without parts is a line with what happened on it."""
    marks = [Mark(T0 + n * HOUR / 9, "something happened") for n in (0, 1, 2, 3, 80)]
    found = picture(Strip([Lane("events", (), marks)], T0, T0 + 9 * HOUR, UTC))
    words = [word for word in found.words if word.words == "something happened"]
    assert (4, 3) == (len(words), len({word.y for word in words[:3]}))
    assert words[-1].x < found.width - words[-1].width


def test_a_legend_goes_on_in_another_row() -> None:
    """Beside the clock that the axis follows."""
    textures: tuple[Texture, ...] = ("", "hatched")
    entries = [(f"what it means {n}", BLUE, texture) for n, texture in enumerate(textures)]
    low, _ = legend(entries, UTC, 800)
    high, parts = legend([*entries, *entries], UTC, 400)
    assert low < high
    assert "by the clock of UTC" in "".join(parts)


def test_ticks_whose_words_would_meet_have_none() -> None:
    """Where the axis is narrow; the tick is there all the same."""
    found = picture(Strip([], T0, T0 + 9 * HOUR, UTC, GUTTER + 120))
    assert ["09:00", "Mon 05", "15:00", "Mon 05"] == found.texts


def test_an_instant_out_of_the_axis_is_at_its_end() -> None:
    """So is what happened before it began."""
    strip = Strip([], T0, T0 + HOUR, UTC)
    assert (GUTTER, 760) == (strip.at(T0 - HOUR), strip.at(T0 + 2 * HOUR))
