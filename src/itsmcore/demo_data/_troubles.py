"""Troubles: what goes wrong at a desk, and was planted in a month of it."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from itsmcore.codes import Code, one_of
from itsmcore.fields import as_texts
from itsmcore.phrase import say


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
        listed = ", ".join(self.records)
        return say(f"demo_data.{self.trouble}", count=len(self.records), records=listed)
