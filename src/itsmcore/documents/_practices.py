"""Entries of the table for what the practices, schedules and agreements hold, and for models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from types import GenericAlias
from typing import Any

from itsmcore.approval import ApprovalPolicy, Authority, Ballot, Percent, Quorum
from itsmcore.assessment import Assessment
from itsmcore.categories import (
    Categoriser,
    Category,
    CategoryChanges,
    CategoryRule,
    CategoryTree,
    Score,
    Suggestion,
)
from itsmcore.changes import ProcedureStep
from itsmcore.conditions import Field, HasDeadline, Later, Readable, Shifted
from itsmcore.dated import Dated, Edition
from itsmcore.decisions import Decision
from itsmcore.desk import Entry, Proposal
from itsmcore.documents._built import Part
from itsmcore.documents._clocks import TIME
from itsmcore.documents._derived import Derived
from itsmcore.documents._events import ACTOR, NamedEvent
from itsmcore.documents._models import KnownModel
from itsmcore.documents._roles import Named, Places
from itsmcore.documents._schedules import ScheduleShape
from itsmcore.documents._shape import Choice, Computed, Listed, Shape
from itsmcore.documents._values import Kind, Only, Values, kind, wrapped
from itsmcore.documents._waits import Wait
from itsmcore.documents._zones import ZONE
from itsmcore.incidents import MajorTeam, MajorTrigger
from itsmcore.intake import (
    Alert,
    Alerts,
    Contact,
    Decided,
    Flapping,
    FlappingShare,
    Held,
    Intake,
    Judgement,
    Signal,
    Taken,
    TakenContact,
    Track,
)
from itsmcore.lifecycle import (
    Actor,
    Argument,
    Guard,
    Lifecycle,
    Permit,
    Reaction,
    Roles,
    Rule,
    State,
    Timer,
)
from itsmcore.priority import Prioritisation
from itsmcore.problems import Workaround
from itsmcore.queue import Criterion, Queue, Queued
from itsmcore.schedule import EndOfWorkingDay, Schedule, Target, WorkingDayBy, WorkingDays
from itsmcore.service_levels import (
    Agreement,
    Clock,
    Clocks,
    DueBy,
    Goal,
    InZoneOf,
    Terms,
    Threshold,
)
from itsmcore.service_levels._goal import ScheduleChoice
from itsmcore.techniques import FiveWhys, Ishikawa

_BY_NAME = {"event": NamedEvent, "model": KnownModel | None}
_COMPUTED = "it is computed, and never stored; store the agreement, and measure again"
_ORDERED = "it is computed, and never stored; store the order, and put the records in it again"
_EXPLAINED = "it is computed, and never stored; store the rules and the facts, and ask again"
_TAGGED: dict[str, type] = {
    "working_days": WorkingDays,
    "working_day_by": WorkingDayBy,
    "end_of_working_day": EndOfWorkingDay,
    "terms": Terms,
    "in_zone_of": InZoneOf,
    "due_by": DueBy,
    "goal": Goal,
    "agreement": Agreement,
    "percent": Percent,
    "quorum": Quorum,
    "authority": Authority,
    "approval_policy": ApprovalPolicy,
    "ballot": Ballot,
    "procedure_step": ProcedureStep,
    "workaround": Workaround,
    "five_whys": FiveWhys,
    "ishikawa": Ishikawa,
    "category_tree": CategoryTree,
    "categoriser": Categoriser,
    "suggestion": Suggestion,
    "dated": Dated,
    "later": Later,
    "shifted": Shifted,
    "criterion": Criterion,
    "signal": Signal,
    "flapping": Flapping,
    "flapping_share": FlappingShare,
    "intake": Intake,
    "taken": Taken,
    "contact": Contact,
    "taken_contact": TakenContact,
    "major_team": MajorTeam,
    "major_trigger": MajorTrigger,
}
_SCALARS: tuple[type, ...] = (str, int, float, bool, Decimal, dt.date, dt.datetime)
_KINDS: dict[str, Any] = {kind.__name__: kind for kind in _SCALARS}
_KINDS |= {f"tuple[{name}]": GenericAlias(tuple, (kind, ...)) for name, kind in _KINDS.items()}
"""The types of custom fields, by their names."""
_PLACED: dict[str, type] = {
    "a threshold": Threshold,
    "a state": State,
    "a guard": Guard,
    "a permit": Permit,
    "a rule": Rule,
    "a lifecycle": Lifecycle,
    "a reaction": Reaction,
    "a track": Track,
    "a held alert": Held,
    "an alert": Alert,
    "a decision of an intake": Decided,
    "a judgement": Judgement,
    "a category": Category,
    "a category rule": CategoryRule,
    "an edition": Edition,
}
"""What stands only where a field tells its class, by its name in errors."""


class Kinds:
    """Stands for the type of a custom field's values, if a field holds one."""


def add_practices(values: Values, shape_of: Callable[[Any], Shape]) -> None:
    """Enter them into the table."""
    values.add(Kind("schedule", Schedule, ScheduleShape()))
    for tag, cls in _TAGGED.items():
        values.derive(tag, cls, shape_of)
    values.add(wrapped("actor", Actor, ACTOR))
    every = Listed(Derived("an alert", Alert, shape_of))
    values.add(kind("alerts", Alerts, Alerts, Part("alerts", every, attribute="every")))
    values.unions |= {
        Target: WorkingDays | WorkingDayBy | EndOfWorkingDay,
        ScheduleChoice: Decision | InZoneOf,
        HasDeadline: Schedule,
    }
    values.typed |= {cls: Derived(words, cls, shape_of) for words, cls in _PLACED.items()}
    values.typed |= {
        Timer: Derived("a timer", Timer, shape_of, hints={"after": Wait | None}),
        Wait: Wait(Only(values, (WorkingDays, WorkingDayBy, EndOfWorkingDay))),
        dt.time: TIME,
        dt.tzinfo: ZONE,
        Readable: Only(values, (Field, Later, Shifted)),
        Argument: Derived("a custom field", Argument, shape_of, hints={"kind": Kinds}),
        Kinds: Choice(_KINDS),
        Roles: Derived("a table of roles", Roles, shape_of, hints={"named": Places}),
        Places: Places(Listed(Derived("an entry of roles", Named, shape_of))),
        Entry: Derived("an entry", Entry, shape_of, hints=_BY_NAME),
        Proposal: Derived("a proposal", Proposal, shape_of, hints=_BY_NAME),
    }
    values.refuse(Computed(_COMPUTED), Clock, Clocks)
    values.refuse(Computed(_ORDERED), Queue, Queued)
    values.refuse(Computed(_EXPLAINED), Prioritisation, Assessment, CategoryChanges, Score)
