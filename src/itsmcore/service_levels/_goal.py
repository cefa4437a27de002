"""Goals: one target of an agreement as data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any, Protocol, TypeAlias

import attrs

from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.codes import Code
from itsmcore.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Facts,
    as_condition,
    field,
    happened,
    phase,
)
from itsmcore.conditions._condition import facts_of
from itsmcore.conditions._proof import Proofs
from itsmcore.decisions import Decision
from itsmcore.errors import Fault, WholeDays
from itsmcore.fields import refuse_faults
from itsmcore.kinds import check_definition
from itsmcore.lifecycle.events import Commented
from itsmcore.output import as_pretty
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, Words, say
from itsmcore.schedule import Schedule
from itsmcore.schedule._targets import zone_fault
from itsmcore.service_levels._meant import Meant, meant_by
from itsmcore.service_levels._targets import (
    AnyTarget,
    DueBy,
    Targets,
    is_target,
    moves,
    target_faults,
    targets_of,
)
from itsmcore.service_levels._terms import DEFAULT, Terms
from itsmcore.service_levels._thresholds import Threshold, as_actions, thresholds_of
from itsmcore.service_levels._zone_of import InZoneOf
from itsmcore.shown import shown
from itsmcore.timeline import reads_event

_AT_A_STEP = field("verb").is_set
_DAY = timedelta(days=1)
_TOLD = ("state", "phase", "group", "assignee")
"""What the stretches of a clock tell, whatever is asked."""
_ORDER = (Phase.NEW, Phase.ACTIVE, Phase.PENDING, Phase.RESOLVED, Phase.CLOSED)


class Metric(Code):
    """What service levels are most often agreed on."""

    RESPONSE = "response"
    RESOLUTION = "resolution"
    UPDATE = "update"
    REPLY = "reply"
    FULFILMENT = "fulfilment"


def from_phase(reached: Phase) -> Condition:
    """Return the condition that holds in a phase and every later one, never once cancelled.

    >>> print(from_phase(Phase.RESOLVED))
    phase is in Phase.RESOLVED, Phase.CLOSED
    """
    if reached is Phase.CANCELLED:
        return as_condition(reached)
    return field("phase").is_in(_ORDER[_ORDER.index(reached) :])


FIRST_RESPONSE = field("responded_at").is_set | from_phase(Phase.RESOLVED)
"""The caller was answered, or the record was resolved without an answer."""
PUBLIC_UPDATE = (
    happened(Commented) & field("event.public").is_(True) & field("event.from_desk").is_(True)
)
"""Somebody at the desk wrote a comment that the caller reads; not a machine, nor the customer."""
CUSTOMER_MESSAGE = happened(Commented) & field("event.from_customer").is_(True)
"""The customer's side wrote; the counterpart of `PUBLIC_UPDATE`."""
ANSWER = PUBLIC_UPDATE | from_phase(Phase.RESOLVED)
"""What answers the customer: a public comment of the desk, or the resolution."""
DUPLICATE = field("resolution_code").is_("duplicate") | field("duplicate_of").is_set
"""The record turned out to be a duplicate, so that it has no targets of its own to keep."""


class ScheduleChoice(Protocol):
    """A choice of schedule by facts, such as a Decision or `InZoneOf`."""

    def decide(self, facts: Facts, /) -> Schedule:
        """Return the schedule."""
        ...


AnySchedule: TypeAlias = Schedule | ScheduleChoice


def _stop(value: object) -> Condition:
    return from_phase(value) if isinstance(value, Phase) else as_condition(value)


def _maybe(value: object) -> Condition | None:
    return None if value is None else as_condition(value)


