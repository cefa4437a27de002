"""Strategies for the rules of priorities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from itsmcore.assessment import Question, Questionnaire
from itsmcore.checked import checked
from itsmcore.conditions import is_satisfiable
from itsmcore.decisions import Decision
from itsmcore.fields import as_whole
from itsmcore.level import Level, Priority, Urgency
from itsmcore.priority import Ceiling, Floor, Limit, Prioritiser, PriorityMatrix
from itsmcore.testing._conditions import conditions

FACTS: Mapping[str, st.SearchStrategy[Any]] = {
    "category": st.none() | st.sampled_from(["email", "email/delivery", "network"]),
    "tags": st.lists(st.sampled_from(["vip", "test"]), max_size=2).map(tuple),
    "is_major": st.booleans(),
}
"""What rules for a priority ask of, besides impact and urgency."""


@checked
def limits(*, fields: Mapping[str, st.SearchStrategy[Any]] = FACTS) -> st.SearchStrategy[Limit]:
    """Draw floors and ceilings of the stock levels.

    Args:
        fields: the facts to ask of, and the values each may have.
    """
    kinds = st.sampled_from((Floor, Ceiling))
    whens = conditions(fields=fields, max_leaves=3).filter(is_satisfiable)
    levels = st.sampled_from((*Urgency.scale, *Priority.scale))
    return st.builds(_limit, kinds, st.integers(0, 99), whens, levels)


def _limit(kind: type[Limit], number: int, when: Any, level: Level) -> Limit:
    name = "urgency" if isinstance(level, Urgency) else "priority"
    return kind(f"limit {number}", when, **{name: level})


@checked
@st.composite
def prioritisers(
    draw: st.DrawFn,
    *,
    fields: Mapping[str, st.SearchStrategy[Any]] = FACTS,
    max_limits: int = 4,
) -> Prioritiser:
    """Draw rules for a priority: matrices, weights and decisions over the stock levels, and limits.

    Args:
        fields: the facts to ask of, and the values each may have.
        max_limits: the largest number of limits.
    """
    most = as_whole(max_limits, "max_limits", least=0)
    rows = st.tuples(
        conditions(fields=fields, max_leaves=3).filter(is_satisfiable),
        st.sampled_from(Priority.scale),
    )
    decisions = st.builds(Decision, st.lists(rows, max_size=3), name=st.just("the rules"))
    further = draw(st.lists(st.just(_WEIGHTS) | decisions, max_size=2))
    return Prioritiser(
        (PriorityMatrix.default(), *further),
        limits=draw(st.lists(limits(fields=fields), max_size=most, unique_by=lambda one: one.name)),
    )


_WEIGHTS = Questionnaire(
    [
        Question("impact", {"high": 9, "medium": 5, "low": 0}),
        Question("urgency", {"high": 20, "medium": 10, "low": 0}),
    ],
    levels={0: Priority.LOW, 10: Priority.MODERATE, 18: Priority.HIGH, 24: Priority.CRITICAL},
    name="the weights",
)
