"""Rates: how often cases are resolved at first contact, reopened, reassigned and escalated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import dropwhile, pairwise

import attrs

from itsmcore.conditions import is_set
from itsmcore.instant import utc
from itsmcore.metrics._cases import DONE, Steps, begun, phase_of
from itsmcore.metrics._table import Lines, Rows, as_format, as_html, as_rows, as_text, percent
from itsmcore.timeline import Timeline


@attrs.frozen
class Share:
    """Count some of a whole.

    >>> print(Share(12, 40))
    12 of 40 (30.0 %)
    """

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """The share, from 0 to 1; None of nothing."""
        return self.count / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.count} of {self.of}" + (f" ({percent(self.rate)})" if self.of else "")


@attrs.frozen(kw_only=True)
class Rates:
    """Say how often cases went one way.

    Attributes:
        at: the instant of which it is true, in UTC.
        first_contact: resolved without being handed on or reopened, of those ever resolved.
        reopened: open again after they were resolved, of those ever resolved.
        reassigned: handed from one group to another, of all that had begun.
        escalated: escalated, of all that had begun.
        left_out: how many the first two shares leave out, because their present phase is unknown.
    """

    at: datetime
    first_contact: Share
    reopened: Share
    reassigned: Share
    escalated: Share
    left_out: int

    @property
    def rows(self) -> Rows:
        """A row for each share, as a DataFrame takes them."""
        return as_rows(self)

    def _lines(self) -> Lines:
        yield "measure", "count", "of", "rate"
        for name, share in (
            ("first-contact resolution", self.first_contact),
            ("reopened", self.reopened),
            ("reassigned", self.reassigned),
            ("escalated", self.escalated),
        ):
            yield name, share.count, share.of, share.rate

    __str__ = as_text
    __format__ = as_format
    _repr_html_ = as_html


def rates(timelines: Mapping[str, Timeline], *, at: datetime) -> Rates:
    """Count how often cases were resolved at first contact, reopened, reassigned and escalated.

    - A case is resolved at first contact where it is resolved or closed, was never open again
      after that, and never went from one group or one assignee to another. That is the usual
      definition of service desk benchmarks, as far as a timeline tells: not how often the caller
      was spoken to.
    - It is reopened where an open phase comes after a resolved or closed one, or its log says so
      by a `reopen_count` above 0. The share is of what was resolved, as in "% Reopened tickets" of
      ServiceNow's ITSM Success Dashboard.
    - It is reassigned where its group changes from one to another, whether it had none in
      between, or its log says so by a `reassignment_count` above 0.
    - It is escalated where a step has the verb `escalate`, or the fact `escalated` is true.

    Args:
        timelines: a timeline for each record's number.
        at: the instant to count at; later steps are not looked at.

    Raises:
        BadValue: the timelines are no mapping.
        NaiveTime: the instant has no time zone.

    >>> from datetime import UTC
    >>> from itsmcore.phase import Phase
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> log = Timeline.from_rows([(nine, {"phase": Phase.NEW}), (noon, {"phase": Phase.RESOLVED})])
    >>> print(rates({"INC-1": log, "INC-2": log[:1]}, at=noon))
    measure                   count  of  rate
    first-contact resolution  1      1   100.0 %
    reopened                  0      1   0.0 %
    reassigned                0      2   0.0 %
    escalated                 0      2   0.0 %
    """
    moment = utc(at)
    cases = resolved = first_contact = reopened = reassigned = escalated = left_out = 0
    for _, steps in begun(timelines, moment):
        cases += 1
        escalated += any(s.verb == "escalate" or s.facts.get("escalated") is True for s in steps)
        is_reassigned = _changed(steps, "group") or _counted(steps, "reassignment_count")
        reassigned += is_reassigned
        phases = [phase for step in steps if (phase := phase_of(step)) is not None]
        since = list(dropwhile(lambda phase: phase not in DONE, phases))
        is_reopened = any(phase.is_open for phase in since) or _counted(steps, "reopen_count")
        if phase_of(steps[-1]) is None:
            left_out += 1
        elif since or is_reopened:
            resolved += 1
            reopened += is_reopened
            is_kept = not (is_reopened or is_reassigned or _changed(steps, "assignee"))
            first_contact += is_kept and phases[-1] in DONE
    return Rates(
        at=moment,
        first_contact=Share(first_contact, resolved),
        reopened=Share(reopened, resolved),
        reassigned=Share(reassigned, cases),
        escalated=Share(escalated, cases),
        left_out=left_out,
    )


def _changed(steps: Steps, name: str) -> bool:
    values = (step.facts.get(name) for step in steps)
    return any(before != after for before, after in pairwise(filter(is_set, values)))


def _counted(steps: Steps, name: str) -> bool:
    values = (step.facts.get(name) for step in steps)
    return any(isinstance(value, int | float) and value > 0 for value in values)
