"""What `st.from_type` draws for the library's types; hypothesis calls this when it is imported."""

from __future__ import annotations

import functools
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies._internal.types import _global_extra_lookup as resolvers


def register() -> None:
    """Register the strategies of this package for the types they draw."""
    from itsmcore.approval import ApprovalPolicy, Authority  # noqa: PLC0415
    from itsmcore.categories import Categoriser, CategoryTree  # noqa: PLC0415
    from itsmcore.changes import (  # noqa: PLC0415
        NORMAL_CHANGE,
        Change,
        ProcedureStep,
    )
    from itsmcore.conditions import Condition  # noqa: PLC0415 (nothing loads before hypothesis asks)
    from itsmcore.decisions import Decision  # noqa: PLC0415
    from itsmcore.incidents import INCIDENT, Incident  # noqa: PLC0415
    from itsmcore.intake import Contact, Intake, Signal  # noqa: PLC0415
    from itsmcore.lifecycle import Actor, Event, Lifecycle, Record  # noqa: PLC0415
    from itsmcore.priority import Ceiling, Floor, Prioritiser, PriorityMatrix  # noqa: PLC0415
    from itsmcore.problems import PROBLEM, Problem  # noqa: PLC0415
    from itsmcore.queue import Criterion  # noqa: PLC0415
    from itsmcore.schedule import Schedule  # noqa: PLC0415
    from itsmcore.service_levels import Agreement, Goal, Terms  # noqa: PLC0415
    from itsmcore.tasks import TASK, Task  # noqa: PLC0415
    from itsmcore.techniques import FiveWhys, Ishikawa  # noqa: PLC0415
    from itsmcore.testing import (  # noqa: PLC0415
        _agreements,
        _categories,
        _changes,
        _conditions,
        _goals,
        _histories,
        _intakes,
        _priorities,
        _queues,
        _records,
        _schedules,
        _tables,
        _techniques,
        _terms,
        _values,
    )
    from itsmcore.timeline import Timeline  # noqa: PLC0415

    st.register_type_strategy(Actor, _values.actors())
    st.register_type_strategy(PriorityMatrix, _values.matrices())
    st.register_type_strategy(Prioritiser, _priorities.prioritisers())
    for kind in (Floor, Ceiling):
        is_one = functools.partial(lambda of, limit: isinstance(limit, of), kind)
        st.register_type_strategy(kind, _priorities.limits().filter(is_one))
    st.register_type_strategy(Condition, _conditions.conditions())
    st.register_type_strategy(Decision, _conditions.decisions())
    st.register_type_strategy(Criterion, _queues.criteria())
    st.register_type_strategy(Contact, _intakes.contacts())
    st.register_type_strategy(Signal, _intakes.signals())
    st.register_type_strategy(Intake, _intakes.intakes())
    st.register_type_strategy(Lifecycle, _tables.lifecycles())
    st.register_type_strategy(Schedule, _schedules.schedules())
    st.register_type_strategy(Terms, _terms.terms())
    st.register_type_strategy(Goal, _goals.goals())
    st.register_type_strategy(Agreement, _agreements.agreements())
    st.register_type_strategy(Authority, _changes.authorities())
    st.register_type_strategy(ApprovalPolicy, _changes.approval_policies())
    st.register_type_strategy(ProcedureStep, _changes.procedure_steps())
    st.register_type_strategy(CategoryTree, _categories.category_trees())
    st.register_type_strategy(Categoriser, _categories.categorisers())
    st.register_type_strategy(Timeline, _histories.timelines())
    st.register_type_strategy(FiveWhys, _techniques.five_whys())
    st.register_type_strategy(Ishikawa, _techniques.fishbones())
    practices = (
        (Incident, INCIDENT),
        (Problem, PROBLEM),
        (Change, NORMAL_CHANGE),
        (Task, TASK),
    )
    for record, model in practices:
        st.register_type_strategy(record, _records.records(model))
        for event in model.events:
            st.register_type_strategy(event, _histories.events(event, model=model))

    def of_users(kind: Any) -> st.SearchStrategy[Any] | None:
        """Draw records of a user's class, which live by its own model, and events of theirs."""
        if isinstance(kind, type) and issubclass(kind, Record) and hasattr(kind, "model"):
            return _records.records(kind)
        if isinstance(kind, type) and issubclass(kind, Event) and hasattr(kind, "verb"):
            return _histories.events(kind)
        return None

    # Types are registered one by one; those that nobody knows yet are asked for here, as numpy's.
    resolvers["itsmcore"] = of_users
