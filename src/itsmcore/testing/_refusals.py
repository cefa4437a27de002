"""Refusals: what a model refuses in each state, by each actor, whatever the arguments."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.checked import checked
from itsmcore.errors import ItsmError, Reason, Refused
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.phrase import say
from itsmcore.testing._arguments import cast
from itsmcore.testing._fitting import Attempted, spoilt
from itsmcore.testing._lives import every_path
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
        return say(
            "testing.refusals.while", verb=self.verb, state=self.state, name=self.by.name, why=why
        )


@checked
def refusals(model: Model, *, actors: Iterable[Actor] = ()) -> Iterator[Forbidden]:
    """Yield what a model refuses: for each state, verb and actor, an event that no arguments mend.

    And then, for each rule and each of its guards, an event that would be legal but for what that
    guard asks of it. A service that is driven through `record.history` and then given `event` has
    to refuse it, too.

    Args:
        model: the model.
        actors: who asks; by default one for each role, one with all of them, one with none.

    >>> from itsmcore.incidents import INCIDENT
    >>> [str(one) for one in refusals(INCIDENT) if (one.verb, one.state) == ("close", "new")][0]
    'close while new, by ada: close is not allowed while new'
    """
    only = tuple(actors)
    asking = only or cast(model)
    walked = tuple(path.record for path in every_path(model) if path.record is not None)
    told = set[tuple[object, ...]]()
    hopeless = _hopeless(model, _standing(walked), asking)
    for one in itertools.chain(hopeless, _spoilt(walked, asking, only)):
        case = one.verb, one.state, one.by.name, tuple(reason.code for reason in one.reasons)
        if case not in told:
            told.add(case)
            yield one


def _hopeless(
    model: Model, standing: Mapping[str, Any], asking: Iterable[Actor]
) -> Iterator[Forbidden]:
    """Yield what no arguments mend."""
    tried = {event: tuple(samples(event, model)) for event in model.events[1:]}
    for state, record in standing.items():
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


def _spoilt(
    walked: Iterable[Any], asking: Iterable[Actor], only: Collection[Actor]
) -> Iterator[Forbidden]:
    """Yield what a guard refuses at the end of each path, by those only who are named, if any."""
    able = {actor.roles: actor for actor in asking}
    for record in walked:
        *history, last = record.history
        if not history or last.cause is not None or last.by.roles not in able:
            continue
        before = type(record).replay(history, model=record.model)
        data = {of.name: getattr(last, of.name) for of in data_fields(type(last))}
        told = {"at": last.at, "by": able[last.by.roles], "given": dict(last.given)}
        for worse in spoilt(before, Attempted(event=type(last), data=data, **told)):
            if only and worse.by not in only:
                continue
            try:
                event = worse.made()
                before.apply(event)
            except Refused as refusal:
                yield Forbidden(
                    verb=last.verb,
                    state=before.state,
                    by=event.by,
                    record=before,
                    event=event,
                    reasons=refusal.reasons,
                )
            except (ItsmError, TypeError):
                continue


def _standing(walked: Iterable[Any]) -> dict[str, Any]:
    """Return the first record in each state of each table."""
    found: dict[str, Any] = {}
    for record in walked:
        for state in (record.state, *record.regions):
            found.setdefault(state, record)
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
