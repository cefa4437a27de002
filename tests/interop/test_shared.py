"""What documents share: an actor is one object in all that is read, and a record stays small."""

import json
import pickle
import tracemalloc
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from itsmcore.incidents import Incident, Started
from itsmcore.interop.cattrs import make_converter
from itsmcore.lifecycle import Actor
from tests.instants import NINE as T0
from tests.timing import calls

CONVERTER = make_converter()
ADA = Actor("ada", roles={"requester", "key_user"})
GRACE = Actor("grace", roles={"agent", "problem_manager", "duty_manager"})
NAMES, ROLES = st.sampled_from(["ada", "grace", "bob"]), st.sets(st.sampled_from("abc"))


def life(hours: int = 0) -> Incident:
    """Give an incident of six events by people with roles."""
    at = [T0 + timedelta(hours=hours, minutes=minute) for minute in range(6)]
    inc = Incident.open("INC-1", at=at[0], by=ADA, summary="Mail is down", service="mail")
    inc = inc.assign(at=at[1], by=ADA, group="messaging", assignee="grace")
    inc = inc.start(at=at[2], by=GRACE).hold(at=at[3], by=GRACE, reason="caller")
    inc = inc.resume(at=at[4], by=GRACE)
    return inc.resolve(at=at[5], by=GRACE, code="user_error", notes="Plugged it in")


def document(hours: int = 0) -> Any:
    return json.loads(json.dumps(CONVERTER.unstructure(life(hours))))


def read(document: Any) -> Incident:
    return CONVERTER.structure(document, Incident)


@given(st.lists(st.tuples(NAMES, ROLES), max_size=6))
def test_an_actor_is_read_as_whom_they_were(people: list[tuple[str, set[str]]]) -> None:
    """Those of one name and the same roles are one; another's roles are nobody else's."""
    actors = [Actor(name, roles=roles) for name, roles in people]
    seen: dict[Any, Actor] = {}
    for actor in actors:
        event = Started(at=T0, by=actor)
        back = CONVERTER.structure(CONVERTER.unstructure(event), Started).by
        assert (actor.name, actor.roles) == (back.name, back.roles)
        assert back is seen.setdefault((back.name, back.roles), back)


def test_an_actor_without_roles_is_one_however_they_are_written() -> None:
    """As a name, or as an object that has no roles."""
    written: list[Any] = ["ada", {"name": "ada"}, {"name": "ada", "roles": []}]
    first, *others = (CONVERTER.structure(one, Actor) for one in written)
    assert all(first is other for other in others)
    assert first is Started(at=T0, by="ada").by


def test_records_share_their_actors() -> None:
    """In one record, and from one to the next."""
    assert life() == read(document())
    events = (*read(document()).history, *read(document(1)).history)
    assert 2 == len({id(event.by) for event in events})
    assert {ADA.roles, GRACE.roles} == {event.by.roles for event in events}


def test_a_record_that_was_read_is_small() -> None:
    """Six events take less than 2 kB, pickled and in memory, beyond the texts of the document."""
    assert len(pickle.dumps(read(document()))) < 2000
    documents = [document(hours) for hours in range(200)]
    read(documents[0])
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        kept = [read(one) for one in documents]
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (after - before) / len(kept) < 2000


def test_reading_a_record_takes_few_calls() -> None:
    """No actor and no instant is made twice of what the document says."""
    six = document()
    assert calls(lambda: read(six)) <= 300
