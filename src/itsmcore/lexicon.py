"""Lexicons: which words count as the same, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from itsmcore._faces import offer
from itsmcore.checked import checked
from itsmcore.errors import Fault
from itsmcore.fields import as_items, as_named, as_texts, as_whole, refuse_faults
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.shown import shown
from itsmcore.tokens import tokens, words_of

__all__ = ["ENGLISH", "Lexicon"]


def _groups(groups: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    several = as_items(groups, "synonyms", Phrase("lexicon.groups_words_such"))
    return tuple(
        as_texts(group, "synonyms", Phrase("lexicon.words_mean_same")) for group in several
    )


def _steps(steps: Iterable[Mapping[str, str]]) -> tuple[FrozenDict[str, str], ...]:
    several = as_items(steps, "endings", Phrase("lexicon.mappings_endings_such"))
    return tuple(FrozenDict(as_named(step, "endings")) for step in several)


def _length(ending: tuple[str, str]) -> int:
    return len(ending[0])


@attrs.frozen
class Lexicon:
    """Which words count as the same: by their endings, and by what they mean.

    Args:
        synonyms: groups of words, or of several words that stand together, which mean the same.
            Whatever two groups have in common joins them.
        endings: what becomes of the endings of words, in steps: of those of a step that a word has,
            the longest is replaced, once.
        least: how many letters a word keeps at least; an ending is left where it would keep fewer.

    Raises:
        FaultyDefinition: a synonym has no telling word, or an ending is replaced by what is no
            text; lists every such fault.
        BadValue: something else is given.

    >>> ours = attrs.evolve(
    ...     ENGLISH, synonyms=[("vpn", "virtual private network"), ("drop", "hang up")]
    ... )
    >>> ours.term("dropped") == ours.term("hangs up"), ours.term("mail") == ours.term("vpn")
    (True, False)
    """

    synonyms: tuple[tuple[str, ...], ...] = attrs.field(default=(), converter=_groups)
    endings: tuple[FrozenDict[str, str], ...] = attrs.field(default=(), converter=_steps)
    least: int = 3
    _longest_first: tuple[dict[str, str], ...] = attrs.field(init=False, eq=False, repr=False)
    _meanings: dict[str, str] = attrs.field(init=False, eq=False, repr=False)
    _phrases: dict[str, list[tuple[str, ...]]] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        as_whole(self.least, "least", least=1)
        refuse_faults(Phrase("lexicon.lexicon"), self._faults())
        ordered = (sorted(step.items(), key=_length, reverse=True) for step in self.endings)
        object.__setattr__(self, "_longest_first", tuple(map(dict, ordered)))
        object.__setattr__(self, "_meanings", self._meant())
        object.__setattr__(self, "_phrases", self._of_several_words())

    def _faults(self) -> Iterator[Fault]:
        for step in self.endings:
            for ending, instead in step.items():
                given: Any = instead
                if not ending or not isinstance(given, str):
                    words = Phrase("lexicon.becomes_text_ending", given=shown(given))
                    yield Fault("bad_ending", shown(ending), words)
        for word in (word for group in self.synonyms for word in group):
            if not tokens(word):
                words = Phrase("lexicon.telling_word_says")
                yield Fault("bad_synonym", shown(word), words)

    def _meant(self) -> dict[str, str]:
        """Return for each stem the first, by the alphabet, of all that mean the same."""
        above: dict[str, str] = {}

        def first(stem: str) -> str:
            while above.setdefault(stem, stem) != stem:
                above[stem] = above[above[stem]]
                stem = above[stem]
            return stem

        for group in self.synonyms:
            stems = {first(self._key(text)) for text in group}
            above.update(dict.fromkeys(stems, min(stems, default="")))
        return {stem: first(stem) for stem in tuple(above)}

    def _key(self, text: str) -> str:
        """Return the stem of the telling word of a text; of one with several, all stems."""
        telling = tokens(text)
        words = telling if len(telling) == 1 else words_of(text).split()
        return " ".join(map(self.stem, words))

    def _of_several_words(self) -> dict[str, list[tuple[str, ...]]]:
        """Return the stems of synonyms of several words by the first, the longest first."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for stems in sorted((tuple(key.split()) for key in self._meanings), key=len, reverse=True):
            if len(stems) > 1:
                found.setdefault(stems[0], []).append(stems)
        return found

    @checked
    def stem(self, word: str) -> str:
        """Return a word without what its endings add.

        >>> [ENGLISH.stem(word) for word in ("dropped", "drops", "dropping", "VPN")]
        ['drop', 'drop', 'drop', 'vpn']
        """
        stem = word.casefold()
        for step in self._longest_first:
            ending = next(filter(stem.endswith, step), "")
            shorter = stem.removesuffix(ending) + step.get(ending, "")
            stem = shorter if len(shorter) >= self.least else stem
        return stem

    @checked
    def term(self, word: str) -> str:
        """Return what stands for a word and for every other that counts as the same."""
        key = self._key(word)
        return self._meanings.get(key, key)

    @checked
    def terms(self, text: str) -> dict[str, tuple[str, ...]]:
        """Return the telling words of a text, those that count as the same together.

        The words are those of `tokens`. Where some of them together are a synonym, this is there
        beside them.

        >>> ENGLISH.terms("The printer prints, and prints, but nobody printed")
        {'nobody': ('nobody',), 'print': ('printed', 'prints'), 'printer': ('printer',)}
        """
        found: dict[str, list[str]] = {}
        words = {word: self.stem(word) for word in tokens(text)}
        for word, stem in sorted({**words, **self._together(text)}.items()):
            found.setdefault(self._meanings.get(stem, stem), []).append(word)
        return {term: tuple(several) for term, several in found.items()}

    def _together(self, text: str) -> dict[str, str]:
        """Return the synonyms of several words that stand in a text, each with its stems."""
        if not self._phrases:
            return {}
        words = words_of(text).split()
        stems, found = tuple(map(self.stem, words)), dict[str, str]()
        for place, stem in enumerate(stems):
            for phrase in self._phrases.get(stem, ()):
                end = place + len(phrase)
                if stems[place:end] == phrase:
                    found[" ".join(words[place:end])] = " ".join(phrase)
        return found


_PLURALS = {"ies": "y", "sses": "ss", "ss": "ss", "us": "us", "is": "is", "s": ""}
_HISSED = {f"{end}es": end for end in ("ch", "sh", "x", "z")}
_TENSES = {"ied": "y", "eed": "eed", "ed": "", "ing": ""}
_DOUBLED = {2 * letter: letter for letter in "bdfgmnprt"}

ENGLISH = Lexicon(endings=({**_PLURALS, **_HISSED}, _TENSES, {"e": "", **_DOUBLED}))
"""The endings of English plurals and tenses, and no synonyms."""


offer(globals())
