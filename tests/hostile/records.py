"""Records of every practice, led through verbs whose arguments are good or hostile."""

from __future__ import annotations

from random import Random
from typing import Any

import attrs

from itsmcore import ItsmError, Record
from itsmcore.lifecycle import Event
from tests.hostile.case import Case
from tests.hostile.judge import audited, check_record
from tests.hostile.values import spoilt
from tests.instants import HOUR
from tests.instants import NINE as T0
from tests.support import lent
from tests.sweep.good import BY_NAME, CHG, INC, PRB, RESOLVED, TSK

RECORDS: tuple[Record[Any], ...] = (INC, RESOLVED, PRB, CHG, TSK, lent())
USUAL: dict[str, Any] = {
    **BY_NAME,
    "reader": "ada",
    "title": "Emma",
    "due": T0 + 9 * HOUR,
    "group": "mail",
    "assignee": "grace",
    "steps": ["Install it"],
    "custom": {"site": "A", "floors": (1, 2)},
    "given": {"freeze": None, "conflicts": (), "banned": False, "tasks": ()},
    "configuration_items": ["host-1"],
    "authorities": (CHG.history[-1].authorities),  # type: ignore[attr-defined]
    "lasts": HOUR,
    "cause": None,
    "follow_up_at": T0 + 99 * HOUR,
}


def event_for(random: Random, record: Record[Any]) -> type[Event]:
    """Choose an event of the record's practice, mostly one that may happen now."""
    if random.random() < 0.6:
        free = [one.event for one in record.choices(at=T0 + HOUR, by="ada") if not one.reasons]
        if free:
            return random.choice(free)
    events: tuple[type[Event], ...] = record.model.events
    return random.choice(events)


def data_for(random: Random, event: type[Event], hour: int) -> tuple[str, dict[str, Any]]:
    """Make the arguments of an event, one in four of them hostile, and say which those are."""
    data, said = dict[str, Any](), []
    for one in attrs.fields(event):
        is_needed = one.default is attrs.NOTHING
        if not one.init or (not is_needed and random.random() < 0.5):
            continue
        good = T0 + hour * HOUR if one.name == "at" else USUAL.get(one.name, "x")
        data[one.alias] = good
        if random.random() < 0.2:
            words, data[one.alias] = spoilt(random, good)
            said.append(f"{one.alias}={words}")
    return ", ".join(said), data


def a_life(random: Random) -> Case:
    """Make a record live through a few verbs; whatever it accepts can be worked with."""
    record = random.choice(RECORDS)
    made, said = record, []
    asked: list[tuple[type[Event], dict[str, Any]]] = []
    for hour in range(3, 3 + random.randint(1, 5)):
        event = event_for(random, record)
        words, data = data_for(random, event, hour)
        said.append(f"{event.verb}({words})")
        asked.append((event, data))
    opening = record.model.opening_event

    def live() -> Record[Any]:
        now, refused = made, None
        for event, data in asked:
            try:
                if event is opening:
                    now = type(now).begin(event(**data), model=now.model)
                else:
                    against = reasons_against(now, event, data)
                    now = _after(now, event, data, against)
            except ItsmError as error:
                refused = error
        if refused is not None and now is made:
            raise refused
        check_record(now)
        if opening not in [event for event, _ in asked]:
            assert audited(now) == audited(made), f"audit lists {audited(now)}"
        return now

    return Case(f"{record!r}: {'; '.join(said)}", live)


def _after(now: Record[Any], event: type[Event], data: dict[str, Any], against: Any) -> Record[Any]:
    """Give the record after a verb, which is accepted where nothing was said against it."""
    try:
        after: Record[Any] = now.apply(event(**data))
    except ItsmError as error:
        is_asked_whole = {one.alias for one in attrs.fields(event)} - data.keys() <= {"cause"}
        assert against or not is_asked_whole or data.get("cause") is not None, (
            f"why_not says nothing against {event.verb}, which is refused: {error}"
        )
        raise
    said = [str(reason) for reason in against]
    assert not said, f"why_not says {said} against {event.verb}, which is accepted"
    return after


def reasons_against(now: Record[Any], event: type[Event], data: dict[str, Any]) -> Any:
    """Ask what stands against a verb: no value makes that raise."""
    try:
        return now.why_not(event.verb, **{n: of for n, of in data.items() if n != "cause"})
    except Exception as error:
        raise AssertionError(f"why_not({event.verb!r}) raises {type(error).__name__}") from error
