"""The laws of asking a desk and of doing many things at once, over random desks and events."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.desk import Applied, Desk, Entry, EntryRefused
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import Event
from itsmcore.lifecycle._event_fields import data_fields
from tests.instants import HOUR
from tests.instants import MARCH as T0
from tests.property.desks import PEOPLE, desks, situations, steps

Step = tuple[str, Event]


def said(event: Event) -> dict[str, Any]:
    """Give what an event says, as a verb takes it."""
    names = ("at", "by", *(field.name for field in data_fields(type(event))))
    return {name: getattr(event, name) for name in names}


@given(situations())
def test_there_is_no_reason_against_exactly_what_succeeds(one: tuple[Desk, list[Step]]) -> None:
    """And what it refuses, it refuses for these reasons; asking changes nothing."""
    desk, ((id, event),) = one
    reasons = desk.why_not(id, event.verb, **said(event))
    try:
        done = desk.do(id, event.verb, **said(event))
    except ItsmError as error:
        assert set(getattr(error, "reasons", ())) <= set(reasons)
        assert reasons
        return
    assert () == reasons
    assert desk.apply(id, event) == done


@given(desks(), st.integers(0, 200), st.sampled_from(PEOPLE))
@settings(max_examples=20)
def test_the_buttons_are_those_of_the_record_after_its_timers(
    desk: Desk, hours: int, by: str
) -> None:
    """With what the desk knows of it."""
    at = (desk.now or T0) + hours * HOUR
    for record in desk:
        ticked = _fired(desk, record.id, at)
        known = ticked.given(record.id, at=at)
        wanted = ticked[record.id].choices(at=at, by=by, given=known)
        assert wanted == desk.choices(record.id, at=at, by=by)
        for choice in wanted:
            assert choice.reasons == desk.why_not(record.id, choice.verb, at=at, by=by)


def _fired(desk: Desk, id: str, at: Any) -> Desk:
    """Give the desk after the timers of one record."""
    work = desk._work()
    work.fire([id], at)
    return desk._after(work, at).desk


@st.composite
def batches(draw: st.DrawFn) -> tuple[Desk, list[Entry]]:
    """Give a desk, and events of which most may happen one after another."""
    start = desk = draw(desks())
    found = []
    for _ in range(draw(st.integers(0, 8))):
        id, event = draw(steps(desk))
        event = attrs.evolve(event, at=(desk.now or T0) + draw(st.integers(0, 100)) * HOUR)
        try:
            desk = desk.apply(id, event).desk
        except ItsmError:
            if draw(st.integers(0, 5)):
                continue
        found.append(Entry(id, event))
    return start, found


@given(batches())
@settings(max_examples=50)
def test_many_at_once_are_what_they_are_one_by_one(one: tuple[Desk, list[Entry]]) -> None:
    """The same desk, events, offers and the rest; or the same error, of the same one."""
    desk, entries = one
    steps, error = list[Applied](), None
    for entry in entries:
        try:
            steps.append((steps[-1].desk if steps else desk).apply(entry.record, entry.event))
        except ItsmError as refused:
            error = refused
            break
    try:
        applied = desk.apply_all(entries)
    except EntryRefused as refused:
        assert len(steps) == refused.index
        assert str(error) == str(refused.error)
        return
    assert error is None
    last = steps[-1].desk if steps else desk
    assert last == applied.desk
    assert (last.now, last.ticked_at) == (applied.desk.now, applied.desk.ticked_at)
    assert last.next_instant == applied.desk.next_instant
    for name in ("events", "pending", "offers", "refusals", "contradictions"):
        every = [one for step in steps for one in getattr(step, name)]
        assert list(map(str, every)) == list(map(str, getattr(applied, name)))
        if name != "refusals":
            assert every == [*getattr(applied, name)]
