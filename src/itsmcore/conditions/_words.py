"""Words: questions about what a text says, whatever its case and punctuation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

import attrs

from itsmcore.conditions._condition import All, Condition, Field, Some, fact_of
from itsmcore.conditions._spaces import Facts
from itsmcore.errors import BadCondition, BadValue
from itsmcore.fields import as_a, as_items, as_text, choice
from itsmcore.phrase import Phrase, say
from itsmcore.plain import plain
from itsmcore.shown import shown
from itsmcore.tokens import words_of

Matched: TypeAlias = Literal["whole", "start", "part"]
"""What of a word has to be the same: all of it, its beginning, or any part."""

_SAID: dict[Matched, str] = {
    "whole": "conditions.has.whole",
    "start": "conditions.has.start",
    "part": "conditions.has.part",
}
_ABSENT: Any = object()


def _subject(subject: Field | str) -> Field:
    expected = Phrase("conditions.expected.name_fact_such_summary")
    return Field(subject) if isinstance(subject, str) else as_a(Field, subject, "subject", expected)


def _word(word: str) -> str:
    if words_of(as_text(word, "word")):
        text: str = plain(word)
        return text
    raise BadValue(
        field="word", value=word, expected=Phrase("conditions.expected.text_letter_digit")
    )


@attrs.frozen(repr=False)
class HasWord(Condition):
    """A condition that holds if a text, or one of several, has a word.

    Made by `words(…)`.

    Attributes:
        subject: the fact that holds the text or the texts.
        word: the word, or several in a row.
        match: what of it has to be the same.
    """

    subject: Field = attrs.field(converter=_subject)
    word: str = attrs.field(converter=_word)
    match: Matched = attrs.field(default="whole", validator=choice(Matched))

    def judge(self, facts: Facts) -> bool | None:
        found = fact_of(facts, self.subject.name, _ABSENT)
        if found is _ABSENT and self.subject.is_outside:
            return None
        sought = self.sought
        return any(sought in words_of(text) for text in _texts(found))

    @property
    def sought(self) -> str:
        """The word as it is searched for, with a blank at each end that has to be a word's."""
        whole = words_of(self.word)
        match self.match:
            case "whole":
                return whole
            case "start":
                return whole[:-1]
            case _:
                return whole[1:-1]

    def finding(self, facts: Facts) -> str:
        return shown(self.subject.read(facts)) if self.judge(facts) is False else ""

    def _fields(self) -> Iterable[Field]:
        yield self.subject

    def __repr__(self) -> str:
        return f"{Words((self.subject,), self.match)!r}.some({self.word!r})"

    def __str__(self) -> str:
        return say(_SAID[self.match], subject=self.subject, word=repr(self.word))


def _texts(found: object) -> Iterable[str]:
    several = found if isinstance(found, tuple | list | set | frozenset) else (found,)
    return (text for text in several if isinstance(text, str))


def _subjects(subjects: Iterable[Field | str]) -> tuple[Field, ...]:
    return tuple(
        map(_subject, as_items(subjects, "subjects", Phrase("conditions.words.facts_hold_texts")))
    )


@attrs.frozen(repr=False)
class Words:
    """The words of one text or of several, to make conditions from.

    Attributes:
        subjects: the facts that hold the texts.
        match: what of a word has to be the same.
    """

    subjects: tuple[Field, ...] = attrs.field(converter=_subjects)
    match: Matched = attrs.field(default="whole", validator=choice(Matched))

    def some(self, *words: str) -> Condition:
        """Ask whether at least one of some words is there.

        >>> print(words("summary").some("outlook", "mail"))
        summary has the word 'outlook' or summary has the word 'mail'
        """
        return self._joined([self._asked(word) for word in _several(words)], Some)

    def every(self, *words: str) -> Condition:
        """Ask whether every one of some words is there, in whichever text.

        >>> words("summary", "description").every("paper", "jam").holds(
        ...     {"summary": "Jam in the printer", "description": "Paper everywhere"})
        True
        """
        return self._joined([self._asked(word) for word in _several(words)], All)

    def _asked(self, word: str) -> Condition:
        return self._joined([HasWord(of, word, self.match) for of in self.subjects], Some)

    def _joined(self, parts: list[Any], kind: type[All | Some]) -> Condition:
        return parts[0] if len(parts) == 1 else kind(parts)

    def __bool__(self) -> bool:
        raise BadCondition(value=self, why=Phrase("conditions.why.condition_ask_some_every"))

    def __repr__(self) -> str:
        match = "" if self.match == "whole" else f", match={self.match!r}"
        return f"words({', '.join(repr(of.name) for of in self.subjects)}{match})"


def _several(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words:
        raise BadValue(
            field="words", value=words, expected=Phrase("conditions.expected.word_several")
        )
    return words


def least_text(asked: Iterable[HasWord], others: Iterable[HasWord]) -> str:
    """Write a text that has some words and as little else as may be.

    Each stands by itself, within a longer word where it may, between characters that are in none of
    the words or of the others. So it has one of the others only if every text with the words has.
    """
    several = tuple(asked)
    known = "".join(one.sought for one in (*several, *others))
    odd = next(char for char in map(chr, _IDEOGRAPHS) if char not in known)
    within = {"whole": ("", ""), "start": ("", odd), "part": (odd, odd)}
    parts = (one.sought.strip().join(within[one.match]) for one in several)
    return f" {odd} ".join(parts)


_IDEOGRAPHS = range(0x4E00, 0xA000)
"""Characters that are words by themselves, of which no table of rules uses all."""


def words(*names: str | Field, match: Matched = "whole") -> Words:
    """Name the words of some texts, to ask for by `some` or `every`.

    Words are compared without case, punctuation and the form of their characters; a phrase such as
    "paper jam" is found where its words follow each other. How much of a word has to be the same
    depends on the language:

    - `"whole"`: the whole word, so that "mail" is not in "mailbox". For languages that write every
      word by itself, such as English, French or Spanish.
    - `"start"`: its beginning, so that "print" is in "printers" and "printing".
    - `"part"`: any part. For compounds, as German, Dutch and the Scandinavian languages have them:
      "drucker" is in "Netzwerkdruckerstörung". And for scripts without blanks between words, such
      as Japanese, Chinese and Thai.

    Args:
        names: the facts that hold the texts, or collections of texts, such as `"summary"`.
        match: what of a word has to be the same.

    Raises:
        BadValue: there is no name, or a word has neither a letter nor a digit.

    >>> words("summary").some("mail").holds({"summary": "E-Mail: no new MAIL!"})
    True
    >>> words("summary").some("mail").holds({"summary": "Mailbox full"})
    False
    >>> words("summary", match="part").some("drucker").holds({"summary": "Druckerstörung"})
    True
    """
    if not names:
        raise BadValue(
            field="names", value=names, expected=Phrase("conditions.words.facts_hold_texts")
        )
    return Words(names, match)
