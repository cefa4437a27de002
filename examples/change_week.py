"""Plan a week of changes against a maintenance window and a freeze, and take an emergency through.

python examples/change_week.py
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markdown import Markdown

from itsmcore import Schedule
from itsmcore.approval import Authority, Quorum
from itsmcore.change_calendar import ChangeSchedule, Freeze, Items
from itsmcore.changes import EMERGENCY_CHANGE, NORMAL_CHANGE, Change, ChangeKind, ProcedureStep
from itsmcore.conditions import field
from itsmcore.risk import Risk
from itsmcore.span import Window

ZONE = ZoneInfo("Europe/Amsterdam")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """Give an instant of March 2026, of which the 9th is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


# --- the week: edit it --------------------------------------------------------------------------

ITEMS = Items(
    parents=[("host-1", "vm-mail"), ("host-1", "vm-web")],
    depends=[("mail", "vm-mail"), ("web shop", "vm-web"), ("erp", "db-1"), ("db-1", "san-1")],
)
MAINTENANCE = Schedule.weekly({"tue-thu": "20:00-24:00", "sat": "06:00-12:00"}, tz=ZONE.key)
NO_EMERGENCY = ~field("kind").is_(ChangeKind.EMERGENCY)
FIGURES = Freeze("annual figures", Schedule.between(on(12, 12), on(13, 12)), applies=NO_EMERGENCY)
CAB = Authority("CAB", ["ines", "jorge", "keiko", "lars"], needs=Quorum(3))
ECAB = Authority("emergency CAB", ["keiko", "omar"], needs="any")
NORMAL = NORMAL_CHANGE.extended(policy=CAB, name="our normal change")
EMERGENCY = EMERGENCY_CHANGE.extended(policy=ECAB, name="our emergency")

PLANNED = (  # number, what, the items, who, from when, for how many hours
    ("CHG-101", "Patch the host", ["host-1"], "linus", on(10, 20), 2),
    ("CHG-102", "Upgrade the mail server", ["vm-mail"], "grace", on(10, 21), 2),
    ("CHG-103", "Replace a controller", ["san-1"], "margaret", on(11, 20), 3),
    ("CHG-104", "Release of the ERP", ["db-1"], "edsger", on(11, 22), 2),
    ("CHG-105", "Renew the certificates", ["web shop"], "margaret", on(11, 20), 1),
    ("CHG-106", "Open a port", ["fw-1"], "linus", on(12, 20), 1),
    ("CHG-107", "Firmware of the switch", ["sw-1"], "grace", on(13, 20), 2),
    ("CHG-108", "Firmware of the firewall", ["fw-1"], "linus", on(14, 6), 2),
)
PLANS: dict[str, Any] = {
    "steps": (
        ProcedureStep("Stop it", "nobody is on it", "start it", "operator", 5 * MINUTE),
        ProcedureStep("Install", "it starts", "install the former one", "vendor", 30 * MINUTE),
    ),
    "test_plan": "on the test system",
    "communication_plan": "a mail to its users",
    "back_out_plan": "the way back, step by step",
}
NONE = {"tasks": ()}  # no task of it is open
console = Console(highlight=False)


def planned() -> Iterable[Change]:
    """Plan every change on Friday, and have the board approve it on Monday."""
    for number, summary, items, who, start, hours in PLANNED:
        plan: dict[str, Any] = PLANS | {
            "configuration_items": items,
            "assignee": who,
            "risk": Risk.MODERATE,
        }
        plan |= {"planned_start": start, "planned_end": start + hours * HOUR}
        change = NORMAL.open(number, at=on(6, 15), by="ada", summary=summary, **plan)
        change = change.assess(at=on(6, 16), by="ines").request_approval(at=on(6, 16), by="ada")
        yield approved(change, on(9, 10))


def approved(change: Change, at: datetime) -> Change:
    """Let three members vote, which is the quorum."""
    for member, vote in (("ines", "yes"), ("jorge", "abstain"), ("keiko", "yes")):
        change = change.vote(at=at, by=member, vote=vote)
    return change


def slots(calendar: ChangeSchedule, change: Change) -> tuple[Window, ...]:
    return calendar.free_slots(change, since=on(10, 0), until=on(15, 0))


def show(calendar: ChangeSchedule) -> None:
    head("the calendar; a freeze is in brackets, ! marks what is in conflict")
    say(calendar.month(2026, 3, tz=ZONE.key))
    head("conflicts and their witnesses, in UTC")
    found = calendar.all_conflicts()
    for conflict in found:
        say(conflict)
    head("slots in the week, for as long as each takes")
    concerned = {name for conflict in found for name in (conflict.change, conflict.witness)}
    for change in calendar.changes:
        if change.id in concerned:
            offered = (f"{w.start.astimezone(ZONE):%a %H:%M}" for w in slots(calendar, change))
            say(f"{change.id}: {', '.join(offered)}")


