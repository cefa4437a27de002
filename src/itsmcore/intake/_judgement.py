"""Judgements: what was decided about a contact, aspect by aspect."""

from __future__ import annotations

from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.codes import Code, one_of
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.incidents import Opened
from itsmcore.intake._contact import Contact
from itsmcore.intake._storable import check_storable
from itsmcore.kinds import check_kinds
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Words, in_english, label, told_in_english
from itsmcore.shown import written


class Aspect(Code):
    """What is decided about a contact."""

    DUPLICATE_OF = "duplicate_of"
    """Which open record is about the same, perhaps: only proposed, for people to confirm."""
    KNOWN_ERROR = "known_error"
    """Which known error it may be an instance of."""
    CATEGORY = "category"
    IMPACT = "impact"
    URGENCY = "urgency"
    PRIORITY = "priority"


@attrs.frozen(repr=False)
class Judgement:
    """What was decided about one aspect of a contact, and why.

    Attributes:
        aspect: the aspect.
        answer: the answer; None if there is none.
        why: why, in words.
    """

    aspect: Aspect
    answer: Any
    _why: Words = attrs.field(eq=in_english)

    __repr__ = call_of

    @property
    def why(self) -> str:
        """How it came about, in words."""
        return str(self._why)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        check_storable(self, free=("answer",))

    def __str__(self) -> str:
        answer = label("values", "open") if self.answer is None else written(self.answer)
        return f"{self.aspect}: {answer} ({self.why})"


@attrs.frozen(kw_only=True)
class TakenContact:
    """The opening of an incident for a contact, and every decision about it.

    Attributes:
        contact: what was told.
        event: the event that opens its incident.
        judgements: what was decided about it, in the order in which it was.
    """

    contact: Contact
    event: Opened
    judgements: tuple[Judgement, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def about(self, aspect: str) -> tuple[Judgement, ...]:
        """Return what was decided about an aspect, the likeliest first.

        Raises:
            BadValue: there is no such aspect.
        """
        wanted = one_of(Aspect, aspect, field="aspect")
        return tuple(one for one in self.judgements if one.aspect is wanted)

    @property
    def rows(self) -> Rows:
        """A row for each decision, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "aspect": str(one.aspect),
                "answer": None if one.answer is None else written(one.answer),
                "why": one.why,
            }
            for one in self.judgements
        )

    def _table(self) -> Table:
        return Table.of(("aspect", "answer", "why"), self._rows())

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
