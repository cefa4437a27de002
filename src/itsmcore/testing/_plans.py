"""Strategies for plans of tasks."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.conditions import ALWAYS, Condition, is_satisfiable
from itsmcore.fields import as_text, as_whole
from itsmcore.plans import Plan, PlannedTask
from itsmcore.schedule import WorkingDays
from itsmcore.tasks import TaskKind
from itsmcore.testing._conditions import FIELDS, conditions

_NAMES = ("order", "image", "ship", "account", "train", "tell")
_TARGETS = (None, timedelta(hours=4), WorkingDays(2))
_OWN = {name: values for name, values in FIELDS.items() if not name.startswith("given.")}


@checked
@st.composite
def plans(
    draw: st.DrawFn,
    *,
    max_size: int = 6,
    when: st.SearchStrategy[Condition] | None = None,
    starts_in: str | None = None,
) -> Plan:
    """Draw plans: each task waits for some of those before it in the plan.

    Args:
        max_size: the largest number of tasks.
        when: when tasks are needed; by default always, or by facts that most records have.
        starts_in: the state in which the tasks are made.
    """
    count = draw(st.integers(1, as_whole(max_size, "max_size", least=1, most=100)))
    state = None if starts_in is None else as_text(starts_in, "starts_in")
    needed = st.just(ALWAYS) | conditions(fields=_OWN, max_leaves=2) if when is None else when
    names = [_NAMES[n] if n < len(_NAMES) else f"step {n}" for n in range(count)]
    return Plan(
        *(draw(_planned(names[n], names[:n], needed)) for n in draw(st.permutations(range(count)))),
        on_incomplete=draw(st.sampled_from(("skips", "goes_on"))),
        starts_in=state,
    )


@st.composite
def _planned(
    draw: st.DrawFn, name: str, before: list[str], needed: st.SearchStrategy[Condition]
) -> PlannedTask:
    after = draw(st.lists(st.sampled_from(before), max_size=3, unique=True)) if before else ()
    return PlannedTask(
        name,
        after=after,
        when=draw(needed.filter(is_satisfiable)),
        group=draw(st.sampled_from([None, "procurement", "post"])),
        kind=draw(st.sampled_from([None, *TaskKind])),
        target=draw(st.sampled_from(_TARGETS)),
        is_final=draw(st.booleans()),
    )
