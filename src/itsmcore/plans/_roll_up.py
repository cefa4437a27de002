"""Roll-up: how several tasks ended together, of their states and as a condition of a cascade."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from itsmcore.codes import one_of
from itsmcore.conditions import Condition, Field, field, linked
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_items
from itsmcore.phrase import Phrase
from itsmcore.plans._states import FAILED, UNDER_WAY, StepState

ENDS = (StepState.COMPLETE, StepState.INCOMPLETE, StepState.SKIPPED)
"""How several tasks may end together."""


def roll_up(states: Iterable[StepState | str]) -> StepState | None:
    """Return how several steps ended together; None while one of them has not ended.

    One that is incomplete or was cancelled makes them incomplete; otherwise one that is complete
    makes them complete; where all were skipped, so are they.

    Raises:
        BadValue: one is no StepState.

    >>> roll_up(["complete", "skipped"]), roll_up(["complete", "cancelled"]), roll_up(["open"])
    (StepState.COMPLETE, StepState.INCOMPLETE, None)
    """
    expected = Phrase("plans.expected.states")
    several = as_items(states, "states", expected)
    return rolled_up({one_of(StepState, of, field="states") for of in several})


def rolled_up(found: Collection[StepState]) -> StepState | None:
    """Return how steps ended together that are in some states, each said once."""
    if any(state in found for state in UNDER_WAY):
        return None
    if any(state in found for state in FAILED):
        return StepState.INCOMPLETE
    return StepState.COMPLETE if StepState.COMPLETE in found else StepState.SKIPPED


def ended_as(
    outcome: StepState | str, *, of: str = "target.task", since: Field | None = None
) -> Condition:
    """Ask in a cascade whether all tasks of a record have ended, and how they did together.

    It says of tasks on a desk what `roll_up` says of states. Tasks that somebody added count as
    well; those that their record withdrew do not.

    Args:
        outcome: how they ended: `"complete"`, `"incomplete"` or `"skipped"`.
        of: the tasks: by default those of the record that the cascade would reach.
        since: the fact that holds a version of the record; tasks that a plan made before it do not
            count, such as those of what was approved before.

    Raises:
        BadValue: they cannot end like that together.

    >>> print(ended_as("skipped"))
    every target.task (is_withdrawn is True or outcome is 'skipped') and some target.task (not (is_withdrawn is True))
    """  # noqa: E501 (a condition is one line)
    how = one_of(StepState, outcome, field="outcome")
    if how not in ENDS:
        raise BadValue(
            field="outcome",
            value=outcome,
            expected=Phrase("plans.expected.one_of", names=", ".join(ENDS)),
        )
    tasks, ended = linked(of), field("outcome")
    is_past: Condition = field("is_withdrawn").is_(True)
    if since is not None:
        is_past |= field("made_at_version") < as_a(
            Field, since, "since", Phrase("plans.expected.fact")
        )
    have_ended = tasks.every(is_past | ended.is_set)
    is_incomplete = tasks.some(~is_past & ended.is_(StepState.INCOMPLETE.value))
    if how is StepState.INCOMPLETE:
        return have_ended & is_incomplete
    is_complete = tasks.some(~is_past & ended.is_(StepState.COMPLETE.value))
    if how is StepState.COMPLETE:
        return have_ended & ~is_incomplete & is_complete
    were_skipped = tasks.every(is_past | ended.is_(StepState.SKIPPED.value))
    return were_skipped & tasks.some(~is_past)
