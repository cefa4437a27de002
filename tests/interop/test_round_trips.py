"""What is written is read back the same, fits its schema, and survives being broken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from itsmcore import testing as kit
from itsmcore.categories import Categoriser, CategoryTree
from itsmcore.conditions import Condition
from itsmcore.decisions import Decision
from itsmcore.incidents import INCIDENT
from itsmcore.interop.cattrs import BadDocument, Unwritable
from itsmcore.level import Level
from itsmcore.lifecycle import Actor, Event, Record
from itsmcore.outages import Outage
from itsmcore.plans import Plan
from itsmcore.priority import Prioritiser, PriorityMatrix
from itsmcore.services import Availability, ServiceMap
from itsmcore.timeline import Timeline
from tests.instants import NINE as _NINE
from tests.interop import strategies as some
from tests.interop.laws import assert_read_back, validator
from tests.interop.parcels import CONVERTER, MODELS

KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "records": (Record, some.records()),
    "events": (Event, some.events()),
    "histories": (tuple[Event, ...], st.lists(some.events(), max_size=3).map(tuple)),
    # Of a record of the stock model: facts have no types by which a parcel's data could be read.
    "timelines": (Timeline, some.timelines() | kit.records(max_events=3).map(Record.timeline)),
    "conditions": (Condition, some.conditions()),
    "decisions": (Decision[Any], some.decisions()),
    "matrices": (PriorityMatrix, some.matrices()),
    "prioritisers": (Prioritiser, kit.prioritisers()),
    "levels": (Level, some.LEVELS),
    "category trees": (CategoryTree, kit.category_trees()),
    "service maps": (ServiceMap, kit.service_maps(max_size=4)),
    "outages": (Outage, kit.outages()),
    "availabilities": (Availability, kit.availabilities()),
    "categorisers": (Categoriser, kit.categorisers()),
    "plans": (Plan, kit.plans()),
}
each = pytest.mark.parametrize("kind", KINDS)
slow = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20)


def _fits(kind: str, document: Any) -> bool:
    return validator(CONVERTER, KINDS[kind][0]).is_valid(document)


@each
@slow
@given(data=st.data())
def test_a_value_is_read_back_the_same(kind: str, data: st.DataObject) -> None:
    """With JSON text in between, and the same document comes of it again."""
    target, strategy = KINDS[kind]
    assert_read_back(CONVERTER, data.draw(strategy), target)


@each
@settings(slow, max_examples=20)
@given(data=st.data())
def test_what_is_written_fits_the_schema(kind: str, data: st.DataObject) -> None:
    """Whatever the value."""
    assert _fits(kind, CONVERTER.unstructure(data.draw(KINDS[kind][1])))


@pytest.mark.long
@pytest.mark.parametrize("model", MODELS, ids=str)
def test_each_model_has_a_schema_of_its_own(model: Any) -> None:
    """It is a schema, and the records of another model do not fit it."""
    schema = CONVERTER.json_schema(model)
    Draft202012Validator.check_schema(schema)
    inc = INCIDENT.open("INC-1", at=_NINE, by="ada", summary="s")
    document = CONVERTER.unstructure(inc)
    assert (model is INCIDENT) == Draft202012Validator(schema).is_valid(document)


@each
@slow
@given(data=st.data())
def test_a_broken_document_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    """There is no third way; what is read is a value like any other."""
    target, strategy = KINDS[kind]
    document = data.draw(some.broken(strategy.map(CONVERTER.unstructure)))
    try:
        value = CONVERTER.structure(document, target)
    except BadDocument as error:
        assert error.problems
        for path, words in error.problems:
            assert f"{path or 'it'} {words}" in str(error)
            # Nothing was caught that the reader did not foresee, unless cattrs read it.
            assert "Error(" not in words or any(name in path for name in ("token", "span"))
    else:
        try:
            written = CONVERTER.unstructure(value)
        except Unwritable as error:
            assert "which few stores take" in str(error)
            return
        json.dumps(written, allow_nan=False)
        assert value == CONVERTER.structure(written, target)
        if kind != "histories":
            assert _fits(kind, written)


@slow
@given(document=some.JUNK | some.VALUES, kind=st.sampled_from(sorted(KINDS)))
def test_anything_at_all_is_read_or_refused(document: Any, kind: str) -> None:
    """Plain Python values that are no JSON, too."""
    try:
        CONVERTER.structure(document, KINDS[kind][0])
    except BadDocument as error:
        assert error.problems


@given(roles=st.frozensets(some.TEXTS, max_size=3), name=some.TEXTS.filter(bool))
def test_an_actor_keeps_the_roles(roles: frozenset[str], name: str) -> None:
    """Actors are equal by name alone, so the other tests would not notice."""
    again = CONVERTER.structure(CONVERTER.unstructure(Actor(name, roles)), Actor)
    assert (name, roles) == (again.name, again.roles)
