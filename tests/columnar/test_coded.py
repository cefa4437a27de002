"""Columns that have codes already, of Arrow, polars and pandas, are those of their values."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.conditions import field
from itsmcore.errors import BadValue
from tests.instants import NINE

np = pytest.importorskip("numpy")
arrow = pytest.importorskip("pyarrow")

from itsmcore.columnar import Steps  # noqa: E402
from itsmcore.columnar._arrow import stretches  # noqa: E402
from itsmcore.columnar._coded import Coded  # noqa: E402

LONG = "a text that is too long to be within a view"
KINDS = (arrow.string(), arrow.large_string(), arrow.string_view())
TEXTS = st.sampled_from([None, "", "a", "b", "ö", LONG])


def values_of(coded: Coded) -> list[Any]:
    """Spread codes out."""
    return [coded.values[code] for code in coded.codes.tolist()]


def dictionary(codes: Sequence[int | None], texts: list[str | None], kind: Any = KINDS[0]) -> Any:
    """Make a column of Arrow."""
    return arrow.DictionaryArray.from_arrays(arrow.array(codes, "i4"), arrow.array(texts, kind))


@over(st.lists(st.lists(TEXTS)), st.sampled_from(KINDS), st.integers(0, 3))
def test_values_are_those_that_were_spread_out(
    drawn: list[list[str | None]], kind: Any, start: int
) -> None:
    """In whatever stretches they come, each with codes of its own, and from wherever it begins."""
    several = [arrow.array(texts, kind).dictionary_encode()[start:] for texts in drawn]
    column = arrow.chunked_array(several, arrow.dictionary(arrow.int32(), kind))
    expected = [text for texts in drawn for text in texts[start:]]
    coded = Coded.read("x", column)

    assert expected == values_of(coded)
    assert tuple(dict.fromkeys(expected)) == coded.values


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_texts_of_every_kind(kind: Any) -> None:
    """Short, long, empty, of any script, and missing among the codes or among the texts."""
    texts = ["é", LONG, "", None, "never"]
    column = dictionary([3, 0, None, 2, 1, 0], texts, kind)

    assert [None, "é", None, "", LONG, "é"] == values_of(Coded.read("x", column))
    assert [None, "", LONG, "é"] == values_of(Coded.read("x", column[2:]))
    assert ["a", "a"] == values_of(Coded.read("x", dictionary([0, 0], ["a"], kind)))
    assert [] == values_of(Coded.read("x", dictionary([], [], kind)))
    assert [None] == values_of(Coded.read("x", dictionary([None], [], kind)))
    assert [] == values_of(Coded.read("x", arrow.chunked_array([], column.type)))


def test_the_same_text_twice_is_one_value() -> None:
    """Within a dictionary, and in those of several stretches."""
    twice = dictionary([0, 1, 2], ["a", "b", "a"])
    column = arrow.chunked_array([twice, dictionary([0], ["b"])])

    assert ("a", "b") == Coded.read("x", twice).values == Coded.read("x", column).values
    assert ["a", "b", "a", "b"] == values_of(Coded.read("x", column))


def test_what_has_no_codes_of_texts_is_read_as_ever() -> None:
    """Numbers with codes, and plain columns in one stretch or in several."""
    numbers = arrow.array([2, 1, 2]).dictionary_encode()
    plain = arrow.array(["a", "b"])

    assert [2, 1, 2] == values_of(Coded.read("x", numbers))
    assert ["a", "b"] == values_of(Coded.read("x", plain))
    assert ["a", "b"] == values_of(Coded.read("x", arrow.chunked_array([plain])))
    with pytest.raises(BadValue, match="x cannot be 'a'; give a column"):
        Coded.read("x", "a")  # type: ignore[arg-type]


class NotForArrow:
    """A column that does not come through Arrow, as those of pandas without pyarrow."""

    def __arrow_c_stream__(self) -> Any:
        raise ImportError("no pyarrow")

    def __array__(self) -> Any:
        return np.array(["a", "b"])


def test_what_arrow_cannot_take_numpy_does() -> None:
    """So that a missing library, or a value that is no data, is no hindrance."""
    assert ["a", "b"] == values_of(Coded.read("x", NotForArrow()))


def test_codes_take_no_more_room_than_they_need() -> None:
    """A byte for a few values."""
    assert {1: 1, 128: 1, 300: 2} == {
        count: Coded.read("x", np.arange(count)).codes.itemsize for count in (1, 128, 300)
    }


def test_steps_of_codes_are_steps() -> None:
    """The cases too, which are named once each."""
    at = np.full(3, NINE.replace(tzinfo=None), "M8[us]")
    steps = Steps(
        case=dictionary([1, 1, 0], ["I2", "I1"]),
        at=at,
        facts={"group": dictionary([0, 1, None], ["mail", ""])},
    )

    assert ["I1", "I2"] == steps.cases.tolist()
    assert [0, 2, 3] == steps.begins.tolist()
    assert [True, False, False] == steps.judge(field("group").is_("mail")).tolist()
    for codes, said in (([0, 1, 2], "all rows of a case"), ([0, None, 1], "a case for every row")):
        with pytest.raises(BadValue, match=said):
            Steps(case=dictionary(codes, ["I1", "I2", "I1"]), at=at, facts={})


@pytest.mark.long
def test_categories_of_frames() -> None:
    """Of polars, with texts that no row has, and of pandas, whatever they are."""
    polars, pandas = map(pytest.importorskip, ("polars", "pandas"))
    texts = ["b", None, "a", "b"]

    for kind in (polars.Categorical, polars.Enum(["z", "a", "b"])):
        column = polars.Series(texts, dtype=kind)
        assert texts == values_of(Coded.read("x", column))
        assert texts[1:] == values_of(Coded.read("x", column[1:]))
    numbers = pandas.Series([3, None, 1, 3], dtype="category")
    assert [3, None, 1, 3] == values_of(Coded.read("x", numbers))
    named = pandas.Categorical(texts, ["z", "a", "b"])
    for of in (named, pandas.Series(named), pandas.Index(named)):
        assert texts == values_of(Coded.read("x", of))
        assert ("b", None, "a") == Coded.read("x", of).values


def test_what_is_no_arrow_has_no_stretches() -> None:
    """Whoever reads it spreads its values out."""
    assert [] == [*stretches(["a", "b"])]
