"""ServiceNow: its models, codes and terms, and readers of its exports."""

from itsmcore._faces import offer
from itsmcore.presets._reading import ABSENT
from itsmcore.presets.servicenow._audit_steps import audit_steps
from itsmcore.presets.servicenow._audits import (
    AUDIT_COLUMNS,
    AUDIT_FIELDS,
    audits,
)
from itsmcore.presets.servicenow._clocks import HOURS, REMINDERS, TERMS
from itsmcore.presets.servicenow._facts import PRESET
from itsmcore.presets.servicenow._item_tables import CATALOG_TASK_STATES, ITEM_STATES
from itsmcore.presets.servicenow._lifecycles import REQUEST, TASK_SLA
from itsmcore.presets.servicenow._models import (
    AUTO_CLOSE,
    CHANGE_TASK,
    EMERGENCY_CHANGE,
    INCIDENT,
    INCIDENT_LENIENT,
    NORMAL_CHANGE,
    PROBLEM,
    STANDARD_CHANGE,
)
from itsmcore.presets.servicenow._requested_items import (
    CATALOG_TASK,
    REQUESTED_ITEM,
    REQUESTED_ITEM_LENIENT,
)
from itsmcore.presets.servicenow._snapshots import LIST_COLUMNS, snapshots
from itsmcore.presets.servicenow._steps import steps
from itsmcore.presets.servicenow._tables import (
    CHANGE_STATES,
    CLOSE_CODES,
    CODES,
    HOLD_REASONS,
    IMPACTS,
    MATRIX,
    OLD_STATES,
    PRIORITIES,
    PROBLEM_STATES,
    REQUEST_STATES,
    STAGES,
    STATES,
    TASK_STATES,
    URGENCIES,
)
from itsmcore.presets.servicenow._task_slas import SLA_COLUMNS, task_slas
from itsmcore.presets.servicenow._timelines import COLUMNS, timelines

__all__ = [
    "ABSENT",
    "AUDIT_COLUMNS",
    "AUDIT_FIELDS",
    "AUTO_CLOSE",
    "CATALOG_TASK",
    "CATALOG_TASK_STATES",
    "CHANGE_STATES",
    "CHANGE_TASK",
    "CLOSE_CODES",
    "CODES",
    "COLUMNS",
    "EMERGENCY_CHANGE",
    "HOLD_REASONS",
    "HOURS",
    "IMPACTS",
    "INCIDENT",
    "INCIDENT_LENIENT",
    "ITEM_STATES",
    "LIST_COLUMNS",
    "MATRIX",
    "NORMAL_CHANGE",
    "OLD_STATES",
    "PRESET",
    "PRIORITIES",
    "PROBLEM",
    "PROBLEM_STATES",
    "REMINDERS",
    "REQUEST",
    "REQUESTED_ITEM",
    "REQUESTED_ITEM_LENIENT",
    "REQUEST_STATES",
    "SLA_COLUMNS",
    "STAGES",
    "STANDARD_CHANGE",
    "STATES",
    "TASK_SLA",
    "TASK_STATES",
    "TERMS",
    "URGENCIES",
    "audit_steps",
    "audits",
    "snapshots",
    "steps",
    "task_slas",
    "timelines",
]

offer(globals())
