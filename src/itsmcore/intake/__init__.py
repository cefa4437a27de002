"""Intake: what monitoring tools and people tell a desk, and what becomes of it."""

from itsmcore._faces import offer
from itsmcore.intake._alerts import Alert, Alerts, AlertState, Held, HeldFor, NoAlert
from itsmcore.intake._carrying_out import CarriedOut, carry_out
from itsmcore.intake._contact import Contact
from itsmcore.intake._contacts import SAME_WORDS, take
from itsmcore.intake._flapping import Flapping, FlappingShare, Track
from itsmcore.intake._intake import URGENCY, Intake
from itsmcore.intake._judgement import Aspect, Judgement, TakenContact
from itsmcore.intake._severity import Severity
from itsmcore.intake._signal import Signal
from itsmcore.intake._taken import Decided, Disposition, Taken

__all__ = [
    "SAME_WORDS",
    "URGENCY",
    "Alert",
    "AlertState",
    "Alerts",
    "Aspect",
    "CarriedOut",
    "Contact",
    "Decided",
    "Disposition",
    "Flapping",
    "FlappingShare",
    "Held",
    "HeldFor",
    "Intake",
    "Judgement",
    "NoAlert",
    "Severity",
    "Signal",
    "Taken",
    "TakenContact",
    "Track",
    "carry_out",
    "take",
]

offer(globals())
