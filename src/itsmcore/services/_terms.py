"""Terms: how availability reads what contracts and products disagree about."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

import attrs

from itsmcore.called import call_of
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, choice
from itsmcore.phrase import Phrase

Planned = Literal["excluded", "committed", "counts"]
Ongoing = Literal["until_now", "left_out"]
UsersCount = Literal["any", "weighted"]
Share: TypeAlias = int | float | Decimal | Fraction
"""A number from 0 to 1."""

_ZERO = timedelta()


def as_share(value: object, field: str) -> Fraction:
    """Take a number from 0 to 1 as it is written: 0.995 is 199/200, and not a little less."""
    is_number = isinstance(value, int | float | Decimal | Fraction) and not isinstance(value, bool)
    try:
        exact = Fraction(str(value)) if is_number else Fraction(-1)
    except ValueError:
        exact = Fraction(-1)
    if not 0 <= exact <= 1:
        raise BadValue(field=field, value=value, expected=Phrase("services.expected.share"))
    return exact


def _weight(weight: Share) -> Fraction:
    return as_share(weight, "degraded")


def _length(length: timedelta, field: str) -> timedelta:
    if as_a(timedelta, length, field, Phrase("kinds.timedelta")) < _ZERO:
        raise BadValue(field=field, value=length, expected=Phrase("services.expected.timedelta"))
    return length


def _notice(notice: timedelta) -> timedelta:
    return _length(notice, "notice")


def _minimum(minimum: timedelta) -> timedelta:
    return _length(minimum, "minimum")


@attrs.frozen(kw_only=True, repr=False)
class AvailabilityTerms:
    """One reading of each case that contracts read differently; the defaults come first.

    Attributes:
        planned: planned time is neither committed nor downtime (`"excluded"`), it is committed and
            no downtime (`"committed"`, as in ServiceNow), or a planned outage is downtime like any
            other (`"counts"`).
        notice: how long before it was to begin a planned outage must be announced; one told later
            counts as unplanned, as does one whose announcement nobody knows if this is not zero.
        degraded: how much of degraded time is downtime, from 0 to 1; if 0, it is no outage either.
        minimum: the shortest outage that counts, by the clock on the wall; each is judged as a
            whole, whatever part of it lies in a period.
        ongoing: an outage that is still going on at the instant of measuring counts until then
            (`"until_now"`), or not yet (`"left_out"`), also if its end is known by now.
        users: an outage for some users is downtime like one for all (`"any"`), or as much of it as
            there are users among all (`"weighted"`).

    Raises:
        BadValue: a choice is unknown, the weight is not a number from 0 to 1, or a time is below
            zero.

    >>> AvailabilityTerms(planned="counts", degraded=0.25)
    AvailabilityTerms(planned='counts', degraded=Fraction(1, 4))
    """

    planned: Planned = attrs.field(default="excluded", validator=choice(Planned))
    notice: timedelta = attrs.field(default=_ZERO, converter=_notice)
    degraded: Fraction = attrs.field(default=Fraction(0), converter=_weight)
    minimum: timedelta = attrs.field(default=_ZERO, converter=_minimum)
    ongoing: Ongoing = attrs.field(default="until_now", validator=choice(Ongoing))
    users: UsersCount = attrs.field(default="any", validator=choice(UsersCount))

    __repr__ = call_of


DEFAULT = AvailabilityTerms()
