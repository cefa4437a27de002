"""Spans: half-open stretches of time."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from itsmcore._faces import offer
from itsmcore.errors import BadSpan
from itsmcore.instant import maybe_utc, utc


@attrs.frozen(eq=False)
class Span:
    """The instants from `start` up to, and not including, `end`; None means without end.

    Raises:
        BadSpan: the end lies before the start.

    >>> from datetime import UTC
    >>> span = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))
    >>> span.length, span.start in span, span.end in span
    (datetime.timedelta(days=1), True, False)
    """

    start: datetime = attrs.field(converter=utc)
    end: datetime | None = attrs.field(default=None, converter=maybe_utc)

    def __attrs_post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise BadSpan(start=self.start, end=self.end)

    @property
    def length(self) -> timedelta | None:
        """How long it lasts; None if it has no end."""
        return None if self.end is None else self.end - self.start

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Span):
            return NotImplemented
        return (self.start, self.end) == (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __contains__(self, instant: datetime) -> bool:
        moment = utc(instant)
        return self.start <= moment and (self.end is None or moment < self.end)


@attrs.frozen(eq=False)
class Window(Span):
    """A span that has an end, such as a stretch of open time; it equals a span with its ends.

    >>> from datetime import UTC
    >>> Window(datetime(2026, 1, 5, 9, tzinfo=UTC), datetime(2026, 1, 5, 17, tzinfo=UTC)).length
    datetime.timedelta(seconds=28800)
    """

    end: datetime = attrs.field(converter=utc)

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start


offer(globals())
