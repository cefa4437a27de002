"""Paths: a shortest legal history to every state and along every rule."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from itsmcore.checked import checked
from itsmcore.conditions import Condition
from itsmcore.conditions._spaces import AFTER, EVENT, without
from itsmcore.errors import ItsmError, Reason, Refused
from itsmcore.fields import is_hashable
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.lifecycle._graph import edges
from itsmcore.lifecycle._record import folded
from itsmcore.lifecycle.events import LINKED, Unlinked
from itsmcore.testing._arguments import cast, conditions_of, outside_values, tests_of
from itsmcore.testing._samples import samples

_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
_STEP = timedelta(minutes=1)
_LIMIT = 2000


@attrs.frozen(kw_only=True)
class Path:
    """A shortest history along a rule, or what stopped every attempt.

    Attributes:
        verb: the rule's verb; the opening's for the path to the first state.
        source: the state it was used in; None for the opening.
        record: the record after it, with its history; None if no path was found.
        reasons: in that case, every reason that was met; none if the state was never reached.
    """

    verb: str
    source: str | None
    record: Any = None
    reasons: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        rule = self.verb if self.source is None else f"{self.verb} from {self.source}"
        if self.record is not None:
            return f"{rule}: {' '.join(event.verb for event in self.record.history)}"
        why = "; ".join(map(str, self.reasons)) or f"{self.source} was never reached"
        return f"{rule}: no path; {why}"


@checked
def paths(model: Model) -> Iterator[Path]:
    """Yield a shortest legal history along every rule of a model, and so to every state.

    Verbs are tried breadth first, by one actor for each role, with a few arguments that between
    them have each code, each level and each outside fact. Two records count as the same place if
    their states agree and no guard tells them apart.

    Args:
        model: the model to walk through.

    >>> from itsmcore.incidents import INCIDENT
    >>> for path in paths(INCIDENT):
    ...     if path.verb == "reopen":
    ...         print(path)
    reopen from resolved: open resolve reopen
    reopen from reviewed: open resolve promote_major review_major reopen
    """
    start = _opened(model)
    yield Path(verb=model.opening_event.verb, source=None, record=start)
    tables = (model.lifecycle, *model.regions)
    wanted = {(r.event.verb, s.name): None for table in tables for s, r in table.expanded()}
    refusals: dict[tuple[str, str], dict[Reason, None]] = {}
    for ways in (_Ways.of(model, is_quick=True), _Ways.of(model)):
        yield from _found(start, ways, wanted, refusals)
    for verb, source in wanted:
        why = tuple(refusals.get((verb, source), ()))
        yield Path(verb=verb, source=source, reasons=why)


def _found(
    start: Any,
    ways: _Ways,
    wanted: dict[tuple[str, str], None],
    refusals: dict[tuple[str, str], dict[Reason, None]],
) -> Iterator[Path]:
    """Yield a path along each rule that is wanted, and want it no more."""
    steps = edges([start], lambda one: _onward(one, ways, refusals), ways.place, most=_LIMIT)
    while wanted and (step := next(steps, None)) is not None:
        for pair in _used(*step):
            if pair in wanted:
                del wanted[pair]
                yield Path(verb=pair[0], source=pair[1], record=step[1])


def _opened(model: Model) -> Any:
    (least, *_) = samples(model.opening_event, model)
    event: Any = model.opening_event
    return model.record.begin(event(at=_START, by=cast(model)[0], **least), model=model)


@attrs.frozen
class _Ways:
    """What there is to try on any record of a model, worked out once.

    Attributes:
        events: for each event, every set of arguments worth trying.
        actors: who may try.
        outside: every set of outside facts.
        asked: the conditions by which records are told apart.
        needed: the fields by which they are told apart.
        is_quick: whether only the first who may tries each set of arguments.
    """

    events: Mapping[type[Event], tuple[dict[str, Any], ...]]
    actors: tuple[Actor, ...]
    outside: tuple[dict[str, Any], ...]
    asked: tuple[Condition, ...]
    needed: tuple[str, ...]
    is_quick: bool

    @classmethod
    def of(cls, model: Model, *, is_quick: bool = False) -> _Ways:
        """Work out what to try for a model: every argument, or those that guards and needs read."""
        facts = outside_values(model)
        read = _read(model) if is_quick else None
        return cls(
            events={event: tuple(samples(event, model, read)) for event in model.events[1:]},
            is_quick=is_quick,
            actors=cast(model),
            outside=tuple(
                dict(zip(facts, some, strict=True)) for some in itertools.product(*facts.values())
            ),
            asked=tuple(dict.fromkeys(conditions_of(model))),
            needed=tuple(sorted({name for rule in model.rules for name in rule.needs})),
        )

    def place(self, record: Any) -> tuple[Any, ...]:
        """Tell records apart by their states, and by what guards and needs see of them."""
        facts = record.facts
        asked = tuple(condition.judge(facts) for condition in self.asked)
        held = tuple(bool(getattr(record, name)) for name in self.needed)
        return (record.state, record.regions, asked, held)


def _read(model: Model) -> Mapping[str, Collection[object]]:
    """Return the facts that guards, roles and needs read, with the values that they name."""
    read: dict[str, dict[object, None]] = {}
    for condition in conditions_of(model):
        for fact in condition.fields:
            values = [test.value for test in tests_of(condition, fact) if is_hashable(test.value)]
            name = without(fact.name, EVENT, AFTER)
            read.setdefault(name, {}).update(dict.fromkeys(values))
    needed = {name for rule in model.rules for name in rule.needs}
    return {**dict.fromkeys(needed, ()), **read}


def _onward(
    record: Any, ways: _Ways, refusals: dict[tuple[str, str], dict[Reason, None]]
) -> Iterator[Any]:
    """Yield the outcomes of every event, and of letting the next timer fire."""
    for event in ways.events:
        if _has_rule(record, event):
            yield from _tries(record, event, ways, refusals)
    if record.next_instant is not None:
        yield record.tick(at=record.next_instant)


def _used(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    """Yield the rules that were used, including by events that followed automatically."""
    record = before
    for event in after.since(before.version):
        for state in (record.state, *record.regions):
            yield event.verb, state
        record = folded(record, event)


def _tries(
    record: Any,
    event: type[Event],
    ways: _Ways,
    refusals: dict[tuple[str, str], dict[Reason, None]],
) -> Iterator[Any]:
    """Try an event every way worth trying, and yield the records it leads to."""
    at = record.history[-1].at + _STEP
    done: set[int] = set()
    several = tuple(itertools.product(ways.outside, ways.events[event]))
    for by, (number, (given, data)) in itertools.product(ways.actors, enumerate(several)):
        if number in done:
            continue
        try:
            yield record.apply(event(at=at, by=by, given=_told(event, given), **data))
            if ways.is_quick:
                done.add(number)
        except Refused as refusal:
            for state in (record.state, *record.regions):
                met = refusals.setdefault((event.verb, state), {})
                met.update(dict.fromkeys(refusal.reasons))
        except (ItsmError, TypeError):
            continue


def _told(event: type[Event], given: dict[str, Any]) -> dict[str, Any]:
    """Tell an event that takes a link away that a desk knows of it, as of any that another made."""
    return {**given, LINKED: True} if issubclass(event, Unlinked) else given


def _has_rule(record: Any, event: type[Event]) -> bool:
    return record.model.plan.moved(event, record.state, record.regions) is not None
