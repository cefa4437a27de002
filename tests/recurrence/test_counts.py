"""Recurrences are what a plain count of the log finds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from itsmcore.recurrence import Key, Occurrence, Signature, bursts, pareto
from tests.instants import HOUR
from tests.recurrence.cases import KEYS, logs, search_all

WORDS = {"Mail stops": "mail stops", "mail STOPS (3)": "mail stops", "stops: mail": "mail stops"}


def plainly(key: Key | Signature, of: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """List the groups of an occurrence without the library."""
    categories = {name for name in (of.get("category"),) if name}
    items = set(of.get("configuration_items", ()))
    if key == KEYS[0]:
        return {(name,) for name in categories}
    if key == KEYS[1]:
        return {(item,) for item in items}
    if key == KEYS[2]:
        return {(name, item) for name in categories for item in items}
    text = of.get("summary")
    return {(WORDS.get(text, "jam paper"),)} if text else set()


def plain_groups(
    log: Iterable[Occurrence],
) -> Mapping[tuple[Key | Signature, tuple[str, ...]], list[Occurrence]]:
    """Sort a log into the groups of all keys, each in order of time."""
    groups = defaultdict(list)
    for one in sorted(log, key=lambda one: (one.at, one.id)):
        for key in KEYS:
            for group in plainly(key, one.facts):
                groups[key, group].append(one)
    return groups


def brute_runs(
    members: list[Occurrence], n: int, within: timedelta
) -> Iterator[tuple[Occurrence, ...]]:
    """Try every run, and keep those that are in no longer one."""

    def is_dense(first: int, last: int) -> bool:
        return last - first + 1 >= n and all(
            members[start + n - 1].at - members[start].at <= within
            for start in range(first, last - n + 2)
        )

    places = range(len(members))
    dense = [(a, b) for a in places for b in places if a <= b and is_dense(a, b)]
    for a, b in dense:
        if not any((c, d) != (a, b) and c <= a and b <= d for c, d in dense):
            yield tuple(members[a : b + 1])


@given(logs, st.integers(2, 5), st.integers(1, 20))
def test_bursts_are_the_longest_dense_runs(log: list[Occurrence], n: int, hours: int) -> None:
    """Just those that trying every run of every group finds."""
    found = bursts(log, KEYS, n=n, within=hours * HOUR)
    expected = {
        (key, group, tuple(one.id for one in run), run[0].at, run[-1].at)
        for (key, group), members in plain_groups(log).items()
        for run in brute_runs(members, n, hours * HOUR)
    }
    listed = [(f.key, f.value, f.incidents, f.span.start, f.span.end) for f in found]
    assert expected == set(listed)
    assert len(expected) == len(listed)


@given(logs)
def test_pareto_counts_every_group(log: list[Occurrence]) -> None:
    """With the whole as its share it lists all, the largest first, and the shares add up."""
    groups = plain_groups(log)
    for key in KEYS:
        sizes = {group: len(of) for (other, group), of in groups.items() if other == key}
        found = pareto(log, key, share=1)
        assert sizes == {recurrence.value: recurrence.count for recurrence in found}
        assert sorted(sizes.values(), reverse=True) == [recurrence.count for recurrence in found]
        assert list(found) == sorted(found)
        assert len(sizes) == found.groups
        assert sum(not plainly(key, one.facts) for one in log) == found.left_out
        if found:
            assert 1 == found[-1].statistics["cumulated"]


@given(logs, st.integers(1, 100))
def test_pareto_takes_as_few_as_can_be(log: list[Occurrence], percent: int) -> None:
    """The groups reach the share, and without the last they would not."""
    share = Fraction(percent, 100)
    found = pareto(log, "category", share=percent / 100)
    total = sum(recurrence.count for recurrence in pareto(log, "category", share=1))
    counts = [recurrence.count for recurrence in found]
    assert sum(counts) >= share * total
    assert not counts or sum(counts[:-1]) < share * total


@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_what_happened_does_not_matter(log: list[Occurrence], chance: Random) -> None:
    """Results are equal, and read alike."""
    shuffled = list(log)
    chance.shuffle(shuffled)
    one, other = search_all(log), search_all(shuffled)
    assert one == other
    assert list(map(str, one)) == list(map(str, other))


@given(logs)
def test_incidents_of_a_recurrence_have_its_key_in_common(log: list[Occurrence]) -> None:
    """And lie within its span."""
    known = {one.id: one for one in log}
    for found in search_all(log):
        for recurrence in found:
            assert recurrence.count == len(recurrence.incidents) > 0
            for number in recurrence.incidents:
                assert recurrence.value in plainly(recurrence.key, known[number].facts)
                assert recurrence.span.start <= known[number].at <= recurrence.span.end
