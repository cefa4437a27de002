"""Selection: which agreements apply to a record, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.conditions import ALWAYS
from itsmcore.instant import utc
from itsmcore.phrase import Phrase, Words, in_english, say
from itsmcore.service_levels._agreement import Agreement
from itsmcore.timeline import Timeline


@attrs.frozen(repr=False)
class Selection:
    """Whether one agreement applies to a record.

    Attributes:
        agreement: the version of it that was in force when the record began.
        applies: whether it applies.
        since: since when that has been so, in UTC.
        why: what decided, in words.
    """

    agreement: Agreement
    applies: bool
    since: datetime | None
    _why: Words = attrs.field(eq=in_english)

    __repr__ = call_of

    @property
    def why(self) -> str:
        """What decided, in words."""
        return str(self._why)

    def __str__(self) -> str:
        verb = (
            say("service_levels.selection.applies")
            if self.applies
            else say("service_levels.selection.apply")
        )
        return f"{self.agreement.name} {verb}: {self.why}"


@checked
def select(
    agreements: Iterable[Agreement], timeline: Timeline, *, at: datetime | None = None
) -> tuple[Selection, ...]:
    """Return, for each agreement, whether it applies to a record, and why.

    Args:
        agreements: the agreements to choose from.
        timeline: the record's.
        at: the instant to judge; by default that of the last step.

    Raises:
        NaiveTime: the instant has no time zone.
        BadValue: an agreement or the timeline is something else.

    >>> from datetime import UTC, timedelta
    >>> from itsmcore import Phase
    >>> from itsmcore.conditions import field
    >>> from itsmcore.service_levels import Goal
    >>> goal = Goal("resolution", stop=Phase.RESOLVED, targets=timedelta(hours=8))
    >>> gold = Agreement("gold", goals=[goal], applies=field("customer").is_("acme"))
    >>> silver = Agreement("silver", goals=[goal], applies=field("customer").is_("umbrella"))
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> for found in select([gold, silver], Timeline.from_rows([(nine, {"customer": "acme"})])):
    ...     print(found)
    gold applies: customer is 'acme': yes
    silver does not apply: customer is 'umbrella': no, 'acme'
    """
    known = timeline if at is None else Timeline(s for s in timeline if s.at <= utc(at))
    return tuple(_selection(agreement, known) for agreement in agreements)


def _selection(agreement: Agreement, known: Timeline) -> Selection:
    if not known.steps:
        return Selection(
            agreement,
            applies=False,
            since=None,
            why=Phrase("service_levels.why.nothing_happened_yet"),
        )
    version = agreement.in_force(known[0].at)
    spans, last = known.spans(version.applies), known[-1]
    applies = version.applies.judge(last) is True
    why = (
        Phrase("service_levels.selection.every_record")
        if version.applies == ALWAYS
        else version.applies.explain(last)
    )
    return Selection(version, applies, spans[-1].start if applies else None, why)
