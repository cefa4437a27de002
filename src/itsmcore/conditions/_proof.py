"""Proofs over conditions: can this ever hold, and does one thing follow from another?

One part of each disjunction is chosen, in every way, until the chosen tests contradict each other
on no field. Tests on one field contradict each other when no value passes them all; the values
tried are those that the tests name and one in every gap between them, run through the tests
themselves. What cannot be decided this way (a function, two fields against each other) counts as
possible: a proof may be missed but is never invented. Values are Python's own and levels; if values
of a class whose order is unknown are compared by order, nothing is proven.

A proof has a budget. It is counted in looks at tests and not in time, so that an answer is always
the same; when it is spent, the answer is that what is asked is possible.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from itertools import chain, pairwise
from typing import Any, TypeAlias

import attrs

from itsmcore.conditions._condition import (
    EMPTY_VALUES,
    READ,
    All,
    Condition,
    Not,
    Op,
    Some,
    Test,
    as_condition,
)
from itsmcore.conditions._words import HasWord, least_text
from itsmcore.errors import Incomparable
from itsmcore.fields import is_hashable, is_in
from itsmcore.level import Level
from itsmcore.phrase import as_data
from itsmcore.plain import is_long

BUDGET = 40_000
"""How many looks at tests a proof may take: well under a tenth of a second."""
_ORDERED = (Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST)
_STEPPED = (dt.date, dt.timedelta)
_OF_A_GROUP = 4
"""What it takes to begin with the tests of one field."""
_FEW = 8
"""Up to this many values, a test goes through them one by one."""

Formula: TypeAlias = "int | tuple[bool, tuple[Formula, ...]]"
"""An atom's number, negative if it must not hold; or whether all parts must, and the parts."""
Chosen: TypeAlias = Mapping[str | None, frozenset[int]]
"""The chosen atoms, by field; under None those whose field cannot be decided."""


def is_satisfiable(condition: Condition, *others: Condition) -> bool:
    """Return whether some facts may make it hold, and others with it.

    False is proven, True may be a guess.

    >>> from itsmcore.conditions import field
    >>> is_satisfiable(field("size").is_(3) & (field("size") > 4))
    False
    """
    return Proofs().may_hold(*map(as_condition, (condition, *others)))


def implies(condition: Condition, *others: Condition) -> bool:
    """Return whether no facts make the first hold and none of the others.

    True is proven, False may be a guess.

    >>> from itsmcore.conditions import field
    >>> implies(field("path").under("mail/spam"), field("path").under("mail"))
    True
    """
    return Proofs().follows(*map(as_condition, (condition, *others)))


