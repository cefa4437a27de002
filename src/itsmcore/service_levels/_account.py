"""Accounts: a clock's total, part by part, and the reasons for its state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

import attrs

from itsmcore.conditions import ALWAYS
from itsmcore.errors import Reason
from itsmcore.figures import MOST_FOLDED, Rows, Table
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, Words, clauses_of, label, say, told_in_english
from itsmcore.schedule import clock_text
from itsmcore.schedule._open_time import local_texts
from itsmcore.schedule._schedule import shown_zone
from itsmcore.service_levels._goal import Goal
from itsmcore.service_levels._stretch import ZERO
from itsmcore.service_levels._targets import DueBy
from itsmcore.shown import shown
from itsmcore.timeline import Step

if TYPE_CHECKING:
    from itsmcore.service_levels._clock import Clock
    from itsmcore.service_levels._segments import Segment


@attrs.frozen
class Account:
    """How a clock's time adds up, written in its schedule's zone.

    Attributes:
        clock: the clock that this is the account of.
        is_brief: whether like parts are merged, even across closed hours.
    """

    clock: Clock
    is_brief: bool = False

    @property
    def zone(self) -> tzinfo:
        """The zone in which the text is written."""
        return shown_zone(self.clock.schedule)

    @property
    def rows(self) -> Rows:
        """Each segment, with its length, how much of it counts, and the running total."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        found, so_far = [], ZERO
        for segment, elapsed in self._parts:
            so_far += elapsed
            found.append(
                {
                    "start": segment.start,
                    "end": segment.end,
                    "kind": segment.kind.value,
                    "cause": None if segment.cause is None else str(segment.cause),
                    "length": segment.length,
                    "elapsed": elapsed,
                    "so_far": so_far,
                    "group": segment.group,
                    "assignee": segment.assignee,
                }
            )
        return tuple(found)

    @property
    def _parts(self) -> list[tuple[Segment, timedelta]]:
        """The parts to show, each with how much of it counts."""
        parts = [(segment, segment.elapsed) for segment in self.clock.segments]
        if not self.is_brief:
            return parts
        found: list[tuple[Segment, timedelta]] = []
        for part, elapsed in parts:
            if part.kind == "out of hours":
                continue
            if found and found[-1][0].is_like(part):
                last, so_far = found[-1]
                found[-1] = attrs.evolve(last, end=part.end), so_far + elapsed
            else:
                found.append((part, elapsed))
        return found

    def _table(self) -> Table:
        parts, rows = [part for part, _ in self._parts], self._rows()
        ends = local_texts((at for part in parts for at in (part.start, part.end)), self.zone)
        head = (
            "from",
            "to",
            "what",
            "counts",
            say("service_levels.account.far"),
            say("service_levels.account.held"),
        )
        lines = list[tuple[str, ...]]()
        for start, end, part, row in zip(ends[::2], ends[1::2], parts, rows, strict=True):
            counts = clock_text(row["elapsed"]) if part.counts else ""
            lines.append((start, end, str(part), counts, clock_text(row["so_far"]), part.holder))
        if not any(line[-1] for line in lines):
            return Table(head[:-1], [line[:-1] for line in lines])
        return Table(head, lines)

    def __str__(self) -> str:
        lines = [headline(self.clock)]
        if self.clock.segments:
            lines += [self._table().text(), say("service_levels.account.clock", zone=self.zone)]
        lines += (str(reason) for reason in reasons(self.clock))
        return "\n".join(lines)

    def _formats(self) -> Formats:
        return {
            "": self.__str__,
            "md": lambda: self._table().md(),
            "html": lambda: self._table().html(caption=headline(self.clock), most=MOST_FOLDED),
        }

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def headline(clock: Clock) -> str:
    """Return in one line how a clock stands."""
    whose = "" if clock.holder is None else say("service_levels.account.of", holder=clock.holder)
    said = [
        say(
            "service_levels.account.by",
            name=clock.name,
            whose=whose,
            agreement=clock.agreement,
            status=label("values", clock.status),
        )
    ]
    if clock.outcome is not None and clock.outcome != "open":
        said[0] += f", {label('values', clock.outcome)}"
    if clock.started_at is not None:
        spent = clock_text(clock.elapsed)
        share = "" if clock.percent is None else f" ({clock.percent:.4g} %)"
        allowed = (
            ""
            if clock.allowed is None
            else say("service_levels.account.of_2", clock_text=clock_text(clock.allowed))
        )
        said.append(f"{spent}{allowed}{share}")
    for words, instant in (
        (say("service_levels.account.due"), clock.due),
        (say("service_levels.account.due_resumed_now"), _if_resumed(clock)),
    ):
        if instant is not None:
            said.append(f"{words} {_local(clock, instant)}")
    return "; ".join(said)


def _if_resumed(clock: Clock) -> datetime | None:
    return clock.due_if_resumed if clock.due is None else None


def _local(clock: Clock, instant: datetime) -> str:
    return local_texts([instant], Account(clock).zone)[0]


