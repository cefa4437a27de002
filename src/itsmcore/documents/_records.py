"""Records: a document names the model and holds the history; the record is its fold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from itsmcore.documents._built import Built, Part
from itsmcore.documents._errors import BadDocument, Unwritable
from itsmcore.documents._events import AnyEvent
from itsmcore.documents._leaves import TEXT
from itsmcore.documents._models import EDITION, SCHEMA, KnownModel, model_schema
from itsmcore.documents._paths import Problem, under
from itsmcore.documents._shape import Leaf, Schema, bad, unmade, wrong
from itsmcore.errors import BadHistory, Refused
from itsmcore.lifecycle import Event, Model, Record
from itsmcore.lifecycle._plan import foldable
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

_PARTS, _NAMED = 4, 2
"""How many parts a document has, and how many the name of its model."""
_RAW = Leaf(lambda document: document, lambda value: value, {})


class History:
    """Read the events of a history; of two with one verb, the opening is first, and only there."""

    def __init__(self, words: str, events: tuple[type[Event], ...], shape_of: Any) -> None:
        opening, *others = events
        verbs = {event.verb for event in others}
        first = (opening, *(event for event in others if event.verb != opening.verb))
        self._first = AnyEvent(words, first, shape_of)
        self._others = AnyEvent(words, others if opening.verb in verbs else events, shape_of)

    def read_one(self, document: Any) -> Any:
        """Read a single event; of two with the same verb, the opening is the one with a number."""
        is_opening = isinstance(document, dict) and "id" in document
        return (self._first if is_opening else self._others).read(document)

    def read(self, document: Any) -> list[Event]:
        if not isinstance(document, list):
            raise wrong(document, Phrase("documents.paths.list"))
        history, problems, read = list[Event](), list[Problem](), self._first.read
        for index, part in enumerate(document):
            try:
                history.append(read(part))
            except BadDocument as error:
                problems += under(index, error.problems)
            read = self._others.read
        if problems:
            raise bad(*problems)
        return history


class AnyRecord:
    """Write records of a class, or of a class that stands for several, by their models."""

    def __init__(
        self, target: type[Record], known: KnownModel, shape_of: Callable[[Any], Any]
    ) -> None:
        """Find the models that records of the class may live by.

        Args:
            target: the class, or one that they all descend from.
            known: finds the models that are known.
            shape_of: returns the shape of an event class.
        """
        self.target = target
        self.models, self._known, self._shape_of = known.models, known, shape_of
        self._histories = {
            key: History(str(model), foldable(model), shape_of)
            for key, model in self.models.items()
        }
        self._writers: dict[type[Event], Callable[[Any], Any]] = {}
        self._heads = {
            (model.record.__name__, SCHEMA, model.name, model.version): model
            for model in self.models.values()
            if self._fits(model)
        }
        parts = [Part("type", TEXT), Part("schema", EDITION), Part("model", known)]
        self._head = Built(
            Phrase("documents.records.record"), dict, [*parts, Part("history", _RAW)]
        )

    def history_of(self, model: Model) -> History:
        """Return what reads the events of a model's records, whether or not that is known."""
        key = model.name, model.version
        if self.models.get(key) is model:
            return self._histories[key]
        return History(str(model), foldable(model), self._shape_of)

    def read(self, document: Any) -> Any:
        model, history = self._said_by(document), list[Event]()
        values, problems = document, list[Problem]()
        if model is None:
            values, problems = self._head.collected(document)
            model = values.get("model")
            if model is not None and "type" in values:
                problems += self._strange_type(values["type"], model)
        if model is not None and "history" in values:
            events = self._histories[model.name, model.version]
            try:
                history = events.read(values["history"])
            except BadDocument as error:
                problems += under("history", error.problems)
        if problems:
            raise bad(*problems)
        return self._folded(model, history)

    def _said_by(self, document: Any) -> Model | None:
        """Return the model of a document whose head is in order; None of any other."""
        try:
            told = document["model"]
            head = document["type"], document["schema"], told["name"], told["version"]
            model = self._heads[head]
        except (LookupError, TypeError):
            return None
        is_whole = len(document) == _PARTS and len(told) == _NAMED and "history" in document
        is_whole = is_whole and head[1].__class__ is int
        return model if is_whole and document.__class__ is told.__class__ is dict else None

    def _strange_type(self, name: str, model: Model) -> Iterable[Problem]:
        if name != model.record.__name__:
            yield (
                "type",
                Phrase(
                    "documents.records.model",
                    name=shown(name),
                    model=model,
                    other=shown(model.record.__name__),
                ),
            )
        elif not self._fits(model):
            yield (
                "type",
                Phrase(
                    "documents.records.must", name=shown(name), expected=shown(self.target.__name__)
                ),
            )

    def _fits(self, model: Model) -> bool:
        return issubclass(self.target, model.record) or issubclass(model.record, self.target)

    def _folded(self, model: Any, history: list[Event]) -> Any:
        if not history:
            raise bad(("history", Phrase("documents.records.empty")))
        cls = self.target if issubclass(self.target, model.record) else model.record
        try:
            return cls.replay(tuple(history), model=model)
        except BadHistory as error:
            raise bad((f"history[{error.index}]", error.why)) from error
        except Refused as error:
            words = str(error).removeprefix(f"event {error.index}: ")
            raise bad(
                (f"history[{error.index}]", Phrase("documents.records.replay", words=words))
            ) from error
        except Exception as error:
            raise bad(*under("history", unmade(error))) from error

    def write(self, value: Any) -> dict[str, Any]:
        model = value.model
        told = self._known.write(model, of=value)
        writers, history = self._writers, list[Any]()
        try:
            for event in value.history:
                kind = type(event)
                if kind not in writers:
                    writers[kind] = self._shape_of(kind).write
                history.append(writers[kind](event))
        except Unwritable as error:
            raise error.under(len(history)).under("history") from None
        return {
            "type": model.record.__name__,
            "schema": SCHEMA,
            "model": told,
            "history": history,
        }

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        models = [model for model in self.models.values() if self._fits(model)]
        return {"oneOf": [self.schema_of(model, definitions) for model in models]}

    def schema_of(self, model: Model, definitions: dict[str, Schema], /) -> Schema:
        """Describe the records of one model."""
        opening, *others = foldable(model)
        history = {
            "type": "array",
            "minItems": 1,
            "prefixItems": [self._shape_of(opening).schema(definitions)],
            "items": AnyEvent(str(model), others, self._shape_of).schema(definitions),
        }
        return {
            "type": "object",
            "properties": {
                "type": {"const": model.record.__name__},
                "schema": {"const": SCHEMA},
                "model": model_schema(model),
                "history": history,
            },
            "required": ["type", "schema", "model", "history"],
            "additionalProperties": False,
        }
