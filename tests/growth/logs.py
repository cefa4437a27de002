"""Logs: what is measured, checked and found in many cases, and in one of many steps."""

from functools import partial
from typing import Any

import pyarrow

from itsmcore import INCIDENT, PriorityMatrix, columnar, conformance, metrics, recurrence, span
from itsmcore.columnar import arrow
from itsmcore.display import ConformanceMap
from itsmcore.metrics import ArticleView
from itsmcore.service_levels import measure_many
from tests.growth.inputs import (
    GOLD,
    Table,
    article,
    change,
    end,
    kept,
    line,
    lines,
    problem,
    request,
    seen,
    steps,
)
from tests.instants import DAY, HOUR, NINE

MATRIX = PriorityMatrix.default()


@kept
def articles(count: int) -> dict[str, Any]:
    """Give the timelines of so many articles."""
    return {one.id: one.timeline() for one in map(article, range(count))}


def many(kind: Any, count: int) -> dict[str, Any]:
    """Give the timelines of so many of a kind."""
    return {one.id: one.timeline() for one in map(kind, range(count))}


def clocks(count: int) -> list[Any]:
    """Give the rows of so many clocks."""
    return list(measure_many(GOLD, lines(count), at=end(count)))


def hours(count: int) -> list[Any]:
    """Give so many instants."""
    return [NINE + n * HOUR for n in range(count)]


def batches(count: int) -> list[Any]:
    """Give so many steps in batches of sixteen, two of each case."""
    table = pyarrow.table(
        {
            "number": [f"I{m // 2:04}" for m in range(count)],
            "at": [NINE + m % 2 * HOUR for m in range(count)],
            "state": [("new", "resolved")[m % 2] for m in range(count)],
            "priority": ["High"] * count,
        }
    )
    return list(table.to_batches(max_chunksize=16))


def views(count: int) -> list[ArticleView]:
    """Give so many views of articles."""
    return [
        ArticleView(article=f"KB-{n % 9}", by=f"caller {n % 50}", at=at)
        for n, at in enumerate(hours(count))
    ]


def measured(measure: Any) -> dict[str, Any]:
    """Measure many cases, one of many steps, and many groups."""
    return {
        "cases": lambda n: partial(measure, lines(n), at=end(n)),
        "steps": lambda n: partial(measure, {"INC-1": line(n)}, at=end(n)),
        "groups": lambda n: partial(measure, lines(n), at=end(n), by="id"),
    }


