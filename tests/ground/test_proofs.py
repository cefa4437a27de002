"""Proofs of the shapes that tables are made of; soundness is in tests/property/test_proofs.py."""

from __future__ import annotations

import random
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from itsmcore.conditions import (
    ALWAYS,
    NEVER,
    All,
    Condition,
    Field,
    Op,
    Some,
    Test,
    as_condition,
    field,
    given,
    implies,
    is_satisfiable,
    phase,
    state,
)
from itsmcore.conditions._proof import Proofs, Rivals
from itsmcore.incidents import HoldReason
from itsmcore.level import Impact, Level, Priority
from itsmcore.phase import Phase
from tests.instants import NINE
from tests.timing import within

X, Y = field("x"), field("y")
THIRD = Level("a", "A", Fraction(1, 3))  # type: ignore[arg-type]


def is_odd(facts: Any) -> bool:
    """Stand for a named function."""
    return bool(facts.get("x", 0) % 2)


@pytest.mark.parametrize(
    "condition",
    [
        NEVER,
        ~ALWAYS,
        X.is_(1) & X.is_(2),
        X.is_(1) & ~X.is_(True),
        X.is_("a") & X.is_in(["b", "c"]),
        X.is_in([]),
        X.is_in([1, 2]) & ~X.is_(1) & ~X.is_(2),
        X.is_set & X.is_(None),
        X.is_set & X.is_(""),
        X.is_(1) & ~X.is_set,
        (X > 3) & (X < 3),
        (X > 3) & (X <= 3),
        (X >= 3) & (X <= 3) & ~X.is_(3),
        (X > 3) & ~X.is_set,
        (X > 3) & X.is_("a"),
        (X > 3) & (X < "a"),
        X.is_("a") & ((X > 3) | (X > 4)),
        (X >= date(2026, 1, 2)) & (X < date(2026, 1, 2)),
        (X > date(2026, 1, 1)) & (X < date(2026, 1, 2)),
        (X > date.max) & X.is_set,
        (X > NINE) & (X < NINE),
        (X > timedelta(1)) & X.is_(timedelta(1)),
        (X >= Priority.HIGH) & X.is_(Priority.LOW),
        (X >= Priority.HIGH) & (X <= Priority.LOW),
        (X >= Priority.HIGH) & (X <= Impact.LOW),
        (X > "a") & (X < "a\0"),
        X.under("a") & (X > "b"),
        X.under("a/b") & ~X.under("a"),
        X.under("a") & X.under("b"),
        X.under("a") & ~X.is_set,
        X.under("a") & X.is_(3),
        state("new") & state("closed"),
        phase(Phase.NEW) & phase(Phase.CLOSED),
        (X < Y) & ~(X < Y),
        X.contains("a") & ~X.contains("a"),
        as_condition(is_odd) & ~as_condition(is_odd),
        given("freeze").is_(True) & given("freeze").is_(False),
        (X.is_(1) | X.is_(2)) & (X.is_(3) | X.is_(4)),
        (X.is_(1) | Y.is_(1)) & ~X.is_(1) & ~Y.is_(1),
        X.is_([1]) & ~X.is_([1]),
        X.is_([1]) & X.is_(1),
    ],
    ids=str,
)
def test_what_contradicts_itself_is_proven_so(condition: Condition) -> None:
    """A condition that no facts can make hold is known not to be satisfiable."""
    assert not is_satisfiable(condition)


