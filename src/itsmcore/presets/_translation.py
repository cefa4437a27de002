"""Translation: a record, or a timeline, as it would be under another model."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

import attrs

from itsmcore.errors import BadValue, NoCounterpart
from itsmcore.fields import as_mapping, is_in, maybe_a
from itsmcore.frozen import EMPTY
from itsmcore.level import Level
from itsmcore.lifecycle import Event, Model, Record, as_model
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase
from itsmcore.service_levels import Agreement, Clocks
from itsmcore.shown import shown
from itsmcore.timeline import Step, Timeline

T = TypeVar("T")
Values = Mapping[str, Mapping[Any, Any]]


@attrs.frozen(kw_only=True)
class Lost:
    """What another model cannot say as exactly.

    Attributes:
        index: the place of the event, or of the step.
        field: what was said there.
        was: the value.
        becomes: the value that stands for it now.
    """

    index: int
    field: str
    was: object
    becomes: object


@attrs.frozen(kw_only=True)
class Translation(Generic[T]):
    """A record, or a timeline, under another model, and what became of it.

    Attributes:
        made: the record, or the timeline.
        lost: what it cannot say as exactly.
        before: its clocks as they were, if an agreement was given.
        after: its clocks as they are now.
    """

    made: T
    lost: tuple[Lost, ...]
    before: Clocks | None = None
    after: Clocks | None = None


def translate(
    source: T,
    *,
    to: Model,
    states: Mapping[str, str] = EMPTY,
    values: Values = EMPTY,
    agreement: Agreement | None = None,
    at: datetime | None = None,
) -> Translation[T]:
    """Translate a record, or a timeline, to another model of its practice: all of it, or nothing.

    The events of a record are kept, and folded under the other model, so its states are what that
    model makes of them. The values of codes and levels become those of the other model: the same
    value, or what `values` says, or the level of the same label, or the one at the same place of a
    scale of as many levels. Of a longer or a shorter scale it is the nearest by place, which is
    listed as lost. A higher rank stays the higher one, whichever way the codes of a scale run.

    Args:
        source: the record, or the timeline.
        to: the other model.
        states: of a timeline, the state of the other model that stands for one that it lacks.
        values: for fields, what stands for values that the other model lacks, such as
            `{"reason": {"evidence": "vendor"}}`, by the event's argument or the timeline's fact.
        agreement: what to measure before and after, to see what changes for running clocks.
        at: the instant to measure it at.

    Raises:
        NoCounterpart: an event, or a step, says what has no counterpart; names its index.
        NotAllowed: the other model has no rule for an event at its place; names its index.
        BadValue: something is neither a record nor a timeline, or an agreement has no instant.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import INCIDENT
    >>> from itsmcore.presets import servicenow
    >>> inc = servicenow.INCIDENT.open("INC1", at=datetime(2026, 1, 5, tzinfo=UTC), by="ada",
    ...     summary="Mail is down", impact=servicenow.IMPACTS[0], urgency=servicenow.URGENCIES[1])
    >>> translate(inc, to=INCIDENT).made.impact
    Impact.HIGH
    """
    model = as_model(to, "to")
    named = {of: as_mapping(table, "values") for of, table in as_mapping(values, "values").items()}
    if isinstance(source, Record):
        made, lost = _record(source, model, named)
    elif isinstance(source, Timeline):
        made, lost = _timeline(source, model, as_mapping(states, "states"), named)
    else:
        raise BadValue(field="source", value=source, expected=Phrase("presets.expected.record"))
    gold = maybe_a(Agreement, agreement, "agreement")
    if gold is None:
        return Translation(made=made, lost=lost)
    if at is None:
        raise BadValue(field="at", value=at, expected=Phrase("presets.expected.instant"))
    before, after = (gold.measure(_as_timeline(of), at=at) for of in (source, made))
    return Translation(made=made, lost=lost, before=before, after=after)


def _as_timeline(of: Any) -> Timeline:
    timeline: Timeline = of if isinstance(of, Timeline) else of.timeline()
    return timeline


def _record(record: Any, to: Model, values: Values) -> tuple[Any, tuple[Lost, ...]]:
    lost: list[Lost] = []
    history = [
        _event(index, event, record.model, to, values, lost)
        for index, event in enumerate(record.history)
    ]
    return type(record).replay(history, model=to), tuple(lost)


def _event(
    index: int, event: Event, model: Model, to: Model, values: Values, lost: list[Lost]
) -> Event:
    kind = type(event)
    if kind not in to.events:
        why = Phrase("presets.why.unknown_verb", verb=event.verb, model=to)
        raise NoCounterpart(index=index, why=why, expected=Phrase("presets.expected.other_model"))
    scales = {argument.name: argument.options for argument in model.arguments(kind)}
    changed = {}
    for argument in to.arguments(kind):
        name, value = argument.name, getattr(event, argument.name)
        legal = argument.options
        if value is None or not legal or isinstance(value, tuple | Mapping):
            continue
        made = _counterpart(index, name, value, scales.get(name, ()), legal, values, lost)
        if made is not value:
            changed[name] = made
    return attrs.evolve(event, **changed) if changed else event


def _timeline(
    timeline: Timeline, to: Model, states: Mapping[str, str], values: Values
) -> tuple[Timeline, tuple[Lost, ...]]:
    lost: list[Lost] = []
    steps = []
    phases = to.phases
    known = _legal(to)
    for index, step in enumerate(timeline):
        facts = dict(step.facts)
        state = facts.get("state")
        if state is not None:
            named: Any = states.get(str(state), state)
            if not is_in(named, phases):
                why = Phrase("presets.why.unknown_state", state=shown(named), model=to)
                raise NoCounterpart(
                    index=index, why=why, expected=Phrase("presets.expected.states")
                )
            facts |= {"state": named, "phase": phases[named]}
        for name, legal in known.items():
            value = facts.get(name)
            if value is not None and not isinstance(value, tuple | Mapping):
                facts[name] = _counterpart(index, name, value, (), legal, values, lost)
        steps.append(Step(step.at, step.verb, facts))
    return Timeline(steps, timeline.flaws, states=phases), tuple(lost)


def _legal(to: Model) -> dict[str, Collection[Any]]:
    """Return the values that facts may take, priorities among them, which events only pin."""
    priorities = to.legal.get("pinned_priority")
    return {**to.legal} if priorities is None else {**to.legal, "priority": priorities}


def _counterpart(
    index: int,
    name: str,
    value: Any,
    scale: Collection[Any],
    legal: Collection[Any],
    values: Values,
    lost: list[Lost],
) -> Any:
    """Return what stands for a value in another model."""
    if is_in(value, legal):
        return value
    told = values.get(name, EMPTY)
    if is_in(value, told):
        return _one_of(index, name, told[value], legal)
    if isinstance(value, Level):
        levels = sorted((one for one in legal if isinstance(one, Level)), key=_rank)
        same = [one for one in levels if one.label == value.label]
        if same:
            return same[0]
        own = sorted((one for one in scale if isinstance(one, Level)), key=_rank)
        if levels and value in own:
            place = own.index(value) * (len(levels) - 1) / max(len(own) - 1, 1)
            made = levels[round(place)]
            if len(own) != len(levels):
                lost.append(Lost(index=index, field=name, was=value, becomes=made))
            return made
    why = Phrase("presets.why.says_nothing", name=name, value=shown(value))
    raise NoCounterpart(index=index, why=why, expected=Phrase("presets.expected.values"))


def _one_of(index: int, name: str, value: Any, legal: Collection[Any]) -> Any:
    """Return what a caller says, as the model has it."""
    if not is_in(value, legal):
        why = Phrase("presets.why.illegal_value", name=name, value=shown(value))
        raise NoCounterpart(index=index, why=why, expected=hint(value, legal))
    return value


def _rank(level: Level) -> float:
    return level.rank
