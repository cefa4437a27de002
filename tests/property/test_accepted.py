"""What a record accepts can be written, read back, pickled and put on a desk."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from collections.abc import Mapping
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import attrs
from hypothesis import HealthCheck, settings
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore import (
    INCIDENT,
    NORMAL_CHANGE,
    PROBLEM,
    TASK,
    Change,
    Desk,
    Impact,
    Incident,
    Problem,
    Record,
    Task,
    Urgency,
)
from itsmcore.approval import Authority, Quorum
from itsmcore.changes import ProcedureStep
from itsmcore.errors import ItsmError
from itsmcore.incidents import Escalation, HoldReason, ResolutionCode
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Actor, Cause, LinkKind
from itsmcore.phase import Phase
from itsmcore.techniques import FiveWhys
from tests.instants import NINE as T0

CONVERTER = make_converter(models=[INCIDENT, PROBLEM, NORMAL_CHANGE, TASK])
AHEAD = dt.timezone(dt.timedelta(hours=5, minutes=45))


class Sly(str):
    """A text that says that it is every other."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class Loud(StrEnum):
    """Members that differ from their own texts."""

    A = "caller"

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return 1


class Whole(int):
    """A whole number that is no other."""

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 2


class Grade(IntEnum):
    """Whole numbers."""

    ONE = 1


class Moment(dt.datetime):
    """An instant of a class of its own."""


TEXTS = st.text(st.characters(), max_size=4)
SCALARS = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, TEXTS.map(Sly), st.dates()),
    *(st.decimals(), st.timedeltas(), st.datetimes(timezones=st.sampled_from([dt.UTC, AHEAD]))),
    st.sampled_from(
        [
            *(2**20_000, -(2**20_000), Whole(3), Grade.ONE, Loud.A, HoldReason.CALLER, Phase.NEW),
            *(Moment(2026, 1, 5, tzinfo=AHEAD), Decimal("sNaN"), 2j, b"x", object(), len, INCIDENT),
            *(Impact.HIGH, Urgency.LOW, Impact("9", "Nine", 9), Actor("ada"), Cause("x"), "\ud800"),
        ]
    ),
)


def nested(value: Any, depth: int) -> Any:
    """Give a value that deep in tuples."""
    for _ in range(depth):
        value = (value,)
    return value


VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.lists(SCALARS, max_size=3).map(tuple),
    st.lists(TEXTS, max_size=3).map(frozenset),
    st.dictionaries(TEXTS | st.integers(), SCALARS, max_size=2),
    st.builds(nested, SCALARS, st.sampled_from([1, 2, 99, 100, 101, 500, 5000])),
)
MAPPINGS = st.dictionaries(TEXTS, SCALARS, max_size=2) | st.none() | VALUES
GOOD: Mapping[str, st.SearchStrategy[Any]] = {
    "summary": st.just("Mail is down"),
    "reason": st.sampled_from(["caller", "x"]),
    "text": st.just("Still slow"),
    "note": st.just("x"),
    "notes": st.just("x"),
    "code": st.sampled_from([*ResolutionCode, "successful"]),
    "kind": st.sampled_from([*LinkKind, *Escalation]),
    "target": st.sampled_from(["INC-2", "INC-1"]),
    "group": st.just("network"),
    "assignee": st.just("linus"),
    "category": st.just("mail/outlook"),
    "impact": st.sampled_from(Impact.scale),
    "urgency": st.sampled_from(Urgency.scale),
    "of": st.sampled_from(["CHG-9", "TASK-1", "PRB-1"]),
    "steps": st.just([ProcedureStep("Stop it", duration=dt.timedelta(hours=1)), "Start it"]),
    "authorities": st.just([Authority("CAB", ["x", "y", "z"], needs=Quorum(2))]),
    "lasts": st.sampled_from([dt.timedelta(days=1), dt.timedelta.max]),
    "analysis": st.just(FiveWhys("a", ["b"], action="c")),
    "cause": st.just("A full disk"),
    "custom": MAPPINGS,
    "to": st.just("boss"),
    "findings": st.just("x"),
    "planned_start": st.just(T0 + dt.timedelta(days=1)),
    "planned_end": st.just(T0 + dt.timedelta(days=2)),
}
OPENED: tuple[Record[Any], ...] = (
    Incident.open("INC-1", at=T0, by="ada", summary="x"),
    Incident.open("INC-1", at=T0, by="ada", summary="x").hold(at=T0, by="x", reason="caller"),
    Problem.open("PRB-1", at=T0, by="ada", summary="x", assignee="x").assess(at=T0, by="x"),
    Problem.open("PRB-1", at=T0, by="ada", summary="x", assignee="x")
    .assess(at=T0, by="x")
    .confirm(at=T0, by="x"),
    Change.open("CHG-1", at=T0, by="ada", summary="x", assignee="x").assess(at=T0, by="x"),
    Task.open("TASK-1", at=T0, by="ada", summary="x", parent="CHG-1").release(at=T0, by="x"),
)


CAUSES = st.builds(Cause, TEXTS, st.integers(), TEXTS) | VALUES


def mostly(usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw what is usual, and one time in eight what is odd."""
    return st.integers(0, 7).flatmap(lambda number: odd if number == 7 else usual)


@st.composite
def arguments(draw: st.DrawFn, event: Any, id: str) -> dict[str, Any]:
    """Draw the arguments of an event, most of them good and one or two hostile."""
    fields = [f for f in attrs.fields(event) if f.name not in ("id", "at", "by", "given", "cause")]
    names = [f.name for f in fields if f.default is attrs.NOTHING]
    others = [f.name for f in fields if f.name not in names]
    names += draw(st.lists(st.sampled_from(others), max_size=3, unique=True)) if others else []
    data = {n: draw(mostly(GOOD.get(n, st.just("x")), VALUES)) for n in names}
    data["given"] = draw(mostly(st.just({}), MAPPINGS))
    odd = st.sampled_from([Actor("x", {"lead"}), Actor("x", {"\0"}), Sly("x"), "\0", "", 5])
    data["by"] = draw(mostly(st.just("ada"), odd))
    if event.verb == "open":
        data["id"] = draw(mostly(st.just(id), VALUES))
    data["cause"] = draw(mostly(st.none(), CAUSES))
    return data


def check(record: Any) -> None:
    """See that it can be stored, and worked with, in every way there is."""
    document = json.loads(json.dumps(CONVERTER.unstructure(record), ensure_ascii=False).encode())
    assert record == CONVERTER.structure(document, type(record))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert record == pickle.loads(pickle.dumps(record, protocol))
    assert record == copy.deepcopy(record)
    assert record == Desk.of([record])[record.id]
    assert record == type(record).replay(record.history, model=record.model)
    assert () == type(record).audit(record.history, model=record.model)
    assert hash(record.history) == hash(pickle.loads(pickle.dumps(record.history)))
    assert repr(record.history)
    assert str(record.timeline())
    assert record.timeline() == CONVERTER.structure(
        CONVERTER.unstructure(record.timeline()), type(record.timeline())
    )


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@over(st.data())
def test_what_is_accepted_can_be_stored(data: st.DataObject) -> None:
    """By any verb and any opening of any practice; what is not raises an error of the library."""
    record: Any = data.draw(st.sampled_from(OPENED))
    event = data.draw(st.sampled_from(record.model.events))
    values = data.draw(arguments(event, record.id))
    try:
        if event is record.model.opening_event:
            accepted = type(record).begin(event(at=T0, **values), model=record.model)
        else:
            accepted = record.apply(event(at=T0, **values))
    except ItsmError as error:
        assert str(error)
        return
    check(accepted)
