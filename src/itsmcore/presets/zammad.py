"""Zammad: the states of its tickets, and a reader of their history.

What is read is what its interface gives for a ticket's history (zammad/zammad, app/models/
history.rb). The states are those that an installation begins with; moves are this library's, since
Zammad allows all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from itsmcore._faces import offer
from itsmcore.frozen import FrozenDict
from itsmcore.level import Priority
from itsmcore.lifecycle import Phase, State
from itsmcore.phrase import Phrase
from itsmcore.presets._histories import Histories, fields_of
from itsmcore.presets._levels import reads_of
from itsmcore.presets._reading import as_rows, iso_instant
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets._tables import by_target, table
from itsmcore.timeline import Timeline

__all__ = ["FIELDS", "PRIORITIES", "TICKET", "timelines"]

PRIORITIES = (
    Priority("3", "3 high", 3),
    Priority("2", "2 normal", 2),
    Priority("1", "1 low", 1),
)
"""The priorities; 3 is the worst."""

_WAITS = ("pending reminder", "pending close")
_ENDS = ("closed", "merged")
_LEAVE_CLOSED = ("open", "merged")
TICKET = table(
    "zammad.ticket",
    (
        State("new", phase=Phase.NEW),
        State("open", phase=Phase.ACTIVE),
        State("pending reminder", phase=Phase.PENDING),
        State("pending close", phase=Phase.PENDING),
        State("closed", phase=Phase.CLOSED),
        State("merged", phase=Phase.CLOSED),
    ),
    by_target(
        {
            "new": ("open", *_WAITS, *_ENDS),
            "open": (*_WAITS, *_ENDS),
            "pending reminder": ("open", "pending close", *_ENDS),
            "pending close": ("open", "pending reminder", *_ENDS),
            "closed": _LEAVE_CLOSED,
        }
    ),
    reopens=_LEAVE_CLOSED,
)
"""The states of a ticket; an answer opens a closed one again, and a merged one stays so."""

FIELDS: FrozenDict[str, str] = FrozenDict(
    {
        "state": "state",
        "priority": "priority",
        "title": "summary",
        "group": "group",
        "owner": "assignee",
        "customer": "caller",
        "organization": "customer",
    }
)
"""The fact that each attribute of a ticket becomes; those that are not in it are left out."""

_EXPECTED = Phrase("presets.expected.history")


def timelines(
    history: Iterable[Mapping[str, Any]],
    *,
    tickets: Iterable[Mapping[str, Any]] = (),
    model: HasStates = TICKET,
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
) -> dict[str, Timeline]:
    """Read the history of tickets as `{number: Timeline}`.

    Entries of other objects, such as articles, are left out. Times have their zone. Dirty entries
    raise nothing: what was wrong, and how it was read, is in each timeline's `flaws`, with the
    entry's position.

    Args:
        history: mappings, as `json.load` makes of `/api/v1/ticket_history/{id}`: its `"history"`,
            of several tickets one after the other.
        tickets: the tickets themselves, as `/api/v1/tickets?expand=true` gives them; without them a
            ticket goes by its id, and nothing is known of what never changed.
        model: what has the states.
        fields: facts that other attributes become, beside those of `FIELDS`.
        states: states of a site's own, each with the one it stands for.

    Raises:
        BadRow: an entry is not a mapping.
        BadValue: the history, the model or a state are something else.

    >>> log = timelines([
    ...     {"o_id": 7, "type": "created", "created_at": "2026-01-05T09:00:00Z"},
    ...     {"o_id": 7, "type": "updated", "attribute": "state",
    ...      "value_from": "new", "value_to": "open", "created_at": "2026-01-05T09:40:00Z"},
    ... ])
    >>> [(f"{step.at:%H:%M}", step.facts["state"]) for step in log["7"]]
    [('09:00', 'new'), ('09:40', 'open')]
    """
    log = Histories(
        words=StateWords.of(model, states),
        fields=fields_of(FIELDS, fields),
        reads=reads_of({"priority": PRIORITIES}),
        clock=iso_instant,
        absent=("", "-"),
    )
    log.read_tickets(tickets, key="id", number="number", opened_at="created_at")
    for index, entry in as_rows(history, _EXPECTED, field="history"):
        if entry.get("object", "Ticket") != "Ticket":
            continue
        key, at, field = entry.get("o_id"), entry.get("created_at"), entry.get("attribute")
        if entry.get("type") == "created":
            log.begin(index, key, at)
        old, new = entry.get("value_from"), entry.get("value_to")
        log.change(index, key, at, field, old, new, order=entry.get("id"))
    return log.timelines()


offer(globals())
