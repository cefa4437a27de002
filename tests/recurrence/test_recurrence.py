"""Recurrence: what comes back is found, all of it, and chance is not taken for it."""

import csv
import io
import math
import pickle
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Incident, Timeline
from itsmcore.desk import Desk
from itsmcore.errors import BadValue, NaiveTime, Unlisted
from itsmcore.incidents import HoldReason
from itsmcore.level import Impact, Priority, Urgency
from itsmcore.presets import servicenow
from itsmcore.problems import PROBLEM, Origin, Problem
from itsmcore.recurrence import (
    Key,
    Occurrence,
    Recurrence,
    Recurrences,
    Signature,
    bursts,
    occurrences,
    pareto,
    rises,
    tokens,
)
from itsmcore.span import Span

T0 = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAN = float("nan")

Plain: TypeAlias = tuple[str, datetime, Mapping[str, Any]]


def happened(hours: Iterable[float], **facts: object) -> list[Occurrence]:
    """Let one incident of a kind happen at each of so many hours after the first."""
    return [Occurrence(f"I{place}", T0 + hour * HOUR, facts) for place, hour in enumerate(hours, 1)]


def days(first: float, last: float) -> Span:
    """Give the span between two days."""
    return Span(T0 + first * DAY, T0 + last * DAY)


# --- plain counts -------------------------------------------------------------------------------

CATEGORIES = (None, "", "email", "network")
ITEMS = ("srv-1", "srv-2", "srv-3")

facts = st.fixed_dictionaries(
    {},
    optional={
        "category": st.sampled_from(CATEGORIES),
        "configuration_items": st.lists(st.sampled_from(ITEMS), max_size=3).map(tuple),
        "summary": st.sampled_from(
            ["Mail stops", "mail STOPS (3)", "stops: mail", "", "Paper jam"]
        ),
    },
)
logs = st.lists(
    st.tuples(st.integers(0, 40), facts),
    max_size=25,
).map(
    lambda rows: [
        Occurrence(f"I{place}", T0 + hour * HOUR, of) for place, (hour, of) in enumerate(rows)
    ]
)
KEYS = (
    Key("category"),
    Key("configuration_items"),
    Key("category", "configuration_items"),
    Signature("summary"),
)
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
            assert 1 == found[-1].figures["cumulated"]


@given(logs, st.integers(1, 100))
def test_pareto_takes_as_few_as_can_be(log: list[Occurrence], percent: int) -> None:
    """The groups reach the share, and without the last they would not."""
    share = Fraction(percent, 100)
    found = pareto(log, "category", share=percent / 100)
    total = sum(recurrence.count for recurrence in pareto(log, "category", share=1))
    counts = [recurrence.count for recurrence in found]
    assert sum(counts) >= share * total
    assert not counts or sum(counts[:-1]) < share * total


def search_all(log: Iterable[Occurrence]) -> list[Recurrences]:
    """Search a log in every way."""
    log = list(log)
    return [
        bursts(log, KEYS, n=3, within=6 * HOUR),
        rises(log, KEYS, baseline=days(0, 1), recent=days(1, 2), alpha=0.9),
        *(pareto(log, key) for key in KEYS),
    ]


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


# --- the exact test -----------------------------------------------------------------------------


def exactly(count: int, total: int, share: Fraction) -> Fraction:
    """Sum the upper tail of the binomial distribution in fractions."""
    places = range(count, total + 1)
    return sum(
        (math.comb(total, i) * share**i * (1 - share) ** (total - i) for i in places), Fraction()
    )


def chance_of(risen: int, former: int, recent: int, baseline: int) -> float | None:
    """Give the p-value of two counts in spans of so many days, where it is not 1."""
    before = happened([24 * baseline * i / max(former, 1) for i in range(former)], category="m")
    after = happened(
        [24 * (baseline + recent * i / max(risen, 1)) for i in range(risen)], category="m"
    )
    found = rises(
        [*before, *after],
        "category",
        baseline=days(0, baseline),
        recent=days(baseline, baseline + recent),
        alpha=1 - 1e-12,
    )
    return found[0].figures["p_uncorrected"] if found else None


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 30), st.integers(1, 30))
def test_p_is_the_exact_tail(risen: int, former: int, recent: int, baseline: int) -> None:
    """To nine places and more, against a sum in fractions."""
    p = chance_of(risen, former, recent, baseline)
    expected = exactly(risen, risen + former, Fraction(recent, recent + baseline))
    if p is None:
        assert risen + former == 0 or 1 - expected < 1e-9
    else:
        assert pytest.approx(float(expected), rel=1e-9, abs=0) == p


@pytest.mark.parametrize(
    ("risen", "former"), [(430, 1570), (400, 1600), (399, 1601), (300, 1700), (700, 1300)]
)
def test_p_is_exact_of_large_counts(risen: int, former: int) -> None:
    """On both sides of the mean, which is 400."""
    expected = exactly(risen, 2_000, Fraction(1, 5))
    assert pytest.approx(float(expected), rel=1e-9, abs=0) == chance_of(risen, former, 1, 4)


