"""Requests and records as pydantic has them."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Annotated, Any

import pydantic
import pytest

from itsmcore import INCIDENT, Incident
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import Condition, field
from itsmcore.documents import Documents
from itsmcore.errors import Unlisted
from itsmcore.incidents import HoldReason
from itsmcore.level import Impact
from tests.instants import NINE

interop: Any = importlib.import_module("itsmcore.interop.pydantic")
DOCUMENTS = Documents()
NIGHT = field("event.tags").contains("night")


def incident() -> Incident:
    return Incident.open("INC-1", at=NINE, by="ada", summary="Mail", impact=Impact.HIGH)


def test_a_request_has_the_arguments_of_its_verb() -> None:
    """As the verb takes them; what was not said is not among them."""
    opened = interop.verb_request(INCIDENT, "open")
    body = opened.model_validate({"summary": "Mail", "impact": "high", "urgency": None})
    assert {"summary": "Mail", "impact": Impact.HIGH} == body.arguments()
    assert ("IncidentOpen", Impact.HIGH) == (opened.__name__, body.impact)
    assert {"summary": "Mail", "impact": "high"} == json.loads(
        body.model_dump_json(exclude_none=True)
    )
    held = interop.verb_request(INCIDENT, "hold", envelope=["at"])
    said = held.model_validate_json('{"reason": "vendor", "at": "2026-01-05T09:00:00Z"}')
    assert {"at": NINE, "reason": HoldReason.VENDOR} == said.arguments()


@pytest.mark.parametrize(
    ("document", "place"),
    [({"reason": "vendro"}, "reason"), ({}, "reason"), ({"reason": "vendor", "by": "x"}, "by")],
)
def test_what_is_wrong_is_told_by_its_place(document: Any, place: str) -> None:
    """As FastAPI tells its clients."""
    with pytest.raises(pydantic.ValidationError) as caught:
        interop.verb_request(INCIDENT, "hold").model_validate(document)
    assert [(place,)] == [fault["loc"] for fault in caught.value.errors()]
    with pytest.raises(Unlisted):
        interop.verb_request(INCIDENT, "hodl")


def test_its_schema_is_that_of_the_request() -> None:
    """With its definitions among those of pydantic, wherever that puts them."""
    schema = interop.verb_request(INCIDENT, "hold").model_json_schema()
    asked = DOCUMENTS.request_schema(INCIDENT, "hold")
    assert asked["properties"]["reason"]["enum"] == schema["properties"]["reason"]["enum"]
    assert (False, ["reason"]) == (schema["additionalProperties"], schema["required"])
    assert asked["description"] == schema["description"]
    amend = interop.verb_request(NORMAL_CHANGE, "amend")
    assert {"procedure_step"} == amend.model_json_schema()["$defs"].keys()
    inside = str(amend.model_json_schema(ref_template="#/components/schemas/{model}"))
    assert "#/components/schemas/procedure_step" in inside
    assert "#/$defs/" not in inside


def test_a_field_holds_a_record() -> None:
    """Read from its document, or given as it is; written as its document."""

    class Answer(pydantic.BaseModel):
        record: Annotated[Incident, interop.Stored(DOCUMENTS)]

    document = DOCUMENTS.unstructure(incident())
    assert (
        incident()
        == Answer.model_validate({"record": document}).record
        == Answer(record=incident()).record
    )
    assert {"record": document} == Answer(record=incident()).model_dump(mode="json")
    with pytest.raises(pydantic.ValidationError, match="history is empty"):
        Answer.model_validate({"record": {**document, "history": []}})
    (part,) = Answer.model_json_schema()["properties"].values()
    assert "history" in str(part)


def test_a_field_holds_what_holds_its_like() -> None:
    """The schema refers to itself then, and the definitions of two documents do not mix."""
    jsonschema = pytest.importorskip("jsonschema")

    class Page(pydantic.BaseModel):
        when: Annotated[Condition, interop.Stored(DOCUMENTS)]
        also: Annotated[Condition, interop.Stored(Documents(models=(NORMAL_CHANGE,)))]

    page = Page(when=~(NIGHT | ~NIGHT), also=NIGHT)
    schema = Page.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    document = page.model_dump(mode="json")
    assert validator.is_valid(document)
    assert page == Page.model_validate(document)
    assert not validator.is_valid({**document, "when": {"$": "not", "part": {"$": "nothing"}}})


def test_what_is_nested_too_deeply_is_told_by_its_place() -> None:
    """And is no error of the server."""
    adapter = pydantic.TypeAdapter(Annotated[Condition, interop.Stored(DOCUMENTS)])
    document = adapter.dump_python(~NIGHT, mode="json")
    deep: Any = document
    for _ in range(100_000):
        deep = {**document, "part": deep}
    with pytest.raises(pydantic.ValidationError, match="nested too deeply"):
        adapter.validate_python(deep)


def test_without_pydantic_the_error_says_which_extra_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As for every outside library."""
    monkeypatch.setitem(sys.modules, "pydantic", None)
    monkeypatch.delitem(sys.modules, "itsmcore.interop.pydantic")
    with pytest.raises(ImportError, match=r"pip install 'itsmcore\[pydantic\]'"):
        importlib.import_module("itsmcore.interop.pydantic")
