"""Frozen mappings; their laws are in tests/property/test_values.py."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from itsmcore.frozen import FrozenDict, is_same

FACTS = FrozenDict({"state": "new", "group": None})


def test_nothing_of_it_can_be_changed() -> None:
    """Neither its items nor its attributes can be set or deleted."""
    with pytest.raises(TypeError):
        FACTS["state"] = "closed"  # type: ignore[index]
    with pytest.raises(AttributeError, match="frozen; make a new one instead of setting '_items'"):
        FACTS._items = {}
    with pytest.raises(AttributeError, match="frozen; make a new one instead of deleting '_items'"):
        del FACTS._items
    assert {"state": "new", "group": None} == FACTS


def test_it_is_a_mapping() -> None:
    """It is a Mapping, equal to any other mapping of the same items and to nothing else."""
    assert isinstance(FACTS, Mapping)
    assert FACTS == MappingProxyType({"group": None, "state": "new"})
    assert FACTS != [("state", "new"), ("group", None)]
    assert FACTS != {"state": "new"}


def test_what_is_absent_is_the_default() -> None:
    """An item that is None is there; one that is absent gives the default, or KeyError."""
    assert FACTS.get("group", "nobody") is None
    assert "nobody" == FACTS.get("assignee", "nobody")
    with pytest.raises(KeyError):
        FACTS["assignee"]


def test_it_hashes_where_its_values_do() -> None:
    """A mapping of values that do not hash does not hash either."""
    assert 1 == len({FACTS, FrozenDict(FACTS)})
    with pytest.raises(TypeError):
        hash(FrozenDict({"tags": ["a"]}))


def test_it_may_be_empty() -> None:
    """Made of nothing it is empty, and false."""
    assert not FrozenDict()
    assert FrozenDict({}) == FrozenDict()


def test_the_very_same_is_more_than_equal() -> None:
    """By what is held, by its names, and by their order."""
    one: dict[str, object] = {"count": 1, "tags": None}
    assert is_same(one, {**one})
    assert not is_same(one, {"count": True, "tags": None})
    assert not is_same(one, {"count": 1})
    assert not is_same(one, {"count": 1, "labels": None})
    assert not is_same({"a": None, "b": 1}, {"b": None, "a": 1})
