"""Faults of an agreement beside a model: what its goals ask that no record of the model has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from itsmcore.conditions import NEVER, Condition, Op, Test, field, leaves
from itsmcore.conditions._proof import BUDGET, Proofs
from itsmcore.errors import Fault
from itsmcore.level import Level
from itsmcore.lifecycle import Model
from itsmcore.lifecycle._legal import legal_hint
from itsmcore.lifecycle._scope import scope_of
from itsmcore.lifecycle._verify import condition_faults
from itsmcore.phrase import Phrase, Words, all_of, clauses_of
from itsmcore.service_levels._goal import Goal
from itsmcore.service_levels._targets import DueBy
from itsmcore.shown import shown


def faults_beside(
    agreement: str, applies: Condition, goals: Iterable[Goal], model: Model
) -> Iterator[Fault]:
    """Yield what an agreement asks that no record of a model ever has or does.

    Args:
        agreement: its name.
        applies: which records it is for.
        goals: its goals.
        model: the model.
    """
    beside = _Beside(model)
    yield from beside.read(
        Phrase("service_levels.beside.agreement", agreement=shown(agreement)), applies
    )
    for goal in goals:
        yield from beside.of(goal, Phrase("service_levels.goal.goal", name=shown(goal.name)))


class _Beside:
    """What is known of the records of a model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.proofs = Proofs(10 * BUDGET)
        legal: Mapping[str, Any] = model.legal
        priorities = legal.get("pinned_priority")
        self.legal = legal if priorities is None else {"priority": priorities, **legal}
        self.states = [
            field("state").is_(state.name) & field("phase").is_(state.phase)
            for state in model.states
        ]

    def of(self, goal: Goal, subject: Words) -> Iterator[Fault]:
        """Yield what is wrong with a goal."""
        asked = {
            name: getattr(goal, name) for name in ("start", "stop", "pause", "resume", "reset")
        }
        for name, condition in asked.items():
            if condition is not None and condition != NEVER:
                part = all_of([subject, name])
                strange = tuple(self.read(part, condition))
                yield from strange or self._never(part, name, condition, goal)
        for number, row in enumerate(goal.targets.rows, 1):
            yield from self.read(
                Phrase("service_levels.beside.row_targets", subject=subject, number=number),
                row.when,
            )
        answers = [row.answer for row in goal.targets.rows] + [goal.targets.default]
        named = [one.fact for one in answers if isinstance(one, DueBy)]
        named += [name for name in (goal.per, goal.start_at, goal.stop_at) if name is not None]
        yield from scope_of(self.model).unread(subject, map(field, named))

    def read(self, subject: Words, condition: Condition) -> Iterator[Fault]:
        """Yield what a condition reads, or compares with, that records do not have."""
        yield from condition_faults(self.model, subject, condition, *self.model.events)
        for test in leaves(condition):
            if isinstance(test, Test) and test.op in (Op.IS, Op.IS_IN):
                yield from self._strangers(subject, test)

    def _strangers(self, subject: Words, test: Test) -> Iterator[Fault]:
        legal = self.legal.get(test.subject.name)
        values: Iterable[Any] = test.value if isinstance(test.value, tuple) else (test.value,)
        if legal is None:
            return
        for value in values:
            if isinstance(value, str | Level) and value not in legal:
                words = Phrase(
                    "service_levels.beside.asks_whether", subject=test.subject, value=shown(value)
                )
                yield Fault("unknown_code", subject, clauses_of([words, legal_hint(value, legal)]))

    def _never(
        self, subject: Words, name: str, condition: Condition, goal: Goal
    ) -> Iterator[Fault]:
        """Yield a fault if there is no state of the model in which a condition may hold."""
        counts = (condition,) if name == "stop" else (condition, ~goal.stop)
        if not any(self.proofs.may_hold(state, *counts) for state in self.states):
            beside = "" if name == "stop" else Phrase("service_levels.beside.but_where_clock")
            words = Phrase(
                "service_levels.beside.holds_state_fix",
                name=self.model.name,
                beside=beside,
                condition=condition,
            )
            yield Fault("never_holds", subject, words)
