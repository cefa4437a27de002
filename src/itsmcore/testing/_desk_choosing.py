"""What is done next on a desk: drawn so that its records meet in every way they can."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import takewhile
from typing import Any

import attrs
from hypothesis import strategies as st

from itsmcore.desk import Desk, Proposal
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import Actor, Event, Model
from itsmcore.lifecycle._practice import practice_of
from itsmcore.lifecycle.events import Linked, Unlinked
from itsmcore.testing._actions import Asking, Opening, Repeating, Ticking
from itsmcore.testing._desk_company import UNHEARD, UNREAD, Company
from itsmcore.testing._desk_doing import Doing
from itsmcore.testing._fitting import Attempted
from itsmcore.testing._machine import WAITS, around
from itsmcore.testing._meetings import Meeting, meetings, others, possible_links
from itsmcore.testing._walking import Aim, attempts
from itsmcore.testing._walking import Step as Way

_STEPS, _MISSES = 9, 2


class Choosing:
    """Chooses what is done next in one life of a desk, and does it.

    Args:
        doing: what does it.
        company: who acts, on records of which models.
        most: how many records there may be.
    """

    def __init__(self, doing: Doing, company: Company, most: int) -> None:
        self._doing = doing
        self._company = company
        self._most = most
        self._met = set[tuple[str, ...]]()

    @property
    def _desk(self) -> Desk:
        return self._doing.desk

    def go_on(self, draw: st.DrawFn) -> None:
        """Do anything, a while later."""
        what = draw(_one_of(self._what()))
        self._doing.now = draw(_one_of(self._later()))
        match what:
            case "open":
                self.open(draw)
            case "tie":
                self._tie(draw, self._record(draw).id, self._record(draw).id, heard=False)
            case "let two meet":
                self._let_meet(draw)
            case "try anything":
                self._try_anything(draw)
            case "accept":
                self._accept(draw)
            case "ask again":
                self._ask_again(draw)
            case _:
                self._doing.do(Ticking(self._doing.now))

    def _what(self) -> tuple[str, ...]:
        """List what may be done next, each as often as it should be."""
        count = len(self._desk)
        if count < 2:
            return ("open",)
        return (
            *["let two meet"] * 9,
            *["open"] * (count < self._most),
            "tie",
            "try anything",
            "let time pass",
            *["accept"] * bool(self._doing.offers),
            *["ask again"] * bool(self._doing.unheard),
        )

    def _later(self) -> tuple[datetime, ...]:
        """List the instants that time may go on to."""
        now, due = self._doing.now, self._desk.next_instant
        near = () if due is None else around(due)
        return (*(now + wait for wait in WAITS), *(one for one in near if one > now))

    def open(self, draw: st.DrawFn) -> None:
        """Open a record."""
        models = {f"{one.name} {number}": one for number, one in enumerate(self._company.models)}
        model = _pick(draw, models)
        by = _pick(draw, {one.name: one for one in self._company.actors})
        wanted = draw(_one_of(((), self._company.ways(model).wanted)))
        opening, id, now = model.opening_event, self._number(model), self._doing.now
        drawn = self._company.supply(model).data(draw, opening, wanted, now)
        said = self._tied(draw, practice_of(model), id, opening, drawn)
        event = None if said is None else made(opening, at=now, by=by, **{**said, "id": id})
        if event is not None:
            self._doing.do(Opening(model, event))

    def _tie(self, draw: st.DrawFn, one: str, other: str, *, heard: bool) -> None:
        """Tie two records, perhaps so that one hears what happens to the other."""
        links = possible_links(self._desk, one, other)
        if heard:
            heard_of = tuple(x for x in links if self._company.is_heard_of(self._desk, x))
            links = heard_of or links
        if links:
            id, kind, target = draw(_one_of(links))
            by, how = self._turn(draw)
            event = Linked(at=self._doing.now, by=by, kind=kind, target=target)
            self._doing.do(Asking(id, event, **how))

    def _let_meet(self, draw: st.DrawFn) -> None:
        """Bring one record to a state, and let something happen to another that is tied to it."""
        one, other = self._pair(draw)
        found = self._fresh(one, other)
        if not found:
            self._tie(draw, one, other, heard=True)
            found = self._fresh(one, other)
        if not found:
            self._wander(draw, one)
            return
        state = _pick(draw, {of.state.state: of.state for of in found})
        met = _pick(draw, {of.verb: of for of in found if of.state == state})
        self._met.add(met.kind)
        self._bring(draw, met.other, met.state)
        self._bring(draw, met.of, met.event)

    def _pair(self, draw: st.DrawFn) -> tuple[str, str]:
        """Draw two records, which may be the same; new ones if there is room."""
        if self._most - len(self._desk) > 1 and draw(st.booleans()):
            self.open(draw)
            self.open(draw)
            one, other = list(self._desk.records)[-2:]
            return one, other
        return self._record(draw).id, self._record(draw).id

    def _fresh(self, one: str, other: str) -> list[Meeting]:
        """List the meetings of two records, of those the kinds that have not been yet."""
        found = list(meetings(self._desk, self._company.ways, one, other))
        return [meeting for meeting in found if meeting.kind not in self._met] or found

    def _wander(self, draw: st.DrawFn, id: str) -> None:
        """Let something happen to a record, in whatever state that may, unless it has ended."""
        known = self._company.ways(self._desk[id].model)
        ahead = {_said(aim): aim for aim in known.ahead(self._desk[id]) if aim.table == 0}
        if ahead:
            self._bring(draw, id, _pick(draw, ahead))

    def _bring(self, draw: st.DrawFn, id: str, aim: Aim) -> None:
        """Bring a record to a state, and let happen what is to happen there."""
        misses = 0
        for _ in range(_STEPS):
            record = self._desk[id]
            if aim.event is None and self._company.ways(record.model).is_at(record, aim):
                return
            misses += not self._approach(draw, record, aim)
            happened = [type(event) for event in self._desk[id].history[record.version :]]
            if misses == _MISSES or aim.event in happened:
                return

    def _approach(self, draw: st.DrawFn, record: Any, aim: Aim) -> bool:
        """Let something happen that brings a record closer; return whether it was granted."""
        ways, supply = self._company.ways(record.model), self._company.supply(record.model)
        by, how = self._turn(draw)
        known: dict[str, Any] = {"at": self._doing.now, "by": by, "given": {}}
        seen: list[Way] = []

        def leads(pair: tuple[Attempted, Way]) -> bool:
            seen.append(pair[1])
            return bool(pair[1].choices) or pair[1] is seen[0]

        practice = practice_of(record)
        near = takewhile(leads, attempts(draw, ways, supply, record, aim, **known))
        return any(
            self._ask(
                record.id, None if said is None else made(attrs.evolve(one, data=said).made), how
            )
            for one, _ in near
            for said in [self._tied(draw, practice, record.id, one.event, one.data)]
        )

    def _ask(self, id: str, event: Any, how: dict[str, Any], offer: Proposal | None = None) -> bool:
        """Ask for an event, if it could be made."""
        return event is not None and self._doing.do(Asking(id, event, **how, offer=offer))

    def _try_anything(self, draw: st.DrawFn) -> None:
        record = self._record(draw)
        kind = _pick(draw, {one.verb: one for one in record.model.events[1:]})
        by, how = self._turn(draw)
        drawn = draw(self._company.supply(record.model).arguments(kind))
        said = self._tied(draw, practice_of(record), record.id, kind, drawn)
        event = None if said is None else made(kind, at=self._doing.now, by=by, **said)
        self._ask(record.id, event, how)

    def _accept(self, draw: st.DrawFn) -> None:
        offer = _pick(draw, {str(one): one for one in self._doing.offers})
        by, how = self._turn(draw)
        event = made(offer.event_for, record=self._desk[offer.record])
        mine = None if event is None else attrs.evolve(event, at=self._doing.now, by=by)
        self._ask(offer.record, mine, how, offer)

    def _ask_again(self, draw: st.DrawFn) -> None:
        lost = _pick(draw, dict(enumerate(self._doing.unheard)))
        self._doing.do(Repeating(lost[0].event))

    def _turn(self, draw: st.DrawFn) -> tuple[Actor, dict[str, Any]]:
        """Draw who acts, and how: mostly as one should."""
        by, how = _pick(draw, self._company.turns)
        return by, {"reads": how != UNREAD, "is_heard": how != UNHEARD}

    def _record(self, draw: st.DrawFn) -> Any:
        return self._desk[draw(_one_of(tuple(self._desk.records)))]

    def _tied(
        self,
        draw: st.DrawFn,
        practice: str,
        id: str,
        event: type[Event],
        drawn: Mapping[str, Any],
    ) -> dict[str, Any] | None:
        """Let what an event ties or unties be records of the desk; None if there are none."""
        said = dict(drawn)
        if issubclass(event, Unlinked) and self._desk.ties.get(id):
            known = {f"{kind} {other}": (kind, other) for kind, other in self._desk.ties[id]}
            said["kind"], said["target"] = _pick(draw, known)
            return said
        for kind, name in (*event.ties.items(), *event.unties.items()):
            if name is not None and said.get(name) is not None:
                ids = others(self._desk, practice, id, kind)
                if not ids:
                    return None
                one = draw(_one_of(ids))
                said[name] = (one,) if isinstance(said[name], tuple) else one
        return said

    def _number(self, model: Model) -> str:
        practice = practice_of(model)
        prefixes = {of.name: of.prefix for of in self._desk.practices}
        prefix = prefixes.get(practice) or practice.upper()
        count = 1 + sum(practice_of(record) == practice for record in self._desk)
        return f"{prefix}-{count}"


def made(make: Callable[..., Any], **known: Any) -> Any:
    """Make an event; None if its data is not valid."""
    try:
        return make(**known)
    except ItsmError:
        return None


def _said(aim: Aim) -> str:
    return aim.state if aim.event is None else f"{aim.event.verb} while {aim.state}"


@functools.lru_cache(maxsize=4096)
def _one_of(several: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(several)


def _pick(draw: st.DrawFn, known: Mapping[Any, Any]) -> Any:
    """Draw one of several by its name, which is what hypothesis shows."""
    return known[draw(_one_of(tuple(known)))]
