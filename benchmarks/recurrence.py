"""Recurring incidents: what is found of what was planted, how often chance is, and how fast.

A run is a quarter of 400 items that fail at random once in ten days. Ten have a burst of five to
eight incidents within half a day besides, and ten have twenty more in the last two weeks. A false
alarm is a recurrence in an item where nothing was planted.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter

from itsmcore.recurrence import Occurrence, Recurrences, Signature, bursts, pareto, rises
from itsmcore.span import Span

RUNS, ITEMS, PLANTED, MORE, SECONDS = 1_000, 400, 10, 20, 5
ALPHA, CHANCE = 0.01, 0.014  # of rises as asked for; of bursts by the Poisson distribution
START = datetime(2026, 1, 5, tzinfo=UTC)
KEY = "configuration_items"


def main() -> bool:
    return all([_planted(), _fast()])


def _planted() -> bool:
    baseline, recent = Span(_day(0), _day(77)), Span(_day(77), _day(91))
    missed, alarms = {"bursts": 0, "rises": 0}, {"bursts": 0, "rises": 0}
    for seed in range(RUNS):
        log, bursting, rising = _run(Random(seed))
        dense = bursts(log, KEY, n=5, within=timedelta(hours=24))
        risen = rises(log, KEY, baseline=baseline, recent=recent, alpha=ALPHA)
        for name, found, planted in (("bursts", dense, bursting), ("rises", risen, rising)):
            items = {recurrence.value[0] for recurrence in found}
            missed[name] += len(planted - items)
            alarms[name] += bool(items - bursting - rising)
    for name, stated in (("bursts", CHANCE), ("rises", ALPHA)):
        hits, share = RUNS * PLANTED - missed[name], alarms[name] / RUNS
        print(
            f"{name:6} found {hits:,} of {RUNS * PLANTED:,}; a false alarm in {share:.1%} of "
            f"{RUNS:,} runs, stated are {stated:.1%}"
        )
    slack = 3 * (CHANCE / RUNS) ** 0.5
    is_kept = not any(missed.values()) and alarms["rises"] <= ALPHA * RUNS
    is_kept = is_kept and alarms["bursts"] <= (CHANCE + slack) * RUNS
    print(f"all found, and false alarms as stated: {'kept' if is_kept else 'BROKEN'}")
    return is_kept


def _run(chance: Random) -> tuple[list[Occurrence], set[str], set[str]]:
    drawn = chance.sample(range(ITEMS), 2 * PLANTED)
    log = [_failed(item, day) for item in range(ITEMS) for day in _at_random(chance)]
    for item in drawn[:PLANTED]:
        first, count = chance.uniform(10, 60), chance.randint(5, 8)
        log += [_failed(item, first + 0.5 * (place + 0.5) / count) for place in range(count)]
    for item in drawn[PLANTED:]:
        log += [_failed(item, 77 + 14 * (place + 0.5) / MORE) for place in range(MORE)]
    names = [f"srv-{item}" for item in drawn]
    return log, set(names[:PLANTED]), set(names[PLANTED:])


def _at_random(chance: Random) -> Iterator[float]:
    day = chance.expovariate(0.1)
    while day < 91:
        yield day
        day += chance.expovariate(0.1)


def _failed(item: int, day: float) -> Occurrence:
    return Occurrence(f"{item}:{day}", _day(day), {KEY: (f"srv-{item}",)})


def _day(day: float) -> datetime:
    return START + timedelta(days=day)


def _fast() -> bool:
    log = [
        Occurrence(
            f"INC-{number}",
            START + timedelta(minutes=5 * number),
            {KEY: (f"srv-{number * 7919 % 3001}",), "summary": f"Outlook crashes on {number % 97}"},
        )
        for number in range(100_000)
    ]
    former, latter = Span(_day(0), _day(300)), Span(_day(300), _day(347))
    searches: dict[str, Callable[[], Recurrences]] = {
        "bursts": lambda: bursts(log, KEY, n=5, within=timedelta(hours=24)),
        "rises": lambda: rises(log, KEY, baseline=former, recent=latter),
        "pareto": lambda: pareto(log, KEY),
        "bursts of words": lambda: bursts(
            log, Signature("summary"), n=5, within=timedelta(hours=24)
        ),
    }
    kept = [_timed(name, search) for name, search in searches.items()]
    return all(kept)


def _timed(name: str, search: Callable[[], Recurrences]) -> bool:
    begun = perf_counter()
    search()
    spent = perf_counter() - begun
    print(
        f"{name:15} of 100,000 incidents {spent:5.2f} s   at most {SECONDS} s: "
        f"{'kept' if spent <= SECONDS else 'BROKEN'}"
    )
    return spent <= SECONDS
