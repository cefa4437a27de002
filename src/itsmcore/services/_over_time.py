"""Outages over time: what follows from them on a map that changes."""

from __future__ import annotations

from collections.abc import Iterable

from itsmcore.checked import checked
from itsmcore.dated import Dated
from itsmcore.fields import as_a, as_several
from itsmcore.outages import Outage
from itsmcore.phrase import Phrase
from itsmcore.services._implied import implied
from itsmcore.services._map import ServiceMap


@checked
def implied_outages(estates: Dated[ServiceMap], outages: Iterable[Outage]) -> tuple[Outage, ...]:
    """Return outages with all that followed from them, by the map that was in force each time.

    It is what `ServiceMap.outages` returns, for a map that changes over time: an outage that goes
    on while the map changes takes along what each edition says, as long as that was in force. In
    the time before the first edition nothing follows.

    Args:
        estates: the editions of the map.
        outages: of services and items, in any order.

    Raises:
        BadValue: they are no dated service maps, or something is not an outage.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.services import Item, Needs, Service
    >>> old = ServiceMap([Service("erp")], items=[Item("db")], needs=[Needs("erp", "db")])
    >>> new = ServiceMap([Service("erp")], items=[Item("db")])
    >>> march, nine, ten, noon = (
    ...     datetime(2026, 3, *of, tzinfo=UTC) for of in ((1,), (2, 9), (2, 10), (2, 12))
    ... )
    >>> for outage in implied_outages(Dated([(march, old), (ten, new)]),
    ...                               [Outage("db", nine, noon, causes="INC-7")]):
    ...     print(outage)
    db down from 2026-03-02 09:00 to 2026-03-02 12:00 UTC (INC-7)
    erp down from 2026-03-02 09:00 to 2026-03-02 10:00 UTC (INC-7)
    """
    dated = as_a(Dated, estates, "estates", Phrase("services.expected.dated_maps"))
    several = as_several(
        ServiceMap, (of.value for of in dated), "estates", Phrase("services.expected.maps")
    )
    begins = [of.at for of in dated]
    spans = zip(several, begins, [*begins[1:], None], strict=True)
    return implied(spans, as_several(Outage, outages, "outages"))
