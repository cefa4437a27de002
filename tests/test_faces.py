"""Faces: what a room offers is named by the room, and by no file inside it."""

import importlib
import pickle
import pickletools
import pkgutil
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pytest

import itsmcore

PUBLIC = [
    found.name
    for found in pkgutil.walk_packages(itsmcore.__path__, "itsmcore.")
    if not any(part.startswith("_") for part in found.name.split("."))
]


def offered(module: str) -> Iterator[tuple[str, Any]]:
    """Return each class and function that a public module offers, by name."""
    face = importlib.import_module(module)
    for name in getattr(face, "__all__", ()):
        value = getattr(face, name)
        if isinstance(value, type | FunctionType):
            yield name, value


@pytest.mark.parametrize("module", ["itsmcore", *PUBLIC])
def test_what_a_face_offers_is_found_where_it_says(module: str) -> None:
    """The module of a public name is public, and has it under that name."""
    for name, value in offered(module):
        home = value.__module__
        assert home == "itsmcore" or home in PUBLIC or not home.startswith("itsmcore"), name
        assert value is getattr(importlib.import_module(home), value.__name__)
