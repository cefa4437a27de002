"""Views: what one side sees of a record, as plain JSON that is only ever written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.documents._errors import Unwritable
from itsmcore.documents._leaves import INSTANT, TEXT
from itsmcore.documents._shape import Schema, Shape, bad
from itsmcore.level import Level
from itsmcore.lifecycle import SeenEvent, SeenRecord, Side
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase

_WHY = Phrase("documents.view")


@attrs.frozen
class _Seen:
    """Write a value that one side sees: levels by their codes, all else as documents do."""

    values: Shape

    def write(self, value: Any) -> Any:
        if isinstance(value, Level):
            return value.code
        if isinstance(value, datetime):
            return INSTANT.write(value)
        if isinstance(value, str):
            return TEXT.write(value)
        if isinstance(value, Mapping):
            return {TEXT.write(name): self.write(of) for name, of in value.items()}
        if isinstance(value, tuple):
            return [self.write(one) for one in value]
        return self.values.write(value)


@attrs.frozen
class SeenEventShape:
    """Write an event as one side sees it."""

    values: Shape

    def read(self, document: Any) -> Any:  # noqa: ARG002 (no document will do)
        raise bad(("", _WHY))

    def write(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, SeenEvent):
            raise Unwritable(value=value, why=Phrase("documents.why.field_event_seen"))
        return {
            "version": value.version,
            "verb": value.verb,
            "at": INSTANT.write(value.at),
            **({} if value.by is None else {"by": TEXT.write(value.by)}),
            **({} if value.state is None else {"state": TEXT.write(value.state)}),
            **({} if value.phase is None else {"phase": value.phase.value}),
            **({"data": _Seen(self.values).write(value.data)} if value.data else {}),
        }

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        told: Schema = {
            "version": {"type": "integer", "minimum": 1},
            "verb": {"type": "string"},
            "at": INSTANT.schema(definitions),
            "by": {"type": "string"},
            "state": {"type": "string"},
            "phase": {"enum": [phase.value for phase in Phase]},
            "data": {"type": "object"},
        }
        return _object(told, ["version", "verb", "at"])


@attrs.frozen
class SeenRecordShape:
    """Write a record as one side sees it."""

    values: Shape

    def read(self, document: Any) -> Any:  # noqa: ARG002 (no document will do)
        raise bad(("", _WHY))

    def write(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, SeenRecord):
            raise Unwritable(value=value, why=Phrase("documents.why.field_record_seen"))
        event = SeenEventShape(self.values).write
        return {
            "type": value.practice,
            "id": value.id,
            "state": value.state,
            "version": value.version,
            "side": value.side.name.lower(),
            "facts": _Seen(self.values).write(value.facts),
            "events": [event(one) for one in value.events],
        }

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        texts: Schema = {name: {"type": "string"} for name in ("type", "id", "state")}
        event = SeenEventShape(self.values).schema(definitions)
        told = {
            **texts,
            "version": {"type": "integer", "minimum": 1},
            "side": {"enum": [side.name.lower() for side in Side]},
            "facts": {"type": "object"},
            "events": {"type": "array", "items": event},
        }
        return _object(told, [*told])


def _object(properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
