"""A small ticket service of somebody else's, in plain Python, with faults to plant in it."""

from datetime import timedelta
from typing import Any

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)

OPEN = ("new", "in_progress", "on_hold")
MOVES = {
    "assign": (OPEN, None),
    "start": (("new",), "in_progress"),
    "respond": (OPEN, None),
    "hold": (OPEN, "on_hold"),
    "resume": (("on_hold",), "in_progress"),
    "resolve": (OPEN, "resolved"),
    "mark_duplicate": ((*OPEN, "resolved"), "resolved"),
    "reopen": (("resolved",), "in_progress"),
    "close": (("resolved",), "closed"),
    "cancel": (OPEN, "cancelled"),
    "escalate": (OPEN, None),
    "reprioritise": (OPEN, None),
    "recategorise": ((*OPEN, "resolved"), None),
    "update": ((*OPEN, "resolved"), None),
}
MAJORS = {
    "propose_major": (("none", "rejected", "demoted"), "proposed"),
    "promote_major": (("none", "proposed", "rejected", "demoted"), "accepted"),
    "reject_major": (("proposed",), "rejected"),
    "demote_major": (("accepted", "reviewed"), "demoted"),
    "review_major": (("accepted",), "reviewed"),
}
FAULTS = (
    "a customer's own answer counts as the first",
    "starts what is on hold",
    "closes what is not resolved",
    "refuses a second reopening",
    "loses a second reopening",
    "closes a day early",
    "closes too late, by > for >=",
    "closes major incidents by itself",
    "closes what is being worked on by itself",
    "closes what is on hold by itself",
    "fires its timer twice",
    "lets a requester resolve",
    "cancels what is resolved",
    "keeps the reason of a hold",
    "keeps the resolution of what is reopened",
    "takes no comment once closed",
    "answers twice",
    "reviews what is not resolved",
    "keeps the assignee in another group",
    "never resumes by itself",
    "loses the code of a second resolution",
)


class Refusal(Exception):
    """What the service does not do."""


def said(text: str | None) -> str | None:
    """Take a blank for nothing."""
    return text if text is not None and text.strip() else None


