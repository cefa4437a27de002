"""Timelines of a list of tickets that Zendesk exports as CSV, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from itsmcore.frozen import FrozenDict
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._snapshots import TicketList
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.zendesk._audits import READS
from itsmcore.presets.zendesk._tables import TICKET
from itsmcore.timeline import Timeline

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "Id",
        "state": "Status",
        "opened_at": "Created at",
        "updated_at": "Updated at",
        "resolved_at": "Solved at",
        "priority": "Priority",
        "summary": "Subject",
        "kind": "Ticket type",
        "channel": "Via",
        "group": "Group",
        "assignee": "Assignee",
        "caller": "Requester",
        "customer": "Organization",
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
    """Read a list of tickets that was exported as CSV, one row for each, as `{id: Timeline}`.

    What one row cannot tell is in each timeline's `flaws`, with what was wrong: a closed ticket is
    read as solved, and closed at an instant that the row does not know.

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame.
        tz: the zone of times that have none: that of the account.
        model: what has the states.
        columns: columns that differ from `COLUMNS`, and columns of further facts.
        states: statuses of a site's own or of another language, each with the state it stands for.
        format: how times are written; by default found from all of them together.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone or state, or all dates can be read in two orders.

    >>> log = snapshots([
    ...     {"Id": "7", "Status": "Solved", "Created at": "2026-01-05 09:00",
    ...      "Solved at": "2026-01-05 11:30", "Priority": "High"},
    ... ], tz="Europe/Copenhagen")
    >>> log["7"].time_in("new")
    datetime.timedelta(seconds=9000)
    """
    words = StateWords.of(model, states)
    reading = TicketList.of(
        COLUMNS, words, READS, further=columns, tz=tz, format=format, absent=absent
    )
    return reading.timelines(rows)
