"""First contact: whether a case was resolved at the contact it was raised in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import attrs

from itsmcore.errors import BadValue
from itsmcore.fields import as_texts, is_in
from itsmcore.incidents import HoldReason, ResolutionCode
from itsmcore.metrics._cases import DONE, Steps, hours_of, phase_of, told
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.schedule import Schedule
from itsmcore.timeline import Step

MONITORING = ("monitoring", "event")
"""Default channels that no person raises cases in, and names of those who raise them there."""

UNANSWERED = (str(ResolutionCode.NO_ANSWER),)
"""Default codes of what the caller never answered: no contact was resolved."""

MESSAGE, MACHINE = "event.from_customer", "event.from_machine"
WRITING = (None, "", "comment")
"""The verbs of steps that may be a message; a log may tell of none."""
UNKNOWN = Phrase("metrics.rates.no_messages", fact=MESSAGE)


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

    @classmethod
    def of(
        cls, within: object, schedule: Schedule | None, monitoring: object, unanswered: object
    ) -> Contact:
        """Take the arguments of a measure.

        Raises:
            BadValue: one of them is of the wrong kind.
        """
        if not isinstance(within, timedelta):
            expected = Phrase("metrics.expected.open_time")
            raise BadValue(field="within", value=within, expected=expected)
        return cls(
            within=within,
            hours=hours_of(schedule),
            monitoring={name.casefold() for name in as_texts(monitoring, "monitoring")},
            unanswered=as_texts(unanswered, "unanswered"),
        )

    def is_one(self, steps: Steps) -> bool:
        """Return whether a person raised the case, and neither gave it up nor fell silent."""
        first, last = steps[0], steps[-1]
        if phase_of(last) is Phase.CANCELLED or self.is_silent(told(last, "resolution_code")):
            return False
        said = (told(last, "channel"), told(first, "opened_by"), told(first, "event.by"))
        return not any(map(self.is_monitoring, said)) and told(first, MACHINE) is not True

    def is_silent(self, code: object) -> bool:
        """Return whether a resolution code says that the caller never answered."""
        return is_in(code, self.unanswered)

    def is_monitoring(self, name: object) -> bool:
        """Return whether a channel or a name is one by which no person raises a case."""
        return isinstance(name, str) and name.casefold() in self.monitoring

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
    return any(told(step, MESSAGE) is not None for step in steps)


def _is_message(step: Step) -> bool:
    return told(step, MESSAGE) is True and step.verb in WRITING


def _waits_for_caller(step: Step) -> bool:
    return phase_of(step) is Phase.PENDING and is_for_caller(told(step, "hold_reason"))


def is_for_caller(reason: object) -> bool:
    """Return whether what is on hold for a reason waits for the caller."""
    return reason == HoldReason.CALLER
