"""Timelines of a list of tickets that iTop exports, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from itsmcore.frozen import FrozenDict
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._snapshots import TicketList
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.itop._changes import READS
from itsmcore.presets.itop._tables import INCIDENT
from itsmcore.timeline import Timeline

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "ref",
        "state": "status",
        "opened_at": "start_date",
        "updated_at": "last_update",
        "resolved_at": "resolution_date",
        "closed_at": "close_date",
        "summary": "title",
        "customer": "org_name",
        "caller": "caller_name",
        "group": "team_name",
        "assignee": "agent_name",
        "impact": "impact",
        "urgency": "urgency",
        "priority": "priority",
        "service": "service_name",
        "hold_reason": "pending_reason",
        "resolution_code": "resolution_code",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""


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
    """Read a list of tickets, one row for each, as `{ref: Timeline}`.

    What one row cannot tell is in each timeline's `flaws`, with what was wrong.

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame.
        tz: the zone of times that have none: that of whoever made the list.
        model: what has the states, such as `itop.REQUEST`.
        columns: columns that differ from `COLUMNS`, and columns of further facts.
        states: labels of another language, each with the state it stands for.
        format: how times are written; by default found from all of them together.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone or state, or all dates can be read in two orders.

    >>> log = snapshots([
    ...     {"ref": "I-000007", "status": "resolved", "start_date": "2026-01-05 09:00:00",
    ...      "resolution_date": "2026-01-05 11:30:00", "priority": "2"},
    ... ], tz="Europe/Paris")
    >>> log["I-000007"].time_in("new")
    datetime.timedelta(seconds=9000)
    """
    words = StateWords.of(model, states)
    reading = TicketList.of(
        COLUMNS, words, READS, further=columns, tz=tz, format=format, absent=absent
    )
    return reading.timelines(rows)
