"""Graphs: every step is come to once, the nearest first, and a search stops where it is told."""

from itsmcore.lifecycle._graph import edges, is_cyclic, reaching

ROUND = {1: [2, 3], 2: [4], 3: [4], 4: [2], 5: [1]}


def test_a_search_goes_on_from_each_place_once() -> None:
    """And gives every step, those too that lead back."""
    found = list(edges([1], lambda one: ROUND.get(one, ())))
    assert [(1, 2), (1, 3), (2, 4), (3, 4), (4, 2)] == found


def test_steps_that_come_to_one_place_are_gone_on_from_once() -> None:
    """Where a place is told from another is the caller's to say."""
    found = list(edges([0], lambda one: [one + 1, one + 4], lambda one: one % 3))
    assert [(0, 1), (0, 4), (1, 2), (1, 5), (2, 3), (2, 6)] == found


def test_a_search_has_an_end() -> None:
    """Where there are so many places that no more are wanted."""
    assert [(0, 1), (1, 2)] == list(edges([0], lambda one: [one + 1], most=3))


def test_what_a_graph_leads_to() -> None:
    """The starts are among it; a place is on a circle where it leads back to itself."""
    assert {1, 2, 3, 4} == reaching(ROUND, [1])
    assert [2, 4] == [place for place in ROUND if is_cyclic(ROUND, place)]
