"""Occurrences in columns recur as those of the timelines do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.errors import BadValue, Unlisted
from itsmcore.presets import servicenow
from itsmcore.recurrence import Key, Recurrences, Signature, bursts, occurrences, pareto, rises
from itsmcore.span import Span
from itsmcore.timeline import Step, Timeline
from tests.instants import HOUR, NINE, TICK
from tests.logs import UCI_END, uci_rows, with_uci

np = pytest.importorskip("numpy")

from itsmcore import columnar  # noqa: E402
from itsmcore.columnar import Steps  # noqa: E402

FACTS = st.fixed_dictionaries(
    {},
    optional={
        "category": st.sampled_from([None, "", " ", "email", "email", "net/vpn", 1, True]),
        "configuration_items": st.sampled_from([None, (), ("srv-1",), ("srv-1", "srv-2")]),
        "summary": st.sampled_from([None, "Mail is slow", "slow mail", "PC-12 is down"]),
        "custom.site": st.sampled_from([None, "A", "B"]),
    },
)
KEYS: list[Key | Signature] = [
    Key("category"),
    Key("category", "configuration_items"),
    Signature("summary"),
]
WEEK = timedelta(days=7)


@st.composite
def logs(draw: st.DrawFn) -> dict[str, Timeline]:
    """Draw short histories, of which some have no step."""
    gaps, log = st.sampled_from([timedelta(), TICK, HOUR, WEEK]), {}
    for number in range(draw(st.integers(0, 8))):
        at, steps = NINE + draw(gaps), list[Step]()
        for facts in draw(st.lists(FACTS, max_size=3)):
            at += draw(gaps)
            steps.append(Step(at, None, facts))
        log[f"I{number}"] = Timeline(steps)
    return log


def found(happened: Any) -> list[Recurrences]:
    """Search for whatever recurs."""
    before, after = Span(NINE, NINE + WEEK), Span(NINE + WEEK, NINE + 2 * WEEK)
    return [
        pareto(happened, "category", share=1),
        bursts(happened, KEYS, n=2, within=HOUR),
        rises(happened, KEYS, baseline=before, recent=after, alpha=0.9),
    ]


@over(logs())
def test_everything_that_recurs(log: Mapping[str, Timeline]) -> None:
    """Whatever the key is, and whatever its incidents share."""
    seen = columnar.occurrences(Steps.of(log))
    assert [(of.id, of.at) for of in occurrences(log)] == [(of.id, of.at) for of in seen]
    assert found(occurrences(log)) == found(seen)


LOG = {
    "I1": Timeline([Step(NINE, None, {"category": ""}), Step(NINE, None, {"category": "email"})]),
    "I2": Timeline([]),
    "I3": Timeline([Step(NINE + TICK, None, {"category": "email", "custom.site": "A"})]),
    "I4": Timeline([Step(NINE + HOUR, None, {"category": None})]),
}


def test_what_recurs() -> None:
    """Has the facts of the last step, all or some of them, and those alike are one object."""
    steps = Steps.of(LOG)
    first, second, third = columnar.occurrences(steps)
    assert (NINE, {"category": "email"}) == (first.at, first.facts)
    assert ({"category": "email", "custom.site": "A"}, {}) == (second.facts, third.facts)
    first, second, _ = columnar.occurrences(steps, facts="category")
    assert first.facts is second.facts
    assert found(occurrences(LOG)) == found(columnar.occurrences(steps))
    assert () == columnar.occurrences(Steps.of({}), facts=["category"])


def test_what_is_refused() -> None:
    """What is no log, what has no column, and numbers that are none."""
    with pytest.raises(BadValue, match="steps cannot be"):
        columnar.occurrences(LOG)  # type: ignore[arg-type]
    with pytest.raises(Unlisted, match="no column of the fact 'service'"):
        columnar.occurrences(Steps.of(LOG), facts=["service"])
    with pytest.raises(BadValue, match="facts"):
        columnar.occurrences(Steps.of(LOG), facts=[1])  # type: ignore[list-item]
    odd = Steps(case=np.array([1.5]), at=np.array(["2026"], "M8[Y]"), facts={})
    with pytest.raises(BadValue, match="id cannot be"):
        columnar.occurrences(odd)


@pytest.mark.untraced
@pytest.mark.long
@with_uci
def test_what_recurs_in_a_real_log() -> None:
    """Of 24,918 incidents, by category and group."""
    log = servicenow.timelines(
        uci_rows(), columns={"at": "sys_updated_at"}, format="%d/%m/%Y %H:%M"
    )
    single, seen = occurrences(log), columnar.occurrences(Steps.of(log))
    assert len(single) == len(seen)
    keys: list[str | Key] = ["category", Key("category", "group")]
    assert pareto(single, "category") == pareto(seen, "category")
    assert bursts(single, keys, n=9, within=HOUR) == bursts(seen, keys, n=9, within=HOUR)
    recent = Span(UCI_END - 60 * WEEK, UCI_END - 56 * WEEK)
    before = Span(UCI_END - 64 * WEEK, UCI_END - 60 * WEEK)
    asked: dict[str, Any] = {"baseline": before, "recent": recent}
    assert rises(single, keys, **asked) == rises(seen, keys, **asked)
