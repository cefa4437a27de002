"""Strategies for the ground that go further than a user's tests need: values chosen to mislead."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

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
)
from itsmcore.incidents import HoldReason
from itsmcore.level import Impact, Level, Priority
from itsmcore.phase import Phase
from itsmcore.timeline import Timeline
from tests.instants import NINE as FIRST_MINUTE

ZONES = tuple(map(ZoneInfo, ("UTC", "Europe/Amsterdam", "America/St_Johns", "Pacific/Apia")))
ORDERINGS = (Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST)


def is_busy(facts: Any) -> bool:
    """Stand for somebody's own function in a condition."""
    return bool(facts.get("x") == 1)


# --- values -----------------------------------------------------------------------------------


def numbers(*, finite: bool = False) -> st.SearchStrategy[Any]:
    """Give numbers of several classes that lie close to each other."""
    return st.one_of(
        st.integers(-2, 3),
        st.booleans(),
        st.sampled_from([0.5, 1.0, 1.1, 1.5, 2.0, 1e300, -0.0]),
        st.sampled_from([Decimal(1), Decimal("1.0"), Decimal("1.1"), Decimal("1.05")]),
        st.sampled_from([1.1] if finite else [float("inf"), float("-inf"), 10**400]),
    )


def paths(*, alphabet: str = "ab/0.\0") -> st.SearchStrategy[str]:
    """Give texts that are paths, nearly paths, or each other's neighbours."""
    return st.one_of(
        st.sampled_from(["a", "a/", "a/b", "a\0", "a/\0", "a0", "a.", "b", "ab", ""]),
        st.text(alphabet, max_size=3),
    )


def levels(
    *, scales: Sequence[type[Level]] = (Priority,), ranks: tuple[int, int] = (0, 4)
) -> st.SearchStrategy[Level]:
    """Give levels of a scale, named ones and others, some of one rank."""
    own = st.builds(
        lambda scale, code, rank: scale(code, code.upper(), rank),
        st.sampled_from(scales),
        st.sampled_from(["a", "b", "c"]),
        st.integers(*ranks),
    )
    return st.sampled_from([level for scale in scales for level in scale.scale]) | own


def values(*, kinds: Sequence[str] | None = None) -> st.SearchStrategy[Any]:
    """Give values of the kinds that a fact may have."""
    days, moments = dt.date(2026, 3, 1), dt.datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    steps = st.sampled_from([dt.timedelta(), dt.timedelta(microseconds=1), dt.timedelta(hours=1)])
    by_kind: dict[str, st.SearchStrategy[Any]] = {
        "numbers": numbers(),
        "paths": paths(),
        "levels": levels(),
        "days": st.integers(0, 2).map(lambda n: days + dt.timedelta(days=n))
        | st.sampled_from([dt.date.min, dt.date.max]),
        "instants": st.builds(
            lambda step, zone: (moments + step).astimezone(zone), steps, st.sampled_from(ZONES)
        ),
        "lengths": steps,
        "mixed": st.sampled_from(
            [
                *(1, "a", "a/b", Priority.HIGH, Impact.HIGH, Phase.NEW, HoldReason.CALLER),
                *(dt.date(2026, 3, 1), moments, dt.timedelta(1), (1,), ("a", None)),
                *(frozenset({1}), frozenset({1, 2}), [1], {"a": 1}, 1 + 0j, float("nan")),
            ]
        ),
    }
    chosen = by_kind if kinds is None else {kind: by_kind[kind] for kind in kinds}
    return st.one_of(*chosen.values(), st.none())


# --- conditions -------------------------------------------------------------------------------


