"""Targets: how much time a goal allows, by a table of conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import attrs

from itsmcore.checked import checked
from itsmcore.conditions import Condition, as_condition, field
from itsmcore.conditions._proof import BUDGET, Proofs, Rivals
from itsmcore.decisions import Decision, Match, Row
from itsmcore.errors import BadValue, Fault, FaultyDefinition
from itsmcore.fields import as_flag, as_text, can_be_iterated
from itsmcore.instant import utc
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.phrase import Phrase, Words, say
from itsmcore.schedule import Schedule, Target, WorkingDays
from itsmcore.shown import shown
from itsmcore.timeline import Step


@attrs.frozen
class Due:
    """A target at an instant that somebody wrote.

    Attributes:
        at: the instant, in UTC.
        since: when it was written; it makes nothing late before that.
        moves: whether pauses after it was written move it.
    """

    at: datetime = attrs.field(converter=utc)
    since: datetime = attrs.field(converter=utc, kw_only=True)
    moves: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        as_flag(self.moves, "moves")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} UTC"

    def after(self, start: datetime, schedule: Schedule, until: datetime) -> datetime | None:  # noqa: ARG002 (a Target's)
        """Return the instant; None if it lies beyond `until`."""
        return self.at if self.at <= utc(until) else None


@attrs.frozen
class DueBy:
    """A target that allows time until the instant that a fact of the record holds.

    It cannot be late before the fact says so. If the fact holds no instant there is no target; a
    Decision may then give another.

    Attributes:
        fact: the fact, such as `"due_by"` or `"custom.due_by"`.
        moves: whether pauses after the instant was written move it, by their open time; if not, it
            can become late while paused, though not while the record is with somebody other than
            the holder of the clock.

    Raises:
        BadValue: the fact has no name, or `moves` is neither True nor False.

    >>> str(DueBy("due_by", moves=True))
    'by due_by, moved by pauses'
    """

    fact: str
    moves: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        as_text(self.fact, "fact")
        as_flag(self.moves, "moves")

    def __str__(self) -> str:
        return say(
            "service_levels.targets.by",
            fact=self.fact,
            moves=say("service_levels.targets.moved_pauses") if self.moves else "",
        )


def due_as_written(target: DueBy, step: Step, before: Target | timedelta | None) -> Due | None:
    """Return what a step says; what was known before stands since it was written.

    Raises:
        NaiveTime: the instant has no time zone.
    """
    said = step.get(target.fact)
    if not isinstance(said, datetime):
        return None
    due = Due(said, since=step.at, moves=target.moves)
    if isinstance(before, Due) and (before.at, before.moves) == (due.at, due.moves):
        return before
    return due


AnyTarget: TypeAlias = timedelta | Target | DueBy
Targets: TypeAlias = (
    AnyTarget | Mapping[Any, AnyTarget] | Iterable[tuple[object, AnyTarget]] | Decision[AnyTarget]
)
_SCALES = {Priority: "priority", Impact: "impact", Urgency: "urgency"}


@checked
def targets_by(name: str, targets: Mapping[Any, AnyTarget]) -> tuple[Row[AnyTarget], ...]:
    """Make rows of targets by the value of a fact, such as a service or a customer.

    >>> for row in targets_by("service", {"mail": timedelta(hours=4)}):
    ...     print(row.when, "->", row.answer)
    service is 'mail' -> 4:00:00
    """
    return tuple(Row(field(name).is_(value), target) for value, target in targets.items())


def targets_of(given: Any) -> Decision[AnyTarget]:
    """Read the targets of a goal."""
    if isinstance(given, Decision):
        return given
    if is_target(given):
        return Decision((), default=given, name="the targets")
    rows: Any = given.items() if isinstance(given, Mapping) else given
    if isinstance(rows, str) or not can_be_iterated(rows):
        words = Phrase("service_levels.targets.timedelta_workingdays_mapping", given=shown(given))
        raise FaultyDefinition(
            "goal", [Fault("bad_target", Phrase("service_levels.subject.targets"), words)]
        )
    return Decision([_row(row) for row in rows], match=Match.LEAST, name="the targets")


def moves(target: object) -> bool:
    """Return whether a pause makes sense with a target: a duration, working days or a fact."""
    return isinstance(target, timedelta | WorkingDays | DueBy)


def _row(row: Any) -> Row[AnyTarget]:
    if isinstance(row, Row):
        return row
    if isinstance(row, tuple | list) and len(row) == 2:
        when, target = row
        return Row(_when(when), target)
    raise BadValue(
        field="targets",
        value=row,
        expected=Phrase("service_levels.expected.pairs_condition_target"),
    )


def _when(key: object) -> Condition:
    for scale, name in _SCALES.items():
        if isinstance(key, scale):
            return field(name).is_(key)
    return as_condition(key)


def is_target(value: object) -> bool:
    """Return whether a value can be a target."""
    return isinstance(value, timedelta | DueBy) or (
        hasattr(value, "after") and not isinstance(value, type)
    )


def target_faults(targets: Decision[AnyTarget]) -> Iterator[Fault]:
    """Yield what is wrong with targets."""
    answers = [
        (Phrase("service_levels.targets.row_targets", n=n), row.answer)
        for n, row in enumerate(targets.rows, 1)
    ]
    if targets.default is not None:
        answers.append((Phrase("service_levels.targets.default_target"), targets.default))
    if not answers:
        yield Fault(
            "no_target",
            Phrase("service_levels.subject.targets"),
            Phrase("service_levels.no_target.missing_least"),
        )
    for subject, target in answers:
        if not is_target(target):
            words = Phrase("service_levels.targets.timedelta_target_such", target=shown(target))
            yield Fault("bad_target", subject, words)
        elif isinstance(target, timedelta) and target <= timedelta(0):
            yield Fault("bad_target", subject, Phrase("service_levels.bad_target", target=target))
    if targets.match is Match.ALL:
        words = Phrase("service_levels.targets.answer_several_match")
        yield Fault("several_targets", Phrase("service_levels.subject.targets"), words)
    elif targets.match is not Match.FIRST and (mixed := _mixed(targets)):
        words = Phrase("service_levels.targets.may_hold_together", mixed=mixed)
        yield Fault("mixed_targets", Phrase("service_levels.subject.targets"), words)
    else:
        yield from _in_time(targets).faults()


def _in_time(targets: Decision[AnyTarget]) -> Decision[timedelta]:
    """Return the targets as times, those in days as the longest: no row is compared with them."""
    rows = (
        Row(row.when, row.answer if isinstance(row.answer, timedelta) else timedelta.max)
        for row in targets.rows
    )
    return Decision(rows, match=targets.match, name=targets.name)


def _mixed(targets: Decision[AnyTarget]) -> Words:
    """Name two rows that may hold together, of which one at least is no plain time."""
    proofs, rivals = Proofs(BUDGET), Rivals(row.when for row in targets.rows)
    earlier = dict[int, tuple[int, Row[AnyTarget]]]()
    for other, second in enumerate(targets.rows, 1):
        for when in rivals.of(second.when):
            one, first = earlier[id(when)]
            is_plain = isinstance(first.answer, timedelta) and isinstance(second.answer, timedelta)
            if not is_plain and proofs.may_hold(first.when, second.when):
                return Phrase("service_levels.targets.rows", one=one, other=other)
        rivals.add(second.when)
        earlier[id(second.when)] = other, second
    return ""
