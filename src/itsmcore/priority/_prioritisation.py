"""Prioritisations: a priority, the rule that gave it, and what the others said."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from itsmcore.assessment import Opinion
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.level import Level
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import say, told_in_english
from itsmcore.priority._pin import Pin


@attrs.frozen(kw_only=True)
class Prioritisation:
    """How a priority came about.

    Attributes:
        impact: the impact that it was judged by.
        urgency: the urgency that it was judged by, within its limits.
        opinions: what each rule said, in the order in which they are asked.
        computed: what the rules say; None if none of them says anything.
        by: the name of the rule that gave this.
        pin: the priority that somebody pinned, which counts instead.
    """

    impact: Level | None
    urgency: Level | None
    opinions: tuple[Opinion, ...]
    computed: Level | None
    by: str | None
    pin: Pin | None = None

    @property
    def priority(self) -> Level | None:
        """The priority that counts."""
        return self.computed if self.pin is None else self.pin.priority

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from map(str, self.opinions)
        told = str(self.computed or say("priority.prioritisation.unknown"))
        if self.by:
            told = say("priority.prioritisation.by", level=told, by=self.by)
        if self.pin is None:
            yield say("priority.prioritisation.priority", told=told)
        else:
            yield say("priority.prioritisation.rules", told=told)
            yield say("priority.prioritisation.priority_pinned", pin=self.pin)

    @property
    def rows(self) -> Rows:
        """A row for each rule, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {"rule": of.name, "level": of.level and str(of.level), "because": of.words}
            for of in self.opinions
        )

    def _table(self) -> Table:
        return Table.of(("rule", "level", "because"), self._rows())

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
