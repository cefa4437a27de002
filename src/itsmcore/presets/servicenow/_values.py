"""Values of ServiceNow's fields: levels, counts and codes; the rest stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itsmcore.level import Level
from itsmcore.presets._levels import level_of
from itsmcore.presets._reading import text_of, trimmed
from itsmcore.presets.servicenow._tables import (
    CLOSE_CODES,
    HOLD_REASONS,
    IMPACTS,
    PRIORITIES,
    URGENCIES,
)

LEVELS: Mapping[str, tuple[Level, ...]] = {
    "impact": IMPACTS,
    "urgency": URGENCIES,
    "priority": PRIORITIES,
}
CODED: Mapping[str, Mapping[str, str]] = {
    "hold_reason": HOLD_REASONS,
    "resolution_code": CLOSE_CODES,
}
"""The facts of an incident that its fields store as codes."""
COUNTS = frozenset({"reassignment_count", "reopen_count"})
"""The facts that count how often something happened."""
_MOST_DIGITS = 18


def value_of(
    name: str, raw: Any, codes: Mapping[str, Mapping[str, str]] = CODED
) -> tuple[Any, str | None]:
    """Return what a value of a fact is here, and the code of what is wrong with it."""
    if name in LEVELS:
        return level_of(text_of(raw), LEVELS[name])
    if name in COUNTS:
        text = text_of(raw)
        count = count_of(text)
        return (text, "unknown_count") if count is None else (count, None)
    if name in codes:
        return codes[name].get(text_of(raw), trimmed(raw)), None
    return trimmed(raw), None


def count_of(text: str) -> int | None:
    """Return the number that a text writes, unless it has more digits than any count."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