def test_a_chance_too_small_for_a_float_is_not_none() -> None:
    """It is the smallest float there is."""
    assert math.ulp(0.0) == chance_of(2_000, 0, 1, 4)


def test_a_chance_too_near_to_certain_does_not_underflow() -> None:
    """Two in the recent span of five thousand are no rise at all."""
    assert chance_of(2, 5_000, 1, 1) is None


def test_spans_may_be_of_any_length() -> None:
    """An instant against a thousand years, and the other way round."""
    tick, ages = timedelta(microseconds=1), timedelta(days=365_000)
    log = [*happened([0], category="a"), *happened([24], category="b")]
    short, long = Span(T0, T0 + tick), Span(T0 + tick, T0 + tick + ages)
    found = rises(log, "category", baseline=long, recent=short)
    assert [("a",)] == [recurrence.value for recurrence in found]
    assert pytest.approx(tick / ages) == found[0].figures["p_uncorrected"]
    assert not rises(log, "category", baseline=short, recent=long)


def test_p_by_hand() -> None:
    """Five of five in the second of two equal spans: one in thirty-two."""
    log = happened([24, 25, 26, 27, 28], category="m")
    found = rises(log, "category", baseline=days(0, 1), recent=days(1, 2), alpha=0.07)
    assert [1 / 32] == [pytest.approx(recurrence.p_value) for recurrence in found]
    assert "5 in 24:00:00, 0 expected from 0 in 24:00:00; p 0.031, 0.031 among 1 tried (Holm)" == (
        found[0].why
    )
    assert days(1, 2) == found[0].span


def test_holm_multiplies_by_what_is_left_to_try() -> None:
    """The smallest by all there are, the next by one less, and never less than the one before."""
    log = [
        one
        for name, count in (("a", 12), ("b", 9), ("c", 9), ("d", 1))
        for one in happened([24 + i / 2 for i in range(count)], category=name)
    ]
    found = rises(log, "category", baseline=days(0, 1), recent=days(1, 2), alpha=0.9)
    figures = [(f.value[0], f.figures["p_uncorrected"], f.p_value) for f in found]
    a, b = 0.5**12, 0.5**9
    expected = [("a", a, 4 * a), ("b", b, 3 * b), ("c", b, 3 * b), ("d", 0.5, 0.5)]
    assert 4 == found.groups
    assert expected == [
        (name, pytest.approx(p), pytest.approx(corrected)) for name, p, corrected in figures
    ]


def stream(chance: Random, *, rate: float, length: float) -> Iterator[float]:
    """Draw the days on which something happens at a steady rate a day."""
    day = chance.expovariate(rate)
    while day < length:
        yield day
        day += chance.expovariate(rate)


def steady(chance: Random, *, kinds: int, rate: float, length: float) -> list[Occurrence]:
    """Let incidents of many kinds come, each kind at the same steady rate."""
    return [
        Occurrence(f"I{kind}-{place}", T0 + day * DAY, {"configuration_items": (f"srv-{kind}",)})
        for kind in range(kinds)
        for place, day in enumerate(stream(chance, rate=rate, length=length))
    ]


def test_false_alarms_are_as_seldom_as_promised() -> None:
    """Of 300 runs over 40 steady kinds at most 5 % and some slack find anything."""
    chance = Random(20260105)
    alarms = sum(
        bool(
            rises(
                steady(chance, kinds=40, rate=0.2, length=42),
                "configuration_items",
                baseline=days(0, 28),
                recent=days(28, 42),
                alpha=0.05,
            )
        )
        for _ in range(300)
    )
    assert 0 < alarms / 300 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 300)


def test_p_of_large_counts_is_nearly_uniform() -> None:
    """Under a steady rate a share u of p-values lies at or below u."""
    chance, found = Random(7), list[float]()
    for _ in range(300):
        log = steady(chance, kinds=1, rate=8, length=28)
        alarms = rises(
            log, "configuration_items", baseline=days(0, 14), recent=days(14, 28), alpha=0.999999
        )
        found.extend(alarm.p_value or 0 for alarm in alarms)
    assert 300 == len(found)
    for level in (0.1, 0.25, 0.5, 0.75, 0.9):
        share = sum(p <= level for p in found) / len(found)
        assert pytest.approx(level, abs=3 * math.sqrt(level * (1 - level) / 300) + 0.03) == share


@pytest.mark.parametrize("seed", range(5))
def test_all_that_is_planted_is_found_and_nothing_else(seed: int) -> None:
    """Eight bursts and eight rises among 400 steady items."""
    chance = Random(seed)
    log = steady(chance, kinds=400, rate=0.1, length=90)
    drawn = chance.sample(range(400), 16)
    planted = {True: set[str](), False: set[str]()}
    for place, kind in enumerate(drawn):
        is_burst, item = place < 8, f"srv-{kind}"
        planted[is_burst].add(item)
        start = chance.uniform(10, 60) if is_burst else 76
        length, count = (0.5, chance.randint(5, 8)) if is_burst else (14, 15)
        log += [
            Occurrence(f"P{kind}-{i}", T0 + (start + length * (i + 0.5) / count) * DAY,
                       {"configuration_items": [item]})
            for i in range(count)
        ]  # fmt: skip
    chance.shuffle(log)
    dense = bursts(log, "configuration_items", n=5, within=24 * HOUR)
    risen = rises(log, "configuration_items", baseline=days(0, 76), recent=days(76, 90), alpha=0.01)
    assert planted[True] == {recurrence.value[0] for recurrence in dense}
    assert planted[False] == {recurrence.value[0] for recurrence in risen}
    assert 8 == len(dense)