@pytest.mark.parametrize(
    "condition",
    [
        ALWAYS,
        X.is_set & ~(X >= "a"),
        X.is_set & ~X.is_("a") & ~X.is_(1) & ~X.under("b"),
        ~X.is_set & ~X.is_(None) & ~X.is_("") & ~X.is_(()),
        (X > 0) & (X < 1),
        (X > 1) & (X < 1 + 2**-52),
        X.is_in(map(Decimal, range(20))) & X.is_(19.0),
        (X > 1.1) & (X < Decimal("1.1000000000000001")),
        (X > Decimal("1.1")) & (X < 1.1),
        (X > 10**400) & ~X.is_(float("inf")),
        (X > 3) & X.is_set & ~(X >= float("inf")),
        X.is_set & ~(X > 3) & ~(X <= 3),
        ~(X > 3) & ~(X <= 3),
        (X >= Fraction(1, 3)) & (X < Fraction(2, 3)),
        X.is_(1 + 0j) & (X > 0),
        (X > "a") & (X < "a\0\0"),
        (X > "a") & ~X.under("a") & (X < "a0"),
        X.under("a") & (X > "a") & (X < "a/\0"),
        X.under("a") & ~X.is_("a") & ~X.is_("a/") & ~X.is_("a/\0"),
        (X > "") & (X < "\0/"),
        (X >= Priority.HIGH) & (X <= Priority.HIGH) & ~X.is_(Priority.HIGH),
        (X > Priority.HIGH) & (X < Priority.CRITICAL),
        (X > Priority.CRITICAL) & ~X.is_(Priority("z", "", 6)),
        (X > Level("a", "A", 1)) & X.is_set & ~X.is_(Level("b", "A", 2)),
        (X > THIRD) & (X < attrs.evolve(THIRD, rank=0.5)),
        (X >= NINE) & (X <= NINE) & ~X.is_(NINE),
        (X >= Priority("a", "A", float("inf"))) & ~X.is_(Priority("a", "A", float("inf"))),
        (X > NINE) & (X < NINE + timedelta(microseconds=2)),
        (X >= date.min) & (X < date(1, 1, 2)),
        X.contains(1) & ~X.contains(True),
        X.contains(Decimal("1.0")) & ~X.contains(Decimal("1.00")),
        Test(Field("x"), Op.IS_IN, frozenset({1, 2})),
        Test(Field("x"), Op.IS_IN, [1, 2]) & X.is_(2),
        Test(Field("x"), Op.IS_IN, "abc"),
        (X > time(9)) & (X < time(10)),
        (X > frozenset({1})) & (X > frozenset({2})),
        (X > Phase.NEW) & X.is_set,
        (X < Y) & (Y < X),
        X.under(Y) & X.is_("a") & Y.is_("b"),
        as_condition(is_odd) & X.is_(2),
        as_condition(is_odd),
    ],
    ids=repr,
)
def test_what_may_hold_is_never_denied(condition: Condition) -> None:
    """What some value makes hold, or what cannot be decided, counts as possible."""
    assert is_satisfiable(condition)


@pytest.mark.parametrize(
    ("condition", "other"),
    [
        (X > 3, X > 2),
        (X > 3, X >= 3),
        (X.is_(5), X > 3),
        (X >= Priority.HIGH, X > Priority.LOW),
        (X.under("a/b"), X.under("a")),
        (X.is_("a/b/c"), X.under("a/b")),
        (X.is_in([1, 2]), X.is_in([2, 1, 3])),
        (X.is_in([1, 2]), X.is_(1) | X.is_(2)),
        (X.is_(HoldReason.CALLER), X.is_("caller")),
        (X.is_(1), X.is_set),
        (X > 1, X.is_set),
        (X.is_(1) & Y.is_(1), X.is_(1)),
        (X.is_(1), X.is_(1) | Y.is_(1)),
        (NEVER, X.is_(1)),
        (X.is_(1), ALWAYS),
        (X.contains("a"), X.contains("a") | Y.is_(1)),
        (as_condition(is_odd) & X.is_(1), as_condition(is_odd)),
        (~(X.is_(1) | Y.is_(1)), ~X.is_(1)),
        (X < Y, X < Y),
    ],
    ids=str,
)
def test_what_follows_is_proven(condition: Condition, other: Condition) -> None:
    """What holds wherever another condition does is known to follow, denied the other way round."""
    assert implies(condition, other)
    assert implies(~other, ~condition)


