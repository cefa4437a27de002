"""CloudEvents: what happened to a record, as the attributes of CloudEvents 1.0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from itsmcore.checked import checked
from itsmcore.documents._leaves import INSTANT
from itsmcore.documents._shapes import Shapes
from itsmcore.errors import BadValue, Unlisted
from itsmcore.lifecycle import AnyRecord, Event, SeenRecord
from itsmcore.lifecycle._practice import practice_of
from itsmcore.phrase import Phrase

# Plain shapes and no converter: whoever sends events need not have cattrs.
_shapes = cache(Shapes)


@checked
def cloud_event(
    record: AnyRecord | SeenRecord,
    version: int,
    *,
    source: str,
    write: Callable[[Event], Any] | None = None,
) -> dict[str, Any]:
    """Map the event at a version of a record to the attributes of CloudEvents 1.0.

    The id is made of the practice and the event's address, `incident/INC-1/4`, so a receiver that
    gets it twice can tell; in a record's number, anything but letters, digits and `-._~` is
    percent-encoded. The type is made of the practice and the verb, `itsmcore.incident.resolve`. The
    data is the event's document, as a converter writes it.

    Args:
        record: the record; or what a side sees of it (`record.seen_by(…)`), whose events tell only
            what that side may read.
        version: which of its events, counted from 1.
        source: the URI of the desk it happened at.
        write: the function that writes the event; a converter's `unstructure` if events have fields
            of types that itsmcore does not know.

    Raises:
        Unlisted: the record has no such version, or none that is seen.
        BadValue: the source is empty.
        Unwritable: a field of the event has no form in JSON.

    >>> import datetime
    >>> from itsmcore import Incident
    >>> inc = Incident.open("INC-1", at=datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC),
    ...                     by="ada", summary="Mail is down")
    >>> event = cloud_event(inc, 1, source="https://desk.example.org")
    >>> event["id"], event["type"], event["time"]
    ('incident/INC-1/1', 'itsmcore.incident.open', '2026-01-05T09:00:00Z')
    """
    events: Mapping[int, Any]
    if isinstance(record, SeenRecord):
        events = {one.version: one for one in record.events}
        practice = record.practice.lower()
    else:
        events = dict(enumerate(record.history, 1))
        practice = practice_of(record).lower()
    if version not in events:
        raise Unlisted(
            kind=Phrase("interop.cloudevents.version", id=record.id),
            name=version,
            known=tuple(events),
        )
    if not source:
        raise BadValue(field="source", value=source, expected=Phrase("interop.expected.uri_desk"))
    event = events[version]
    number = quote(record.id, safe="", errors="surrogatepass")
    return {
        "specversion": "1.0",
        "type": f"itsmcore.{practice}.{event.verb}",
        "id": f"{practice}/{number}/{version}",
        "source": source,
        "time": INSTANT.write(event.at),
        "subject": record.id,
        "datacontenttype": "application/json",
        "data": (write or _shapes().of(type(event)).write)(event),
    }
