"""Actors: who did it."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from unicodedata import category, combining

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_several
from itsmcore.phrase import Phrase, Words

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_VIRAMA = 9
"""The combining class of the sign that removes a letter's vowel."""
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Characters that control, format or break the lines of a text, and half characters."""
_BLANK = Phrase("lifecycle.actor.blank")


def _plain(text: str) -> str:
    """Return a plain text for one of a subclass that compares differently, or of an enum.

    What is not a text is returned as it is, for the caller to refuse.
    """
    given: object = text
    return str.__str__(given) if isinstance(given, str) else text


def _roles(roles: str | Iterable[str]) -> frozenset[str]:
    several = (roles,) if isinstance(roles, str) else roles
    return frozenset(
        map(_plain, as_several(str, several, Phrase("lifecycle.actor.actor_s_roles"), "texts"))
    )


@attrs.frozen(repr=False)
class Actor:
    """Who acts, with the roles they act in; two actors of the same name are equal.

    Names are compared character by character: callers normalise them first (NFKC, and case). No
    verb accepts a name with control or format characters, or with surrounding blanks.

    >>> Actor("ada", roles={"requester"}) == Actor("ada")
    True
    """

    name: str = attrs.field(converter=_plain)
    roles: frozenset[str] = attrs.field(default=frozenset(), converter=_roles, eq=False)

    @name.validator
    def _is_named(self, _: object, name: object) -> None:
        if not isinstance(name, str) or not name:
            raise BadValue(
                field=Phrase("lifecycle.actor.actor_s_name"),
                value=name,
                expected=Phrase("lifecycle.expected.text_empty"),
            )

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return (
            f"Actor({self.name!r}, {sorted(self.roles)!r})"
            if self.roles
            else f"Actor({self.name!r})"
        )


@functools.lru_cache(maxsize=4096)
def shared(name: str, roles: frozenset[str] = frozenset()) -> Actor:
    """Return the one actor of a name and roles, which is made once and shared."""
    return Actor(name, roles)


def as_actor(value: str | Actor) -> Actor:
    """Turn a name into an Actor without roles.

    Raises:
        BadValue: the value is neither a name nor an Actor, or the name is empty.
    """
    given: object = value
    if given.__class__ is str and given:
        return shared(value)
    if isinstance(given, Actor):
        return given if given.__class__ is Actor else Actor(given.name, given.roles)
    if isinstance(given, str) and given:
        return shared(_plain(given))
    raise BadValue(field="by", value=value, expected=Phrase("lifecycle.expected.name_actor"))


@functools.lru_cache(maxsize=4096)
def flaw_of_name(name: str) -> Words:
    r"""Return why no verb takes a name, though a history may hold it; empty if one does.

    Joiners between letters are not a flaw: many scripts use them.

    >>> tuple(map(str, map(flaw_of_name, ("ada\u200b", " ada", "ada lovelace"))))
    ('holds U+200B, which is invisible', 'begins or ends with a blank', '')
    """
    if name.isprintable():
        return _BLANK if name[0] == " " or name[-1] == " " else ""
    for place, character in enumerate(name):
        if category(character) in _UNSEEN and not _joins(name, place):
            return Phrase("lifecycle.actor.holds_u_invisible", ord=ord(character))
    return _BLANK if name != name.strip() else ""


def _joins(name: str, place: int) -> bool:
    """Return whether a character joins letters, or makes the last of a name a letter of its own."""
    joiner, before, after = name[place], name[place - 1 : place], name[place + 1 : place + 2]
    if joiner == _ZWJ and before and combining(before) == _VIRAMA:
        return True
    return joiner in (_ZWJ, _ZWNJ) and all(c and category(c)[0] in "LM" for c in (before, after))


SYSTEM = Actor("system")
"""The actor of timers."""
