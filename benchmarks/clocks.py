"""Clocks of 25,000 cases: by a walk along each timeline, and in columns.

Both give every figure of `Clock.row`; the columns of the log are made once, or each time.
"""

from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks._measure import quickest
from itsmcore import columnar
from itsmcore.conditions import field
from itsmcore.level import Priority
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal
from itsmcore.timeline import Timeline

CASES = 25_000
FASTER, FASTER_WITH_READING = 45, 8
FACTS = ("phase", "hold_reason", "priority")
START = datetime(2026, 1, 5, tzinfo=UTC)


def main() -> bool:
    log, desk = _log(), _desk()
    steps, at = columnar.Steps.of(log, facts=FACTS), START + timedelta(days=45)

    def walk() -> list[dict[str, object]]:
        return [c.row for of in log.values() for c in desk.measure(of, at=at).values()]

    rows, columns = walk(), columnar.measure(desk, steps, at=at)
    for name in ("outcome", "percent"):
        pairs = zip(*(of[name].tolist() for of in columns.values()), strict=True)
        known = [None if value != value else value for pair in pairs for value in pair]
        assert known == [row[name] for row in rows]
    times = quickest(
        {
            "timelines": walk,
            "columns": lambda: columnar.measure(desk, steps, at=at),
            "columns, read each time": lambda: columnar.measure(
                desk, columnar.Steps.of(log, facts=FACTS), at=at
            ),
        },
        rounds=3,
        calls=1,
    )
    print(f"{len(log):,} cases of {len(steps.at):,} steps, {len(desk.goals)} goals")
    kept = True
    bounds = {"columns": FASTER, "columns, read each time": FASTER_WITH_READING}
    for name, of in times.items():
        said = f"{name:24}{of / 1e9:7.3f} s,{len(steps.at) / of * 1e9:12,.0f} steps a second"
        if name in bounds:
            ratio, bound = times["timelines"] / of, bounds[name]
            said += f",{ratio:6.1f} times as fast   at least {bound}: "
            said += "kept" if ratio >= bound else "BROKEN"
            kept &= ratio >= bound
        print(said)
    return kept


def _desk() -> Agreement:
    hours = (timedelta(hours=of) for of in (1, 2, 4, 8, 16))
    response = dict(zip(Priority.scale, hours, strict=True))
    return Agreement(
        "desk",
        schedule=Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Lisbon"),
        goals=[
            Goal("response", stop=~field("phase").is_(Phase.NEW), targets=response),
            Goal(
                "resolution",
                stop=Phase.RESOLVED,
                pause=field("hold_reason").is_("caller"),
                targets={level: 4 * of for level, of in response.items()},
            ),
        ],
    )


def _log() -> dict[str, Timeline]:
    """Make cases of one to ten steps, of which some wait, some are resolved, some reopened."""
    chance = np.random.default_rng(2026)
    phases = (Phase.NEW, Phase.ACTIVE, Phase.PENDING, Phase.RESOLVED)
    log = {}
    for number in range(CASES):
        count = int(chance.integers(1, 11))
        minutes = np.cumsum(chance.integers(0, 1500, count)) + int(chance.integers(0, 60_000))
        places = chance.integers(1, 4, count)
        places[0] = 0
        level = Priority.scale[int(chance.integers(0, 5))]
        log[f"INC{number}"] = Timeline.from_rows(
            (
                START + timedelta(minutes=int(minute)),
                {
                    "phase": phases[place],
                    "hold_reason": "caller" if phases[place] is Phase.PENDING else None,
                    "priority": level,
                },
            )
            for minute, place in zip(minutes, places, strict=True)
        )
    return log
