"""Records of any practice as they are not: each marked line is reported."""

from datetime import UTC, datetime

from itsmcore import Incident
from itsmcore.approval import Approvable
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.lifecycle import Record


def told(record: Record) -> int:
    record.model.prioritiser  # error: not every model has one
    record.model.name.finish()  # error: a name is a text
    return record.state  # error: a state is a text


def asked(record: Approvable) -> None:
    record.model.maintenance  # error: only a change has one


incident = Incident.open("INC-1", at=datetime(2026, 1, 5, tzinfo=UTC), by="ada", summary="s")
asked(incident)  # error: nobody approves an incident
told("INC-1")  # error: a number is no record
Incident.replay(incident.history, model=NORMAL_CHANGE)  # error: a model of another practice
