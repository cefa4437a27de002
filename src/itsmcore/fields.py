"""Fields: what fields and parameters accept, in one place; each refusal is a sentence.

Each function returns the value as it is kept. A value of another kind is refused with a BadValue
that names the field, shows the value, and says what to give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from numbers import Complex, Integral, Number, Rational, Real
from typing import Any, TypeVar, cast, get_args

import attrs

from itsmcore.errors import BadValue, Fault, FaultyDefinition
from itsmcore.phrase import Phrase, Words
from itsmcore.plain import flaw_of_text, plain

T = TypeVar("T")
_TEXTS, _A_TEXT, _A_MAPPING = map(Phrase, ("fields.texts", "kinds.text", "fields.mapping"))


def refuse_faults(name: Words, faults: Iterable[Fault]) -> None:
    """Refuse a definition that has faults, with all of them together."""
    found = tuple(faults)
    if found:
        raise FaultyDefinition(name, found)


def as_a(kind: type[T], value: object, field: Words, expected: Words | None = None) -> T:
    """Check that a value is an instance of a class, and return it.

    >>> as_a(str, 5, "name")
    Traceback (most recent call last):
        ...
    itsmcore.errors.BadValue: name cannot be 5; give an instance of str
    """
    if isinstance(value, kind):
        return value
    raise BadValue(
        field=field, value=value, expected=expected or Phrase("fields.instance", name=_name(kind))
    )


def maybe_a(kind: type[T], value: object, field: Words, expected: Words | None = None) -> T | None:
    """Check that a value is an instance of a class, or None, and return it."""
    if value is None or isinstance(value, kind):
        return value
    return as_a(kind, value, field, expected or Phrase("fields.instance_none", name=_name(kind)))


def as_class(kind: type[T], value: object, field: Words, expected: Words | None = None) -> type[T]:
    """Check that a value is a class or one of its subclasses, and return it."""
    if isinstance(value, type) and issubclass(value, kind):
        return value
    expected = expected or Phrase("fields.class_kind", name=_name(kind))
    raise BadValue(field=field, value=value, expected=expected)


def as_named_function(value: Any, field: Words, expected: Words) -> Any:
    """Check that a value is a function that can be imported by its name, and return it."""
    is_named = callable(value) and "<" not in getattr(value, "__qualname__", "<")
    if is_named and not isinstance(value, type):
        return value
    raise BadValue(field=field, value=value, expected=expected)


def as_several(
    kind: type[T], values: Any, field: Words, expected: Words | None = None
) -> tuple[T, ...]:
    """Return instances of a class, from whatever can be iterated; of a mapping, its keys.

    >>> as_several(int, (number for number in range(3)), "numbers")
    (0, 1, 2)
    """
    several: tuple[T, ...] = values
    if values.__class__ is not tuple:
        words = expected or Phrase("fields.instances", name=_name(kind))
        several = as_items(tuple(values) if isinstance(values, Mapping) else values, field, words)
    for one in several:
        if not isinstance(one, kind):
            words = expected or Phrase("fields.instances", name=_name(kind))
            raise BadValue(field=field, value=one, expected=words)
    return several


def as_items(values: object, field: Words, expected: Words) -> tuple[Any, ...]:
    """Return the items of what can be iterated; a text or a mapping is refused."""
    if not isinstance(values, Iterable) or isinstance(values, str | bytes | Mapping):
        raise BadValue(field=field, value=values, expected=expected)
    try:
        items = iter(values)
    except Exception as error:  # an array of no dimension calls itself iterable
        raise BadValue(field=field, value=values, expected=expected) from error
    return tuple(items)


def can_be_iterated(value: object) -> bool:
    """Return whether a value can be iterated; a zero-dimensional array only says so."""
    try:
        iter(value)  # type: ignore[call-overload]
    except Exception:
        return False
    return True


def one_or_several(value: object) -> tuple[Any, ...]:
    """Return what can be iterated as a tuple; anything else alone in one, to be refused."""
    try:
        items = iter(value)  # type: ignore[call-overload]
    except Exception:
        return (value,)
    return tuple(items)


def as_names(values: str | Iterable[str] | None) -> tuple[str, ...]:
    """Turn one name, several or none into a tuple; an empty text is none.

    What is not a collection is alone in the tuple, for the caller to refuse.
    """
    if values.__class__ is tuple:
        return values
    if isinstance(values, str):
        return (values,) if values else ()
    if values is None:
        return ()
    names: tuple[str, ...] = one_or_several(values)
    return names


def maybe_names(values: str | Iterable[str] | None) -> tuple[str, ...] | None:
    """Turn one name or several into a tuple; None and an empty text stay as they are."""
    is_none = values is None or (isinstance(values, str) and not values)
    return None if is_none else as_names(values)


def as_text(value: object, field: Words) -> str:
    """Check that a value is a text that is not empty and that documents can hold."""
    text = as_a(str, value, field, _A_TEXT)
    if text:
        return as_writable(text, field)
    raise BadValue(field=field, value=value, expected=Phrase("fields.expected.text_empty"))


def as_writable(value: object, field: Words) -> str:
    """Check that a value is a text that documents can hold, and make it plain."""
    text = str.__str__(as_a(str, value, field, _A_TEXT))
    flaw = flaw_of_text(text)
    if flaw:
        raise BadValue(field=field, value=value, expected=Phrase("fields.expected.text", flaw=flaw))
    return text


def as_texts(values: object, field: Words, expected: Words = _TEXTS) -> tuple[str, ...]:
    """Return one text or several as a tuple.

    >>> as_texts("mail", "tags"), as_texts(["mail", "vip"], "tags")
    (('mail',), ('mail', 'vip'))
    """
    texts = (values,) if isinstance(values, str) else as_several(str, values, field, expected)
    return tuple(as_writable(text, field) for text in texts)


def as_mapping(value: object, field: Words, expected: Words = _A_MAPPING) -> Mapping[Any, Any]:
    """Check that a value is a mapping."""
    return as_a(Mapping, value, field, expected)  # type: ignore[type-abstract]


def as_named(value: object, field: Words, expected: Words = _A_MAPPING) -> Mapping[str, Any]:
    """Check that a value is a mapping from texts, and make these plain."""
    mapping = as_mapping(value, field, expected)
    if mapping.__class__ is dict and all(name.__class__ is str for name in mapping):
        return mapping
    try:
        named = dict(mapping.items())
    except Exception as error:
        raise BadValue(
            field=field, value=value, expected=Phrase("fields.expected.read", expected=expected)
        ) from error
    for name in named:
        if not isinstance(name, str):
            raise BadValue(field=Phrase("fields.name", field=field), value=name, expected=_A_TEXT)
    return {str.__str__(name): of for name, of in named.items()}


def as_whole(
    value: object, field: Words, *, least: int | None = None, most: int | None = None
) -> int:
    """Check that a value is a whole number within bounds."""
    if isinstance(value, int) and not isinstance(value, bool):
        low = value if least is None else least
        if low <= value <= (value if most is None else most):
            return value
    which = f"whole{'' if least is None else '_from'}{'' if most is None else '_to'}"
    raise BadValue(
        field=field, value=value, expected=Phrase(f"fields.{which}", least=least, most=most)
    )


def as_number(value: object, field: Words) -> float:
    """Check that a value is a number and not NaN, which compares with nothing."""
    value = _of_decimal(value)
    if type(value) is not bool and isinstance(value, Real) and value == value and _is_held(value):
        return _plainly(value)
    raise BadValue(field=field, value=value, expected=Phrase("kinds.number"))


def as_finite(value: object, field: Words) -> float:
    """Check that a value is a finite number."""
    value = _of_decimal(value)
    if type(value) is not bool and isinstance(value, Real) and _is_held(value) and isfinite(value):
        return _plainly(value)
    raise BadValue(field=field, value=value, expected=Phrase("fields.expected.finite_number"))


def is_hashable(value: object) -> bool:
    """Return whether a value can be a key."""
    try:
        hash(value)
    except Exception:
        return False
    return True


def offers(value: object, method: str) -> bool:
    """Return whether a value, and not a class, has a method of that name."""
    try:
        return not isinstance(value, type) and callable(getattr(value, method, None))
    except Exception:
        return False


def as_flag(value: object, field: Words) -> bool:
    """Check that a value is True or False, and not something merely truthy."""
    return as_a(bool, value, field, Phrase("kinds.bool"))


def as_pairs(values: object, field: Words) -> tuple[tuple[str, str], ...]:
    """Check that values are pairs of texts."""
    expected = Phrase("fields.expected.pairs_texts")
    several = as_items(values, field, expected)
    for pair in several:
        is_pair = isinstance(pair, tuple | list) and len(pair) == 2
        if not is_pair or not all(isinstance(text, str) for text in pair):
            raise BadValue(field=field, value=pair, expected=expected)
    return tuple((one, other) for one, other in several)


def is_text(_: object, field: attrs.Attribute[Any], value: object) -> None:
    """Refuse a field that is empty, or is no text; its validator."""
    as_text(value, field.name)


def choice(choices: Any) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Make the validator of a field that holds one of the texts of a Literal."""
    known = get_args(choices)

    def check(_: object, field: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, str) or value not in known:
            raise BadValue(
                field=field.name,
                value=value,
                expected=Phrase("common.one_of", names=", ".join(known)),
            )

    return check


