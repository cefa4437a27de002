"""Languages: what stands in the place of every fixed word that people read, by its code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs

from itsmcore._faces import offer
from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.errors import BadValue, Fault
from itsmcore.fields import as_named, is_text, refuse_faults
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.nearest import hint
from itsmcore.phrase import SPOKEN, Phrase, Words, one_or_other, parts, say
from itsmcore.phrases import is_phrase, template, templates
from itsmcore.shown import shown

__all__ = ["Language", "Phrase", "Words", "english", "say", "speaking"]


def _phrases(phrases: Mapping[str, str]) -> FrozenDict[str, str]:
    return FrozenDict(as_named(phrases, "phrases", Phrase("language.expected.phrases")))


def _called(function: object) -> str:
    return getattr(function, "__name__", None) or shown(function)


@attrs.frozen(repr=False)
class Language:
    """A language: its templates by code; what it lacks is said in English.

    Args:
        code: its name, such as `"de"`.
        phrases: its template for each code, such as `"{days} {days:Tag|Tage}"`. A template names
            arguments of the English one, and may choose by a number among forms of a word.
        plural: the place of the form that goes with a number; by default the first form is for one
            and the second for all else.

    Raises:
        FaultyDefinition: a code is unknown, or a template is broken or names an argument that the
            phrase does not have; lists every such fault.
        BadValue: something else is given.

    >>> german = Language("de", {"common.days": "{days} {days:Tag|Tage}"})
    >>> with speaking(german):
    ...     print(say("common.days", days=2))
    2 Tage
    """

    code: str = attrs.field(validator=is_text)
    phrases: Mapping[str, str] = attrs.field(default=EMPTY, converter=_phrases)
    plural: Callable[[int], int] = attrs.field(default=one_or_other, kw_only=True, repr=_called)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        plural: object = self.plural
        if not callable(plural):
            expected = Phrase("language.expected.plural")
            raise BadValue(field="plural", value=plural, expected=expected)
        refuse_faults(Phrase("language.named", code=shown(self.code)), self._faults())

    def _faults(self) -> Iterator[Fault]:
        given: Mapping[str, Any] = self.phrases
        for code, words in given.items():
            if not is_phrase(code):
                yield Fault("unknown_phrase", shown(code), hint(code, templates()))
            elif not isinstance(words, str):
                yield Fault("bad_template", shown(code), Phrase("language.no_text"))
            else:
                yield from _flaws(code, words)

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes that it has no template for, in the order of the alphabet."""
        return tuple(sorted(templates().keys() - self.phrases.keys()))


def _flaws(code: str, words: str) -> Iterator[Fault]:
    """Yield what is wrong with the template of a phrase."""
    try:
        given = parts(words)
    except ValueError:
        yield Fault("bad_template", shown(code), Phrase("language.broken", template=shown(words)))
        return
    forms: dict[str, set[str]] = {}
    for _, name, form in parts(template(code)):
        if name is not None:
            forms.setdefault(name, set()).add(form)
    for _, name, form in given:
        if name is not None and name not in forms:
            told = Phrase("language.unknown_argument", name=shown(name), hint=hint(name, forms))
            yield Fault("unknown_argument", shown(code), told)
        elif name is not None and form and "|" not in form and form not in forms[name]:
            told = Phrase("language.unknown_form", name=shown(name), form=shown(form))
            yield Fault("unknown_form", shown(code), told)


english = Language("en")
"""The language that ships: that of the templates themselves."""


@contextmanager
@checked
def speaking(language: Language) -> Iterator[None]:
    """Say everything in a language, in a `with` block or in the function that it decorates.

    What an error or a record holds is said when it is read: the same one speaks to each reader in
    turn. Threads and tasks each speak their own language.

    Args:
        language: the language to speak.

    Raises:
        BadValue: it is no language.

    >>> from itsmcore.errors import NotYetInForce, BadAnswers, Reason
    >>> german = Language("de", {"nearest.known": "bekannt: {names}"})
    >>> @speaking(german)
    ... def told(error):
    ...     return str(error)
    """
    before = SPOKEN.set(language)
    try:
        yield
    finally:
        SPOKEN.reset(before)


offer(globals())
