"""Events: a schedule of all of them, each series with the instances of it that were changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_

import attrs
import icalendar

from itsmcore.interop.icalendar._faults import Faults
from itsmcore.interop.icalendar._moments import Length, Moment
from itsmcore.interop.icalendar._properties import Properties
from itsmcore.interop.icalendar._series import series_parts
from itsmcore.schedule import Schedule, Span

Where = Callable[[icalendar.Component], bool]
"""Which events count."""


@attrs.frozen
class _Event:
    """Hold what an event says; without a start, it only takes the place of an instance."""

    said: Properties
    sequence: int
    replaces: Moment | None
    start: Moment | None
    length: Length


def events(found: Iterable[Properties], where: Where | None, faults: Faults) -> Schedule:
    """Join events, those of one UID taken together."""
    same: dict[object, list[_Event]] = {}
    for said in found:
        counts = where is None or where(said.component)
        if counts or said.has("RECURRENCE-ID"):
            event = _event(said, counts, faults)
            if event is not None:
                uid = said.component.get("UID", id(said.component))
                same.setdefault(uid, []).append(event)
    parts = [part for of in same.values() for part in _parts(of, faults)]
    spans = [part for part in parts if isinstance(part, Span) and part.length]
    schedules = [part for part in parts if isinstance(part, Schedule)]
    if spans:
        schedules.append(Schedule.of(spans))
    return reduce(or_, schedules) if schedules else Schedule.never()


def _event(said: Properties, counts: bool, faults: Faults) -> _Event | None:
    """Read an event; None where it has faults."""
    known, subject = len(faults.found), said.subject
    faults.read(subject, said.refuse_lost)
    if len(faults.found) > known:
        return None
    replaces = faults.read(subject, said.moment, "RECURRENCE-ID")
    sequence = faults.read(subject, said.number, "SEQUENCE")
    start, length = None, None
    if counts and str(said.component.get("STATUS", "")).upper() != "CANCELLED":
        start = faults.read(subject, said.start)
    if start is not None:
        length = faults.read(subject, said.length, start)
    if len(faults.found) > known:
        return None
    return _Event(said, sequence or 0, replaces, start, length or Length())


def _parts(same: Iterable[_Event], faults: Faults) -> Iterator[Schedule | Span | None]:
    """Give the series without the instances that were changed, and those as they are now."""
    newest = _newest(same, faults)
    changed = [instance for instance in newest if instance is not None]
    for event in sorted(newest.values(), key=lambda event: event.replaces is not None):
        if event.start is None:
            continue
        subject, start, length = event.said.subject, event.start, event.length
        if event.replaces is None:
            yield from faults.read(subject, series_parts, event.said, start, length, changed) or ()
        else:
            yield faults.read(subject, length.span, start)


def _newest(same: Iterable[_Event], faults: Faults) -> dict[Moment | None, _Event]:
    """Find what counts for each instance, and for the series, which replaces none."""
    newest: dict[Moment | None, _Event] = {}
    for event in same:
        before = newest.setdefault(event.replaces, event)
        if before is not event and before.sequence == event.sequence:
            words = "is there more than once; leave one, or give the newer a higher SEQUENCE"
            faults.add("event_twice", event.said.subject, words)
        elif before.sequence < event.sequence:
            newest[event.replaces] = event
    return newest
