"""The link table: which practices a desk has, and how their records may be tied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import product
from typing import TypeAlias

import attrs

from itsmcore.conditions import field
from itsmcore.desk._practices import LINK_RULES, PRACTICES
from itsmcore.errors import BadValue, Fault, Unlisted
from itsmcore.fields import as_several, is_in, refuse_faults
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import Event, LinkKind, LinkRule, Opens, OutsideFact, Practice, Record
from itsmcore.lifecycle._faults import repeated
from itsmcore.lifecycle._link import stock_kind
from itsmcore.lifecycle._scope import scope_of
from itsmcore.nearest import hint
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, Words, all_of
from itsmcore.shown import shown
from itsmcore.tasks import TASKS

Tie: TypeAlias = tuple[str, str]
"""What another record is to this one, and its number."""

OPEN_TASKS = OutsideFact(
    "tasks", LinkKind.TASK, ~field("phase").is_in((Phase.CLOSED, Phase.CANCELLED))
)
"""What a desk knows of the tasks of any record."""
OF_SCHEDULE = ("freeze", "conflicts", "warnings")
"""The outside facts that a change schedule tells."""


def as_practices(practices: Iterable[Practice]) -> tuple[Practice, ...]:
    """Take the practices of a desk."""
    return as_several(
        Practice, practices, "practices", Phrase("desk.link_table.practices_such_practice")
    )


def as_link_rules(rules: Iterable[LinkRule]) -> tuple[LinkRule, ...]:
    """Take the link rules of a desk."""
    return as_several(LinkRule, rules, "link_rules", Phrase("desk.link_table.link_rules_such"))


@attrs.frozen
class Side:
    """A kind of link, from one of its two sides.

    Attributes:
        kind: what the other record is to this one.
        inverse: what this one is to the other.
        is_first: whether rules call it so, and not by its inverse.
        is_acyclic: whether no record may be above itself by it.
        is_single: whether a record has at most one such.
    """

    kind: str
    inverse: str
    is_first: bool
    is_acyclic: bool
    is_single: bool


@attrs.frozen(slots=False, eq=False, repr=False)
class LinkTable:
    """What the practices and the link rules of a desk say together."""

    practices: tuple[Practice, ...]
    rules: tuple[LinkRule, ...]

    @cached_property
    def all_rules(self) -> tuple[LinkRule, ...]:
        """The rules of the desk, those that its practices bring, and those of tasks."""
        with_tasks = [practice for practice in self.practices if practice.has_tasks]
        brought = (rule for practice in self.practices for rule in practice.links)
        tasks = LinkRule(LinkKind.TASK_OF, TASKS, with_tasks)
        return tuple(dict.fromkeys((*self.rules, *brought, tasks)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the practices."""
        return tuple(practice.name for practice in self.practices)

    @cached_property
    def prefixes(self) -> FrozenDict[str, str]:
        """The prefixes of numbers, by the names of the practices that have one."""
        known = ((of.name, of.prefix) for of in self.practices if of.prefix is not None)
        return FrozenDict(dict(known))

    @cached_property
    def sides(self) -> dict[str, Side]:
        """Every kind of link by its name, and its inverse by its own."""
        found: dict[str, Side] = {}
        for rule in self.all_rules:
            kind, inverse = _member(rule.kind), _member(rule.inverse)
            if kind not in found:
                found[kind] = Side(kind, inverse, True, rule.is_acyclic, rule.is_single)
                if inverse != kind:
                    found[inverse] = Side(inverse, kind, False, rule.is_acyclic, False)
        return found

    @cached_property
    def _facts_of(self) -> dict[str, tuple[OutsideFact, ...]]:
        return {practice.name: (OPEN_TASKS, *practice.facts) for practice in self.practices}

    def facts_of(self, practice: str) -> tuple[OutsideFact, ...]:
        """Return the outside facts that links tell of the records of a practice."""
        return self._facts_of.get(practice, (OPEN_TASKS,))

    @cached_property
    def opens(self) -> dict[tuple[str, type[Event]], tuple[Opens, ...]]:
        """What opens other records, by the practice and the class of the event."""
        found = defaultdict[tuple[str, type[Event]], tuple[Opens, ...]](tuple)
        for practice in self.practices:
            for one in practice.opens:
                found[practice.name, one.on] += (one,)
        return dict(found)

    @cached_property
    def fact_names(self) -> frozenset[str]:
        """The names of the outside facts that a desk may know."""
        own = (fact.name for practice in self.practices for fact in practice.facts)
        return frozenset((OPEN_TASKS.name, *own, *OF_SCHEDULE))

    @cached_property
    def asked(self) -> frozenset[str]:
        """How conditions name them."""
        return frozenset(f"given.{name}" for name in self.fact_names)

    def is_told_of(self, practice: str, kind: str) -> bool:
        """Return whether an outside fact of records of a practice hangs on those that are this."""
        return any(fact.kind == kind for fact in self.facts_of(practice))

    @cached_property
    def _rules_of(self) -> dict[str, list[LinkRule]]:
        found = defaultdict[str, list[LinkRule]](list)
        for rule in self.all_rules:
            found[rule.kind].append(rule)
        return found

    def faults(self) -> Iterator[Fault]:
        """Yield every fault: practices called alike, rules that disagree or name nobody."""
        for name in repeated(list(self.names)):
            yield Fault(
                "duplicate_practice",
                Phrase("desk.subject.practice", name=shown(name)),
                Phrase("desk.duplicate_practice"),
            )
        for prefix in repeated([of.prefix for of in self.practices if of.prefix is not None]):
            words = Phrase("desk.link_table.stands_two_practices")
            yield Fault(
                "duplicate_prefix", Phrase("desk.subject.prefix", prefix=shown(prefix)), words
            )
        known_names = dict.fromkeys((*self.names, *(of.name for of in PRACTICES)))
        first: dict[str, LinkRule] = {}
        for rule in self.all_rules:
            subject, known = (
                Phrase("desk.link_table.link_rule", kind=shown(rule.kind)),
                first.setdefault(rule.kind, rule),
            )
            for name in (*(rule.sources or ()), *(rule.targets or ())):
                if name not in known_names:
                    words = Phrase(
                        "desk.link_table.names", name=shown(name), hint=hint(name, known_names)
                    )
                    yield Fault("unknown_practice", subject, words)
            if _nature(rule) != _nature(known):
                words = Phrase(
                    "desk.link_table.says_where_another",
                    nature=_nature(rule),
                    other=_nature(known),
                )
                yield Fault("contradicting_rules", subject, words)
            side = self.sides[rule.kind]
            if not side.is_first or self.sides[rule.inverse].inverse != rule.kind:
                words = Phrase("desk.link_table.inverse_another_kind", inverse=shown(rule.inverse))
                yield Fault(
                    "ambiguous_inverse", subject, Phrase("desk.ambiguous_inverse", words=words)
                )
        for practice in self.practices:
            yield from self._strange_facts(practice)
            yield from _strange_openings(practice)

    def _strange_facts(self, practice: Practice) -> Iterator[Fault]:
        for name in repeated([OPEN_TASKS.name, *OF_SCHEDULE, *(of.name for of in practice.facts)]):
            subject = Phrase("desk.link_table.outside_fact", name=shown(name), of=practice.name)
            yield Fault("duplicate_fact", subject, Phrase("desk.duplicate_fact"))
        for fact in practice.facts:
            subject = Phrase(
                "desk.link_table.outside_fact", name=shown(fact.name), of=practice.name
            )
            if fact.kind not in self.sides:
                words = Phrase(
                    "desk.link_table.hangs", kind=shown(fact.kind), hint=hint(fact.kind, self.sides)
                )
                yield Fault("unknown_link", subject, words)
            elif not self.others(fact.kind, [practice.name]):
                words = Phrase("desk.link_table.hangs_ties_record", kind=shown(fact.kind))
                yield Fault("dead_fact", subject, words)

    def kind(self, kind: str) -> str:
        """Read the kind of a link.

        Raises:
            Unlisted: there is no such kind.
        """
        if is_in(kind, self.sides):
            return self.sides[kind].kind
        raise Unlisted(kind=Phrase("desk.link_table.kind_link"), name=kind, known=tuple(self.sides))

    def link(self, link: object) -> tuple[str, Tie]:
        """Read a link that was given, as the record it belongs to and what it says.

        Raises:
            BadValue: it is not a link.
            Unlisted: there is no such kind.
        """
        match link:
            case (str(source), str(kind), str(other)):
                return source, (self.kind(kind), other)
        expected = Phrase("desk.link_table.example")
        raise BadValue(field=Phrase("desk.link_table.link"), value=link, expected=expected)

    def inverse(self, kind: str) -> str:
        """Return what a record is to one that is this to it."""
        return self.sides[kind].inverse

    def first_side(self, source: str, tie: Tie) -> tuple[str, Side, str]:
        """Read a link from the first of its two sides, such as the child's."""
        kind, target = tie
        side = self.sides[kind]
        return (
            (source, side, target) if side.is_first else (target, self.sides[side.inverse], source)
        )

    def turned(self, source: str, tie: Tie) -> tuple[str, Tie]:
        """Read a link from its other side."""
        kind, other = tie
        return other, (self.inverse(kind), source)

    def allows(self, kind: str, source: str, target: str) -> bool:
        """Return whether a kind, by its first side, ties records of two practices."""
        return any(rule.allows(source, target) for rule in self._rules_of[kind])

    @cached_property
    def pairs(self) -> dict[str, list[tuple[str, str]]]:
        """The practices that each kind ties, by its first side, in order."""
        every = sorted(product(self.names, self.names))
        return {of: [pair for pair in every if self.allows(of, *pair)] for of in self._rules_of}

    def possible(self, ties: Iterable[Tie]) -> frozenset[str]:
        """Return the practices that a record with some ties may belong to."""
        found = frozenset(self.names)
        for kind, _ in ties:
            side = self.sides[kind]
            place, first = (0, kind) if side.is_first else (1, side.inverse)
            found &= {pair[place] for pair in self.pairs[first]}
        return found

    def others(self, kind: str, practices: Collection[str]) -> frozenset[str]:
        """Return the practices of which records may be this to records of some practices."""
        side = self.sides[kind]
        here, there = (0, 1) if side.is_first else (1, 0)
        pairs = self.pairs[kind if side.is_first else side.inverse]
        return frozenset(pair[there] for pair in pairs if pair[here] in practices)

    def tied_by(self, event: Event) -> tuple[Tie, ...]:
        """Return what an event ties its record to.

        Raises:
            Unlisted: there is no such kind of link.
        """
        ties = event.tied()
        return tuple([(self.kind(kind), number) for kind, number in ties]) if ties else ()

    def parted_by(self, event: Event, record: Record) -> Iterator[Tie]:
        """Yield what an event unties from a record, of what the record itself is tied to."""
        for kind, number in event.untied():
            numbers = record.links.of(kind) if number is None else (number,)
            yield from ((self.kind(kind), one) for one in numbers)

    def of(self, record: Record) -> Iterator[Tie]:
        """Yield the links that a record knows of itself."""
        for link in record.links:
            yield self.kind(link.kind), link.target


