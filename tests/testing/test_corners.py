"""The kit's corners: odd models, odd options, and a missing hypothesis."""

import importlib.util
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st

import itsmcore.testing
from itsmcore.approval import ApprovalRequested, Percent
from itsmcore.catalogue import CatalogueItem
from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import ALWAYS, Field, given
from itsmcore.decisions import Match
from itsmcore.errors import BadValue
from itsmcore.figures import Figure
from itsmcore.improvements import Improvement, Outcome
from itsmcore.incidents import INCIDENT, STANDARD, Incident
from itsmcore.level import Impact, Level
from itsmcore.lifecycle import Actor, Event, Form, Guard, Lifecycle, Rule, Side, Snapshot
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.objectives import Objective
from itsmcore.outages import Outage
from itsmcore.plans import Plan
from itsmcore.priority import Ceiling, Floor, Limit
from itsmcore.requests import Amended, Opened
from itsmcore.services import Availability, ServiceMap
from itsmcore.testing import (
    Firing,
    agreements,
    arguments,
    availabilities,
    backlogs,
    catalogue_items,
    categorisers,
    category_trees,
    figures,
    forms,
    improvements,
    instants,
    machine_for,
    objectives,
    outages,
    paths,
    plans,
    prioritisers,
    service_maps,
    snapshots,
)
from itsmcore.testing._arguments import _items, _taken_by, number_of, outside_values
from itsmcore.testing._fitting import _others
from itsmcore.testing._samples import samples
from tests.instants import NINE
from tests.requests.cases import LAPTOP, LAPTOP_ITEM
from tests.support import LOAN, STATES, LoanModel, Lost, Renewed

sought_for = settings(max_examples=1_000, deadline=None, database=None, phases=[Phase.generate])

FEW = settings(max_examples=200, database=None, deadline=None, phases=[Phase.generate])


@attrs.frozen(kw_only=True)
class Weighed(Event):
    """Weigh it, by a level that no table of the model lists."""

    verb: ClassVar[str] = "weigh"
    size: Impact
    grams: int = attrs.field()
    share: float | None = None

    @grams.validator
    def _is_odd(self, _: object, grams: int) -> None:
        if grams % 2 == 0:
            raise BadValue(field="grams", value=grams, expected="an odd number")


def test_the_import_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where hypothesis is missing."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    spec = importlib.util.spec_from_file_location("no_kit", itsmcore.testing.__file__)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(ImportError, match=r"pip install 'itsmcore\[testing\]'"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_instants_outside_the_years_of_zone_tables() -> None:
    """Are drawn all the same."""
    assert 1900 <= find(instants(min_year=1900, max_year=1901), lambda _: True).year <= 1902


def test_outside_values_are_those_that_a_guard_can_tell_apart() -> None:
    """However deep they stand, and whatever is asked of them."""
    x, y = given("x"), given("y")
    asked = (x.is_("a") | ~x.is_set) & ~(x.is_in(("b",)) & (y < 3))
    model = LOAN.with_guards({Renewed: Guard("no", asked)})
    expected = {"banned": [True, False], "x": [True, False, "a", "b"], "y": [True, False, 3, 4, 2]}
    assert expected == outside_values(model)


def test_samples_and_paths_survive_events_that_cannot_be_made() -> None:
    """What makes none is passed over; a level of no table is left to the user."""
    model = LOAN.extended(Rule(Weighed, source="lent"), codes={"reader": (Impact.LOW, "ada")})
    assert {"grams": 1, "size": Impact.LOW} in list(samples(Weighed, model))
    of = {(path.verb, path.source): path for path in paths(model)}
    assert of["weigh", "lent"].record is not None


def test_what_is_asked_for_is_sampled_whatever_else_it_may_be() -> None:
    """Members are names, though a fact may hold them."""
    known = {len(of["authorities"]) for of in samples(ApprovalRequested, NORMAL_CHANGE)}
    assert {1} == known


def test_a_machine_survives_events_that_cannot_be_made() -> None:
    """They are noted, and the record stays as it is."""
    rules = [Rule(Lost, source="wanted", target="lost"), Rule(Weighed, source="wanted")]
    table = Lifecycle("one", states=[STATES[0], STATES[-1]], rules=rules)
    model: Any = LoanModel(name="one", lifecycle=table)
    odd = st.fixed_dictionaries({"size": st.just(Impact.LOW), "grams": st.integers(0, 9)})
    firing = machine_for(model, strategies={Weighed: odd}).check(
        settings=settings(max_examples=80, stateful_step_count=6, deadline=None, database=None)
    )
    assert ("weigh", "wanted") not in firing.never


def test_a_report_shows_itself() -> None:
    """As the sentence it prints."""
    assert "<Firing: every one of 1 rules fired>" == repr(Firing({("a", "b"): 1}))