# --- named cases --------------------------------------------------------------------------------


def test_five_per_item_in_24_hours() -> None:
    """What users of ServiceNow ask for (ServiceNowDevProgram/code-snippets #2053)."""
    found = bursts(
        happened([0, 6, 12, 18, 24, 49], configuration_items=("srv-1",)),
        Key("configuration_items"),
        n=5,
        within=24 * HOUR,
    )
    assert [("I1", "I2", "I3", "I4", "I5")] == [recurrence.incidents for recurrence in found]
    assert "configuration_items srv-1: 5 within 24:00:00, any 5 in a row within 24:00:00" == (
        str(found[0])
    )


def test_a_microsecond_more_is_too_long() -> None:
    """The first and the last may be just so far apart."""
    log = happened([0, 1], category="m")
    assert 1 == len(bursts(log, "category", n=2, within=HOUR))
    assert not bursts(log, "category", n=2, within=HOUR - timedelta(microseconds=1))


def test_two_bursts_of_one_group_may_share_incidents() -> None:
    """Where three in a row are too far apart only around the one in the middle."""
    found = bursts(happened([0, 1, 4, 7, 8], category="m"), "category", n=3, within=4 * HOUR)
    assert [("I1", "I2", "I3"), ("I3", "I4", "I5")] == [
        recurrence.incidents for recurrence in found
    ]


def test_zones_do_not_matter() -> None:
    """An hour is an hour, whatever the clocks say."""
    east, west = timezone(timedelta(hours=9)), timezone(timedelta(hours=-8))
    log = [
        Occurrence("I1", T0.astimezone(east), {"category": "m"}),
        Occurrence("I2", (T0 + HOUR).astimezone(west), {"category": "m"}),
    ]
    assert T0 == bursts(log, "category", n=2, within=HOUR)[0].span.start


def test_an_occurrence_needs_a_zone() -> None:
    """A naive time is refused, and so are facts that are none."""
    with pytest.raises(NaiveTime):
        Occurrence("I1", datetime(2026, 1, 5), {})
    with pytest.raises(BadValue, match="facts cannot be 'email'; give a mapping"):
        Occurrence("I1", T0, "email")  # type: ignore[arg-type]


def test_a_number_of_an_occurrence_is_a_text() -> None:
    """One that is given as a number is written out, unless nobody could read it."""
    assert "7" == Occurrence(7, T0, {}).id
    for wrong in (True, 10**51, None):
        with pytest.raises(BadValue, match="id cannot be"):
            Occurrence(wrong, T0, {})


def test_a_group_has_a_text_for_each_name_of_its_key() -> None:
    """No more, and no fewer."""
    assert "category mail" == Key("category").title(("mail",))
    with pytest.raises(BadValue, match=r"give a tuple of 1 text$"):
        Key("category").title(("mail", "slow"))
    with pytest.raises(BadValue, match=r"give a tuple of 2 texts$"):
        Key("category", "service").of_a_problem(("mail",))


def test_an_occurrence_is_a_value() -> None:
    """It keeps its own facts, and can be hashed whatever they are."""
    known: dict[str, object] = {"tags": ["a"]}
    one = Occurrence("I1", T0, known)
    known["category"] = "email"
    assert {"tags": ["a"]} == one.facts
    assert 1 == len({one, Occurrence("I1", T0, {"tags": ["a"]})})


def test_records_occur_when_they_are_opened() -> None:
    """With the facts that they have now."""
    one = Incident.open(
        "INC-1", at=T0, by="ada", summary="Mail is down", custom={"symptom": "slow"}
    )
    one = one.recategorise(at=T0 + HOUR, by="desk", category="email")
    (found,) = occurrences([one])
    assert ("INC-1", T0, "email") == (found.id, found.at, found.facts.get("category"))
    assert (("email", "slow"),) == Key("category", "custom.symptom").groups(found.facts)


def test_timelines_occur_at_their_first_step() -> None:
    """With the facts of their last; an empty one tells of nothing."""
    log = Timeline.from_rows([(T0, {"category": "a"}), (T0 + HOUR, {"category": "b"})])
    (found,) = occurrences({"I1": log, "I2": Timeline()})
    assert Occurrence("I1", T0, {"category": "b"}) == found


@pytest.mark.parametrize("source", [["INC-1"], 3, {"I1": None}])
def test_a_source_of_something_else_is_refused(source: Any) -> None:
    """With what would do."""
    with pytest.raises(BadValue, match=r"source cannot be .* mapping from each incident's number"):
        occurrences(source)


def test_a_record_comes_once() -> None:
    """Two states of one incident are not two incidents."""
    one = Incident.open("INC-1", at=T0, by="ada", summary="Mail is down")
    with pytest.raises(BadValue, match="each incident once, as it is now"):
        occurrences([one, one.start(at=T0, by="ada")])


