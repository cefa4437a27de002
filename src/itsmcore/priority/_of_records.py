"""Priorities of records: what their models' rules say, and what somebody pinned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from itsmcore.conditions._spaces import GIVEN
from itsmcore.errors import Fault
from itsmcore.level import Level
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._verify import condition_faults
from itsmcore.priority._pin import Pin
from itsmcore.priority._prioritisation import Prioritisation
from itsmcore.priority._prioritiser import Prioritiser
from itsmcore.shown import shown


def computed(record: Any) -> Level | None:
    """Return the priority by the rules of a record's model; None if they do not say."""
    rules = record.model.prioritiser
    matrix = rules.lookup
    if matrix is None:
        found: Level | None = rules.decide(RecordFacts(record))
        return found
    if record.impact is None or record.urgency is None:
        return None
    looked_up: Level | None = matrix.get(record.impact, record.urgency)
    return looked_up


def in_force(record: Any) -> Level | None:
    """Return the priority that counts: the pinned one, or else the computed one."""
    pinned: Level | None = record.pinned_priority
    return computed(record) if pinned is None else pinned


def explained(record: Any) -> Prioritisation:
    """Return the rules' answer and the pin of a record."""
    told: Prioritisation = record.model.prioritiser.explain(RecordFacts(record))
    if record.pinned_priority is None:
        return told
    pin = Pin(record.pinned_priority, record.pin_reason or "", record.pinned_until)
    return attrs.evolve(told, pin=pin)


def legal_levels(rules: Prioritiser) -> dict[str, tuple[Level, ...]]:
    """Return the levels that the fields of a record may have, as far as the rules list them."""
    matrix = rules.matrix
    axes = {} if matrix is None else {"impact": matrix.impacts, "urgency": matrix.urgencies}
    return {**axes, "pinned_priority": rules.priorities} if rules.priorities else axes


def prioritiser_faults(model: Any) -> Iterator[Fault]:
    """Yield what the rules for a priority ask that a record of the model does not have."""
    for subject, when in model.prioritiser.conditions():
        yield from condition_faults(model, subject, when)
        for fact in when.fields:
            if fact.space == GIVEN:
                words = f"reads {shown(fact.name)}, and nobody gives it; read the record's facts"
                yield Fault("outside_fact", subject, words)
