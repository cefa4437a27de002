"""Lives: the paths of a model, found once, and how what happened in them is brought about again."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from itsmcore.lifecycle import Event, Model
from itsmcore.testing._paths import Path, paths


@functools.lru_cache(maxsize=64)
def every_path(model: Model) -> tuple[Path, ...]:
    """List the paths of a model."""
    return tuple(paths(model))


def lives_along(model: Model) -> tuple[tuple[Event, ...], ...]:
    """List a shortest history along each rule that has one, the shortest first."""
    found = {path.record.history: None for path in every_path(model) if path.record}
    return tuple(sorted(found, key=len))


def brought_about(life: Iterable[Event]) -> Iterator[Event]:
    """Yield the events of a life that somebody or a timer brings about; the others follow."""
    return (event for event in life if event.cause is None or is_timed(event))


def is_timed(event: Event) -> bool:
    """Return whether a timer brings an event about."""
    return event.cause is not None and event.cause.version is None
