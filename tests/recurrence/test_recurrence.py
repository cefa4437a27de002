"""Bursts, pareto and rises: what is searched, and how it is shown."""

import math
import pickle
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Incident, Timeline
from itsmcore.errors import BadValue, NaiveTime, Unlisted
from itsmcore.incidents import HoldReason
from itsmcore.level import Priority
from itsmcore.lexicon import Lexicon
from itsmcore.problems import Problem
from itsmcore.recurrence import Key, Occurrence, Signature, bursts, occurrences, pareto, rises
from itsmcore.span import Span
from tests.instants import DAY, HOUR
from tests.instants import MIDNIGHT as T0
from tests.recurrence.cases import NAN, days, happened

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
        (["\0", "half \ud800"], ()),
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
    stems = Signature("summary", lexicon=Lexicon([("vpn", "tunnel")]))
    assert stems == eval(repr(stems))
    assert stems.groups({"summary": "VPN"}) == stems.groups({"summary": "a tunnel"})
    with pytest.raises(BadValue, match="lexicon"):
        Signature("summary", lexicon=5)  # type: ignore[arg-type]


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
    assert 1 == found[0].statistics["baseline"]


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
    with pytest.raises(Unlisted, match="there is no format 'gif'; "):
        format(found, "gif")


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


def test_a_recurrence_is_a_row() -> None:
    """Of plain values, the same as among several."""
    found = bursts(happened([0, 1], category="m"), "category", n=2, within=4 * HOUR)
    assert "m" == found[0].row["value"]
    assert found.rows[0] == found[0].row
