"""Keys: what incidents must have in common to be of one kind, as data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import product
from typing import TypeAlias

import attrs

from itsmcore.absent import is_absent
from itsmcore.conditions import field
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_several, one_or_several
from itsmcore.lexicon import Lexicon
from itsmcore.phrase import Phrase, as_data, say
from itsmcore.plain import flaw_of_text

Group: TypeAlias = tuple[str, ...]

_OF_A_PROBLEM: Mapping[str, str] = {
    "symptom": "symptom",
    "category": "category",
    "service": "service",
    "affected_services": "affected_services",
    "configuration_item": "configuration_items",
    "configuration_items": "configuration_items",
}
_EXPECTED_NAME = Phrase("recurrence.expected.fact_name")


@attrs.frozen(init=False, repr=False)
class Key:
    """A kind of incident by the values of one fact, or of several together.

    Values are compared as texts without surrounding blanks, so that a code which is a number in one
    export and a text in another is the same. A collection, such as `configuration_items`, counts
    once for each of its items. A fact that is None, blank, empty or not a number (NaN) is not set,
    and an incident without one of the facts is in no group.

    Attributes:
        names: the facts.

    Raises:
        BadValue: there is no name, or one is not a text.

    >>> Key("category", "configuration_items").groups(
    ...     {"category": "email", "configuration_items": ("srv-1", "srv-2")})
    (('email', 'srv-1'), ('email', 'srv-2'))
    >>> Key("category").groups({"category": None})
    ()
    """

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        for name in names or ("",):
            _check_name(name)
        self.__attrs_init__(names)

    def groups(self, facts: Mapping[str, object]) -> tuple[Group, ...]:
        """List the groups that an incident with such facts belongs to, each once."""
        read = (texts(field(name).read(facts)) for name in self.names)
        return tuple(dict.fromkeys(product(*read)))

    def title(self, group: Group) -> str:
        """Write what the incidents of a group have in common."""
        said = zip(self.names, _group(group, len(self.names)), strict=True)
        return ", ".join(f"{name} {text}" for name, text in said)

    def of_a_problem(self, group: Group) -> dict[str, str]:
        """Return the fields of a problem that a group tells; custom ones by their own names."""
        names = (name.removeprefix("custom.") for name in self.names)
        said = zip(names, _group(group, len(self.names)), strict=True)
        return {_OF_A_PROBLEM[name]: text for name, text in said if name in _OF_A_PROBLEM}

    def __str__(self) -> str:
        return ", ".join(self.names)

    def __repr__(self) -> str:
        return f"Key({', '.join(map(repr, self.names))})"


_EXACT = Lexicon()


@attrs.frozen(repr=False)
class Signature:
    """A kind of incident by the words of a text, whatever their order, and without ids and numbers.

    A text without a telling word counts as not set. The words are those of `tokens`.

    Attributes:
        name: the fact that holds the text.
        lexicon: which words count as the same; by default, none that differ.

    Raises:
        BadValue: the name is not a text, or the lexicon is something else.

    >>> Signature("summary").groups({"summary": "Outlook crashes on PC-0042"})
    (('crashes outlook',),)
    """

    name: str = attrs.field()
    lexicon: Lexicon = attrs.field(default=_EXACT, kw_only=True)

    @lexicon.validator
    def _compared(self, _: object, lexicon: object) -> None:
        as_a(Lexicon, lexicon, "lexicon")

    @name.validator
    def _named(self, _: object, name: object) -> None:
        _check_name(name)

    def groups(self, facts: Mapping[str, object]) -> tuple[Group, ...]:
        """List the group that an incident with such facts belongs to, if any."""
        words = self.lexicon.terms(" ".join(texts(field(self.name).read(facts))))
        return ((" ".join(sorted(words)),),) if words else ()

    def title(self, group: Group) -> str:
        """Write what the incidents of a group have in common."""
        return say("recurrence.keys.with_words", name=self.name, words=_group(group, 1)[0])

    def of_a_problem(self, group: Group) -> dict[str, str]:
        """Return the fields of a problem that a group tells: words are a symptom."""
        return {"symptom": _group(group, 1)[0]}

    def __str__(self) -> str:
        return say("recurrence.keys.words_of", name=self.name)

    def __repr__(self) -> str:
        lexicon = "" if self.lexicon == _EXACT else f", lexicon={self.lexicon!r}"
        return f"Signature({self.name!r}{lexicon})"


KeyLike: TypeAlias = str | Key | Signature


def as_key(key: KeyLike) -> Key | Signature:
    """Turn the name of a fact into a key; a key stays as it is.

    Raises:
        BadValue: it is neither.
    """
    if isinstance(key, Key | Signature):
        return key
    return Key(key)


def as_keys(keys: KeyLike | Iterable[KeyLike]) -> tuple[Key | Signature, ...]:
    """Turn one key or several into a tuple, each once.

    Raises:
        BadValue: there is none, or one of them is not a key.
    """
    several = (keys,) if isinstance(keys, KeyLike) else one_or_several(keys)
    found = tuple(dict.fromkeys(map(as_key, several)))
    if not found:
        raise BadValue(field="keys", value=found, expected=Phrase("recurrence.expected.keys"))
    return found


def _group(group: object, length: int) -> Group:
    expected = Phrase("recurrence.expected.texts", count=length)
    texts = as_several(str, group, "group", expected)
    if len(texts) != length:
        raise BadValue(field="group", value=group, expected=expected)
    return texts


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name:
        raise BadValue(field="key", value=name, expected=_EXPECTED_NAME)


def texts(value: object) -> Iterable[str]:
    """Return the texts of a value, or of each item of a collection; none if it is not set.

    What no document can hold has none either: no problem could be opened for it.
    """
    return filter(None, map(_text, _items(value)))


def _items(value: object) -> Iterable[object]:
    if isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping):
        try:
            return tuple(value)
        except Exception:
            """A zero-dimensional array calls itself a collection."""
    return (value,)


def _text(value: object) -> str:
    text = "" if is_absent(value) else as_data(value).strip()
    return "" if flaw_of_text(text) else text
