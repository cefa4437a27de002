"""The shortening of a failing life: whatever it fails without is left out, the rest made plain."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, cast

import attrs
from hypothesis import note
from hypothesis.control import current_build_context
from hypothesis.stateful import RuleBasedStateMachine

from itsmcore.errors import ItsmError
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.testing._actions import Action, Asking, Opening
from itsmcore.testing._code import default_of

LIVES = 400
"""How many lives the shortening of one may take."""


@attrs.frozen
class Failure:
    """A life that failed, and how; the `repr` of the life is a program."""

    life: Any
    error: BaseException


Actions: TypeAlias = Sequence[Action]
Relive: TypeAlias = Callable[[Actions, type[BaseException]], Failure | None]
"""Does the same things again, and returns the failure if it is of that kind."""


def show(life: Any, relive: Relive, guesses: Iterable[Actions] = ()) -> None:
    """Show a failing life as code, as short as it can be, and fail as the short one does.

    Args:
        life: the life, with its `actions`.
        relive: does them again.
        guesses: what probably fails already.
    """
    error = sys.exc_info()[1]
    if error is None or not current_build_context().is_final:
        return
    failed = shortest(Failure(life, error), relive, guesses)
    note(failed.life)
    if failed.error is not error:
        raise failed.error from None


def shortest(failure: Failure, relive: Relive, guesses: Iterable[Actions] = ()) -> Failure:
    """Return the shortest failure of the same kind; the same if its life fails but once."""
    failed = [failure]
    lives = iter(range(LIVES))

    def fails(actions: Actions) -> bool:
        if next(lives, None) is None:
            return False
        again = relive(actions, type(failure.error))
        failed.extend([] if again is None else [again])
        return again is not None

    actions = failure.life.actions
    if fails(actions):
        _shorten(next((some for some in guesses if fails(some)), actions), fails)
    return failed[-1]


def _shorten(actions: Actions, fails: Callable[[Actions], bool]) -> None:
    """Leave out whatever it fails without, halves first, and do the rest as plainly as it fails."""
    left, size = list(actions), len(actions) // 2
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


def _plainer(actions: Actions, place: int) -> Iterator[tuple[str, Any]]:
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
    """Return an action with one part of it changed; the same where that makes no event."""
    name = part.removeprefix("event.")
    if name == part:
        return attrs.evolve(action, **{name: value})
    try:
        return attrs.evolve(action, event=attrs.evolve(action.event, **{name: value}))
    except ItsmError:
        return action


def relived(
    machine: RuleBasedStateMachine, do: Callable[[Action], object], actions: Actions, error: Any
) -> BaseException | None:
    """Do things on a fresh machine, and return the error of that kind that it fails with."""
    laws: Any = machine.invariants  # a method in former versions of hypothesis
    try:
        for action in actions:
            do(action)
            for law in laws() if callable(laws) else laws:
                if all(holds(machine) for holds in law.preconditions):
                    law.function(machine)
    except error as failed:
        return cast(BaseException, failed)
    except Exception:  # it fails in another way
        return None
    finally:
        machine.teardown()
    return None
