"""Legal values: what was probably meant by one that is none of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from itsmcore.level import Level
from itsmcore.nearest import hint
from itsmcore.phrase import Words
from itsmcore.shown import brief, shown


def code_of(value: object) -> str:
    """Return what is stored of a legal value, and sent: the code of a level, a text as it is."""
    return value.code if isinstance(value, Level) else str(value)


def legal_hint(value: object, legal: Collection[Any]) -> Words:
    """Say what was probably meant by a value that is not legal, or what there is.

    Legal values that know better, such as the paths of a tree, say so themselves by `hint`.
    """
    told: Any = getattr(legal, "hint", None)
    if told is not None:
        said: Words = told(value)
        return said
    return hint(value, [shown(one) if isinstance(one, Level) else brief(one) for one in legal])
