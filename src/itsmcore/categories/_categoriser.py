"""Categorisers: ordered rules that suggest a category, and say why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import attrs

from itsmcore.called import call_of
from itsmcore.categories._faults import MOST_HINTED
from itsmcore.categories._legal import Paths
from itsmcore.categories._suggestion import Suggestion, as_confidence
from itsmcore.categories._tree import CategoryTree
from itsmcore.conditions import All, Condition, Facts, Some, as_condition
from itsmcore.decisions import Decision, Explanation, Match
from itsmcore.errors import BadValue, Fault
from itsmcore.fields import as_several, as_text, maybe_a, refuse_faults
from itsmcore.figures import Rows, Table, as_table_formats
from itsmcore.output import as_format, as_html, as_pretty
from itsmcore.phrase import Phrase, say, told_in_english
from itsmcore.shown import brief, shown

_MATCHES = (Match.FIRST, Match.GREATEST, Match.ALL)


def _name(name: str) -> str:
    return as_text(name, "name")


def _path(category: str) -> str:
    return as_text(category, "category")


@attrs.frozen(repr=False)
class CategoryRule:
    """One rule of a categoriser: when it holds, its category is suggested.

    Args:
        name: what the rule is called, in explanations and scores.
        when: a condition over the facts of a case, its words among them (`words`).
        category: the path that is suggested.
        confidence: how sure that is, from 0 to 1.

    Raises:
        BadValue: one of these is of a wrong kind, or the confidence is not from 0 to 1.
    """

    name: str = attrs.field(converter=_name)
    when: Condition = attrs.field(converter=as_condition)
    category: str = attrs.field(converter=_path)
    confidence: float = attrs.field(default=1.0, converter=as_confidence)

    __repr__ = call_of

    def __str__(self) -> str:
        return f"{self.name}: {self.category}"


def _rules(rules: Iterable[CategoryRule]) -> tuple[CategoryRule, ...]:
    return as_several(CategoryRule, rules, "rules")


def _match(match: Match) -> Match:
    given: object = match
    if isinstance(given, Match) and given in _MATCHES:
        return given
    raise BadValue(
        field="match",
        value=match,
        expected=Phrase("common.one_of", names=", ".join(map(repr, _MATCHES))),
    )


def _tree(tree: CategoryTree | None) -> CategoryTree | None:
    return maybe_a(CategoryTree, tree, "tree")


@attrs.frozen(order=False)
class _Answer:
    """A rule as an answer of a decision: the more confident, the greater."""

    rule: CategoryRule

    def __lt__(self, other: _Answer) -> bool:
        return self.rule.confidence < other.rule.confidence

    def __gt__(self, other: _Answer) -> bool:
        return self.rule.confidence > other.rule.confidence

    def __str__(self) -> str:
        return f"{self.rule.category} ({self.rule.name})"


@attrs.frozen
class Categoriser:
    """Rules that suggest a category for a case by its fields and its words.

    It is a `Decision` underneath, and a `Suggester`.

    Args:
        rules: the rules, in order.
        match: what is suggested if several rules hold: the category of the `FIRST`, of the most
            confident one (`GREATEST`), or those of `ALL`, the most confident first.
        tree: the categories that may be suggested; by default any.
        name: its name in errors.

    Raises:
        FaultyDefinition: there are no rules, two have one name, one suggests what no case is opened
            with, can never hold or is always beaten; lists every fault.

    >>> from itsmcore.conditions import field, words
    >>> rules = Categoriser([
    ...     CategoryRule("mail client", words("summary").some("outlook", "mail"), "software/email"),
    ...     CategoryRule("printers", words("summary", match="part").some("print", "drucker"),
    ...                  "hardware/printer", 0.8),
    ... ])
    >>> print(*rules.suggest({"summary": "Druckerstörung im 2. Stock"}))
    hardware/printer (80.0 %): printers: summary has a word with 'drucker'
    >>> rules.suggest({"summary": "VPN drops"})
    ()
    """

    rules: tuple[CategoryRule, ...] = attrs.field(converter=_rules)
    match: Match = attrs.field(default=Match.FIRST, converter=_match, kw_only=True)
    tree: CategoryTree | None = attrs.field(default=None, converter=_tree, kw_only=True)
    name: str = attrs.field(default="the categoriser", converter=_name, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse_faults(brief(self.name), self._faults())

    def suggest(self, facts: Facts, /) -> tuple[Suggestion, ...]:
        """Return what the rules that hold suggest, the most confident first.

        Under `ALL`, each category comes once, by the rule that is most confident of it.

        Raises:
            NotGiven: an outside fact is missing, and the answer depends on it.
            Incomparable: a rule compares two values that have no order.
        """
        held = [answer.rule for answer in self._decision.answers(facts)]
        ranked = sorted(held, key=lambda rule: -rule.confidence)
        best = {rule.category: rule for rule in reversed(ranked)}
        return tuple(
            Suggestion(
                rule.category,
                rule.confidence,
                f"{rule.name}: {why(rule.when, facts)}",
                rule=rule.name,
            )
            for rule in ranked
            if best[rule.category] is rule
        )

    def explain(self, facts: Facts) -> Explanation[Any]:
        """Show every rule, whether it holds and whether it wins.

        >>> from itsmcore.conditions import field
        >>> rules = Categoriser([CategoryRule("mail", field("service").is_("mail"), "email")])
        >>> print(rules.explain({"service": "vpn"}))
        no   service is 'mail' -> email (mail)
        answer: nothing
        """
        return self._decision.explain(facts)

    @cached_property
    def _decision(self) -> Decision[_Answer]:
        rows = [(rule.when, _Answer(rule)) for rule in self.rules]
        return Decision(rows, self.match, name=self.name)

    def _faults(self) -> Iterator[Fault]:
        if not self.rules:
            yield Fault(
                "no_rules", Phrase("categories.subject.rules"), Phrase("categories.no_rules")
            )
        names = Counter(rule.name for rule in self.rules)
        for name in (name for name, times in names.items() if times > 1):
            yield Fault(
                "duplicate_rule",
                Phrase("categories.subject.rule", name=shown(name)),
                Phrase("categories.duplicate_rule"),
            )
        if self.tree is not None:
            known = Paths(self.tree, self.tree.openable)
            strange = (rule for rule in self.rules if rule.category not in known)
            for number, rule in enumerate(strange):
                meant = (
                    known.hint(rule.category)
                    if number < MOST_HINTED
                    else Phrase("categories.categoriser.it_is_not")
                )
                words = Phrase(
                    "categories.categoriser.suggests", category=shown(rule.category), meant=meant
                )
                yield Fault(
                    "unknown_category",
                    Phrase("categories.subject.rule", name=shown(rule.name)),
                    words,
                )
        yield from self._decision.faults()

    @property
    def rows(self) -> Rows:
        """A row for each rule, as a DataFrame takes them."""
        return told_in_english(self._rows)

    def _rows(self) -> Rows:
        return tuple(
            {
                "rule": rule.name,
                "when": str(rule.when),
                "category": rule.category,
                "confidence": rule.confidence,
            }
            for rule in self.rules
        )

    def _table(self) -> Table:
        return Table.of(("rule", "when", "category", "confidence"), self._rows())

    def __str__(self) -> str:
        return say("categories.categoriser.of", name=self.name, count=len(self.rules))

    _formats = as_table_formats
    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


def why(condition: Condition, facts: Facts) -> str:
    """Say what makes a condition hold, without what is beside the point.

    >>> from itsmcore.conditions import field
    >>> asked = (field("a").is_(1) | field("b").is_(2)) & ~field("c").is_set
    >>> why(asked, {"b": 2})
    'b is 2 and not (c is set)'
    """
    match condition:
        case All():
            both = f" {say('conditions.and')} "
            return both.join(why(part, facts) for part in condition.parts) or str(condition)
        case Some():
            held = (part for part in condition.parts if part.judge(facts) is True)
            return why(next(held), facts)
        case _:
            return str(condition)
