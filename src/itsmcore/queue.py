"""Queue: in which order open records are worked on, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from operator import attrgetter
from types import NoneType
from typing import Any

import attrs

from itsmcore._faces import offer
from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.conditions import Condition, Facts, Field, Opaque, as_condition, field
from itsmcore.errors import BadValue, Incomparable, Unlisted
from itsmcore.fields import (
    as_a,
    as_flag,
    as_items,
    as_named,
    as_several,
    as_text,
    as_whole,
    maybe_a,
)
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text, cell
from itsmcore.instant import utc
from itsmcore.level import Level
from itsmcore.lifecycle import Record
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, say, told_in_english
from itsmcore.plain import DEEPEST
from itsmcore.service_levels import Clock, Status

__all__ = [
    "DEFAULT_ORDER",
    "Criterion",
    "Queue",
    "Queued",
    "queue",
    "unprioritised",
]

_ABSENT: Any = object()
_FLAGS = frozenset({bool, NoneType})
_OPEN = (Status.RUNNING, Status.PAUSED)
_LAST = datetime.max.replace(tzinfo=UTC)
_OWN = "queue."
_OF_QUEUE = ("is_prioritised", "is_paused", "is_late", "late_since", "due")
"""What is known of a record in a queue, besides its own facts."""
_COLUMNS = ("place", "record", "state", "priority", "major", "paused", "late_since", "due", "why")
_CLOCKS = Phrase("queue.expected.clocks")


# --- what stands in a queue ---------------------------------------------------------------------


def _record(record: Record) -> Record:
    return as_a(Record, record, "record")


def _clock(clock: Clock | None) -> Clock | None:
    return maybe_a(Clock, clock, "clock")


@attrs.frozen(slots=False)
class Queued:
    """An open record in a queue.

    Attributes:
        record: the record.
        clock: its most urgent clock that has not ended: one that runs before one that is paused,
            one that is late before one that is not, then the one that is due first; None if it has
            no such clock.
    """

    record: Record = attrs.field(converter=_record)
    clock: Clock | None = attrs.field(default=None, converter=_clock)

    @cached_property
    def facts(self) -> Facts:
        """The facts of the record, and what it is in the queue, such as `queue.is_late`."""
        return _QueuedFacts(self, self._own)

    @property
    def _own(self) -> Mapping[str, Any]:
        return self.record.facts

    @cached_property
    def _priority(self) -> Any:
        """Its priority, which is asked for twice; absent where its class has none."""
        return self._own.get("priority", _ABSENT)

    @property
    def is_prioritised(self) -> bool:
        """Whether it has a priority, or is of a class that has none.

        Impact or urgency is still missing where an incident has no priority. Changes and tasks do
        not have that fact: nobody can prioritise them, so they do not count as not prioritised.
        """
        return self._priority is not None

    @property
    def is_paused(self) -> bool:
        """Whether its clock is paused; without a clock, whether its phase is PENDING."""
        if self.clock is None:
            return self.record.phase is Phase.PENDING
        return self.clock.status is Status.PAUSED

    @property
    def late_since(self) -> datetime | None:
        """Since when its clock has been late; None while it is in time."""
        return None if self.clock is None else self.clock.breached_at

    @property
    def is_late(self) -> bool:
        """Whether its clock is late."""
        return self.late_since is not None

    @property
    def due(self) -> datetime | None:
        """When its clock is due; if that is paused, when it would be due if it ran on from now."""
        return None if self.clock is None else self.clock.due_if_resumed


@attrs.frozen
class _QueuedFacts:
    """Read a fact of a record in a queue."""

    queued: Queued
    facts: Mapping[str, object]

    def get(self, name: str, default: Any = None, /) -> Any:
        if name.startswith(_OWN):
            own = name.removeprefix(_OWN)
            return getattr(self.queued, own) if own in _OF_QUEUE else default
        return self.facts.get(name, default)


# --- the order ----------------------------------------------------------------------------------


def _name(name: str) -> str:
    return as_text(name, "name")


def _by(by: object) -> Condition | Field:
    wanted = field(by) if isinstance(by, str) else by
    known = wanted if isinstance(wanted, Field) else as_condition(wanted)
    for read in known.fields:
        own = read.name.removeprefix(_OWN)
        if own != read.name and own not in _OF_QUEUE:
            names = tuple(_OWN + name for name in _OF_QUEUE)
            raise Unlisted(kind=Phrase("queue.fact"), name=read.name, known=names)
    return known


def _descending(flag: bool) -> bool:
    return as_flag(flag, "descending")


@attrs.frozen(repr=False)
class Criterion:
    """One thing that records in a queue are ordered by.

    The least comes first, and what is absent last. Where it is true or false, what is true comes
    first, and what is absent is not true. A criterion reads the facts of the record, and
    `queue.is_prioritised`, `queue.is_paused`, `queue.is_late`, `queue.late_since` and `queue.due`.

    Args:
        name: what it is called when the order is explained.
        by: a condition, a fact, or a named function that takes the facts and returns what to order
            by.
        descending: put the greatest first, or what is not true.

    Raises:
        BadValue: the name is not a text, or there is nothing to order by.
        BadCondition: a function has no importable name.
        Unlisted: a queue has no such fact.

    >>> Criterion("VIP", field("custom.vip").is_(True))
    Criterion('VIP', field('custom.vip').is_(True))
    """

    name: str = attrs.field(converter=_name)
    by: Condition | Field = attrs.field(converter=_by)
    descending: bool = attrs.field(default=False, kw_only=True, converter=_descending)

    __repr__ = call_of

    def read(self, facts: Facts) -> Any:
        """Return what is ordered by; a condition that is open does not hold."""
        match self.by:
            case Field():
                return self.by.read(facts)
            case Opaque():
                return self.by.function(facts)
            case _:
                return self.by.judge(facts) is True

    def why(self, before: Any, after: Any, other: str) -> str:
        """Say why a value comes before that of another record.

        >>> Criterion("major", "is_major").why(True, False, "INC-2")
        'major, unlike INC-2'
        >>> Criterion("opened", "opened_at").why(1, None, "INC-2")
        'opened 1 before none'
        """
        if isinstance(before, bool) or isinstance(after, bool):
            return say(
                "queue.unlike" if before else "queue.not_unlike", name=self.name, other=other
            )
        return say("queue.before", name=self.name, said=_said(before), other=_said(after))

    def __str__(self) -> str:
        return say("queue.descending", name=self.name) if self.descending else self.name


def _said(value: object) -> str:
    return say("common.none") if value is None else cell(value)


DEFAULT_ORDER = (
    Criterion("paused", "queue.is_paused", descending=True),
    Criterion("prioritised", "queue.is_prioritised", descending=True),
    Criterion("major", "is_major"),
    Criterion("priority", "priority", descending=True),
    Criterion("late", "queue.is_late"),
    Criterion("due", "queue.due"),
    Criterion("opened", "opened_at"),
)
"""What a queue is ordered by; what is equal in all of it, by its number as text.

