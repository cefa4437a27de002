"""What hypothesis draws for the types of this library; it asks here when it meets one."""

from __future__ import annotations

import typing
from typing import Any


def register() -> None:
    """Let hypothesis ask for types that it knows no strategy of; it calls this when imported."""
    from hypothesis.strategies._internal.types import _global_extra_lookup  # noqa: PLC0415

    _global_extra_lookup["itsmcore"] = _strategy_of


def _strategy_of(kind: Any) -> Any:
    """Return the strategy of a type that is this library's, or comes from one; else None."""
    of = typing.get_origin(kind) or kind
    if not isinstance(of, type) or not any(map(_is_ours, of.__mro__)):
        return None
    from itsmcore.testing._types import strategy_of  # noqa: PLC0415 (nothing loads before)

    return strategy_of(of)


def _is_ours(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "itsmcore"
