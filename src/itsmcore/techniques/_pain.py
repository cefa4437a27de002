"""Pain value analysis: which problem hurts most, judged by its incidents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import attrs

from itsmcore.errors import BadValue, Fault
from itsmcore.fields import as_several, refuse_faults
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.shown import shown
from itsmcore.techniques._said import is_said

_MOST = 10**15


def _named(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if not is_said(value):
        raise BadValue(field=field.name, value=value, expected=Phrase("techniques.expected.name"))


def _counted(_: object, field: attrs.Attribute[Any], value: object) -> None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not 0 <= value <= _MOST:  # type: ignore[operator]
        raise BadValue(
            field=field.name, value=value, expected=Phrase("techniques.expected.whole_number")
        )


def _scaled(_: object, field: attrs.Attribute[Any], value: object) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= _MOST:  # type: ignore[operator]
        raise BadValue(field=field.name, value=value, expected=Phrase("techniques.expected.number"))


def _lasting(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, timedelta) or value < timedelta():
        raise BadValue(
            field=field.name,
            value=value,
            expected=Phrase("techniques.expected.timedelta"),
        )


@attrs.frozen(kw_only=True)
class PainValue:
    """How much a problem's incidents hurt: how many, how long, how badly, and whom.

    Attributes:
        name: what causes the pain.
        count: how many incidents there were.
        duration: how long one of them lasted, on average.
        severity: how bad they are, on any scale.
        weight: how much those who are hurt matter.

    Raises:
        BadValue: one of them is missing, negative or not a number.

    >>> print(PainValue(name="mail down", count=5, duration=timedelta(hours=6), severity=3))
    mail down: 90 (5 x 6 h x severity 3 x weight 1)
    """

    name: str = attrs.field(validator=_named)
    count: int = attrs.field(validator=_counted)
    duration: timedelta = attrs.field(validator=_lasting)
    severity: float = attrs.field(default=1, validator=_scaled)
    weight: float = attrs.field(default=1, validator=_scaled)

    @property
    def hours(self) -> float:
        """The duration in hours."""
        return self.duration / timedelta(hours=1)

    @property
    def value(self) -> float:
        """The count times hours times severity times weight."""
        return self.count * self.hours * self.severity * self.weight

    def __str__(self) -> str:
        return say(
            "techniques.pain.line",
            name=self.name,
            value=self.value,
            count=self.count,
            hours=self.hours,
            severity=self.severity,
            weight=self.weight,
        )


def _worst_first(pains: Iterable[PainValue]) -> tuple[PainValue, ...]:
    several = as_several(PainValue, pains, "pains", Phrase("techniques.expected.pain"))
    return tuple(sorted(several, key=lambda pain: (-pain.value, pain.name)))


_HEAD = ("name", "count", "hours", "severity", "weight", "pain", "share")


@attrs.frozen
class PainAnalysis:
    """Pain values in order, worst first; equal ones by name.

    Raises:
        BadValue: something is not a PainValue.
        FaultyDefinition: there are none, or two have the same name; lists every fault.

    >>> slow = PainValue(name="slow mail", count=40, duration=timedelta(hours=1))
    >>> down = PainValue(name="mail down", count=5, duration=timedelta(hours=6), severity=4)
    >>> analysis = PainAnalysis([slow, down])
    >>> print(analysis)
    name       count  hours  severity  weight  pain  share
    mail down  5      6      4         1       120   75.0 %
    slow mail  40     1      1         1       40    25.0 %
    >>> analysis.worst.name
    'mail down'
    """

    pains: tuple[PainValue, ...] = attrs.field(converter=_worst_first)

    def __attrs_post_init__(self) -> None:
        refuse_faults(Phrase("techniques.pain.title"), self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not self.pains:
            yield Fault(
                "no_pains", Phrase("techniques.subject.pains"), Phrase("techniques.no_causes")
            )
        for name, count in Counter(pain.name for pain in self.pains).items():
            if count > 1:
                yield Fault(
                    "repeated",
                    Phrase("techniques.subject.pain", name=shown(name)),
                    Phrase("techniques.repeated_pain"),
                )

    @property
    def worst(self) -> PainValue:
        """The one that hurts most."""
        return self.pains[0]

    @property
    def rows(self) -> Rows:
        """A row for each, as a DataFrame takes them; `share` is its part of the total."""
        total = sum(pain.value for pain in self.pains)
        return tuple(
            {
                "name": pain.name,
                "count": pain.count,
                "hours": pain.hours,
                "severity": pain.severity,
                "weight": pain.weight,
                "pain": pain.value,
                "share": pain.value / total if total else 0.0,
            }
            for pain in self.pains
        )

    def __iter__(self) -> Iterator[PainValue]:
        return iter(self.pains)

    def __len__(self) -> int:
        return len(self.pains)

    def __getitem__(self, place: int) -> PainValue:
        return self.pains[place]

    def _table(self) -> Table:
        return Table.of(_HEAD, self.rows)

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
