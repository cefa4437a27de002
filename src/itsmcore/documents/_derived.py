"""Derived shapes: attrs classes, written as their fields, whose types say how."""

from __future__ import annotations

import typing
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

import attrs

from itsmcore.documents._built import REQUIRED, Built, Part
from itsmcore.documents._shape import Schema, Shape
from itsmcore.errors import BadValue
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle._event import LEFT_OUT
from itsmcore.phrase import Phrase, Words

_FACTORY: Any = attrs.Factory


def parts_of(
    cls: type,
    shape_of: Callable[[Any], Shape],
    hints: Mapping[str, Any] = EMPTY,
    always: Collection[str] = (),
    keys: Mapping[str, str] = EMPTY,
) -> Iterator[Part]:
    """Yield a part for each argument of an attrs class.

    The types are looked up without changing the class, unlike in cattrs.

    Args:
        cls: the class.
        shape_of: gives the shape of a type.
        hints: by name, what stands in for the types of fields.
        always: names of fields that are always said, whatever their defaults.
        keys: by name, what fields are called in documents, where that is another name.

    Raises:
        BadValue: a type is written as a text that means nothing at run time.
    """
    try:
        types = {**typing.get_type_hints(cls), **hints}
    except NameError as error:
        raise BadValue(
            field=Phrase("documents.derived.types", name=cls.__name__),
            value=str(error),
            expected=Phrase("documents.expected.names_run_time_type"),
        ) from error
    fields: Any = attrs.fields(cls)
    for field in fields:
        if field.init:
            default = attrs.NOTHING if field.name in always else field.default
            key = keys.get(field.name) or field.alias or field.name
            yield _part(key, field, shape_of(types.get(field.name, Any)), default)


def _part(key: str, field: attrs.Attribute[Any], shape: Shape, default: Any) -> Part:
    if LEFT_OUT in field.metadata:
        return Part(key, shape, field.metadata[LEFT_OUT], attribute=field.name, is_meant=True)
    if default is attrs.NOTHING:
        return Part(key, shape, attribute=field.name)
    if not isinstance(default, _FACTORY):
        return Part(key, shape, default, attribute=field.name)
    make: Any = default
    if not make.takes_self:
        return Part(key, shape, make.factory(), attribute=field.name)
    return Part(key, shape, REQUIRED, False, field.name, make.factory)


class Derived:
    """Write an attrs class as its fields; their types are looked up at the first value.

    By then every class is known, so that classes may have fields of each other and of themselves.
    """

    def __init__(
        self,
        words: Words,
        cls: type,
        shape_of: Callable[[Any], Shape],
        *,
        tag: tuple[str, str] | None = None,
        hints: Mapping[str, Any] = EMPTY,
        always: Collection[str] = (),
        keys: Mapping[str, str] = EMPTY,
        limits: Mapping[str, Schema] = EMPTY,
    ) -> None:
        """Note what is derived of what.

        Args:
            words: what a document of it is called in errors.
            cls: the class.
            shape_of: gives the shape of a type.
            tag: a key and its one value, by which the object is told from others.
            hints: by name, what stands in for the types of fields.
            always: names of fields that are always said, whatever their defaults.
            keys: by name, what fields are called in documents, where that is another name.
            limits: by key, what the schema says of a part besides its type.
        """
        self._words, self._tag, self._limits = words, tag, limits
        self._make = partial(_made, cls, {key: name for name, key in keys.items()}) if keys else cls
        self._parts = partial(parts_of, cls, shape_of, hints, always, keys)

    @cached_property
    def _built(self) -> Built:
        return Built(self._words, self._make, self._parts(), tag=self._tag)

    def read(self, document: Any) -> Any:
        return self._built.read(document)

    def write(self, value: Any) -> Any:
        return self._built.write(value)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        schema = self._built.schema(definitions)
        for key, limit in self._limits.items():
            schema["properties"][key] |= limit
        return schema


def _made(cls: type, names: Mapping[str, str], **values: Any) -> Any:
    return cls(**{names.get(key, key): value for key, value in values.items()})
