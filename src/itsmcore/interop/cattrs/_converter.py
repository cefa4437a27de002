"""The converter: cattrs, with the library's values as it reads and writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Self, TypeVar

import cattrs
from cattrs.errors import StructureHandlerNotFoundError

from itsmcore.checked import checked
from itsmcore.errors import BadValue
from itsmcore.fields import is_hashable
from itsmcore.incidents import INCIDENT
from itsmcore.interop._shape import bad
from itsmcore.interop._shapes import Shapes
from itsmcore.interop._texts import check_texts
from itsmcore.interop.cattrs._hooked import Hooked, problems_of
from itsmcore.interop.errors import BadDocument, Unwritable
from itsmcore.level import Level
from itsmcore.lifecycle import Event, Model, Record
from itsmcore.shown import shown

T = TypeVar("T")

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BARE = (tuple, list, dict)


class ItsmConverter(cattrs.Converter):
    """Convert the library's values to plain JSON and back; `make_converter` makes one.

    It is a cattrs converter: hooks for types of your own are registered as ever, and serve in the
    fields of your own events.
    """

    @checked
    def __init__(
        self,
        *arguments: Any,
        models: Iterable[Model] = (),
        events: Iterable[type[Event]] = (),
        functions: Iterable[Callable[[Any], bool]] = (),
        levels: Iterable[type[Level]] = (),
        **options: Any,
    ) -> None:
        """Prepare hooks; `make_converter` says what the arguments are.

        Args:
            arguments: those of `cattrs.Converter`.
            models: as there.
            events: as there.
            functions: as there.
            levels: as there.
            options: those of `cattrs.Converter`.
        """
        super().__init__(*arguments, **options)
        self._shapes = Shapes(models, events, functions, levels, lambda kind: Hooked(self, kind))
        for event in self._shapes.events:
            self._shapes.of(event)
        self._register_hooks()

    def copy(self, *arguments: Any, **options: Any) -> Self:
        """Copy it, with other options of cattrs where they are given."""
        copied = super().copy(*arguments, **options)
        vars(copied).update(vars(self))
        return copied

    def structure(self, obj: Any, cl: type[T]) -> T:
        """Make a value of a document.

        Args:
            obj: plain JSON: dicts, lists, texts, numbers, booleans and None.
            cl: what it is to be: a record class, `Event` or an event class, `Timeline`,
                `Condition`, `Decision`, `PriorityMatrix`, `Schedule`, `Target`, `Agreement`,
                `Goal`, or any type that cattrs knows.

        Raises:
            BadDocument: something is wrong with it; everything that is wrong, with paths.
        """
        target: Any = cl
        if not (isinstance(target, type) and issubclass(target, Record | Event)):
            self._check_texts(obj)
        try:
            return super().structure(obj, cl)
        except (BadDocument, StructureHandlerNotFoundError):
            raise
        except RecursionError:
            raise bad(("", "is nested too deeply")) from None
        except Exception as error:
            raise bad(*problems_of(error)) from error

    def _check_texts(self, document: Any) -> None:
        """Refuse what could not be written again, but in what is stored of records."""
        try:
            check_texts(document)
        except Unwritable as error:
            raise bad((error.path, error.why.removeprefix("it "))) from None
        except RecursionError:
            raise bad(("", "is nested too deeply")) from None

    def unstructure(self, obj: Any, unstructure_as: Any = None) -> Any:
        """Make a document of a value.

        Raises:
            Unwritable: the value, or one inside it, has no form in JSON that every store takes. The
                texts of a record's history are written as they are, since it was read with them.
        """
        document = self._written(obj, unstructure_as)
        if not isinstance(obj, Record):
            check_texts(document)
        return document

    def _written(self, obj: Any, unstructure_as: Any = None) -> Any:
        if isinstance(obj, Model):
            raise Unwritable(value=obj, why="documents hold no such values; give a plain one")
        try:
            return super().unstructure(obj, unstructure_as)
        except RecursionError:
            raise Unwritable(value=obj, why="it is nested too deeply; flatten it") from None
        except (AttributeError, TypeError) as error:
            if unstructure_as is None:
                raise
            why = f"it cannot be written as {shown(unstructure_as)}; give its own class"
            raise Unwritable(value=obj, why=why) from error
        except NameError:  # its fields are of types that are imported for type checkers only
            why = "documents hold no such values; give a plain one"
            raise Unwritable(value=obj, why=why) from None

    def json_schema(self, of: Model | type) -> dict[str, Any]:
        """Describe documents by a JSON Schema (draft 2020-12).

        Args:
            of: a model, for the records that live by it; or a class that `structure` takes.

        >>> from itsmcore import INCIDENT
        >>> schema = make_converter().json_schema(INCIDENT)
        >>> schema["required"]
        ['type', 'schema', 'model', 'history']
        """
        definitions: dict[str, Any] = {}
        if not is_hashable(of):
            raise BadValue(field="of", value=of, expected="a model, or a class")
        if isinstance(of, Model):
            schema = self._shapes.of(of.record).schema_of(of, definitions)
        else:
            schema = self._shapes.of(of).schema(definitions)
        return {"$schema": _DIALECT, **schema, **({"$defs": definitions} if definitions else {})}

    def _register_hooks(self) -> None:
        shapes = self._shapes

        def knows(kind: Any) -> bool:
            return kind not in _BARE and not isinstance(shapes.of(kind), Hooked)

        def read(document: Any, kind: Any) -> Any:
            return shapes.of(kind).read(document)

        self.register_structure_hook_factory(knows, lambda _: read)
        self.register_unstructure_hook_factory(knows, lambda kind: shapes.of(kind).write)
        self.register_unstructure_hook_func(lambda kind: kind is tuple, self._listed)
        # For these cattrs asks its own hooks first, whatever a predicate says.
        for cls in (str, int, float, Enum):
            self.register_structure_hook(cls, read)
        self.register_unstructure_hook(str, lambda text: shapes.of(type(text)).write(text))

    def _listed(self, values: tuple[Any, ...]) -> list[Any]:
        return [self._written(value) for value in values]


@checked
def make_converter(
    *,
    models: Iterable[Model] = (INCIDENT,),
    events: Iterable[type[Event]] = (),
    functions: Iterable[Callable[[Any], bool]] = (),
    levels: Iterable[type[Level]] = (),
) -> ItsmConverter:
    """Make a converter between the library's values and plain JSON.

    Nothing is registered anywhere: what a document may name is what is passed here.

    Args:
        models: the models whose records are written and read; their event classes, record classes
            and levels are found there. Pass every version that old documents name.
        events: event classes of none of these models.
        functions: the named functions that may stand in conditions.
        levels: level classes that no table of the models holds.

    Raises:
        Ambiguous: two different models share a name and version, or two functions or level classes
            a name.
        BadCondition: a function has no importable name.
        BadValue: the types of an event's fields cannot be found at run time.

    >>> import datetime, json
    >>> from itsmcore import Incident
    >>> converter = make_converter()
    >>> inc = Incident.open("INC-1", at=datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC),
    ...                     by="ada", summary="Mail is down")
    >>> text = json.dumps(converter.unstructure(inc))
    >>> converter.structure(json.loads(text), Incident) == inc
    True
    """
    return ItsmConverter(
        models=models, events=events, functions=functions, levels=levels, forbid_extra_keys=True
    )
