"""Attempts: what is moved through a machine once, and thrown away."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from itsmcore.conditions import Condition, Facts
from itsmcore.errors import Incomparable, Reason
from itsmcore.lifecycle._table import Guard, Rule
from itsmcore.shown import brief


class Attempt:
    """Carry a state and facts through a machine, and the reasons against moving."""

    __slots__ = ("facts", "reasons", "rule", "state")

    def __init__(self, state: str, facts: Facts | None = None) -> None:
        self.state = state
        self.facts = facts
        self.reasons: list[Reason] | None = None
        self.rule: Rule | None = None


def refusals(guards: tuple[Guard, ...], facts: Facts) -> list[Reason]:
    """Return a reason for every guard that does not hold.

    A guard that depends on data of an event that is only being considered refuses nothing; one that
    depends on an outside fact that was not given refuses, and so does one that cannot be decided.
    """
    reasons = []
    for guard in guards:
        try:
            answer = guard.condition.judge(facts)
        except Incomparable as error:
            reasons.append(Reason("incomparable", str(error)))
            continue
        if answer is False:
            reasons.append(Reason(guard.code, guard.words + _shown(guard.condition, facts)))
        elif answer is None and guard.asks_outside:
            absent = outside(guard.condition, facts)
            reasons += [not_given(absent)] if absent else []
    return reasons


def _shown(condition: Condition, facts: Facts) -> str:
    """Name what was given from outside, as no record shows it: texts, such as a freeze's name."""
    given = (f.read(facts) for f in condition.fields if f.space == "given")
    several = (value if isinstance(value, Collection) else () for value in given)
    names = [
        name
        for value in several
        for name in ((value,) if isinstance(value, str) else value)
        if isinstance(name, str)
    ]
    return f": {brief(', '.join(names))}" if names else ""


def outside(condition: Condition, facts: Facts) -> list[str]:
    """List the outside facts that a condition lacks, apart from data of the event itself."""
    missing = condition.missing(facts)
    return [name for name in missing if not name.startswith(("event.", "after."))]


def not_given(names: Iterable[str]) -> Reason:
    """Return the reason for missing outside facts."""
    return Reason("not_given", f"not given: {brief(', '.join(dict.fromkeys(names)))}")
