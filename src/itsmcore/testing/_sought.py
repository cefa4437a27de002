"""What is sought of a life: a state that it ends in, and verbs of what happens in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import attrs

from itsmcore.errors import BadValue, Unlisted
from itsmcore.fields import as_texts
from itsmcore.lifecycle import Event, Model
from itsmcore.lifecycle._graph import edges
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.testing._lives import every_path
from itsmcore.testing._walking import Aim, Map

_Place = tuple[tuple[str, ...], frozenset[type[Event]]]
"""A state of each table, and what has happened of what is sought."""
_MOST = 5_000
"""How many places are looked at to say that something is in no history."""


@attrs.frozen(eq=False)
class Sought:
    """What a life has to come to.

    Attributes:
        ways: the map of its model.
        ends: the states of which it is to end in one; none for any.
        events: what is to happen in it.
    """

    ways: Map
    ends: tuple[Aim, ...]
    events: tuple[type[Event], ...]

    @classmethod
    def of(cls, ways: Map, state: str | Phase | None, containing: str | Collection[str]) -> Sought:
        """Make it of names.

        Raises:
            Unlisted: the model has no such state or verb.
            BadValue: judging by the tables alone, no history comes to it.
        """
        model = ways.model
        known = (model.event(name) for name in as_texts(containing, "containing"))
        events = tuple(dict.fromkeys(one for one in known if one is not model.opening_event))
        sought = cls(ways, _ends(ways, state), events)
        if not sought.is_nothing:
            sought._verify(state)
        return sought

    @property
    def is_nothing(self) -> bool:
        return not self.ends and not self.events

    def missing(self, record: Any) -> list[type[Event]]:
        """List the events that have not happened."""
        happened = {type(event) for event in record.history}
        return [event for event in self.events if event not in happened]

    def is_met(self, record: Any) -> bool:
        return not self.missing(record) and self._has_ended(record)

    def aims(self, record: Any) -> list[Aim]:
        """List where to go next, judging by the tables alone."""
        missing = self.missing(record)
        if missing:
            return [aim for aim in self.ways.ahead(record) if aim.event in missing]
        return [aim for aim in self.ends if self.ways.is_ahead(record, aim)]

    def left(self, record: Any) -> int:
        """Count the things that are left to do."""
        return len(self.missing(record)) + (not self._has_ended(record))

    def can_be_met(self, record: Any) -> bool:
        return self.is_met(record) or bool(self.aims(record))

    def _has_ended(self, record: Any) -> bool:
        return not self.ends or any(self.ways.is_at(record, end) for end in self.ends)

    # --- what no history comes to -------------------------------------------------------------

    def _verify(self, state: object) -> None:
        model, places = self.ways.model, [*_places(self.ways.model, self.events)]
        if len(places) >= _MOST:
            return
        verbs = ", ".join(event.verb for event in self.events)
        most = max((done for _, done in places), key=len)
        whole = [states for states, done in places if len(done) == len(self.events)]
        if not whole:
            beside = ", ".join(event.verb for event in self.events if event in most)
            never = " or ".join(event.verb for event in self.events if event not in most)
            which = Phrase("testing.sought.one_with", beside=beside) if beside else "any"
            expected = Phrase(
                "testing.expected.verbs_history", never=never, which=which, model=model
            )
            raise BadValue(field="containing", value=verbs, expected=expected)
        ends = [(end.table, end.state) for end in self.ends]
        if ends and not any(states[table] == name for states in whole for table, name in ends):
            known = dict.fromkeys(states[table] for table, _ in ends for states in whole)
            after = Phrase("testing.sought.with", verbs=verbs) if verbs else ""
            expected = Phrase(
                "testing.expected.history_leads", model=model, after=after, known=", ".join(known)
            )
            raise BadValue(field="state", value=state, expected=expected)

    def verify_by(self, lives: Collection[tuple[Event, ...]]) -> None:
        """Refuse what no history was found to come to.

        Args:
            lives: a life along each rule that has one.

        Raises:
            BadValue: a verb is in none of them, or none ends in the state.
        """
        model = self.ways.model
        every = every_path(model)
        along = [path for path in every if path.record and path.record.history in {*lives}]
        for event in self.events:
            if event.verb not in {path.verb for path in along}:
                told = "; ".join(str(path) for path in every if path.verb == event.verb)
                expected = Phrase("testing.expected.verb_some_history", told=told)
                raise BadValue(field="containing", value=event.verb, expected=expected)
        if self.ends and not any(
            self.ways.is_at(path.record, end) for path in along for end in self.ends
        ):
            names = {end.state for end in self.ends}
            into = {rule.event.verb for rule in model.rules if rule.target in names}
            told = "; ".join(str(p) for p in every if p.verb in into and p not in along)
            expected = Phrase("testing.expected.state_some_history_ends", told=told)
            raise BadValue(field="state", value=", ".join(sorted(names)), expected=expected)

    def unmet(self, lives: Collection[Any]) -> BadValue:
        """Say that none of some lives came to it, and how near they came.

        Args:
            lives: the records that were led on.
        """
        nearest = min(lives, key=self.left)
        verbs = ", ".join(event.verb for event in self.events)
        names = ", ".join(dict.fromkeys(end.state for end in self.ends))
        field, value = ("state", names) if self.ends else ("containing", verbs)
        what = " with ".join(filter(None, [names, verbs]))
        lived = ", ".join(dict.fromkeys(event.verb for event in nearest.history))
        came = ", ".join((nearest.state, *nearest.regions))
        expected = Phrase(
            "testing.expected.some_history_comes_none",
            model=self.ways.model,
            count=len(lives),
            end=what,
            lived=lived,
            came=came,
        )
        return BadValue(field=field, value=value, expected=expected)


def _places(model: Model, events: Collection[type[Event]]) -> Iterator[_Place]:
    """Yield each place that some history comes to, judging by the tables alone."""

    def onward(place: _Place) -> Iterator[_Place]:
        (state, *regions), done = place
        for event in model.events[1:]:
            after = model.plan.moves[event, state, tuple(regions)]
            if after is not None:
                yield (after.state, *after.regions), done | ({event} & {*events})

    tables = model.lifecycle, *model.regions
    start: _Place = tuple(table.initial for table in tables), frozenset()
    yield start
    yield from dict.fromkeys(after for _, after in edges([start], onward, most=_MOST))


def _ends(ways: Map, state: str | Phase | None) -> tuple[Aim, ...]:
    if state is None:
        return ()
    tables = (ways.model.lifecycle, *ways.model.regions)
    if isinstance(state, Phase):
        return tuple(Aim(0, one.name) for one in tables[0].states if one.phase is state)
    found = [Aim(n, one.name) for n, of in enumerate(tables) for one in of.states]
    aims = tuple(aim for aim in found if aim.state == state)
    if not aims:
        names = tuple(dict.fromkeys(aim.state for aim in found))
        raise Unlisted(
            kind=Phrase("testing.sought.state", model=ways.model), name=state, known=names
        )
    return aims
