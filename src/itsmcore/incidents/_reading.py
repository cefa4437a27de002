"""Reading: who reads which comments of an incident, and all of them as one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itsmcore.incidents._events import PeopleRemoved
from itsmcore.lifecycle import Event
from itsmcore.lifecycle.events import Commented
from itsmcore.phrase import on_day, say

_THERE = ("affected_users", "watchers")


def readable(history: Iterable[Event], who: str, *, is_caller: bool) -> Iterator[Commented]:
    """Yield the comments that somebody reads who may be the caller, affected, or a watcher.

    They are the public ones written while they were one of these, and their own.
    """
    as_what, found = {"caller"} if is_caller else set[str](), list[Commented]()
    for event in history:
        if isinstance(event, Commented) and (event.by.name == who or (event.public and as_what)):
            found.append(event)
        for name in _THERE:
            if who in (getattr(event, name, None) or ()):
                (as_what.discard if isinstance(event, PeopleRemoved) else as_what.add)(name)
    return iter(found if as_what else ())


def as_text(history: Iterable[Event]) -> str:
    """Write comments as one text: by whom each is, when (UTC), and who may read it."""
    comments = (event for event in history if isinstance(event, Commented))
    return "\n".join(
        say(
            "incidents.comment.public" if of.public else "incidents.comment.internal",
            by=of.by.name,
            day=on_day(of.at),
            at=f"{of.at:%H:%M}",
        )
        + of.text
        for of in comments
    )
