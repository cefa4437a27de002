"""Roles: who may do what, as one table of a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias, get_args

import attrs

from itsmcore.checked import checked
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_mapping, is_hashable, is_in
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._table import ANY, NOBODY, Permit, Rule, State, as_permits
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase

Others: TypeAlias = Literal["allowed", "denied"]
Who: TypeAlias = str | Permit | Iterable[str | Permit]
Place: TypeAlias = tuple[str, str | Phase | None, str | None]
"""A verb, the state or phase that it starts from, and the region of that; None means any."""
_PLACE = Phrase("lifecycle.expected.place")


def _others(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if not is_in(value, get_args(Others)):
        expected = Phrase("common.one_of", names=", ".join(map(repr, get_args(Others))))
        raise BadValue(field=field.name, value=value, expected=expected)


def _named(named: Mapping[Place, Who]) -> FrozenDict[Place, tuple[Permit, ...]]:
    given: object = named
    if not isinstance(given, Mapping):
        raise BadValue(
            field="roles", value=named, expected=Phrase("lifecycle.expected.mapping_see_roles")
        )
    return FrozenDict({place: as_permits(who) for place, who in named.items()})


@attrs.frozen
class Roles:
    """Who may do what: a table of a model, made by `with_roles` and by what its rules state.

    It is consulted by verb, so that it also holds for rules that come later. A named state takes
    precedence over a phase, and a phase over the verb alone.

    Attributes:
        named: who may, by verb, state or phase, and region; an empty entry means anybody.
        others: whether what is not named is `"allowed"` to everybody, or `"denied"`.
    """

    named: FrozenDict[Place, tuple[Permit, ...]] = attrs.field(default=EMPTY, converter=_named)
    others: Others = attrs.field(default="allowed", validator=_others)

    def __bool__(self) -> bool:
        return bool(self.named) or self.others == "denied"

    def of(self, verb: str, state: State, region: str | None = None) -> tuple[Permit, ...]:
        """Return who may do something in a state of the main table, or of a region."""
        as_a(State, state, "state")
        for source in (state.name, state.phase, None):
            for of in (region, None):
                found = self._said(verb, source, of)
                if found is not None:
                    return found
        return () if self.others == "allowed" else (NOBODY,)

    def _said(self, *place: Any) -> tuple[Permit, ...] | None:
        if not is_hashable(place):
            expected = Phrase("lifecycle.expected.verb_region_names")
            raise BadValue(field=Phrase("lifecycle.roles.place"), value=place, expected=expected)
        found: tuple[Permit, ...] | None = self.named.get(place)
        return found

    def naming(
        self, table: Mapping[tuple[str, str | Phase | None], Who], others: Others | None
    ) -> Roles:
        """Return the table with other entries in place of those for the same, or for less."""
        for place in as_mapping(table, "roles"):
            if not isinstance(place, tuple) or len(place) != 2:
                raise BadValue(field=Phrase("lifecycle.roles.place"), value=place, expected=_PLACE)
        kept: dict[Place, Who] = {
            place: who
            for place, who in self.named.items()
            if (place[0], None) not in table and place[:2] not in table
        }
        new = {(verb, source, None): who for (verb, source), who in table.items()}
        return Roles(kept | new, self.others if others is None else others)

    @checked
    def stated(self, table: Lifecycle, region: str | None = None) -> Roles:
        """Return the table with what the rules of another table state, where that differs."""
        new = {
            place: rule.roles
            for rule in table.rules
            if rule.roles and self._differs(rule, table, region)
            for place in _places(rule, region)
        }
        return attrs.evolve(self, named={**self.named, **new}) if new else self

    def _differs(self, rule: Rule, table: Lifecycle, region: str | None) -> bool:
        return self._of_rule(rule, table, region).keys() != {rule.roles}

    def _of_rule(
        self, rule: Rule, table: Lifecycle, region: str | None
    ) -> dict[tuple[Permit, ...], list[str]]:
        """Group the states that a rule applies to by who may use it there."""
        found: dict[tuple[Permit, ...], list[str]] = {}
        for state in table.states:
            if rule.applies_to(state):
                found.setdefault(self.of(rule.event.verb, state, region), []).append(state.name)
        return found

    @checked
    def shown(self, table: Lifecycle, region: str | None = None) -> Lifecycle:
        """Write who may use it into each rule for which that is the same in all its states."""
        return attrs.evolve(table, rules=[self._shown(r, table, region) for r in table.rules])

    def _shown(self, rule: Rule, table: Lifecycle, region: str | None) -> Rule:
        who = tuple(self._of_rule(rule, table, region))
        return rule if not who else attrs.evolve(rule, roles=who[0] if len(who) == 1 else ())

    @checked
    def divided(self, table: Lifecycle, region: str | None = None) -> Lifecycle:
        """Divide by state the rules for which that differs between states."""
        rules = [one for rule in table.rules for one in self._divided(rule, table, region)]
        return attrs.evolve(table, rules=rules)

    def _divided(self, rule: Rule, table: Lifecycle, region: str | None) -> Iterator[Rule]:
        by_who = self._of_rule(rule, table, region)
        if len(by_who) < 2:
            yield rule
        else:
            for who, states in by_who.items():
                yield attrs.evolve(rule, source=states, roles=who)


def _places(rule: Rule, region: str | None) -> Iterator[Place]:
    for source in rule.source:
        yield rule.event.verb, None if source == ANY else source, region
