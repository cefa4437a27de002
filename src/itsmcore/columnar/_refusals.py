"""What columns cannot take: what needs a walk along one timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.columnar._columns import FAR, TICK
from itsmcore.conditions import ALWAYS, NEVER, Condition, Test, leaves
from itsmcore.errors import NotColumnar
from itsmcore.phrase import Phrase, Words
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal, Terms
from itsmcore.shown import shown

CONDITIONS = ("start", "stop", "pause", "cancel")
_DEFAULTS = {"reset": NEVER} | dict.fromkeys(("resume", "per", "start_at", "stop_at"))
"""Options of a goal that columns do not support, and their value when unused."""
_OF_NO_MATTER: Any = {name: getattr(Terms(), name) for name in ("schedule_chosen", "on_hand_over")}
"""What columns do not support in any form: hours chosen by facts, and a clock per group."""


def refusals(agreement: Agreement) -> Iterator[NotColumnar]:
    """Yield what of an agreement has no columnar form."""
    subject = Phrase("columnar.subject.agreement", name=shown(agreement.name))
    if agreement.applies != ALWAYS:
        why: Words = Phrase("columnar.why.applies", condition=agreement.applies)
        yield NotColumnar(subject=subject, why=why)
    if agreement.previous is not None:
        yield NotColumnar(subject=subject, why=Phrase("columnar.why.earlier_version"))
    for goal in agreement.goals:
        for why in _reasons(goal, goal.terms or agreement.terms):
            yield NotColumnar(
                subject=Phrase("columnar.subject.goal", name=shown(goal.name)), why=why
            )


def conditions_of(goal: Goal) -> list[Condition]:
    """List every condition that columns have to evaluate for a goal."""
    asked = [getattr(goal, name) for name in (*CONDITIONS, "duplicate")]
    return [*asked, *(row.when for row in goal.targets.rows)]


def _reasons(goal: Goal, terms: Terms) -> Iterator[Words]:
    if attrs.evolve(terms, **_OF_NO_MATTER) != Terms():
        yield Phrase("columnar.why.terms", terms=shown(terms))
    for name, default in _DEFAULTS.items():
        if getattr(goal, name) != default:
            yield Phrase("columnar.why.option", name=name, value=shown(getattr(goal, name)))
    if not isinstance(goal.schedule, Schedule | None):
        yield Phrase("columnar.why.schedule_by_facts")
    for name in (*CONDITIONS, "duplicate"):
        if name in goal.momentary:
            yield Phrase("columnar.why.single_steps", name=name, condition=getattr(goal, name))
    for condition in conditions_of(goal):
        if not all(isinstance(leaf, Test) for leaf in leaves(condition)):
            yield Phrase("columnar.why.function", condition=condition)
    for target in (*(row.answer for row in goal.targets.rows), goal.targets.default):
        if not isinstance(target, timedelta | None):
            yield Phrase("columnar.why.no_fixed_time", target=shown(target))
        elif target is not None and target // TICK > FAR:
            yield Phrase("columnar.why.too_long", target=target)
