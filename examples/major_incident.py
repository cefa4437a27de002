"""Take a major incident with thirty children to its end, by an emergency change.

    python examples/major_incident.py

The desk, the people and the hours are constants: edit them.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from itsmcore import INCIDENT, Impact, Urgency, changes, incidents, tasks
from itsmcore.approval import ApprovalPolicy, Authority, Voted
from itsmcore.changes import EMERGENCY_CHANGE, Change
from itsmcore.desk import Applied, Desk, Entry, Numbering
from itsmcore.incidents import HoldReason, ResolutionCode
from itsmcore.lifecycle import Event, LinkKind
from itsmcore.lifecycle.events import Linked

ZONE = ZoneInfo("Europe/Amsterdam")
SITES = ("Utrecht", "Lisbon", "Accra", "Lyon", "Oslo")
CHILDREN = 30
ECAB = Authority("emergency CAB", ["keiko", "omar"], needs="any")
EMERGENCY = EMERGENCY_CHANGE.extended(policy=ApprovalPolicy(ECAB), name="our emergency")

journal: list[Entry] = []


def on(hour: int, minute: int = 0) -> datetime:
    """Give an instant of Wednesday 11 March 2026."""
    return datetime(2026, 3, 11, hour, minute, tzinfo=ZONE)


def noted(applied: Applied) -> Desk:
    """Keep what happened, as a store would."""
    journal.extend(applied.events)
    return applied.desk


def told(desk: Desk, id: str, event: Event) -> Desk:
    """Let an event happen, and print what came of it."""
    applied = desk.apply(id, event)
    print(f"\n{event.at.astimezone(ZONE):%H:%M} {id} {event.verb}, by {event.by}")
    for what, found in (("follows", applied.events[1:]), ("offered", applied.offers)):
        for entry in found[:3]:
            print(f"  {what}: {entry}")
        if len(found) > 3:
            print(f"  … and {len(found) - 3} more")
    for refusal in applied.refusals:
        print(f"  refused: {refusal}")
    return noted(applied)


def called(desk: Desk) -> tuple[Desk, str, list[str]]:
    """Take the calls: the first is the major incident, the others are its children."""
    opened: Any = {"service": "mail", "impact": Impact.HIGH, "urgency": Urgency.HIGH}
    applied = desk.open(INCIDENT, at=on(9), by="monitor", summary="Mail is down", **opened)
    desk, major = noted(applied), applied.id
    desk = noted(desk.apply(major, incidents.MajorPromoted(at=on(9, 2), by="keiko")))
    children = []
    for number in range(CHILDREN):
        caller, at = f"caller {number + 1}", on(9, 5 + number)
        where = SITES[number % len(SITES)]
        said = {"summary": f"No mail in {where}", "location": where, "service": "mail"}
        applied = desk.open(INCIDENT, at=at, by="desk", caller=caller, **said)
        desk = noted(applied)
        link = Linked(at=at, by="desk", kind=LinkKind.PARENT, target=major)
        desk = noted(desk.apply(applied.id, link))
        children.append(applied.id)
    return desk, major, children


def changed(desk: Desk, major: str) -> tuple[Desk, str]:
    """Open the emergency change that is to fix it, with a task, and have it approved."""
    summary = "Restore the mail store on the spare"
    applied = desk.open(EMERGENCY, at=on(10), by="ada", summary=summary, assignee="grace")
    desk, change = noted(applied), applied.id
    link = Linked(at=on(10), by="ada", kind=LinkKind.FIXES, target=major)
    desk = noted(desk.apply(change, link))
    data: Any = {"parent": change, "summary": "Watch the queue", "origin": tasks.Origin.MODEL}
    desk = noted(desk.open(tasks.TASK, at=on(10), by="ada", **data))
    asked = desk.one(Change, change).approval_request(at=on(10, 1), by="ada")
    desk = noted(desk.apply(change, asked))
    return told(desk, change, Voted(at=on(10, 6), by="omar", vote="yes")), change


def main() -> None:
    desk, major, children = called(Desk.of(numbering=Numbering()))
    print(f"{desk[major]}, major, with {len(desk.related(major, LinkKind.CHILD))} children")

    done = incidents.Resolved(
        at=on(9, 50), by="desk", code=ResolutionCode.RESOLVED_BY_CALLER, notes="It was the cable"
    )
    desk = told(desk, children[4], done)
    desk = told(desk, major, incidents.Started(at=on(9, 55), by="grace"))
    desk, change = changed(desk, major)
    desk = told(desk, major, incidents.Held(at=on(10, 8), by="grace", reason=HoldReason.CHANGE))
    desk = told(desk, change, changes.Implemented(at=on(10, 10), by="grace"))
    desk = noted(
        desk.apply(
            change, changes.Verified(at=on(11, 30), by="linus", result=changes.Result.PASSED)
        )
    )

    ended = changes.Completed(at=on(11, 40), by="grace", outcome=changes.CloseCode.SUCCESSFUL)
    (offer,) = desk.apply(change, ended).offers
    desk = told(desk, change, ended)
    applied = desk.accept(offer, at=on(11, 45), by="keiko")
    print(
        f"\n11:45 keiko accepts, and {len(applied.events)} events follow; the first and the last:"
    )
    print(f"  {applied.events[0]}\n  {applied.events[-1]}")
    desk = noted(applied)

    states = [desk[child].state for child in children]
    print(f"\nresolved: {states.count('resolved')} of {len(children)} children, and {desk[major]}")
    kept = desk[children[4]].last(incidents.Resolved)
    print(f"{children[4]} keeps its own: {kept.notes if kept else ''}")
    print(f"the journal has {len(journal)} events; replayed, it gives the same desk: ", end="")
    print(Desk.of(numbering=Numbering()).replay(journal) == desk)
    print(f"next: {desk.next_instant:%a %d %H:%M} UTC, when the children close by themselves")


if __name__ == "__main__":
    main()
