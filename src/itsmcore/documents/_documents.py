"""Documents: the library's values as plain JSON, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, overload

from itsmcore.checked import checked
from itsmcore.documents._errors import Unwritable
from itsmcore.documents._forms import FormShape
from itsmcore.documents._requests import RequestShape, event_asked, used
from itsmcore.documents._shape import Shape, bad, unmade
from itsmcore.documents._shapes import Shapes, foreign
from itsmcore.documents._texts import check_texts
from itsmcore.errors import BadValue
from itsmcore.fields import as_text, is_hashable
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import INCIDENT
from itsmcore.level import Level
from itsmcore.lifecycle import AnyRecord, Event, Form, Model, Plain, Record, Snapshot
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

T = TypeVar("T")

_STORED = (Record, Event, Snapshot)
"""What is made of histories, whose texts were once accepted."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CLASS, _MODEL_OR_CLASS = Phrase("kinds.class"), Phrase("documents.model_class")


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
        shape: Shape = self._shape(kind, "kind", _CLASS)
        return shape

    @overload
    def structure(self, document: Any, kind: type[T]) -> T: ...
    @overload
    def structure(self, document: Any, kind: Form) -> FrozenDict[str, Plain]: ...
    def structure(self, document: Any, kind: type[T] | Form) -> T | FrozenDict[str, Plain]:
        """Make a value from a document.

        Args:
            document: plain JSON: dicts, lists, texts, numbers, booleans and None.
            kind: what to make: a record class, `Event` or an event class, `Model` or a model
                class, `Snapshot`, `Timeline`, `Condition`, `Decision`, `Questionnaire`,
                `PriorityMatrix`, `Prioritiser`, `Schedule`, `Target`, `Agreement`, `Goal`, `Entry`,
                `Proposal`, or a tuple or a mapping of these; or a form, for the answers to it, with
                the defaults of what is asked and not answered.

        Raises:
            BadDocument: something is wrong with it; everything that is wrong, with paths.
        """
        given: Any = kind
        is_stored = isinstance(given, type) and issubclass(given, _STORED)
        made: Any = _read(self.shape_of(given).read, document, is_stored=is_stored)
        return made  # type: ignore[no-any-return]

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
            kind: the type to write it as; by default its own class. Of answers to a form, the form:
                the questions tell what JSON does not.

        Raises:
            Unwritable: the value, or one inside it, has no form in JSON that every store accepts.
                The texts of a record's history, and of a snapshot of it, are written as they are,
                since they were read that way.
        """
        try:
            document = self._written(value) if kind is None else self._written_as(value, kind)
        except RecursionError:
            raise Unwritable(
                value=value, why=Phrase("documents.why.nested_too_deeply_flatten")
            ) from None
        if not isinstance(value, Record | Snapshot):
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
            why = Phrase("documents.why.cannot_written_own_class", kind=shown(kind))
            raise Unwritable(value=value, why=why) from error

    def json_schema(
        self, of: Model | Form | type, *, ref_template: str = "#/$defs/{name}"
    ) -> dict[str, Any]:
        """Describe documents with a JSON Schema (draft 2020-12).

        Args:
            of: a model, for the records that live by it; a form, for the answers to it; or a class
                that `structure` takes.
            ref_template: how it refers to its definitions, with `{name}` for the name of one, such
                as `"#/components/schemas/{name}"` inside OpenAPI.

        >>> schema = Documents().json_schema(INCIDENT)
        >>> schema["required"]
        ['type', 'schema', 'model', 'history']
        """
        as_text(ref_template, "ref_template")
        definitions: dict[str, Any] = {}
        if isinstance(of, Model):
            schema = self._shapes.of(of.record).schema_of(of, definitions)
        else:
            schema = self._shape(of, "of", _MODEL_OR_CLASS).schema(definitions)
        return {"$schema": _DIALECT, **used(schema, definitions, ref_template)}

    @checked
    def request_schema(
        self,
        model: Model,
        verb: str | type[Event],
        *,
        envelope: Iterable[str] = (),
        ref_template: str = "#/$defs/{name}",
    ) -> dict[str, Any]:
        """Describe what a client may say of a verb, as `structure_request` takes it.

        Args:
            model: the model, whose codes and levels are listed by their codes.
            verb: the verb, `"open"` for the opening, or an event class.
            envelope: what of the envelope the client may say as well.
            ref_template: as for `json_schema`.

        Raises:
            Unlisted: the model has no such verb, or the envelope no such part.

        >>> schema = Documents().request_schema(INCIDENT, "hold")
        >>> schema["title"], schema["required"], schema["properties"]["reason"]["enum"]
        ('hold', ['reason'], ['caller', 'vendor', 'problem', 'change'])
        """
        definitions: dict[str, Any] = {}
        schema = self._request(model, verb, envelope).schema(definitions)
        return {"$schema": _DIALECT, **used(schema, definitions, ref_template)}

    @checked
    def structure_request(
        self,
        document: Any,
        model: Model,
        verb: str | type[Event],
        *,
        envelope: Iterable[str] = (),
    ) -> FrozenDict[str, Any]:
        """Read what a client says of a verb: its arguments, for `record.do(verb, …)`.

        Who, when, why it happened and what is given are the server's, so a document that says them
        is refused, unless the envelope asks for them. What is null is not said. Levels and codes
        are said by their codes. It takes what the schema describes, apart from what no schema
        says: that the causes of an analysis do not go in a circle, and are of known categories.

        Args:
            document: plain JSON.
            model: the model.
            verb: the verb, `"open"` for the opening, or an event class.
            envelope: what of the envelope the client may say as well: some of `"id"`, `"at"`,
                `"by"`, `"cause"`, `"given"`.

        Raises:
            BadDocument: something is wrong with it; everything that is wrong, with paths.
            Unlisted: the model has no such verb, or the envelope no such part.

        >>> row = {"summary": "Mail is down", "impact": "high"}
        >>> dict(Documents().structure_request(row, INCIDENT, "open"))
        {'summary': 'Mail is down', 'impact': Impact.HIGH}
        """
        request = self._request(model, verb, envelope)
        said: FrozenDict[str, Any] = _read(request.read, document, is_stored=True)
        return said

    def _request(
        self, model: Model, verb: str | type[Event], envelope: Iterable[str]
    ) -> RequestShape:
        return RequestShape(model, event_asked(model, verb), self._shapes.of, envelope)

    def _shape(self, kind: Any, field: str, expected: Phrase) -> Any:
        if isinstance(kind, Form):
            return FormShape(kind, self._shapes.of)
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
