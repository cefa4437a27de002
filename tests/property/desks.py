"""Strategies for desks: records in any state, tied in any legal way, and events for them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import attrs
from hypothesis import strategies as st

from itsmcore import changes, incidents, orders, problems, requests, tasks
from itsmcore.changes import CloseCode
from itsmcore.desk import BadLink, Desk, cascades
from itsmcore.errors import ItsmError
from itsmcore.incidents import HoldReason, ResolutionCode
from itsmcore.lifecycle import Event, LinkKind, Record
from itsmcore.lifecycle.events import Commented, Linked
from itsmcore.tasks import Origin
from tests.desk.cases import change, incident, order, problem, request, task
from tests.instants import HOUR
from tests.instants import MARCH as T0

NUMBERS: dict[str, tuple[str, ...]] = {
    "incident": ("INC-1", "INC-2", "INC-3", "INC-4", "INC-5"),
    "problem": ("PRB-1", "PRB-2"),
    "change": ("CHG-1", "CHG-2"),
    "request": ("REQ-1", "REQ-2"),
    "order": ("ORD-1",),
    "task": ("TASK-1", "TASK-2"),
}
IDS = tuple(id for ids in NUMBERS.values() for id in ids)
PEOPLE = ("grace", "linus", "carla")
RULES = (
    cascades(),
    cascades(reopen_children=True, overrule_waits=True),
    cascades(resolve_by_change=True, cancel_children=True),
    cascades(
        cancel_children=True, overrule_waits=True, reopen_children=True, resolve_by_change=True
    ),
)
_DATA: dict[type[Event], dict[str, st.SearchStrategy[Any]]] = {
    incidents.Started: {},
    incidents.Held: {"reason": st.sampled_from(list(HoldReason))},
    incidents.Resumed: {},
    incidents.Resolved: {
        "code": st.sampled_from([*ResolutionCode, "magic"]),
        "notes": st.just("done"),
    },
    incidents.Reopened: {"reason": st.just("again")},
    incidents.DuplicateMarked: {"of": st.sampled_from(NUMBERS["incident"])},
    incidents.PeopleAdded: {"affected_users": st.sampled_from(("kim", "nina"))},
    incidents.Closed: {},
    incidents.Cancelled: {"reason": st.just("no fault")},
    problems.Assessed: {},
    problems.Confirmed: {},
    problems.CauseRecorded: {"text": st.just("it is full")},
    problems.WorkaroundPublished: {"text": st.just("use the other")},
    problems.FixBegun: {"notes": st.just("a larger one")},
    problems.Resolved: {},
    problems.RiskAccepted: {"notes": st.just("too dear")},
    problems.DuplicateMarked: {"of": st.sampled_from(NUMBERS["problem"])},
    problems.Reanalysed: {"reason": st.just("again")},
    changes.Scheduled: {},
    changes.Implemented: {},
    changes.BackedOut: {"reason": st.just("it broke")},
    changes.Completed: {"outcome": st.sampled_from(list(CloseCode))},
    changes.Closed: {"code": st.sampled_from(list(CloseCode)), "notes": st.just("done")},
    requests.Submitted: {},
    requests.Amended: {"requested_for": st.sampled_from(PEOPLE)},
    requests.Started: {},
    requests.Held: {"reason": st.sampled_from(list(requests.HoldReason))},
    requests.Resumed: {},
    requests.Fulfilled: {"outcome": st.sampled_from(list(requests.Outcome))},
    requests.Reopened: {"reason": st.just("again")},
    requests.Cancelled: {"reason": st.just("no need")},
    orders.Cancelled: {"reason": st.just("no need")},
    tasks.Released: {},
    tasks.Started: {},
    tasks.Closed: {"code": st.just("complete")},
    Commented: {"text": st.just("hello"), "public": st.booleans()},
    Linked: {
        "kind": st.sampled_from(list(LinkKind)),
        "target": st.sampled_from(IDS),
        "instead_of": st.none() | st.sampled_from(IDS),
    },
}


@cache
def tells(practice: str, verb: str, link: LinkKind) -> bool:
    """Tell whether something may follow from an event for a record that is so tied."""
    said = {"verb": verb, "practice": practice, "link": link, "state": "review"}
    return any(row.when.judge(said) is not False for row in RULES[-1].rows)


def instants(*, hours: int = 200) -> st.SearchStrategy[datetime]:
    """Give instants of the first days, some of them after what timers wait for."""
    return st.integers(0, hours).map(lambda n: T0 + n * HOUR)


@st.composite
def steps(draw: st.DrawFn, desk: Desk, *, after: int = 0) -> tuple[str, Event]:
    """Give an event that the table of a record knows where it stands, and the record's number."""
    telling = {
        record.id: {
            kind.verb
            for kind in _DATA
            for link, _ in desk.ties.get(record.id, ())
            if tells(type(record).__name__, kind.verb, link)
        }
        for record in desk
    }
    known = [
        (record.id, kind)
        for record in desk
        for kind in _DATA
        if kind in [rule.event for rule in record.model.plan.rules[record.state]]
        for _ in range(9 if kind.verb in telling[record.id] else 1)
    ]
    id, kind = draw(st.sampled_from(known))
    data = {name: draw(values) for name, values in _DATA[kind].items()}
    at = T0 + draw(st.integers(after, after + 60)) * HOUR
    return id, kind(at=at, by=draw(st.sampled_from(PEOPLE)), **data)


