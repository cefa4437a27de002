"""Progress: how far a plan has come, and what is to happen next."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from typing import cast

import attrs

from itsmcore.codes import one_of
from itsmcore.conditions import Facts
from itsmcore.errors import BadValue, ItsmError
from itsmcore.fields import as_named, offers
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.persistent import PersistentMap, PersistentSet
from itsmcore.phrase import Phrase
from itsmcore.plans._roll_up import rolled_up
from itsmcore.plans._shape import Planned
from itsmcore.plans._states import StepState


@attrs.frozen(kw_only=True, repr=False)
class Progress:
    """How far a plan has come, with what is to happen now, which it takes as having happened.

    Made by `Plan.progress`, and from then on by `after`, which looks only at what waits for the
    step that it is told of: over a whole life of a plan, every step and every wait is looked at a
    few times, however many there are.

    Attributes:
        plan: the plan.
        states: what has become of each step, by its name.
        released: the steps that are to be released now, which are open in `states`.
        skipped: the steps that are to be skipped now, which are skipped in `states`.
        undecided: the steps that would be released or skipped now, if the facts told whether they
            are needed; they stay pending until `Plan.progress` or `after` is asked anew.
        doomed: the steps that are skipped because one that they wait for was incomplete.
    """

    plan: Planned
    states: PersistentMap[str, StepState]
    released: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    doomed: PersistentSet[str] = attrs.field(factory=PersistentSet)
    _waits: PersistentMap[str, int] = attrs.field(eq=False)
    _counts: FrozenDict[str, int] = attrs.field(eq=False)

    @property
    def outcome(self) -> StepState | None:
        """How the plan has ended, as `roll_up` says it; None while a step has not ended."""
        return rolled_up([StepState(state) for state in self._counts])

    def after(self, step: str, state: StepState | str, *, facts: Facts = EMPTY) -> Progress:
        """Return the progress once something has become of a step.

        Args:
            step: its name.
            state: what has become of it.
            facts: the facts of the record, for the steps that follow.

        Raises:
            Unlisted: there is no such step.
            BadValue: there is no such state, or the facts cannot be read.
        """
        self.plan.check_step(step)
        now = one_of(StepState, state, field="state")
        is_anew = bool(self.undecided) or self.states[step].has_ended or now is StepState.PENDING
        if is_anew:
            return progress_of(start(self.plan), {**self.states, step: now}, facts)
        return _Course(self, as_facts(facts), {step: now}).from_step(step)

    def __repr__(self) -> str:
        counts = (f"{count} {state}" for state, count in self._counts.items())
        return f"<Progress {', '.join(counts)}>"


def as_facts(facts: object) -> Facts:
    """Check that facts can be read.

    Raises:
        BadValue: they cannot.
    """
    if offers(facts, "get"):
        return cast("Facts", facts)
    raise BadValue(field="facts", value=facts, expected=Phrase("plans.expected.facts"))


def start(plan: Planned) -> Progress:
    """Return the progress of a plan of which nothing is decided yet."""
    pending = {task.name: StepState.PENDING for task in plan}
    return Progress(
        plan=plan,
        states=PersistentMap(pending),
        waits=PersistentMap({task.name: len(task.after) for task in plan}),
        counts=FrozenDict({StepState.PENDING: len(pending)}),
    )


def progress_of(begun: Progress, states: Mapping[str, StepState | str], facts: object) -> Progress:
    """Return how far a plan has come where so much has become of its steps.

    Raises:
        Unlisted, BadValue: as `Progress.after` does.
    """
    given = as_named(states, "states", Phrase("plans.expected.progress"))
    for name in given:
        begun.plan.check_step(name)
    known = {name: one_of(StepState, of, field="states") for name, of in given.items()}
    return _Course(begun, as_facts(facts), known).from_start()


class _Course:
    """What follows from what has become of some steps, each looked at once."""

    def __init__(self, base: Progress, facts: Facts, states: dict[str, StepState]) -> None:
        self.base, self.plan, self.facts, self.states = base, base.plan, facts, states
        self.waits: dict[str, int] = {}
        self.doomed: set[str] = set()
        self.released: list[str] = []
        self.skipped: list[str] = []
        self.undecided: list[str] = []

    def from_start(self) -> Progress:
        """Go through all steps, each after those that it waits for."""
        for name in self.plan.order:
            if self._is_due(name):
                self._decide(name)
            if self._state(name).has_ended:
                self._end(name)
        return self._progress()

    def from_step(self, step: str) -> Progress:
        """Go on from a step that had not ended."""
        ahead = deque([step])
        while ahead:
            name = ahead.popleft()
            for other in self._end(name) if self._state(name).has_ended else ():
                if self._is_due(other):
                    self._decide(other)
                    ahead.append(other)
        return self._progress()

    def _state(self, name: str) -> StepState:
        return self.states.get(name) or self.base.states[name]

    def _waiting(self, name: str) -> int:
        return self.waits.get(name, self.base._waits[name])  # noqa: SLF001 (its own file)

    def _is_doomed(self, name: str) -> bool:
        return name in self.doomed or name in self.base.doomed

    def _is_due(self, name: str) -> bool:
        return self._state(name) is StepState.PENDING and not self._waiting(name)

    def _end(self, name: str) -> tuple[str, ...]:
        """Tell those that wait for a step that it has ended."""
        state = self._state(name)
        is_failed = state.has_failed or (state is StepState.SKIPPED and self._is_doomed(name))
        later = self.plan.followers[name]
        for other in later:
            self.waits[other] = self._waiting(other) - 1
            if is_failed and self.plan.on_incomplete == "skips":
                self.doomed.add(other)
        return later

    def _decide(self, name: str) -> None:
        """Release a step or skip it; if the facts leave open whether it is needed, it waits."""
        try:
            is_needed = not self._is_doomed(name) and self.plan[name].when.judge(self.facts)
        except ItsmError:
            is_needed = None
        if is_needed is None:
            self.undecided.append(name)
        else:
            self.states[name] = StepState.OPEN if is_needed else StepState.SKIPPED
            (self.released if is_needed else self.skipped).append(name)

    def _progress(self) -> Progress:
        counts = Counter(self.base._counts)  # noqa: SLF001 (its own file)
        counts.update(self.states.values())
        counts.subtract(self.base.states[name] for name in self.states)
        return attrs.evolve(
            self.base,
            states=self.base.states | self.states,
            released=tuple(self.released),
            skipped=tuple(self.skipped),
            waits=self.base._waits | self.waits,  # noqa: SLF001 (its own file)
            undecided=tuple(self.undecided),
            doomed=self.base.doomed | self.doomed,
            counts=FrozenDict({state: count for state, count in counts.items() if count}),
        )
