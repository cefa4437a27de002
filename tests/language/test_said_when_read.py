"""What is raised or kept holds phrases, which are said when somebody reads them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import itsmcore
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.intake import Intake
from itsmcore.language import speaking
from itsmcore.phrase import all_of
from itsmcore.schedule import Schedule
from tests.instants import NINE
from tests.language.mirror import WIDE, words_in

SRC = Path(itsmcore.__file__).parent
SAYING = frozenset({"say", "label", "yes_or_no", "short_day", "on_day"})
"""What says something in the language that is spoken."""
KEPT = frozenset({"Fault", "Phrase", "Reason", "Refusal"})
"""What keeps its words until they are read, besides the errors."""
AT_ONCE = frozenset({"documents", "interop"})
"""The rooms that read documents: what is wrong with one is said when it is found."""
TREES = {
    str(path.relative_to(SRC)): ast.parse(path.read_text("utf-8"))
    for path in sorted(SRC.rglob("*.py"))
    if path.relative_to(SRC).parts[0] not in AT_ONCE
}


def _errors() -> set[str]:
    """Name every class of errors, by what it is derived from."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found, size = {"ItsmError"}, 0
    while len(found) > size:
        size = len(found)
        found |= {name for name, of in bases.items() if of & found}
    return found


KEEPING = KEPT | _errors()


def _called(node: ast.AST) -> str:
    is_named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return node.func.id if is_named else ""  # type: ignore[attr-defined]


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what is in it, but for English, and the words of another library."""
    if _called(node) not in ("in_english", "told_in_english", "brief"):
        yield node
        for part in ast.iter_child_nodes(node):
            yield from _inside(part)


def _is_said(node: ast.AST, names: Iterable[str], saying: Iterable[str]) -> bool:
    return any(
        _called(part) in saying
        or (isinstance(part, ast.Name) and part.id in names)
        or _is_read(part)
        for part in _inside(node)
    )


def _is_read(node: ast.AST) -> bool:
    """Return whether a node reads what an error says, or the whole of it."""
    match node:
        case ast.Attribute(value=ast.Name(id="error" | "fault"), attr=name):
            return name in ("expected", "subject", "why", "words")
        case ast.Call(func=ast.Name(id="str"), args=[ast.Name(id="error" | "fault")]):
            return True
        case _:
            return False


def _assigned(function: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield what is assigned in a function, each with the value."""
    for node in _inside(function):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                yield from zip(names, values, strict=False)
            case ast.Assign(targets=targets, value=value):
                yield from ((target, value) for target in targets)
            case ast.AugAssign(target=target, value=value):
                yield target, value


def _said_names(function: ast.AST, saying: Iterable[str]) -> set[str]:
    """Return the names that hold what has been said."""
    names, size = set[str](), -1
    while len(names) > size:
        size = len(names)
        for target, value in _assigned(function):
            if _is_said(value, names, saying):
                names |= {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}
    return names


def said_too_early(tree: ast.Module) -> list[int]:
    """Return the lines on which something that has been said is given to what keeps it."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    saying, size = set(SAYING), 0
    while len(saying) > size:
        size = len(saying)
        saying |= {
            of.name
            for of in functions
            for node in _inside(of)
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None
            if _is_said(node.value, _said_names(of, saying), saying)
        }
    return sorted(
        node.lineno
        for of in functions
        for node in _inside(of)
        if _called(node) in KEEPING and isinstance(node, ast.Call)
        for part in (*node.args, *(keyword.value for keyword in node.keywords))
        if _is_said(part, _said_names(of, saying), saying)
    )


@pytest.mark.parametrize("name", TREES)
def test_nothing_is_said_before_it_is_read(name: str) -> None:
    """No error, fault, reason or phrase is given what was said in somebody's language."""
    assert [] == said_too_early(TREES[name])


SAID = """
def why(name):
    words = say("common.none")
    if name:
        words += name
    return words

def check(name):
    first, told = name, why(name)
    raise BadValue(field=name, value=name, expected=told)

def stored(name):
    yield Reason("late", in_english(why(name)))

def fault(name):
    yield Fault("bad", name, f"{name} {label('values', name)}")

def again(error):
    raise BadValue(field=error.field, value=1, expected=error.expected)

def whole(error):
    return Reason("bad", str(error))
"""


def test_what_was_said_is_followed() -> None:
    """Through names and functions of the same file; English is data, and may be kept."""
    assert said_too_early(ast.parse(SAID)) == [10, 16, 19, 22]


def test_a_search_that_finds_no_open_time_is_told_in_any_language() -> None:
    """A deadline, in open time and in days."""
    with pytest.raises(itsmcore.ItsmError) as caught:
        Schedule.never().deadline(NINE, NINE - NINE.replace(hour=1))
    english = str(caught.value)
    with speaking(WIDE):
        assert words_in(str(caught.value)) == set()
    assert str(caught.value) == english


def test_a_fault_is_about_something_in_any_language() -> None:
    """The subject is said as well as the words."""
    with pytest.raises(FaultyDefinition) as caught:
        Intake(opening={"severity": 1})
    with speaking(WIDE):
        assert words_in(str(caught.value)) <= {"severity"}


def test_a_length_is_refused_by_its_own_name() -> None:
    """`at_least` is no horizon."""
    length: object = "4h"
    with pytest.raises(BadValue, match=r"^at_least cannot be '4h'"):
        Schedule.always().next_open(NINE, at_least=length)  # type: ignore[arg-type]


def test_many_words_are_no_deep_phrase() -> None:
    """They are put together two by two."""
    assert str(all_of(f"w{n}" for n in range(5_000))).count(", ") == 4_999
    assert str(all_of([])) == ""
