"""The method of procedure: ordered steps, each with its check and its way back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_names
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.kinds import check_kinds
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say


@attrs.frozen
class ProcedureStep:
    """One step of a procedure.

    Attributes:
        action: what is done.
        check: how to see that it worked.
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
            raise BadValue(
                field="action", value=action, expected=Phrase("changes.expected.text_says_done")
            )

    @duration.validator
    def _timed(self, _: object, duration: object) -> None:
        if duration is not None and (
            not isinstance(duration, timedelta) or duration < timedelta(0)
        ):
            raise BadValue(
                field="duration",
                value=duration,
                expected=Phrase("changes.expected.timedelta_zero_more"),
            )


def as_steps(steps: Iterable[ProcedureStep | str]) -> tuple[ProcedureStep, ...]:
    """Read steps; a text is a step of which only the action is known."""
    given: tuple[Any, ...] = as_names(steps)  # type: ignore[arg-type]
    return tuple(s if isinstance(s, ProcedureStep) else ProcedureStep(s) for s in given)


@attrs.frozen
class Procedure:
    """The steps of a change in order, and how long they take together.

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
        """How long the steps are expected to take, as far as that is stated."""
        return sum((step.duration for step in self.steps if step.duration), timedelta())

    @property
    def way_back(self) -> tuple[ProcedureStep, ...]:
        """The steps that can be undone, last one first."""
        return tuple(step for step in reversed(self.steps) if step.back_out)

    @property
    def rows(self) -> Rows:
        """A row for each step, as a DataFrame takes them."""
        return tuple(
            {"no": number, **attrs.asdict(step, recurse=False)}
            for number, step in enumerate(self.steps, 1)
        )

    def _table(self) -> Table:
        head = ("no", "action", "check", say("changes.procedure.back_out"), "owner", "takes")
        return Table(head, [row.values() for row in self.rows])

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
