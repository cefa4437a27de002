"""Occurrences: that something happened, when, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_whole
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import Incident
from itsmcore.instant import utc
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.phrase import Phrase
from itsmcore.timeline import Timeline


def _kept(facts: Mapping[str, object]) -> Mapping[str, object]:
    if isinstance(facts, FrozenDict | RecordFacts):
        return facts
    if not isinstance(facts, Mapping):
        raise BadValue(field="facts", value=facts, expected=Phrase("recurrence.expected.facts"))
    return FrozenDict(facts)


_MOST = 10**50


def _id(id: object) -> str:
    if isinstance(id, int):
        as_whole(id, "id", least=-_MOST, most=_MOST)
    return str(as_a(str | int, id, "id", Phrase("kinds.text")))  # type: ignore[arg-type]


@attrs.frozen
class Occurrence:
    """That an incident happened, when, and what is known of it.

    Attributes:
        id: the incident's number.
        at: when it was opened, in UTC; any aware datetime is accepted.
        facts: what is known of it, by name; values may be of any kind.

    Raises:
        NaiveTime: `at` has no time zone.
        BadValue: the facts are not a mapping.
    """

    id: str = attrs.field(converter=_id)
    at: datetime = attrs.field(converter=utc)
    facts: Mapping[str, object] = attrs.field(converter=_kept, hash=False)


def occurrences(source: Mapping[str, Timeline] | Iterable[Incident]) -> tuple[Occurrence, ...]:
    """Read occurrences from records or from timelines, in their order.

    A record occurred when it was opened. A timeline occurred at its first step, and has the facts
    of its last; one without steps is skipped.

    Args:
        source: incidents, each once, or a timeline for each incident's number.

    Raises:
        BadValue: the source holds anything else, or an incident twice.

    >>> from datetime import UTC
    >>> nine, ten = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 10))
    >>> log = Timeline.from_rows([(nine, {"category": ""}), (ten, {"category": "email"})])
    >>> [(found.id, found.at.hour, found.facts["category"]) for found in occurrences({"I1": log})]
    [('I1', 9, 'email')]
    """
    return _of_timelines(source) if isinstance(source, Mapping) else _of_records(source)


def _of_records(incidents: Iterable[object]) -> tuple[Occurrence, ...]:
    found: dict[str, Occurrence] = {}
    for incident in incidents if hasattr(incidents, "__iter__") else (incidents,):
        if not isinstance(incident, Incident):
            expected = Phrase("recurrence.expected.incidents")
            raise BadValue(field="source", value=incident, expected=expected)
        if incident.id in found:
            expected = Phrase("recurrence.expected.once")
            raise BadValue(field="source", value=incident, expected=expected)
        found[incident.id] = Occurrence(incident.id, incident.opened_at, incident.facts)
    return tuple(found.values())


def _of_timelines(timelines: Mapping[str, object]) -> tuple[Occurrence, ...]:
    found: list[Occurrence] = []
    for number, timeline in timelines.items():
        if not isinstance(timeline, Timeline):
            expected = Phrase("recurrence.expected.timelines")
            raise BadValue(field="source", value=timeline, expected=expected)
        if timeline.steps:
            first, last = timeline.steps[0], timeline.steps[-1]
            found.append(Occurrence(number, first.at, last.facts))
    return tuple(found)
