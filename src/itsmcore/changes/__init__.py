"""Change enablement: changes planned, tested, authorised, and implemented under control."""

from itsmcore._faces import offer
from itsmcore.approval import Unsafe, safety_faults, unsafe
from itsmcore.changes._change import Change, ChangeModel
from itsmcore.changes._controls import CONTROLS, Control
from itsmcore.changes._events import (
    Amended,
    Assessed,
    BackedOut,
    Cancelled,
    ChangeKind,
    CloseCode,
    Closed,
    Communicated,
    Completed,
    ExceptionGranted,
    Held,
    Implemented,
    Opened,
    Rescheduled,
    Result,
    Resumed,
    Retried,
    Reverted,
    Reviewed,
    Scheduled,
    Tested,
    Updated,
    Verified,
)
from itsmcore.changes._procedure import Procedure, ProcedureStep
from itsmcore.changes._regions import HOLD
from itsmcore.changes._rules import PLAN_FIELDS, STAGES
from itsmcore.changes._stages import change_model
from itsmcore.changes._tables import (
    CHANGE_ENABLEMENT,
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Role,
)
from itsmcore.changes._template import ChangeTemplate
from itsmcore.lifecycle.events import Assigned, Commented, Linked, Unlinked

__all__ = [
    "CHANGE_ENABLEMENT",
    "CONTROLS",
    "EMERGENCY_CHANGE",
    "HOLD",
    "NORMAL_CHANGE",
    "PLAN_FIELDS",
    "STAGES",
    "STANDARD",
    "STANDARD_CHANGE",
    "UNAUTHORISED_CHANGE",
    "Amended",
    "Assessed",
    "Assigned",
    "BackedOut",
    "Cancelled",
    "Change",
    "ChangeKind",
    "ChangeModel",
    "ChangeTemplate",
    "CloseCode",
    "Closed",
    "Commented",
    "Communicated",
    "Completed",
    "Control",
    "ExceptionGranted",
    "Held",
    "Implemented",
    "Linked",
    "Opened",
    "Procedure",
    "ProcedureStep",
    "Rescheduled",
    "Result",
    "Resumed",
    "Retried",
    "Reverted",
    "Reviewed",
    "Role",
    "Scheduled",
    "Tested",
    "Unlinked",
    "Unsafe",
    "Updated",
    "Verified",
    "change_model",
    "safety_faults",
    "unsafe",
]

offer(globals())
