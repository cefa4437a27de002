"""The other ways to say which instants are open: stretches, recurrences, and sets of schedules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal, TypeAlias

import attrs

from itsmcore.errors import Fault, FaultyDefinition
from itsmcore.instant import utc
from itsmcore.schedule._local import WALL, clock, instant, zone
from itsmcore.schedule._recurrence import Recurrence, recurrence
from itsmcore.schedule._sets import EPOCH, Edges, complement, joined, union
from itsmcore.schedule._weekly import Weekly
from itsmcore.shown import shown
from itsmcore.span import Span

Operator = Literal["|", "&", "-", "~"]

LONGEST = timedelta(days=367)
DEEPEST = 100
"""How deep schedules may be nested in one another."""


@attrs.frozen
class Constant:
    """Be open always, or never."""

    is_open: bool

    def edges(self, lo: timedelta, hi: timedelta) -> Edges:
        """Give the edges between two instants."""
        return [lo, hi] if self.is_open else []


@attrs.frozen
class Spans:
    """Be open in spans."""

    spans: tuple[Span, ...]

    def edges(self, lo: timedelta, hi: timedelta) -> Edges:
        """Give the edges between two instants."""
        ends = ((span.start, span.end) for span in self.spans)
        return union(((s - EPOCH, hi if e is None else e - EPOCH) for s, e in ends), lo, hi)


@attrs.frozen
class Recurring:
    """Be open for a while after each occurrence of a recurrence in a zone."""

    recurrence: Recurrence
    duration: timedelta
    zone: tzinfo

    def edges(self, lo: timedelta, hi: timedelta) -> Edges:
        """Give the edges between two instants."""
        margin = timedelta(days=2)
        first, last = _wall(lo - self.duration - margin), _wall(hi + margin)
        starts = (
            instant(occurrence - WALL, self.zone)
            for occurrence in self.recurrence.between(first, last)
        )
        return union(((start, start + self.duration) for start in starts), lo, hi)


def recurring(rule: object, *, start: datetime, duration: Any, tz: object) -> Recurring:
    """Read a recurrence, its start and its duration.

    Raises:
        NaiveTime: the start has no zone.
        FaultyDefinition: something cannot be read, or the rule never comes true.
    """
    begin = utc(start)
    place: tzinfo = UTC
    faults: list[Fault] = []
    if not isinstance(duration, timedelta) or not timedelta(0) < duration <= LONGEST:
        words = (
            f"{shown(duration)} is not a time of up to {LONGEST.days} days; give timedelta(hours=4)"
        )
        faults.append(Fault("bad_duration", "duration", words))
    try:
        place = zone(start.tzinfo if tz is None else tz)
    except Fault as fault:
        faults.append(fault)
    try:
        # Its own clock is taken as it was written, though it skip that time on its first day.
        local = start.replace(tzinfo=None) if tz is None else clock(begin, place)
        found = recurrence(rule, local.replace(fold=0), place)
    except Fault as fault:
        faults.append(fault)
    if faults:
        raise FaultyDefinition("schedule", faults)
    return Recurring(found, duration, place)


def _wall(time: timedelta) -> datetime:
    return WALL + max(datetime.min - WALL, min(time, datetime.max - WALL))


@attrs.frozen
class Combined:
    """Combine rules as sets: any of them, all of them, the first without the others, or not it."""

    operator: Operator
    parts: tuple[Rule, ...]
    depth: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        deepest = max(part.depth if isinstance(part, Combined) else 0 for part in self.parts)
        if deepest >= DEEPEST:
            words = f"is nested more than {DEEPEST} deep; join spans with Schedule.of(…) first"
            raise FaultyDefinition("schedule", [Fault("too_deep", repr(self.operator), words)])
        object.__setattr__(self, "depth", deepest + 1)

    def edges(self, lo: timedelta, hi: timedelta) -> Edges:
        """Give the edges between two instants."""

        def flipped(edges: Edges) -> Edges:
            return complement(edges, lo, hi)

        first, *others = (part.edges(lo, hi) for part in self.parts)
        match self.operator:
            case "|":
                return joined([first, *others], lo, hi)
            case "&":
                return flipped(joined(map(flipped, [first, *others]), lo, hi))
            case "-":
                return flipped(joined([flipped(first), *others], lo, hi))
            case _:
                return flipped(first)


Rule: TypeAlias = Weekly | Recurring | Spans | Constant | Combined


def zones(rule: Rule) -> frozenset[tzinfo]:
    """Give the zones in which a rule reads a wall clock."""
    match rule:
        case Combined():
            return frozenset().union(*map(zones, rule.parts))
        case Weekly() | Recurring():
            return frozenset({rule.zone})
        case _:
            return frozenset()


def by_clock_of(rule: Rule, zone: tzinfo) -> Rule:
    """Give the rule that reads its wall times on the clock of another zone."""
    match rule:
        case Combined():
            return Combined(rule.operator, tuple(by_clock_of(part, zone) for part in rule.parts))
        case Weekly() | Recurring():
            return attrs.evolve(rule, zone=zone)
        case _:
            return rule
