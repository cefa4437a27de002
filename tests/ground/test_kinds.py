"""Kinds: what the types of a class's fields say of its values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, NewType, Protocol, TypeVar

import attrs
import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.errors import BadInstant, BadValue, NaiveTime
from itsmcore.frozen import EMPTY, FrozenDict
from itsmcore.kinds import Kinds, check_kinds
from itsmcore.level import Impact, Level
from tests.instants import NINE

if TYPE_CHECKING:
    from tests.support import Loan as Absent

T = TypeVar("T")
Name = NewType("Name", str)
AHEAD = dt.timezone(dt.timedelta(hours=2))


class Colour(StrEnum):
    """Texts."""

    RED = "red"
    BLUE = "blue"


class Grade(IntEnum):
    """Whole numbers."""

    ONE = 1


class Shape(Enum):
    """Neither."""

    ROUND = (0, 0)


class Sly(str):
    """A text that says that it is every other."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class SlyColour(StrEnum):
    """Members that say that they are every text."""

    GREEN = "green"

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class Whole(int):
    """A whole number of a class of its own."""


class Share(float):
    """A number of a class of its own."""

    __slots__ = ()


class Day(dt.date):
    """A date of a class of its own."""


class Moment(dt.datetime):
    """An instant of a class of its own."""


class Length(dt.timedelta):
    """A duration of a class of its own."""


class Money(Decimal):
    """A decimal of a class of its own."""


class Asks(Protocol):
    """What nothing can be asked of at run time."""

    def ask(self) -> None: ...


class Box(Generic[T]):
    """A class with a parameter."""


@attrs.frozen(kw_only=True)
class Held:
    """A field of every kind."""

    text: str = ""
    maybe: str | None = None
    flag: bool = False
    whole: int = 0
    number: float = 0.0
    money: Decimal = Decimal(0)
    at: dt.datetime = NINE
    day: dt.date = dt.date(2026, 1, 5)
    length: dt.timedelta = dt.timedelta()
    nothing: None = None
    name: Name = Name("ada")
    colour: Colour = Colour.RED
    grade: Grade = Grade.ONE
    shape: Shape = Shape.ROUND
    way: Literal["air", 1] = "air"
    level: Level | None = None
    box: Box[int] | None = None
    texts: tuple[str, ...] = ()
    pair: tuple[int, Any] = (0, None)
    bare: tuple = ()  # type: ignore[type-arg]
    listed: list[int] = attrs.Factory(list)
    several: Sequence[dt.date] = ()
    some: Collection[str] = ()
    any_of: Iterable[str] = ()
    tags: AbstractSet[str] = frozenset()
    parts: frozenset[str] = frozenset()
    changing: set[int] = attrs.Factory(set)
    table: FrozenDict[str, Any] = EMPTY
    rates: Mapping[str, float] = EMPTY
    counts: dict[str, int] = attrs.Factory(dict)
    plain_map: dict = attrs.Factory(dict)  # type: ignore[type-arg]
    either: str | float | tuple[int, ...] | None = None
    free: Any = None
    anything: object = None
    more: str | Any = None
    asks: Asks | None = None
    calls: Callable[[], None] | None = None
    absent: Absent | None = None
    odd: 1 + x = None  # type: ignore[valid-type]  # noqa: F821

    def __attrs_post_init__(self) -> None:
        check_kinds(self)


IS_KEPT: list[tuple[str, Any]] = [
    *(("text", "a"), ("text", Colour.RED), ("maybe", None), ("flag", True), ("whole", 10**99)),
    *(("whole", Grade.ONE), ("number", 1), ("number", 0.5), ("money", Decimal(1)), ("at", NINE)),
    *(("day", dt.date.max), ("length", dt.timedelta.max), ("nothing", None), ("name", "x")),
    *(("colour", Colour.BLUE), ("shape", Shape.ROUND), ("way", 1), ("level", Impact.HIGH)),
    *(("box", Box()), ("texts", ("a", "b")), ("pair", (1, object())), ("bare", (1, "x"))),
    *(("listed", [1]), ("several", (dt.date.min,)), ("tags", frozenset("a")), ("changing", {1})),
    *(("table", FrozenDict({"a": object()})), ("rates", FrozenDict({"a": 1})), ("counts", {})),
    *(("plain_map", {1: 2}), ("either", "x"), ("either", 2), ("either", (1, 2)), ("either", None)),
    *(("free", object()), ("anything", 1), ("more", 1), ("asks", 1), ("calls", len), ("absent", 1)),
    *(("odd", 1), ("some", ("a",)), ("any_of", ("a",)), ("parts", frozenset())),
]


@pytest.mark.parametrize(("name", "value"), IS_KEPT)
def test_a_value_of_the_right_kind_is_kept_as_it_is(name: str, value: Any) -> None:
    """And where a type says nothing at run time, everything is of the right kind."""
    held = getattr(Held(**{name: value}), name)
    assert value == held
    assert type(value) is type(held)


IS_MADE_PLAIN: list[tuple[str, Any, Any]] = [
    ("text", Sly("a"), "a"),
    ("text", SlyColour.GREEN, "green"),
    ("maybe", Sly("a"), "a"),
    ("name", Sly("a"), "a"),
    ("texts", ("a", Sly("b")), ("a", "b")),
    ("texts", ["a", "b"], ("a", "b")),
    ("several", [dt.date.min], (dt.date.min,)),
    ("some", ["a"], ("a",)),
    ("tags", {"a"}, frozenset({"a"})),
    ("listed", (1, 2), [1, 2]),
    ("pair", [1, 2], (1, 2)),
    ("whole", Whole(3), 3),
    ("number", Share(0.5), 0.5),
    ("number", Whole(3), 3),
    ("day", Day(2026, 1, 5), dt.date(2026, 1, 5)),
    ("length", Length(days=1), dt.timedelta(days=1)),
    ("money", Money("1.50"), Decimal("1.50")),
    ("at", Moment(2026, 1, 5, 9, tzinfo=dt.UTC), NINE),
    ("at", dt.datetime(2026, 1, 5, 11, tzinfo=AHEAD), NINE),
    ("colour", "blue", Colour.BLUE),
    ("grade", 1, Grade.ONE),
    ("rates", {"a": Share(1.0)}, FrozenDict({"a": 1.0})),
    ("counts", FrozenDict({"a": 1}), {"a": 1}),
    ("table", {Sly("a"): 1}, FrozenDict({"a": 1})),
    ("either", Sly("a"), "a"),
]


