"""Code: the program that makes a record again, to be pasted into a test."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

import attrs

from itsmcore.checked import checked
from itsmcore.errors import BadValue, ItsmError
from itsmcore.lifecycle import SYSTEM, Actor, Event, Model, Record
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.testing._lives import is_timed


@checked
def as_code(record: Record) -> str:
    """Return a program that makes a record again, verb by verb, as somebody would write it.

    What follows by itself is not told, and timers fire by `tick`. A model that no face offers is
    called `model`.

    Args:
        record: the record.

    Raises:
        BadValue: its model would refuse its history today.

    >>> from datetime import UTC
    >>> from itsmcore import Incident
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")
    >>> print(as_code(inc.start(at=nine, by="grace")))
    from datetime import UTC, datetime
    from itsmcore.incidents import Incident
    <BLANKLINE>
    record = Incident.open(
        "INC-1",
        at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
        by="ada",
        summary="Mail is down",
    )
    record = record.start(at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC), by="grace")
    """
    names = Names()
    lines = list(_lines(record, names))
    return "\n".join([*names.imports(), "", *lines])


_WIDE = 88


class Names:
    """How values are written, and what has to be imported for that."""

    def __init__(self) -> None:
        self.needed: dict[str, set[str]] = {}

    def take(self, module: str, name: str) -> str:
        """Note that a name is needed, and return it."""
        self.needed.setdefault(module, set()).add(name)
        return name

    def imports(self) -> Iterator[str]:
        """Yield the imports, by module."""
        for home in sorted(self.needed):
            yield f"from {home} import {', '.join(sorted(self.needed[home]))}"

    def written(self, value: Any) -> str:
        """Write a value as a program does."""
        match value:
            case str():
                return _quoted(value)
            case datetime():
                self.take("datetime", "UTC")
                self.take("datetime", "datetime")
                return repr(value).removeprefix("datetime.").replace("datetime.timezone.utc", "UTC")
            case date() | time() | timedelta():
                self.take("datetime", type(value).__name__)
                return repr(value).removeprefix("datetime.")
            case Mapping():
                inside = (f"{self.written(key)}: {self.written(of)}" for key, of in value.items())
                return f"{{{', '.join(inside)}}}"
            case tuple():
                return f"[{', '.join(map(self.written, value))}]"
            case frozenset():
                return f"frozenset([{', '.join(sorted(map(self.written, value)))}])"
            case Enum():
                return f"{self.take(type(value).__module__, type(value).__name__)}.{value.name}"
            case None:
                return "None"
            case _ if attrs.has(type(value)):
                return self.made(value)
            case _:
                kind = type(value)
                if kind.__name__ not in vars(builtins):
                    self.take(kind.__module__, kind.__name__)
                return repr(value)

    def made(self, value: Any) -> str:
        """Write the call that makes a value, or the name that its class has for it."""
        kind = type(value)
        name = self.take(kind.__module__, kind.__name__)
        own = next((one for one, of in vars(kind).items() if of == value), None)
        if own is not None:
            return f"{name}.{own}"
        fields = (field for field in attrs.fields(kind) if field.init)
        parts = [
            f"{field.alias}={self.written(getattr(value, field.name))}"
            for field in fields
            if getattr(value, field.name) != field.default
        ]
        return f"{name}({', '.join(parts)})"

    def actor(self, actor: Actor) -> str:
        """Write who acts: a name, or an actor with roles."""
        if not actor.roles:
            return _quoted(actor.name)
        self.take("itsmcore.lifecycle", "Actor")
        return f"Actor({_quoted(actor.name)}, {self.written(tuple(sorted(actor.roles)))})"


def _quoted(text: str) -> str:
    said = repr(str.__str__(text))
    return f'"{said[1:-1]}"' if said[0] == "'" and '"' not in said else said


def _lines(record: Any, names: Names) -> Iterator[str]:
    """Yield the call of each event that somebody has to bring about."""
    model, opening = record.model, record.history[0]
    said = arguments_of(opening, names, positional="id")
    yield call_as_code(f"{opener_as_code(model, names)}.open", said, name="record")
    made = type(record).begin(opening, model=model)
    while made.version < record.version:
        event = record.history[made.version]
        if is_timed(event) and event.by == SYSTEM:
            said = [f"at={names.written(event.at)}"]
            yield call_as_code("record.tick", said, name="record")
            after = made.tick(at=event.at)
        else:
            yield call_as_code(*verb_as_code(type(record), event, names), name="record")
            after = _after(made, event)
        if after is made or after.history != record.history[: after.version]:
            raise _untold(record)
        made = after


def call_as_code(called: str, arguments: list[str], name: str = "") -> str:
    """Write a call, in one line or several, perhaps with a name for what it returns."""
    begun = f"{name} = {called}" if name else called
    line = f"{begun}({', '.join(arguments)})"
    if len(line) <= _WIDE:
        return line
    return "\n".join([f"{begun}(", *(f"    {one}," for one in arguments), ")"])


def _after(record: Any, event: Event) -> Any:
    try:
        return record.apply(event)
    except ItsmError as error:
        raise _untold(record) from error


def _untold(record: Any) -> BadValue:
    return BadValue(field="record", value=record, expected="one whose model takes its history")


def opener_as_code(model: Model, names: Names) -> str:
    """Write what opens a record: its class, or its model where that is another."""
    kind: Any = model.record
    if model is kind.model:
        return names.take(kind.__module__, kind.__name__)
    home = model._home
    return "model" if home is None else names.take(*home)


def verb_as_code(kind: type[Any], event: Event, names: Names) -> tuple[str, list[str]]:
    """Write the method of a kind of record that makes an event happen, and its arguments."""
    verb, arguments = event.verb, arguments_of(event, names)
    if verb.isidentifier() and not keyword.iskeyword(verb) and hasattr(kind, verb):
        return f"record.{verb}", arguments
    return "record.do", [_quoted(verb), *arguments]


def arguments_of(event: Event, names: Names, *, positional: str = "") -> list[str]:
    """Write the arguments of the verb that makes an event."""
    said = [names.written(getattr(event, positional))] if positional else []
    said += [f"at={names.written(event.at)}", f"by={names.actor(event.by)}"]
    for field in data_fields(type(event)):
        value, default = getattr(event, field.name), default_of(field)
        if field.name != positional and value != default:
            said.append(f"{field.name}={names.written(value)}")
    if event.given:
        said.append(f"given={names.written(event.given)}")
    if event.cause is not None:
        said.append(f"cause={names.written(event.cause)}")
    return said


def default_of(field: attrs.Attribute[Any]) -> object:
    """Return what a field is where nothing is said."""
    default: Any = field.default
    return default.factory() if isinstance(default, _FACTORY) else default


_FACTORY: Any = attrs.Factory
