"""The strategies: what they draw is what they say, and all of it is met."""

import typing
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import Phase as Stage
from hypothesis import strategies as st

from itsmcore import Incident, PriorityMatrix, Timeline
from itsmcore.approval import ApprovalPolicy, Authority
from itsmcore.categories import Categoriser, CategoryTree
from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
    Change,
    ProcedureStep,
)
from itsmcore.changes import STANDARD as CHANGE_ROLES
from itsmcore.conditions import Condition
from itsmcore.decisions import Decision, Match
from itsmcore.errors import Fault, NotGiven
from itsmcore.incidents import INCIDENT, STANDARD, Held, Resolved
from itsmcore.lifecycle import Actor, Event, Lifecycle, Model
from itsmcore.phase import Phase
from itsmcore.presets import servicenow
from itsmcore.schedule import Schedule
from itsmcore.service_levels import Agreement, Goal, Terms
from itsmcore.service_levels._terms import DEFAULT
from itsmcore.tasks import TASK, Task
from itsmcore.testing import (
    actors,
    agreements,
    approval_policies,
    arguments,
    authorities,
    categorisers,
    category_trees,
    conditions,
    decisions,
    events,
    facts,
    goals,
    histories,
    instants,
    lifecycles,
    matrices,
    models,
    outside_facts,
    procedure_steps,
    records,
    scales,
    schedules,
    terms,
    texts,
    timelines,
)
from itsmcore.testing._goals import _mend
from itsmcore.testing._schedules import definitions, made
from tests.support import LOAN, Loan

CHANGES = (
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    EMERGENCY_CHANGE,
    UNAUTHORISED_CHANGE,
    NORMAL_CHANGE.with_roles(CHANGE_ROLES),
)
OFFICE = Schedule.weekly({"mon-fri": "08:00-18:00"}, tz="Europe/Amsterdam")
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(quick, max_examples=10)
sought_for = settings(quick, max_examples=1_000, database=None, phases=[Stage.generate])
a_lot = settings(sought_for, max_examples=60, derandomize=False)
"""For what is drawn until all of it is met, some at a time."""


@quick
@given(instants())
def test_instants_have_a_zone(instant: Any) -> None:
    """Every one."""
    assert instant.utcoffset() is not None


def test_instants_fall_near_changes_of_the_clock() -> None:
    """Within ten hours of one, and in the hour that comes twice."""
    amsterdam = instants(zones=["Europe/Amsterdam"])

    def is_near(instant: Any) -> bool:
        hours = timedelta(hours=10)
        before, behind = (instant.astimezone(UTC) + step for step in (-hours, hours))
        zone = instant.tzinfo
        return bool(before.astimezone(zone).utcoffset() != behind.astimezone(zone).utcoffset())

    near = find(amsterdam, is_near, settings=quick)
    assert near.utcoffset() is not None
    assert UTC == find(instants(zones=["UTC"]), lambda _: True).astimezone(UTC).tzinfo


@quick
@given(actors(names=("ada",), roles=("agent", "requester")), texts(max_size=3))
def test_actors_and_texts_keep_to_their_options(actor: Actor, text: str) -> None:
    """Names, roles and length."""
    assert "ada" == actor.name
    assert actor.roles <= {"agent", "requester"}
    assert len(text) <= 3


@quick
@given(scales(min_size=2, max_size=3))
def test_scales_fall(scale: Any) -> None:
    """The most severe level first."""
    assert 2 <= len(scale) <= 3
    assert list(scale) == sorted(scale, reverse=True)


@quick
@given(matrices())
def test_matrices_are_sound(matrix: PriorityMatrix) -> None:
    """They were built, so they are total and monotone."""
    assert len(matrix.rows) == len(matrix.impacts)


@quick
@given(conditions(), facts())
def test_conditions_can_be_asked_about_facts(condition: Condition, known: dict[str, Any]) -> None:
    """Of those facts only the outside one leaves an answer open."""
    try:
        assert condition.holds(known) in (True, False)
    except NotGiven as missing:
        assert ("freeze",) == missing.names


@quick
@given(decisions(answers=st.sampled_from("abc"), match=Match.FIRST), facts())
def test_decisions_answer(decision: Decision[str], known: dict[str, Any]) -> None:
    """With what they were told to."""
    assert set(decision.explain(known).answers) <= set("abc")


