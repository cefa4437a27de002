"""Rules that suggest categories, and what becomes of their suggestions."""

import pickle
from datetime import datetime
from typing import Any

import pytest

from itsmcore.categories import (
    Categoriser,
    CategoryRule,
    CategoryTree,
    RuleScore,
    Score,
    Suggester,
    Suggestion,
    categorisations,
    score,
)
from itsmcore.conditions import ALWAYS, field, given, words
from itsmcore.decisions import Match
from itsmcore.errors import BadValue, FaultyDefinition, NotGiven, Unlisted
from itsmcore.incidents import Incident
from itsmcore.interop.cattrs import make_converter
from itsmcore.phase import Phase
from itsmcore.timeline import Timeline
from tests.instants import HOUR, NINE

RULES = (
    CategoryRule("mail client", words("summary").some("outlook", "mail"), "software/email", 0.7),
    CategoryRule("by the group", field("group").is_("network"), "network", 0.9),
    CategoryRule("crash", words("summary").some("crash"), "software/email", 0.8),
)
FACTS = {"summary": "Outlook: crash", "group": "network"}


def suggested(match: Match, **facts: Any) -> list[tuple[str, float, str | None]]:
    """Give what the rules suggest."""
    found = Categoriser(RULES, match=match).suggest({**FACTS, **facts})
    return [(one.category, one.confidence, one.rule) for one in found]


def test_the_first_the_best_or_all_are_suggested() -> None:
    """By how the rules are matched; of all, each category once and the most confident first."""
    assert [("software/email", 0.7, "mail client")] == suggested(Match.FIRST)
    assert [("network", 0.9, "by the group")] == suggested(Match.GREATEST)
    assert [
        ("network", 0.9, "by the group"),
        ("software/email", 0.8, "crash"),
    ] == suggested(Match.ALL)
    assert [] == suggested(Match.ALL, summary="VPN", group=None)


def test_a_suggestion_says_what_made_its_rule_hold() -> None:
    """And nothing beside the point."""
    asked = (field("a").is_(1) | field("b").is_(2)) & ~field("c").is_set
    (found,) = Categoriser([CategoryRule("both", asked, "x")]).suggest({"b": 2})
    (always,) = Categoriser([CategoryRule("rest", ALWAYS, "other", 0.1)]).suggest({})

    assert "both: b is 2 and not (c is set)" == found.why
    assert "x (100.0 %): both: b is 2 and not (c is set)" == str(found)
    assert "rest: always" == always.why
    assert "x (50.0 %)" == str(Suggestion("x", 0.5))


def test_a_categoriser_explains_itself() -> None:
    """Every rule, whether it holds, and whether it wins."""
    told = str(Categoriser(RULES, match=Match.GREATEST).explain(FACTS))

    assert [
        "yes  summary has the word 'outlook' or summary has the word 'mail' "
        "-> software/email (mail client)",
        "yes* group is 'network' -> network (by the group)",
        "yes  summary has the word 'crash' -> software/email (crash)",
        "answer: network (by the group)",
    ] == told.splitlines()
    asks = Categoriser([CategoryRule("r", given("freeze").is_(True), "x")])
    with pytest.raises(NotGiven):
        asks.suggest({})


def faults(*rules: CategoryRule, **options: Any) -> list[tuple[str, str]]:
    """Give the code and the subject of each fault of a categoriser."""
    with pytest.raises(FaultyDefinition, match="the categoriser has") as refusal:
        Categoriser(rules, **options)
    assert all("; " in fault.words for fault in refusal.value.faults)
    return [(fault.code, fault.subject) for fault in refusal.value.faults]


