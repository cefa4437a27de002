"""Rules for a priority: several ways of assessing, floors and ceilings, and what is explained."""

from typing import Any

import attrs
import pytest

from itsmcore.assessment import Opinion, Question, Questionnaire
from itsmcore.conditions import NEVER, Facts, as_condition, field, given
from itsmcore.decisions import Decision
from itsmcore.errors import BadCondition, BadValue, FaultyDefinition, Incomparable, NotGiven
from itsmcore.incidents import INCIDENT
from itsmcore.level import Impact, Level, Priority, Urgency
from itsmcore.priority import Ceiling, Floor, Pin, Prioritiser, PriorityMatrix
from itsmcore.problems import PROBLEM
from itsmcore.risk import Risk
from tests.instants import NINE

CRITICAL, HIGH, MODERATE, LOW, PLANNING = Priority.scale
MATRIX = PriorityMatrix.default()
VIP = Floor("a VIP calls", field("tags").contains("vip"), urgency=Urgency.HIGH)
SAFETY = Floor("safety", field("category").under("safety"), priority=HIGH)
TEST = Ceiling("a test system", field("tags").contains("test"), priority=LOW)
UNHURRIED = Ceiling("no hurry", field("tags").contains("later"), urgency=Urgency.LOW)


def case(impact: Level | None = None, urgency: Level | None = None, **facts: Any) -> dict[str, Any]:
    return {"impact": impact, "urgency": urgency, **facts}


def test_a_floor_of_the_urgency_leaves_the_impact() -> None:
    """A VIP with little impact is a moderate case, not a critical one."""
    told = Prioritiser(MATRIX, limits=VIP).explain(case(Impact.LOW, Urgency.LOW, tags=("vip",)))
    assert (MODERATE, Impact.LOW, Urgency.HIGH) == (told.priority, told.impact, told.urgency)
    assert "the priority matrix" == told.by


def test_a_floor_beats_a_ceiling_and_both_are_named() -> None:
    """The ceiling comes first, so that what was critical is as high as the floor."""
    rules = Prioritiser(MATRIX, limits=[SAFETY, TEST])
    told = rules.explain(case(Impact.HIGH, Urgency.HIGH, tags=("test",), category="safety/fire"))
    assert (HIGH, "safety") == (told.priority, told.by)
    assert [
        "the priority matrix: Critical (High impact, High urgency)",
        "a test system: Low (priority at most Low: Critical -> Low)",
        "safety: High (priority at least High: Low -> High)",
        "priority: High, by safety",
    ] == str(told).splitlines()
    assert ["the priority matrix", "a test system", "safety"] == [r["rule"] for r in told.rows]
    assert "| safety | High |" in f"{told:md}"
    assert "<td>safety</td>" in told._repr_html_()


@pytest.mark.parametrize("limits", [(VIP, UNHURRIED), (UNHURRIED, VIP)])
def test_a_floor_of_the_urgency_beats_its_ceiling(limits: Any) -> None:
    """In whatever order they are written."""
    rules = Prioritiser(MATRIX, limits=limits)
    told = rules.explain(case(Impact.LOW, Urgency.MEDIUM, tags=("vip", "later")))
    assert Urgency.HIGH == told.urgency


def test_the_higher_of_two_floors_counts() -> None:
    """One that holds and changes nothing is named too."""
    other = Floor("a vital service", field("service").is_("payroll"), priority=CRITICAL)
    rules = Prioritiser(MATRIX, limits=[other, SAFETY])
    told = rules.explain(case(Impact.LOW, Urgency.LOW, category="safety", service="payroll"))
    assert (CRITICAL, "a vital service") == (told.priority, told.by)
    assert "priority at least High: no change" == told.opinions[-1].words


def test_where_nothing_is_stated_a_floor_counts_and_a_ceiling_does_not() -> None:
    """Nothing is less than the least; and at most nothing is nothing."""
    rules = Prioritiser(MATRIX, limits=[SAFETY, TEST, VIP, UNHURRIED])
    assert HIGH == rules.decide(case(category="safety"))
    assert rules.decide(case(tags=("test",))) is None
    told = rules.explain(case(tags=("later",)))
    assert (None, None, None) == (told.priority, told.urgency, told.by)
    assert "no hurry: says nothing (urgency at most Low: no change)" == str(told.opinions[0])
    assert "priority: not known" == str(told).splitlines()[-1]
    assert Urgency.HIGH == rules.explain(case(tags=("vip",))).urgency


