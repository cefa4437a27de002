"""Plain data: what every document can hold, and why not."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, NoReturn

import attrs
import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.conditions import field
from itsmcore.errors import BadValue
from itsmcore.frozen import EMPTY, FrozenDict, evidence
from itsmcore.level import Impact
from itsmcore.lifecycle import Link
from itsmcore.phase import Phase
from itsmcore.plain import DEEPEST, TOO_DEEP, flaw_of, flaw_of_text, is_blank, is_said

NAN = float("nan")


class Colour(StrEnum):
    """Texts."""

    RED = "red"


class Shape(Enum):
    """No texts."""

    ROUND = 1


@attrs.frozen
class Parcel:
    """A class that some converter may know."""

    what: Any


def nested(depth: int, make: Any = tuple) -> Any:
    """Give a value that deep in others."""
    value: Any = "x"
    for _ in range(depth):
        value = make([value])
    return value


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 0, 2**12_999, 0.5, "", "Ærø", "😀", Decimal("1.5"), dt.date.max, Colour.RED),
        *(dt.datetime.max.replace(tzinfo=dt.UTC), dt.timedelta.max, Phase.NEW, Impact.HIGH, ()),
        [1, ("a", {"b": frozenset({1})})],
        *(field("a").is_(1) & field("b").is_set, Parcel("a"), Parcel(Shape.ROUND)),
        *(Parcel(dt.datetime.max), Parcel({1}), Parcel({1: 2})),
        *(nested(DEEPEST), Parcel(nested(DEEPEST)), FrozenDict({"a": ()})),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_plain_data_has_no_flaw(value: Any) -> None:
    """Nor have values of classes that documents may know."""
    assert "" == flaw_of(value)


@pytest.mark.parametrize(
    ("value", "flaw"),
    [
        ("a\0", "has a NUL character"),
        ("a\ud800", "has half of a surrogate pair"),
        ("\udc00\ud800", "has half of a surrogate pair"),
        (2**14_000, "has too many digits"),
        (NAN, "is no finite number"),
        (float("-inf"), "is no finite number"),
        (Decimal("sNaN"), "is no finite number"),
        (2j, "is of a class that no document holds"),
        (b"a", "is of a class that no document holds"),
        (Shape.ROUND, "is of a class that no document holds"),
        (object, "is of a class that no document holds"),
        ({1: 2}, "has names that are no texts"),
        ({"a": 1, 2: 3}, "has names that are no texts"),
        ({"a\0": 1}, "has a NUL character"),
        ((1, [{"a": frozenset({NAN})}]), "is no finite number"),
        ([{"a": dt.datetime.max}], "is an instant without a time zone"),
        (({"a"},), "is a set, which can change; a frozenset will do"),
        (Parcel(("a", NAN)), "is no finite number"),
        (Link("a\0", "A"), "has a NUL character"),
        (field("a").is_("\0"), "has a NUL character"),
        (nested(DEEPEST + 1), str(TOO_DEEP)),
        (nested(5000, list), str(TOO_DEEP)),
        (nested(5000, Parcel), str(TOO_DEEP)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_no_document_holds_has_a_flaw(value: Any, flaw: str) -> None:
    """Wherever in the value it stands, and however deep that is."""
    assert flaw == str(flaw_of(value))


def test_strangers_are_classes_of_which_no_value_is_held() -> None:
    """Though they are attrs classes; where a field names its class, that is known."""
    strange = "is of a class that no document holds"
    assert strange == str(flaw_of([Parcel("a")], (Parcel,)))
    assert strange == str(flaw_of(object()))
    assert "" == flaw_of(object(), is_typed=True)


@over(st.text(st.characters()))
def test_a_text_without_flaw_goes_through_any_store(text: str) -> None:
    """It is encoded, and it is what PostgreSQL takes."""
    if not flaw_of_text(text):
        assert text == json.loads(json.dumps(text, ensure_ascii=False).encode())
        assert "\0" not in text


@over(st.one_of(st.none(), st.integers(), st.text(st.sampled_from(" \t\n\u3000a"))))
def test_blank_is_what_says_nothing(value: Any) -> None:
    """Of texts; what is no text is not blank, and None says nothing either."""
    assert is_blank(value) is (isinstance(value, str) and "a" not in value)
    assert is_said(value) is (value is not None and not is_blank(value))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (5, "given cannot be 5; give a mapping from texts to values"),
        ("", "given cannot be ''; give a mapping from texts to values"),
        ({1: 2}, "a name in given cannot be 1; give a text"),
        ({"a": [{2: 3}]}, "a name in given cannot be 2; give a text"),
        ({"a": nested(DEEPEST + 1)}, "give values that are nested at most 100 deep"),
        ({"a": nested(DEEPEST + 1, frozenset)}, "give values that are nested at most 100 deep"),
    ],
)
def test_evidence_is_a_mapping_from_texts(given: Any, words: str) -> None:
    """None is an empty one, and nothing else is."""
    with pytest.raises(BadValue) as caught:
        evidence(given)
    assert words in str(caught.value)
    assert EMPTY is evidence(None) is evidence({})
    assert nested(DEEPEST) == evidence({"a": nested(DEEPEST, list)})["a"]
    assert FrozenDict({"a": FrozenDict({"b": frozenset({1})})}) == evidence({"a": {"b": {1}}})


class Unreadable(list[int]):
    """A list that cannot be gone through."""

    def __iter__(self) -> NoReturn:
        raise RuntimeError("closed")


def test_evidence_can_be_read() -> None:
    """What raises when it is gone through is refused, wherever it stands."""
    with pytest.raises(BadValue, match="give values that can be read"):
        evidence({"a": [Unreadable([1])]})
