"""Availability (RFC 7953): blocks that say when somebody is available, by their priority."""

from __future__ import annotations

from collections.abc import Iterable

from itsmcore.errors import Fault
from itsmcore.interop.icalendar._events import Where, any_of, events
from itsmcore.interop.icalendar._faults import Faults
from itsmcore.interop.icalendar._properties import Properties
from itsmcore.phrase import Phrase
from itsmcore.schedule import Schedule
from itsmcore.schedule._ends import Ends

_LOWEST = 10
"""PRIORITY is 1 to 9, and 0 for none, which comes after them."""


def availability(
    blocks: Iterable[Properties], where: Where | None, ends: Ends, faults: Faults
) -> Schedule:
    """Join blocks, the lowest priority first."""
    ranks: dict[int, list[tuple[Schedule, Schedule]]] = {}
    for block in blocks:
        parts = [Properties(part, block.zones) for part in block.component.walk("AVAILABLE")]
        available = events(parts, where, ends, faults)
        rank = faults.read(block.subject, _rank, block)
        extent = faults.read(block.subject, _extent, block)
        if rank is not None and extent is not None:
            ranks.setdefault(rank, []).append((available, extent))
    found: Schedule | None = None
    always = Schedule.always()
    for _, equals in sorted(ranks.items(), reverse=True):
        joined = [of if extent == always else of & extent for of, extent in equals]
        if found is not None:
            joined.append(found - any_of(extent for _, extent in equals))
        found = any_of(joined)
    return found or Schedule.never()


def _rank(block: Properties) -> int:
    priority = block.number("PRIORITY")
    if not 0 <= priority < _LOWEST:
        raise Fault("bad_priority", "PRIORITY", Phrase("interop.bad_priority", priority=priority))
    return priority or _LOWEST


def _extent(block: Properties) -> Schedule:
    """Read the period about which a block says something."""
    block.refuse_lost()
    if block.has("RRULE"):
        raise Fault("unsupported", "RRULE", Phrase("interop.unsupported"))
    start = block.moment("DTSTART")
    if start is not None and block.has("DTEND", "DURATION"):
        return Schedule.of([block.length(start).span(start)])
    if start is not None:
        return Schedule.between(start.instant, None)
    if block.has("DURATION"):
        raise Fault("no_start", "DTSTART", Phrase("interop.no_start"))
    end = block.moment("DTEND")
    return Schedule.always() if end is None else ~Schedule.between(end.instant, None)
