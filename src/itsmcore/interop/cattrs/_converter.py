"""The converter: cattrs, with the library's values as `Documents` writes and reads them."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial
from typing import Any, Self, TypeVar

import cattrs
from cattrs.errors import StructureHandlerNotFoundError

from itsmcore.checked import checked
from itsmcore.documents import BadDocument, Documents, Unwritable
from itsmcore.documents._shape import bad
from itsmcore.fields import is_hashable
from itsmcore.incidents import INCIDENT
from itsmcore.interop.cattrs._hooked import Hooked, problems_of
from itsmcore.level import Level
from itsmcore.lifecycle import AnyRecord, Event, Model
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

T = TypeVar("T")

_BARE = (tuple, list, dict)
_KNOWN = ("models", "events", "functions", "levels", "records")


class ItsmConverter(cattrs.Converter):
    """Converts the library's values to plain JSON and back; `make_converter` makes one.

    It is a cattrs converter: hooks for your own types are registered as usual, and work in the
    fields of your own events.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Prepare hooks.

        Args:
            arguments: those of `cattrs.Converter`.
            options: those of `make_converter`, and of `cattrs.Converter`.
        """
        known = {name: options.pop(name) for name in _KNOWN if name in options}
        super().__init__(*arguments, **options)
        self._documents = Documents(**{"models": (), **known}, others=partial(Hooked, self))
        self._register_hooks()

    def copy(self, *arguments: Any, **options: Any) -> Self:
        """Copy it, with other options of cattrs if they are given."""
        copied = super().copy(*arguments, **options)
        vars(copied).update(vars(self))
        return copied

    def structure(self, obj: Any, cl: type[T]) -> T:
        """Make a value from a document, as `Documents.structure` does; or of any type cattrs knows.

        Args:
            obj: plain JSON: dicts, lists, texts, numbers, booleans and None.
            cl: what to make.

        Raises:
            BadDocument: something is wrong with it; everything that is wrong, with paths.
        """
        try:
            return super().structure(obj, cl)
        except (BadDocument, StructureHandlerNotFoundError):
            raise
        except Exception as error:
            raise bad(*problems_of(error)) from error

    def structure_event(self, document: Any, model: Model) -> Event:
        """Make an event from its document, by the model that its record lives by.

        Raises:
            BadDocument: something is wrong with it; everything that is wrong, with paths.
        """
        return self._documents.structure_event(document, model)

    def unstructure(self, obj: Any, unstructure_as: Any = None) -> Any:
        """Make a document from a value, as `Documents.unstructure` does.

        Raises:
            Unwritable: the value, or one inside it, has no form in JSON that every store takes.
        """
        if not is_hashable(unstructure_as):
            raise _unlike(obj, unstructure_as)
        try:
            return super().unstructure(obj, unstructure_as)
        except RecursionError:
            raise Unwritable(
                value=obj, why=Phrase("interop.why.nested_too_deeply_flatten")
            ) from None
        except (AttributeError, TypeError) as error:
            if unstructure_as is None:
                raise
            raise _unlike(obj, unstructure_as) from error
        except NameError:  # its fields are of types that are imported for type checkers only
            why = Phrase("interop.why.documents_hold_such_values")
            raise Unwritable(value=obj, why=why) from None

    def json_schema(
        self, of: Model | type, *, ref_template: str = "#/$defs/{name}"
    ) -> dict[str, Any]:
        """Describe documents by a JSON Schema (draft 2020-12).

        Args:
            of: a model, for the records that live by it; or a class that `structure` takes.
            ref_template: how it refers to its definitions, with `{name}` for the name of one.
        """
        return self._documents.json_schema(of, ref_template=ref_template)

    @property
    def documents(self) -> Documents:
        """What it writes and reads, for the requests of clients and their schemas."""
        return self._documents

    def _register_hooks(self) -> None:
        documents = self._documents

        def knows(kind: Any) -> bool:
            return kind not in _BARE and _is_known(documents, kind)

        _register(self, documents, knows)
        self.register_unstructure_hook_func(lambda kind: kind is tuple, self._listed)
        # For these cattrs asks its own hooks first, whatever a predicate says.
        for cls in (str, int, float, Enum):
            self.register_structure_hook(cls, documents.structure)
        self.register_unstructure_hook(str, documents.unstructure)

    def _listed(self, values: tuple[Any, ...]) -> list[Any]:
        return [self.unstructure(value) for value in values]


def _unlike(value: Any, kind: Any) -> Unwritable:
    return Unwritable(
        value=value, why=Phrase("interop.why.cannot_written_own_class", kind=shown(kind))
    )


def _is_known(documents: Documents, kind: Any) -> bool:
    return not isinstance(documents.shape_of(kind), Hooked)


def _is_ours(kind: Any) -> bool:
    """Return whether a type is of the library, derived from one that is, or a union with one."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return any(map(_is_ours, typing.get_args(kind)))
    bases = getattr(origin or kind, "__mro__", ())
    return any(base.__module__.startswith("itsmcore.") for base in bases)


def _register(
    converter: cattrs.BaseConverter, documents: Documents, knows: Callable[[Any], bool]
) -> None:
    converter.register_structure_hook_factory(knows, lambda _: documents.structure)
    converter.register_unstructure_hook_factory(
        knows, lambda kind: partial(documents.unstructure, kind=kind)
    )


@checked
def configure(
    converter: cattrs.BaseConverter,
    *,
    models: Iterable[Model] = (INCIDENT,),
    events: Iterable[type[Event]] = (),
    functions: Iterable[Callable[..., Any]] = (),
    levels: Iterable[type[Level]] = (),
    records: Iterable[type[AnyRecord]] = (),
) -> Documents:
    """Let a converter that you have write and read the library's values.

    Its hooks for all other types stay, and work in the fields of your own events. A document that
    cannot be read raises BadDocument if it stands alone, and inside a class of yours whatever
    cattrs makes of that.

    Args:
        converter: the converter, which is changed.
        models: as for `make_converter`.
        events: likewise.
        functions: likewise.
        levels: likewise.
        records: likewise.

    Returns:
        What it now writes and reads, for schemas, and for events by their models.

    Raises:
        Ambiguous, BadCondition, BadValue: as `make_converter` does.

    >>> from itsmcore import Actor
    >>> mine = cattrs.Converter()
    >>> documents = configure(mine)
    >>> mine.unstructure([Actor("ada", roles={"agent"})])
    [{'name': 'ada', 'roles': ['agent']}]
    """
    documents = Documents(
        models=models,
        events=events,
        functions=functions,
        levels=levels,
        records=records,
        others=partial(Hooked, converter),
    )

    def knows(kind: Any) -> bool:
        return _is_ours(kind) and _is_known(documents, kind)

    _register(converter, documents, knows)
    return documents


@checked
def make_converter(
    *,
    models: Iterable[Model] = (INCIDENT,),
    events: Iterable[type[Event]] = (),
    functions: Iterable[Callable[..., Any]] = (),
    levels: Iterable[type[Level]] = (),
    records: Iterable[type[AnyRecord]] = (),
) -> ItsmConverter:
    """Make a converter between the library's values and plain JSON.

    It writes and reads what `Documents` with the same arguments does, and whatever cattrs has hooks
    for.

    Args:
        models: the models whose records are written and read, in every version that old documents
            name.
        events: further event classes.
        functions: further named functions that may stand in conditions.
        levels: further level classes.
        records: record classes of your own that entries of a journal name.

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
        models=models,
        events=events,
        functions=functions,
        levels=levels,
        records=records,
        forbid_extra_keys=True,
    )
