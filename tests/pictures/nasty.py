"""One of each picture, with names and texts that nobody would choose."""

from __future__ import annotations

from collections.abc import Iterator

from itsmcore import (
    INCIDENT,
    Impact,
    Incident,
    Phase,
    Rule,
    Schedule,
    State,
    Timeline,
    Urgency,
)
from itsmcore.change_calendar import ChangeSchedule, Freeze
from itsmcore.conditions import field
from itsmcore.display import Card, ConformanceMap
from itsmcore.incidents import Held, Resumed
from itsmcore.lifecycle import Guard, model_diff
from itsmcore.metrics import backlogs, compliance, times
from itsmcore.recurrence import Occurrence, pareto
from itsmcore.service_levels import Agreement, Goal, what_if
from itsmcore.techniques import Ishikawa
from tests.change_calendar.cases import planned
from tests.instants import DAY, HOUR, MARCH, NINE

TEXTS = {
    "markup": "</text></svg><script>alert(1)</script>",
    "quotes": "\"quoted\" 'twice' & &amp; <b>bold</b> ]]> -->",
    "lines": "a\nb\r\n\tc\x07\u2028d",
    "words": ("long " * 60).strip(),
    "letters": "W" * 300,
    "squares": "日本語の長い名前" * 40,
    "unseen": "\u202egnorw \u200d😀 ﷽",
}
OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")


def nasty(text: str) -> Iterator[object]:
    """Make one of each picture, in which everything that may be named has such a name."""
    name = "".join(filter(str.isprintable, " ".join(text.split())))
    model = INCIDENT.extended(
        State(text, phase=Phase.PENDING, label=text),
        Rule(Held, source="in_progress", target=text, guards=(Guard(text, field("group").is_set),)),
        Rule(Resumed, source=text, target="in_progress"),
        without=[(Held, "in_progress")],
        name=text,
    )
    yield from (model, model.lifecycle, model_diff(INCIDENT, model), model_diff(model, INCIDENT))
    inc = Incident.open(
        name, at=NINE, by=name, summary=text, impact=Impact.HIGH, urgency=Urgency.MEDIUM, group=name
    )
    inc = inc.assign(at=NINE + HOUR, by=name, group=f"{name}2", assignee=name)
    inc = inc.start(at=NINE + 2 * HOUR, by=name)
    goals = [
        Goal(of, stop=Phase.RESOLVED, pause=field("group").is_(name), targets=HOUR)
        for of in (text, f"{text}2")
    ]
    gold = Agreement(text, schedule=OFFICE, goals=goals)
    clocks = gold.measure(inc.timeline(), at=NINE + 9 * HOUR)
    yield from (inc, Card(inc, clocks), clocks, *clocks.values())
    paths: tuple[tuple[tuple[str, Phase | None, str], ...], ...] = (
        (("new", Phase.NEW, text), (text, Phase.ACTIVE, text), (f"{text}2", None, text)),
        (("new", Phase.NEW, text), ("in_progress", Phase.ACTIVE, f"{text}2")),
        (("new", Phase.NEW, text), ("resolved", Phase.RESOLVED, text)),
    )
    log = {
        f"{text}{number}": Timeline.from_rows(
            [
                (NINE + n * HOUR, {"state": state, "phase": phase, "group": group})
                for n, (state, phase, group) in enumerate(path)
            ]
        )
        for number, path in enumerate(paths)
    }
    end = NINE + DAY
    yield ConformanceMap(model, log)
    rows = [
        {"outcome": outcome, "ended_at": end, text: group}
        for outcome in ("met", "missed")
        for group in (text, f"{text}2", "short")
    ]
    yield from (compliance(rows, by=text, target=share) for share in (None, 0.75))
    yield times(log, at=end, by="group", percentiles=[50, 90])
    yield backlogs(log, [NINE, end], by="group")
    yield pareto([Occurrence(key, NINE, {"of": key}) for key in log], "of", share=1)
    slow = Agreement(f"{text}2", goals=[Goal(text, stop=Phase.RESOLVED, targets=DAY)])
    yield what_if(gold, log, against=slow, at=end)
    freezes = [Freeze(f"{text}2", Schedule.between(MARCH, MARCH + 3 * DAY))]
    yield ChangeSchedule([planned(name, (), 1, 2)], freezes=freezes).month(2026, 3)
    yield Ishikawa(text, {"people": [text, f"{text}2"], text: [text]}, categories=["people", text])
    yield gold.schedule.explain(NINE, end)
