"""Openings: what a desk opens by itself when something happens to a record."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TypeAlias

from itsmcore.desk._links import Moved
from itsmcore.desk._outcome import Refusal
from itsmcore.desk._plans import Doing, said_by
from itsmcore.errors import ItsmError
from itsmcore.fields import as_a
from itsmcore.lifecycle import Opens, Record
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._following import holds
from itsmcore.lifecycle._practice import practice_of

CameBy: TypeAlias = MutableMapping[str, tuple[Opens, ...]]
"""By which rules what was opened since a first event came to be, by its number."""


def opened(work: Doing, source: Record, came_by: CameBy) -> Iterator[Moved]:
    """Open what the last event of a record calls for, and nothing by a rule that it comes from."""
    event = source.history[-1]
    for opens in work.table.opens.get((practice_of(source), type(event)), ()):
        former = came_by.get(source.id, ())
        facts = RecordFacts(source, event)
        if opens not in former and holds(opens.when, facts):
            model, said, verb = opens.model or source.model, said_by(source), None
            try:
                number = work.number(practice_of(model), f"{source.id}-{opens.suffix}")
                opening = opens.opening(source, number, **said)
                yield from work.opened(as_a(model.opening_event, opening, "opening"), model)
                came_by[number] = (*former, opens)
                if opens.then is not None:
                    verb = opens.then.event.verb
                    yield from work.followed(number, opens.then.made(facts, **said))
            except ItsmError as error:
                work.refusals.append(Refusal(source.id, verb or model.opening_event.verb, error))
