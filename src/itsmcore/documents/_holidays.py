"""Holidays: dates, with their names if they have any, and rules that produce dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from itsmcore.documents._built import Built, Part
from itsmcore.documents._clocks import LOCAL, Dated
from itsmcore.documents._errors import Unwritable
from itsmcore.documents._leaves import DATE, TEXT
from itsmcore.documents._shape import Listed, Schema, bad, unmade, wrong
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.schedule import Holidays, Recurrence
from itsmcore.schedule._recurrence import EVERY_YEAR, recurrence

_LIVE = (
    "it is asked for each date; give the dates of the years you need as a mapping, "
    'such as dict(holidays.country_holidays("NL", years=range(2025, 2030)))'
)


def _recurrence(rule: str, start: dt.datetime | None = None) -> Recurrence:
    return recurrence(rule, start, None, of_dates=True)


_NAMES = Dated()
_RULE = Built("a rule with its start", _recurrence, [Part("rule", TEXT), Part("start", LOCAL)])


class _Entry:
    """Write a date, dates with their names, a rule, or a rule with the local time it runs from."""

    def read(self, document: Any) -> Any:
        match document:
            case str() if document[:1].isdigit():
                return {DATE.read(document): ""}
            case str():
                try:
                    return _recurrence(document)
                except Exception as error:
                    raise bad(*unmade(error)) from error
            case {"rule": _}:
                return _RULE.read(document)
            case dict():
                return _NAMES.read(document)
            case _:
                raise wrong(document, Phrase("documents.holidays.date_rule_object"))

    def write(self, entry: Any) -> Any:
        match entry:
            case Recurrence():
                return TEXT.write(entry.rule) if entry.start == EVERY_YEAR else _RULE.write(entry)
            case dt.date():
                return DATE.write(entry)
            case _:
                return _NAMES.write(entry)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"anyOf": [part.schema(definitions) for part in (TEXT, _NAMES, _RULE)]}


_ENTRIES = Listed(_Entry())


class _Holidays:
    """Write a list of entries, or an object if there are names and no rules."""

    def read(self, document: Any) -> Holidays:
        if isinstance(document, dict):
            return Holidays(FrozenDict(_NAMES.read(document)))
        named: dict[dt.date, str] = {}
        rules = []
        for entry in _ENTRIES.read(document):
            if isinstance(entry, Recurrence):
                rules.append(entry)
            else:
                named |= entry
        return Holidays(FrozenDict(named), tuple(rules))

    def write(self, value: Holidays) -> Any:
        for live in value.live:
            raise Unwritable(value=live.container, why=_LIVE)
        has_names = any(value.named.values())
        if has_names and not value.rules:
            return _NAMES.write(value.named)
        return _ENTRIES.write([*([value.named] if has_names else value.named), *value.rules])

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"anyOf": [_ENTRIES.schema(definitions), _NAMES.schema(definitions)]}


HOLIDAYS = _Holidays()
