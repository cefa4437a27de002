"""Service levels, queues, schedules and surveys of many."""

from datetime import date, datetime
from functools import partial
from typing import Any

import attrs

from itsmcore import (
    Phase,
    Schedule,
    figures,
    metrics,
    objectives,
    queue,
    satisfaction,
    schedule,
    service_levels,
    span,
)
from itsmcore.conditions import field
from itsmcore.service_levels import Agreement, Goal
from tests.growth.inputs import (
    DONE,
    GOLD,
    OFFICE,
    Table,
    each,
    end,
    kept,
    line,
    lines,
    opened,
    record,
)
from tests.instants import DAY, HOUR, MINUTE
from tests.instants import NINE as T0

PAUSED = attrs.evolve(GOLD, goals=[attrs.evolve(DONE, pause=Phase.PENDING)])
REOPENED = attrs.evolve(GOLD, goals=[attrs.evolve(DONE, stop=Phase.PENDING, per="cycle")])
REPLIES = attrs.evolve(GOLD, goals=[service_levels.next_reply(targets=HOUR)])


@kept
def news(count: int) -> list[Any]:
    """Give so many new incidents."""
    return [opened(number) for number in range(count)]


def clocks(count: int) -> dict[str, Any]:
    """Give the clocks of so many."""
    return {one.id: GOLD.measure(one, at=end(count)) for one in news(count)}


def goals(count: int) -> list[Goal]:
    """Give so many goals."""
    return [attrs.evolve(DONE, name=f"goal {n}") for n in range(count)]


def editions(count: int) -> Agreement:
    """Give an agreement that was revised so often."""
    made = attrs.evolve(GOLD, version="0")
    for number in range(1, count):
        made = made.revised(version=str(number), effective_from=T0 + number * HOUR)
    return made


def several(count: int) -> list[Agreement]:
    """Give so many agreements, each for some service."""
    return [
        attrs.evolve(GOLD, name=f"gold {n}", applies=field("service").is_(f"service {n}"))
        for n in range(count)
    ]


def numbers(count: int) -> list[figures.Figure]:
    """Give so many figures."""
    return [
        figures.Figure(f"rate {n % 9}", 0.5, 8, "share", "lower", T0, T0 + HOUR, {"group": str(n)})
        for n in range(count)
    ]


def spans(count: int) -> list[span.Span]:
    """Give so many spans with time between them."""
    return [span.Span(T0 + n * HOUR, T0 + n * HOUR + MINUTE) for n in range(count)]


SURVEY = satisfaction.Survey(
    "after closure", satisfaction.csat("overall"), when=Phase.RESOLVED, whom="caller"
)


def asked(count: int) -> list[satisfaction.Invitation]:
    """Give so many invitations."""
    return [
        satisfaction.Invitation(
            SURVEY.name, f"INC-{n}", "ada", asked_at=T0, expires_at=T0 + 99 * DAY
        )
        for n in range(count)
    ]


def said(count: int) -> list[satisfaction.Response]:
    """Give so many responses."""
    return [
        satisfaction.Response(
            SURVEY.name, f"INC-{n}", by="ada", at=T0 + HOUR, answers={"overall": 1 + n % 5}
        )
        for n in range(count)
    ]


def instants(count: int) -> list[datetime]:
    """Give so many instants."""
    return [T0 + n * HOUR for n in range(count)]


def days(count: int) -> list[date]:
    """Give so many days."""
    return [date(2026, 1, 1) + n * DAY for n in range(count)]


@kept
def dotted(count: int) -> Schedule:
    """Give a schedule of so many spans."""
    return Schedule.of(spans(count))


