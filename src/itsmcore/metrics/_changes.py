"""Changes: how many succeed, are backed out, are urgent or do harm, and how long they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import attrs

from itsmcore.conditions import is_set
from itsmcore.instant import utc
from itsmcore.metrics._cases import Steps, begun, instant
from itsmcore.metrics._rates import Share
from itsmcore.metrics._table import Lines, Rows, as_format, as_html, as_rows, as_text
from itsmcore.metrics._times import TimeTo, time_to
from itsmcore.schedule import Schedule
from itsmcore.timeline import Timeline

_WENT_WELL = ("successful", "successful_with_issues")


@attrs.frozen(kw_only=True)
class ChangeRates:
    """Say how changes went.

    Attributes:
        at: the instant of which it is true, in UTC.
        success: successful, with or without issues, of those with an outcome.
        backed_out: backed out, of those with an outcome.
        harm: of which an incident is known that they caused, of those with an outcome.
        overrun: ended after their window, of those whose end and window are known.
        emergency: emergency changes, of all that had begun.
        lead_time: from a change's first step to its implementation.
    """

    at: datetime
    success: Share
    backed_out: Share
    harm: Share
    overrun: Share
    emergency: Share
    lead_time: TimeTo

    @property
    def rows(self) -> Rows:
        """A row for each measure, as a DataFrame takes them."""
        return as_rows(self)

    def _lines(self) -> Lines:
        yield "measure", "count", "of", "rate", "mean", "median"
        for name, share in (
            ("successful", self.success),
            ("backed out", self.backed_out),
            ("caused incidents", self.harm),
            ("overrun", self.overrun),
            ("emergency", self.emergency),
        ):
            yield name, share.count, share.of, share.rate, None, None
        lead = self.lead_time
        yield "lead time", lead.count, None, None, lead.mean, lead.median

    __str__ = as_text
    __format__ = as_format
    _repr_html_ = as_html


def change_rates(
    timelines: Mapping[str, Timeline], *, at: datetime, schedule: Schedule | None = None
) -> ChangeRates:
    """Count how changes went, by the facts of their last step.

    Read are `outcome` (`successful`, `successful_with_issues`, `backed_out` or another), `kind`
    (`emergency`), `caused_incidents`, `actual_start`, `actual_end` and `planned_end`: those of a
    Change, or of a log that names its columns so. What was backed out (`backed_out_at`) and then
    cancelled counts as backed out. An instant that lies after `at` has not come about.

    Args:
        timelines: a timeline for each change's number.
        at: the instant to count at; later steps are not looked at.
        schedule: what counts as open time in the lead time; always, unless told otherwise.

    Raises:
        BadValue: the timelines are no mapping.
        NaiveTime: the instant has no time zone.

    >>> from datetime import UTC
    >>> nine, noon = (datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in (9, 12))
    >>> good = {"kind": "normal", "actual_start": noon, "outcome": "successful"}
    >>> log = {"CHG-1": Timeline.from_rows([(nine, {"kind": "normal"}), (noon, good)]),
    ...        "CHG-2": Timeline.from_rows([(nine, {"kind": "emergency"})])}
    >>> print(change_rates(log, at=noon))
    measure           count  of  rate     mean     median
    successful        1      1   100.0 %
    backed out        0      1   0.0 %
    caused incidents  0      1   0.0 %
    overrun           0      0
    emergency         1      2   50.0 %
    lead time         1                   3:00:00  3:00:00
    """
    moment, hours = utc(at), schedule or Schedule.always()
    cases = [steps for _, steps in begun(timelines, moment)]
    ended = [steps for steps in cases if is_set(_outcome(steps))]
    ends = [
        (planned, actual)
        for steps in cases
        if (planned := instant(steps[-1].facts.get("planned_end"))) is not None
        and (actual := instant(steps[-1].facts.get("actual_end"))) is not None
        and actual <= moment
    ]

    def share(test: Callable[[Steps], bool], of: list[Steps]) -> Share:
        return Share(sum(map(test, of)), len(of))

    return ChangeRates(
        at=moment,
        success=share(lambda steps: _outcome(steps) in _WENT_WELL, ended),
        backed_out=share(lambda steps: _outcome(steps) == "backed_out", ended),
        harm=share(lambda steps: is_set(steps[-1].facts.get("caused_incidents")), ended),
        overrun=Share(sum(actual > planned for planned, actual in ends), len(ends)),
        emergency=share(lambda steps: steps[-1].facts.get("kind") == "emergency", cases),
        lead_time=time_to(
            [(steps[0].at, steps[-1].facts.get("actual_start")) for steps in cases], moment, hours
        ),
    )


def _outcome(steps: Steps) -> object:
    said = steps[-1].facts.get("outcome")
    is_back = not is_set(said) and is_set(steps[-1].facts.get("backed_out_at"))
    return "backed_out" if is_back else said
