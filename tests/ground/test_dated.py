"""Dated values: what was in force when."""

from datetime import datetime
from typing import Any

import pytest

from itsmcore.categories import CategoryTree
from itsmcore.dated import Dated, Edition
from itsmcore.errors import BadValue, FaultyDefinition, NaiveTime, NotYetInForce
from tests.instants import DAY, NINE, TICK

PRICES = Dated([(NINE + DAY, 45), (NINE, 40)])


def test_an_edition_is_in_force_from_its_instant_until_the_next() -> None:
    """Its first instant is its own, and the last one's end is nobody's."""
    for at, price in (
        (NINE, 40),
        (NINE + DAY - TICK, 40),
        (NINE + DAY, 45),
        (NINE + 1_000 * DAY, 45),
    ):
        assert price == PRICES.as_of(at)
    assert (NINE, 45, 2) == (PRICES.since, PRICES.latest, len(PRICES))
    assert [Edition(NINE, 40), Edition(NINE + DAY, 45)] == list(PRICES)
    assert PRICES == Dated(PRICES.editions) == Dated(list(PRICES))


def test_before_the_first_edition_nothing_is_in_force() -> None:
    """The error names both instants."""
    with pytest.raises(NotYetInForce, match="nothing is in force at 2026-01-05 08:59") as refusal:
        PRICES.as_of(NINE - TICK)

    assert (NINE, NINE - TICK) == (refusal.value.first, refusal.value.asked)


def test_editions_are_verified_together() -> None:
    """There is one, and no two begin at one instant."""
    with pytest.raises(FaultyDefinition) as refusal:
        Dated([(NINE, 1), (NINE, 2)])
    assert ["duplicate_instant"] == [fault.code for fault in refusal.value.faults]
    with pytest.raises(FaultyDefinition) as refusal:
        Dated([])
    assert ["no_editions"] == [fault.code for fault in refusal.value.faults]


@pytest.mark.parametrize("editions", [5, "text", [5], [(NINE,)], {NINE: 1}])
def test_what_is_not_editions_is_refused(editions: Any) -> None:
    """With what to give."""
    with pytest.raises(BadValue, match="give pairs of an instant and a value"):
        Dated(editions)


def test_instants_have_a_zone() -> None:
    """A naive one is never guessed at."""
    naive = datetime(2026, 1, 5)
    with pytest.raises(NaiveTime):
        Dated([(naive, 1)])
    with pytest.raises(NaiveTime):
        PRICES.as_of(naive)


def test_values_tell_how_they_differ() -> None:
    """If they can."""
    trees = Dated([(NINE, CategoryTree(["mail"])), (NINE + DAY, CategoryTree(["vpn"]))])

    changes = trees.diff(NINE, NINE + DAY)
    assert (("vpn",), ("mail",)) == (changes.added, changes.removed)
    assert not trees.diff(NINE, NINE)
    with pytest.raises(BadValue, match="one that has diff"):
        PRICES.diff(NINE, NINE)
    with pytest.raises(NotYetInForce):
        trees.diff(NINE - DAY, NINE)
