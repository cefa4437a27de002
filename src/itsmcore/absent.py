"""Absence: what in a row, a snapshot or a column stands for no value at all."""

from __future__ import annotations

from collections.abc import Mapping

from itsmcore.fields import as_named
from itsmcore.phrase import Phrase


def is_absent(value: object) -> bool:
    """Return whether a value stands for no value: None, an empty text, NaN, NaT or NA.

    NaN and NaT are known by differing from themselves, and NA by not saying whether it does, so no
    library that has them is needed; many values at once, such as an array, are not absent. Texts
    such as "nan" are texts: the reader of a product's export knows which of them mean nothing.

    >>> [is_absent(value) for value in (None, "", float("nan"), "nan", 0, False, ())]
    [True, True, True, False, False, False, False]
    """
    if value is None or isinstance(value, str):
        return not value
    try:
        return bool(value != value)
    except Exception:
        return not hasattr(value, "__len__")


def present(value: object) -> object:
    """Return the value, or None if it is absent."""
    return None if is_absent(value) else value


def told(facts: Mapping[str, object]) -> dict[str, object]:
    """Return facts with None for each that is absent.

    Raises:
        BadValue: they are not a mapping, or a name is not a text.
    """
    named = as_named(facts, "facts", Phrase("absent.mapping_facts"))
    return {name: present(value) for name, value in named.items()}
