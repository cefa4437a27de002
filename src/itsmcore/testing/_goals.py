"""Strategies for goals: any conditions that can be met, and targets that go with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.conditions import Condition, as_condition, field, happened
from itsmcore.decisions import Decision, Match, Row
from itsmcore.errors import Fault, FaultyDefinition
from itsmcore.incidents import INCIDENT, HoldReason
from itsmcore.level import Impact, Priority
from itsmcore.phase import Phase
from itsmcore.schedule import EndOfWorkingDay, Schedule, WorkingDayBy, WorkingDays
from itsmcore.service_levels import (
    FIRST_RESPONSE,
    PUBLIC_UPDATE,
    DueBy,
    Goal,
    InZoneOf,
    Metric,
    Threshold,
    targets_by,
)
from itsmcore.testing._conditions import Fields, conditions
from itsmcore.testing._schedules import schedules as any_schedules
from itsmcore.testing._terms import terms as any_terms
from itsmcore.testing._values import ZONES

FACTS: Fields = {
    "phase": st.sampled_from(Phase),
    "state": st.sampled_from([state.name for state in INCIDENT.states]),
    "hold_reason": st.none() | st.sampled_from(HoldReason),
    "priority": st.none() | st.sampled_from(Priority.scale),
    "group": st.none() | st.sampled_from(["messaging", "network"]),
    "assignee": st.none() | st.sampled_from(["ada", "grace"]),
}
"""The facts of an incident that lasting conditions ask for, as the kit's records have them."""
_PARTS = {field.name for field in attrs.fields(Goal)} - {"targets"}
_HOURS = (4, 0.25, 1, 8, 30, 0.5, 100)
_PERCENTS = (50, 75, 100, 12.5, 150)
_ACTIONS = ("mail", "page", "escalate")

_lasting = st.sampled_from(
    [
        as_condition(Phase.RESOLVED),
        as_condition(Phase.PENDING),
        as_condition(Phase.ACTIVE),
        FIRST_RESPONSE,
        field("hold_reason").is_(HoldReason.CALLER),
        field("assignee").is_set,
    ]
) | conditions(fields=FACTS, max_leaves=4)
_momentary = st.just(PUBLIC_UPDATE) | st.sampled_from(INCIDENT.events).map(happened)
_any = st.one_of(
    _lasting,
    _momentary,
    st.tuples(_lasting, _momentary).map(lambda pair: pair[0] | pair[1]),
    st.tuples(_lasting, _momentary).map(lambda pair: pair[0] & ~pair[1]),
)
_durations = st.sampled_from(_HOURS).map(lambda hours: timedelta(hours=hours))
_actions = st.lists(st.sampled_from(_ACTIONS), max_size=2).map(tuple)
_thresholds = st.lists(
    st.builds(Threshold, st.sampled_from(_PERCENTS), _actions),
    max_size=3,
    unique_by=lambda threshold: threshold.percent,
)


@checked
def goals(
    *,
    metrics: Iterable[str] = (*Metric, "handover"),
    schedules: st.SearchStrategy[Schedule] | None = None,
    momentary: bool = True,
    relative: bool = True,
) -> st.SearchStrategy[Goal]:
    """Draw goals for incidents, with any options; each can be met.

    Args:
        metrics: what is measured, and the names of most of them.
        schedules: the open time that counts, if a goal names any; any by default.
        momentary: whether conditions may ask for what holds at a single step, such as a comment.
        relative: whether targets may be in working days, or written into the record.

    >>> from hypothesis import find
    >>> print(find(goals(metrics=["handover"]), lambda goal: True).metric)
    handover
    """
    asked = _any if momentary else _lasting
    open_time = any_schedules() if schedules is None else schedules
    options: dict[str, st.SearchStrategy[Any]] = {
        "name": st.sampled_from(["first", "second"]),
        "start": asked,
        "pause": asked,
        "resume": asked,
        "reset": asked,
        "cancel": asked,
        "duplicate": asked,
        "schedule": open_time | _choices(open_time),
        "thresholds": _thresholds,
        "on_breach": _actions,
        "per": st.sampled_from(["group", "assignee"]),
        "start_at": st.sampled_from(["occurred_at", "detected_at", "opened_at"]),
        "stop_at": st.sampled_from(["restored_at", "resolved_at"]),
        "terms": any_terms(),
    }
    needed: dict[str, st.SearchStrategy[Any]] = {
        "metric": st.sampled_from([*metrics]),
        "stop": st.sampled_from([Phase.RESOLVED, Phase.ACTIVE]) | asked,
        "targets": _targets(relative),
    }

    @st.composite
    def sound(draw: st.DrawFn) -> Goal:
        chosen = draw(st.lists(st.sampled_from(sorted(options)), unique=True, max_size=5))
        given = {name: draw(part) for name, part in needed.items()}
        given |= {name: draw(options[name]) for name in sorted(chosen)}
        while True:
            try:
                return Goal(**given)
            except FaultyDefinition as error:
                for fault in error.faults:
                    _mend(given, fault)

    return sound()


def _mend(given: dict[str, Any], fault: Fault) -> None:
    """Leave the faulty part out of a goal's arguments, or put a plain one in its place."""
    if fault.subject == "stop":
        given["stop"] = Phase.RESOLVED
        if fault.code == "stops_at_start":
            given.pop("start", None)
    elif fault.subject in _PARTS:
        given.pop(fault.subject, None)
    else:  # a row of the targets, or all of them
        given["targets"] = timedelta(hours=4)


# --- targets ----------------------------------------------------------------------------------


def _targets(relative: bool) -> st.SearchStrategy[Any]:
    answers = _durations | _relative() if relative else _durations
    return st.one_of(
        answers,
        st.dictionaries(st.sampled_from(Priority.scale), answers, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(Impact.scale), answers, min_size=1, max_size=2),
        st.dictionaries(st.sampled_from(["messaging", "network"]), answers, min_size=1).map(
            lambda targets: targets_by("group", targets)
        ),
        _tables(answers),
    )


def _relative() -> st.SearchStrategy[Any]:
    days, zones = st.integers(1, 5), st.none() | st.sampled_from(ZONES)
    return st.one_of(
        st.builds(WorkingDays, days, tz=zones),
        st.builds(WorkingDayBy, days, st.sampled_from([time(12), time(17, 30)]), tz=zones),
        st.builds(EndOfWorkingDay, st.integers(0, 5), tz=zones),
        st.builds(DueBy, st.sampled_from(["hold_until", "custom.due_by"]), moves=st.booleans()),
    )


def _tables(answers: st.SearchStrategy[Any]) -> st.SearchStrategy[Decision[Any]]:
    """Draw tables of up to three rows, which may hold together."""
    rows = st.lists(st.tuples(_lasting, answers), max_size=3, unique_by=lambda row: row[0])
    matches = st.sampled_from([Match.FIRST, Match.LEAST, Match.GREATEST])
    return st.builds(Decision, rows, matches, st.none() | answers)


# --- choices of a schedule --------------------------------------------------------------------


def _choices(schedules: st.SearchStrategy[Schedule]) -> st.SearchStrategy[Any]:
    def by_group(one: Schedule, other: Schedule, rest: Schedule) -> Decision[Schedule]:
        when: list[tuple[Condition, Schedule]] = [
            (field("group").is_("messaging"), one),
            (field("priority") >= Priority.HIGH, other),
        ]
        return Decision([Row(*row) for row in when], default=rest, name="the hours")

    return st.builds(by_group, schedules, schedules, schedules) | st.builds(
        InZoneOf, st.just("custom.zone"), schedules
    )
