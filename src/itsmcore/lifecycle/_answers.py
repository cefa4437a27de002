"""What a record answers: what may be done next, and what a model would have refused."""

from __future__ import annotations

import attrs

from itsmcore.called import NAME
from itsmcore.codes import Code
from itsmcore.errors import Reason
from itsmcore.lifecycle._argument import Argument, told_of
from itsmcore.lifecycle._event import Event
from itsmcore.phrase import label


class CauseCheck(Code):
    """Whether an event's cause bears it out; only one that does is believed."""

    BORNE_OUT = "borne_out"
    """A timer was due, a reaction calls for it, or the record that it names was given."""
    BY_HAND = "by_hand"
    """What it names has happened, and somebody did this after it, as when accepting an offer."""
    UNVERIFIED = "unverified"
    """It is in a record that was not given."""
    FORGED = "forged"
    """It does not exist, or this cannot follow from it."""


@attrs.frozen
class Finding:
    """An event of a history that a model would refuse, and why.

    Attributes:
        index: its place in the history; 0 is the opening.
        event: the event.
        reasons: why it would be refused.
        cause: whether the cause that it names is believed; None if it names none.
    """

    index: int
    event: Event
    reasons: tuple[Reason, ...]
    cause: CauseCheck | None = None


def label_of(verb: str) -> str:
    """Return a verb in words."""
    return label("verbs", verb)


@attrs.frozen(kw_only=True)
class Choice:
    """Whether one verb may be used now, where it leads, and what it needs.

    Attributes:
        verb: its name.
        event: its event class.
        target: the state it would lead to; the present one if it stays.
        reasons: what is against it; empty if it may be used.
        arguments: its arguments besides at, by, given and cause, and what the record says itself.
        unset: record fields that it needs and that are not set yet.
        is_by_hand: whether a person does it; what only ever follows automatically, such as the end
            of a vote, is no button.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import Incident
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")
    >>> choice, = [of for of in inc.choices(at=nine, by="grace") if of.verb == "pin_priority"]
    >>> choice.label, choice.help
    ('pin priority', 'Pin the priority: it counts, whatever the rules say, until it is released.')
    """

    verb: str
    event: type[Event] = attrs.field(repr=NAME)
    target: str
    reasons: tuple[Reason, ...]
    arguments: tuple[Argument, ...]
    unset: tuple[str, ...] = ()
    is_by_hand: bool = True

    @property
    def label(self) -> str:
        """What people read on its button: the verb in words."""
        return label_of(self.verb)

    @property
    def help(self) -> str:
        """What it does, in a sentence."""
        return told_of(self.event)

    @property
    def is_allowed(self) -> bool:
        """Whether it may be used now."""
        return not self.reasons

    @property
    def needs(self) -> tuple[str, ...]:
        """The arguments that it requires."""
        required = (a.name for a in self.arguments if a.is_required or a.name in self.unset)
        return tuple(required)
