"""Rates of changes: what the last steps of their timelines say, held against plain counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Schedule, Timeline
from itsmcore.changes import EMERGENCY_CHANGE, Change, ChangeKind, CloseCode
from itsmcore.errors import BadValue, NaiveTime
from itsmcore.metrics import Share, change_rates
from tests.changes.walks import DONE, at, implementing, opened, reviewing
from tests.instants import HOUR
from tests.instants import MARCH as T0

HOURS = st.integers(0, 30).map(at)
INSTANTS = HOURS | st.sampled_from([None, "soon", 7])
FACTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "outcome": st.sampled_from(
            [
                *("successful", "successful_with_issues", "backed_out", "unsuccessful", "partial"),
                *("Success", "Successful", 7),
                "",
                None,
                [],
            ]
        ),
        "kind": st.sampled_from(["normal", "emergency", "Emergency", "", ("normal",), None]),
        "caused_incidents": st.sampled_from([(), ("INC-1",), ("INC-1", "INC-2"), None]),
        "actual_start": INSTANTS,
        "actual_end": INSTANTS,
        "planned_end": INSTANTS,
    },
)
LOGS = st.dictionaries(
    st.text("ABC", min_size=1),
    st.lists(st.tuples(HOURS, FACTS), max_size=4).map(
        lambda rows: Timeline.from_rows(sorted(rows, key=lambda row: row[0]))
    ),
    max_size=5,
)


@given(LOGS, HOURS)
def test_rates_are_plain_counts(log: Mapping[str, Timeline], moment: datetime) -> None:
    """Of what the last step of each change says that had begun, whatever stands in its facts."""
    begun = [[step for step in steps if step.at <= moment] for steps in log.values()]
    begun = [steps for steps in begun if steps]
    last: list[Mapping[str, Any]] = [steps[-1].facts for steps in begun]
    told = [facts["outcome"] for facts in last if facts.get("outcome")]
    ended = [facts for facts in last if facts.get("outcome") in (*CloseCode,)]
    kinds = [facts.get("kind") for facts in last]
    known = [kind for kind in kinds if not kind or kind in (*ChangeKind,)]
    ends = [
        (facts["planned_end"], facts["actual_end"])
        for facts in last
        if isinstance(facts.get("planned_end"), datetime)
        and isinstance(facts.get("actual_end"), datetime)
        and facts["actual_end"] <= moment
    ]
    starts = [(steps[0].at, steps[-1].facts.get("actual_start")) for steps in begun]
    leads: list[Any] = [
        end - start for start, end in starts if isinstance(end, datetime) and start <= end <= moment
    ]
    found = change_rates(log, at=moment)
    outcomes = [facts["outcome"] for facts in ended]
    assert Share(outcomes.count("successful"), len(ended)) == found.success
    assert outcomes.count("successful_with_issues") == found.with_issues.count
    assert outcomes.count("backed_out") == found.backed_out.count
    harmful = [bool(facts.get("caused_incidents")) for facts in ended]
    assert sum(harmful) == found.harm.count
    failed = ("backed_out", "unsuccessful")
    either = [outcome in failed or did for outcome, did in zip(outcomes, harmful, strict=True)]
    assert Share(sum(either), len(ended)) == found.change_failure_rate
    assert Share(sum(actual > planned for planned, actual in ends), len(ends)) == found.overrun
    assert Share(known.count("emergency"), len(known)) == found.emergency
    assert (len(told) - len(ended), len(kinds) - len(known)) == (
        found.unknown_outcome,
        found.unknown_kind,
    )
    assert len(leads) == found.lead_time.count
    assert (median(leads) if leads else None) == found.lead_time.median


def test_a_foreign_outcome_or_kind_is_neither_good_nor_bad() -> None:
    """It is left out of both shares, harmful or not, and the result says so."""
    closed = {"outcome": "Success", "kind": "Emergency", "caused_incidents": ("INC-1",)}
    log = {"CHG-1": Timeline.from_rows([(T0, {"kind": "Emergency"}), (at(1), closed)])}
    found = change_rates(log, at=at(1))
    assert (Share(0, 0),) * 4 == (
        found.success,
        found.harm,
        found.change_failure_rate,
        found.emergency,
    )
    said = [
        "left out: 1 with another outcome than CloseCode has",
        "left out: 1 of another kind than ChangeKind has",
    ]
    assert said == str(found).splitlines()[-2:]
    assert "left out" not in str(change_rates({}, at=at(1)))


def test_a_week_of_changes_says_how_they_went() -> None:
    """One went well, one was backed out and did harm, one is under way and one was not begun."""
    backed = implementing(EMERGENCY_CHANGE).back_out(at=at(13), by="grace", reason="it hangs")
    backed = backed.complete(at=at(13), by="grace", outcome="backed_out")
    week: list[Change] = [
        reviewing().close(at=at(12), by="x", code="successful", notes="n", given=DONE),
        backed.review(at=at(14), by="ines", findings="no room left", incidents=["INC-1"]),
        implementing(),
        opened(),
    ]
    log = {f"CHG-{number}": change.timeline() for number, change in enumerate(week)}
    office = Schedule.between(T0, at(4))
    assert (
        """\
| measure | count | of | rate | mean | median |
| --- | --- | --- | --- | --- | --- |
| successful | 1 | 2 | 50.0 % |  |  |
| successful with issues | 0 | 2 | 0.0 % |  |  |
| backed out | 1 | 2 | 50.0 % |  |  |
| caused incidents | 1 | 2 | 50.0 % |  |  |
| change failure rate | 1 | 2 | 50.0 % |  |  |
| overrun | 1 | 2 | 50.0 % |  |  |
| emergency | 1 | 4 | 25.0 % |  |  |
| lead time | 3 |  |  | 10:00:00 | 10:00:00 |
""".strip()
        == f"{change_rates(log, at=at(20)):md}".strip()
    )
    assert 4 * HOUR == change_rates(log, at=at(20), schedule=office).lead_time.open_mean
    assert {"successful", "lead time"} <= {row["measure"] for row in change_rates({}, at=T0).rows}
    assert Share(0, 0) == change_rates(log, at=at(9)).success


def test_rates_want_a_mapping_and_a_zone() -> None:
    """What is given otherwise is named."""
    with pytest.raises(BadValue, match="a mapping from each record's number"):
        change_rates([], at=T0)  # type: ignore[arg-type]
    with pytest.raises(NaiveTime):
        change_rates({}, at=datetime(2026, 1, 5, 9))