@pytest.mark.parametrize(("name", "value", "plain"), IS_MADE_PLAIN)
def test_what_is_meant_is_made_plain(name: str, value: Any, plain: Any) -> None:
    """What a document would give back is what is kept: its class, and that of what is in it."""
    held = getattr(Held(**{name: value}), name)
    assert plain == held
    assert repr(plain) == repr(held)
    assert type(plain) is type(held)


IS_REFUSED: list[tuple[str, Any, str]] = [
    ("text", 5, "text cannot be 5; give a text"),
    ("text", b"a", "give a text"),
    ("text", None, "text cannot be None; give a text"),
    ("maybe", 5, "maybe cannot be 5; give a text or None"),
    ("flag", 1, "flag cannot be 1; give True or False"),
    ("flag", "yes", "give True or False"),
    ("whole", True, "give a whole number"),
    ("whole", 1.0, "give a whole number"),
    ("number", False, "give a number"),
    ("number", "1", "give a number"),
    ("number", Decimal(1), "give a number"),
    ("money", 1, "give a Decimal"),
    ("at", dt.date(2026, 1, 5), "give an aware datetime"),
    ("day", NINE, "give a date"),
    ("day", "2026-01-05", "give a date"),
    ("length", 5, "give a timedelta"),
    ("nothing", 0, "give None"),
    ("colour", "green", "give one of red, blue"),
    ("colour", 1, "give one of red, blue"),
    ("grade", True, "give one of 1"),
    ("shape", (0, 0), "give one of Shape.ROUND"),
    ("way", "sea", "give one of 'air', 1"),
    ("way", True, "give one of 'air', 1"),
    ("level", "high", "give a Level or None"),
    ("box", 1, "give a Box or None"),
    ("texts", "ab", "give a tuple, each a text"),
    ("texts", ("a", 1), "give a tuple, each a text"),
    ("texts", {"a"}, "give a tuple, each a text"),
    ("pair", (True, 1), "give a tuple of a whole number, anything"),
    ("pair", (1,), "give a tuple of a whole number, anything"),
    ("pair", 1, "give a tuple of"),
    ("bare", "ab", "give a tuple"),
    ("listed", [True], "give a list, each a whole number"),
    ("tags", ["a"], "give a frozenset, each a text"),
    ("changing", {"a"}, "give a set, each a whole number"),
    ("table", 5, "give a mapping from a text to anything"),
    ("table", {1: 2}, "give a mapping from a text to anything"),
    ("rates", {"a": "b"}, "give a mapping from a text to a number"),
    ("counts", {"a": True}, "give a mapping from a text to a whole number"),
    ("plain_map", 1, "give a mapping from anything to anything"),
    ("calls", 1, "give a Callable or None"),
    ("either", True, "give a text or a number or a tuple, each a whole number or None"),
    ("either", (True,), "give a text or a number"),
]


@pytest.mark.parametrize(("name", "value", "words"), IS_REFUSED)
def test_a_value_of_a_wrong_kind_is_refused(name: str, value: Any, words: str) -> None:
    """By one sentence, which names the field and what it is for."""
    with pytest.raises(BadValue) as caught:
        Held(**{name: value})
    assert words in str(caught.value)
    assert (name, value) == (caught.value.field, caught.value.value)


def test_an_instant_without_a_zone_is_told_so() -> None:
    """It is of the right kind, and none all the same."""
    with pytest.raises(NaiveTime):
        Held(at=dt.datetime(2026, 1, 5))
    with pytest.raises(BadInstant):
        Held(at=dt.datetime.min.replace(tzinfo=AHEAD))


def test_some_fields_cannot_do_without_a_value() -> None:
    """Whatever their types say of None; others are not looked at."""
    absent = "a value; the verb needs it"
    kinds = Kinds(Held, needed=("maybe", "free"), unasked=("text",), absent=absent)
    assert "text" not in kinds.kinds
    assert 5 == kinds.kept("free", 5)
    assert "a" == kinds.kept("maybe", "a")
    for name in ("maybe", "free"):
        with pytest.raises(BadValue, match=f"{name} cannot be None; give a value; the verb needs"):
            kinds.kept(name, None)
    with pytest.raises(BadValue, match="maybe cannot be 5; give a text or None"):
        kinds.kept("maybe", 5)


JUNK = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.dates()),
    *(st.datetimes(), st.timedeltas(), st.decimals(), st.text().map(Sly), st.just(object())),
    *(st.sampled_from([*Colour, *Grade, *Shape, Impact.HIGH, 2j, ..., Held, len]),),
)
ANYTHING = st.recursive(
    JUNK,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@over(st.sampled_from(sorted(field.name for field in attrs.fields(Held))), ANYTHING)
def test_whatever_is_given_is_kept_or_refused(name: str, value: Any) -> None:
    """What is kept is kept again as it is, and nothing but an error of the library is raised."""
    try:
        held = getattr(Held(**{name: value}), name)
    except (BadValue, BadInstant):
        return
    assert held is getattr(Held(**{name: held}), name)
