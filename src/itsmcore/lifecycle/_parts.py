"""The parts of a model: what fires and what follows automatically, beside its tables."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeAlias

import attrs

from itsmcore import plans
from itsmcore.called import NAME, call_of
from itsmcore.conditions import ALWAYS, NEVER, Condition, HasAfter, HasDeadline
from itsmcore.dated import Dated
from itsmcore.errors import BadValue, ItsmError, NoOpenTime
from itsmcore.fields import as_a, offers
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle._argument import Argument
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._following import Following, as_data
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._roles import Roles
from itsmcore.lifecycle._table import Rule, State, as_guard_condition, as_states, check_event
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.plain import plain
from itsmcore.shown import brief

_SOME_MONDAY = datetime(2001, 1, 1, tzinfo=UTC)


def _after(value: timedelta | HasAfter | None) -> timedelta | HasAfter | None:
    if value is None or (offers(value, "after") and not isinstance(value, timedelta)):
        return value
    length: timedelta = plain(
        as_a(timedelta, value, "after", Phrase("lifecycle.parts.timedelta_workingdays"))
    )
    return length


@attrs.frozen(repr=False)
class Timer:
    """An event that fires once a record has been in a state for a time, or at an instant.

    Args:
        name: its name, which becomes the cause of the event.
        event: the event class to fire.
        states: the states, or phases, it runs in; leaving them ends it, entering them restarts it.
        after: how long after the state was entered, in wall time or, with a schedule, in open time;
            or, with a schedule, a time in working days, such as `WorkingDays(2)`.
        at: instead of `after`, the record field that holds the instant.
        schedule: anything with `deadline(instant, duration)`; None means wall time. If it has too
            little open time ahead, the timer is never due.
        when: what must also hold.
        data: the event's other arguments: values, or fields to read from the record.
        restart: an event, as a condition over `verb` and `event.…`, from which `after` is counted
            again while the state lasts.

    Raises:
        BadValue: neither or both of `after` and `at` are given, `after` is negative, there is no
            schedule to count its working days by, or there is no time to count again.

    >>> from itsmcore.incidents import Closed
    >>> from itsmcore.schedule import Schedule, WorkingDays
    >>> office = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
    >>> Timer("forgotten", Closed, states="resolved", after=WorkingDays(5), schedule=office).after
    WorkingDays(days=5, tz=None)
    """

    name: str
    event: type[Event] = attrs.field(repr=NAME)
    states: tuple[str | Phase, ...] = attrs.field(kw_only=True, converter=as_states)
    after: timedelta | HasAfter | None = attrs.field(default=None, kw_only=True, converter=_after)
    at: str | None = attrs.field(default=None, kw_only=True)
    schedule: HasDeadline | None = attrs.field(default=None, kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True, converter=as_guard_condition)
    data: FrozenDict[str, Any] = attrs.field(default=EMPTY, kw_only=True, converter=as_data)
    restart: Condition = attrs.field(default=NEVER, kw_only=True, converter=as_guard_condition)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        if (self.after is None) is (self.at is None):
            expected = Phrase("lifecycle.expected.after_or_at")
            raise BadValue(
                field=Phrase("lifecycle.parts.timer", name=brief(self.name)),
                value=(self.after, self.at),
                expected=expected,
            )
        if isinstance(self.after, timedelta) and self.after < timedelta():
            raise BadValue(
                field="after",
                value=self.after,
                expected=Phrase("lifecycle.expected.duration_zero_more"),
            )
        if self.restart != NEVER and (self.after is None or self.after == timedelta()):
            expected = Phrase("lifecycle.expected.timer_positive_after_timedelta")
            raise BadValue(field="restart", value=self.restart, expected=expected)
        check_event(self.event, Phrase("lifecycle.parts.timer", name=brief(self.name)))
        if self.schedule is not None and not offers(self.schedule, "deadline"):
            raise BadValue(
                field="schedule",
                value=self.schedule,
                expected=Phrase("lifecycle.expected.schedule_none"),
            )
        if self.after is not None and not isinstance(self.after, timedelta):
            _check_days(self.after, self.schedule)
        check_kinds(self)

    @functools.cached_property
    def following(self) -> Following:
        """What it fires."""
        return Following(self.event, self.data)

    def runs_in(self, state: State) -> bool:
        """Return whether it runs in the state.

        Raises:
            BadValue: it is not a State.
        """
        as_a(State, state, "state")
        return state.name in self.states or state.phase in self.states


def _check_days(after: HasAfter, schedule: HasDeadline | None) -> None:
    """Let a schedule count a time in working days once, so that it fails now if it cannot."""
    if schedule is None:
        raise BadValue(
            field="schedule", value=None, expected=Phrase("lifecycle.expected.schedule_count_after")
        )
    try:
        schedule.deadline(_SOME_MONDAY, after)
    except (NoOpenTime, OverflowError):
        return
    except ItsmError:
        raise
    except Exception as error:
        expected = Phrase("lifecycle.expected.time_schedule_count")
        raise BadValue(field="after", value=after, expected=expected) from error


@attrs.frozen(repr=False)
class Reaction:
    """A second event that follows from a first, in the name of the first one's actor.

    Args:
        on: the event class it answers.
        event: the event class that follows if it is allowed; otherwise nothing follows.
        when: what must hold once the first has happened; it sees the first as `event.…`.
        data: the second event's other arguments: values, or fields to read.
        is_offer: whether a desk only offers it, once while the record stays in its state, to
            whoever accepts it; without a desk, nothing follows.
    """

    on: type[Event] = attrs.field(repr=NAME)
    event: type[Event] = attrs.field(repr=NAME)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True, converter=as_guard_condition)
    data: FrozenDict[str, Any] = attrs.field(default=EMPTY, kw_only=True, converter=as_data)
    is_offer: bool = attrs.field(default=False, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_event(self.on, Phrase("lifecycle.parts.reaction"))
        check_event(self.event, Phrase("lifecycle.parts.reaction"))
        check_kinds(self)

    @functools.cached_property
    def following(self) -> Following:
        """What follows."""
        return Following(self.event, self.data, is_offer=self.is_offer)


Part: TypeAlias = State | Rule | Timer | Reaction | Lifecycle
Unwanted: TypeAlias = str | type[Event] | tuple[type[Event], str] | Reaction


class Tables(Protocol):
    """What is read from a model to verify, extend or compile it."""

    @property
    def record(self) -> type[Any]: ...
    @property
    def opening_event(self) -> type[Event]: ...
    @property
    def lifecycle(self) -> Lifecycle: ...
    @property
    def regions(self) -> tuple[Lifecycle, ...]: ...
    @property
    def tables(self) -> tuple[Lifecycle, ...]: ...
    @property
    def states(self) -> tuple[State, ...]: ...
    @property
    def rules(self) -> tuple[Rule, ...]: ...
    @property
    def events(self) -> tuple[type[Event], ...]: ...
    @property
    def timers(self) -> tuple[Timer, ...]: ...
    @property
    def reactions(self) -> tuple[Reaction, ...]: ...
    @property
    def codes(self) -> Mapping[str, Collection[Any]]: ...
    @property
    def fields(self) -> tuple[Argument, ...]: ...
    @property
    def declared(self) -> Mapping[str, tuple[Argument, ...]]: ...

    @property
    def needed_to_open(self) -> tuple[str, ...]: ...
    @property
    def roles(self) -> Roles: ...
    @property
    def legal(self) -> Mapping[str, Collection[Any]]: ...
    @property
    def dated(self) -> Mapping[str, Dated[Collection[Any]]]: ...
    @property
    def paths(self) -> Mapping[str, Collection[str]]: ...
    @property
    def defaults(self) -> Mapping[str, Any]: ...
    @property
    def task_plan(self) -> plans.Plan | None: ...
