"""The life of a record: what was tried on it, written as code for a test."""

from __future__ import annotations

from collections.abc import Iterator

from itsmcore.errors import Refused
from itsmcore.lifecycle import Model
from itsmcore.testing._actions import Action, Opening, Ticking
from itsmcore.testing._code import Names, arguments_of, call_as_code, opener_as_code, verb_as_code


class RecordLife:
    """What was tried on a record, in order; its `repr` is a program.

    Attributes:
        model: the record's model.
        actions: what was tried.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.actions: list[Action] = []
        self._refusals: dict[int, Refused] = {}

    def refuse(self, refusal: Refused) -> None:
        """Note that the last action was refused."""
        self._refusals[len(self.actions) - 1] = refusal

    def granted(self) -> list[Action]:
        """List what was not refused, and the last."""
        last = len(self.actions) - 1
        tried = enumerate(self.actions)
        return [one for n, one in tried if n == last or n not in self._refusals]

    def __repr__(self) -> str:
        names = Names()
        lines = [line for number in range(len(self.actions)) for line in self._lines(number, names)]
        return "\n".join([*names.imports(), "", *lines])

    def _lines(self, number: int, names: Names) -> Iterator[str]:
        written = self._call(self.actions[number], names)
        if number in self._refusals:
            yield f"# refused: {self._refusals[number]}"
            yield from (f"# {line}" for line in written.splitlines())
        else:
            yield written

    def _call(self, action: Action, names: Names) -> str:
        match action:
            case Opening(_, event):
                said = arguments_of(event, names, positional="id")
                return call_as_code(f"{opener_as_code(self.model, names)}.open", said, "record")
            case Ticking(at):
                return call_as_code("record.tick", [f"at={names.written(at)}"], "record")
        return call_as_code(*verb_as_code(self.model.record, action.event, names), "record")