def is_in(value: object, known: Any) -> bool:
    """Return whether a value is among the known ones; one that cannot be a key is in none."""
    try:
        return value in known
    except Exception:
        return False


def differs(one: object, other: object) -> bool:
    """Return whether two values differ; one that does not say so differs from all but itself."""
    try:
        return bool(one != other)
    except Exception:
        return one is not other


def _plainly(number: Any) -> float:
    """Return a number of another library as one of Python's own; a fraction counts as one."""
    if isinstance(number, int | float):
        return cast("float", plain(number))
    if isinstance(number, Integral):
        return int(number)
    return cast("float", number) if isinstance(number, Rational) else float(number)


def _of_decimal(value: object) -> object:
    """Return a decimal number as the nearest float; one that has none, and all else, as it is."""
    if not isinstance(value, Number) or isinstance(value, Complex):  # a Decimal is no Complex
        return value
    try:
        near = float(value)  # type: ignore[arg-type]
    except Exception:  # a NaN that signals
        return value
    return near if isfinite(near) else value


def _is_held(number: Real) -> bool:
    """Return whether a float holds a number: numpy's durations call themselves numbers as well."""
    try:
        float(number)
    except Exception:
        return False
    return True


def _name(kind: Any) -> str:
    return str(getattr(kind, "__name__", kind))
