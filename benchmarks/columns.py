"""Open time of a million rows: beside numpy's own subtraction, and beside workclock's columns.

workclock is asked for fewer rows, for it takes much longer, and what it takes is scaled up.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from importlib import import_module

import numpy as np

from benchmarks._measure import quickest, verdict
from itsmcore import columnar
from itsmcore.schedule import Schedule

ROWS, FEWER = 1_000_000, 20_000
SUBTRACTIONS, FASTER = 25, 80
NEED = timedelta(hours=20)

Tasks = Mapping[str, Callable[[], object]]


def main() -> bool:
    office = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="Europe/Amsterdam")
    chance = np.random.default_rng(2026)
    first, last = (np.datetime64(f"{year}-01-01", "us").astype(np.int64) for year in (2020, 2027))
    starts, ends = (chance.integers(first, last, ROWS).view("M8[us]") for _ in range(2))
    needs = chance.integers(0, 160 * 3600 * 10**6, ROWS).view("m8[us]")
    times = quickest(
        {
            "subtraction": lambda: ends - starts,
            "elapsed": lambda: columnar.elapsed(office, starts, ends),
            "deadline": lambda: columnar.deadline(office, starts, needs),
            "deadline, all alike": lambda: columnar.deadline(office, starts, NEED),
            "is_open": lambda: columnar.is_open(office, starts),
        },
        rounds=15,
        calls=1,
    )
    subtraction = times.pop("subtraction")
    print(f"{ROWS:,} rows, numpy's b - a: {subtraction / 1e6:.2f} ms, the measure of the rest")
    for name, of in times.items():
        ratio = of / subtraction
        said = verdict(ratio, SUBTRACTIONS) if name == "elapsed" else f"{ratio:6.2f}"
        print(f"columnar.{name:22}{of / ROWS:6.1f} ns a row, in subtractions {said}")
    kept = times["elapsed"] <= SUBTRACTIONS * subtraction
    try:
        rival = _workclock(starts[:FEWER], ends[:FEWER], office)
    except ImportError as error:
        print(f"workclock is not here: {error}")
        return kept
    few = quickest(rival, rounds=3, calls=1)
    for name, of in few.items():
        ratio = of / FEWER / (times["deadline, all alike" if "add" in name else "elapsed"] / ROWS)
        said = f"workclock's {name:27}{of / FEWER:9,.0f} ns a row,{ratio:9,.1f} times as long"
        if name == "between_many":
            kept &= ratio >= FASTER
            said += f"   at least {FASTER}: {'kept' if ratio >= FASTER else 'BROKEN'}"
        print(said)
    return kept


def _workclock(starts: np.ndarray, ends: np.ndarray, office: Schedule) -> Tasks:
    of = import_module("workclock")
    rival = of.Schedule([of.WorkDay(time(9), time(17))], time_zone="Europe/Amsterdam")
    begins, stops = (
        [moment.replace(tzinfo=UTC) for moment in column.astype(datetime)]
        for column in (starts, ends)
    )
    assert rival.between_many(begins, stops) == columnar.elapsed(office, starts, ends).tolist()
    assert (rival.add_many(starts, NEED) == columnar.deadline(office, starts, NEED)).all()
    return {
        "between_many": lambda: rival.between_many(begins, stops),
        "between_many, of arrays": lambda: rival.between_many(starts, ends),
        "add_many": lambda: rival.add_many(begins, NEED),
        "add_many, of arrays": lambda: rival.add_many(starts, NEED),
    }
