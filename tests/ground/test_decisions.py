"""Decisions; their laws are in tests/property/test_decisions.py."""

import pickle
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from itsmcore.conditions import ALWAYS, NEVER, All, Condition, Some, field, given, state
from itsmcore.decisions import Decision, Match, Row
from itsmcore.errors import BadValue, Incomparable, NoMatch, NotGiven
from itsmcore.level import Priority
from itsmcore.phase import Phase
from tests.timing import calls, within, within_times

SIZE = field("size")
BIGGER = [(SIZE > 1, "big"), (SIZE > 10, "huge")]


def test_rows_take_what_stands_for_a_condition() -> None:
    """A row may be a pair, and its condition a state's name or a phase."""
    rows: list[Row[int] | tuple[object, int]] = [("on_hold", 1), (Phase.NEW, 2), Row(SIZE > 3, 3)]
    decision = Decision(rows)

    assert [1, 2, 3] == [row.answer for row in decision.rows]
    assert state("on_hold") == decision.rows[0].when
    assert 2 == decision.decide({"phase": Phase.NEW})


@pytest.mark.parametrize(
    ("match", "answers"),
    [
        (Match.FIRST, ("big",)),
        (Match.ALL, ("big", "huge")),
        (Match.LEAST, ("big",)),
        (Match.GREATEST, ("huge",)),
    ],
)
def test_each_match_chooses_its_own(match: Match, answers: tuple[str, ...]) -> None:
    """Of the rows that hold, the first, all, the least or the greatest answer."""
    decision = Decision(BIGGER, match=match)

    assert answers == decision.answers({"size": 11})
    assert answers[0] == decision.decide({"size": 11})
    assert () == decision.answers({"size": 0})
    assert match is eval(repr(match))


@pytest.mark.parametrize("match", [Match.LEAST, Match.GREATEST])
def test_of_equal_answers_the_first_row_wins(match: Match) -> None:
    """Two rows of one answer are told apart in the explanation: the first one wins."""
    explanation = Decision([(ALWAYS, 1), (ALWAYS, 1)], match=match).explain({})

    assert [True, False] == [won for _, _, won in explanation.rows]


def test_no_match_names_the_facts_read() -> None:
    """Without a row that holds or a default, the refusal shows the facts that were read."""
    decision = Decision(BIGGER, name="the sizes")

    with pytest.raises(NoMatch, match=r"no row of the sizes matches size=0; add a row"):
        decision.decide({"size": 0, "colour": "red"})
    with pytest.raises(NoMatch, match=r"no row of the decision matches no facts at all"):
        Decision[int]([]).decide({})


def test_the_default_answers_where_no_row_holds() -> None:
    """A default is an answer, whatever its value; a row's own answer may be None."""
    assert 0 == Decision([(SIZE > 1, 5)], default=0).decide({"size": 0})
    assert (None,) == Decision([(ALWAYS, None)]).answers({})


FREEZE = Decision(
    [(SIZE > 10, timedelta(4)), (given("freeze").is_(True), timedelta(2)), (ALWAYS, timedelta(3))]
)


@pytest.mark.parametrize(
    ("match", "size", "answer"),
    [
        (Match.FIRST, 11, timedelta(4)),
        (Match.FIRST, 1, None),
        (Match.LEAST, 11, None),
        (Match.GREATEST, 1, timedelta(3)),
        (Match.ALL, 11, None),
    ],
)
def test_a_missing_fact_matters_where_the_answer_hangs_on_it(
    match: Match, size: int, answer: timedelta | None
) -> None:
    """A row that is open is passed over only where it could not win anyway."""
    decision = Decision(FREEZE.rows, match=match)
    explanation = decision.explain({"size": size})

    if answer is None:
        with pytest.raises(NotGiven, match="not given: freeze"):
            decision.decide({"size": size})
        assert ("freeze",) == explanation.missing
        assert "answer: open; not given: freeze" == str(explanation).splitlines()[-1]
    else:
        assert answer == decision.decide({"size": size})
        assert (answer,) == explanation.answers


