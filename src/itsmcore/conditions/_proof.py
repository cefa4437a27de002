"""Proofs over conditions: can this ever hold, and does one thing follow from another?

One part of each disjunction is chosen, in every way, until the tests chosen contradict each other
on no field. Tests on one field contradict each other when no value passes them all; the values
tried are those that the tests name and one in every gap between them, run through the tests
themselves. What cannot be decided so (a function, two fields against each other) counts as
possible: a proof may be missed and is never invented. Values are Python's own and levels; where
values of a class whose order is not known here are put in order, nothing is proven.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import attrs

from itsmcore.conditions._condition import (
    EMPTY_VALUES,
    All,
    Condition,
    Field,
    Not,
    Op,
    Some,
    Test,
    as_condition,
    written,
)
from itsmcore.errors import Incomparable
from itsmcore.level import Level

_LIMIT = 512
_ORDERED = (Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST)
_STEPPED = (dt.date, dt.timedelta)

Formula: TypeAlias = "int | tuple[bool, tuple[Formula, ...]]"
"""An atom's number, negative where it must not hold; or whether all parts must, and the parts."""


def is_satisfiable(condition: Condition) -> bool:
    """Tell whether some facts may make it hold; False is proven, True may be a guess.

    >>> from itsmcore.conditions import field
    >>> is_satisfiable(field("size").is_(3) & (field("size") > 4))
    False
    """
    return _Search().finds(as_condition(condition))


def implies(condition: Condition, other: Condition) -> bool:
    """Tell whether no facts make the first hold and the other not; False may be a guess.

    >>> from itsmcore.conditions import field
    >>> implies(field("path").under("mail/spam"), field("path").under("mail"))
    True
    """
    return not is_satisfiable(as_condition(condition) & ~as_condition(other))


class _Search:
    """Look for tests that make a condition hold and do not contradict each other."""

    def __init__(self) -> None:
        self.atoms: list[Condition] = []
        self.fields: list[str | None] = []
        self.judged: dict[frozenset[int], bool] = {}

    def finds(self, condition: Condition) -> bool:
        open_ends: list[tuple[list[Formula], frozenset[int]]] = [
            ([self.formula(condition, wanted=True)], frozenset())
        ]
        for _ in range(_LIMIT):
            if not open_ends:
                return False
            choices, chosen = _unfolded(*open_ends.pop())
            if not all(self.fits(number, chosen) for number in chosen):
                continue
            left = [self.left_of(options, chosen) for options in choices]
            undecided = sorted((options for options in left if options is not None), key=len)
            if not undecided:
                return True
            first, *others = undecided
            rest: list[Formula] = [(False, options) for options in others]
            open_ends.extend(([option, *rest], chosen) for option in first[::-1])
        return True

    def formula(self, condition: Condition, *, wanted: bool) -> Formula:
        """Give each atom a number, and push the negations down to them."""
        if isinstance(condition, Not):
            return self.formula(condition.part, wanted=not wanted)
        if isinstance(condition, All | Some):
            parts = tuple(self.formula(part, wanted=wanted) for part in condition.parts)
            return isinstance(condition, All) is wanted, parts
        for number, atom in enumerate(self.atoms, start=1):
            if _same(atom, condition):
                return number if wanted else -number
        self.atoms.append(condition)
        self.fields.append(_field_of(condition))
        return len(self.atoms) if wanted else -len(self.atoms)

    def left_of(
        self, options: tuple[Formula, ...], chosen: frozenset[int]
    ) -> tuple[Formula, ...] | None:
        """Leave out the options that contradict what is chosen; None where it implies one."""
        left = [o for o in options if not isinstance(o, int) or self.fits(o, chosen)]
        is_made = any(isinstance(o, int) and not self.fits(-o, chosen) for o in left)
        return None if is_made else tuple(left)

    def fits(self, number: int, chosen: frozenset[int]) -> bool:
        """Tell whether an atom contradicts neither its opposite nor what is asked of its field."""
        field = self.fields[abs(number) - 1]
        if field is None or -number in chosen:
            return -number not in chosen
        beside = frozenset((number, *(n for n in chosen if self.fields[abs(n) - 1] == field)))
        if beside not in self.judged:
            tests: list[tuple[Any, bool]] = [(self.atoms[abs(n) - 1], n > 0) for n in beside]
            self.judged[beside] = any(_passes(value, tests) for value in _witnesses(tests))
        return self.judged[beside]


def _unfolded(
    todo: Iterable[Formula], chosen: frozenset[int]
) -> tuple[list[tuple[Formula, ...]], frozenset[int]]:
    """Part what must hold into choices and atoms."""
    choices: list[tuple[Formula, ...]] = []
    atoms, ahead = set(chosen), list(todo)
    while ahead:
        formula = ahead.pop()
        if isinstance(formula, int):
            atoms.add(formula)
        elif formula[0]:
            ahead.extend(formula[1])
        else:
            choices.append(formula[1])
    return choices, frozenset(atoms)


