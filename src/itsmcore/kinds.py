"""Kinds: what the types of a class's fields say of its values, checked when one is made.

A text is a text, `True` is not a number, and a tuple of texts holds texts. A value of the right
kind but not of its plain class is converted: a list for a tuple, a subclass of str or int, an
instant of another zone. A type that cannot be found at run time, or that a class does not declare,
is not checked.
"""

from __future__ import annotations

import functools
import inspect
import operator
import sys
import types
import typing
from collections import abc
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import chain
from typing import Any, TypeAlias

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_writable
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.phrase import Phrase, Words, all_of, either_of
from itsmcore.plain import can_be_read, plain
from itsmcore.written import written_out

Read: TypeAlias = Callable[[Any], Any]
"""Returns a value as it is kept, or WRONG."""

WRONG: Any = object()


@attrs.frozen
class Kind:
    """What a value must be.

    Attributes:
        words: what to give, for people.
        exact: the classes whose instances are kept as they are, and need no look inside.
        read: how any other value is kept.
        family: the classes whose instances, and those of their subclasses, are kept so.
    """

    words: Words
    exact: frozenset[type]
    read: Read
    family: tuple[type, ...] = ()

    def keep(self, value: Any) -> Any:
        """Return a value as it is kept, or WRONG."""
        return value if value.__class__ in self.exact else self.read(value)


def check_kinds(value: Any) -> None:
    """Check the fields of a value that has just been made.

    Raises:
        BadValue: one of them is of the wrong kind.
        NaiveTime, BadInstant: one of them is not a valid instant.
    """
    kinds_of(value.__class__).check(value)


def check_definition(value: Any) -> None:
    """Check the fields of a definition, whose texts must also be writable.

    Raises:
        BadValue: one of them is of the wrong kind, or a text that no document can hold.
    """
    check_kinds(value)
    for field in attrs.fields(value.__class__):
        held = getattr(value, field.name)
        if isinstance(held, str):
            as_writable(held, field.name)


@functools.cache
def kinds_of(cls: type) -> Kinds:
    """Return the kinds of an attrs class's fields."""
    return Kinds(cls)


class Kinds:
    """The kinds of the fields of a class, without those that may be anything."""

    def __init__(
        self,
        cls: type,
        *,
        needed: Iterable[str] = (),
        unasked: Iterable[str] = (),
        absent: Words = "",
    ) -> None:
        """Look the types up.

        Args:
            cls: an attrs class.
            needed: fields for which None is not a value, whatever their types say.
            unasked: fields that are not to be checked.
            absent: what to give if a needed field is None.
        """
        hints, out, self._needed = _hints(cls), frozenset(unasked), frozenset(needed)
        self._absent = absent
        self.hints = hints
        self.kinds: dict[str, Kind] = {}
        for name in (field.name for field in attrs.fields(cls)):
            kind = None if name in out else kind_of(hints.get(name, Any))
            if name in self._needed:
                kind = _said(kind)
            if kind is not None:
                self.kinds[name] = kind
        self.check = _check(self)

    def keep(self, value: Any, name: str, held: Any) -> None:
        """Convert what a value holds in a field to what is kept.

        Raises:
            BadValue: what it holds is of a wrong kind.
        """
        object.__setattr__(value, name, self.kept(name, held))

    def kept(self, name: str, value: Any) -> Any:
        """Return a value as the field keeps it.

        Raises:
            BadValue: it is of a wrong kind.
        """
        kept = self.kinds[name].keep(value)
        if kept is WRONG:
            is_absent = value is None and name in self._needed
            expected = self._absent if is_absent else self.kinds[name].words
            raise BadValue(field=name, value=value, expected=expected)
        return kept

    def doubt(self, name: str, place: str, names: dict[str, Any]) -> str:
        """Write the test of whether `held` may not be kept as it is; add the names that it reads.

        Args:
            name: the field.
            place: what tells these names from those of other fields.
            names: what generated code reads.
        """
        kind = self.kinds[name]
        asked = _asked(kind, place, names)
        names[f"read{place}"] = kind.read
        return f"{' and '.join(asked)} and read{place}(held) is not held"


def _check(kinds: Kinds) -> Callable[[Any], None]:
    """Generate the check of a class."""
    names: dict[str, Any] = {"keep": kinds.keep}
    lines = ["pass"]
    for place, name in enumerate(kinds.kinds):
        lines += [
            f"held = value.{name}",
            f"if {kinds.doubt(name, str(place), names)}:",
            f"    keep(value, {name!r}, held)",
        ]
    return written_out(lines, **names)


def _asked(kind: Kind, place: str, names: dict[str, Any]) -> list[str]:
    """Generate the test of whether a value may not be kept as it is, cheapest part first."""
    others = kind.exact - {types.NoneType}
    asked = ["True"] if others == kind.exact else ["held is not None"]
    if kind.read is plain_instant:
        names |= {"datetime": datetime, "utc": UTC}
        asked.append("(held.__class__ is not datetime or held.tzinfo is not utc)")
    elif kind.family:
        names["family" + place] = kind.family
        asked.append(f"not isinstance(held, family{place})")
    elif len(others) == 1:
        (names["cls" + place],) = others
        asked.append(f"held.__class__ is not cls{place}")
    elif others:
        names["cls" + place] = others
        asked.append(f"held.__class__ not in cls{place}")
    return asked


