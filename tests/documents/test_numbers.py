"""Numbers in documents: 1.0 is a whole number and True is none, for the schema and the reader."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from enum import Enum
from typing import Any, ClassVar, Literal

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from itsmcore import INCIDENT, NORMAL_CHANGE, Event, Incident, Rule
from itsmcore.documents import BadDocument, Documents
from itsmcore.lifecycle import ANY
from itsmcore.testing import records
from tests.instants import NINE as T0


class Weekday(Enum):
    """Which day it is."""

    MONDAY = 1
    TUESDAY = 2


@attrs.frozen(kw_only=True)
class Counted(Event):
    """Say numbers of every kind."""

    verb: ClassVar[str] = "count"
    many: int = 1
    day: Weekday = Weekday.MONDAY
    way: Literal[1, "one"] = 1
    either: int | str = 1
    half: float | str = 1.0
    perhaps: bool = True
    several: tuple[int, ...] = (1, 1)
    likely: int | None = 1


MINE = INCIDENT.extended(Rule(Counted, source=ANY), name="mine")
DOCUMENTS = Documents(models=[INCIDENT, NORMAL_CHANGE, MINE])
VALIDATORS = {
    model: Draft202012Validator(DOCUMENTS.json_schema(model))
    for model in (INCIDENT, NORMAL_CHANGE, MINE)
}
Path = tuple[str | int, ...]


def numbers_in(document: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where the numbers and the flags of a document stand."""
    if isinstance(document, bool | int | float):
        yield path
    parts: Any = ()
    if isinstance(document, dict):
        parts = document.items()
    elif isinstance(document, list):
        parts = enumerate(document)
    for key, part in parts:
        yield from numbers_in(part, (*path, key))


def with_other(document: Any, path: Path, other: Any) -> Any:
    """Give a document with another value at a place."""
    made = place = copy.deepcopy(document)
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = other
    return made


def is_taken(document: Any, kind: type[Any]) -> bool:
    """Tell whether a document can be read."""
    try:
        DOCUMENTS.structure(document, kind)
    except BadDocument:
        return False
    return True


def counted() -> Any:
    """Write an incident that says numbers of every kind, and one that follows from another."""
    inc = MINE.open("INC-1", at=T0, by="ada", summary="x", custom={"n": 1, "is": True})
    inc = inc.hold(at=T0, by="grace", reason="caller").comment(at=T0, by="ada", text="t")
    return DOCUMENTS.unstructure(inc.apply(Counted(at=T0, by="grace")))


PLACES = tuple(numbers_in(counted()))


@pytest.mark.parametrize("other", [1.0, True, 1.5, 1, False], ids=repr)
@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_what_is_taken_is_what_the_schema_takes(path: Path, other: Any) -> None:
    """At every place where an event can say a number or a flag."""
    document = with_other(counted(), path, other)
    assert VALIDATORS[MINE].is_valid(document) == is_taken(document, Incident)


@pytest.mark.parametrize("model", [INCIDENT, NORMAL_CHANGE], ids=str)
@settings(max_examples=25)
@given(st.data())
def test_a_number_is_one_for_the_schema_and_the_reader(model: Any, data: st.DataObject) -> None:
    """Whatever the record is; the other number equals its own, in another type of JSON."""
    document = DOCUMENTS.unstructure(data.draw(records(model)))
    path = data.draw(st.sampled_from([*numbers_in(document)]))
    held = document
    for key in path:
        held = held[key]
    others = [float(held), int(held), bool(held)]
    assume(int(held) == held)
    made = with_other(document, path, data.draw(st.sampled_from(others)))
    assert VALIDATORS[model].is_valid(made) == is_taken(made, model.record)


def test_the_edition_is_a_number() -> None:
    """Its document may say 1.0, as JSON has it, and not true."""
    document = counted()
    assert is_taken({**document, "schema": 1.0}, Incident)
    with pytest.raises(BadDocument, match="schema is True; known: 1"):
        DOCUMENTS.structure({**document, "schema": True}, Incident)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    """It is read as what it is."""
    document = counted()
    (place,) = [path for path in PLACES if path[-2:] == ("cause", "version")]
    read = DOCUMENTS.structure(with_other(document, place, 3.0), Incident)
    assert read == DOCUMENTS.structure(document, Incident)
    cause = read.history[-2].cause
    assert cause is not None
    assert int is type(cause.version)
