"""Service maps: what spreads over random ones, with circles."""

from fractions import Fraction
from itertools import permutations
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import testing as kit
from itsmcore.dated import Dated
from itsmcore.services import Item, ItemState, Needs, ServiceImpact, ServiceMap, implied_outages

few = settings(max_examples=50)


@st.composite
def cases(draw: st.DrawFn) -> tuple[ServiceMap, set[str], set[str]]:
    """Draw a map, what is down and what is in maintenance."""
    estate = draw(kit.service_maps())
    names = st.sets(st.sampled_from(sorted(estate.by_name)), max_size=3)
    return estate, draw(names), draw(names)


def closure(estate: ServiceMap, seeds: set[str]) -> set[str]:
    """Find what is gone by looking at every requirement until nothing changes."""
    gone = set(seeds)
    while True:
        more = {
            of.name
            for of in estate.requirements
            if sum(name not in gone for name in of.of) < of.number
        }
        if more <= gone:
            return gone
        gone |= more


@few
@given(cases())
def test_an_impact_is_what_a_brute_force_finds(case: tuple[ServiceMap, set[str], set[str]]) -> None:
    """By failures alone, by planned absences alone, and by both."""
    estate, down, absent = case
    hit = estate.impact(down=down, in_maintenance=absent)
    away = absent | set(estate.in_maintenance)
    failed, planned, both = (closure(estate, of) for of in (down, away, down | away))
    assert failed | (both - planned) == set(hit.down)
    assert planned - failed == set(hit.in_maintenance)
    needed = {of.name: set[str]() for of in estate.requirements}
    for of in estate.requirements:
        needed[of.name] |= set(of.of)
    degraded = set[str]()
    for _ in estate:
        weak = set(hit.down) | degraded
        degraded |= {name for name, of in needed.items() if name not in both and of & weak}
    assert degraded == set(hit.degraded)
    reduced = {name for name, of in needed.items() if of & set(hit.in_maintenance)}
    assert reduced - both - degraded == set(hit.reduced)


@few
@given(cases(), st.randoms())
def test_an_impact_does_not_depend_on_any_order(
    case: tuple[ServiceMap, set[str], set[str]], random: Any
) -> None:
    """Neither of what is asked, nor of the map; not even the ways do."""
    estate, down, absent = case

    def shuffled(several: Any) -> list[Any]:
        listed = list(several)
        random.shuffle(listed)
        return listed

    other = ServiceMap(
        shuffled(estate.services),
        items=shuffled(estate.items),
        needs=shuffled(
            Needs(of.name, shuffled(of.items), any_of=shuffled(of.any_of), at_least=of.at_least)
            for of in estate.needs
        ),
    )
    hit = estate.impact(down=down, in_maintenance=absent)
    again = other.impact(down=shuffled(down), in_maintenance=shuffled(absent))
    assert dict(hit.affected) == dict(again.affected)


@few
@given(cases(), st.data())
def test_an_impact_is_monotone_in_what_is_down(
    case: tuple[ServiceMap, set[str], set[str]], data: st.DataObject
) -> None:
    """Nothing does better for one more failure, and no planned absence brings anything back."""
    estate, down, absent = case
    more = data.draw(st.sampled_from(sorted(estate.by_name)))
    ranks = ["up", "redundancy reduced", "degraded", "in maintenance", "down"]

    def rank(hit: ServiceImpact, name: str) -> int:
        return ranks.index(str(hit.status(name)))

    before = estate.impact(down=down, in_maintenance=absent)
    after = estate.impact(down=down | {more}, in_maintenance=absent)
    assert all(rank(before, name) <= rank(after, name) for name in estate.by_name)
    away = estate.impact(down=down, in_maintenance=absent | {more})
    assert {*before.down, *before.in_maintenance} <= {*away.down, *away.in_maintenance}


