"""Tenants: whose desk it is, by which models they work, what was promised, and who works there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import ClassVar

import attrs

from itsmcore import INCIDENT, Actor, Incident, Model, Phase, Priority, Rule, Schedule, State
from itsmcore.approval import Authority, Quorum
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.changes import STANDARD as CHANGE_DUTIES
from itsmcore.documents import Documents
from itsmcore.incidents import STANDARD as INCIDENT_DUTIES
from itsmcore.incidents import Resumed, Role
from itsmcore.lifecycle import Argument, Event, Side
from itsmcore.service_levels import Agreement, Goal


@attrs.frozen
class Person:
    """Who may sign in. The password stands for whatever your login is."""

    name: str
    password: str = attrs.field(repr=False)
    side: Side = Side.CUSTOMER
    roles: frozenset[str] = frozenset({"requester"})

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.roles)


@attrs.frozen(slots=False)
class Tenant:
    """One organisation, and everything that differs from one to the next.

    Attributes:
        models: by the word in addresses, the model by which a new record lives.
        former: models of records that were opened before.
        agreement: what was promised.
        people: who may sign in, by name.
        asked: what requesters are asked when they open a record.
    """

    name: str
    models: Mapping[str, Model]
    agreement: Agreement
    people: Mapping[str, Person]
    former: tuple[Model, ...] = ()
    asked: tuple[str, ...] = ("summary", "description", "impact", "urgency", "custom")

    def offered(self, person: Person) -> dict[str, Model]:
        """Return the models of the records that somebody may open: requesters open incidents."""
        return {
            word: model
            for word, model in self.models.items()
            if person.side is Side.DESK or issubclass(model.record, Incident)
        }

    @cached_property
    def documents(self) -> Documents:
        return Documents(models=(*self.models.values(), *self.former))


def agent(name: str, *more: str) -> Person:
    return Person(name, f"{name}'s", Side.DESK, frozenset({Role.AGENT, *more}))


def by_name(*people: Person) -> dict[str, Person]:
    return {one.name: one for one in people}


# --- a port authority ---------------------------------------------------------------------------

HARBOUR_INCIDENT = INCIDENT.with_roles(INCIDENT_DUTIES).extended(
    name="harbour incident",
    fields=[Argument("quay", options=("north", "south", "west"), is_public=True)],
)
HARBOUR_CHANGE = NORMAL_CHANGE.with_roles(CHANGE_DUTIES).extended(
    name="harbour change", policy=Authority("CAB", ["ines", "jorge", "keiko"], needs=Quorum(2))
)
HOURS = {
    Priority.CRITICAL: timedelta(hours=4),
    Priority.HIGH: timedelta(hours=8),
    Priority.MODERATE: timedelta(hours=24),
    Priority.LOW: timedelta(hours=72),
}
ROUND_THE_CLOCK = Agreement(
    "round the clock",
    goals=[Goal("resolution", stop=Phase.RESOLVED, pause=Phase.PENDING, targets=HOURS)],
)
HARBOUR = Tenant(
    "harbour",
    {"incidents": HARBOUR_INCIDENT, "changes": HARBOUR_CHANGE},
    ROUND_THE_CLOCK,
    by_name(
        Person("ada", "ada's"),
        Person("bob", "bob's"),
        agent("grace", "change_manager"),
        agent("linus", "implementer"),
        *map(agent, ("ines", "jorge", "keiko")),
    ),
)

# --- a clinic, whose model has two versions -----------------------------------------------------


@attrs.frozen(kw_only=True)
class HandedOver(Event):
    """Hand it over to the maker of a device.

    Attributes:
        maker: who repairs it.
        note: what the desk says to itself.
    """

    verb: ClassVar[str] = "hand_over"
    maker: str
    note: str | None = None


CLINIC_INCIDENT_1 = INCIDENT.with_roles(INCIDENT_DUTIES).extended(
    name="clinic incident",
    fields=[Argument("ward", is_public=True, is_required=True)],
)
CLINIC_INCIDENT = CLINIC_INCIDENT_1.extended(
    State("with_maker", phase=Phase.PENDING),
    Rule(HandedOver, source="in_progress", target="with_maker"),
    Rule(Resumed, source="with_maker", target="in_progress"),
    version="2",
    roles={HandedOver: Role.AGENT},
)
OFFICE_HOURS = Agreement(
    "office hours",
    goals=[
        Goal(
            "resolution",
            stop=Phase.RESOLVED,
            pause=Phase.PENDING,
            targets=HOURS,
            schedule=Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Lisbon"),
        )
    ],
)
CLINIC = Tenant(
    "clinic",
    {"incidents": CLINIC_INCIDENT},
    OFFICE_HOURS,
    by_name(Person("ada", "ada's"), agent("mei")),
    former=(CLINIC_INCIDENT_1,),
)

TENANTS = (HARBOUR, CLINIC)