First what nobody has prioritised, then major incidents, then by priority; within a priority what is
late, what is due first, and what was opened first. What is paused comes last.
"""


def _order(order: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return as_several(Criterion, order, "order", Phrase("queue.criteria_such_criterion"))


def _reader(criterion: Criterion) -> Callable[[Queued], Any]:
    """Return what reads a criterion of what stands in a queue, without looking each name up."""
    by = criterion.by
    if not isinstance(by, Field):
        return lambda queued: criterion.read(queued.facts)
    name = by.name.removeprefix(_OWN)
    if name != by.name:
        return attrgetter(name)
    if name == "priority":
        return lambda queued: None if queued._priority is _ABSENT else queued._priority  # noqa: SLF001
    return lambda queued: queued._own.get(name)  # noqa: SLF001 (its own file)


def _sorted(places: list[int], values: Sequence[Any], criterion: Criterion) -> list[int]:
    """Sort places by the values of a criterion there; what is equal keeps its order.

    Places are sorted, and no pairs are made of them: ten thousand of these wake the collector.
    """
    kinds = {*map(type, values)}
    if kinds <= _FLAGS:
        first = not criterion.descending
        return [at for wanted in (first, not first) for at in places if bool(values[at]) is wanted]
    said = [at for at in places if values[at] is not None]
    if bool in kinds:
        raise _incomparable(criterion, [values[at] for at in said])
    scales = kinds - {NoneType}
    if len(scales) == 1 and all(issubclass(scale, Level) for scale in scales):
        values = [None if value is None else value.rank for value in values]
    try:
        said.sort(key=values.__getitem__, reverse=criterion.descending)
    except Exception:
        raise _incomparable(criterion, [values[at] for at in said]) from None
    return [*said, *(at for at in places if values[at] is None)]


def _incomparable(criterion: Criterion, values: list[Any]) -> Incomparable:
    """Return the error for values that have no order: the first, and one of another type."""
    left, *others = values
    right = next((of for of in others if type(of) is not type(left)), others[0])
    return Incomparable(field=criterion.name, left=left, right=right)


def _differ(criterion: Criterion, before: Any, after: Any) -> bool:
    """Return whether a criterion puts one of two values before the other, as it sorts them."""
    if _FLAGS.issuperset({type(before), type(after)}):
        return bool(before) is not bool(after)
    if before is None or after is None:
        return before is not after
    try:
        return bool(before < after or after < before)
    except Exception:
        raise _incomparable(criterion, [before, after]) from None


# --- the queue ----------------------------------------------------------------------------------


def _queued(queued: Iterable[Queued]) -> tuple[Queued, ...]:
    return as_several(Queued, queued, "queued")


def _left_out(count: int) -> int:
    return as_whole(count, "left_out", least=0)


@attrs.frozen(kw_only=True, slots=False)
class Queue:
    """Open records in the order in which they are worked on.

    Attributes:
        queued: what stands in it, the first to be worked on first.
        order: what it is ordered by.
        at: the instant that it is ordered for, in UTC.
        left_out: how many of the records are resolved or have ended, and so are not in it.
    """

    queued: tuple[Queued, ...] = attrs.field(converter=_queued)
    order: tuple[Criterion, ...] = attrs.field(converter=_order)
    at: datetime = attrs.field(converter=utc)
    left_out: int = attrs.field(default=0, converter=_left_out)

    def __iter__(self) -> Iterator[Queued]:
        return iter(self.queued)

    def __len__(self) -> int:
        return len(self.queued)

    def __getitem__(self, place: int) -> Queued:
        return self.queued[place]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the records, in order."""
        return tuple(one.record.id for one in self.queued)

    def why(self, place: int) -> str:
        """Say why the one at a place, counted from 0, stands before the next; empty for the last.

        Raises:
            BadValue: it is no place in the queue.
            Incomparable: two values of a criterion have no order, in a queue made by hand.
        """
        as_whole(place, "place", least=0, most=len(self) - 1)
        if place + 1 == len(self):
            return ""
        one, other = self.queued[place : place + 2]
        for criterion in self.order:
            before, after = criterion.read(one.facts), criterion.read(other.facts)
            if _differ(criterion, before, after):
                return criterion.why(before, after, other.record.id)
        return say("queue.number_before", id=one.record.id, other=other.record.id)

    @property
    def rows(self) -> Rows:
        """A row for each record, as a DataFrame takes them; `why` it stands before the next."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "place": place + 1,
                "record": one.record.id,
                "state": one.record.state,
                "priority": _label(one.facts.get("priority", None)),
                "major": one.facts.get("is_major", None) is True,
                "paused": one.is_paused,
                "late_since": one.late_since,
                "due": one.due,
                "opened_at": one.record.opened_at,
                "why": self.why(place),
            }
            for place, one in enumerate(self.queued)
        )

    def _table(self) -> Table:
        shown = [
            {**row, "major": _yes(row["major"]), "paused": _yes(row["paused"])}
            for row in self._rows()
        ]
        ended = say("queue.left_out_resolved", left_out=self.left_out)
        return Table.of(_COLUMNS, shown, [ended] if self.left_out else [])

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _label(priority: object) -> str | None:
    return None if priority is None else str(priority)


def _yes(flag: bool) -> str:
    return say("common.yes") if flag else ""


def queue(
    records: Iterable[Record],
    clocks: Mapping[str, Any],
    *,
    at: datetime,
    order: Iterable[Criterion] = DEFAULT_ORDER,
) -> Queue:
    """Put open records in the order in which they are worked on.

    Records of any practice may stand in one queue. Those that are resolved or have ended do not:
    no work is owed for them.

    Args:
        records: the records, in any order.
        clocks: by record number, its clock, several clocks, or what `Agreement.measure` or
            `Desk.clocks` returns; a record that is not named has none.
        at: the instant for which the clocks were measured.
        order: what to order by, the weightiest first; what is equal in all of it is ordered by its
            number as text.

    Raises:
        BadValue: two records have the same number, the clocks are something else, or one was
            measured for another instant.
        NaiveTime: the instant has no time zone.
        Incomparable: two values of a criterion have no order.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import Impact, Incident, Urgency
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> slow = Incident.open("INC-1", at=nine, by="ada", summary="Slow",
    ...                      impact=Impact.LOW, urgency=Urgency.LOW)
    >>> down = Incident.open("INC-2", at=nine, by="ada", summary="Down",
    ...                      impact=Impact.HIGH, urgency=Urgency.HIGH)
    >>> asked = Incident.open("INC-3", at=nine, by="ada", summary="How do I print?")
    >>> waiting = queue([slow, down, asked], {}, at=nine)
    >>> waiting.numbers
    ('INC-3', 'INC-2', 'INC-1')
    >>> waiting.why(0), waiting.why(1)
    ('not prioritised, unlike INC-2', 'priority Critical before Planning')
    """
    now, criteria = utc(at), _order(order)
    known = as_named(clocks, "clocks", Phrase("queue.mapping_record_numbers"))
    several = _records(records)
    owed = sorted((one for one in several if one.phase.is_open), key=_number)
    queued = [Queued(one, _most_urgent(known.get(one.id), now)) for one in owed]
    places = list(range(len(queued)))
    for criterion in reversed(criteria):
        places = _sorted(places, list(map(_reader(criterion), queued)), criterion)
    left_out = len(several) - len(queued)
    return Queue(queued=[queued[at] for at in places], order=criteria, at=now, left_out=left_out)


@checked
def unprioritised(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the open records that nobody has prioritised, the oldest first.

    Raises:
        BadValue: two records have the same number, or something is not a record.
    """
    owed = [Queued(one) for one in _records(records) if one.phase.is_open]
    open = [one.record for one in owed if not one.is_prioritised]
    return tuple(sorted(open, key=lambda record: (record.opened_at, record.id)))


