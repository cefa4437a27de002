"""Arguments: what somebody is asked for, by a verb or by a custom field of a model."""

from __future__ import annotations

import functools
import inspect
import operator
import re
import types
import typing
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.conditions import Field
from itsmcore.fields import as_items, as_text, as_texts
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle._event import Event, kinds
from itsmcore.lifecycle._event_fields import data_fields, of_event
from itsmcore.lifecycle._sets import set_by


def _name(name: str) -> str:
    return as_text(name, "name")


def _type_name(kind: Any) -> str:
    is_plain = isinstance(kind, type) and not typing.get_args(kind)
    return kind.__name__ if is_plain else str(kind)


def _options(options: Collection[object]) -> tuple[object, ...]:
    return as_items(options, "options", "a tuple of values")


def _sets(names: str | Collection[str]) -> tuple[str, ...]:
    return as_texts(names, "sets")


@attrs.frozen(repr=False)
class Argument:
    """What somebody is asked for: an argument of a verb, or a custom field of a model.

    Attributes:
        name: its name.
        kind: the type of its values, besides None.
        options: the values that it may take, if only some are legal.
        default: its value if none is given.
        label: what people see instead of its name.
        help: what it means, in a sentence.
        sets: the record fields that take its value.
        is_required: whether it has to be given.

    >>> Argument("vendor_reference"), Argument("site", options=("AMS", "NYC")).label
    (Argument('vendor_reference'), 'site')
    """

    name: str = attrs.field(converter=_name)
    kind: Any = attrs.field(default=str, repr=_type_name)
    options: tuple[object, ...] = attrs.field(default=(), converter=_options, kw_only=True)
    default: object = attrs.field(default=None, kw_only=True)
    label: str = attrs.field(kw_only=True)
    help: str = attrs.field(default="", kw_only=True)
    sets: tuple[str, ...] = attrs.field(default=(), converter=_sets, kw_only=True)
    is_required: bool = attrs.field(default=False, kw_only=True)

    @label.default
    def _label(self) -> str:
        return self.name.replace("_", " ")

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def is_several(self) -> bool:
        """Whether it takes several values, each of them one of the options."""
        return typing.get_origin(self.kind) is tuple


def arguments_of(
    event: type[Event], record: type[Any], legal: Mapping[str, Collection[Any]]
) -> Iterator[Argument]:
    """Yield a description of each argument of an event class besides at, by, cause and given.

    Another label than the name is metadata of the field, `attrs.field(metadata={"label": "…"})`.

    Args:
        event: the event class.
        record: the class of the records that it happens to.
        legal: the values that record fields may take, and those of `"links"`.
    """
    hints, words, taken = kinds(event).hints, _helps(event), set_by(event, record)
    kinds_of = (*event.ties, *event.unties)
    of_links = {of_event(kind) for kind in kinds_of if isinstance(kind, Field)}
    for field in data_fields(event):
        kind = _without_none(hints.get(field.name, Any))
        sets = taken.get(field.name, ())
        fields = ("links",) if field.name in of_links else (field.name, *sets)
        codes = next((legal[name] for name in fields if name in legal), None)
        default = None if isinstance(field.default, _FACTORY) else field.default
        is_required = default is attrs.NOTHING
        label = {name: field.metadata[name] for name in ("label",) if name in field.metadata}
        yield Argument(
            field.name,
            kind,
            **label,
            options=tuple(_members(kind) if codes is None else codes),
            default=None if is_required else default,
            help=words.get(field.name, ""),
            sets=sets,
            is_required=is_required,
        )


_FACTORY: Any = attrs.Factory


def _without_none(hint: Any) -> Any:
    """Return a type without the None that means not given."""
    if typing.get_origin(hint) not in (types.UnionType, typing.Union):
        return hint
    parts = [part for part in typing.get_args(hint) if part is not types.NoneType]
    return functools.reduce(operator.or_, parts)


def _members(kind: Any) -> tuple[object, ...]:
    """List the values of a type that has only a few, or of the items of a tuple."""
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return _members(typing.get_args(kind)[0])
    return tuple(kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()


def _helps(event: type[Event]) -> dict[str, str]:
    """Read what the docstring of an event class says of each attribute, on one line."""
    _, _, told = (inspect.getdoc(event) or "").partition("Attributes:\n")
    entries = re.split(r"^    (?=\w)", told.partition("\n\n")[0], flags=re.MULTILINE)
    pairs = (entry.partition(": ") for entry in entries)
    return {name: " ".join(text.split()) for name, colon, text in pairs if colon}
