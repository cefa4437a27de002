"""Conditions; their laws are in tests/property/test_conditions.py."""

import copy
import functools
import json
import pickle
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

import pytest

from itsmcore.conditions import (
    ALWAYS,
    NEVER,
    All,
    Condition,
    Field,
    Not,
    Op,
    Opaque,
    Some,
    Test,
    as_condition,
    field,
    given,
    happened,
    is_satisfiable,
    phase,
    state,
)
from itsmcore.errors import BadCondition, BadValue, Incomparable, NaiveTime, NotGiven
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import HoldReason
from itsmcore.interop.cattrs import BadDocument, make_converter
from itsmcore.level import Impact, Priority
from itsmcore.phase import Phase
from tests.instants import NINE


class Paused:
    """Stand for an event class."""

    verb: ClassVar[str] = "pause"


def is_urgent(facts: Any) -> bool:
    """Stand for a named function."""
    return bool(facts.get("priority") == Priority.CRITICAL)


# --- what a test asks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "value", "answer"),
    [
        (field("x").is_("caller"), HoldReason.CALLER, True),
        (field("x").is_(1), True, True),
        (field("x").is_("1"), 1, False),
        (field("x").is_(Phase.RESOLVED), "resolved", False),
        (field("x").is_in([1, 2]), 2, True),
        (field("x").is_in(range(2)), 2, False),
        (field("x").is_in([]), None, False),
        (field("x").is_in([None]), None, True),
        (field("x").is_set, "", False),
        (field("x").is_set, None, False),
        (field("x").is_set, (), False),
        (field("x").is_set, [], False),
        (field("x").is_set, FrozenDict(), False),
        (field("x").is_set, frozenset(), False),
        (field("x").is_set, 0, True),
        (field("x").is_set, False, True),
        (field("x").is_set, "a", True),
        (field("x").under("email"), "email", True),
        (field("x").under("email"), "email/delivery", True),
        (field("x").under("email"), "emails", False),
        (field("x").under("email/delivery"), "email", False),
        (field("x").under("email"), None, False),
        (field("x").under("email"), ("email",), False),
        (field("x").contains("VPN"), "the vpn is down", True),
        (field("x").contains(404), "error 404", True),
        (field("x").contains("e"), HoldReason.CALLER, True),
        (field("x").contains("vpn"), ("vpn", "mail"), True),
        (field("x").contains("vp"), ("vpn", "mail"), False),
        (field("x").contains("vpn"), None, False),
        (field("x").contains("vpn"), 5, False),
        (field("x") < 3, 2, True),
        (field("x") <= 3, Decimal(3), True),
        (field("x") > 3, 3.5, True),
        (field("x") >= Priority.HIGH, Priority.CRITICAL, True),
        (field("x") < 3, None, False),
        (field("x") >= 3, None, False),
        (field("x") < date(2026, 1, 2), date(2026, 1, 1), True),
        (3 > field("x"), 2, True),
    ],
    ids=str,
)
def test_a_test_asks_one_thing(condition: Test, value: object, answer: bool) -> None:
    """Each kind of test answers for a value, and its denial answers the opposite."""
    assert answer is condition.judge({"x": value})
    assert answer is not (~condition).judge({"x": value})


class Column:
    """Stand for an array, which does not say whether it is true."""

    def __bool__(self) -> bool:
        raise ValueError("the truth value of an array is ambiguous")


def test_a_column_is_set() -> None:
    """Though nobody says whether it is true."""
    assert field("x").is_set.holds({"x": Column()})


class Closed:
    """Stand for facts that cannot be read for a reason of their own."""

    def get(self, name: str, default: Any = None, /) -> Any:
        raise TypeError(f"{name} is closed")


@pytest.mark.parametrize("ask", [field("x").is_(1).judge, field("x").read])
def test_facts_are_what_can_be_read(ask: Callable[[Any], object]) -> None:
    """Anything else is refused; what facts raise of their own is not hidden."""
    for facts in (5, None, dict):
        with pytest.raises(BadValue, match=r"give a mapping, or what has get\(name, default\)"):
            ask(facts)
    with pytest.raises(TypeError, match="x is closed"):
        ask(Closed())


def test_a_branch_is_a_path() -> None:
    """A text, or a field that holds one."""
    with pytest.raises(BadValue, match="branch cannot be 5; give a path, such as 'email'"):
        Test(field("x"), Op.UNDER, 5)


def test_an_absent_fact_is_not_set() -> None:
    """A fact that is absent reads as None."""
    assert not field("x").is_set.holds({})
    assert field("x").is_(None).holds({})
    assert field("x").read({}) is None
    assert 1 == field("x").read({"x": 1})


