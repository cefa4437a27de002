"""Sides: whether an event comes from the customer's side, from the desk, or from a machine."""

from __future__ import annotations

from enum import Enum
from typing import Any

from itsmcore.conditions import Facts, field
from itsmcore.errors import ItsmError
from itsmcore.lifecycle._actor import SYSTEM

REQUESTER = "requester"
"""The role in which somebody acts for the customer's side."""
BOT = "bot"
"""The role of a program that acts on its own, such as an auto-reply in a person's name."""

FROM_REQUESTER = field("event.by.roles").contains(REQUESTER)
"""The actor acts in the role of requester; every model counts that as the customer's side."""
FROM_MACHINE = field("event.by").is_(SYSTEM.name) | field("event.by.roles").contains(BOT)
"""The actor is the library itself, or acts in the role of bot; models count that as a machine."""


class Side(Enum):
    """Whom an event comes from; the values are the facts that say so."""

    CUSTOMER = "event.from_customer"
    DESK = "event.from_desk"
    MACHINE = "event.from_machine"

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


def side_of(facts: Facts, model: Any) -> Side | None:
    """Return whom the event comes from, by a model; None if that cannot be decided."""
    try:
        if model.from_machine.holds(facts):
            return Side.MACHINE
        return Side.CUSTOMER if model.from_customer.holds(facts) else Side.DESK
    except ItsmError:
        return None
