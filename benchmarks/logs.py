"""Logs: a check against pm4py's token replay, and alignments against pm4py's, on a real log.

Two more logs are read and judged first. The one that is compared is that of the incidents of Volvo
IT (BPI Challenge 2013), in memory, moves only, and the lifecycle is what it does at least 20 times.
pm4py is an oracle here and nowhere else; without it, or without the log, its part is left out.
"""

from __future__ import annotations

import gzip
import importlib.util
import warnings
from collections.abc import Iterable, Mapping
from random import Random
from time import perf_counter
from typing import Any
from xml.etree.ElementTree import iterparse

from benchmarks._real_logs import END, INCIDENTS, PROBLEMS, incidents, problems
from benchmarks._volvo import LOG, frequent, moves_of_incidents
from itsmcore import Lifecycle, Phase, Timeline
from itsmcore.conformance import align, check, check_facts, discover
from itsmcore.presets import servicenow, xes

LEAST, SAMPLE, FASTER = 20, 500, 15
MOST_WALKS, MOST_RUST = 2, 1.0


def main() -> bool:
    _judge_problems()
    _judge_incidents()
    if not LOG.exists():
        print(f"left out: {LOG.name} is not beside the project")
        return True
    is_read = _read()
    timelines = moves_of_incidents()
    table = frequent(timelines, LEAST)
    ours, report = _timed(lambda: check(table, timelines))
    spent, found = _timed(lambda: align(table, timelines))
    print(f"{report}; fitting {report.fitting:,}")
    print(f"check {1e3 * ours:.0f} ms; align {1e3 * spent:.0f} ms for {len(found):,} variants")
    took, seen = _timed(lambda: discover(timelines, phases=_phases(timelines), least=LEAST))
    print(f"discover {1e3 * took:.0f} ms; {seen}")
    if importlib.util.find_spec("pm4py") is None:
        print("left out: pm4py is not installed")
        return is_read
    warnings.simplefilter("ignore")
    oracle = Oracle(table)
    theirs, fitting = _timed(lambda: oracle.fitting(timelines), rounds=1)
    odd = {case for case, of in timelines.items() if of[0].facts["state"] != table.initial}
    lacking = {deviation.case for deviation in report.deviations}
    mine = timelines.keys() - odd - lacking
    is_same = mine == {case for case in fitting if not _strange(timelines[case], report)}
    is_fast = theirs >= FASTER * ours
    print(f"token replay {1e3 * theirs:.0f} ms: {theirs / ours:.0f} times, at least {FASTER}")
    print(f"the same cases fit, of those whose states the model has: {is_same}")
    drawn = Random(7).sample(found.alignments, SAMPLE)
    costs = oracle.costs(one.states for one in drawn)
    is_cheapest = [one.cost for one in drawn] == costs
    print(f"the same costs of {SAMPLE} variants: {is_cheapest}")
    return is_read and is_fast and is_same and is_cheapest


def _read() -> bool:
    """Read the log in XES by ourselves, beside a bare walk, and through a reader in Rust."""

    def bare() -> int:
        with gzip.open(LOG) as file:
            return sum(1 for _ in iterparse(file))

    def ours() -> dict[str, Timeline]:
        with gzip.open(LOG) as file:
            return xes.timelines(file)

    walked, _ = _timed(bare)
    read, found = _timed(ours)
    is_quick = read <= MOST_WALKS * walked
    print(f"{sum(map(len, found.values())):,} events of XES {read:.2f} s, a bare iterparse "
          f"{walked:.2f} s: {read / walked:.1f} times, at most {MOST_WALKS}")  # fmt: skip
    if importlib.util.find_spec("r4pm") is None:
        print("left out: r4pm is not installed")
        return is_quick
    import r4pm

    rust, _ = _timed(lambda: xes.steps(r4pm.df.import_xes(str(LOG))[0]))
    print(f"through r4pm {rust:.2f} s, at most {MOST_RUST}")
    return is_quick and rust <= MOST_RUST


