"""Timelines of a list of records that BMC Helix ITSM exports, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from itsmcore.frozen import FrozenDict
from itsmcore.presets._levels import reads_of
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._snapshots import TicketList
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.bmc._tables import IMPACTS, INCIDENT, PRIORITIES, URGENCIES
from itsmcore.timeline import Timeline

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "Incident ID",
        "state": "Status",
        "opened_at": "Submit Date",
        "updated_at": "Last Modified Date",
        "resolved_at": "Last Resolved Date",
        "closed_at": "Closed Date",
        "impact": "Impact",
        "urgency": "Urgency",
        "priority": "Priority",
        "summary": "Summary",
        "hold_reason": "Status Reason",
        "group": "Assigned Group",
        "assignee": "Assignee",
        "caller": "Customer",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

_READS = reads_of({"impact": IMPACTS, "urgency": URGENCIES, "priority": PRIORITIES})


def snapshots(
    rows: Iterable[Mapping[str, Any]],
    *,
    tz: str | tzinfo,
    model: HasStates = INCIDENT,
    columns: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    format: str | None = None,
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read a list of incidents, problems or changes, one row for each, as `{ID: Timeline}`.

    What one row cannot tell is in each timeline's `flaws`, with what was wrong.

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame.
        tz: the zone of times that have none: that of whoever made the list.
        model: what has the states.
        columns: columns that differ from `COLUMNS`, and columns of further facts.
        states: statuses of a site's own or of another language, each with the state it stands for.
        format: how times are written; by default found from all of them together.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone or state, or all dates can be read in two orders.

    >>> log = snapshots([
    ...     {"Incident ID": "INC7", "Status": "Resolved", "Submit Date": "2026-01-05 09:00",
    ...      "Last Resolved Date": "2026-01-05 11:30", "Priority": "High"},
    ... ], tz="America/Chicago")
    >>> log["INC7"].time_in("new")
    datetime.timedelta(seconds=9000)
    """
    words = StateWords.of(model, states)
    reading = TicketList.of(
        COLUMNS, words, _READS, further=columns, tz=tz, format=format, absent=absent
    )
    return reading.timelines(rows)