def test_a_floor_counts_for_a_level_of_another_scale() -> None:
    """As an old history may hold: it cannot be compared, and a ceiling leaves it."""
    odd = Level("odd", "Odd", 9)
    assert Urgency.HIGH == VIP.applied_to(odd)
    assert odd is UNHURRIED.applied_to(odd)


def test_the_highest_of_several_counts_and_each_is_shown() -> None:
    """A matrix, weights and a decision; what has no answer has no say."""
    weights = Questionnaire(
        [Question("impact", {"high": 9, "low": 0}), Question("users", {"few": 0, "many": 20})],
        levels={0: PLANNING, 20: CRITICAL},
        name="the weights",
    )
    rows = Decision([(field("category").is_("network"), HIGH)], name="the rules")
    rules = Prioritiser([MATRIX, weights, rows])
    told = rules.explain(case(Impact.LOW, Urgency.LOW, users="many", category="network"))
    assert (CRITICAL, "the weights") == (told.priority, told.by)
    assert [PLANNING, CRITICAL, HIGH] == [opinion.level for opinion in told.opinions]
    told = rules.explain(case(Impact.LOW, Urgency.LOW, category="mail"))
    assert (PLANNING, "the priority matrix") == (told.priority, told.by)
    assert [PLANNING, None, None] == [opinion.level for opinion in told.opinions]
    assert "users cannot be None; give one of few, many" == told.opinions[1].words


def test_an_impact_that_nobody_stated_comes_from_services_and_users() -> None:
    """What somebody stated stands, and what the rules said is shown beside it."""
    users = Decision(
        [(field("users") > 100, Impact.HIGH), (field("users") > 5, Impact.MEDIUM)],
        default=Impact.LOW,
        name="the users",
    )
    vital = Decision([(field("service").is_("payroll"), Impact.HIGH)], name="the services")
    rules = Prioritiser(MATRIX, impact=[users, vital])
    told = rules.explain(case(None, Urgency.HIGH, users=7, service="payroll"))
    assert (Impact.HIGH, CRITICAL) == (told.impact, told.priority)
    assert ["the users: Medium (users > 5)", "the services: High (service is 'payroll')"] == [
        str(opinion) for opinion in told.opinions[:2]
    ]
    told = rules.explain(case(Impact.LOW, Urgency.HIGH, users=7, service="payroll"))
    assert (Impact.LOW, MODERATE) == (told.impact, told.priority)


USERS = Decision([(field("service").is_("pay"), Impact.HIGH)], name="the users")


def test_limits_read_the_impact_and_the_urgency_that_count() -> None:
    """Of a priority both, of an urgency the impact: what was found counts as if it were stated."""
    big = Floor("big", field("impact").is_(Impact.HIGH), priority=CRITICAL)
    soon = Floor("soon", field("impact").is_(Impact.HIGH), urgency=Urgency.MEDIUM)
    hurried = Floor("hurried", field("urgency").is_(Urgency.MEDIUM), priority=HIGH)
    facts = {"service": "pay", "urgency": Urgency.LOW}

    told = Prioritiser(MATRIX, impact=USERS, limits=big).explain(facts)
    assert (Impact.HIGH, CRITICAL, "big") == (told.impact, told.priority, told.by)
    told = Prioritiser(MATRIX, impact=USERS, limits=soon).explain(facts)
    assert (Urgency.MEDIUM, HIGH) == (told.urgency, told.priority)
    told = Prioritiser(MATRIX, limits=[soon, hurried]).explain(case(Impact.HIGH, Urgency.LOW))
    assert "hurried: High (priority at least High: no change)" == str(told.opinions[-1])


def test_limits_of_the_urgency_read_the_one_that_was_stated() -> None:
    """So that none depends on another, in whatever order they are written."""
    limits = [
        Floor("a", field("urgency").is_(Urgency.LOW), urgency=Urgency.MEDIUM),
        Floor("b", field("urgency").is_(Urgency.MEDIUM), urgency=Urgency.HIGH),
    ]
    told = Prioritiser(MATRIX, limits=limits).explain(case(Impact.LOW, Urgency.LOW))
    assert Urgency.MEDIUM == told.urgency


