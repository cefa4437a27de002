"""Impact: what is down, degraded or in maintenance, and by what way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

import attrs

from itsmcore.errors import Unlisted
from itsmcore.fields import as_a
from itsmcore.figures import Rows, Table, as_table_text
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say
from itsmcore.services._affected import AffectedParts
from itsmcore.services._behind import Behind
from itsmcore.services._parts import Service
from itsmcore.services._shape import Estate
from itsmcore.services._status import Affected, OperationalStatus

_COLUMNS = ("name", "is", "because of", "by way of")
_A_TEXT = Phrase("kinds.text")


@attrs.frozen(eq=False)
class _Found:
    """What is affected; and, once that is asked for, what lies behind it."""

    affected: AffectedParts
    _failures: Callable[[], Behind]
    _plans: Callable[[], Behind]

    @cached_property
    def by_failures(self) -> Behind:
        """What lies behind that which is down or degraded."""
        return self._failures()

    @cached_property
    def by_plans(self) -> Behind:
        """What lies behind that which is in maintenance, or has lost nothing but redundancy."""
        return self._plans()


@attrs.frozen
class ServiceImpact:
    """What failures and planned absences mean for everything on a map.

    It is a least fixed point: nothing is down without a reason, and circles of needs end. A part
    is in maintenance if planned absences alone take it away, whatever has failed besides; where
    failures alone suffice, or only both together, it is down. One that keeps enough of what it
    needs is degraded if any of that is down or degraded.

    Attributes:
        estate: the map.
        failed: what was said to be down.
        absent: what was said to be in maintenance, beside what the map says itself.
    """

    estate: Estate = attrs.field(repr=False)
    failed: frozenset[str]
    absent: frozenset[str]

    @cached_property
    def _found(self) -> _Found:
        graph = self.estate._graph  # noqa: SLF001 (its own room)
        failures = self._there(self.failed)
        away = self._there({*self.absent, *self.estate.in_maintenance})
        lost: dict[int, int] = {}
        planned = graph.spread(away, {}, lost)
        lost_planned = dict(lost)
        gone = graph.spread(failures, dict(planned), lost)
        down = gone
        if planned:
            alone = graph.spread(failures, {}, {})
            down = alone | {
                part: way for part, way in gone.items() if part not in planned and part not in alone
            }
        resting = {part: way for part, way in planned.items() if part not in down}
        degraded = graph.weakened(down, gone)
        reduced = graph.spared(resting, {*gone, *degraded} if resting else ())
        ways = {
            OperationalStatus.DOWN: down,
            OperationalStatus.IN_MAINTENANCE: resting,
            OperationalStatus.DEGRADED: degraded,
            OperationalStatus.REDUCED: reduced,
        }
        return _Found(
            AffectedParts(graph, ways),
            lambda: Behind(failures, graph.before(failures, down, lost, degraded)),
            lambda: Behind(away, graph.before(away, planned, lost_planned, reduced)),
        )

    def _there(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of those that are there: what is retired cannot be absent."""
        places = self.estate._graph.places  # noqa: SLF001 (its own room)
        return tuple(sorted(places[name] for name in names if self.estate[name].state.is_there))

    def _behind(self, name: str) -> Behind:
        status = self._affected(name).status
        is_loud = status in (OperationalStatus.DOWN, OperationalStatus.DEGRADED)
        return self._found.by_failures if is_loud else self._found.by_plans

    def causes(self, name: str) -> tuple[str, ...]:
        """Return every failure, or planned absence, that has a part in what a part is, in order.

        Raises:
            Unlisted: it is not affected.
        """
        graph = self.estate._graph  # noqa: SLF001 (its own room)
        return tuple(graph.names[of] for of in self._behind(name).of(graph.places[name]))

    def _named(self, status: OperationalStatus) -> tuple[str, ...]:
        names = self.estate._graph.names  # noqa: SLF001 (its own room)
        return tuple(names[place] for place in sorted(self._found.affected.ways[status]))

    @property
    def down(self) -> tuple[str, ...]:
        """The names of what is down, in order."""
        return self._named(OperationalStatus.DOWN)

    @property
    def in_maintenance(self) -> tuple[str, ...]:
        """The names of what is in maintenance, in order."""
        return self._named(OperationalStatus.IN_MAINTENANCE)

    @property
    def degraded(self) -> tuple[str, ...]:
        """The names of what is degraded, in order."""
        return self._named(OperationalStatus.DEGRADED)

    @property
    def reduced(self) -> tuple[str, ...]:
        """The names of what is up with less redundancy than planned, in order."""
        return self._named(OperationalStatus.REDUCED)

    @property
    def affected(self) -> Mapping[str, Affected]:
        """What is not simply up, by name: the worst first, and then in order of names."""
        return self._found.affected

    @property
    def services(self) -> tuple[Affected, ...]:
        """The services among what is affected."""
        return self._sorted_out(are_services=True)

    @property
    def items(self) -> tuple[Affected, ...]:
        """The items among what is affected."""
        return self._sorted_out(are_services=False)

    def _sorted_out(self, *, are_services: bool) -> tuple[Affected, ...]:
        services = self.estate._graph.services  # noqa: SLF001 (its own room)
        affected = self._found.affected
        return affected.only(lambda part: (part in services) is are_services)

    def _is_service(self, name: str) -> bool:
        return isinstance(self.estate[name], Service)

    def status(self, name: str) -> OperationalStatus | None:
        """Return how a service or an item does; None if it is planned or retired.

        Raises:
            Unlisted: the map has none of that name.
        """
        part = self.estate[name]
        if not part.state.is_there:
            return None
        found = self.affected.get(part.name)
        return OperationalStatus.UP if found is None else found.status

    def path(self, name: str, *, cause: str | None = None) -> tuple[str, ...]:
        """Return the way from a cause to what it affects: each of them needs the one before it.

        Args:
            name: the service or the item.
            cause: one of its causes; by default the one that is named with it.

        Raises:
            Unlisted: it is not affected, or that is none of its causes.

        >>> from itsmcore.services import Item, Needs, Service, ServiceMap
        >>> estate = ServiceMap([Service("erp"), Service("portal")], items=[Item("db")],
        ...                     needs=[Needs("portal", "erp"), Needs("erp", "db")])
        >>> estate.impact(down="db").path("portal")
        ('db', 'erp', 'portal')
        """
        if cause is not None:
            return self._path(name, cause)
        found = [self._affected(name)]
        while found[-1].via is not None:
            found.append(self.affected[found[-1].via])
        return tuple(of.name for of in reversed(found))

    def _path(self, name: str, cause: str) -> tuple[str, ...]:
        known, graph = self.causes(name), self.estate._graph  # noqa: SLF001 (its own room)
        if as_a(str, cause, "cause", _A_TEXT) not in known:
            raise Unlisted(kind=Phrase("services.kind.cause"), name=cause, known=known)
        way = self._behind(name).way(graph.places[name], graph.places[cause])
        return tuple(graph.names[of] for of in way)

    def _affected(self, name: str) -> Affected:
        if as_a(str, name, "name", _A_TEXT) not in self.affected:
            raise Unlisted(
                kind=Phrase("services.kind.affected"), name=name, known=tuple(self.affected)
            )
        return self.affected[name]

    @property
    def rows(self) -> Rows:
        """A row for each part that is affected, as a DataFrame takes them."""
        return tuple(
            {
                "name": of.name,
                "is_service": self._is_service(of.name),
                "status": of.status.value,
                "cause": of.cause,
                "via": of.via,
            }
            for of in self.affected.values()
        )

    def _table(self) -> Table:
        lines = (
            (of.name, of.status, "" if of.via is None else of.cause, of.via or "")
            for of in self.affected.values()
        )
        return Table(_COLUMNS, lines, self._notes())

    def _notes(self) -> Iterator[str]:
        if not self.affected:
            yield say("services.impact.nothing")

    __str__ = as_table_text
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty

    def _formats(self) -> Formats:
        from itsmcore.services._picture import formats  # noqa: PLC0415 (import on use)

        return formats(self)
