"""Problems: what they hold besides texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itsmcore.interop._shape import Shape
from itsmcore.interop._values import Values
from itsmcore.problems import FiveWhys, Ishikawa, Workaround


def add_problems(values: Values, shape_of: Callable[[Any], Shape]) -> None:
    """Enter what the events and the facts of problems hold into the table."""
    values.derive("workaround", Workaround, shape_of)
    values.derive("five_whys", FiveWhys, shape_of)
    values.derive("ishikawa", Ishikawa, shape_of)
