"""Upgrades: how a field is read from documents that were written before it had its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from typing import Any

import attrs

from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_mapping, is_in
from itsmcore.phrase import Phrase, Words

_FORMS = Phrase("lifecycle.upgrades.forms")


@attrs.frozen
class Upgrade:
    """How one field is read from what documents said instead of it.

    Attributes:
        field: the name it has now.
        needed: the old names that must be present.
        names: all old names that it reads.
        made: makes a document of the field from theirs; None if the field was only renamed.
    """

    field: str
    needed: tuple[str, ...]
    names: tuple[str, ...]
    made: Callable[..., Any] | None = None

    @property
    def said_as(self) -> str:
        """The name under which a document has it."""
        return self.names[0] if self.made is None else self.field

    def concerns(self, document: Mapping[str, Any]) -> bool:
        """Return whether a document has the old names and lacks the new one."""
        return self.field not in document and all(name in document for name in self.needed)

    def read(self, document: Mapping[str, Any]) -> Any:
        """Return what a document would have for the field now."""
        said = {name: document[name] for name in self.names if name in document}
        return said[self.said_as] if self.made is None else self.made(**said)


def upgrades_of(event: type[Any]) -> tuple[Upgrade, ...]:
    """Return the upgrades that an event class states.

    Raises:
        BadValue: they are not a mapping, or one is neither an old name nor a named function.
        Unlisted: one is for a field that the class does not have.
    """
    stated = as_mapping(
        event.upgrades,
        Phrase("lifecycle.upgrades.upgrades", name=event.__name__),
        Phrase("fields.mapping"),
    )
    fields = attrs.fields_dict(event)
    for name in stated:
        if not is_in(name, fields):
            kind = Phrase("lifecycle.sets.field", name=event.__name__)
            raise Unlisted(kind=kind, name=name, known=tuple(fields))
    return tuple(_upgrade(event, fields, name, source) for name, source in stated.items())


def _upgrade(
    event: type[Any], fields: Mapping[str, attrs.Attribute[Any]], name: str, source: Any
) -> Upgrade:
    where = Phrase("lifecycle.upgrades.upgrade", name=event.__name__, field=name)
    if isinstance(source, str) and source.strip():
        upgrade = Upgrade(name, (source,), (source,))
    else:
        needed, names = _arguments(where, source)
        upgrade = Upgrade(name, needed, names, source)
    is_old = any(old not in fields for old in upgrade.needed)
    is_always_said = upgrade.made is not None and fields[name].default is attrs.NOTHING
    if not is_old and not is_always_said:
        expected = Phrase("lifecycle.expected.name_class_longer_old")
        raise BadValue(field=where, value=source, expected=expected)
    return upgrade


def _arguments(where: Words, source: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the old fields that a function needs, and all that it takes."""
    parameters: Collection[inspect.Parameter] = ()
    if callable(source) and "<" not in getattr(source, "__qualname__", "<"):
        parameters = inspect.signature(source).parameters.values()
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    if not parameters or any(one.kind not in kinds for one in parameters):
        raise BadValue(field=where, value=source, expected=_FORMS)
    needed = tuple(one.name for one in parameters if one.default is inspect.Parameter.empty)
    return needed, tuple(one.name for one in parameters)
