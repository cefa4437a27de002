"""Intake: what monitoring tools and people tell a desk, and what becomes of it."""

from itsmcore._faces import offer
from itsmcore.intake._alerts import Alert, Alerts, AlertState, Held, HeldFor, NoAlert
from itsmcore.intake._carrying_out import CarriedOut, carry_out
from itsmcore.intake._flapping import Flapping, FlappingShare, Track
from itsmcore.intake._intake import URGENCY, Intake
from itsmcore.intake._severity import Severity
from itsmcore.intake._signal import Signal
from itsmcore.intake._taken import Decided, Disposition, Taken

__all__ = [
    "URGENCY",
    "Alert",
    "AlertState",
    "Alerts",
    "CarriedOut",
    "Decided",
    "Disposition",
    "Flapping",
    "FlappingShare",
    "Held",
    "HeldFor",
    "Intake",
    "NoAlert",
    "Severity",
    "Signal",
    "Taken",
    "Track",
    "carry_out",
]

offer(globals())
