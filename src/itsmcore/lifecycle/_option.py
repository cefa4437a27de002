"""Options: the values that an argument may take, as a menu shows them."""

from __future__ import annotations

from enum import Enum
from typing import Any

import attrs

from itsmcore.level import Level
from itsmcore.lifecycle._legal import code_of
from itsmcore.phrase import label


@attrs.frozen
class Option:
    """One of the values that an argument may take.

    Attributes:
        code: what is stored and sent.
        label: what people read.
        value: what the argument takes.

    >>> from itsmcore.level import Impact
    >>> from itsmcore.lifecycle import Argument
    >>> for one in Argument("impact", Impact, options=Impact.scale).menu:
    ...     print(one.code, one.label, repr(one.value))
    high High Impact.HIGH
    medium Medium Impact.MEDIUM
    low Low Impact.LOW
    """

    code: str
    label: str
    value: Any


def option(value: object) -> Option:
    """Return the option that a value is."""
    code = code_of(value)
    if isinstance(value, Level):
        return Option(code, str(value), value)
    return Option(code, label("values", code) if isinstance(value, Enum) else code, value)
