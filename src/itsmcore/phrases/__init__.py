"""Phrases: every fixed word that people read, in English, by a code; a file for each room.

A table is read when something of its room is first said. `itsmcore.language` puts another language
in the place of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

ROOMS = (
    "absent",
    "approval",
    "assessment",
    "catalogue",
    "categories",
    "change_calendar",
    "changes",
    "chart",
    "columnar",
    "columns",
    "common",
    "complaints",
    "conditions",
    "conformance",
    "dated",
    "days",
    "decisions",
    "demo_data",
    "desk",
    "display",
    "documents",
    "errors",
    "facts",
    "fields",
    "figures",
    "frozen",
    "guards",
    "helps",
    "improvements",
    "incidents",
    "instant",
    "intake",
    "interop",
    "kinds",
    "knowledge",
    "language",
    "level",
    "levels",
    "lexicon",
    "lifecycle",
    "matching",
    "measures",
    "metrics",
    "months",
    "nearest",
    "nouns",
    "objectives",
    "outages",
    "output",
    "parts",
    "phase",
    "phrase",
    "plain",
    "plans",
    "presets",
    "priority",
    "problems",
    "progress",
    "proportions",
    "queue",
    "recurrence",
    "requests",
    "risk",
    "rows",
    "satisfaction",
    "schedule",
    "service_levels",
    "services",
    "states",
    "strip",
    "tasks",
    "techniques",
    "testing",
    "timeline",
    "values",
    "verbs",
)
"""The rooms that have phrases, each with a file here."""


@cache
def table(room: str) -> Mapping[str, str]:
    """Return the templates of a room, by their codes."""
    found: Mapping[str, str] = import_module(f"itsmcore.phrases._{room}").PHRASES
    return found


def is_phrase(code: str) -> bool:
    """Tell whether the library says something by a code.

    >>> is_phrase("common.days"), is_phrase("common.dayz")
    (True, False)
    """
    room = code.partition(".")[0]
    return room in ROOMS and code in table(room)


def template(code: str) -> str:
    """Return the English template of a code.

    Raises:
        Unlisted: there is no such code.

    >>> template("common.days")
    '{days} {days:day|days}'
    """
    if not is_phrase(code):
        from itsmcore.errors import Unlisted  # noqa: PLC0415 (errors are said by phrases)

        raise Unlisted(kind="phrase", name=code, known=tuple(templates()))
    return table(code.partition(".")[0])[code]


@cache
def _by_words(room: str) -> Mapping[str, str]:
    return {words: code for code, words in table(room).items()}


def code_of(room: str, words: str) -> str | None:
    """Return the code by which a room says some words; None if they are not its own.

    >>> code_of("common", "none"), code_of("common", "ours")
    ('common.none', None)
    """
    return _by_words(room).get(words)


@cache
def templates() -> Mapping[str, str]:
    """Return every English template, by its code."""
    return {code: words for room in ROOMS for code, words in table(room).items()}
