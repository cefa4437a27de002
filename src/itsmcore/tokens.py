"""Tokens: the words of a text that say what it is about, in any language."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, normalize

from itsmcore.checked import checked

__all__ = ["tokens"]

# English, German, Dutch, French, Spanish, Portuguese and Italian, in this order. Words that name
# something in one of the others stay, such as NAS, DOS and OS.
_COMMON_WORDS = (
    "an and are as at be been but by can did do does for from get had has have he how if in into "
    "is it its me my of on or our so than that the their them then there these they this to was we "
    "were what when which while who will with you your "
    "aber am auf auch aus bei beim bin bitte das dem den der des die ein eine einem einen einer es "
    "für hat ich im ist mein mich mir mit oder seit sich sie sind und vom von wenn wie wir zu zum "
    "aan bij dat een en het ik je maar met naar om ook op te uit van voor wat wij ze zijn "
    "au aux avec ce ces cette dans de du elle est et il la le les leur mais nous ou par pour que "
    "qui sa ses son sur un une vous "
    "al como con cuando del desde el ella esta este hay las lo los mi muy para pero por se ser si "
    "su sus una ya "
    "ao aos com da ele em essa esse eu foi meu minha na pela pelo quando seu sua um uma "
    "alla che dal dalla dei della di gli ho mio nel nella per più sono tra uno"
)
_COMMON = frozenset(_COMMON_WORDS.split())


@checked
def tokens(text: str) -> frozenset[str]:
    """Extract from a text the words that say what it is about, casefolded.

    Left out are punctuation, numbers, anything with a digit such as the id of a ticket or a machine
    (`INC-1042`, `srv-mail-01`, `10.0.0.1`), single letters of alphabets, and words that are very
    common in one of seven European languages. Scripts without letter case keep all their words;
    text in a script without spaces is not cut into words.

    Args:
        text: any text.

    >>> sorted(tokens("Outlook crashes on srv-mail-01 since 09:30, see INC-1042!"))
    ['crashes', 'outlook', 'see', 'since']
    >>> tokens("Der Drucker im 2. Stock druckt nicht") == tokens("drucker: druckt NICHT (Stock 3)")
    True
    """
    chunks = (chunk for chunk in _spaced(text).split() if not any(map(str.isdigit, chunk)))
    words = (word for chunk in chunks for word in chunk.replace("_", "-").split("-"))
    return frozenset(word for word in words if _is_telling(word))


def _spaced(text: str) -> str:
    """Return a casefolded text with a blank for whatever is of no word."""
    folded = normalize("NFKC", normalize("NFKC", text).casefold())
    return "".join(char if _is_of_a_word(char) else " " for char in folded)


@lru_cache(maxsize=1024)
def words_of(text: str) -> str:
    """Return all the words of a text, casefolded, with one blank before and after each.

    >>> words_of("E-mail: Drucker DRUCKT nicht!")
    ' e mail drucker druckt nicht '
    """
    words = _spaced(text).replace("_", " ").replace("-", " ").split()
    return f" {' '.join(words)} " if words else ""


def _is_of_a_word(char: str) -> bool:
    return char.isalnum() or char in "-_" or category(char)[0] == "M"


def _is_telling(word: str) -> bool:
    is_a_letter = len(word) == 1 and word.islower()
    return any(map(str.isalnum, word)) and not is_a_letter and word not in _COMMON