class Coy:
    """Call itself a collection, as an array of no dimension does."""

    def __len__(self) -> int:
        return 0

    def __contains__(self, other: object) -> bool:
        return False

    def __iter__(self) -> Iterator[object]:
        raise TypeError("iteration over a 0-d array")

    def __str__(self) -> str:
        return "coy"


class Vague:
    """Not say whether it equals itself, as pandas' NA and numpy's arrays do not."""

    def __init__(self, error: type[Exception]) -> None:
        self.error = error

    def __eq__(self, other: object) -> bool:
        raise self.error("boolean value is ambiguous")

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ()),
        ("", ()),
        ("  ", ()),
        ((), ()),
        (NAN, ()),
        (Decimal("sNaN"), ()),
        (Vague(TypeError), ()),
        (Vague(ValueError), ()),
        ([None, "", NAN], ()),
        (" a ", ("a",)),
        (7, ("7",)),
        (0, ("0",)),
        (False, ("False",)),
        (Priority.HIGH, ("High",)),
        (HoldReason.CALLER, ("caller",)),
        (b"a", ("b'a'",)),
        ({"a": []}, ("{'a': []}",)),
        (["a", "b", "a"], ("a", "b")),
        ([["a"], {"b": 1}], ("['a']", "{'b': 1}")),
        (Coy(), ("coy",)),
    ],
)
def test_a_value_is_taken_by_its_text(value: object, expected: tuple[str, ...]) -> None:
    """What is missing in whatever way is not set, and what cannot be hashed does no harm."""
    assert tuple((text,) for text in expected) == Key("x").groups({"x": value})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
    | st.decimals(allow_nan=True) | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=5,
)  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(["category", "summary"]), ANYTHING), max_size=6))
def test_dirty_facts_raise_nothing(dirty: list[dict[str, Any]]) -> None:
    """Whatever they are; and recurrences of them can be shown, and made problems of."""
    log = [Occurrence(f"I{place}", T0 + place * HOUR, of) for place, of in enumerate(dirty)]
    keys: list[Key | Signature] = [
        Key("category"),
        Signature("summary"),
        Key("summary", "category"),
    ]
    for found in (
        bursts(log, keys, n=2, within=DAY),
        rises(log, keys, baseline=days(-1, 0), recent=days(0, 1), alpha=0.99),
        *(pareto(log, key) for key in keys),
    ):
        assert len(found.rows) == len(found)
        assert f"{found:md}"
        for recurrence in found:
            Problem.begin(recurrence.problem("PRB-1", at=T0, by="ada"))


def test_keys_are_values() -> None:
    """They read as they were made, and can be sent elsewhere."""
    for key in (Key("category"), Key("category", "custom.symptom"), Signature("summary")):
        assert key == eval(repr(key))
        assert key == pickle.loads(pickle.dumps(key))
        assert 1 == len({key, pickle.loads(pickle.dumps(key))})
    assert "category, symptom" == str(Key("category", "symptom"))
    assert "words of summary" == str(Signature("summary"))


@pytest.mark.parametrize("name", ["", None, 3])
def test_a_key_needs_the_name_of_a_fact(name: Any) -> None:
    """A text that is not empty."""
    for make in (Key, Signature):
        with pytest.raises(BadValue, match=f"key cannot be {name!r}; give the name of a fact"):
            make(name)
    with pytest.raises(BadValue, match="key cannot be ''"):
        Key()
    with pytest.raises(BadValue, match=f"key cannot be {name!r}"):
        pareto([], name)
    with pytest.raises(BadValue, match=f"key cannot be {name!r}"):
        bursts([], name, n=2, within=DAY)


def test_there_must_be_a_key() -> None:
    """One at least; and one that is named twice is tried once."""
    with pytest.raises(BadValue, match=r"keys cannot be \(\); give one or more"):
        bursts([], [], n=2, within=DAY)
    log = happened([0, 1], category="m")
    found = bursts(log, ["category", Key("category")], n=2, within=DAY)
    assert (1, 1) == (len(found), found.groups)


@pytest.mark.parametrize("n", [1, 0, -1, True, 2.0, None])
def test_a_burst_has_a_whole_number(n: Any) -> None:
    """Of two or more: with one, incidents years apart would make one long burst."""
    with pytest.raises(BadValue, match=r"n cannot be .*; give a whole number of 2 or more"):
        bursts([], "category", n=n, within=DAY)


@pytest.mark.parametrize("within", [timedelta(), -HOUR, 3600])
def test_a_burst_takes_some_time(within: Any) -> None:
    """More than none."""
    with pytest.raises(BadValue, match=r"within cannot be .*; give a timedelta above zero"):
        bursts([], "category", n=5, within=within)


@pytest.mark.parametrize("span", [Span(T0), Span(T0, T0), (T0, T0 + DAY), None])
def test_spans_have_an_end_and_a_length(span: Any) -> None:
    """Either of them."""
    with pytest.raises(BadValue, match=r"baseline cannot be .*; give a Span with an end after its"):
        rises([], "category", baseline=span, recent=days(5, 6))
    with pytest.raises(BadValue, match=r"recent cannot be .*; give a Span with an end after its"):
        rises([], "category", baseline=days(5, 6), recent=span)


