"""Clocks: the timers of one record along its steps, and which did not keep their time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import attrs

from itsmcore.conditions import NEVER
from itsmcore.conditions._spaces import FactSpaces
from itsmcore.conformance._judge import MAIN, Judge, Problem, Taken, state_of
from itsmcore.errors import ItsmError
from itsmcore.figures import time_text
from itsmcore.instant import utc
from itsmcore.lifecycle import Timer
from itsmcore.phrase import Phrase
from itsmcore.timeline import Step


@attrs.define
class _Clock:
    """A timer: since when it counts, if not since the state was entered, and until when it is done.

    What fell due up to that instant has fired, or was reported.
    """

    timer: Timer
    restarted: datetime | None = None
    done: datetime | None = None


class Clocks:
    """The timers of a record, of which each step tells something."""

    def __init__(self, judge: Judge, steps: Sequence[Step], slack: timedelta) -> None:
        self.judge, self.slack, self.steps = judge, slack, steps
        self.begun = steps[0].at if steps else None
        self.clocks = [_Clock(timer) for timer in judge.model.timers]
        self.states = {state.name: state for state in judge.model.states}

    def problems(self, taken: Taken) -> Iterator[Problem]:
        """Yield which timers were early or late at the next step, and count on from there."""
        running = self._running(taken.before)
        due = self._falling_due(running, taken.before)
        if due:
            yield from self._judged(due, taken)
        self._count_on(running, taken)

    def problems_at_end(self, until: datetime) -> Iterator[Problem]:
        """Yield which timers were due before a log ends, and had not fired, after every step."""
        last = self.steps[-1].lasting
        due = self._falling_due(self._running(last), last)
        if due:
            taken = self.judge.resting(len(self.steps) - 1, last, until)
            yield from self._judged(due, taken)

    def _running(self, before: Step) -> list[_Clock]:
        state = self.states.get(state_of(before))
        return [c for c in self.clocks if state is not None and c.timer.runs_in(state)]

    def _falling_due(self, running: list[_Clock], before: Step) -> list[tuple[datetime, _Clock]]:
        """List those that have an instant, and were not told of yet."""
        instants = [(self._due(clock, before), clock) for clock in running]
        return [(at, c) for at, c in instants if at and (c.done is None or c.done < at)]

    def _judged(self, due: list[tuple[datetime, _Clock]], taken: Taken) -> Iterator[Problem]:
        """Judge those that have an instant, by what was so before the step."""
        resting = self.judge.facts(taken.before, taken.before.lasting, is_exempt=True)
        fired = [pair for pair in due if self._fires(pair[1].timer, taken, resting)]
        if fired:
            yield from self._untimely(fired, taken, resting)
        for at, clock in due:
            if (at, clock) not in fired and self._is_missed(clock.timer, at, taken, resting):
                clock.done = at
                yield (
                    "late",
                    f"timer {clock.timer.name}",
                    Phrase("conformance.why.not_fired"),
                )

    def _due(self, clock: _Clock, before: Step) -> datetime | None:
        timer = clock.timer
        if timer.at is not None:
            held = before.facts.get(timer.at)
            return utc(held) if isinstance(held, datetime) and held.tzinfo else None
        since = clock.restarted or self.begun
        assert since is not None
        assert timer.after is not None
        try:
            if timer.schedule is not None:
                return utc(timer.schedule.deadline(since, timer.after))
            assert isinstance(timer.after, timedelta)
            return since + timer.after
        except (ItsmError, OverflowError):
            return None

    def _fires(self, timer: Timer, taken: Taken, resting: FactSpaces) -> bool:
        """Return whether a step is what a timer does."""
        if not taken.is_by_itself or self.judge.answer(timer.when, resting) is False:
            return False
        if (verb := self.judge.verb_of(taken.after)) is not None:
            return verb == timer.event.verb
        return any(rule.event is timer.event for of in taken.rules.values() for rule in of)

    def _untimely(
        self, fired: list[tuple[datetime, _Clock]], taken: Taken, resting: FactSpaces
    ) -> Iterator[Problem]:
        """Judge the first to be due of those that a step may be."""
        at, clock = min(fired, key=lambda pair: pair[0])
        now, subject = taken.after.at, f"timer {clock.timer.name}"
        for due, one in fired:
            one.done = max(due, now)
        if now < at - self.slack:
            yield (
                "early",
                subject,
                Phrase("conformance.why.early", time=time_text(at - now)),
            )
        elif self._is_missed(clock.timer, at, taken, resting):
            late = now - max(at, taken.before.at)
            yield "late", subject, Phrase("conformance.why.late", time=time_text(late))

    def _is_missed(self, timer: Timer, due: datetime, taken: Taken, resting: FactSpaces) -> bool:
        """Return whether a timer was due, and its event could have happened, well before a step."""
        is_over = max(due, taken.before.at) < taken.after.at - self.slack
        if not is_over or self.judge.answer(timer.when, resting) is not True:
            return False
        rules = self.judge.rules_from(MAIN, state_of(taken.before))
        own = [rule for rule in rules if rule.event is timer.event]
        return any(not self.judge.against(rule, resting, is_exempt=True) for rule in own)

    def _count_on(self, running: list[_Clock], taken: Taken) -> None:
        enters = any(rule.target is not None for rule in taken.rules[MAIN])
        if enters or state_of(taken.before) != state_of(taken.after):
            self.begun = taken.after.at
            for clock in self.clocks:
                clock.restarted = None
            return
        for clock in running:
            restart = clock.timer.restart
            if restart != NEVER and self.judge.answer(restart, taken.facts) is True:
                clock.restarted = taken.after.at
