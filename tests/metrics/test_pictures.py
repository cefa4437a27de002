"""Pictures of what is measured: bars and curves, with a table of the same below."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from itsmcore import Phase, Timeline
from itsmcore.errors import BadValue
from itsmcore.metrics import backlogs, compliance, times
from itsmcore.recurrence import Occurrence, bursts, pareto
from itsmcore.service_levels import Agreement, Goal, what_if
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.pictures.drawn import drawn, picture_of

NEW, DONE = {"phase": Phase.NEW}, {"phase": Phase.RESOLVED}
LOG = {
    f"INC-{n}": Timeline.from_rows([(T0 + n * HOUR, NEW), (T0 + 3 * n * HOUR, DONE)])
    for n in range(1, 5)
}
OUTCOMES = {"fix": "met met met missed", "reply": "met missed open", "x": "open"}
ROWS = [
    {"outcome": outcome, "goal": goal, "ended_at": T0}
    for goal, outcomes in OUTCOMES.items()
    for outcome in outcomes.split()
]
HOSTILE = '<script>&"\n' + "long " * 60


def test_compliance_is_bars_with_their_target() -> None:
    """What falls short is red and crossed; what is not decided has no bar."""
    picture = drawn(f"{compliance(ROWS, by='goal', target=0.7):svg}")
    assert "target 70.0 %" in picture.texts
    assert (
        "compliance: fix 75.0 % of 4; reply 50.0 % of 2, 1 open; x none of 0, 1 open"
    ) == picture.alt
    assert ["#dcfce7", "#fee2e2", "#dbeafe"] == [box["fill"] for box in picture.boxes]


def test_compliance_without_a_target_or_groups_is_drawn_too() -> None:
    """Plain bars, or one for all."""
    plain = drawn(f"{compliance(ROWS, by='goal'):svg}")
    assert {"#dbeafe"} == {box["fill"] for box in plain.boxes}
    assert "compliance: all 66.7 % of 6, 2 open" == drawn(f"{compliance(ROWS):svg}").alt
    monthly = drawn(f"{compliance(ROWS, period='month'):svg}")
    assert "compliance: 2026-01 66.7 % of 6" == monthly.alt
    assert "compliance: all none of 0" == drawn(f"{compliance([]):svg}").alt


def test_compliance_by_group_and_period_is_a_matrix() -> None:
    """What falls short is red and bold and has a sign; a month without any is empty."""
    later = [{**row, "goal": "fix", "ended_at": T0 + timedelta(days=40)} for row in ROWS]
    for target in (0.7, None):
        picture = drawn(
            f"{compliance([*ROWS, *later], by='goal', period='month', target=target):svg}"
        )
        said = "compliance by goal and month" + ("; ▼ below 70.0 %" if target else "")
        assert f"{said}: 66.7 % of 12 in all" == picture.alt
        assert picture.texts == [
            *(said, "goal", "2026-01", "2026-02"),
            *("fix", "75.0 %", "3 of 4", "▼ 66.7 %" if target else "66.7 %", "4 of 6"),
            *("reply", "▼ 50.0 %" if target else "50.0 %", "1 of 2", ""),
        ]
        fills = {box["fill"] for box in picture.boxes} - {"#ffffff"}
        assert fills == ({"#dcfce7", "#fee2e2"} if target else {"#dbeafe"})
    still = [{"outcome": "open", "goal": "x", "started_at": T0, "ended_at": T0, "at": T0}]
    assert "none of 0" in drawn(f"{compliance(still, by='goal', period='day'):svg}").alt


@pytest.mark.parametrize("target", [-0.1, 1.5, 95])
def test_a_target_is_a_share(target: float) -> None:
    """Not a percentage."""
    with pytest.raises(BadValue, match="a number from 0 to 1"):
        compliance(ROWS, target=target)


def test_a_backlog_over_time_is_an_area() -> None:
    """With a dashed line for what is in no known phase."""
    instants = [T0 + n * HOUR for n in range(14)]
    known = drawn(f"{backlogs(LOG, instants):svg}")
    assert "open cases: from 0 at 2026-01-05 to 0 at 2026-01-05, at most 3" == known.alt
    lost = LOG | {"INC-9": Timeline.from_rows([(T0, {"phase": None})])}
    assert "in no known phase: from 1 to 1" in drawn(f"{backlogs(lost, instants):svg}").texts
    assert "open cases: nothing" == drawn(f"{backlogs(LOG, []):svg}").alt


def test_a_backlog_of_groups_has_a_line_for_each() -> None:
    """With dashes of its own, and its name and its ends below."""
    log = {
        number: Timeline.from_rows(
            [(step.at, {**step.facts, "group": number[-1]}) for step in timeline]
        )
        for number, timeline in LOG.items()
    }
    svg = f"{backlogs(log, [T0 + n * HOUR for n in range(1, 5)], by='group'):svg}"
    lines = [f"{n}: from {int(n == 1)} to {int(n in (2, 3, 4))}" for n in range(1, 5)]
    assert lines == drawn(svg).texts[-4:]
    assert 4 == len(set(re.findall(r'stroke-dasharray="([^"]*)"', svg)))
    found = times(log, at=T0 + 20 * HOUR, by="group", percentiles=90)
    texts = drawn(f"{found:svg}").texts
    assert "mean times that cases took" == texts[0]
    assert ["resolve: 4", "8:00:00 over 1 case"] == texts[-4:-2]
    assert ["resolve: all", "5:00:00 over 4 cases"] == texts[-2:]


def test_times_are_drawn_by_their_percentiles() -> None:
    """From the shortest, then the mean; what no case reached is left out."""
    found = times(LOG, at=T0 + 20 * HOUR, percentiles=[90, 10])
    assert [
        *("resolve p10", "2:36:00", "resolve median", "5:00:00", "resolve p90", "7:24:00"),
        *("resolve mean", "5:00:00 over 4 cases"),
    ] == drawn(f"{found:svg}").texts[-8:]
    assert "times that cases took: nothing" == drawn(f"{times({}, at=T0):svg}").alt


def test_a_pareto_has_the_line_of_what_it_adds_up_to() -> None:
    """Other searches have bars of how many cases each has."""
    happened = [Occurrence(f"I{n}", T0, {"of": of}) for n, of in enumerate("aaab")]
    svg = f"{pareto(happened, 'of', share=1):svg}"
    assert 2 == svg.count("<circle")
    alt = "what keeps coming back: a 3 cases, 75.0 % so far; b 1 case, 100.0 % so far"
    assert alt == drawn(svg).alt
    found = bursts(happened, "of", within=timedelta(days=1), n=2)
    assert "what keeps coming back: a 3 cases" == drawn(f"{found:svg}").alt


def test_a_what_if_is_a_matrix_of_before_and_after() -> None:
    """What would change is bold, in red or green, and says that it becomes so."""
    slow, quick = (
        Agreement(name, goals=[Goal("fix", stop=Phase.RESOLVED, targets=hours * HOUR)])
        for name, hours in (("slow", 12), ("quick", 5))
    )
    at = T0 + timedelta(hours=11)
    tighter = drawn(f"{what_if(slow, LOG, against=quick, at=at):svg}")
    looser = drawn(f"{what_if(quick, LOG, against=slow, at=at):svg}")
    assert "from slow to quick: fix: 2 of 4 become missed, 0 become met" == tighter.alt
    assert ["fix: met", "0", "2", "1", "become"] == tighter.texts[10:15]
    fills = [{box["fill"] for box in one.boxes} for one in (tighter, looser)]
    assert {"#fee2e2"} == fills[0] - fills[1]
    assert {"#dcfce7"} == fills[1] - fills[0]
    nothing = drawn(f"{what_if(slow, {}, against=quick, at=at):svg}")
    assert "from slow to quick: nothing to compare" == nothing.alt


@pytest.mark.parametrize(
    "noun",
    [
        compliance([{**ROWS[0], "goal": HOSTILE}], by="goal"),
        backlogs(LOG, [T0]),
        times(LOG, at=T0),
        pareto([Occurrence("I1", T0, {"of": HOSTILE})], "of"),
        what_if(
            Agreement(HOSTILE, goals=[Goal(HOSTILE, stop=Phase.RESOLVED, targets=HOUR)]),
            LOG,
            against=Agreement("other", goals=[Goal("other", stop=Phase.RESOLVED, targets=HOUR)]),
            at=T0 + HOUR,
        ),
    ],
)
def test_each_is_an_image_above_its_table(noun: Any) -> None:
    """Whatever its names are; and small enough."""
    page = noun._repr_html_()
    assert f"{noun:svg}" == picture_of(page)
    assert "<details><summary>figures</summary><table" in page
    assert "<script>" not in page
    assert len(page) < 200_000
