# A refusal says why, and what is allowed.
from datetime import UTC, datetime

from itsmcore import Incident, Refused
from itsmcore.incidents import HoldReason

nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
inc = Incident.open("INC-1042", at=nine, by="ada", summary="No mail")
inc = inc.hold(at=nine, by="grace", reason=HoldReason.VENDOR)

try:
    inc.close(at=nine, by="grace")
except Refused as refused:
    print(refused)

inc.model.lifecycle
