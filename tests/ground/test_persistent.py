"""Persistent maps: plain dicts that share what stays the same."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.errors import BadValue
from itsmcore.frozen import FrozenDict
from itsmcore.persistent import NOTHING, PersistentMap, PersistentSet, persistent
from tests.timing import calls


@attrs.frozen
class Alike:
    """A key whose hash is that of all others of its kind."""

    name: str

    def __hash__(self) -> int:
        return -1


KEYS = st.integers(-300, 300) | st.text(max_size=2) | st.builds(Alike, st.text(max_size=2))
KEYS_SEEN = (0, 1, "", "0", Alike("a"))
ITEMS = st.dictionaries(KEYS, st.integers(), max_size=300)


@given(start=ITEMS, steps=st.lists(ITEMS | st.lists(KEYS, max_size=9), max_size=6))
def test_it_agrees_with_a_dict(start: dict[Any, int], steps: list[Any]) -> None:
    """In what it holds, how much, and in which order, whatever was added and left out."""
    plain, shared = dict(start), PersistentMap(start)
    for step in steps:
        before, known = shared, dict(plain)
        if isinstance(step, dict):
            plain |= step
            shared = shared | step
        else:
            plain = {key: value for key, value in plain.items() if key not in step}
            shared = shared.without(step)
        assert list(plain.items()) == list(shared.items())
        assert (len(plain), plain) == (len(shared), shared)
        assert known == before
        assert all(shared[key] == value for key, value in plain.items())
        assert not any(key in shared for key in known.keys() - plain.keys())
        changed = {key for key, value in plain.items() if known.get(key, ...) is not value}
        assert changed == set(shared.changed_since(before))


@pytest.mark.parametrize("count", [0, 1, 64, 65, 5_000])
def test_it_is_a_mapping_of_any_size(count: int) -> None:
    """Compared with others by value, hashed, pickled and shown as one."""
    plain = {f"INC-{number}": number for number in range(count)}
    shared = PersistentMap(plain)
    assert (plain, FrozenDict(plain), shared) == (shared, shared, FrozenDict(plain))
    assert shared != {**plain, "INC-X": 1}
    assert count == 0 or shared != {**plain, "INC-0": -1}
    assert shared != list(plain)
    assert hash(shared) == hash(PersistentMap(dict(reversed(plain.items()))))
    again = pickle.loads(pickle.dumps(shared))
    assert (list(shared), shared) == (list(again), again)
    assert f"PersistentMap({plain!r})" == repr(shared)
    assert (None, 7) == (shared.get("INC-X"), shared.get("INC-X", 7))
    with pytest.raises(KeyError):
        shared["INC-X"]
    assert shared.without(["INC-X"]) is shared


@given(start=st.frozensets(KEYS, max_size=99), other=st.frozensets(KEYS, max_size=9))
def test_a_persistent_set_agrees_with_a_set(start: frozenset[Any], other: frozenset[Any]) -> None:
    """In what it holds, in what is joined and left out, and in comparisons."""
    shared = PersistentSet(start)
    assert (start, len(start)) == (shared, len(shared))
    assert (start | other, start - other, start & other) == (
        shared | other,
        shared - other,
        shared & other,
    )
    assert (other - start, set(start)) == (other - shared, set(shared))
    assert hash(start) == hash(shared)
    assert {key for key in KEYS_SEEN if key in start} == {key for key in KEYS_SEEN if key in shared}


def test_a_persistent_set_is_shown_and_pickled_in_its_order() -> None:
    """Whatever the hashes are."""
    shared = PersistentSet(f"INC-{number}" for number in range(200))
    assert f"PersistentSet({[f'INC-{number}' for number in range(200)]!r})" == repr(shared)
    again = pickle.loads(pickle.dumps(shared))
    assert (shared, repr(shared)) == (again, repr(again))
    assert hash(frozenset(shared)) == hash(again)


def test_it_cannot_be_changed() -> None:
    """Nor taken apart."""
    one: Any = PersistentMap({"a": 1})
    with pytest.raises(AttributeError, match="frozen; make a new one instead of setting 'a'"):
        one.a = 1
    with pytest.raises(AttributeError, match="frozen; make a new one instead of deleting '_root'"):
        del one._root


def test_a_mapping_from_texts_is_made_persistent_once() -> None:
    """What is none is refused."""
    one = persistent({"a": 1}, "records")
    assert persistent(one, "records") is one
    assert persistent({}, "records") is NOTHING
    for bad in (5, {5: 1}):
        with pytest.raises(BadValue):
            persistent(bad, "records")  # type: ignore[arg-type]


def test_adding_to_many_costs_hardly_more_than_to_few() -> None:
    """A part as small as a leaf is copied, on a way that grows with the logarithm."""
    few, many = (PersistentMap({f"INC-{n}": n for n in range(count)}) for count in (100, 100_000))
    assert calls(lambda: many | {"INC-7": 5}) <= 3 + calls(lambda: few | {"INC-7": 5})
    assert calls(lambda: list((many | {"INC-7": 5}).changed_since(many))) < 300
    half = {f"INC-{n}": -n for n in range(0, 100_000, 2)}
    assert -2 == (many | half)["INC-2"]


def test_a_large_set_takes_and_loses_members_one_by_one() -> None:
    """Each in its place of the tree; the former set stays as it was."""
    former = PersistentMap({f"INC-{number}": number for number in range(2_000)})
    later = former | {"INC-1": -1, "PRB-1": 1}
    assert (2_000, 2_001, -1, 1) == (len(former), len(later), later["INC-1"], former["INC-1"])
    assert {"INC-1", "PRB-1"} == set(later.changed_since(former))
    large = PersistentSet(f"INC-{number}" for number in range(2_000))
    assert 1_999 == len(large - {"INC-7", "INC-x"})
    assert 2_001 == len(large | {"PRB-1"})
