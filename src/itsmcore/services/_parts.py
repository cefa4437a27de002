"""Parts: the services and the configuration items that a map is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeAlias

import attrs

from itsmcore.called import call_of
from itsmcore.codes import Code, one_of
from itsmcore.fields import as_text, as_texts, as_whole
from itsmcore.kinds import check_definition
from itsmcore.level import Level
from itsmcore.schedule import Schedule


class ItemState(Code):
    """Where a service or an item is in its life."""

    PLANNED = "planned"
    """It is not there yet."""
    LIVE = "live"
    MAINTENANCE = "maintenance"
    """It is absent on purpose, and will be back."""
    RETIRED = "retired"
    """It is not there any more."""

    @property
    def is_there(self) -> bool:
        """Whether others may depend on it."""
        return self in (ItemState.LIVE, ItemState.MAINTENANCE)


class Criticality(Level):
    """How much the business depends on a service."""

    __slots__ = ()

    VITAL: ClassVar[Criticality]
    HIGH: ClassVar[Criticality]
    MEDIUM: ClassVar[Criticality]
    LOW: ClassVar[Criticality]
    scale: ClassVar[tuple[Criticality, ...]]


Criticality.scale = (
    Criticality("vital", "Vital", 4),
    Criticality("high", "High", 3),
    Criticality("medium", "Medium", 2),
    Criticality("low", "Low", 1),
)
Criticality.VITAL, Criticality.HIGH, Criticality.MEDIUM, Criticality.LOW = Criticality.scale


def _state(state: str) -> ItemState:
    return one_of(ItemState, state, field="state")


def _offerings(offerings: str | Iterable[str]) -> tuple[str, ...]:
    return as_texts(offerings, "offerings")


@attrs.frozen(repr=False)
class Service:
    """A service, as its users see it.

    Attributes:
        name: its name, which no other service or item of a map has.
        owner: who answers for it.
        criticality: how much the business depends on it.
        users: how many people use it; None if nobody has counted them.
        hours: the time in which it was agreed to be there; by default always.
        offerings: the ways in which it is offered, such as `"gold"`.
        state: where it is in its life.

    Raises:
        BadValue: a value is of the wrong kind, or the number of users is below 0.

    >>> Service("payroll", owner="hr", criticality=Criticality.VITAL, users=900)
    Service('payroll', owner='hr', criticality=Criticality.VITAL, users=900)
    """

    name: str
    owner: str | None = attrs.field(default=None, kw_only=True)
    criticality: Criticality = attrs.field(default=Criticality.MEDIUM, kw_only=True)
    users: int | None = attrs.field(default=None, kw_only=True)
    hours: Schedule = attrs.field(factory=Schedule.always, kw_only=True)
    offerings: tuple[str, ...] = attrs.field(default=(), converter=_offerings, kw_only=True)
    state: ItemState = attrs.field(default=ItemState.LIVE, converter=_state, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        as_text(self.name, "name")
        if self.users is not None:
            as_whole(self.users, "users", least=0)


@attrs.frozen(repr=False)
class Item:
    """A configuration item: what services are made of, such as a server or a database.

    Attributes:
        name: its name, which no other service or item of a map has.
        kind: what it is, such as `"server"`.
        state: where it is in its life.
        owner: who answers for it.

    Raises:
        BadValue: a value is of the wrong kind.

    >>> Item("db-1", kind="database", state="maintenance")
    Item('db-1', kind='database', state=ItemState.MAINTENANCE)
    """

    name: str
    kind: str | None = attrs.field(default=None, kw_only=True)
    state: ItemState = attrs.field(default=ItemState.LIVE, converter=_state, kw_only=True)
    owner: str | None = attrs.field(default=None, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        check_definition(self)
        as_text(self.name, "name")


Part: TypeAlias = Service | Item
