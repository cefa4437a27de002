"""The laws of instants, spans, levels, frozen mappings and nearest names."""

import copy
import datetime as dt
import pickle
import string
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

import pytest
from hypothesis import assume, example
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.errors import BadInstant, BadSpan, NaiveTime
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.instant import maybe_utc, utc
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.nearest import hint, nearest
from itsmcore.span import Span
from itsmcore.testing import instants
from tests.property import strategies as some

# --- instants -----------------------------------------------------------------------------------

OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda n: dt.timezone(dt.timedelta(minutes=n)))


@over(instants() | st.datetimes(timezones=OFFSETS, min_value=dt.datetime(2, 1, 1)))
@example(dt.datetime(2026, 10, 25, 2, 30, tzinfo=some.ZONES[1], fold=1))
def test_any_zone_in_utc_out(moment: dt.datetime) -> None:
    """An instant of any zone becomes the same instant in UTC, and stays it."""
    assume(moment.year < 9999)
    converted = utc(moment)

    assert UTC is converted.tzinfo
    assert moment.timestamp() == converted.timestamp()
    assert converted is utc(converted)
    assert converted == maybe_utc(moment)


@over(st.datetimes())
def test_naive_instants_are_refused(moment: dt.datetime) -> None:
    """A datetime without a time zone is never guessed at."""
    with pytest.raises(NaiveTime, match="has no time zone; give an aware datetime") as refusal:
        utc(moment)
    assert moment == refusal.value.value


@over(st.integers(1, 23 * 60))
def test_instants_outside_the_calendar_are_refused(minutes: int) -> None:
    """The first and last datetimes are refused where UTC would need another year."""
    ahead = dt.timezone(dt.timedelta(minutes=minutes))
    behind = dt.timezone(-dt.timedelta(minutes=minutes))
    for moment in (dt.datetime.min.replace(tzinfo=ahead), dt.datetime.max.replace(tzinfo=behind)):
        with pytest.raises(BadInstant, match="outside the years 1 to 9999"):
            utc(moment)
    for moment in (dt.datetime.min.replace(tzinfo=behind), dt.datetime.max.replace(tzinfo=ahead)):
        assert UTC is utc(moment).tzinfo


@over(st.none() | st.integers() | st.text() | st.dates())
def test_what_is_no_instant_is_refused(value: Any) -> None:
    """Only datetimes are instants; None may stand for having none."""
    with pytest.raises(BadInstant, match="is not a datetime"):
        utc(value)
    assert maybe_utc(None) is None


# --- spans --------------------------------------------------------------------------------------


@over(instants(), instants(), instants())
def test_a_span_is_half_open(start: dt.datetime, end: dt.datetime, moment: dt.datetime) -> None:
    """A span holds its start and what follows up to its end, and knows its length."""
    if utc(end) < utc(start):
        with pytest.raises(BadSpan, match="swap them") as refusal:
            Span(start, end)
        assert (utc(start), utc(end)) == (refusal.value.start, refusal.value.end)
        start, end = end, start
    span, endless = Span(start, end), Span(start)

    assert (utc(start) <= utc(moment) < utc(end)) is (moment in span)
    assert (utc(start) <= utc(moment)) is (moment in endless)
    assert end not in span
    assert utc(end) - utc(start) == span.length
    assert endless.length is None
    assert span == pickle.loads(pickle.dumps(span))


# --- levels -------------------------------------------------------------------------------------

LEVELS = some.levels(scales=[Priority])


@over(LEVELS, LEVELS)
def test_levels_are_ordered_by_rank_alone(a: Level, b: Level) -> None:
    """Each way of asking for the order agrees with the ranks, for equal ranks too."""
    assert (a.rank < b.rank) is (a < b) is (b > a)
    assert (a.rank <= b.rank) is (a <= b) is (b >= a)


@over(some.levels(scales=[Impact]), some.levels(scales=[Urgency]))
def test_levels_of_two_scales_have_no_order(a: Any, b: Any) -> None:
    """Levels of different scales are never equal, and comparing them is an error."""
    assert a != b
    for compare in ("__lt__", "__le__", "__gt__", "__ge__"):
        assert NotImplemented is getattr(a, compare)(b)
    with pytest.raises(TypeError):
        sorted([a, b])


@over(some.levels(scales=[Priority, Impact, Urgency]))
def test_a_level_prints_as_its_constructor_call(level: Level) -> None:
    """Evaluating what a level prints as gives an equal level; a named one prints its name."""
    names = {"Priority": Priority, "Impact": Impact, "Urgency": Urgency}
    twin = pickle.loads(pickle.dumps(level))

    assert level == eval(repr(level), names) == twin == copy.copy(level)
    assert hash(level) == hash(twin)
    assert level.label == str(level)
    assert (level in type(level).scale) is ("(" not in repr(level))


# --- frozen mappings ----------------------------------------------------------------------------

VALUES = st.one_of(st.integers(), st.text(max_size=3), st.none())
MAPPINGS = st.dictionaries(st.sampled_from(string.ascii_lowercase), VALUES, max_size=5)


@over(MAPPINGS, st.sampled_from(string.ascii_lowercase), VALUES)
def test_a_frozen_mapping_reads_as_a_dict(items: dict[str, Any], key: str, value: object) -> None:
    """A frozen mapping answers as the dict that it was made of, and hears nothing of it later."""
    made = FrozenDict(items)
    twin = dict(items)
    items[key] = value

    assert made == twin
    assert twin == made
    assert list(twin.items()) == list(made.items())
    assert twin.get(key, value) == made.get(key, value)
    assert (key in twin) is (key in made)
    assert len(twin) == len(made)
    assert {**twin, key: value} == made | {key: value}
    assert eval(repr(made)) == made


@over(MAPPINGS, MAPPINGS)
def test_frozen_mappings_are_values(a: dict[str, Any], b: dict[str, Any]) -> None:
    """Equal mappings are equal frozen, in any order, and hash alike; pickling changes nothing."""
    one, reordered = FrozenDict(a), FrozenDict(dict(reversed(a.items())))

    assert one == reordered == pickle.loads(pickle.dumps(one)) == copy.deepcopy(one)
    assert hash(one) == hash(reordered)
    assert (a == b) is (one == FrozenDict(b)) is (one == b)
    assert one != list(a.items())


@over(MAPPINGS)
def test_freezing_twice_is_freezing_once(items: Mapping[str, Any]) -> None:
    """What is frozen already is returned as it is; nothing is always the same nothing."""
    made = frozen(items)

    assert made is frozen(made)
    assert items == made
    assert EMPTY is frozen({})


# --- nearest names ------------------------------------------------------------------------------

WORDS = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8)


@over(st.lists(WORDS, max_size=5), WORDS)
def test_the_nearest_name_is_one_that_is_known(known: Sequence[str], name: str) -> None:
    """A name that is known is nearest to itself; any other has a known one, or none, beside it."""
    assert nearest(name, known) in {*known, None}
    assert name == nearest(name, [*known, name])
    assert f"did you mean {name!r}?" == str(hint(name, [*known, name]))
