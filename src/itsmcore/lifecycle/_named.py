"""Named events: classes made from a verb alone, for tables from elsewhere."""

from __future__ import annotations

import copyreg
from typing import Any

import attrs

from itsmcore.errors import BadValue
from itsmcore.lifecycle._event import Event
from itsmcore.phrase import Phrase, say


class _Named(type):
    """The class of event classes that are known by their verb and cannot be imported."""


_MADE: dict[str, type[Event]] = {}


def event_named(verb: str) -> type[Event]:
    """Return the event class of a verb that carries no data, the same one for the same verb.

    It is a function of its verb: two tables that name the verb share the class, and in another
    process its pickle makes it again.

    Args:
        verb: any text; the words of another product will do.

    Raises:
        BadValue: it is not a text, or is empty.

    >>> Reopen = event_named("Re-open!")
    >>> Reopen.verb, Reopen is event_named("Re-open!")
    ('Re-open!', True)
    """
    given: object = verb
    if not isinstance(given, str) or not given.strip():
        raise BadValue(
            field=Phrase("lifecycle.named.verb"),
            value=verb,
            expected=Phrase("lifecycle.expected.text_blank"),
        )
    name = str.__str__(given)
    # If two threads make one at once, both get the first.
    return _MADE[name] if name in _MADE else _MADE.setdefault(name, _made(name))


def _made(verb: str) -> type[Event]:
    facts = {
        "__doc__": say("lifecycle.named.take_note", verb=repr(verb)),
        "__module__": "itsmcore.lifecycle",
        "__qualname__": f"event_named({verb!r})",
        "verb": verb,
    }
    cls: Any = _Named(f"event_named({verb!r})", (Event,), facts)
    made: type[Event] = attrs.frozen(kw_only=True, eq=False, repr=False)(cls)
    return made


def _reduced(cls: Any) -> Any:
    """Say how to make the class again; a class derived from it has a name of its own."""
    verb = vars(cls).get("verb")
    return (event_named, (verb,)) if _MADE.get(verb) is cls else cls.__qualname__


copyreg.pickle(_Named, _reduced)
