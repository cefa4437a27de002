"""Recurrences: which incidents came back, in numbers, and the problem they suggest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs

from itsmcore.categories._legal import carried
from itsmcore.chart import Bar, bars
from itsmcore.fields import as_a
from itsmcore.figures import Rows, Table, as_drawn_formats, percent
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.instant import utc
from itsmcore.level import Level
from itsmcore.lifecycle import Actor
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Words, in_english, say, told_in_english
from itsmcore.picture import Picture
from itsmcore.problems import PROBLEM, Opened, ProblemModel
from itsmcore.recurrence._keys import Group, Key, Signature
from itsmcore.span import Window


@attrs.frozen(kw_only=True)
class Recurrence:
    """Incidents that have something in common and keep coming back.

    Recurrences are ordered by count, greatest first; equal ones by time, key and value.

    Attributes:
        key: what they have in common.
        value: the value of each of the key's facts, as text.
        incidents: the number of every one of them, in order of time.
        span: from the first of them to the last, in UTC; for a rise, the recent span.
        p_value: for a rise, how likely one like it is by chance among all groups tried.
        statistics: the numbers behind `why`.
        shared: what all of them have in common, by the fields of a problem.
    """

    key: Key | Signature
    value: Group
    incidents: tuple[str, ...]
    span: Window
    phrase: Words = attrs.field(alias="why", eq=in_english)
    p_value: float | None = None
    statistics: FrozenDict[str, float] = attrs.field(default=EMPTY, converter=frozen)
    shared: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=frozen, repr=False)

    @property
    def why(self) -> str:
        """What makes them a recurrence, in numbers."""
        return str(self.phrase)

    @property
    def count(self) -> int:
        """The number of incidents."""
        return len(self.incidents)

    @property
    def title(self) -> str:
        """What the incidents have in common, in words."""
        return self.key.title(self.value)

    def problem(
        self,
        id: str,
        *,
        at: datetime,
        by: str | Actor,
        model: ProblemModel = PROBLEM,
        **more: Any,
    ) -> Opened:
        """Make the opening event of a problem, for `Problem.begin`.

        It takes over what the incidents share, including what the key tells, and is linked to each
        of them; the words of a signature become a symptom. The description lists the number of
        every incident.

        Args:
            id: the problem's number.
            at: when it is opened; any aware datetime is accepted.
            by: who opens it.
            model: the model that the problem will have; levels of other scales are not taken over,
                nor is a category that it opens nothing with.
            more: further fields of the event, or replacements for these; `incidents=()` links none.

        Raises:
            NaiveTime: `at` has no time zone.
            BadValue: a field cannot hold its value.
            TypeError: the event has no such field.
        """
        as_a(ProblemModel, model, "model")
        numbers = tuple(dict.fromkeys(self.incidents))
        said: dict[str, Any] = {
            "summary": say("recurrence.summary", title=self.title),
            "description": say("recurrence.incidents", why=self, numbers=", ".join(numbers)),
            "incidents": numbers,
            **self.key.of_a_problem(self.value),
            **{name: value for name, value in self.shared.items() if _is_known(model, name, value)},
        }
        if "category" in said:
            said["category"] = carried(model.categories, said["category"], utc(at))
        return Opened(id, at=at, by=by, **{**said, **more})

    @property
    def row(self) -> dict[str, Any]:
        """The recurrence as a row of plain values, as a DataFrame takes them."""
        return told_in_english(self._row)

    def _row(self) -> dict[str, Any]:
        p_value = {} if self.p_value is None else {"p_value": self.p_value}
        return {
            "key": str(self.key),
            "value": ", ".join(self.value),
            "count": self.count,
            "start": self.span.start,
            "end": self.span.end,
            **self.statistics,
            **p_value,
        }

    def __lt__(self, other: object) -> bool:
        return self._place < other._place if isinstance(other, Recurrence) else NotImplemented

    @property
    def _place(self) -> tuple[Any, ...]:
        span = self.span
        return -self.count, span.start, span.end, repr(self.key), self.value, self.incidents

    def __str__(self) -> str:
        return f"{self.title}: {self.why}"

    _repr_pretty_ = as_pretty


def _is_known(model: ProblemModel, name: str, value: object) -> bool:
    return not isinstance(value, Level) or value in model.legal.get(name, ())


_HEAD = ("key", "value", "count", "start", "end")


@attrs.frozen
class Recurrences:
    """What a search has found, in order, and how much it looked at.

    Attributes:
        recurrences: the recurrences, in the order that the search puts them in.
        groups: how many groups there were.
        left_out: how many occurrences were in no group, because no key was set.
    """

    recurrences: tuple[Recurrence, ...]
    groups: int
    left_out: int

    @property
    def rows(self) -> Rows:
        """A row for each recurrence, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(one._row() for one in self.recurrences)  # noqa: SLF001 (its own file)

    def __iter__(self) -> Iterator[Recurrence]:
        return iter(self.recurrences)

    def __len__(self) -> int:
        return len(self.recurrences)

    def __getitem__(self, place: int) -> Recurrence:
        return self.recurrences[place]

    def _table(self) -> Table:
        rows = self._rows()
        written = ({name: _cell(value) for name, value in row.items()} for row in rows)
        return Table.of(rows[0] if rows else _HEAD, written)

    def _drawn(self) -> Picture:
        return bars(say("recurrence.title"), [*map(_bar, self.recurrences)])

    def __str__(self) -> str:
        if not self.recurrences:
            return say("recurrence.nothing", count=self.groups)
        return self._table().text()

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def _bar(of: Recurrence) -> Bar:
    """Draw a recurrence; a share has a line for what it adds up to with those ahead."""
    name, count = ", ".join(of.value), say("recurrence.cases", count=of.count)
    if "cumulated" not in of.statistics:
        return Bar(name, of.count, count)
    share, added = of.statistics["share"], of.statistics["cumulated"]
    return Bar(name, share, say("recurrence.so_far", count=count, added=percent(added)), sum=added)


def _cell(value: object) -> object:
    return f"{value:.3g}" if isinstance(value, float) else value
