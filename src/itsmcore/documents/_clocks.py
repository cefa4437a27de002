"""What clocks and calendars show: local times, and what is said about days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from itsmcore.documents._errors import BadDocument
from itsmcore.documents._leaves import DATE, TEXT
from itsmcore.documents._paths import Problem, under
from itsmcore.documents._shape import Leaf, Schema, bad, wrong
from itsmcore.phrase import Phrase, say


def _local(read: Callable[[Any], Any], expected: str) -> Callable[[Any], Any]:
    def read_local(document: Any) -> Any:
        try:
            value = read(document)
        except (TypeError, ValueError):
            raise wrong(document, expected) from None
        if value.tzinfo is not None:
            raise wrong(document, expected)
        return value

    return read_local


def _write_local(value: dt.datetime) -> str:
    return value.isoformat()


def _write_time(value: dt.time) -> str:
    text = value.isoformat()
    return text.removesuffix(":00") if len(text) == len("12:00:00") else text


_FRACTION = r"(\.\d{6})?$"
LOCAL = Leaf(
    _local(dt.datetime.fromisoformat, "a local time such as '2026-01-31T09:00:00'"),
    _write_local,
    {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d" + _FRACTION},
)
TIME = Leaf(
    _local(dt.time.fromisoformat, "a local time such as '12:00'"),
    _write_time,
    {"type": "string", "pattern": r"^\d\d:\d\d(:\d\d)?" + _FRACTION},
)


@attrs.frozen
class Dated:
    """Write texts for dates as an object; days of the week may be among its keys."""

    has_days: bool = False

    def read(self, document: Any) -> dict[Any, str]:
        if not isinstance(document, dict):
            raise wrong(document, Phrase("documents.built.object"))
        texts: dict[Any, str] = {}
        problems: list[Problem] = []
        for key, text in document.items():
            try:
                texts[self._read_key(key)] = TEXT.read(text)
            except BadDocument as error:
                problems += under(key, error.problems)
        if problems:
            raise bad(*problems)
        return texts

    def _read_key(self, key: Any) -> Any:
        if self.has_days and isinstance(key, str) and not key[:1].isdigit():
            return key
        try:
            day = DATE.read(key)
        except BadDocument:
            day = None
        if str(day) != key:  # for a second spelling could say two things of one date
            raise bad(("", say("documents.clocks.date_such")))
        return day

    def write(self, texts: Mapping[Any, str]) -> dict[str, str]:
        return {str(day): TEXT.write(text) for day, text in texts.items()}

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        text = TEXT.schema(definitions)
        if self.has_days:
            return {"type": "object", "additionalProperties": text}
        date = DATE.schema(definitions)["pattern"]
        return {
            "type": "object",
            "patternProperties": {date: text},
            "additionalProperties": False,
        }
