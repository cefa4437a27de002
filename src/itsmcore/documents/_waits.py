"""Waits: how long a timer runs, in time or in working days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs

from itsmcore.documents._leaves import DURATION
from itsmcore.documents._shape import Schema
from itsmcore.documents._values import Only


@attrs.frozen
class Wait:
    """Write a duration as its text, and a time in working days with its tag."""

    days: Only

    def read(self, document: Any) -> Any:
        is_plain = isinstance(document, str)
        return DURATION.read(document) if is_plain else self.days.read(document)

    def write(self, value: Any) -> Any:
        is_plain = isinstance(value, dt.timedelta)
        return DURATION.write(value) if is_plain else self.days.write(value)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"anyOf": [DURATION.schema(definitions), self.days.schema(definitions)]}
