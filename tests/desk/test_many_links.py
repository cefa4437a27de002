"""Many links: a desk ties its records in time that grows as they do, in whatever order."""

import random
from collections.abc import Iterable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Desk, Incident, Problem, Record
from itsmcore.desk import BadLink
from tests.instants import NINE as T0
from tests.timing import within

MANY = 10_000


def incidents(count: int) -> list[Incident]:
    """Open incidents from INC-0 on."""
    return [
        Incident.open(f"INC-{n}", at=T0, by="ada", summary="Mail is down") for n in range(count)
    ]


def chain(of: Iterable[int]) -> list[tuple[str, str, str]]:
    """Let each follow up the next."""
    return [(f"INC-{a}", "follow_up_of", f"INC-{b}") for a, b in pairwise(of)]


ORDERS = {
    "from below": chain(range(MANY)),
    "from above": chain(range(MANY))[::-1],
    "at random": random.Random(1).sample(chain(range(MANY)), MANY - 1),
    "all below one": [(f"INC-{n}", "parent", "INC-0") for n in range(1, MANY)],
    "one below all": [("INC-0", "follow_up_of", f"INC-{n}") for n in range(1, MANY)],
}


@pytest.mark.long
@pytest.mark.parametrize("order", ORDERS)
def test_ten_thousand_links_are_tied_within_a_second(order: str) -> None:
    """Each is looked at for a circle, from the side where less is."""
    records = incidents(MANY)
    within(1, partial(Desk.of, records, ORDERS[order]))


@pytest.mark.long
def test_links_that_one_record_holds_are_read_once() -> None:
    """Of a problem with thousands of incidents, and of incidents with one problem."""
    records = incidents(2_000)
    problem = Problem.open("PRB-1", at=T0, by="ada", summary="Mail is down")
    for record in records:
        problem = problem.link(kind="incident", target=record.id, at=T0, by="ada")
    tied = [record.link(kind="problem", target="PRB-1", at=T0, by="ada") for record in records]
    held: list[Record[Any]] = [problem, *records]
    holding: list[Record[Any]] = [Problem.replay(problem.history[:1]), *tied]
    for several in (held, holding):
        desk = within(0.5, partial(Desk.of, several))
        assert 2_000 == len(desk.related("PRB-1", "incident"))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_what_closes_a_circle_is_refused_and_nothing_else(pairs: list[tuple[int, int]]) -> None:
    """As one finds who goes all the ways there are."""
    above: dict[int, set[int]] = {n: set() for n in range(8)}

    def reached(source: int) -> set[int]:
        return {source}.union(*map(reached, above[source]))

    records, tied = incidents(8), list[tuple[str, str, str]]()
    for one, other in pairs:
        link = (f"INC-{one}", "follow_up_of", f"INC-{other}")
        if one in reached(other):
            with pytest.raises(BadLink):
                Desk.of(records, [*tied, link])
        else:
            above[one].add(other)
            tied.append(link)
    desk = Desk.of(records, tied)
    assert {one: {f"INC-{n}" for n in of} for one, of in above.items()} == {
        n: set(desk.related(f"INC-{n}", "follow_up_of")) for n in range(8)
    }
