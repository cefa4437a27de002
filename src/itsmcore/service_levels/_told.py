"""What clocks are told of a record: the facts that they read, and no others."""

from __future__ import annotations

from collections.abc import Sequence

from itsmcore.fields import as_a
from itsmcore.lifecycle import Record
from itsmcore.phrase import Phrase, Words
from itsmcore.timeline import Step, Timeline

_TOLD = Phrase("service_levels.told.timeline_record_such")


def steps_of(
    told: object,
    facts: frozenset[str] | None,
    field: str = "timeline",
    expected: Words = _TOLD,
) -> tuple[Step, ...]:
    """Return the steps of a timeline as they are, and those of a record with some facts.

    Args:
        told: the timeline or the record.
        facts: the names of the facts that are asked for; None for all of them.
        field: what it is for, as the error calls it.
        expected: what to give.

    Raises:
        BadValue: it is neither.
    """
    if isinstance(told, Timeline):
        return told.steps
    record: Record = as_a(Record, told, field, expected)
    plan = record.model.plan
    return record._steps(plan.copier(None if facts is None else plan.known_of(facts)))  # noqa: SLF001


def timeline_of(record: Record, facts: Sequence[frozenset[str] | None]) -> Timeline:
    """Return a record's timeline with the facts that several agreements ask for.

    All facts are there if one of them may ask for any.
    """
    names = [several for several in facts if several is not None]
    asked = None if len(names) < len(facts) else frozenset[str]().union(*names)
    return Timeline(steps_of(record, asked), states=record.model.plan.phases)