def test_everything_that_is_wrong_with_rules_is_told_together() -> None:
    """Names, categories, and rows that never match or are always beaten."""
    tree = CategoryTree(["network", "software/email"])
    broad = CategoryRule("broad", words("summary").some("mail", "outlook"), "software/email")
    narrow = CategoryRule("narrow", words("summary").some("mail"), "sofware/email")
    never = CategoryRule("never", field("a").is_(1) & field("a").is_(2), "network")

    assert [("no_rules", "rules")] == faults()
    assert [
        ("duplicate_rule", "rule 'broad'"),
        ("unknown_category", "rule 'narrow'"),
        ("shadowed", "row 2 of the categoriser"),
        ("never_matches", "row 3 of the categoriser"),
        ("shadowed", "row 4 of the categoriser"),
    ] == faults(broad, narrow, never, broad, tree=tree)
    assert [("never_matches", "row 2 of the categoriser")] == faults(narrow, never)
    surer = CategoryRule("surer", broad.when, "network", 1.0)
    unsure = CategoryRule("unsure", narrow.when, "network", 0.5)
    assert [("shadowed", "row 1 of the categoriser")] == faults(unsure, surer, match=Match.GREATEST)
    assert 2 == len(Categoriser([unsure, surer]).rules)
    assert 2 == len(Categoriser([surer, unsure], match=Match.ALL).rules)


def test_a_category_that_is_not_opened_with_is_not_suggested() -> None:
    """The fault names the one that was meant."""
    tree = CategoryTree(["software/email"])
    with pytest.raises(FaultyDefinition) as refusal:
        Categoriser([CategoryRule("r", ALWAYS, "sofware/email")], tree=tree)

    assert "did you mean 'software/email'?" in refusal.value.faults[0].words


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: CategoryRule("", ALWAYS, "x"), "name"),
        (lambda: CategoryRule("r", ALWAYS, ""), "category"),
        (lambda: CategoryRule("r", ALWAYS, "x", 1.1), "confidence"),
        (lambda: CategoryRule("r", ALWAYS, "x", -0.1), "confidence"),
        (lambda: CategoryRule("r", ALWAYS, "x", "high"), "confidence"),
        (lambda: Categoriser([5]), "rules"),  # type: ignore[list-item]
        (lambda: Categoriser(RULES, match=Match.LEAST), "match"),
        (lambda: Categoriser(RULES, match="first"), "match"),  # type: ignore[arg-type]
        (lambda: Categoriser(RULES, tree="mail"), "tree"),  # type: ignore[arg-type]
        (lambda: Categoriser(RULES, name=""), "name"),
        (lambda: Suggestion(""), "a suggested category"),
        (lambda: Suggestion("x", True), "confidence"),
        (lambda: Suggestion("x", 1, 5), "why"),  # type: ignore[arg-type]
        (lambda: Suggestion("x", rule=""), "rule"),
    ],
)
def test_what_a_rule_cannot_be_is_refused(call: Any, name: str) -> None:
    """By its name."""
    with pytest.raises(BadValue) as refusal:
        call()

    assert name == refusal.value.field


def test_a_categoriser_is_a_table() -> None:
    """A row for each rule, written as a table, drawn, and kept as a document."""
    categoriser = Categoriser(
        RULES, match=Match.ALL, tree=CategoryTree(["network", "software/email"])
    )

    assert "the categoriser of 3 rules" == str(categoriser)
    assert "mine of 1 rule" == str(Categoriser(RULES[:1], name="mine"))
    assert {
        "rule": "by the group",
        "when": "group is 'network'",
        "category": "network",
        "confidence": 0.9,
    } == categoriser.rows[1]
    assert "| by the group | group is 'network' | network | 0.9 |" in f"{categoriser:md}"
    assert "<td>by the group</td>" in categoriser._repr_html_()
    with pytest.raises(Unlisted):
        format(categoriser, "dot")
    assert "by the group: network" == str(RULES[1])
    assert "CategoryRule('r', ALWAYS, 'x', 0.5)" == repr(CategoryRule("r", ALWAYS, "x", 0.5))
    converter = make_converter()
    assert categoriser == converter.structure(converter.unstructure(categoriser), Categoriser)
    assert categoriser == pickle.loads(pickle.dumps(categoriser))
    found = categoriser.suggest(FACTS)[0]
    assert found == converter.structure(converter.unstructure(found), Suggestion)
    assert isinstance(categoriser, Suggester)


# --- scores -------------------------------------------------------------------------------------


def case(summary: str, *categories: str | None, end: Any = Phase.CLOSED) -> Timeline:
    """Give a case that has one category after the other, and then ends."""
    steps: list[tuple[datetime, dict[str, Any]]] = [
        (NINE + n * HOUR, {"summary": summary, "category": category, "phase": Phase.NEW})
        for n, category in enumerate(categories)
    ]
    steps[-1][1]["phase"] = end
    return Timeline.from_rows(steps)


