"""Pictures as a browser shows them, on a light page and on a dark one."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from itsmcore import Phase, Timeline
from itsmcore.change_calendar import ChangeSchedule, Freeze
from itsmcore.changes import NORMAL_CHANGE, STANDARD_CHANGE
from itsmcore.display import Card
from itsmcore.incidents import INCIDENT, STANDARD
from itsmcore.lifecycle import model_diff
from itsmcore.metrics import backlogs, compliance, times
from itsmcore.palette import contrast
from itsmcore.problems import PROBLEM
from itsmcore.recurrence import Occurrence, pareto
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal, what_if
from itsmcore.tasks import TASK
from itsmcore.techniques import Ishikawa
from tests.change_calendar.cases import planned
from tests.changes.walks import at
from tests.display.cases import clocks, lived
from tests.pictures.browser import needs_browser, seen
from tests.pictures.hostile import lifecycles
from tests.pictures.made import a_table

pytestmark = [needs_browser(), pytest.mark.long]


def measured() -> tuple[object, ...]:
    """Give one of each that is measured, and drawn as bars, an area or a matrix."""
    rows = [
        {"outcome": of, "ended_at": at(n), "goal": of} for n, of in enumerate(("met", "missed"))
    ]
    log = {
        f"{n}": Timeline.from_rows(
            [(at(n), {"phase": Phase.NEW}), (at(9 * n), {"phase": Phase.RESOLVED})]
        )
        for n in range(1, 8)
    }
    slow, quick = (
        Agreement(name, goals=[Goal("fix", stop=Phase.RESOLVED, targets=timedelta(hours=hours))])
        for name, hours in (("slow", 40), ("quick", 20))
    )
    happened = [Occurrence(f"I{n}", at(n), {"of": of}) for n, of in enumerate("aaaabbc")]
    return (
        *(compliance(rows, by="goal", target=target) for target in (0, 0.95, 1)),
        backlogs(log, [at(n) for n in range(60)]),
        times(log, at=at(99), percentiles=90),
        pareto(happened, "of", share=1),
        what_if(slow, log, against=quick, at=at(99)),
    )


@cache
def nouns() -> tuple[object, ...]:
    """Give one of each that has a picture, and some with names that no one would choose."""
    record = lived()
    month = ChangeSchedule(
        [planned("CHG-1", (), 1, 2)], freezes=[Freeze("audit", Schedule.between(at(24), at(25)))]
    ).month(2026, 3)
    causes = {"people": ["On leave"], "process": ["No checks", "No rota"], "technology": ["Old"]}
    return (
        *(INCIDENT, INCIDENT.with_roles(STANDARD), PROBLEM, TASK, NORMAL_CHANGE),
        *(record, clocks(record), clocks(record)["resolution"]),
        *(Card(record, clocks(record), "Europe/Amsterdam"), month),
        Ishikawa("Mail is down", causes),
        model_diff(NORMAL_CHANGE, STANDARD_CHANGE),
        model_diff(INCIDENT, INCIDENT.with_roles(STANDARD)),
        *measured(),
        a_table(random.Random(3), 30),
        *lifecycles(seed=9, count=20),
    )


@pytest.mark.parametrize("background", ["#ffffff", "#111111"])
def test_every_picture_can_be_read(background: str, tmp_path: Path) -> None:
    """All words lie within their picture, none over another, each with enough contrast."""
    shown = [noun._repr_html_().split("<details>")[0] for noun in nouns()]  # type: ignore[attr-defined]
    pictures = seen(shown, tmp_path, background=background)
    assert len(shown) == len(pictures)
    for noun, picture in zip(nouns(), pictures, strict=True):
        width, height = picture["natural"]
        assert [width, height] == [round(size) for size in picture["panel"]]
        boxes = [(of["words"], *of["box"]) for of in picture["texts"]]
        for place, (words, x, y, w, h) in enumerate(boxes):
            assert 0 <= x <= x + w <= width, (noun, words)
            assert 0 <= y <= y + h <= height, (noun, words)
            for other, a, b, c, d in boxes[place + 1 :]:
                is_over = x < a + c - 1 and a < x + w - 1 and y < b + d - 4 and b < y + h - 4
                assert not is_over, (noun, words, other)
        for of in picture["texts"]:
            assert 4.5 <= contrast(_hex(of["ink"]), _hex(of["fill"])), (noun, of)


def _hex(rgb: list[float]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in rgb[:3])
