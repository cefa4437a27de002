"""Strategies for desks: records in any state, tied in any legal way, and events for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st

from itsmcore import changes, incidents, problems, tasks
from itsmcore.changes import CloseCode
from itsmcore.desk import BadLink, Desk, cascades
from itsmcore.errors import ItsmError
from itsmcore.incidents import INCIDENT, HoldReason, ResolutionCode
from itsmcore.lifecycle import Event, LinkKind, Record
from itsmcore.lifecycle.events import Commented, Linked
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK, Origin
from tests.desk.cases import BARE

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
NUMBERS: dict[str, tuple[str, ...]] = {
    "incident": ("INC-1", "INC-2", "INC-3", "INC-4", "INC-5"),
    "problem": ("PRB-1", "PRB-2"),
    "change": ("CHG-1", "CHG-2"),
    "task": ("TASK-1", "TASK-2"),
}
IDS = tuple(id for ids in NUMBERS.values() for id in ids)
PEOPLE = ("grace", "linus", "carla")
RULES = tuple(
    cascades(reopen_children=reopen, resolve_by_change=resolve)
    for reopen in (False, True)
    for resolve in (False, True)
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
    tasks.Released: {},
    tasks.Closed: {"code": st.just("complete")},
    Commented: {"text": st.just("hello"), "public": st.booleans()},
    Linked: {"kind": st.sampled_from(list(LinkKind)), "target": st.sampled_from(IDS)},
}


def instants(*, hours: int = 200) -> st.SearchStrategy[datetime]:
    """Give instants of the first days, some of them after what timers wait for."""
    return st.integers(0, hours).map(lambda n: T0 + n * HOUR)


@st.composite
def steps(draw: st.DrawFn, desk: Desk, *, after: int = 0) -> tuple[str, Event]:
    """Give an event that the table of a record knows where it stands, and the record's number."""
    known = [
        (record.id, kind)
        for record in desk
        for kind in _DATA
        if kind in [rule.event for rule in record.model.plan.rules[record.state]]
        for _ in range(1 if kind in (Commented, Linked) else 3)
    ]
    id, kind = draw(st.sampled_from(known))
    data = {name: draw(values) for name, values in _DATA[kind].items()}
    at = T0 + draw(st.integers(after, after + 60)) * HOUR
    return id, kind(at=at, by=draw(st.sampled_from(PEOPLE)), **data)


def opened(id: str, of: str = "CHG-1", origin: str = Origin.MANUAL) -> Record[Any]:
    """Open a record of the practice that its number says."""
    said: dict[str, Any] = {"at": T0, "by": "ada", "summary": "Mail is down"}
    match next(name for name, known in NUMBERS.items() if id in known):
        case "incident":
            return INCIDENT.open(id, caller="carla", **said)
        case "problem":
            return PROBLEM.open(id, assignee="grace", **said)
        case "change":
            return BARE.open(id, **said)
    return TASK.open(id, of=of, origin=origin, **said)


@st.composite
def desks(draw: st.DrawFn, *, worn: bool = True) -> Desk:
    """Give a desk of every practice, tied at random, after some events if it is worn."""
    owners = draw(st.lists(st.sampled_from(IDS[:-2]), min_size=2, max_size=2))
    origins = draw(st.lists(st.sampled_from(list(Origin)), min_size=2, max_size=2))
    records = [opened(id) for id in IDS[:-2]]
    made = zip(NUMBERS["task"], owners, origins, strict=True)
    records += [opened(id, of, origin) for id, of, origin in made]
    desk = Desk.of(records, cascades=draw(st.sampled_from(RULES)))
    ties = st.tuples(
        st.sampled_from(IDS),
        st.sampled_from(["parent", "parent", "problem", "fixed_by", *LinkKind]),
        st.sampled_from(IDS),
    )
    for tie in draw(st.lists(ties, min_size=4, max_size=20)):
        try:
            desk = Desk.of(desk, [*desk.links, tie], cascades=desk.cascades)
        except BadLink:
            continue
    for _ in range(draw(st.integers(0, 12)) if worn else 0):
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
