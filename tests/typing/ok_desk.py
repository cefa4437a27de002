"""A desk: what is on it keeps its type, and what comes of an event is known."""
# pyright: strict, reportAny=true

from datetime import UTC, datetime
from typing import assert_type

from itsmcore import Incident, Reason, incidents
from itsmcore.changes import Change
from itsmcore.conditions import field, happened
from itsmcore.decisions import Decision
from itsmcore.desk import (
    Applied,
    AsyncStore,
    Desk,
    Entry,
    Loaded,
    Numbering,
    Proposal,
    Store,
    cascades,
    target,
)
from itsmcore.lifecycle import Choice, Following, Record
from itsmcore.lifecycle.events import Commented
from itsmcore.problems import PROBLEM, Problem

t0 = datetime(2026, 1, 5, 9, tzinfo=UTC)
inc = Incident.open("INC-1", at=t0, by="ada", summary="Mail is down")
rule = (happened(Commented) & target("group").is_set, Following(Commented, {"text": field("id")}))
rules = cascades(rule, reopen_children=True)
assert_type(rules, Decision[Following])
desk = Desk.of([inc], [("INC-1", "fixed_by", "CHG-1")], numbering=Numbering(), cascades=rules)
assert_type(desk["INC-1"], Record)
assert_type(desk.one(Incident, "INC-1"), Incident)
assert_type(desk.all(Change), tuple[Change, ...])
assert_type(desk.next_instant, datetime | None)
assert_type(desk.links, tuple[tuple[str, str, str], ...])

assert_type(desk.choices("INC-1", at=t0, by="ada"), tuple[Choice, ...])
assert_type(desk.why_not("INC-1", "hold", at=t0, by="ada", reason="caller"), tuple[Reason, ...])
assert_type(desk.do("INC-1", "hold", at=t0, by="ada", reason="caller"), Applied)
assert_type(desk.apply_all([Entry("INC-1", incidents.Started(at=t0, by="grace"))]), Applied)
applied = desk.apply("INC-1", incidents.Started(at=t0, by="grace"))
assert_type(applied, Applied)
assert_type(applied.events, tuple[Entry, ...])
assert_type(applied.offers, tuple[Proposal, ...])
desk = desk.replay(applied.events).open(PROBLEM, at=t0, by="ada", summary="Mail stops").desk
assert_type([problem.known_error().cause for problem in desk.all(Problem)], list[str])
assert_type(applied.changed, tuple[Record, ...])
assert_type(applied.events[0].version, int | None)


def keep(store: Store, applied: Applied) -> datetime | None:
    store.append(applied, expected={"INC-1": 1}, taken=applied.pending)
    loaded = store.load(store.due(t0))
    assert_type(loaded, Loaded)
    assert_type(Desk.of(loaded.records, loaded.links).all(Incident), tuple[Incident, ...])
    return store.next_instant()


async def keep_async(store: AsyncStore) -> None:
    await store.append(applied)
    assert_type(await store.load(["INC-1"]), Loaded)


for offer in desk.tick(at=t0).offers:
    desk = desk.accept(offer, at=t0, by="grace").desk
