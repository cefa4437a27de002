"""Contacts: what a person tells is judged aspect by aspect, and nothing of it is dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import pytest

from itsmcore import (
    INCIDENT,
    NORMAL_CHANGE,
    Desk,
    Impact,
    Incident,
    Level,
    Priority,
    Problem,
    Urgency,
)
from itsmcore.categories import Category, CategoryTree
from itsmcore.conditions import field
from itsmcore.dated import Dated
from itsmcore.decisions import Decision
from itsmcore.documents import Documents
from itsmcore.errors import BadValue, NotGiven, Refused
from itsmcore.incidents import Opened
from itsmcore.intake import Aspect, Contact, Judgement, TakenContact, take
from itsmcore.presets import servicenow
from itsmcore.priority import Floor, Prioritiser, PriorityMatrix
from itsmcore.problems import KnownError
from itsmcore.recurrence import Signature
from tests.instants import DAY, HOUR, NINE, TICK

TOLD: dict[str, Any] = {"at": NINE + HOUR, "by": "ada", "summary": "Outlook crashes on PC-0042"}
CONTACT = Contact(**TOLD, configuration_items=["mx-1"], channel="phone")
IMPACT = Decision([(field("configuration_items").contains("mx-1"), Impact.HIGH)], name="reach")
URGENCY: Decision[Level] = Decision([], default=Urgency.LOW)
UNLISTED = attrs.evolve(INCIDENT, prioritiser=Decision([], default=Priority.LOW))


def incident(id: str = "INC-1", **more: Any) -> Incident:
    """Open an incident of ada's an hour before."""
    facts = {"at": NINE, "by": "ada", "summary": "Mail", **more}
    return Incident.open(id, **facts)


def said(taken: TakenContact, aspect: Aspect) -> list[tuple[Any, str]]:
    """List what was decided about an aspect."""
    return [(one.answer, one.why) for one in taken.about(aspect)]


@attrs.frozen
class Guess:
    """A category that somebody guesses."""

    category: str
    confidence: float
    why: str


ODD: Any = Guess
"""Makes what is no guess."""


@attrs.frozen
class Guesses:
    """Suggests what it is told to."""

    guesses: Sequence[Guess]

    def suggest(self, facts: Mapping[str, Any], /) -> Sequence[Guess]:
        """Return the guesses, whatever the facts."""
        return self.guesses


# --- the contact --------------------------------------------------------------------------------


@pytest.mark.parametrize("flaw", ["a\0", "\ud800"])
@pytest.mark.parametrize(
    "name",
    ["summary", "description", "caller", "channel", "customer", "service", "location",
     "configuration_items", "custom"],
)  # fmt: skip
def test_what_a_contact_says_can_be_kept(name: str, flaw: str) -> None:
    """A text that no document holds is refused where it comes in."""
    value: Any = {"site": flaw} if name == "custom" else flaw
    with pytest.raises(BadValue) as caught:
        Contact(**{**TOLD, name: value})
    assert name == caught.value.field
    with pytest.raises(BadValue, match="custom"):
        Contact(**TOLD, custom={"share": float("nan")})
    with pytest.raises(BadValue, match="answer"):
        Judgement(Aspect.CATEGORY, object(), "x")


def test_whoever_tells_it_is_the_caller_unless_another_is_named() -> None:
    """A secretary tells it for the boss."""
    assert ("ada", "boss") == (CONTACT.caller, attrs.evolve(CONTACT, caller="boss").caller)
    assert "ada: Outlook crashes on PC-0042" == str(CONTACT)


def test_conditions_read_what_it_says() -> None:
    """What it does not say is absent; its custom facts have their space."""
    contact = attrs.evolve(CONTACT, custom={"floor": 3})
    assert {
        "summary": "Outlook crashes on PC-0042",
        "caller": "ada",
        "channel": "phone",
        "configuration_items": ("mx-1",),
        "custom": {"floor": 3},
        "opened_at": NINE + HOUR,
        "opened_by": "ada",
        "custom.floor": 3,
    } == dict(contact.facts)