def _unmet(goal: Goal, step: Step) -> Iterator[Words]:
    """Yield, for each target of a goal, what a step lacks for it to apply."""
    for row in goal.targets.rows:
        if row.when != ALWAYS:
            yield row.when.explain(step)
    for target in (*(row.answer for row in goal.targets.rows), goal.targets.default):
        if isinstance(target, DueBy):
            said = step.get(target.fact)
            words = (
                Phrase("service_levels.account.set")
                if said is None
                else Phrase("service_levels.account.instant", said=shown(said))
            )
            yield Phrase("service_levels.account.is", fact=target.fact, words=words)


def reasons(clock: Clock) -> Iterator[Reason]:
    """Yield why a clock has not started, is not running, has ended or is late.

    What it was told that is neither a phase nor a level, where it asks for one, is yielded too.
    """
    step, status = clock.step, str(clock.status)
    if status == "not_started":
        yield from _unstarted(clock)
    elif clock.target is None and step is not None:
        yield Reason(
            "no_target",
            Phrase("service_levels.no_target", unmet=clauses_of(_unmet(clock.goal, step))),
        )
    yield from _strangers(clock.goal, step)
    if status == "paused":
        since = _local(clock, _since(clock))
        yield Reason(
            "paused", Phrase("service_levels.paused", since=since, cause=clock.stretches[-1].cause)
        )
    if status in ("completed", "cancelled") and clock.ended_at is not None:
        because = (
            Phrase("service_levels.account.target_changed")
            if clock.is_replaced
            else str(clock.cause)
        )
        yield Reason(
            status,
            Phrase(
                "service_levels.account.because",
                status=status,
                local=_local(clock, clock.ended_at),
                because=because,
            ),
        )
    for breach in clock.breaches:
        if breach.end is not None:
            start, end = _local(clock, breach.start), _local(clock, breach.end)
            words = Phrase(
                "service_levels.account.late_target",
                start=start,
                end=end,
                shown=_shown(breach.target),
            )
            yield Reason("was_late", words)
    if clock.is_late and clock.breached_at is not None:
        yield Reason("late", _late(clock, clock.breached_at))


def _strangers(goal: Goal, step: Step | None) -> Iterator[Reason]:
    """Yield each fact that is of another kind than the phases or levels that a goal asks for."""
    for meant in goal.meant:
        value = None if step is None else step.get(meant.fact)
        if value is not None and meant.is_strange(value):
            words = Phrase(
                "service_levels.strange_value",
                fact=meant.fact,
                value=shown(value),
                asked=shown(meant.known[0]),
            )
            yield Reason("strange_value", words)


def _since(clock: Clock) -> datetime:
    """Return when the last pause began, whoever held the record during it."""
    since = clock.stretches[-1].start
    for stretch in reversed(clock.stretches):
        if stretch.cause != clock.stretches[-1].cause:
            break
        since = stretch.start
    return since


def _unstarted(clock: Clock) -> Iterator[Reason]:
    if clock.step is None:
        yield Reason("no_step", Phrase("service_levels.no_step"))
    elif clock.starts_at is not None:
        said = Phrase(
            "service_levels.account.is_2",
            start_at=clock.goal.start_at,
            local=_local(clock, clock.starts_at),
        )
        yield Reason("to_come", Phrase("service_levels.to_come", said=said))
    elif clock.applies != ALWAYS and not clock.applies.judge(clock.step):
        found = clock.applies.explain(clock.step)
        yield Reason(
            "does_not_apply",
            Phrase("service_levels.does_not_apply", agreement=clock.agreement, found=found),
        )
    else:
        found = clock.goal.start.explain(clock.step)
        yield Reason("not_started", Phrase("service_levels.not_started", found=found))


def _late(clock: Clock, breached_at: datetime) -> Words:
    """Return what took the time up to a breach."""
    since, due = _local(clock, breached_at), clock.due
    words = Phrase("service_levels.account.late_since", since=since)
    if due is not None and due < breached_at and _changed(clock, breached_at):
        became = _shown(clock.target)
        words = Phrase("service_levels.account.late_since_became", since=since, shown=became)
    took = dict[str | None, timedelta]()
    for segment in clock.segments:
        if segment.counts and segment.start < breached_at:
            holder = segment.holder or None
            took[holder] = took.get(holder, ZERO) + segment.elapsed
    if len(took) > 1:
        most, spent = max(took.items(), key=lambda item: item[1])
        longest = most or Phrase("service_levels.account.nobody")
        held = Phrase(
            "service_levels.account.held_longest", most=longest, clock_text=clock_text(spent)
        )
        return clauses_of([words, held])
    return words


def _changed(clock: Clock, instant: datetime) -> bool:
    ends = [s for s in clock.stretches if s.start == instant]
    before = [s for s in clock.stretches if s.end == instant]
    return any(a.target != b.target for a in before for b in ends)


def _shown(target: Any) -> str:
    return clock_text(target) if isinstance(target, timedelta) else str(target)
