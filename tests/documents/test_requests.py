"""What clients say of verbs, as JSON: the envelope is the server's, the codes are the model's."""

from __future__ import annotations

from typing import Any

import pytest

from itsmcore.changes import NORMAL_CHANGE
from itsmcore.desk._rules import MODELS
from itsmcore.documents import BadDocument, Documents
from itsmcore.errors import BadData, Unlisted
from itsmcore.incidents import INCIDENT, Held, HoldReason, Opened
from itsmcore.level import Impact
from itsmcore.lifecycle import Argument
from itsmcore.presets import servicenow
from itsmcore.problems import PROBLEM
from tests.instants import NINE

SITES = INCIDENT.extended(
    fields=[
        Argument("site", options=("AMS", "NYC"), is_required=True, help="Where it is"),
        Argument("floor", int, default=0),
        Argument("lit", bool, options=(True,)),
        Argument("share", float),
    ],
    name="sites",
)
DOCUMENTS = Documents(models=(INCIDENT, SITES, NORMAL_CHANGE))


def read(document: Any, verb: Any = "hold", model: Any = INCIDENT, **options: Any) -> Any:
    return DOCUMENTS.structure_request(document, model, verb, **options)


def test_levels_and_codes_are_said_by_their_codes() -> None:
    """Of the model at hand, whatever that calls them; null says nothing."""
    said = {"summary": "Mail", "impact": "high", "urgency": None, "tags": ["a"], "custom": {"x": 1}}
    assert {
        "summary": "Mail",
        "impact": Impact.HIGH,
        "tags": ("a",),
        "custom": {"x": 1},
    } == read(said, "open")
    assert {"reason": HoldReason.VENDOR} == read({"reason": "vendor"})
    impacts = servicenow.INCIDENT.legal["impact"]
    worst = read({"summary": "x", "impact": "1"}, "open", servicenow.INCIDENT)["impact"]
    assert max(impacts, key=lambda level: level.rank) == worst


def test_the_envelope_is_refused_unless_it_is_asked_for() -> None:
    """Each part of it by its name."""
    envelope = {
        "id": "INC-1",
        "at": "2026-01-05T09:00:00Z",
        "by": {"name": "ada", "roles": ["agent"]},
        "cause": {"name": "timer"},
        "given": {"freeze": True, "names": ["a"]},
    }
    document = {"summary": "Mail", **envelope}
    with pytest.raises(BadDocument) as caught:
        read(document, Opened)
    assert [*envelope] == [path for path, _ in caught.value.problems]
    asked = read(document, "open", envelope=tuple(envelope))
    assert (NINE, "ada", "INC-1") == (asked["at"], asked["by"].name, asked["id"])
    assert {"freeze": True, "names": ("a",)} == asked["given"]
    with pytest.raises(Unlisted, match="part of the envelope"):
        read({}, envelope=["id"])
    with pytest.raises(Unlisted, match="did you mean 'hold'"):
        read({}, "hodl")
    with pytest.raises(Unlisted):
        read({}, Held, NORMAL_CHANGE)


