"""Shapes: how values of one kind are written as JSON, read back, and described by a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

import attrs

from itsmcore.documents._errors import BadDocument, Unwritable
from itsmcore.documents._paths import Problem, told, under
from itsmcore.errors import Fault, FaultyDefinition, ItsmError
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words, say
from itsmcore.shown import shown

_NONE_OF_THEM = Phrase("documents.shape.none_of_them")
Schema: TypeAlias = dict[str, Any]
_MOST = 1024
"""How many documents of values that come again are known."""


class Shape(Protocol):
    """What every shape does.

    `read` raises BadDocument and `write` raises Unwritable, each with paths seen from the value;
    `schema` may add to the definitions what others refer to.
    """

    @property
    def read(self) -> Callable[[Any], Any]: ...
    @property
    def write(self) -> Callable[[Any], Any]: ...
    def schema(self, definitions: dict[str, Schema], /) -> Schema: ...


def bad(*problems: Problem) -> BadDocument:
    """Return the error for some problems."""
    return BadDocument(problems=tuple((path, str(words)) for path, words in problems))


def wrong(document: object, expected: Words) -> BadDocument:
    """Return the error for something that should be something else."""
    return bad(("", say("documents.shape.must", told=told(document), expected=expected)))


def strange(document: object, known: Iterable[object]) -> BadDocument:
    """Return the error for an unknown name."""
    return bad(("", say("documents.shape.is", told=told(document), advice=advice(document, known))))


def advice(name: object, known: Iterable[object]) -> Words:
    """Return what was probably meant by a name; only the beginning of a long one counts."""
    return hint(str(name)[:80] if isinstance(name, str) else "", known)


def unmade(error: Exception) -> Iterable[Problem]:
    """Return why a value could not be made from its parts."""
    if isinstance(error, BadDocument):
        return error.problems
    if isinstance(error, RecursionError):
        return [("", say("documents.shape.nested_too_deeply"))]
    if isinstance(error, FaultyDefinition):
        return [("", say("documents.shape.faulty", fault=fault)) for fault in error.faults]
    if isinstance(error, Fault):
        return [("", say("documents.shape.faulty_2", words=error.words))]
    words = str(error) if isinstance(error, ItsmError) else shown(error)
    return [("", say("documents.shape.cannot_made", words=words))]


@attrs.frozen
class Leaf:
    """Write a value that has no parts."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    _schema: Schema

    def schema(self, definitions: dict[str, Schema], /) -> Schema:  # noqa: ARG002 (a leaf has none)
        return dict(self._schema)


@attrs.frozen
class Maybe:
    """Write a value or null."""

    item: Shape

    def read(self, document: Any) -> Any:
        return None if document is None else self.item.read(document)

    def write(self, value: Any) -> Any:
        return None if value is None else self.item.write(value)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"anyOf": [self.item.schema(definitions), {"type": "null"}]}


@attrs.frozen
class Listed:
    """Write a collection as a list."""

    item: Shape
    make: Callable[[list[Any]], Any] = tuple

    def read(self, document: Any) -> Any:
        if not isinstance(document, list):
            raise wrong(document, Phrase("documents.paths.list"))
        values, problems = [], list[Problem]()
        read = self.item.read
        for index, part in enumerate(document):
            try:
                values.append(read(part))
            except BadDocument as error:
                problems += under(index, error.problems)
        if problems:
            raise bad(*problems)
        try:
            return self.make(values)
        except TypeError as error:
            raise bad(*unmade(error)) from error

    def write(self, value: Any) -> list[Any]:
        if not isinstance(value, list | tuple | set | frozenset):
            raise Unwritable(value=value, why=Phrase("documents.why.field_collection"))
        document: list[Any] = []
        try:
            for part in value:
                document.append(self.item.write(part))  # noqa: PERF401 (its length is the index)
        except Unwritable as error:
            raise error.under(len(document)) from None
        return document if isinstance(value, list | tuple) else sorted(document, key=repr)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"type": "array", "items": self.item.schema(definitions)}


@attrs.frozen
class Mapped:
    """Write a mapping from texts as an object."""

    item: Shape
    make: Callable[[dict[str, Any]], Any]

    def read(self, document: Any) -> Any:
        if not isinstance(document, dict):
            raise wrong(document, Phrase("documents.built.object"))
        values, problems = {}, list[Problem]()
        read = self.item.read
        for key, part in document.items():
            try:
                values[key] = read(part)
            except BadDocument as error:
                problems += under(key, error.problems)
        if problems:
            raise bad(*problems)
        return self.make(values)

    def write(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise Unwritable(value=value, why=Phrase("documents.why.field_mapping"))
        document = {}
        for key, part in value.items():
            if not isinstance(key, str):
                raise Unwritable(value=key, why=Phrase("documents.why.json_s_keys_texts"))
            try:
                document[str.__str__(key)] = self.item.write(part)
            except Unwritable as error:
                raise error.under(key) from None
        return document

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"type": "object", "additionalProperties": self.item.schema(definitions)}


@attrs.frozen
class Choice:
    """Write one of a few things by name; True is no name for the first."""

    names: Mapping[Any, Any]
    why_not: Words = _NONE_OF_THEM
    _flags: frozenset[bool] = attrs.field(init=False)
    _written: dict[Any, Any] = attrs.field(init=False)

    @_flags.default
    def _list_flags(self) -> frozenset[bool]:
        return frozenset(name for name in self.names if isinstance(name, bool))

    @_written.default
    def _invert(self) -> dict[Any, Any]:
        return {thing: name for name, thing in self.names.items()}

    def read(self, document: Any) -> Any:
        try:
            found = self.names[document]
        except (KeyError, TypeError):
            raise strange(document, self.names) from None
        if (document.__class__ is bool) is not (document in self._flags):
            raise strange(document, self.names)
        return found

    def write(self, value: Any) -> Any:
        try:
            return self._written[value]
        except (KeyError, TypeError):
            raise Unwritable(value=value, why=self.why_not) from None

    def schema(self, definitions: dict[str, Schema], /) -> Schema:  # noqa: ARG002 (it has none)
        return {"enum": list(self.names)} if self.names else {"not": {}}


class Repeated:
    """Write a frozen value of few parts; its document is read once, however often it comes.

    Documents are alike if their parts are, to the class of each: True is no number.
    """

    def __init__(self, item: Shape) -> None:
        self.item = item
        self._known = lru_cache(_MOST, typed=True)(self._of_parts)

    def read(self, document: Any) -> Any:
        try:
            return self._known(*document, *document.values())
        except (AttributeError, TypeError):  # it is no mapping, or a part of it has no hash
            return self.item.read(document)

    def _of_parts(self, *parts: Any) -> Any:
        half = len(parts) // 2
        return self.item.read(dict(zip(parts[:half], parts[half:], strict=True)))

    def write(self, value: Any) -> Any:
        return self.item.write(value)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return self.item.schema(definitions)


@attrs.frozen
class Computed:
    """Refuse what is never stored."""

    why: Words

    def read(self, document: Any) -> Any:  # noqa: ARG002 (no document will do)
        raise bad(("", say("documents.shape.cannot_read", why=self.why)))

    def write(self, value: Any) -> Any:
        raise Unwritable(value=value, why=self.why)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:  # noqa: ARG002 (it has none)
        return {"not": {}}
