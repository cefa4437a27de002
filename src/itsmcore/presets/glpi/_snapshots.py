"""Timelines of a list of tickets that GLPI exports, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from itsmcore.frozen import FrozenDict
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._snapshots import TicketList
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.glpi._logs import READS
from itsmcore.presets.glpi._tables import TICKET
from itsmcore.timeline import Timeline

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "ID",
        "state": "Status",
        "opened_at": "Opening date",
        "updated_at": "Last update",
        "resolved_at": "Resolution date",
        "closed_at": "Closing date",
        "summary": "Title",
        "priority": "Priority",
        "urgency": "Urgency",
        "impact": "Impact",
        "category": "Category",
        "caller": "Requester - Requester",
        "assignee": "Assigned to - Technician",
        "group": "Assigned to - Technician group",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""


def snapshots(
    rows: Iterable[Mapping[str, Any]],
    *,
    tz: str | tzinfo,
    model: HasStates = TICKET,
    columns: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    format: str | None = None,
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read a list of tickets, one row for each, as `{id: Timeline}`.

    What one row cannot tell is in each timeline's `flaws`, with what was wrong.

    Args:
        rows: mappings from column to value, as from `csv.DictReader` with `delimiter=";"`, or a
            frame.
        tz: the zone of times that have none: that of whoever made the list.
        model: what has the states, such as `glpi.CHANGE`.
        columns: columns that differ from `COLUMNS`, which are in the language of whoever made the
            list, and columns of further facts.
        states: labels of another language, each with the state it stands for.
        format: how times are written; by default found from all of them together.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone or state, or all dates can be read in two orders.

    >>> log = snapshots([
    ...     {"ID": "7", "Status": "Solved", "Opening date": "2026-01-05 09:00",
    ...      "Resolution date": "2026-01-05 11:30", "Priority": "High"},
    ... ], tz="Europe/Paris")
    >>> log["7"].time_in("new")
    datetime.timedelta(seconds=9000)
    """
    words = StateWords.of(model, states)
    reading = TicketList.of(
        COLUMNS, words, READS, further=columns, tz=tz, format=format, absent=absent
    )
    return reading.timelines(rows)