@lru_cache(maxsize=64)
def link_table(practices: tuple[Practice, ...], rules: tuple[LinkRule, ...]) -> LinkTable:
    """Return the table of some practices and rules, made once.

    Raises:
        FaultyDefinition: they contradict each other; lists every fault.
    """
    table = LinkTable(practices, rules)
    refuse_faults(Phrase("desk.link_table.link_table"), table.faults())
    return table


def _strange_openings(practice: Practice) -> Iterator[Fault]:
    """Yield what is wrong with what the records of a practice open."""
    own = getattr(practice.record, "model", None)
    for opens in practice.opens:
        subject = Phrase("desk.link_table.opening", verb=opens.on.verb, of=practice.name)
        model, then = opens.model or own, opens.then
        if own is not None:
            scope = attrs.evolve(scope_of(own, opens.on), is_whole=False)
            yield from scope.faults(subject, opens.when)
            yield from scope.unread(subject, () if then is None else then.reads)
        if then is not None and model is not None and then.event not in model.events:
            known = [event.verb for event in model.events]
            words = Phrase(
                "desk.link_table.follows",
                verb=shown(then.event.verb),
                model=model.name,
                hint=hint(then.event.verb, known),
            )
            yield Fault("unknown_event", subject, words)


def _member(kind: str) -> str:
    return stock_kind(kind) or kind


def _nature(rule: LinkRule) -> Words:
    words = [Phrase("desk.link_table.inverse", inverse=shown(rule.inverse))]
    words += [Phrase("desk.link_table.single")] * rule.is_single
    words += [Phrase("desk.link_table.without_circles")] * rule.is_acyclic
    return all_of(words)


STOCK_TABLE = link_table(PRACTICES, LINK_RULES)
"""The table of a desk that was told no other."""
