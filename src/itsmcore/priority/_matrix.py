"""Priority matrices: what is worked on first, from impact and urgency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from itsmcore.assessment import Engine, Opinion, assess
from itsmcore.conditions import Facts, field
from itsmcore.errors import BadValue, Fault, Unlisted
from itsmcore.fields import as_a, as_flag, as_items, as_several, is_in, refuse_faults
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, all_of, say
from itsmcore.priority._falling import Cell, falls
from itsmcore.shown import shown

if TYPE_CHECKING:
    from itsmcore.figures import Table
    from itsmcore.timeline import Step, Timeline


_NAME = "the priority matrix"


def _levels(levels: Iterable[Level]) -> tuple[Level, ...]:
    return as_several(Level, levels, "levels")


def _rows(rows: Iterable[Iterable[Level]]) -> tuple[tuple[Level, ...], ...]:
    several = as_items(rows, "rows", Phrase("priority.matrix.row_levels_each"))
    return tuple(
        as_several(Level, row, Phrase("priority.matrix.row"), Phrase("priority.matrix.row_levels"))
        for row in several
    )


@attrs.frozen
class PriorityMatrix:
    """A table of priorities by two levels, such as impact and urgency.

    Args:
        impacts: the levels of the rows.
        urgencies: the levels of the columns.
        rows: the priorities, a row for each impact and a cell for each urgency.
        may_fall: permit a cell that is milder than one of lower impact or urgency. Atlassian's own
            example for Jira Service Management has one.

    Raises:
        FaultyDefinition: rows or cells are missing or in excess, a level comes twice, the levels of
            an axis or of the cells are of several scales, or the matrix is not monotone and that is
            not permitted; lists every fault.

    >>> matrix = PriorityMatrix.default()
    >>> matrix[Impact.HIGH, Urgency.MEDIUM]
    Priority.HIGH
    """

    impacts: tuple[Level, ...] = attrs.field(converter=_levels)
    urgencies: tuple[Level, ...] = attrs.field(converter=_levels)
    rows: tuple[tuple[Level, ...], ...] = attrs.field(converter=_rows)
    may_fall: bool = attrs.field(default=False, kw_only=True)
    _cells: dict[tuple[Level, Level], Level] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        as_flag(self.may_fall, "may_fall")
        refuse_faults(_NAME, self._faults())
        cells = {(impact, urgency): cell for impact, urgency, cell in self._placed}
        object.__setattr__(self, "_cells", cells)

    @classmethod
    def default(cls) -> PriorityMatrix:
        """Return the three by three matrix to five priorities that ServiceNow ships."""
        critical, high, moderate, low, planning = Priority.scale
        rows = ((critical, high, moderate), (high, moderate, low), (moderate, low, planning))
        return cls(Impact.scale, Urgency.scale, rows)

    @classmethod
    def of(
        cls,
        engine: Engine,
        *,
        impacts: Iterable[Level] = Impact.scale,
        urgencies: Iterable[Level] = Urgency.scale,
        may_fall: bool = False,
    ) -> PriorityMatrix:
        r"""Return the table of what a rule says about each pair of impact and urgency.

        Args:
            engine: a questionnaire, for weights that are added, or a decision.
            impacts: the levels of the rows.
            urgencies: the levels of the columns.
            may_fall: permit a cell that is milder than one of lower impact or urgency.

        Raises:
            FaultyDefinition: the rule says nothing about a pair, or the matrix has other faults.
            BadValue: a questionnaire knows no such answer.

        >>> from itsmcore import Priority
        >>> from itsmcore.assessment import Question, Questionnaire
        >>> weights = Questionnaire(
        ...     [Question("impact", {"high": 9, "medium": 5, "low": 0}),
        ...      Question("urgency", {"high": 20, "medium": 10, "low": 0})],
        ...     levels={0: Priority.LOW, 10: Priority.MODERATE, 20: Priority.HIGH})
        >>> print(f"{PriorityMatrix.of(weights):md}")
        | impact \ urgency | High | Medium | Low |
        | --- | --- | --- | --- |
        | **High** | High | Moderate | Low |
        | **Medium** | High | Moderate | Low |
        | **Low** | High | Moderate | Low |
        """
        rows, columns = _levels(impacts), _levels(urgencies)
        pairs = [[{"impact": row, "urgency": column} for column in columns] for row in rows]
        cells = [[assess(engine, pair).level for pair in line] for line in pairs]
        silent = (
            Fault(
                "not_total",
                Phrase("priority.subject.impact_urgency", impact=row.label, urgency=column.label),
                Phrase("priority.not_total"),
            )
            for row, line in zip(rows, cells, strict=True)
            for column, cell in zip(columns, line, strict=True)
            if cell is None
        )
        refuse_faults(_NAME, silent)
        return cls(rows, columns, [[c for c in line if c] for line in cells], may_fall=may_fall)

    @property
    def priorities(self) -> tuple[Level, ...]:
        """Every priority that a cell holds, most severe first."""
        return tuple(sorted({cell for row in self.rows for cell in row}, reverse=True))

    def get(self, impact: Level, urgency: Level) -> Level | None:
        """Look up a priority; None if the matrix has no such level."""
        try:
            return self._cells.get((impact, urgency))
        except Exception:
            return None

    def opinion(self, facts: Facts) -> Opinion:
        """Return the priority by the facts `impact` and `urgency`, and how."""
        impact: Any = field("impact").read(facts)
        urgency: Any = field("urgency").read(facts)
        named = (("impact", impact, self.impacts), ("urgency", urgency, self.urgencies))
        strange = [
            Phrase("priority.matrix.no", name=name)
            if level is None
            else Phrase("priority.matrix.is_not_in", name=name, level=shown(level))
            for name, level, known in named
            if not is_in(level, known)
        ]
        words = all_of(strange) or Phrase(
            "priority.subject.impact_urgency", impact=impact, urgency=urgency
        )
        return Opinion(_NAME, None if strange else self[impact, urgency], words)

    def marking(self, impact: Level, urgency: Level) -> Table:
        r"""Return the table with the cell in force in brackets.

        Raises:
            Unlisted: the matrix has no such level.

        >>> print(PriorityMatrix.default().marking(Impact.HIGH, Urgency.LOW).text())
        impact \ urgency  High      Medium    Low
        High              Critical  High      [Moderate]
        Medium            High      Moderate  Low
        Low               Moderate  Low       Planning
        """
        cell = self[impact, urgency]
        table = self._table()
        row, column = self.impacts.index(impact), self.urgencies.index(urgency) + 1
        lines = [list(line) for line in table.lines]
        lines[row][column] = f"[{cell}]"
        return attrs.evolve(table, lines=lines)

    def applied_to(self, timeline: Timeline) -> Timeline:
        """Return a timeline whose steps have the priority that impact and urgency call for.

        A step without them, or with levels that the matrix does not have, stays as it is.
        """
        from itsmcore.timeline import Timeline  # noqa: PLC0415 (import on use)

        as_a(Timeline, timeline, "timeline")
        return attrs.evolve(timeline, steps=map(self._judged, timeline.steps))

    def _judged(self, step: Step) -> Step:
        impact, urgency = step.facts.get("impact"), step.facts.get("urgency")
        if not isinstance(impact, Level) or not isinstance(urgency, Level):
            return step
        priority = self.get(impact, urgency)
        facts = step.facts | {"priority": priority}
        return step if priority is None else attrs.evolve(step, facts=facts)

    def __getitem__(self, levels: tuple[Level, Level]) -> Level:
        """Look up a priority by impact and urgency.

        Raises:
            Unlisted: the matrix has no such level.
            BadValue: it is not a pair.
        """
        if is_in(levels, self._cells):
            return self._cells[levels]
        given: object = levels
        if not isinstance(given, tuple | list) or len(given) != 2:
            raise BadValue(
                field="levels",
                value=levels,
                expected=Phrase("priority.expected.pair_impact_urgency"),
            )
        impact, urgency = levels
        kind, level, known = (
            ("impact", impact, self.impacts)
            if not is_in(impact, self.impacts)
            else ("urgency", urgency, self.urgencies)
        )
        raise Unlisted(kind=kind, name=level, known=known)

    def _faults(self) -> Iterator[Fault]:
        for axis, levels in (("impact", self.impacts), ("urgency", self.urgencies)):
            for level in (level for level, times in Counter(levels).items() if times > 1):
                words = Phrase("priority.matrix.listed_twice_keep")
                yield Fault("duplicate_level", f"{axis} {level.label}", words)
        if len(self.rows) != len(self.impacts):
            words = Phrase(
                "priority.matrix.rows_impacts_each", rows=len(self.rows), impacts=len(self.impacts)
            )
            yield Fault("not_total", Phrase("priority.subject.matrix"), words)
        for impact, row in zip(self.impacts, self.rows, strict=False):
            if len(row) != len(self.urgencies):
                words = Phrase(
                    "priority.matrix.cells_urgencies", cells=len(row), urgencies=len(self.urgencies)
                )
                yield Fault(
                    "not_total",
                    Phrase("priority.subject.row", label=impact.label),
                    Phrase("priority.not_total.each", words=words),
                )
        mixed = tuple(self._mixed())
        yield from mixed
        if not mixed and not self.may_fall:
            yield from falls(self._placed, Phrase("priority.matrix.fix_pass_may"))

    def _mixed(self) -> Iterator[Fault]:
        cells = tuple(cell for row in self.rows for cell in row)
        for name, levels in (
            ("impact", self.impacts),
            ("urgency", self.urgencies),
            ("cell", cells),
        ):
            scales = sorted({type(level).__name__ for level in levels})
            if len({type(level) for level in levels}) > 1:
                words = Phrase("priority.matrix.several_scales_use", scales=", ".join(scales))
                yield Fault("mixed_scales", Phrase("priority.subject.levels", name=name), words)

    def faults(self) -> tuple[Fault, ...]:
        """List the faults for which it is not refused: cells that fall, where `may_fall` permits.

        >>> from itsmcore.level import Impact, Priority, Urgency
        >>> odd = PriorityMatrix((Impact.HIGH,), (Urgency.HIGH, Urgency.LOW),
        ...                      [[Priority.LOW, Priority.HIGH]], may_fall=True)
        >>> for fault in odd.faults():
        ...     print(fault)
        High impact, High urgency: is Low, milder than High at High, Low; may_fall permits it
        """
        return tuple(falls(self._placed, Phrase("priority.matrix.permitted")))

    @property
    def _placed(self) -> list[Cell]:
        """Each cell with its levels, as far as there are any."""
        return [
            (impact, urgency, cell)
            for impact, row in zip(self.impacts, self.rows, strict=False)
            for urgency, cell in zip(self.urgencies, row, strict=False)
        ]

    def __str__(self) -> str:
        return say(
            "priority.matrix.priority_matrix_impacts",
            impacts=len(self.impacts),
            urgencies=len(self.urgencies),
        )

    def _formats(self) -> Formats:
        return {
            "": self.__str__,
            "md": lambda: self._table(mark="**").md(),
            "html": lambda: self._table().html(
                caption=say("priority.matrix.impact_urgency_priority")
            ),
        }

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def _table(self, *, mark: str = "") -> Table:
        from itsmcore.figures import Table  # noqa: PLC0415 import on use

        head = [say("priority.matrix.head"), *map(str, self.urgencies)]
        body = (
            [f"{mark}{impact}{mark}", *map(str, row)]
            for impact, row in zip(self.impacts, self.rows, strict=True)
        )
        return Table(head, body)