@few
@given(cases())
def test_a_way_proves_what_it_leads_to(case: tuple[ServiceMap, set[str], set[str]]) -> None:
    """It begins at something that was said to be absent, and each needs the one before it."""
    estate, down, absent = case
    hit = estate.impact(down=down, in_maintenance=absent)
    for name, of in hit.affected.items():
        first, *others = path = hit.path(name)
        assert len(path) == len(set(path))
        assert (name, of.cause) == (path[-1], first)
        assert first in {*down, *absent, *estate.in_maintenance}
        if of.status in ("down", "degraded"):
            assert first in down
        for one, other in zip(path, others, strict=False):
            assert any(one in need.of for need in estate.requirements_of(other))


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_a_tangle_with_spares_has_a_way_to_all_it_affects(random: Any) -> None:
    """Whatever fails while something else is in maintenance: no step waits for a later one."""
    names = "abcdefghij"
    needs = list[Needs]()
    for name in names:
        others = [other for other in names if other != name]
        items, spares = random.choice([1, 1, 2]), random.choice([0, 2])
        needs.append(
            Needs(name, random.sample(others, items), any_of=random.sample(others, spares))
        )
    estate = ServiceMap(items=[Item(name) for name in names], needs=needs)
    for down, absent in permutations(names, 2):
        hit = estate.impact(down=down, in_maintenance=absent)
        paths = [hit.path(name) for name in hit.affected]
        assert all(len(path) == len(set(path)) for path in paths)
        for name in hit.affected:
            ways = [(cause, hit.path(name, cause=cause)) for cause in hit.causes(name)]
            assert ways
            assert all((cause, name) == (way[0], way[-1]) for cause, way in ways)


@few
@given(st.integers(1, 12), st.data())
def test_without_redundancy_an_impact_is_what_networkx_reaches(
    size: int, data: st.DataObject
) -> None:
    """Its descendants, over graphs with circles."""
    networkx = pytest.importorskip("networkx", reason="the oracle, networkx, is not installed")
    names = [f"n{number}" for number in range(size)]
    pair = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(
        lambda of: of[0] != of[1]
    )
    pairs = data.draw(st.sets(pair, max_size=24)) if size > 1 else set()
    estate = ServiceMap(
        items=[Item(name) for name in names], needs=[Needs(one, other) for one, other in pairs]
    )
    graph = networkx.DiGraph([(other, one) for one, other in pairs])
    graph.add_nodes_from(names)
    down = data.draw(st.sampled_from(names))
    assert {down, *networkx.descendants(graph, down)} == set(estate.impact(down=down).down)
    assert networkx.descendants(graph, down) - {down} == set(estate.dependents(down))


@few
@given(kit.service_maps(), st.data())
def test_no_joint_course_of_failures_lies_outside_the_bounds(
    estate: ServiceMap, data: st.DataObject
) -> None:
    """However they hang together: each moment has its own set of parts that fail."""
    live = ServiceMap(
        [attrs.evolve(of, state=ItemState.LIVE) for of in estate.services],
        items=[attrs.evolve(of, state=ItemState.LIVE) for of in estate.items],
        needs=estate.needs,
    )
    names = sorted(live.by_name)
    moments = data.draw(
        st.lists(st.sets(st.sampled_from(names), max_size=3), min_size=1, max_size=6)
    )
    own = {
        name: Fraction(sum(name not in failed for failed in moments), len(moments))
        for name in names
    }
    for name in names:
        up = sum(name not in live.impact(down=failed).down for failed in moments)
        of = live.bounds(name, own)
        assert of.at_least <= Fraction(up, len(moments)) <= of.at_most


@settings(max_examples=20)
@given(kit.service_maps(), st.data())
def test_a_map_that_does_not_change_has_the_same_outages_over_time(
    estate: ServiceMap, data: st.DataObject
) -> None:
    """However often it is written down anew."""
    names = st.sampled_from(sorted(estate.by_name))
    drawn = names.flatmap(lambda name: kit.outages(name=name))
    several = data.draw(st.lists(drawn, min_size=1, max_size=4))
    first = min(of.start for of in several)
    later = data.draw(st.sets(kit.instants().filter(lambda at: at > first), max_size=3))
    dated = Dated([(at, estate) for at in (first, *later)])
    assert estate.outages(several) == implied_outages(dated, several)
