"""Refusals: what cannot be done, as problem+json (RFC 9457), with a pointer to each mistake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from itsmcore.documents import BadDocument
from itsmcore.errors import (
    BadAnswers,
    ItsmError,
    NotAllowed,
    Reason,
    Refused,
    RoleMissing,
    Stale,
    Unlisted,
)

from .desks import NotThere


class PreconditionRequired(Exception):
    """Raised for a change of a record that does not say which version was seen."""


STATUS: dict[type[Exception], int] = {
    NotThere: 404,
    Unlisted: 404,
    PreconditionRequired: 428,
    Stale: 412,
    NotAllowed: 409,
    RoleMissing: 403,
    RequestValidationError: 422,
    ItsmError: 422,
    SQLAlchemyError: 503,
}
SAID = {
    RequestValidationError: "the request cannot be read",
    SQLAlchemyError: "the database is busy, or not there; try again",
}
LISTS = ("legal", "roles", "names")


def status_of(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.status_code
    return next(STATUS[of] for of in type(error).__mro__ if of in STATUS)


def problem(error: Exception) -> Response:
    """Answer with what is wrong."""
    status, http = status_of(error), isinstance(error, HTTPException)
    content = {
        "type": "about:blank" if http else f"https://desk.example.org/problems/{_kind(error)}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _detail(error),
        "errors": list(mistakes(error)),
    }
    headers = error.headers if isinstance(error, HTTPException) else None
    return Response(json.dumps(content), status, headers, "application/problem+json")


def mistakes(error: Exception) -> Iterator[dict[str, object]]:
    """Yield each mistake with a pointer to where it was made."""
    if isinstance(error, BadDocument):
        for (_, words), pointer in zip(error.problems, error.pointers, strict=True):
            yield {"code": "bad_document", "detail": words, "pointer": fragment(pointer)}
    elif isinstance(error, RequestValidationError):
        yield from ({"code": one["type"], "detail": one["msg"]} for one in error.errors())
    elif isinstance(error, Refused | BadAnswers):
        yield from map(told, error.reasons)


def told(reason: Reason) -> dict[str, object]:
    """Tell a reason; `value` may be anything, so it is not told."""
    pointer = {} if reason.pointer is None else {"pointer": fragment(reason.pointer)}
    lists = {name: list(of) for name, of in reason.data.items() if name in LISTS}
    return {"code": reason.code, "detail": reason.words, **pointer, **lists}


def fragment(pointer: str) -> str:
    """Return a JSON pointer as the fragment of a URI (RFC 6901, section 6)."""
    return f"#{quote(pointer, safe='/~', errors='replace')}"


def _kind(error: Exception) -> str:
    return type(error).__name__


def _detail(error: Exception) -> str:
    if isinstance(error, HTTPException):
        return error.detail
    return next((said for kind, said in SAID.items() if isinstance(error, kind)), str(error))
