"""The register and the trend: what comes first, what is stale, and what is drawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from itsmcore.errors import BadValue
from itsmcore.figures import Figure
from itsmcore.improvements import Benefit, Effort, Improvement, Register, Trend
from itsmcore.level import Level
from itsmcore.objectives import Objective
from itsmcore.proportions import Proportion
from tests.improvements.cases import (
    APRIL,
    BASELINE,
    JUNE,
    MAY,
    TARGET,
    proposed,
    reviewed,
    started,
    value,
)
from tests.instants import DAY


def idea(number: int, benefit: Level | None, effort: Level | None, days: int = 0) -> Improvement:
    return Improvement.open(
        f"IMP-{number}",
        at=APRIL + days * DAY,
        by="ines",
        summary="x",
        benefit=benefit,
        effort=effort,
    )


def test_what_brings_more_for_less_comes_first() -> None:
    """Benefit over effort, then the older one; what has not both comes last."""
    several = (
        idea(1, Benefit.HIGH, Effort.LARGE),
        idea(2, Benefit.HIGH, Effort.SMALL),
        idea(3, Benefit.MEDIUM, Effort.SMALL, days=2),
        idea(4, Benefit.LOW, Effort.SMALL, days=-1),
        idea(5, None, Effort.SMALL),
        idea(6, Benefit.HIGH, None),
        idea(7, Benefit.MEDIUM, Effort.SMALL, days=1),
    )
    register = Register(several, at=MAY)
    assert [2, 7, 3, 4, 1, 5, 6] == [int(one.id.removeprefix("IMP-")) for one in register.ranked]
    opening: Any = several[0].history[0]
    odd = Improvement.replay([attrs.evolve(opening, effort=Level("0", "nothing", 0))])
    assert (odd,) == Register([odd], at=MAY).ranked


def test_what_nobody_has_moved_for_long_is_named() -> None:
    """By its state, or by its last value; what has ended is not."""
    silent, told = started(), started().measure(at=MAY, by="ines", figure=value())
    limit = APRIL + 90 * DAY
    assert (False, True) == tuple(
        Register([silent], at=at).is_stale(silent) for at in (limit - DAY, limit)
    )
    assert () == Register([told], at=limit).stale
    assert (told,) == Register([told], at=MAY + 90 * DAY).stale
    assert (told,) == Register([told], at=JUNE, stale_after=timedelta(days=7)).stale
    closed = reviewed().close(at=MAY, by="omar", outcome="abandoned", lessons="x")
    assert ((), ()) == (Register([closed], at=MAY + 900 * DAY).stale, Register([], at=MAY).stale)


def test_a_register_is_told_in_a_table_and_in_figures() -> None:
    """A row for each that has not ended, and how those that have did."""
    data: dict[str, Any] = {"by": "omar", "at": MAY, "lessons": "Ask"}
    met = reviewed(15).close(outcome="standardised", **data)
    opening: Any = reviewed().history[0]
    missed = attrs.evolve(opening, id="IMP-2")
    second = Improvement.replay([missed, *reviewed().history[1:]])
    second = second.close(outcome="abandoned", **data)
    third = Improvement.replay([attrs.evolve(missed, id="IMP-3"), *reviewed().history[1:]])
    held = idea(4, Benefit.HIGH, Effort.SMALL).hold(at=APRIL, by="ines", reason="funding")
    register = Register([met, second, third, held], at=MAY + 90 * DAY)
    figures = {one.name: (one.value, one.n) for one in register.figures}
    assert {
        "raised": (4, 4),
        "open": (2, 4),
        "stale": (2, 4),
        "target met": (0.5, 2),
        "standardised": (0.5, 2),
    } == figures
    first, last = register.rows
    assert ("IMP-4", "plan", "funding", True) == (
        first["improvement"],
        first["pdca"],
        first["hold_reason"],
        first["is_stale"],
    )
    assert ("IMP-3", "check", False) == (
        last["improvement"],
        last["pdca"],
        last["is_target_met"],
    )
    assert "funding" in str(register)
    assert "| IMP-3 |" in f"{register:md}"
    cancelled = proposed().cancel(at=MAY, by="ines", reason="x")
    assert () == Register([cancelled], at=MAY).rows


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"improvements": [proposed(), proposed()]}, "each improvement once"),
        ({"improvements": [1]}, "improvements"),
        ({"stale_after": timedelta()}, "more than zero"),
        ({"stale_after": 90}, "stale_after"),
    ],
)
def test_a_register_is_of_improvements(more: dict[str, Any], word: str) -> None:
    """Each once, and stale after some time."""
    with pytest.raises(BadValue, match=word):
        Register(**{"improvements": [], "at": MAY, **more})
    with pytest.raises(BadValue, match="improvement"):
        Register([], at=MAY).is_stale(None)  # type: ignore[arg-type]


def test_a_trend_is_drawn_with_baseline_target_and_values() -> None:
    """A bar for each, and a line to reach; its table says the same."""
    trend = reviewed().trend
    assert trend is not None
    picture = f"{trend:svg}"
    for words in ("baseline, 2026-04-01", "12.0 % of 410", "66.6 %", "at most 0.06"):
        assert words in picture
    assert [None, False] == [row["is_met"] for row in trend.rows]
    assert "66.6 %" in str(trend)
    assert "| baseline |" in f"{trend:md}"
    assert trend._repr_html_().startswith("<img")


def test_a_trend_of_times_is_drawn_in_hours() -> None:
    """What cannot be judged is drawn, too: a value that is none, a target of two bounds."""
    hours = [Figure("mean", timedelta(hours=n), 9, "time") for n in (6, 3)]
    trend = Trend(hours[0], Objective("mean", at_most=timedelta(hours=4)), hours[1:])
    assert "6:00:00 of 9" in f"{trend:svg}"
    odd = Trend(
        Figure("mean", None, 0, "time"), Objective("mean", at_least=0.0, at_most=1.0), [BASELINE]
    )
    assert "none of 0" in f"{odd:svg}"
    both = Trend(BASELINE, Objective("reopened", at_least=0.0, at_most=1.0), [BASELINE])
    assert [None, None] == [row["progress"] for row in both.rows]
    with pytest.raises(BadValue, match="values"):
        Trend(BASELINE, TARGET, [Proportion(1, 2)])  # type: ignore[list-item]
