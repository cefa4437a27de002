"""Timelines: what was true when, from a record's history or the rows of a log."""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias, overload

import attrs

from itsmcore._faces import offer
from itsmcore.absent import is_absent, present, told
from itsmcore.called import call_of
from itsmcore.conditions import Condition, as_condition
from itsmcore.errors import BackwardStep, BadRow, BadValue, Unlisted
from itsmcore.fields import (
    as_a,
    as_flag,
    as_items,
    as_mapping,
    as_several,
    as_text,
    differs,
    is_hashable,
    maybe_a,
)
from itsmcore.figures import MOST_LINES, Table, as_table_formats, as_table_text
from itsmcore.frozen import FrozenDict, frozen
from itsmcore.instant import maybe_utc, utc
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phase import Phase, Phases, phases_of
from itsmcore.phrase import Phrase, Words, in_english, say
from itsmcore.plain import plain
from itsmcore.shown import shown, written
from itsmcore.span import Span
from itsmcore.written import maker

FactMap: TypeAlias = Mapping[str, object]
RowOfFacts: TypeAlias = tuple[datetime, FactMap] | tuple[datetime, str | None, FactMap]


@attrs.frozen
class Step:
    """What became true at an instant, and the verb that made it so, if known.

    Facts named `event.NAME` are data of the event, such as whether a comment was public. Like the
    verb, they belong to the step alone.
    """

    at: datetime = attrs.field(converter=utc)
    verb: str | None = None
    facts: FrozenDict[str, object] = attrs.field(factory=FrozenDict, converter=frozen)

    def __attrs_post_init__(self) -> None:
        if self.verb is not None and self.verb.__class__ is not str:
            as_a(str, self.verb, "verb", Phrase("timeline.text_none"))

    def get(self, name: str, default: Any = None, /) -> object:
        """Read a fact; `"verb"` is the step's own, and an event's data is known to be absent."""
        if _is_of_the_event(name):
            return self.facts.get(name)
        return self.verb if name == "verb" else self.facts.get(name, default)

    @property
    def lasting(self) -> Step:
        """The step without its verb and the data of its event: what stays true after it."""
        if self.verb is None and not any(map(_is_of_the_event, self.facts)):
            return self
        kept = {name: of for name, of in self.facts.items() if not _is_of_the_event(name)}
        return Step(self.at, None, kept)


step_of = maker(Step)


def _is_of_the_event(name: str) -> bool:
    try:
        return name.startswith("event.")
    except (AttributeError, TypeError):
        raise BadValue(
            field=Phrase("timeline.fact_s_name"),
            value=name,
            expected=Phrase("kinds.text"),
        ) from None


def reads_event(condition: Condition) -> bool:
    """Return whether a condition asks for what is true only at a step: its verb or event data."""
    return any(
        field.name == "verb" or _is_of_the_event(field.name)
        for field in as_condition(condition).fields
    )


@attrs.frozen(repr=False)
class Flaw:
    """What was wrong with a row of a log, and how it was read all the same."""

    index: int
    code: str
    phrase: Words = attrs.field(alias="words", eq=in_english)

    __repr__ = call_of

    @property
    def words(self) -> str:
        """What was wrong and how it was read, for people."""
        return str(self.phrase)


_at = attrgetter("at")


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(as_several(str, names, "states", Phrase("timeline.names_states")))


def _steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    return as_several(Step, steps, "steps")


def _flaws(flaws: Iterable[Flaw]) -> tuple[Flaw, ...]:
    return as_several(Flaw, flaws, "flaws")


_ROWS = Phrase("timeline.expected.rows")
_CHANGES = Phrase("timeline.expected.changes")
_STAGES = "stages (column, state, phase)"
_NO_PAUSES = "pauses_unknown"


def _step(index: int, row: Any) -> Step:
    if isinstance(row, tuple | list) and len(row) in (2, 3):
        verb = None if len(row) == 2 else present(row[1])
        facts = as_mapping(row[-1], Phrase("timeline.facts_row", index=index))
        return Step(
            row[0], maybe_a(str, verb, say("timeline.verb_row", index=index)), _facts(facts)
        )
    raise BadRow(
        index=index,
        why=Phrase("timeline.why.is", row=shown(row)),
        expected=Phrase("timeline.expected.give", rows=_ROWS),
    )


