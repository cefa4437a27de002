"""Misuse of verbs that a type checker must catch."""

from datetime import UTC, datetime
from typing import ClassVar

import attrs

from itsmcore import Impact, Incident
from itsmcore.incidents import INCIDENT, Resolved
from itsmcore.lifecycle import Event, verb

t0 = datetime(2026, 1, 5, 9, tzinfo=UTC)
inc = Incident.open("INC-1042", at=t0, by="ada", summary="Mail is down")

Incident.open(at=t0, by="ada", summary="Mail is down")  # error: no id
Incident.open("INC-1042", at=t0, by="ada")  # error: no summary
Incident.open("INC-1042", at="monday", by="ada", summary="Mail is down")  # error: no instant
Incident.open("INC-1042", at=t0, by="ada", summary="s", impact="high")  # error: no level
INCIDENT.open("INC-1042", at=t0, by="ada", summery="Mail is down")  # error: misspelt
inc.resolve(at=t0, by="grace", code="user_error")  # error: no notes
inc.resolve(at=t0, by="grace", code=7, notes="done")  # error: no code
inc.resolve(at=t0, by=7, code="user_error", notes="done")  # error: no actor
inc.resolve(t0, "grace", "user_error", "done")  # error: by position
inc.start(at=t0, by="grace", reason="because")  # error: no such argument
inc.finish(at=t0, by="grace")  # error: no such verb
inc.start()  # error: nothing at all
inc.apply("start")  # error: no event
inc.state = "closed"  # error: frozen
inc.last("resolve")  # error: no event class
Resolved(at=t0, by="grace", notes="done")  # error: no code


@attrs.frozen(kw_only=True)
class ApprovalRequested(Event):
    verb: ClassVar[str] = "request_approval"
    approver: str


class Ticket(Incident):
    request_approval = verb(ApprovalRequested)


ticket = Ticket.open("INC-1043", at=t0, by="ada", summary="Mail is slow")
ticket.request_approval(at=t0, by="grace", approver="linus")
ticket.request_approval(at=t0, by="grace")  # error: no approver
ticket.request_approval(at=t0, by="grace", approver=Impact.HIGH)  # error: no name
inc.request_approval(at=t0, by="grace", approver="linus")  # error: not an incident's verb
INCIDENT.extended(colour="red")  # error: no such table
INCIDENT.extended(codes=7)  # error: no codes
