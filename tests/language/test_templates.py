"""The tables of templates: each code is used, each template takes what it is given."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import itsmcore
from itsmcore.phrase import label, parts
from itsmcore.phrases import ROOMS, table, template, templates
from tests.language.help_table import helps

SRC = Path(itsmcore.__file__).parent
TABLES = SRC / "phrases"
LABELS = (
    *("states", "verbs", "facts", "values", "columns", "nouns"),
    *("parts", "measures", "days", "months"),
)
"""Rooms whose codes are what is labelled, and no phrases that a call names."""
SOURCES = {
    path: ast.parse(path.read_text("utf-8"))
    for path in sorted(SRC.rglob("*.py"))
    if path.parent != TABLES
}


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Yield each call that says a phrase: where, its code and the arguments it gives."""
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Name(id="say" | "Phrase"),
                    args=[ast.Constant(value=str(code))],
                    keywords=given,
                ):
                    place = f"{path.relative_to(SRC)}:{node.lineno}"
                    yield place, code, {str(keyword.arg) for keyword in given}


def test_every_file_of_templates_is_a_room() -> None:
    """No table is forgotten."""
    files = {path.stem.removeprefix("_") for path in TABLES.glob("_*.py")} - {"_init__"}
    assert files == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_table_has_codes_of_its_room_in_order(room: str) -> None:
    """A code begins with its room, and is found where the alphabet has it."""
    codes = list(table(room))
    assert codes == sorted(codes)
    assert all(code.startswith(f"{room}.") for code in codes)


def test_every_call_gives_what_its_template_names() -> None:
    """No more and no less, so that a translator may use all that is named."""
    wrong = []
    for place, code, given in calls():
        named = {name for _, name, _ in parts(template(code)) if name is not None}
        if named != given:
            wrong.append(f"{place} {code}: {sorted(named)} and {sorted(given)}")
    assert [] == wrong


def test_every_phrase_is_said_somewhere() -> None:
    """A code that nothing says is gone."""
    written = {
        node.value
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = {
        "".join(str(part.value) for part in node.values[:1] if isinstance(part, ast.Constant))
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
    } - {""}
    prefixes = tuple(one for one in made if "." in one)
    rooms = tuple(f"{room}." for room in (*LABELS, "levels", "guards", "helps"))
    unsaid = [
        code
        for code in templates()
        if code not in written and not code.startswith((*rooms, *prefixes))
    ]
    assert [] == unsaid


def test_no_two_codes_of_a_room_say_the_same() -> None:
    """A sentence has one code in its room."""
    for room in ROOMS:
        if room not in (*LABELS, "guards"):
            by_words: Mapping[str, list[str]] = defaultdict(list)
            for code, words in table(room).items():
                by_words[words].append(code)
            assert {} == {words: several for words, several in by_words.items() if several[1:]}


@pytest.mark.parametrize("kind", [kind for kind in LABELS if kind not in ("months", "days")])
def test_an_english_label_is_its_code_in_words(kind: str) -> None:
    """So that what ships and what somebody adds look alike."""
    for code, words in table(kind).items():
        assert words == label(kind, code.partition(".")[2])


def module_level(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what runs as a module is imported, outside of functions."""
    waiting: list[Any] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            arguments = node.args
            waiting += [*arguments.defaults, *filter(None, arguments.kw_defaults)]
        else:
            waiting += ast.iter_child_nodes(node)


def test_nothing_is_said_as_a_module_is_imported() -> None:
    """What is said then would stay in the language of whoever imported it first."""
    said = [
        f"{path.relative_to(SRC)}:{node.lineno}"
        for path, tree in SOURCES.items()
        for node in module_level(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in ("say", "label", "hint", "on_day", "short_day", "yes_or_no")
    ]
    assert [] == said


def test_every_verb_that_ships_has_a_label() -> None:
    """A new event is found missing here."""
    verbs = {code.removeprefix("verbs.") for code in table("verbs")}
    shipped = {
        node.value.value.strip("_")
        for path, tree in SOURCES.items()
        if path.relative_to(SRC).parts[0] not in ("testing", "presets")
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "verb"
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }
    assert shipped
    assert set() == shipped - verbs


def test_the_help_of_events_is_what_their_docstrings_say() -> None:
    """`python -m tests.language.help_table` writes what is missing."""
    assert helps() == dict(table("helps"))