@attrs.frozen(kw_only=True, repr=False)
class Goal:
    """What starts, pauses and stops a clock, and how much time is allowed.

    Conditions are evaluated on each step's facts. Each may also be a Phase, a state's name or an
    event class; a Phase in `stop` stands for that phase or a later one.

    Attributes:
        metric: what is measured: a Metric, or a word of your own.
        name: its name; by default the metric.
        start: when the clock starts; by default with the first step.
        stop: when it completes.
        pause: while it is paused.
        resume: when it runs again; by default as soon as `pause` no longer holds.
        reset: when a cycle ends and a new one begins, each time this becomes true.
        cancel: when it is cancelled.
        duplicate: when the record is a duplicate of another: its clocks are cancelled from then on,
            even those that were met or missed.
        targets: the time allowed: a timedelta of open time, a target in working days, or what the
            record itself says (`DueBy`); a mapping from levels or conditions to any of these; pairs
            of a condition and one of these, of which the shortest match counts; or a Decision,
            which says what counts.
        schedule: the open time that counts, or a choice of it by facts; by default the agreement's.
        thresholds: percentages of the target, each with the actions that are then due:
            `{75: "warn the assignee", 100: ("page", "mail the manager")}`, or just `(50, 75)`.
        on_breach: the actions that fall due when it becomes late.
        per: a fact such as `"group"`; each of its values then has a clock of its own, which runs
            while the fact has that value.
        start_at: a fact that holds the instant to count from, such as `"occurred_at"`.
        stop_at: a fact that holds the instant at which it really ended once `stop` holds, such as
            `"restored_at"`; never before its start, nor after the step that stops it.
        terms: how disputed cases are read; by default the agreement's terms.

    Raises:
        FaultyDefinition: it can never be met, stopped or resumed, or names what does not exist;
            lists every fault.

    >>> from datetime import timedelta
    >>> from itsmcore import Priority
    >>> goal = Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING,
    ...             targets={Priority.CRITICAL: timedelta(hours=4)})
    >>> print(goal.targets.explain({"priority": Priority.CRITICAL}))
    yes* priority is Priority.CRITICAL -> 4:00:00
    answer: 4:00:00
    """

    metric: str = attrs.field(kw_only=False)
    name: str = attrs.field(default=attrs.Factory(lambda goal: goal.metric, takes_self=True))
    start: Condition = attrs.field(default=ALWAYS, converter=as_condition)
    stop: Condition = attrs.field(converter=_stop)
    pause: Condition = attrs.field(default=NEVER, converter=as_condition)
    resume: Condition | None = attrs.field(default=None, converter=_maybe)
    reset: Condition = attrs.field(default=NEVER, converter=as_condition)
    cancel: Condition = attrs.field(default=phase(Phase.CANCELLED), converter=as_condition)
    duplicate: Condition = attrs.field(default=DUPLICATE, converter=as_condition)
    targets: Decision[AnyTarget] = attrs.field(converter=targets_of)
    schedule: AnySchedule | None = None
    thresholds: tuple[Threshold, ...] = attrs.field(default=(), converter=thresholds_of)
    on_breach: tuple[str, ...] = attrs.field(default=(), converter=as_actions)
    per: str | None = None
    start_at: str | None = None
    stop_at: str | None = None
    terms: Terms | None = None

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        refuse_faults(Phrase("service_levels.goal.goal", name=shown(self.name)), self.faults())

    @checked
    def faults(self, terms: Terms | None = None) -> tuple[Fault, ...]:
        """List what is wrong with it under some terms; its own, unless others are given.

        A goal is refused for faults under its own terms.
        """
        return tuple(self._faults(terms or self.terms or DEFAULT))

    def _faults(self, terms: Terms) -> Iterator[Fault]:
        if not self.name:
            yield Fault(
                "no_name",
                Phrase("service_levels.subject.name"),
                Phrase("service_levels.no_name", name=shown(self.name)),
            )
        proofs = Proofs()
        may_pause = proofs.may_hold(self.pause)
        yield from self._outside()
        yield from self._dead(proofs, may_pause=may_pause)
        yield from self._misread(terms, proofs, may_pause=may_pause)
        yield from target_faults(self.targets)
        if may_pause and not all(map(moves, filter(is_target, self._answers()))):
            words = Phrase("service_levels.goal.could_paused_moves")
            yield Fault("paused_target", Phrase("service_levels.subject.targets"), words)
        if not isinstance(self.schedule, Schedule | None) and not hasattr(self.schedule, "decide"):
            words = Phrase(
                "service_levels.goal.schedule_decision_answers", schedule=shown(self.schedule)
            )
            yield Fault("bad_schedule", Phrase("service_levels.subject.schedule"), words)
        elif self.schedule is not None:
            yield from zone_faults(self, self.schedule)

    def _outside(self) -> Iterator[Fault]:
        read: list[tuple[Words, Condition]] = [*self._conditions()]
        for number, row in enumerate(self.targets.rows, 1):
            subject = Phrase("service_levels.subject.row_targets", number=number)
            read.append((subject, row.when))
            if reads_event(row.when):
                words = Phrase("service_levels.goal.asks_true_single")
                yield Fault("momentary_target", subject, words)
        for target in self._answers():
            if isinstance(target, DueBy) and reads_event(field(target.fact).is_set):
                words = Phrase("service_levels.goal.read_holds_single", fact=target.fact)
                yield Fault("momentary_target", Phrase("service_levels.subject.targets"), words)
            elif isinstance(target, DueBy):
                subject = Phrase("service_levels.subject.target", target=target)
                read.append((subject, field(target.fact).is_set))
        for name, condition in read:
            for one in condition.fields:
                if one.space in ("given", "linked"):
                    words = Phrase("service_levels.goal.reads_timeline_ask", name=one.name)
                    yield Fault("outside_fact", name, words)

    def _conditions(self) -> Iterator[tuple[str, Condition]]:
        for name in ("start", "stop", "pause", "resume", "reset", "cancel", "duplicate"):
            condition = getattr(self, name)
            if condition is not None:
                yield name, condition

    def _dead(self, proofs: Proofs, *, may_pause: bool) -> Iterator[Fault]:
        for name in ("start", "stop"):
            if not proofs.may_hold(getattr(self, name)):
                yield Fault(
                    "never_holds",
                    name,
                    Phrase("service_levels.never_holds", condition=getattr(self, name)),
                )
        if proofs.may_hold(self.start) and proofs.follows(self.start, self.stop):
            words = Phrase("service_levels.goal.holds_wherever_clock", start=self.start)
            yield Fault(
                "stops_at_start",
                Phrase("service_levels.subject.stop"),
                Phrase("service_levels.stops_at_start", words=words),
            )
        if may_pause and self.resume is None:
            if proofs.follows(ALWAYS, self.pause):
                yield Fault(
                    "always_paused",
                    Phrase("service_levels.subject.pause"),
                    Phrase("service_levels.always_paused"),
                )
            elif proofs.follows(self.pause, _AT_A_STEP):
                words = Phrase("service_levels.goal.holds_single_steps")
                yield Fault("momentary_pause", Phrase("service_levels.subject.pause"), words)
        if self.resume is not None and not may_pause:
            yield Fault(
                "nothing_to_resume",
                Phrase("service_levels.subject.resume"),
                Phrase("service_levels.nothing_to_resume"),
            )

    def _misread(self, terms: Terms, proofs: Proofs, *, may_pause: bool) -> Iterator[Fault]:
        if terms.on_start_lost == "cancel":
            if proofs.follows(self.start, _AT_A_STEP):
                words = Phrase("service_levels.goal.holds_single_steps_only_next")
                yield Fault(
                    "momentary_start",
                    Phrase("service_levels.subject.start"),
                    Phrase("service_levels.momentary_start", words=words),
                )
            if may_pause and not proofs.may_hold(self.start, self.pause):
                words = Phrase("service_levels.goal.never_holds_beside")
                yield Fault(
                    "pause_loses_start",
                    Phrase("service_levels.subject.pause"),
                    Phrase("service_levels.pause_loses_start", words=words),
                )

    @cached_property
    def target_facts(self) -> tuple[str, ...]:
        """The names of the facts that its targets depend on."""
        read = (f.name for row in self.targets.rows for f in row.when.fields)
        written = (target.fact for target in self._answers() if isinstance(target, DueBy))
        return tuple(dict.fromkeys((*read, *written)))

    @cached_property
    def facts(self) -> frozenset[str] | None:
        """The names of the facts that its clocks read; None where they may read any.

        They may if it asks a function, or a choice of schedule that is neither a Decision nor
        `InZoneOf`.
        """
        schedule, told = self.schedule, {*_TOLD, *self.target_facts}
        told.update(name for name in (self.per, self.start_at, self.stop_at) if name is not None)
        several = [condition for _, condition in self._conditions()]
        if isinstance(schedule, Decision):
            several += [row.when for row in schedule.rows]
        elif isinstance(schedule, InZoneOf):
            told.add(schedule.fact)
        elif not isinstance(schedule, Schedule | None):
            return None
        read = facts_of([*several, *(row.when for row in self.targets.rows)])
        return None if read is None else (read | told) - {"verb"}

    @cached_property
    def meant(self) -> tuple[Meant, ...]:
        """The facts that it compares with phases or levels, none of which is a text."""
        rows = [row.when for row in self.targets.rows]
        if isinstance(self.schedule, Decision):
            rows += [row.when for row in self.schedule.rows]
        return meant_by([*(condition for _, condition in self._conditions()), *rows])

    @cached_property
    def momentary(self) -> frozenset[str]:
        """Those of its conditions that ask for what is true at single steps only."""
        return frozenset(name for name, of in self._conditions() if reads_event(of))

    def _answers(self) -> Iterator[AnyTarget]:
        yield from (row.answer for row in self.targets.rows)
        if self.targets.default is not None:
            yield self.targets.default

    _repr_pretty_ = as_pretty