def _said(kind: Kind | None) -> Kind:
    """Remove None from what a kind allows."""
    if kind is None:
        return Kind(
            Phrase("kinds.value"), frozenset(), lambda value: WRONG if value is None else value
        )
    return attrs.evolve(
        kind,
        exact=kind.exact - {types.NoneType},
        read=lambda value: WRONG if value is None else kind.read(value),
    )


# --- types ------------------------------------------------------------------------------------


def _hints(cls: type) -> dict[str, Any]:
    """Find the types of a class's fields, leaving out those that exist for type checkers only.

    One that cannot be found does not affect the others.
    """
    try:
        return typing.get_type_hints(cls)
    except Exception:
        found: dict[str, Any] = {}
        for base in reversed(cls.__mro__):
            for name, written in inspect.get_annotations(base).items():
                found[name] = hint_of(written, vars(sys.modules.get(base.__module__, types)))
        return found


def hint_of(written: Any, names: dict[str, Any]) -> Any:
    """Read one type among the names of a module; Any if it cannot be found there."""
    alone: Any = types.SimpleNamespace(__annotations__={"it": written})
    try:
        return typing.get_type_hints(alone, names)["it"]
    except Exception:
        return Any


def kind_of(hint: Any) -> Kind | None:
    """Read a type; None if its values may be anything."""
    if isinstance(hint, typing.NewType):
        return kind_of(hint.__supertype__)
    if hint in _SCALARS:
        return _SCALARS[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _union([kind_of(one) for one in arguments])
    if origin is typing.Literal:
        return _literal(arguments)
    if origin in COLLECTIONS or hint in COLLECTIONS:
        return _collection(origin or hint, arguments)
    if origin in MAPPINGS or hint in MAPPINGS:
        return _mapping(origin or hint, arguments)
    if origin is type:
        return _subclass(arguments[0])
    cls = origin or hint
    if not isinstance(cls, type) or cls is object or getattr(cls, "_is_protocol", False):
        return None
    if issubclass(cls, Enum):
        return _member(cls)
    if cls.__name__ == "Decimal" and cls.__module__ in ("decimal", "_pydecimal"):
        return _instance(cls, cls)
    return _instance(cls)


def _instance(cls: type, made_plain: Callable[[Any], Any] | None = None) -> Kind:
    """Return the kind of an instance of a class; one of a subclass may be made plain."""

    def read(value: Any) -> Any:
        if not isinstance(value, cls):
            return WRONG
        return value if made_plain is None else made_plain(value)

    return Kind(a(cls.__name__), frozenset({cls}), read, () if made_plain else (cls,))


def _subclass(base: Any) -> Kind:
    """Return the kind of a class, or of a subclass of another."""
    cls: type = base if isinstance(base, type) and base is not Any else object

    def read(value: Any) -> Any:
        return value if isinstance(value, type) and issubclass(value, cls) else WRONG

    return Kind(
        Phrase("kinds.class") if cls is object else Phrase("kinds.class_of", of=a(cls.__name__)),
        frozenset(),
        read,
    )


def a(name: str) -> Phrase:
    """Put the article before the name of a class."""
    return Phrase("kinds.an" if name[:1] in "AEIOU" else "kinds.a", name=name)


def plain_text(value: Any) -> Any:
    """Make a text plain; a member of an enumeration that compares as texts do is kept."""
    return plain(value) if isinstance(value, str) else WRONG


def plain_whole(value: Any) -> Any:
    """Make a whole number plain, as `plain_text` does."""
    return plain(value) if isinstance(value, int) and not isinstance(value, bool) else WRONG


def plain_number(value: Any) -> Any:
    """Make a number plain, as `plain_text` does."""
    return plain(value) if isinstance(value, float) else plain_whole(value)


def plain_date(value: Any) -> Any:
    """Make a date plain."""
    if not isinstance(value, date) or isinstance(value, datetime):
        return WRONG
    return date(value.year, value.month, value.day)


def plain_instant(value: Any) -> Any:
    """Return an instant in UTC."""
    if value.__class__ is datetime and value.tzinfo is UTC:
        return value
    return utc(value) if isinstance(value, datetime) else WRONG


def _plain_duration(value: Any) -> Any:
    if not isinstance(value, timedelta):
        return WRONG
    return timedelta(value.days, value.seconds, value.microseconds)


def _never(_: Any) -> Any:
    return WRONG


_SCALARS: dict[Any, Kind | None] = {
    Any: None,
    str: Kind(Phrase("kinds.text"), frozenset({str}), plain_text),
    bool: Kind(Phrase("kinds.bool"), frozenset({bool}), _never),
    int: Kind(Phrase("kinds.whole"), frozenset({int}), plain_whole),
    float: Kind(Phrase("kinds.number"), frozenset({float, int}), plain_number),
    datetime: Kind(Phrase("kinds.datetime"), frozenset(), plain_instant),
    date: Kind(Phrase("kinds.date"), frozenset({date}), plain_date),
    timedelta: Kind(Phrase("kinds.timedelta"), frozenset({timedelta}), _plain_duration),
    types.NoneType: Kind("None", frozenset({types.NoneType}), _never),
}


def _union(kinds: list[Kind | None]) -> Kind | None:
    known = [kind for kind in kinds if kind is not None]
    if len(known) < len(kinds):
        return None

    def either(value: Any) -> Any:
        return next((kept for kind in known if (kept := kind.keep(value)) is not WRONG), WRONG)

    others = [kind for kind in known if kind is not _SCALARS[types.NoneType]]
    read = others[0].read if len(others) == 1 else either
    families = [kind.family for kind in others]
    family = tuple(chain.from_iterable(families)) if all(families) else ()
    words = [kind.words for kind in sorted(known, key=lambda kind: kind.words == "None")]
    return Kind(either_of(words), frozenset().union(*(kind.exact for kind in known)), read, family)


def _literal(values: tuple[Any, ...]) -> Kind:
    def read(value: Any) -> Any:
        return next((one for one in values if type(one) is type(value) and one == value), WRONG)

    return Kind(Phrase("common.one_of", names=", ".join(map(repr, values))), frozenset(), read)


def _member(cls: type[Enum]) -> Kind:
    """Return the kind of a member of an enumeration; what equals a member is read as it."""

    def read(value: Any) -> Any:
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            return WRONG
        given: object = value
        return next((member for member in cls if member == given), WRONG)

    return Kind(Phrase("common.one_of", names=", ".join(map(str, cls))), frozenset({cls}), read)


COLLECTIONS: dict[Any, type] = {
    tuple: tuple,
    list: list,
    set: set,
    frozenset: frozenset,
    abc.Set: frozenset,
    abc.Sequence: tuple,
    abc.Collection: tuple,
    abc.Iterable: tuple,
}
"""What a collection is kept as, by how its field is declared."""
MAPPINGS: dict[Any, Any] = {FrozenDict: FrozenDict, abc.Mapping: FrozenDict, dict: dict}
"""The same for mappings."""
_SEVERAL = (list, tuple, set, frozenset)


def _collection(origin: Any, arguments: tuple[Any, ...]) -> Kind:
    make: Any = COLLECTIONS[origin]
    several = (list, tuple) if make in (list, tuple) else (set, frozenset)
    if origin is tuple and arguments and arguments[-1] is not ...:
        return _fixed([kind_of(one) for one in arguments])
    item = kind_of(arguments[0]) if arguments else None
    exact = None if item is None else item.exact

    def read(value: Any) -> Any:
        if value.__class__ is make and (exact is None or exact.issuperset(map(type, value))):
            return value
        if not isinstance(value, several) or not can_be_read(value):
            return WRONG
        kept = list(value) if item is None else [item.keep(one) for one in value]
        if any(one is WRONG for one in kept):
            return WRONG
        is_same = value.__class__ is make and all(map(operator.is_, kept, value))
        return value if is_same else make(kept)

    words = a(make.__name__)
    if item is not None:
        words = Phrase("kinds.each", of=words, each=item.words)
    return Kind(words, frozenset(), read)


def _fixed(items: list[Kind | None]) -> Kind:
    def read(value: Any) -> Any:
        if not isinstance(value, tuple | list) or not can_be_read(value):
            return WRONG
        if len(value) != len(items):
            return WRONG
        pairs = zip(items, value, strict=True)
        kept = tuple(one if kind is None else kind.keep(one) for kind, one in pairs)
        return WRONG if any(one is WRONG for one in kept) else kept

    parts = [Phrase("kinds.anything") if kind is None else kind.words for kind in items]
    return Kind(Phrase("kinds.tuple", of=all_of(parts)), frozenset(), read)


def _is_plain_text(value: Any) -> bool:
    return value.__class__ is str


def _mapping(origin: Any, arguments: tuple[Any, ...]) -> Kind:
    make = MAPPINGS[origin]
    kinds = tuple(map(kind_of, arguments)) or (None, None)

    is_plain = kinds[1] is None and kinds[0] is _SCALARS[str]

    def entries(value: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
        for pair in value.items():
            key, one = (
                part if kind is None else kind.keep(part)
                for kind, part in zip(kinds, pair, strict=True)
            )
            yield key, one

    def read(value: Any) -> Any:
        if is_plain and value.__class__ is make and all(map(_is_plain_text, value)):
            return value
        if not isinstance(value, Mapping) or not can_be_read(value):
            return WRONG
        kept = list(entries(value))
        if any(part is WRONG for pair in kept for part in pair):
            return WRONG
        pairs = zip(kept, value.items(), strict=True)
        is_same = value.__class__ is make and all(a is c and b is d for (a, b), (c, d) in pairs)
        return value if is_same else make(kept)

    key, of = (Phrase("kinds.anything") if kind is None else kind.words for kind in kinds)
    return Kind(Phrase("kinds.mapping", key=key, of=of), frozenset(), read)
