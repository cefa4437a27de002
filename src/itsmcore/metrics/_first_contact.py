"""First contact: whether a case was resolved at the contact it was raised in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import attrs

from itsmcore.fields import is_in
from itsmcore.incidents import HoldReason, ResolutionCode
from itsmcore.metrics._cases import DONE, Steps, phase_of, told
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.schedule import Schedule
from itsmcore.timeline import Step

MONITORING = ("monitoring", "event")
"""Default channels that no person raises cases in, and names of those who raise them there."""

UNANSWERED = (str(ResolutionCode.NO_ANSWER),)
"""Default codes of what the caller never answered: no contact was resolved."""

_MESSAGE = "event.from_customer"
UNKNOWN = Phrase("metrics.rates.no_messages", fact=_MESSAGE)


@attrs.frozen(kw_only=True)
class Contact:
    """What counts as a first contact, and what as resolved at it.

    Attributes:
        within: the open time in which it must be resolved.
        hours: what counts as open time.
        monitoring: channels and names by which no person raises a case, in lower case.
        unanswered: resolution codes of what the caller never answered.
    """

    within: timedelta
    hours: Schedule
    monitoring: Collection[str]
    unanswered: Collection[str]

    def is_one(self, steps: Steps) -> bool:
        """Return whether a person raised the case, and neither gave it up nor fell silent."""
        first, last = steps[0], steps[-1]
        code = told(last, "resolution_code")
        if phase_of(last) is Phase.CANCELLED or is_in(code, self.unanswered):
            return False
        said = (told(last, "channel"), told(first, "opened_by"), told(first, "event.by"))
        is_named = any(isinstance(of, str) and of.casefold() in self.monitoring for of in said)
        return not is_named and told(first, "event.from_machine") is not True

    def resolves(self, steps: Steps) -> bool:
        """Return whether the first resolution came at that contact.

        The customer did not write again before it, was not waited for, and did not wait longer.
        """
        place = next(place for place, step in enumerate(steps) if phase_of(step) in DONE)
        ahead = steps[:place]
        if any(map(_waits_for_caller, ahead)) or any(map(_is_message, ahead[1:])):
            return False
        return self.hours.elapsed(steps[0].at, steps[place].at) <= self.within


def tells_messages(steps: Steps) -> bool:
    """Return whether the log says of any step whether it comes from the customer."""
    return any(told(step, _MESSAGE) is not None for step in steps)


def _is_message(step: Step) -> bool:
    return told(step, _MESSAGE) is True and step.verb in (None, "comment")


def _waits_for_caller(step: Step) -> bool:
    return phase_of(step) is Phase.PENDING and told(step, "hold_reason") == HoldReason.CALLER
