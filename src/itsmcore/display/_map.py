"""Maps: a model with the traffic of a log on it, and the moves that it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from itertools import pairwise

import attrs

from itsmcore.conformance import Report, check
from itsmcore.figures import Rows, Table, as_drawn_formats, cell
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Model, as_model
from itsmcore.lifecycle._overlay import Trace
from itsmcore.lifecycle._workflow import drawn
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import say, told_in_english
from itsmcore.picture import Picture, short
from itsmcore.timeline import Timeline, as_timelines


def _timelines(timelines: Mapping[str, Timeline]) -> FrozenDict[str, Timeline]:
    return FrozenDict(as_timelines(timelines))


@attrs.frozen(slots=False)
class ConformanceMap:
    """A model's workflow with the moves of a log: how often each was made, and which it lacks.

    Attributes:
        model: the model.
        timelines: a timeline for each record's number.

    Raises:
        BadValue: it is not a model, or the timelines are not a mapping.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.incidents import INCIDENT
    >>> from itsmcore.timeline import Timeline
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> log = Timeline.from_rows([(nine, {"state": "new"}), (nine, {"state": "closed"})])
    >>> drawn = ConformanceMap(INCIDENT, {"INC-1": log})
    >>> print(drawn)
    cases 1, steps 2, moves 1, illegal 1, odd starts 0, fitness 0.0000
    >>> "not in the model" in f"{drawn:svg}"
    True
    """

    model: Model = attrs.field(converter=as_model)
    timelines: FrozenDict[str, Timeline] = attrs.field(converter=_timelines)

    @cached_property
    def report(self) -> Report:
        """How the log compares with the model."""
        return check(self.model, self.timelines)

    @property
    def rows(self) -> Rows:
        """A row for each kind of move, most frequent first, with why the model has none."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        why = {(one.source, one.target): one.reason for one in self.report.deviations}
        return tuple(
            {**row, "illegal": row["illegal"] or None, "why": why.get((row["from"], row["to"]))}
            for row in self.report.rows
        )

    def __str__(self) -> str:
        return str(self.report)

    _formats = as_drawn_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def _table(self) -> Table:
        return Table.of(("from", "to", "times", "illegal", "why"), self._rows())

    def _drawn(self) -> Picture:
        moves = {**self.report.moves}
        moves |= {(state, state): times for state, times in self.report.within.items()}
        notes = {state: say("display.map.mean", mean=cell(mean)) for state, mean in self._means()}
        lacking = len(self.report.deviations)
        said = say("display.map.moves_model", lacking=lacking, move_count=self.report.move_count)
        title = f"{short(self.model)}: {said}".replace("_", " ")
        trace = Trace(moves, notes=notes)
        return drawn(
            title, self.model.tables[:1], alt=f"{self.model}: {said}; {self}", overlays=[trace]
        )

    def _means(self) -> Iterator[tuple[str, timedelta]]:
        """Yield the mean time that a record stayed in each state that it left again."""
        totals, stays = Counter[str](), Counter[str]()
        for timeline in self.timelines.values():
            states = [str(step.get("state")) for step in timeline]
            starts = [n for n, now in enumerate(states) if not n or now != states[n - 1]]
            for start, end in pairwise(starts):
                length = timeline[end].at - timeline[start].at
                totals[states[start]] += length // _MICROSECOND
                stays[states[start]] += 1
        for state, total in totals.items():
            yield state, total // stays[state] * _MICROSECOND


_MICROSECOND = timedelta(microseconds=1)
