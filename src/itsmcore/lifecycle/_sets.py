"""What event classes set, tie and untie, generated from what they state."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from itsmcore.conditions import Field, Later, Shifted
from itsmcore.errors import BadValue, Reason, Unlisted
from itsmcore.fields import as_mapping, as_names, is_in
from itsmcore.frozen import EMPTY
from itsmcore.lifecycle._custom import with_custom
from itsmcore.lifecycle._event_fields import of_event, shared_fields
from itsmcore.phrase import Phrase, Words
from itsmcore.written import written_out


def _said_by(event: type[Any], record: type[Any]) -> Callable[[Any, Any], Any]:
    """Generate what an event class says of a record of another under their common names."""
    return _written(_saying(event, record, shared_fields(event, record)))


def _changes_by(event: type[Any], record: type[Any]) -> Callable[[Any, Any], Any]:
    """Generate what an event of a class sets in a record of another."""
    common = (name for name in shared_fields(event, record) if name not in event.sets)
    setting = (
        f"said[{name!r}] = {_source(source, place)}"
        for place, (name, source) in enumerate(event.sets.items())
    )
    sources = {f"source{place}": source for place, source in enumerate(event.sets.values())}
    return _written((*_saying(event, record, common), *setting), **sources)


def _written(lines: Iterable[str], **sources: Any) -> Callable[[Any, Any], Any]:
    body = ("said = {}", *lines, "return said")
    return written_out(body, "record", with_custom=with_custom, **sources)


def _saying(event: type[Any], record: type[Any], names: Iterable[str]) -> Iterator[str]:
    fields, is_opening = attrs.fields_dict(record), "id" in attrs.fields_dict(event)
    for name in names:
        said = "with_custom(record.custom, held)" if name == "custom" else "held"
        goes_without = is_opening and fields[name].default in _EMPTY
        yield f"held = value.{name}"
        if goes_without:
            yield "if held:"
        else:
            yield "if held is not None and (held.__class__ is not str or held.strip()):"
        yield f"    said[{name!r}] = {said}"


_EMPTY: tuple[object, ...] = ((), False, EMPTY)
"""What a new record has anyway."""


def _tied_by(event: type[Any]) -> Callable[[Any], Any]:
    """Generate what an event of a class ties."""
    return _pairs(event.ties)


def _untied_by(event: type[Any]) -> Callable[[Any], Any]:
    """Generate what an event of a class unties."""
    return _pairs(event.unties)


def _pairs(links: Mapping[str | Field, str | None]) -> Callable[[Any], Any]:
    """Generate pairs of a kind of link and a number, from fields that hold one or several."""
    lines = ["said = ()"]
    for kind, name in links.items():
        of = f"value.{of_event(kind)}" if isinstance(kind, Field) else repr(str(kind))
        if name is None:
            lines.append(f"said += ({of}, None),")
        else:
            lines += [
                f"held = value.{name}",
                "if held.__class__ is str and held:",
                f"    said += ({of}, held),",
                "elif held:",
                f"    said += tuple([({of}, number) for number in as_names(held)])",
            ]
    return written_out([*lines, "return said"], as_names=as_names)


def _source(source: Any, place: int) -> str:
    """Write what a record field is set to; functions and constants by their place."""
    if not isinstance(source, Field):
        return f"source{place}(value, record)" if callable(source) else f"source{place}"
    if not source.space:
        name, dot, item = source.name.partition(".")
        return f"record.{name}.get({item!r})" if dot else f"record.{name}"
    name = of_event(source)
    return "value.by.name" if name == "by" else f"value.{name}"


def check_sources(event: type[Any]) -> None:
    """Refuse an event class that sets, ties or unties by fields that it does not have.

    Raises:
        BadValue: `sets`, `ties` or `unties` is not a mapping.
        Unlisted: the event does not have a field that is read.
    """
    sets, ties, unties = (
        as_mapping(
            getattr(event, name),
            Phrase("lifecycle.sets.of", name=name, of=event.__name__),
            Phrase("fields.mapping"),
        )
        for name in ("sets", "ties", "unties")
    )
    for source in sets.values():
        if isinstance(source, Shifted | Later):
            expected = Phrase("lifecycle.expected.field_function_event_record")
            raise BadValue(
                field=Phrase("lifecycle.sets.sets", name=event.__name__),
                value=source,
                expected=expected,
            )
    kinds = [kind for kind in (*ties, *unties) if isinstance(kind, Field)]
    read = [of for of in sets.values() if isinstance(of, Field) and of.space]
    named = map(of_event, (*kinds, *read))
    known = tuple(attrs.fields_dict(event))
    for name in (*named, *ties.values(), *unties.values()):
        if name is not None and not is_in(name, known):
            raise Unlisted(
                kind=Phrase("lifecycle.sets.field", name=event.__name__), name=name, known=known
            )


# mypy takes a class for unhashable when its instances define __hash__; the caches are typed here.
_cached: Any = functools.cache
said_by: Callable[[type[Any], type[Any]], Callable[[Any, Any], Any]] = _cached(_said_by)
changes_by: Callable[[type[Any], type[Any]], Callable[[Any, Any], Any]] = _cached(_changes_by)
tied_by: Callable[[type[Any]], Callable[[Any], Any]] = _cached(_tied_by)
untied_by: Callable[[type[Any]], Callable[[Any], Any]] = _cached(_untied_by)


def said(event: Any, record: Any) -> Mapping[str, Any]:
    """Return what an event sets under the names that it shares with a record."""
    found: dict[str, Any] = said_by(event.__class__, record.__class__)(event, record)
    return found


def set_by(event: type[Any], record: type) -> Mapping[str, tuple[str, ...]]:
    """Return, for each field of an event class, the record fields that take its value."""
    taken: dict[str, list[str]] = {}
    for name in shared_fields(event, record):
        if name not in event.sets:
            taken.setdefault(name, []).append(name)
    for name, source in event.sets.items():
        if isinstance(source, Field) and source.space:
            taken.setdefault(of_event(source), []).append(name)
    return {name: tuple(fields) for name, fields in taken.items()}


def reason_of(
    code: str,
    words: Words,
    *,
    event: type[Any],
    of: type,
    field: str,
    data: Mapping[str, Any] = EMPTY,
) -> Reason:
    """Return a reason about a field of a record, with the argument of the event that sets it.

    Args:
        code: its code.
        words: its words.
        event: the event class.
        of: the class of the record.
        field: the field, such as `"impact"` or `"custom.site"`.
        data: what it was found by.
    """
    return Reason(code, words, argument=argument_for(field, event, of), field=field, data=data)


def argument_for(field: str, event: type[Any], of: type) -> str | None:
    """Return the argument of an event class that sets a field of a record class, or an item."""
    name, dot, item = field.partition(".")
    taken = set_by(event, of)
    argument = next((one for one, fields in taken.items() if name in fields), None)
    return None if argument is None else argument + dot + item
