"""Take in what people and machines say, and show every decision about it with its reason.

    python examples/triage.py [SENTENCE …]

The tree, the rules, the sentences and the signals are constants: edit them. Sentences of your own
take the place of those below.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from itsmcore import (
    INCIDENT,
    Desk,
    Impact,
    Incident,
    Phase,
    Priority,
    PriorityMatrix,
    Problem,
    Urgency,
)
from itsmcore.categories import Categoriser, Category, CategoryRule, CategoryTree
from itsmcore.conditions import field, words
from itsmcore.decisions import Decision
from itsmcore.desk import Numbering
from itsmcore.intake import Alerts, Contact, Flapping, Intake, Severity, Signal, carry_out, take
from itsmcore.priority import Ceiling, Floor, Prioritiser
from itsmcore.queue import queue
from itsmcore.service_levels import Agreement, Goal

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

TREE = CategoryTree(
    [
        "mail/outlook",
        Category("hardware/printer", synonyms=("copier", "Drucker")),
        "hardware/server/disk",
        "safety/fire",
        Category("unsorted", may_close=False),
    ]
)
SORTER = Categoriser(
    [
        CategoryRule("fire", words("summary").some("smoke", "fire"), "safety/fire", 0.95),
        CategoryRule("mail", words("summary").some("mail", "outlook"), "mail/outlook", 0.9),
        CategoryRule(
            "printers",
            words("summary", match="part").some("print", "drucker"),
            "hardware/printer",
            0.8,
        ),
    ],
    tree=TREE,
)
REACH = Decision(
    [
        (words("summary").some("everybody", "nobody"), Impact.HIGH),
        (words("summary").some("we", "team", "floor"), Impact.MEDIUM),
    ],
    default=Impact.LOW,
    name="the reach",
)
HURRY = Decision(
    [(words("summary").some("now", "urgent", "down"), Urgency.HIGH)],
    default=Urgency.MEDIUM,
    name="the hurry",
)
OURS = INCIDENT.extended(
    name="ours",
    categories=TREE,
    prioritiser=Prioritiser(
        PriorityMatrix.default(),
        limits=[
            Floor("a VIP calls", field("caller").is_("the boss"), urgency=Urgency.HIGH),
            Floor("safety", field("category").under("safety"), priority=Priority.HIGH),
            Ceiling("a test system", words("summary").some("test"), priority=Priority.LOW),
        ],
    ),
)
GOLD = Agreement(
    "gold",
    goals=[
        Goal(
            "resolution",
            stop=Phase.RESOLVED,
            pause=Phase.PENDING,
            targets={Priority.CRITICAL: 4 * HOUR, Priority.HIGH: 8 * HOUR},
        )
    ],
)
PROFILES = (
    Problem.open(
        "PRB-7",
        at=MONDAY,
        by="grace",
        summary="Outlook loses its profile",
        category="mail/outlook",
        assignee="grace",
    )
    .assess(at=MONDAY, by="grace")
    .confirm(at=MONDAY, by="grace")
    .record_cause(at=MONDAY, by="grace", text="The update of Friday")
)
KNOWN = [PROFILES.known_error()]

SENTENCES = (
    "Mail is down, nobody can work",
    "mail is down nobody can work!!",
    "Druckerstörung auf PC-0042",
    "We smell smoke in the server room",
    "The test printer is down",
)
CALLERS = ("ada", "kim", "jo", "the boss", "lin")
SIGNALS = (
    (0, "db-1", Severity.MINOR),
    (1, "db-1", Severity.MINOR),
    (3, "db-1", Severity.CRITICAL),
    (5, "web-1", Severity.CRITICAL),
    (6, "web-1", Severity.CLEAR),
    (7, "web-1", Severity.CRITICAL),
    (8, "web-1", Severity.CLEAR),
    (20, "db-1", Severity.CLEAR),
)
INTAKE = Intake(
    opening={"channel": "monitoring", "category": "hardware/server/disk"},
    impact=Decision([], default=Impact.MEDIUM, name="the impact of disks"),
    flapping=Flapping(changes=4, within=10 * MINUTE, quiet=15 * MINUTE),
)


def take_in(sentences: Sequence[str], desk: Desk) -> Desk:
    """Take in what people say, and print what was decided about each of them."""
    for number, sentence in enumerate(sentences):
        at = MONDAY + number * MINUTE
        contact = Contact(at=at, by=CALLERS[number % len(CALLERS)], summary=sentence)
        taken = take(
            contact,
            id=f"INC-{number + 1}",
            model=OURS,
            records=list(desk),
            known_errors=KNOWN,
            suggester=SORTER,
            impact=REACH,
            urgency=HURRY,
        )
        desk = desk.add(OURS.record.begin(taken.event, model=OURS)).desk
        print(f"\n{taken.event.id}, {contact.caller}: {sentence}")
        for judgement in taken.judgements:
            print(f"  {judgement}")
    return desk


def listen(desk: Desk) -> Desk:
    """Take in what machines say, carry it out, and print what was decided about each signal."""
    alerts = Alerts()
    print("\nSignals")
    for minute, node, severity in SIGNALS:
        at = MONDAY + HOUR + minute * MINUTE
        signal = Signal(source="zabbix", node=node, type="disk", severity=severity, at=at)
        taken = INTAKE.decide(signal, alerts)
        done = carry_out(taken, desk, model=OURS)
        desk, alerts = done.desk, done.alerts
        print(f"  {at:%H:%M} {node} {severity}: {taken.last}")
        for offer in done.offers:
            print(f"        offered: {offer}")
    while alerts.next_instant is not None:
        at = alerts.next_instant
        taken = INTAKE.tick(alerts, at=at)
        done = carry_out(taken, desk, model=OURS)
        desk, alerts = done.desk, done.alerts
        print(f"  {at:%H:%M} {taken.last}")
    return desk


def main(sentences: Sequence[str]) -> None:
    desk = take_in(sentences or SENTENCES, Desk.of(numbering=Numbering(), agreements=[GOLD]))
    desk = listen(desk)
    now = MONDAY + 2 * HOUR
    records = desk.all(Incident)
    clocks = {record.id: desk.clocks(record.id, at=now) for record in records}
    print("\nThe queue at 11:00")
    for row in queue(records, clocks, at=now).rows:
        print(f"  {row['record']}: {row['why']}")


if __name__ == "__main__":
    main(sys.argv[1:])