def test_an_explanation_reads_as_a_table() -> None:
    """An explanation shows each row, whether it held and won, and what came of it."""
    decision = Decision([*BIGGER, (given("x").is_set, "x")], default="small")

    assert [
        "no   size > 1 -> big",
        "no   size > 10 -> huge",
        "?    given.x is set -> x",
        "answer: open; not given: x",
    ] == str(decision.explain({"size": 0})).splitlines()
    assert [
        "yes* size > 1 -> big",
        "yes  size > 10 -> huge",
        "no   given.x is set -> x",
        "answer: big",
    ] == str(decision.explain({"size": 11, "given.x": ""})).splitlines()
    assert (
        "answer: small (the default)"
        == str(decision.explain({"given.x": None})).rpartition("\n")[2]
    )
    assert "answer: nothing" == str(Decision[int]([]).explain({}))


@pytest.mark.parametrize(
    ("match", "faults"),
    [
        (Match.FIRST, {2: "shadowed", 3: "never_matches", 5: "shadowed"}),
        (Match.ALL, {3: "never_matches"}),
        (Match.LEAST, {2: "shadowed", 3: "never_matches", 5: "shadowed"}),
        (Match.GREATEST, {3: "never_matches"} | dict.fromkeys([1, 2, 4, 5], "shadowed")),
    ],
)
def test_faults_depend_on_the_match(match: Match, faults: dict[int, str]) -> None:
    """A row is shadowed where those that hold with it always win, by the table's own match."""
    priority = field("priority")
    rows = [
        (priority >= Priority.HIGH, 1),
        (priority.is_(Priority.CRITICAL), 2),
        (priority.is_(Priority.LOW) & priority.is_(Priority.HIGH), 3),
        (priority < Priority.HIGH, 4),
        (priority.is_(Priority.LOW), 5),
        (ALWAYS, 6),
    ]
    found = Decision(rows, match=match, name="it").faults()

    assert {f"row {row} of it": code for row, code in faults.items()} == {
        fault.subject: fault.code for fault in found
    }
    assert all(fault.words.endswith("drop it") for fault in found)


def test_the_same_row_twice_is_shadowed_once() -> None:
    """A row object that stands in the table twice is two rows, of which the second never wins."""
    row = Row(SIZE > 1, "big")
    decision = Decision([row, row])

    assert ["row 2 of the decision"] == [fault.subject for fault in decision.faults()]
    assert [True, False] == [won for _, _, won in decision.explain({"size": 2}).rows]


def test_a_table_without_rows_has_no_faults() -> None:
    """Faults are about rows; a row that no condition can reach is one even when alone."""
    assert () == Decision[int]([]).faults()
    assert ["never_matches"] == [fault.code for fault in Decision([(NEVER, 1)]).faults()]


def test_decisions_are_values() -> None:
    """A decision equals its pickled twin, and hashes alike."""
    decision = Decision(BIGGER, match=Match.GREATEST, default="small", name="the sizes")
    twin = pickle.loads(pickle.dumps(decision))

    assert decision == twin
    assert hash(decision) == hash(twin)


def test_a_match_is_one_of_those_there_are() -> None:
    """A text is none, whatever it says."""
    with pytest.raises(BadValue, match=r"match cannot be 'all'; give one of Match\.FIRST"):
        Decision([], match="all")  # type: ignore[arg-type]


@pytest.mark.long
@pytest.mark.parametrize("match", [Match.FIRST, Match.LEAST, Match.GREATEST])
def test_a_long_table_is_looked_through_in_a_moment(match: Match) -> None:
    """Each row is compared with those that may hold beside it, and what is shadowed is found."""
    wanted = field("service"), field("priority")
    rows = [(wanted[0].is_(f"s{n}") & wanted[1].is_(n % 5), 1) for n in range(2_000)]
    odd: list[tuple[Condition, int]] = [
        (wanted[0].is_("s7") & wanted[1].is_(2) & field("vip").is_set, 1),
        (wanted[0].is_("s7") & wanted[0].is_("s8"), 1),
        (wanted[1].is_(2), 1),
    ]
    found = within(1, lambda: Decision([*rows, *odd], match=match).faults())
    assert ["shadowed", "never_matches"] == [fault.code for fault in found]
    assert [2001, 2002] == [int(fault.subject.split()[1]) for fault in found]


