"""Attempts: what is moved through a machine once, and thrown away."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import attrs

from itsmcore.conditions import Condition, Facts
from itsmcore.errors import Incomparable, Reason
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._table import Guard, Rule
from itsmcore.phrase import Phrase
from itsmcore.shown import brief


class Attempt:
    """Carry a state through a machine, and the rule that it was moved by."""

    __slots__ = ("rule", "state")

    def __init__(self, state: str) -> None:
        self.state = state
        self.rule: Rule | None = None


def refusals(
    guards: tuple[Guard, ...], facts: Facts, event: type[Event] | None = None
) -> list[Reason]:
    """Return a reason for every guard that does not hold.

    A guard that depends on data of an event that is only being considered refuses nothing; one that
    depends on an outside fact that was not given refuses, and so does one that cannot be decided.

    Args:
        guards: the guards.
        facts: by which they are judged.
        event: the event class whose arguments a reason may be about.
    """
    reasons = []
    for guard in guards:
        try:
            answer = guard.condition.judge(facts)
        except Incomparable as error:
            reasons.append(incomparable(error))
            continue
        if answer is False:
            reason = guard.reasons[event]
            reasons.append(_told(reason, guard, facts) if guard.asks_outside else reason)
        elif answer is None and guard.asks_outside:
            absent = outside(guard.condition, facts)
            reasons += [not_given(absent)] if absent else []
    return reasons


def _told(reason: Reason, guard: Guard, facts: Facts) -> Reason:
    names = _shown(guard.condition, facts)
    if not names:
        return reason
    return attrs.evolve(
        reason, words=Phrase("lifecycle.attempt.refused_for", guard=guard.phrase, names=names)
    )


def incomparable(error: Incomparable) -> Reason:
    """Return the reason for what cannot be decided, because two values have no order."""
    data = {"names": (error.field,), "value": error.left}
    return Reason("incomparable", Phrase("errors.itself", error=error), data=data)


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
    return brief(", ".join(names))


def outside(condition: Condition, facts: Facts) -> list[str]:
    """List the outside facts that a condition lacks, apart from data of the event itself."""
    missing = condition.missing(facts)
    return [name for name in missing if not name.startswith(("event.", "after."))]


def not_given(names: Iterable[str]) -> Reason:
    """Return the reason for missing outside facts."""
    missing = tuple(dict.fromkeys(names))
    return Reason(
        "not_given",
        Phrase("lifecycle.not_given", missing=brief(", ".join(missing))),
        data={"names": missing},
    )