def test_category_trees_are_of_every_kind() -> None:
    """Deep and flat, with codes, synonyms, and retired categories that have successors or none."""
    assert 1 == len(find(category_trees(), lambda tree: True))
    for met in (
        lambda tree: any(c.depth == 3 for c in tree),
        lambda tree: any(c.code and c.synonyms for c in tree),
        lambda tree: any(c.is_retired and c.successor for c in tree),
        lambda tree: any(c.is_retired and not c.successor for c in tree),
        lambda tree: sum(c.is_retired for c in tree) == 2,
        lambda tree: any(not c.may_open and c.may_close for c in tree),
    ):
        assert find(category_trees(), met, settings=sought_for)
    flat = category_trees(max_size=2, max_depth=1)
    small = find(flat, lambda tree: len(tree) == 2, settings=sought_for)
    assert {1} == {category.depth for category in small}
    assert isinstance(find(st.from_type(CategoryTree), lambda tree: True), CategoryTree)


def test_categorisers_are_of_every_kind() -> None:
    """One rule or several, matched in every way; and without a fault, or they would not be."""
    for match in (Match.FIRST, Match.GREATEST, Match.ALL):
        several = categorisers(match=match)
        drawn = find(several, lambda found: len(found.rules) > 2, settings=sought_for)
        assert match is drawn.match
    assert 1 == len(find(categorisers(max_rules=1), lambda found: True).rules)
    assert isinstance(find(st.from_type(Categoriser), lambda found: True), Categoriser)

    @quick
    @given(categorisers())
    def look(found: Categoriser) -> None:
        assert 1 <= len(found.rules) <= 4

    look()


@quick
@given(events())
def test_events_are_of_the_model(event: Event) -> None:
    """Any of them, with data that makes one."""
    assert type(event) in INCIDENT.events


def test_arguments_are_mostly_codes_of_the_right_kind() -> None:
    """Which an argument takes, the model says."""
    held = arguments(Held, model=INCIDENT)
    assert find(held, lambda data: data["reason"] == "vendor")
    assert find(held, lambda data: data["reason"] == "ada")
    strict = arguments(Held, model=INCIDENT, codes_only=True)

    @quick
    @given(strict)
    def check(data: dict[str, Any]) -> None:
        assert data["reason"] in INCIDENT.codes["hold_reason"]

    check()


def test_outside_facts_are_those_that_guards_ask_for() -> None:
    """Given, or left out."""
    assert {"banned": True} == find(outside_facts(LOAN), lambda given: given.get("banned") is True)
    assert {} == find(outside_facts(LOAN), lambda given: True)
    assert {} == find(outside_facts(INCIDENT), lambda given: True)


@pytest.mark.untraced
@pytest.mark.parametrize(
    "model",
    [INCIDENT, INCIDENT.with_roles(STANDARD), servicenow.INCIDENT, LOAN, *CHANGES, TASK],
    ids=str,
)
def test_records_are_lived(model: Model) -> None:
    """Each is the fold of a legal history under its model."""

    @few
    @given(records(model, max_events=6))
    def check(record: Any) -> None:
        assert model is record.model
        assert record == type(record).replay(record.history, model=model)
        assert () == type(record).audit(record.history, model=model, written_with=model)

    check()


@pytest.mark.untraced
def test_records_reach_far() -> None:
    """Timers fire, and every state of the default model is met."""
    sought = {state.name for state in INCIDENT.states} | {"fired"}
    seen: set[str] = set()

    @a_lot
    @given(records())
    def look(record: Incident) -> None:
        seen.update(str(step.facts["state"]) for step in record.timeline())
        seen.update("fired" for event in record.history if str(event.cause) == "auto_close")

    for _ in range(25):
        if sought - seen:
            look()
    assert sought == seen


def stages(record: Any) -> list[str]:
    """Give the states that a record passed, in order."""
    return [str(step.facts["state"]) for step in record.timeline()]


@pytest.mark.untraced
@pytest.mark.parametrize("model", CHANGES[:4], ids=str)
def test_changes_are_lived_to_the_end(model: Any) -> None:
    """Planned, approved, implemented and closed; what guards ask for is found out."""
    drawn = settings(sought_for, max_examples=4_000, derandomize=False)
    lives, is_over = records(model).map(stages), lambda passed: passed[-1] == "closed"
    passed = find(lives, is_over, settings=drawn, random=Random(1))
    assert {state.name for state in model.states} - {"cancelled"} == set(passed)


