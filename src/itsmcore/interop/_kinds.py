"""The table of kinds: one entry for each class of values that a document may hold anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from itsmcore.conditions import All, Condition, Field, Not, Op, Opaque, Some, Test
from itsmcore.decisions import Decision, Match, Row
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.interop._built import Built, Part
from itsmcore.interop._leaves import (
    DATE,
    DECIMAL,
    DURATION,
    FLAG,
    FRACTION,
    INSTANT,
    NUMBER,
    TEXT,
    WHOLE,
)
from itsmcore.interop._shape import Choice, Leaf, Listed, Mapped, Maybe, Shape
from itsmcore.interop._values import Kind, Only, Values, kind, wrapped
from itsmcore.level import Level
from itsmcore.lifecycle import Link
from itsmcore.phase import Phase
from itsmcore.priority import PriorityMatrix
from itsmcore.timeline import Flaw, Step, Timeline

PHASE = Choice({phase.value: phase for phase in Phase})
OP = Choice({op.value: op for op in Op})
MATCH = Choice({match.value: match for match in Match})
FIELD = Leaf(
    lambda document: Field(TEXT.read(document)),
    lambda field: TEXT.write(field.name),
    {"type": "string"},
)


def table(
    scales: Mapping[str, type[Level]],
    functions: Mapping[str, Callable[[Any], bool]],
    shape_of: Callable[[Any], Shape],
) -> Values:
    """Make the table.

    Args:
        scales: the classes of levels, by name.
        functions: those that may stand in conditions, by their dotted names.
        shape_of: gives the shape of a type, for classes that are written as their fields.
    """
    # Importing the library is not to wait for what reads calendars.
    from itsmcore.interop._changes import add_changes  # noqa: PLC0415
    from itsmcore.interop._problems import add_problems  # noqa: PLC0415
    from itsmcore.interop._schedules import add_schedules  # noqa: PLC0415
    from itsmcore.interop._service_levels import add_service_levels  # noqa: PLC0415

    values = Values()
    values.add(*_scalars(), *_collections(values), _level(scales))
    values.derive("link", Link, shape_of)
    values.add(*_conditions(values, functions))
    values.add(_decision(values), _matrix(values), _timeline(values))
    add_schedules(values)
    add_service_levels(values, shape_of)
    add_changes(values, shape_of)
    add_problems(values, shape_of)
    return values


def _scalars() -> Iterable[Kind]:
    yield wrapped("instant", dt.datetime, INSTANT)
    yield wrapped("date", dt.date, DATE)
    yield wrapped("duration", dt.timedelta, DURATION)
    yield wrapped("decimal", Decimal, DECIMAL)
    yield wrapped("fraction", Fraction, FRACTION)
    yield wrapped("phase", Phase, PHASE)


def _collections(values: Values) -> Iterable[Kind]:
    yield wrapped("map", FrozenDict, Mapped(values, FrozenDict))
    yield wrapped("dict", dict, Mapped(values, dict))
    yield wrapped("list", list, Listed(values, list))
    yield wrapped("set", frozenset, Listed(values, frozenset))


def _level(scales: Mapping[str, type[Level]]) -> Kind:
    advice = "its scale is not known; pass its class to make_converter as levels="

    def take(level: Level) -> tuple[Any, ...]:
        return type(level), level.code, level.label, level.rank

    def make(scale: type[Level], code: str, label: str, rank: float) -> Level:
        return scale(code, label, rank)

    return kind(
        "level",
        Level,
        lru_cache(1024)(make),
        Part("scale", Choice(scales, advice)),
        Part("code", TEXT),
        Part("label", TEXT),
        Part("rank", NUMBER),
        take=take,
    )


def _conditions(values: Values, functions: Mapping[str, Callable[[Any], bool]]) -> Iterable[Kind]:
    part, parts = Only(values, (Condition,)), Listed(Only(values, (Condition,)))
    name = Choice(functions, "it is a function; pass it to make_converter as functions=")
    yield kind("field", Field, Field, Part("name", TEXT))
    yield kind("all", All, All, Part("parts", parts))
    yield kind("some", Some, Some, Part("parts", parts))
    yield kind("not", Not, Not, Part("part", part))
    yield kind("function", Opaque, Opaque, Part("function", name))
    yield kind(
        "test",
        Test,
        Test,
        Part("subject", FIELD),
        Part("op", OP),
        Part("value", values, default=None),
    )


def _decision(values: Values) -> Kind:
    row = Built("a row", Row, [Part("when", Only(values, (Condition,))), Part("answer", values)])
    return kind(
        "decision",
        Decision,
        Decision,
        Part("rows", Listed(row)),
        Part("match", MATCH, default=Match.FIRST),
        Part("default", values, default=None),
        Part("name", TEXT, default="the decision"),
    )


def _matrix(values: Values) -> Kind:
    levels = Listed(Only(values, (Level,)))
    return kind(
        "matrix",
        PriorityMatrix,
        PriorityMatrix,
        Part("impacts", levels),
        Part("urgencies", levels),
        Part("rows", Listed(levels)),
        Part("may_fall", FLAG, default=False),
    )


def _timeline(values: Values) -> Kind:
    facts = Part("facts", Mapped(values, FrozenDict), default=EMPTY)
    verb = Part("verb", Maybe(TEXT), default=None)
    step = Built("a step", Step, [Part("at", INSTANT), verb, facts])
    flaw = Built("a flaw", Flaw, [Part("index", WHOLE), Part("code", TEXT), Part("words", TEXT)])
    flaws = Part("faults", Listed(flaw), default=(), attribute="flaws")
    states = Part("states", Listed(TEXT, frozenset), default=frozenset())
    return kind("timeline", Timeline, _made_timeline, Part("steps", Listed(step)), flaws, states)


def _made_timeline(*, faults: tuple[Flaw, ...] = (), **said: Any) -> Timeline:
    """Make a timeline; a document calls its flaws faults, as those of 0.1.0 do."""
    return Timeline(flaws=faults, **said)
