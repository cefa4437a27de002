"""Rules of improvements: what one does to its tasks."""

from __future__ import annotations

from collections.abc import Iterator

from itsmcore import improvements, tasks
from itsmcore.conditions import field
from itsmcore.desk._cascades import Stock, target
from itsmcore.improvements import CONTINUAL_IMPROVEMENT
from itsmcore.lifecycle import Following, LinkKind
from itsmcore.phase import Phase

_IS_OPEN = target("phase").is_in((Phase.NEW, Phase.ACTIVE, Phase.PENDING))
_IS_HELD = target("hold_status").is_("on_hold")
_ENDED = {"reason": "the improvement has ended"}


def _of_tasks() -> Iterator[Stock]:
    """Yield what an improvement does to its tasks; one that was held by hand stays on hold."""
    for events, when, following in (
        (
            (improvements.Held,),
            _IS_OPEN & ~_IS_HELD,
            Following(tasks.Held, {"reason": field("event.reason")}),
        ),
        (
            (improvements.Resumed,),
            _IS_HELD & target("held_with").is_(field("id")),
            Following(tasks.Resumed),
        ),
        (
            (improvements.Cancelled, improvements.Rejected),
            _IS_OPEN,
            Following(tasks.Cancelled, _ENDED),
        ),
        (
            (improvements.Closed,),
            _IS_OPEN & target("step").is_set,
            Following(tasks.Cancelled, _ENDED),
        ),
    ):
        yield CONTINUAL_IMPROVEMENT, LinkKind.TASK, events, when, following


IMPROVEMENT_RULES: tuple[Stock, ...] = tuple(_of_tasks())
"""What improvements do to their tasks."""
