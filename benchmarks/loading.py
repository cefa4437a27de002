"""10,000 open incidents from stored JSON to a queue by urgency, in one process.

Each part is also given in `json.loads` of the same texts, which is what a loaded machine leaves
alike; the goal in seconds is for an idle one.
"""

import gc
import json
from collections.abc import Callable
from datetime import timedelta
from time import process_time
from typing import Any

from benchmarks.documents import life
from itsmcore import Incident, Phase, Priority
from itsmcore.interop.cattrs import make_converter
from itsmcore.queue import queue
from itsmcore.service_levels import Agreement, Goal

COUNT, ROUNDS, MOST = 10_000, 3, 1.5
FACTS = ("priority", "group", "assignee")
HOUR = timedelta(hours=1)


def main() -> bool:
    lives = [life(number * 8 + number % 6) for number in range(COUNT)]
    converter = make_converter()
    texts = [json.dumps(converter.unstructure(inc)) for inc in lives]
    at = max(inc.history[-1].at for inc in lives)
    targets = dict.fromkeys(Priority.scale, 8 * HOUR)
    goal = Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=targets)
    agreement = Agreement("gold", goals=[goal])
    path: dict[str, Callable[[Any], Any]] = {
        "JSON": lambda _: [json.loads(text) for text in texts],
        "records": lambda documents: [converter.structure(of, Incident) for of in documents],
        "clocks": lambda records: (records, {r.id: agreement.measure(r, at=at) for r in records}),
        "queue": lambda measured: queue(*measured, at=at),
    }
    beside: dict[str, Callable[[Any], Any]] = {
        "replays alone": lambda _: [Incident.replay(inc.history) for inc in lives],
        "timelines of three facts": lambda _: [inc.timeline(facts=FACTS) for inc in lives],
    }
    best = dict.fromkeys([*path, *beside], float("inf"))
    for _ in range(ROUNDS):
        made: Any = None
        for name, task in {**path, **beside}.items():
            gc.collect()
            start = process_time()
            made = task(made)
            best[name] = min(best[name], process_time() - start)
    whole = sum(best[name] for name in path)

    print(f"{COUNT:,} incidents of {sum(inc.version for inc in lives):,} events")
    for name, of in [*best.items(), ("the whole path", whole)]:
        print(f"{name:26}{of:7.2f} s,{of / best['JSON']:6.1f} times json.loads")
    kept = whole <= MOST
    print(f"from JSON to the queue, at most {MOST:g} s: {'kept' if kept else 'BROKEN'}")
    return kept