def _number(record: Record) -> str:
    return record.id


def _records(records: Iterable[Record]) -> tuple[Record, ...]:
    several: tuple[Record, ...] = as_several(Record, records, "records", "records")
    seen: set[str] = set()
    for record in several:
        if record.id in seen:
            raise BadValue(
                field="records", value=record.id, expected=Phrase("queue.expected.each_record_once")
            )
        seen.add(record.id)
    return several


def _most_urgent(clocks: object, at: datetime) -> Clock | None:
    if clocks is None:
        return None
    open = [clock for clock in _each(clocks, at) if clock.status in _OPEN]
    return min(open, key=_urgency) if len(open) > 1 else next(iter(open), None)


def _each(
    clocks: object, at: datetime, seen: dict[int, object] | None = None, depth: int = 0
) -> Iterator[Clock]:
    """Yield the clocks of a record, however many mappings they are in; those of each once."""
    known = {} if seen is None else seen
    if isinstance(clocks, Clock):
        if clocks.at != at:
            expected = Phrase("queue.expected.clocks_were_measured_queue", at=at.isoformat())
            raise BadValue(field="clocks", value=clocks.at, expected=expected)
        yield clocks
        return
    if depth > DEEPEST:
        expected = Phrase("queue.expected.mappings_more_deep", clocks=_CLOCKS, deepest=DEEPEST)
        raise BadValue(field="clocks", value=clocks, expected=expected)
    given = clocks.values() if isinstance(clocks, Mapping) else as_items(clocks, "clocks", _CLOCKS)
    for one in given:
        if one.__class__ is not Clock and not isinstance(one, Mapping):
            raise BadValue(field="clocks", value=one, expected=_CLOCKS)
        if id(one) not in known:
            yield from _each(one, at, known, depth + 1)
            known[id(one)] = one


def _urgency(clock: Clock) -> tuple[bool, bool, datetime]:
    due = clock.due_if_resumed
    is_paused = clock.status is Status.PAUSED
    return is_paused, clock.breached_at is None, _LAST if due is None else due


offer(globals())
