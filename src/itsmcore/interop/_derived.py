"""Derived shapes: attrs classes, each written as its fields, whose types say how."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import attrs

from itsmcore.errors import BadValue
from itsmcore.interop._built import REQUIRED, Built, Part
from itsmcore.interop._shape import Schema, Shape
from itsmcore.lifecycle._event import LEFT_OUT

_FACTORY: Any = attrs.Factory


def parts_of(cls: type, shape_of: Callable[[Any], Shape]) -> Iterator[Part]:
    """Give a part for each argument of an attrs class.

    The types are looked up without changing the class, as cattrs itself would.

    Args:
        cls: the class.
        shape_of: gives the shape of a type.

    Raises:
        BadValue: a type is written as a text that means nothing at run time.
    """
    try:
        types = typing.get_type_hints(cls)
    except NameError as error:
        raise BadValue(
            field=f"the types of {cls.__name__}",
            value=str(error),
            expected="names that are there at run time, and not to type checkers alone",
        ) from error
    fields: Any = attrs.fields(cls)
    for field in fields:
        if field.init:
            yield _part(field, shape_of(types.get(field.name, Any)))


def _part(field: attrs.Attribute[Any], shape: Shape) -> Part:
    key, default = field.alias or field.name, field.default
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
        self, words: str, cls: type, shape_of: Callable[[Any], Shape], **options: Any
    ) -> None:
        """Note what is derived of what.

        Args:
            words: what a document of it is called in errors.
            cls: the class.
            shape_of: gives the shape of a type.
            options: those of `Built`.
        """
        self._words, self._cls, self._shape_of, self._options = words, cls, shape_of, options

    @cached_property
    def _built(self) -> Built:
        parts = parts_of(self._cls, self._shape_of)
        return Built(self._words, self._cls, parts, **self._options)

    def read(self, document: Any) -> Any:
        return self._built.read(document)

    def write(self, value: Any) -> Any:
        return self._built.write(value)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return self._built.schema(definitions)