@quick
@given(
    authorities(names=["CAB"], members=["ines", "jorge"]),
    approval_policies(authorities=st.just(Authority("CAB", ["ines"]))),
    procedure_steps(),
)
def test_what_changes_hold(board: Authority, policy: ApprovalPolicy, step: ProcedureStep) -> None:
    """Authorities of the names that are given, policies of them, and steps that say something."""
    assert ("CAB", True) == (board.name, set(board.people) <= {"ines", "jorge"})
    answers = [row.answer for row in policy.table.rows] + [policy.table.default]
    assert {"CAB"} >= {authority.name for authority in answers if authority is not None}
    assert step.action


@quick
@given(histories(max_events=3), timelines(max_steps=4))
def test_histories_and_timelines(history: Any, timeline: Timeline) -> None:
    """A history replays; a timeline is in order."""
    assert history == Incident.replay(history).history
    assert list(timeline) == sorted(timeline, key=lambda step: step.at)


@quick
@given(schedules(), schedules(zones=["Asia/Kathmandu"], combined=False))
def test_schedules_can_be_asked(any_one: Schedule, simple: Schedule) -> None:
    """Of any zone, or of those that are given; combined, or not."""
    now = datetime(2020, 1, 1, tzinfo=UTC)
    assert any_one.is_open(now) in (True, False)
    assert type(simple.rule).__name__ != "Combined"
    assert "Europe" not in repr(simple)


def test_a_recurrence_may_last_until_a_time_of_the_clock() -> None:
    """Or as long by the clock as a duration says."""
    strategy = definitions(by_clock=True, combined=False)
    until = find(strategy, lambda one: "until" in one[1])
    assert ("recurring", True) == (until[0], "duration" not in until[1])
    local = find(strategy, lambda one: "ends" in one[1])
    assert ("recurring", "local", True) == (local[0], local[1]["ends"], "duration" in local[1])


def test_schedules_to_the_minute() -> None:
    """Nothing of theirs begins or ends within one."""
    strategy = definitions(to_the_minute=True, combined=False, zones=["UTC"]).map(made)
    year = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    weekly = find(strategy, lambda one: "weekly" in repr(one) and bool(one.windows(*year)))
    edges = [edge for window in weekly.windows(*year) for edge in (window.start, window.end)]
    assert {(0, 0)} == {(edge.second, edge.microsecond) for edge in edges}


@pytest.mark.untraced
def test_schedules_are_of_every_kind() -> None:
    """Each way to make one, each way to combine them, and each argument of weekly hours."""
    sought = {"never", "always", "of(", "recurring", "weekly", "~", " & ", " | ", " - "}
    sought |= {"since", "holidays", "exceptions", "breaks", "overnight", "rrulestr"}
    seen: set[str] = set()

    @a_lot
    @given(schedules())
    def look(schedule: Schedule) -> None:
        seen.update(word for word in sought if word in repr(schedule))

    for _ in range(25):
        if sought - seen:
            look()
    assert sought == seen


# --- service levels -----------------------------------------------------------------------------


@few
@given(agreements(max_goals=2, max_versions=3), timelines(), instants())
def test_agreements_measure(agreement: Agreement, timeline: Timeline, at: datetime) -> None:
    """Any of them, any timeline; each goal that is for the record has a clock."""
    clocks = agreement.measure(timeline, at=at, version=agreement.version)
    named = {key if isinstance(key, str) else key[0] for key in clocks}
    assert named <= {goal.name for goal in agreement.goals}
    assert {goal.name for goal in agreement.goals if goal.per is None} <= named
    assert 1 <= len(agreement.goals) <= 2
    assert [str(n) for n in range(1, len(agreement.versions) + 1)] == [
        version.version for version in agreement.versions
    ]


@few
@given(
    goals(metrics=["handover"], schedules=st.just(OFFICE), momentary=False, relative=False),
    agreements(goals=goals(metrics=["handover"]), schedules=st.just(OFFICE), max_versions=1),
)
def test_goals_and_agreements_keep_to_their_options(goal: Goal, agreement: Agreement) -> None:
    """Metrics, schedules, and conditions and targets of one kind only."""
    assert ("handover", frozenset()) == (goal.metric, goal.momentary)
    answers = [row.answer for row in goal.targets.rows] + [goal.targets.default or timedelta()]
    assert all(isinstance(answer, timedelta) for answer in answers)
    assert "Schedule" not in repr(goal).replace(repr(OFFICE), "")
    assert (OFFICE, (agreement,)) == (agreement.schedule, agreement.versions)
    assert {"handover"} == {promised.metric for promised in agreement.goals}


