"""Entries of the table for what the practices, schedules and agreements hold, and for models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from types import GenericAlias
from typing import Any, get_args

from itsmcore.approval import ApprovalPolicy, Authority, Ballot, Percent, Quorum
from itsmcore.assessment import Assessment
from itsmcore.catalogue import (
    Bundle,
    BundledItem,
    Catalogue,
    CatalogueItem,
    Cost,
    Offer,
    Offers,
    Price,
)
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
from itsmcore.documents._leaves import TEXT
from itsmcore.documents._models import KnownModel
from itsmcore.documents._roles import Named, Places
from itsmcore.documents._schedules import SPAN, ScheduleShape
from itsmcore.documents._shape import Choice, Computed, Listed, Maybe, Schema, Shape
from itsmcore.documents._values import Kind, Only, Values, kind, wrapped
from itsmcore.documents._waits import Wait
from itsmcore.documents._zones import ZONE
from itsmcore.figures import Figure
from itsmcore.improvements import Register, Trend, Verdict
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
from itsmcore.lexicon import Lexicon
from itsmcore.lifecycle import (
    Actor,
    Argument,
    Form,
    Guard,
    Lifecycle,
    Permit,
    Reaction,
    Roles,
    Rule,
    State,
    Timer,
)
from itsmcore.matching import Topic
from itsmcore.objectives import Attainment, Attainments, Objective
from itsmcore.outages import Outage
from itsmcore.phrase import Phrase
from itsmcore.plans import Plan, PlannedTask
from itsmcore.plans._plan import OnIncomplete
from itsmcore.priority import Prioritisation
from itsmcore.problems import Workaround
from itsmcore.queue import Criterion, Queue, Queued
from itsmcore.satisfaction import (
    Answers,
    Invitation,
    Invitations,
    Response,
    Scale,
    Survey,
    Uninvited,
)
from itsmcore.schedule import EndOfWorkingDay, Schedule, Span, Target, WorkingDayBy, WorkingDays
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
from itsmcore.services import (
    Affected,
    Availability,
    AvailabilityTerms,
    Item,
    MeasuredAvailability,
    Needs,
    Service,
    ServiceImpact,
    ServiceMap,
    ServiceMapChanges,
)
from itsmcore.techniques import FiveWhys, Ishikawa

_BY_NAME = {"event": NamedEvent, "model": KnownModel | None}
_COMPUTED = Phrase("documents.computed.agreement")
_ORDERED = Phrase("documents.computed.order")
_MEASURED = Phrase("documents.computed.outages")
_MAPPED = Phrase("documents.computed.map")
_REVIEWED = Phrase("documents.computed.improvements")
_OFFERED = Phrase("documents.computed.catalogue")
_ASKED = Phrase("documents.computed.survey")
_EXPLAINED = Phrase("documents.computed.rules")
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
    "service_map": ServiceMap,
    "outage": Outage,
    "availability": Availability,
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
    "lexicon": Lexicon,
    "topic": Topic,
    "major_team": MajorTeam,
    "major_trigger": MajorTrigger,
    "form": Form,
    "price": Price,
    "cost": Cost,
    "catalogue": Catalogue,
    "scale": Scale,
    "survey": Survey,
    "invitation": Invitation,
    "response": Response,
}
_SAID: Schema = {"pattern": r"\S"}
_LIMITS: dict[type, dict[str, Schema]] = {
    ProcedureStep: {"action": {"minLength": 1}, "duration": {"pattern": "^(?!-.*[1-9])"}},
    FiveWhys: {
        "effect": _SAID,
        "answers": {"minItems": 1, "items": {"type": "string", **_SAID}, "uniqueItems": True},
        "action": _SAID,
    },
    Ishikawa: {
        "effect": _SAID,
        "causes": {
            "not": {"additionalProperties": {"maxItems": 0}},
            "additionalProperties": {
                "type": "array",
                "items": {"type": "string", **_SAID},
                "uniqueItems": True,
            },
        },
        "categories": {"uniqueItems": True},
    },
}
"""What schemas say of some values besides their types, as the classes themselves check it."""
_SCALARS: tuple[type, ...] = (str, int, float, bool, Decimal, dt.date, dt.datetime)
_KINDS: dict[str, Any] = {kind.__name__: kind for kind in _SCALARS}
_KINDS |= {f"tuple[{name}]": GenericAlias(tuple, (kind, ...)) for name, kind in _KINDS.items()}
"""The types of custom fields, by their names."""
_PLACED: dict[str, type] = {
    "a bundled item": BundledItem,
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
    "a service": Service,
    "an item": Item,
    "a need": Needs,
    "terms of availability": AvailabilityTerms,
    "an objective": Objective,
    "a figure": Figure,
}
"""What stands only where a field tells its class, by its name in errors."""


_WAITS = {"target": Wait | None}


class Kinds:
    """Stands for the type of a custom field's values, if a field holds one."""