def test_eighty_of_a_hundred_are_answered_and_sixty_right() -> None:
    """EXAMPLES T6: coverage 80 %, accuracy 75 % of answered and 60 % of all."""
    cases = {
        **{f"R{n}": case("mail", "other", "email") for n in range(60)},
        **{f"W{n}": case("mail", "email", "network") for n in range(20)},
        **{f"N{n}": case("it is slow", "email") for n in range(20)},
    }
    found = score(Categoriser([CategoryRule("m", words("summary").some("mail"), "email")]), cases)

    assert (100, 80, 60, 20) == (found.labelled, found.answered, found.right, found.wrong)
    assert (0.8, 0.75, 0.6) == (found.coverage, found.accuracy, found.accuracy_of_all)
    assert (("email", 80), 0.8) == (found.majority, found.baseline)
    assert (RuleScore("m", 80, 60),) == found.rules
    assert (
        ("email", "email", 60),
        ("email", None, 20),
        ("network", "email", 20),
    ) == found.confusion
    assert [
        "rule  hits  right  wrong  accuracy",
        "m     80    60     20     0.75",
        "coverage: 80.0 % (n=100)",
        "accuracy of answered: 75.0 % (n=80)",
        "accuracy of all: 60.0 % (n=100)",
        "majority baseline: 80.0 % (n=100)",
        "the majority is email",
    ] == str(found).splitlines()
    assert {"category": "email", "suggested": None, "cases": 20} == found.rows[1]
    assert "| m | 80 | 60 | 20 | 0.75 |" in f"{found:md}"
    assert "<td>80</td>" in found._repr_html_()


def test_nothing_to_score_scores_nothing() -> None:
    """No share of none is invented."""
    found = score(Categoriser(RULES), {})

    assert (None,) * 5 == (
        found.coverage,
        found.accuracy,
        found.accuracy_of_all,
        found.majority,
        found.baseline,
    )
    assert "coverage: none (n=0)" in str(found)
    assert RuleScore(None, 0, 0).row["accuracy"] is None


class Remembering:
    """Remember what was asked, and suggest what it is told to."""

    def __init__(self, *suggestions: Any) -> None:
        self.suggestions: Any = suggestions
        self.asked: list[Any] = []

    def suggest(self, facts: Any, /) -> tuple[Suggestion, ...]:
        self.asked.append(dict(facts))
        answer: tuple[Suggestion, ...] = self.suggestions
        return answer


