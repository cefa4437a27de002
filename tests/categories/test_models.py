"""Categories of a model: what a record may be opened, recategorised and closed with."""

import pickle
from datetime import datetime
from typing import Any

import attrs
import pytest

from itsmcore import INCIDENT, NORMAL_CHANGE, PROBLEM, Change, Desk, Incident, Problem
from itsmcore.categories import Category, CategoryTree
from itsmcore.conditions import field
from itsmcore.dated import Dated
from itsmcore.errors import BadValue, FaultyDefinition, GuardRefused, UnknownCode
from itsmcore.incidents import IncidentModel
from itsmcore.incidents._events import Closed, Recategorised
from itsmcore.lifecycle import Guard, Timer
from itsmcore.recurrence import Key, Occurrence, pareto
from tests.instants import DAY, HOUR, NEW_YEAR, NINE

OLD = CategoryTree(
    [
        "mail/outlook",
        Category("hardware", may_open=False, may_close=False),
        Category("hardware/server/disk", code="HW-D", synonyms="Platte"),
        Category("unknown", may_close=False),
        Category("fax", is_retired=True),
    ]
)
NEW = CategoryTree(
    [
        Category("mail", is_retired=True, successor="collaboration/mail"),
        "collaboration/mail",
        "hardware/server/disk",
    ]
)
TREES = Dated([(NEW_YEAR - 365 * DAY, OLD), (NEW_YEAR, NEW)])
TAKEN_OVER = (
    (OLD, "mail/outlook"),
    (NEW, "collaboration/mail"),
    (None, "mail/outlook"),
)
OURS = INCIDENT.extended(categories=OLD, name="ours")
DATED = INCIDENT.extended(categories=TREES, name="dated")


def opened(model: IncidentModel = OURS, at: datetime = NINE, **data: Any) -> Incident:
    """Open an incident."""
    return model.open("INC-1", at=at, by="ada", summary="It is slow", **data)


@pytest.mark.parametrize(
    ("category", "words"),
    [
        ("mail/outlok", "category cannot be 'mail/outlok'; did you mean 'mail/outlook'?"),
        ("HW-D", "category cannot be 'HW-D'; give its path, 'hardware/server/disk'"),
        ("platte", "category cannot be 'platte'; give its path, 'hardware/server/disk'"),
        (
            "hardware",
            "category cannot be 'hardware'; it is not for that; "
            "give one below it: 'hardware/server'",
        ),
        ("fax", "category cannot be 'fax'; it is retired"),
        (
            "zzz",
            "category cannot be 'zzz'; known: mail, mail/outlook, hardware/server, "
            "hardware/server/disk, unknown",
        ),
    ],
)
def test_a_category_is_one_that_the_model_opens_with(category: str, words: str) -> None:
    """And is given by its path; the refusal names the one that was meant."""
    with pytest.raises(UnknownCode) as refusal:
        opened(category=category)

    assert words in str(refusal.value)
    inc = opened(category="mail/outlook")
    with pytest.raises(UnknownCode) as refusal:
        inc.recategorise(at=NINE, by="ada", category=category)
    assert words in str(refusal.value)
    (reason,) = inc.why_not("recategorise", at=NINE, by="ada", category=category)
    assert ("unknown_code", words) == (reason.code, reason.words)
    assert () == inc.why_not("recategorise", at=NINE, by="ada", category="mail")
    assert (
        "hardware/server"
        == inc.recategorise(at=NINE, by="ada", category="hardware/server").category
    )


def test_a_closing_category_is_one_that_the_model_closes_with() -> None:
    """What is good enough to open with may say too little to close with."""
    inc = opened(category="unknown").resolve(at=NINE, by="ada", code="user_error", notes="None")

    with pytest.raises(UnknownCode, match="closing_category cannot be 'unknown'; it is not for"):
        inc.close(at=NINE, by="ada", closing_category="unknown")
    assert "mail" == inc.close(at=NINE, by="ada", closing_category="mail").closing_category


