"""Implied outages: when services were down or degraded because of what they need."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count, islice
from typing import Protocol, TypeAlias

import attrs

from itsmcore.outages import Outage, merged
from itsmcore.services._impact import ServiceImpact
from itsmcore.services._spread import Graph
from itsmcore.services._status import OperationalStatus

Edition: TypeAlias = "tuple[Judged, datetime | None, datetime | None]"
"""A map, with when it begins to be in force and until when; None if that is unlimited."""

_Active: TypeAlias = list[Outage]


class Judged(Protocol):
    """A map that says what follows from what is absent."""

    @property
    def in_maintenance(self) -> tuple[str, ...]: ...
    @property
    def _graph(self) -> Graph: ...

    def __contains__(self, name: object) -> bool: ...
    def impact(
        self, *, down: str | Iterable[str] = (), in_maintenance: str | Iterable[str] = ()
    ) -> ServiceImpact: ...


def implied(editions: Iterable[Edition], outages: Sequence[Outage]) -> tuple[Outage, ...]:
    """Return outages with all that follows from them on a map, by the edition in force each time.

    Planned ones are looked at by themselves first, since what was announced is announced for its
    own start, whatever fails meanwhile.
    """
    plans, failures = list[Outage](), list[Outage]()
    for (estate, since, until), during in _in_force(editions, outages):
        spreading = (of for of in during if of.name in estate and not of.is_degraded)
        known = [part for of in spreading for part in _cut(of, since, until)]
        plans += _planned(estate, [of for of in known if of.is_planned])
        failures += _failed(estate, known)
    return merged([*outages, *map(_plainly, merged(plans)), *failures])


def _in_force(
    editions: Iterable[Edition], outages: Iterable[Outage]
) -> Iterator[tuple[Edition, Sequence[Outage]]]:
    """Yield each edition, one after the other in time, with the outages that last into it."""
    ahead, active = deque(sorted(outages, key=lambda of: of.start)), list[Outage]()
    for edition in editions:
        _, since, until = edition
        while ahead and (until is None or ahead[0].start < until):
            active.append(ahead.popleft())
        active = [of for of in active if since is None or of.end is None or since < of.end]
        yield edition, active


def _cut(outage: Outage, since: datetime | None, until: datetime | None) -> Iterator[Outage]:
    """Yield the part of an outage that lies in a span, as it was announced."""
    start = outage.start if since is None else max(outage.start, since)
    end = min((of for of in (outage.end, until) if of is not None), default=None)
    if end is None or start < end:
        yield attrs.evolve(
            outage, start=start, end=end, planned_start=outage.planned_start or outage.start
        )


def _plainly(outage: Outage) -> Outage:
    is_first = outage.planned_start == outage.start
    return attrs.evolve(outage, planned_start=None) if is_first else outage


def _failed(estate: Judged, outages: Sequence[Outage]) -> Iterator[Outage]:
    """Yield, stretch by stretch, what is down or degraded because of other parts."""
    for start, end, active in _stretches(outages):
        failed = _by_name(of for of in active if not of.is_planned)
        hit = estate.impact(down=failed, in_maintenance={of.name for of in active if of.is_planned})
        for part in hit.affected.values():
            is_degraded = part.status is OperationalStatus.DEGRADED
            if is_degraded or part.status is OperationalStatus.DOWN:
                behind = _behind(hit, part.name, failed)
                if behind:
                    causes = _causes(behind)
                    yield Outage(part.name, start, end, is_degraded=is_degraded, causes=causes)


def _planned(estate: Judged, outages: Sequence[Outage]) -> Iterator[Outage]:
    """Yield, stretch by stretch, what is in maintenance because of other parts."""
    for start, end, active in _stretches(outages):
        absent = _by_name(active)
        hit, decided = estate.impact(in_maintenance=absent), _decided(estate, active)
        for name in hit.in_maintenance:
            behind = _behind(hit, name, absent)
            most = _notice(decided[name]) if name in decided else timedelta.max
            for of in behind:
                if _notice(of) <= most:
                    yield Outage(
                        name,
                        start,
                        end,
                        is_planned=True,
                        announced_at=of.announced_at,
                        planned_start=of.planned_start or of.start,
                        causes=_causes(behind),
                    )


def _decided(estate: Judged, active: _Active) -> dict[str, Outage]:
    """Find which planned absence took each part away, those with the most notice first.

    So a part is away with the notice that it would have if they were all written on it: that of the
    last that it takes.
    """
    graph, found = estate._graph, dict[str, Outage]()  # noqa: SLF001 (its own room)
    lost: dict[int, int] = {}
    gone = graph.spread([graph.places[name] for name in estate.in_maintenance], {}, lost)
    for of in sorted(active, key=_notice, reverse=True):
        before = len(gone)
        graph.spread([graph.places[of.name]], gone, lost)
        for part in islice(reversed(gone), len(gone) - before):
            found[graph.names[part]] = of
    return found


def _notice(outage: Outage) -> timedelta:
    return outage.notice or timedelta()


def _by_name(outages: Iterable[Outage]) -> dict[str, _Active]:
    found: dict[str, _Active] = {}
    for of in outages:
        found.setdefault(of.name, []).append(of)
    return found


def _behind(hit: ServiceImpact, name: str, known: Mapping[str, _Active]) -> _Active:
    """Return the outages of other parts that have a part in what a part is."""
    return [of for cause in hit.causes(name) if cause != name for of in known.get(cause, ())]


def _causes(outages: Iterable[Outage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cause for of in outages for cause in of.causes))


def _stretches(outages: Iterable[Outage]) -> Iterator[tuple[datetime, datetime | None, _Active]]:
    """Yield the time of some outages, cut wherever one begins or ends, with those in it."""
    ahead = sorted(outages, key=lambda of: of.start, reverse=True)
    active = dict[int, Outage]()
    ends, number = list[tuple[datetime, int]](), count()
    now = ahead[-1].start if ahead else None
    while now is not None:
        while ahead and ahead[-1].start <= now:
            key, of = next(number), ahead.pop()
            active[key] = of
            if of.end is not None:
                heappush(ends, (of.end, key))
        while ends and ends[0][0] <= now:
            del active[heappop(ends)[1]]
        edges = [ahead[-1].start] if ahead else []
        following = min([*edges, *(end for end, _ in ends[:1])], default=None)
        if active:
            yield now, following, list(active.values())
        now = following
