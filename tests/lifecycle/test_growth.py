"""Long histories: replayed and made a timeline in time that grows with them, and no faster."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

import attrs
import pytest

from itsmcore import incidents
from itsmcore.errors import Unlisted
from itsmcore.incidents import INCIDENT, Incident
from itsmcore.lifecycle import SYSTEM, Cause, Event, Record, Rule
from itsmcore.lifecycle.events import Assigned, Commented
from tests.instants import NINE as T0
from tests.support import after
from tests.timing import within_times

MANY = 10_000
OPENED = incidents.Opened("INC-1", at=T0, by="ada", summary="Mail is down", group="mail")


def long_history(events: int) -> tuple[Event, ...]:
    """Give a history in which the facts that were once counted anew change now and then."""
    minutes = (after(minutes=minute) for minute in range(events - 1))
    return (
        OPENED,
        *(
            Assigned(at=at, by="ada", group=f"group {place}")
            if place % 10 == 0
            else Commented(at=at, by="ada", text="still down", public=True)
            for place, at in enumerate(minutes)
        ),
    )


SHORT, LONG = long_history(MANY // 10), long_history(MANY)


def test_a_long_history_is_replayed_at_once() -> None:
    """Ten thousand events take about as long each as a thousand."""
    within_times(30, partial(Incident.replay, SHORT), partial(Incident.replay, LONG))


@pytest.mark.long
def test_a_long_timeline_is_made_at_once() -> None:
    """No fact of a step is counted anew."""
    short, long = Incident.replay(SHORT), Incident.replay(LONG)
    assert MANY // 10 == long.reassignment_count
    within_times(30, short.timeline, long.timeline)


@pytest.mark.long
def test_a_timeline_of_few_facts_costs_less() -> None:
    """What is not asked for is not copied."""
    record = Incident.replay(LONG)
    within_times(0.8, record.timeline, partial(record.timeline, facts="group"))
    within_times(0.8, record.timeline, partial(record.time_in_states, until=T0))


def test_a_record_within_a_replay_knows_its_history_so_far() -> None:
    """An event that looks at the history, to say what it sets, sees no later one."""
    seen = []

    @attrs.frozen(kw_only=True)
    class Curious(Event):
        verb: ClassVar[str] = "look"

        def changes(self, record: Record[Any]) -> Mapping[str, Any]:
            seen.append((record.version, record.history, record.opened_at))
            return {"summary": f"after {record.history[-1].verb}"}

    model = INCIDENT.extended(Rule(Curious, source="*"), name="curious")
    note = Commented(at=T0, by="ada", text="still down", public=True)
    history = (OPENED, Curious(at=T0, by="ada"), note, Curious(at=T0, by="ada"), note)
    record = Incident.replay(history, model=model)
    assert "after comment" == record.summary
    assert [(1, history[:1], T0), (3, history[:3], T0)] == seen
    assert not hasattr(Record, "history")
    assert ["Mail is down", "after open", "after open"] == [
        step.facts["summary"] for step in record.timeline()[:3]
    ]


# --- facts of a timeline ----------------------------------------------------------------------


def lived() -> Incident:
    opened = Incident.replay([OPENED]).update(at=T0, by="ada", custom={"site": "A", "floor": 2})
    return opened.comment(at=T0, by="ada", text="still down")


def test_a_timeline_copies_the_facts_that_are_asked_for() -> None:
    """The record's, those of its user, and the event's, besides the state and the phase."""
    asked = ("state", "phase", "group", "custom.site", "event.text", "event.from_customer")
    steps = [dict(step.facts) for step in lived().timeline(facts=asked[2:])]
    assert [
        {name: of for name, of in step.facts.items() if name in asked}
        for step in lived().timeline()
    ] == steps
    assert ("A", "still down", True) == tuple(steps[-1][name] for name in asked[3:])


def test_a_fact_that_is_not_there_is_not_copied() -> None:
    """The error says which was probably meant."""
    with pytest.raises(
        Unlisted, match="there is no fact of incident 1 'grup'; did you mean 'group'"
    ):
        lived().timeline(facts=["grup"])


def test_any_name_may_be_asked_for_however_many_there_are() -> None:
    """What is no fact is absent, the five-thousandth time too; a verb has no items."""
    facts = lived().facts
    names = [f"custom.strange {number}" for number in range(5_000)]
    assert {None} == {facts.get(name) for name in (*names, *names, "verb.x", "strange", "after.id")}
    assert ("A", 2) == (facts["custom.site"], facts["custom.floor"])


# --- audits ---------------------------------------------------------------------------------------


def waited(events: int) -> tuple[Event, ...]:
    """Give a history of holds that a timer ends, each on time."""
    ended, several = Cause("hold_ends"), list[Event]((OPENED,))
    for minute in range(0, events, 2):
        at, until = after(minutes=minute), after(minutes=minute + 1)
        several.append(incidents.Held(at=at, by="ada", reason="vendor", until=until))
        several.append(incidents.Resumed(at=until, by=SYSTEM, cause=ended))
    return tuple(several)


@pytest.mark.long
@pytest.mark.parametrize("lived", [long_history, waited])
def test_a_long_history_is_audited_in_one_pass(lived: Callable[[int], tuple[Event, ...]]) -> None:
    """Eight times as many events take about eight times as long, timers among them."""
    few, many = lived(MANY // 20), lived(8 * MANY // 20)
    assert () == Incident.audit(few, model=INCIDENT)
    audit = partial(Incident.audit, model=INCIDENT)
    within_times(16, partial(audit, few), partial(audit, many))


@pytest.mark.long
def test_a_long_history_is_folded_once_to_an_instant() -> None:
    """What was known then takes no longer than the replay of it."""
    record = Incident.replay(LONG)
    within_times(2, partial(Incident.replay, LONG), partial(record.as_of, after(days=999)))
