"""Conflicts of a year of changes, and the proof that a model implements nothing unapproved.

10,000 changes, each on two of 2,000 items that hang together, by 200 people.
"""

from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks._measure import quickest
from itsmcore.change_calendar import ChangeSchedule, Freeze, Items
from itsmcore.changes import NORMAL_CHANGE, Change, unsafe
from itsmcore.schedule import Schedule

CHANGES, ITEMS, PEOPLE = 10_000, 2_000, 200
AT_MOST = 1.0
"""Seconds for all conflicts, on two cores of a cloud machine."""
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> bool:
    calendar = _calendar()
    first = calendar.changes[0]
    found = len(calendar.all_conflicts())
    times = quickest(
        {
            "all conflicts": calendar.all_conflicts,
            "conflicts of one": lambda: calendar.conflicts(first),
            "free slots of one in a month": lambda: calendar.free_slots(
                first, since=START, until=START + timedelta(days=30)
            ),
            "proof of a model": lambda: unsafe(NORMAL_CHANGE),
        },
        rounds=3,
        calls=1,
    )
    print(f"{CHANGES:,} changes, {found:,} conflicts")
    kept = True
    for name, of in times.items():
        said = f"{name:30}{of / 1e9:7.3f} s"
        if name == "all conflicts":
            kept = of / 1e9 <= AT_MOST
            said += f"   at most {AT_MOST}: {'kept' if kept else 'BROKEN'}"
        print(said)
    return kept


def _calendar() -> ChangeSchedule:
    chance = np.random.default_rng(2026)
    names = [f"ci-{number}" for number in range(ITEMS)]
    changes = [_change(number, names, chance) for number in range(CHANGES)]
    items = Items(
        parents=[(names[number // 10], names[number]) for number in range(1, ITEMS)],
        depends=[(names[int(a)], names[int(b)]) for a, b in chance.integers(0, ITEMS, (ITEMS, 2))],
    )
    weekends = Schedule.weekly({"sat-sun": "00:00-24:00"}, tz="Europe/Lisbon")
    freeze = Freeze("annual figures", Schedule.between(START, START + timedelta(days=14)))
    return ChangeSchedule(changes, items=items, maintenance=~weekends, freezes=[freeze])


def _change(number: int, names: list[str], chance: np.random.Generator) -> Change:
    start = START + timedelta(minutes=int(chance.integers(0, 365 * 1440)))
    return NORMAL_CHANGE.open(
        f"CHG{number:05}",
        at=START,
        by="ada",
        summary="Patch it",
        assignee=f"p-{chance.integers(0, PEOPLE)}",
        configuration_items=[names[int(item)] for item in chance.integers(0, ITEMS, 2)],
        planned_start=start,
        planned_end=start + timedelta(minutes=int(chance.integers(30, 480))),
    )
