"""Schedules: an object told by one of its keys, with the texts that people write.

Weekly hours are `{"hours": …, "tz": …}`, and sets of schedules hold others: `{"any": [{"hours":
…}, {"spans": …}]}`. Each key is an argument of the constructor, or says how parts are combined.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any, assert_never

from itsmcore.documents._built import Built, Part
from itsmcore.documents._clocks import LOCAL, TIME, Dated
from itsmcore.documents._holidays import HOLIDAYS
from itsmcore.documents._leaves import DATE, DURATION, INSTANT, TEXT
from itsmcore.documents._shape import (
    Choice,
    Listed,
    Mapped,
    Maybe,
    Schema,
    Shape,
    advice,
    bad,
    wrong,
)
from itsmcore.documents._values import TAG
from itsmcore.documents._zones import ZONE
from itsmcore.frozen import EMPTY
from itsmcore.phrase import Phrase
from itsmcore.schedule import Combined, Constant, Recurring, Schedule, Span, Spans, Weekly
from itsmcore.schedule._ends import Ends
from itsmcore.schedule._holidays import NONE
from itsmcore.schedule._hours import hours_text, week_texts
from itsmcore.schedule._rules import Operator, Rule, recurring
from itsmcore.schedule._weekly import weekly
from itsmcore.shown import shown

_OPERATORS: dict[str, Operator] = {"any": "|", "all": "&", "minus": "-"}
_KEYS = {operator: key for key, operator in _OPERATORS.items()} | {"~": "not"}


class ScheduleShape:
    """Write a schedule as its rule, with the tag."""

    def __init__(self) -> None:
        self._rules = _Rules((TAG, "schedule"), _Rules())

    def read(self, document: Any) -> Schedule:
        return Schedule(self._rules.read(document))

    def write(self, schedule: Schedule) -> Any:
        return self._rules.write(schedule.rule)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return self._rules.forms(definitions)


class _Rules:
    """Write a rule in the form of its kind."""

    def __init__(self, tag: tuple[str, str] | None = None, inner: Shape | None = None) -> None:
        """Make the forms.

        Args:
            tag: what stands first in each.
            inner: how the parts of a set are written; by default like the set itself.
        """

        def form(make: Callable[..., Any], *parts: Part, **options: Any) -> Built:
            return Built(
                Phrase("documents.schedules.schedule", key=shown(parts[0].key)),
                make,
                parts,
                tag=tag,
                **options,
            )

        inner = inner or self
        several = Listed(inner)
        self._forms = {
            "hours": form(_weekly, *_WEEKLY),
            "rule": form(_recurring, *_RECURRING),
            "spans": form(Spans, Part("spans", Listed(SPAN))),
            "open": form(_constant, Part("open", _OPEN, attribute="is_open")),
        }
        for key, operator in _OPERATORS.items():
            make = partial(_combined, operator)
            self._forms[key] = form(make, Part(key, several, attribute="parts"))
        self._forms["not"] = form(_inverted, Part("not", inner), take=_parts)
        self._until = form(_recurring, *_UNTIL)

    def read(self, document: Any) -> Rule:
        if not isinstance(document, dict):
            raise wrong(document, Phrase("documents.built.object"))
        form = self._forms[self._told(document)]
        if form is self._forms["rule"] and "until" in document and "duration" not in document:
            form = self._until
        rule: Rule = form.read(document)
        return rule

    def _told(self, document: dict[Any, Any]) -> str:
        """Find the form by its key; without it, the form that most other keys fit."""
        for key in self._forms:
            if key in document:
                return key
        found = {
            key: sum(part.key in document for part in form.parts)
            for key, form in self._forms.items()
        }
        meant = max(found, key=lambda key: found[key])
        if not found[meant]:
            first = next((key for key in document if key != TAG), "")
            raise bad(
                ("", Phrase("documents.schedules.say_when_open", advice=advice(first, self._forms)))
            )
        return meant

    def write(self, rule: Rule) -> dict[str, Any]:
        match rule:
            case Weekly():
                return self._forms["hours"].write(_said(rule))
            case Recurring():
                is_until = isinstance(rule.duration, dt.time)
                return (self._until if is_until else self._forms["rule"]).write(rule)
            case Spans():
                return self._forms["spans"].write(rule)
            case Constant():
                return self._forms["open"].write(rule)
            case Combined():
                return self._forms[_KEYS[rule.operator]].write(rule)
            case other:
                assert_never(other)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        if "rule" not in definitions:
            definitions["rule"] = {}
            definitions["rule"] = self.forms(definitions)
        return {"$ref": "#/$defs/rule"}

    def forms(self, definitions: dict[str, Schema], /) -> Schema:
        """Describe each form."""
        forms = (*self._forms.values(), self._until)
        return {"anyOf": [form.schema(definitions) for form in forms]}


# --- weekly hours -----------------------------------------------------------------------------


class _Cycle:
    """Write a week of hours, or a list of them."""

    def __init__(self) -> None:
        self._week = Mapped(TEXT, dict)
        self._weeks = Listed(self._week)

    def read(self, document: Any) -> Any:
        shape: Shape = self._weeks if isinstance(document, list) else self._week
        return shape.read(document)

    def write(self, weeks: Sequence[Mapping[str, str]]) -> Any:
        return self._week.write(weeks[0]) if len(weeks) == 1 else self._weeks.write(weeks)

    def schema(self, definitions: dict[str, Schema], /) -> Schema:
        return {"anyOf": [shape.schema(definitions) for shape in (self._week, self._weeks)]}


_WEEKLY = (
    Part("hours", _Cycle()),
    Part("tz", ZONE),
    Part("since", Maybe(DATE), default=None),
    Part("holidays", HOLIDAYS, default=NONE),
    Part("exceptions", Dated(), default=EMPTY),
    Part("breaks", Dated(has_days=True), default=EMPTY),
    Part("overnight", Choice({"whole": "whole", "split": "split"}), default="whole"),
)


def _weekly(**parts: Any) -> Weekly:
    unsaid = {part.key: part.default for part in _WEEKLY if not part.is_required}
    return weekly(**unsaid | parts)


def _said(rule: Weekly) -> SimpleNamespace:
    """Return the arguments that weekly hours are made from."""
    return SimpleNamespace(
        hours=[week_texts(week) for week in rule.weeks],
        tz=rule.zone,
        since=rule.since,
        holidays=rule.holidays,
        exceptions={day: hours_text(at) for day, at in rule.exceptions.items()},
        breaks=week_texts(rule.day_breaks)
        | {day: hours_text(at) for day, at in rule.date_breaks.items()},
        overnight=rule.overnight,
    )


# --- the other rules --------------------------------------------------------------------------

_STARTS = (
    Part("rule", TEXT, attribute="recurrence.rule"),
    Part("start", LOCAL, attribute="recurrence.start"),
)
_PLACE = Part("tz", ZONE, attribute="zone")
_ENDS = Part("ends", Choice({"exact": "exact", "local": "local"}), default="exact")
_RECURRING = (*_STARTS, Part("duration", DURATION), _PLACE, _ENDS)
_UNTIL = (*_STARTS, Part("until", TIME, attribute="duration"), _PLACE)
SPAN = Built("a span", Span, [Part("start", INSTANT), Part("end", Maybe(INSTANT), default=None)])
_OPEN = Choice({"always": True, "never": False})


def _recurring(
    *,
    rule: str,
    start: dt.datetime,
    tz: dt.tzinfo,
    duration: dt.timedelta | None = None,
    until: dt.time | None = None,
    ends: Ends = "exact",
) -> Recurring:
    begin = start.replace(tzinfo=tz)
    return recurring(rule, start=begin, duration=duration, until=until, ends=ends, tz=None)


def _constant(open: bool) -> Constant:
    return Constant(open)


def _combined(operator: Operator, **given: tuple[Rule, ...]) -> Combined:
    ((key, parts),) = given.items()
    if not parts:
        raise bad((key, Phrase("documents.schedules.empty_schedules_combines")))
    return Combined(operator, parts)


def _inverted(**given: Rule) -> Combined:
    return Combined("~", tuple(given.values()))


def _parts(rule: Combined) -> tuple[Rule, ...]:
    return rule.parts
