"""Types that itsmcore does not know: the converter's own hooks read and write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from cattrs import BaseConverter
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    StructureHandlerNotFoundError,
)

from itsmcore.documents import BadDocument, Unwritable
from itsmcore.documents._leaves import NUMBER, TEXT
from itsmcore.documents._paths import Problem, under
from itsmcore.documents._shape import bad, unmade
from itsmcore.phrase import Phrase, say


@attrs.frozen
class Hooked:
    """Write a value by the hooks that cattrs has for its type."""

    converter: BaseConverter
    type: Any

    def read(self, document: Any) -> Any:
        try:
            return self.converter.get_structure_hook(self.type)(document, self.type)
        except StructureHandlerNotFoundError:
            raise
        except Exception as error:
            raise bad(*problems_of(error)) from error

    def write(self, value: Any) -> Any:
        return _plain(self.converter.get_unstructure_hook(self.type)(value))

    def schema(self, _: Any, /) -> dict[str, Any]:
        return {}


def problems_of(error: Exception) -> Iterator[Problem]:
    """Yield everything that an error of cattrs, or of a hook, has to say, with paths."""
    match error:
        case BadDocument():
            yield from error.problems
        case ClassValidationError() | IterableValidationError():
            noted, others = error.group_exceptions()
            for inner, note in noted:
                step = note.name if isinstance(note, AttributeValidationNote) else note.index
                yield from under(step, problems_of(inner))
            for other in others:
                yield from problems_of(other)
        case ForbiddenExtraKeysError():
            for key in sorted(error.extra_fields):
                yield from under(key, [("", say("interop.hooked.part", name=error.cl.__name__))])
        case KeyError():
            yield "", say("interop.hooked.missing")
        case _:
            yield from unmade(error)


def _plain(value: Any) -> Any:
    """Make sure that what a hook returned is JSON."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return TEXT.write(value)
    if isinstance(value, int | float):
        return NUMBER.write(value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {TEXT.write(key): _plain(part) for key, part in value.items()}
    raise Unwritable(value=value, why=Phrase("interop.why.hook_turns_into_json"))