def moved(calendar: ChangeSchedule) -> Change:
    """Move the release of the ERP to its last slot: the board has to approve it anew."""
    head("one is rescheduled")
    (change,) = (change for change in calendar.changes if change.id == "CHG-104")
    last = slots(calendar, change)[-1]
    start, end = last.start, last.end
    change = change.reschedule(at=on(9, 14), by="ada", planned_start=start, planned_end=end)
    say(f"{change}: {change.history[-1].verb}, because of {change.history[-1].cause}")
    change = approved(change.request_approval(at=on(9, 14), by="ada"), on(9, 15))
    say(f"{change}: {change.approvals}")
    return change


def excepted(calendar: ChangeSchedule) -> Change:
    """Let one change pass the freeze, by name."""
    head("one may be made in the freeze")
    (change,) = (change for change in calendar.changes if change.id == "CHG-106")
    at = on(12, 20)
    change = change.record_test(at=on(10, 9), by="linus", result="passed")
    change = change.communicate(at=on(10, 9), by="linus", to=["network"])
    given = calendar.given(change, at=at)
    for reason in change.why_not("implement", at=at, by="linus", given=given):
        say(f"refused: {reason.words}")
    change = change.grant_exception(at=on(12, 9), by="ines", of=FIGURES.name, reason="an audit")
    change = change.implement(at=at, by="linus", given=calendar.given(change, at=at))
    say(f"{change}, with an exception for {', '.join(change.exceptions)}")
    return change


def emergency(calendar: ChangeSchedule) -> Change:
    """Put an emergency in: it fails its test, and is backed out."""
    head("an emergency goes in")
    plan: dict[str, Any] = {"configuration_items": ["vm-mail"], "assignee": "grace"}
    plan |= {"planned_start": on(11, 10, 15), "planned_end": on(11, 11)}
    change = EMERGENCY.open("CHG-109", at=on(11, 10), by="ada", summary="Close a hole", **plan)
    for conflict in calendar.conflicts(change):
        say(f"no obstacle to it: {conflict}")
    change = change.request_approval(at=on(11, 10, 2), by="ada")
    change = change.vote(at=on(11, 10, 9), by="omar", vote="yes", note="go")
    say(f"{change}: {change.approvals}")
    change = change.implement(at=on(11, 10, 15), by="grace")
    change = change.verify(at=on(11, 10, 40), by="grace", result="failed", notes="mail waits")
    for reason in change.why_not("complete", at=on(11, 11), by="grace", outcome="successful"):
        say(f"refused: {reason.words}")
    change = change.back_out(at=on(11, 10, 55), by="grace", reason="mail waits")
    change = change.complete(at=on(11, 11), by="grace", outcome="backed_out")
    say(f"{change}: {change.outcome}")
    return change


def closed(change: Change) -> None:
    """Make up for what the emergency left out, review it, and close it."""
    head("what it left out is due before it is closed")
    for reason in change.why_not("close", at=on(12, 10), by="ines", given=NONE):
        say(f"due: {reason.words}")
    change = change.review(at=on(12, 10), by="ines", findings="no test", incidents=["INC-2001"])
    change = change.amend(at=on(12, 11), by="grace", risk=Risk.HIGH, **PLANS)
    change = change.communicate(at=on(12, 12), by="grace", to=["everybody"])
    change = change.close(at=on(12, 13), by="ines", code="backed_out", notes="later", given=NONE)
    back = ", then ".join(str(step.back_out) for step in change.procedure.way_back)
    say(f"{change}, caused {', '.join(change.caused_incidents)}; the way back was to {back}")
    console.print(Markdown(f"{change.procedure:md}"))


def say(words: object) -> None:
    console.print(str(words), markup=False, soft_wrap=True)


def head(words: str) -> None:
    console.print(f"\n[bold]{words}[/]")


def main() -> None:
    calendar = ChangeSchedule(planned(), items=ITEMS, maintenance=MAINTENANCE, freezes=[FIGURES])
    show(calendar)
    calendar = calendar.with_changes(moved(calendar))
    calendar = calendar.with_changes(excepted(calendar))
    head("what is left to settle")
    for change in calendar.changes:
        for conflict in calendar.unresolved(change):
            say(conflict)
    closed(emergency(calendar))


if __name__ == "__main__":
    main()
