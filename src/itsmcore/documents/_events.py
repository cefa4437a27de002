"""Events: each class with its fields, told apart by their verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from itsmcore.documents._built import Built, Part
from itsmcore.documents._derived import parts_of
from itsmcore.documents._errors import BadDocument, Unwritable
from itsmcore.documents._leaves import TEXT
from itsmcore.documents._paths import told, under
from itsmcore.documents._shape import Choice, Listed, Schema, Shape, advice, bad, wrong
from itsmcore.documents._straight import Straight, is_straightforward
from itsmcore.lifecycle import Actor, Event, as_actor
from itsmcore.lifecycle._actor import shared
from itsmcore.lifecycle._upgrades import upgrades_of
from itsmcore.phrase import Phrase, Words
from itsmcore.shown import shown


def _shared(*, name: str, roles: frozenset[str] = frozenset()) -> Actor:
    """Return the actor that is shared by every document that names them."""
    known = str.__str__(name)
    return shared(known, frozenset(map(str.__str__, roles))) if roles else shared(known)


_NAMED = Built(
    "an actor", _shared, [Part("name", TEXT), Part("roles", Listed(TEXT, frozenset), frozenset())]
)


class _Who:
    """Write an actor as a plain name, or as an object if there are roles."""

    def read(self, document: Any) -> Actor:
        if isinstance(document, str) and document:
            return as_actor(str(document))
        if isinstance(document, dict):
            return _NAMED.read(document)  # type: ignore[no-any-return]
        raise wrong(document, Phrase("documents.events.name_object_name"))

    def write(self, value: Any) -> Any:
        if not isinstance(value, Actor):
            raise Unwritable(value=value, why=Phrase("documents.why.field_actor"))
        return _NAMED.write(value) if value.roles else TEXT.write(value.name)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"anyOf": [{"type": "string", "minLength": 1}, _NAMED.schema(definitions)]}


class _By(_Who):
    """Write who did it; the event itself makes an actor of a plain name."""

    def read(self, document: Any) -> Any:
        return document if document.__class__ is str and document else super().read(document)


ACTOR = _Who()
_BY = _By()
_LAST = ("cause", "given")
_CLASS = "class"


def event_shape(event: type[Event], shape_of: Callable[[Any], Shape]) -> Built:
    """Make the shape of one event class, from the types of its fields.

    Raises:
        BadValue: a type is written as a text that means nothing at run time.
    """
    parts = sorted(parts_of(event, shape_of), key=lambda part: part.key in _LAST)
    told = [attrs.evolve(p, shape=_BY) if p.key == "by" and p.shape is ACTOR else p for p in parts]
    if is_straightforward(event):
        return Straight(event, told, flat=[ACTOR], texts=[_BY])
    upgrades = upgrades_of(event)
    return Built(event.verb, event, told, tag=("verb", event.verb), upgrades=upgrades)


class AnyEvent:
    """Write an event of any of some classes; its verb says which."""

    def __init__(
        self, words: Words, events: Iterable[type[Event]], shape_of: Any, name: str | None = None
    ) -> None:
        """Find the classes by their verbs.

        Args:
            words: whose verbs they are, for errors.
            events: the classes.
            shape_of: gives the shape of one.
            name: the name of its schema among the definitions, if an event may hold others.
        """
        self.words, self.events, self._shape_of, self.name = words, tuple(events), shape_of, name
        self._classes: dict[str, list[type[Event]]] = {}
        for event in self.events:
            self._classes.setdefault(event.verb, []).append(event)
        self._readers: dict[str, Callable[[Any], Any]] = {}

    def read(self, document: Any) -> Any:
        try:
            read = self._readers[document["verb"]]
        except (LookupError, TypeError):  # it is the first of its verb, or no event
            read = self._reader(document)
        return read(document)

    def _reader(self, document: Any) -> Callable[[Any], Any]:
        if not isinstance(document, dict):
            raise wrong(document, Phrase("documents.built.object"))
        if "verb" not in document:
            raise bad(("verb", Phrase("documents.built.missing")))
        verb = document["verb"]
        if not isinstance(verb, str):
            raise bad(("verb", Phrase("documents.events.must_text", told=told(verb))))
        classes = self._classes.get(verb, ())
        if len(classes) == 1:
            reader: Callable[[Any], Any] = self._shape_of(classes[0]).read
            self._readers[verb] = reader
            return reader
        if classes:
            words = Phrase("documents.events.verb_several_event", told=told(verb))
            raise bad(("verb", words))
        words = Phrase(
            "documents.events.verb",
            told=told(verb),
            words=self.words,
            advice=advice(verb, self._classes),
        )
        raise bad(("verb", words))

    def write(self, value: Any) -> Any:
        if not isinstance(value, Event):
            raise Unwritable(value=value, why=Phrase("documents.why.field_event"))
        return self._shape_of(type(value)).write(value)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        if self.name is None:
            return self._schema(definitions)
        if self.name not in definitions:
            definitions[self.name] = {}
            definitions[self.name] = self._schema(definitions)
        return {"$ref": f"#/$defs/{self.name}"}

    def _schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"oneOf": [self._shape_of(event).schema(definitions) for event in self.events]}


@attrs.frozen
class NamedEvent:
    """Write an event with the name of its class, since two practices may share its verb."""

    unnamed: AnyEvent
    classes: Choice
    shape_of: Callable[[Any], Shape]

    def read(self, document: Any) -> Any:
        if not isinstance(document, dict) or _CLASS not in document:
            return self.unnamed.read(document)
        try:
            event = self.classes.read(document[_CLASS])
        except BadDocument as error:
            raise bad(*under(_CLASS, error.problems)) from None
        return self.shape_of(event).read({k: v for k, v in document.items() if k != _CLASS})

    def write(self, value: Any) -> dict[str, Any]:
        document = self.unnamed.write(value)
        try:
            name = self.classes.write(type(value))
        except Unwritable as error:
            raise error.under(_CLASS) from None
        return {"verb": value.verb, _CLASS: name, **document}

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        forms = []
        for name, event in self.classes.names.items():
            form = self.shape_of(event).schema(definitions)
            properties = {**form["properties"], _CLASS: {"const": name}}
            required = [*form["required"], _CLASS]
            forms.append({**form, "properties": properties, "required": required})
        return {"oneOf": forms}


def event_class(classes: Choice) -> Built:
    """Make the shape of an event class: its verb, and the name by which it is known."""

    def found(*, verb: str, **named: type[Event]) -> type[Event]:
        event = named[_CLASS]
        if event.verb != verb:
            raise bad(
                ("verb", Phrase("documents.events.class", told=told(verb), verb=shown(event.verb)))
            )
        return event

    parts = [Part("verb", TEXT), Part(_CLASS, classes)]
    return Built(
        Phrase("documents.events.event_class"), found, parts, take=lambda event: (event.verb, event)
    )
