"""Safety: proof from the tables that nothing is carried out without an approval of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import attrs

from itsmcore.approval._approvable import ApprovableModel
from itsmcore.approval._region import BY_ITSELF, BY_POLICY, POLICY_HOLDS, REWORDED
from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.conditions import ALWAYS, All, Condition, field, happened
from itsmcore.conditions._proof import BUDGET, Proofs
from itsmcore.errors import Fault, Unlisted
from itsmcore.fields import refuse_faults
from itsmcore.lifecycle import Event, Lifecycle, Model, Reaction, Rule
from itsmcore.lifecycle._event import settable
from itsmcore.lifecycle._event_fields import required
from itsmcore.lifecycle._graph import edges
from itsmcore.phrase import Phrase, Words, in_english
from itsmcore.shown import shown

Standing: TypeAlias = Literal["present", "reworded", "past"]
"""Whether what was approved is what it is now, is so but for its words, or may differ."""
Node: TypeAlias = tuple[str, tuple[str, ...], Standing]
Step: TypeAlias = tuple[str, Node, Words]
"""A state, the states of the regions, and how what was approved relates to what it is now."""


_REWORDED = frozenset({"reworded"})


@attrs.frozen(repr=False)
class Unsafe:
    """A way to the implementation that lacks an approval of the present plan.

    Attributes:
        verbs: the way, starting with the opening.
        why: what is wrong with it.
    """

    verbs: tuple[str, ...]
    _why: Words = attrs.field(eq=in_english)

    __repr__ = call_of

    @property
    def why(self) -> str:
        """What is wrong with it, in words."""
        return str(self._why)

    def __str__(self) -> str:
        return f"{' -> '.join(self.verbs)}: {self.why}"


@checked
def unsafe(
    tables: Model | Lifecycle,
    *,
    implementing: str | None = None,
    approved: str | tuple[str, str] = ("approval", "approved"),
) -> Unsafe | None:
    """Look for a way to carrying something out without an approval of what it is now.

    That is the implementation of a change, and the fulfilment of a service request. Every rule that
    leads into it counts, from whatever state, including itself, and even if a reaction leads
    straight on; so does one that leads past it, to where it is fulfilled. Guards count as far as
    they provably contradict what is known of a state; a function never counts as proof. An event
    that changes what was approved makes an approval stale, unless a reaction provably voids it, or
    the model says that such a move keeps it (`maintenance`); so does one that changes the approved
    words, until it is being carried out. A policy that reads facts of the record has to be asked
    again before that. An event is taken at its word: it sets the fields of its name, and those of
    its `sets`. If a policy itself approves what it asks nobody for (`unasked`), that counts as an
    approval.

    Args:
        tables: a model, or a single lifecycle.
        implementing: the state in which it is carried out; by default the model's, and of a single
            lifecycle `"implement"`.
        approved: the region and its state that mean approval, or a state of the main table that
            every way has to pass through.

    Raises:
        Unlisted: there is no such state.
        FaultyDefinition: an event has two rules in one state.

    Returns:
        The shortest such way; None if there is none, which is a proof.

    >>> from itsmcore.changes import EMERGENCY_CHANGE, NORMAL_CHANGE
    >>> unsafe(NORMAL_CHANGE), unsafe(EMERGENCY_CHANGE)
    (None, None)
    """
    search = _Search(tables, approved, implementing)
    start = search.start
    if start[0] == search.implementing:
        return Unsafe((), search.objection(start))
    ways: dict[Node, tuple[str, ...]] = {start: ()}
    begin: Step = ("", start, "")
    for (_, node, _), (verb, following, why) in edges([begin], search.onward, _node_of):
        way = (*ways[node], verb)
        if why:
            return Unsafe(way, why)
        ways.setdefault(following, way)
    return None


def _node_of(step: Step) -> Node:
    return step[1]


@checked
def safety_faults(model: ApprovableModel) -> tuple[Fault, ...]:
    """List the faults that a model is not refused for: of its approvals, and its ends.

    A model without a policy needs no approval, and says so.
    """
    faults = model.faults()
    if model.policy is None or model.carried_out not in model.lifecycle.phases:
        return faults
    way = unsafe(model)
    if way is None:
        return faults
    words = Phrase("approval.safety.guard", why=way.why)
    return Fault(
        "unapproved", Phrase("approval.subject.way", verbs=" -> ".join(way.verbs)), words
    ), *faults


_LOOKS = 100 * BUDGET
"""How much the proofs of one search may look at; beyond that every way counts as possible."""


class _Search:
    """The states that tables may lead to."""

    def __init__(
        self, tables: Model | Lifecycle, approved: str | tuple[str, str], implementing: str | None
    ) -> None:
        self.proofs = Proofs(_LOOKS)
        self.main = tables if isinstance(tables, Lifecycle) else tables.lifecycle
        self.model = None if isinstance(tables, Lifecycle) else tables
        self.regions = () if self.model is None else self.model.regions
        self.approved = approved
        of = tables if isinstance(tables, ApprovableModel) else None
        stock = ApprovableModel if of is None else type(of)
        self.implementing = stock.carried_out if implementing is None else implementing
        self._check(self.implementing)
        self.concluded = stock.concluded
        self.facts, self.surviving = stock.approved_facts, stock.surviving
        self.keeps = of is not None and of.may_survive
        self.asked = None if of is None else of.policy
        self.trusts = self._has_a_policy_that_holds(self.implementing)
        may_pass = self.asked is None or self.asked.unasked == "approved"
        self.policy: Condition = ALWAYS if may_pass else ~BY_POLICY
        words = () if of is None else of.approved_words
        self.words = frozenset(name.partition(".")[0] for name in words)
        self.rules = {
            table.name: {(s.name, rule.event): rule for s, rule in table.expanded()}
            for table in (self.main, *self.regions)
        }
        self.events = tuple(
            dict.fromkeys(r.event for t in (self.main, *self.regions) for r in t.rules)
        )

    def _check(self, implementing: str) -> None:
        """Refuse names that no table has, and events with two rules in one state."""
        refuse_faults(
            Phrase("approval.safety.lifecycle", name=shown(self.main.name)),
            [fault for fault in self.main.faults() if fault.code == "ambiguous_rule"],
        )
        tables = {region.name: region for region in self.regions}
        wanted = [(self.main, implementing)]
        if isinstance(self.approved, str):
            wanted.append((self.main, self.approved))
        elif self.approved[0] in tables:
            wanted.append((tables[self.approved[0]], self.approved[1]))
        for table, name in wanted:
            if name not in table.phases:
                raise Unlisted(
                    kind=Phrase("approval.safety.state", name=table.name),
                    name=name,
                    known=tuple(table.phases),
                )

    @property
    def start(self) -> Node:
        """The opening."""
        return self.main.initial, tuple(region.initial for region in self.regions), "past"

    def objection(self, node: Node) -> Words:
        """Return what is against implementing in a state; empty if nothing is."""
        _, regions, standing = node
        nobody = Phrase("approval.safety.nobody_approved")
        if isinstance(self.approved, str):
            return "" if standing == "present" else nobody
        if not self._is_approved(regions):
            return nobody
        if standing != "present":
            return Phrase("approval.safety.approved_become")
        return "" if self.trusts else Phrase("approval.safety.policy_may_ask")

    def _has_a_policy_that_holds(self, implementing: str) -> bool:
        """Return whether the policy reads no fact, or every way in asks whether it still holds."""
        ways = (
            rule
            for state, rule in self.main.expanded()
            if rule.target == implementing or self._concludes(state.name, rule)
        )
        guards = [All(guard.condition for guard in rule.guards) for rule in ways]
        holds = POLICY_HOLDS.condition
        is_asked = (self.proofs.follows(guard, holds) for guard in guards)
        return self.asked is None or not self.asked.fields or all(is_asked)

    def _concludes(self, state: str, rule: Rule) -> bool:
        """Return whether a rule says that it was carried out, past the state in which it is."""
        return rule.target in self.concluded and state not in {self.implementing, *self.concluded}

    def onward(self, step: Step) -> Iterator[Step]:
        """Yield each verb that may happen, where it may lead with what follows, and any objection.

        The objection is to the implementation, at whatever point on the way it is entered.
        """
        _, node, _ = step
        for event in self.events:
            for reached, why in self._after(node, event):
                yield event.verb, reached, why

    def _after(self, node: Node, event: type[Event]) -> Iterator[tuple[Node, Words]]:
        rules = self._rules_for(node, event)
        if not rules:
            return
        guards = [guard.condition for rule in rules.values() for guard in rule.guards]
        if not self.proofs.may_hold(self._known(node), happened(event), *guards):
            return
        moved = self._moved(node, event, rules)
        main = rules.get(self.main.name)
        enters = main is not None and (
            main.target == self.implementing or self._concludes(node[0], main)
        )
        why = self.objection(moved) if enters else ""
        if why or self.model is None:
            yield moved, why
            return
        yield from self._with_reactions(moved, event, self.model)
        if self._may_keep(event) or self._rewords(event):
            yield (*moved[:2], node[2]), ""

    def _with_reactions(
        self, node: Node, event: type[Event], model: Model
    ) -> Iterator[tuple[Node, Words]]:
        is_sure = False
        known = All((self._known(node), happened(event)))
        if self.surviving is not None and (not self.keeps or self._may_keep(event)):
            known &= ~self.surviving[1]
        for reaction in (r for r in model.reactions if not r.is_offer):
            if reaction.on is event and self.proofs.may_hold(known, reaction.when):
                yield from self._after(node, reaction.event)
                is_sure = is_sure or self._is_sure(node, reaction, known)
        if not is_sure:
            yield node, ""

    def _may_keep(self, event: type[Event]) -> bool:
        """Return whether an event may change what was approved, and the approval survives it."""
        return self.keeps and self.surviving is not None and event is self.surviving[0]

    def _is_sure(self, node: Node, reaction: Reaction, known: Condition) -> bool:
        """Return whether a reaction provably happens: its condition and all guards hold there."""
        rules = self._rules_for(node, reaction.event).values()
        guards = (guard.condition for rule in rules for guard in rule.guards)
        if not rules or any(rule.needs for rule in rules):
            return False
        if reaction.data or required(reaction.event):
            return False
        following = self._known(node) & happened(reaction.event) & BY_ITSELF.condition
        is_met = self.proofs.follows(known, reaction.when)
        return is_met and all(self.proofs.follows(following, guard) for guard in guards)

    def _rules_for(self, node: Node, event: type[Event]) -> dict[str, Rule]:
        """Find the rule of each table; none if the main one knows the event elsewhere."""
        state, regions, _ = node
        found = {self.main.name: self.rules[self.main.name].get((state, event))}
        if found[self.main.name] is None and event in self.main.events:
            return {}
        for region, at in zip(self.regions, regions, strict=True):
            found[region.name] = self.rules[region.name].get((at, event))
        return {name: rule for name, rule in found.items() if rule is not None}

    def _known(self, node: Node) -> Condition:
        state, regions, standing = node
        beside = (field(r.name).is_(at) for r, at in zip(self.regions, regions, strict=True))
        return All(
            (
                field("state").is_(state),
                field("phase").is_(self.main.phases[state]),
                *beside,
                self.policy,
                REWORDED if standing == "reworded" else ALWAYS,
            )
        )

    def _moved(self, node: Node, event: type[Event], rules: dict[str, Rule]) -> Node:
        state, regions, standing = node
        target = self._target(rules.get(self.main.name), state)
        places = tuple(
            self._target(rules.get(region.name), at)
            for region, at in zip(self.regions, regions, strict=True)
        )
        return target, places, self._standing(event, target, places, standing)

    def _target(self, rule: Rule | None, state: str) -> str:
        return state if rule is None or rule.target is None else rule.target

    def _standing(
        self, event: type[Event], state: str, places: tuple[str, ...], before: Standing
    ) -> Standing:
        """Return how an approval, granted or pending, relates to the present plan."""
        if isinstance(self.approved, str):
            return "present" if state == self.approved else before
        if self._sets(event, self.facts):
            return "past"
        if event.verb == "request_approval" and not self._is_approved(places):
            return "present"
        if self._sets(event, self.words) and state != self.implementing:
            return "reworded" if before != "past" and self._rewords(event) else "past"
        return "past" if before == "reworded" and self._sets(event, _REWORDED) else before

    def _rewords(self, event: type[Event]) -> bool:
        """Return whether an event may change the words that were approved."""
        return self._sets(event, self.words) and self._sets(event, _REWORDED)

    def _sets(self, event: type[Event], names: frozenset[str]) -> bool:
        return self.model is not None and not names.isdisjoint(settable(event, self.model.record))

    def _is_approved(self, places: tuple[str, ...]) -> bool:
        standing = zip((region.name for region in self.regions), places, strict=True)
        return any(self.approved == pair for pair in standing)
