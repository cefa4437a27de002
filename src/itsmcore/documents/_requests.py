"""Requests: what a client may say of a verb, as JSON, and the schema of it."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import attrs

from itsmcore.documents._errors import BadDocument
from itsmcore.documents._events import ACTOR
from itsmcore.documents._leaves import INSTANT, NUMBER, TEXT, WHOLE
from itsmcore.documents._paths import Problem, under
from itsmcore.documents._shape import (
    Leaf,
    Listed,
    Mapped,
    Maybe,
    Schema,
    Shape,
    advice,
    bad,
    strange,
    wrong,
)
from itsmcore.errors import Unlisted
from itsmcore.fields import as_text, as_texts, is_in
from itsmcore.frozen import FrozenDict
from itsmcore.kinds import MAPPINGS
from itsmcore.level import Level
from itsmcore.lifecycle import Argument, Cause, Event, Model
from itsmcore.lifecycle._answers import label_of
from itsmcore.lifecycle._argument import told_of
from itsmcore.phrase import Phrase, say

ENVELOPE = ("id", "at", "by", "cause", "given")
"""What the server says of an event: its record, when, who, why it happened, what was given."""


def _read_scalar(document: Any) -> Any:
    if document is None or document.__class__ in (str, bool):
        return document
    if document.__class__ in (int, float):
        return NUMBER.read(document)
    raise wrong(document, Phrase("documents.requests.text_number_true"))


_SCALAR = Leaf(_read_scalar, _read_scalar, {"type": ["string", "number", "boolean", "null"]})
_SCALARS = Listed(_SCALAR)


class _Plain:
    """Write what JSON itself tells apart: a scalar, or a list of scalars."""

    def read(self, document: Any) -> Any:
        shape: Shape = _SCALARS if isinstance(document, list) else _SCALAR
        return shape.read(document)

    def write(self, value: Any) -> Any:
        shape: Shape = _SCALARS if isinstance(value, tuple) else _SCALAR
        return shape.write(value)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"anyOf": [_SCALAR.schema(definitions), _SCALARS.schema(definitions)]}


_FACTS = Mapped(_Plain(), FrozenDict)


@attrs.frozen
class _Menu:
    """Write one of some options by its code."""

    options: tuple[tuple[Any, Any], ...]

    def read(self, document: Any) -> Any:
        for written, value in self.options:
            is_alike = isinstance(written, bool) is isinstance(document, bool)
            if is_alike and document == written:
                return value
        raise strange(document, [written for written, _ in self.options])

    def write(self, value: Any) -> Any:
        return next(written for written, one in self.options if one == value)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:  # noqa: ARG002 (it has none)
        return {"enum": [written for written, _ in self.options]}


@attrs.frozen
class RequestPart:
    """One argument of a verb, as a client says it.

    Attributes:
        name: its key.
        shape: how it is written.
        is_required: whether it has to be there, and not null.
        title: what people read.
        description: what it means.
        default: what it is if it is left out, where that has a form in JSON.
    """

    name: str
    shape: Shape
    is_required: bool = False
    title: str = ""
    description: str = ""
    default: Any = None

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        """Describe it."""
        shape = self.shape if self.is_required else Maybe(self.shape)
        said = {"title": self.title, "description": self.description, "default": self.default}
        return {
            **{key: one for key, one in said.items() if one not in ("", None)},
            **shape.schema(definitions),
        }


class RequestShape:
    """Read what a client says of a verb, without what the server says.

    What is null is not said. Whether the record takes it is not asked here.
    """

    def __init__(
        self,
        model: Model,
        event: type[Event],
        shape_of: Callable[[Any], Shape],
        envelope: Iterable[str] = (),
    ) -> None:
        """Find the parts.

        Args:
            model: the model whose codes and levels are taken.
            event: the event class of the verb.
            shape_of: gives the shape of a type.
            envelope: what of the envelope the client may say as well.
        """
        self.event, self.told = event, told_of(event)
        arguments = (of for of in model.plan.arguments[event] if not of.is_filled)
        declared = model.declared
        parts = [*_envelope(event, envelope, shape_of)]
        parts += (_part(one, shape_of, declared.get(one.name)) for one in arguments)
        self.parts = {part.name: part for part in parts}

    def read(self, document: Any) -> FrozenDict[str, Any]:
        return _read(document, self.parts, self.event.verb)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {
            "title": label_of(self.event.verb),
            "description": self.told,
            **_schema(self.parts, definitions),
        }


def _read(document: Any, parts: Mapping[str, RequestPart], whole: str) -> FrozenDict[str, Any]:
    if not isinstance(document, dict):
        raise wrong(document, Phrase("documents.built.object"))
    values, problems = dict[str, Any](), list[Problem]()
    for name, one in document.items():
        part = parts.get(name)
        try:
            if part is None:
                raise bad(("", _unasked(name, parts, whole)))
            if one is not None or part.is_required:
                values[name] = part.shape.read(one)
        except BadDocument as error:
            problems += under(name, error.problems)
    needed = (name for name, part in parts.items() if part.is_required)
    problems += ((name, say("documents.built.missing")) for name in needed if name not in document)
    if problems:
        raise bad(*problems)
    return FrozenDict(values)


def _unasked(name: str, parts: Mapping[str, RequestPart], whole: str) -> str:
    if name in ENVELOPE:
        return say("documents.requests.said_server_client")
    return say("documents.requests.argument", whole=whole, advice=advice(name, parts))


def _schema(parts: Mapping[str, RequestPart], definitions: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": {name: part.schema(definitions) for name, part in parts.items()},
        "required": [name for name, part in parts.items() if part.is_required],
        "additionalProperties": False,
    }


@attrs.frozen
class _Items:
    """Write the declared items of a mapping, none of which has to be there."""

    name: str
    parts: Mapping[str, RequestPart]

    def read(self, document: Any) -> Any:
        return _read(document, self.parts, self.name)

    def write(self, value: Any) -> Any:
        return {name: self.parts[name].shape.write(one) for name, one in value.items()}

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return _schema(self.parts, definitions)


def _part(
    one: Argument, shape_of: Callable[[Any], Shape], declared: Iterable[Argument] | None
) -> RequestPart:
    if declared is not None:
        items = [attrs.evolve(_part(of, shape_of, None), is_required=False) for of in declared]
        shape: Shape = _Items(one.name, {item.name: item for item in items})
    else:
        shape = _shape(one, shape_of)
    default = one.default if type(one.default) in (str, bool, int) else None
    return RequestPart(one.name, shape, one.is_required, one.label, one.help, default)


def _shape(one: Argument, shape_of: Callable[[Any], Shape]) -> Shape:
    shape: Shape = _of_kind(one.item, shape_of)
    if one.options:
        shape = _Menu(tuple((_code(of, shape), of) for of in one.options))
    return Listed(shape) if one.is_several else shape


def _code(value: Any, shape: Shape) -> Any:
    return value.code if isinstance(value, Level) else shape.write(value)


def _of_kind(kind: Any, shape_of: Callable[[Any], Shape]) -> Shape:
    if kind is int:
        return WHOLE
    if typing.get_origin(kind) in MAPPINGS and typing.get_args(kind)[1] is not Decimal:
        return _FACTS
    return shape_of(kind)


def _envelope(
    event: type[Event], names: Iterable[str], shape_of: Callable[[Any], Shape]
) -> Iterator[RequestPart]:
    known: dict[str, Shape] = {
        "at": INSTANT,
        "by": ACTOR,
        "cause": shape_of(Cause),
        "given": _FACTS,
    }
    if "id" in attrs.fields_dict(event):
        known["id"] = TEXT
    for name in as_texts(names, "envelope"):
        if name not in known:
            raise Unlisted(
                kind=Phrase("documents.requests.part_envelope"), name=name, known=tuple(known)
            )
        yield RequestPart(name, known[name], title=name)


def event_asked(model: Model, verb: str | type[Event]) -> type[Event]:
    """Return the event class of a verb of a model, of its opening too.

    Raises:
        Unlisted: it has none.
    """
    if is_in(verb, model.events):
        event: Any = verb
        return event  # type: ignore[no-any-return]
    is_opening = is_in(verb, (model.opening_event.verb,)) and not is_in(verb, model.plan.verbs)
    named: Any = verb
    return model.opening_event if is_opening else model.event(named)


_REF = "#/$defs/{name}"
_START = _REF.removesuffix("{name}")


def used(schema: Schema, definitions: Mapping[str, Schema], ref_template: str = _REF) -> Schema:
    """Return a schema with the definitions that it refers to, by references of a form.

    Args:
        schema: the schema, which refers to `#/$defs/NAME`.
        definitions: what may be referred to.
        ref_template: how to refer, with `{name}` for the name.
    """
    as_text(ref_template, "ref_template")
    found = dict[str, Schema]()
    ahead = [schema]
    while ahead:
        for name in references(ahead.pop()):
            if name not in found:
                found[name] = definitions[name]
                ahead.append(definitions[name])
    whole = {**schema, **({"$defs": found} if found else {})}
    if ref_template == _REF:
        return whole
    placed: Schema = referring(whole, lambda name: ref_template.replace("{name}", name))
    return placed


def references(schema: Any) -> Iterator[str]:
    """Yield the names of the definitions that a schema refers to."""
    ahead = [schema]
    while ahead:
        part = ahead.pop()
        if isinstance(part, dict):
            ref = part.get("$ref")
            if isinstance(ref, str) and ref.startswith(_START):
                yield unescaped(ref.removeprefix(_START))
            ahead += part.values()
        elif isinstance(part, list):
            ahead += part


def unescaped(pointer: str) -> str:
    """Return the name that a reference to a definition ends with."""
    return unquote(pointer).replace("~1", "/").replace("~0", "~")


def referring(schema: Any, refer: Callable[[str], str]) -> Any:
    """Return a schema that refers to definitions otherwise, by what its references end with."""
    if isinstance(schema, list):
        return [referring(part, refer) for part in schema]
    if not isinstance(schema, dict):
        return schema
    ref = schema.get("$ref")
    if isinstance(ref, str) and ref.startswith(_START):
        return {**schema, "$ref": refer(ref.removeprefix(_START))}
    return {key: referring(part, refer) for key, part in schema.items()}
