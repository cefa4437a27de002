"""Faults of a plan: what would leave a task of it waiting for ever, or never make it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from itsmcore.conditions import is_satisfiable
from itsmcore.errors import Fault
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, after_each
from itsmcore.plans._order import in_order
from itsmcore.plans._planned_task import PlannedTask
from itsmcore.shown import brief, shown

MOST_HINTED = 50
"""Of how many unknown names it is said what was probably meant; that takes time for each."""


def plan_faults(tasks: Sequence[PlannedTask]) -> Iterator[Fault]:
    """Yield every fault of the tasks of a plan."""
    if not tasks:
        yield Fault("no_tasks", Phrase("plans.subject.plan"), Phrase("plans.no_tasks"))
    for name, times in Counter(task.name for task in tasks).items():
        if times > 1:
            yield Fault(
                "duplicate_task",
                Phrase("plans.subject.task", name=shown(name)),
                Phrase("plans.duplicate_task"),
            )
    waits: dict[str, dict[str, None]] = {}
    for task in tasks:
        waits.setdefault(task.name, {}).update(dict.fromkeys(task.after))
    yield from _strangers(tasks, waits)
    for circle in circles(waits):
        words = Phrase("plans.task_circle", names=after_each(map(shown, circle)))
        yield Fault("task_circle", Phrase("plans.subject.task", name=shown(circle[0])), words)
    for task in tasks:
        if not is_satisfiable(task.when):
            words = Phrase("plans.never_needed", when=brief(str(task.when)))
            yield Fault("never_needed", Phrase("plans.subject.task", name=shown(task.name)), words)


def _strangers(tasks: Sequence[PlannedTask], known: Mapping[str, object]) -> Iterator[Fault]:
    hinted = 0
    for task in tasks:
        for name in task.after:
            if name not in known:
                meant = hint(name, known) if hinted < MOST_HINTED else Phrase("plans.plan_it")
                hinted += 1
                words = Phrase("plans.unknown_after", name=shown(name), meant=meant)
                yield Fault(
                    "unknown_task", Phrase("plans.subject.task", name=shown(task.name)), words
                )


def circles(waits: Mapping[str, Collection[str]]) -> Iterator[tuple[str, ...]]:
    """Yield circles, each once, such that whatever waits for itself leads to one of them."""
    left = waits.keys() - in_order(waits)
    before = {name: next(one for one in waits[name] if one in left) for name in left}
    walked: dict[str, str] = {}
    for start in (name for name in waits if name in left):
        name = start
        while name not in walked:
            walked[name] = start
            name = before[name]
        if walked[name] == start:
            circle = [name, before[name]]
            while circle[-1] != name:
                circle.append(before[circle[-1]])
            yield tuple(circle)