LEVELS: Table = {
    "service_levels.Agreement.measure: steps": lambda n: partial(GOLD.measure, line(n), at=end(n)),
    "service_levels.Agreement.measure: pauses": lambda n: partial(
        PAUSED.measure, line(n), at=end(n)
    ),
    "service_levels.Agreement.measure: cycles": lambda n: partial(
        REPLIES.measure, record(n).timeline(), at=end(n)
    ),
    "service_levels.Agreement.measure: goals": lambda n: partial(
        attrs.evolve(GOLD, goals=goals(n)).measure, line(9), at=T0 + HOUR
    ),
    "service_levels.Agreement.measure: versions": lambda n: partial(
        editions(n // 4 + 1).measure, line(9), at=end(n)
    ),
    "service_levels.Agreement: goals": lambda n: partial(
        Agreement, "gold", schedule=OFFICE, goals=goals(n)
    ),
    "service_levels.Agreement.revised: versions": lambda n: partial(editions, n // 4 + 1),
    "service_levels.Agreement.in_force: versions": lambda n: partial(
        editions(n // 4 + 1).in_force, end(n)
    ),
    "service_levels.Agreement.judge: figures": lambda n: partial(
        Agreement(
            "gold",
            schedule=OFFICE,
            objectives=[objectives.Objective(f"rate {m}", at_most=0.5) for m in range(9)],
        ).judge,
        numbers(n),
    ),
    "service_levels.measure_many: cases": lambda n: partial(
        service_levels.measure_many, GOLD, lines(n), at=end(n)
    ),
    "service_levels.measure_many: agreements": lambda n: partial(
        service_levels.measure_many, several(n), lines(9), at=end(n)
    ),
    "service_levels.select: agreements": lambda n: partial(
        service_levels.select, several(n), line(9)
    ),
    "service_levels.select: steps": lambda n: partial(service_levels.select, [GOLD], line(n)),
    "service_levels.what_if: cases": lambda n: partial(
        service_levels.what_if, GOLD, lines(n), against=PAUSED, at=end(n)
    ),
    "service_levels.targets_by: targets": lambda n: partial(
        service_levels.targets_by, "group", {f"group {m}": HOUR for m in range(n)}
    ),
    "service_levels.Goal: targets": lambda n: partial(
        Goal,
        "done",
        stop=Phase.RESOLVED,
        targets=service_levels.targets_by("group", {f"group {m}": HOUR for m in range(n)}),
    ),
    "service_levels.Goal: thresholds": lambda n: partial(
        Goal,
        "done",
        stop=Phase.RESOLVED,
        targets=HOUR,
        thresholds={m / n * 99 + 1: f"warn {m}" for m in range(n)},
    ),
    "queue.queue: records": lambda n: partial(queue.queue, news(n), clocks(n), at=end(n)),
    "queue.unprioritised: records": lambda n: partial(queue.unprioritised, news(n)),
    "queue.Queue.why: places": lambda n: each(
        queue.queue(news(n), clocks(n), at=end(n)).why, range(n)
    ),
    "queue.Queue.__getitem__: places": lambda n: each(
        queue.queue(news(n), {}, at=end(n)).__getitem__, range(n)
    ),
    "figures.Figures: figures": lambda n: partial(figures.Figures, numbers(n)),
    "figures.Figures.named: figures": lambda n: partial(
        figures.Figures(numbers(n)).named, "rate 1"
    ),
    "objectives.judge: figures": lambda n: partial(
        objectives.judge, [objectives.Objective("rate 1", at_most=0.5)], numbers(n)
    ),
    "objectives.judge: objectives": lambda n: partial(
        objectives.judge,
        [objectives.Objective(f"rate {m}", at_most=0.5) for m in range(n)],
        numbers(n),
    ),
    "satisfaction.Survey.invitations: cases": lambda n: partial(
        SURVEY.invitations, lines(n), at=end(n), salt="s"
    ),
    "satisfaction.Survey.invitations: sent": lambda n: partial(
        SURVEY.invitations, lines(n), at=end(n), salt="s", sent=asked(n)
    ),
    "satisfaction.Survey.answers: responses": lambda n: partial(
        SURVEY.answers, said(n), asked(n), at=end(n)
    ),
    "satisfaction.Invitations: invitations": lambda n: partial(satisfaction.Invitations, asked(n)),
    "satisfaction.invitations_in: cases": lambda n: partial(satisfaction.invitations_in, lines(n)),
    "satisfaction.responses_in: cases": lambda n: partial(satisfaction.responses_in, lines(n)),
    "metrics.score: responses": lambda n: partial(
        metrics.score,
        SURVEY,
        said(n),
        asked(n),
        at=end(n),
        timelines=lines(n),
        by="group",
        least=1,
    ),
    "Schedule.of: spans": lambda n: partial(Schedule.of, spans(n)),
    "Schedule.weekly: holidays": lambda n: partial(
        Schedule.weekly, {"mon-fri": "09:00-17:00"}, tz="UTC", holidays=days(n)
    ),
    "Schedule.weekly: exceptions": lambda n: partial(
        Schedule.weekly,
        {"mon-fri": "09:00-17:00"},
        tz="UTC",
        exceptions=dict.fromkeys(days(n), "09:00-12:00"),
    ),
    "Schedule.__or__: spans": lambda n: each(
        lambda other: (dotted(n) | other).elapsed(T0, end(n)), [dotted(n + 1)]
    ),
    "Schedule.elapsed: spans": lambda n: each(partial(dotted(n).elapsed, T0), instants(n)),
    "Schedule.deadline: spans": lambda n: each(
        lambda at: dotted(n).deadline(at, MINUTE / 2), instants(n - 1)
    ),
    "Schedule.windows: spans": lambda n: partial(dotted(n).windows, T0, end(n)),
    "Schedule.windows: days": lambda n: partial(OFFICE.windows, T0, T0 + n * DAY),
    "Schedule.explain: days": lambda n: partial(OFFICE.explain, T0, T0 + n * DAY),
    "schedule.Observance: dates": lambda n: partial(
        schedule.Observance,
        start=datetime(1996, 3, 31, 2),
        before=HOUR,
        after=HOUR,
        dates=[datetime(1996, 3, 31, 2) + m * DAY for m in range(n)],
    ),
    "schedule.DefinedZone: observances": lambda n: partial(
        schedule.DefinedZone,
        "Office",
        [
            schedule.Observance(
                start=datetime(1996, 3, 31, 2) + m * DAY, before=HOUR, after=HOUR * (1 + m % 2)
            )
            for m in range(n)
        ],
    ),
}