@pytest.mark.parametrize(
    ("condition", "other"),
    [
        (X > 2, X > 3),
        (X >= 3, X > 3),
        (X.under("a"), X.under("a/b")),
        (~X.is_(1), X.is_(2)),
        (X.is_set, X > 1),
        (X.is_(1), Y.is_(1)),
        (ALWAYS, X.is_set),
        (X.is_(1), as_condition(is_odd)),
        (X < Y, X <= Y),
        (X.contains("ab"), X.contains("a")),
    ],
    ids=str,
)
def test_what_does_not_follow_is_never_proven(condition: Condition, other: Condition) -> None:
    """What does not follow is not proven, and neither is what cannot be decided."""
    assert not implies(condition, other)


def test_a_table_of_many_rows_is_decided() -> None:
    """A hundred rows that exclude each other are gone through one by one, not all at once."""
    rows = [X.is_(n) & Y.is_in([n, n + 1]) for n in range(100)]

    assert implies(rows[50], Some(rows))
    assert not implies(X.is_(50), Some(rows))
    assert not is_satisfiable(X.is_(200) & Some(rows))


def test_what_is_too_large_counts_as_possible() -> None:
    """A search that would take too long gives up, and proves nothing."""
    fields = [field(f"f{n}") for n in range(7)]
    holes = [Some(f.is_(n) for n in range(6)) for f in fields]
    apart = [
        ~(a.is_(n) & b.is_(n)) for i, a in enumerate(fields) for b in fields[:i] for n in range(6)
    ]
    condition = ALWAYS
    for part in (*holes, *apart):
        condition = condition & part

    assert is_satisfiable(condition)


# --- the budget -------------------------------------------------------------------------------


def three_sat(fields: int, clauses: int) -> Condition:
    """Give a random condition of three tests a part, hard where there are 4.26 parts a field."""
    chance = random.Random(fields * clauses)
    tests = [field(f"x{number}").is_(True) for number in range(fields)]
    parts = (chance.sample(tests, 3) for _ in range(clauses))
    return All(Some(chance.choice([test, ~test]) for test in part) for part in parts)


def seats(count: int) -> Condition:
    """Give a condition that one more than so many sit on so many seats, each on another."""
    sits = [[field(f"p{who}.{seat}").is_(1) for seat in range(count)] for who in range(count + 1)]
    apart = (
        ~(sits[who][seat] & sits[other][seat])
        for seat in range(count)
        for who in range(count + 1)
        for other in range(who)
    )
    return All((*map(Some, sits), *apart))


LONG: dict[str, Condition] = {
    "3-SAT of 300": three_sat(300, 1278),
    "3-SAT of 300, denied": three_sat(300, 2000),
    "3-SAT of 50": three_sat(50, 213),
    "seats": seats(9),
    "10,000 fields": All(field(f"f{n}").is_(n) for n in range(10_000)),
    "10,000 values": All(X.is_(n) for n in range(10_000)),
    "10,000 other values": All(~X.is_(n) for n in range(10_000)),
    "10,000 bounds": All((X > n) for n in range(10_000)),
    "10,000 branches": All(~X.under(f"a{n}") for n in range(10_000)),
    "10,000 parts": All(X.contains(f"a{n}") for n in range(10_000)),
    "10,000 lists": All(~X.is_([n]) for n in range(10_000)),
    "lists of 10,000": X.is_in(range(10_000)) & X.is_in(range(10_000, 20_000)),
    "10,000 ways": Some(field(f"f{n}").is_(n) & field(f"g{n}").is_(n) for n in range(5_000)),
    "vast decimals": (X > Decimal("1E+99999999")) & (X < Decimal("2E+99999999")),
    "tiny decimals": (X > Decimal("1E-99999999")) & (X < Decimal("2E-99999999")),
    "vast integers beside an infinity": (X > 10**100_000) & (X < float("inf")),
    "vast integers": (X > 10**100_000) & (X < 10**100_000 + 2),
}
IMPOSSIBLE = {"10,000 values", "lists of 10,000"}