def test_a_goal_that_stops_wrongly_is_mended_without_its_start() -> None:
    """Only where the start is what is wrong with it."""
    for code, kept in (("never_stops", {"stop", "start"}), ("stops_at_start", {"stop"})):
        given: dict[str, Any] = {"stop": "new", "start": "new"}
        _mend(given, Fault(code, "stop", "is wrong"))
        assert (kept, Phase.RESOLVED) == (given.keys(), given["stop"])


@pytest.mark.untraced
def test_goals_are_of_every_kind() -> None:
    """Each argument is given and left out, and conditions ask for what lasts and what does not."""
    plain = Goal("response", stop=Phase.RESOLVED, targets=timedelta(hours=1))
    parts = {field.name for field in attrs.fields(Goal)}
    given_, left_out = set[str](), set[str]()
    kinds = set[str]()

    @a_lot
    @given(goals())
    def look(goal: Goal) -> None:
        same = {name for name in parts if getattr(goal, name) == getattr(plain, name)}
        left_out.update(same)
        given_.update(parts - same)
        kinds.update(goal.momentary, {type(goal.targets.default).__name__})
        kinds.update(type(row.answer).__name__ for row in goal.targets.rows)

    sought = {"WorkingDays", "WorkingDayBy", "EndOfWorkingDay", "timedelta", "pause"}
    for _ in range(25):
        if not (parts == given_ == left_out and sought <= kinds):
            look()
    assert parts == given_ == left_out
    assert sought <= kinds


def test_terms_are_of_every_reading() -> None:
    """Each choice of each disputed case."""
    seen: set[Any] = set()

    @settings(quick, max_examples=300, database=None)
    @given(terms())
    def look(drawn: Terms) -> None:
        seen.update(attrs.asdict(drawn).items())

    look()
    assert 1 < len({value for name, value in seen if name == "order"})
    for name in attrs.asdict(DEFAULT).keys() - {"order"}:
        known = set(typing.get_args(typing.get_type_hints(Terms)[name]))
        assert known == {value for of, value in seen if of == name}


@quick
@given(lifecycles(), models())
def test_tables_are_sound(table: Lifecycle, model: Model) -> None:
    """A model that has a fault cannot be built."""
    assert 2 <= len(table.states)
    model.verify()


def test_models_may_have_a_region_and_a_timer() -> None:
    """The region lies beside the table, and the timer reminds."""
    is_both = lambda model: bool(model.regions and model.timers)  # noqa: E731
    found = find(models(), is_both, settings=sought_for)
    assert (["beside"], ["remind"]) == (
        [region.name for region in found.regions],
        [timer.name for timer in found.timers],
    )
    assert found == found.extended()


@few
@given(st.data())
def test_random_models_keep_the_laws(data: st.DataObject) -> None:
    """Any record of any model."""
    model = data.draw(models())
    record = data.draw(records(model, max_events=5))
    assert record == type(record).replay(record.history, model=model)


@pytest.mark.parametrize(
    "kind",
    [
        Actor,
        PriorityMatrix,
        Condition,
        Decision,
        Lifecycle,
        Schedule,
        Terms,
        Goal,
        Agreement,
        Timeline,
        Incident,
        Change,
        Task,
        Authority,
        ApprovalPolicy,
        ProcedureStep,
        *INCIDENT.events,
        *NORMAL_CHANGE.events,
        *TASK.events,
    ],
    ids=lambda kind: kind.__name__,
)
def test_hypothesis_knows_the_types(kind: type) -> None:
    """Through its entry point, so that `st.from_type` draws only what is reachable."""

    @settings(max_examples=5, deadline=None)
    @given(st.from_type(kind))
    def check(value: Any) -> None:
        assert isinstance(value, kind)

    check()


def test_a_refused_event_leaves_a_life_as_it_was() -> None:
    """Data that no record takes is drawn too, and passed over."""
    assert find(events(Resolved), lambda event: event.code not in INCIDENT.codes["resolution_code"])
    assert isinstance(find(records(LOAN, max_events=0), lambda _: True), Loan)


def test_changes_are_led_far() -> None:
    """A closed one is drawn in a moment, and every fifth of any is implemented or beyond."""
    plain = settings(
        max_examples=20,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    drawn: list[Any] = []
    for strategy in (records(NORMAL_CHANGE, state="closed"), records(NORMAL_CHANGE)):
        settings(plain)(given(strategy)(lambda record: drawn.append(record)))()
    assert {"closed"} == {record.state for record in drawn[:20]}
    assert len({record.history[0].at for record in drawn[:20]}) > 5
    far = [one for one in drawn[20:] if any(e.verb == "implement" for e in one.history)]
    assert len(far) >= 2
    assert all(one == type(one).replay(one.history) for one in drawn)
