"""Texts: those that stand in a value, however deep, and what stands where one was taken out."""

from __future__ import annotations

import functools
import re
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from numbers import Number
from typing import Any

import attrs

from itsmcore.conditions import Condition
from itsmcore.frozen import FrozenDict
from itsmcore.level import Level
from itsmcore.phrase import Phrase, in_english
from itsmcore.plain import can_be_read

Change = Callable[[str], str]
Plainly = Callable[[Any], Any]
KEPT = "why a redaction leaves it as it is"
"""Of a field's metadata: it holds texts that are no words of or about people."""
INSTANTS = (date, time, timedelta)
_WORDLESS = (Number, Enum, Level, Condition, type, *INSTANTS)
"""Classes in whose values no words are of or about people."""
_TOMBSTONE = re.compile(r"\(redacted (\d+) of .+?\)", re.DOTALL)


def tombstone(place: int, record: str) -> str:
    """Give what stands for one text that was taken out of a record.

    >>> tombstone(1, "INC-1")
    '(redacted 1 of INC-1)'
    """
    return in_english(Phrase("lifecycle.texts.redacted", place=place, record=record))


def holds_tombstone(value: object) -> bool:
    """Tell whether a text of a value was redacted, or a part of one."""
    return any(_TOMBSTONE.search(text) for text in texts_of(value))


def is_tombstone(text: str) -> bool:
    """Tell whether a text was redacted, and nothing of it is left."""
    return _TOMBSTONE.fullmatch(text) is not None


def last_tombstone(values: object) -> int:
    """Give the highest number of those in a value; 0 where there is none."""
    found = (_TOMBSTONE.finditer(text) for text in texts_of(values))
    return max((int(match[1]) for matches in found for match in matches), default=0)


def texts_of(value: object) -> Iterator[str]:
    """Give every text of a value; levels and codes are none, and what cannot be read has none."""
    if isinstance(value, str):
        yield from () if isinstance(value, Enum) else (value,)
    elif isinstance(value, Collection) and not isinstance(value, bytes):
        for part in _parts_of(value) if can_be_read(value) else ():
            yield from texts_of(part)
    elif _has_parts(value):
        yield from texts_of([getattr(value, field.name) for field in _parts(value)])


def _parts_of(value: Collection[Any]) -> Iterable[Any]:
    return (*value.keys(), *value.values()) if isinstance(value, Mapping) else value


def written(value: object) -> str | None:
    """Give a number or a day as people write it; None for anything else, and for codes.

    >>> written(5550100), written(1e7), written(date(1815, 12, 10)), written(True)
    ('5550100', '10000000.0', '1815-12-10', None)
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, Number) or isinstance(value, bool | Enum | Level):
        return None
    from decimal import Decimal  # noqa: PLC0415 (import on use)

    return f"{Decimal(str(value)):f}" if isinstance(value, int | float | Decimal) else None


def with_texts(value: Any, change: Change, plainly: Plainly | None = None) -> Any:
    """Give a value with its texts changed; the value itself where none is.

    Args:
        value: the value.
        change: gives what becomes of a text.
        plainly: gives what becomes of what is no text, where no class says what it is.
    """
    if isinstance(value, str):
        return value if isinstance(value, Enum) else change(value)
    if isinstance(value, Mapping):
        pairs = {
            with_texts(key, change, plainly): with_texts(of, change, plainly)
            for key, of in value.items()
        }
        return value if pairs == value else FrozenDict(pairs)
    if isinstance(value, tuple | list | set | frozenset):
        parts = [with_texts(part, change, plainly) for part in value]
        is_same = all(one is other for one, other in zip(parts, value, strict=True))
        return value if is_same else _made_of(type(value), parts)
    if not _has_parts(value):
        return value if plainly is None else plainly(value)
    held = {field: getattr(value, field.name) for field in _parts(value)}
    new = {field: with_texts(of, change) for field, of in held.items()}
    told: dict[str, Any] = {
        str(field.alias): new[field] for field, of in held.items() if new[field] is not of
    }
    return attrs.evolve(value, **told) if told else value


def _made_of(kind: type[Any], parts: list[Any]) -> Any:
    return kind(*parts) if hasattr(kind, "_fields") else kind(parts)


def _has_parts(value: object) -> bool:
    return attrs.has(type(value)) and not isinstance(value, _WORDLESS)


def _parts(value: Any) -> tuple[attrs.Attribute[Any], ...]:
    return _fields_with_texts(type(value))


def _with_texts(cls: type[Any]) -> tuple[attrs.Attribute[Any], ...]:
    """List the fields of a class whose values may be texts, or hold some."""
    hints = typing.get_type_hints(cls)
    fields = [field for field in attrs.fields(cls) if field.init and KEPT not in field.metadata]
    return tuple(field for field in fields if not is_wordless(hints.get(field.name, Any), (cls,)))


# mypy takes a class for unhashable when its instances define __hash__; the cache is typed here.
_cached: Any = functools.cache
_fields_with_texts: Callable[[type[Any]], tuple[attrs.Attribute[Any], ...]] = _cached(_with_texts)


def is_wordless(kind: Any, inside: tuple[type[Any], ...] = ()) -> bool:
    """Tell whether no value of a type is a text, or holds one, within values of some classes."""
    others = [one for one in _leaves(kind) if not is_of(one, _WORDLESS)]
    return all(one in inside or (attrs.has(one) and not _fields_with_texts(one)) for one in others)


def is_of(kind: Any, classes: type | tuple[type, ...]) -> bool:
    """Tell whether all that a value of a type is made of, besides None, is of some classes."""
    leaves = [one for one in _leaves(kind) if one is not type(None)]
    return all(isinstance(one, type) and issubclass(one, classes) for one in leaves)


def _leaves(kind: Any) -> Iterator[Any]:
    """Give the types of the values in a value of a type; a literal is a code."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (type, typing.Literal):
        yield type if origin is type else Enum
    elif not inside:
        yield kind
    else:
        for one in inside:
            if one is not ...:
                yield from _leaves(one)
