"""The quality of a workaround: uses, what held, and the time with and without it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from itsmcore import Incident, Timeline
from itsmcore.errors import BadValue
from itsmcore.metrics import Share, WorkaroundQuality, workaround_quality
from tests.instants import DAY, HOUR
from tests.instants import MARCH as T0

NOW = T0 + 30 * DAY


def incident(
    day: int, caller: str, hours: int = 2, code: str | None = "workaround_provided"
) -> Incident:
    at = T0 + day * DAY
    inc = Incident.open("INC-1", at=at, by=caller, summary="VPN drops")
    inc = inc.link(at=at, by="ada", kind="problem", target="PRB-1")
    if code is None:
        return inc
    return inc.resolve(at=at + hours * HOUR, by="ada", code=code, notes="Dial in again")


def reopened(inc: Incident, after: timedelta) -> Incident:
    return inc.reopen(at=inc.changed_at + after, by="ada", reason="Again")


def judged(incidents: list[Incident], **more: Any) -> WorkaroundQuality:
    log = {f"INC-{n}": one.timeline() for n, one in enumerate(incidents)}
    return workaround_quality("PRB-1", log, **{"at": NOW, **more})


def test_a_workaround_holds_unless_somebody_comes_back() -> None:
    """X8: of 12, two reopened, one caller back after 5 days, one used 3 days ago: 8 of 11."""
    held = [incident(n, f"held {n}") for n in range(8)]
    back = [reopened(incident(1, "ann"), DAY), reopened(incident(2, "ben"), 10 * DAY)]
    again = [incident(3, "cy"), incident(8, "cy", code=None)]
    young = incident(27, "dee")
    quality = judged([*held, *back, *again, young])
    assert (12, Share(8, 11), 1) == (quality.uses, quality.held, quality.not_judged)
    assert "resolved less than 336:00:00 ago, and not judged: 1" in str(quality)
    failed = reopened(young, DAY)
    assert (Share(8, 11), 1) == (judged([*held, *back, *again, failed]).held, quality.not_judged)


def test_exactly_as_long_after_no_longer_counts() -> None:
    """A reopening and a call after just 14 days; a microsecond makes the difference."""
    tick, fortnight = timedelta(microseconds=1), 14 * DAY
    inc = incident(0, "ann")
    for after, held in ((fortnight - tick, 0), (fortnight, 1)):
        assert Share(held, 1) == judged([reopened(inc, after)]).held
        call = Incident.open("INC-2", at=inc.changed_at + after, by="ann", summary="VPN")
        call = call.link(at=inc.changed_at + after, by="ada", kind="problem", target="PRB-1")
        assert Share(held, 1) == judged([inc, call]).held
    ages = [
        judged([inc], at=inc.changed_at + age).not_judged for age in (fortnight - tick, fortnight)
    ]
    assert [1, 0] == ages


def test_the_time_with_it_stands_beside_that_without() -> None:
    """From the first step to the first resolution, as medians; the open are in neither."""
    quick = [incident(n, f"quick {n}", hours) for n, hours in enumerate((1, 2, 9))]
    slow = [incident(n, f"slow {n}", hours, "solution_provided") for n, hours in enumerate((5, 7))]
    quality = judged([*quick, *slow, incident(1, "open", code=None)])
    assert (2 * HOUR, 6 * HOUR) == (quality.with_it.median, quality.without.median)
    assert "not judged" not in str(quality)
    assert ["held", "time with it", "time without it"] == [row["measure"] for row in quality.rows]
    figures = {figure.name: figure.value for figure in quality.figures}
    assert (1, 2 * HOUR) == (figures["held"], figures["time with it median"])


def test_a_duplicate_takes_no_time_but_shows_that_its_caller_is_back() -> None:
    """F9: it is closed in no time, which is not how long the problem's incidents take."""
    solved = incident(0, "ann", 4, "solution_provided")
    used, other = incident(0, "ben"), incident(3, "ben", 1, "duplicate")
    quality = judged([solved, used, other])
    assert (1, 1) == (quality.without.count, quality.duplicates)
    assert (1, Share(0, 1)) == (quality.uses, quality.held)
    assert "left out: 1 duplicate" in str(quality)
    assert 0 == judged([used, incident(3, "ben", code=None)]).duplicates


def test_other_incidents_are_passed_over() -> None:
    """Of another problem, of another time, and callers of whom nobody tells."""
    other = Incident.open("INC-1", at=T0, by="ann", summary="Mail")
    assert 0 == judged([other, incident(0, "ann")], since=T0 + DAY).uses
    links = incident(0, "ann").links
    done = {"links": links, "phase": incident(0, "ann").phase,
            "resolution_code": "workaround_provided"}  # fmt: skip
    log = {n: Timeline.from_rows([(T0 + day * DAY, done)]) for n, day in (("A", 0), ("B", 1))}
    assert Share(2, 2) == workaround_quality("PRB-1", log, at=NOW).held


def test_what_cannot_be_judged_is_refused() -> None:
    """A time of nothing, or the number of nothing."""
    wrong: Any
    for wrong in (timedelta(), 14):
        with pytest.raises(BadValue, match="within"):
            judged([], within=wrong)
    for wrong in ("", 5):
        with pytest.raises(BadValue, match="problem"):
            workaround_quality(wrong, {}, at=NOW)