def _fact(value: object) -> object:
    """Return a value of a row as it is kept: aware instants in UTC, and plain values plainly."""
    held = plain(present(value))
    return utc(held) if isinstance(held, datetime) and held.tzinfo is not None else held


def _facts(facts: FactMap) -> dict[str, object]:
    return {name: _fact(value) for name, value in told(facts).items()}


def _change(index: int, row: Any) -> tuple[int, datetime, str, object, object]:
    if isinstance(row, tuple | list) and len(row) == 4:
        at, field, old, new = row
        named = as_text(field, Phrase("timeline.field_row", index=index))
        return index, utc(at), named, _fact(old), _fact(new)
    raise BadRow(
        index=index,
        why=Phrase("timeline.why.is", row=shown(row)),
        expected=Phrase("timeline.expected.give_2", changes=_CHANGES),
    )


def _steps_of(
    rows: Iterable[tuple[int, datetime, str, object, object]],
) -> Iterator[tuple[datetime, list[tuple[int, str, object, object]]]]:
    """Put rows at one instant together, until a field occurs again."""
    together: dict[str, tuple[int, str, object, object]] = {}
    then: datetime | None = None
    for index, at, field, old, new in rows:
        if then is not None and (at != then or field in together):
            yield then, list(together.values())
            together = {}
        then = at
        together[field] = index, field, old, new
    if then is not None:
        yield then, list(together.values())


def _stage(stage: Any) -> tuple[str, str, Phase]:
    if isinstance(stage, tuple | list) and len(stage) == 3:
        column, state, phase = stage
        if isinstance(column, str) and isinstance(phase, Phase):
            return column, state, phase
    raise BadValue(field="stages", value=stage, expected=_STAGES)


def as_timelines(timelines: object) -> Mapping[Any, Timeline]:
    """Check that timelines are a mapping by the numbers of their records, and return it.

    Raises:
        BadValue: they are not a mapping, or one of them is something else.
    """
    expected = Phrase("timeline.expected.mapping_each_record_s")
    logged = as_mapping(timelines, "timelines", expected)
    for timeline in logged.values():
        as_a(Timeline, timeline, "timelines", expected)
    return logged


