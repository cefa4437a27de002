"""Timelines of iTop's log of changes, one row for each change of a field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from itsmcore.errors import BadValue
from itsmcore.fields import is_in
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.presets._histories import Histories, clock_of, fields_of
from itsmcore.presets._levels import reads_of
from itsmcore.presets._reading import ABSENT
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.itop._fields import FIELDS
from itsmcore.presets.itop._tables import CLASSES, IMPACTS, PRIORITIES, URGENCIES
from itsmcore.timeline import Timeline

CHANGE_COLUMNS: FrozenDict[str, str] = FrozenDict(
    {
        "record": "objkey",
        "at": "date",
        "field": "attcode",
        "old": "oldvalue",
        "new": "newvalue",
        "order": "id",
    }
)
"""The column of each part of a row; all but `order` are required."""

BIRTHS = ("finalclass", "CMDBChangeOpCreate")
"""What a row says by which a ticket began."""

READS = reads_of({"impact": IMPACTS, "urgency": URGENCIES, "priority": PRIORITIES})


def timelines(
    rows: Iterable[Mapping[str, Any]],
    *,
    tz: str | tzinfo,
    tickets: Iterable[Mapping[str, Any]] = (),
    of: str = "Incident",
    model: HasStates | None = None,
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    format: str = "%Y-%m-%d %H:%M:%S",
    absent: Iterable[str] = ABSENT,
) -> dict[str, Timeline]:
    """Read iTop's log of changes (`CMDBChangeOp`) as `{ref: Timeline}`.

    Rows of `CMDBChangeOpSetAttributeScalar` change a field, and one of `CMDBChangeOpCreate` says
    when a ticket began. Rows of other classes of tickets are left out. Dirty rows raise nothing:
    what was wrong, and how it was read, is in each timeline's `flaws`, with the row's position.

    Args:
        rows: mappings by the columns of `CHANGE_COLUMNS`, with `objclass` and `finalclass` where
            several are mixed, as from `csv.DictReader`, or a frame.
        tz: the zone of times that have none: that of the server.
        tickets: the tickets themselves, with `id`, `ref`, `start_date` and whatever else; without
            them a ticket goes by its `id`, and nothing is known of fields that never changed.
        of: the class of tickets, such as `"UserRequest"`.
        model: what has the states; by default the lifecycle that ships for the class.
        fields: facts that other fields become, beside those of `FIELDS`.
        states: further names of states, each with the state it stands for.
        format: how times are written, in the letters of `datetime.strptime`.
        absent: texts that stand for no value.

    Raises:
        BadRow: a required column is missing.
        BadValue: there is no such class, zone or state.

    >>> log = timelines([
    ...     {"objkey": "7", "date": "2026-01-05 10:30:00", "attcode": "status", "oldvalue": "new",
    ...      "newvalue": "assigned"},
    ... ], tickets=[{"id": "7", "ref": "I-000007", "start_date": "2026-01-05 10:00:00"}],
    ...     tz="Europe/Paris")
    >>> [(f"{step.at:%H:%M}", step.facts["state"]) for step in log["I-000007"]]
    [('09:00', 'new'), ('09:30', 'assigned')]
    """
    log = log_of(tickets, of, model, fields, states, tz, format, absent)
    log.read(rows, CHANGE_COLUMNS, only={"objclass": of}, births=BIRTHS)
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
        BadValue: there is no such class, zone or state.
    """
    if not is_in(of, CLASSES):
        raise BadValue(
            field="of",
            value=of,
            expected=Phrase("presets.expected.one_of", names=", ".join(CLASSES)),
        )
    log = Histories(
        words=StateWords.of(CLASSES[of] if model is None else model, states),
        fields=fields_of(FIELDS, fields),
        reads=READS,
        clock=clock_of(tz, format),
        absent=absent,
    )
    log.read_tickets(tickets, key="id", number="ref", opened_at="start_date")
    return log