@pytest.mark.parametrize("recent", [days(1, 3), days(-1, 1), days(0, 2), days(0.5, 1)])
def test_spans_do_not_overlap(recent: Span) -> None:
    """Those that touch do not, on either side."""
    with pytest.raises(BadValue, match=r"recent cannot be .*; give a span outside the baseline"):
        rises([], "category", baseline=days(0, 2), recent=recent)
    for apart in (days(-1, 0), days(2, 3)):
        assert not rises([], "category", baseline=days(0, 2), recent=apart)


@pytest.mark.parametrize("alpha", [0, 1, -0.1, NAN, True, "0.01"])
def test_alpha_is_a_chance(alpha: Any) -> None:
    """Neither none nor certain."""
    with pytest.raises(BadValue, match=r"alpha cannot be .*; give a number between 0 and 1"):
        rises([], "category", baseline=days(0, 1), recent=days(1, 2), alpha=alpha)


@pytest.mark.parametrize("share", [0, -1, 1.01, NAN, math.inf, True, "0.8", None])
def test_a_share_is_a_part_of_the_whole(share: Any) -> None:
    """Not of nothing, and not more than all."""
    with pytest.raises(BadValue, match=r"share cannot be .*; give a number above 0 and up to 1"):
        pareto([], "category", share=share)


@pytest.mark.parametrize("share", [0.55, Decimal("0.55"), Fraction(11, 20)])
def test_a_share_is_meant_as_it_is_written(share: Any) -> None:
    """0.55 of 100 are 55, though the float is a little more."""
    log = [*happened(range(55), category="a"), *happened(range(45), category="b")]
    assert [("a",)] == [recurrence.value for recurrence in pareto(log, "category", share=share)]


@pytest.mark.parametrize("log", [["INC-1"], {"I1": Timeline()}, 3])
def test_only_occurrences_are_searched(log: Any) -> None:
    """Records and timelines are made into them first."""
    words = "occurrences cannot be .*; give what occurrences"
    with pytest.raises(BadValue, match=words):
        bursts(log, "category", n=2, within=DAY)
    with pytest.raises(BadValue, match=words):
        rises(log, "category", baseline=days(0, 1), recent=days(1, 2))
    with pytest.raises(BadValue, match=words):
        pareto(log, "category")


def test_what_lies_in_neither_span_is_not_looked_at() -> None:
    """Spans are half-open: the end is not in them."""
    log = happened([0, 24, 48, 72], category="m")
    found = rises(log, "category", baseline=days(0, 1), recent=days(2, 3), alpha=0.9)
    assert [("I3",)] == [recurrence.incidents for recurrence in found]
    assert 1 == found[0].figures["baseline"]


def test_an_incident_that_came_back_counts_again() -> None:
    """Its number is in the problem once."""
    log = [Occurrence("I1", T0 + hour * HOUR, {"category": "m"}) for hour in range(3)]
    found = bursts(log, "category", n=3, within=DAY)[0]
    assert (3, ("I1", "I1", "I1")) == (found.count, found.incidents)
    assert "Incidents: I1" in str(found.problem("PRB-1", at=T0, by="ada").description)


# --- results ------------------------------------------------------------------------------------


def test_recurrences_are_ordered_by_their_counts() -> None:
    """So results of several searches can be put together."""
    log = [*happened([0, 1, 2], category="b"), *happened([0, 1], category="a", symptom="s")]
    dense = bursts(log, ["category", "symptom"], n=2, within=DAY)
    assert [("b",), ("a",), ("s",)] == [recurrence.value for recurrence in dense]
    together = sorted([*reversed(dense.recurrences), *pareto(log, "category", share=1)])
    assert [3, 3, 2, 2, 2] == [recurrence.count for recurrence in together]


def test_recurrences_are_shown_as_tables() -> None:
    """In text, Markdown, HTML and rows."""
    log = [*happened([0, 1, 2], category="email"), *happened([5], category="a|b")]
    found = pareto(log, "category", share=1)
    assert str(found) == (
        "key       value  count  start                   end                     share  cumulated\n"
        "category  email  3      2026-01-05 00:00+00:00  2026-01-05 02:00+00:00  0.75   0.75\n"
        "category  a|b    1      2026-01-05 05:00+00:00  2026-01-05 05:00+00:00  0.25   1"
    )
    assert str(found) == f"{found}"
    assert "| category | a\\|b | 1 |" in f"{found:md}"
    assert "<td>email</td>" in found._repr_html_()
    assert {
        "key": "category",
        "value": "email",
        "count": 3,
        "start": T0,
        "end": T0 + 2 * HOUR,
        "share": 0.75,
        "cumulated": 0.75,
    } == found.rows[0]
    with pytest.raises(Unlisted, match="there is no format 'html'; "):
        format(found, "html")


