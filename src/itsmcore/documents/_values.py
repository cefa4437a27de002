"""Values whose type no field tells: scalars as they are, and everything else with a `$` tag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from itsmcore.documents._built import Built, Part
from itsmcore.documents._derived import Derived
from itsmcore.documents._errors import BadDocument, Unwritable
from itsmcore.documents._leaves import FLAG, NULL, NUMBER, TEXT, WHOLE
from itsmcore.documents._paths import told
from itsmcore.documents._shape import Listed, Schema, Shape, bad, strange, wrong
from itsmcore.phrase import Phrase

TAG = "$"
WRAPPED = 2
"""How many keys there are: the tag, and the value."""


@attrs.frozen
class Kind:
    """One entry of the table: its tag, the class of its values, and their shape."""

    tag: str
    type: type
    shape: Shape


def kind(tag: str, type: type, make: Callable[..., Any], *parts: Part, **options: Any) -> Kind:
    """Make an entry whose parts are the attributes of its values."""
    return Kind(tag, type, Built(tag, make, parts, tag=(TAG, tag), **options))


def wrapped(tag: str, type: type, shape: Shape) -> Kind:
    """Make an entry whose only part is the value itself."""
    return Kind(tag, type, _Wrapped(tag, shape))


class _Wrapped(Built):
    """Write a value as an object that holds it; one in order is read at once."""

    def __init__(self, tag: str, shape: Shape) -> None:
        super().__init__(tag, dict, [Part("value", shape)], tag=(TAG, tag), take=_alone)
        self._name, self._read = tag, shape.read

    def read(self, document: Any) -> Any:
        try:
            if len(document) == WRAPPED and document[TAG] == self._name:
                return self._read(document["value"])
        except (BadDocument, LookupError, TypeError):
            """What is wrong with it is found part by part."""
        raise bad(*self.collected(document)[1])


def _alone(value: Any) -> tuple[Any, ...]:
    return (value,)


class Values:
    """Write any value that the table of kinds knows, with a tag if JSON does not tell the type."""

    def __init__(self) -> None:
        """Start with what JSON itself can tell apart."""
        self.kinds: dict[str, Kind] = {}
        # Types that stand for a union of classes among the kinds.
        self.unions: dict[Any, Any] = {}
        # Types whose values need no tag, since they stand only where a field tells the type.
        self.typed: dict[Any, Shape] = {}
        self._list = Listed(self)
        leaves = {str: TEXT, bool: FLAG, int: WHOLE, float: NUMBER, type(None): NULL}
        self._readers: dict[type, Callable[[Any], Any]] = {c: s.read for c, s in leaves.items()}
        self._readers |= {list: self._list.read, dict: self._read_tagged}
        self._writers: dict[type, Callable[[Any], Any]] = {c: s.write for c, s in leaves.items()}
        self._writers[tuple] = self._list.write

    def add(self, *kinds: Kind) -> None:
        """Add kinds to the table."""
        for one in kinds:
            self.kinds[one.tag] = one
            self._writers[one.type] = one.shape.write

    def derive(self, tag: str, cls: type, shape_of: Callable[[Any], Shape], **options: Any) -> None:
        """Add an attrs class to the table, by the types of its fields."""
        self.add(Kind(tag, cls, Derived(tag, cls, shape_of, tag=(TAG, tag), **options)))

    def refuse(self, shape: Shape, *types: type) -> None:
        """Add types that cannot be written, with the shape that says so."""
        for one in types:
            self.typed[one] = shape
            self._writers[one] = shape.write

    def read(self, document: Any) -> Any:
        reader = self._readers.get(document.__class__)
        if reader is None:
            raise wrong(document, "a JSON value")
        return reader(document)

    def _read_tagged(self, document: dict[Any, Any]) -> Any:
        if TAG not in document:
            raise bad((TAG, Phrase("documents.built.missing")))
        tag = document[TAG]
        if not isinstance(tag, str) or tag not in self.kinds:
            raise bad((TAG, strange(tag, self.kinds).problems[0][1]))
        return self.kinds[tag].shape.read(document)

    def write(self, value: Any) -> Any:
        writer = self._writers.get(value.__class__)
        if writer is None:
            writer = self._writers[value.__class__] = self._inherited(value)
        return writer(value)

    def _inherited(self, value: Any) -> Callable[[Any], Any]:
        for base in type(value).__mro__:
            if base in self._writers:
                return self._writers[base]
        raise Unwritable(value=value, why=Phrase("documents.why.documents_hold_such_values"))

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        if "value" not in definitions:
            definitions["value"] = {}
            known = [self.schema_of(tag, definitions) for tag in self.kinds]
            scalars = {"type": ["string", "number", "boolean", "null"]}
            definitions["value"] = {"anyOf": [scalars, self._list.schema(definitions), *known]}
        return {"$ref": "#/$defs/value"}

    def schema_of(self, tag: str, definitions: dict[str, Schema], /) -> Schema:
        """Refer to the schema of one kind."""
        if tag not in definitions:
            definitions[tag] = {}
            definitions[tag] = self.kinds[tag].shape.schema(definitions)
        return {"$ref": f"#/$defs/{tag}"}


@attrs.frozen
class Only:
    """Write only values of some classes, as the table of kinds does."""

    values: Values
    types: tuple[type, ...]

    def read(self, document: Any) -> Any:
        is_whole = document.__class__ is float and int in self.types and float not in self.types
        value = WHOLE.read(document) if is_whole else self.values.read(document)
        is_flag = value.__class__ is bool and bool not in self.types
        if is_flag or not isinstance(value, self.types):
            raise bad(("", Phrase("documents.values.must", told=told(value), words=self._words)))
        return value

    def write(self, value: Any) -> Any:
        if not isinstance(value, self.types):
            raise Unwritable(value=value, why=Phrase("documents.why.field", words=self._words))
        return self.values.write(value)

    @property
    def _words(self) -> str:
        names = ("None" if t is type(None) else t.__name__ for t in self.types)
        return " or ".join(names)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        kinds = self.values.kinds.items()
        tags = [tag for tag, one in kinds if self._may_be(one.type)]
        known = [self.values.schema_of(tag, definitions) for tag in tags]
        known += [{"type": name} for cls, name in _JSON.items() if cls in self.types]
        if tuple in self.types:
            known.append({"type": "array", "items": self.values.schema(definitions)})
        return {"anyOf": known}

    def _may_be(self, kind: type) -> bool:
        return issubclass(kind, self.types) or any(issubclass(t, kind) for t in self.types)


_JSON = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
