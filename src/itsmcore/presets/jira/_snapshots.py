"""Timelines of a list of issues that Jira exports as CSV, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from itsmcore.frozen import FrozenDict
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._snapshots import Read, TicketList
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.jira._models import INCIDENT
from itsmcore.presets.jira._tables import PRIORITIES
from itsmcore.timeline import Timeline

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "Issue key",
        "state": "Status",
        "opened_at": "Created",
        "updated_at": "Updated",
        "resolved_at": "Resolved",
        "kind": "Issue Type",
        "priority": "Priority",
        "summary": "Summary",
        "assignee": "Assignee",
        "caller": "Reporter",
        "resolution_code": "Resolution",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

_LEVELS = {level.label: level for level in PRIORITIES}


def _priority(text: str) -> tuple[Any, str | None]:
    return (_LEVELS[text], None) if text in _LEVELS else (text, "unknown_level")


_READS: Mapping[str, Read] = {"priority": _priority}


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
    """Read a list of issues that was exported as CSV, one row for each, as `{key: Timeline}`.

    A row tells when an issue was created and resolved, and what it is now. What it cannot tell is
    in each timeline's `flaws`, with what was wrong: when work stood still (`pauses_unknown`), since
    when it is in its state (`state_since_unknown`), and what its other values were before
    (`values_as_of_row`).

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame of pandas, polars
            or pyarrow.
        tz: the zone of times that have none: that of whoever made the list, by its IANA name or as
            a tzinfo.
        model: what has the states: a model, or a lifecycle such as an exported `workflow` gives.
        columns: columns that differ from `COLUMNS`, and columns of further facts.
        states: further names of statuses, each with the state it stands for.
        format: how times are written, in the letters of `datetime.strptime`; by default found from
            all of them together.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone or state, or all dates can be read in two orders.

    >>> log = snapshots([
    ...     {"Issue key": "OPS-7", "Status": "Completed", "Created": "05/Jan/26 9:00 AM",
    ...      "Resolved": "05/Jan/26 11:30 AM", "Priority": "High"},
    ... ], tz="Europe/Amsterdam")
    >>> log["OPS-7"].time_in("open")
    datetime.timedelta(seconds=9000)
    """
    words = StateWords.of(model, states)
    reading = TicketList.of(
        COLUMNS, words, _READS, further=columns, tz=tz, format=format, absent=absent
    )
    return reading.timelines(rows)
