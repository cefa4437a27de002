"""Timelines of the table `glpi_logs`, one row for each change of a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from html import unescape
from typing import Any

from itsmcore.errors import BadValue
from itsmcore.fields import is_in
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.presets._histories import Histories, clock_of, fields_of
from itsmcore.presets._levels import reads_of
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.glpi._tables import IMPACTS, ITEMTYPES, PRIORITIES, URGENCIES
from itsmcore.timeline import Timeline

LOG_COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "record": "items_id",
        "at": "date_mod",
        "field": "id_search_option",
        "old": "old_value",
        "new": "new_value",
        "order": "id",
    }
)
"""The column of each part of a row; all but `order` are required."""

FIELDS: FrozenDict[str, str] = FrozenDict(
    {
        "1": "summary",
        "name": "summary",
        "12": "state",
        "status": "state",
        "10": "urgency",
        "urgency": "urgency",
        "11": "impact",
        "impact": "impact",
        "3": "priority",
        "priority": "priority",
        "7": "category",
        "itilcategories_id": "category",
    }
)
"""The fact that each field becomes: by its search option in the log, by its column in the table."""

BIRTHS = ("linked_action", "20")
"""What a row says by which a ticket began."""


def _named(text: str) -> tuple[str, str | None]:
    """Return the name of what a field refers to, which the log writes with its id behind it."""
    plain = unescape(text)
    name, _, id = plain.removesuffix(")").rpartition(" (")
    return (name if plain.endswith(")") and id.isdecimal() else plain), None


def _plain(text: str) -> tuple[str, str | None]:
    """Return a text without the escapes of HTML that the tables have."""
    return unescape(text), None


READS = {
    **reads_of({"impact": IMPACTS, "urgency": URGENCIES, "priority": PRIORITIES}),
    "category": _named,
    "summary": _plain,
}


def timelines(
    rows: Iterable[Mapping[str, Any]],
    *,
    tz: str | tzinfo,
    tickets: Iterable[Mapping[str, Any]] = (),
    of: str = "Ticket",
    model: HasStates | None = None,
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    format: str = "%Y-%m-%d %H:%M:%S",
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read rows of `glpi_logs`, one for each change of a field, as `{id: Timeline}`.

    Rows of other types are left out, and so is who was added: the log has people as relations, and
    not as fields. Dirty rows raise nothing: what was wrong, and how it was read, is in each
    timeline's `flaws`, with the row's position.

    Args:
        rows: mappings by the columns of `LOG_COLUMNS`, with `itemtype` and `linked_action` where
            several are mixed, as from `csv.DictReader`, or a frame.
        tz: the zone of times that have none: that of the server.
        tickets: the rows of the table itself, with `id`, `date` and whatever else; without them
            nothing is known of fields that never changed.
        of: the type, `"Ticket"`, `"Problem"` or `"Change"`.
        model: what has the states; by default the lifecycle of the type.
        fields: facts that other fields become, beside those of `FIELDS`.
        states: further labels of statuses, each with the state it stands for.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such type, zone or state.

    >>> log = timelines([
    ...     {"items_id": 7, "date_mod": "2026-01-05 10:30:00", "id_search_option": 12,
    ...      "old_value": "1", "new_value": "2"},
    ... ], tickets=[{"id": 7, "date": "2026-01-05 10:00:00"}], tz="Europe/Paris")
    >>> [(f"{step.at:%H:%M}", step.facts["state"]) for step in log["7"]]
    [('09:00', 'new'), ('09:30', 'assigned')]
    """
    log = log_of(tickets, of, model, fields, states, tz, format, absent)
    log.read(rows, LOG_COLUMNS, only={"itemtype": of}, births=BIRTHS)
    return log.timelines()


def log_of(
    tickets: Iterable[Mapping[str, Any]],
    of: str,
    model: HasStates | None,
    fields: Mapping[str, str] | None,
    states: Mapping[str, str] | None,
    tz: str | tzinfo,
    format: str,
    absent: Iterable[str],
) -> Histories:
    """Make a log of what a caller says, with the tickets in it.

    Raises:
        BadValue: there is no such type, zone or state.
    """
    if not is_in(of, ITEMTYPES):
        raise BadValue(
            field="of",
            value=of,
            expected=Phrase("presets.expected.one_of", names=", ".join(ITEMTYPES)),
        )
    log = Histories(
        words=StateWords.of(ITEMTYPES[of] if model is None else model, states),
        fields=fields_of(FIELDS, fields),
        reads=READS,
        clock=clock_of(tz, format),
        absent=absent,
    )
    log.read_tickets(tickets, key="id", number="id", opened_at="date")
    return log