@pytest.mark.parametrize(
    ("document", "verb", "words"),
    [
        ([], "hold", "must be an object"),
        ({}, "hold", "reason is missing"),
        ({"reason": None}, "hold", "reason is None"),
        ({"reason": "vendro"}, "hold", "did you mean 'vendor'"),
        ({"reason": "vendor", "untli": "x"}, "hold", "no argument of hold; did you mean 'until'"),
        ({"reason": "vendor", "until": "20260105T090000Z"}, "hold", "an instant such as"),
        ({"custom": {"site": "ASM"}}, "update", "custom.site is 'ASM'"),
        ({"custom": {"lit": 1}}, "update", "custom.lit is 1"),
        ({"custom": {"floor": 0.5}}, "update", "custom.floor is 0.5, and must be an integer"),
        ({"custom": {"x": 1}}, "update", "no argument of custom"),
        ({"custom": 5}, "update", "custom is 5"),
        ({"authorities": []}, "request_approval", "no argument of request_approval"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(document: Any, verb: str, words: str) -> None:
    """And with what would do."""
    model = NORMAL_CHANGE if verb == "request_approval" else SITES
    with pytest.raises(BadDocument, match=words):
        read(document, verb, model)


def test_pointers_lead_to_what_is_wrong() -> None:
    """Through lists, and names with whatever signs in them; to the document itself by no step."""
    document = {"steps": [{"$": "procedure_step", "action": "Stop", "on~": 1}], 'a.b/"c': 1, "é": 2}
    with pytest.raises(BadDocument) as caught:
        Documents().structure_request(document, NORMAL_CHANGE, "amend")
    assert caught.value.pointers == ("/steps/0/on~0", '/a.b~1"c', "/é")
    with pytest.raises(BadDocument) as caught:
        Documents().structure_request([], NORMAL_CHANGE, "amend")
    assert caught.value.pointers == ("",)


def test_values_of_fields_that_nobody_declared_are_plain() -> None:
    """Scalars, and lists of them."""
    said = {"custom": {"a": None, "b": [1, "x", 0.5], "c": True}}
    assert {"a": None, "b": (1, "x", 0.5), "c": True} == read(said, "update")["custom"]
    for wrong in ({}, [[1]], {"$": "date", "value": "2026-01-05"}):
        with pytest.raises(BadDocument, match="custom"):
            read({"custom": {"a": wrong}}, "update")
    assert {"floor": 2, "lit": True, "share": 1} == read(
        {"custom": {"floor": 2.0, "lit": True, "share": 1}}, "update", SITES
    )["custom"]


def test_the_schema_tells_what_a_page_needs() -> None:
    """Labels, help, defaults, codes, and what has to be said."""
    schema = DOCUMENTS.request_schema(SITES, "open")
    assert ("open", ["summary"]) == (schema["title"], schema["required"])
    assert "at" not in schema["properties"]
    custom = schema["properties"]["custom"]["anyOf"][0]
    assert [] == custom["required"]
    site, floor = custom["properties"]["site"], custom["properties"]["floor"]
    assert ("site", "Where it is") == (site["title"], site["description"])
    assert ({"enum": ["AMS", "NYC"]}, 0) == (site["anyOf"][0], floor["default"])
    assert "$defs" not in schema
    asked = DOCUMENTS.request_schema(SITES, "start", envelope=["at"])
    assert {"at"} == asked["properties"].keys()


STEP = {"$": "procedure_step", "action": "Stop it"}
WHYS = {
    "$": "five_whys",
    "effect": "Mail is down",
    "answers": ["The disk is full"],
    "action": "Watch it",
}
BONES = {"$": "ishikawa", "effect": "Mail is down", "causes": {"people": ["Nobody looks"]}}


@pytest.mark.parametrize(
    ("verb", "said", "is_right"),
    [
        ("amend", {"steps": [{**STEP, "duration": "PT1H"}]}, True),
        ("amend", {"steps": [{**STEP, "duration": "-PT0S"}]}, True),
        ("amend", {"steps": [{**STEP, "duration": "-PT1H"}]}, False),
        ("amend", {"steps": [{**STEP, "action": ""}]}, False),
        ("record_cause", {"text": "It is", "analysis": WHYS}, True),
        ("record_cause", {"text": "It is", "analysis": {**WHYS, "effect": " "}}, False),
        ("record_cause", {"text": "It is", "analysis": {**WHYS, "answers": []}}, False),
        ("record_cause", {"text": "It is", "analysis": {**WHYS, "answers": ["x", "x"]}}, False),
        ("record_cause", {"text": "It is", "analysis": BONES}, True),
        ("record_cause", {"text": "It is", "analysis": {**BONES, "causes": {"people": []}}}, False),
        ("record_cause", {"text": "It is", "analysis": {**BONES, "causes": {}}}, False),
        ("update", {"clear": ["service"]}, True),
        ("update", {"clear": ["summary"]}, False),
    ],
)
def test_the_schema_says_what_values_check_of_themselves(
    verb: str, said: Any, is_right: bool
) -> None:
    """What it takes is read, and what is refused it refuses."""
    jsonschema = pytest.importorskip("jsonschema")
    model = NORMAL_CHANGE if verb == "amend" else PROBLEM
    schema = DOCUMENTS.request_schema(model, verb)
    assert is_right == jsonschema.Draft202012Validator(schema).is_valid(said)
    if is_right:
        assert said.keys() == read(said, verb, model).keys()
    else:
        with pytest.raises(BadDocument, match="|".join(said)):
            read(said, verb, model)


def test_what_is_nested_too_deeply_is_refused() -> None:
    """As a document that is bad, and not as an error of the server."""
    deep: Any = "x"
    for _ in range(100_000):
        deep = {"$": "five_whys", "effect": deep, "answers": [deep]}
    with pytest.raises(BadDocument):
        read({"text": "It is", "analysis": deep}, "record_cause", PROBLEM)


def test_only_definitions_that_are_used_come_along() -> None:
    """Under references of any form, also to definitions that refer to others."""
    schema = DOCUMENTS.request_schema(NORMAL_CHANGE, "amend")
    assert {"procedure_step"} == schema["$defs"].keys()
    inside = DOCUMENTS.request_schema(NORMAL_CHANGE, "amend", ref_template="#/c/{name}")
    assert "#/$defs/" not in str(inside)
    assert "#/c/procedure_step" in str(inside["properties"]["steps"])
    stored = DOCUMENTS.json_schema(Held, ref_template="#/c/{name}")
    assert "#/$defs/" not in str(stored)
    assert "value" in stored["$defs"]


def test_what_is_read_is_written_by_the_same_shapes() -> None:
    """So that a client can be answered in its own form."""
    shape = DOCUMENTS._request(SITES, "update", ())
    custom = {"site": "AMS", "floor": 2, "lit": True}
    assert custom == shape.parts["custom"].shape.write(custom)
    plain = DOCUMENTS._request(INCIDENT, "update", ()).parts["custom"].shape
    assert {"a": [1, None], "b": "x"} == plain.write({"a": (1, None), "b": "x"})
    impact = DOCUMENTS._request(INCIDENT, "open", ()).parts["impact"].shape
    assert "high" == impact.write(Impact.HIGH)


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_what_an_opening_requires_is_what_it_is_refused_for(model: Any) -> None:
    """Nothing else is missing, and none of it may be left out."""
    schema = Documents(models=[model]).request_schema(model, "open")
    said = dict.fromkeys(schema["required"], "INC-1")
    assert model.open("X-1", at=NINE, by="ada", **said).id == "X-1"
    for name in said:
        less = {of: value for of, value in said.items() if of != name}
        with pytest.raises((TypeError, BadData), match=name):
            model.open("X-1", at=NINE, by="ada", **less)