def _planned(*, tasks: Iterable[PlannedTask], **more: Any) -> Plan:
    return Plan(*tasks, **more)


def _bundled(*, name: str, items: Iterable[BundledItem], **more: Any) -> Bundle:
    return Bundle(name, *items, **more)


def add_practices(values: Values, shape_of: Callable[[Any], Shape]) -> None:
    """Enter them into the table."""
    values.add(Kind("schedule", Schedule, ScheduleShape()))
    for tag, cls in _TAGGED.items():
        values.derive(tag, cls, shape_of, limits=_LIMITS.get(cls, {}))
    values.add(wrapped("actor", Actor, ACTOR))
    planned = Listed(
        Derived(Phrase("documents.practices.planned_task"), PlannedTask, shape_of, hints=_WAITS)
    )
    values.add(
        kind(
            "plan",
            Plan,
            _planned,
            Part("tasks", planned),
            Part("on_incomplete", Choice({name: name for name in get_args(OnIncomplete)}), "skips"),
            Part("starts_in", Maybe(TEXT), None),
        )
    )
    limits = {"target": Wait | None, "lasts": Wait | None}
    values.derive("catalogue_item", CatalogueItem, shape_of, hints=limits)
    bundled = Listed(Derived(Phrase("documents.practices.bundled_item"), BundledItem, shape_of))
    values.add(
        kind(
            "bundle",
            Bundle,
            _bundled,
            Part("name", TEXT),
            Part("items", bundled),
            Part("summary", TEXT),
        )
    )
    every = Listed(Derived(Phrase("documents.practices.alert"), Alert, shape_of))
    values.add(kind("alerts", Alerts, Alerts, Part("alerts", every, attribute="every")))
    values.unions |= {
        Target: WorkingDays | WorkingDayBy | EndOfWorkingDay,
        ScheduleChoice: Decision | InZoneOf,
        HasDeadline: Schedule,
    }
    values.typed |= {cls: Derived(words, cls, shape_of) for words, cls in _PLACED.items()}
    values.typed |= {
        Timer: Derived(
            Phrase("documents.practices.timer"), Timer, shape_of, hints={"after": Wait | None}
        ),
        Wait: Wait(Only(values, (WorkingDays, WorkingDayBy, EndOfWorkingDay))),
        Span: SPAN,
        dt.time: TIME,
        dt.tzinfo: ZONE,
        Readable: Only(values, (Field, Later, Shifted)),
        Argument: Derived(
            Phrase("documents.practices.custom_field"), Argument, shape_of, hints={"kind": Kinds}
        ),
        Kinds: Choice(_KINDS),
        Roles: Derived(
            Phrase("documents.practices.table_roles"), Roles, shape_of, hints={"named": Places}
        ),
        Places: Places(Listed(Derived(Phrase("documents.practices.entry_roles"), Named, shape_of))),
        Entry: Derived(Phrase("documents.practices.entry"), Entry, shape_of, hints=_BY_NAME),
        Proposal: Derived(
            Phrase("documents.practices.proposal"), Proposal, shape_of, hints=_BY_NAME
        ),
    }
    values.refuse(Computed(_COMPUTED), Clock, Clocks)
    values.refuse(Computed(_ORDERED), Queue, Queued)
    values.refuse(Computed(_MEASURED), MeasuredAvailability, Attainment, Attainments)
    values.refuse(Computed(_MAPPED), Affected, ServiceImpact, ServiceMapChanges)
    values.refuse(Computed(_OFFERED), Offer, Offers)
    values.refuse(Computed(_ASKED), Invitations, Uninvited, Answers)
    values.refuse(Computed(_REVIEWED), Register, Trend, Verdict)
    values.refuse(Computed(_EXPLAINED), Prioritisation, Assessment, CategoryChanges, Score)
