"""Pydantic: what clients say of verbs as models, and records as fields, for FastAPI and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Optional

try:
    from pydantic import BaseModel, ConfigDict, Field, create_model
    from pydantic_core import PydanticCustomError, core_schema
except ImportError as error:
    raise ImportError(
        "itsmcore.interop.pydantic needs pydantic: pip install 'itsmcore[pydantic]'"
    ) from error

import attrs

from itsmcore._faces import offer
from itsmcore.checked import checked
from itsmcore.documents import BadDocument, Documents
from itsmcore.documents._requests import RequestShape, event_asked, referring, unescaped, used
from itsmcore.documents._shape import Schema, Shape
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Event, Model
from itsmcore.phrase import say

__all__ = ["Stored", "VerbRequest", "verb_request"]


class VerbRequest(BaseModel):
    """What a client says of a verb; `verb_request` makes the class of one.

    Its fields are the arguments as the verb takes them: levels and codes of the model, instants in
    UTC.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def arguments(self) -> FrozenDict[str, Any]:
        """Return what was said, for `record.do(verb, at=…, by=…, **request.arguments())`."""
        said = ((name, getattr(self, name)) for name in type(self).model_fields)
        return FrozenDict({name: value for name, value in said if value is not None})


@attrs.frozen(eq=False)
class _Shaped:
    """Let pydantic read, write and describe a value by its shape."""

    shape: Shape
    documents: Documents
    kind: type | None = None

    def read(self, value: Any) -> Any:
        if self.kind is not None and isinstance(value, self.kind):
            return value
        try:
            return self.shape.read(value)
        except BadDocument as error:
            words = str(error)
        except RecursionError:
            words = say("interop.pydantic.nested_too_deeply")
        raise PydanticCustomError("bad_document", "{words}", {"words": words})

    def write(self, value: Any) -> Any:
        return self.shape.write(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        written = core_schema.plain_serializer_function_ser_schema(self.write)
        return core_schema.no_info_plain_validator_function(self.read, serialization=written)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> Schema:
        definitions: dict[str, Schema] = {}
        schema = self.shape.schema(definitions)
        return _placed(schema, definitions, handler.generate_json_schema, id(self.documents))


def _placed(schema: Schema, definitions: Mapping[str, Schema], generator: Any, key: int) -> Schema:
    """Put the definitions that a schema refers to among those of pydantic, and refer to them."""
    found: dict[str, Schema] = used(schema, definitions).pop("$defs", {})
    at = {name: generator.get_cache_defs_ref_schema(f"{name}:{key}") for name in found}

    def refer(pointer: str) -> str:
        return str(at[unescaped(pointer)][1]["$ref"])

    for name, (place, _) in at.items():
        generator.definitions[place] = referring(found[name], refer)
    placed: Schema = referring(schema, refer)
    return placed


@attrs.frozen(eq=False)
class Stored:
    """Let a field hold a record, or anything that documents know, by its document.

    To a type checker the field is of that class: `record: Annotated[Incident, Stored(documents)]`.

    Attributes:
        documents: what writes and reads it.

    >>> import datetime
    >>> from pydantic import TypeAdapter
    >>> from itsmcore import Incident
    >>> adapter = TypeAdapter(Annotated[Incident, Stored(Documents())])
    >>> inc = Incident.open("INC-1", at=datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC),
    ...                     by="ada", summary="Mail is down")
    >>> adapter.validate_python(adapter.dump_python(inc)) == inc
    True
    """

    documents: Documents

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        shaped = _Shaped(self.documents.shape_of(source), self.documents, source)
        return handler.generate_schema(Annotated[Any, shaped])


@checked
def verb_request(
    model: Model,
    verb: str | type[Event],
    *,
    envelope: Iterable[str] = (),
    documents: Documents | None = None,
) -> type[VerbRequest]:
    """Make the class of what a client may say of a verb.

    It takes what `Documents.structure_request` takes, and says so in its schema. Who, when, why it
    happened and what is given are the server's.

    Args:
        model: the model, whose codes and levels are taken by their codes.
        verb: the verb, `"open"` for the opening, or an event class.
        envelope: what of the envelope the client may say as well.
        documents: how values are written, for events with types of your own.

    Raises:
        Unlisted: the model has no such verb, or the envelope no such part.

    >>> from itsmcore import INCIDENT
    >>> Hold = verb_request(INCIDENT, "hold")
    >>> Hold.__name__, dict(Hold.model_validate({"reason": "vendor"}).arguments())
    ('IncidentHold', {'reason': HoldReason.VENDOR})
    """
    known = documents or Documents(models=(model,))
    shape = RequestShape(model, event_asked(model, verb), known.shape_of, envelope)
    fields: dict[str, Any] = {}
    for name, part in shape.parts.items():
        kind: Any = Annotated[Any, _Shaped(part.shape, known)]
        told: Any = {"title": part.title or None, "description": part.description or None}
        if part.is_required:
            fields[name] = kind, Field(**told)
        else:
            fields[name] = Optional[kind], Field(default=None, **told)  # noqa: UP045 (no type)
    words = "".join(word.title() for word in shape.event.verb.split("_"))
    name = f"{model.record.__name__}{words}"
    made: type[VerbRequest] = create_model(name, __base__=VerbRequest, __doc__=shape.told, **fields)
    return made


offer(globals())