def test_the_p_value_is_in_the_row() -> None:
    """Beside the one without correction."""
    log = happened([24 + i for i in range(9)], category="m")
    found = rises(log, "category", baseline=days(0, 1), recent=days(1, 2))
    assert ["baseline", "expected", "p_uncorrected", "p_value"] == list(found.rows[0])[5:]
    assert found[0].p_value == found.rows[0]["p_value"] == pytest.approx(0.5**9)


def test_nothing_found_is_said() -> None:
    """With how much was looked at; a table of it has its head."""
    found = bursts(happened([0, 30], category="m"), "category", n=2, within=HOUR)
    assert "nothing found among 1 groups" == str(found)
    assert f"{found:md}".startswith("| key | value | count | start | end |")
    assert () == found.rows


# --- problems -----------------------------------------------------------------------------------


def only(log: list[Occurrence], key: Key | Signature) -> Recurrence:
    """Take all of a log for one recurrence."""
    return pareto(log, key, share=1)[0]


def test_a_recurrence_opens_a_problem() -> None:
    """Which says what its incidents have in common, and lists every one."""
    log = happened([0, 1], category="email", service="mail", **{"custom.symptom": "slow"})
    recurrence = only(log, Key("category", "service", "custom.symptom"))
    problem = Problem.begin(recurrence.problem("PRB-1", at=T0 + DAY, by="ada"))
    assert ("email", "mail", "slow") == (problem.category, problem.service, problem.symptom)
    assert "Recurring incidents: category email, service mail, custom.symptom slow" == (
        problem.summary
    )
    assert problem.description is not None
    assert problem.description.endswith("\nIncidents: I1, I2")
    assert (T0 + DAY, "ada", Origin.REACTIVE) == (
        problem.opened_at,
        problem.opened_by.name,
        problem.origin,
    )


@given(logs)
def test_every_recurrence_opens_a_problem_that_names_its_incidents(log: list[Occurrence]) -> None:
    """Of every search, whatever the key; it is new, and says why in numbers."""
    for recurrences in search_all(log):
        for recurrence in recurrences:
            problem = Problem.begin(recurrence.problem("PRB-1", at=T0 + 9 * DAY, by="ada"))
            assert ("new", T0 + 9 * DAY) == (problem.state, problem.opened_at)
            assert recurrence.title in problem.summary
            said, _, named = str(problem.description).rpartition("\nIncidents: ")
            assert str(recurrence) == said
            assert set(recurrence.incidents) == set(named.split(", "))


@pytest.mark.parametrize("name", ["configuration_item", "configuration_items"])
def test_items_become_the_problem_s(name: str) -> None:
    """By the name of either a preset or a record; what a problem has no field for is only said."""
    log = [Occurrence("I1", T0, {name: "srv-1", "location": "Utrecht"})]
    problem = Problem.begin(only(log, Key(name, "location")).problem("PRB-1", at=T0, by="ada"))
    assert ("srv-1",) == problem.configuration_items
    assert f"Recurring incidents: {name} srv-1, location Utrecht" == problem.summary


def test_the_words_of_a_signature_are_a_symptom() -> None:
    """By which a known error can be matched."""
    recurrence = only(happened([0, 1], summary="Outlook crashes (7)"), Signature("summary"))
    problem = Problem.begin(recurrence.problem("PRB-1", at=T0, by="ada"))
    assert "crashes outlook" == problem.symptom
    assert "summary with the words crashes outlook" == recurrence.title


def test_what_is_given_wins() -> None:
    """Any field of the event may be; another is refused as for any event."""
    recurrence = only(happened([0], category="email"), Key("category"))
    opened = recurrence.problem("PRB-1", at=T0, by="ada", summary="Mail stops", group="messaging")
    assert ("Mail stops", "messaging", "email") == (opened.summary, opened.group, opened.category)
    with pytest.raises(TypeError, match="colour"):
        recurrence.problem("PRB-1", at=T0, by="ada", colour="red")
    with pytest.raises(NaiveTime):
        recurrence.problem("PRB-1", at=datetime(2026, 1, 5), by="ada")


WHAT_THEY_ARE: dict[str, Any] = {
    "category": "email/delivery",
    "service": "mail",
    "affected_services": ("calendar", "mail"),
    "configuration_items": ("relay-1", "relay-2"),
    "impact": Impact.HIGH,
    "urgency": Urgency.LOW,
    "group": "messaging",
    "tags": ("vip", "mail"),
    "custom": {"site": "A", "floor": 3},
}
OTHERS: dict[str, Any] = {
    "category": "email/login",
    "service": "web",
    "affected_services": ("mail", "web"),
    "configuration_items": ("relay-2", "relay-3"),
    "impact": Impact.LOW,
    "urgency": Urgency.HIGH,
    "group": "network",
    "tags": ("mail",),
    "custom": {"site": "A", "floor": 4},
}
SHARED_STILL = {
    "category": "email",
    "affected_services": ("mail",),
    "configuration_items": ("relay-2",),
    "tags": ("mail",),
    "custom": {"site": "A"},
}


def incidents(*each: dict[str, Any]) -> list[Incident]:
    """Open incidents, an hour apart."""
    return [
        Incident.open(f"INC-{n}", at=T0 + n * HOUR, by="ada", summary="Mail stops", **data)
        for n, data in enumerate(each, 1)
    ]