def _same(atom: Condition, other: Condition) -> bool:
    """Compare atoms; numbers that are equal and not written alike differ as parts of a text."""
    return atom == other and (
        not isinstance(atom, Test)
        or not isinstance(other, Test)
        or atom.op is not Op.CONTAINS
        or written(atom.value) == written(other.value)
    )


def _field_of(atom: Condition) -> str | None:
    """Give the name of the field that an atom asks about, where that can be decided."""
    if not isinstance(atom, Test) or atom.op is Op.CONTAINS or isinstance(atom.value, Field):
        return None
    is_listed = atom.op is not Op.IS_IN or type(atom.value) is tuple
    return atom.subject.name if is_listed else None


def _passes(value: object, tests: list[tuple[Test, bool]]) -> bool:
    if value is _UNKNOWN:
        return True
    try:
        return all(test.judge({test.subject.name: value}) is wanted for test, wanted in tests)
    except Incomparable:
        return False


_UNKNOWN = object()
"""Stand for values that cannot be tried, such as texts of blanks in an order."""


def _witnesses(tests: list[tuple[Test, bool]]) -> Iterator[object]:
    """Give a value of every kind that the tests can tell apart."""
    named = [value for test, _ in tests for value in _values(test) if value is not None]
    texts = [value for value in named if isinstance(value, str)]
    yield from (*EMPTY_VALUES, *named, _longer_blank(texts))
    is_ordered = any(test.op in _ORDERED for test, _ in tests)
    is_blank = any(test.op is Op.IS_SET and not wanted for test, wanted in tests)
    if is_ordered and ((texts and is_blank) or not all(map(_has_known_order, named))):
        yield _UNKNOWN
    if any(wanted and test.op in (Op.IS, Op.IS_IN) for test, wanted in tests):
        return
    yield object()
    yield from _texts(("", *texts))
    if is_ordered:
        yield from _between(named)


def _longer_blank(texts: Iterable[str]) -> str:
    """Give a text of blanks, which counts as not set, and which is none of those that are named."""
    return " " * (1 + max(map(len, texts), default=0))


def _is_number(value: object) -> bool:
    from decimal import Decimal  # noqa: PLC0415 (only a proof about order needs it)

    return isinstance(value, int | float | Decimal)


def _has_known_order(value: object) -> bool:
    return isinstance(value, (str, *_STEPPED, Level)) or _is_number(value)


def _values(test: Test) -> tuple[Any, ...]:
    if test.op is Op.IS_SET:
        return ()
    return test.value if test.op is Op.IS_IN and isinstance(test.value, tuple) else (test.value,)


def _texts(named: Iterable[str]) -> Iterator[str]:
    r"""Give the bounds of each text and of the branch below it, and what follows each at once.

    What lies below "mail" is what lies from "mail/" up to "mail0", for "0" follows "/"; and nothing
    lies between a text and the same text with a "\0" behind it.
    """
    for text in named:
        for bound in (text, text + "/", text + "0"):
            yield from (bound, bound + "\0")


def _between(named: list[Any]) -> Iterator[object]:
    """Give a value in every gap of the scales that the tests name."""
    yield from _numbers(value for value in named if _is_number(value))
    for value in named:
        if isinstance(value, _STEPPED):
            yield from _beside(value)
    for scale in {type(value) for value in named if isinstance(value, Level)}:
        yield from _levels([value for value in named if type(value) is scale])


def _numbers(named: Iterable[Any]) -> Iterator[Any]:
    from fractions import Fraction  # noqa: PLC0415 (only a proof about numbers needs it)

    exact = []
    for number in named:
        try:
            exact.append(Fraction(number))
        except (OverflowError, ValueError):  # it is infinite, or not a number
            yield number
    ranks = sorted(exact) or [Fraction(0)]
    yield from (ranks[0] - 1, *ranks, ranks[-1] + 1, float("nan"))
    yield from ((low + high) / 2 for low, high in pairwise(ranks))


class _Folded(dt.tzinfo):
    """Be UTC in a way that makes no instant equal to one of another zone, as clocks set back do."""

    def utcoffset(self, moment: dt.datetime | None, /) -> dt.timedelta:
        return dt.timedelta(hours=moment.fold if moment else 0)

    def dst(self, moment: dt.datetime | None, /) -> None: ...
    def tzname(self, moment: dt.datetime | None, /) -> None: ...


def _beside(value: Any) -> Iterator[object]:
    for step in (value.resolution, -value.resolution):
        try:
            yield value + step
        except OverflowError:
            continue
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        yield value.replace(tzinfo=_Folded())


def _is_order(rank: Any) -> bool:
    return bool(rank == rank)


def _levels(named: list[Level]) -> Iterator[Level]:
    stranger = "".join(level.code for level in named) + "\0"
    for rank in filter(_is_order, _numbers([level.rank for level in named])):
        yield attrs.evolve(named[0], code=stranger, rank=rank)
