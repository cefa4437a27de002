"""Open time of a million rows: beside numpy's own subtraction, and beside workclock's columns.

workclock is asked for fewer rows, for it takes much longer, and what it takes is scaled up. DuckDB
is given the windows of the schedule with the open time before each, and joins every instant to its
window, on one core, for as many segments of states as the log of UCI has rows.
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
SEGMENTS, AHEAD = 141_712, 15

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
    kept &= _segments(office)
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


def _segments(office: Schedule) -> bool:
    """Add up the office hours of segments of states, beside DuckDB."""
    try:
        duckdb = import_module("duckdb")
    except ImportError as error:
        print(f"duckdb is not here: {error}")
        return True
    chance = np.random.default_rng(2026)
    first, last = np.array(["2025-01-01", "2026-12-01"], "M8[us]").astype(np.int64)
    starts = chance.integers(first, last, SEGMENTS)
    ends = starts + chance.integers(0, 14 * 86_400 * 10**6, SEGMENTS)
    begin, end = (datetime(year, month, 1, tzinfo=UTC) for year, month in ((2024, 12), (2027, 2)))
    spans = [(span.start, span.end) for span in office.windows(begin, end)]
    opens, closes = np.array(
        [[of.replace(tzinfo=None) for of in span] for span in spans], "M8[us]"
    ).T
    opens, closes = opens.astype(np.int64), closes.astype(np.int64)
    before = np.cumsum(closes - opens) - (closes - opens)
    store = duckdb.connect()
    store.execute("SET threads = 1")
    for name, columns in (
        ("segments", {"number": np.arange(SEGMENTS), "starts": starts, "ends": ends}),
        ("windows", {"opens": opens, "closes": closes, "before": before}),
    ):
        store.register("given", columns)
        store.execute(f"CREATE TABLE {name} AS SELECT * FROM given")

    def joined() -> np.ndarray:
        """Take the open time before the start from that before the end."""
        found = store.execute("""
            SELECT number, w.before + least(ends, w.closes) - w.opens
                - v.before - least(starts, v.closes) + v.opens AS elapsed
            FROM segments
            ASOF JOIN windows v ON starts >= v.opens ASOF JOIN windows w ON ends >= w.opens
        """).fetchnumpy()
        elapsed: np.ndarray = found["elapsed"][np.argsort(found["number"])]
        return elapsed

    columns = starts.view("M8[us]"), ends.view("M8[us]")
    assert (joined() == columnar.elapsed(office, *columns).astype(np.int64)).all()
    times = quickest(
        {"ours": lambda: columnar.elapsed(office, *columns), "duckdb": joined}, rounds=15, calls=1
    )
    ratio = times["duckdb"] / times["ours"]
    said = "kept" if ratio >= AHEAD else "BROKEN"
    print(f"{SEGMENTS:,} segments of states in {times['ours'] / 1e6:.1f} ms")
    print(f"DuckDB's join with the windows {ratio:9.1f} times as long   at least {AHEAD}: {said}")
    return ratio >= AHEAD
