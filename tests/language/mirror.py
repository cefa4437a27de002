"""A made-up language, and what is still English where it is spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from html import unescape
from typing import Any

import attrs

from itsmcore.language import Language
from itsmcore.phrase import Phrase, parts
from itsmcore.phrases import is_phrase, templates

_WIDE = {code: code + 0xFEE0 for code in range(33, 127) if chr(code).isalpha()}
_CODE = re.compile(
    r"(?<![\w.])[\w.]+=\S*|'[^']*'|`[^`]*`|(?<![\w.])[\w.]+\([^)]*\)|[A-Z][a-z]+[A-Z]\w*"
    r"|[A-Z]{2,}\w*|[A-Z]\w+\.[A-Z_]+\b|\b(?:True|False|None)\b|(?<!\w)\w+/\w+(?:/\w+)*"
)
"""What is code in a text for people: names, quotations, calls, constants, zones and paths."""
_TOKEN = re.compile(r"[A-Za-z][\w.'/-]*[A-Za-z]")


def wide(template: str) -> str:
    """Write a template in wide letters; its arguments, and code in it, stay."""
    said = ""
    for text, name, form in parts(template):
        said += _wide(text).replace("{", "{{").replace("}", "}}")
        if name is not None:
            forms = "|".join(map(_wide, form.split("|"))) if "|" in form else form
            said += f"{{{name}{':' if form else ''}{forms}}}"
    return said


def _wide(text: str) -> str:
    pieces, start = [], 0
    for code in _CODE.finditer(text):
        pieces += [text[start : code.start()].translate(_WIDE), code[0]]
        start = code.end()
    return "".join([*pieces, text[start:].translate(_WIDE)])


WIDE = Language("wide", {code: wide(template) for code, template in templates().items()})
"""Every template in wide letters."""


def words_in(text: str) -> set[str]:
    """Return the words of narrow letters that people read in a text or a page."""
    text = re.sub(r'<[^>]*?\b(?:alt|title|aria-label)="([^"]*)"[^>]*>', r" \1 ", text)
    text = re.sub(r"<(style|script|defs)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]*>", " ", text))
    return set(_TOKEN.findall(_without_code(text)))


def _without_code(text: str) -> str:
    return _CODE.sub(" ", text)


def own_words(value: object) -> set[str]:
    """Return the words of the texts and codes that a value holds, at any depth.

    A code that the library has no label for is written in words: in those of the code.
    """
    texts = list(_texts(value, set()))
    in_words = [text.replace("_", " ") for text in texts if not _is_labelled(text)]
    said = (*texts, *in_words, *map(_without_code, texts))
    return {word for text in said for word in _TOKEN.findall(text)}


def _is_labelled(code: str) -> bool:
    return any(is_phrase(f"{kind}.{code}") for kind in ("states", "verbs", "facts", "values"))


def _texts(value: Any, seen: set[int]) -> Iterator[str]:
    if id(value) in seen or value is None:
        return
    seen.add(id(value))
    if isinstance(value, str):
        yield str.__str__(value)
        return
    if isinstance(value, Phrase):
        yield from _texts(value.arguments, seen)
        return
    inside: list[Any] = []
    if isinstance(value, Mapping):
        inside += [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inside += value
    elif isinstance(value, type):
        yield value.__name__
        inside += [getattr(value, "verb", None)]
    elif callable(value) and hasattr(value, "__name__"):
        yield value.__name__
    elif attrs.has(type(value)):
        yield str(getattr(value, "verb", ""))
        inside += [getattr(value, field.name, None) for field in attrs.fields(type(value))]
    elif not isinstance(value, Enum) and hasattr(value, "__dict__"):
        inside += vars(value).values()
    if hasattr(value, "history"):
        inside += [value.history, value.model]
    for one in inside:
        yield from _texts(one, seen)
