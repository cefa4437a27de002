"""The laws of conditions."""

import copy
import datetime
import itertools
import pickle
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

import itsmcore.conditions
from itsmcore.conditions import ALWAYS, NEVER, Condition
from itsmcore.errors import NotGiven
from itsmcore.incidents import HoldReason
from itsmcore.level import Impact, Level, Priority
from itsmcore.phase import Phase
from itsmcore.testing import instants
from tests.property import strategies as some

CONDITIONS = some.conditions(atoms=some.simple_tests(outside=True), opaque=True)
FACTS = some.simple_facts(outside=True)
NAMES = {name: getattr(itsmcore.conditions, name) for name in itsmcore.conditions.__all__} | {
    "Decimal": Decimal,
    "HoldReason": HoldReason,
    "Impact": Impact,
    "Level": Level,
    "Phase": Phase,
    "Priority": Priority,
    "datetime": datetime,
    "inf": float("inf"),
    "is_busy": some.is_busy,
}


@over(CONDITIONS, CONDITIONS, FACTS)
def test_de_morgan(a: Condition, b: Condition, facts: Mapping[str, Any]) -> None:
    """Not both is not one or not the other; not either is neither."""
    assert (~a | ~b).judge(facts) is (~(a & b)).judge(facts)
    assert (~a & ~b).judge(facts) is (~(a | b)).judge(facts)


@over(CONDITIONS, FACTS)
def test_negation(a: Condition, facts: Mapping[str, Any]) -> None:
    """Denying twice gives the condition itself; denying once turns true and false only."""
    assert a == ~~a
    assert {True: False, False: True, None: None}[a.judge(facts)] is (~a).judge(facts)


@over(CONDITIONS, CONDITIONS, FACTS)
def test_and_or_commute(a: Condition, b: Condition, facts: Mapping[str, Any]) -> None:
    """The order of parts does not matter."""
    assert (a & b).judge(facts) is (b & a).judge(facts)
    assert (a | b).judge(facts) is (b | a).judge(facts)


@over(CONDITIONS, CONDITIONS, CONDITIONS)
def test_and_or_associate(a: Condition, b: Condition, c: Condition) -> None:
    """How parts are grouped leaves no trace."""
    assert (a & b) & c == a & (b & c)
    assert (a | b) | c == a | (b | c)


@over(CONDITIONS, CONDITIONS, CONDITIONS, FACTS)
def test_and_or_distribute(
    a: Condition, b: Condition, c: Condition, facts: Mapping[str, Any]
) -> None:
    """Each of the two distributes over the other, and absorbs it."""
    assert (a & (b | c)).judge(facts) is ((a & b) | (a & c)).judge(facts)
    assert (a | (b & c)).judge(facts) is ((a | b) & (a | c)).judge(facts)
    assert a.judge(facts) is (a & (a | b)).judge(facts)


@over(CONDITIONS, FACTS)
def test_always_and_never(a: Condition, facts: Mapping[str, Any]) -> None:
    """One changes nothing as a part of all, the other as a part of some; each decides the rest."""
    assert a.judge(facts) is (ALWAYS & a).judge(facts) is (a | NEVER).judge(facts)
    assert (a | ALWAYS).judge(facts) is True
    assert (a & NEVER).judge(facts) is False


@over(CONDITIONS, FACTS)
def test_a_missing_fact_never_turns_an_answer(a: Condition, facts: Mapping[str, Any]) -> None:
    """An answer found without some outside facts is the answer whatever those turn out to be."""
    known = a.judge(facts)
    absent = [name for name in ("given.g", "given.h") if name not in facts]
    for completion in itertools.product((0, 1, 2, None), repeat=len(absent)):
        answer = a.judge({**facts, **dict(zip(absent, completion, strict=True))})
        assert answer is not None
        assert known in (None, answer)


@over(CONDITIONS, FACTS)
def test_holds_refuses_exactly_what_is_open(a: Condition, facts: Mapping[str, Any]) -> None:
    """`holds` raises exactly where the answer is open, and names every absent outside fact."""
    answer = a.judge(facts)
    outside = [f.name for f in a.fields if f.is_outside and f.name not in facts]
    missing = tuple(name.removeprefix("given.") for name in outside)

    assert missing == a.missing(facts)
    if answer is None:
        with pytest.raises(NotGiven) as refusal:
            a.holds(facts)
        assert missing == refusal.value.names != ()
    else:
        assert answer is a.holds(facts)


EVALUABLE = st.one_of(
    some.values(kinds=["paths", "levels", "days", "lengths"]),
    st.sampled_from([*Phase, *HoldReason, Impact.HIGH, (1,), ("a", HoldReason.CALLER), Decimal(1)]),
    instants(),
    some.numbers(),
)


@over(
    some.conditions(
        atoms=some.single_tests(fields=["x", "given.g"], constants=EVALUABLE), opaque=True
    )
)
def test_repr_is_the_constructor_call(a: Condition) -> None:
    """Evaluating what a condition prints as gives an equal condition."""
    assert a == eval(repr(a), NAMES)


@over(some.conditions(atoms=some.single_tests(constants=EVALUABLE), opaque=True))
def test_conditions_are_values(a: Condition) -> None:
    """A condition equals its copies and its pickled twin, and hashes alike."""
    twin = pickle.loads(pickle.dumps(a))

    assert a == twin == copy.deepcopy(a) == copy.copy(a)
    assert hash(a) == hash(twin)


@over(CONDITIONS)
def test_words_are_one_line_for_people(a: Condition) -> None:
    """A condition reads as words, with neither the parts of its code nor an end of line in them."""
    words = str(a)

    assert words
    assert not any(sign in words for sign in ("\n", "&", "|", "~", "field(", "Op."))