TABLES: dict[str, Callable[[int], Condition]] = {
    "branches": lambda row: field("category").under(f"c{row}"),
    "sizes": lambda row: field("size") >= -row,
    "shadows": lambda row: field("size") >= row,
    "denials": lambda row: ~field("size").is_(row) & field("group").is_(row % 20),
}


@pytest.mark.long
@pytest.mark.parametrize("rule", TABLES.values(), ids=TABLES)
def test_two_hundred_rows_are_looked_through_in_a_tenth_of_a_second(
    rule: Callable[[int], Condition],
) -> None:
    """Whatever they ask, and four times as many take less than four times as long again."""
    small, large = (Decision([(rule(n), n) for n in range(rows)]).faults for rows in (200, 800))
    within(0.1, small)
    within_times(8, small, large)


def test_what_is_not_proven_is_no_fault() -> None:
    """A row that may be shadowed, or may never hold, is not named for that."""
    x = [field(f"x{n}").is_(True) for n in range(60)]
    hard = All(
        Some((x[n % 60], ~x[(7 * n + 1) % 60], x[(11 * n + n // 60 + 2) % 60])) for n in range(260)
    )
    assert () == Decision([(hard, 1), (~hard, 2), (hard & x[0], 3)], match=Match.ALL).faults()


@pytest.mark.parametrize("match", [Match.LEAST, Match.GREATEST])
def test_answers_without_an_order_are_refused(match: Match) -> None:
    """Neither is the least, nor beats the other; alone each of them answers."""
    decision: Decision[object] = Decision([(SIZE > 1, 1), (SIZE > 10, "a")], match=match)

    assert 1 == decision.decide({"size": 2})
    asks: tuple[Callable[[], object], ...] = (
        lambda: decision.decide({"size": 11}),
        decision.faults,
    )
    for ask in asks:
        with pytest.raises(Incomparable) as refusal:
            ask()
        assert ("the decision", 1, "a") == (
            refusal.value.field,
            refusal.value.left,
            refusal.value.right,
        )


@pytest.mark.parametrize("row", [5, (SIZE > 1,), (SIZE > 1, "big", "huge"), "ab"])
def test_a_row_is_a_pair(row: Any) -> None:
    """Of a condition and an answer."""
    with pytest.raises(BadValue, match="give pairs of a condition and an answer") as refusal:
        Decision([row])
    assert ("rows", row) == (refusal.value.field, refusal.value.value)


def test_looking_for_faults_grows_with_the_rows() -> None:
    """Rows of which any two may hold together are compared until the budget is spent."""

    def table(size: int) -> Decision[int]:
        return Decision([(field("summary").contains(f"w{n}x"), n) for n in range(size)])

    once, twice = table(600), table(1_200)
    assert () == twice.faults()
    assert calls(twice.faults) <= 2.5 * calls(once.faults)


@pytest.mark.parametrize(
    ("match", "words"),
    [
        (Match.FIRST, "the first that holds counts"),
        (Match.ALL, "all that hold count"),
        (Match.LEAST, "of those that hold, the smallest counts"),
        (Match.GREATEST, "of those that hold, the greatest counts"),
    ],
)
def test_a_decision_is_a_table_that_says_which_row_counts(match: Match, words: str) -> None:
    """With the default last, and its names as they are in any format."""
    decision = Decision([(SIZE > 1, "<big>")], match=match, default="small")
    assert [
        ["when", "answer"],
        ["size > 1", "<big>"],
        ["otherwise", "small"],
        [words],
    ] == [re.split(" {2,}", line) for line in str(decision).splitlines()]
    assert f"| otherwise | small |\n\n{words}" in f"{decision:md}"
    assert "<td>&lt;big&gt;</td>" in decision._repr_html_()
    assert "| size > 1 | &lt;big> |" in f"{decision:md}"


def test_a_decision_of_nothing_is_a_table_of_nothing() -> None:
    """It says of no row that it counts."""
    assert "when  answer" == str(Decision([]))
