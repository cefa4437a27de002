"""The impact of an incident, by the services that it takes away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from itsmcore.assessment import Opinion, highest
from itsmcore.conditions import Facts, field
from itsmcore.decisions import Decision
from itsmcore.fields import as_a, as_text, as_texts
from itsmcore.kinds import check_kinds
from itsmcore.level import Impact, Level
from itsmcore.phrase import Phrase, Words, all_of
from itsmcore.services._impact import ServiceImpact
from itsmcore.services._map import ServiceMap
from itsmcore.services._parts import Criticality, Service
from itsmcore.services._status import Affected, OperationalStatus

_IS_DOWN = field("status").is_(OperationalStatus.DOWN)
_IS_DEGRADED = field("status").is_(OperationalStatus.DEGRADED)

IMPACT_BY_SERVICE: Decision[Level] = Decision(
    [
        (_IS_DOWN & (field("criticality") >= Criticality.HIGH), Impact.HIGH),
        (_IS_DOWN & (field("users") >= 100), Impact.HIGH),
        (_IS_DOWN, Impact.MEDIUM),
        (_IS_DEGRADED & (field("criticality") >= Criticality.VITAL), Impact.MEDIUM),
        (_IS_DEGRADED, Impact.LOW),
    ],
    name="the impact by service",
)
"""How much one service matters: a proposal, for every organisation has its own.

It reads the `status`, `criticality`, `users`, `name` and `owner` of a service. One that is in
maintenance, or has lost nothing but redundancy, has no impact.
"""


def _facts(items: Any) -> tuple[str, ...]:
    return as_texts(items, "facts")


@attrs.frozen
class ImpactOfServices:
    """Assesses an impact by the services and items that an incident names, and what needs them.

    A prioritiser takes it as `impact=`: it is asked where nobody has stated an impact.

    Attributes:
        estate: the map.
        rules: which level each service comes to; the highest counts.
        facts: the facts that name what is down.
        name: its name.

    >>> from itsmcore.services import Item, Needs
    >>> estate = ServiceMap([Service("payroll", criticality=Criticality.VITAL)],
    ...                     needs=[Needs("payroll", "db")], items=[Item("db")])
    >>> print(ImpactOfServices(estate).opinion({"configuration_items": ("db", "lamp")}))
    the service map: High (payroll down; not on the map: lamp)
    """

    estate: ServiceMap = attrs.field(repr=False)
    rules: Decision[Level] = IMPACT_BY_SERVICE
    facts: tuple[str, ...] = attrs.field(
        default=("service", "affected_services", "configuration_items"),
        converter=_facts,
        kw_only=True,
    )
    name: str = attrs.field(default="the service map", kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        as_text(self.name, "name")

    def opinion(self, facts: Facts) -> Opinion:
        """Return the level that the named services and items come to, and which services it is.

        A name that is not on the map is left out, and told.
        """
        names = tuple(dict.fromkeys(_names(facts, self.facts)))
        known = [name for name in names if name in self.estate]
        hit = self.estate.impact(down=known)
        said = all_of(map(_hit, hit.services)) or Phrase("services.level.nothing")
        strangers = ", ".join(name for name in names if name not in self.estate)
        words = (
            Phrase("services.level.strangers", services=said, names=strangers)
            if strangers
            else said
        )
        return Opinion(self.name, impact_level(hit, rules=self.rules), words)


def _hit(of: Affected) -> Words:
    status = Phrase(f"values.{of.status.replace(' ', '_')}")
    return Phrase("services.level.hit", name=of.name, status=status)


def _names(facts: Facts, named: tuple[str, ...]) -> Iterator[str]:
    for name in named:
        held: Any = field(name).read(facts)
        if held is not None:
            yield from as_texts(held, name)


def impact_level(hit: ServiceImpact, *, rules: Decision[Level] = IMPACT_BY_SERVICE) -> Level | None:
    """Return the impact of an incident: the highest that a service it affects comes to.

    Args:
        hit: what is affected.
        rules: which level a service comes to, by its `status`, `criticality`, `users`, `name` and
            `owner`.

    Returns:
        The level; None if no row holds for any service.

    Raises:
        BadValue: it is no impact, or the rules are no decision.
        Incomparable: two levels are of different scales.
    """
    known = as_a(ServiceImpact, hit, "hit", Phrase("services.expected.impact"))
    table: Decision[Level] = as_a(Decision, rules, "rules")
    levels = [level for facts in _facts_of(known) for level in table.answers(facts)[:1]]
    return highest(Opinion(table.name, level, str(level)) for level in levels).level


def _facts_of(hit: ServiceImpact) -> Iterator[dict[str, Any]]:
    """Yield what the rules may read of each service that is affected."""
    return (
        {
            "status": of.status.value,
            "name": service.name,
            "owner": service.owner,
            "criticality": service.criticality,
            "users": service.users,
        }
        for of in hit.services
        if isinstance(service := hit.estate[of.name], Service)
    )
