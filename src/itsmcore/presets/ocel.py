"""OCEL 2.0, the exchange format of object-centric event logs, read as timelines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

import attrs

from itsmcore._faces import offer
from itsmcore.absent import is_absent
from itsmcore.errors import BadValue
from itsmcore.fields import as_mapping, as_text, can_be_iterated
from itsmcore.instant import EPOCH
from itsmcore.phase import Phase, Phases, phases_of
from itsmcore.phrase import Phrase, Words
from itsmcore.presets._histories import unused
from itsmcore.presets._reading import iso_instant, items_of, text_of
from itsmcore.shown import shown
from itsmcore.timeline import Flaw, Step, Timeline

__all__ = ["timelines"]

_EXPECTED = Phrase("presets.expected.ocel")


def timelines(
    log: Mapping[str, Any],
    *,
    of: str,
    state: str | None = None,
    facts: Mapping[str, str] | None = None,
    phases: Phases | None = None,
) -> dict[str, Timeline]:
    """Read the objects of one type in an OCEL 2.0 log as `{id: Timeline}`.

    Each event that an object takes part in is a step, with the event's type as its verb, and so is
    each change of an attribute of the object. A value that is dated 1970-01-01, as logs date those
    that an object begins with, holds from its first step. Attributes of an event hold for its step
    alone, as `event.NAME`. Steps are in order of time. Dirt raises nothing: what was wrong, and how
    it was read, is in each timeline's `flaws`, with the position of the event or object.

    Args:
        log: the document, as `json.load` gives it.
        of: the type of the objects, such as `"incident"`; an event is a step of each of them.
        state: the attribute of the object that holds its state; without it, the type of the last
            event stands for the state.
        facts: facts that attributes of the object become, such as `{"team": "group"}`; others keep
            their names.
        phases: what each state means, as a mapping or a model; without it, steps have no phase.

    Raises:
        BadValue: it is no such log, or an argument is something else.

    >>> log = timelines({
    ...     "objects": [{"id": "I-7", "type": "incident"}],
    ...     "events": [
    ...         {"id": "e1", "type": "Accepted", "time": "2026-01-05T09:00:00Z",
    ...          "relationships": [{"objectId": "I-7", "qualifier": ""}]},
    ...         {"id": "e2", "type": "Completed", "time": "2026-01-05T11:30:00Z",
    ...          "relationships": [{"objectId": "I-7", "qualifier": ""}]}],
    ... }, of="incident", phases={"Accepted": Phase.ACTIVE, "Completed": Phase.CLOSED})
    >>> log["I-7"].time_in(Phase.ACTIVE)
    datetime.timedelta(seconds=9000)
    """
    said = as_mapping(log, "log", _EXPECTED)
    if not all(can_be_iterated(said.get(part)) for part in ("events", "objects")):
        raise BadValue(field="log", value=log, expected=_EXPECTED)
    others = (
        {}
        if facts is None
        else as_mapping(facts, "facts", Phrase("presets.ocel.mapping_attributes"))
    )
    reading = _Reading(
        kind=as_text(of, "of"),
        state=None if state is None else as_text(state, "state"),
        named={name: as_text(fact, Phrase("presets.fact")) for name, fact in others.items()},
        phases=None if phases is None else phases_of(phases),
    )
    for index, thing in enumerate(items_of(said["objects"])):
        reading.take(index, thing)
    for index, event in enumerate(items_of(said["events"])):
        reading.tell(index, event)
    return {number: one.timeline() for number, one in reading.objects.items()}


@attrs.define(kw_only=True)
class _Reading:
    """Gather what happened to each object of a type."""

    kind: str
    state: str | None
    named: Mapping[str, str]
    phases: Mapping[str, Phase] | None
    objects: dict[str, _Object] = attrs.field(factory=dict)

    def take(self, index: int, thing: Mapping[str, Any]) -> None:
        """Take an object, with how its attributes changed."""
        if thing.get("type") != self.kind:
            return
        id = _text(thing.get("id"))
        number = id or ""
        one = _Object(self, index)
        if id is None:
            one.flaw(index, "no_number", Phrase("presets.ocel.no_id"))
        if number in self.objects:
            one.flaw(index, "same_number", Phrase("presets.flaw.same_number", number=shown(number)))
            number = unused(f"{number} (object {index})", self.objects)
        self.objects[number] = one
        for attribute in items_of(thing.get("attributes")):
            name = text_of(attribute.get("name"))
            fact = "state" if name == self.state else self.named.get(name, name)
            at = one.instant(
                index, attribute.get("time"), Phrase("presets.ocel.attribute", name=name)
            )
            value = attribute.get("value")
            told = _text(value) if fact == "state" else value
            if at == EPOCH:
                one.first[fact] = told
            elif at is not None:
                one.moments.append((at, index, None, {fact: told}))

    def tell(self, index: int, event: Mapping[str, Any]) -> None:
        """Tell each object of an event that it takes part in."""
        told = {
            f"event.{text_of(of.get('name'))}": of.get("value")
            for of in items_of(event.get("attributes"))
        }
        verb = _text(event.get("type"))
        if self.state is None:
            told["state"] = verb
        parts = (text_of(of.get("objectId")) for of in items_of(event.get("relationships")))
        for part in dict.fromkeys(parts):
            if part in self.objects:
                one = self.objects[part]
                at = one.instant(index, event.get("time"), Phrase("presets.ocel.event"))
                if at is not None:
                    one.moments.append((at, index, verb, told))


@attrs.define
class _Object:
    """One object, and what was wrong with what is told of it."""

    reading: _Reading
    index: int
    first: dict[str, Any] = attrs.field(factory=dict)
    moments: list[tuple[datetime, int, str | None, dict[str, Any]]] = attrs.field(factory=list)
    flaws: dict[Flaw, None] = attrs.field(factory=dict)
    unknown: set[str] = attrs.field(factory=set)

    def timeline(self) -> Timeline:
        """Return what was true when."""
        lasting = dict(self.first)
        steps: list[Step] = []
        for at, index, verb, told in sorted(self.moments, key=itemgetter(0)):
            lasting |= {name: of for name, of in told.items() if not name.startswith("event.")}
            steps.append(Step(at, verb, {**lasting, **told, **self.phase(index, lasting)}))
        if not steps:
            self.flaw(self.index, "no_time", Phrase("presets.flaw.no_beginning"))
        states = () if self.reading.phases is None else self.reading.phases
        return Timeline(self.joined(steps), tuple(self.flaws), states=states)

    def joined(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Yield the steps; what attributes became at one instant is one step."""
        before: Step | None = None
        for step in steps:
            if before is not None and (before.at != step.at or before.verb or step.verb):
                yield before
            before = step
        if before is not None:
            yield before

    def phase(self, index: int, facts: Mapping[str, Any]) -> dict[str, Phase | None]:
        """Return the phase of the state, if the caller has said what states mean."""
        if self.reading.phases is None:
            return {}
        state = facts.get("state")
        if state is not None and not (state in self.reading.phases or state in self.unknown):
            self.unknown.add(state)
            self.flaw(
                index, "unknown_state", Phrase("presets.flaw.unknown_state", state=shown(state))
            )
        return {"phase": None if state is None else self.reading.phases.get(state)}

    def instant(self, index: int, raw: Any, what: Words) -> datetime | None:
        """Return an instant, if it can be read."""
        at, code = iso_instant(raw)
        if code is not None:
            code = "no_time" if is_absent(raw) else code
            self.flaw(index, code, Phrase("presets.flaw.time_left_out", what=what, raw=shown(raw)))
        return at

    def flaw(self, index: int, code: str, words: Words) -> None:
        """Note what is wrong, once."""
        self.flaws[Flaw(index, code, words)] = None


def _text(raw: Any) -> str | None:
    return None if is_absent(raw) else text_of(raw)


offer(globals())
