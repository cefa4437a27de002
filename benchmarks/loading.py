"""10,000 open incidents from stored JSON to a queue by urgency, and to a list, in one process.

Each part is also given in `json.loads` of the same texts, one by one, which is what a loaded
machine leaves alike; the goal in seconds is for an idle one. The process holds what is stored, and
not the incidents that were made up to be stored. Each text is read and structured before the next,
as rows come from a store: documents that are all held are what the collector then walks through.
"""

import gc
import json
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from time import process_time
from typing import Any

from benchmarks.documents import life
from itsmcore import Incident, Phase, Priority
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Snapshot
from itsmcore.queue import queue
from itsmcore.service_levels import Agreement, Goal

COUNT, ROUNDS, MOST = 10_000, 3, 1.5
FACTS = ("priority", "group", "assignee")
LISTED, MOST_LISTED = ("summary", "opened_at", *FACTS), 0.05
HOUR = timedelta(hours=1)


def main() -> bool:
    converter = make_converter()
    lives = [life(number * 8 + number % 6) for number in range(COUNT)]
    texts = [json.dumps(converter.unstructure(inc)) for inc in lives]
    snapshots = [json.dumps(converter.unstructure(inc.snapshot(facts=LISTED))) for inc in lives]
    at, events = max(inc.changed_at for inc in lives), sum(inc.version for inc in lives)
    beside = _beside(lives)
    del lives
    targets = dict.fromkeys(Priority.scale, 8 * HOUR)
    goal = Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=targets)
    agreement = Agreement("gold", goals=[goal])
    path: dict[str, Callable[[Any], Any]] = {
        "records": lambda _: [converter.structure(json.loads(text), Incident) for text in texts],
        "clocks": lambda records: (records, {r.id: agreement.measure(r, at=at) for r in records}),
        "queue": lambda measured: queue(*measured, at=at),
    }
    bare = _best({"JSON": lambda _: deque(map(json.loads, texts), maxlen=0)})["JSON"]
    best = _best(path)
    whole = sum(best.values())

    print(f"{COUNT:,} incidents of {events:,} events")
    parts = {"JSON alone": bare, **best, **beside, "the whole path": whole}
    for name, of in parts.items():
        print(f"{name:26}{of:7.2f} s,{of / bare:6.1f} times json.loads")
    kept = whole <= MOST
    print(f"from JSON to the queue, at most {MOST:g} s: {'kept' if kept else 'BROKEN'}")
    return _lists(snapshots, converter) and kept


def _beside(lives: list[Incident]) -> dict[str, float]:
    """Time what loading and clocks have in common, by itself."""
    return _best(
        {"replays alone": lambda _: [Incident.replay(inc.history) for inc in lives]},
        {"timelines of three facts": lambda _: [inc.timeline(facts=FACTS) for inc in lives]},
    )


def _lists(texts: list[str], converter: Any) -> bool:
    """Time a list of them, in the order of a page, from stored snapshots."""
    plain: dict[str, Callable[[Any], Any]] = {
        "JSON": lambda _: [json.loads(text) for text in texts],
        "list of plain facts": lambda documents: sorted(documents, key=_plain_place),
    }
    made: dict[str, Callable[[Any], Any]] = {
        "JSON again": lambda _: [json.loads(text) for text in texts],
        "snapshots": lambda documents: [converter.structure(of, Snapshot) for of in documents],
        "list of snapshots": lambda of: sorted(of, key=_place),
    }
    best = _best(plain, made)
    print(f"{COUNT:,} snapshots of {len(LISTED) + 2} facts")
    for name, of in best.items():
        print(f"{name:26}{of * 1000:6.0f} ms,{of / best['JSON']:6.1f} times json.loads")
    listed = sum(best[name] for name in plain)
    kept = listed <= MOST_LISTED
    told = f"{listed * 1000:.0f} ms, at most {MOST_LISTED * 1000:g}"
    print(f"from JSON to a list of plain facts {told}: {'kept' if kept else 'BROKEN'}")
    return kept


def _place(one: Snapshot) -> Any:
    return -one.facts["priority"].rank, one.facts["opened_at"], one.id


def _plain_place(document: Any) -> Any:
    facts = document["facts"]
    return -facts["priority"]["rank"], facts["opened_at"]["value"], document["id"]


def _best(*paths: dict[str, Callable[[Any], Any]]) -> dict[str, float]:
    """Return the shortest time of each task in seconds; each takes what the one before it made."""
    best = {name: float("inf") for path in paths for name in path}
    for _ in range(ROUNDS):
        for path in paths:
            made: Any = None
            for name, task in path.items():
                gc.collect()
                start = process_time()
                made = task(made)
                best[name] = min(best[name], process_time() - start)
    return best
