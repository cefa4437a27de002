"""Priorities of records: what their models' rules say, and what somebody pinned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from itsmcore.assessment import Questionnaire
from itsmcore.conditions import Field, field
from itsmcore.conditions._spaces import GIVEN
from itsmcore.errors import BadCondition, Fault
from itsmcore.level import Impact, Level, Urgency
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._scope import scope_of
from itsmcore.lifecycle._verify import condition_faults
from itsmcore.phrase import Phrase, Words
from itsmcore.priority._pin import Pin
from itsmcore.priority._prioritisation import Prioritisation
from itsmcore.priority._prioritiser import Prioritiser
from itsmcore.shown import shown


def computed_of(record: Any) -> Level | None:
    """Return the priority by the rules of a record's model; None if they do not say."""
    rules = record.model.prioritiser
    matrix = rules.lookup
    if matrix is None:
        try:
            found: Level | None = rules.decide(RecordFacts(record))
        except RecursionError:
            raise BadCondition(value=rules, why=_CIRCULAR) from None
        return found
    if record.impact is None or record.urgency is None:
        return None
    looked_up: Level | None = matrix.get(record.impact, record.urgency)
    return looked_up


def priority_of(record: Any) -> Level | None:
    """Return the priority that counts: the pinned one, or else the computed one."""
    pinned: Level | None = record.pinned_priority
    return computed_of(record) if pinned is None else pinned


def prioritisation_of(record: Any) -> Prioritisation:
    """Return the rules' answer and the pin of a record."""
    told: Prioritisation = record.model.prioritiser.explain(RecordFacts(record))
    if record.pinned_priority is None:
        return told
    pin = Pin(record.pinned_priority, record.pin_reason or "", record.pinned_until)
    return attrs.evolve(told, pin=pin)


_CIRCULAR = "has a function that reads the priority that it is to give; read impact and urgency"


def legal_levels(rules: Prioritiser) -> dict[str, tuple[Level, ...]]:
    """Return the levels that the fields of a record may have, as far as the rules list them."""
    matrix = rules.matrix
    axes = (
        dict(_answered(rules))
        if matrix is None
        else {"impact": matrix.impacts, "urgency": matrix.urgencies}
    )
    return {**axes, "pinned_priority": rules.priorities} if rules.priorities else axes


def _answered(rules: Prioritiser) -> Iterator[tuple[str, tuple[Level, ...]]]:
    """Yield the stock levels that questions have answers for, if they have none for another."""
    scales: dict[str, tuple[Level, ...]] = {"impact": Impact.scale, "urgency": Urgency.scale}
    for engine in rules.engines:
        for question in engine.questions if isinstance(engine, Questionnaire) else ():
            known = {level.code: level for level in scales.get(question.fact, ())}
            if known and known.keys() >= question.answers.keys():
                yield (
                    question.fact,
                    tuple(known[code] for code in known if code in question.answers),
                )


def prioritiser_faults(model: Any) -> Iterator[Fault]:
    """Yield what the rules for a priority ask that a record of the model does not have."""
    for subject, when in model.prioritiser.conditions():
        yield from condition_faults(model, subject, when)
        for fact in when.fields:
            yield from _outside(subject, fact)
    scope = scope_of(model)
    for subject, name in model.prioritiser.facts_asked():
        asked = field(name)
        yield from scope.unread(subject, [asked])
        yield from _outside(subject, asked)


def _outside(subject: Words, fact: Field) -> Iterator[Fault]:
    if fact.space == GIVEN:
        words = Phrase("priority.of_records.reads_nobody_gives", name=shown(fact.name))
        yield Fault("outside_fact", subject, words)