@pytest.mark.parametrize("given", [{"summary": " "}, {"caller": ""}, {"by": 5}, {"service": 5}])
def test_a_contact_says_something(given: dict[str, Any]) -> None:
    """And is of the right kinds."""
    with pytest.raises(BadValue):
        Contact(**{**TOLD, **given})


# --- what is decided ----------------------------------------------------------------------------


def test_the_incident_is_opened_with_what_is_said_and_decided() -> None:
    """Every decision has its reason."""
    taken = take(
        attrs.evolve(CONTACT, caller="boss", custom={"floor": 3}),
        id="INC-2",
        suggester=Guesses([Guess("mail", 0.9, "says outlook"), Guess("pc", 0.8, "says pc")]),
        impact=IMPACT,
        urgency=URGENCY,
    )
    assert [
        ("category", "mail", "says outlook, 90 % sure"),
        ("impact", Impact.HIGH, "configuration_items contains 'mx-1'"),
        ("urgency", Urgency.LOW, "by default"),
        ("priority", Priority.MODERATE, "the priority matrix: Moderate (High impact, Low urgency)"),
    ] == [(one.aspect, one.answer, one.why) for one in taken.judgements]
    opened = Desk.of([Incident.begin(taken.event)]).one(Incident, "INC-2")
    assert ("boss", "ada", "mail", Priority.MODERATE, 3) == (
        opened.caller,
        opened.opened_by.name,
        opened.category,
        opened.priority,
        opened.custom["floor"],
    )


def test_what_nobody_decides_stays_open() -> None:
    """The incident stands in the queue as not prioritised."""
    taken = take(CONTACT, id="INC-2")
    assert [(None, "the priority matrix: says nothing (no impact, no urgency)")] == said(
        taken, Aspect.PRIORITY
    )
    told = "priority: open (the priority matrix: says nothing (no impact, no urgency))"
    assert told == str(taken.judgements[-1])
    none: Decision[Level] = Decision([], name="reach")
    taken = take(CONTACT, id="INC-2", impact=none, urgency=URGENCY)
    assert [(None, "no row of reach holds")] == said(taken, Aspect.IMPACT)
    told = "the priority matrix: says nothing (no impact)"
    assert [(None, told)] == said(taken, Aspect.PRIORITY)


def test_a_category_needs_enough_confidence() -> None:
    """What is too unsure is told, and not used."""
    taken = take(CONTACT, id="INC-2", suggester=Guesses([Guess("mail", 0.4, "says outlook")]))
    assert [(None, "mail is suggested, but only 40 % sure: says outlook")] == said(
        taken, Aspect.CATEGORY
    )
    assert None is taken.event.category
    taken = take(CONTACT, id="INC-2", suggester=Guesses([]))
    assert [(None, "nothing is suggested")] == said(taken, Aspect.CATEGORY)


def test_the_category_decides_with_the_rest() -> None:
    """A Decision reads it as a fact."""
    by_category = Decision([(field("category").is_("mail"), Impact.MEDIUM)])
    guesses = Guesses([Guess("mail", 1, "sure")])
    taken = take(CONTACT, id="INC-2", suggester=guesses, impact=by_category)
    assert Impact.MEDIUM == taken.event.impact


TREE = CategoryTree(["mail", "mail/delivery", Category("fax", is_retired=True, successor="mail")])


@pytest.mark.parametrize("categories", [TREE, Dated([(NINE, TREE)])])
@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("mial", "category cannot be 'mial'; did you mean 'mail'?"),
        ("fax", "category cannot be 'fax'; it is retired; give 'mail'"),
    ],
)
def test_a_category_that_the_model_does_not_know_is_left_out(
    categories: Any, path: str, why: str
) -> None:
    """The incident is opened without it, and why it was left out is told."""
    model = attrs.evolve(INCIDENT, categories=categories)
    guesses = Guesses([Guess(path, 1, "says outlook")])
    taken = take(CONTACT, id="INC-2", model=model, suggester=guesses)
    told = f"{why}; suggested by: says outlook, 100 % sure"
    assert [(None, told)] == said(taken, Aspect.CATEGORY)
    assert None is Incident.begin(taken.event, model=model).category
    known = take(CONTACT, id="INC-2", model=model, suggester=Guesses([Guess("mail", 1, "x")]))
    assert "mail" == known.event.category


