# An incident's life: change it, and run it again.
from datetime import UTC, datetime, timedelta

from itsmcore import Impact, Incident, Urgency
from itsmcore.incidents import HoldReason

nine, hour = datetime(2026, 1, 5, 9, tzinfo=UTC), timedelta(hours=1)
inc = Incident.open(
    "INC-1042", at=nine, by="ada", summary="No mail", impact=Impact.HIGH, urgency=Urgency.MEDIUM
)
inc = inc.assign(at=nine + hour, by="desk", group="messaging", assignee="grace")
inc = inc.start(at=nine + 2 * hour, by="grace")
inc = inc.hold(at=nine + 5 * hour, by="grace", reason=HoldReason.CALLER)
inc = inc.resume(at=nine + 7 * hour, by="ada")
inc = inc.resolve(at=nine + 9 * hour, by="grace", code="solution_provided", notes="A cable")

print(inc, "of priority", inc.priority.label)
inc
