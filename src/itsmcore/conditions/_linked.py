"""Linked: questions about the many records that are linked to one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from itsmcore.conditions._condition import (
    ALWAYS,
    Condition,
    Field,
    Not,
    as_condition,
    fact_of,
    leaves,
    nested,
)
from itsmcore.conditions._spaces import AROUND, LINKED, TARGET, Facts
from itsmcore.errors import BadCondition, BadValue
from itsmcore.fields import as_whole, as_writable, can_be_iterated
from itsmcore.phrase import Phrase, say

_OF_TARGET = f"{TARGET}."
_NUMBER = Phrase("conditions.expected.compared_number")


def _kind(kind: str) -> str:
    return as_writable(kind, Phrase("conditions.linked.kind_link"))


def _condition(of: object) -> Condition:
    return as_condition(of)


@attrs.frozen(repr=False)
class Linked:
    """The records that are linked to one in some way, to make conditions from.

    Only a desk knows them, so such a condition belongs in a cascade. Elsewhere it is a fault, or
    its answer stays open.

    Attributes:
        kind: what they are to the record, such as `"child"`; `"target.child"` is what they are to
            the one that a cascade would reach.
    """

    kind: str = attrs.field(converter=_kind)

    def every(self, condition: object) -> Condition:
        """Ask whether a condition holds for every one of them; of none it does.

        >>> from itsmcore.conditions import state
        >>> print(linked("task").every(state("closed")))
        every task (state is 'closed')
        """
        return ~self.some(~as_condition(condition))

    def some(self, condition: object) -> AtLeast:
        """Ask whether a condition holds for at least one of them; of none it does not.

        >>> from itsmcore.conditions import state
        >>> print(~linked("task").some(state("open")))
        no task (state is 'open')
        """
        return AtLeast(self.kind, 1, condition)

    def count(self, *, where: object = ALWAYS) -> Count:
        """Count them, or those for which a condition holds, to compare with a number.

        >>> print(linked("child").count() > 20)
        at least 21 child links
        """
        return Count(self.kind, where)

    def __bool__(self) -> bool:
        raise BadCondition(value=self, why=Phrase("conditions.why.condition_ask_every_some"))

    def __repr__(self) -> str:
        return f"linked({self.kind!r})"


@attrs.frozen(order=False, repr=False)
class Count:
    """How many of the linked records there are, to compare with a number.

    Attributes:
        kind: what they are to the record.
        where: which of them count.
    """

    kind: str = attrs.field(converter=_kind)
    where: Condition = attrs.field(default=ALWAYS, converter=_condition)

    def __ge__(self, number: int) -> AtLeast:
        return AtLeast(self.kind, number, self.where)

    def __gt__(self, number: int) -> AtLeast:
        return self >= as_whole(number, _NUMBER) + 1

    def __lt__(self, number: int) -> Condition:
        return ~(self >= number)

    def __le__(self, number: int) -> Condition:
        return ~(self > number)

    def __bool__(self) -> bool:
        raise BadCondition(value=self, why=Phrase("conditions.why.count_condition_compare"))

    def __repr__(self) -> str:
        where = "" if self.where == ALWAYS else f"where={self.where!r}"
        return f"linked({self.kind!r}).count({where})"


@attrs.frozen(repr=False)
class AtLeast(Condition):
    """A condition that holds if enough linked records meet another one.

    Made by `linked(…)`: that every one meets it is the denial that at least one does not. One that
    is not loaded may meet it or not, and leaves the answer open where it could change it. The other
    condition reads the linked record; names that begin with `event.`, `given.` or `target.` are the
    same as outside it.

    Attributes:
        kind: what they are to the record.
        least: how many are enough.
        where: what they have to meet.
    """

    kind: str = attrs.field(converter=_kind)
    least: int = attrs.field(default=1)
    where: Condition = attrs.field(default=ALWAYS, converter=_condition)
    depth: int = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        as_whole(self.least, _NUMBER, least=1)
        nested(self, (self.where,))

    @property
    def is_number(self) -> bool:
        """Whether it asks for a number of them, and not for some."""
        return self.least > 1 or self.where == ALWAYS

    @property
    def is_of_target(self) -> bool:
        """Whether it asks about what is linked to the record that a cascade would reach."""
        return self.kind.startswith(_OF_TARGET)

    @property
    def link(self) -> str:
        """The kind of link by itself."""
        return self.kind.removeprefix(_OF_TARGET)

    @property
    def name(self) -> str:
        """The fact that it reads: the facts of each linked record, None for one not loaded."""
        return f"{_OF_TARGET * self.is_of_target}{LINKED}.{self.link}"

    def judge(self, facts: Facts) -> bool | None:
        met = unknown = 0
        answers = self._answers(facts)
        for answer in () if answers is None else answers:
            met += answer is True
            unknown += answer is None
            if met == self.least:
                return True
        return None if answers is None or met + unknown >= self.least else False

    def finding(self, facts: Facts) -> str:
        answers = self._answers(facts)
        if answers is None:
            return ""
        each = list(answers)
        unknown = each.count(None)
        words = say("conditions.linked.of", met=each.count(True), all=len(each))
        return say("conditions.linked.known", words=words, unknown=unknown) if unknown else words

    def _answers(self, facts: Facts) -> Iterator[bool | None] | None:
        """Judge each linked record; None if nobody knows which they are."""
        found: Any = fact_of(facts, self.name, None)
        if found is None:
            return None
        if not can_be_iterated(found):
            expected = Phrase("conditions.expected.facts_each_linked_record")
            raise BadValue(field=self.name, value=found, expected=expected)
        asks = any(True for _ in leaves(self.where))
        return (
            None if asks and one is None else self.where.judge(_Inside(one, facts)) for one in found
        )

    def _fields(self) -> Iterable[Field]:
        yield Field(self.name)
        yield from (of for of in self.where.fields if of.name.startswith(AROUND))

    @property
    def _which(self) -> str:
        return "" if self.where == ALWAYS else f" ({self.where})"

    @property
    def denied(self) -> str:
        if self.least > 1:
            return say(
                "conditions.linked.fewer_links", least=self.least, kind=self.kind, which=self._which
            )
        if isinstance(self.where, Not):
            return say("conditions.linked.every", kind=self.kind, part=self.where.part)
        if self.where == ALWAYS:
            return say("conditions.linked.none", kind=self.kind)
        return say("conditions.linked.no", kind=self.kind, which=self._which)

    @property
    def denied_as(self) -> str:
        if self.is_number:
            return f"({Count(self.kind, self.where)!r} < {self.least})"
        if isinstance(self.where, Not):
            return f"{Linked(self.kind)!r}.every({self.where.part!r})"
        return f"~{self!r}"

    def __repr__(self) -> str:
        if self.is_number:
            return f"({Count(self.kind, self.where)!r} >= {self.least})"
        return f"{Linked(self.kind)!r}.some({self.where!r})"

    def __str__(self) -> str:
        if self.least > 1:
            return say(
                "conditions.linked.least_links", least=self.least, kind=self.kind, which=self._which
            )
        if self.where == ALWAYS:
            return say("conditions.linked.any", kind=self.kind)
        return say("conditions.linked.some", kind=self.kind, which=self._which)


@attrs.frozen(eq=False, repr=False)
class _Inside:
    """Read the facts of a linked record, and around them those that are of no record by itself."""

    linked: Facts | None
    around: Facts

    def get(self, name: str, default: Any = None, /) -> object:
        facts: Any = self.around if name.startswith(AROUND) else self.linked
        return fact_of(facts, name, default)


def linked(kind: str) -> Linked:
    """Name the records that are linked to one, by what they are to it.

    `"target.task"` are the tasks of the record that a cascade would reach.

    >>> from itsmcore.conditions import state
    >>> asked = linked("task").every(state("closed"))
    >>> closed, is_open = {"state": "closed"}, {"state": "open"}
    >>> tasks = [], [closed, is_open], [closed, None], [is_open, None]     # None: not loaded
    >>> [asked.judge({"linked.task": several}) for several in tasks]
    [True, False, None, False]
    """
    return Linked(kind)
