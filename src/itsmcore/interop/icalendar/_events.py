"""Events: a schedule of all of them, each series with its changed instances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo

import attrs
import icalendar

from itsmcore.interop.icalendar._faults import Faults
from itsmcore.interop.icalendar._moments import Length, Moment, Replaced
from itsmcore.interop.icalendar._properties import RANGED, Properties
from itsmcore.interop.icalendar._series import alike, series_parts
from itsmcore.phrase import say
from itsmcore.schedule import Combined, Schedule, Span
from itsmcore.schedule._ends import Ends
from itsmcore.schedule._rules import Rule

Where = Callable[[icalendar.Component], bool]
"""Which events count."""


@attrs.frozen
class _Event:
    """What an event says; without a start, it only takes the place of an instance."""

    said: Properties
    sequence: int
    replaces: Replaced | None
    counts: bool = True
    start: Moment | None = None
    length: Length = attrs.field(factory=Length)


def events(
    found: Iterable[Properties], where: Where | None, ends: Ends, faults: Faults
) -> Schedule:
    """Join events, treating those of one UID together; one that has a fault is left out."""
    same: dict[object, list[tuple[Properties, bool]]] = {}
    for said in found:
        uid = said.component.get("UID")
        key = id(said.component) if uid is None else str(uid)
        counts = where is None or bool(where(said.component))
        same.setdefault(key, []).append((said, counts))
    parts = [part for of in same.values() for part in _parts(_read(of, ends, faults), faults)]
    spans = [part for part in parts if isinstance(part, Span) and part.length]
    schedules = [part for part in parts if isinstance(part, Schedule)]
    if spans:
        schedules.append(Schedule.of(spans))
    return any_of(schedules)


def any_of(schedules: Iterable[Schedule]) -> Schedule:
    """Join schedules at once: one after the other would take quadratic time."""
    rules = list[Rule]()
    for schedule in schedules:
        match schedule.rule:
            case Combined(operator="|", parts=parts):
                rules += parts
            case rule:
                rules.append(rule)
    if len(rules) > 1:
        return Schedule(Combined("|", tuple(rules)))
    return Schedule(rules[0]) if rules else Schedule.never()


def _read(same: Iterable[tuple[Properties, bool]], ends: Ends, faults: Faults) -> Iterator[_Event]:
    """Read the events of one UID that count; of the others, what instances they take from them."""
    clocks = (said.clock() for said, _ in same)
    beside = next((place for place in clocks if place is not None), None)
    if any(counts for _, counts in same):
        for said, counts in same:
            read = _event if counts else _left_out
            event = read(said, beside, ends, faults)
            if event is not None:
                yield event


def _event(said: Properties, beside: tzinfo | None, ends: Ends, faults: Faults) -> _Event | None:
    """Read an event; None if it has faults."""
    known, subject = len(faults.found), said.subject
    faults.read(subject, said.refuse_lost)
    if len(faults.found) > known:
        return None
    replaces = faults.read(subject, said.replaced, beside)
    sequence = faults.read(subject, said.number, "SEQUENCE")
    start, length = None, None
    if str(said.component.get("STATUS", "")).upper() != "CANCELLED":
        start = faults.read(subject, said.start)
        if replaces is not None and replaces.onward:
            faults.add("unsupported", subject, RANGED)
    if start is not None:
        length = faults.read(subject, said.length, start, ends)
    if len(faults.found) > known:
        return None
    return _Event(said, sequence or 0, replaces, start=start, length=length or Length())


def _left_out(said: Properties, beside: tzinfo | None, _: Ends, faults: Faults) -> _Event | None:
    """Read from an event that does not count only which instance it replaces."""
    replaces = faults.read(said.subject, said.replaced, beside)
    if replaces is None:
        return None
    sequence = Faults().read("", said.number, "SEQUENCE")
    return _Event(said, sequence or 0, replaces, counts=False)


def _parts(same: Iterable[_Event], faults: Faults) -> Iterator[Schedule | Span | None]:
    """Yield the series without the changed instances, and these as they are now."""
    newest = _newest(same, faults)
    series = newest.pop(None, None)
    changed = list[Replaced]()
    for event in newest.values():
        subject, replaces = event.said.subject, event.replaces
        if series is not None and series.start is not None and replaces is not None:
            moment = faults.read(subject, alike, replaces.moment, series.start)
            if moment is None:
                continue
            changed.append(attrs.evolve(replaces, moment=moment))
        if event.start is not None:
            yield faults.read(subject, event.length.span, event.start)
    if series is not None and series.start is not None:
        said, start, length = series.said, series.start, series.length
        yield from faults.read(said.subject, series_parts, said, start, length, changed) or ()


def _newest(same: Iterable[_Event], faults: Faults) -> dict[object, _Event]:
    """Find what is newest for each instance, and for the series, which replaces none."""
    newest: dict[object, _Event] = {}
    for event in same:
        key = None if event.replaces is None else event.replaces.key
        before = newest.setdefault(key, event)
        both_count = before is not event and before.counts and event.counts
        if (before.sequence, before.counts) < (event.sequence, event.counts):
            newest[key] = event
        elif both_count and before.sequence == event.sequence:
            words = say("interop.events.more_once_leave")
            faults.add("event_twice", event.said.subject, words)
    return newest
