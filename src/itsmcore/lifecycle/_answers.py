"""What a record answers: what may be done next, and what a model would have refused."""

from __future__ import annotations

import attrs

from itsmcore.called import NAME
from itsmcore.codes import Code
from itsmcore.errors import Reason
from itsmcore.lifecycle._argument import Argument
from itsmcore.lifecycle._event import Event


class CauseCheck(Code):
    """Say whether the cause that an event names bears it out; only one that does is believed."""

    BORNE_OUT = "borne_out"
    """A timer was due, a reaction lets it follow, or the record that it names was given."""
    BY_HAND = "by_hand"
    """What it names has happened, and somebody did this after it, as who accepts an offer does."""
    UNVERIFIED = "unverified"
    """It is in a record that was not given."""
    FORGED = "forged"
    """It is not there, or not so that this could follow from it."""


@attrs.frozen
class Finding:
    """Name an event of a history that a model would refuse, and why.

    Attributes:
        index: its place in the history; 0 is the opening.
        event: the event.
        reasons: why it would be refused.
        cause: whether the cause that it names is believed; None where it names none.
    """

    index: int
    event: Event
    reasons: tuple[Reason, ...]
    cause: CauseCheck | None = None


@attrs.frozen(kw_only=True)
class Choice:
    """Say of one verb whether it may be used now, where it leads, and what it needs.

    Attributes:
        verb: its name.
        event: its event class.
        target: the state it would lead to; the present one where it stays.
        reasons: what is against it; none means that it may.
        arguments: its arguments besides at, by, given and cause.
        unset: record fields that it needs and that are not set yet.
    """

    verb: str
    event: type[Event] = attrs.field(repr=NAME)
    target: str
    reasons: tuple[Reason, ...]
    arguments: tuple[Argument, ...]
    unset: tuple[str, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether it may be used now."""
        return not self.reasons

    @property
    def needs(self) -> tuple[str, ...]:
        """The arguments it cannot do without."""
        required = (a.name for a in self.arguments if a.is_required or a.name in self.unset)
        return tuple(required)
