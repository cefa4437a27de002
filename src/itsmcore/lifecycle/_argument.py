"""Arguments: what somebody is asked for, by a verb or by a custom field of a model."""

from __future__ import annotations

import functools
import inspect
import operator
import re
import types
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.conditions import ALWAYS, Condition, Field
from itsmcore.fields import as_a, as_items, as_text, as_texts
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle._event import Event, kinds
from itsmcore.lifecycle._event_fields import OPTIONS, data_fields, of_event
from itsmcore.lifecycle._option import Option, option
from itsmcore.lifecycle._sets import set_by
from itsmcore.phrase import Phrase, Words, in_english, known, label


def _name(name: str) -> str:
    return as_text(name, "name")


def _type_name(kind: Any) -> str:
    is_plain = isinstance(kind, type) and not typing.get_args(kind)
    return kind.__name__ if is_plain else str(kind)


def _options(options: Collection[object]) -> tuple[object, ...]:
    return as_items(options, "options", Phrase("lifecycle.argument.tuple_values"))


def _when(when: Condition) -> Condition:
    return as_a(Condition, when, "when", Phrase("lifecycle.argument.condition_such_field"))


def _sets(names: str | Collection[str]) -> tuple[str, ...]:
    return as_texts(names, "sets")


def _in_english(words: Words) -> str:
    return repr(in_english(words))


@attrs.frozen(repr=False)
class Argument:
    """What somebody is asked for: an argument of a verb, a custom field, a question of a form.

    Attributes:
        name: its name.
        kind: the type of its values, besides None.
        options: the values that it may take, if only some are legal.
        default: its value if none is given.
        label: what people see instead of its name.
        help: what it means, in a sentence.
        sets: the record fields that take its value.
        is_required: whether it has to be given.
        is_filled: whether the record itself says it, and no caller is asked.
        is_public: of a custom field, whether the customer's side reads it.
        when: in a form, by which earlier answers it is asked at all.

    >>> Argument("vendor_reference"), Argument("site", options=("AMS", "NYC")).label
    (Argument('vendor_reference'), 'site')
    """

    name: str = attrs.field(converter=_name)
    kind: Any = attrs.field(default=str, repr=_type_name)
    options: tuple[object, ...] = attrs.field(default=(), converter=_options, kw_only=True)
    default: object = attrs.field(default=None, kw_only=True)
    _label: str | None = attrs.field(default=None, kw_only=True)
    _help: Words = attrs.field(default="", kw_only=True, eq=in_english, repr=_in_english)
    sets: tuple[str, ...] = attrs.field(default=(), converter=_sets, kw_only=True)
    is_required: bool = attrs.field(default=False, kw_only=True)
    is_filled: bool = attrs.field(default=False, kw_only=True)
    is_public: bool = attrs.field(default=False, kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, converter=_when, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def label(self) -> str:
        """What people see instead of its name."""
        return label("facts", self.name.rpartition(".")[2]) if self._label is None else self._label

    @property
    def help(self) -> str:
        """What it means, in a sentence."""
        return str(self._help)

    @property
    def is_several(self) -> bool:
        """Whether it takes several values, each of them one of the options."""
        return typing.get_origin(self.kind) is tuple

    @property
    def item(self) -> Any:
        """The type of its value, or of each of several."""
        return typing.get_args(self.kind)[0] if self.is_several else self.kind

    @property
    def menu(self) -> tuple[Option, ...]:
        """Its options, each with its code and its label, as a menu shows them."""
        return tuple(map(option, self.options))


FILLED = "what the record says for the caller"
"""In a field's metadata: that the record itself fills it in, and how."""


def arguments_of(
    event: type[Event],
    record: type[Any],
    legal: Mapping[str, Collection[Any]],
) -> Iterator[Argument]:
    """Yield a description of each argument of an event class besides at, by, cause and given.

    Another label than the name is metadata of the field, `attrs.field(metadata={"label": "…"})`;
    so is that the record fills it in, `metadata={FILLED: "…"}`.

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
        named = {name: field.metadata[name] for name in ("label",) if name in field.metadata}
        yield Argument(
            field.name,
            kind,
            **named,
            options=tuple(_members(field, kind) if codes is None else codes),
            default=None if is_required else default,
            help=known("helps", words.get(field.name, "")),
            sets=sets,
            is_required=is_required,
            is_filled=FILLED in field.metadata,
        )


def asked_for(
    arguments: Iterable[Argument],
    declared: Mapping[str, tuple[Argument, ...]],
    *,
    is_opening: bool,
) -> Iterator[Argument]:
    """Yield the arguments that a caller is asked for.

    An argument that holds declared items is asked for item by item, such as `custom.site`; what is
    required of them is so from the opening on.

    Args:
        arguments: all that an event takes.
        declared: the items that record fields that hold mappings may have.
        is_opening: whether the event opens a record.
    """
    for one in arguments:
        if one.is_filled:
            continue
        items = declared.get(one.name)
        if items is None:
            yield one
        for item in items or ():
            name, is_required = f"{one.name}.{item.name}", item.is_required and is_opening
            yield attrs.evolve(item, name=name, is_required=is_required, sets=name)


_FACTORY: Any = attrs.Factory


def _without_none(hint: Any) -> Any:
    """Return a type without the None that means not given."""
    if typing.get_origin(hint) not in (types.UnionType, typing.Union):
        return hint
    parts = [part for part in typing.get_args(hint) if part is not types.NoneType]
    return functools.reduce(operator.or_, parts)


def _members(field: attrs.Attribute[Any], kind: Any) -> tuple[object, ...]:
    """List the values of a field that takes only a few, by its metadata or by its type."""
    listed = field.metadata.get(OPTIONS)
    return _values(kind) if listed is None else listed()


def _values(kind: Any) -> tuple[object, ...]:
    """List the values of a type that has only a few, or of the items of a tuple."""
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return _values(typing.get_args(kind)[0])
    return tuple(kind) if isinstance(kind, type) and issubclass(kind, Enum) else ()


def told_of(event: type[Event]) -> str:
    """Return the first paragraph of an event class's docstring, on one line."""
    told = " ".join((inspect.getdoc(event) or "").partition("\n\n")[0].split())
    return str(known("helps", told))


def _helps(event: type[Event]) -> dict[str, str]:
    """Read what the docstring of an event class says of each attribute, on one line."""
    _, _, told = (inspect.getdoc(event) or "").partition("Attributes:\n")
    entries = re.split(r"^    (?=\w)", told.partition("\n\n")[0], flags=re.MULTILINE)
    pairs = (entry.partition(": ") for entry in entries)
    return {name: " ".join(text.split()) for name, colon, text in pairs if colon}
