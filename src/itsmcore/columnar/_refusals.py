"""What columns cannot take: what needs a walk along one timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.columnar._columns import FAR, TICK
from itsmcore.conditions import ALWAYS, NEVER, Condition, Test, leaves
from itsmcore.errors import NotColumnar
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
    subject = f"agreement {shown(agreement.name)}"
    if agreement.applies != ALWAYS:
        why = f"applies to some records only ({agreement.applies})"
        yield NotColumnar(subject=subject, why=why)
    if agreement.previous is not None:
        yield NotColumnar(subject=subject, why="has an earlier version")
    for goal in agreement.goals:
        for why in _reasons(goal, goal.terms or agreement.terms):
            yield NotColumnar(subject=f"goal {shown(goal.name)}", why=why)


def conditions_of(goal: Goal) -> list[Condition]:
    """List every condition that columns have to evaluate for a goal."""
    asked = [getattr(goal, name) for name in (*CONDITIONS, "duplicate")]
    return [*asked, *(row.when for row in goal.targets.rows)]


def _reasons(goal: Goal, terms: Terms) -> Iterator[str]:
    if attrs.evolve(terms, **_OF_NO_MATTER) != Terms():
        yield f"has {shown(terms)}"
    for name, default in _DEFAULTS.items():
        if getattr(goal, name) != default:
            yield f"has {name}={shown(getattr(goal, name))}"
    if not isinstance(goal.schedule, Schedule | None):
        yield "has a schedule that facts choose"
    for name in (*CONDITIONS, "duplicate"):
        if name in goal.momentary:
            yield f"has a {name} that asks what is true at single steps ({getattr(goal, name)})"
    for condition in conditions_of(goal):
        if not all(isinstance(leaf, Test) for leaf in leaves(condition)):
            yield f"asks a function ({condition})"
    for target in (*(row.answer for row in goal.targets.rows), goal.targets.default):
        if not isinstance(target, timedelta | None):
            yield f"allows {shown(target)}, no fixed time"
        elif target is not None and target // TICK > FAR:
            yield f"allows {target}, more than a column holds"