class Proofs:
    """A search for proofs within one budget: what was found for one serves the next."""

    def __init__(self, budget: int = BUDGET) -> None:
        """Begin.

        Args:
            budget: how many looks at tests all of them may take together.
        """
        self.left = budget
        self.atoms: list[Condition] = []
        self.fields: list[str | None] = []
        self._asks: dict[int, Callable[[object], bool]] = {}
        self._numbers: dict[object, int] = {}
        self._formulas: dict[tuple[int, bool], tuple[Condition, Formula]] = {}
        self._judged: dict[frozenset[int], bool] = {}

    @property
    def is_spent(self) -> bool:
        """Whether nothing more is proven: the budget is spent."""
        return self.left <= 0

    def may_hold(self, *conditions: Condition) -> bool:
        """Return whether some facts may make all of them hold; False is proven."""
        return self.is_spent or self._finds(
            [self._known(condition, wanted=True) for condition in conditions]
        )

    def follows(self, condition: Condition, *others: Condition) -> bool:
        """Return whether one of the others holds wherever the first does; True is proven."""
        if self.is_spent:
            return False
        denied = (self._known(other, wanted=False) for other in others)
        return not self._finds([self._known(condition, wanted=True), *denied])

    def _finds(self, todo: list[Formula]) -> bool:
        """Search for tests that do not contradict each other."""
        ends: list[tuple[list[Formula], Chosen]] = [(todo, {})]
        while ends and not self.is_spent:
            choices, chosen = self._unfolded(*ends.pop())
            if chosen is None:
                continue
            known = (self._left_of(options, chosen) for options in choices)
            undecided = sorted((options for options in known if options is not None), key=len)
            if not undecided:
                return True
            first, *others = undecided
            rest: list[Formula] = [(False, options) for options in others]
            ends.extend(([option, *rest], chosen) for option in first[::-1])
        return self.is_spent or bool(ends)

    def _unfolded(
        self, todo: Iterable[Formula], chosen: Chosen
    ) -> tuple[list[tuple[Formula, ...]], Chosen | None]:
        """Split what must hold into choices and atoms; None if atoms contradict each other."""
        choices: list[tuple[Formula, ...]] = []
        added: dict[str | None, set[int]] = {}
        ahead = list(todo)
        while ahead:
            formula = ahead.pop()
            self.left -= 1
            if isinstance(formula, int):
                added.setdefault(self.fields[abs(formula) - 1], set()).add(formula)
            elif formula[0]:
                ahead.extend(formula[1])
            else:
                choices.append(formula[1])
        merged = dict(chosen)
        for field, numbers in added.items():
            merged[field] = group = merged.get(field, frozenset()) | numbers
            if any(-n in group for n in numbers) or not self._fits(field, group):
                return choices, None
        return choices, merged

    def _left_of(self, options: tuple[Formula, ...], chosen: Chosen) -> tuple[Formula, ...] | None:
        """Leave out the options that contradict what is chosen; None where it implies one."""
        left: list[Formula] = []
        for option in options:
            if isinstance(option, int) and not self.is_spent:
                if not self._may(option, chosen):
                    continue
                if not self._may(-option, chosen):
                    return None
            left.append(option)
        return tuple(left)

    def _may(self, number: int, chosen: Chosen) -> bool:
        """Return whether an atom contradicts neither its opposite nor what its field is asked."""
        self.left -= 1
        if self.is_spent:
            return True
        field = self.fields[abs(number) - 1]
        group = chosen.get(field)
        if group is None:
            return self._fits(field, frozenset((number,)))
        if number in group or -number in group:
            return number in group
        return self._fits(field, group | {number})

    def _fits(self, field: str | None, group: frozenset[int]) -> bool:
        """Return whether some value passes all tests on one field, or none can be tried."""
        if field is None:
            return True
        fits = self._judged.get(group)
        if fits is None:
            fits = self._passed(group)
            if not self.is_spent:
                self._judged[group] = fits
        return fits

    def _passed(self, group: frozenset[int]) -> bool:
        if any(isinstance(self.atoms[abs(number) - 1], HasWord) for number in group):
            return self._is_said(group)
        tests: list[tuple[Any, bool]] = [(self.atoms[abs(n) - 1], n > 0) for n in group]
        asks = [(self._ask(abs(n)), n > 0) for n in group]
        self.left -= _OF_A_GROUP + len(asks)
        for value in _witnesses(tests):
            if self.is_spent or value is _UNKNOWN or self._passes(value, asks):
                return True
        return False

    def _is_said(self, group: frozenset[int]) -> bool:
        """Return whether some text has the words that are asked for, and none of the others."""
        atoms: list[tuple[Any, bool]] = [(self.atoms[abs(n) - 1], n > 0) for n in group]
        self.left -= _OF_A_GROUP + len(atoms)
        others = [atom for atom, wanted in atoms if not wanted]
        text = least_text((atom for atom, wanted in atoms if wanted), others)
        return not any(atom.judge({atom.subject.name: text}) for atom in others)

    def _passes(self, value: object, asks: Iterable[tuple[Callable[[object], bool], bool]]) -> bool:
        for ask, wanted in asks:
            self.left -= 1
            try:
                if ask(value) is not wanted:
                    return False
            except Incomparable:
                return False
        return True

    # --- atoms ----------------------------------------------------------------------------------

    def _known(self, condition: Condition, *, wanted: bool) -> Formula:
        """Return the formula of a condition, or of its opposite; it is made once."""
        key = id(condition), wanted
        known = self._formulas.get(key)
        if known is None:
            # The condition is kept, or another one might come by its id.
            known = self._formulas[key] = condition, self._formula(condition, wanted=wanted)
        return known[1]

    def _formula(self, condition: Condition, *, wanted: bool) -> Formula:
        """Give each atom a number, and push the negations down to them."""
        if isinstance(condition, Not):
            return self._formula(condition.part, wanted=not wanted)
        if isinstance(condition, All | Some):
            parts = tuple([self._formula(part, wanted=wanted) for part in condition.parts])
            return isinstance(condition, All) is wanted, parts
        number = self._number(condition)
        return number if wanted else -number

    def _number(self, atom: Condition) -> int:
        key = _key(atom)
        if not is_hashable(key):  # nor has what it compares with; an equal one is another atom
            return self._added(atom)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = self._added(atom)
        return number

    def _added(self, atom: Condition) -> int:
        self.atoms.append(atom)
        self.fields.append(_field_of(atom))
        return len(self.atoms)

    def _ask(self, number: int) -> Callable[[object], bool]:
        ask = self._asks.get(number)
        if ask is None:
            atom: Any = self.atoms[number - 1]
            ask = self._asks[number] = _asker(atom)
        return ask