def test_a_suggester_sees_the_opening_and_not_the_category() -> None:
    """What is known later, and what it is asked for, are hidden."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail", category="email")
    inc = inc.recategorise(at=NINE, by="ada", category="network").assign(
        at=NINE, by="ada", group="network"
    )
    inc = inc.resolve(at=NINE, by="ada", code="user_error", notes="n")
    suggester = Remembering(Suggestion("network"), Suggestion("email"))
    found = score(suggester, {"INC-1": inc.timeline()})

    (asked,) = suggester.asked
    assert "Mail" == asked["summary"] == asked["event.summary"]
    assert not {"category", "closing_category", "event.category"} & asked.keys()
    assert asked.get("group") is None
    assert (RuleScore(None, 1, 1),) == found.rules
    assert "no rule" == found.rules[0].row["rule"]


def test_the_last_category_before_closing_is_right() -> None:
    """What is written later, or of a case that is still open, is not looked at."""
    late = Timeline.from_rows(
        [
            (NINE, {"category": "a", "phase": Phase.NEW}),
            (NINE, {"category": "b", "phase": Phase.CLOSED}),
            (NINE + HOUR, {"category": "c", "phase": Phase.CLOSED}),
        ]
    )
    closed = Timeline.from_rows(
        [
            (NINE, {"category": "a", "phase": Phase.NEW}),
            (NINE, {"category": "a", "closing_category": "z", "phase": Phase.CLOSED}),
        ]
    )
    cases = {
        "late": late,
        "open": case("s", "a", end=Phase.ACTIVE),
        "none": case("s", None, " "),
        "unknown": case("s", "a", end=None),
        "cleared": case("s", "a", None),
        "closed": closed,
        "empty": Timeline(),
    }
    found = score(Remembering(), cases)
    assert ({"a": 3, "b": 1}, 3) == (
        {label: times for label, _, times in found.confusion},
        found.unlabelled,
    )
    assert "left out: 3 without a category in the end" in str(found)
    closing = score(Remembering(), cases, label="closing")
    assert ("z", None, 1) in closing.confusion
    assert "closing" == closing.label


def test_paths_are_compared_to_a_depth() -> None:
    """A suggestion may be right about the branch and wrong about the leaf."""
    cases = {"I": case("s", "software/email/outlook")}
    suggester = Remembering(Suggestion("software/vpn"))

    assert [0, 0, 1] == [score(suggester, cases, depth=depth).right for depth in (None, 2, 1)]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: score(5, {}), "suggester"),  # type: ignore[arg-type]
        (lambda: score(Remembering(5), {"I": case("s", "a")}), "suggester"),
        (lambda: score(Remembering(), 5), "timelines"),  # type: ignore[arg-type]
        (lambda: score(Remembering(), {"I": 5}), "timelines"),  # type: ignore[dict-item]
        (lambda: score(Remembering(), {}, label="first"), "label"),  # type: ignore[arg-type]
        (lambda: score(Remembering(), {}, depth=0), "depth"),
        (lambda: categorisations(5), "timeline"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_scored_is_refused(call: Any, name: str) -> None:
    """By its name."""
    with pytest.raises(BadValue) as refusal:
        call()

    assert name == refusal.value.field


def test_an_answer_that_is_no_suggestion_is_refused() -> None:
    """Whatever it is: a text, None, or a generator that another score would find empty."""
    for answer in ("email", None, 5, Suggestion("x"), iter(())):
        suggester = Remembering()
        suggester.suggestions = answer
        with pytest.raises(BadValue, match="a tuple of Suggestions"):
            score(suggester, {"I": case("s", "a")})
    suggester = Remembering()
    suggester.suggestions = [Suggestion("a")]
    assert 1 == score(suggester, {"I": case("s", "a")}).right


def test_a_score_is_a_value() -> None:
    """It pickles and compares."""
    found = score(Categoriser(RULES), {"I": case("mail", "a")})
    assert found == pickle.loads(pickle.dumps(found))
    assert isinstance(found, Score)


def test_the_categories_of_a_case_are_told_as_it_came_to_them() -> None:
    """By whom, each once in a row, and with what it was closed with."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail", category="a")
    inc = inc.recategorise(at=NINE + HOUR, by="grace", category="b")
    inc = inc.recategorise(at=NINE + 2 * HOUR, by="grace", category="b")
    inc = inc.resolve(at=NINE + 3 * HOUR, by="kim", code="user_error", notes="n")
    inc = inc.close(at=NINE + 4 * HOUR, by="kim", closing_category="c")
    inc = inc.comment(at=NINE + 5 * HOUR, by="kim", text="done")

    assert [("a", 9, "ada"), ("b", 10, "grace"), ("c", 13, "kim")] == [
        (one.category, one.at.hour, one.by) for one in categorisations(inc.timeline())
    ]
    log = case("s", None, "a", None, "a")
    assert [("a", None)] == [(one.category, one.by) for one in categorisations(log)]
    same = Timeline.from_rows([(NINE, {"category": "a", "closing_category": "a"})])
    assert 1 == len(categorisations(same))


def test_of_many_wrong_categories_the_first_are_told_what_was_meant() -> None:
    """Every one is a fault, and looking for what was meant does not take a time for each."""
    tree = CategoryTree([f"area{n % 20}/part{n}" for n in range(400)])
    rules = [
        CategoryRule(f"r{n}", field("summary").is_(str(n)), f"aera{n % 20}/prat{n}")
        for n in range(200)
    ]
    with pytest.raises(FaultyDefinition) as refusal:
        Categoriser(rules, tree=tree)
    told = [str(fault) for fault in refusal.value.faults]
    assert 200 == len(told)
    assert "rule 'r49': suggests 'aera9/prat49'; did you mean 'area9/part49'?" == told[49]
    assert "rule 'r50': suggests 'aera10/prat50'; it is not for that" == told[50]