@pytest.mark.long
@pytest.mark.parametrize("name", LONG)
def test_a_proof_has_a_budget(name: str) -> None:
    """Where it is spent, the answer is that it is possible; every answer comes in a second."""
    condition = LONG[name]
    assert (name not in IMPOSSIBLE) is within(1, lambda: is_satisfiable(condition))
    within(1, lambda: implies(condition, condition))


def test_what_the_budget_allows_is_proven() -> None:
    """Whether it is the first that is asked or the last; nothing is proven once it is spent."""
    proofs = Proofs()
    for n in range(1_000):
        assert not proofs.may_hold(field(f"f{n}").is_(1), field(f"f{n}").is_(2))
    assert proofs.follows(X > 3, X > 5, X > 2)
    assert not proofs.follows(X > 3, X > 5)
    assert proofs.follows(NEVER)
    assert not proofs.is_spent
    spent = Proofs(budget=0)
    assert spent.is_spent
    assert spent.may_hold(NEVER)
    assert not spent.follows(X > 3, X > 2)


def test_a_long_list_is_looked_up() -> None:
    """As a short one is read: what is in both lists may hold, whatever it can be compared with."""
    assert not is_satisfiable(X.is_in(range(20)) & X.is_in(range(20, 40)))
    assert is_satisfiable(X.is_in(range(20)) & X.is_in(range(19, 40)))
    assert is_satisfiable(X.is_in([*range(20), (1, 2)]) & X.is_((1, 2)))


def test_what_is_beyond_floats_is_not_known() -> None:
    """A whole number of thousands of digits lies somewhere below an infinity."""
    assert is_satisfiable((X > 10**5_000) & (X < float("inf")))


def test_what_was_cut_short_is_not_kept() -> None:
    """The question that spends the budget is answered with possible, and nothing after it."""
    proofs = Proofs(budget=3)
    contradiction = X.is_(1) & X.is_(2)
    assert not proofs.is_spent
    assert proofs.may_hold(contradiction)
    assert proofs.is_spent


def test_several_conditions_are_asked_at_once() -> None:
    """Whether all of them may hold together, and whether one of some follows."""
    assert not is_satisfiable(X.is_(1), Y.is_(1), X.is_(2))
    assert is_satisfiable(X.is_(1), Y.is_(1))
    assert implies(X.is_in([1, 2]), X.is_(1), X.is_(2))
    assert not implies(X.is_in([1, 2, 3]), X.is_(1), X.is_(2))
    assert not implies(X.is_(1))


BLANK_OR: list[Any] = [None, "", " ", (), [], {}, frozenset()]


@pytest.mark.parametrize(
    "condition",
    [
        ~X.is_set & ~All(~X.is_(one) for one in BLANK_OR),
        ~X.is_set & All(~X.is_(one) for one in BLANK_OR),
        ~X.is_set & (X > "  "),
        ~X.is_set & (X > "a") & (X < "\u3000a"),
        ~X.is_set & X.under(" ") & X.is_(" "),
    ],
)
def test_a_text_of_blanks_is_thought_of(condition: Condition) -> None:
    """It counts as not set, however many blanks it has."""
    assert is_satisfiable(condition)


def test_rivals_are_those_that_may_meet() -> None:
    """By the field that most of them pin to a value; equal values are one, whatever their class."""
    rows = [X.is_(1), X.is_(True) & Y.is_(2), X.is_(2), Y.is_(3), X.is_([1]) & Y.is_(1)]
    rivals = Rivals(rows)
    for row in rows:
        rivals.add(row)
    assert [rows[0], rows[1], rows[3], rows[4]] == list(rivals.of(X.is_(1.0)))
    assert [rows[3], rows[4]] == list(rivals.of(X.is_(9)))
    assert sorted(map(id, rows)) == sorted(map(id, rivals.of(Y.is_(3))))
    assert [] == list(Rivals([]).of(X.is_(1)))
