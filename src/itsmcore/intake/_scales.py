"""Scales: a level of this library's own scale, as a model with another scale knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itsmcore.level import Impact, Level, Urgency
from itsmcore.lifecycle import Model


def on_scale(level: Any, name: str, model: Model) -> Any:
    """Return a level as a model knows it in a field of its records.

    One of this library's own scale becomes the one at the same place of the model's, if that has as
    many; any other stays as it is, for the model to judge.

    Args:
        level: the level.
        name: the field, `"impact"` or `"urgency"`.
        model: the model.

    >>> from itsmcore import Urgency
    >>> from itsmcore.presets import servicenow
    >>> on_scale(Urgency.HIGH, "urgency", servicenow.INCIDENT)
    Urgency('1', 'High', 3)
    """
    legal = model.legal.get(name, ())
    own: tuple[Level, ...] = LEVELS[name].scale
    if level in legal or level not in own or len(legal) != len(own):
        return level
    return sorted(legal, reverse=True)[own.index(level)]


def levels_on_scale(arguments: Mapping[str, Any], model: Model) -> dict[str, Any]:
    """Return the arguments of a verb with its impact and urgency as a model knows them."""
    return {
        name: on_scale(value, name, model) if name in LEVELS else value
        for name, value in arguments.items()
    }


LEVELS: Mapping[str, type[Impact | Urgency]] = {"impact": Impact, "urgency": Urgency}
