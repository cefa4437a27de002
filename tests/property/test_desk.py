"""The laws of a desk, over random desks and events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from itsmcore import Phase, incidents
from itsmcore.conditions import Condition, field
from itsmcore.decisions import Decision, Match
from itsmcore.desk import Applied, Desk, Entry, Proposal
from itsmcore.desk._link_table import STOCK_TABLE
from itsmcore.errors import ItsmError, Refused
from itsmcore.incidents import INCIDENT
from itsmcore.lifecycle import Event, Following, LinkKind, Record, Timer
from itsmcore.lifecycle.events import Commented
from itsmcore.service_levels import Agreement, Goal
from tests.instants import HOUR
from tests.instants import MARCH as T0
from tests.property.desks import IDS, attempted, desks, instants, situations, steps

Step = tuple[str, Event]
Situation = tuple[Desk, list[Step]]
GOAL = Goal(
    "resolution",
    stop=Phase.RESOLVED,
    pause=Phase.PENDING,
    targets=20 * HOUR,
    thresholds={50: "warn"},
    on_breach="call",
)
GOLD = Agreement("gold", goals=[GOAL])
sparing = settings(max_examples=20)
"""For what needs a desk, and a week of its life."""


def applied_to(desk: Desk, step: Step) -> Applied:
    """Apply an event that is not refused."""
    try:
        return desk.apply(*step)
    except ItsmError:
        assume(False)
        raise


@st.composite
def moves(draw: st.DrawFn, desk: Desk) -> Applied:
    """Let an event happen, or some time pass."""
    now = desk.now or T0
    if draw(st.integers(0, 4)):
        id, event = draw(steps(desk))
        try:
            return desk.apply(id, attrs.evolve(event, at=now + draw(st.integers(0, 9)) * HOUR))
        except ItsmError:
            return Applied(desk=desk)
    return desk.tick(at=now + draw(st.integers(0, 200)) * HOUR)


# --- cascades -----------------------------------------------------------------------------------


@sparing
@given(situations())
def test_no_cascade_reaches_a_state_that_the_tables_do_not_have(one: Situation) -> None:
    """Each record is the fold of its history by its own model, and every event is legal there."""
    desk, (step,) = one
    applied = applied_to(desk, step)
    for record in applied.desk:
        assert record == type(record).replay(record.history, model=record.model)
        if record is not desk[record.id]:
            told = {finding.index for finding in _audited(record)}
            assert not told & set(range(desk[record.id].version, record.version))
            by_hand = [i for i, event in enumerate(record.history) if i and event.cause is None]
            denied = record.model.with_roles({}, others="denied")
            found = _audited(record, denied, [*applied.desk])
            assert by_hand == [f.index for f in found if f.reasons[0].code == "role_missing"]


def _audited(
    record: Record[Any], model: Any = None, records: Iterable[Record[Any]] = ()
) -> tuple[Any, ...]:
    """Audit a record by its own model or another, with others in which causes may lie."""
    own = record.model
    return type(record).audit(record.history, model=model or own, written_with=own, records=records)


@sparing
@given(situations())
def test_a_cascade_takes_no_more_steps_than_there_are_ways(one: Situation) -> None:
    """It ends: what follows is bounded by the links and the rules, and has a cause elsewhere."""
    desk, (step,) = one
    applied = applied_to(desk, step)
    ways = 2 * len(desk.links) * len(desk.cascades.rows)
    followed = [e for e in applied.events if e.event.cause is not None and e.event.cause.record]
    assert len(followed) <= ways
    for entry in followed:
        cause = entry.event.cause
        assert cause is not None
        assert cause.record is not None
        assert cause.version is not None
        source = applied.desk[cause.record].history[cause.version - 1]
        assert (cause.name, entry.event.by) == (source.verb, source.by)
        assert entry.event.at >= source.at


@sparing
@given(situations())
def test_what_has_ended_is_never_touched_by_what_follows(one: Situation) -> None:
    """No cascade resolves, reopens or closes what is resolved or closed, but by the option."""
    desk, (step,) = one
    applied = applied_to(desk, step)
    before = {record.id: record for record in desk.tick(at=step[1].at).desk}
    for entry in applied.events:
        cause = entry.event.cause
        is_done = before[entry.record].phase in (Phase.RESOLVED, Phase.CLOSED, Phase.CANCELLED)
        if cause is not None and cause.record is not None and is_done:
            assert entry.event.verb in ("comment", "link", "add_people", "reopen")
            if entry.event.verb == "reopen":
                assert any(row.answer.event is type(entry.event) for row in desk.cascades.rows)


@sparing
@given(situations())
def test_refusals_stop_nothing_and_change_nothing(one: Situation) -> None:
    """A record that refused has no event of that verb and cause."""
    desk, (step,) = one
    applied = applied_to(desk, step)
    assert (step[0], step[1].verb) in [(e.record, e.event.verb) for e in applied.events]
    for refusal in applied.refusals:
        assert isinstance(refusal.error, ItsmError)
        assert str(refusal.error)


DONE = {"code": "user_error", "notes": "done"}
FOLLOWING = (
    Following(incidents.Started),
    Following(incidents.Held, {"reason": "vendor"}),
    Following(incidents.Resumed),
    Following(incidents.Resolved, DONE),
    Following(incidents.Reopened, {"reason": "again"}),
    Following(Commented, {"text": "hello"}),
)
WAITS = st.sampled_from([0 * HOUR, HOUR / 2, HOUR])


@st.composite
def restless(draw: st.DrawFn) -> Desk:
    """Give incidents that wake and fall asleep by themselves, and set each other off at random."""
    timers = [
        Timer("wake", incidents.Resumed, states="on_hold", after=draw(WAITS)),
        Timer("ask", Commented, states=("new", "resolved"), after=draw(WAITS), data={"text": "?"}),
        Timer("open", incidents.Reopened, states="resolved", after=HOUR, data={"reason": "?"}),
    ]
    model = attrs.evolve(INCIDENT, timers=timers[: draw(st.integers(0, 3))])
    ids = ("INC-1", "INC-2", "INC-3")
    records = [model.open(id, at=T0, by="ada", summary="Mail") for id in ids]
    pairs = [(a, b) for a in ids for b in ids if a < b]
    links = [(a, draw(st.sampled_from(["related", "child"])), b) for a, b in pairs[:2]]
    rule = st.sampled_from(FOLLOWING).flatmap(
        lambda one: st.tuples(st.sampled_from(FOLLOWING).map(_happens), st.just(one))
    )
    rows = draw(st.lists(rule, min_size=1, max_size=4, unique_by=lambda row: tuple(map(str, row))))
    return Desk.of(records, links, cascades=Decision(rows, match=Match.ALL))


def _happens(cascade: Following) -> Condition:
    return field("verb").is_(cascade.event.verb)


@given(restless(), st.sampled_from(FOLLOWING), st.integers(0, 4))
def test_everything_ends(desk: Desk, first: Following, hours: int) -> None:
    """Whatever the rules say, and however little the timers wait; then nothing more is due."""
    event: Event = first.event(at=T0, by="ada", **first.data)
    told = attempted(desk, "INC-1", event).tick(at=T0 + hours * HOUR)
    assert () == told.desk.tick(at=T0 + hours * HOUR).events
    assert told.desk == attempted(desk, "INC-1", event).replay(told.events)


# --- links --------------------------------------------------------------------------------------


@sparing
@given(situations(count=5))
def test_links_stay_symmetric_legal_and_without_circles(many: Situation) -> None:
    """Whatever happens; so the desk can always be made again of its records and links."""
    desk, events = many
    for step in events:
        desk = attempted(desk, *step)
        for id, ties in desk.ties.items():
            assert ties
            for kind, other in ties:
                assert id in desk.related(other, STOCK_TABLE.inverse(kind))
        again = Desk.of(desk, desk.links, cascades=desk.cascades)
        assert again == desk
        assert _is_a_forest(desk)


@sparing
@given(situations(count=5))
def test_the_links_of_a_desk_are_those_that_its_records_say(many: Situation) -> None:
    """Whatever was linked, replaced and taken back, on whichever side and in whichever order."""
    desk, events = many
    desk = Desk.of(desk, cascades=desk.cascades)
    for step in sorted(events, key=lambda step: step[1].at):
        desk = attempted(desk, *step)
        assert desk == Desk.of(desk, cascades=desk.cascades)
        assert desk.links == desk.load([]).links
        bare = Desk.of(cascades=desk.cascades)
        for record in desk:
            bare = bare.load([record])
        assert desk == bare


def _is_a_forest(desk: Desk) -> bool:
    for id in desk.ties:
        if len(desk.related(id, LinkKind.PARENT)) > 1 or len(desk.related(id, "task_of")) > 1:
            return False
    for kind in (LinkKind.PARENT, LinkKind.DUPLICATE_OF, LinkKind.FOLLOW_UP_OF):
        for id in desk.ties:
            above, ahead = set[str](), [id]
            while ahead:
                found = set(desk.related(ahead.pop(), kind)) - above
                above |= found
                ahead += found
            if id in above:
                return False
    return True


# --- journals -----------------------------------------------------------------------------------


@sparing
@given(st.data(), desks(worn=False), st.integers(0, 25))
def test_replaying_the_journal_gives_the_same_desk(data: st.DataObject, desk: Desk, n: int) -> None:
    """All at once or one entry at a time; nothing follows a second time."""
    after, journal = desk, list[Entry]()
    for _ in range(n):
        applied = data.draw(moves(after))
        after, journal = applied.desk, [*journal, *applied.events]
    assert after == desk.replay(journal)
    slow = desk
    for entry in journal:
        slow = slow.replay([entry])
    assert after == slow
    versions = sum(record.version for record in after) - sum(record.version for record in desk)
    assert versions == len(journal)
    assert {id: r.state for id, r in after.records.items()} == {r.id: r.state for r in slow}


@sparing
@given(situations(), st.integers(0, 300))
def test_an_old_desk_stays_true(one: Situation, hours: int) -> None:
    """What happens to a desk happens to a new one; a refusal leaves no trace at all."""
    desk, (step,) = one
    held = {record.id: record.history for record in desk}
    ties, copy = desk.ties, Desk.of(desk, desk.links, cascades=desk.cascades)
    attempted(desk, *step)
    desk.tick(at=T0 + hours * HOUR)
    desk.reach(*step)
    assert held == {record.id: record.history for record in desk}
    assert (ties, copy) == (desk.ties, desk)


# --- order --------------------------------------------------------------------------------------


@sparing
@given(situations(count=2))
def test_the_order_of_independent_events_does_not_matter(two: Situation) -> None:
    """Two are where neither touches what the other looks at; two links may look at one tree."""
    desk, (a, b) = two
    assume(not a[1].tied() or not b[1].tied())
    first, second = applied_to(desk, a), applied_to(desk, b)
    assume(not _touched(first) & _seen(desk, second))
    assume(not _touched(second) & _seen(desk, first))
    assert applied_to(first.desk, b).desk == applied_to(second.desk, a).desk


def _touched(applied: Applied) -> set[str]:
    return {entry.record for entry in applied.events}


def _seen(desk: Desk, applied: Applied) -> set[str]:
    """Give the records that something happened to, with those tied to them before or after."""
    touched = _touched(applied)
    near = ((id, ties) for id in touched for ties in (desk.ties, applied.desk.ties))
    return touched | {other for id, ties in near for _, other in ties.get(id, ())}


# --- partial desks ------------------------------------------------------------------------------


@sparing
@given(situations(), st.sets(st.sampled_from(IDS)))
def test_a_partial_desk_that_loads_what_it_reaches_agrees_with_the_full_one(
    one: Situation, others: set[str]
) -> None:
    """On every record that both have, on its links, and on whether the event may happen."""
    desk, (step,) = one
    part = _part(desk, {step[0], *others})
    while missing := part.reach(*step):
        part = part.load([desk[id] for id in missing])
    try:
        full = desk.apply(*step)
    except Refused:
        assert attempted(part, *step) is part
        return
    except ItsmError:
        assume(False)
        raise
    some = part.apply(*step)
    assert () == some.pending
    for record in some.desk:
        assert record == full.desk[record.id]
        assert some.desk.ties.get(record.id) == full.desk.ties.get(record.id)
    assert some.events == full.events
    assert len(some.refusals) == len([no for no in full.refusals if no.record in some.desk])


@sparing
@given(situations(), st.sets(st.sampled_from(IDS)))
def test_what_is_pending_may_be_received_later(one: Situation, others: set[str]) -> None:
    """Each elsewhere, and again: in the end every record is as if all had been there at once."""
    desk, (step,) = one
    full = applied_to(desk, step)
    applied = applied_to(_part(desk, {step[0], *others}), step)
    store = {record.id: record for record in desk} | dict(applied.desk.records)
    queue: list[Proposal] = list(applied.pending)
    while queue:
        pending = queue.pop(0)
        links = applied.desk.links
        there = Desk.of([store[pending.record]], links, cascades=desk.cascades)
        if pending in there.receive(pending).pending:
            there = there.load(store[id] for id in _linked(desk, pending.record))
        for _ in range(2):
            received = there.receive(pending)
            there = received.desk
            assert pending not in received.pending, "it asks about no record that is not there"
            queue += received.pending
        store |= dict(there.records)
    for id, record in store.items():
        assert _kept(full.desk[id]) == _kept(record)


def _kept(record: Record[Any]) -> tuple[Any, ...]:
    """Give what has happened to a record, whatever came of it first."""
    return record.state, sorted((e.at, e.verb, str(e.by)) for e in record.history)


def _linked(desk: Desk, id: str) -> set[str]:
    """Give the records that are tied to one."""
    return {other for one, _, other in desk.links if one == id} | {
        one for one, _, other in desk.links if other == id
    }


def _part(desk: Desk, ids: set[str]) -> Desk:
    """Give the part of a desk with some of its records and all of its links."""
    return Desk.of([desk[id] for id in ids], desk.links, cascades=desk.cascades)


# --- time ---------------------------------------------------------------------------------------


@sparing
@given(situations())
def test_a_tick_before_an_event_changes_nothing(one: Situation) -> None:
    """The timers of its record fire before it happens, as a tick would fire them."""
    desk, (step,) = one
    told = desk.tick(at=step[1].at)
    assume({entry.record for entry in told.events if not _is_cascaded(entry)} <= {step[0]})
    late, then = applied_to(desk, step), applied_to(told.desk, step)
    assert (late.desk, late.events) == (then.desk, told.events + then.events)


def _is_cascaded(entry: Entry) -> bool:
    return entry.event.cause is not None and entry.event.cause.record is not None


@sparing
@given(desks(), instants(hours=400), instants(hours=400))
def test_two_ticks_are_as_good_as_one(desk: Desk, one: Any, other: Any) -> None:
    """In whatever steps the time is told, the same happens, and each action falls due once."""
    desk = attrs.evolve(desk, agreements=[GOLD], ticked_at=T0)
    first = desk.tick(at=min(one, other))
    second = first.desk.tick(at=max(one, other))
    at_once = desk.tick(at=max(one, other))
    assert at_once.desk == second.desk
    assert at_once.events == first.events + second.events
    assert at_once.actions == first.actions + second.actions


@sparing
@given(st.data(), desks(), st.integers(0, 6))
def test_the_next_instant_is_the_same_whatever_was_asked_before(
    data: st.DataObject, desk: Desk, n: int
) -> None:
    """What a desk keeps of former answers never changes one."""
    desk = attrs.evolve(desk, agreements=[GOLD], ticked_at=T0)
    for _ in range(n):
        assert desk.next_instant == _fresh(desk).next_instant
        desk = data.draw(moves(desk)).desk
    assert desk.next_instant == _fresh(desk).next_instant


def _fresh(desk: Desk) -> Desk:
    return Desk.of(desk, desk.links, agreements=desk.agreements, ticked_at=desk.ticked_at)


@sparing
@given(desks(), st.integers(0, 300))
def test_nothing_is_said_before_the_next_instant_and_something_at_it(
    desk: Desk, hours: int
) -> None:
    """And at it something is, so that a program may sleep until then."""
    desk = attrs.evolve(desk, agreements=[GOLD], ticked_at=T0).tick(at=T0 + hours * HOUR).desk
    wakes = desk.next_instant
    if wakes is None:
        quiet = desk.tick(at=T0 + 10_000 * HOUR)
        assert ((), ()) == (quiet.events, quiet.actions)
        return
    before = desk.tick(at=wakes - HOUR / 3600 / 1000)
    assert ((), ()) == (before.events, before.actions)
    said = desk.tick(at=wakes)
    assert said.events or said.actions
