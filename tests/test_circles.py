"""Files import in one direction; what is imported for types or inside a function counts as well."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path("src")
CLOCK_AND_ITS_WORDS = frozenset(
    f"itsmcore.service_levels.{name}" for name in ("_clock", "_account", "_picture")
)
"""A clock says in words and pictures how it stands; they read the whole of it."""

ERRORS_AND_THEIR_WORDS = frozenset(
    f"itsmcore.{name}" for name in ("errors", "nearest", "phrase", "phrases")
)
"""What an error says is a phrase, and a phrase that is wrong is an error."""


def files() -> dict[str, Path]:
    """Find the files by the names they are imported under."""
    found = {path.relative_to(SRC).with_suffix(""): path for path in SRC.rglob("*.py")}
    return {".".join(name.parts).removesuffix(".__init__"): path for name, path in found.items()}


FILES = files()


def imported(path: Path) -> Iterator[str]:
    """Find what a file imports of this project, wherever in it that is said."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")]
        if isinstance(node, ast.Import):
            yield from names
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            for name in names:
                whole = f"{node.module}.{name}"
                yield whole if whole in FILES else node.module


def circles() -> set[frozenset[str]]:
    """Group the files that come to themselves by what they import."""
    graph = {name: {of for of in imported(path) if of in FILES} for name, path in FILES.items()}
    reached: dict[str, set[str]] = {}
    for name in graph:
        seen, ahead = set[str](), [*graph[name]]
        while ahead:
            if (one := ahead.pop()) not in seen:
                seen.add(one)
                ahead += graph[one]
        reached[name] = seen
    return {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in graph
        if name in reached[name]
    }


@pytest.mark.long
def test_no_files_import_each_other_but_what_is_said_and_its_words() -> None:
    """So that whoever reads a file has read what it stands on."""
    assert {CLOCK_AND_ITS_WORDS, ERRORS_AND_THEIR_WORDS} == circles()
