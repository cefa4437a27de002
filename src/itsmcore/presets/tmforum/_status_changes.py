"""Timelines of documents that say how their status changed, as TM Forum's interfaces give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase
from itsmcore.presets._histories import Histories, fields_of
from itsmcore.presets._levels import reads_of
from itsmcore.presets._reading import as_rows, iso_instant, items_of
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.tmforum._tables import PRIORITIES, TROUBLE_TICKET
from itsmcore.timeline import Timeline

FIELDS: FrozenDict[str, str] = FrozenDict(
    {
        "status": "state",
        "name": "summary",
        "severity": "severity",
        "priority": "priority",
        "ticketType": "kind",
    }
)
"""The fact that each member of a document becomes; those that are not in it are left out."""

_EXPECTED = Phrase("presets.expected.documents")


def timelines(
    documents: Iterable[Mapping[str, Any]],
    *,
    model: HasStates = TROUBLE_TICKET,
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
) -> dict[str, Timeline]:
    """Read trouble tickets, service problems or change requests as `{id: Timeline}`.

    Each `statusChangeHistory` (or `statusChange`, as older versions call it) becomes steps; other
    members hold their present values all along. Times have their zone. Dirty documents raise
    nothing: what was wrong, and how it was read, is in each timeline's `flaws`.

    Args:
        documents: mappings, as `json.load` makes of what the interface answers.
        model: what has the states, such as `tmforum.CHANGE`.
        fields: facts that other members become, beside those of `FIELDS`.
        states: further states, each with the one it stands for.

    Raises:
        BadRow: a document is not a mapping.
        BadValue: the documents, the model or a state are something else.

    >>> log = timelines([{"id": "T7", "creationDate": "2026-01-05T09:00:00Z", "status": "held",
    ...     "statusChangeHistory": [
    ...         {"status": "acknowledged", "statusChangeDate": "2026-01-05T09:00:00Z"},
    ...         {"status": "held", "statusChangeDate": "2026-01-05T09:40:00Z"}]}])
    >>> [(f"{step.at:%H:%M}", step.facts["state"]) for step in log["T7"]]
    [('09:00', 'acknowledged'), ('09:40', 'held')]
    """
    log = Histories(
        words=StateWords.of(model, states),
        fields=fields_of(FIELDS, fields),
        reads=reads_of({"priority": PRIORITIES}),
        clock=iso_instant,
        absent=("",),
    )
    for index, document in as_rows(documents, _EXPECTED, field="documents"):
        opened = document.get("creationDate")
        key = log.open(index, document.get("id"), None, opened, document)
        told = [*_changes(document)]
        befores = [None, *(change.get("status") for change in told)]
        for before, change in zip(befores, told, strict=False):
            at, status = change.get("statusChangeDate"), change.get("status")
            log.change(index, key, at, "status", before, status)
    return log.timelines()


def _changes(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Yield how the status changed, in order of time; what has no time comes last."""
    listed = document.get("statusChangeHistory", document.get("statusChange"))
    return sorted(items_of(listed), key=_instant)


def _instant(change: Mapping[str, Any]) -> datetime:
    at, _ = iso_instant(change.get("statusChangeDate"))
    return at or datetime.max.replace(tzinfo=UTC)
