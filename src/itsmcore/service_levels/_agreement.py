"""Agreements: what was promised to whom, and the clocks that measure whether it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, ValuesView
from datetime import datetime
from functools import cached_property, lru_cache, partial
from typing import Any, TypeAlias

import attrs

from itsmcore.called import call_of
from itsmcore.codes import Code
from itsmcore.conditions import ALWAYS, NEVER, Condition, as_condition
from itsmcore.conditions._condition import facts_of
from itsmcore.errors import Fault, Unlisted
from itsmcore.fields import as_a, as_mapping, as_several, is_in, refuse_faults
from itsmcore.figures import Figure, Rows, Table, as_table_formats, cell
from itsmcore.frozen import FrozenDict, holding
from itsmcore.instant import maybe_utc, utc
from itsmcore.kinds import check_definition
from itsmcore.lifecycle import AnyRecord, Model
from itsmcore.objectives import Attainments, Objective, judge
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.schedule import Schedule
from itsmcore.service_levels._asked import Asked
from itsmcore.service_levels._attachment import Attachment
from itsmcore.service_levels._beside import faults_beside
from itsmcore.service_levels._clock import Clock
from itsmcore.service_levels._goal import Goal, warn_of_whole_days, zone_faults
from itsmcore.service_levels._meant import Meant, check_meant, meant_by
from itsmcore.service_levels._terms import DEFAULT, Terms
from itsmcore.service_levels._thresholds import Action
from itsmcore.service_levels._told import steps_of
from itsmcore.service_levels._walk import Walk
from itsmcore.shown import shown
from itsmcore.timeline import Step, Timeline

Key: TypeAlias = str | tuple[str, object]
"""A goal's name or, with `per`, its name and whose clock it is."""


_MOST_READINGS = 8
"""How many readings of an agreement by other terms are kept."""


class AgreementKind(Code):
    """Who promises what to whom."""

    SLA = "SLA"
    """A service level agreement: the provider to the customer."""
    OLA = "OLA"
    """An operational level agreement: one team to another."""
    UC = "UC"
    """An underpinning contract: a supplier to the provider."""


_CLOCKS = Phrase("service_levels.agreement.mapping_names_goals")


def _are_clocks(_: object, __: object, clocks: object) -> None:
    as_mapping(clocks, "clocks", _CLOCKS)


@attrs.frozen
class Clocks(Mapping[Key, Clock]):
    """The clocks of one timeline by the names of their goals."""

    _clocks: FrozenDict[Key, Clock] = attrs.field(validator=_are_clocks)

    def __getitem__(self, key: Key) -> Clock:
        """Return a clock by its goal's name, or by name and holder.

        Raises:
            Unlisted: there is no such clock; this is also a KeyError.
        """
        try:
            return self._clocks[key]
        except (KeyError, TypeError):
            raise NoClock(
                kind=Phrase("service_levels.agreement.clock"), name=key, known=tuple(self._clocks)
            ) from None

    def __iter__(self) -> Iterator[Key]:
        return iter(self._clocks)

    def values(self) -> ValuesView[Clock]:
        """Return its clocks; faster than Mapping's own, which looks each key up."""
        return self._clocks.values()

    def __len__(self) -> int:
        return len(self._clocks)

    def __repr__(self) -> str:
        return f"Clocks({dict(self._clocks)})"

    def due_actions(self, *, since: datetime, until: datetime) -> tuple[Action, ...]:
        """List the actions of all clocks that fell due from one instant up to another, in order.

        Raises:
            NaiveTime: an instant has no time zone.
        """
        found = (a for c in self.values() for a in c.due_actions(since=since, until=until))
        return tuple(sorted(found, key=lambda action: action.at))

    @property
    def next_instant(self) -> datetime | None:
        """When the next threshold or breach of any clock comes, if nothing else happens."""
        return min((c.next_instant for c in self.values() if c.next_instant), default=None)

    @property
    def rows(self) -> Rows:
        """The row of each clock, in the order of the goals, as a DataFrame takes them.

        >>> from datetime import UTC, timedelta
        >>> from itsmcore import Phase
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> gold = Agreement("gold", goals=[
        ...     Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=8))])
        >>> clocks = gold.measure(
        ...     Timeline.from_rows([(nine, {"phase": Phase.NEW})]), at=nine + timedelta(hours=2))
        >>> [(row["goal"], row["outcome"], row["percent"]) for row in clocks.rows]
        [('resolution', 'open', 25.0)]
        """
        return tuple(clock.row for clock in self.values())

    def __str__(self) -> str:
        return self._formats()[""]()

    def _formats(self) -> Formats:
        from itsmcore.service_levels._picture import formats  # noqa: PLC0415 (import on use)

        return formats(tuple(self.values()))

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


