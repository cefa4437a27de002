"""Paths: a shortest legal history to every state and along every rule."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.checked import checked
from itsmcore.errors import ItsmError, Reason, Refused
from itsmcore.fields import as_whole
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.lifecycle._graph import edges
from itsmcore.lifecycle._record import folded
from itsmcore.lifecycle.events import LINKED, Unlinked
from itsmcore.phrase import Phrase, say
from itsmcore.testing._arguments import cast, outside_values
from itsmcore.testing._fitting import Attempted, fitted
from itsmcore.testing._samples import START, samples
from itsmcore.testing._sight import Sight, novelty, read_of

_STEP = timedelta(minutes=1)


@attrs.frozen(kw_only=True)
class Path:
    """A shortest history along a rule, or what stopped every attempt.

    Attributes:
        verb: the rule's verb; the opening's for the path to the first state.
        source: the state it was used in; None for the opening.
        record: the record after it, with its history; None if no path was found.
        reasons: in that case, every reason that was met, the latest last; none if the state was
            never reached.
        is_cut_short: whether the budget was spent before everything had been tried.
    """

    verb: str
    source: str | None
    record: Any = None
    reasons: tuple[Reason, ...] = ()
    is_cut_short: bool = False

    def __str__(self) -> str:
        rule = (
            self.verb
            if self.source is None
            else say("testing.paths.from", verb=self.verb, source=self.source)
        )
        if self.record is not None:
            return f"{rule}: {' '.join(event.verb for event in self.record.history)}"
        nowhere = (
            say("testing.paths.record_opened")
            if self.source is None
            else say("testing.paths.never_reached", source=self.source)
        )
        why = "; ".join(map(str, self.reasons)) or nowhere
        return f"{rule}: {'not found in the budget' if self.is_cut_short else 'no path'}; {why}"


@checked
def paths(model: Model, *, budget: int = 8_000) -> Iterator[Path]:
    """Yield a shortest legal history along every rule of a model, and so to every state.

    Verbs are tried breadth first, and what is refused is tried once more with the arguments, actor,
    instant and outside facts that the guards ask for. At first a history is continued only if a
    guard, a need or a timer sees something new in it for the state it is in, so a path may be found
    that is not the very shortest. Rules along which none is found are then looked for among all
    histories that can be told apart, as far as the budget reaches.

    Args:
        model: the model to walk through.
        budget: how many events are tried at most.

    >>> from itsmcore.incidents import INCIDENT
    >>> for path in paths(INCIDENT):
    ...     if path.verb == "reopen":
    ...         print(path)
    reopen from resolved: open resolve reopen
    reopen from reviewed: open resolve promote_major review_major reopen
    """
    search = _Search.of(model, as_whole(budget, "budget", least=1))
    sight = Sight.of(model)
    yield Path(verb=model.opening_event.verb, source=None, record=next(iter(search.starts), None))
    yield from search.found(_Ways.narrow(model), novelty(sight))
    yield from search.found(_Ways.wide(model), sight)
    for verb, source in search.wanted:
        yield Path(
            verb=verb,
            source=source,
            reasons=search.reasons(verb, source),
            is_cut_short=search.left == 0,
        )


@attrs.define
class _Search:
    """A search for the uses of a model's rules, as far as its budget reaches.

    Attributes:
        starts: a record with the least that may be known of it, and one with the most, if they
            can be opened.
        wanted: the uses of rules along which no path has been found.
        left: how many more events may be tried.
        refusals: why each verb was refused in each state.
        reached: every state that was reached.
    """

    starts: tuple[Any, ...]
    wanted: dict[tuple[str, str], None]
    left: int
    refusals: dict[tuple[str, str], dict[Reason, None]] = attrs.field(init=False, factory=dict)
    reached: set[str] = attrs.field(init=False, factory=set)

    @classmethod
    def of(cls, model: Model, budget: int) -> _Search:
        tables = (model.lifecycle, *model.regions)
        wanted = {(r.event.verb, s.name): None for table in tables for s, r in table.expanded()}
        return cls(tuple(itertools.islice(_opened(model), 2)), wanted, budget)

    def found(self, ways: _Ways, place: Callable[[Any], Hashable]) -> Iterator[Path]:
        """Yield a path along each rule that is wanted, and want it no more."""
        steps = edges(self.starts, lambda record: self._onward(record, ways), place)
        while self.wanted and self.left and (step := next(steps, None)) is not None:
            for pair in _used(*step):
                if pair in self.wanted:
                    del self.wanted[pair]
                    yield Path(verb=pair[0], source=pair[1], record=step[1])

    def reasons(self, verb: str, source: str) -> tuple[Reason, ...]:
        """Return why a verb was refused in a state, the latest reason last; none if never tried."""
        met = self.refusals.get((verb, source))
        if met is None and source in self.reached:
            return (Reason("not_allowed", Phrase("testing.not_allowed", verb=verb, source=source)),)
        return tuple(met or ())

    def _onward(self, record: Any, ways: _Ways) -> Iterator[Any]:
        """Yield the outcomes of every event, and of letting the next timer fire."""
        if self.left:
            self.reached.update((record.state, *record.regions))
        for event in ways.events:
            if record.model.plan.moves[event, record.state, record.regions] is not None:
                for attempted in ways.attempts(record, event):
                    yield from self._tried(record, attempted)
        if record.next_instant is not None:
            yield record.tick(at=record.next_instant)

    def _tried(self, record: Any, attempted: Attempted) -> Iterator[Any]:
        """Yield the outcome of an event, as it is or else as the guards ask."""
        for fit in _fits(record, attempted):
            if not self.left:
                break
            self.left -= 1
            try:
                yield record.apply(fit.made())
                break
            except Refused as refusal:
                self._note(record, fit, refusal)
            except (ItsmError, TypeError):
                break

    def _note(self, record: Any, attempted: Attempted, refusal: Refused) -> None:
        for state in (record.state, *record.regions):
            met = self.refusals.setdefault((attempted.event.verb, state), {})
            for reason in refusal.reasons:
                met[reason] = met.pop(reason, None)


def _fits(record: Any, attempted: Attempted) -> Iterator[Attempted]:
    """Yield an event as it is, and then as the guards ask, if that is something else."""
    yield attempted
    mended = fitted(record, attempted)
    if mended is not attempted:
        yield mended


def _opened(model: Model) -> Iterator[Any]:
    """Yield a record with the least that may be known of it, and one with the most.

    If one of them cannot be opened, another that can stands in for it.
    """
    event: Any = model.opening_event
    least, *others, most = samples(event, model)
    by = cast(model)[0]
    for data in (least, most, *others):
        with contextlib.suppress(ItsmError):
            yield model.record.begin(event(at=START, by=by, **data), model=model)


@attrs.frozen
class _Ways:
    """What there is to try on any record of a model, worked out once.

    Attributes:
        events: for each event, every set of arguments worth trying.
        actors: who may try.
        outside: every set of outside facts.
    """

    events: Mapping[type[Event], tuple[dict[str, Any], ...]]
    actors: tuple[Actor, ...]
    outside: tuple[dict[str, Any], ...]

    @classmethod
    def narrow(cls, model: Model) -> _Ways:
        """Work out what to try first: arguments that guards and needs can tell apart."""
        kinds = model.events[1:]
        events = {kind: tuple(samples(kind, model, read_of(kind, model))) for kind in kinds}
        return cls(events, cast(model)[:1], ({},))

    @classmethod
    def wide(cls, model: Model) -> _Ways:
        """Work out everything there is to try."""
        facts = outside_values(model)
        outside = (dict(zip(facts, of, strict=True)) for of in itertools.product(*facts.values()))
        events = {event: tuple(samples(event, model)) for event in model.events[1:]}
        return cls(events, cast(model), tuple(outside))

    def attempts(self, record: Any, event: type[Event]) -> Iterator[Attempted]:
        """Yield every way to try an event."""
        at = record.history[-1].at + _STEP
        for by, given, data in itertools.product(self.actors, self.outside, self.events[event]):
            yield Attempted(event=event, at=at, by=by, given=_told(event, given), data=data)


def _used(before: Any, after: Any) -> Iterator[tuple[str, str]]:
    """Yield the rules that were used, including by events that followed automatically."""
    record = before
    for event in after.since(before.version):
        for state in (record.state, *record.regions):
            yield event.verb, state
        record = folded(record, event)


def _told(event: type[Event], given: dict[str, Any]) -> dict[str, Any]:
    """Tell an event that takes a link away that a desk knows of it, as of any that another made."""
    return {**given, LINKED: True} if issubclass(event, Unlinked) else given
