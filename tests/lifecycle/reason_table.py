"""The page of all reason codes, as the code makes it: `python -m tests.lifecycle.reason_table`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import itsmcore
from itsmcore.changes._controls import Control
from itsmcore.errors import REASON_CODES
from itsmcore.lifecycle import Guard, Model

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "reasons.md"
_EDGES = ("itsmcore.testing", "itsmcore.interop", "itsmcore.columnar", "itsmcore.demo_data")
_HEAD = """# Codes of reasons

A {term}`guard` or a check that refuses gives a `Reason` with a code for programs. The codes are
part of the contract: they change like public names do. A guard of your own has the code that you
give it, `Guard(words, condition, code="…")`, or one made of its words.

## Of every model

| code | what it means |
| --- | --- |
"""
_GUARDS = """
## Of guards

| code | words | verbs |
| --- | --- | --- |
"""


def shipped() -> Iterator[tuple[str, Guard]]:
    """Yield the guards of every model, with the verbs that they refuse; "" for optional ones."""
    for found in pkgutil.walk_packages(itsmcore.__path__, "itsmcore."):
        if not found.name.startswith(_EDGES):
            for value in vars(importlib.import_module(found.name)).values():
                yield from _guards(value)


def _guards(value: Any) -> Iterator[tuple[str, Guard]]:
    if isinstance(value, Guard):
        yield "", value
    elif isinstance(value, Control):
        yield from ((value.event.verb, guard) for guard in value.guards)
    elif isinstance(value, Model):
        yield from ((rule.event.verb, g) for rule in value.rules for g in rule.guards)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _guards(part)


def page() -> str:
    """Make the page."""
    rows: dict[tuple[str, str], set[str]] = {}
    for verb, guard in shipped():
        rows.setdefault((guard.code, guard.words), set()).add(verb)
    general = (f"| `{code}` | {words} |\n" for code, words in REASON_CODES.items())
    guards = (
        f"| `{code}` | {words} | {_listed(verbs - {''})} |\n"
        for (code, words), verbs in sorted(rows.items())
    )
    return "".join([_HEAD, *general, _GUARDS, *guards])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