def test_a_category_that_is_not_yet_in_force_is_left_out() -> None:
    """What was told before there were categories is opened without one."""
    model = attrs.evolve(INCIDENT, categories=Dated([(NINE + DAY, TREE)]))
    taken = take(CONTACT, id="INC-2", model=model, suggester=Guesses([Guess("mail", 1, "x")]))
    ((answer, why),) = said(taken, Aspect.CATEGORY)
    assert (None, None) == (answer, taken.event.category)
    assert why.startswith("category cannot be 'mail'; ")


@pytest.mark.parametrize(
    ("answer", "model", "why"),
    [
        (Impact("9", "Galactic", 9), INCIDENT, "known: "),
        ("high", INCIDENT, "'high'; "),
        (Urgency.HIGH, INCIDENT, "known: "),
        ("high", UNLISTED, "'high'; give a level"),
    ],
)
def test_a_level_that_the_model_does_not_know_is_left_out(
    answer: Any, model: Any, why: str
) -> None:
    """The incident is opened without it, and why it was left out is told."""
    strange: Decision[Any] = Decision([], default=answer)
    taken = take(CONTACT, id="INC-2", model=model, impact=strange)
    ((judged, told),) = said(taken, Aspect.IMPACT)
    assert (None, None) == (judged, taken.event.impact)
    assert told.startswith("impact cannot be ")
    assert why in told
    assert told.endswith("; decided by: by default")


def test_a_decision_that_reads_what_no_contact_has_says_so() -> None:
    """Where none of its rows holds, with what was probably meant; custom facts are anybody's."""
    slip = Decision(
        [(field("summry").contains("x"), Impact.HIGH), (field("custom.vip").is_(1), Impact.HIGH)],
        default=Impact.LOW,
    )
    taken = take(CONTACT, id="INC-2", impact=slip)
    why = "by default; it reads 'summry', which no contact has; did you mean 'summary'?"
    assert [(Impact.LOW, why)] == said(taken, Aspect.IMPACT)
    both = [(field("impact").is_(Impact.HIGH), Urgency.HIGH), (field("category").is_set, "x")]
    taken = take(CONTACT, id="INC-2", urgency=Decision(both))
    assert [(None, "no row of the decision holds")] == said(taken, Aspect.URGENCY)


def test_a_level_of_the_stock_scale_is_known_by_its_place() -> None:
    """Where the model has a scale of its own with as many."""
    taken = take(CONTACT, id="INC-2", model=servicenow.INCIDENT, impact=IMPACT, urgency=URGENCY)
    assert (servicenow.IMPACTS[0], servicenow.URGENCIES[2]) == (
        taken.event.impact,
        taken.event.urgency,
    )
    assert servicenow.PRIORITIES[2] == taken.about("priority")[0].answer


def test_the_rules_of_the_model_prioritise() -> None:
    """And each of them is told."""
    safety = Floor("safety", field("category").under("safety"), priority=Priority.HIGH)
    rules = Prioritiser(PriorityMatrix.default(), limits=safety)
    guesses = Guesses([Guess("safety/fire", 1, "sure")])
    model = INCIDENT.extended(name="ours", prioritiser=rules)
    taken = take(CONTACT, id="INC-2", model=model, suggester=guesses)
    why = (
        "the priority matrix: says nothing (no impact, no urgency); "
        "safety: High (priority at least High: none -> High)"
    )
    assert [(Priority.HIGH, why)] == said(taken, Aspect.PRIORITY)


# --- what is about the same ---------------------------------------------------------------------


