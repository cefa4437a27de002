"""What a goal asks of each step under some terms, worked out once for all walks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, partial
from typing import TypeAlias

from itsmcore.conditions import NEVER, Condition, Facts, Some, field
from itsmcore.frozen import held
from itsmcore.schedule import Schedule
from itsmcore.service_levels._goal import Goal
from itsmcore.service_levels._meant import check_meant
from itsmcore.service_levels._remembered import Remembered
from itsmcore.service_levels._targets import AnyTarget
from itsmcore.service_levels._terms import Terms
from itsmcore.timeline import Step, reads_event

Question: TypeAlias = str | tuple[str, int]
"""The name of a condition of a goal, with a place that of a part of it."""


class Asked:
    """The conditions and the targets of a goal, and what its terms come to."""

    def __init__(self, goal: Goal, terms: Terms) -> None:
        self.goal, self.terms = goal, terms
        self.pauses = () if goal.pause == NEVER else _parts_of(goal.pause)
        stops: dict[Question, Condition] = {
            ("stop", place): part for place, part in enumerate(_parts_of(goal.stop))
        }
        self.stops = tuple(stops)
        self.questions: dict[Question, Condition] = {
            **{name: getattr(goal, name) for name in ("start", "stop", "reset", "cancel")},
            "duplicate": goal.duplicate,
            "resume": NEVER if goal.resume is None else goal.resume,
            **stops,
        }
        rows = [row.when for row in goal.targets.rows]
        self.targets = Remembered(goal.targets.answers, rows)
        conditions = (*self.questions.values(), *self.pauses, *rows)
        also = (*goal.target_facts, *(meant.fact for meant in goal.meant))
        self._answers = Remembered(partial(Answers, self), conditions, also)
        self._reads_facts = self._answers.is_kept and "verb" not in self._answers.names
        self._nothing = _Nothing(self, {})
        self.chooses = not isinstance(goal.schedule, Schedule | None)
        self._is_steady = not goal.momentary and not self.chooses
        self.resumes_first = terms.order.index("resume") < terms.order.index("pause")
        self.starts_anew = terms.on_reopen == "next_start"
        self.loses_start = terms.on_start_lost == "cancel"
        self.ends_when_left = terms.on_hand_over == "complete"
        said = () if goal.stop_at is None else (goal.stop_at,)
        self.is_said_once = any(reads_event(field(name).is_set) for name in said)

    def at(self, steps: Iterable[Step]) -> list[Answers]:
        """Return what holds at each step."""
        of = self._answers.of
        if not self._reads_facts:
            return [of(step) for step in steps]
        found, facts = list[Answers](), None
        for step in steps:
            if step.facts is not facts:
                facts = step.facts
                answers = of(held(facts))
            found.append(answers)
        return found

    def after(self, steps: Iterable[Step], at: list[Answers]) -> list[Answers]:
        """Return what still holds after each step, and last what held before the first."""
        lasting = self.at(step.lasting for step in steps) if self.goal.momentary else at
        return [*lasting, self._nothing]

    def is_same(self, before: Answers, now: Answers) -> bool:
        """Return whether a step asks no more of a clock than the one before it."""
        return before is now and self._is_steady


class Answers(dict[Question, bool]):
    """What holds by some facts; each condition is judged once, and when it is asked."""

    def __init__(self, asked: Asked, facts: Facts) -> None:
        super().__init__()
        check_meant(asked.goal.meant, facts)
        self.asked, self.facts = asked, facts

    def __missing__(self, question: Question) -> bool:
        self[question] = held = self.asked.questions[question].judge(self.facts) is True
        return held

    @cached_property
    def cause(self) -> Condition | None:
        """The condition that pauses the clock."""
        return next((of for of in self.asked.pauses if of.judge(self.facts) is True), None)

    @cached_property
    def target_facts(self) -> tuple[object, ...]:
        """The facts that the target depends on."""
        return tuple([self.facts.get(name, None) for name in self.asked.goal.target_facts])

    @cached_property
    def target(self) -> AnyTarget | None:
        """The target, as the goal says it."""
        return next(iter(self.asked.targets.of(self.facts)), None)


class _Nothing(Answers):
    """What holds before there are facts."""

    def __missing__(self, _: Question) -> bool:
        return False


def _parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions any of which will do."""
    return condition.parts if isinstance(condition, Some) else (condition,)