class NoClock(Unlisted, KeyError):
    """Raised for the name of a clock that an agreement does not have."""


def _goals(goals: Iterable[Goal]) -> tuple[Goal, ...]:
    return as_several(Goal, goals, "goals")


def _objectives(objectives: Iterable[Objective]) -> tuple[Objective, ...]:
    return as_several(Objective, objectives, "objectives")


@attrs.frozen(repr=False)
class Agreement:
    """The goals that were agreed on, under a name and a version.

    Attributes:
        name: its name.
        goals: what was promised about each record.
        objectives: what figures are to come to over a period, such as an availability.
        schedule: the open time of goals that name none; by default always open.
        applies: which records it is for; by default every one.
        kind: by default a service level agreement.
        terms: how goals without terms of their own read disputed cases.
        version: the name of this version.
        effective_from: when it came into force, in UTC; None means it always has been.
        previous: the version before, which judges the clocks that started while it was in force.

    Raises:
        FaultyDefinition: a goal is faulty under its terms, two goals share a name, or a version
            comes into force before the one it follows; lists every fault.

    >>> from datetime import UTC, timedelta
    >>> from itsmcore import Phase, Priority, Schedule
    >>> office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="UTC")
    >>> gold = Agreement("gold", schedule=office, goals=[
    ...     Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING,
    ...          targets={Priority.HIGH: timedelta(hours=8)})])
    >>> friday = datetime(2026, 1, 9, 16, 40, tzinfo=UTC)
    >>> ticket = Timeline.from_rows([(friday, {"phase": Phase.NEW, "priority": Priority.HIGH})])
    >>> clock = gold.measure(ticket, at=datetime(2026, 1, 12, 9, tzinfo=UTC))["resolution"]
    >>> print(clock.explain())
    resolution by gold: running; 2:20:00 of 8:00:00 (29.17 %); due mon 2026-01-12 14:40
    from                  to                    what          counts   so far
    fri 2026-01-09 16:40  fri 2026-01-09 18:00  running       1:20:00  1:20:00
    fri 2026-01-09 18:00  mon 2026-01-12 08:00  out of hours           1:20:00
    mon 2026-01-12 08:00  mon 2026-01-12 09:00  running       1:00:00  2:20:00
    by the clock of UTC
    """

    name: str
    goals: tuple[Goal, ...] = attrs.field(default=(), converter=_goals, kw_only=True)
    objectives: tuple[Objective, ...] = attrs.field(default=(), converter=_objectives, kw_only=True)
    schedule: Schedule = attrs.field(factory=Schedule.always, kw_only=True)
    applies: Condition = attrs.field(default=ALWAYS, converter=as_condition, kw_only=True)
    kind: AgreementKind = attrs.field(default=AgreementKind.SLA, kw_only=True)
    terms: Terms = attrs.field(default=DEFAULT, kw_only=True)
    version: str = attrs.field(default="1", kw_only=True)
    effective_from: datetime | None = attrs.field(default=None, converter=maybe_utc, kw_only=True)
    previous: Agreement | None = attrs.field(default=None, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        refuse_faults(
            Phrase("service_levels.agreement.agreement", name=shown(self.name)), self._faults()
        )
        for goal in self.goals:
            schedule = self.schedule if goal.schedule is None else goal.schedule
            if schedule != Schedule.always():
                warn_of_whole_days(goal)

    def _faults(self) -> Iterator[Fault]:
        if not self.goals and not self.objectives:
            yield Fault(
                "no_goals",
                Phrase("service_levels.subject.goals"),
                Phrase("service_levels.no_goals"),
            )
        names = [goal.name for goal in self.goals]
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            words = Phrase("service_levels.agreement.name_several_goals")
            yield Fault("duplicate_goal", shown(name), words)
        for goal in self.goals:
            found = [] if goal.terms is not None else [*goal.faults(self.terms)]
            if goal.schedule is None:
                found += zone_faults(goal, self.schedule)
            for fault in found:
                about = Fault.subject.held(fault)
                subject = Phrase(
                    "service_levels.subject.goal", name=shown(goal.name), subject=about
                )
                yield Fault(fault.code, subject, Fault.words.held(fault))
        if self.previous is not None:
            begun, before = self.effective_from, self.previous.effective_from
            if begun is None or (before is not None and begun <= before):
                version = shown(self.previous.version)
                words = Phrase(
                    "service_levels.agreement.instant_after_version", begun=begun, version=version
                )
                yield Fault("version_order", Phrase("service_levels.subject.effective"), words)

    def faults_beside(self, model: Model) -> tuple[Fault, ...]:
        """List what it asks that no record of a model ever has or does.

        That is a state, a priority, a code, a verb or a fact that the model lacks, and a start, a
        stop or a pause that holds in none of its states.

        Raises:
            BadValue: that is no model.

        >>> from itsmcore import INCIDENT, Phase
        >>> waits = Goal("resolution", stop=Phase.RESOLVED, pause="awaiting_user",
        ...              targets=timedelta(hours=8))
        >>> for fault in Agreement("gold", goals=[waits]).faults_beside(INCIDENT):
        ...     print(fault.code, fault.subject)
        unknown_state goal 'resolution', pause
        """
        beside = as_a(Model, model, "model")
        return tuple(faults_beside(self.name, self.applies, self.goals, beside))

    def revised(self, *, version: str, effective_from: datetime, **changes: Any) -> Agreement:
        """Make the next version; clocks that started before it are still judged by this one.

        Args:
            version: its name.
            effective_from: when it comes into force.
            changes: the attributes that change.

        Raises:
            FaultyDefinition: the new version is faulty, or does not come into force later.
        """
        return attrs.evolve(
            self, version=version, effective_from=effective_from, previous=self, **changes
        )

    @property
    def versions(self) -> tuple[Agreement, ...]:
        """Every version, oldest first."""
        found = [self]
        while found[-1].previous is not None:
            found.append(found[-1].previous)
        return tuple(reversed(found))

    @cached_property
    def facts(self) -> frozenset[str] | None:
        """The names of the facts that the clocks of all its versions read; None if any may be."""
        applies = facts_of(version.applies for version in self.versions)
        read = [goal.facts for version in self.versions for goal in version.goals]
        if applies is None or None in read:
            return None
        return applies.union(*(names for names in read if names is not None))

    @cached_property
    def _meant(self) -> tuple[Meant, ...]:
        """The facts that when it applies compares with phases or levels."""
        return meant_by([self.applies])

    @cached_property
    def _asked(self) -> tuple[Asked, ...]:
        """What each goal asks of every timeline."""
        return tuple(Asked(goal, goal.terms or self.terms) for goal in self.goals)

    @cached_property
    def _read_by(self) -> Callable[[Terms], Agreement]:
        """What reads it by other terms, and keeps some readings: to make one proves its goals."""
        return lru_cache(_MOST_READINGS)(partial(_read_by, self))

    def in_force(self, instant: datetime) -> Agreement:
        """Return the version in force at an instant; the oldest if none was yet.

        Raises:
            NaiveTime: the instant has no time zone.
        """
        moment, found = utc(instant), self
        while found.previous and found.effective_from and moment < found.effective_from:
            found = found.previous
        return found

    def measure(
        self,
        timeline: Timeline | AnyRecord,
        *,
        at: datetime,
        version: str | None = None,
        terms: Terms | None = None,
    ) -> Clocks:
        """Compute the clock of every goal, as it stands at an instant.

        Args:
            timeline: what happened, or the record that it happened to, of which only what the
                clocks read is copied; what comes after the instant is ignored.
            at: the instant.
            version: the version to judge all clocks by; by default each clock is judged by the
                version that was in force when it started.
            terms: how all goals read disputed cases, whatever their own terms are, to see what
                another product shows; by default as the agreement says.

        Returns:
            The clocks by their goals' names; for goals with `per`, by name and holder.

        Raises:
            NaiveTime: the instant has no time zone.
            BadValue: it is neither a timeline nor a record, or a fact is a text that reads like a
                phase or a level that is asked for.
            Unlisted: there is no such version.
            FaultyDefinition: a goal is faulty under these terms.
        """
        if terms is not None:
            read = self._read_by(
                as_a(Terms, terms, "terms", Phrase("service_levels.agreement.terms_such_jira"))
            )
            return read.measure(timeline, at=at, version=version)
        now = utc(at)
        told = steps_of(timeline, self.facts)
        if version is not None:
            found = dict(_measured(self._version(version), told, now))
        elif self.previous is None:
            found = dict(_measured(self, told, now))
        else:
            found = _by_versions(self, told, now)
        return Clocks(holding(found))

    def judge(self, figures: Iterable[Figure]) -> Attainments:
        """Judge the figures of a period by the objectives that are about them.

        Args:
            figures: what was measured, such as the figures of an availability.

        Raises:
            BadValue: something is not a figure.
            Incomparable: an objective is a time, and the figure is none.

        >>> from itsmcore.objectives import Objective
        >>> sla = Agreement("gold", objectives=[Objective("availability", at_least=0.995)])
        >>> print(sla.judge([Figure("availability", 0.9917, 2, "share")]))
        objective                     attained  verdict
        availability: at least 0.995  99.17 %   missed
        """
        return judge(self.objectives, figures)

    def _version(self, name: str) -> Agreement:
        versions = {one.version: one for one in self.versions}
        if not is_in(name, versions):
            raise Unlisted(
                kind=Phrase("service_levels.agreement.version"), name=name, known=tuple(versions)
            )
        return versions[name]

    def __str__(self) -> str:
        return say(
            "service_levels.agreement.version_2",
            kind=self.kind,
            name=self.name,
            version=self.version,
        )

    def _table(self) -> Table:
        """Write a line for each target of each goal."""
        lines = (
            (goal.name, when, target, goal.stop, _unless_never(goal.pause))
            for goal in self.goals
            for when, target in goal.targets.lines
        )
        several = [say("service_levels.agreement.over_period", of=of) for of in self.objectives]
        when = (
            say("service_levels.agreement.force", effective_from=cell(self.effective_from))
            if self.effective_from
            else ""
        )
        notes = [str(self), when, _unless_always(self.applies), *several]
        return Table(
            ("goal", "when", "target", "until", say("service_levels.agreement.paused_while")),
            lines,
            filter(None, notes),
        )

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _read_by(agreement: Agreement, terms: Terms) -> Agreement:
    """Return an agreement, with every version of it, read by these terms alone."""
    oldest, *later = agreement.versions
    read = _under(terms, oldest, None)
    for version in later:
        read = _under(terms, version, read)
    return read


def _under(terms: Terms, agreement: Agreement, previous: Agreement | None) -> Agreement:
    goals = [attrs.evolve(goal, terms=None) for goal in agreement.goals]
    return attrs.evolve(agreement, terms=terms, goals=goals, previous=previous)


def _unless_never(condition: Condition) -> str:
    return "" if condition == NEVER else str(condition)


def _unless_always(condition: Condition) -> str:
    return (
        ""
        if condition == ALWAYS
        else say("service_levels.agreement.for_records", condition=condition)
    )


def _measured(
    agreement: Agreement, told: tuple[Step, ...], now: datetime
) -> Iterator[tuple[Key, Clock]]:
    """Yield the clocks of one version."""
    steps, applies = _until(told, now), agreement.applies
    attachment = None
    if applies != ALWAYS:
        for step in steps:
            check_meant(agreement._meant, step)  # noqa: SLF001 (its own file)
        attachment = Attachment(applies, [applies.judge(step) is True for step in steps])
    for asked in agreement._asked:  # noqa: SLF001 (its own file)
        for key, holder in _keys(asked.goal, steps):
            walk = Walk(asked, agreement, steps, now, attachment=attachment, holder=holder)
            yield key, walk.clock()


def _by_versions(agreement: Agreement, told: tuple[Step, ...], now: datetime) -> dict[Key, Clock]:
    """Take each cycle from the version that was in force when it started."""
    taken: dict[Key, list[Clock]] = {}
    for version in agreement.versions:
        for key, clock in _measured(version, told, now):
            cycles = taken.setdefault(key, [])
            for cycle in clock.cycles:
                is_free = not cycles or cycles[-1].started_at is None or _ends_by(cycles[-1], cycle)
                if agreement.in_force(cycle.started_at or now) is version and is_free:
                    cycles.append(cycle)
    return {
        key: attrs.evolve(cycles[-1], earlier=tuple(cycles[:-1]))
        for key, cycles in taken.items()
        if cycles
    }


def _ends_by(clock: Clock, following: Clock) -> bool:
    """Return whether a cycle has ended by the time another starts."""
    ended, started = clock.ended_at, following.started_at
    return ended is not None and started is not None and ended <= started


def _until(steps: tuple[Step, ...], now: datetime) -> tuple[Step, ...]:
    if not steps or steps[-1].at <= now:
        return steps
    return tuple(step for step in steps if step.at <= now)


def _keys(goal: Goal, steps: Iterable[Step]) -> Iterator[tuple[Key, object]]:
    if goal.per is None:
        yield goal.name, None
        return
    for holder in dict.fromkeys(step.get(goal.per) for step in steps):
        if holder is not None:
            yield (goal.name, holder), holder
