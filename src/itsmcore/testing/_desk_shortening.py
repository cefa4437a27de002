"""The shortening of a failing life of a desk: whatever it fails without is left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import attrs

from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.testing._code import default_of
from itsmcore.testing._desk_doing import Doing
from itsmcore.testing._desk_life import Action, Asking, Life, Opening

Relive = Callable[[list[Action]], Life | None]
"""Does the same things again, and returns the life if it fails in the same way."""


def shortest(doing: Doing, relived: Relive) -> Life:
    """Return the shortest life that fails in the same way; this one if it lives but once."""
    failed = [doing.life]

    def fails(actions: list[Action]) -> bool:
        life = relived(actions)
        failed.extend([] if life is None else [life])
        return life is not None

    if doing.life.steps and fails(doing.life.actions):
        id = _subject(doing.life.steps[-1].action)
        near = {id, *(other for _, other in doing.desk.ties.get(id, ()))}
        _shorten(doing.life, near, fails)
    return failed[-1]


def _shorten(life: Life, near: Collection[str], fails: Callable[[list[Action]], bool]) -> None:
    """Leave out of a life whatever it fails without, and do the rest as plainly as it fails.

    Args:
        life: the life.
        near: the records that are most likely to matter.
        fails: returns whether a life of some actions fails in the same way.
    """
    last = life.steps[-1:]
    granted = [step.action for step in life.steps if step.applied is not None or step in last]
    about = [action for action in granted if _subject(action) in near]
    actions = next((some for some in (about, granted) if fails(some)), life.actions)
    left, size = list(actions), len(actions)
    while size:
        place = 0
        while place < len(left):
            fewer = left[:place] + left[place + size :]
            if fails(fewer):
                left = fewer
            else:
                place += size
        size //= 2
    for place in range(len(left)):
        for part, value in _plainer(left, place):
            plainer = _with(left[place], part, value)
            if plainer != left[place] and fails(
                with_it := [*left[:place], plainer, *left[place + 1 :]]
            ):
                left = with_it


def _subject(action: Action) -> str:
    """Return the number of the record that an action is about; empty for time."""
    match action:
        case Opening(_, event):
            return str(event.id)
        case Asking(record):
            return record
    return ""


def _plainer(actions: Sequence[Action], place: int) -> Iterator[tuple[str, Any]]:
    """Yield what may be plainer in an action: how it is asked, when, and with which arguments."""
    action = actions[place]
    if isinstance(action, Asking):
        yield from (("reads", True), ("is_heard", True))
    if isinstance(action, Opening | Asking):
        before = actions[max(place - 1, 0)]
        if isinstance(before, Opening | Asking):
            yield "event.at", before.event.at
        for field in data_fields(type(action.event)):
            if field.default is not attrs.NOTHING:
                yield f"event.{field.name}", default_of(field)


def _with(action: Any, part: str, value: Any) -> Any:
    """Return an action with one part of it changed."""
    name = part.removeprefix("event.")
    if name == part:
        return attrs.evolve(action, **{name: value})
    return attrs.evolve(action, event=attrs.evolve(action.event, **{name: value}))