def test_levels_are_drawn_even_where_no_table_has_them() -> None:
    """A level of the asked kind is made up."""
    from itsmcore.testing import arguments

    drawn: Any = find(arguments(Weighed, model=LOAN), lambda data: True)
    assert isinstance(drawn["size"], Level)


def test_rules_of_priorities_have_limits_of_both_kinds() -> None:
    """Floors and ceilings, of urgencies and of priorities; `st.from_type` draws them alone."""
    for kind in (Floor, Ceiling):
        for name in ("urgency", "priority"):

            def is_sought(limit: Limit, kind: Any = kind, name: str = name) -> bool:
                return isinstance(limit, kind) and getattr(limit, name) is not None

            find(
                prioritisers(),
                lambda rules, sought=is_sought: any(map(sought, rules.limits)),  # type: ignore[misc]
                settings=sought_for,
            )
        assert isinstance(find(st.from_type(kind), lambda _: True), kind)
    unlimited = prioritisers(max_limits=0)
    several = find(unlimited, lambda rules: len(rules.engines) > 1, settings=sought_for)
    assert () == several.limits


def test_maps_outages_and_agreements_are_of_every_kind() -> None:
    """Maps have circles, redundancy and maintenance; outages and terms each reading."""
    every: list[Any] = [
        lambda estate: any(len(of.of) > of.number for of in estate.requirements),
        lambda estate: any(
            of.name in other.of
            for of in estate.requirements
            for name in of.of
            for other in estate.requirements_of(name)
        ),
        lambda estate: bool(estate.impact().affected),
        lambda estate: not estate.needs and len(estate) > 1,
        lambda estate: bool(estate.services) and bool(estate.items),
        lambda estate: any(isinstance(of.at_least, Percent) for of in estate.needs),
    ]
    for is_sought in every:
        find(service_maps(max_size=4), is_sought)
    for going_on in (True, False):
        find(outages(name="mail"), lambda of, on=going_on: (of.end is None) is on)  # type: ignore[misc]
    for planned in ("excluded", "committed", "counts"):
        find(availabilities(), lambda of, one=planned: of.terms.planned == one)  # type: ignore[misc]
    for kind in (ServiceMap, Outage, Availability):
        assert isinstance(find(st.from_type(kind), lambda _: True), kind)


def test_agreements_are_revised_and_backlogs_are_of_their_size() -> None:
    """Each as much as is asked for."""
    assert (
        "3"
        == find(
            agreements(max_versions=3), lambda one: one.version == "3", settings=sought_for
        ).version
    )
    assert 3 == len(find(backlogs(3), lambda _: True, settings=sought_for).incidents)


def test_trees_have_successors_and_rules_suggest_by_each_match() -> None:
    """A tree has a retired category with a successor, a code and a synonym; rules ask for words."""
    every = [
        lambda one: one.is_retired and one.successor is not None,
        lambda one: one.code is not None,
        lambda one: bool(one.synonyms),
    ]
    for is_sought in every:
        find(
            category_trees(),
            lambda tree, is_sought=is_sought: any(map(is_sought, tree.categories)),  # type: ignore[misc]
            settings=sought_for,
        )
    for match in (Match.FIRST, Match.GREATEST, Match.ALL):
        several = categorisers(match=match, max_rules=9)
        found = find(several, lambda one: len(one.rules) > 4, settings=sought_for)
        assert match is found.match


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Decimal, 3, Decimal(3)),
        (float | None, 3, 3.0),
        (int, 3, 3),
        (str, 3, 3),
        (Decimal, True, True),
        (None, "x", "x"),
    ],
    ids=str,
)
def test_numbers_are_of_the_type_that_a_field_has(kind: Any, value: Any, expected: Any) -> None:
    """Whichever a condition compares it with; what is no number stays as it is."""
    made = number_of(kind, value)
    assert (type(expected), expected) == (type(made), made)


def test_items_ask_cost_and_are_approved_or_not() -> None:
    """Each part of an item is drawn, and left out; `st.from_type` draws them."""
    rough = settings(max_examples=2_000, phases=[Phase.generate], database=None, deadline=None)

    def is_drawn(is_sought: Callable[[CatalogueItem], bool], **options: Any) -> bool:
        return bool(find(catalogue_items(**options), is_sought, settings=rough))

    empty = st.just(Form(()))
    assert is_drawn(lambda item: item.approval is None and not item.prices.rows, form=empty)
    assert is_drawn(lambda item: item.approval is not None and item.plan is not None, form=empty)
    assert is_drawn(lambda item: isinstance(item.lasts, Field))
    assert is_drawn(lambda item: any(row.when != ALWAYS for row in item.prices.rows))
    drawn = find(forms(max_size=3), lambda form: form.asked({}) != form.questions, settings=rough)
    assert {of.name for of in drawn} <= {"q0", "q1", "q2"}


