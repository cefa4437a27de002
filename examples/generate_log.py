"""Write the small log that the demo replays: the same one every time, dirt included.

    python examples/generate_log.py > examples/incidents.csv

It is a month of the library's demo data, whose incidents live by its own ServiceNow model. Then
what real logs suffer from is added: a few illegal moves, an unknown state, rows out of order, a
priority typed in by hand.
"""

import csv
import random
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from itsmcore import Incident, Level
from itsmcore.demo_data import desk_month
from itsmcore.presets import servicenow

SEED, INCIDENTS = 42, 200
LABELS = {state.name: str(state.label) for state in servicenow.STATES}
REASONS = {reason: code for code, reason in servicenow.HOLD_REASONS.items() if code.isdecimal()}
COLUMNS: tuple[str, ...] = (
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


def rows(inc: Incident) -> Iterator[dict[str, str]]:
    """Write the row that an audit log keeps of each step."""
    facts: list[Mapping[str, Any]] = [step.facts for step in inc.timeline()]
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


def _level(level: Level) -> str:
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
        case 5 if len(log) > 3:
            log = log[2:]
    return log


def main() -> None:
    chance = random.Random(SEED)
    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    out.writeheader()
    month = desk_month(SEED, incidents=INCIDENTS, model=servicenow.INCIDENT)
    for incident in month.incidents:
        out.writerows(soiled(chance, list(rows(incident))))


if __name__ == "__main__":
    main()
