"""Pictures as a browser shows them, on a light page and on a dark one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from docs.gallery import OFFICE, log, month
from itsmcore.categories import CategoryTree
from itsmcore.change_calendar import ChangeSchedule
from itsmcore.changes import NORMAL_CHANGE, STANDARD_CHANGE
from itsmcore.incidents import INCIDENT, STANDARD
from itsmcore.lifecycle import model_diff
from itsmcore.metrics import availability, backlogs, compliance, times
from itsmcore.palette import contrast
from itsmcore.schedule import Schedule
from itsmcore.services import Availability, AvailabilityTerms, Item, Needs, Service, ServiceMap
from tests.change_calendar.cases import planned
from tests.changes.walks import at
from tests.pictures.browser import needs_browser, seen
from tests.pictures.hostile import lifecycles
from tests.pictures.made import a_table
from tests.pictures.nasty import TEXTS, nasty
from tests.pictures.nouns import NAMES, noun
from tests.services.cases import on, spent
from tests.services.estates import ESTATE

pytestmark = [needs_browser(), pytest.mark.long]


def odd() -> Iterator[object]:
    """Make what the gallery has not: goals that nobody could miss, groups, and many states."""
    rows = [
        {"outcome": of, "ended_at": at(n), "goal": of} for n, of in enumerate(("met", "missed"))
    ]
    yield from (compliance(rows, by="goal", target=target) for target in (0, 1))
    yield compliance(rows, by="goal", period="day", target=0.95)
    yield backlogs(log(), [at(24 * n) for n in range(30)], by="group")
    yield times(log(), at=month().end, percentiles=90, by="group")
    yield from ((~OFFICE).year(2028), OFFICE.week(month().start.date()))
    clashing = [planned(f"CHG-{n}", ["sw"], n, n + 2) for n in range(3)]
    yield ChangeSchedule(clashing).month(2026, 3)
    yield CategoryTree(["mail", "mail/delivery", "mail/delivery/in", "vpn", "x" * 200])
    yield from (INCIDENT.with_roles(STANDARD), model_diff(NORMAL_CHANGE, STANDARD_CHANGE))
    yield from (a_table(random.Random(3), 30), *lifecycles(seed=9, count=10))


def served() -> tuple[object, ...]:
    """Give maps with every status, small and large, and a month and a report of a service."""
    names = ["".join(letter) * 40 for letter in ("W", "i")] + [f"n{n}" for n in range(90)]
    large = ServiceMap(
        [Service("erp")],
        items=[Item(name, kind="a kind of server") for name in names],
        needs=[Needs("erp", any_of=names, at_least=3)],
    )
    office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
    terms = AvailabilityTerms(minimum=timedelta(minutes=5))
    erp = Availability(office, target=0.995, terms=terms)
    several = [
        spent(on(6, 2, 9), 2, causes=["INC-1", "INC-2", "a cause that is told at length"]),
        spent(on(6, 3, 9), 2, is_degraded=True, causes="INC-3"),
        spent(on(6, 4, 9), 0.05),
        spent(on(6, 5, 9), 2, is_planned=True, causes="CHG-1"),
        spent(on(6, 6, 9), 2),
    ]
    ends: Any = {"since": on(6, 1), "until": on(7, 1)}
    return (
        ESTATE,
        ESTATE.impact(down=["web-1", "n1"], in_maintenance="db"),
        ESTATE.impact(in_maintenance="web-2"),
        *(large, large.impact(down=names)),
        erp.measure("erp", several, **ends),
        availability(several, {"erp": erp, "mail": Availability()}, period="week", **ends),
    )


@cache
def shown() -> tuple[str, ...]:
    """Return pages with a picture: of the gallery, of what is odd, and of what has odd names."""
    nouns = (*map(noun, NAMES), *odd(), *served(), *chain.from_iterable(map(nasty, TEXTS.values())))
    pages = (f"{one:html}" for one in nouns)
    return tuple(page.partition("<details>")[0] for page in pages if page.startswith("<img"))


@pytest.mark.parametrize("background", ["#ffffff", "#111111"])
def test_every_picture_can_be_read(background: str, tmp_path: Path) -> None:
    """All words lie within their picture, none over another, each with enough contrast."""
    pictures = seen(shown(), tmp_path, background=background)
    assert len(shown()) == len(pictures)
    for page, picture in zip(shown(), pictures, strict=True):
        alt = page[:200]
        width, height = picture["natural"]
        assert [width, height] == [round(size) for size in picture["panel"]]
        boxes = [(of["words"], *of["box"]) for of in picture["texts"]]
        for place, (words, x, y, w, h) in enumerate(boxes):
            assert 0 <= x <= x + w <= width, (alt, words)
            assert 0 <= y <= y + h <= height, (alt, words)
            for other, a, b, c, d in boxes[place + 1 :]:
                is_over = x < a + c - 1 and a < x + w - 1 and y < b + d - 4 and b < y + h - 4
                assert not is_over, (alt, words, other)
        for of in picture["texts"]:
            assert 4.5 <= contrast(_hex(of["ink"]), _hex(of["fill"])), (alt, of)


def _hex(rgb: list[float]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in rgb[:3])
