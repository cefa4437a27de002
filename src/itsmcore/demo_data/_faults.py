"""Faults: what goes wrong at a desk, and was planted in a month of it."""

from __future__ import annotations

import attrs

from itsmcore.codes import Code


class Fault(Code):
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
    Fault.LATE: "took longer than the agreement allows",
    Fault.BOUNCED: "went from group to group, four times and more",
    Fault.REOPENED: "came back twice after they were resolved",
    Fault.MISCATEGORISED: "were opened in another category than they ended in",
    Fault.UNSOLVED: "were closed without a solution",
    Fault.FORGOTTEN: "were assigned and then left alone",
    Fault.AFTER_CHANGE: "are alike, and began when a change had been implemented",
    Fault.BACKED_OUT: "were implemented and backed out again",
}


@attrs.frozen
class PlantedFault:
    """A fault that was planted, and the records that have it.

    Attributes:
        fault: what went wrong.
        records: the numbers of the records, in order; after a change, the change comes first.
    """

    fault: Fault
    records: tuple[str, ...]

    def __str__(self) -> str:
        return f"{len(self.records)} {_WORDS[self.fault]}: {', '.join(self.records)}"
