"""Timelines of a list of incidents, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from functools import partial
from typing import Any

from itsmcore.frozen import FrozenDict
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._snapshots import Read, TicketList
from itsmcore.presets._stated import StateWords
from itsmcore.presets.servicenow._models import INCIDENT
from itsmcore.presets.servicenow._tables import CLOSE_CODES, HOLD_REASONS, OLD_STATES
from itsmcore.presets.servicenow._timelines import COLUMNS
from itsmcore.presets.servicenow._values import LEVELS, level_of
from itsmcore.timeline import Timeline

LIST_COLUMNS: FrozenDict[str, str] = COLUMNS | {
    "state": "state",
    "updated_at": "sys_updated_on",
}
"""The fact that each column of a list becomes; `number`, `state` and `opened_at` are required."""
_NOT_LISTED = ("at",)

_READS: Mapping[str, Read] = {
    **{name: partial(level_of, scale=scale) for name, scale in LEVELS.items()},
    "hold_reason": lambda text: (HOLD_REASONS.get(text, text), None),
    "resolution_code": lambda text: (CLOSE_CODES.get(text, text), None),
}


def snapshots(
    rows: Iterable[Mapping[str, Any]],
    *,
    tz: str | tzinfo,
    columns: Mapping[str, str] | None = None,
    states: Mapping[str, str | tuple[str, str | None]] | None = None,
    format: str | None = None,
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read a list of incidents, one row for each, as `{number: Timeline}`.

    A row tells when an incident was opened, resolved and closed, and what it is now. What it cannot
    tell is in each timeline's `flaws`, with what was wrong: when work stood still
    (`pauses_unknown`), since when it is in its state (`state_since_unknown`), and what its other
    values were before (`values_as_of_row`).

    Args:
        rows: mappings from column to value, as from `csv.DictReader`, or a frame of pandas, polars
            or pyarrow.
        tz: the zone of times that have none: that of whoever made the list, by its IANA name or as
            a tzinfo.
        columns: columns that differ from `LIST_COLUMNS`, and columns of further facts.
        states: further labels, such as those of another language, each with the state it stands
            for: `{"Gelöst": "resolved", "Wartet": ("on_hold", "caller")}`.
        format: how times are written, in the letters of `datetime.strptime`; by default found from
            all of them together.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such zone or state, or all dates can be read in two orders.

    >>> log = snapshots([
    ...     {"number": "I1", "state": "Gelöst", "opened_at": "05.01.2026 09:00",
    ...      "resolved_at": "13.01.2026 10:30"},
    ... ], tz="Europe/Berlin", states={"Gelöst": "resolved"})
    >>> [(step.at.isoformat(), step.facts["state"]) for step in log["I1"]]
    [('2026-01-05T08:00:00+00:00', 'new'), ('2026-01-13T09:30:00+00:00', 'resolved')]
    >>> [flaw.code for flaw in log["I1"].flaws]
    ['pauses_unknown', 'values_as_of_row']
    """
    words = StateWords.of(INCIDENT, OLD_STATES).also(states)
    named = {fact: column for fact, column in LIST_COLUMNS.items() if fact not in _NOT_LISTED}
    reading = TicketList.of(
        named, words, _READS, further=columns, tz=tz, format=format, absent=absent
    )
    return reading.timelines(rows)