def test_the_items_of_mappings_are_sampled_as_a_form_takes_them() -> None:
    """What is not asked is left out, what is needed is there, and each value of each is tried."""
    needed, *others = [of.get("answers") for of in samples(LAPTOP.opening_event, LAPTOP)]
    form = LAPTOP.declared["answers"]
    sampled = [of for of in (needed, *others) if of]
    assert all(not Form(form).against(of) for of in sampled)
    assert {True, False} == {of["dock"] for of in sampled if "dock" in of}
    profiles = [of.get("profile") for of in samples(LAPTOP.opening_event, LAPTOP)]
    assert {"department": "mia", "manager": "mia"} in profiles


def test_what_an_event_does_not_take_is_not_drawn() -> None:
    """A converter says so; a field without one takes anything."""
    is_taken = _taken_by(Opened, "rest_of_order")
    assert is_taken({"EUR": Decimal(1)})
    assert not is_taken({"EUR": Decimal(-1)})
    assert _taken_by(Opened, "summary")(5)


def test_plans_wait_for_each_other_and_are_needed_or_not() -> None:
    """Each way to go on is drawn, and as many tasks as there may be; `st.from_type` draws them."""
    rough = settings(max_examples=2_000, phases=[Phase.generate], database=None, deadline=None)
    always = st.just(ALWAYS)

    def drawn(is_sought: Callable[[Plan], bool], **options: Any) -> Plan:
        return find(plans(**options), is_sought, settings=rough)

    found = drawn(lambda plan: any(of.after and of.when != ALWAYS for of in plan))
    assert found.starts_in is None
    assert "goes_on" == drawn(lambda one: one.on_incomplete == "goes_on", max_size=1).on_incomplete
    large = drawn(lambda plan: len(plan) == 8, max_size=8, starts_in="new", when=always)
    assert ("new", True) == (large.starts_in, "step 7" in large)
    assert isinstance(find(st.from_type(Plan), lambda plan: True, settings=rough), Plan)


@pytest.mark.parametrize("event", [Opened, Amended])
def test_answers_are_drawn_question_by_question(event: type[Event]) -> None:
    """So that a form takes them, and whoever is named by a fact is somebody."""
    form = LAPTOP_ITEM.form
    drawn = arguments(event, model=LAPTOP)
    said = find(drawn, lambda one: "dock" in (one.get("answers") or {}), settings=FEW)
    assert () == form.against(said["answers"])
    named = find(drawn, lambda one: bool(one.get("profile")), settings=FEW)
    assert {"manager", "department"} == set(named["profile"])
    assert None is _items("links", LAPTOP, event)
    assert None is _items("rest_of_order", LAPTOP, event)


def test_improvements_are_drawn_wherever_they_are() -> None:
    """With figures that are counts and others, and with objectives of one bound and of two."""
    for outcome in Outcome:
        drawn = find(
            improvements(max_values=2),
            lambda imp, one=outcome: imp.outcome == one,  # type: ignore[misc]
            settings=sought_for,
        )
        assert drawn.last_value is not None
    for state in ("new", "approved", "in_progress", "review"):
        find(improvements(), lambda imp, one=state: imp.state == one, settings=sought_for)  # type: ignore[misc]
    find(
        improvements(),
        lambda imp: any(of.verb == "hold" for of in imp.history),
        settings=sought_for,
    )
    assert (
        find(figures(name="csat"), lambda of: of.value is None, settings=sought_for).name == "csat"
    )
    find(figures(), lambda of: isinstance(of.value, timedelta), settings=sought_for)
    find(figures(), lambda of: of.unit == "share" and of.until is not None, settings=sought_for)
    for better in ("higher", "lower", None):
        find(objectives(), lambda of, one=better: of.better == one, settings=sought_for)  # type: ignore[misc]
    for kind in (Improvement, Figure, Objective):
        assert isinstance(find(st.from_type(kind), lambda _: True, settings=FEW), kind)


def test_those_who_may_are_among_the_others_who_are_tried() -> None:
    """For a rule of a model with roles, somebody in each of them."""
    inc = Incident.open("INC-1", at=NINE, by="ada", summary="Mail is down")
    rule = next(rule for rule in INCIDENT.with_roles(STANDARD).rules if rule.roles)
    tried = [who.roles for _, who in _others(RecordFacts(inc), rule) if isinstance(who, Actor)]
    assert {frozenset({permit.role}) for permit in rule.roles} == set(tried)


def test_snapshots_are_of_records_of_a_model_as_any_side_sees_them() -> None:
    """So that a list is tested with what the desk has, and with what callers have."""
    once = settings(database=None, phases=[Phase.generate])
    drawn: list[Snapshot] = [
        find(snapshots(model=LOAN), partial(_is_seen_by, side), settings=once) for side in Side
    ]
    assert {(LOAN.name, LOAN.version)} == {(one.model, one.model_version) for one in drawn}
    assert find(snapshots(max_events=0), lambda one: True, settings=once).version == 1


def _is_seen_by(side: Side, one: Snapshot) -> bool:
    return one.side is side
