"""Harm: a change that caused incidents did so whichever of the two tells of it, as on a desk."""

from collections.abc import Mapping
from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Incident, Timeline
from itsmcore.changes import Change, Completed, Reviewed
from itsmcore.desk import Desk
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import Event, LinkKind
from itsmcore.lifecycle.events import Linked, Unlinked
from itsmcore.metrics import change_rates
from tests.desk.cases import at, change, incident
from tests.instants import MARCH as T0

CHANGES, INCIDENTS = ("CHG-1", "CHG-2"), ("INC-1", "INC-2")
ENDS = Completed(at=T0, by="grace", outcome="partial")


def told(kind: str, targets: tuple[str, ...]) -> st.SearchStrategy[Event]:
    """Draw links of a kind, some in the place of another."""
    return st.builds(
        Linked,
        at=st.just(T0),
        by=st.just("x"),
        kind=st.just(kind),
        target=st.sampled_from(targets),
        instead_of=st.none() | st.sampled_from(targets),
    )


REVIEWS = st.builds(
    Reviewed,
    at=st.just(T0),
    by=st.just("x"),
    findings=st.just("f"),
    incidents=st.sets(st.sampled_from(INCIDENTS)).map(sorted),
)
DEEDS = st.tuples(st.sampled_from(CHANGES), told(LinkKind.CAUSES, INCIDENTS) | REVIEWS) | st.tuples(
    st.sampled_from(INCIDENTS), told(LinkKind.CAUSED_BY, CHANGES)
)


def timelines(desk: Desk, kind: type[Change] | type[Incident]) -> Mapping[str, Timeline]:
    return {record.id: record.timeline() for record in desk if isinstance(record, kind)}


@given(st.lists(st.tuples(DEEDS, st.sampled_from([0, 1])), max_size=8))
def test_harm_is_what_the_links_of_a_desk_say(deeds: list[tuple[tuple[str, Event], int]]) -> None:
    """After every event, also where links were replaced, from either side and at one instant."""
    desk = Desk.of([change("CHG-1"), change("CHG-2"), *map(incident, INCIDENTS)])
    for id in CHANGES:
        desk = desk.apply(id, ENDS).desk
    now = T0
    for (id, event), hours in deeds:
        now += timedelta(hours=hours)
        try:
            desk = desk.apply(id, attrs.evolve(event, at=now)).desk
        except ItsmError:
            continue
        expected = sum(bool(desk.related(id, "causes")) for id in CHANGES)
        found = change_rates(timelines(desk, Change), at=now, incidents=timelines(desk, Incident))
        assert expected == found.harm.count == found.change_failure_rate.count


def test_what_a_change_said_before_its_incident_let_go_counts_no_more() -> None:
    """Until it says so again."""
    by = {"at": at(1), "by": "x"}
    blamed = change().complete(at=T0, by="x", outcome="partial")
    blamed = blamed.review(**by, findings="f", incidents=["INC-1"])  # type: ignore[arg-type]
    inc = incident().link(at=at(1), by="x", kind="caused_by", target="CHG-1")
    inc = inc.link(at=at(2), by="x", kind="caused_by", target="CHG-2", instead_of="CHG-1")
    again = blamed.review(at=at(3), by="x", findings="f", incidents=["INC-1"])
    assert [1, 0, 0, 1] == harm_of(blamed, again, inc)


def test_a_link_that_one_of_the_two_took_away_counts_no_more() -> None:
    """Neither where the change said it, nor where the incident did."""
    by = {"at": at(1), "by": "x"}
    blamed = change().complete(at=T0, by="x", outcome="partial")
    blamed = blamed.review(**by, findings="f", incidents=["INC-1"])  # type: ignore[arg-type]
    wrong = Unlinked(
        at=at(2), by="x", kind="caused_by", target="CHG-1", reason="no", given={"linked": True}
    )
    again = blamed.review(at=at(3), by="x", findings="f", incidents=["INC-1"])
    assert [1, 0, 0, 1] == harm_of(blamed, again, incident().apply(wrong))
    told = incident().link(at=at(1), by="x", kind="caused_by", target="CHG-1")
    told = told.unlink(at=at(2), by="x", kind="caused_by", target="CHG-1", reason="no")
    assert [1, 0, 0, 1] == harm_of(blamed, again, told)


def harm_of(blamed: Change, again: Change, inc: Incident) -> list[int | None]:
    """Count the harm before the incident let go, after that, and when the change says so again."""
    other = {"INC-1": inc.timeline()}
    return [
        change_rates({"CHG-1": of.timeline()}, at=at(hours), incidents=other).harm.count
        for of, hours in ((blamed, 1), (blamed, 2), (again, 2), (again, 3))
    ]


@pytest.mark.parametrize("odd", [7, None, "", {"INC-1": 1}, [None], "INC-1"])
def test_dirty_facts_raise_nothing(odd: object) -> None:
    """A log may hold anything where links are wanted."""
    facts = {"outcome": "partial", "links": odd, "caused_incidents": odd, "event.incidents": odd}
    read = Timeline.from_rows([(T0, {**facts, "event.kind": "causes", "event.target": odd})])
    found = change_rates({"CHG-1": read}, at=T0, incidents={"INC-1": read})
    assert (1 if odd == "INC-1" or isinstance(odd, list) else 0) == found.harm.count
