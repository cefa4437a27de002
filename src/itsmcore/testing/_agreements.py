"""Strategies for agreements, and the versions that came before."""

from __future__ import annotations

from datetime import timedelta

import attrs
from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.conditions import ALWAYS
from itsmcore.objectives import Objective
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, AgreementKind, Goal, Terms
from itsmcore.service_levels._goal import zone_faults
from itsmcore.testing._conditions import conditions
from itsmcore.testing._goals import FACTS
from itsmcore.testing._goals import goals as any_goals
from itsmcore.testing._schedules import schedules as any_schedules
from itsmcore.testing._terms import terms as any_terms
from itsmcore.testing._values import instants

_LATER = (timedelta(days=1), timedelta(microseconds=1), timedelta(days=400))
_WEEK = Schedule.weekly({"mon-fri": "09:00-17:00"}, tz="UTC")
_OBJECTIVES = st.builds(
    Objective,
    st.sampled_from(["availability", "compliance"]),
    at_least=st.sampled_from([0.9, 0.995]),
    by=st.sampled_from([{}, {"service": "erp"}]),
)


@checked
def agreements(
    *,
    goals: st.SearchStrategy[Goal] | None = None,
    schedules: st.SearchStrategy[Schedule] | None = None,
    max_goals: int = 3,
    max_versions: int = 2,
) -> st.SearchStrategy[Agreement]:
    """Draw agreements on incidents, in any terms, some with versions before them.

    Args:
        goals: what is promised; any by default.
        schedules: the open time of goals that name none; any by default.
        max_goals: the largest number of goals.
        max_versions: the largest number of versions.

    >>> from hypothesis import find
    >>> find(agreements(), lambda agreement: len(agreement.versions) == 2).version
    '2'
    """
    several = st.lists(
        any_goals(schedules=schedules) if goals is None else goals,
        min_size=1,
        max_size=max_goals,
        unique_by=lambda goal: goal.name,
    )
    open_time = any_schedules() if schedules is None else schedules
    moments, readings = instants(max_year=2030), any_terms()
    records = st.just(ALWAYS) | conditions(fields=FACTS, max_leaves=4)

    @st.composite
    def versions(draw: st.DrawFn) -> Agreement:
        hours = draw(open_time)
        promised = _counted(draw(several), hours)
        made = Agreement(
            draw(st.sampled_from(["gold", "silver"])),
            goals=promised,
            objectives=draw(st.lists(_OBJECTIVES, max_size=1)),
            schedule=hours,
            applies=draw(records),
            kind=draw(st.sampled_from(AgreementKind)),
            terms=_fitting(draw(readings), promised),
            effective_from=draw(st.none() | moments),
        )
        for number in range(2, draw(st.integers(1, max_versions)) + 1):
            begun = made.effective_from or draw(moments)
            promised = _counted(draw(several), hours)
            made = made.revised(
                version=f"{number}",
                effective_from=begun + draw(st.sampled_from(_LATER)),
                goals=promised,
                terms=_fitting(draw(readings), promised),
            )
        return made

    return versions()


def _counted(goals: list[Goal], hours: Schedule) -> list[Goal]:
    """Give a week of its own to a goal whose days no clock of the agreement's hours divides."""
    return [
        attrs.evolve(goal, schedule=_WEEK)
        if goal.schedule is None and any(zone_faults(goal, hours))
        else goal
        for goal in goals
    ]


def _fitting(terms: Terms, goals: list[Goal]) -> Terms:
    """Return terms that leave no goal without terms of its own at fault."""
    is_faulty = any(goal.faults(terms) for goal in goals if goal.terms is None)
    return attrs.evolve(terms, on_start_lost="continue") if is_faulty else terms
