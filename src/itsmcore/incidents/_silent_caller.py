"""The silent caller: remind a caller who does not answer, and in the end stop waiting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

from itsmcore.checked import checked
from itsmcore.conditions import HasAfter, HasDeadline, field, happened
from itsmcore.errors import BadValue, ItsmError
from itsmcore.fields import as_whole
from itsmcore.incidents._events import HoldReason, Reminded, ResolutionCode, Resolved
from itsmcore.incidents._tables import FROM_CUSTOMER, REMIND
from itsmcore.lifecycle import Following, Rule, Timer
from itsmcore.lifecycle.events import Commented
from itsmcore.phrase import Phrase

MOST_REMINDERS = 100


class Repeatable(HasAfter, Protocol):
    """A time in working days that can be multiplied, such as `WorkingDays(2)`."""

    def __mul__(self, times: int, /) -> HasAfter: ...


NO_ANSWER = Following(
    Resolved, {"code": ResolutionCode.NO_ANSWER, "notes": "The caller did not answer"}
)
"""What happens by default when a caller stays silent."""


@checked
def silent_caller(
    *,
    reminders: int,
    every: timedelta | Repeatable,
    schedule: HasDeadline | None = None,
    then: Following = NO_ANSWER,
    reason: str = HoldReason.CALLER,
) -> tuple[Rule | Timer, ...]:
    """Return the parts of a model that remind a caller who does not answer, and then stop waiting.

    All times count from the hold: reminders fire after one, two, three … times `every`, and `then`
    happens one `every` after the last. A comment of the customer's side usually takes the incident
    off hold; where it does not, all times count anew from the comment. They also count anew from
    another hold. A reminder comes from a machine and is not an answer; one sent by hand (`remind`)
    changes nothing.

    Args:
        reminders: how many reminders, from 0 to 100.
        every: the time between them: a timedelta or, with a schedule, `WorkingDays(…)` or
            `WorkingDayBy(…)`.
        schedule: what counts as open time and as working days; None is wall time.
        then: what happens in the end; by default the incident is resolved as `no_answer`.
        reason: the hold reason that the parts apply to.

    Raises:
        BadValue: the number is not a whole one from 0 to 100, `every` cannot be multiplied so
            often, the schedule cannot count it, or `then` is an offer.

    >>> from itsmcore.incidents import INCIDENT
    >>> from itsmcore.schedule import Schedule, WorkingDays
    >>> office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
    >>> parts = silent_caller(reminders=3, every=WorkingDays(2), schedule=office)
    >>> for timer in INCIDENT.extended(*parts, name="ours").timers[3:]:
    ...     print(f"{timer.name}: {timer.event.verb} after {timer.after}")
    reminder_1: remind after 2 working days
    reminder_2: remind after 4 working days
    reminder_3: remind after 6 working days
    no_answer: resolve after 8 working days
    """
    many = as_whole(reminders, "reminders", least=0, most=MOST_REMINDERS)
    if then.is_offer:
        raise BadValue(
            field="then", value=then, expected=Phrase("incidents.expected.following_offer")
        )
    reminded = [(f"reminder_{n}", Following(Reminded)) for n in range(1, many + 1)]
    return (
        REMIND[0],
        *(
            Timer(
                name,
                following.event,
                states="on_hold",
                after=_taken(every, times),
                schedule=schedule,
                when=field("hold_reason").is_(reason),
                data=following.data,
                restart=happened(Commented) & FROM_CUSTOMER,
            )
            for times, (name, following) in enumerate([*reminded, ("no_answer", then)], 1)
        ),
    )


def _taken(every: Any, times: int) -> Any:
    """Return so many times a time."""
    try:
        return every * times
    except ItsmError:
        raise
    except Exception as error:
        expected = Phrase("incidents.expected.timedelta_workingdays_workingdayby_too")
        raise BadValue(field="every", value=every, expected=expected) from error
