"""Goals: how long a request may take, from its submission or from its approval."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from itsmcore.catalogue import Catalogue
from itsmcore.checked import checked
from itsmcore.conditions import Condition, field, phase, state
from itsmcore.phase import Phase
from itsmcore.service_levels import Goal, Metric
from itsmcore.service_levels._targets import AnyTarget, Targets

Since: TypeAlias = Literal["submission", "approval"]

_STARTS = {
    "submission": field("submitted_at").is_set,
    "approval": field("approval").is_("approved"),
}
WAITING = state("draft") | phase(Phase.PENDING)
"""What stops the time: the approval, a hold, and a draft that needs more information."""


@checked
def fulfilment(targets: Targets | Catalogue, *, since: Since = "submission", **more: Any) -> Goal:
    """Make a goal of the fulfilment; its clock is paused while a request waits or is a draft.

    Args:
        targets: the time allowed, such as `WorkingDays(5)`, or pairs of a condition and a time; or
            a catalogue, whose items say how long each may take.
        since: whether it counts from the submission, or from the approval.
        more: further arguments of a Goal; `pause=NEVER` counts the waiting, too.

    Raises:
        BadValue: it cannot count from there.
        FaultyDefinition: as a Goal does.

    >>> from datetime import timedelta
    >>> print(fulfilment(timedelta(hours=8)).pause)
    state is 'draft' or phase is Phase.PENDING
    """
    usual: dict[str, Any] = {
        "metric": Metric.FULFILMENT,
        "start": _STARTS[since],
        "stop": Phase.RESOLVED,
        "pause": WAITING,
    }
    allowed = _of_items(targets) if isinstance(targets, Catalogue) else targets
    return Goal(**(usual | {"targets": allowed} | more))


def _of_items(catalogue: Catalogue) -> tuple[tuple[Condition, AnyTarget], ...]:
    return tuple(
        (field("item").is_(item.name) & field("item_version").is_(item.version), item.target)
        for item in catalogue
        if item.target is not None
    )
