"""What holds of every value that has a document, and what is said of a bad one."""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from itsmcore.documents import BadDocument
from itsmcore.incidents import Incident
from itsmcore.interop.cattrs import ItsmConverter
from tests.interop.parcels import CONVERTER


@functools.cache
def validator(converter: ItsmConverter, of: Any) -> Draft202012Validator:
    """Make a validator of a sound schema."""
    schema = converter.json_schema(of)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def assert_read_back(converter: ItsmConverter, value: Any, target: Any) -> Any:
    """See that a value is read back the same, with JSON text in between; give its document."""
    document = converter.unstructure(value)
    text = json.dumps(document, allow_nan=False)
    again = converter.structure(json.loads(text), target)
    assert value == again
    assert type(value) is type(again)
    assert document == converter.unstructure(again) == json.loads(text)
    return document


def refusal(document: Any, target: Any = Incident, converter: Any = CONVERTER) -> str:
    """Give what is said between the first and the last words, which are always the same."""
    with pytest.raises(BadDocument) as caught:
        converter.structure(document, target)
    sentence = str(caught.value)
    first, last = "the document cannot be read: ", "; fix it and read it again"
    assert sentence.startswith(first)
    assert sentence.endswith(last)
    return sentence[len(first) : -len(last)]
