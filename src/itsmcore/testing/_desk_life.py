"""The life of a desk: what users did, written as code for a test."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from itsmcore.desk import Applied, Desk
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import Event, Model
from itsmcore.testing._actions import Action, Asking, Opening, Repeating, Ticking
from itsmcore.testing._code import Names, arguments_of, call_as_code, opener_as_code


@attrs.frozen(kw_only=True)
class Request:
    """What a user asks of a desk.

    Attributes:
        record: the record's number.
        event: the event that is to happen; what comes of an offer has a cause.
        version: the version of the record that the user has read, which may be an old one.
    """

    record: str
    event: Event
    version: int


@attrs.frozen(eq=False)
class Step:
    """What was done on a desk, and what came of it.

    Attributes:
        action: what was done.
        applied: what came of it; None if it was refused.
        why: why it was refused, and to whom.
    """

    action: Action
    applied: Applied | None = None
    why: str = ""


def refusal_of(request: Request, error: ItsmError) -> str:
    """Say why a request was refused."""
    return f"refused to {request.event.by.name}, who had read version {request.version}: {error}"


class Life:
    """What was done on a desk, in order; its `repr` is a program.

    Attributes:
        start: the desk before all of it.
        steps: what was done.
    """

    def __init__(self, start: Desk) -> None:
        self.start = start
        self.steps: list[Step] = []

    @property
    def actions(self) -> list[Action]:
        """What was done, without what came of it."""
        return [step.action for step in self.steps]

    def __repr__(self) -> str:
        names = Names()
        lines = [line for number in range(len(self.steps)) for line in self._lines(number, names)]
        if self.start == Desk.of():
            lines = [f"desk = {names.take('itsmcore.desk', 'Desk')}.of()", *lines]
        return "\n".join([*names.imports(), "", *lines])

    def _lines(self, number: int, names: Names) -> Iterator[str]:
        step = self.steps[number]
        action = step.action
        if isinstance(action, Repeating):
            yield f"# {action.event.by.name} asks once more to {action.event.verb}"
            return
        called, said = self._call(action, names)
        if step.applied is None:
            yield f"# {step.why}"
            yield from (f"# {line}" for line in call_as_code(called, said).splitlines())
        elif any(self._source(later.action) == number for later in self.steps[number:]):
            yield call_as_code(called, said, name=f"step_{number}")
            yield f"desk = step_{number}.desk"
        else:
            yield f"{call_as_code(called, said, name='desk')}.desk"

    def _call(self, action: Opening | Asking | Ticking, names: Names) -> tuple[str, list[str]]:
        match action:
            case Opening(model, event):
                known = [model_as_code(model, names), f"id={names.written(event.id)}"]
                return "desk.open", [*known, *arguments_of(event, names)]
            case Ticking(at):
                return "desk.tick", [f"at={names.written(at)}"]
        record, event = action.record, action.event
        source = self._source(action)
        if source is None:
            known = [names.written(record), names.written(event.verb)]
            return "desk.do", [*known, *arguments_of(event, names)]
        made = self.steps[source].applied
        place = 0 if made is None else made.offers.index(action.offer)
        when = [f"at={names.written(event.at)}", f"by={names.actor(event.by)}"]
        return "desk.accept", [f"step_{source}.offers[{place}]", *when]

    def _source(self, action: Action) -> int | None:
        """Return the step that made the offer which is accepted."""
        if not isinstance(action, Asking) or action.offer is None:
            return None
        offered = ((n, step.applied) for n, step in enumerate(self.steps))
        return next(n for n, of in offered if of is not None and action.offer in of.offers)


def model_as_code(model: Model, names: Names) -> str:
    """Write the name of a model."""
    opener, kind = opener_as_code(model, names), type(model).record
    return f"{opener}.model" if model is kind.model else opener
