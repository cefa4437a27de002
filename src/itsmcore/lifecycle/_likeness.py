"""Likeness: whether an event is what was to follow, though words of it were taken out since."""

from __future__ import annotations

from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle._texts import holds_tombstone, is_tombstone


def alike(event: Event, expected: Event) -> bool:
    """Tell whether an event is the one expected; tombstones stand for whatever was there."""
    if event == expected:
        return True
    if type(event) is not type(expected):
        return False
    names = ("given", *(field.name for field in data_fields(type(event))))
    pairs = [(getattr(event, name), getattr(expected, name)) for name in names]
    is_said = all(one == other or holds_tombstone(one) for one, other in pairs)
    is_then = (event.at, event.cause) == (expected.at, expected.cause)
    return is_said and is_then and by_the_same(event, expected)


def by_the_same(event: Event, other: Event) -> bool:
    """Tell whether two events may be by the same actor; one who was redacted may be anybody."""
    return event.by == other.by or any(is_tombstone(one.by.name) for one in (event, other))
