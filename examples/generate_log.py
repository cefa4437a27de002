"""Write the small log that the demo replays: the same one every time, dirt included.

    python examples/generate_log.py > examples/incidents.csv

Every incident lives by the library's own ServiceNow model. Then what real logs suffer from is
added: a few illegal moves, an unknown state, rows out of order, a priority typed in by hand.
"""

import csv
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from itsmcore import Incident
from itsmcore.presets import servicenow

SEED, INCIDENTS = 42, 200
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
GROUPS = ("Service Desk", "Messaging", "Network", "Workplace")
LABELS = {state.name: state.label for state in servicenow.STATES}
REASONS = {reason: code for code, reason in servicenow.HOLD_REASONS.items() if code.isdecimal()}
COLUMNS = (
    "number",
    "incident_state",
    "hold_reason",
    "opened_at",
    "sys_updated_on",
    "impact",
    "urgency",
    "priority",
    "assignment_group",
    "reassignment_count",
    "reopen_count",
    "category",
)


def life(chance: random.Random, number: str, opened: datetime) -> Incident:
    """Let one incident live until it is closed."""
    at = opened

    def later(hours: float) -> datetime:
        nonlocal at
        at += timedelta(minutes=int(chance.expovariate(1 / (hours * 60))) + 1)
        return at

    inc = servicenow.INCIDENT.open(
        number,
        at=at,
        by=f"caller {chance.randrange(90)}",
        summary="generated",
        category=chance.choice(("email", "network", "hardware", "account")),
        impact=chance.choices(servicenow.IMPACTS, (1, 4, 12))[0],
        urgency=chance.choices(servicenow.URGENCIES, (1, 5, 10))[0],
    )
    inc = inc.assign(at=later(0.3), by="desk", group=GROUPS[0])
    while chance.random() < 0.35:
        inc = inc.assign(at=later(2), by="desk", group=chance.choice(GROUPS))
    inc = inc.start(at=later(1), by="agent")
    while chance.random() < 0.3:
        reason = chance.choice(("caller", "caller", "vendor", "problem"))
        inc = inc.hold(at=later(2), by="agent", reason=reason, note="waiting")
        inc = inc.resume(at=later(20), by="agent")
    inc = inc.resolve(at=later(6), by="agent", code="solution_provided", notes="done")
    if chance.random() < 0.06:
        inc = inc.reopen(at=later(10), by="caller", reason="still broken")
        inc = inc.resolve(at=later(4), by="agent", code="workaround_provided", notes="done again")
    return inc.tick(at=at + timedelta(days=30))


def rows(inc: Incident) -> Iterator[dict[str, str]]:
    """Write the row that an audit log keeps of each step."""
    facts = [step.facts for step in inc.timeline()]
    for event, fact in zip(inc.history, facts, strict=True):
        yield {
            "number": inc.id,
            "incident_state": LABELS[fact["state"]],
            "hold_reason": REASONS.get(fact["hold_reason"], ""),
            "opened_at": f"{inc.opened_at:%Y-%m-%d %H:%M:%S}",
            "sys_updated_on": f"{event.at:%Y-%m-%d %H:%M:%S}",
            **{name: _level(fact[name]) for name in ("impact", "urgency", "priority")},
            "assignment_group": fact["group"] or "",
            "reassignment_count": str(fact["reassignment_count"]),
            "reopen_count": str(fact["reopen_count"]),
            "category": fact["category"],
        }


def _level(level: servicenow.Level) -> str:
    return f"{level.code} - {level.label}"


def soiled(chance: random.Random, log: list[dict[str, str]]) -> list[dict[str, str]]:
    """Do to an incident's rows what happens to them in real life."""
    match chance.randrange(60):
        case 0:
            log[-1]["incident_state"] = "In Progress"
            log.append({**log[-1], "incident_state": "Closed"})
        case 1:
            log[len(log) // 2]["incident_state"] = "-100"
        case 2 if len(log) > 3:
            log[-2]["sys_updated_on"] = log[0]["sys_updated_on"]
        case 3 | 4:
            for row in log:
                row["priority"] = "1 - Critical"
        case 5:
            log = log[2:]
    return log


def main() -> None:
    chance = random.Random(SEED)
    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    out.writeheader()
    for index in range(INCIDENTS):
        opened = START + timedelta(minutes=chance.randrange(60 * 24 * 60))
        out.writerows(soiled(chance, list(rows(life(chance, f"INC{index:07}", opened)))))


if __name__ == "__main__":
    main()