def test_fields_are_compared_with_fields() -> None:
    """The other side of a test may be a fact too, which may be absent."""
    assert (field("a") < field("b")).holds({"a": 1, "b": 2})
    assert field("a").is_(field("b")).holds({"a": 1, "b": 1})
    assert field("a").is_(field("b")).holds({})
    assert field("a").under(field("b")).holds({"a": "x/y", "b": "x"})
    assert field("a").contains(field("b")).holds({"a": "xyz", "b": "Y"})
    assert not (field("a") < field("b")).holds({"a": 1})


def test_what_is_absent_is_no_text() -> None:
    """A field that is not set is neither a branch nor a part of a text, whatever it prints as."""
    assert not field("a").under(field("b")).holds({"a": "None/x"})
    assert not field("a").contains(field("b")).holds({"a": "nonetheless"})


@pytest.mark.parametrize(
    ("bound", "value"),
    [
        (3, "a"),
        (Priority.HIGH, Impact.HIGH),
        (NINE, datetime(2026, 1, 5)),
        (NINE, date(2026, 1, 5)),
        (3, Decimal("NaN")),
        (Phase.NEW, Phase.NEW),
    ],
)
def test_values_without_an_order_are_refused(bound: object, value: object) -> None:
    """Ordering values that have no order is an error that names the field and both."""
    with pytest.raises(Incomparable) as refusal:
        (field("x") < bound).holds({"x": value})
    assert ("x", bound) == (refusal.value.field, refusal.value.right)
    assert value is refusal.value.left


def test_instants_are_kept_in_utc() -> None:
    """An instant to compare with may be of any zone, and must have one."""
    amsterdam = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"), fold=1)
    after = field("at") >= amsterdam

    assert datetime(2026, 10, 25, 1, 30, tzinfo=UTC) == after.value
    assert after.holds({"at": datetime(2026, 10, 25, 1, 30, tzinfo=UTC)})
    assert not after.holds({"at": datetime(2026, 10, 25, 0, 30, tzinfo=UTC)})
    assert field("at").is_(amsterdam).holds({"at": datetime(2026, 10, 25, 1, 30, tzinfo=UTC)})
    assert field("at").is_in([amsterdam]).value == (after.value,)
    with pytest.raises(NaiveTime):
        field("at") < datetime(2026, 1, 5)  # noqa: B015


# --- what comes from outside ------------------------------------------------------------------


def test_an_outside_fact_leaves_the_answer_open() -> None:
    """What is not given is neither true nor false, on either side, and refuses by its name."""
    frozen, started = given("freeze"), field("event.actual_start")
    condition = frozen.is_(False) & (field("x") < started) & field("x").is_set

    assert condition.judge({"x": 1}) is None
    assert condition.judge({}) is False
    assert condition.judge({"x": 1, "given.freeze": True}) is False
    assert ("freeze", "event.actual_start") == condition.missing({"x": 1})
    assert field("x").is_(frozen).judge({"x": 1}) is None
    with pytest.raises(NotGiven, match=r"not given: freeze, event\.actual_start"):
        condition.holds({"x": 1})
    assert condition.holds({"x": 1, "given.freeze": False, "event.actual_start": 2})


def test_a_given_none_is_given() -> None:
    """An outside fact that is None is there, and not set."""
    assert not given("freeze").is_set.holds({"given.freeze": None})


@pytest.mark.parametrize(
    ("name", "is_outside"),
    [("given.freeze", True), ("event.at", True), ("custom.site", False), ("given", False)],
)
def test_fields_know_where_they_come_from(name: str, is_outside: bool) -> None:
    """Facts of the call and of the event come from outside; the record's own do not."""
    assert is_outside is field(name).is_outside


def test_fields_are_listed_once_in_reading_order() -> None:
    """A condition lists the facts that it reads, through every kind of part."""
    condition = (field("b").is_set | ~(field("a") < field("c"))) & field("b").is_(1)

    assert (Field("b"), Field("a"), Field("c")) == condition.fields
    assert () == as_condition(is_urgent).fields


