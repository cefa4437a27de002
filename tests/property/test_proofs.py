"""Proofs are checked against brute force: a proof may be missed, and is never invented."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from itsmcore.conditions import All, Condition, Field, Not, Op, Some, Test, implies, is_satisfiable
from itsmcore.errors import Incomparable
from itsmcore.incidents import HoldReason
from itsmcore.level import Impact, Level, Priority
from itsmcore.phase import Phase
from tests.property import strategies as some

ALWAYS_TRIED: tuple[Any, ...] = (
    *(None, "", (), [], frozenset(), "elsewhere", 0, 1, Fraction(1, 3), float("nan")),
    *(Decimal("NaN"), float("inf"), Phase.NEW, HoldReason.CALLER, Priority.HIGH, Impact.HIGH),
    *(dt.date(2026, 3, 1), dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 1, tzinfo=UTC)),
)


def constants(condition: Condition) -> Iterator[Any]:
    """List what the tests of a condition compare with."""
    match condition:
        case All(parts) | Some(parts):
            for part in parts:
                yield from constants(part)
        case Not(part):
            yield from constants(part)
        case Test(_, _, tuple(several)):
            yield from several
            yield several
        case Test(_, _, value) if not isinstance(value, Field):
            yield value


def is_small(value: Any) -> bool:
    """Tell whether it is a number that arithmetic is quick with."""
    return isinstance(value, int | float | Decimal) and bool(-(10**9) < value < 10**9)


def neighbours(value: Any) -> Iterator[Any]:
    """List the values that a proof is likeliest to overlook: those next to one that is named."""
    yield value
    match value:
        case str():
            yield from (value + end for end in ("\0", "/", "/\0", "/b", "0", "\0\0", ".", "//"))
            yield from (value[:-1], value[:-1] + "\U0010ffff", value.upper())
        case bool() | int() | float() | Decimal() if is_small(value):
            near = Fraction(value)
            yield from (near + Fraction(1, 10**9), near - Fraction(1, 10**9), near + 1, near - 1)
            yield from (Decimal(value) + Decimal("0.05"), float(value) + 0.5, int(value))
        case Level():
            yield attrs.evolve(value, code="stranger")
            yield from (attrs.evolve(value, rank=value.rank + by) for by in (1, -1, 0.5, -0.5))
            yield attrs.evolve(value, rank=float("inf"))
        case dt.datetime() if value.tzinfo is not None:
            for zone in some.ZONES:
                yield from (value.astimezone(zone), (value + value.resolution).astimezone(zone))
            yield from (value - value.resolution, value.replace(tzinfo=None))
        case dt.date() | dt.timedelta():
            for step in (value.resolution, -value.resolution):
                try:
                    yield value + step
                except OverflowError:
                    continue


def tried(*all_of: Condition) -> list[Any]:
    """List the values of a fact that brute force goes through."""
    named = [value for condition in all_of for value in constants(condition)]
    numbers = [v for v in named if is_small(v)]
    between = ((Fraction(a) + Fraction(b)) / 2 for a, b in itertools.combinations(numbers, 2))
    return [*ALWAYS_TRIED, *itertools.chain(*map(neighbours, named)), *between]


def facts_that(judged: Iterable[tuple[Condition, bool]], pool: Sequence[Any]) -> Any:
    """Search for an assignment by which every condition is judged as wanted."""
    wanted = tuple(judged)
    names = tuple(dict.fromkeys(f.name for condition, _ in wanted for f in condition.fields))
    for assignment in itertools.product(pool, repeat=len(names)):
        facts = dict(zip(names, assignment, strict=True))
        try:
            if all(condition.judge(facts) is answer for condition, answer in wanted):
                return facts
        except Incomparable:
            continue
    return None


KINDS = ("numbers", "paths", "levels", "days", "instants", "lengths", "mixed")


def conjunctions(
    *, kinds: Sequence[str] = KINDS, fields: Sequence[str] = ("x",), size: int = 4
) -> st.SearchStrategy[Condition]:
    """Give conjunctions of tests that are true or not, all about one kind of value."""

    def of(kind: str) -> st.SearchStrategy[Condition]:
        atoms = some.single_tests(
            fields=fields, constants=some.values(kinds=[kind]), against_fields=False
        )
        literals = st.builds(lambda test, wanted: test if wanted else ~test, atoms, st.booleans())
        return st.lists(literals, min_size=1, max_size=size).map(All)

    return st.sampled_from(kinds).flatmap(of)


@settings(max_examples=80)
@over(conjunctions())
def test_what_can_hold_is_satisfiable(condition: Condition) -> None:
    """Where brute force finds facts by which some tests of one field hold, no proof denies it."""
    found = facts_that([(condition, True)], tried(condition))

    assert found is None or is_satisfiable(condition), found


@settings(max_examples=80)
@over(conjunctions(size=3), conjunctions(size=2))
def test_what_follows_follows(condition: Condition, other: Condition) -> None:
    """What is proven to follow is denied by no facts that brute force goes through."""
    if implies(condition, other):
        pool = tried(condition, other)
        assert facts_that([(condition, True), (other, False)], pool) is None
    if implies(condition, ~other):
        pool = tried(condition, other)
        assert facts_that([(condition, True), (other, True)], pool) is None


SEVERAL_FIELDS = some.conditions(
    atoms=some.single_tests(
        fields=("x", "y"), constants=st.sampled_from([0, 1, 1.5, "a", "a/b", Priority.HIGH, None])
    ),
    opaque=True,
)


@over(SEVERAL_FIELDS)
def test_a_tree_that_can_hold_is_satisfiable(condition: Condition) -> None:
    """Where brute force finds facts by which a tree of tests holds, no proof denies it."""
    pool = [None, "", 0, 1, 1.25, 1.5, 2, "a", "a/", "a/b", "b", Priority.HIGH, Priority.LOW]
    found = facts_that([(condition, True)], pool)

    assert found is None or is_satisfiable(condition), found


@over(some.conditions(atoms=some.simple_tests()), some.conditions(atoms=some.simple_tests()))
def test_a_tree_that_follows_follows(condition: Condition, other: Condition) -> None:
    """What is proven to follow from a tree holds wherever the tree does."""
    if implies(condition, other):
        pool = [None, 0, Fraction(1, 2), 1, 2, 3, "a", "a/b", "b"]
        assert facts_that([(condition, True), (other, False)], pool) is None


DECIDABLE = some.single_tests(
    fields=("x", "y"),
    constants=st.integers(0, 2),
    ops=[op for op in Op if op not in (Op.CONTAINS, Op.UNDER)],
    against_fields=False,
)


@over(some.conditions(atoms=DECIDABLE))
def test_nothing_decidable_is_missed(condition: Condition) -> None:
    """Over numbers, a condition that no facts make hold is proven so, and implies everything."""
    pool: list[Any] = [None, -1, 0, Fraction(1, 2), 1, Fraction(3, 2), 2, 3, float("nan"), object()]
    can_hold = facts_that([(condition, True)], pool) is not None

    assert can_hold is is_satisfiable(condition)
    assert can_hold is not implies(condition, Field("z").is_set)


@over(some.conditions(atoms=DECIDABLE), some.conditions(atoms=DECIDABLE))
def test_implication_is_an_order(a: Condition, b: Condition) -> None:
    """A condition follows from itself, and from itself with any other; either of two from one."""
    assert implies(a, a)
    assert implies(a & b, a)
    assert implies(a, a | b)
    assert implies(~(a | b), ~a)
