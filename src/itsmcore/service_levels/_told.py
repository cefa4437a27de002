"""What clocks are told of a record: the facts that they read, and no others."""

from __future__ import annotations

from collections.abc import Sequence

from itsmcore.fields import as_a
from itsmcore.lifecycle import Record
from itsmcore.phrase import Phrase
from itsmcore.timeline import Timeline


def timeline_of(told: object, facts: Sequence[frozenset[str] | None]) -> Timeline:
    """Return a timeline as it is, and that of a record with the facts that are asked for.

    Args:
        told: the timeline or the record.
        facts: the names that several agreements ask for; all are copied if one of them is None.

    Raises:
        BadValue: it is neither.
    """
    if isinstance(told, Timeline):
        return told
    record: Record = as_a(
        Record, told, "timeline", Phrase("service_levels.told.timeline_record_such")
    )
    names = [several for several in facts if several is not None]
    if len(names) < len(facts):
        return record.timeline()
    return record.timeline(facts=record.model.plan.known_of(frozenset().union(*names)))
