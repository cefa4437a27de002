"""Timelines: what was true when, from a record's history or the rows of a log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, overload

import attrs

from itsmcore.conditions import as_condition
from itsmcore.errors import BackwardStep, BadRow, Unlisted
from itsmcore.frozen import FrozenDict, frozen
from itsmcore.instant import utc
from itsmcore.phase import Phase
from itsmcore.span import Span

FactMap: TypeAlias = Mapping[str, object]
RowOfFacts: TypeAlias = tuple[datetime, FactMap] | tuple[datetime, str | None, FactMap]


@attrs.frozen
class Step:
    """Hold what became true at an instant, and the verb that made it so, where it is known."""

    at: datetime = attrs.field(converter=utc)
    verb: str | None = None
    facts: FrozenDict[str, object] = attrs.field(factory=FrozenDict, converter=frozen)

    def get(self, name: str, default: Any = None, /) -> object:
        """Read a fact; `"verb"` is the step's own."""
        return self.verb if name == "verb" else self.facts.get(name, default)


@attrs.frozen
class Flaw:
    """Name what was wrong with a row of a log, and how it was read all the same."""

    index: int
    code: str
    words: str


def _steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(steps)


@attrs.frozen
class Timeline:
    """Hold steps in order of time; steps at one instant keep their order, and none is dropped.

    Attributes:
        steps: what became true, and when (UTC).
        faults: what was wrong with the rows it was read from, and how each was read.

    Raises:
        BackwardStep: a step lies before the one ahead of it.

    >>> from datetime import UTC
    >>> nine, ten, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10, 12))
    >>> timeline = Timeline.from_rows([
    ...     (nine, {"state": "new", "phase": Phase.NEW}),
    ...     (ten, {"state": "in_progress", "phase": Phase.ACTIVE}),
    ...     (noon, {"state": "resolved", "phase": Phase.RESOLVED}),
    ... ])
    >>> timeline.time_in("in_progress")
    datetime.timedelta(seconds=7200)
    """

    steps: tuple[Step, ...] = attrs.field(default=(), converter=_steps)
    faults: tuple[Flaw, ...] = ()

    def __attrs_post_init__(self) -> None:
        for index, (step, following) in enumerate(zip(self.steps, self.steps[1:], strict=False), 1):
            if following.at < step.at:
                raise BackwardStep(index=index, at=following.at, previous=step.at)

    @classmethod
    def from_rows(cls, rows: Iterable[RowOfFacts], *, sort: bool = False) -> Timeline:
        """Read rows `(at, facts)` or `(at, verb, facts)`, each with all the facts true from then on.

        Args:
            rows: the rows, in order of time.
            sort: put rows in order of time first; rows at one instant keep their order.

        Raises:
            BackwardStep: the rows are not in order, and `sort` was not asked for.
            NaiveTime: an instant has no time zone.
        """
        steps = [Step(row[0], row[1] if len(row) == 3 else None, row[-1]) for row in rows]  # type: ignore[misc]
        return cls(sorted(steps, key=lambda step: step.at) if sort else steps)

    @classmethod
    def from_changes(
        cls,
        changes: Iterable[tuple[datetime, str, object, object]],
        *,
        opened_at: datetime | None = None,
        facts: FactMap | None = None,
    ) -> Timeline:
        """Read audit rows `(at, field, old, new)`.

        Rows at one instant make one step, until a field comes up again. The first step, at
        `opened_at` (by default the first row's instant), holds the oldest value of each field.

        Args:
            changes: the audit rows, in order of time.
            opened_at: when the record began.
            facts: facts that no row changes.

        Raises:
            BackwardStep: the rows are not in order.
            BadRow: there is neither a row nor an `opened_at`.

        Rows whose old value is not the one the row before left are read as they are and listed in
        `faults`.
        """
        rows = [(utc(at), field, old, new) for at, field, old, new in changes]
        if opened_at is None and not rows:
            raise BadRow(index=0, why="is missing", expected="give a row, or opened_at")
        first: dict[str, object] = dict(facts or {})
        for _, field, old, _ in reversed(rows):
            first[field] = old
        steps = [Step(rows[0][0] if opened_at is None else opened_at, None, first)]
        flaws: list[Flaw] = []
        changed: dict[str, object] = {}
        for index, (at, field, old, new) in enumerate(rows):
            if not changed or at != steps[-1].at or field in changed:
                steps.append(Step(at, None, steps[-1].facts))
                changed = {}
            known = steps[-1].facts.get(field)
            if known != old:
                flaws.append(
                    Flaw(index, "broken_chain", f"{field} was {known!r} and the row says {old!r}")
                )
            changed[field] = new
            steps[-1] = attrs.evolve(steps[-1], facts=steps[-1].facts | {field: new})
        return cls(steps, tuple(flaws))

    @classmethod
    def from_snapshot(
        cls,
        facts: FactMap,
        *,
        stages: Sequence[tuple[str, str, Phase]] = (
            ("opened_at", "new", Phase.NEW),
            ("resolved_at", "resolved", Phase.RESOLVED),
            ("closed_at", "closed", Phase.CLOSED),
        ),
    ) -> Timeline:
        """Read one row a ticket, whose columns say when it reached each stage.

        What happened in between is not in such a row: `faults` says that pauses are unknown.

        Args:
            facts: the row; the stages' columns hold instants or None, the rest are facts.
            stages: column, state and phase, in the order they are passed through.

        Raises:
            Unlisted: no stage's column holds an instant.
            NaiveTime: an instant has no time zone.
        """
        columns = {column for column, _, _ in stages}
        kept = {name: value for name, value in facts.items() if name not in columns}
        flaws = [Flaw(0, "pauses_unknown", "a snapshot does not say when work stood still")]
        steps: list[Step] = []
        for column, state, phase in stages:
            value: Any = facts.get(column)
            if value is None:
                continue
            step = Step(value, None, {**kept, "state": state, "phase": phase})
            if steps and step.at < steps[-1].at:
                words = f"{column} {step.at} lies before {steps[-1].at}; read as that instant"
                flaws.append(Flaw(0, "backward", words))
                step = attrs.evolve(step, at=steps[-1].at)
            steps.append(step)
        if not steps:
            raise Unlisted(kind="instant among", name=tuple(sorted(columns)), known=tuple(facts))
        return cls(steps, tuple(flaws))

    def at(self, instant: datetime) -> Step | None:
        """Give the step in force at an instant: the last one at or before it, None before the first."""
        moment, found = utc(instant), None
        for step in self.steps:
            if step.at > moment:
                break
            found = step
        return found

    def spans(self, condition: object) -> tuple[Span, ...]:
        """List the spans during which a condition holds; the last has no end where it still does.

        Neighbours are joined. What holds at one step only (as `happened(…)` does, or a state left at
        the instant it was entered) gives a span of no length.

        Args:
            condition: a Condition, or what stands for one: a Phase, a state's name, an event class.
        """
        test = as_condition(condition)
        at_step_only = any(field.name == "verb" for field in test.fields)
        spans: list[Span] = []
        ends = [*(step.at for step in self.steps[1:]), None]
        for step, end in zip(self.steps, ends, strict=False):
            if at_step_only and not test.holds(step.facts):
                end = step.at  # noqa: PLW2901
            if not test.holds(step):
                continue
            if spans and spans[-1].end == step.at:
                spans[-1] = Span(spans[-1].start, end)
            else:
                spans.append(Span(step.at, end))
        return tuple(spans)

    def time_in(self, condition: object, *, until: datetime | None = None) -> timedelta:
        """Add up the wall time during which a condition holds.

        Args:
            condition: a Condition, or what stands for one.
            until: the instant to count up to; by default the last step's, since nothing is known
                of what came after.
        """
        end = self._end(until)
        stretches = (
            min(span.end or end, end) - min(span.start, end) for span in self.spans(condition)
        )
        return sum(stretches, timedelta())

    def time_by(self, name: str, *, until: datetime | None = None) -> dict[Any, timedelta]:
        """Add up the wall time for each value of a fact, such as `"state"` or `"group"`.

        Args:
            name: the fact.
            until: the instant to count up to; by default the last step's.
        """
        end, totals = self._end(until), dict[Any, timedelta]()
        ends = [*(step.at for step in self.steps[1:]), end]
        for step, left in zip(self.steps, ends, strict=False):
            value = step.get(name)
            totals[value] = totals.get(value, timedelta()) + max(
                min(left, end) - step.at, timedelta()
            )
        return totals

    def _end(self, until: datetime | None) -> datetime:
        if until is not None:
            return utc(until)
        return self.steps[-1].at if self.steps else datetime.max.replace(tzinfo=UTC)

    @overload
    def __getitem__(self, key: int) -> Step: ...
    @overload
    def __getitem__(self, key: slice) -> Timeline: ...
    def __getitem__(self, key: int | slice) -> Step | Timeline:
        """Take a step or a run of steps by position, or cut by instants: `timeline[monday:friday]`.

        A cut keeps what was in force at its start, as a step without a verb.
        """
        if isinstance(key, int):
            return self.steps[key]
        if not isinstance(key.start, datetime) and not isinstance(key.stop, datetime):
            return Timeline(self.steps[key], self.faults)
        return self._between(key.start and utc(key.start), key.stop and utc(key.stop))

    def _between(self, start: datetime | None, stop: datetime | None) -> Timeline:
        steps = [step for step in self.steps if stop is None or step.at < stop]
        if start is not None:
            later = [step for step in steps if step.at >= start]
            ahead = steps[: len(steps) - len(later)]
            if ahead and (not later or later[0].at > start):
                later = [Step(start, None, ahead[-1].facts), *later]
            steps = later
        return Timeline(steps, self.faults)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)
