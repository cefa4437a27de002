"""Service maps: services, what they are made of, and what needs what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import attrs

from itsmcore.checked import checked
from itsmcore.errors import Unlisted
from itsmcore.fields import as_a, as_named, as_several, as_texts, as_whole, refuse_faults
from itsmcore.figures import Rows, Table, as_table_text
from itsmcore.frozen import FrozenDict
from itsmcore.outages import Outage
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say, told_in_english
from itsmcore.services._bounds import AvailabilityBounds, bounds_of
from itsmcore.services._changes import ServiceMapChanges, changes_between
from itsmcore.services._faults import map_faults
from itsmcore.services._impact import ServiceImpact
from itsmcore.services._implied import implied
from itsmcore.services._needs import Needs, Requirement, requirements_of, said
from itsmcore.services._parts import Item, ItemState, Part, Service
from itsmcore.services._spread import Graph
from itsmcore.services._terms import Share, as_share

_A_TEXT = Phrase("kinds.text")


def _services(services: Iterable[Service]) -> tuple[Service, ...]:
    return as_several(Service, services, "services")


def _items(items: Iterable[Item]) -> tuple[Item, ...]:
    return as_several(Item, items, "items")


def _needs(needs: Iterable[Needs]) -> tuple[Needs, ...]:
    return as_several(Needs, needs, "needs")


@attrs.frozen
class ServiceMap:
    """Services and configuration items, and what needs what; `Dated` holds how it changes.

    Args:
        services: the services.
        items: the configuration items that they are made of.
        needs: what services and items need; circles are legal.

    Raises:
        FaultyDefinition: two have one name, a need names what is not listed, names itself or
            nothing, comes twice, can never be met, or counts on what is retired; lists every fault.

    >>> estate = ServiceMap(
    ...     [Service("payroll"), Service("erp"), Service("portal")],
    ...     items=[Item("db"), Item("web-1"), Item("web-2")],
    ...     needs=[Needs("payroll", "db"), Needs("erp", "db", any_of=["web-1", "web-2"]),
    ...            Needs("portal", "erp")])
    >>> print(estate.impact(down="web-1"))
    name    is        because of  by way of
    web-1   down
    erp     degraded  web-1       web-1
    portal  degraded  web-1       erp
    >>> estate.impact(down="web-1", in_maintenance="web-2").down
    ('erp', 'portal', 'web-1')
    """

    services: tuple[Service, ...] = attrs.field(default=(), converter=_services)
    items: tuple[Item, ...] = attrs.field(default=(), converter=_items, kw_only=True)
    needs: tuple[Needs, ...] = attrs.field(default=(), converter=_needs, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = map_faults(self._parts, self.needs, self.requirements, self.by_name)
        refuse_faults(Phrase("services.map"), faults)

    @property
    def _parts(self) -> tuple[Part, ...]:
        return (*self.services, *self.items)

    # --- look-ups -------------------------------------------------------------------------------

    @cached_property
    def by_name(self) -> Mapping[str, Part]:
        """The services and items by their names."""
        return FrozenDict({part.name: part for part in self._parts})

    def __getitem__(self, name: str) -> Part:
        """Return the service or item of a name.

        Raises:
            Unlisted: there is none.
        """
        found = self.by_name.get(as_a(str, name, "name", _A_TEXT))
        if found is None:
            raise Unlisted(kind=Phrase("services.kind.part"), name=name, known=tuple(self.by_name))
        return found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self.by_name

    def __iter__(self) -> Iterator[Part]:
        return iter(self.by_name.values())

    def __len__(self) -> int:
        return len(self.by_name)

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """Each requirement of each need, as it is listed; a share is of what is there."""
        missing = {part.name for part in self._parts if not part.state.is_there}
        return tuple(of for need in self.needs for of in requirements_of(need, missing=missing))

    @cached_property
    def in_maintenance(self) -> tuple[str, ...]:
        """The names of what the map itself says to be in maintenance."""
        return tuple(part.name for part in self if part.state is ItemState.MAINTENANCE)

    @cached_property
    def _graph(self) -> Graph:
        return Graph.of(self.by_name, self.requirements)

    def requirements_of(self, name: str) -> tuple[Requirement, ...]:
        """Return what a service or an item needs.

        Raises:
            Unlisted: there is none of that name.
        """
        return self._by_owner.get(self[name].name, ())

    @cached_property
    def _by_owner(self) -> Mapping[str, tuple[Requirement, ...]]:
        found: dict[str, list[Requirement]] = {}
        for requirement in self.requirements:
            found.setdefault(requirement.name, []).append(requirement)
        return {name: tuple(several) for name, several in found.items()}

    @checked
    def dependents(
        self, names: str | Iterable[str], *, within: int | None = None
    ) -> tuple[str, ...]:
        """List what needs some services or items, directly or by others, the nearest first.

        Args:
            names: the services or items.
            within: how many steps away one still counts; by default any number.

        Raises:
            Unlisted: there is none of a name.
            BadValue: the number of steps is not a whole one from 0.

        >>> estate = ServiceMap([Service("erp"), Service("portal")], items=[Item("db")],
        ...                     needs=[Needs("portal", "erp"), Needs("erp", "db")])
        >>> estate.dependents("db"), estate.dependents("db", within=1)
        (('erp', 'portal'), ('erp',))
        """
        left = None if within is None else as_whole(within, "within", least=0)
        graph = self._graph
        starts = {graph.places[name] for name in self._known(names, "names")}
        found: dict[int, None] = {}
        layer = sorted(starts)
        while layer and left != 0:
            left = None if left is None else left - 1
            owners = {owner for part in layer for owner in graph.needed_by[part]}
            layer = sorted(owner for owner in owners - starts if owner not in found)
            found.update(dict.fromkeys(layer))
        return tuple(graph.names[place] for place in found)

    def _known(self, names: str | Iterable[str], field: str) -> frozenset[str]:
        return frozenset(self[name].name for name in as_texts(names, field))

    # --- impact ---------------------------------------------------------------------------------

    @checked
    def impact(
        self,
        *,
        down: str | Iterable[str] = (),
        in_maintenance: str | Iterable[str] = (),
    ) -> ServiceImpact:
        """Return what is down, degraded or in maintenance if some services or items are absent.

        What the map itself says to be in maintenance is absent, too.

        Args:
            down: what has failed.
            in_maintenance: what is absent on purpose.

        Raises:
            Unlisted: there is no service or item of a name.
        """
        failed, absent = self._known(down, "down"), self._known(in_maintenance, "in_maintenance")
        return ServiceImpact(self, failed, absent)

    @checked
    def outages(self, outages: Iterable[Outage]) -> tuple[Outage, ...]:
        """Return outages with those of everything that was affected by them, while it was.

        Two items that stand in for each other take a service down as long as both are down, and
        otherwise degrade it. What follows from planned outages alone is planned, with the notice
        that it would have if each were written on it; of those that take it away only together,
        the least notice counts. Each has the causes of every outage that has a part in it. What
        was told stays as it is, with its users.

        Args:
            outages: of services and items, in any order.

        >>> from datetime import UTC, datetime
        >>> nine, ten, noon = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 10, 12))
        >>> estate = ServiceMap([Service("erp")], items=[Item("web-1"), Item("web-2")],
        ...                     needs=[Needs("erp", any_of=["web-1", "web-2"])])
        >>> found = estate.outages([Outage("web-1", nine, noon), Outage("web-2", ten, noon)])
        >>> for outage in found:
        ...     if outage.name == "erp":
        ...         print(outage)
        erp degraded from 2026-03-02 09:00 to 2026-03-02 10:00 UTC
        erp down from 2026-03-02 10:00 to 2026-03-02 12:00 UTC
        """
        return implied([(self, None, None)], as_several(Outage, outages, "outages"))

    def bounds(self, name: str, own: Mapping[str, Share]) -> AvailabilityBounds:
        """Bound the availability of a service by those of what it needs.

        Nothing is assumed of how failures hang together: if they were independent, as they seldom
        are, the availability would lie somewhere between the bounds.

        Args:
            name: the service, or an item.
            own: how available parts are by themselves, from 0 to 1, whatever they need; a part that
                is left out never fails by itself.

        Raises:
            Unlisted: there is no service or item of a name.
            BadValue: an availability is not a number from 0 to 1.

        >>> estate = ServiceMap([Service("erp")], items=[Item("db"), Item("web-1"), Item("web-2")],
        ...                     needs=[Needs("erp", "db", any_of=["web-1", "web-2"])])
        >>> print(estate.bounds("erp", {"db": 0.99, "web-1": 0.98, "web-2": 0.98}))
        0.97 to 0.99
        """
        shares = as_named(own, "own", Phrase("services.expected.shares"))
        exact = {self[of].name: as_share(share, of) for of, share in shares.items()}
        return bounds_of(self[name].name, exact, self._there)

    @cached_property
    def _there(self) -> Mapping[str, tuple[Requirement, ...]]:
        """The requirements of each part, of what is there and by what is there."""
        there = {part.name for part in self if part.state.is_there}
        return {
            name: tuple(
                attrs.evolve(of, of=tuple(member for member in of.of if member in there))
                for of in several
            )
            for name, several in self._by_owner.items()
            if name in there
        }

    # --- versions -------------------------------------------------------------------------------

    def diff(self, other: ServiceMap) -> ServiceMapChanges:
        """Return what is different in another map, such as a later edition of this one.

        >>> old = ServiceMap([Service("erp", users=40)])
        >>> new = ServiceMap([Service("erp", users=55)], items=[Item("db")],
        ...                  needs=[Needs("erp", "db")])
        >>> print(old.diff(new))
        added: db
        changed: erp users: 40 -> 55
        needed: erp needs db
        """
        return changes_between(self, as_a(ServiceMap, other, "other"))

    # --- pictures -------------------------------------------------------------------------------

    @property
    def rows(self) -> Rows:
        """A row for each service and item, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "name": part.name,
                "is_service": isinstance(part, Service),
                "kind": part.kind if isinstance(part, Item) else None,
                "state": part.state.value,
                "owner": part.owner,
                "criticality": str(part.criticality) if isinstance(part, Service) else None,
                "users": part.users if isinstance(part, Service) else None,
                "needs": "; ".join(map(said, self.requirements_of(part.name))),
            }
            for part in self
        )

    def _table(self) -> Table:
        rows = [
            {
                **row,
                "is": row["kind"]
                or say("services.service" if row["is_service"] else "services.item"),
            }
            for row in self._rows()
        ]
        names = ("name", "is", "state", "owner", "criticality", "users", "needs")
        return Table.of(names, rows)

    __str__ = as_table_text
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def _formats(self) -> Formats:
        from itsmcore.services._picture import formats  # noqa: PLC0415 (import on use)

        return formats(self.impact())
