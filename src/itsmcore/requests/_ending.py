"""Ending: which requests gave something that may be kept only until some day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from itsmcore.checked import checked
from itsmcore.fields import as_several
from itsmcore.requests._request import Request
from itsmcore.span import Window


@checked
def ending(requests: Iterable[Request], *, since: datetime, until: datetime) -> tuple[Request, ...]:
    """List the requests of which what was given may be kept only until a period, soonest first.

    Args:
        requests: the requests, whatever has become of them.
        since: the first instant of the period.
        until: the instant at which it is over.

    Raises:
        BadValue: something is no request.
        BadSpan: the period ends before it begins.
        NaiveTime: an instant has no time zone.

    >>> from datetime import UTC, timedelta
    >>> from itsmcore.catalogue import CatalogueItem
    >>> from itsmcore.requests import request_model
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> guest = request_model(CatalogueItem("guest access", lasts=timedelta(days=30)))
    >>> given = guest.open("REQ-1", at=nine, by="ada").submit(at=nine, by="ada")
    >>> given = given.fulfil(at=nine, by="grace")
    >>> for request in ending([given], since=nine, until=nine + timedelta(days=60)):
    ...     print(request.id, request.item, request.requested_for, request.lasts_until)
    REQ-1 guest access ada 2026-04-01 09:00:00+00:00
    """
    period = Window(since, until)
    several = as_several(Request, requests, "requests", "requests")
    found = ((one.lasts_until, one.id, one) for one in several)
    timed = [(end, id, one) for end, id, one in found if end is not None and end in period]
    return tuple(one for *_, one in sorted(timed, key=lambda of: of[:2]))