def test_a_case_that_is_closed_without_a_category_keeps_the_one_it_has() -> None:
    """By a person or a timer, though nothing may be closed with it if it is given."""
    inc = opened(category="unknown")
    inc = inc.resolve(at=NINE, by="ada", code="user_error", notes="n")
    for closed in (inc.close(at=NINE, by="ada"), inc.tick(at=NINE + 60 * DAY)):
        assert ("closed", "unknown", None) == (
            closed.state,
            closed.category,
            closed.closing_category,
        )


def test_a_guard_asks_people_for_the_closing_category() -> None:
    """And holds no timer up."""
    asked = Guard(
        "give the closing_category",
        ~field("category").is_("unknown")
        | field("event.closing_category").is_set
        | field("event.is_automatic").is_(True),
    )
    strict = OURS.with_guards({Closed: asked})
    inc = opened(strict, category="unknown")
    inc = inc.resolve(at=NINE, by="ada", code="user_error", notes="n")
    with pytest.raises(GuardRefused, match="give the closing_category"):
        inc.close(at=NINE, by="ada")
    assert "mail" == inc.close(at=NINE, by="ada", closing_category="mail").closing_category
    assert "closed" == inc.tick(at=NINE + 60 * DAY).state


def test_a_path_of_a_tree_may_say_what_it_is_not_for() -> None:
    """A branch that may be closed with none of its leaves names none."""
    tree = CategoryTree([Category("a", may_open=False), "b", "a_b"])
    with pytest.raises(UnknownCode, match="cannot be 'a'; it is not for that"):
        opened(INCIDENT.extended(categories=tree), category="a")


def test_the_tree_in_force_when_it_happens_decides() -> None:
    """Last year's path was good last year; today its successor is named."""
    inc = opened(DATED, NEW_YEAR - HOUR, category="mail/outlook")

    with pytest.raises(UnknownCode, match="'mail'; it is retired; give 'collaboration/mail'"):
        inc.recategorise(at=NEW_YEAR, by="ada", category="mail")
    with pytest.raises(UnknownCode, match="'mail/lists'; it is retired; give 'collaboration/mail"):
        inc.recategorise(at=NEW_YEAR, by="ada", category="mail/lists")
    with pytest.raises(UnknownCode, match="did you mean 'collaboration/mail'"):
        opened(DATED, NEW_YEAR, category="colaboration/mail")
    with pytest.raises(UnknownCode, match="cannot be 'collaboration/mail'; known: mail"):
        opened(DATED, NEW_YEAR - HOUR, category="collaboration/mail")
    with pytest.raises(UnknownCode, match="nothing is in force at 2024"):
        opened(DATED, NEW_YEAR - 400 * DAY, category="mail")
    assert "collaboration/mail" == opened(DATED, NEW_YEAR, category="collaboration/mail").category
    assert opened(DATED, NEW_YEAR - 400 * DAY).category is None


def test_a_stored_history_loads_and_is_audited() -> None:
    """What the tree no longer has is a finding, and no reason not to load."""
    inc = opened(INCIDENT, category="emial").recategorise(at=NINE, by="ada", category="mail")

    assert "mail" == Incident.replay(inc.history, model=OURS).category
    (finding,) = Incident.audit(inc.history, model=OURS)
    assert (0, "unknown_code") == (finding.index, finding.reasons[0].code)
    assert [0, 1] == [
        one.index for one in Incident.audit(inc.history, model=OURS.extended(categories=NEW))
    ]
    assert [0] == [
        one.index
        for one in Incident.audit(
            inc.history, model=DATED.extended(categories=Dated([(NINE, OLD), (NINE + DAY, NEW)]))
        )
    ]


def test_problems_and_changes_have_categories_too() -> None:
    """They are opened and updated with them."""
    problems = PROBLEM.extended(categories=TREES)
    changes = NORMAL_CHANGE.extended(categories=OLD)
    problem = problems.open("PRB-1", at=NINE, by="ada", summary="s", category="collaboration/mail")
    change = changes.open("CHG-1", at=NINE, by="ada", summary="s", category="mail")

    for record in (problem, change):
        with pytest.raises(UnknownCode, match="category cannot be 'nowhere'"):
            record.update(at=NINE, by="ada", category="nowhere")
    with pytest.raises(UnknownCode, match="category cannot be 'mial'; did you mean 'mail'"):
        changes.open("CHG-2", at=NINE, by="ada", summary="s", category="mial")
    for model in (problems, changes):
        assert "closing_category" not in model.legal
        assert {"category"} == set(model.paths)
    assert {} == changes.dated
    assert isinstance(problem, Problem)
    assert isinstance(change, Change)