def proposed(*each: dict[str, Any]) -> Problem:
    """Begin the problem that incidents suggest."""
    recurrence = only(list(occurrences(incidents(*each))), Key("summary"))
    return Problem.begin(recurrence.problem("PRB-1", at=T0 + DAY, by="ada"))


def test_a_proposed_problem_takes_over_all_that_its_incidents_share() -> None:
    """And not who works on them, save the group, nor what only some of them have."""
    problem = proposed(WHAT_THEY_ARE, {**WHAT_THEY_ARE, "assignee": "grace", "location": "Utrecht"})
    assert WHAT_THEY_ARE == {name: getattr(problem, name) for name in WHAT_THEY_ARE}
    assert (None, Priority.MODERATE) == (problem.assignee, problem.priority)


@pytest.mark.parametrize("name", WHAT_THEY_ARE)
def test_what_one_incident_has_otherwise_is_not_shared(name: str) -> None:
    """Of collections what all have is left, and of categories the branch that all are under."""
    problem = proposed(WHAT_THEY_ARE, {**WHAT_THEY_ARE, name: OTHERS[name]}, WHAT_THEY_ARE)
    nothing = type(WHAT_THEY_ARE[name])() if isinstance(WHAT_THEY_ARE[name], tuple) else None
    expected = {**WHAT_THEY_ARE, name: SHARED_STILL.get(name, nothing)}
    assert expected == {field: getattr(problem, field) for field in WHAT_THEY_ARE}
    lacking = {field: value for field, value in WHAT_THEY_ARE.items() if field != name}
    absent = getattr(proposed(WHAT_THEY_ARE, lacking), name)
    assert ({} if name == "custom" else nothing) == absent


def test_a_proposed_problem_is_linked_to_its_incidents() -> None:
    """On a desk that has them; and to none where none are asked for."""
    records = incidents(WHAT_THEY_ARE, WHAT_THEY_ARE)
    recurrence = only(list(occurrences(records)), Key("category"))
    problem = Problem.begin(recurrence.problem("PRB-1", at=T0 + DAY, by="ada"))
    desk = Desk.of(records).add(problem).desk
    assert ("INC-1", "INC-2") == desk.related("PRB-1", "incident")
    assert ("PRB-1",) == desk.related("INC-2", "problem")
    unlinked = recurrence.problem("PRB-1", at=T0 + DAY, by="ada", incidents=())
    assert () == Problem.begin(unlinked).links


def test_levels_of_another_scale_are_not_taken() -> None:
    """Those of an export, say, unless the problem's model knows them."""
    log = happened([0, 1], category="email", impact=servicenow.IMPACTS[0], urgency="1 - High")
    recurrence = only(log, Key("category"))
    opened = recurrence.problem("PRB-1", at=T0, by="ada")
    assert (None, None) == (opened.impact, opened.urgency)
    model = attrs.evolve(PROBLEM, name="ours", matrix=servicenow.MATRIX)
    taken = recurrence.problem("PRB-1", at=T0, by="ada", model=model)
    assert servicenow.IMPACTS[0] == Problem.begin(taken, model=model).impact


@pytest.mark.parametrize(
    "odd", [NAN, None, "", object(), [object()], {"a": 1}, datetime(2026, 1, 5)]
)
def test_what_no_problem_can_hold_is_not_shared(odd: object) -> None:
    """Or is no value at all."""
    log = happened([0, 1], category="email", **{"custom.site": odd, "service": NAN, "tags": None})
    problem = Problem.begin(only(log, Key("category")).problem("PRB-1", at=T0, by="ada"))
    assert ({}, None, ()) == (problem.custom, problem.service, problem.tags)


@given(logs)
def test_what_a_recurrence_shares_every_one_of_its_incidents_has(log: list[Occurrence]) -> None:
    """And a problem that is opened by it says so."""
    facts_of: dict[str, Any] = {one.id: one.facts for one in log}
    for recurrences in search_all(log):
        for recurrence in recurrences:
            members = [facts_of[id] for id in recurrence.incidents]
            items = set.intersection(*(set(of.get("configuration_items", ())) for of in members))
            assert items == set(recurrence.shared.get("configuration_items", ()))
            categories = {of.get("category") or None for of in members}
            only_one = categories.pop() if len(categories) == 1 else None
            assert only_one == recurrence.shared.get("category")


# --- words --------------------------------------------------------------------------------------


@given(st.text())
def test_tokens_are_words(text: str) -> None:
    """Without digits and blanks, the same whatever the case, and the same when taken again."""
    found = tokens(text)
    for word in found:
        assert word
        assert not any(char.isdigit() or char.isspace() for char in word)
    assert found == tokens(" ".join(sorted(found)))
    assert found == tokens(text.casefold())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("12:30, 10.0.0.1 -- INC-1042 srv_mail_01 0x80070005!", set()),
        ("Outlook crashes", {"outlook", "crashes"}),
        ("OUTLOOK crashes", {"outlook", "crashes"}),
        ("Wi-Fi is down", {"wi", "fi", "down"}),
        ("The printer on floor 3 doesn't print", {"printer", "floor", "doesn", "print"}),
        ("L'imprimante ne marche pas", {"imprimante", "ne", "marche", "pas"}),
        ("Straße gesperrt", {"strasse", "gesperrt"}),
        ("Cafe\u0301", {"café"}),
        ("プリンター 故障", {"プリンター", "故障"}),
        ("सर्वर बंद", {"सर्वर", "बंद"}),
        ("Принтер не печатает", {"принтер", "не", "печатает"}),
        ("NAS and DOS on the OS", {"nas", "dos", "os"}),
        ("\u00b4 \u0301", set()),
    ],
)
def test_tokens_by_hand(text: str, expected: set[str]) -> None:
    """In several languages and scripts."""
    assert expected == tokens(text)


