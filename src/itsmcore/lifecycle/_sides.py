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
"""The role of a program that acts by itself, an auto-reply in the name of a person too."""

FROM_REQUESTER = field("event.by.roles").contains(REQUESTER)
"""The actor acts in the role of requester; what models take for the customer's side at least."""
FROM_MACHINE = field("event.by").is_(SYSTEM.name) | field("event.by.roles").contains(BOT)
"""The actor is the library itself, or acts in the role of bot; what models take for a machine."""


class Side(Enum):
    """Name whom an event comes from; the values are the facts that say so."""

    CUSTOMER = "event.from_customer"
    DESK = "event.from_desk"
    MACHINE = "event.from_machine"


def side_of(facts: Facts, model: Any) -> Side | None:
    """Tell whom the event comes from, by a model; None where that cannot be decided."""
    try:
        if model.from_machine.holds(facts):
            return Side.MACHINE
        return Side.CUSTOMER if model.from_customer.holds(facts) else Side.DESK
    except ItsmError:
        return None
