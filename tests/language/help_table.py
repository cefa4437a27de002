"""The help of events that ship, by their docstrings: `python -m tests.language.help_table`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import itsmcore
from itsmcore.lifecycle import Event
from itsmcore.lifecycle._argument import _helps, told_of
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.phrases import table

_EDGES = tuple(f"itsmcore.{room}" for room in ("testing", "interop", "demo_data", "presets", "_"))


def helps() -> dict[str, str]:
    """Return what each event and each of its arguments means, once, by a code."""
    found: dict[str, str] = {}
    for event in shipped():
        room, verb = event.__module__.split(".")[1], event.verb.strip("_")
        entries = _helps(event)
        names = [field.name for field in data_fields(event) if entries.get(field.name)]
        said = {f"helps.{room}.{verb}": told_of(event)}
        said |= {f"helps.{room}.{verb}.{name}": entries[name] for name in names}
        for code, words in said.items():
            if words and words not in found.values():
                found[code] = words.replace("{", "{{").replace("}", "}}")
    return dict(sorted(found.items()))


def shipped() -> Iterator[type[Event]]:
    """Yield every event class of a room, in the order of their names."""
    found: dict[str, type[Event]] = {}
    for module in pkgutil.walk_packages(itsmcore.__path__, "itsmcore."):
        if not module.name.startswith(_EDGES):
            for value in vars(importlib.import_module(module.name)).values():
                is_event = inspect.isclass(value) and issubclass(value, Event)
                if is_event and hasattr(value, "verb") and value.__module__ != __name__:
                    found[f"{value.__module__}.{value.__qualname__}"] = value
    for name in sorted(found):
        yield found[name]


if __name__ == "__main__":
    missing = {code: of for code, of in helps().items() if table("helps").get(code) != of}
    for code, words in missing.items():
        print(f"    {code!r}: {words!r},")  # noqa: T201
