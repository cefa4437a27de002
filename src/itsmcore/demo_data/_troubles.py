"""Troubles: what goes wrong at a desk, and was planted in a month of it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from itsmcore.codes import Code, one_of
from itsmcore.fields import as_texts


class Trouble(Code):
    """What can go wrong at a desk."""

    LATE = "late"
    BOUNCED = "bounced"
    REOPENED = "reopened"
    MISCATEGORISED = "miscategorised"
    UNSOLVED = "unsolved"
    FORGOTTEN = "forgotten"
    AFTER_CHANGE = "after_change"
    BACKED_OUT = "backed_out"


_WORDS = {
    Trouble.LATE: "took longer than the agreement allows",
    Trouble.BOUNCED: "went from group to group, four times and more",
    Trouble.REOPENED: "came back twice after they were resolved",
    Trouble.MISCATEGORISED: "were opened in another category than they ended in",
    Trouble.UNSOLVED: "were closed without a solution",
    Trouble.FORGOTTEN: "were assigned and then left alone",
    Trouble.AFTER_CHANGE: "are alike, and began when a change had been implemented",
    Trouble.BACKED_OUT: "were implemented and backed out again",
}


def _trouble(trouble: object) -> Trouble:
    return one_of(Trouble, trouble, field="trouble")


def _numbers(records: Iterable[str]) -> tuple[str, ...]:
    return as_texts(records, "records")


@attrs.frozen
class PlantedTrouble:
    """A trouble that was planted, and the records that have it.

    Attributes:
        trouble: what went wrong.
        records: the numbers of the records, in order; after a change, the change comes first.
    """

    trouble: Trouble = attrs.field(converter=_trouble)
    records: tuple[str, ...] = attrs.field(converter=_numbers)

    def __str__(self) -> str:
        return f"{len(self.records)} {_WORDS[self.trouble]}: {', '.join(self.records)}"
