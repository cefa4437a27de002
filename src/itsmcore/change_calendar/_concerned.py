"""Who is concerned by a change: the services that its planned outage takes away."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from itsmcore.change_calendar._limits import touched
from itsmcore.changes import Change
from itsmcore.fields import as_a
from itsmcore.figures import Rows, Table, as_table_formats, as_table_text
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import say
from itsmcore.services import OperationalStatus, Service, ServiceMap
from itsmcore.span import Window


@attrs.frozen(kw_only=True)
class Concerned:
    """A service that a change affects, and who is to be told.

    Attributes:
        service: the service.
        status: how it does while the change is made.
        path: the way from what the change touches to it: each needs the one before it.
    """

    service: Service
    status: OperationalStatus
    path: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Announcement:
    """What is to be told of a change's planned outage, and to whom.

    Attributes:
        change: the change's number.
        window: when it is planned; None if that is not known yet.
        concerned: the services, the worst affected first.
        strangers: what the change touches and the map does not know.
    """

    change: str
    window: Window | None
    concerned: tuple[Concerned, ...]
    strangers: tuple[str, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """The owners of the services, each once."""
        owners = (of.service.owner for of in self.concerned if of.service.owner is not None)
        return tuple(dict.fromkeys(owners))

    @property
    def rows(self) -> Rows:
        """A row for each service, as a DataFrame takes them."""
        return tuple(
            {
                "service": of.service.name,
                "status": of.status.value,
                "owner": of.service.owner,
                "users": of.service.users,
                "because of": of.path[0],
            }
            for of in self.concerned
        )

    def _table(self) -> Table:
        names = ("service", "status", "owner", "users", say("change_calendar.concerned.because"))
        return Table.of(names, self.rows, self._notes())

    def _notes(self) -> Iterator[str]:
        if not self.concerned:
            yield say("change_calendar.concerned.service_concerned")
        if self.strangers:
            yield say("change_calendar.concerned.map", strangers=", ".join(self.strangers))

    __str__ = as_table_text
    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def announcement(change: Change, estate: ServiceMap) -> Announcement:
    """Return which services a change takes away or weakens, and who is to be told.

    What the change touches counts as absent on purpose, so that what stands in for it is seen.

    Args:
        change: the change.
        estate: the map.

    Raises:
        BadValue: it is not a change, or not a map.

    >>> from datetime import UTC, datetime
    >>> from itsmcore.services import Item, Needs
    >>> estate = ServiceMap([Service("payroll", owner="hr", users=900)], items=[Item("db")],
    ...                     needs=[Needs("payroll", "db")])
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> change = Change.open("CHG-1", at=nine, by="ada", summary="A new disk",
    ...                      configuration_items=["db", "lamp"])
    >>> print(announcement(change, estate))
    service  status          owner  users  because of
    payroll  in maintenance  hr     900    db
    not on the map: lamp
    """
    items = touched(as_a(Change, change, "change"))
    known = as_a(ServiceMap, estate, "estate", "a ServiceMap")
    hit = known.impact(in_maintenance=[name for name in items if name in known])
    return Announcement(
        change=change.id,
        window=change.window,
        concerned=tuple(
            Concerned(service=service, status=of.status, path=hit.path(of.name, cause=causes[0]))
            for of in hit.services
            if isinstance(service := known[of.name], Service)
            and (causes := [cause for cause in hit.causes(of.name) if cause in items])
        ),
        strangers=tuple(name for name in items if name not in known),
    )