# --- what stands for a condition ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "condition"),
    [
        (Phase.NEW, field("phase").is_(Phase.NEW)),
        (Paused, happened("pause")),
        ("on_hold", state("on_hold")),
        (is_urgent, Opaque(is_urgent)),
        (field("x").is_set, field("x").is_set),
    ],
)
def test_values_that_stand_for_a_condition(value: object, condition: Condition) -> None:
    """A Phase, an event class, a state's name and a named function become conditions anywhere."""
    assert condition == as_condition(value)
    assert All((condition, NEVER)) == All((value, NEVER))
    assert All((ALWAYS, condition)) == ALWAYS & value
    assert Some((NEVER, condition)) == NEVER | value


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (lambda facts: True, "has no importable name"),
        (functools.partial(is_urgent), "has no importable name"),
        (3, "cannot stand"),
        (None, "cannot stand"),
        (int, "cannot stand"),
        (field("x"), "cannot stand"),
    ],
)
def test_nothing_else_stands_for_a_condition(value: object, why: str) -> None:
    """Anything else is refused, lambdas too: they cannot be pickled or named."""
    with pytest.raises(BadCondition, match=why):
        as_condition(value)


def test_a_local_function_is_refused() -> None:
    """A function inside a function cannot be pickled."""

    def local(facts: Mapping[str, object]) -> bool:
        return True

    with pytest.raises(BadCondition, match="write a named function"):
        as_condition(local)


def test_happened_takes_events_only() -> None:
    """What happened is a verb or an event class; a class without a verb is refused."""
    assert happened(Paused) == happened("pause")
    assert happened("pause").holds({"verb": "pause"})
    assert not happened("pause").holds({})
    with pytest.raises(BadCondition, match="has no verb"):
        happened(int)


def test_named_functions_are_asked() -> None:
    """A named function is asked of the facts, and read as words."""
    assert as_condition(is_urgent).holds({"priority": Priority.CRITICAL})
    assert not as_condition(is_urgent).holds({})
    assert "is urgent" == str(as_condition(is_urgent))


@pytest.mark.parametrize("value", [field("x"), field("x").is_set], ids=["field", "condition"])
def test_conditions_have_no_truth(value: object) -> None:
    """`and`, `or`, `not` and `if` are refused, for they would drop half of what is meant."""
    with pytest.raises(BadCondition):
        bool(value)


def test_phase_and_state_read_two_facts() -> None:
    """A phase is not the state of that name."""
    assert phase(Phase.RESOLVED).holds({"phase": Phase.RESOLVED})
    assert not phase(Phase.RESOLVED).holds({"phase": "resolved", "state": "resolved"})
    assert state("resolved").holds({"state": "resolved"})


# --- how conditions are written -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (field("x").is_("a"), "x is 'a'"),
        (field("x").is_(HoldReason.CALLER), "x is 'caller'"),
        (field("x").is_(Phase.NEW), "x is Phase.NEW"),
        (field("x").is_in(["a", HoldReason.VENDOR]), "x is in 'a', 'vendor'"),
        (field("x").is_in([]), "x is in nothing"),
        (field("x").is_set, "x is set"),
        (given("x").under("a"), "given.x is under 'a'"),
        (field("x") < field("y"), "x < y"),
        (field("x") >= Priority.HIGH, "x >= Priority.HIGH"),
        (happened(Paused), "pause happens"),
        (state("a") & state("b"), "state is 'a' and state is 'b'"),
        (state("a") & (state("b") | state("c")), "state is 'a' and (state is 'b' or state is 'c')"),
        (~(state("a") | state("b")), "not (state is 'a' or state is 'b')"),
        (state("a") | All((state("b"),)), "state is 'a' or state is 'b'"),
        (ALWAYS, "always"),
        (NEVER, "never"),
    ],
    ids=str,
)
def test_words(condition: Condition, words: str) -> None:
    """A condition reads as a sentence."""
    assert words == str(condition)


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (field("x").is_(HoldReason.CALLER), "field('x').is_(HoldReason.CALLER)"),
        (field("x").is_in([Phase.NEW]), "field('x').is_in((Phase.NEW,))"),
        (given("x").contains("a"), "given('x').contains('a')"),
        (field("x").under("a"), "field('x').under('a')"),
        (field("event.x").is_set, "field('event.x').is_set"),
        (field("x") <= 3, "(field('x') <= 3)"),
        (~(field("x") < field("y")), "~(field('x') < field('y'))"),
        (ALWAYS & field("x").is_set, "All((field('x').is_set,))"),
        (NEVER | field("x").is_set, "Some((field('x').is_set,))"),
        (Not(Not(ALWAYS)), "Not(~ALWAYS)"),
        (NEVER, "NEVER"),
        (Opaque(is_urgent), "as_condition(is_urgent)"),
    ],
    ids=repr,
)
def test_code(condition: Condition, code: str) -> None:
    """A condition prints as the code that makes it."""
    assert code == repr(condition)


