"""Timelines of a list of changes that OTRS exports as CSV, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from itsmcore.frozen import FrozenDict
from itsmcore.presets._levels import reads_of
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._snapshots import TicketList
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.otrs._tables import CHANGE, IMPACTS, PRIORITIES
from itsmcore.timeline import Timeline

COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "number": "ChangeNumber",
        "state": "ChangeState",
        "opened_at": "CreateTime",
        "updated_at": "ChangeTime",
        "closed_at": "ActualEndTime",
        "summary": "ChangeTitle",
        "impact": "Impact",
        "priority": "Priority",
        "category": "Category",
        "manager": "ChangeManager",
        "builder": "ChangeBuilder",
    }
)
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""

_READS = reads_of({"impact": IMPACTS, "priority": PRIORITIES})


def snapshots(
    rows: Iterable[Mapping[str, Any]],
    *,
    tz: str | tzinfo,
    model: HasStates = CHANGE,
    columns: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    format: str | None = None,
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read a list of changes, one row for each, as `{number: Timeline}`.

    What one row cannot tell is in each timeline's `flaws`, with what was wrong.

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame.
        tz: the zone of times that have none: that of whoever made the list.
        model: what has the states, such as `otrs.WORK_ORDER`.
        columns: columns that differ from `COLUMNS`, and columns of further facts.
        states: labels of another language, each with the state it stands for.
        format: how times are written; by default found from all of them together.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone or state, or all dates can be read in two orders.

    >>> log = snapshots([
    ...     {"ChangeNumber": "7", "ChangeState": "successful", "CreateTime": "2026-01-05 09:00:00",
    ...      "ActualEndTime": "2026-01-05 11:30:00", "Priority": "4 high"},
    ... ], tz="Europe/Berlin")
    >>> [step.facts["state"] for step in log["7"]]
    ['requested', 'successful']
    """
    words = StateWords.of(model, states)
    reading = TicketList.of(
        COLUMNS, words, _READS, further=columns, tz=tz, format=format, absent=absent
    )
    return reading.timelines(rows)
