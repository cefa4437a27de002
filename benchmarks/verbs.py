"""A full verb of an incident, against one bare trigger of a stock transitions machine."""

from datetime import UTC, datetime

import transitions

from benchmarks._measure import quickest, verdict
from itsmcore import Impact, Incident, Urgency

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
BOUND = 1.0


class Light:
    """The smallest model a machine can have."""


def main() -> bool:
    light = Light()
    transitions.Machine(
        light,
        states=["red", "green"],
        transitions=[["go", "red", "green"], ["halt", "green", "red"]],
        initial="red",
        auto_transitions=False,
    )
    opened = Incident.open(
        "INC-1042",
        at=AT,
        by="ada",
        summary="Mail is down",
        description="Nothing arrives since nine",
        customer="acme",
        channel="phone",
        service="mail",
        affected_services=("mail", "calendar"),
        configuration_items=("mx1", "mx2"),
        category="email/delivery",
        impact=Impact.HIGH,
        urgency=Urgency.HIGH,
        group="messaging",
        assignee="grace",
        tags=("vip",),
        location="Utrecht",
        vendor_reference="V-1",
        occurred_at=AT,
        detected_at=AT,
        custom={"site": "A"},
    )
    working = opened.start(at=AT, by="grace")
    held = working.hold(at=AT, by="grace", reason="caller")
    resolved = working.resolve(at=AT, by="grace", code="user_error", notes="done")

    def bare() -> None:
        light.go()  # type: ignore[attr-defined]
        light.halt()  # type: ignore[attr-defined]

    verbs = {
        "start": lambda: opened.start(at=AT, by="grace"),
        "assign": lambda: working.assign(at=AT, by="grace", group="network", assignee="linus"),
        "hold": lambda: working.hold(at=AT, by="grace", reason="caller"),
        "resume": lambda: held.resume(at=AT, by="grace"),
        "comment": lambda: working.comment(at=AT, by="grace", text="looking"),
        "update": lambda: working.update(at=AT, by="grace", summary="Mail is slow"),
        "reprioritise": lambda: working.reprioritise(
            at=AT, by="grace", impact=Impact.LOW, note="n"
        ),
        "resolve": lambda: working.resolve(at=AT, by="grace", code="user_error", notes="done"),
        "close": lambda: resolved.close(at=AT, by="ada"),
    }
    times = quickest({"two bare triggers": bare, **verbs}, rounds=40, calls=250)
    trigger = times.pop("two bare triggers") / 2
    print(f"one bare transitions trigger      {trigger / 1000:6.2f} us, the measure of the rest")
    for name, time in times.items():
        print(f"Incident.{name:24} {verdict(time / trigger, BOUND)}")
    return all(time / trigger <= BOUND for time in times.values())
