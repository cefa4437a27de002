"""Faces: what a room offers is named by the room, and by no file inside it."""

import copy
import importlib
import pickle
import pickletools
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from hypothesis import given

import itsmcore
from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, TASK, Incident, Model, Record
from itsmcore import testing as some
from itsmcore._faces import offer
from itsmcore.complaints import COMPLAINT
from itsmcore.errors import OtherModel
from itsmcore.improvements import IMPROVEMENT
from itsmcore.knowledge import ARTICLE
from itsmcore.presets import servicenow
from tests.instants import NINE
from tests.timing import calls

PUBLIC = [
    found.name
    for found in pkgutil.walk_packages(itsmcore.__path__, "itsmcore.")
    if not any(part.startswith("_") for part in found.name.split("."))
]

MODELS = [
    INCIDENT,
    PROBLEM,
    ARTICLE,
    COMPLAINT,
    IMPROVEMENT,
    NORMAL_CHANGE,
    TASK,
    servicenow.INCIDENT,
    servicenow.INCIDENT_LENIENT,
]
MINE = INCIDENT.extended(without="auto_close", name="mine")


def private(value: object) -> list[str]:
    """Return the private names of this library that a value's pickle holds."""
    texts = [arg for _, arg, _ in pickletools.genops(pickle.dumps(value)) if isinstance(arg, str)]
    return [text for text in texts if text.startswith("itsmcore") and "._" in text]


def twin(value: Any) -> Any:
    """Return what is read back of a value's pickle."""
    return pickle.loads(pickle.dumps(value))


def lived(model: Any = INCIDENT) -> Incident:
    """Return an incident of six events."""
    incident: Incident = model.open("INC-1", at=NINE, by="ada", summary="Mail is down")
    incident = incident.assign(at=NINE, by="desk", group="messaging", assignee="grace")
    incident = incident.start(at=NINE, by="grace").comment(at=NINE, by="grace", text="Looking")
    incident = incident.update(at=NINE, by="grace", location="Building 4")
    return incident.resolve(at=NINE, by="grace", code="solution_provided", notes="Restarted it")


def offered(module: str) -> Iterator[tuple[str, Any]]:
    """Return each class and function that a public module offers, by name."""
    face = importlib.import_module(module)
    for name in getattr(face, "__all__", ()):
        value = getattr(face, name)
        if isinstance(value, type | FunctionType):
            yield name, value


@pytest.mark.parametrize("module", ["itsmcore", *PUBLIC])
def test_what_a_face_offers_is_found_where_it_says(module: str) -> None:
    """The module of a public name is public, and has it under that name."""
    for name, value in offered(module):
        home = value.__module__
        assert home == "itsmcore" or home in PUBLIC or not home.startswith("itsmcore"), name
        assert value is getattr(importlib.import_module(home), value.__name__)


@given(some.records())
def test_no_pickle_names_a_private_file(record: Record[Any]) -> None:
    """A record, its model by value, its timeline: files inside a room may move."""
    assert [] == private(record)
    assert [] == private(record.timeline())
    assert [] == private(record.model.extended(name="by value"))
    assert record == twin(record)


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_a_model_that_a_face_offers_is_itself_after_a_pickle(model: Model) -> None:
    """It travels by name, with what tells its edition."""
    assert model is twin(model)
    assert 300 > len(pickle.dumps(model))


def test_a_model_of_one_s_own_travels_by_value_and_once() -> None:
    """Equal ones are one, so that a worker compiles it once whatever number of records it reads."""
    first, second = twin(MINE), twin(MINE)
    assert MINE == first
    assert first is second
    records = [twin(lived(MINE)) for _ in range(3)]
    assert lived(MINE) == records[0]
    assert all(one.model is first for one in records)


def test_another_edition_of_a_model_is_told_from_the_one_pickled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is read by tables that it was not written with, unless somebody says so."""
    from itsmcore import incidents

    pickled = pickle.dumps(INCIDENT)
    monkeypatch.setattr(incidents, "INCIDENT", MINE)
    with pytest.raises(OtherModel, match=r"incident 1|mine 1") as caught:
        pickle.loads(pickled)
    assert "itsmcore.incidents.INCIDENT" in str(caught.value)


def test_a_pickled_record_is_its_class_and_its_history() -> None:
    """Six events take less than 3 kB, and their record is there in some tens of calls."""
    record = lived()
    pickled = pickle.dumps(record)
    assert 3_000 > len(pickled)
    assert INCIDENT is twin(record).model

    assert "resolved" == pickle.loads(pickled).state
    assert calls(lambda: pickle.loads(pickled)) <= 150


def test_a_copy_of_a_record_is_the_record() -> None:
    """However it is copied."""
    assert lived() == copy.copy(lived()) == copy.deepcopy(lived())
    assert INCIDENT is copy.deepcopy(INCIDENT)


def test_a_class_is_named_by_its_room_and_reads_its_types_where_it_was_written() -> None:
    """A type that is there already stays, and one in words is looked up in the file."""

    class Loose:
        place: Path
        number: "Decimal"  # type: ignore[name-defined]  # noqa: F821

    Loose.__module__ = "decimal._file"
    offer({"__name__": "decimal", "__all__": ("Loose",), "Loose": Loose})
    told: Any = Loose.__annotations__["number"]
    assert ("decimal", Path) == (Loose.__module__, Loose.__annotations__["place"])
    assert ("Decimal", "decimal._file") == (told.__forward_arg__, told.__forward_module__)
