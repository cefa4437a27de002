"""Rules of an intake: what is wrong with its decisions, and with what it opens incidents with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from itsmcore.decisions import Decision
from itsmcore.errors import BadInstant, BadValue, Fault, NaiveTime
from itsmcore.fields import is_in
from itsmcore.incidents import Opened
from itsmcore.intake._scales import LEVELS
from itsmcore.intake._severity import Severity
from itsmcore.intake._signal import FACTS
from itsmcore.level import Level, Priority
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words
from itsmcore.plain import flaw_of
from itsmcore.schedule import Schedule
from itsmcore.shown import shown

OPENING = tuple(
    of.name for of in attrs.fields(Opened) if of.name not in ("at", "by", "cause", "given", "id")
)
"""What an incident may be opened with, besides when, by whom and under which number."""


def decision_faults(name: str, rules: object) -> Iterator[Fault]:
    """Yield what is wrong with a decision over the facts of signals; nothing of anything else.

    Args:
        name: what it decides: `"impact"`, `"urgency"` or `"maintenance"`.
        rules: the decision.
    """
    if not isinstance(rules, Decision):
        return
    for number, row in enumerate(rules.rows, 1):
        subject = Phrase("intake.rules.row", number=number, name=name)
        for fact in dict.fromkeys(of.name for of in row.when.fields):
            if fact not in FACTS:
                words = Phrase(
                    "intake.rules.reads_signal", fact=shown(fact), hint=hint(fact, FACTS)
                )
                yield Fault("unknown_fact", subject, words)
        yield from _answer_faults(name, subject, row.answer)
    yield from _answer_faults(name, Phrase("intake.rules.default", name=name), rules.default)


def _answer_faults(name: str, subject: Words, answer: Any) -> Iterator[Fault]:
    if answer is None:
        return
    if name not in LEVELS:
        if not isinstance(answer, Schedule):
            words = Phrase("intake.rules.schedule_schedule", answer=shown(answer))
            yield Fault("no_schedule", subject, words)
        return
    kind: Any = LEVELS[name]
    others = tuple({Priority, Severity, *LEVELS.values()} - {kind})
    if not isinstance(answer, Level) or isinstance(answer, others):
        words = Phrase(
            "intake.rules.level_scale", answer=shown(answer), hint=hint(answer, kind.scale)
        )
        yield Fault("no_level", subject, words)


def opening_faults(opening: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what an incident cannot be opened with."""
    for name, value in opening.items():
        if not is_in(name, OPENING):
            words = Phrase("intake.rules.fact_incident_opened", hint=hint(name, OPENING))
            yield Fault("unknown_argument", Phrase("intake.subject.opening", name=name), words)
            continue
        why = _why_not(name, value)
        if why:
            yield Fault("bad_value", Phrase("intake.subject.opening", name=name), why)


def _why_not(name: str, value: Any) -> Words:
    """Say why an incident cannot be opened with a value; empty if it can."""
    flaw = flaw_of(value)
    if flaw:
        return Phrase("intake.rules.document_hold", flaw=flaw)
    said = {"summary": "a signal", name: value}
    try:
        Opened("INC-1", at=_SOME_TIME, by="monitoring", **said)
    except (BadInstant, BadValue, NaiveTime) as error:
        return Phrase("intake.rules.accepted", error=error)
    return ""


_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)
