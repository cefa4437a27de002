"""Service levels: agreements with their goals and terms, each as what it was made of."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Iterable
from typing import Any

import attrs

from itsmcore.conditions import ALWAYS, NEVER, Condition, phase
from itsmcore.decisions import Decision
from itsmcore.interop._built import REQUIRED, Built, Part
from itsmcore.interop._leaves import INSTANT, NUMBER, TEXT
from itsmcore.interop._shape import Choice, Computed, Listed, Maybe, Schema, Shape
from itsmcore.interop._values import TAG, Kind, Only, Values, kind
from itsmcore.phase import Phase
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Clock, Clocks, Goal, InZoneOf, Terms, Threshold
from itsmcore.service_levels import Kind as AgreementKind
from itsmcore.service_levels._terms import SIGNALS

_KIND = Choice({kind.value: kind for kind in AgreementKind})
_SIGNALS = Listed(Choice({signal: signal for signal in SIGNALS}))
_SEVERAL = Listed(TEXT)
_THRESHOLD = Built(
    "a threshold", Threshold, [Part("percent", NUMBER), Part("actions", _SEVERAL, default=())]
)
_SOME_GOAL: dict[str, Any] = {
    "metric": "goal",
    "stop": Phase.RESOLVED,
    "targets": dt.timedelta(hours=1),
}
_SOME_AGREEMENT: dict[str, Any] = {"name": "agreement", "goals": [Goal(**_SOME_GOAL)]}
_GOAL_LACKS = {
    "no_name": "name",
    "stops_at_start": "stop",
    "always_paused": "resume",
    "momentary_pause": "resume",
    "nothing_to_resume": "pause",
}
_AGREEMENT_LACKS = {"version_order": "effective_from"}
_COMPUTED = "it is computed, and never stored; store the agreement, and measure again"


def add_service_levels(values: Values) -> None:
    """Enter agreements and what they are made of into the table."""
    values.add(kind("terms", Terms, Terms, *_choices()))
    values.add(
        kind(
            "in_zone_of",
            InZoneOf,
            InZoneOf,
            Part("fact", TEXT),
            Part("schedule", Only(values, (Schedule,))),
        )
    )
    values.add(Kind("goal", Goal, _Goal(values)), _agreement(values))
    values.refuse(Computed(_COMPUTED), Clock, Clocks)


def _choices() -> Iterable[Part]:
    """Give a part for each choice of terms, with the names that it may have."""
    types = typing.get_type_hints(Terms)
    for one in attrs.fields(Terms):
        known = typing.get_args(types[one.name])
        shape: Shape = Choice({name: name for name in known})
        yield Part(one.name, _SIGNALS if one.name == "order" else shape, default=one.default)


class _Goal:
    """Write a goal; its name only where that is not its metric."""

    def __init__(self, values: Values) -> None:
        condition = Only(values, (Condition,))
        choice = Only(values, (Schedule, Decision, InZoneOf))
        parts = (
            Part("metric", TEXT),
            Part("name", TEXT, default=REQUIRED, is_required=False),
            Part("start", condition, default=ALWAYS),
            Part("stop", condition),
            Part("pause", condition, default=NEVER),
            Part("resume", Maybe(condition), default=None),
            Part("reset", condition, default=NEVER),
            Part("cancel", condition, default=phase(Phase.CANCELLED)),
            Part("targets", Only(values, (Decision,))),
            Part("schedule", Maybe(choice), default=None),
            Part("thresholds", Listed(_THRESHOLD), default=()),
            Part("on_breach", _SEVERAL, default=()),
            Part("per", Maybe(TEXT), default=None),
            Part("start_at", Maybe(TEXT), default=None),
            Part("terms", Maybe(Only(values, (Terms,))), default=None),
        )
        self._built = Built(
            "goal", Goal, parts, tag=(TAG, "goal"), stand_ins=_SOME_GOAL, lacks=_GOAL_LACKS
        )

    def read(self, document: Any) -> Goal:
        goal: Goal = self._built.read(document)
        return goal

    def write(self, goal: Goal) -> Any:
        document = self._built.write(goal)
        if goal.name == goal.metric:
            del document["name"]
        return document

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return self._built.schema(definitions)


def _agreement(values: Values) -> Kind:
    return kind(
        "agreement",
        Agreement,
        Agreement,
        Part("name", TEXT),
        Part("goals", Listed(Only(values, (Goal,)))),
        Part("schedule", Only(values, (Schedule,)), default=Schedule.always()),
        Part("applies", Only(values, (Condition,)), default=ALWAYS),
        Part("kind", _KIND, default=AgreementKind.SLA),
        Part("terms", Only(values, (Terms,)), default=Terms()),
        Part("version", TEXT, default="1"),
        Part("effective_from", Maybe(INSTANT), default=None),
        Part("previous", Maybe(Only(values, (Agreement,))), default=None),
        stand_ins=_SOME_AGREEMENT,
        lacks=_AGREEMENT_LACKS,
    )