# --- a real log ---------------------------------------------------------------------------------

LOG = Path(__file__).parents[3] / "shared" / "data" / "uci" / "incident_event_log.zip"
FORMAT = "%d/%m/%Y %H:%M"
COLUMNS = {"category": "category", "symptom": "u_symptom", "configuration_item": "cmdb_ci"}

needs_the_log = pytest.mark.skipif(
    not LOG.exists(),
    reason=f"the real log is not here: {LOG.name} of UCI 498 goes into shared/data/uci",
)


def lines() -> Iterator[dict[str, str]]:
    """Read the rows of the log (UCI 498, doi 10.24432/C57S4H, CC BY 4.0)."""
    with zipfile.ZipFile(LOG) as archive, archive.open("incident_event_log.csv") as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))


@pytest.fixture(scope="module")
def real() -> tuple[Occurrence, ...]:
    """Read it once, by the preset."""
    columns = {"at": "sys_updated_at", "resolution_code": "closed_code", "symptom": "u_symptom"}
    return occurrences(servicenow.timelines(lines(), columns=columns, format=FORMAT))


@pytest.fixture(scope="module")
def plain() -> list[Plain]:
    """Read it once, without the library: the first instant and the last facts of each number."""
    first: dict[str, datetime] = {}
    last: dict[str, dict[str, str]] = {}
    for row in lines():
        if row["number"] not in first:
            stated = [row[name] for name in ("opened_at", "sys_updated_at") if row[name] != "?"]
            first[row["number"]] = min(
                datetime.strptime(text, FORMAT).replace(tzinfo=UTC) for text in stated
            )
        last[row["number"]] = row
    return [(number, first[number], last[number]) for number in first]


@pytest.mark.untraced
@needs_the_log
@pytest.mark.parametrize(
    ("name", "groups", "left_out", "most"),
    [
        ("category", 52, 7, ("Category 42", 3_558)),
        ("symptom", 397, 5_839, ("Symptom 491", 9_256)),
        ("configuration_item", 47, 24_864, ("cmdb_ci 49", 3)),
    ],
)
def test_groups_of_the_real_log(
    real: tuple[Occurrence, ...],
    plain: list[Plain],
    name: str,
    groups: int,
    left_out: int,
    most: tuple[str, int],
) -> None:
    """Each is as large as a plain count of the rows says."""
    counted = Counter(of[COLUMNS[name]] for _, _, of in plain)
    missing = counted.pop("?", 0)
    found = pareto(real, name, share=1)
    assert counted == {recurrence.value[0]: recurrence.count for recurrence in found}
    assert (groups, left_out) == (found.groups, found.left_out) == (len(counted), missing)
    assert most == (found[0].value[0], found[0].count)


@pytest.mark.untraced
@needs_the_log
@pytest.mark.parametrize("name", ["category", "symptom", "configuration_item"])
def test_bursts_of_the_real_log(
    real: tuple[Occurrence, ...], plain: list[Plain], name: str
) -> None:
    """An incident is in one just where five of its kind, with it, lie within a day."""
    times = defaultdict(list)
    for number, at, of in plain:
        times[of[COLUMNS[name]]].append((at, number))
    times.pop("?", None)
    expected = set[tuple[str, str]]()
    for value, members in times.items():
        members.sort()
        for place in range(len(members) - 4):
            five = members[place : place + 5]
            if five[-1][0] - five[0][0] <= DAY:
                expected.update((value, number) for _, number in five)
    found = bursts(real, name, n=5, within=DAY)
    assert expected == {(f.value[0], number) for f in found for number in f.incidents}


@pytest.mark.untraced
@needs_the_log
def test_rises_of_the_real_log(real: tuple[Occurrence, ...], plain: list[Plain]) -> None:
    """In two weeks of April 2016 one symptom came fifteen times as often as before."""
    march, april = datetime(2016, 3, 7, tzinfo=UTC), datetime(2016, 4, 4, tzinfo=UTC)
    end = april + 14 * DAY
    found = rises(real, list(COLUMNS), baseline=Span(march, april), recent=Span(april, end))
    assert ("Symptom 506",) == found[0].value
    stated = [at for _, at, of in plain if of["u_symptom"] == "Symptom 506"]
    before, after = (sum(a <= at < b for at in stated) for a, b in ((march, april), (april, end)))
    assert (18, 139) == (before, after)
    assert (before, after) == (found[0].figures["baseline"], found[0].count)
