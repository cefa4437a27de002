"""For programs: records as JSON, each change by the version that was seen."""

from typing import Annotated

import attrs
from fastapi import APIRouter, Body, Header, Query
from fastapi.responses import JSONResponse
from pydantic import JsonValue

from itsmcore.lifecycle import AnyRecord

from .bodies import JsonRoute
from .login import Agent, Asker, Someone
from .refusals import PreconditionRequired
from .tags import Seen, tag_of

router = APIRouter(prefix="/{tenant}", route_class=JsonRoute)
# PostgreSQL takes no NUL in a text, and pydantic takes nothing that has no form in UTF-8.
Text = Annotated[str, Query(pattern="^[^\\x00]*$")]
Sent = Annotated[dict[str, JsonValue], Body()]


@router.get("/queue")
def read_queue(asker: Agent, group: Text | None = None) -> list[dict[str, object]]:
    """List the open incidents by time to breach."""
    return [attrs.asdict(one) for one in asker.desk.queue.page(group=group)]


@router.get("/approvals")
def read_approvals(asker: Someone) -> tuple[str, ...]:
    """List what awaits their vote; they cast it as they use any verb."""
    return asker.desk.approvals.of(asker.person.name)


@router.get("/schemas/{records}/{verb}")
def describe(records: str, verb: str, asker: Someone) -> dict[str, object]:
    """Describe what may be said of a verb, as a JSON Schema; `open` is the opening."""
    return asker.desk.tenant.documents.request_schema(asker.model(records), verb)


@router.post("/{records}", status_code=201)
def open_record(records: str, body: Sent, asker: Someone) -> JSONResponse:
    model = asker.model(records)
    said = asker.desk.tenant.documents.structure_request(body, model, "open")
    record = asker.desk.open(model, asker.person, said, now=asker.now)
    answer = told(record, asker, status=201)
    answer.headers["Location"] = f"/{asker.desk.tenant.name}/records/{record.id}"
    return answer


@router.get("/records/{number}")
def read_record(number: str, asker: Someone) -> JSONResponse:
    return told(asker.desk.read(number, asker.person), asker)


@router.get("/records/{number}/choices")
def read_choices(number: str, asker: Someone) -> list[dict[str, object]]:
    """List what they may do with it now."""
    choices = asker.desk.choices(number, asker.person, now=asker.now)
    allowed = [one for one in choices if one.is_allowed]
    return [{"verb": one.verb, "label": one.label, "target": one.target} for one in allowed]


@router.post("/records/{number}/{verb}")
def do(
    number: str,
    verb: str,
    body: Sent,
    asker: Someone,
    if_match: Annotated[list[str] | None, Header()] = None,
) -> JSONResponse:
    """Let a verb happen to the version of a record that `If-Match` names."""
    if if_match is None:
        raise PreconditionRequired("say by If-Match which ETag you have seen")
    record = asker.desk.read(number, asker.person)
    said = asker.desk.tenant.documents.structure_request(body, record.model, verb)
    seen = Seen(", ".join(if_match))
    return told(asker.desk.do(number, verb, asker.person, said, seen=seen, now=asker.now), asker)


def told(record: AnyRecord, asker: Asker, *, status: int = 200) -> JSONResponse:
    """Tell what they may read of a record; nothing else of it leaves the service."""
    seen = asker.desk.seen(record, asker.person)
    document = asker.desk.tenant.documents.unstructure(seen)
    return JSONResponse(document, status, headers={"ETag": tag_of(record)})
