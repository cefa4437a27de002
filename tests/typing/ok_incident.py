"""The walk of an incident, as the README has it: every type is known to the checker."""
# pyright: strict, reportAny=true

from datetime import UTC, datetime, timedelta
from typing import ClassVar, assert_type

import attrs

from itsmcore import Actor, Impact, Incident, Level, Refused, Urgency
from itsmcore.conditions import field
from itsmcore.incidents import INCIDENT, HoldReason, Resolved, Resumed
from itsmcore.lifecycle import Event, Guard, Phase, Rule, State, verb

t0 = datetime(2026, 1, 5, 9, tzinfo=UTC)
t1, t2, t3, t4 = (t0 + timedelta(hours=hour) for hour in (1, 2, 3, 4))

inc = Incident.open(
    "INC-1042",
    at=t0,
    by="ada",
    summary="Mail is down",
    impact=Impact.HIGH,
    urgency=Urgency.HIGH,
    category="email/delivery",
    custom={"site": "A", "floors": (1, 2)},
)
assert_type(inc, Incident)
assert_type(inc.priority, Level | None)
inc = inc.assign(at=t1, by="desk", group="messaging", assignee="grace")
inc = inc.start(at=t2, by=Actor("grace", roles={"agent"}))
inc = inc.hold(at=t3, by="grace", reason=HoldReason.CALLER)
inc = inc.hold(at=t3, by="grace", reason="evidence", until=t4)
assert_type(inc.resume(at=t4, by="grace", given={"freeze": False}), Incident)
assert_type(inc.why_not("close", at=t4, by="grace")[0].code, str)
assert_type(inc.last(Resolved), Resolved | None)
assert_type(inc.expect(version=4), Incident)
assert_type(inc.next_instant, datetime | None)
try:
    inc.close(at=t4, by="grace")
except Refused as refusal:
    assert_type(refusal.allowed, tuple[str, ...])


@attrs.frozen(kw_only=True)
class ApprovalRequested(Event):
    """Ask somebody to approve it."""

    verb: ClassVar[str] = "request_approval"
    approver: str


MINE = INCIDENT.extended(
    State("awaiting_approval", phase=Phase.PENDING),
    Rule(
        ApprovalRequested,
        source="in_progress",
        target="awaiting_approval",
        guards=(Guard("someone must be assigned", field("assignee").is_set),),
    ),
    Rule(Resumed, source="awaiting_approval", target="in_progress"),
    name="mine",
)
mine = MINE.open("INC-1043", at=t0, by="ada", summary="Mail is slow")
assert_type(mine, Incident)
mine = mine.assign(at=t0, by="desk", group="messaging", assignee="grace").start(at=t0, by="grace")
mine = mine.apply(ApprovalRequested(at=t1, by="grace", approver="linus"))


class Ticket(Incident):
    model = MINE
    request_approval = verb(ApprovalRequested)


ticket = Ticket.open("INC-1044", at=t0, by="ada", summary="Mail is slow", assignee="grace")
assert_type(ticket, Ticket)
ticket = ticket.start(at=t0, by="grace").request_approval(at=t1, by="grace", approver="linus")
assert_type(ticket, Ticket)
assert_type(Ticket.replay(ticket.history), Ticket)
assert_type(MINE.edges, frozenset[tuple[str, str]])