def test_the_same_caller_and_item_may_be_the_same() -> None:
    """Whenever it was opened, as long as it is open; it is proposed, and opened all the same."""
    same = incident("INC-1", at=NINE - 9 * DAY, configuration_items=["mx-2", "mx-1"])
    done = incident("INC-3", configuration_items="mx-1").cancel(at=NINE, by="x", reason="x")
    others = [incident("INC-4", configuration_items="mx-1", caller="kim"), incident("INC-5")]
    taken = take(CONTACT, id="INC-2", records=[same, done, *others])
    assert [("INC-1", "same caller ada and same item mx-1")] == said(taken, Aspect.DUPLICATE_OF)
    desk = Desk.of([same, Incident.begin(taken.event)])
    merged = desk.do("INC-2", "mark_duplicate", at=NINE + HOUR, by="grace", of="INC-1")
    assert "INC-1" == merged.desk.one(Incident, "INC-2").duplicate_of


def test_without_an_item_the_service_tells() -> None:
    """With one it does not."""
    same = incident("INC-1", service="mail")
    contact = Contact(**TOLD, service="mail")
    taken = take(contact, id="INC-2", records=[same, incident("INC-3")])
    assert [("INC-1", "same caller ada and same service mail")] == said(taken, Aspect.DUPLICATE_OF)
    named = attrs.evolve(contact, configuration_items="pc-7")
    assert [] == said(take(named, id="INC-2", records=[same]), Aspect.DUPLICATE_OF)


def test_the_same_words_of_anybody_may_be_the_same() -> None:
    """Within a time; behind those of the same caller and item."""
    words = incident("INC-1", summary="Crashes of OUTLOOK", caller="kim")
    same = incident("INC-3", configuration_items="mx-1")
    taken = take(CONTACT, id="INC-2", records=[words, same])
    assert ["INC-3", "INC-1"] == [answer for answer, _ in said(taken, Aspect.DUPLICATE_OF)]
    assert "summary with the words crashes outlook, opened 2026-01-05 09:00" == (
        taken.about("duplicate_of")[1].why
    )
    assert [] == said(take(CONTACT, id="INC-2", records=[words], within=HOUR - TICK),
                      Aspect.DUPLICATE_OF)  # fmt: skip
    assert 1 == len(said(take(CONTACT, id="INC-2", records=[words], within=HOUR),
                         Aspect.DUPLICATE_OF))  # fmt: skip
    other = take(CONTACT, id="INC-2", records=[words], signature=Signature("description"))
    assert [] == said(other, Aspect.DUPLICATE_OF)


def test_what_has_enough_in_common_may_be_the_same() -> None:
    """Whoever tells it, in other words; behind those that are surer, and ranked as articles are."""
    alike = {"caller": "kim", "configuration_items": "mx-1"}
    records = [
        incident("INC-1", summary="Mailbox", **alike),
        incident("INC-3", summary="Outlook hangs", **alike),
        incident("INC-4", summary="My Outlook crashed", **alike),
        incident("INC-5", summary="Outlook crashed", at=NINE - 9 * DAY, **alike),
        incident("INC-6", configuration_items="mx-1"),
    ]
    taken = take(CONTACT, id="INC-2", records=records)
    assert [
        ("INC-6", "same caller ada and same item mx-1"),
        ("INC-4", "summary with the words crashes outlook, opened 2026-01-05 09:00"),
        ("INC-3", "same item mx-1; words outlook"),
    ] == said(taken, Aspect.DUPLICATE_OF)
    found = take(CONTACT, id="INC-2", records=records, least_score=4)
    assert ("INC-1", "same item mx-1") == said(found, Aspect.DUPLICATE_OF)[-1]


def test_the_same_words_may_have_other_endings() -> None:
    """English ones by default; by a signature of one's own, whatever its lexicon says."""
    words = incident("INC-1", summary="Outlook crashed", caller="kim")
    assert 1 == len(said(take(CONTACT, id="INC-2", records=[words]), Aspect.DUPLICATE_OF))
    exact = take(CONTACT, id="INC-2", records=[words], signature=Signature("summary"))
    assert [] == said(exact, Aspect.DUPLICATE_OF)


