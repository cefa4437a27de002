"""Shared facts: what some incidents have in common, in the fields of a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from itsmcore.absent import is_absent
from itsmcore.conditions import is_set
from itsmcore.errors import ItsmError
from itsmcore.frozen import FrozenDict
from itsmcore.level import Level
from itsmcore.lifecycle import custom_fields
from itsmcore.recurrence._keys import texts
from itsmcore.recurrence._occurrences import Occurrence

_COLLECTIONS: Mapping[str, tuple[str, ...]] = {
    "affected_services": ("affected_services",),
    "configuration_items": ("configuration_items", "configuration_item"),
    "tags": ("tags",),
}
"""The fields of a problem that hold several things, and the facts that supply them."""
_CUSTOM = "custom."


def shared(members: Sequence[Occurrence]) -> FrozenDict[str, Any]:
    """Return what incidents share: the items that all collections have, and facts that are equal.

    For categories it is the branch that all are under. Of those who work on them, only the group is
    taken.
    """
    # Many may hold the same facts: those of a log in columns do where they are equal.
    facts = [*{id(member.facts): member.facts for member in members}.values()]
    found: dict[str, Any] = {}
    for name, read in _SINGLE.items():
        found[name] = read([one.get(name) for one in facts])
    for name, sources in _COLLECTIONS.items():
        found[name] = _common(facts, sources)
    found["custom"] = FrozenDict(dict(_custom(facts)))
    return FrozenDict({name: value for name, value in found.items() if value})


def _same_text(values: Sequence[object]) -> str | None:
    found = {tuple(texts(value)) for value in values}
    return next(iter(found))[0] if len(found) == 1 and () not in found else None


def _branch(values: Sequence[object]) -> str | None:
    paths = [[part for text in texts(value) for part in text.split("/")] for value in values]
    common: list[str] = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return "/".join(common) or None


def _same_level(values: Sequence[object]) -> Level | None:
    first = values[0]
    is_one = isinstance(first, Level) and all(value == first for value in values[1:])
    return first if is_one else None  # type: ignore[return-value]


_SINGLE: Mapping[str, Callable[[Sequence[object]], object]] = {
    "symptom": _same_text,
    "service": _same_text,
    "category": _branch,
    "impact": _same_level,
    "urgency": _same_level,
    "group": _same_text,
}


def _common(facts: Sequence[Mapping[str, object]], names: Iterable[str]) -> tuple[str, ...]:
    """Return the things that are in everyone's collections, in the order of the first."""
    several = [
        dict.fromkeys(text for name in names for text in texts(one.get(name))) for one in facts
    ]
    first, *others = several
    return tuple(text for text in first if all(text in other for other in others))


def _custom(facts: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, Any]]:
    for name in facts[0]:
        if name.startswith(_CUSTOM):
            values = [_plain(one.get(name)) for one in facts]
            if is_set(values[0]) and all(_is_same(values[0], value) for value in values):
                yield name.removeprefix(_CUSTOM), values[0]


def _plain(value: Any) -> Any:
    """Return a value as a custom field holds it; None if none can."""
    try:
        return None if is_absent(value) else custom_fields({"it": value})["it"]
    except ItsmError:
        return None


def _is_same(value: object, other: object) -> bool:
    return type(value) is type(other) and value == other
