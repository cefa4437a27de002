"""A hold beside the state: the record stays where it is, and is not moved on until resumed."""

from __future__ import annotations

from collections.abc import Iterable

from itsmcore.conditions import field
from itsmcore.fields import as_class, as_flag
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._table import Guard, Rule, State, as_guards
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase

_UNCHANGED = Guard(
    Phrase("guards.hold_unchanged"),
    ~field("event.reason").is_(field("hold_reason")) | field("event.until").is_set,
    code="hold_unchanged",
)


def hold_region(
    held: type[Event],
    resumed: type[Event],
    *ends: type[Event],
    guards: Guard | Iterable[Guard] = (),
    may_change: bool = False,
) -> Lifecycle:
    """Return the region `hold_status` of a model whose records are held beside their state.

    Args:
        held: the event that puts a record on hold, such as `Held`.
        resumed: the event that takes it off.
        ends: the events that end the record, and its hold.
        guards: what must hold of what is put on hold.
        may_change: whether what is on hold may be held for another reason, or until later.

    Raises:
        BadValue: an argument is something else.

    >>> from itsmcore.tasks import Cancelled
    >>> from itsmcore.lifecycle.events import Held, Resumed
    >>> region = hold_region(Held, Resumed, Cancelled)
    >>> sorted(region.edges)
    [('none', 'on_hold'), ('on_hold', 'none')]
    """
    for name, events in {"held": (held,), "resumed": (resumed,), "ends": ends}.items():
        for event in events:
            as_class(Event, event, name, Phrase("lifecycle.record.event_class"))
    again = as_flag(may_change, "may_change")
    several = as_guards(guards)
    return Lifecycle(
        "hold_status",
        states=(State("none", phase=Phase.NEW), State("on_hold", phase=Phase.PENDING)),
        rules=(
            Rule(
                held,
                source=("none", "on_hold") if again else "none",
                target="on_hold",
                guards=(*several, _UNCHANGED) if again else several,
            ),
            *(Rule(event, source="on_hold", target="none") for event in (resumed, *ends)),
        ),
    )
