"""Risk: the questionnaire, the matrix and the rules; the highest wins, and says why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from itsmcore import Impact
from itsmcore.assessment import Assessment, Band, Opinion, Question, Questionnaire, assess
from itsmcore.conditions import field, given
from itsmcore.decisions import Decision, Match
from itsmcore.errors import BadValue, FaultyDefinition, Incomparable, NotGiven
from itsmcore.level import Level
from itsmcore.risk import Likelihood, Risk, risk_matrix

LEVELS: dict[float, Level] = {0: Risk.LOW, 3: Risk.MODERATE, 6: Risk.HIGH, 9: Risk.VERY_HIGH}
OUTAGE = Question("outage", {"none": 0, "short": 1, "long": 3}, weight=2)
TESTED = Question("tested", {"yes": 0, "no": 3})


def form(*questions: Question, **options: Any) -> Questionnaire:
    return Questionnaire(questions or (OUTAGE, TESTED), **{"levels": LEVELS, **options})


@pytest.mark.parametrize(
    ("outage", "tested", "level", "words"),
    [
        ("none", "yes", Risk.LOW, "0: outage none 0, tested yes 0"),
        ("short", "yes", Risk.LOW, "2: outage short 2, tested yes 0"),
        ("none", "no", Risk.MODERATE, "3: outage none 0, tested no 3"),
        ("short", "no", Risk.MODERATE, "5: outage short 2, tested no 3"),
        ("long", "yes", Risk.HIGH, "6: outage long 6, tested yes 0"),
        ("long", "no", Risk.VERY_HIGH, "9: outage long 6, tested no 3"),
    ],
)
def test_a_questionnaire_adds_up_weighted_answers(
    outage: str, tested: str, level: Risk, words: str
) -> None:
    """A level holds from its sum on, and the answers are shown with what they are worth."""
    opinion = form().opinion({"outage": outage, "tested": tested})
    assert Opinion("the questionnaire", level, words) == opinion
    assert f"the questionnaire: {level} ({words})" == str(opinion)


def test_the_lowest_level_holds_below_its_sum_too() -> None:
    """Every sum is some risk."""
    high = form(levels={5: Risk.MODERATE, 6: Risk.HIGH}, name="form")
    assert Risk.MODERATE == high.opinion({"outage": "none", "tested": "yes"}).level


@pytest.mark.parametrize("answer", [None, "perhaps", ["none"]])
def test_an_answer_that_is_not_on_the_list_is_an_error(answer: Any) -> None:
    """And so is one that is missing: neither is taken for harmless."""
    with pytest.raises(BadValue, match=r"outage cannot be .*; give one of none, short, long"):
        form().opinion({"outage": answer, "tested": "yes"})


@pytest.mark.parametrize(
    ("questions", "levels", "codes"),
    [
        ((), LEVELS, ["no_questions"]),
        ((OUTAGE,), {}, ["no_levels"]),
        ((OUTAGE, OUTAGE, OUTAGE), LEVELS, ["duplicate_question"]),
        ((Question("x", {}),), LEVELS, ["no_answers"]),
        ((OUTAGE,), {0: Risk.HIGH, 3: Risk.LOW, 6: Risk.HIGH}, ["not_monotone"]),
        ((), {}, ["no_questions", "no_levels"]),
        (
            (Question("x", {}), Question("x", {})),
            {0: Risk.HIGH, 1: Risk.LOW},
            ["duplicate_question", "no_answers", "no_answers", "not_monotone"],
        ),
    ],
)
def test_every_fault_of_a_questionnaire_is_reported_together(
    questions: Any, levels: Any, codes: list[str]
) -> None:
    """When it is made."""
    with pytest.raises(FaultyDefinition) as refusal:
        Questionnaire(questions, levels=levels)
    assert codes == [fault.code for fault in refusal.value.faults]


def test_the_matrix_reads_impact_and_likelihood() -> None:
    """Nine pairs, from very high to low."""
    expected = ["very_high high moderate", "high moderate low", "moderate low low"]
    assert expected == [
        " ".join(
            risk_matrix().decide({"impact": impact, "likelihood": likelihood}).code
            for likelihood in Likelihood.scale
        )
        for impact in Impact.scale
    ]
    assert () == risk_matrix().answers({"impact": Impact.HIGH})
    assert () == risk_matrix().faults()


def test_a_matrix_of_one_s_own_is_total() -> None:
    """It has a risk for each pair."""
    one = risk_matrix([[Risk.HIGH]], impacts=[Impact.HIGH], likelihoods=[Likelihood.LOW])
    assert Risk.HIGH == one.decide({"impact": Impact.HIGH, "likelihood": Likelihood.LOW})
    for rows in ([], [[Risk.HIGH]], [[Risk.HIGH] * 3] * 2, [[Risk.HIGH] * 2] * 3):
        with pytest.raises(FaultyDefinition, match="the risk matrix has 1 fault"):
            risk_matrix(rows)


RULES = Decision(
    [
        (field("category").is_("network"), Risk.MODERATE),
        (field("service").is_("payroll"), Risk.HIGH),
        (given("freeze").is_(True), Risk.VERY_HIGH),
    ],
    match=Match.GREATEST,
    name="the rules",
)


def test_the_highest_of_all_ways_wins() -> None:
    """Each says how it came to its level; one that says nothing counts for nothing."""
    facts = {
        "category": "network",
        "impact": Impact.LOW,
        "likelihood": Likelihood.LOW,
        "outage": "none",
        "tested": "yes",
        "given.freeze": False,
    }
    found = assess([risk_matrix(), form(), RULES], facts)
    assert Risk.MODERATE == found.level
    assert [
        "the risk matrix: Low (impact is Impact.LOW and likelihood is Likelihood.LOW)",
        "the questionnaire: Low (0: outage none 0, tested yes 0)",
        "the rules: Moderate (category is 'network')",
        "the highest: Moderate",
    ] == str(found).splitlines()
    silent = assess(RULES, {"given.freeze": False})
    assert (None, "the rules: says nothing (no row matches)\nthe highest: not known") == (
        silent.level,
        str(silent),
    )
    assert Assessment(None, ()) == assess([], {})


def test_rules_that_all_match_and_a_default_are_explained() -> None:
    """The highest of the answers counts, and the default is named as such."""
    rows = [(field("a").is_(1), Risk.LOW), (field("b").is_(1), Risk.HIGH)]
    both = Decision(rows, match=Match.ALL, name="both")
    assert (
        Opinion("both", Risk.HIGH, "a is 1; b is 1") == assess(both, {"a": 1, "b": 1}).opinions[0]
    )
    cautious = Decision(rows, default=Risk.MODERATE, name="cautious")
    assert "cautious: Moderate (the default)" == str(assess(cautious, {}).opinions[0])


def test_an_answer_that_hangs_on_what_is_not_given_is_an_error() -> None:
    """It is not taken for harmless."""
    with pytest.raises(NotGiven, match="not given: freeze"):
        assess(RULES, {})


def test_an_assessment_draws_itself() -> None:
    """As a table, with what is not known left empty."""
    drawn = assess(RULES, {"given.freeze": False})._repr_html_()
    assert "<td>the rules</td>" in drawn
    assert "<td>no row matches</td>" in drawn


@each(
    st.lists(st.sampled_from(Risk.scale), min_size=1, max_size=5),
    st.sampled_from(["none", "short", "long"]),
    st.sampled_from(["yes", "no"]),
)
def test_one_more_way_never_makes_the_risk_milder(
    levels: list[Risk], outage: str, tested: str
) -> None:
    """The level is the highest that any of them found."""
    facts = {"outage": outage, "tested": tested}
    ways: list[Any] = [Decision((), default=level, name=level.code) for level in levels]
    found = assess([form(), *ways], facts)
    assert max([*levels, form().opinion(facts).level or Risk.LOW]) == found.level
    fewer = assess(form(), facts).level
    assert found.level is not None
    assert fewer is not None
    assert found.level >= fewer


@each(st.sampled_from(["none", "short", "long"]), st.sampled_from(["yes", "no"]))
def test_a_graver_answer_never_makes_the_risk_milder(outage: str, tested: str) -> None:
    """The levels rise with the sum."""
    grave = form().opinion({"outage": "long", "tested": "no"}).level
    level = form().opinion({"outage": outage, "tested": tested}).level
    assert level is not None
    assert grave is not None
    assert level <= grave


def test_the_levels_of_a_questionnaire_are_of_one_scale() -> None:
    """Others cannot be put in order."""
    with pytest.raises(FaultyDefinition) as refusal:
        Questionnaire([Question("a", {"no": 0})], levels={0: Risk.LOW, 1: Impact.HIGH})
    assert "are of several scales" in str(refusal.value)


def test_levels_of_several_scales_have_no_highest() -> None:
    """Whether two ways give them, or one decision; the error names which."""
    mixed = Decision(
        [(field("x").is_(1), Risk.LOW), (field("x").is_(1), Impact.HIGH)], Match.ALL, name="mixed"
    )
    with pytest.raises(Incomparable, match=r"mixed is Impact.HIGH, which cannot be ordered"):
        assess(mixed, {"x": 1})
    ways: list[Any] = [
        Decision([], default=Risk.LOW),
        Decision([], default=Impact.LOW, name="impacts"),
    ]
    with pytest.raises(Incomparable, match=r"impacts is Impact.LOW"):
        assess(ways, {})


def test_a_decision_that_answers_with_no_level_is_named() -> None:
    """As is an assessor that says nothing at all."""
    with pytest.raises(BadValue, match=r"what odd says cannot be .*; give an Opinion"):
        assess(Decision([], default="high", name="odd"), {})

    class Mute:
        def opinion(self, facts: Any, /) -> Any:
            return facts.get("nothing")

    with pytest.raises(BadValue, match="what Mute says cannot be None"):
        assess(Mute(), {})


def test_many_questions_are_checked_at_once() -> None:
    """Each that is asked twice is named once."""
    with pytest.raises(FaultyDefinition) as refusal:
        form(OUTAGE, TESTED, OUTAGE, OUTAGE)
    assert ["duplicate_question"] == [fault.code for fault in refusal.value.faults]


def test_levels_may_be_bands() -> None:
    """In any order, as documents have them."""
    bands = [Band(3, Risk.HIGH), Band(0, Risk.LOW)]
    assert form(levels={0: Risk.LOW, 3: Risk.HIGH}) == form(levels=bands)
