"""Timelines of the audits of tickets, as Zendesk's REST interface gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.presets._histories import Histories, fields_of
from itsmcore.presets._levels import reads_of
from itsmcore.presets._reading import as_rows, iso_instant, items_of
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.zendesk._tables import PRIORITIES, TICKET
from itsmcore.timeline import Timeline

FIELDS: FrozenDict[str, str] = FrozenDict(
    {
        "status": "state",
        "priority": "priority",
        "subject": "summary",
        "type": "kind",
        "group_id": "group",
        "assignee_id": "assignee",
        "requester_id": "caller",
        "organization_id": "customer",
    }
)
"""The fact that each field of a ticket becomes; those that are not in it are left out."""

_EXPECTED = Phrase("presets.expected.audits")
_CREATE, _CHANGE = "Create", "Change"
READS = reads_of({"priority": PRIORITIES})


def timelines(
    audits: Iterable[Mapping[str, Any]],
    *,
    tickets: Iterable[Mapping[str, Any]] = (),
    model: HasStates = TICKET,
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
) -> dict[str, Timeline]:
    """Read the audits of tickets, each with its events, as `{id: Timeline}`.

    What a ticket was created with, and each change of a field, becomes a step; comments and
    notifications do not. Times have their zone. Dirty audits raise nothing: what was wrong, and
    how it was read, is in each timeline's `flaws`, with the audit's position.

    Args:
        audits: mappings, as `json.load` makes of `/tickets/{id}/audits` or `/ticket_audits`.
        tickets: the tickets themselves, as `/tickets` gives them; without them nothing is known of
            fields that have neither been set nor changed.
        model: what has the states.
        fields: facts that other fields become, beside those of `FIELDS`; fields of a site go by
            their ids, such as `{"360001": "site"}`.
        states: further statuses, each with the state it stands for.

    Raises:
        BadRow: an audit is not a mapping.
        BadValue: the audits, the model or a state are something else.

    >>> log = timelines([
    ...     {"ticket_id": 7, "created_at": "2026-01-05T09:00:00Z", "events": [
    ...         {"type": "Create", "field_name": "status", "value": "new"}]},
    ...     {"ticket_id": 7, "created_at": "2026-01-05T09:40:00Z", "events": [
    ...         {"type": "Change", "field_name": "status", "previous_value": "new",
    ...          "value": "open"}]},
    ... ])
    >>> [(f"{step.at:%H:%M}", step.facts["state"]) for step in log["7"]]
    [('09:00', 'new'), ('09:40', 'open')]
    """
    log = Histories(
        words=StateWords.of(model, states),
        fields=fields_of(FIELDS, fields),
        reads=READS,
        clock=iso_instant,
        absent=("",),
    )
    log.read_tickets(tickets, key="id", number="id", opened_at="created_at")
    for index, audit in as_rows(audits, _EXPECTED, field="audits"):
        key, at = audit.get("ticket_id"), audit.get("created_at")
        events = [*items_of(audit.get("events"))]
        if any(event.get("type") == _CREATE for event in events):
            log.begin(index, key, at)
        for event in events:
            if event.get("type") in (_CREATE, _CHANGE):
                field, order = event.get("field_name"), event.get("id")
                old, new = event.get("previous_value"), event.get("value")
                log.change(index, key, at, field, old, new, order=order)
    return log.timelines()
