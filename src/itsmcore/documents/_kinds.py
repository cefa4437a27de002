"""The table of kinds: one entry for each class of values that a document may hold anywhere."""

from __future__ import annotations

import datetime as dt
from collections import abc
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from itsmcore.assessment import Assessor, Band, Question, Questionnaire
from itsmcore.conditions import All, AtLeast, Field, HasWord, Not, Opaque, Some, Test
from itsmcore.decisions import Decision, Row
from itsmcore.documents._built import Part
from itsmcore.documents._derived import Derived
from itsmcore.documents._leaves import (
    DATE,
    DECIMAL,
    DURATION,
    FRACTION,
    INSTANT,
    NUMBER,
    TEXT,
)
from itsmcore.documents._seen import SeenEventShape, SeenRecordShape
from itsmcore.documents._shape import Choice, Leaf, Listed, Mapped, Repeated, Shape
from itsmcore.documents._snapshots import snapshot_kind
from itsmcore.documents._values import Kind, Values, kind, wrapped
from itsmcore.frozen import FrozenDict
from itsmcore.level import Level
from itsmcore.lifecycle import Cause, Link, SeenEvent, SeenRecord
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.priority import Ceiling, Floor, Prioritiser, PriorityMatrix
from itsmcore.timeline import Flaw, Step, Timeline

_FIELD = Leaf(
    lambda document: Field(TEXT.read(document)),
    lambda field: TEXT.write(field.name),
    {"type": "string"},
)
_PHASE = Choice({phase.value: phase for phase in Phase})


def table(
    scales: Mapping[str, type[Level]],
    functions: Mapping[str, Callable[..., Any]],
    shape_of: Callable[[Any], Shape],
) -> Values:
    """Make the table.

    Args:
        scales: the classes of levels, by name.
        functions: those that may stand in conditions, by their dotted names.
        shape_of: returns the shape of a type, for classes that are written as their fields.
    """
    # Importing the library is not to wait for what reads calendars.
    from itsmcore.documents._practices import add_practices  # noqa: PLC0415

    values = Values()
    values.add(*_scalars(), *_collections(values), _level(scales))
    values.derive("link", Link, shape_of)
    values.derive("field", Field, shape_of)
    values.derive("all", All, shape_of, always=("parts",))
    values.derive("some", Some, shape_of, always=("parts",))
    values.derive("not", Not, shape_of)
    values.derive("at_least", AtLeast, shape_of)
    values.derive("has_word", HasWord, shape_of)
    values.derive("function", Opaque, shape_of)
    values.derive("test", Test, shape_of)
    values.derive("decision", Decision, shape_of)
    values.derive("matrix", PriorityMatrix, shape_of)
    values.derive("questionnaire", Questionnaire, shape_of)
    values.derive("floor", Floor, shape_of)
    values.derive("ceiling", Ceiling, shape_of)
    values.derive("prioritiser", Prioritiser, shape_of)
    values.unions[Assessor] = PriorityMatrix | Questionnaire
    # Its flaws are called as in documents of 0.1.0.
    values.derive("timeline", Timeline, shape_of, always=("steps",), keys={"flaws": "faults"})
    values.typed |= {
        Field: _FIELD,
        abc.Callable: Choice(functions, Phrase("documents.kinds.function_pass_functions")),
        Question: Derived(Phrase("documents.kinds.question"), Question, shape_of),
        Band: Derived(Phrase("documents.kinds.band"), Band, shape_of),
        Cause: Repeated(Derived(Phrase("documents.kinds.cause"), Cause, shape_of)),
        Row: Derived(Phrase("documents.kinds.row"), Row, shape_of),
        Step: Derived(Phrase("documents.kinds.step"), Step, shape_of),
        Flaw: Derived(Phrase("documents.kinds.flaw"), Flaw, shape_of),
    }
    seen, told = SeenRecordShape(values), SeenEventShape(values)
    values.refuse(seen, SeenRecord)
    values.refuse(told, SeenEvent)
    add_practices(values, shape_of)
    values.add(snapshot_kind(values))
    return values


def _scalars() -> Iterable[Kind]:
    yield wrapped("instant", dt.datetime, INSTANT)
    yield wrapped("date", dt.date, DATE)
    yield wrapped("duration", dt.timedelta, DURATION)
    yield wrapped("decimal", Decimal, DECIMAL)
    yield wrapped("fraction", Fraction, FRACTION)
    yield wrapped("phase", Phase, _PHASE)


def _collections(values: Values) -> Iterable[Kind]:
    yield wrapped("map", FrozenDict, Mapped(values, FrozenDict))
    yield wrapped("dict", dict, Mapped(values, dict))
    yield wrapped("list", list, Listed(values, list))
    yield wrapped("set", frozenset, Listed(values, frozenset))


def _level(scales: Mapping[str, type[Level]]) -> Kind:
    advice = Phrase("documents.kinds.scale_known_pass")

    def take(level: Level) -> tuple[Any, ...]:
        return type(level), level.code, level.label, level.rank

    def make(scale: type[Level], code: str, label: str, rank: float) -> Level:
        read = scale(code, label, rank)
        return next((rung for rung in scale.scale if rung == read), read)

    written = kind(
        "level",
        Level,
        make,
        Part("scale", Choice(scales, advice)),
        Part("code", TEXT),
        Part("label", TEXT),
        Part("rank", NUMBER),
        take=take,
    )
    return attrs.evolve(written, shape=Repeated(written.shape))
