"""Documents: what is read is of the class that was asked for."""

from __future__ import annotations

from typing import Any

import cattrs

from itsmcore import INCIDENT, Event, Incident, Model
from itsmcore.desk import Entry
from itsmcore.documents import BadDocument, Documents
from itsmcore.interop.cattrs import ItsmConverter, configure, make_converter


def is_quiet(facts: Any) -> bool:
    return bool(facts.get("urgency") is None)


docs = Documents(models=[INCIDENT], functions={is_quiet})


def read(document: Any) -> Incident:
    try:
        return docs.structure(document, Incident)
    except BadDocument as error:
        first: tuple[str, str] = error.problems[0]
        raise ValueError(first[0]) from error


event: Event = docs.structure_event({}, INCIDENT)
events: tuple[Event, ...] = docs.structure([], tuple[Event, ...])
entry: Entry = docs.structure({}, Entry)
model: Model = docs.structure(docs.unstructure(INCIDENT), Model)
schema: dict[str, Any] = docs.json_schema(INCIDENT)

converter: ItsmConverter = make_converter(models=(INCIDENT, model), functions={is_quiet})
again: Event = converter.structure_event({}, INCIDENT)
learned: Documents = configure(cattrs.Converter(), models=[INCIDENT])
