"""Practices and link rules: which records there are, and how one may be tied to another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import attrs

from itsmcore.called import NAME, call_of
from itsmcore.checked import checked
from itsmcore.conditions import Condition
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_class, as_flag, as_several, as_text, one_or_several
from itsmcore.lifecycle._link import stock_kind
from itsmcore.lifecycle._model import Model
from itsmcore.lifecycle._opens import Opens
from itsmcore.lifecycle._record import AnyRecord, Record
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

Named: TypeAlias = "str | type[AnyRecord] | Practice"
"""A practice, its class of records, or its name."""


def _names(practices: Named | Iterable[Named] | None) -> tuple[str, ...] | None:
    """Read which practices are meant; None for all of them."""
    if practices is None:
        return None
    several = (practices,) if isinstance(practices, str) else one_or_several(practices)
    return tuple(dict.fromkeys(map(_name, several)))


def _name(practice: object) -> str:
    if isinstance(practice, Practice):
        return practice.name
    if isinstance(practice, type) and issubclass(practice, Record):
        return practice.__name__
    expected = Phrase("lifecycle.expected.practice_class_records_such")
    return as_a(str, practice, Phrase("lifecycle.practice.practice"), expected)


def _inverse(rule: LinkRule) -> str:
    kind = stock_kind(rule.kind)
    return "" if kind is None else kind.inverse


def _is_single(rule: LinkRule) -> bool:
    kind = stock_kind(rule.kind)
    return kind is not None and kind.is_single


@attrs.frozen(repr=False)
class LinkRule:
    """Which records a kind of link ties, and how many of them.

    Several rules of one kind add up.

    Args:
        kind: what the target is to the source, such as `"parent"`.
        sources: the practices whose records may have such a target; all if none is named.
        targets: the practices that it may be of; all if none is named.
        inverse: what the source is to the target; a `LinkKind` has its own.
        is_within: whether both are of one practice.
        is_single: whether a record has at most one such target.
        is_acyclic: whether no record may be above itself by such links.

    Raises:
        BadValue: the kind or its inverse is no text, a LinkKind would be turned into another, or a
            practice is something else.

    >>> from itsmcore import Incident, Problem
    >>> LinkRule("reviews", "AccessReview", (Incident, Problem), inverse="reviewed_by")
    LinkRule('reviews', ('AccessReview',), ('Incident', 'Problem'), inverse='reviewed_by')
    """

    kind: str
    sources: tuple[str, ...] | None = attrs.field(default=None, converter=_names)
    targets: tuple[str, ...] | None = attrs.field(default=None, converter=_names)
    inverse: str = attrs.field(default=attrs.Factory(_inverse, takes_self=True), kw_only=True)
    is_within: bool = attrs.field(default=False, kw_only=True)
    is_single: bool = attrs.field(default=attrs.Factory(_is_single, takes_self=True), kw_only=True)
    is_acyclic: bool = attrs.field(default=False, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        as_text(self.kind, "kind")
        as_text(self.inverse, "inverse")
        for name in ("is_within", "is_single", "is_acyclic"):
            as_flag(getattr(self, name), name)
        if self.inverse != (_inverse(self) or self.inverse):
            expected = Phrase(
                "lifecycle.expected.kind_link_your_own", inverse=shown(_inverse(self))
            )
            raise BadValue(
                field=Phrase("lifecycle.practice.inverse", kind=self.kind),
                value=self.inverse,
                expected=expected,
            )
        if _is_single(self) and not self.is_single:
            expected = Phrase("lifecycle.expected.true_record_two_kind")
            raise BadValue(
                field=Phrase("lifecycle.practice.single", kind=self.kind),
                value=False,
                expected=expected,
            )

    @checked
    def allows(self, source: str, target: str) -> bool:
        """Return whether it ties a record of one practice to one of another, by their names."""
        return (
            _admits(self.sources, source)
            and _admits(self.targets, target)
            and (source == target or not self.is_within)
        )


def _admits(names: tuple[str, ...] | None, name: str) -> bool:
    return names is None or name in names


def _of_record(when: Condition) -> Condition:
    expected = Phrase("lifecycle.expected.condition_facts_linked_record")
    condition = as_a(Condition, when, "when", expected)
    for read in condition.fields:
        if read.space not in ("", "custom"):
            raise BadValue(field="when", value=read.name, expected=expected)
    return condition


@attrs.frozen(repr=False)
class OutsideFact:
    """An outside fact that a desk knows of the records of a practice, by their links.

    It is the numbers of the linked records for which a condition holds, and of those of which the
    desk cannot tell, such as those that are not loaded. So a guard that wants none to be left asks
    for `given(name).is_in((False, (), 0))`, and a timer whose event has such a guard waits.

    Args:
        name: what `given` calls it.
        kind: what the linked records are to the record, such as `"task"`.
        when: which of them it names, by their own facts.

    Raises:
        BadValue: the name or the kind is no text, or the condition reads what the linked record
            itself does not tell.

    >>> from itsmcore.conditions import field
    >>> OutsideFact("unpaid", "fine", ~field("paid_at").is_set)
    OutsideFact('unpaid', 'fine', ~field('paid_at').is_set)
    """

    name: str
    kind: str
    when: Condition = attrs.field(converter=_of_record)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        as_text(self.name, "name")
        as_text(self.kind, "kind")


def _facts(facts: Iterable[OutsideFact]) -> tuple[OutsideFact, ...]:
    expected = Phrase("lifecycle.expected.outside_facts_such_outsidefact")
    return as_several(OutsideFact, facts, "facts", expected)


def _rules(rules: Iterable[LinkRule]) -> tuple[LinkRule, ...]:
    return as_several(LinkRule, rules, "links", Phrase("lifecycle.practice.link_rules_such"))


def _opens(opens: Iterable[Opens]) -> tuple[Opens, ...]:
    return as_several(Opens, opens, "opens")


def _prefix(prefix: str | None) -> str | None:
    return None if prefix is None else as_text(prefix, "prefix")


@attrs.frozen(repr=False)
class Practice:
    """A practice, as a desk knows it.

    A record belongs to the practice of the class that its model is for; a subclass of that class
    makes no practice of its own.

    Args:
        record: the class of its records.
        prefix: what stands before the number of a new record; without one, each is given its
            number.
        has_tasks: whether a task may belong to one of its records.
        links: how its records may be tied to others, besides what a desk allows for all.
        facts: outside facts that a desk knows of its records, besides their open tasks.
        opens: what a desk opens when something happens to its records.

    Raises:
        BadValue: it is not a class of records, or the prefix is not a text.

    >>> from itsmcore import Incident
    >>> Practice(Incident, prefix="INC", has_tasks=True)
    Practice(Incident, prefix='INC', has_tasks=True)
    """

    record: type[AnyRecord] = attrs.field(repr=NAME)
    prefix: str | None = attrs.field(default=None, converter=_prefix, kw_only=True)
    has_tasks: bool = attrs.field(default=False, kw_only=True)
    links: tuple[LinkRule, ...] = attrs.field(default=(), converter=_rules, kw_only=True)
    facts: tuple[OutsideFact, ...] = attrs.field(default=(), converter=_facts, kw_only=True)
    opens: tuple[Opens, ...] = attrs.field(default=(), converter=_opens, kw_only=True)

    __repr__ = call_of

    def __attrs_post_init__(self) -> None:
        as_class(Record, self.record, "record", Phrase("lifecycle.practice.class_records_such"))
        as_flag(self.has_tasks, "has_tasks")

    @property
    def name(self) -> str:
        """What conditions, numberings and documents call it: the name of its class of records."""
        return self.record.__name__


def practice_of(what: Record | Model) -> str:
    """Return the name of the practice that a record belongs to, or that a model is for.

    >>> from datetime import UTC, datetime
    >>> from itsmcore import Incident
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> practice_of(Incident.open("INC-1", at=nine, by="ada", summary="Mail is down"))
    'Incident'
    """
    model = what if isinstance(what, Model) else what.model
    return str(type(model).record.__name__)