@attrs.frozen
class Says:
    """An assessor of a user's own that says whatever it is told to."""

    answer: Any
    name: str = "mine"

    def opinion(self, facts: Facts, /) -> Opinion:
        """Say it."""
        return self.answer  # type: ignore[no-any-return]


def odd_opinion(level: Any) -> Opinion:
    return Opinion("mine", level, "w")


@pytest.mark.parametrize("answer", [None, "high", CRITICAL, odd_opinion("high"), odd_opinion(5)])
def test_what_an_assessor_says_is_an_opinion(answer: Any) -> None:
    """Anything else is an error that names it, and not taken for having no say."""
    with pytest.raises(BadValue, match=r"what mine says cannot be .*; give an Opinion with a lev"):
        Prioritiser([MATRIX, Says(answer)]).decide(case(Impact.LOW, Urgency.LOW))
    with pytest.raises(BadValue, match=r"what mine says cannot be .*; give an Opinion with a lev"):
        Prioritiser(MATRIX, impact=Says(answer)).decide(case())


def test_an_assessor_without_a_name_goes_by_its_class() -> None:
    """Or with one that is no text."""
    with pytest.raises(BadValue, match="what Says says cannot be None"):
        Prioritiser(Says(None, name=5)).decide({})  # type: ignore[arg-type]


def test_an_assessor_answers_on_the_scale_of_the_others() -> None:
    """Of two levels of different scales neither is the higher."""
    rules = Prioritiser([MATRIX, Says(Opinion("mine", Risk.LOW, "w"))])
    with pytest.raises(Incomparable, match=r"mine is Risk.LOW, which cannot be ordered against Pr"):
        rules.decide(case(Impact.LOW, Urgency.LOW))
    assert Risk.LOW == rules.decide(case())


@attrs.frozen
class Loudest:
    """An assessor of a user's own."""

    def opinion(self, facts: Facts, /) -> Opinion:
        """Say that it is critical, or refuse to."""
        if facts.get("voice", None) is None:
            raise BadValue(field="voice", value=None, expected="a text")
        return Opinion("loudest", CRITICAL, "they shouted")


def test_an_assessor_of_one_s_own_has_a_say() -> None:
    """Whatever has an opinion; its levels are known only once it has one."""
    rules = Prioritiser([MATRIX, Loudest()])
    assert CRITICAL == rules.decide(case(Impact.LOW, Urgency.LOW, voice="!"))
    told = rules.explain(case(Impact.LOW, Urgency.LOW))
    assert (PLANNING, "Loudest") == (told.priority, told.opinions[1].name)
    assert Priority.scale == rules.priorities
    alone = Prioritiser(Loudest())
    assert ((), None) == (alone.priorities, alone.matrix)
    assert "impact" not in attrs.evolve(INCIDENT, prioritiser=alone).legal


def test_what_is_not_given_is_asked_for() -> None:
    """Nothing is guessed for an outside fact."""
    rules = Prioritiser(MATRIX, limits=Floor("vital", given("is_vital").is_(True), priority=HIGH))
    with pytest.raises(NotGiven, match="is_vital"):
        rules.decide(case(Impact.LOW, Urgency.LOW))


# --- definitions ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Floor, Ceiling])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "limit cannot be .*; give an urgency or a priority, one of them"),
        ({"urgency": Urgency.LOW, "priority": LOW}, "an urgency or a priority, one of them"),
        ({"urgency": Impact.LOW}, "an impact is how much is affected, and no rule changes that"),
        ({"priority": "high"}, "priority cannot be 'high'; give a level of priority"),
    ],
)
def test_a_limit_has_one_level_and_never_an_impact(
    kind: Any, options: dict[str, Any], words: str
) -> None:
    """Whether it is the least or the most."""
    with pytest.raises(BadValue, match=words):
        kind("x", field("tags").contains("vip"), **options)


