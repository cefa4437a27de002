"""Offers: what may follow from a record's last event, if somebody agrees."""

from __future__ import annotations

from collections.abc import Iterator

from itsmcore.errors import ItsmError
from itsmcore.lifecycle._event import Cause, Event
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._folded import Folded
from itsmcore.lifecycle._following import holds
from itsmcore.lifecycle._parts import Reaction
from itsmcore.lifecycle._timers import entered, since_entered


def offered(record: Folded) -> Iterator[Event]:
    """Yield the events that the last one offers, each once while the record stays in its state."""
    event = record.history[-1]
    facts, cause = RecordFacts(record, event), Cause(event.verb, version=record.version)
    for reaction in record.model.plan.offers.get(type(event), ()):
        if holds(reaction.when, facts) and not _was_offered(record, reaction):
            try:
                yield reaction.following.made(facts, at=event.at, by=event.by, cause=cause)
            except ItsmError:
                continue


def _was_offered(record: Folded, reaction: Reaction) -> bool:
    """Return whether an earlier event has made the offer during this visit to the state."""
    return any(
        type(facts.event) is reaction.on and reaction.when.judge(facts) is True
        for _, facts in since_entered(record, entered(record), until=record.version - 1)
    )


def is_past(record: Folded, offer: Event) -> bool:
    """Return whether a record has left the state in which an event of its own made an offer."""
    cause = offer.cause
    if cause is None or cause.record is not None or cause.version is None:
        return False
    return entered(record) >= cause.version
