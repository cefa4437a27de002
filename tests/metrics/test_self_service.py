"""Self-service: how many visits to the articles ended without an incident."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from itsmcore import Phase, Timeline
from itsmcore.errors import BadSpan, BadValue, NaiveTime
from itsmcore.metrics import ArticleView, SelfService, Share, self_service
from tests.instants import HOUR, NINE

LATE = NINE + 99 * HOUR


def read(by: str, *hours: float) -> list[ArticleView]:
    """Tell what somebody read, by hours after nine."""
    return [ArticleView(article="KB-7", by=by, at=NINE + hour * HOUR) for hour in hours]


def incident(caller: str | None, hour: float, **facts: Any) -> Timeline:
    """Tell of an incident, by hours after nine."""
    known = {"caller": caller, "phase": Phase.NEW, **facts}
    return Timeline.from_rows([(NINE + hour * HOUR, known)])


def measured(views: Any, *logs: Timeline, at: datetime = LATE, **more: Any) -> SelfService:
    """Measure visits, of which each is watched for two hours."""
    options = {"within": 2 * HOUR, **more}
    return self_service(views, {f"INC-{n}": of for n, of in enumerate(logs, 1)}, at=at, **options)


@pytest.mark.parametrize(
    ("opened", "is_solved"), [(-0.1, True), (0, False), (1, False), (3, False), (3.1, True)]
)
def test_a_visit_is_solved_if_no_incident_follows(opened: float, is_solved: bool) -> None:
    """From when it began until the time after its end."""
    found = measured(read("kim", 1, 0), incident("kim", opened), incident("lee", 1))
    assert Share(int(is_solved), 1) == found.solved
    assert Share(int(is_solved), 2 + is_solved) == found.rate


def test_what_is_read_in_one_go_is_one_visit() -> None:
    """By one reader; each thing less than that time after the one before it."""
    assert 2 == measured([*read("kim", 0, 1.9, 3.8), *read("lee", 1)]).solved.of
    assert 2 == measured(read("kim", 2, 0)).solved.of
    assert Share(0, 0) == measured([]).solved


def test_what_is_too_late_is_not_judged() -> None:
    """Nor is what came later than the instant looked at."""
    found = measured(read("kim", 0, 4, 9), incident("kim", 5), at=NINE + 5 * HOUR)
    assert (Share(1, 1), 1) == (found.solved, found.not_judged)
    assert "visits less than 2:00:00 ago, and not judged: 1" in str(found)


def test_only_a_period_is_counted() -> None:
    """Visits and incidents that began in it; duplicates are none."""
    double = incident("lee", 1, phase=Phase.RESOLVED, resolution_code="duplicate")
    found = measured(
        [*read("kim", 0), *read("lee", 9)],
        incident("ada", -1),
        incident("ada", 1),
        double,
        since=NINE,
        until=NINE + 5 * HOUR,
    )
    assert (Share(1, 1), Share(1, 2)) == (found.solved, found.rate)
    assert "counted since" in str(found)
    assert [("solved by oneself", 1.0), ("self-service rate", 0.5)] == [
        (of.name, of.value) for of in found.figures
    ]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: measured([5]), BadValue),
        (lambda: measured([], within=timedelta()), BadValue),
        (lambda: measured([], within=5), BadValue),
        (lambda: measured([], since=LATE, until=NINE), BadSpan),
        (lambda: ArticleView(article="KB-7", by="", at=NINE), BadValue),
        (lambda: ArticleView(article="KB-7", by="kim", at=datetime(2026, 1, 1)), NaiveTime),
    ],
)
def test_what_cannot_be_measured_is_refused(wrong: Any, error: type[Exception]) -> None:
    """With what to give."""
    with pytest.raises(error):
        wrong()