def zone_faults(goal: Goal, schedule: AnySchedule) -> Iterator[Fault]:
    """Yield a fault for each kind of target whose days a schedule's clock does not divide."""
    targets = [*goal._answers()]  # noqa: SLF001 (its own room)
    found = (zone_fault(target, one) for one in _known(schedule) for target in targets)
    for words in dict.fromkeys(found):
        if words:
            yield Fault("no_zone", Phrase("service_levels.subject.targets"), words)


def _known(schedule: AnySchedule) -> Iterator[Schedule]:
    """Yield the schedules that are known to be chosen before any fact is."""
    if isinstance(schedule, Schedule):
        yield schedule
    elif isinstance(schedule, InZoneOf):
        yield schedule.schedule
    elif isinstance(schedule, Decision):
        answers = (*(row.answer for row in schedule.rows), schedule.default)
        yield from (answer for answer in answers if isinstance(answer, Schedule))


@checked
def next_reply(
    targets: Targets, *, after_response: bool = True, terms: Terms = DEFAULT, **more: Any
) -> Goal:
    """Make a goal of the next reply: from the customer's oldest unanswered message to the answer.

    An answer is a comment from the desk that the caller reads, or the resolution. A message about a
    resolved record needs none, unless the record is reopened before an answer comes; the reply is
    then measured from the reopening.

    Args:
        targets: the time allowed.
        after_response: whether messages before the first response start nothing, since that has a
            goal of its own; if records do not tell `responded_at`, pass False.
        terms: how disputed cases are read, except that `on_reopen` is always `"next_start"`.
        more: further arguments of a Goal.

    Raises:
        FaultyDefinition: as a Goal does.

    >>> print(next_reply(timedelta(hours=1)).start)
    comment happens and event.from_customer is True and responded_at is set
    """
    start = CUSTOMER_MESSAGE & field("responded_at").is_set if after_response else CUSTOMER_MESSAGE
    usual: dict[str, Any] = {"metric": Metric.REPLY, "start": start, "stop": ANSWER}
    anew = attrs.evolve(terms, on_reopen="next_start")
    return Goal(**(usual | {"targets": targets} | more), terms=anew)


def warn_of_whole_days(goal: Goal) -> None:
    """Warn of targets given in days on a schedule that is not always open.

    One day, and whole days beside a target that is not, were worked out from hours.
    """
    times = [target for target in goal._answers() if isinstance(target, timedelta)]  # noqa: SLF001 (its own room)
    if any(time % _DAY for time in times):
        return
    for days in (time.days for time in times if time > _DAY):
        WholeDays.tell(
            say(
                "service_levels.goal.goal_allows_days",
                name=shown(goal.name),
                days=days,
                hours=24 * days,
            )
        )