class Service:
    """One ticket, and what has happened to it."""

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.ticket: dict[str, Any] = {}

    def open(self, event: Any) -> None:
        """Open the ticket."""
        self.ticket = {
            "id": event.id,
            "state": "new",
            "major_incident": "none",
            "group": said(event.group),
            "assignee": said(event.assignee),
            "hold_reason": None,
            "hold_until": None,
            "resolution_code": None,
            "responded_at": None,
            "reopen_count": 0,
            "closings": 0,
            "caller": said(event.caller) or event.by.name,
            "opened_by": event.by.name,
            "affected": set(event.affected_users),
            "since": event.at,
        }

    def shown(self) -> dict[str, Any]:
        """Show what a client sees."""
        hidden = ("id", "caller", "opened_by", "affected", "since", "hold_until")
        return {name: value for name, value in self.ticket.items() if name not in hidden}

    def hear(self, event: Any) -> None:
        """Do what a client asks."""
        self.permit(event)
        if event.verb in MOVES or event.verb in MAJORS:
            state = self.moved(event)
        getattr(self, f"_{event.verb}", lambda _: None)(event)
        if event.verb in MOVES:
            self.enter(state, event.at)

    def refuses(self, event: Any) -> bool:
        """Do what a client asks, and say whether that was refused."""
        try:
            self.hear(event)
        except Refusal:
            return True
        return False

    def permit(self, event: Any) -> None:
        """Refuse whoever may not."""
        ticket, roles, verb = self.ticket, event.by.roles, event.verb
        is_own = event.by.name in (ticket["caller"], ticket["opened_by"])
        is_caller = is_own or event.by.name in self.callers()
        is_minor = not self.is_major()
        allowed = "agent" in roles
        if verb in ("promote_major", "reject_major", "demote_major", "review_major"):
            allowed = "major_incident_manager" in roles
        elif "requester" in roles:
            allowed |= verb == "comment" and is_caller
            allowed |= verb == "reopen" and is_caller and is_minor
            allowed |= verb == "close" and is_own and is_minor
            allowed |= verb == "cancel" and is_own and ticket["state"] == "new"
            allowed |= verb == "resolve" and self.fault == "lets a requester resolve"
        if not allowed:
            raise Refusal(f"{event.by.name} may not {verb}")

    def callers(self) -> set[str]:
        """Name whom it affects."""
        return {self.ticket["caller"], *self.ticket["affected"]}

    def is_major(self) -> bool:
        """Tell whether it is a major incident."""
        return self.ticket["major_incident"] in ("accepted", "reviewed")

    def is_customer(self, event: Any) -> bool:
        """Tell the customer's side from the desk."""
        return "requester" in event.by.roles or event.by.name in self.callers()

    def moved(self, event: Any) -> str:
        """Refuse what its state does not allow, and say where it leads."""
        ticket, verb, fault = self.ticket, event.verb, self.fault
        is_major = verb in MAJORS
        sources, target = (MAJORS if is_major else MOVES)[verb]
        state: str = ticket["major_incident" if is_major else "state"]
        more = {
            "starts what is on hold": ("start", "on_hold"),
            "closes what is not resolved": ("close", "in_progress"),
            "cancels what is resolved": ("cancel", "resolved"),
        }
        if state not in sources and (verb, state) != more.get(fault):
            raise Refusal(f"{verb} while {state}")
        return target or state

    def enter(self, state: str, at: Any) -> None:
        """Be in another state from now on."""
        ticket = self.ticket
        if state == ticket["state"]:
            return
        if ticket["state"] == "on_hold" and self.fault != "keeps the reason of a hold":
            ticket["hold_reason"] = ticket["hold_until"] = None
        ticket["closings"] += state == "closed"
        ticket.update(state=state, since=at)

    # --- what a client asks -------------------------------------------------------------------

    def _assign(self, event: Any) -> None:
        ticket, group, assignee = self.ticket, said(event.group), said(event.assignee)
        if group is None and assignee is None:
            raise Refusal("somebody must be named")
        if group not in (None, ticket["group"]):
            keeps = self.fault == "keeps the assignee in another group" and not assignee
            ticket["group"] = group
            ticket["assignee"] = ticket["assignee"] if keeps else assignee
        elif assignee is not None:
            ticket["assignee"] = assignee

    def _escalate(self, event: Any) -> None:
        ticket, group = self.ticket, said(event.group)
        if event.kind == "functional":
            if group in (None, ticket["group"]):
                raise Refusal("another group must be named")
            ticket.update(group=group, assignee=None)
        elif group is not None:
            raise Refusal("the group stays")

    def _respond(self, event: Any) -> None:
        if self.ticket["responded_at"] is not None and self.fault != "answers twice":
            raise Refusal("it was answered")
        if self.is_customer(event) and self.fault != "a customer's own answer counts as the first":
            raise Refusal("a customer does not answer")
        self.ticket["responded_at"] = event.at

    def _hold(self, event: Any) -> None:
        ticket = self.ticket
        is_again = ticket["state"] == "on_hold" and event.reason == ticket["hold_reason"]
        if is_again and event.until is None:
            raise Refusal("it is on hold for that")
        if event.until is not None and event.until < event.at:
            raise Refusal("that has passed")
        self.enter("on_hold", event.at)
        ticket.update(hold_reason=event.reason, hold_until=event.until)

    def _resolve(self, event: Any) -> None:
        loses = (
            self.fault == "loses the code of a second resolution" and self.ticket["reopen_count"]
        )
        self.ticket["resolution_code"] = None if loses else event.code

    def _mark_duplicate(self, event: Any) -> None:
        if event.of == self.ticket["id"]:
            raise Refusal("it is no duplicate of itself")
        self.ticket["resolution_code"] = "duplicate"
        major = self.ticket["major_incident"]
        self.ticket["major_incident"] = {"proposed": "rejected", "accepted": "demoted"}.get(
            major, major
        )

    def _reopen(self, event: Any) -> None:
        ticket = self.ticket
        if ticket["reopen_count"] and self.fault == "refuses a second reopening":
            raise Refusal("it was reopened before")
        if not (ticket["reopen_count"] and self.fault == "loses a second reopening"):
            ticket["reopen_count"] += 1
        if self.fault != "keeps the resolution of what is reopened":
            ticket["resolution_code"] = None
        if ticket["major_incident"] == "reviewed":
            ticket["major_incident"] = "accepted"

    def _cancel(self, event: Any) -> None:
        ticket = self.ticket
        ticket["resolution_code"] = event.code
        if ticket["major_incident"] in ("proposed", "accepted"):
            ticket["major_incident"] = "cancelled"

    def _comment(self, event: Any) -> None:
        ticket, is_customer = self.ticket, self.is_customer(event)
        if ticket["state"] == "closed" and self.fault == "takes no comment once closed":
            raise Refusal("it is closed")
        is_public = is_customer if event.public is None else event.public
        is_open, is_new = ticket["state"] in OPEN, ticket["responded_at"] is None
        if is_public and not is_customer and is_open and is_new:
            ticket["responded_at"] = event.at
        if is_customer and ticket["state"] == "resolved":
            ticket["since"] = event.at
        waits = ticket["state"] == "on_hold" and ticket["hold_reason"] == "caller"
        if is_public and is_customer and waits:
            self.enter("in_progress", event.at)

    def _reprioritise(self, event: Any) -> None:
        if event.impact is None and event.urgency is None:
            raise Refusal("an impact or an urgency must be named")

    def _add_people(self, event: Any) -> None:
        if not event.affected_users and not event.watchers:
            raise Refusal("somebody must be named")
        self.ticket["affected"] |= {*event.affected_users} - {self.ticket["caller"]}

    def _remove_people(self, event: Any) -> None:
        if not event.affected_users and not event.watchers:
            raise Refusal("somebody must be named")
        self.ticket["affected"] -= {*event.affected_users}

    def _update(self, event: Any) -> None:
        self.ticket["caller"] = said(event.caller) or self.ticket["caller"]

    def _majored(self, event: Any) -> None:
        ticket = self.ticket
        unresolved = ticket["state"] not in ("resolved", "closed")
        if event.verb in ("propose_major", "promote_major") and ticket["state"] not in (
            *OPEN,
            "resolved",
        ):
            raise Refusal("it is over")
        is_careful = self.fault != "reviews what is not resolved"
        if event.verb == "review_major" and unresolved and is_careful:
            raise Refusal("it is not resolved")
        ticket["major_incident"] = MAJORS[event.verb][1]

    _propose_major = _promote_major = _reject_major = _demote_major = _review_major = _majored

    # --- what it does by itself ---------------------------------------------------------------

    def tick(self, now: Any) -> None:
        """Do what is due."""
        ticket, fault = self.ticket, self.fault
        until = ticket["hold_until"]
        resumes = ticket["state"] == "on_hold" and fault != "never resumes by itself"
        if resumes and until is not None and until <= now:
            self.enter("in_progress", max(until, ticket["since"]))
        closable = {"resolved"}
        if fault == "closes what is being worked on by itself":
            closable.add("in_progress")
        if fault == "closes what is on hold by itself":
            closable.add("on_hold")
        is_major = self.is_major() and fault != "closes major incidents by itself"
        due = ticket["since"] + 5 * DAY
        due -= DAY * (fault == "closes a day early")
        due += TICK * (fault == "closes too late, by > for >=")
        if ticket["state"] in closable and not is_major and due <= now:
            ticket["closings"] += fault == "fires its timer twice"
            self.enter("closed", due)