def faults(*arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(FaultyDefinition, match="the prioritiser has") as refusal:
        Prioritiser(*arguments, **options)
    return [fault.code for fault in refusal.value.faults]


def test_the_faults_of_rules_are_found_together() -> None:
    """Before anything is prioritised by them."""
    assert ["no_engines"] == faults([])
    low = Decision([(field("x").is_(1), Risk.LOW), (field("x").is_(2), "odd")])
    assert ["mixed_scales", "no_level"] == faults([MATRIX, low])
    assert ["mixed_scales"] == faults(MATRIX, impact=[low, MATRIX])[:1]
    other = Urgency("now", "Now", 9)
    limits = [
        Floor("a", field("x").is_(1), urgency=other),
        Floor("a", NEVER, priority=LOW),
        Ceiling("b", field("computed_priority") > LOW, priority=LOW),
    ]
    assert ["unknown_level", "duplicate_limit", "never_matches", "circular"] == faults(
        MATRIX, limits=limits
    )
    circle = Decision([(field("priority").is_(LOW), HIGH)])
    assert ["circular"] == faults([MATRIX, circle])


def test_an_impact_that_the_matrix_lacks_is_a_fault() -> None:
    """It would leave every case that it is found for without a priority."""
    odd = Decision([], default=HIGH, name="odd")
    assert ["unknown_level"] == faults(MATRIX, impact=odd)
    with pytest.raises(FaultyDefinition, match="prioritiser has 1 fault") as refusal:
        Prioritiser(MATRIX, impact=[USERS, Decision([], default=Impact("h", "Hgh", 3), name="odd")])
    assert (
        "odd: may come to the impact Impact('h', 'Hgh', 3), which the matrix lacks; "
        "did you mean Impact.HIGH?"
    ) == str(refusal.value.faults[0])
    form = Questionnaire([Question("users", {"few": 0})], levels={0: Risk.LOW}, name="form")
    assert ["unknown_level"] == faults(MATRIX, impact=form)
    weights = Questionnaire([Question("impact", {"high": 1})], levels={0: LOW})
    assert LOW == Prioritiser(weights, impact=odd).decide({})


@pytest.mark.parametrize("name", ["pin", "pinned_priority", "pin_reason", "pinned_until"])
def test_no_rule_reads_a_pin(name: str) -> None:
    """What is pinned counts instead of what the rules say, and changes nothing of that."""
    limit = Floor("a", field(name).is_set, priority=LOW)
    assert ["circular"] == faults(MATRIX, limits=limit)
    assert ["circular"] == faults([MATRIX, Decision([(field(name).is_set, HIGH)])])
    assert ["circular"] == faults(MATRIX, impact=Decision([(field(name).is_set, Impact.LOW)]))


@pytest.mark.parametrize("name", ["priority", "computed_priority", "pin"])
def test_no_question_reads_the_priority(name: str) -> None:
    """It would ask for itself without end."""
    form = Questionnaire([Question(name, {"x": 0})], levels={0: LOW}, name="form")
    assert ["circular"] == faults([MATRIX, form])


@pytest.mark.parametrize("engines", ["matrix", 5, [field("x").is_set], [PriorityMatrix]])
def test_what_cannot_assess_is_refused(engines: Any) -> None:
    """A condition and a class are none, either."""
    with pytest.raises(BadValue, match="a questionnaire, a priority matrix or a decision"):
        Prioritiser(engines)
    with pytest.raises(BadValue, match="floors and ceilings"):
        Prioritiser(MATRIX, limits=engines)


def test_a_matrix_says_why_it_has_no_opinion() -> None:
    """For what is missing, and for what it does not know."""
    odd = Urgency("odd", "Odd", 9)
    told = MATRIX.opinion(case(None, odd))
    assert (None, "no impact, urgency Urgency('odd', 'Odd', 9) is not in it") == (
        told.level,
        told.words,
    )


def test_a_rule_that_is_silent_is_no_matrix() -> None:
    """Every pair needs a priority, and the others are named."""
    silent = Decision([(field("impact").is_(Impact.HIGH), HIGH)])
    with pytest.raises(FaultyDefinition) as refusal:
        PriorityMatrix.of(silent)
    assert 6 == len(refusal.value.faults)
    assert "Medium impact, High urgency: has no priority" == str(refusal.value.faults[0])


# --- on records -------------------------------------------------------------------------------

OURS = INCIDENT.extended(
    name="ours",
    prioritiser=Prioritiser(
        [MATRIX, Decision([(field("is_major").is_(True), CRITICAL)], name="major incidents")],
        limits=[VIP, SAFETY, TEST],
    ),
)


def test_a_record_is_prioritised_by_its_model() -> None:
    """In whatever its facts are, and as its timeline tells."""
    inc = OURS.open("INC-1", at=NINE, by="ada", summary="s", impact=Impact.LOW, urgency=Urgency.LOW)
    assert (PLANNING, "the priority matrix") == (inc.priority, inc.prioritisation.by)
    inc = inc.update(at=NINE, by="ada", tags="vip").recategorise(
        at=NINE, by="ada", category="safety/fire"
    )
    assert (HIGH, "safety") == (inc.priority, inc.prioritisation.by)
    inc = inc.promote_major(at=NINE, by="ada")
    assert CRITICAL == inc.priority == inc.computed_priority
    told = [step.facts["priority"] for step in inc.timeline().steps]
    assert [PLANNING, MODERATE, HIGH, CRITICAL] == told


@pytest.mark.parametrize("model", [INCIDENT, PROBLEM], ids=str)
def test_what_a_record_does_not_have_is_no_rule_for_it(model: Any) -> None:
    """A misspelt fact, one of an event, and one that nobody gives."""
    bad = Prioritiser(
        [MATRIX, Decision([(given("users") > 5, HIGH)], name="users")],
        limits=[
            Floor("a", field("catgory").is_("x"), priority=HIGH),
            Floor("b", field("event.by").is_("x"), priority=HIGH),
        ],
    )
    with pytest.raises(FaultyDefinition) as refusal:
        model.extended(name="bad", prioritiser=bad)
    told = [(fault.code, fault.subject) for fault in refusal.value.faults]
    assert ("unknown_fact", "limit 'a'") in told
    assert "did you mean 'category'?" in str(refusal.value)
    assert "limit 'b'" in [subject for _, subject in told]
    assert ("outside_fact", "row 1 of users") in told


def test_a_pin_has_a_priority_and_a_reason() -> None:
    """Its end is said where it has one."""
    assert "High (the board asks)" == str(Pin(HIGH, "the board asks"))
    assert "High until 2026-01-05 09:00 UTC (r)" == str(Pin(HIGH, "r", NINE))
    with pytest.raises(BadValue, match="priority"):
        Pin("high", "r")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="reason"):
        Pin(HIGH, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("model", [INCIDENT, PROBLEM], ids=str)
def test_questions_ask_what_records_have(model: Any) -> None:
    """A misspelt fact, one that nobody gives, and the priority itself."""
    levels: dict[float, Level] = {0: LOW}
    form = Questionnaire(
        [Question("impct", {"high": 9}), Question("given.outage", {"yes": 9})], levels=levels
    )
    with pytest.raises(FaultyDefinition) as refusal:
        model.extended(name="bad", prioritiser=form)
    told = [fault.code for fault in refusal.value.faults]
    assert ["unknown_fact", "outside_fact"] == told
    assert "did you mean 'impact'?" in str(refusal.value)
    assert ["circular"] == faults(Questionnaire([Question("priority", {"x": 1})], levels=levels))


def test_without_a_matrix_the_levels_are_those_of_the_questions() -> None:
    """As far as they are stock levels."""
    form = Questionnaire(
        [
            Question("impact", {"high": 9, "low": 0}),
            Question("urgency", {"now": 9}),
            Question("category", {"mail": 1}),
        ],
        levels={0: LOW, 9: HIGH},
    )
    legal = attrs.evolve(INCIDENT, prioritiser=form).legal
    assert ((Impact.HIGH, Impact.LOW), (HIGH, LOW)) == (legal["impact"], legal["pinned_priority"])
    assert "urgency" not in legal


def reads_priority(facts: Any) -> bool:
    """Ask for what it is to give."""
    return facts.get("priority") is not None


def test_a_function_that_reads_the_priority_is_told() -> None:
    """Nobody can see that before it is called."""
    rules = Prioritiser(MATRIX, limits=Floor("odd", as_condition(reads_priority), priority=HIGH))
    model = INCIDENT.extended(name="odd", prioritiser=rules)
    inc = model.open("INC-1", at=NINE, by="ada", summary="s")
    with pytest.raises(BadCondition, match="has a function that reads the priority"):
        _ = inc.priority