def test_only_another_incident_can_be_the_same() -> None:
    """A problem with the same words is not merged with it, nor is it its own duplicate."""
    problem = Problem.open("PRB-1", at=NINE, by="kim", summary="Outlook crashes")
    change = NORMAL_CHANGE.open("CHG-1", at=NINE, by="kim", summary="Outlook crashes")
    itself = incident("INC-2", configuration_items="mx-1")
    other = incident("INC-1", configuration_items="mx-1")
    taken = take(CONTACT, id="INC-2", records=[problem, change, itself, other])
    assert ["INC-1"] == [answer for answer, _ in said(taken, Aspect.DUPLICATE_OF)]


def test_known_errors_are_matched_best_first() -> None:
    """With what they have in common."""
    mail, other = (
        KnownError(
            problem=f"PRB-{n}",
            summary=summary,
            symptom=None,
            cause="x",
            workaround=None,
            items=items,
            services=(),
            category=None,
        )
        for n, (summary, items) in enumerate([("Outlook", ("mx-1",)), ("Outlook", ())])
    )
    taken = take(CONTACT, id="INC-2", known_errors=[other, mail])
    assert [
        ("PRB-0", "same item mx-1; words outlook"),
        ("PRB-1", "words outlook"),
    ] == said(taken, Aspect.KNOWN_ERROR)


# --- how it reads, and what is refused ----------------------------------------------------------


def test_it_is_a_table_and_a_document() -> None:
    """A row for each decision."""
    taken = take(CONTACT, id="INC-2", impact=IMPACT, records=[incident("INC-1", summary="x")])
    assert "impact    High    configuration_items contains 'mx-1'" in str(taken)
    assert "| impact | High |" in f"{taken:md}"
    assert "<table " in taken._repr_html_()
    assert {
        "aspect": "priority",
        "answer": None,
        "why": "the priority matrix: says nothing (no urgency)",
    } == taken.rows[-1]
    documents = Documents(models=[INCIDENT])
    assert CONTACT == documents.structure(documents.unstructure(CONTACT), Contact)
    read = documents.structure(documents.unstructure(taken), TakenContact)
    assert (taken, Opened) == (read, type(read.event))


@pytest.mark.parametrize(
    "found",
    [None, 5, "mail", ["mail"], [None], [Guess("", 1, "x")], [Guess("mail", 2, "x")],
     [Guess("mail", float("nan"), "x")], [ODD("mail", 1, None)], [ODD("mail", "1", "x")]],
)  # fmt: skip
def test_a_suggester_suggests_suggestions(found: Any) -> None:
    """What it returns instead is refused, with what was expected."""
    with pytest.raises(BadValue):
        take(CONTACT, id="INC-2", suggester=Guesses(found))


@pytest.mark.parametrize(
    "given",
    [
        {"contact": 5},
        {"model": NORMAL_CHANGE},
        {"records": [5]},
        {"known_errors": [5]},
        {"suggester": 5},
        {"least_confidence": "x"},
        {"least_confidence": 5},
        {"least_confidence": -0.1},
        {"impact": 5},
        {"signature": "summary"},
        {"within": -HOUR},
        {"least_score": "much"},
        {"id": 5},
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any]) -> None:
    """With the name of what is wrong."""
    arguments: dict[str, Any] = {"contact": CONTACT, "id": "INC-2", **given}
    with pytest.raises(BadValue):
        take(arguments.pop("contact"), **arguments)
    with pytest.raises(BadValue, match="aspect"):
        take(CONTACT, id="INC-2").about("colour")
    with pytest.raises(BadValue):
        Judgement("colour", 1, "x")  # type: ignore[arg-type]


def test_what_the_model_does_not_take_is_refused_by_it() -> None:
    """What the contact itself says, and a fact from outside that nobody gives."""
    by_form = attrs.evolve(INCIDENT, codes={**INCIDENT.codes, "channel": ("form",)})
    with pytest.raises(Refused):
        take(CONTACT, id="INC-2", model=by_form)
    outside = Decision([(field("given.storm").is_(True), Impact.HIGH)])
    with pytest.raises(NotGiven):
        take(CONTACT, id="INC-2", impact=outside)
