"""Service levels: clocks as a pure function of history."""

from itsmcore._faces import offer
from itsmcore.service_levels._account import Account
from itsmcore.service_levels._agreement import Agreement, AgreementKind, Clocks, NoClock
from itsmcore.service_levels._clock import Clock, Outcome, Status
from itsmcore.service_levels._goal import (
    ANSWER,
    CUSTOMER_MESSAGE,
    DUPLICATE,
    FIRST_RESPONSE,
    PUBLIC_UPDATE,
    Goal,
    Metric,
    next_reply,
)
from itsmcore.service_levels._lateness import Breach
from itsmcore.service_levels._segments import Segment, SegmentKind
from itsmcore.service_levels._selection import Selection, select
from itsmcore.service_levels._stretch import Mode, Stretch
from itsmcore.service_levels._targets import Due, DueBy, targets_by
from itsmcore.service_levels._terms import Terms
from itsmcore.service_levels._thresholds import Action, Passed, Threshold
from itsmcore.service_levels._what_if import Comparison, Difference, measure_many, what_if
from itsmcore.service_levels._zone_of import InZoneOf

__all__ = [
    "ANSWER",
    "CUSTOMER_MESSAGE",
    "DUPLICATE",
    "FIRST_RESPONSE",
    "PUBLIC_UPDATE",
    "Account",
    "Action",
    "Agreement",
    "AgreementKind",
    "Breach",
    "Clock",
    "Clocks",
    "Comparison",
    "Difference",
    "Due",
    "DueBy",
    "Goal",
    "InZoneOf",
    "Metric",
    "Mode",
    "NoClock",
    "Outcome",
    "Passed",
    "Segment",
    "SegmentKind",
    "Selection",
    "Status",
    "Stretch",
    "Terms",
    "Threshold",
    "measure_many",
    "next_reply",
    "select",
    "targets_by",
    "what_if",
]

offer(globals())
