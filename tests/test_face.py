"""The face: what it offers, when it loads, and what the whole package never touches."""

import ast
import importlib
import importlib.metadata
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import itsmcore

SRC = Path(itsmcore.__file__).parent
FACES = sorted(
    f"itsmcore.{path.parent.relative_to(SRC)}".replace("/", ".")
    for path in SRC.glob("*/__init__.py")
)


def test_every_name_of_the_face_is_there() -> None:
    """Each comes from its room, under its own name."""
    for name in itsmcore.__all__:
        assert getattr(itsmcore, name) is not None
    assert sorted([*itsmcore.__all__, "__version__"]) == dir(itsmcore)


def test_the_version_is_the_distribution_s() -> None:
    """It is read when it is asked for."""
    assert itsmcore.__version__[0].isdigit()


def test_every_name_is_imported_without_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    """As from a zip, or a copy beside the program; only the version is then not to be had."""

    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    names: dict[str, object] = {}
    exec("from itsmcore import *", names)
    assert set(itsmcore.__all__) <= names.keys()
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        _ = itsmcore.__version__


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="no attribute 'Incidnet'"):
        _ = itsmcore.Incidnet


@pytest.mark.parametrize("face", ["itsmcore", *FACES])
def test_faces_list_their_names_in_order(face: str) -> None:
    """Constants, classes, functions."""
    module = importlib.import_module(face)
    names = getattr(module, "__all__", [])
    assert sorted(names, key=lambda n: (not n.isupper(), not n[0].isupper(), n)) == list(names)
    for name in names:
        assert hasattr(module, name)


def test_every_module_without_an_underscore_is_in_the_reference() -> None:
    """With what it offers, or among those that no version promises anything of."""
    reference = Path("docs/reference/api.md").read_text(encoding="utf-8")
    names = [found.name for found in pkgutil.walk_packages(itsmcore.__path__, "itsmcore.")]
    public = [name for name in names if "._" not in name]
    listed = set(re.findall(r"(?:automodule:: |`)(itsmcore[\w.]+)", reference))
    assert [] == [name for name in public if name not in listed]


@pytest.mark.parametrize(
    ("loaded", "rooms"), [("itsmcore", []), ("hypothesis", ["itsmcore._drawn"])]
)
def test_what_is_imported_loads_no_room(loaded: str, rooms: list[str]) -> None:
    """Rooms load when a name of theirs is asked for, and strategies when a type of theirs is."""
    told = "[name for name in sys.modules if name.startswith('itsmcore.')]"
    program = f"import sys, {loaded}; print({told})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert str(rooms) == done.stdout.strip()


@pytest.mark.long
def test_the_domain_reads_no_clock() -> None:
    """No module asks for the time, for chance or for the environment."""
    for path in SRC.rglob("*.py"):
        calls = [
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
        ]
        asked = {
            "datetime.now",
            "datetime.utcnow",
            "date.today",
            "datetime.today",
            "open",
            "input",
            "print",
        }
        assert not asked & set(calls), path