def test_a_form_offers_the_categories() -> None:
    """Those of the latest tree, to open with and to close with."""
    (category,) = OURS.arguments("recategorise")
    closing = {one.name: one for one in OURS.arguments("close")}["closing_category"]

    assert tuple(OLD.openable) == category.options
    assert tuple(OLD.closable) == closing.options
    assert tuple(NEW.openable) == DATED.arguments("recategorise")[0].options
    assert () == INCIDENT.arguments("recategorise")[0].options
    assert ({}, {}) == (INCIDENT.dated, INCIDENT.paths)


@pytest.mark.parametrize(
    ("at", "tree"),
    [(NEW_YEAR - 365 * DAY, OLD), (NEW_YEAR - HOUR, OLD), (NEW_YEAR, NEW), (NEW_YEAR + DAY, NEW)],
)
def test_choices_offer_what_is_legal_at_their_instant(at: datetime, tree: CategoryTree) -> None:
    """A form for a dated tree offers nothing that the verb then refuses."""
    inc = opened(DATED, NEW_YEAR - 400 * DAY)
    choices = {one.verb: one for one in inc.choices(at=at, by="ada")}
    (category,) = choices["recategorise"].arguments
    (closing,) = choices["close"].arguments

    assert tuple(tree.openable) == category.options
    assert tuple(tree.closable) == closing.options
    for path in category.options:
        assert path == inc.recategorise(at=at, by="ada", category=str(path)).category


def test_choices_offer_no_category_before_the_first_tree() -> None:
    """Whatever else a form asks for stays as it is."""
    inc = opened(DATED, NEW_YEAR - 400 * DAY)
    choices = {one.verb: one for one in inc.choices(at=NEW_YEAR - 400 * DAY, by="ada")}

    assert () == choices["recategorise"].arguments[0].options
    assert DATED.arguments("hold") == choices["hold"].arguments


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (field("category").is_("emial"), "category is 'emial'; did you mean 'mail'?"),
        (field("category").is_in(["mail", "malL"]), "category is in 'malL'; did you mean 'mail'?"),
        (field("event.category").under("hardwre"), "is under 'hardwre'; did you mean 'hardware'?"),
        (field("after.category").is_("fac"), "after.category is 'fac'; did you mean 'fax'?"),
        (field("closing_category").under("HW-D"), "give its path, 'hardware/server/disk'"),
    ],
)
def test_a_condition_that_asks_for_no_category_is_a_fault(condition: Any, words: str) -> None:
    """A guard that waits for a slip would wait for ever."""
    with pytest.raises(FaultyDefinition) as refusal:
        OURS.with_guards({Recategorised: Guard("it must be so", condition)})

    (fault,) = refusal.value.faults
    assert "unknown_category" == fault.code
    assert words in fault.words


def test_a_condition_may_ask_for_what_was_once_a_category() -> None:
    """Records that were sorted by it are still there; so is what is retired."""
    guards = (
        Guard("a", ~field("category").under("mail/outlook")),
        Guard("b", ~field("category").is_in(["fax", "collaboration/mail"])),
        Guard("c", ~field("category").is_(field("closing_category"))),
        Guard("d", ~field("category").contains("anything")),
        Guard("e", ~field("category").is_(5)),
    )
    assert DATED.with_guards({Recategorised: guards}).name


def test_a_default_is_a_category_of_the_model() -> None:
    """It is verified when the model is built."""
    with pytest.raises(FaultyDefinition) as refusal:
        OURS.with_defaults(category="outlook")
    (fault,) = refusal.value.faults
    assert "unknown_code" == fault.code
    assert "mail/outlook" in fault.words
    assert "unknown" == opened(OURS.with_defaults(category="unknown")).category