def single_tests(
    *,
    fields: Sequence[str] = ("x", "y"),
    constants: st.SearchStrategy[Any] | None = None,
    ops: Sequence[Op] = tuple(Op),
    against_fields: bool = True,
) -> st.SearchStrategy[Test]:
    """Give tests of one fact, some of them against another fact."""
    subjects = st.sampled_from(fields).map(Field)
    known = values() if constants is None else constants
    others: st.SearchStrategy[Any] = known | subjects if against_fields else known

    def of(op: Op) -> st.SearchStrategy[Test]:
        match op:
            case Op.IS_SET:
                return st.builds(Test, subjects, st.just(op))
            case Op.IS_IN:
                several = st.lists(known, max_size=3).map(tuple)
                return st.builds(Test, subjects, st.just(op), several)
            case Op.UNDER:
                paths = (
                    st.builds(str, known) | subjects if against_fields else st.builds(str, known)
                )
                return st.builds(Test, subjects, st.just(op), paths)
            case _:
                return st.builds(Test, subjects, st.just(op), others)

    return st.sampled_from(ops).flatmap(of)


def conditions(
    *,
    atoms: st.SearchStrategy[Condition] | None = None,
    size: int = 6,
    opaque: bool = False,
) -> st.SearchStrategy[Condition]:
    """Give trees of conditions."""
    leaves = single_tests() if atoms is None else atoms
    edges: list[st.SearchStrategy[Condition]] = [leaves, st.sampled_from([ALWAYS, NEVER])]
    if opaque:
        edges.append(st.just(as_condition(is_busy)))
    return st.recursive(
        st.one_of(leaves, *edges),
        lambda parts: st.one_of(
            parts.map(operator.invert),
            st.lists(parts, min_size=1, max_size=3).map(All),
            st.lists(parts, min_size=1, max_size=3).map(Some),
        ),
        max_leaves=size,
    )


def simple_tests(*, outside: bool = False) -> st.SearchStrategy[Test]:
    """Give tests of `x`, `y` (small numbers) and `p` (a path) that never fail to compare."""
    of_numbers = single_tests(
        fields=("x", "y", "given.g", "given.h") if outside else ("x", "y"),
        constants=st.integers(0, 2),
        ops=[Op.IS, Op.IS_IN, Op.IS_SET, *ORDERINGS],
    )
    of_paths = single_tests(
        fields=("p",),
        constants=st.sampled_from(["a", "a/b", "b"]),
        ops=[Op.IS, Op.IS_IN, Op.IS_SET, Op.UNDER, Op.CONTAINS],
        against_fields=False,
    )
    return of_numbers | of_paths


def simple_facts(*, outside: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Give facts for `simple_tests`; any of them may be absent."""
    optional: dict[str, st.SearchStrategy[Any]] = {
        "x": st.sampled_from([0, 1, 2, None]),
        "y": st.integers(0, 2),
        "p": st.sampled_from(["", "a", "a/b", "b", "ab"]),
    }
    if outside:
        optional |= {"given.g": st.integers(0, 2), "given.h": st.integers(0, 2)}
    return st.fixed_dictionaries({}, optional=optional)


# --- decisions, timelines, matrices -----------------------------------------------------------


def rows_of_a_table(
    *, outside: bool = False, sizes: tuple[int, int] = (0, 5)
) -> st.SearchStrategy[list[tuple[Condition, int]]]:
    """Give pairs of a condition and an answer; some answers are equal."""
    when = conditions(atoms=simple_tests(outside=outside), size=3)
    least, most = sizes
    return st.lists(st.tuples(when, st.integers(0, 3)), min_size=least, max_size=most)


def minutes_and_facts(
    *, size: int = 8, states: Sequence[str] = ("new", "active", "held")
) -> st.SearchStrategy[list[tuple[int, str | None, Mapping[str, object]]]]:
    """Give steps as `(minute, verb, facts)` in order of time, many of them at one minute."""
    row = st.tuples(
        st.integers(0, 12),
        st.sampled_from([None, "comment", "move"]),
        st.fixed_dictionaries({"state": st.sampled_from(states), "x": st.integers(0, 2)}),
    )
    return st.lists(row, max_size=size).map(lambda rows: sorted(rows, key=lambda row: row[0]))


def minute(number: float) -> dt.datetime:
    """Give the instant that many minutes after the first."""
    return FIRST_MINUTE + dt.timedelta(minutes=number)


def timeline_of(rows: Sequence[tuple[int, str | None, Mapping[str, object]]]) -> Timeline:
    """Make a timeline of steps by the minute."""
    return Timeline.from_rows([(minute(at), verb, facts) for at, verb, facts in rows])
