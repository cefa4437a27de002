"""Readings: what is computed from facts in the place of a value."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

import attrs

from itsmcore.called import call_of
from itsmcore.conditions._spaces import Facts
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, offers
from itsmcore.phrase import Phrase, say
from itsmcore.shown import shown


class Readable(Protocol):
    """What is read from facts: a field, or what is computed from some."""

    @property
    def fields(self) -> tuple[Any, ...]: ...

    def read(self, facts: Facts) -> object: ...


class HasDeadline(Protocol):
    """What is asked of a schedule: when so much open time, or so many working days, are over.

    The duration is a timedelta, or a target such as `WorkingDays(2)`.
    """

    def deadline(self, start: datetime, duration: Any, /) -> datetime: ...


class HasAfter(Protocol):
    """What is asked of a time in working days, such as `WorkingDays(2)`.

    It returns the instant when it is over by a schedule; None if that lies beyond a limit.
    """

    def after(self, start: datetime, schedule: Any, until: datetime, /) -> datetime | None: ...


def _field(value: Any) -> Any:
    is_field = all(hasattr(value, name) for name in ("is_set", "is_outside", "read"))
    if is_field:
        return value
    raise BadValue(
        field="of", value=value, expected=Phrase("conditions.expected.field_such_field_resolved")
    )


def _duration(value: object) -> object:
    if isinstance(value, timedelta) or offers(value, "after"):
        return value
    raise BadValue(
        field="by", value=value, expected=Phrase("conditions.expected.timedelta_workingdays")
    )


@attrs.frozen(repr=False)
class Shifted:
    """An instant some time later, or earlier; in open time if a schedule is given.

    Made by adding a time to a field, or by `Field.plus`.

    Raises:
        BadValue: it is not a time, or is in working days without a schedule to count them by.
    """

    of: Any = attrs.field(converter=_field)
    by: Any = attrs.field(converter=_duration)
    schedule: HasDeadline | None = None

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        if self.schedule is None:
            as_a(timedelta, self.by, "by", Phrase("conditions.reading.timedelta_schedule_beside"))
        elif not offers(self.schedule, "deadline"):
            raise BadValue(
                field="schedule",
                value=self.schedule,
                expected=Phrase("conditions.expected.schedule_none"),
            )

    @property
    def fields(self) -> tuple[Any, ...]:
        """The field that it reads."""
        return (self.of,)

    def read(self, facts: Facts) -> Any:
        """Look the instant up, and add the time; an absent one is None.

        Raises:
            NoOpenTime: the schedule does not have that much open time after it.
            BadValue: it is not an instant.
        """
        start = self.of.read(facts)
        if start is None:
            return None
        as_a(datetime, start, "start", Phrase("conditions.expected.instant"))
        return start + self.by if self.schedule is None else self.schedule.deadline(start, self.by)

    def __str__(self) -> str:
        by = str(self.by).removesuffix(", 0:00:00")
        counted = (
            ""
            if self.schedule is None
            else say("conditions.reading.of", schedule=shown(self.schedule))
        )
        return f"{self.of} + {by}{counted}"


@attrs.frozen(repr=False)
class Later:
    """A fact, or another if that is later; if the first is not set, neither.

    >>> from itsmcore.conditions import field
    >>> Later(field("restored_at"), field("occurred_at")).read({"restored_at": 1, "occurred_at": 2})
    2
    """

    of: Any = attrs.field(converter=_field)
    than: Any = attrs.field(converter=_field)

    __repr__ = call_of

    @property
    def fields(self) -> tuple[Any, ...]:
        """The fields that it reads."""
        return self.of, self.than

    def read(self, facts: Facts) -> Any:
        """Look both up.

        Raises:
            Incomparable: they have no order.
        """
        value: Any = self.of.read(facts)
        least: Any = self.than.read(facts)
        return least if (self.of.is_set & (self.than > self.of)).judge(facts) else value
