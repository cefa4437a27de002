"""Decisions, against an oracle that tries everything."""

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from itsmcore.conditions import Condition
from itsmcore.decisions import Decision, Match
from itsmcore.errors import NoMatch, NotGiven
from tests.property import strategies as some

Rows = Sequence[tuple[Condition, int]]
MATCHES = st.sampled_from(Match)
DEFAULTS = st.none() | st.integers(0, 3)
FACTS = some.simple_facts(outside=True)
EVERYTHING = [
    {name: value for name, value in (("x", x), ("y", y), ("p", p)) if value != "absent"}
    for x, y, p in itertools.product(
        (None, 0, Fraction(1, 2), 1, 2, 3),
        (None, 0, Fraction(1, 2), 1, 2, 3),
        ("absent", "a", "a/b", "b", "c"),
    )
]


def expected(match: Match, held: Sequence[int]) -> tuple[int, ...]:
    """Choose among the answers of the rows that hold, as the documentation has it."""
    if match is Match.ALL:
        return tuple(held)
    ordered = {
        Match.FIRST: list(held),
        Match.LEAST: sorted(held),
        Match.GREATEST: sorted(held, reverse=True),
    }[match]
    return tuple(ordered[:1])


@over(some.rows_of_a_table(), MATCHES, DEFAULTS, some.simple_facts())
def test_answers_are_those_of_the_rows_that_hold(
    rows: Rows, match: Match, default: int | None, facts: Mapping[str, Any]
) -> None:
    """The answers are chosen among the rows that hold; with none, it is the default, or nothing."""
    decision = Decision(rows, match=match, default=default)
    won = expected(match, [answer for when, answer in rows if when.holds(facts)])
    wanted = won or (() if default is None else (default,))

    assert wanted == decision.answers(facts)
    if wanted:
        assert wanted[0] == decision.decide(facts)
    else:
        with pytest.raises(NoMatch):
            decision.decide(facts)


@over(some.rows_of_a_table(outside=True), MATCHES, DEFAULTS, FACTS)
def test_an_explanation_agrees_with_the_answers(
    rows: Rows, match: Match, default: int | None, facts: Mapping[str, Any]
) -> None:
    """An explanation shows the same answers, each row as it is judged, and the rows that won."""
    decision = Decision(rows, match=match, default=default)
    explanation = decision.explain(facts)
    won = tuple(row.answer for row, _, won in explanation.rows if won)

    assert [when.judge(facts) for when, _ in rows] == [held for _, held, _ in explanation.rows]
    assert all(held for _, held, won in explanation.rows if won)
    assert len(rows) + 1 == len(str(explanation).splitlines())
    if explanation.missing:
        assert () == explanation.answers == won
        with pytest.raises(NotGiven) as refusal:
            decision.answers(facts)
        assert explanation.missing == refusal.value.names
    else:
        assert decision.answers(facts) == explanation.answers
        assert explanation.answers == (won or (() if default is None else (default,)))
        assert explanation.by_default is (not won and default is not None)


@over(some.rows_of_a_table(outside=True), MATCHES, FACTS)
def test_a_missing_fact_never_turns_an_answer(
    rows: Rows, match: Match, facts: Mapping[str, Any]
) -> None:
    """What is answered without some outside facts is the answer whatever those turn out to be."""
    decision = Decision(rows, match=match)
    explanation = decision.explain(facts)
    absent = [name for name in ("given.g", "given.h") if name not in facts]
    completions = itertools.product((0, 1, 2, None), repeat=len(absent))
    answers = [
        decision.answers({**facts, **dict(zip(absent, completion, strict=True))})
        for completion in completions
    ]

    if not explanation.missing:
        assert [explanation.answers] * len(answers) == answers


@over(some.rows_of_a_table(), MATCHES)
def test_a_row_named_as_a_fault_is_never_missed(rows: Rows, match: Match) -> None:
    """A row that cannot hold holds nowhere, and one that is shadowed wins nowhere."""
    decision = Decision(rows, match=match)
    faulty = {int(fault.subject.split()[1]) - 1: fault.code for fault in decision.faults()}
    for facts in EVERYTHING:
        for index, (_, held, won) in enumerate(decision.explain(facts).rows):
            assert not (held and faulty.get(index) == "never_matches")
            assert not (won and index in faulty)


@over(some.rows_of_a_table(sizes=(1, 4)))
def test_planted_faults_are_found(rows: Rows) -> None:
    """A row put in twice is shadowed, and one that contradicts itself never matches."""
    when, answer = rows[0]
    planted = [*rows, (when, answer), (when & ~when, answer)]
    codes = {fault.subject: fault.code for fault in Decision(planted, name="it").faults()}

    assert "never_matches" == codes[f"row {len(planted)} of it"]
    assert codes[f"row {len(planted) - 1} of it"] in ("shadowed", "never_matches")
