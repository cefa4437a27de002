"""What a goal asks of each step under some terms, worked out once for all walks."""

from __future__ import annotations

from itsmcore.conditions import NEVER, field
from itsmcore.service_levels._goal import Goal
from itsmcore.service_levels._remembered import Remembered
from itsmcore.service_levels._signals import Signal, parts_of
from itsmcore.service_levels._terms import Terms
from itsmcore.timeline import reads_event


class Asked:
    """The signals and the targets of a goal, and what its terms come to."""

    def __init__(self, goal: Goal, terms: Terms) -> None:
        self.goal, self.terms = goal, terms
        self.stop, self.reset, self.start, self.cancel, self.duplicate = (
            Signal(getattr(goal, name), is_momentary=name in goal.momentary)
            for name in ("stop", "reset", "start", "cancel", "duplicate")
        )
        self.stops = [Signal(part, is_momentary=True) for part in parts_of(goal.stop)]
        pauses = () if goal.pause == NEVER else parts_of(goal.pause)
        self.pauses = [Signal(part, is_momentary="pause" in goal.momentary) for part in pauses]
        self.resume = None if goal.resume is None else Signal(goal.resume)
        rows = goal.targets.rows
        self.targets = Remembered(goal.targets.answers, [row.when for row in rows])
        self.resumes_first = terms.order.index("resume") < terms.order.index("pause")
        self.starts_anew = terms.on_reopen == "next_start"
        self.loses_start = terms.on_start_lost == "cancel"
        self.ends_when_left = terms.on_hand_over == "complete"
        said = () if goal.stop_at is None else (goal.stop_at,)
        self.is_said_once = any(reads_event(field(name).is_set) for name in said)
