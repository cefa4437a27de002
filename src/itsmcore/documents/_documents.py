"""Documents: the library's values as plain JSON, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from itsmcore.checked import checked
from itsmcore.documents._errors import Unwritable
from itsmcore.documents._shape import Shape, bad, unmade
from itsmcore.documents._shapes import Shapes, foreign
from itsmcore.documents._texts import check_texts
from itsmcore.errors import BadValue
from itsmcore.fields import is_hashable
from itsmcore.incidents import INCIDENT
from itsmcore.level import Level
from itsmcore.lifecycle import AnyRecord, Event, Model, Record
from itsmcore.shown import shown

T = TypeVar("T")

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Documents:
    """Writes the library's values as plain JSON, reads them back, and describes the documents.

    Nothing is registered anywhere: a document may name only what is passed here.

    Args:
        models: the models whose records are written and read; their event classes, record classes,
            functions and levels are found there. Pass every version that old documents name. For
            each practice among them, any model can be read.
        events: further event classes.
        functions: further named functions that may stand in conditions.
        levels: further level classes.
        records: record classes of your own that entries of a journal name.
        others: returns the shape of a type that itsmcore does not know; without it, a value of such
            a type is refused.

    Raises:
        Ambiguous: two different models share a name and version, or two functions or level classes
            share a name.
        BadCondition: a function has no importable name.
        BadValue: the types of an event's fields cannot be found at run time.

    >>> import datetime, json
    >>> from itsmcore import Incident
    >>> documents = Documents()
    >>> inc = Incident.open("INC-1", at=datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC),
    ...                     by="ada", summary="Mail is down")
    >>> text = json.dumps(documents.unstructure(inc))
    >>> documents.structure(json.loads(text), Incident) == inc
    True
    """

    @checked
    def __init__(
        self,
        *,
        models: Iterable[Model] = (INCIDENT,),
        events: Iterable[type[Event]] = (),
        functions: Iterable[Callable[..., Any]] = (),
        levels: Iterable[type[Level]] = (),
        records: Iterable[type[AnyRecord]] = (),
        others: Callable[[Any], Shape] = foreign,
    ) -> None:
        self._shapes = Shapes(models, events, functions, levels, records, others)
        for event in self._shapes.events:
            self._shapes.of(event)

    def shape_of(self, kind: Any) -> Shape:
        """Return how values of a type are written, read and described.

        Raises:
            BadValue: it is not a type.
        """
        shape: Shape = self._shape(kind, "kind", "a class")
        return shape

    def structure(self, document: Any, kind: type[T]) -> T:
        """Make a value from a document.

        Args:
            document: plain JSON: dicts, lists, texts, numbers, booleans and None.
            kind: what to make: a record class, `Event` or an event class, `Model` or a model
                class, `Timeline`, `Condition`, `Decision`, `Questionnaire`, `PriorityMatrix`,
                `Prioritiser`, `Schedule`, `Target`, `Agreement`, `Goal`, `Entry`, `Proposal`, or a
                tuple or a mapping of these.

        Raises:
            BadDocument: something is wrong with it; everything that is wrong, with paths.
        """
        given: Any = kind
        is_stored = isinstance(given, type) and issubclass(given, Record | Event)
        made: T = _read(self.shape_of(given).read, document, is_stored=is_stored)
        return made

    @checked
    def structure_event(self, document: Any, model: Model) -> Event:
        """Make an event from its document, by the model that its record lives by.

        The model tells practices apart that share a verb.

        Raises:
            BadDocument: something is wrong with it; everything that is wrong, with paths.

        >>> documents = Documents()
        >>> row = {"verb": "start", "at": "2026-01-05T09:00:00Z", "by": "grace"}
        >>> documents.structure_event(row, INCIDENT).by
        Actor('grace')
        """
        history = self._shapes.of(Record).history_of(model)
        event: Event = _read(history.read_one, document, is_stored=True)
        return event

    def unstructure(self, value: Any, kind: Any = None) -> Any:
        """Make a document from a value.

        Args:
            value: the value; a list, a tuple or a dict of values is written part by part.
            kind: the type to write it as; by default its own class.

        Raises:
            Unwritable: the value, or one inside it, has no form in JSON that every store accepts.
                The texts of a record's history are written as they are, since they were read that
                way.
        """
        try:
            document = self._written(value) if kind is None else self._written_as(value, kind)
        except RecursionError:
            raise Unwritable(value=value, why="it is nested too deeply; flatten it") from None
        if not isinstance(value, Record):
            check_texts(document)
        return document

    def _written(self, value: Any) -> Any:
        cls = type(value)
        if cls is list or cls is tuple:
            return [self._written(part) for part in value]
        if cls is dict:
            return {key: self._written(part) for key, part in value.items()}
        return self._shapes.of(cls).write(value)

    def _written_as(self, value: Any, kind: Any) -> Any:
        try:
            return self.shape_of(kind).write(value)
        except (AttributeError, TypeError) as error:
            why = f"it cannot be written as {shown(kind)}; give its own class"
            raise Unwritable(value=value, why=why) from error

    def json_schema(self, of: Model | type) -> dict[str, Any]:
        """Describe documents with a JSON Schema (draft 2020-12).

        Args:
            of: a model, for the records that live by it; or a class that `structure` takes.

        >>> schema = Documents().json_schema(INCIDENT)
        >>> schema["required"]
        ['type', 'schema', 'model', 'history']
        """
        definitions: dict[str, Any] = {}
        if isinstance(of, Model):
            schema = self._shapes.of(of.record).schema_of(of, definitions)
        else:
            schema = self._shape(of, "of", "a model, or a class").schema(definitions)
        return {"$schema": _DIALECT, **schema, **({"$defs": definitions} if definitions else {})}

    def _shape(self, kind: Any, field: str, expected: str) -> Any:
        if not is_hashable(kind):
            raise BadValue(field=field, value=kind, expected=expected)
        return self._shapes.of(kind)


def _read(read: Callable[[Any], Any], document: Any, *, is_stored: bool) -> Any:
    """Read a document; texts that could not be written again pass only in stored histories."""
    try:
        if not is_stored:
            check_texts(document)
        return read(document)
    except Unwritable as error:
        raise bad((error.path, error.why.removeprefix("it "))) from None
    except RecursionError as error:
        raise bad(*unmade(error)) from None