_STATES: dict[str, tuple[str, ...]] = {
    "incident": ("new", "in_progress", "on_hold", "on_hold", "resolved", "closed", "cancelled"),
    "problem": ("new", "root_cause_analysis", "fix_in_progress", "fix_in_progress", "resolved"),
    "change": ("new", "implement", "implement"),
    "request": ("draft", "fulfilment", "fulfilment", "on_hold", "fulfilled"),
}
_TASKED = tuple(id for id in IDS if id not in (*NUMBERS["order"], *NUMBERS["task"]))


@st.composite
def records(draw: st.DrawFn, id: str) -> Record[Any]:
    """Give a record of the practice that its number says, in any state."""
    practice = next(name for name, known in NUMBERS.items() if id in known)
    if practice == "task":
        of = draw(st.sampled_from([*NUMBERS["request"], *NUMBERS["change"], *_TASKED]))
        return task(of, id, origin=draw(st.sampled_from(list(Origin))))
    if practice == "order":
        return order(id)
    state = draw(st.sampled_from(_STATES[practice]))
    match practice:
        case "incident":
            return incident(id, state, draw(st.sampled_from(list(HoldReason))))
        case "problem":
            return problem(id, state)
        case "request":
            return request(id, state)
    return change(id, state)


@st.composite
def links(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    """Give links such as desks have, a family of incidents first, and some that nobody expects."""
    found = []
    for place, id in enumerate(NUMBERS["incident"]):
        if place and draw(st.integers(0, 3)):
            found.append((id, "parent", NUMBERS["incident"][draw(st.integers(0, place - 1))]))
        for kind, others in (("problem", "problem"), ("fixed_by", "change")):
            if draw(st.booleans()):
                found.append((id, kind, draw(st.sampled_from(NUMBERS[others]))))
    found += [
        (id, "fixed_by", draw(st.sampled_from(NUMBERS["change"])))
        for id in NUMBERS["problem"]
        if draw(st.booleans())
    ]
    any_ = st.tuples(st.sampled_from(IDS), st.sampled_from(list(LinkKind)), st.sampled_from(IDS))
    return [*found, *draw(st.lists(any_, max_size=4))]


@st.composite
def desks(draw: st.DrawFn, *, worn: bool = True) -> Desk:
    """Give a desk of every practice, tied at random, after some more events if it is worn."""
    desk = Desk.of([draw(records(id)) for id in IDS], cascades=draw(st.sampled_from(RULES)))
    for tie in draw(links()):
        try:
            desk = Desk.of(desk, [*desk.links, tie], cascades=desk.cascades)
        except BadLink:
            continue
    for _ in range(draw(st.integers(0, 6)) if worn else 0):
        hours = draw(st.integers(0, 20))
        id, event = draw(steps(desk))
        desk = attempted(desk, id, attrs.evolve(event, at=(desk.now or T0) + hours * HOUR))
    return desk


@st.composite
def situations(draw: st.DrawFn, *, count: int = 1) -> tuple[Desk, list[tuple[str, Event]]]:
    """Give a desk, and events that happen to it now or later, not one after another."""
    desk = draw(desks())
    hours = 1 + int(((desk.now or T0) - T0) / HOUR)
    return desk, [draw(steps(desk, after=hours)) for _ in range(count)]


def attempted(desk: Desk, id: str, event: Event) -> Desk:
    """Give the desk after an event, or as it was where the event is refused."""
    try:
        return desk.apply(id, event).desk
    except ItsmError:
        return desk
