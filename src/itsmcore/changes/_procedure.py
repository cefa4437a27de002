"""The method of procedure: ordered steps, each with its check and its way back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.drawing import html_table, md_table, text_table
from itsmcore.errors import BadValue, Unlisted
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle._names import as_names


@attrs.frozen
class ProcedureStep:
    """Hold one step of a procedure.

    Attributes:
        action: what is done.
        check: how one sees that it worked.
        back_out: how it is undone.
        owner: who does it.
        duration: how long it is expected to take.

    Raises:
        BadValue: there is no action, or the duration is negative.
    """

    action: str = attrs.field()
    check: str | None = None
    back_out: str | None = None
    owner: str | None = None
    duration: timedelta | None = attrs.field(default=None)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @action.validator
    def _said(self, _: object, action: object) -> None:
        if not isinstance(action, str) or not action:
            raise BadValue(field="action", value=action, expected="a text that says what is done")

    @duration.validator
    def _timed(self, _: object, duration: object) -> None:
        if duration is not None and (
            not isinstance(duration, timedelta) or duration < timedelta(0)
        ):
            raise BadValue(field="duration", value=duration, expected="a timedelta of zero or more")


def as_steps(steps: Iterable[ProcedureStep | str]) -> tuple[ProcedureStep, ...]:
    """Read steps; a text is one of which only the action is known."""
    given: tuple[Any, ...] = as_names(steps)  # type: ignore[arg-type]
    return tuple(s if isinstance(s, ProcedureStep) else ProcedureStep(s) for s in given)


@attrs.frozen
class Procedure:
    """Show the steps of a change in order, and what they take together.

    >>> steps = [ProcedureStep("Stop the queue", "it is empty", "start it", "grace"),
    ...          ProcedureStep("Replace the disk", "it spins", "put the old one back", "linus")]
    >>> print(f"{Procedure(steps):md}")
    | no | action | check | back out | owner | takes |
    | --- | --- | --- | --- | --- | --- |
    | 1 | Stop the queue | it is empty | start it | grace |  |
    | 2 | Replace the disk | it spins | put the old one back | linus |  |
    """

    steps: tuple[ProcedureStep, ...] = attrs.field(converter=as_steps)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    @property
    def duration(self) -> timedelta:
        """What the steps are expected to take, as far as that is said."""
        return sum((step.duration for step in self.steps if step.duration), timedelta())

    @property
    def way_back(self) -> tuple[ProcedureStep, ...]:
        """The steps that can be undone, the last one first."""
        return tuple(step for step in reversed(self.steps) if step.back_out)

    def _table(self) -> list[tuple[Any, ...]]:
        head = ("no", "action", "check", "back out", "owner", "takes")
        rows = (
            (number, *(value if value is not None else "" for value in attrs.astuple(step)))
            for number, step in enumerate(self.steps, 1)
        )
        return [head, *rows]

    def __str__(self) -> str:
        return text_table([[str(cell) for cell in row] for row in self._table()])

    def __format__(self, spec: str) -> str:
        """Write it; `"md"` makes a Markdown table.

        Raises:
            Unlisted: the format is another.
        """
        if spec not in ("", "md"):
            raise Unlisted(kind="format", name=spec, known=("md",))
        return md_table(self._table()) if spec else str(self)

    def _repr_html_(self) -> str:
        return html_table(self._table())
