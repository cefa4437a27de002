"""Judging a step: the rules that it may have followed, and what they have against it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import attrs

from itsmcore.absent import is_absent, present
from itsmcore.conditions import Condition, Opaque, is_set, leaves
from itsmcore.conditions._spaces import AFTER, EVENT, SPACES, FactSpaces, without
from itsmcore.conformance._traces import Known
from itsmcore.errors import ItsmError
from itsmcore.lifecycle import SYSTEM, Lifecycle, Model, Rule
from itsmcore.phrase import Phrase, Words, one_or_another
from itsmcore.shown import written
from itsmcore.timeline import Step

Kind: TypeAlias = Literal["verb", "need", "guard", "role", "region", "early", "late"]
Problem: TypeAlias = tuple[Kind, str, Words]
"""Its kind, what of the model it is about, and the reason in words."""
Followed: TypeAlias = Mapping[str, Sequence[Rule]]
"""For each table by name, the rules that a step may have followed."""
MAIN = "state"
"""The name of the main table: the fact that holds its state."""
_BY, _ROLES, _AUTOMATIC = "event.by", "event.by.roles", "event.is_automatic"
_OF_EVENT = f"{EVENT}."
_OF_STEPS = frozenset({"state", "phase", "verb", "event.at"})
"""What every step tells."""


@attrs.frozen
class Taken:
    """A step after the first, with the rules that it may have followed."""

    index: int
    before: Step
    after: Step
    facts: FactSpaces
    rules: Followed
    follows: bool
    problems: Sequence[Problem]

    @property
    def is_by_itself(self) -> bool:
        """Whether nobody did it, and it follows from no other event."""
        return is_automatic(self.after) and not self.follows


def is_automatic(step: Step) -> bool:
    """Return whether a step says that nobody did it."""
    return step.facts.get(_BY) == SYSTEM.name or step.facts.get(_AUTOMATIC) is True


def state_of(step: Step, name: str = MAIN) -> str:
    """Read the state of a table; empty if the step tells none."""
    value = step.facts.get(name)
    return "" if is_absent(value) else written(value)


class Judge:
    """A model that judges steps by what a log tells."""

    def __init__(self, model: Model, told: Collection[str]) -> None:
        self.model, self.told = model, told
        main, *regions = model.tables
        self.tables = {MAIN: main, **{of.name: of for of in regions if of.name in told}}
        self.untold: set[str] = set()
        self.judged = 0
        self._known = {name: Known(table) for name, table in self.tables.items()}
        self._verbs = {name: _verbs(table) for name, table in self.tables.items()}
        self._all_verbs = frozenset[str]().union(*map(_verbs, model.tables))
        unseen = frozenset[str]().union(*(_verbs(of) for of in regions if of.name not in told))
        self._seen_verbs = self._all_verbs - (unseen - self._verbs[MAIN])
        self._followed: dict[tuple[str, str, str, str | None], tuple[Rule, ...]] = {}
        self._answerable: dict[Condition, bool] = {}
        self._reactions = {(r.on.verb, r.event.verb) for r in model.reactions}

    def along(self, steps: Sequence[Step]) -> Iterator[Taken]:
        """Judge each step after the first."""
        earlier: set[str | None] = set()
        for index, (before, after) in enumerate(pairwise(steps), 1):
            earlier = {*earlier, before.verb} if before.at == after.at else set()
            follows = any((verb, after.verb) in self._reactions for verb in earlier)
            is_exempt = follows or is_automatic(after)
            facts = self.facts(before, after, is_exempt=is_exempt)
            rules = {name: self._rules(name, before, after) for name in self.tables}
            self.judged += any(rules.values())
            problems = [*self._misplaced(before, after, rules)]
            for name, some in rules.items():
                if some:
                    problems += self._least(some, facts, is_exempt)
                elif name != MAIN:
                    problems += self._moved(name, before, after)
            yield Taken(index, before, after, facts, rules, follows, problems)

    def resting(self, index: int, last: Step, until: datetime) -> Taken:
        """Return a step at which nothing happens, after the last one."""
        after = Step(until, None, last.facts)
        facts = self.facts(last, after, is_exempt=True)
        rules: Followed = dict.fromkeys(self.tables, ())
        return Taken(index, last, after, facts, rules, follows=False, problems=())

    def facts(self, before: Step, after: Step, *, is_exempt: bool) -> FactSpaces:
        """Read facts as the model does: those before a step, those after it, and its event's."""
        event = {
            name.removeprefix(_OF_EVENT): present(of)
            for name, of in after.facts.items()
            if name.startswith(_OF_EVENT)
        }
        own = {"verb": after.verb, "phase": self.model.phases.get(state_of(before))}
        spaces: dict[str, Any] = {
            EVENT: {"is_automatic": is_exempt, **event, "at": after.at},
            AFTER: after.facts,
        }
        return FactSpaces(own, before.facts, **spaces)

    def verb_of(self, step: Step) -> str | None:
        """Return the verb of a step, if the model has it."""
        return step.verb if step.verb in self._all_verbs else None

    def _rules(self, name: str, before: Step, after: Step) -> tuple[Rule, ...]:
        """List the rules of a table that a step may have followed."""
        source, target, verb = state_of(before, name), state_of(after, name), self.verb_of(after)
        key = (name, source, target, verb)
        if key not in self._followed:
            self._followed[key] = tuple(
                rule
                for rule in self.rules_from(name, source)
                if (rule.target or source) == target
                and (source != target if verb is None else rule.event.verb == verb)
            )
        return self._followed[key]

    def rules_from(self, name: str, source: str) -> Iterator[Rule]:
        """Yield the rules that a table has for a state."""
        table = self.tables[name]
        states = [state for state in table.states if state.name == source]
        return (rule for state in states for rule in table.rules if rule.applies_to(state))

    def _least(self, rules: Sequence[Rule], facts: FactSpaces, is_exempt: bool) -> list[Problem]:
        return min((self.against(rule, facts, is_exempt=is_exempt) for rule in rules), key=len)

    def against(self, rule: Rule, facts: FactSpaces, *, is_exempt: bool) -> list[Problem]:
        """List what a rule has against a step."""
        return list(self._against(rule, facts, is_exempt=is_exempt))

    def _against(self, rule: Rule, facts: FactSpaces, *, is_exempt: bool) -> Iterator[Problem]:
        verb = rule.event.verb
        for name in rule.needs:
            if self._is_told(name) and not is_set(present(facts.get(f"{AFTER}.{name}"))):
                yield "need", verb, Phrase("conformance.why.not_set", name=name)
        for guard in rule.guards:
            if self.answer(guard.condition, facts) is False:
                yield "guard", verb, guard.phrase
        if rule.roles and not is_exempt and self._is_told(_ROLES):
            yield from self._roles(rule, facts)

    def _roles(self, rule: Rule, facts: FactSpaces) -> Iterator[Problem]:
        told = facts.get(_ROLES)
        has = (told,) if isinstance(told, str) else told
        if isinstance(has, Collection):
            may = [self.answer(of.when, facts) for of in rule.roles if of.role in has]
            if not any(answer is not False for answer in may):
                who = one_or_another(role.phrase for role in rule.roles)
                yield "role", rule.event.verb, Phrase("conformance.why.role", roles=who)

    def _misplaced(self, before: Step, after: Step, rules: Followed) -> Iterator[Problem]:
        """Find a verb that the model has, and not there; other moves are for `check`."""
        verb, source, target = self.verb_of(after), state_of(before), state_of(after)
        known = self._known[MAIN]
        if verb not in self._seen_verbs or source not in known.states:
            return
        deciding = [MAIN] if verb in self._verbs[MAIN] else list(rules)
        is_legal = source == target or (source, target) in known.edges
        if is_legal and not any(rules[name] for name in deciding):
            where = (
                Phrase("conformance.in_state", state=source)
                if source == target
                else Phrase("conformance.from_to", source=source, target=target)
            )
            yield "verb", str(verb), Phrase("conformance.why.no_rule", where=where)

    def _moved(self, name: str, before: Step, after: Step) -> Iterator[Problem]:
        move, known = (state_of(before, name), state_of(after, name)), self._known[name]
        if all(move) and move[0] != move[1] and move not in known.edges:
            yield "region", name, known.reason(move)

    def answer(self, condition: Condition, facts: FactSpaces) -> bool | None:
        """Judge a condition; None where the log does not tell what it reads."""
        if condition not in self._answerable:
            self._answerable[condition] = self._can_answer(condition)
        if not self._answerable[condition]:
            return None
        try:
            return condition.judge(facts)
        except ItsmError:
            return None

    def _can_answer(self, condition: Condition) -> bool:
        untold = {str(leaf) for leaf in leaves(condition) if isinstance(leaf, Opaque)}
        untold |= {field.name for field in condition.fields if not self._is_told(field.name)}
        self.untold |= untold
        return not untold

    def _is_told(self, name: str) -> bool:
        own = without(name, AFTER)
        whole, _, _ = own.partition(".")
        if own in self.told or own in _OF_STEPS or (whole in self.told and whole not in SPACES):
            return True
        if own == _AUTOMATIC and _BY in self.told:
            return True
        self.untold.add(name)
        return False


def _verbs(table: Lifecycle) -> frozenset[str]:
    return frozenset(event.verb for event in table.events)
