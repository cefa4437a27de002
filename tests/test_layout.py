"""The tests share what they share in modules of their own, and say once when they begin."""

import ast
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests import instants

TESTS = Path(__file__).parent
SHARED = {value for value in vars(instants).values() if isinstance(value, datetime | timedelta)}
MODULES = {
    path: ast.parse(path.read_text("utf-8"))
    for path in sorted(TESTS.rglob("*.py"))
    if path.parent.name != "typing"  # programs that stand alone
}


def test_nothing_is_imported_from_a_module_of_tests() -> None:
    """What several modules need stands in one that has no tests."""
    from_tests = {
        f"{path.relative_to(TESTS)}:{node.lineno} imports from {node.module}"
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.")
        if "test_" in (node.module or "")
    }
    assert set() == from_tests


def moments(tree: ast.Module) -> Iterator[datetime | timedelta]:
    """Find the instants in UTC and the lengths that a module writes down and gives a name."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for value in values:
                words = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}
                if isinstance(value, ast.Call) and words and words <= NAMES.keys():
                    moment = eval(ast.unparse(value), {}, NAMES)
                    if isinstance(moment, datetime | timedelta):
                        yield moment


NAMES = {"datetime": datetime, "timedelta": timedelta, "UTC": UTC, "dt": dt}


def test_what_tests_begin_with_is_said_once() -> None:
    """An instant or a length that two modules have a name for belongs to `tests.instants`."""
    named: dict[datetime | timedelta, list[str]] = defaultdict(list)
    for path, tree in MODULES.items():
        for moment in set(moments(tree)):
            named[moment].append(str(path.relative_to(TESTS)))
    assert {} == {moment: paths for moment, paths in named.items() if len(paths) > 1}
    assert {"instants.py"} == {path for moment in SHARED for path in named[moment]}
