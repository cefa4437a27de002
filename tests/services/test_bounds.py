"""Bounds: what a map allows, and never as if failures were independent."""

from fractions import Fraction
from typing import Any

import pytest

from itsmcore.errors import BadValue, Unlisted
from itsmcore.services import Item, Needs, Service, ServiceMap
from tests.timing import within_times

OWN = {"db": 0.99, "web-1": 0.98, "web-2": 0.98}


def estate(*needs: Needs) -> ServiceMap:
    """Make a map of an ERP, a database and two web servers."""
    return ServiceMap(
        [Service("erp")], items=[Item("db"), Item("web-1"), Item("web-2")], needs=needs
    )


@pytest.mark.parametrize(
    "needs",
    [
        [],
        [Needs("web-1", "db"), Needs("web-2", "db")],
        [Needs("db", any_of=["web-1", "web-2"])],
    ],
)
def test_a_part_that_several_ways_lead_to_counts_once(needs: list[Needs]) -> None:
    """A database of 99 % and any of two servers of 98 %, whatever these need in turn."""
    of = estate(Needs("erp", "db", any_of=["web-1", "web-2"]), *needs).bounds("erp", OWN)
    assert (Fraction(97, 100), Fraction(99, 100)) == (of.at_least, of.at_most)


def test_what_needs_all_of_some_parts_has_at_most_what_the_worst_has() -> None:
    """And at least what is left when no two fail at once."""
    of = estate(Needs("erp", ["db", "web-1", "web-2"])).bounds("erp", OWN)
    assert (Fraction(95, 100), Fraction(98, 100)) == (of.at_least, of.at_most)
    assert "0.95 to 0.98" == str(of)


def test_what_needs_any_of_some_parts_has_at_least_what_the_best_has() -> None:
    """And perhaps more; two of three lie between."""
    any_of, two_of = (
        estate(Needs("erp", any_of=["db", "web-1", "web-2"], at_least=number)).bounds("erp", OWN)
        for number in (1, 2)
    )
    assert (Fraction(99, 100), 1) == (any_of.at_least, any_of.at_most)
    assert (Fraction(975, 1000), 1) == (two_of.at_least, two_of.at_most)
    low = estate(Needs("erp", any_of=["db", "web-1", "web-2"], at_least=2))
    shares = {"db": 0.9, "web-1": 0.2, "web-2": 0.1}
    assert Fraction(3, 10) == low.bounds("erp", shares).at_most


def test_circles_end() -> None:
    """What needs each other fails together, by whichever fails first."""
    circle = estate(
        Needs("erp", any_of=["db", "web-2"]),
        Needs("db", "web-1"),
        Needs("web-1", "db"),
    )
    assert Fraction(98, 100) == circle.bounds("erp", OWN).at_least
    alone = circle.bounds("db", OWN)
    assert (Fraction(97, 100), Fraction(98, 100)) == (alone.at_least, alone.at_most)
    rings = estate(
        Needs("erp", any_of=["db", "web-2"]),
        Needs("db", any_of=["web-1", "web-2"]),
        Needs("web-1", any_of=["db", "web-2"]),
    )
    assert Fraction(98, 100) == rings.bounds("erp", OWN).at_least


def test_what_is_not_there_counts_as_absent() -> None:
    """So an alternative that is planned or retired helps nobody."""
    later = ServiceMap(
        [Service("erp"), Service("old", state="retired")],
        items=[Item("web-1"), Item("web-2", state="planned")],
        needs=[Needs("erp", any_of=["web-1", "web-2"]), Needs("old", "web-1")],
    )
    assert Fraction(98, 100) == later.bounds("erp", {"web-1": 0.98}).at_most
    assert 1 == later.bounds("old", {"web-1": 0.98}).at_least


@pytest.mark.parametrize(
    ("name", "own", "error"),
    [
        ("epr", {}, Unlisted),
        ("erp", {"dbb": 0.9}, Unlisted),
        ("erp", {"db": 99}, BadValue),
        ("erp", 5, BadValue),
    ],
)
def test_what_cannot_be_is_refused(name: str, own: Any, error: type[Exception]) -> None:
    """By name."""
    with pytest.raises(error):
        estate().bounds(name, own)


@pytest.mark.untraced
def test_bounds_take_as_long_as_what_a_service_needs() -> None:
    """A chain of alternatives twice as long takes about twice the time."""

    def chain(length: int) -> None:
        names = [f"n{number}" for number in range(length)]
        needs = [
            Needs(one, any_of=pair) for one, *pair in zip(names, names[1:], names[2:], strict=False)
        ]
        deep = ServiceMap(items=[Item(name) for name in names], needs=needs)
        deep.bounds("n0", dict.fromkeys(names, 0.999))

    within_times(4, lambda: chain(1_000), lambda: chain(2_000))
