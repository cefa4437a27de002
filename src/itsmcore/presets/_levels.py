"""Levels as exports write them: by code, by label, or both as a list shows them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from itsmcore.level import Level
from itsmcore.presets._snapshots import Read


def level_of(raw: str, scale: tuple[Level, ...]) -> tuple[Level | str, str | None]:
    """Return the level of a code, a label, or both as a list shows them."""
    code = raw.split(" - ", maxsplit=1)[0].strip()
    for level in scale:
        if code in (level.code, level.label):
            return level, None
    return raw, "unknown_level"


def reads_of(scales: Mapping[str, tuple[Level, ...]]) -> dict[str, Read]:
    """Return how facts that are levels are read, each by its scale."""
    return {name: partial(level_of, scale=scale) for name, scale in scales.items()}
