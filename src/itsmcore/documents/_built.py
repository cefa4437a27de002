"""Built values: those written as an object with a key for each of their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

import attrs

from itsmcore.documents._errors import BadDocument, Unwritable
from itsmcore.documents._paths import Problem, under
from itsmcore.documents._shape import Choice, Schema, Shape, advice, bad, unmade, wrong
from itsmcore.fields import differs
from itsmcore.lifecycle._upgrades import Upgrade
from itsmcore.phrase import Phrase, Words, say
from itsmcore.shown import shown

REQUIRED: Any = object()
"""The default of a part that is required, or that equals nothing."""


@attrs.frozen
class Part:
    """One part: its key, its shape, and its default.

    It is read from the attribute with the key's name, unless another is given. If the default
    depends on the value itself, `computed` returns it. A default that `is_meant` differs from the
    class's own, and so is passed to it.
    """

    key: str
    shape: Shape
    default: Any = REQUIRED
    is_required: bool = attrs.field(
        default=attrs.Factory(lambda part: part.default is REQUIRED, takes_self=True)
    )
    attribute: str = attrs.field(default=attrs.Factory(lambda part: part.key, takes_self=True))
    computed: Callable[[Any], Any] | None = None
    is_meant: bool = False


class Built:
    """Write a value as an object; required parts first, and no part that equals its default."""

    def __init__(
        self,
        words: Words,
        make: Callable[..., Any],
        parts: Iterable[Part],
        *,
        tag: tuple[str, str] | None = None,
        take: Callable[[Any], tuple[Any, ...]] | None = None,
        upgrades: Iterable[Upgrade] = (),
    ) -> None:
        """Prepare what is looked up for each value.

        Args:
            words: what a document of it is called in errors.
            make: makes the value from its parts, by keyword.
            parts: what it is made of.
            tag: a key and its one value, which distinguish the object from others.
            take: takes the required parts out of a value, if they are not its attributes.
            upgrades: what reads parts that documents of earlier releases write differently.
        """
        self.words, self.make, self.parts, self.tag = words, make, tuple(parts), tag
        self._upgrades = tuple(upgrades)
        said = [part for part in self.parts if part.is_required]
        unsaid = [part for part in self.parts if not part.is_required and part.computed is None]
        self._computed = [(part, part.computed) for part in self.parts if part.computed]
        self._required = [(part.key, part.shape.write) for part in said]
        self._optional = [(part.key, part.shape.write, part.default) for part in unsaid]
        self._take_required = take or _getter(said)
        self._take_optional = _getter(unsaid)
        self._readers: dict[Any, Callable[[Any], Any]] = {p.key: p.shape.read for p in self.parts}
        self._needed = {part.key for part in said}
        self._meant = {part.key: part.default for part in self.parts if part.is_meant}
        self._tag = None if tag is None else Choice({tag[1]: tag[1]})
        if tag is not None and self._tag is not None:
            self._readers[tag[0]] = self._tag.read
            self._needed.add(tag[0])

    def read(self, document: Any) -> Any:
        values, problems = self.collected(document)
        if problems:
            raise bad(*problems)
        if self.tag is not None:
            del values[self.tag[0]]
        try:
            return self.make(**(self._meant | values))
        except Exception as error:
            raise bad(*unmade(error)) from error

    def collected(self, document: Any) -> tuple[dict[str, Any], list[Problem]]:
        """Read the parts that can be read, and list what is wrong with the others."""
        if not isinstance(document, dict):
            raise wrong(document, Phrase("documents.built.object"))
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        readers = self._readers
        former = [upgrade for upgrade in self._upgrades if upgrade.concerns(document)]
        for key, part in document.items():
            reader = readers.get(key)
            if reader is None:
                if any(key in upgrade.names for upgrade in former):
                    continue
                words = say("documents.built.part", words=self.words, advice=advice(key, readers))
                problems += under(key, [("", words)])
                continue
            try:
                values[key] = reader(part)
            except BadDocument as error:
                problems += under(key, error.problems)
        for upgrade in former:
            try:
                values[upgrade.field] = readers[upgrade.field](_former(upgrade, document))
            except BadDocument as error:
                problems += under(upgrade.said_as, error.problems)
        said = {*document, *(upgrade.field for upgrade in former)} if former else document.keys()
        if not self._needed <= said:
            missing = (key for key in readers if key in self._needed and key not in said)
            problems += ((key, say("documents.built.missing")) for key in missing)
        return values, problems

    def write(self, value: Any) -> dict[str, Any]:
        try:
            said, unsaid = self._take_required(value), self._take_optional(value)
        except AttributeError:
            raise Unwritable(
                value=value, why=Phrase("documents.why.it_is_not_give", words=self.words)
            ) from None
        document: dict[str, Any] = {} if self.tag is None else {self.tag[0]: self.tag[1]}
        key = ""
        try:
            for (key, write), part in zip(self._required, said, strict=False):
                document[key] = write(part)
            for (key, write, default), part in zip(self._optional, unsaid, strict=False):
                if part is not default and differs(part, default):
                    document[key] = write(part)
            for told, computed in self._computed:
                key, part = told.key, getattr(value, told.attribute)
                if differs(part, computed(value)):
                    document[key] = told.shape.write(part)
        except Unwritable as error:
            raise error.under(key) from None
        return document

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        properties = {} if self.tag is None else {self.tag[0]: {"const": self.tag[1]}}
        properties |= {part.key: part.shape.schema(definitions) for part in self.parts}
        return {
            "type": "object",
            "properties": properties,
            "required": [key for key in self._readers if key in self._needed],
            "additionalProperties": False,
        }


def _former(upgrade: Upgrade, document: dict[str, Any]) -> Any:
    try:
        return upgrade.read(document)
    except Exception as error:
        raise bad(("", say("documents.built.cannot_read_old", error=shown(error)))) from error


def _getter(parts: list[Part]) -> Callable[[Any], tuple[Any, ...]]:
    # Two names at least, or the getter would not give a tuple; the surplus is never looked at.
    return attrgetter(*(part.attribute for part in parts), "__class__", "__class__")
