"""Roles: who may do what, as a list of places, each with who may act there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from itsmcore.documents._paths import Problem, under
from itsmcore.documents._shape import Schema, Shape, bad
from itsmcore.lifecycle import Permit, Phase
from itsmcore.phrase import say


@attrs.frozen
class Named:
    """Who may act, by verb, and by state or phase and region if not everywhere."""

    verb: str
    source: str | Phase | None = None
    region: str | None = None
    who: tuple[Permit, ...] = attrs.field(kw_only=True)


@attrs.frozen
class Places:
    """Write who may act in which place as a list of entries."""

    entries: Shape

    def read(self, document: Any) -> dict[Any, tuple[Permit, ...]]:
        named: dict[Any, tuple[Permit, ...]] = {}
        problems: list[Problem] = []
        for index, entry in enumerate(self.entries.read(document)):
            place = entry.verb, entry.source, entry.region
            if place in named:
                problems += under(index, [("", say("documents.roles.same_place_before"))])
            named[place] = entry.who
        if problems:
            raise bad(*problems)
        return named

    def write(self, named: Mapping[Any, tuple[Permit, ...]]) -> Any:
        return self.entries.write([Named(*place, who=who) for place, who in named.items()])

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return self.entries.schema(definitions)
