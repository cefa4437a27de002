"""No message shows a value of the caller's but by `shown`, which no value makes fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import itsmcore

ROOT = Path(itsmcore.__file__).parent
SOURCES = sorted(ROOT.rglob("*.py"))
MESSAGES = frozenset({"words", "why", "expected"})
"""What a sentence of an error is made of, where it has a name before it is raised."""
PLAIN = {
    ("errors.py", "name"),  # the library's own names of an error's fields
    ("frozen.py", "name"),  # an attribute's name, which Python has made sure is a text
    ("persistent.py", "name"),
    ("phrase.py", "name"),
    ("__init__.py", "name"),
    ("lifecycle/_verify.py", "name"),  # the name of an attrs field
    ("lifecycle/_verify.py", "fact.name"),  # the name of a fact, a text without NUL
    ("lifecycle/_table.py", "ANY"),  # the library's own constant
    ("kinds.py", "name"),  # code that is written out, of the name of an attrs field
}
"""What is no value of a caller's, by where it stands."""


def messages(tree: ast.Module) -> Iterator[ast.AST]:
    """Give what errors are made of: what is raised, faults and reasons, and texts for them."""
    for node in ast.walk(tree):
        match node:
            case ast.Raise(exc=ast.expr() as raised):
                yield raised
            case ast.Call(func=ast.Name(id="Fault" | "Reason" | "Unsafe" | "BadValue" | "Flaw")):
                yield node
            case ast.Assign(targets=[ast.Name(id=name)]) if name in MESSAGES:
                yield node
            case ast.FunctionDef(name="__str__") if _is_of_an_error(tree, node):
                yield node


def _is_of_an_error(tree: ast.Module, method: ast.FunctionDef) -> bool:
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.bases)
    return any(method in cls.body and "Error" in ast.unparse(cls.bases[0]) for cls in classes)


def shown_otherwise(message: ast.AST) -> Iterator[str]:
    """Give what a message formats by `!r` or `repr`."""
    for node in ast.walk(message):
        match node:
            case ast.FormattedValue(value=value, conversion=114):
                yield ast.unparse(value)
            case ast.Call(func=ast.Name(id="repr"), args=[value]):
                yield ast.unparse(value)


@pytest.mark.long
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_values_stand_in_messages_as_shown(path: Path) -> None:
    """A value whose repr fails, is long or breaks the line spoils no error."""
    place = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))

    found = {said for message in messages(tree) for said in shown_otherwise(message)}

    assert set() == {said for said in found if (place, said) not in PLAIN}
