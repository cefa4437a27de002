"""Redaction: personal data leaves a history, and a tombstone stays where it stood."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

import attrs

from itsmcore.errors import BadValue, ItsmError, NotRedactable, Unlisted
from itsmcore.fields import as_a, as_texts, is_hashable
from itsmcore.frozen import FrozenDict
from itsmcore.level import Level
from itsmcore.lifecycle._actor import SYSTEM, Actor, as_actor
from itsmcore.lifecycle._argument import Argument
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle._plan import foldable
from itsmcore.lifecycle._sets import set_by
from itsmcore.lifecycle._sides import side_of
from itsmcore.lifecycle._texts import (
    INSTANTS,
    KEPT,
    is_of,
    is_tombstone,
    is_wordless,
    last_tombstone,
    texts_of,
    tombstone,
    with_texts,
    written,
)
from itsmcore.lifecycle.events import LINKED, Redacted
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

R = TypeVar("R")
_NEVER = {
    "at": "it is an instant, by which clocks count",
    "cause": "it says what an event follows from, and holds no personal data",
    "history": "it is the whole history; name its fields",
    "id": "it is the number of the record, by which others know it",
    "links": "they are numbers of other records, by which links hold",
    "model": "it is what the history is read by",
    "phase": "it follows from the table",
    "regions": "it follows from the table",
    "state": "it follows from the table",
    "verb": "it says what happened",
}
_CODE = "it is a code of the model, and says nothing of a person"
_LEVEL = "it is a level, by which clocks and guards judge"
_NUMBER = "it is the number of another record, by which links hold"
_NO_TEXT = "it holds no text"
_GONE = object()


def redacted(
    record: R, *, at: datetime, by: str | Actor, reason: str, fields: object, texts: object
) -> R:
    """Give a record with tombstones in its history, and the event that says so; see `Record`."""
    known: Any = record
    work = _Redaction(known, as_texts(fields, "fields"), as_texts(texts, "texts"))
    who = as_actor(by)
    if work.change(who.name) != who.name:
        expected = Phrase("lifecycle.expected.somebody_name_among_redacted")
        raise BadValue(field="by", value=by, expected=expected)
    history = tuple(map(work.event, known.history))
    work.check_met()
    versions = [
        n for n, (a, b) in enumerate(zip(history, known.history, strict=True), 1) if a is not b
    ]
    made = type(known).replay(history, model=known.model)
    work.check_unchanged(made)
    told = work.change(as_a(str, reason, "reason", Phrase("kinds.text")))
    event = Redacted(
        at=at,
        by=who,
        reason=told,
        fields=tuple(map(work.named, work.names)),
        texts=len(work.said),
        versions=versions,
    )
    after: R = made.apply(event)
    return after


class _Redaction:
    """Hold what is taken out of a record, and what stands there instead.

    A text that is taken out of a field is taken out wherever it is a whole value, for the same
    tombstone. So whatever was equal stays so, and whatever was not.
    """

    def __init__(self, record: Any, names: tuple[str, ...], said: tuple[str, ...]) -> None:
        self.record, self.names, self.said = record, names, said
        if not names and not said:
            expected = Phrase("lifecycle.expected.names_fields_texts_take")
            raise BadValue(field="fields", value=names, expected=expected)
        self.classes = tuple(dict.fromkeys((*foldable(record.model), *map(type, record.history))))
        self.arguments: dict[type[Event], dict[str, Argument]] = {
            kind: {one.name: one for one in record.model.plan.arguments[kind]}
            for kind in self.classes
        }
        self.free = {
            kind: tuple(name for name in self.arguments[kind] if not self._why_kept(kind, name))
            for kind in self.classes
        }
        self.spaces = ("given", *record.model.plan.mappings)
        declared = [(of, one) for of, items in record.model.declared.items() for one in items]
        self.coded = {(of, one.name) for of, one in declared if one.options}
        self.fixed = {("given", LINKED), *((of, one.name) for of, one in declared)}
        self.met: set[str] = set()
        self.stones: dict[Any, str] = {}
        self.whole: set[tuple[str, str]] = set()
        self._last = max(map(self._last_of, record.history))
        for name in names:
            for text in self._found(name):
                if text.strip() and text != SYSTEM.name and not is_tombstone(text):
                    self._stone(text)
        for text in said:
            if not text.strip() or text in self._stone(text):
                stone = shown(self._stone(text))
                expected = Phrase("lifecycle.expected.text_says_something_part", stone=stone)
                raise BadValue(field="texts", value=text, expected=expected)
        longest = sorted(said, key=len, reverse=True)
        self._parts = re.compile("|".join(map(re.escape, longest))) if longest else None

    @property
    def _said_as(self) -> str:
        return ", ".join((*self.names, *(["texts"] if self.said else [])))

    def _last_of(self, event: Event) -> int:
        return last_tombstone(tuple(self._texts_of(event)))

    def _texts_of(self, event: Event) -> Iterator[str]:
        values = [getattr(event, name) for name in self.free[type(event)]]
        return texts_of((event.by, event.given, values))

    def _stone(self, value: Any) -> str:
        key = (type(value), value if is_hashable(value) else repr(value))
        if key not in self.stones:
            self._last += 1
            self.stones[key] = tombstone(self._last, self.record.id)
        return self.stones[key]

    # --- what is named --------------------------------------------------------------------------

    def _found(self, name: str) -> Iterator[str]:
        """Give the texts that stand under a name, in the order of the history."""
        space, _, key = name.partition(".")
        if name == "by":
            acts = (one for one in self.record.history if not isinstance(one, Redacted))
            yield from (event.by.name for event in acts)
        elif space in self.spaces:
            yield from self._of_space(space, key, name)
        else:
            yield from self._of_events(name)
            yield from self._of_facts(name)

    def _of_space(self, space: str, key: str, name: str) -> Iterator[str]:
        held = [getattr(event, space, None) or {} for event in self.record.history]
        keys = dict.fromkeys(one for values in held for one in values)
        if key and key not in keys:
            raise Unlisted(
                kind=Phrase("lifecycle.redaction.value", space=space, id=self.record.id),
                name=key,
                known=tuple(keys),
            )
        for one in [key] if key else keys:
            if (space, one) in self.coded:
                raise NotRedactable(name=name, why=_CODE)
            self.whole.add((space, one))
            for values in held:
                yield from texts_of(values.get(one))

    def _of_events(self, name: str) -> Iterator[str]:
        """Give the texts of the fields of events that have a name, or set the fact of that name."""
        places = {kind: tuple(self._places(kind, name)) for kind in self.classes}
        free = {
            kind: [of for of in named if of == "by" or of in self.free[kind]]
            for kind, named in places.items()
        }
        if not any(free.values()):
            for kind, named in places.items():
                for of in named:
                    raise NotRedactable(name=name, why=self._why_kept(kind, of))
            self._check_fact(name)
        for event in self.record.history:
            for of in free[type(event)]:
                yield from texts_of(getattr(event, of))

    def _places(self, kind: type[Event], name: str) -> Iterator[str]:
        sets = set_by(kind, type(self.record))
        for of in (*(field.name for field in data_fields(kind)), "by"):
            if name == of or name in sets.get(of, ()):
                yield of

    def _check_fact(self, name: str) -> None:
        """Refuse a name that no text stands under."""
        cls = type(self.record)
        if name in _NEVER:
            raise NotRedactable(name=name, why=_NEVER[name])
        if name in cls.derived:
            raise NotRedactable(name=name, why=Phrase("lifecycle.why.follows_other_facts"))
        if name not in attrs.fields_dict(cls):
            kind = Phrase("lifecycle.redaction.field", model=self.record.model)
            raise Unlisted(kind=kind, name=name, known=(*sorted({*self._known()}), "by"))
        why = _why_wordless(typing.get_type_hints(cls)[name])
        if why:
            raise NotRedactable(name=name, why=why)

    def _known(self) -> Iterator[str]:
        """Give the names of fields that may be redacted."""
        for kind, free in self.free.items():
            sets = set_by(kind, type(self.record))
            for name in free:
                yield from {name, *sets.get(name, ())}

    def _of_facts(self, name: str) -> Iterator[str]:
        """Give the texts of a fact, which the record may have of what events do not name so."""
        cls = type(self.record)
        if name in attrs.fields_dict(cls) and name not in self.record.model.legal:
            for one in _along(self.record):
                value = getattr(one, name)
                several = value if isinstance(value, tuple) else (value,)
                yield from (t for text in several if isinstance(text, str) for t in texts_of(text))

    def _why_kept(self, kind: type[Event], name: str) -> str:
        """Say why a field of events of a class is kept as it is; nothing where it is not."""
        argument = self.arguments[kind][name]
        metadata = attrs.fields_dict(kind)[name].metadata
        if KEPT in metadata:
            return str(metadata[KEPT])
        if name in (*kind.ties.values(), *kind.unties.values()):
            return _NUMBER
        return _why_wordless(argument.kind) or (_CODE if argument.options else "")

    # --- what becomes of it ---------------------------------------------------------------------

    def change(self, text: str) -> str:
        """Give what becomes of one text."""
        stone = self.stones.get((str, text))
        if stone is None:
            return self._without(text)
        self._meet(text)
        return stone

    def named(self, name: str) -> str:
        """Give what becomes of the name of a field, of which a user may have made the last part."""
        space, dot, key = name.partition(".")
        return f"{space}{dot}{self._key(space, key)}" if space in self.spaces else name

    def _key(self, space: str, key: str) -> str:
        return key if (space, key) in self.fixed else self._without(key)

    def _without(self, text: str) -> str:
        """Give a text without the texts that are to be taken out wherever they stand."""
        if self._parts is None:
            return text
        self._meet(text)
        return self._parts.sub(lambda found: self.stones[str, found[0]], text)

    def _meet(self, text: str) -> None:
        self.met.update(said for said in self.said if said in text)

    def _plain(self, value: Any) -> Any:
        """Give what becomes of a number or a day, which holds the texts that it is written with."""
        told = written(value)
        if told is None:
            return value
        left = self._without(told)
        return value if left == told else left

    def event(self, event: Event) -> Event:
        """Give an event with tombstones; the event itself where there is nothing to take out."""
        told = dict[str, Any]()
        try:
            for name in ("by", "given", *self.free[type(event)]):
                value = getattr(event, name)
                new = self._changed(name, value)
                if new is not value:
                    told[name] = new
            if isinstance(event, Redacted):
                fields = tuple(map(self.named, event.fields))
                told |= {} if fields == event.fields else {"fields": fields}
            return attrs.evolve(event, **told) if told else event
        except ItsmError as error:
            why = Phrase("lifecycle.why.takes_tombstone", verb=event.verb, error=error)
            raise NotRedactable(name=self._said_as, why=why) from None

    def _changed(self, name: str, value: Any) -> Any:
        if value is None or value == SYSTEM:
            return value
        if name not in self.spaces:
            return with_texts(value, self.change)
        held = {self._key(name, key): self._within((name, key), of) for key, of in value.items()}
        is_same = all(held.get(key, _GONE) is of for key, of in value.items())
        return value if is_same else FrozenDict(held)

    def _within(self, place: tuple[str, str], value: Any) -> Any:
        if place in self.coded:
            return value
        if place in self.whole:
            return self._entombed(value)
        return with_texts(value, self.change, self._plain)

    def _entombed(self, value: Any) -> Any:
        """Give a tombstone for each part of a value, whatever it is."""
        if value is None:
            return None
        if isinstance(value, str):
            return self.change(value)
        if isinstance(value, tuple):
            return tuple(map(self._entombed, value))
        self._meet(written(value) or "")
        return self._stone(value)

    # --- what stays -----------------------------------------------------------------------------

    def check_met(self) -> None:
        """Refuse a text that stood nowhere: a typing error is no erasure.

        Raises:
            BadValue: there is one.
        """
        for text in self.said:
            if text not in self.met:
                expected = Phrase("lifecycle.expected.text_stands_record", record=self.record.id)
                raise BadValue(field="texts", value=text, expected=expected)

    def check_unchanged(self, made: Any) -> None:
        """Refuse a redaction that would change more than words.

        Raises:
            NotRedactable: a guard, the customer's side or another condition hangs on the very
                words.
        """
        before, after = _bones(self.record), _bones(made)
        for version, (one, other) in enumerate(zip(before, after, strict=True), 1):
            if one != other:
                event = f"{made.history[version - 1].verb} (v{version})"
                why = Phrase("lifecycle.why.condition_model_reads_would", event=event)
                raise NotRedactable(name=self._said_as, why=why)


_BONES = (bool, int, date, Level, Enum)


def _why_wordless(kind: Any) -> str:
    """Say why no value of a type is redacted; nothing where it may be."""
    if is_of(kind, INSTANTS):
        return _NEVER["at"]
    if is_of(kind, Level):
        return _LEVEL
    return _NO_TEXT if is_wordless(kind) else ""


def _along(record: Any) -> Iterable[Any]:
    along: Iterable[Any] = record._along(record.history, record.model)  # noqa: SLF001 (its own room)
    return along


def _bones(record: Any) -> list[Any]:
    """Give what a redaction leaves as it is, version by version.

    It is whom each event comes from, what an audit says of it, and the facts that are no texts.
    """
    found = {
        one.index: one
        for one in type(record).audit(record.history, model=record.model, written_with=record.model)
    }
    bones = list[Any]()
    for index, one in enumerate(_along(record)):
        finding = found.get(index)
        codes = finding and (tuple(reason.code for reason in finding.reasons), finding.cause)
        facts: Mapping[str, Any] = one.facts
        own = (name for name in facts if "." not in name)
        kept = {name: facts[name] for name in own if isinstance(facts[name], _BONES)}
        side = side_of(RecordFacts(one, record.history[index]), record.model)
        bones.append((codes, side, kept))
    return bones