class Rivals:
    """Conditions by the value that most of them ask of one field.

    Those that ask for different values never hold together. So each row of a long table is compared
    with only a few others.
    """

    def __init__(self, conditions: Iterable[Condition]) -> None:
        """Find the field that most of some conditions pin to a value."""
        pinned = Counter(name for condition in conditions for name in _pins(condition))
        self._field = pinned.most_common(1)[0][0] if pinned else ""
        self._by_value: dict[object, list[Condition]] = {}

    def add(self, condition: Condition) -> None:
        """Add one more."""
        value = _pins(condition).get(self._field, _UNKNOWN)
        self._by_value.setdefault(value, []).append(condition)

    def of(self, condition: Condition) -> Iterable[Condition]:
        """Return those that may hold together with one."""
        value = _pins(condition).get(self._field, _UNKNOWN)
        if value is _UNKNOWN:
            return chain.from_iterable(self._by_value.values())
        return chain(self._by_value.get(value, ()), self._by_value.get(_UNKNOWN, ()))


def _pins(condition: Condition) -> dict[str, object]:
    """Return the values that a condition asks fields to have, whatever else it asks."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    tests = (part for part in parts if isinstance(part, Test) and part.op is Op.IS)
    return {t.subject.name: t.value for t in tests if _is_hashed_as_equal(t.value)}


def _key(atom: Condition) -> object:
    """Tell atoms apart; numbers that are equal and not written alike differ as parts of a text."""
    if isinstance(atom, Test) and atom.op is Op.CONTAINS:
        return atom, as_data(atom.value)
    return atom


def _asker(test: Test) -> Callable[[object], bool]:
    """Return a function that asks a test about a value of its field."""
    name = test.subject.name
    if test.op is Op.IS_IN and type(test.value) is tuple and len(test.value) > _FEW:
        choices = test.value
        if all(map(_is_hashed_as_equal, choices)):
            known = frozenset(choices)
            return lambda value: _is_among(value, known, choices)
    return lambda value: test.judge({name: value}) is True


def _is_hashed_as_equal(value: object) -> bool:
    """Return whether anything equal to a value is found in a set by it."""
    kind = type(value)
    if kind in _HASHED or isinstance(value, Level):
        return True
    return isinstance(value, Enum) and kind.__eq__ in (str.__eq__, int.__eq__, object.__eq__)


_HASHED = (str, int, float, bool, type(None), dt.date, dt.datetime, dt.timedelta)


def _is_among(value: object, known: frozenset[object], choices: tuple[object, ...]) -> bool:
    return is_in(value, known if is_hashable(value) else choices)


def _field_of(atom: Condition) -> str | None:
    """Return the name of the field that an atom asks about, if that can be decided.

    Its words are decided by themselves, as if they were a field of their own.
    """
    if isinstance(atom, HasWord):
        return f"{atom.subject.name}\0"
    if not isinstance(atom, Test) or atom.op is Op.CONTAINS or isinstance(atom.value, READ):
        return None
    is_listed = atom.op is not Op.IS_IN or type(atom.value) is tuple
    return atom.subject.name if is_listed else None


_UNKNOWN = object()
"""Stands for values that cannot be tried, such as blank texts in an order."""


def _witnesses(tests: list[tuple[Test, bool]]) -> Iterator[object]:
    """Yield a value of every kind that the tests can tell apart."""
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
    """Return a blank text, which counts as not set, that is not among the named ones."""
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
    r"""Yield the bounds of each text and of the branch below it, and what directly follows each.

    What lies below "mail" is what lies from "mail/" up to "mail0", for "0" follows "/"; and nothing
    lies between a text and the same text with a "\0" behind it.
    """
    for text in named:
        for bound in (text, text + "/", text + "0"):
            yield from (bound, bound + "\0")


def _between(named: list[Any]) -> Iterator[object]:
    """Yield a value in every gap of the scales that the tests name."""
    numbers = [value for value in named if _is_number(value)]
    if any(map(_is_vast, numbers)):
        yield _UNKNOWN
    yield from _numbers(numbers)
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


def _is_vast(number: Any) -> bool:
    """Return whether a number has so many digits that arithmetic would take long."""
    if isinstance(number, int):
        return is_long(number)
    is_decimal = not isinstance(number, float) and number.is_finite()
    return is_decimal and (
        abs(number.adjusted()) > _MANY_DIGITS or -number.as_tuple().exponent > _MANY_DIGITS
    )


_MANY_DIGITS = 4_000


class _Folded(dt.tzinfo):
    """UTC in a form that makes no instant equal to one of another zone, as clocks set back do."""

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
    stranger = "".join(level.code for level in named) + "+"
    for rank in filter(_is_order, _numbers([level.rank for level in named])):
        yield attrs.evolve(named[0], code=stranger, rank=rank)