def test_what_follows_by_itself_is_sorted_by_the_tree_too() -> None:
    """A timer that would give a category that is not there is a fault."""
    timer = Timer(
        "sort_out", Recategorised, states="new", after=DAY, data={"category": "mail/outlok"}
    )
    with pytest.raises(FaultyDefinition) as refusal:
        OURS.extended(timer)

    (fault,) = refusal.value.faults
    assert "unknown_code" == fault.code
    assert "did you mean 'mail/outlook'?" in fault.words
    assert OURS.extended(attrs.evolve(timer, data={"category": "mail/outlook"})).timers


def test_codes_and_categories_do_not_both_say_what_a_category_is() -> None:
    """One of the two would be silently ignored."""
    with pytest.raises(FaultyDefinition) as refusal:
        OURS.extended(codes={"closing_category": ("mail",)})

    assert ["duplicate_codes"] == [fault.code for fault in refusal.value.faults]
    assert INCIDENT.extended(codes={"category": ("mail",)}).name


@pytest.mark.parametrize("categories", [5, ["mail"], Dated([(NINE, 5)]), Dated([(NINE, None)])])
@pytest.mark.parametrize("model", [INCIDENT, PROBLEM, NORMAL_CHANGE])
def test_categories_are_a_tree(categories: Any, model: Any) -> None:
    """Or one that changes over time."""
    with pytest.raises(BadValue, match="give a CategoryTree, a Dated of such trees, or None"):
        model.extended(categories=categories)


def test_what_is_taken_over_is_read_by_the_tree_of_the_day() -> None:
    """A category that is retired by then moves on, and one that is not there stays behind."""
    closed = opened(DATED, NEW_YEAR - DAY, category="mail/outlook").cancel(
        at=NEW_YEAR - DAY, by="ada", reason="none"
    )
    assert "collaboration/mail" == closed.follow_up(id="INC-2", at=NEW_YEAR, by="ada").category
    assert "mail/outlook" == closed.follow_up(id="INC-2", at=NEW_YEAR - HOUR, by="ada").category
    old = attrs.evolve(DATED, categories=Dated([(NEW_YEAR + DAY, OLD)]))
    moved = Incident.replay(closed.history, model=old)
    assert moved.follow_up(id="INC-2", at=NEW_YEAR, by="ada").category is None
    unlisted = opened(INCIDENT, category="other").cancel(at=NINE, by="ada", reason="none")
    under = Incident.replay(unlisted.history, model=OURS)
    assert under.follow_up(id="INC-2", at=NINE, by="ada").category is None
    assert "other" == unlisted.follow_up(id="INC-2", at=NINE, by="ada").category


def test_a_conversion_takes_over_what_the_other_model_has() -> None:
    """An incident that turns out to be a problem keeps its category if problems have it."""
    desk = Desk.of([opened(category="mail/outlook")])
    for tree, category in (
        (OLD, "mail/outlook"),
        (NEW, "collaboration/mail"),
        (None, "mail/outlook"),
    ):
        to = PROBLEM.extended(categories=tree)
        done = desk.convert("INC-1", to=to, number="PRB-1", at=NINE, by="ada")
        record: Any = done.desk.records["PRB-1"]
        assert category == record.category


def test_a_problem_takes_over_the_category_of_a_recurrence() -> None:
    """As long as problems are opened with it."""
    found = [Occurrence(f"I{n}", NINE, {"category": "mail/outlook"}) for n in range(5)]
    (recurrence,) = pareto(found, Key("category"))
    for tree, category in (
        (OLD, "mail/outlook"),
        (NEW, "collaboration/mail"),
        (None, "mail/outlook"),
    ):
        model = PROBLEM.extended(categories=tree)
        opening = recurrence.problem("PRB-1", at=NINE, by="ada", model=model)
        assert category == opening.category
    assert (
        recurrence.problem(
            "P", at=NINE, by="a", model=PROBLEM.extended(categories=CategoryTree(["x"]))
        ).category
        is None
    )


def test_models_with_categories_are_values() -> None:
    """They pickle, compare, and tell their editions apart."""
    twin = pickle.loads(pickle.dumps(DATED))

    assert DATED == twin
    assert DATED.digest == twin.digest
    assert len({INCIDENT.digest, OURS.digest, DATED.digest}) == 3
    inc = opened(DATED, category="collaboration/mail")
    assert inc == pickle.loads(pickle.dumps(inc))
