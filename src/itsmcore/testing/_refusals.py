"""Refusals: what a model refuses in each state, by each actor, whatever the arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.checked import checked
from itsmcore.errors import ItsmError, Reason, Refused
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.testing._arguments import cast
from itsmcore.testing._paths import paths
from itsmcore.testing._samples import samples

_STEP = timedelta(minutes=1)
_WHATEVER_IT_SAYS = {"not_allowed", "role_missing"}
"""The reasons that no arguments mend."""


@attrs.frozen(kw_only=True)
class Forbidden:
    """An event that a model refuses, and why.

    Attributes:
        verb: the event's verb.
        state: the state that the record is in, of the main table or of a region.
        by: who asks.
        record: the record.
        event: the event.
        reasons: the reasons of the refusal.
    """

    verb: str
    state: str
    by: Actor
    record: Any
    event: Event
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        why = "; ".join(map(str, self.reasons))
        return f"{self.verb} while {self.state}, by {self.by.name}: {why}"


@checked
def refusals(model: Model, *, actors: Iterable[Actor] = ()) -> Iterator[Forbidden]:
    """Yield what a model refuses: for each state, verb and actor, an event that no arguments mend.

    A service that is driven through `record.history` and then given `event` has to refuse it, too.

    Args:
        model: the model.
        actors: who asks; by default one for each role, one with all of them, one with none.

    >>> from itsmcore.incidents import INCIDENT
    >>> [str(one) for one in refusals(INCIDENT) if (one.verb, one.state) == ("close", "new")][0]
    'close while new, by ada: close is not allowed while new'
    """
    asking = tuple(actors) or cast(model)
    tried = {event: tuple(samples(event, model)) for event in model.events[1:]}
    for state, record in _standing(model).items():
        at = record.history[-1].at + _STEP
        for event, several in tried.items():
            for by in asking:
                refused = _refused(record, event, several, at=at, by=by)
                if refused is not None:
                    told, reasons = refused
                    yield Forbidden(
                        verb=event.verb,
                        state=state,
                        by=by,
                        record=record,
                        event=told,
                        reasons=reasons,
                    )


def _standing(model: Model) -> dict[str, Any]:
    """Return a record with a shortest history in each state of each table."""
    found: dict[str, Any] = {}
    sought = {state.name for table in (model.lifecycle, *model.regions) for state in table.states}
    for path in paths(model):
        if path.record is not None:
            for state in (path.record.state, *path.record.regions):
                found.setdefault(state, path.record)
        if sought <= found.keys():
            break
    return found


def _refused(
    record: Any, event: Any, several: Iterable[dict[str, Any]], **known: Any
) -> tuple[Event, tuple[Reason, ...]] | None:
    """Return an event and why it is refused; None if some arguments are taken, or none make one."""
    first: tuple[Event, tuple[Reason, ...]] | None = None
    for data in several:
        try:
            made = event(**known, **data)
            record.apply(made)
        except Refused as refusal:
            first = first or (made, refusal.reasons)
            if {reason.code for reason in refusal.reasons} & _WHATEVER_IT_SAYS:
                break
        except (ItsmError, TypeError):
            continue
        else:
            return None
    return first
