"""A practice with events whose fields are of every type that a field may be declared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, ClassVar, Literal, NewType
from uuid import UUID

import attrs

from itsmcore.conditions import Condition, field
from itsmcore.decisions import Decision
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import INCIDENT
from itsmcore.interop.cattrs import ItsmConverter, make_converter
from itsmcore.level import Level
from itsmcore.lifecycle import ANY, Actor, Event, Link, Rule
from itsmcore.phase import Phase
from itsmcore.presets import servicenow
from itsmcore.timeline import Timeline
from tests.support import LOAN

Site = NewType("Site", str)


class Size(Enum):
    """A plain enumeration of whole numbers."""

    SMALL = 1
    LARGE = 2


class Shade(Enum):
    """An enumeration whose values are no JSON."""

    DARK = (0, 0)
    LIGHT = (1, 1)


class Colour(StrEnum):
    """An enumeration of texts."""

    RED = "red"
    BLUE = "blue"


class Hazard(Level):
    """A scale that no model's tables hold."""

    __slots__ = ()


LOW_HAZARD = Hazard("low", "Low", 0.5)


@attrs.frozen
class Address:
    """A class of the user's own."""

    street: str
    number: int | None = 0
    inside: tuple[Address, ...] = ()


@attrs.frozen(kw_only=True)
class Weighed(Event):
    """Say everything about a parcel."""

    verb: ClassVar[str] = "weigh"
    grams: int
    is_odd: bool = False
    share: float = 0.0
    price: Decimal = Decimal("1.50")
    day: dt.date | None = None
    seen: dt.datetime | None = None
    length: dt.timedelta = dt.timedelta(hours=1)
    size: Size = Size.SMALL
    shade: Shade = Shade.DARK
    colour: Colour | None = None
    way: Literal["air", "sea"] = "sea"
    site: Site = Site("home")
    parts: frozenset[str] = frozenset()
    counts: list[int] = attrs.Factory(list)
    several: Sequence[dt.date] = ()
    rates: Mapping[str, float] = FrozenDict()
    table: dict[str, Decimal] = attrs.Factory(dict)
    either: str | float | None = None
    span: tuple[int, str] = (0, "")
    bare: tuple = ()  # type: ignore[type-arg]
    anything: Any = None
    whatever: str | Any = None
    address: Address | None = None
    token: UUID | None = None
    risk: Hazard | None = None
    phase: Phase = Phase.NEW
    link: Link | None = None
    rule: Condition | None = None
    table_of: Decision[str] | None = None
    line: Timeline | None = None
    carrier: Actor | None = None
    undone: Event | None = None
    said: str = attrs.field(default=attrs.Factory(lambda self: self.verb, takes_self=True))
    nothing: None = None
    _secret: int = 0
    computed: int = attrs.field(init=False, default=7)


def is_busy(facts: Any) -> bool:
    """Stand for a function of the user's own in a condition."""
    return bool(facts.get("x") == 1)


MINE = INCIDENT.extended(Rule(Weighed, source=ANY), name="mine", version="2")
MODELS = (INCIDENT, MINE, servicenow.INCIDENT, servicenow.INCIDENT_LENIENT)


def converter_of(**options: Any) -> ItsmConverter:
    """Make a converter that knows all of this."""
    known: dict[str, Any] = {"models": MODELS, "functions": [is_busy], "levels": [Hazard]}
    converter = make_converter(**{**known, **options})
    converter.register_unstructure_hook(UUID, str)
    converter.register_structure_hook(UUID, lambda text, _: UUID(text))
    return converter


CONVERTER = converter_of()
LOANS = make_converter(models=[LOAN])
BUSY = field("x").is_(1)
