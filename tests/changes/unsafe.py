"""Models that are proven, and what is said of those that are not safe."""

from __future__ import annotations

from typing import Any

from itsmcore import Schedule
from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.changes import NORMAL_CHANGE
from tests.changes.walks import at

BOSS = Authority("boss", ["ines"])
SMALL = NORMAL_CHANGE.extended(policy=ApprovalPolicy(BOSS), name="small")
ROUTES = (
    ("new", "assess", "authorise", "scheduled", "implement", "review", "closed"),
    ("new", "authorise", "scheduled", "implement", "review", "closed"),
    ("new", "assess", "scheduled", "implement", "review", "closed"),
    ("new", "scheduled", "implement", "review", "closed"),
    ("new", "assess", "authorise", "review", "closed"),
    ("new", "authorise", "review", "closed"),
)
MAINTENANCE = Schedule.between(at(0), at(15))
NOBODY = "nobody has approved it"
STALE = "what was approved is not what it has become"


def opaque(facts: Any) -> bool:
    """Stand for a function of which nothing is known."""
    return False