def _judge_problems() -> None:
    if not PROBLEMS.exists():
        print(f"left out: {PROBLEMS.name} is not beside the project")
        return
    read, timelines = _timed(problems, rounds=1)
    took, seen = _timed(lambda: discover(timelines, phases=_phases(timelines), least=LEAST))
    ours, report = _timed(lambda: check(seen.lifecycle, timelines))
    spent, found = _timed(lambda: align(seen.lifecycle, timelines))
    print(f"problems: {report}; fitting {report.fitting:,}; cost {found.cost}; {seen}")
    print(f"read {1e3 * read:.0f} ms; check {1e3 * ours:.0f} ms; align {1e3 * spent:.0f} ms for "
          f"{len(found):,} variants; discover {1e3 * took:.0f} ms")  # fmt: skip


def _judge_incidents() -> None:
    if not INCIDENTS.exists():
        print(f"left out: {INCIDENTS.name} is not beside the project")
        return
    read, timelines = _timed(incidents, rounds=1)
    took, seen = _timed(lambda: discover(timelines, least=LEAST), rounds=1)
    for model in (servicenow.INCIDENT, servicenow.INCIDENT_LENIENT):
        ours, report = _timed(lambda model=model: check(model, timelines))
        print(f"incidents by {model.name}: {report}; fitting {report.fitting:,}")
    spent, found = _timed(lambda: align(servicenow.INCIDENT, timelines))
    slow, facts = _timed(lambda: check_facts(servicenow.INCIDENT, timelines, until=END), rounds=1)
    print(f"{facts}; cost {found.cost:,}; {seen}")
    print(f"read {read:.1f} s; check {1e3 * ours:.0f} ms; align {1e3 * spent:.0f} ms for "
          f"{len(found):,} variants; facts {slow:.1f} s; discover {1e3 * took:.0f} ms")  # fmt: skip


def _phases(timelines: Mapping[str, Timeline]) -> dict[str, Phase]:
    states = {str(step.facts["state"]) for of in timelines.values() for step in of}
    return dict.fromkeys(states, Phase.ACTIVE)


def _strange(timeline: Timeline, report: Any) -> bool:
    """Tell whether it has a state that the model has not: pm4py passes over such."""
    return any(step.facts["state"] in report.unknown_states for step in timeline)


def _timed(task: Any, *, rounds: int = 5) -> tuple[float, Any]:
    best, result = float("inf"), None
    for _ in range(rounds):
        start = perf_counter()
        result = task()
        best = min(best, perf_counter() - start)
    return best, result


class Oracle:
    """A lifecycle as a Petri net: a place for each state, and a transition for each move."""

    def __init__(self, table: Lifecycle) -> None:
        from pm4py.objects.petri_net.obj import Marking, PetriNet
        from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

        self.net = PetriNet(table.name)
        places = {name: PetriNet.Place(name) for name in ("<", ">", *table.phases)}
        self.net.places.update(places.values())

        def transition(label: str | None, source: str, target: str) -> None:
            one = PetriNet.Transition(f"{source} to {target}", label)
            self.net.transitions.add(one)
            add_arc_from_to(places[source], one, self.net)
            add_arc_from_to(one, places[target], self.net)

        transition(table.initial, "<", table.initial)
        for source, target in sorted(table.edges):
            transition(target, source, target)
        for state in table.phases:
            transition(None, state, ">")
        self.start, self.end = Marking({places["<"]: 1}), Marking({places[">"]: 1})

    def fitting(self, timelines: Mapping[str, Timeline]) -> set[str]:
        """Replay tokens, and give the cases that fit."""
        from pm4py.algo.conformance.tokenreplay import algorithm

        log = self._log([str(step.facts["state"]) for step in of] for of in timelines.values())
        found = algorithm.apply(
            log, self.net, self.start, self.end, parameters={"show_progress_bar": False}
        )
        return {c for c, one in zip(timelines, found, strict=True) if one["trace_is_fit"]}

    def costs(self, traces: Iterable[Iterable[str]]) -> list[int]:
        """Align traces, and give what each costs."""
        from pm4py.algo.conformance.alignments.petri_net import algorithm

        found = algorithm.apply_log(
            self._log(traces),
            *(self.net, self.start, self.end),
            variant=algorithm.Variants.VERSION_STATE_EQUATION_A_STAR,
            parameters={"show_progress_bar": False},
        )
        return [one["cost"] // 10_000 for one in found]

    @staticmethod
    def _log(traces: Iterable[Iterable[str]]) -> Any:
        from pm4py.objects.log.obj import Event, EventLog, Trace

        start = {"time:timestamp": 0}
        return EventLog(
            [
                Trace([Event({"concept:name": state, **start}) for state in trace])
                for trace in traces
            ]
        )