SIX = ("backlog", "change_rates", "rates", "reclassification", "request_costs", "request_rates")
LOGS: Table = {
    **{
        f"metrics.{name}: {what}": make
        for name in (*SIX, "times", "flow")
        for what, make in measured(getattr(metrics, name)).items()
    },
    "metrics.article_uses: cases": lambda n: partial(
        metrics.article_uses, lines(n), at=end(n), articles=articles(9)
    ),
    "metrics.article_uses: articles": lambda n: partial(
        metrics.article_uses, lines(9), at=end(n), articles=articles(n)
    ),
    "metrics.backlogs: cases": lambda n: partial(metrics.backlogs, lines(n), hours(9)),
    "metrics.backlogs: instants": lambda n: partial(metrics.backlogs, lines(9), hours(n)),
    "metrics.backlogs: both": lambda n: partial(metrics.backlogs, lines(n), hours(n)),
    "metrics.change_rates: incidents": lambda n: partial(
        metrics.change_rates, many(change, n), at=end(n), incidents=lines(n)
    ),
    "metrics.compliance: clocks": lambda n: partial(
        metrics.compliance, clocks(n), by="case", period="month"
    ),
    "metrics.compliance: periods": lambda n: partial(metrics.compliance, clocks(n), period="day"),
    "metrics.Compliance.columns: groups": lambda n: partial(
        metrics.compliance(clocks(n), by="case").columns, ["met", "rate"]
    ),
    "metrics.knowledge_rates: cases": lambda n: partial(
        metrics.knowledge_rates, lines(n), at=end(n), articles=articles(n)
    ),
    "metrics.outages: cases": lambda n: partial(metrics.outages, lines(n), at=end(n)),
    "metrics.priority_counts: cases": lambda n: partial(
        metrics.priority_counts, MATRIX, lines(n), at=end(n)
    ),
    "metrics.request_rates: incidents": lambda n: partial(
        metrics.request_rates, many(request, n), at=end(n), incidents=lines(n)
    ),
    "metrics.self_service: views": lambda n: partial(
        metrics.self_service, views(n), lines(n), at=end(n)
    ),
    "metrics.workaround_quality: cases": lambda n: partial(
        metrics.workaround_quality, "PRB-1", lines(n), at=end(n)
    ),
    "conformance.align: cases": lambda n: partial(conformance.align, INCIDENT, lines(n)),
    "conformance.align: steps": lambda n: partial(conformance.align, INCIDENT, {"INC-1": line(n)}),
    "conformance.check: cases": lambda n: partial(conformance.check, INCIDENT, lines(n)),
    "conformance.check: steps": lambda n: partial(conformance.check, INCIDENT, {"INC-1": line(n)}),
    "conformance.check: deviations": lambda n: partial(
        conformance.check, INCIDENT, many(problem, n)
    ),
    "conformance.check_facts: cases": lambda n: partial(
        conformance.check_facts, INCIDENT, lines(n)
    ),
    "conformance.check_facts: steps": lambda n: partial(
        conformance.check_facts, INCIDENT, {"INC-1": line(n)}
    ),
    "conformance.check_priority: cases": lambda n: partial(
        conformance.check_priority, MATRIX, lines(n)
    ),
    "conformance.check_priority: steps": lambda n: partial(
        conformance.check_priority, MATRIX, {"INC-1": line(n)}
    ),
    "conformance.discover: cases": lambda n: partial(conformance.discover, lines(n)),
    "conformance.discover: steps": lambda n: partial(conformance.discover, {"INC-1": line(n)}),
    "conformance.split: cases": lambda n: partial(conformance.split, lines(n), by="group"),
    "conformance.split: periods": lambda n: partial(conformance.split, lines(n), period="day"),
    "conformance.variants: cases": lambda n: partial(conformance.variants, lines(n)),
    "conformance.variants: variants": lambda n: partial(
        conformance.variants, {f"INC-{m}": line(m) for m in range(1, int((2 * n) ** 0.5) + 1)}
    ),
    "display.ConformanceMap: cases": lambda n: partial(ConformanceMap, INCIDENT, lines(n)),
    "recurrence.occurrences: cases": lambda n: partial(recurrence.occurrences, lines(n)),
    "recurrence.bursts: occurrences": lambda n: partial(
        recurrence.bursts, seen(n), ["group", "category"], n=3, within=DAY
    ),
    "recurrence.bursts: one group": lambda n: partial(
        recurrence.bursts, seen(n), "state", n=3, within=n * DAY
    ),
    "recurrence.pareto: groups": lambda n: partial(recurrence.pareto, seen(n), "id"),
    "recurrence.pareto: occurrences": lambda n: partial(recurrence.pareto, seen(n), "group"),
    "recurrence.rises: occurrences": lambda n: partial(
        recurrence.rises,
        seen(n),
        ["caller", "category"],
        baseline=span.Span(NINE, NINE + n * HOUR / 2),
        recent=span.Span(NINE + n * HOUR / 2, NINE + n * HOUR),
    ),
    "columnar.Steps.of: cases": lambda n: partial(columnar.Steps.of, lines(n), model=INCIDENT),
    "columnar.Steps.of: steps": lambda n: partial(columnar.Steps.of, {"INC-1": line(n)}),
    "columnar.backlogs: cases": lambda n: partial(columnar.backlogs, steps(n), hours(9)),
    "columnar.backlogs: instants": lambda n: partial(columnar.backlogs, steps(9), hours(n)),
    "columnar.check: cases": lambda n: partial(columnar.check, INCIDENT, steps(n)),
    "columnar.arrow.check: steps": lambda n: partial(
        arrow.check, INCIDENT, batches(n), case="number", at="at"
    ),
    "columnar.arrow.Clocks.__call__: steps": lambda n: partial(
        arrow.Clocks(
            GOLD,
            case="number",
            at="at",
            facts=["state", "priority"],
            until=end(n),
            model=INCIDENT,
        ),
        batches(n),
    ),
    "columnar.times: cases": lambda n: partial(columnar.times, steps(n), at=end(n)),
    "columnar.times: groups": lambda n: partial(columnar.times, steps(n), at=end(n), by="id"),
    "columnar.rates: cases": lambda n: partial(columnar.rates, steps(n), at=end(n)),
    "columnar.rates: groups": lambda n: partial(columnar.rates, steps(n), at=end(n), by="id"),
    "columnar.variants: cases": lambda n: partial(columnar.variants, steps(n)),
    "columnar.measure: cases": lambda n: partial(columnar.measure, GOLD, steps(n), at=end(n)),
    "columnar.compliance: clocks": lambda n: partial(
        columnar.compliance,
        columnar.measure(GOLD, steps(n), at=end(n))["done"],
        at=end(n),
        period="day",
    ),
    "columnar.occurrences: cases": lambda n: partial(columnar.occurrences, steps(n), facts="group"),
}
