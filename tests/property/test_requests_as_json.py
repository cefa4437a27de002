"""Requests of clients: the schema takes what `structure_request` takes, and nothing else."""

from __future__ import annotations

from datetime import UTC
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from itsmcore.changes import NORMAL_CHANGE, Amended
from itsmcore.documents import BadDocument, Documents
from itsmcore.incidents import INCIDENT, Held
from itsmcore.knowledge import ARTICLE
from itsmcore.lifecycle import Argument, Event, Model
from itsmcore.problems import PROBLEM, CauseRecorded
from itsmcore.requests import REQUEST
from itsmcore.tasks import TASK
from itsmcore.testing import arguments

pytestmark = pytest.mark.untraced
FIELDS = (
    Argument("site", options=("AMS", "NYC"), is_required=True),
    Argument("floor", int, options=(0, 1)),
    Argument("seats", int),
    Argument("tags", tuple[str, ...]),
)
MODELS = (
    INCIDENT.extended(fields=FIELDS, name="sites"),
    PROBLEM,
    NORMAL_CHANGE,
    REQUEST,
    ARTICLE,
    TASK,
)
ENVELOPES = st.sampled_from([(), ("at",), ("at", "by")])
UNSAID = {"analysis"}
"""What no schema says whole: that no cause is that of itself, and that a category is known."""
DOCUMENTS = Documents(models=MODELS)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([1.0, 0.5, "", " ", "AMS", "high", "caller", "x", "1", True])
    | st.sampled_from(
        [
            "2026-01-05T10:00:00.123Z",
            "2026-01-05T10:00:00+02:00",
            "2024-02-29T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-01-05T10:00:00",
            "2026-01-05",
            "20260105T100000Z",
            "2026-W02-1T10:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-01:00",
            "0001-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2026-01-05T24:00:00Z",
            "2026-01-05T10:00:00z",
        ]
    )
)
JUNK = st.recursive(
    SCALARS,
    lambda of: st.lists(of, max_size=2) | st.dictionaries(st.text(max_size=3), of, max_size=2),
)


@cache
def schema(model: Model, event: Any, envelope: tuple[str, ...]) -> Any:
    told = DOCUMENTS.request_schema(model, event, envelope=envelope)
    jsonschema.Draft202012Validator.check_schema(told)
    return jsonschema.Draft202012Validator(told)


def drawn(data: Any, model: Model) -> tuple[type[Event], dict[str, Any]]:
    """Draw what a client says of a verb, some of it wrong."""
    event = data.draw(st.sampled_from(model.events), label="event")
    values = data.draw(arguments(event, model=model), label="arguments")
    asked = {one.name for one in model.plan.arguments[event] if not one.is_filled}
    said = {name: of for name, of in values.items() if name in asked and of is not None}
    shape = DOCUMENTS._request(model, event, ())
    document = {}
    for name, value in said.items():
        try:
            document[name] = shape.parts[name].shape.write(value)
        except Exception:
            document[name] = data.draw(JUNK, label="instead")
    names = st.sampled_from([*asked, "at", "by", "id", "given", "x", "custom"])
    more = data.draw(st.dictionaries(names, JUNK, max_size=3), label="more")
    return event, {**document, **more}


@pytest.mark.parametrize("model", MODELS, ids=str)
@settings(max_examples=60)
@given(data=st.data(), envelope=ENVELOPES)
def test_the_schema_takes_what_is_read(model: Model, data: Any, envelope: tuple[str, ...]) -> None:
    """And what it takes is read, whatever comes."""
    event, document = drawn(data, model)
    told: Any = event
    valid = schema(model, told, envelope).is_valid(document)
    try:
        DOCUMENTS.structure_request(document, model, event, envelope=envelope)
    except BadDocument as error:
        assert not valid or UNSAID.intersection(document), error
    else:
        assert valid


STEPS = st.fixed_dictionaries(
    {"$": st.just("procedure_step"), "action": st.sampled_from(["", " ", "Stop it", None])},
    optional={"duration": st.sampled_from(["PT1H", "-PT1H", "-PT0S", None, "1 h"]), "owner": JUNK},
)
WORDS = st.sampled_from(["", " ", "The queue is full", "Nobody empties it", None])
ANALYSES = st.fixed_dictionaries(
    {"$": st.just("five_whys"), "effect": WORDS, "answers": st.lists(WORDS, max_size=3)},
    optional={"action": WORDS},
) | st.fixed_dictionaries(
    {
        "$": st.just("ishikawa"),
        "effect": WORDS,
        "causes": st.dictionaries(
            st.sampled_from(["people", "process"]), st.lists(WORDS, max_size=2), max_size=2
        ),
    }
)


@settings(max_examples=60)
@given(steps=st.lists(STEPS, max_size=2))
def test_the_schema_says_what_steps_may_be(steps: Any) -> None:
    """An action is said, and nothing takes less than no time."""
    valid = schema(NORMAL_CHANGE, Amended, ()).is_valid({"steps": steps})
    try:
        DOCUMENTS.structure_request({"steps": steps}, NORMAL_CHANGE, "amend")
    except BadDocument:
        assert not valid
    else:
        assert valid


@settings(max_examples=60)
@given(analysis=ANALYSES)
def test_the_schema_says_what_an_analysis_may_be(analysis: Any) -> None:
    """Whatever is read is valid; what is valid is only refused where causes go in a circle."""
    document = {"text": "It is", "analysis": analysis}
    valid = schema(PROBLEM, CauseRecorded, ()).is_valid(document)
    try:
        DOCUMENTS.structure_request(document, PROBLEM, "record_cause")
    except BadDocument as error:
        assert not valid or "a chain in a circle" in str(error)
    else:
        assert valid


@settings(max_examples=60)
@given(text=SCALARS | st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat()))
def test_the_schema_of_a_stored_event_takes_the_instants_that_are_read(text: Any) -> None:
    """Of an event of a store, too."""
    assume(isinstance(text, str))
    document = {"verb": "hold", "at": text, "by": "ada", "reason": "caller"}
    valid = _stored().is_valid(document)
    try:
        DOCUMENTS.structure(document, Held)
    except BadDocument:
        assert not valid
    else:
        assert valid


@cache
def _stored() -> Any:
    told = DOCUMENTS.json_schema(Held)
    told["properties"] = {**told["properties"], "given": {}}
    return jsonschema.Draft202012Validator(told)


@pytest.mark.parametrize("model", MODELS, ids=str)
@settings(max_examples=30)
@given(data=st.data())
def test_what_a_client_says_is_what_the_event_gets(model: Model, data: Any) -> None:
    """What is written by the codes of the model is read as it was."""
    event = data.draw(st.sampled_from(model.events))
    shape = DOCUMENTS._request(model, event, ())
    legal = data.draw(arguments(event, model=model, codes_only=True))
    said = {name: of for name, of in legal.items() if name in shape.parts and of is not None}
    written = {}
    for name in said.keys() - {"custom", "profile", "answers"}:
        written[name] = shape.parts[name].shape.write(said[name])
    needed = {one.name for one in shape.parts.values() if one.is_required}
    assume(needed <= written.keys())
    read = DOCUMENTS.structure_request(written, model, event)
    assert written == {name: shape.parts[name].shape.write(of) for name, of in read.items()}
