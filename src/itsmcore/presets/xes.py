"""XES, the exchange format of event logs (IEEE 1849), read as timelines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import attrs

from itsmcore._faces import offer
from itsmcore.errors import BadInstant, BadValue
from itsmcore.fields import as_mapping, as_text, as_texts
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.phase import Phase, Phases, phases_of
from itsmcore.phrase import Phrase, Words
from itsmcore.presets._reading import as_zone, in_zone
from itsmcore.presets._xml import Source, new_parser, parse
from itsmcore.shown import shown
from itsmcore.timeline import Flaw, Step, Timeline

if TYPE_CHECKING:
    from itsmcore.columnar import Steps

__all__ = ["FACTS", "steps", "timelines"]

FACTS: FrozenDict[str, str] = FrozenDict(
    {
        "org:group": "group",
        "org:resource": "assignee",
        "org:role": "role",
    }
)
"""The fact that each key of the standard's extensions becomes; others keep their names."""

_NAME, _TIME = "concept:name", "time:timestamp"
_NUMBERS: Mapping[str, Callable[[str], object]] = {"int": int, "float": float}
_FLAGS = {"true": True, "false": False}


def timelines(
    source: Source,
    *,
    state: str | Iterable[str] = _NAME,
    facts: Mapping[str, str] | None = None,
    phases: Phases | None = None,
    tz: str | tzinfo | None = None,
) -> dict[str, Timeline]:
    """Read an event log as `{name of the trace: Timeline}`, in one pass and piece by piece.

    Events keep the order of the file. Attributes of a trace are facts of its steps, as `case.KEY`;
    attributes of attributes, and what the file says of the log as a whole, are left out. Dirty
    events raise nothing: what was wrong, and how it was read, is in each timeline's `flaws`, with
    the event's position in the file.

    Args:
        source: the text of a document, its bytes, or a file opened for reading, such as
            `gzip.open(path)`. One that declares a type or an entity is refused.
        state: the key that holds the state, or several, whose values are joined by `"/"`.
        facts: facts that other keys become, beside those of `FACTS`, such as
            `{"org:group": "team"}`.
        phases: what each state means, as a mapping or a model; without it, steps have no phase.
        tz: the zone of times that have none; without it, such times are unreadable.

    Raises:
        BadValue: the source is no XML that may be read, or an argument is something else.

    >>> log = timelines('''<log><trace><string key="concept:name" value="1-7"/>
    ...   <event><string key="concept:name" value="Accepted"/>
    ...          <date key="time:timestamp" value="2026-01-05T09:00:00+01:00"/></event>
    ...   <event><string key="concept:name" value="Completed"/>
    ...          <date key="time:timestamp" value="2026-01-05T11:30:00+01:00"/></event>
    ... </trace></log>''', phases={"Accepted": Phase.ACTIVE, "Completed": Phase.CLOSED})
    >>> log["1-7"].time_in(Phase.ACTIVE)
    datetime.timedelta(seconds=9000)
    """
    reader = _Reader(
        _keys(state),
        _named(facts),
        None if phases is None else phases_of(phases),
        None if tz is None else as_zone(tz),
    )
    parser = new_parser()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parse(parser, source)
    return reader.timelines


def steps(
    frame: Any,
    *,
    state: str | Iterable[str] = _NAME,
    facts: Mapping[str, str] | None = None,
    phases: Phases | None = None,
) -> Steps:
    """Read the frame that another reader makes of a log, such as r4pm, as steps in columns.

    They are `Steps.of(timelines(…))` with the same flaws where every event has a time and those of
    a trace are in order; other logs are refused, and `timelines` reads them. Columns are named by
    the keys of the standard, those of a trace after `case:`, as r4pm and pm4py do; what an event
    lacks, r4pm takes from the globals of the log. Times without a zone are in UTC. Needs the extra
    `itsmcore[columnar]`; `itsmcore[xes]` brings r4pm, too.

    Args:
        frame: a frame of polars, pandas or pyarrow, or a mapping of columns.
        state: the key that holds the state, or several, whose values are joined by `"/"`.
        facts: facts that other keys become, beside those of `FACTS`.
        phases: what each state means, as a mapping or a model; without it, steps have no phase.

    Raises:
        Unlisted: the frame lacks a column that is needed.
        BadValue: an event has no trace or no time, or a trace goes back in time; or an argument is
            something else.

    >>> import numpy as np
    >>> frame = {"case:concept:name": np.array(["1-7", "1-7"]),
    ...          "concept:name": np.array(["Accepted", "Completed"]),
    ...          "time:timestamp": np.array(["2026-01-05T08:00", "2026-01-05T10:30"], "M8[m]")}
    >>> steps(frame, phases={"Accepted": Phase.ACTIVE, "Completed": Phase.CLOSED})
    <Steps 2 of 1 case: case.concept:name, concept:name, state, phase>
    """
    from itsmcore.presets._xes_columns import steps_of  # noqa: PLC0415 (it needs numpy)

    known = None if phases is None else phases_of(phases)
    return steps_of(frame, _keys(state), _named(facts), known)


def _keys(state: str | Iterable[str]) -> tuple[str, ...]:
    keys = as_texts(state, "state", Phrase("presets.expected.state_keys"))
    if not keys:
        raise BadValue(field="state", value=state, expected=Phrase("presets.expected.keys"))
    return keys


