"""What must have happened before: ways through tables to something without something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from itsmcore.conditions import All, Condition, field, happened
from itsmcore.conditions._proof import BUDGET, Proofs
from itsmcore.errors import Fault, Unlisted
from itsmcore.fields import as_text
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._faults import verb_of
from itsmcore.lifecycle._graph import edges
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._table import Rule
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

Node = tuple[str, ...]
"""The state of the main table, and that of each region."""
Step = tuple[str, Node]
"""A verb, and where it leads."""
_LOOKS = 100 * BUDGET
"""How much the proofs of one walk may look at; beyond that every step counts as possible."""


def unimplied(tables: Sequence[Lifecycle], late: str, early: str) -> Iterator[Fault]:
    """Yield a fault if something can happen without something else before it, with a way there.

    Guards count as far as they provably contradict the states that the tables are in.

    Args:
        tables: the main table, and the regions beside it.
        late: a state or a verb of one of them.
        early: a state or a verb that has to come before it.

    Raises:
        Unlisted: no table has such a state or verb.
    """
    walk = _Walk(tables)
    for name in (late, early):
        if as_text(name, "implies") not in walk.known:
            kind = Phrase("lifecycle.implied.state_verb")
            raise Unlisted(kind=kind, name=name, known=walk.known)
    way = walk.way(late, early)
    if way:
        words = Phrase(
            "lifecycle.implied.happens_without_add", early=shown(early), way=" -> ".join(way)
        )
        yield Fault("not_implied", shown(late), words)


class _Walk:
    """The states that tables may be in together, and the steps between them."""

    def __init__(self, tables: Sequence[Lifecycle]) -> None:
        self.tables = tables
        self.proofs = Proofs(_LOOKS)
        self.rules: list[Mapping[tuple[str, type[Event]], Rule]] = [
            {(state.name, rule.event): rule for state, rule in table.expanded()} for table in tables
        ]
        self.events = tuple(dict.fromkeys(rule.event for table in tables for rule in table.rules))
        states = chain.from_iterable(table.phases for table in tables)
        self.known = tuple(dict.fromkeys((*states, *map(verb_of, self.events))))

    def way(self, late: str, early: str) -> list[str]:
        """Return the shortest way to something that avoids something else; empty if there is none.

        It names the states of the table that has what it leads to.
        """
        start: Node = tuple(table.initial for table in self.tables)
        if early in start:
            return []
        place = next((n for n, of in enumerate(self.tables) if late in of.phases), 0)
        if late in start:
            return [start[place]]
        before: dict[Node, Node] = {}

        def free(step: Step) -> Iterator[Step]:
            return (of for of in self.steps(step[1]) if early != of[0] and early not in of[1])

        for (_, source), (verb, target) in edges([("", start)], free, lambda step: step[1]):
            if late in (verb, target[place]):
                way = [target, source]
                while way[-1] in before:
                    way.append(before[way[-1]])
                return list(dict.fromkeys(node[place] for node in reversed(way)))
            if target != start:
                before.setdefault(target, source)
        return []

    def steps(self, node: Node) -> Iterator[Step]:
        """Yield each verb that may happen in a state, and where it leads."""
        for event in self.events:
            found = [rules.get((at, event)) for at, rules in zip(node, self.rules, strict=True)]
            rules = [rule for rule in found if rule is not None]
            is_elsewhere = found[0] is None and event in self.tables[0].events
            if rules and not is_elsewhere and self._may_happen(node, event, rules):
                yield (
                    verb_of(event),
                    tuple(
                        at if rule is None or rule.target is None else rule.target
                        for at, rule in zip(node, found, strict=True)
                    ),
                )

    def _may_happen(self, node: Node, event: type[Event], rules: list[Rule]) -> bool:
        guards = [guard.condition for rule in rules for guard in rule.guards]
        return not guards or self.proofs.may_hold(self._known(node), happened(event), *guards)

    def _known(self, node: Node) -> Condition:
        main = self.tables[0]
        beside = zip(self.tables[1:], node[1:], strict=True)
        return All(
            (
                field("state").is_(node[0]),
                field("phase").is_(main.phases[node[0]]),
                *(field(region.name).is_(at) for region, at in beside),
            )
        )
