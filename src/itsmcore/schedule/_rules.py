"""The other ways to say which instants are open: stretches, recurrences, and sets of schedules."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Literal, TypeAlias

import attrs

from itsmcore.errors import Fault, FaultyDefinition
from itsmcore.fields import refuse_faults
from itsmcore.instant import EPOCH, utc
from itsmcore.phrase import Phrase
from itsmcore.schedule._ends import Ends, end, lasting
from itsmcore.schedule._hours import DAY
from itsmcore.schedule._local import WALL, clock, instant, known_wall
from itsmcore.schedule._recurrence import Recurrence, recurrence
from itsmcore.schedule._sets import Edges, Stretch, complement, joined, union
from itsmcore.schedule._weekly import Weekly
from itsmcore.schedule._zone import zone
from itsmcore.shown import shown
from itsmcore.span import Span

Operator = Literal["|", "&", "-", "~"]

DEEPEST = 100
"""How deeply schedules may be nested."""


@attrs.frozen
class Constant:
    """A rule that is open always, or never."""

    is_open: bool

    def edges(self, lo: timedelta, hi: timedelta) -> Edges:
        """Return the edges between two instants."""
        return [lo, hi] if self.is_open else []


@attrs.frozen
class Spans:
    """A rule that is open in given spans."""

    spans: tuple[Span, ...]

    def edges(self, lo: timedelta, hi: timedelta) -> Edges:
        """Return the edges between two instants."""
        ends = ((span.start, span.end) for span in self.spans)
        return union(((s - EPOCH, hi if e is None else e - EPOCH) for s, e in ends), lo, hi)


@attrs.frozen
class Recurring:
    """A rule that opens at each occurrence of a recurrence: for a while, or until a time."""

    recurrence: Recurrence
    duration: timedelta | time
    zone: tzinfo
    ends: Ends = "exact"

    def edges(self, lo: timedelta, hi: timedelta) -> Edges:
        """Return the edges between two instants."""
        longest = self.duration if isinstance(self.duration, timedelta) else DAY
        margin = timedelta(days=2)
        first, last = known_wall(lo - longest - margin), known_wall(hi + margin)
        walls = (occurrence - WALL for occurrence in self.recurrence.between(first, last))
        return union(map(self._stretch, walls), lo, hi)

    def _stretch(self, wall: timedelta) -> Stretch:
        return instant(wall, self.zone), end(wall, self.duration, self.ends, self.zone)


def recurring(
    rule: object,
    *,
    start: datetime,
    duration: object,
    until: object = None,
    ends: object = "exact",
    tz: object,
) -> Recurring:
    """Read a recurrence, its start and how long each occurrence lasts.

    Raises:
        NaiveTime: the start has no zone.
        FaultyDefinition: something cannot be read, or the rule never comes true.
    """
    begin = utc(start)
    place: tzinfo = UTC
    faults: list[Fault] = []
    try:
        length, by = lasting(duration, until, ends)
    except Fault as fault:
        faults.append(fault)
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
    refuse_faults(Phrase("schedule.named.schedule"), faults)
    return Recurring(found, length, place, by)


@attrs.frozen
class Combined:
    """Rules combined as sets: union, intersection, difference or complement."""

    operator: Operator
    parts: tuple[Rule, ...]
    depth: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        deepest = max(part.depth if isinstance(part, Combined) else 0 for part in self.parts)
        if deepest >= DEEPEST:
            words = Phrase("schedule.rules.nested_more_deep", deepest=DEEPEST)
            raise FaultyDefinition(
                Phrase("schedule.named.schedule"), [Fault("too_deep", shown(self.operator), words)]
            )
        object.__setattr__(self, "depth", deepest + 1)

    def edges(self, lo: timedelta, hi: timedelta) -> Edges:
        """Return the edges between two instants."""

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
    """Return the zones in which a rule reads a wall clock."""
    match rule:
        case Combined():
            return frozenset().union(*map(zones, rule.parts))
        case Weekly() | Recurring():
            return frozenset({rule.zone})
        case _:
            return frozenset()


def by_clock_of(rule: Rule, zone: tzinfo) -> Rule:
    """Return the rule with its wall times read on the clock of another zone."""
    match rule:
        case Combined():
            return Combined(rule.operator, tuple(by_clock_of(part, zone) for part in rule.parts))
        case Weekly() | Recurring():
            return attrs.evolve(rule, zone=zone)
        case _:
            return rule