def _named(facts: Mapping[str, str] | None) -> dict[str, str]:
    """Name the facts of keys: those of the standard, and others that are given."""
    others = (
        {} if facts is None else as_mapping(facts, "facts", Phrase("presets.expected.facts_by_key"))
    )
    named = {key: as_text(fact, Phrase("presets.fact")) for key, fact in others.items()}
    return {**FACTS, **named}


_LOG, _TRACE, _EVENT = 2, 3, 4
"""How deep what is looked at stands: the traces of a log, what a trace has, and what an event."""


@attrs.define
class _Reader:
    """Gather the events of one trace after the other as the elements go by."""

    keys: tuple[str, ...]
    facts: Mapping[str, str]
    phases: Mapping[str, Phase] | None
    zone: tzinfo | None
    timelines: dict[str, Timeline] = attrs.field(factory=dict)
    depth: int = 0
    level: int = _LOG
    index: int = -1
    case: dict[str, object] = attrs.field(factory=dict)
    event: dict[str, object] = attrs.field(factory=dict)
    steps: list[Step] = attrs.field(factory=list)
    flaws: list[Flaw] = attrs.field(factory=list)
    unknown: set[str] = attrs.field(factory=set)
    repeated: dict[str, int] = attrs.field(factory=dict)

    def start(self, tag: str, said: dict[str, str]) -> None:
        """Take an element as it begins."""
        self.depth += 1
        if self.depth != self.level:
            return
        if tag == "string" and self.level == _EVENT and "key" in said and "value" in said:
            self.event[said["key"]] = said["value"]  # nearly all there is; saves a third
            return
        kind = tag[tag.rfind(":") + 1 :]
        if self.level == _EVENT:
            self._take(self.event, kind, said)
        elif self.level == _TRACE and kind == "event":
            self.level, self.event = _EVENT, {}
            self.index += 1
        elif self.level == _TRACE:
            self._take(self.case, kind, said)
        elif kind == "trace":
            self.level, self.case, self.steps, self.flaws = _TRACE, {}, [], []
            self.unknown = set()

    def end(self, _: str) -> None:
        """Take an element as it ends: an event or a trace, where it is the one that is read."""
        self.depth -= 1
        if self.depth == self.level - 2:
            if self.level == _EVENT:
                self.level = _TRACE
                self._end_event()
            elif self.level == _TRACE:
                self.level = _LOG
                self._end_trace()

    def _take(self, into: dict[str, object], kind: str, said: dict[str, str]) -> None:
        key, text = said.get("key"), said.get("value")
        if key is not None and text is not None:
            into[key] = text if kind == "string" else self._value(kind, text)

    def _value(self, kind: str, text: str) -> object:
        """Return the value of an attribute; the text itself where it is not of its kind."""
        if kind == "boolean":
            return _FLAGS.get(text.lower(), text)
        try:
            return self._instant(text) if kind == "date" else _NUMBERS.get(kind, str)(text)
        except (ValueError, OverflowError, BadInstant):
            return text

    def _instant(self, text: str) -> object:
        local = datetime.fromisoformat(text)
        if local.tzinfo is not None:
            return utc(local)
        if self.zone is None:
            return text
        at, code = in_zone(local, self.zone)
        if code is not None:
            self._flaw(code, Phrase("presets.xes.read", text=text, at=at))
        return at

    def _end_event(self) -> None:
        at, facts = self._at(self.event.pop(_TIME, None)), self._facts()
        if at is not None:
            self.steps.append(Step(at, None, facts))

    def _at(self, told: object) -> datetime | None:
        before = self.steps[-1].at if self.steps else None
        if isinstance(told, datetime) and (before is None or told >= before):
            return told
        if isinstance(told, datetime):
            self._flaw("backward", Phrase("presets.flaw.backward", at=told, before=before))
        else:
            code = "no_time" if told is None else "unreadable_time"
            read = (
                Phrase("presets.left_out") if before is None else Phrase("presets.read_as_before")
            )
            self._flaw(code, Phrase("presets.flaw.unread_time", time=shown(told), read=read))
        return before

    def _facts(self) -> dict[str, object]:
        parts = [self.event.get(key) for key in self.keys]
        state = None if None in parts else "/".join(map(str, parts))
        facts = {f"case.{key}": of for key, of in self.case.items()}
        facts |= {self.facts.get(key, key): of for key, of in self.event.items()}
        facts["state"] = state
        if state is None:
            self._flaw("no_state", Phrase("presets.flaw.event_no_state"))
        if self.phases is not None:
            facts["phase"] = self._phase(self.phases, state)
        return facts

    def _phase(self, phases: Mapping[str, Phase], state: str | None) -> Phase | None:
        if state is not None and state not in phases and state not in self.unknown:
            self.unknown.add(state)
            self._flaw("unknown_state", Phrase("presets.flaw.unknown_state", name=shown(state)))
        return None if state is None else phases.get(state)

    def _end_trace(self) -> None:
        name = self.case.get(_NAME)
        if name is None:
            self._flaw("no_number", Phrase("presets.flaw.trace_no_number"))
        number = "" if name is None else str(name)
        if number in self.timelines:
            self.repeated[number] = self.repeated.get(number, 1) + 1
            self._flaw("same_number", Phrase("presets.flaw.same_number", number=shown(number)))
            number = f"{number} ({self.repeated[number]})"
        states = () if self.phases is None else self.phases
        self.timelines[number] = Timeline(self.steps, tuple(self.flaws), states=states)

    def _flaw(self, code: str, words: Words) -> None:
        self.flaws.append(Flaw(max(self.index, 0), code, words))


offer(globals())
