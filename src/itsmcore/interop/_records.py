"""Records: a document names the model and holds the history; the record is its fold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from itsmcore.errors import BadHistory, Refused
from itsmcore.interop._built import Built, Part
from itsmcore.interop._events import AnyEvent
from itsmcore.interop._leaves import TEXT
from itsmcore.interop._paths import Problem, under
from itsmcore.interop._shape import Choice, Leaf, Schema, bad, unmade, wrong
from itsmcore.interop.errors import BadDocument, Unwritable
from itsmcore.lifecycle import Event, Model, Record
from itsmcore.shown import shown

SCHEMA = 1
"""The edition of the document's form; raised when readers of the former could not read it."""

_RAW = Leaf(lambda document: document, lambda value: value, {})


class _History:
    """Read the events of a history; of two with one verb, the opening stands first, and only so."""

    def __init__(self, words: str, events: tuple[type[Event], ...], shape_of: Any) -> None:
        opening, *others = events
        verbs = {event.verb for event in others}
        first = (opening, *(event for event in others if event.verb != opening.verb))
        self._first = AnyEvent(words, first, shape_of)
        self._others = AnyEvent(words, others if opening.verb in verbs else events, shape_of)

    def read(self, document: Any) -> list[Event]:
        if not isinstance(document, list):
            raise wrong(document, "a list")
        history, problems = list[Event](), list[Problem]()
        for index, part in enumerate(document):
            try:
                history.append((self._others if index else self._first).read(part))
            except BadDocument as error:
                problems += under(index, error.problems)
        if problems:
            raise bad(*problems)
        return history


class AnyRecord:
    """Write records of one class, or of a class that stands for several, by their models."""

    def __init__(
        self, target: type[Record[Any]], models: Iterable[Model], shape_of: Callable[[Any], Any]
    ) -> None:
        """Find the models that records of the class may live by.

        Args:
            target: the class, or one they all descend from.
            models: every model that is known.
            shape_of: gives the shape of an event class.
        """
        self.target = target
        self.models = {(model.name, model.version): model for model in models}
        self._shape_of = shape_of
        self._histories = {
            key: _History(str(model), model.events, shape_of) for key, model in self.models.items()
        }
        self._writers: dict[type[Event], Callable[[Any], Any]] = {}
        model = Built("a model", self._model, [Part("name", TEXT), Part("version", TEXT)])
        parts = [Part("type", TEXT), Part("schema", Choice({SCHEMA: SCHEMA})), Part("model", model)]
        self._head = Built("a record", dict, [*parts, Part("history", _RAW)])

    def _model(self, *, name: str, version: str) -> Model:
        model = self.models.get((name, version))
        if model is not None:
            return model
        known = ", ".join(map(str, self.models.values())) or "none"
        raise bad(("", f"is {name} {version}, which is not known; known: {known}"))

    def read(self, document: Any) -> Any:
        values, problems = self._head.collected(document)
        model, history = values.get("model"), list[Event]()
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

    def _strange_type(self, name: str, model: Model) -> Iterable[Problem]:
        if name != model.record.__name__:
            yield (
                "type",
                f"is {shown(name)}, and {model} is a model of {shown(model.record.__name__)}",
            )
        elif not self._fits(model):
            yield "type", f"is {shown(name)}, and must be {shown(self.target.__name__)}"

    def _fits(self, model: Model) -> bool:
        return issubclass(self.target, model.record) or issubclass(model.record, self.target)

    def _folded(self, model: Any, history: list[Event]) -> Any:
        if not history:
            raise bad(("history", "is empty"))
        cls = self.target if issubclass(self.target, model.record) else model.record
        try:
            return cls.replay(history, model=model)
        except BadHistory as error:
            raise bad((f"history[{error.index}]", error.why)) from error
        except Refused as error:
            words = str(error).removeprefix(f"event {error.index}: ")
            raise bad((f"history[{error.index}]", f"does not replay: {words}")) from error
        except Exception as error:
            raise bad(*under("history", unmade(error))) from error

    def write(self, value: Any) -> dict[str, Any]:
        model = value.model
        known = self.models.get((model.name, model.version))
        if model is not known and model != known:
            advice = "is not known; pass it to make_converter as models="
            if known is not None:
                advice = "differs from the known one of that name; give it another version"
            raise Unwritable(value=value, why=f"its model {model} {advice}")
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
            "model": {"name": model.name, "version": model.version},
            "history": history,
        }

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        models = [model for model in self.models.values() if self._fits(model)]
        return {"oneOf": [self.schema_of(model, definitions) for model in models]}

    def schema_of(self, model: Model, definitions: dict[str, Schema], /) -> Schema:
        """Describe the records of one model."""
        opening, *others = model.events
        named = {"name": {"const": model.name}, "version": {"const": model.version}}
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
                "model": {
                    "type": "object",
                    "properties": named,
                    "required": ["name", "version"],
                    "additionalProperties": False,
                },
                "history": history,
            },
            "required": ["type", "schema", "model", "history"],
            "additionalProperties": False,
        }
