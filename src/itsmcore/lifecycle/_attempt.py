"""Attempts: what is moved through a machine, once, and thrown away."""

from __future__ import annotations

from itsmcore.conditions import Facts
from itsmcore.errors import Reason
from itsmcore.lifecycle._table import Guard, Rule


class Attempt:
    """Carry a state and facts through a machine, and the reasons against moving."""

    __slots__ = ("facts", "reasons", "rule", "state")

    def __init__(self, state: str, facts: Facts | None = None) -> None:
        self.state = state
        self.facts = facts
        self.reasons: list[Reason] | None = None
        self.rule: Rule | None = None


def refusals(guards: tuple[Guard, ...], facts: Facts) -> list[Reason]:
    """Give a reason for every guard that does not hold.

    A guard that hangs on data of an event which is only being considered refuses nothing; one that
    hangs on an outside fact which was not given refuses.
    """
    reasons = []
    for guard in guards:
        answer = guard.condition.judge(facts)
        if answer is False:
            reasons.append(Reason(guard.code, guard.words))
        elif answer is None:
            absent = [
                name for name in guard.condition.missing(facts) if not name.startswith("event.")
            ]
            if absent:
                reasons.append(Reason("not_given", f"not given: {', '.join(absent)}"))
    return reasons
