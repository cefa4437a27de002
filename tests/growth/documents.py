"""Documents of what holds much, and calendars of many events."""

from functools import partial
from typing import Any

from itsmcore import INCIDENT, Incident
from itsmcore.documents import Documents
from itsmcore.interop import cattrs, icalendar
from tests.growth.desks import journals
from tests.growth.estates import plain, tree
from tests.growth.inputs import Call, Table, each, end, history, line, record
from tests.growth.levels import dotted
from tests.growth.tables import extended, form_of
from tests.instants import DAY, NINE


def written(make: Any, count: int) -> Call:
    """Write what is made of so many."""
    return partial(Documents().unstructure, make(count))


def read(make: Any, count: int) -> Call:
    """Read what is made of so many."""
    value = make(count)
    docs = Documents()
    return partial(docs.structure, docs.unstructure(value), type(value))


def calendar(count: int) -> bytes:
    """Write a calendar of so many events."""
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTAMP:20260105T090000Z\r\n"
        f"DTSTART:{NINE + n * DAY:%Y%m%dT%H%M%SZ}\r\nDTEND:{NINE + n * DAY:%Y%m%dT23%M%SZ}\r\n"
        "END:VEVENT\r\n"
        for n in range(count)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n".encode()


WRITTEN: dict[str, Any] = {
    "a record of events": record,
    "a timeline of steps": line,
    "a schedule of spans": dotted,
    "a map of services": plain,
    "a tree of categories": tree,
    "a form of questions": form_of,
    "a desk's journal": lambda n: journals(n),
}
DOCUMENTS: Table = {
    **{
        f"documents.Documents.unstructure: {name}": partial(written, make)
        for name, make in WRITTEN.items()
    },
    **{
        f"documents.Documents.structure: {name}": partial(read, make)
        for name, make in WRITTEN.items()
        if name != "a desk's journal"
    },
    "documents.Documents.json_schema: rules": lambda n: partial(
        Documents(models=[extended(n // 4)]).json_schema, extended(n // 4)
    ),
    "documents.Documents.json_schema: questions": lambda n: partial(
        Documents().json_schema, form_of(n)
    ),
    "documents.Documents.structure_event: events": lambda n: each(
        partial(Documents().structure_event, model=INCIDENT),
        [Documents().unstructure(event) for event in history(n // 4 + 1)],
    ),
    "interop.cattrs.ItsmConverter.unstructure: a record of events": lambda n: partial(
        cattrs.make_converter().unstructure, record(n)
    ),
    "interop.cattrs.ItsmConverter.structure: a record of events": lambda n: partial(
        cattrs.make_converter().structure,
        cattrs.make_converter().unstructure(record(n)),
        Incident,
    ),
    "interop.icalendar.read: events": lambda n: partial(icalendar.read, calendar(n)),
    "interop.icalendar.schedule_from: events": lambda n: partial(
        icalendar.schedule_from, calendar(n)
    ),
    "interop.icalendar.calendar_from: days": lambda n: partial(
        icalendar.calendar_from, dotted(n), start=NINE, end=end(n), stamp=NINE
    ),
}
