"""Unfolding: the record after each event that follows from another, as the desk takes it over."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import incidents
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import field, happened
from itsmcore.decisions import Decision, Match
from itsmcore.desk import Desk, Entry, cascades
from itsmcore.desk._cascades import Index, Tied
from itsmcore.desk._link_table import STOCK_TABLE
from itsmcore.errors import ItsmError, Refused, RoleMissing
from itsmcore.incidents import INCIDENT, REOPEN_AT_ONCE, STANDARD, HoldReason, Incident
from itsmcore.lifecycle import Event, Following, Model
from itsmcore.lifecycle._record import versions
from itsmcore.lifecycle.events import Commented
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK
from itsmcore.testing import events, records
from tests.desk.cases import at, incident
from tests.instants import MARCH as T0
from tests.timing import calls

CHILD = ("INC-2", "parent", "INC-1")
REOPENING = INCIDENT.extended(REOPEN_AT_ONCE, name="reopening")


@settings(max_examples=25)
@pytest.mark.parametrize("model", [INCIDENT, REOPENING, PROBLEM, NORMAL_CHANGE], ids=str)
@given(data=st.data())
def test_apply_gives_the_last_of_what_unfolds(model: Model, data: st.DataObject) -> None:
    """Each record has one event more than the one before, and is refused as a whole."""
    record = data.draw(records(model, max_events=5))
    event = data.draw(events(model=model, at=st.just(record.history[-1].at)))
    try:
        applied = record.apply(event)
    except ItsmError as refused:
        with pytest.raises(type(refused)):
            list(record.unfold(event))
        return
    unfolded = list(record.unfold(event))
    assert applied == unfolded[-1]
    assert unfolded == list(versions(applied, since=record.version))
    assert [record.version + n + 1 for n in range(len(unfolded))] == [r.version for r in unfolded]


def test_what_follows_by_itself_needs_no_role() -> None:
    """Somebody who may not do it does not stop what follows from what they did."""
    inc = INCIDENT.with_roles(STANDARD).open("INC-1", at=T0, by="ada", summary="Mail is down")
    started = incidents.Started(at=T0, by="nobody")
    with pytest.raises(RoleMissing):
        list(inc.unfold(started))
    assert ["in_progress"] == [one.state for one in inc.unfold(started, is_automatic=True)]


def test_a_refusal_comes_when_it_is_gone_through() -> None:
    """Nothing has happened before."""
    unfolding = incident().unfold(incidents.Closed(at=T0, by="grace"))
    with pytest.raises(Refused):
        next(unfolding)


def test_versions_are_those_of_a_replay() -> None:
    """From one on, or all of them."""
    inc = incident(state="on_hold").comment(at=T0, by="carla", text="It is back")
    known = [Incident.replay(inc.history[:n]) for n in range(1, inc.version + 1)]
    assert known == list(versions(inc))
    assert known[2:] == list(versions(inc, since=2))


# --- the desk -------------------------------------------------------------------------------------


def test_the_desk_folds_no_event_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the event itself nor those that follow: a reaction, a cascade, a timer."""
    folded: list[Event] = []

    def count(kind: type[Event]) -> None:
        changes = kind.changes

        def counted(self: Any, record: Any) -> Mapping[str, Any]:
            folded.append(self)
            return changes(self, record)

        monkeypatch.setattr(kind, "changes", counted)

    def times(entry: Entry) -> int:
        return sum(event is entry.event for event in folded)

    kinds = (incidents.Started, incidents.Resumed, incidents.Closed, Commented)
    held = incident("INC-1", "on_hold", HoldReason.CALLER)
    held = held.comment(at=T0, by="desk", text="We wait")
    child = incident("INC-2", "on_hold", HoldReason.CALLER)
    rules = cascades(overrule_waits=True)
    for kind in kinds:
        count(kind)
    desk = Desk.of([held, child], [CHILD], cascades=rules)
    comment = Commented(at=T0, by="carla", text="It is the whole floor")
    applied = desk.apply("INC-1", comment)
    verbs = [entry.event.verb for entry in applied.events]
    assert ["comment", "resume", "resume"] == verbs
    assert {1} == set(map(times, applied.events))
    resumed = desk.apply("INC-1", incidents.Resumed(at=T0, by="grace"))
    assert ["resume", "resume"] == [entry.event.verb for entry in resumed.events]
    assert {1} == set(map(times, resumed.events))


def test_an_event_with_one_cascade_takes_few_calls() -> None:
    """Hardly more than half of when each event was folded twice, and no dict of all is copied."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")], [CHILD])
    started = incidents.Started(at=at(1), by="grace")
    assert 2 == len(desk.apply("INC-1", started).events)
    assert calls(lambda: desk.apply("INC-1", started)) <= 410


def test_a_desk_with_other_cascades_answers_by_those() -> None:
    """What is known of the cascades of one desk is not handed on to one that has others."""
    desk = Desk.of([incident("INC-1"), incident("INC-2")], [CHILD])
    none = attrs.evolve(desk, cascades=Decision((), match=Match.ALL))
    started = incidents.Started(at=at(1), by="grace")
    assert 2 == len(desk.apply("INC-1", started).events)
    assert 1 == len(none.apply("INC-1", started).events)


VERB = field("verb")
NOTE = Following(Commented, {"text": "noted"})
OWN_ROWS: tuple[Any, ...] = (
    (happened("start"), NOTE),
    (VERB.is_in(("start", "hold")) & field("link").is_("child"), NOTE),
    (field("state").is_("new") & happened("start"), NOTE),
    (happened("start") | happened("hold"), NOTE),
    (VERB.is_(field("link")), NOTE),
    (VERB.is_(None), NOTE),
    (VERB.contains("start"), NOTE),
    (~happened("start"), NOTE),
    (field("practice").is_in(("Incident", 5)) & happened("hold"), NOTE),
)
OWN: Decision[Following] = Decision(
    (*cascades(reopen_children=True).rows, *OWN_ROWS), match=Match.ALL
)


@settings(max_examples=25)
@pytest.mark.parametrize("model", [INCIDENT, PROBLEM, NORMAL_CHANGE, TASK], ids=str)
@given(data=st.data())
def test_no_row_is_ruled_out_that_holds(model: Model, data: st.DataObject) -> None:
    """What is left to be judged of the others comes to the same as the whole."""
    index = Index(OWN)
    source, tied = (
        data.draw(records(model, max_events=4)),
        data.draw(records(INCIDENT, max_events=3)),
    )
    for link, other in product(STOCK_TABLE.sides.values(), (tied, None)):
        facts = Tied(source, link, tied.id, other)
        judged = {place: left.judge(facts) for place, _, left in index.rows(facts)}
        for place, row in enumerate(OWN.rows):
            assert row.when.judge(facts) is judged.get(place, False)
