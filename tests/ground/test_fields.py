"""Fields: what is taken is kept as it is; what is not is refused in one sentence."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NoReturn

import attrs
import numpy
import pytest

from itsmcore import fields
from itsmcore.errors import BadValue
from itsmcore.incidents import HoldReason
from itsmcore.phase import Phase

NAN, INFINITE = float("nan"), float("inf")
HUGE = 10**5_000


class Closed:
    """Answer nothing, as an object of a closed driver does."""

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError("closed")

    def __eq__(self, other: object) -> NoReturn:
        raise RuntimeError("closed")


class Scalar:
    """Call itself iterable, and be none, as an array of no dimension does."""

    def __iter__(self) -> NoReturn:
        raise TypeError("iteration over a 0-d array")


TAKEN: list[tuple[Callable[..., Any], tuple[Any, ...], Any]] = [
    (fields.as_number, (numpy.int64(5), "rank"), 5),
    (fields.as_a, (str, "x", "name"), "x"),
    (fields.maybe_a, (str, None, "name"), None),
    (fields.maybe_a, (str, "x", "name"), "x"),
    (fields.as_class, (Phase, Phase, "kind"), Phase),
    (fields.as_several, (int, [1, 2], "numbers"), (1, 2)),
    (fields.as_several, (str, {"new": Phase.NEW}, "states"), ("new",)),
    (fields.as_several, (str, HoldReason, "reasons"), tuple(HoldReason)),
    (fields.as_items, (iter("ab"), "parts", "parts"), ("a", "b")),
    (fields.as_text, ("x", "name"), "x"),
    (fields.as_texts, ("x", "names"), ("x",)),
    (fields.as_texts, ({"x"}, "names"), ("x",)),
    (fields.as_mapping, ({"a": 1}, "rates"), {"a": 1}),
    (fields.as_whole, (HUGE, "count"), HUGE),
    (fields.as_number, (INFINITE, "rank"), INFINITE),
    (fields.as_number, (Fraction(1, 3), "rank"), Fraction(1, 3)),
    (fields.as_number, (Decimal("0.5"), "rank"), 0.5),
    (fields.as_finite, (Decimal("50.1"), "weight"), 50.1),
    (fields.as_finite, (0, "weight"), 0),
    (fields.as_finite, (1.5, "weight"), 1.5),
    (fields.as_flag, (False, "sort"), False),
    (fields.as_pairs, ([["a", "b"], ("c", "d")], "pairs"), (("a", "b"), ("c", "d"))),
]
WRONG: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
    (fields.as_a, (str, 5, "name"), "name cannot be 5; give an instance of str"),
    (fields.as_a, (str | int, None, "id"), r"id cannot be None; give an instance of str \| int"),
    (fields.as_a, (str, 5, "name", "a text"), "name cannot be 5; give a text"),
    (fields.maybe_a, (str, 5, "name"), "name cannot be 5; give an instance of str, or None"),
    (fields.as_class, (Phase, Phase.NEW, "kind"), "give a class of the kind Phase"),
    (fields.as_class, (Phase, int, "kind", "a Phase class"), "kind cannot be .*; give a Phase"),
    (fields.as_several, (int, 5, "numbers"), "numbers cannot be 5; give instances of int"),
    (fields.as_several, (int, [1, "x"], "numbers"), "numbers cannot be 'x'; give instances of"),
    (fields.as_several, (str, "ab", "names"), "names cannot be 'ab'; give instances of str"),
    (fields.as_items, ({"a": 1}, "parts", "several"), "parts cannot be .*; give several"),
    (fields.as_items, (b"ab", "parts", "several"), "parts cannot be b'ab'; give several"),
    (fields.as_items, (Scalar(), "parts", "several"), "parts cannot be .*; give several"),
    (fields.as_items, (int, "parts", "several"), "parts cannot be <class 'int'>; give several"),
    (fields.as_text, (5, "name"), "name cannot be 5; give a text"),
    (fields.as_text, ("", "name"), "name cannot be ''; give a text that is not empty"),
    (fields.as_texts, (["a", 5], "names"), "names cannot be 5; give texts"),
    (fields.as_texts, (5, "names", "the names"), "names cannot be 5; give the names"),
    (fields.as_mapping, ([1], "rates"), r"rates cannot be \[1\]; give a mapping"),
    (fields.as_whole, (1.0, "count"), "count cannot be 1.0; give a whole number"),
    (fields.as_whole, (True, "count"), "count cannot be True; give a whole number"),
    (fields.as_number, (NAN, "rank"), "rank cannot be nan; give a number"),
    (fields.as_number, (True, "rank"), "rank cannot be True; give a number"),
    (fields.as_number, ("1", "rank"), "rank cannot be '1'; give a number"),
    (fields.as_number, (HUGE, "rank"), "rank cannot be <int of .*>; give a number"),
    (fields.as_number, (Decimal("sNaN"), "rank"), r"rank cannot be Decimal\('sNaN'\); give a"),
    (fields.as_number, (1j, "rank"), "rank cannot be 1j; give a number"),
    (fields.as_finite, (Decimal("1E+999999999"), "weight"), "cannot be Decimal.*; give a finite"),
    (fields.as_finite, (Decimal("-Infinity"), "weight"), "cannot be Decimal.*; give a finite"),
    (fields.as_finite, (INFINITE, "weight"), "weight cannot be inf; give a finite number"),
    (fields.as_finite, (NAN, "weight"), "weight cannot be nan; give a finite number"),
    (fields.as_finite, (HUGE, "weight"), "give a finite number"),
    (fields.as_finite, (False, "weight"), "weight cannot be False; give a finite number"),
    (fields.as_flag, (1, "sort"), "sort cannot be 1; give True or False"),
    (fields.as_pairs, (["ab"], "pairs"), "pairs cannot be 'ab'; give pairs of texts"),
    (fields.as_pairs, ([("a", 1)], "pairs"), r"pairs cannot be \('a', 1\); give pairs of texts"),
    (fields.as_pairs, ([("a",)], "pairs"), r"pairs cannot be \('a',\); give pairs of texts"),
]


@pytest.mark.parametrize(("take", "given", "kept"), TAKEN, ids=range(len(TAKEN)))
def test_what_is_of_the_kind_is_taken(
    take: Callable[..., Any], given: tuple[Any, ...], kept: Any
) -> None:
    """And what can be gone through is kept as a tuple."""
    assert kept == take(*given)


@pytest.mark.parametrize(("take", "given", "words"), WRONG, ids=range(len(WRONG)))
def test_what_is_of_another_kind_is_refused(
    take: Callable[..., Any], given: tuple[Any, ...], words: str
) -> None:
    """By the name of the field, with the value and what to give."""
    with pytest.raises(BadValue, match=words):
        take(*given)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"least": 6}, "a whole number from 6"),
        ({"most": 4}, "a whole number to 4"),
        ({"least": 1, "most": 4}, "a whole number from 1 to 4"),
    ],
)
def test_whole_numbers_have_bounds(bounds: dict[str, int], words: str) -> None:
    """The bounds belong to what is taken, and are named where it is not."""
    for bound in bounds.values():
        if fields.is_in(bound, range(bounds.get("least", bound), bounds.get("most", bound) + 1)):
            assert bound == fields.as_whole(bound, "count", **bounds)
    with pytest.raises(BadValue, match=rf"count cannot be 5; give {words}$"):
        fields.as_whole(5, "count", **bounds)


def test_what_answers_nothing_is_in_nothing() -> None:
    """To look for a value that cannot be compared or hashed is no error: it is not there."""
    assert fields.is_in("a", {"a": 1})
    for known in ({}, {"a": 1}, ("a",), 5):
        assert not fields.is_in(Closed(), known)
        assert not fields.is_in([], known)
    assert fields.is_hashable("a")
    assert not fields.is_hashable(Closed())


def test_a_class_offers_no_method_of_its_instances() -> None:
    """What is asked for a method is an instance that has it."""
    assert fields.offers("a", "casefold")
    assert not fields.offers(str, "casefold")
    assert not fields.offers("a", "deadline")
    assert not fields.offers(Closed(), "deadline")


Size = Literal["small", "large"]


@attrs.frozen
class Sized:
    """Hold one of two words."""

    size: Size = attrs.field(validator=fields.choice(Size))


@pytest.mark.parametrize("wrong", ["middle", "", None, [], Closed()], ids=range(5))
def test_a_choice_is_one_of_its_words(wrong: Any) -> None:
    """Whatever else is given."""
    assert "small" == Sized("small").size
    with pytest.raises(BadValue, match=r"^size cannot be .*; give one of small, large$"):
        Sized(wrong)


class Unreadable(dict[str, Any]):
    """A mapping that cannot be gone through."""

    def items(self) -> NoReturn:
        raise RuntimeError("closed")


class Shouted(str):
    """A text of a class of its own."""


def test_names_are_made_plain_texts() -> None:
    """Of a mapping that can be read; others are refused, by what stands there."""
    (name,) = fields.as_named({Shouted("mail"): 1}, "facts")
    assert (str, "mail") == (type(name), name)
    with pytest.raises(BadValue, match="give a mapping that can be read"):
        fields.as_named(Unreadable(a=1), "facts")
    with pytest.raises(BadValue, match="a name in facts cannot be 5; give a text"):
        fields.as_named({5: 1}, "facts")
    with pytest.raises(BadValue, match="give a text; this one has a NUL character"):
        fields.as_writable("a\0", "facts")
