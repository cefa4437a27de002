"""What is public shows itself in public words."""

import enum
import re
from typing import Any

import pytest

from tests.sweep.good import SELVES
from tests.sweep.surface import modules, offered

PRIVATE = re.compile(r"\b_[a-z]\w*=|\b\w+(\.\w+)*\._\w+|<class |<function ")
CODES = sorted(
    {
        value
        for module in modules()
        for _, value in offered(module)
        if isinstance(value, type) and issubclass(value, enum.Enum)
    },
    key=lambda code: f"{code.__module__}.{code.__name__}",
)


@pytest.mark.parametrize(
    "cls", SELVES, ids=[f"{cls.__module__}.{cls.__qualname__}" for cls in SELVES]
)
def test_a_good_value_names_nothing_private(cls: type[Any]) -> None:
    """Its repr names no private module or field, and shows a class by its name."""
    assert not PRIVATE.search(repr(SELVES[cls]))


@pytest.mark.parametrize("code", CODES, ids=str)
def test_every_code_shows_in_one_way(code: type[enum.Enum]) -> None:
    """By the name of its enumeration and its own."""
    assert [f"{code.__name__}.{member.name}" for member in code] == list(map(repr, code))
