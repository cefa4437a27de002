"""Conversion: what a record takes over from one of another practice, and how that one ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from itsmcore.categories._legal import carried
from itsmcore.lifecycle import Event, Model, Record
from itsmcore.lifecycle._event_fields import data_fields, required, shared_fields

_ASKS = ("caller", "requester", "complainant")
"""Who asked for a record; each practice has its own word."""


def taken_over(record: Record, model: Model, at: datetime) -> dict[str, Any]:
    """Return the arguments that open a record of a model with the facts of another that both have.

    The caller of one is the requester of the other. Custom fields that the model does not ask for
    stay behind, where it declares any, and so does a category that it opens nothing with.
    """
    opening = model.opening_event
    taken = {name: getattr(record, name) for name in shared_fields(opening, type(record))}
    form = model.plan.form
    if form and "custom" in taken:
        known = {question.name for question in form.asked(record.custom)}
        taken["custom"] = {name: of for name, of in record.custom.items() if name in known}
    asked = [of for name in _ASKS if (of := getattr(record, name, None)) is not None]
    taken |= {of.name: asked[0] for of in data_fields(opening) if of.name in _ASKS and asked}
    if "category" in taken:
        categories = getattr(model, "categories", None)
        taken["category"] = carried(categories, taken["category"], at)
    return taken


def cancelled(record: Record, **said: Any) -> Event:
    """Return the event that cancels a record, with what it takes of what is said.

    Raises:
        Unlisted: its model has no verb `cancel`.
        BadValue: the event needs something else.
    """
    cancel: Any = record.model.event("cancel")
    known = {"at", "by", *(of.name for of in data_fields(cancel))}
    needed = dict.fromkeys(required(cancel))
    return cancel(**needed | {name: of for name, of in said.items() if name in known})  # type: ignore[no-any-return]
