"""Records: drawn by living a life, which leads where it is asked to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from itsmcore.checked import checked
from itsmcore.errors import ItsmError
from itsmcore.fields import as_a, as_class, as_whole
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Actor, Event, Model, Record
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.testing._arguments import cast, outside_facts
from itsmcore.testing._lives import brought_about, is_timed, lives_along
from itsmcore.testing._sought import Sought
from itsmcore.testing._values import instants
from itsmcore.testing._walking import Aim, Map, Supply, walked

WAITS = (
    timedelta(),
    timedelta(minutes=1),
    timedelta(hours=5),
    timedelta(days=2),
    timedelta(days=9),
)
_Events = tuple[Event, ...]
_NO_LIFE: st.SearchStrategy[_Events] = st.just(())
_ENOUGH = 20
"""How many verbs are tried to get from one thing that is asked for to the next."""
_LIVES = 30
"""How many lives are led to what is sought before it is said that none comes there."""


@checked
def records(
    model: Model | type[Record] = INCIDENT,
    *,
    state: str | Phase | None = None,
    containing: str | Collection[str] = (),
    max_events: int = 15,
    ticks: bool = True,
) -> st.SearchStrategy[Any]:
    """Draw records of a model by living a life: only what is reachable, with its whole history.

    Args:
        model: the model to live by, or a class of records, which live by its own.
        state: the state that it ends in: one of the main table or of a region, or any of a phase.
        containing: the verbs of events that its history has, in any order.
        max_events: how many verbs are tried after the opening, apart from those that lead to the
            state and to the verbs.
        ticks: whether timers may fire.

    Raises:
        Unlisted: the model has no such state or verb.
        BadValue: it is neither a model nor a class of records with one, `max_events` is below 0, or
            no history comes to the state with these verbs. What only a guard forbids is told when
            the first record is drawn, with the rules along which `paths` finds none; and what only
            several forbid together, after 30 lives, with the nearest of them.

    >>> from hypothesis import find
    >>> find(records(max_events=0), lambda incident: True).version
    1
    >>> closed = find(records(state="closed", containing="reopen"), lambda incident: True)
    >>> closed.state, closed.reopen_count
    ('closed', 1)
    """
    if isinstance(model, Model):
        kind, tables = model.record, model
    else:
        expected = Phrase("testing.expected.model_class_records")
        kind = as_class(Record, model, "model", expected)
        tables = as_a(Model, getattr(kind, "model", None), "model", expected)
    ways, max_events = Map(tables), as_whole(max_events, "max_events", least=0)
    sought = Sought.of(ways, state, containing)
    life = _Life(kind, ways, Supply(tables), ticks)
    if sought.is_nothing:
        return st.deferred(lambda: _roaming(life, max_events))
    return st.deferred(lambda: _seeking(life, sought, max_events))


@attrs.frozen(eq=False)
class _Life:
    """How a record is begun and led on.

    Attributes:
        kind: the class of the record.
        ways: the map of its model.
        supply: what draws the data of events.
        ticks: whether timers may fire.
    """

    kind: type[Record]
    ways: Map
    supply: Supply
    ticks: bool
    _people: st.SearchStrategy[Actor] = attrs.field(init=False)
    _outside: st.SearchStrategy[dict[str, Any]] = attrs.field(init=False)
    _whole: st.SearchStrategy[frozenset[str]] = attrs.field(init=False)

    @_people.default
    def _of_the_cast(self) -> st.SearchStrategy[Actor]:
        return st.sampled_from(cast(self.ways.model))

    @_outside.default
    def _that_guards_ask_for(self) -> st.SearchStrategy[dict[str, Any]]:
        return outside_facts(self.ways.model)

    @_whole.default
    def _as_little_or_all(self) -> st.SearchStrategy[frozenset[str]]:
        return st.sampled_from([frozenset[str](), self.ways.wanted])

    def lives(self) -> list[_Events]:
        """List lives that lead along some rule of the model, and that may be had here."""
        every = lives_along(self.ways.model)
        return [life for life in every if self.ticks or not any(map(is_timed, life))]

    def begun(self, draw: st.DrawFn, lives: st.SearchStrategy[_Events]) -> Any:
        """Open a record, and let it live one of the lives at another time."""
        model, life = self.ways.model, draw(lives)
        at, opening = draw(instants(max_year=2030)), model.opening_event
        data = self.supply.data(draw, opening, draw(self._whole), at)
        later = at.astimezone(UTC) - life[0].at if life else timedelta()
        if life:
            lived, asked = _data(_moved(life[0], later)), self.ways.wanted
            mattering = [n for n in lived if n in asked or isinstance(data.get(n), datetime)]
            data |= {name: lived[name] for name in mattering}
        try:
            record = self.kind.begin(opening(at=at, by=draw(self._people), **data), model=model)
        except ItsmError:
            reject()
        return _relived(record, life[1:], later)

    def led_on(
        self,
        draw: st.DrawFn,
        record: Any,
        aim: Aim | None,
        waits: st.SearchStrategy[timedelta],
    ) -> Any:
        """Let time pass, and then something happen that leads closer."""
        at = record.history[-1].at + draw(waits)
        record = record.tick(at=at) if self.ticks else record
        at = max(at, record.history[-1].at)
        known = {"at": at, "by": draw(self._people), "given": draw(self._outside)}
        return walked(draw, self.ways, self.supply, record, aim, **known)


def _relived(record: Any, events: _Events, later: timedelta) -> Any:
    """Let the same happen to a record, that much later, as far as it is legal."""
    for event in brought_about(events):
        if is_timed(event):
            record = record.tick(at=event.at + later)
        else:
            try:
                record = record.apply(_moved(event, later))
            except ItsmError:
                break
    return record


def _moved(event: Event, later: timedelta) -> Event:
    """Return an event with its instants that much later."""
    planned = {name: of for name, of in _data(event).items() if isinstance(of, datetime)}
    known: dict[str, Any] = {name: of + later for name, of in planned.items()}
    return attrs.evolve(event, at=event.at + later, **known)


def _data(event: Event) -> dict[str, Any]:
    return {field.name: getattr(event, field.name) for field in data_fields(type(event))}


_ANY_WAIT = st.sampled_from(WAITS)
_SOON = st.sampled_from([*WAITS[:3] * 3, *WAITS[3:]])


def _roaming(life: _Life, max_events: int) -> st.SearchStrategy[Any]:
    """Draw lives that may lead anywhere."""
    ways = life.ways
    anywhere, lengths = st.none() | st.sampled_from(ways.states), st.integers(0, max_events)
    aims = anywhere | st.sampled_from(ways.ends) if ways.ends else anywhere
    short = [of for of in life.lives() if len(of) <= max_events + 1]
    late = short[len(short) // 2 :]
    starts = st.sampled_from([(), *short]) | st.sampled_from([(), *late]) | _NO_LIFE

    @st.composite
    def lives(draw: st.DrawFn) -> Any:
        record = life.begun(draw, starts)
        aim, length = draw(aims), draw(lengths)
        for number in range(record.version - 1, max_events):
            if aim is None or ways.is_at(record, aim):
                aim = None
                if number >= length:
                    break
            record = life.led_on(draw, record, aim, _ANY_WAIT if aim is None else _SOON)
        return record

    return lives()


def _seeking(life: _Life, sought: Sought, max_events: int) -> st.SearchStrategy[Any]:
    """Draw lives that first lead anywhere, and then to what is sought."""
    lengths = st.integers(0, max_events)
    known = life.lives()
    sought.verify_by(known)
    starts = st.sampled_from(_nearest(life, sought, known)) | _NO_LIFE
    missed: list[Any] = []
    is_known = False

    @st.composite
    def lives(draw: st.DrawFn) -> Any:
        nonlocal is_known
        record = life.begun(draw, starts)
        for _ in range(draw(lengths)):
            after = life.led_on(draw, record, None, _ANY_WAIT)
            record = after if sought.can_be_met(after) else record
        aim: Aim | None = None
        for _ in range(_ENOUGH * (1 + len(sought.events))):
            ahead = [] if sought.is_met(record) else sought.aims(record)
            if not ahead:
                break
            if aim not in ahead:
                aim = draw(st.sampled_from(ahead))
            after = life.led_on(draw, record, aim, _SOON)
            record = after if sought.can_be_met(after) else record
        if not sought.is_met(record):
            missed.append(record)
            if len(missed) >= _LIVES and not is_known:
                raise sought.unmet(missed[:_LIVES])
            reject()
        is_known = True
        return record

    return lives()


def _nearest(life: _Life, sought: Sought, lives: Collection[_Events]) -> list[_Events]:
    """List the lives after which the fewest things are left to do; the empty one if none."""
    ends = {of: life.kind.replay(of, model=life.ways.model) for of in lives}
    left = {of: sought.left(record) for of, record in ends.items() if sought.can_be_met(record)}
    return [of for of, number in left.items() if number == min(left.values())] or [()]
