"""The strategies of the library's types, and of the types that users make of its own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st

from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.catalogue import CatalogueItem
from itsmcore.categories import Categoriser, CategoryTree
from itsmcore.changes import (
    NORMAL_CHANGE,
    ProcedureStep,
)
from itsmcore.complaints import COMPLAINT
from itsmcore.conditions import Condition
from itsmcore.decisions import Decision
from itsmcore.figures import Figure
from itsmcore.improvements import IMPROVEMENT, Improvement
from itsmcore.incidents import INCIDENT
from itsmcore.intake import Contact, Intake, Signal
from itsmcore.knowledge import ARTICLE
from itsmcore.lifecycle import Actor, Event, Form, Lifecycle, Record
from itsmcore.objectives import Objective
from itsmcore.outages import Outage
from itsmcore.plans import Plan
from itsmcore.priority import Ceiling, Floor, Prioritiser, PriorityMatrix
from itsmcore.problems import PROBLEM
from itsmcore.queue import Criterion
from itsmcore.satisfaction import Survey
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal, Terms
from itsmcore.services import Availability, ServiceMap
from itsmcore.tasks import TASK
from itsmcore.techniques import FiveWhys, Ishikawa
from itsmcore.testing import (
    _agreements,
    _catalogue,
    _categories,
    _changes,
    _conditions,
    _goals,
    _histories,
    _improvements,
    _intakes,
    _plans,
    _priorities,
    _queues,
    _records,
    _schedules,
    _services,
    _surveys,
    _tables,
    _techniques,
    _terms,
    _values,
)
from itsmcore.timeline import Timeline

Strategy: TypeAlias = st.SearchStrategy[Any]


def _limits(kind: type[Any]) -> Strategy:
    return _priorities.limits().filter(lambda limit: isinstance(limit, kind))


_MODELS = (INCIDENT, PROBLEM, NORMAL_CHANGE, ARTICLE, COMPLAINT, IMPROVEMENT, TASK)
_VALUES: dict[type[Any], Callable[[], Strategy]] = {
    Actor: _values.actors,
    PriorityMatrix: _values.matrices,
    Prioritiser: _priorities.prioritisers,
    Condition: _conditions.conditions,
    Decision: _conditions.decisions,
    Criterion: _queues.criteria,
    Contact: _intakes.contacts,
    Signal: _intakes.signals,
    Intake: _intakes.intakes,
    Lifecycle: _tables.lifecycles,
    Schedule: _schedules.schedules,
    Survey: _surveys.surveys,
    Terms: _terms.terms,
    Goal: _goals.goals,
    Agreement: _agreements.agreements,
    Authority: _changes.authorities,
    ApprovalPolicy: _changes.approval_policies,
    ProcedureStep: _changes.procedure_steps,
    CategoryTree: _categories.category_trees,
    Categoriser: _categories.categorisers,
    ServiceMap: _services.service_maps,
    Outage: _services.outages,
    Availability: _services.availabilities,
    Figure: _improvements.figures,
    Objective: _improvements.objectives,
    Plan: _plans.plans,
    Form: _catalogue.forms,
    CatalogueItem: _catalogue.catalogue_items,
    Timeline: _histories.timelines,
    FiveWhys: _techniques.five_whys,
    Ishikawa: _techniques.fishbones,
    Floor: functools.partial(_limits, Floor),
    Ceiling: functools.partial(_limits, Ceiling),
    Improvement: _improvements.improvements,
}


@functools.cache
def _drawn() -> dict[type[Any], Callable[[], Strategy]]:
    """Return what makes the strategy of each type: values, records, and the events of models."""
    made = dict[type[Any], Callable[[], Strategy]]()
    for model in _MODELS:
        made[model.record] = functools.partial(_records.records, model)
        for event in model.events:
            made[event] = functools.partial(_histories.events, event, model=model)
    return made | _VALUES


def strategy_of(of: type[Any]) -> Strategy | None:
    """Return what draws values of a type, or of whatever comes from it; None if nothing does.

    Records of a user's class live by its own model, and events are those that happen to them.
    """
    if of in _drawn():
        return _drawn()[of]()
    if issubclass(of, Record) and hasattr(of, "model"):
        return _records.records(of)
    if issubclass(of, Event) and hasattr(of, "verb"):
        return _histories.events(of)
    several = [make for one, make in _drawn().items() if issubclass(one, of)]
    return st.one_of([make() for make in several]) if several else None