def test_parts_are_flat() -> None:
    """However it is put together, a condition holds its parts side by side."""
    a, b, c = state("a"), state("b"), state("c")

    assert (a, b, c) == All((All((a, b)), c)).parts == (a & (b & c)).parts
    assert (a, b, c) == Some((a, Some((b, c)))).parts == ((a | b) | c).parts
    assert (a | b, c) == ((a | b) & c).parts
    assert ALWAYS == All((ALWAYS, ALWAYS))


def test_tests_may_be_built_by_hand() -> None:
    """A test is a value of a field, an operation and what it compares with."""
    assert Test(Field("x"), Op.IS, 1) == field("x").is_(1)
    assert Test(Field("x"), Op.IS_IN, frozenset({1})).holds({"x": 1})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: field("group").is_in("network"), "'network' is one value"),
        (lambda: field("group").is_in(field("other")), "is one value"),  # type: ignore[arg-type]
        (lambda: phase("pending"), "'pending' is no phase"),  # type: ignore[arg-type]
    ],
)
def test_a_value_of_the_wrong_shape_is_no_condition(make: Any, words: str) -> None:
    """It would hold for letters, or for nothing."""
    with pytest.raises(BadCondition, match=words):
        make()


def test_a_condition_explains_what_is_not_known() -> None:
    """Beside what is so and what is not."""
    asked = field("group").is_set & given("freeze").is_(False) & field("size").is_(2)
    said = "group is set: no; given.freeze is False: not known; size is 2: no, 3"
    assert said == asked.explain({"size": 3})


# --- depth ------------------------------------------------------------------------------------


T = TypeVar("T")


def nested(depth: int, *, begin: Any = None) -> Condition:
    """Give a condition that is nested so deep, of all three kinds in turn."""
    made: Condition = field("x").is_(1) if begin is None else begin
    for level in range(depth):
        made = Not(made) if level % 3 == 2 else (All, Some)[level % 3]((made,))
    return made


def tuples(depth: int, make: Any = tuple) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = make([value])
    return value


def far_down(ask: Callable[[], T], frames: int = 200) -> T:
    """Ask from where the stack is deep already, as inside a web framework."""
    return ask() if not frames else far_down(ask, frames - 1)


@pytest.mark.parametrize(
    "condition",
    [nested(100), field("x").is_(tuples(100)), nested(50, begin=field("x").is_(tuples(50)))],
    ids=["parts", "value", "both"],
)
def test_what_may_be_nested_can_be_worked_with(condition: Condition) -> None:
    """It prints, compares, hashes, pickles, copies, is judged, proven, written and read."""
    converter = make_converter()

    def ask() -> None:
        assert 100 == condition.depth
        assert repr(condition)
        assert str(condition)
        assert condition.judge({"x": 1}) in (True, False)
        assert condition.explain({"x": 1})
        assert condition.missing({}) == ()
        assert is_satisfiable(condition)
        assert condition is copy.deepcopy(condition)
        document = converter.unstructure(condition)
        for twin in (
            *(pickle.loads(pickle.dumps(condition, protocol)) for protocol in range(6)),
            converter.structure(json.loads(json.dumps(document)), Condition),
        ):
            assert (condition, hash(condition), condition.depth) == (twin, hash(twin), twin.depth)

    far_down(ask)


@pytest.mark.parametrize(
    "make",
    [
        lambda: nested(101),
        lambda: nested(5000),
        lambda: ~nested(100),
        lambda: nested(100) & field("y").is_set | field("z").is_set,
        lambda: field("x").is_(tuples(101)),
        lambda: field("x").is_(tuples(5000)),
        lambda: field("x").is_(tuples(5000, list)),
        lambda: field("x").is_({"a": [tuples(100)]}),
        lambda: field("x").is_in([tuples(100)]),
        lambda: field("x").is_(nested(100)),
        lambda: field("x") > tuples(101, frozenset),
        lambda: Not(field("x").is_(tuples(100))),
        lambda: All([field("x").is_(tuples(100))]),
    ],
)
def test_what_is_nested_too_deeply_is_refused(make: Callable[[], Condition]) -> None:
    """By one sentence, however deep it is; nothing is left half made."""
    with pytest.raises(BadCondition, match="is nested more than 100 deep") as caught:
        make()
    assert len(str(caught.value)) < 500


def test_a_document_that_is_nested_too_deeply_is_refused() -> None:
    """As one that nests what no document nests is."""
    document: Any = {"$": "test", "subject": "x", "op": "is", "value": 1}
    for _ in range(101):
        document = {"$": "not", "part": document}
    with pytest.raises(BadDocument, match="is nested more than 100 deep"):
        make_converter().structure(document, Condition)