@attrs.frozen
class Timeline:
    """Steps in order of time; steps at one instant keep their order, and none is dropped.

    Attributes:
        steps: what became true, and when (UTC).
        flaws: what was wrong with the rows it was read from, and how each was read.
        states: the possible states, if a model or `phases=` says so, whether or not it was in them;
            not part of the value.

    Raises:
        BackwardStep: a step is earlier than the one before it.

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
    flaws: tuple[Flaw, ...] = attrs.field(default=(), converter=_flaws)
    states: frozenset[str] = attrs.field(
        default=frozenset(), kw_only=True, converter=_names, eq=False, repr=False
    )

    def __attrs_post_init__(self) -> None:
        for index, (step, following) in enumerate(pairwise(self.steps), 1):
            if following.at < step.at:
                raise BackwardStep(index=index, at=following.at, previous=step.at)

    @classmethod
    def from_rows(
        cls, rows: Iterable[RowOfFacts], *, phases: Phases | None = None, sort: bool = False
    ) -> Timeline:
        """Read rows `(at, facts)` or `(at, verb, facts)`, each with all facts true from then on.

        What is absent (NaN, NaT, NA or an empty text) is None.

        Args:
            rows: the rows, in order of time.
            phases: what each state means, for rows that do not say it: a mapping, or a model. A
                state that is not in it has no phase, and is listed in `flaws` once.
            sort: put rows in order of time first; rows at one instant keep their order.

        Raises:
            BackwardStep: the rows are not in order, and `sort` was not asked for.
            NaiveTime: an instant has no time zone.
            BadValue: the phases are neither a mapping nor a model.
        """
        steps = [_step(index, row) for index, row in enumerate(as_items(rows, "rows", _ROWS))]
        meant = {} if phases is None else phases_of(phases)
        flaws: tuple[Flaw, ...] = ()
        if phases is not None:
            flaws = _strangers(enumerate(step.facts.get("state") for step in steps), meant)
            steps = [_phased(step, meant) for step in steps]
        is_to_be_sorted = as_flag(sort, "sort")
        return cls(sorted(steps, key=_at) if is_to_be_sorted else steps, flaws, states=meant)

    @classmethod
    def from_changes(
        cls,
        changes: Iterable[tuple[datetime, str, object, object]],
        *,
        opened_at: datetime | None = None,
        facts: FactMap | None = None,
        phases: Phases | None = None,
        sort: bool = False,
    ) -> Timeline:
        """Read audit rows `(at, field, old, new)`.

        Rows at one instant make one step, until a field occurs again. The first step, at
        `opened_at` (by default the first row's instant), holds the oldest value of each field. What
        is absent is None. Rows whose old value is not the one that the row before left are read as
        they are, and listed in `flaws`.

        Args:
            changes: the audit rows, in order of time.
            opened_at: when the record began.
            facts: facts that no row changes.
            phases: what each state means, as for `from_rows`.
            sort: put rows in order of time first; rows at one instant keep their order.

        Raises:
            BackwardStep: the rows are not in order, and `sort` was not asked for.
            BadRow: there is neither a row nor an `opened_at`, or a row is earlier than it.
            BadValue: something else is given, or the phases are neither a mapping nor a model.
            BadInstant: what should be an instant is none.
            NaiveTime: an instant has no time zone.
        """
        rows = [
            _change(index, row) for index, row in enumerate(as_items(changes, "changes", _CHANGES))
        ]
        lasting = {} if facts is None else _facts(as_mapping(facts, "facts"))
        if as_flag(sort, "sort"):
            rows.sort(key=itemgetter(1))
        for (_, previous, *_), (index, at, *_) in pairwise(rows):
            if at < previous:
                raise BackwardStep(index=index, at=at, previous=previous)
        start = maybe_utc(opened_at)
        if start is None:
            if not rows:
                raise BadRow(
                    index=0,
                    why=Phrase("timeline.why.missing"),
                    expected=Phrase("timeline.expected.row_opened"),
                )
            start = rows[0][1]
        elif rows and rows[0][1] < start:
            why = Phrase("timeline.why.before_opened", rows=rows[0][1], start=start)
            raise BadRow(
                index=rows[0][0],
                why=why,
                expected=Phrase("timeline.expected.fix_either_leave_opened"),
            )
        oldest = {field: old for _, _, field, old, _ in reversed(rows)}
        facts_now = {**lasting, **oldest}
        steps = [Step(start, None, facts_now)]
        flaws: list[Flaw] = []
        for at, together in _steps_of(rows):
            for index, field, old, _ in together:
                known = facts_now.get(field)
                if differs(known, old):
                    words = Phrase(
                        "timeline.row_says", field=field, known=shown(known), old=shown(old)
                    )
                    flaws.append(Flaw(index, "broken_chain", words))
            facts_now |= {field: new for _, field, _, new in together}
            steps.append(Step(at, None, FrozenDict(facts_now)))
        meant = {} if phases is None else phases_of(phases)
        if phases is not None:
            first = (rows[0][0] if rows else 0, steps[0].facts.get("state"))
            later = ((index, new) for index, _, field, _, new in rows if field == "state")
            flaws += _strangers((first, *later), meant)
            steps = [_phased(step, meant) for step in steps]
        return cls(steps, tuple(flaws), states=meant)

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
        """Read one row per ticket, whose columns say when it reached each stage.

        What happened in between is not in such a row: `flaws` says that pauses are unknown. What is
        absent is None.

        Args:
            facts: the row; the stages' columns hold instants or nothing, the rest are facts.
            stages: column, state and phase, in the order in which they are passed through.

        Raises:
            Unlisted: no stage's column holds an instant.
            BadValue: the row is no mapping, or a stage is none.
            BadInstant: the column of a stage holds something else than an instant.
            NaiveTime: an instant has no time zone.
        """
        stages = [_stage(stage) for stage in as_items(stages, "stages", _STAGES)]
        facts = as_mapping(facts, "facts", Phrase("timeline.row_mapping"))
        columns = {column for column, _, _ in stages}
        kept = {name: value for name, value in _facts(facts).items() if name not in columns}
        flaws = [Flaw(0, _NO_PAUSES, Phrase("timeline.snapshot_say_when"))]
        steps: list[Step] = []
        for column, state, phase in stages:
            value: Any = facts.get(column)
            if is_absent(value):
                continue
            step = Step(value, None, {**kept, "state": state, "phase": phase})
            if steps and step.at < steps[-1].at:
                words = Phrase(
                    "timeline.lies_before_read", column=column, at=step.at, other=steps[-1].at
                )
                flaws.append(Flaw(0, "backward", words))
                step = attrs.evolve(step, at=steps[-1].at)
            steps.append(step)
        if not steps:
            raise Unlisted(
                kind=Phrase("timeline.instant_among"),
                name=tuple(sorted(columns)),
                known=tuple(facts),
            )
        return cls(steps, tuple(flaws), states=(state for _, state, _ in stages))

    def at(self, instant: datetime) -> Step | None:
        """Return the step in force at an instant, the last one up to it; None before the first."""
        later = bisect_right(self.steps, utc(instant), key=_at)
        return self.steps[later - 1] if later else None

    def spans(self, condition: object) -> tuple[Span, ...]:
        """List the spans during which a condition holds; the last has no end if it still does.

        Adjacent spans are joined. What holds only at a step (like `happened(…)`, or a state left at
        the instant it was entered) gives a span of no length; what fails only at a step (like
        `~happened(…)`) is not interrupted.

        Args:
            condition: a Condition, or what stands for one: a Phase, a state's name, an event class.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
            Incomparable: the condition compares two values that have no order.
        """
        test = as_condition(condition)
        is_of_a_step = reads_event(test)
        spans: list[Span] = []
        ends = (*(step.at for step in self.steps[1:]), None)
        for step, following in zip(self.steps, ends, strict=False):
            if test.holds(step.lasting if is_of_a_step else step):
                end = following
            elif is_of_a_step and test.holds(step):
                end = step.at
            else:
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
            until: the instant to count up to; by default the last step's, since nothing is known of
                what came after.

        Raises:
            Unlisted: it is a state that the timeline does not know, a Phase while its steps have
                none, or the pending phase in a snapshot, which says nothing of it.
        """
        self._check_known(condition)
        end = self._end(until)
        stretches = (
            min(span.end or end, end) - min(span.start, end) for span in self.spans(condition)
        )
        return sum(stretches, timedelta())

    @functools.cached_property
    def known_states(self) -> frozenset[str]:
        """The names of the possible states: those it was in, and those it was told of."""
        been = (step.facts.get("state") for step in self.steps)
        return self.states | {state for state in been if isinstance(state, str)}

    def _check_known(self, asked: object) -> None:
        """Refuse a name that would yield no time because it is unknown; nothing without steps."""
        if not self.steps:
            return
        if isinstance(asked, str) and asked not in self.known_states:
            known = tuple(sorted(self.known_states))
            raise Unlisted(kind=Phrase("timeline.state_timeline"), name=asked, known=known)
        if not isinstance(asked, Phase):
            return
        been = {step.facts.get("phase") for step in self.steps} - {None}
        if not been:
            raise Unlisted(kind=Phrase("timeline.phase_timeline_read"), name=asked)
        is_untold = any(flaw.code == _NO_PAUSES for flaw in self.flaws)
        if asked is Phase.PENDING and asked not in been and is_untold:
            told_of = tuple(phase for phase in Phase if phase in been)
            kind = Phrase("timeline.phase_snapshot_tells")
            raise Unlisted(kind=kind, name=asked, known=told_of)

    def time_by(self, name: str, *, until: datetime | None = None) -> dict[Any, timedelta]:
        """Add up the wall time for each value of a fact, such as `"state"` or `"group"`.

        Args:
            name: the fact.
            until: the instant to count up to; by default the last step's.

        Raises:
            BadValue: a value of the fact is not hashable, such as a list.
            Unlisted: no step has a fact of that name.
        """
        end, totals = self._end(until), dict[Any, timedelta]()
        as_text(name, "name")
        if name != "verb" and self.steps and not any(name in step.facts for step in self.steps):
            known = tuple(dict.fromkeys(fact for step in self.steps for fact in step.facts))
            raise Unlisted(kind=Phrase("timeline.fact_timeline"), name=name, known=known)
        ends = (*(step.at for step in self.steps[1:]), end)
        for step, left in zip(self.steps, ends, strict=False):
            value, stay = step.get(name), max(min(left, end) - step.at, timedelta())
            if not is_hashable(value):
                expected = Phrase("timeline.expected.fact_single_values_such")
                raise BadValue(field=name, value=value, expected=expected)
            totals[value] = totals.get(value, timedelta()) + stay
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
        """Return a step or a run of steps by position, or a cut by instants: `timeline[mon:fri]`.

        A cut keeps what was in force at its start, as a step without a verb.
        """
        if isinstance(key, int):
            return self.steps[key]
        as_a(slice, key, Phrase("timeline.place"), Phrase("timeline.whole_number_slice"))
        if not isinstance(key.start, datetime) and not isinstance(key.stop, datetime):
            return Timeline(self.steps[key], self.flaws, states=self.known_states)
        return self._between(maybe_utc(key.start), maybe_utc(key.stop))

    def _between(self, start: datetime | None, stop: datetime | None) -> Timeline:
        steps = self.steps if stop is None else self.steps[: bisect_left(self.steps, stop, key=_at)]
        if start is not None:
            first = bisect_left(steps, start, key=_at)
            ahead, steps = steps[:first], steps[first:]
            begins_between = not steps or steps[0].at > start
            if ahead and begins_between and (stop is None or start < stop):
                steps = (attrs.evolve(ahead[-1].lasting, at=start), *steps)
        return Timeline(steps, self.flaws, states=self.known_states)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def _table(self) -> Table:
        """Make a table of the lasting facts that each step changed; absent ones are left out."""
        known: Mapping[str, object] = {}
        lines = []
        for step in self.steps:
            changed = [
                f"{name} {written(value)}"
                for name, value in step.lasting.facts.items()
                if differs(value, ()) and not is_absent(value) and differs(known.get(name), value)
            ]
            gone = [
                say("timeline.none", name=name)
                for name, value in step.facts.items()
                if is_absent(value) and not is_absent(known.get(name))
            ]
            lines.append((step.at, step.verb, ", ".join([*changed, *gone])))
            known = step.facts
        notes = [
            say("timeline.row", words=flaw.words, index=flaw.index)
            for flaw in self.flaws[:MOST_LINES]
        ]
        return Table(("at", "verb", "changed"), lines, notes)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _strangers(
    states: Iterable[tuple[int, object]], phases: Mapping[str, Phase]
) -> tuple[Flaw, ...]:
    """Return a flaw for every state that is not among those that have a phase, once each."""
    flaws: dict[str, Flaw] = {}
    for index, state in states:
        if state is not None and not (isinstance(state, str) and state in phases):
            name = shown(state)
            words = Phrase("timeline.state_phase_unknown", name=name)
            flaws.setdefault(name, Flaw(index, "unknown_state", words))
    return tuple(flaws.values())


def _phased(step: Step, phases: Mapping[str, Phase]) -> Step:
    """Return a step with the phase that its state means, if it does not say one."""
    state = step.facts.get("state")
    if step.facts.get("phase") is not None:
        return step
    phase = phases.get(state) if isinstance(state, str) else None
    return attrs.evolve(step, facts=step.facts | {"phase": phase})


offer(globals())
