"""The machine, the paths and the suite: they pass what is sound, and find what is planted."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, find, settings
from hypothesis import Phase as Part
from hypothesis import given as given_of
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
)
from itsmcore.changes import STANDARD as CHANGE_ROLES
from itsmcore.conditions import NEVER, field, given
from itsmcore.errors import BadValue, Reason, Refused
from itsmcore.incidents import INCIDENT, STANDARD, Closed, Incident, Resolved, Started
from itsmcore.knowledge import ARTICLE
from itsmcore.lifecycle import (
    ANY,
    Actor,
    Argument,
    Event,
    Guard,
    Lifecycle,
    Phase,
    Rule,
    State,
    Timer,
)
from itsmcore.lifecycle._graph import edges
from itsmcore.presets import servicenow
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK
from itsmcore.testing import (
    Firing,
    Forbidden,
    LifecycleTests,
    RecordMachine,
    machine_for,
    models,
    paths,
    refusals,
)
from itsmcore.testing._lives import every_path
from itsmcore.testing._machine import unexplained
from itsmcore.testing._records import _relived
from itsmcore.testing._suite import _reasons
from tests.instants import HOUR, NINE, TICK
from tests.support import FINE, LOAN, RULES, STATES, Asked, Lent, LoanModel, Lost, Returned

quick = settings(
    max_examples=15, stateful_step_count=12, deadline=None, database=None, print_blob=False
)
hardly = settings(quick, max_examples=3, phases=[Part.generate])
PLANTED = settings(
    quick,
    derandomize=True,
    max_examples=300,
    stateful_step_count=6,
    suppress_health_check=list(HealthCheck),
)


# --- the machine --------------------------------------------------------------------------------


def test_a_machine_of_any_model_passes() -> None:
    """A user's own included; it reports what fired."""
    firing = machine_for(LOAN, given=st.just({"banned": False})).check(settings=quick)
    assert ("lend", "wanted") not in firing.never
    assert set(firing.times) >= {("lend", "wanted"), ("pay", "owed")}


def test_the_report_reads_as_a_sentence() -> None:
    """Whatever fired."""
    assert "every one of 1 rules fired" == str(Firing({("a", "b"): 3}))
    assert "1 of 2 rules never fired: a from b" == str(Firing({("a", "b"): 0, ("c", "d"): 1}))


def test_the_hooks_see_everything_that_happens() -> None:
    """Openings, events, refusals and ticks, each with the record before and after."""
    seen: list[str] = []

    class Watched(RecordMachine):
        model = LOAN.extended(Timer("late", Lost, states="lent", after=timedelta(hours=1)))

        def opened(self, record: Any) -> None:
            assert 1 == record.version
            seen.append("opened")

        def applied(self, event: Event, before: Any, after: Any) -> None:
            assert after.history[before.version] is event
            seen.append("applied")

        def refused(self, event: Event, refusal: Any) -> None:
            assert event.verb == refusal.verb
            seen.append("refused")

        def ticked(self, before: Any, after: Any) -> None:
            assert before.history == after.history[: before.version]
            seen.append("ticked")

    Watched.check(settings=quick)
    assert {"opened", "applied", "refused", "ticked"} <= set(seen)


def test_options_take_the_place_of_what_is_read_off_the_model() -> None:
    """Arguments, actors and outside facts."""
    seen: set[Any] = set()
    loans: Any = machine_for(
        LOAN,
        strategies={Lent: st.just({"reader": "emma"})},
        actors=(Actor("bob"),),
        given=st.just({"banned": False}),
    )

    class Mine(loans):  # type: ignore[misc]
        def applied(self, event: Event, before: Any, after: Any) -> None:
            seen.add((event.by.name, dict(event.given).get("banned")))
            assert getattr(event, "reader", "emma") == "emma"

    Mine.check(settings=quick)
    assert {("bob", False)} == seen


def test_a_planted_fault_is_found_and_shrunk() -> None:
    """A service that forgets one thing differs from its model within a few steps."""

    class Service:
        """Keep the state of a loan, and forget that a renewed loan is still lent."""

        def __init__(self) -> None:
            self.state = "wanted"

        def hear(self, event: Event) -> None:
            moves = {"lend": "lent", "return_": "back", "lose": "lost", "renew": "wanted"}
            self.state = moves.get(event.verb, self.state)

    class Compared(RecordMachine):
        model = LOAN
        actors = (Actor("bob"),)
        given = st.just({"banned": False})

        def opened(self, record: Any) -> None:
            self.service = Service()

        def applied(self, event: Event, before: Any, after: Any) -> None:
            self.service.hear(event)
            assert after.state == self.service.state, [e.verb for e in after.history]

    with pytest.raises(AssertionError) as caught:
        Compared.check(settings=PLANTED)
    assert "['ask', 'lend', 'renew']" in str(caught.value)


def test_a_law_that_a_user_s_event_breaks_is_found() -> None:
    """An event that does not always set the same things cannot be replayed."""
    calls = iter(range(1_000_000))

    @attrs.frozen(kw_only=True)
    class Drifted(Event):
        verb: ClassVar[str] = "drift"
        sets: ClassVar[Mapping[str, Any]] = {"shelf": lambda _, record: str(next(calls))}

    with pytest.raises(AssertionError):
        machine_for(LOAN.extended(Rule(Drifted, source="wanted"))).check(
            settings=settings(PLANTED, phases=[Part.generate])
        )


# --- paths --------------------------------------------------------------------------------------


BY_NOBODY = {("approve_by_policy", "authorise"), ("approve_by_policy", "requested")} | {
    ("expire_approval", "authorise"),
    ("expire_approval", "requested"),
}
"""The policies that ship name somebody, and give them all the time there is."""
SHIPPED: dict[Any, set[tuple[str, str]]] = {
    LOAN: set(),
    INCIDENT: set(),
    INCIDENT.with_roles(STANDARD): set(),
    PROBLEM: set(),
    ARTICLE: {("publish", "review_due")},
    TASK: set(),
    servicenow.INCIDENT: set(),
    servicenow.INCIDENT_LENIENT: set(),
    STANDARD_CHANGE: set(),
    EMERGENCY_CHANGE.with_roles(CHANGE_ROLES): BY_NOBODY,
    NORMAL_CHANGE: BY_NOBODY | {("revert", "requested")},
    UNAUTHORISED_CHANGE: BY_NOBODY | {("void_approvals", "approved")},
}
"""Each model, with the rules that no history goes along, or none that the budget reaches.

A revision of an article whose review is due is published at the end of a long history.
"""


@pytest.mark.untraced
@pytest.mark.parametrize("model", SHIPPED, ids=lambda model: model.name)
def test_there_is_a_path_along_every_rule(model: Any) -> None:
    """Each is a legal history that ends with the rule, in the state it is asked for."""
    tables = (model.lifecycle, *model.regions)
    wanted = {(rule.event.verb, state.name) for t in tables for state, rule in t.expanded()}
    found = every_path(model)
    assert wanted == {(path.verb, path.source) for path in found if path.source is not None}
    assert SHIPPED[model] == {(path.verb, path.source) for path in found if path.record is None}
    for path in found:
        if path.record is None:
            assert path.is_cut_short
            assert path.reasons
        else:
            assert path.verb in [event.verb for event in path.record.history]
            assert path.record == type(path.record).replay(path.record.history, model=model)


@given_of(models())
@settings(max_examples=25, deadline=None)
def test_paths_are_as_short_as_the_table_allows(model: Any) -> None:
    """Where nothing is in the way, a state is reached in as many moves as there are edges to it."""
    table = [attrs.evolve(rule, guards=()) for rule in model.lifecycle.rules]
    lifecycle = attrs.evolve(model.lifecycle, rules=table)
    free = attrs.evolve(model, timers=(), regions=(), lifecycle=lifecycle)
    lengths = {free.lifecycle.states[0].name: 1}
    for source, target in edges(lengths, lambda one: _onward(free, one)):
        lengths.setdefault(target, lengths[source] + 1)
    for path in paths(free):
        if path.source in lengths:
            assert len(path.record.history) == lengths[path.source] + 1, path


def _onward(model: Any, name: str) -> list[str]:
    return sorted(b for a, b in model.lifecycle.edges if a == name)


def test_paths_meet_what_a_model_of_ones_own_asks() -> None:
    """Declared fields, needs, counts, and guards whose parts are met one by one."""
    model = INCIDENT.extended(
        name="mine",
        fields=(
            Argument("site", options=("AMS", "NYC"), is_required=True),
            Argument("size", int),
            Argument("teams", tuple[str, ...], options=("red", "blue")),
        ),
    )
    big, again = field("custom.size") >= 10, field("reopen_count").is_(2)
    blue = field("custom.teams").contains("blue")
    model = model.with_guards(
        {
            Resolved: Guard("it is not in New York", field("custom.site").is_("NYC")),
            Closed: Guard("it is too small", big & again & blue),
        }
    ).with_needs({Started: "assignee"})
    of = {(path.verb, path.source): path for path in paths(model)}
    closed = of["close", "resolved"].record
    assert (2, 10) == (closed.reopen_count, closed.custom["size"])
    assert "NYC" == of["resolve", "in_progress"].record.custom["site"]
    assert of["start", "new"].record.assignee
    assert all(path.record is not None for path in of.values())


def test_each_guard_is_asked_by_an_event_that_would_be_legal_but_for_it() -> None:
    """What is outside its window, in a freeze, by an approver: each is refused for that alone."""
    found = {(one.verb, one.reasons[0].words) for one in refusals(NORMAL_CHANGE)}
    assert found >= {
        ("implement", "it is outside its window (reschedule)"),
        ("implement", "a freeze is in force (grant_exception)"),
        ("implement", "an approver does not implement what they approved"),
        ("close", "its code has to confirm the outcome"),
    }


def test_only_those_who_are_named_are_refused() -> None:
    """Whoever else a guard would refuse."""
    assert {"ada"} == {one.by.name for one in refusals(NORMAL_CHANGE, actors=[Actor("ada")])}


def test_whatever_the_budget_each_rule_is_told_of_once() -> None:
    """However early the search ends."""
    tables = (LOAN.lifecycle, *LOAN.regions)
    wanted = sorted((rule.event.verb, state.name) for t in tables for state, rule in t.expanded())
    for budget in range(1, 40):
        _, *found = paths(LOAN, budget=budget)
        assert wanted == sorted((path.verb, str(path.source)) for path in found)


def test_paths_survive_guards_that_cannot_be_decided() -> None:
    """A text is not compared with a number; the guard refuses."""
    model = LOAN.with_guards({Lost: Guard("odd", field("title") < 5)})
    of = {(path.verb, path.source): path for path in paths(model)}
    assert of["lose", "lent"].record is None
    assert "cannot be ordered" in str(of["lose", "lent"])


def test_lives_with_timers_are_lived_again() -> None:
    """By a machine, in which the timers fire, and by whoever draws records."""
    resolved = INCIDENT.open("INC-1", at=NINE, by="ada", summary="s").resolve(
        at=NINE, by="grace", code="user_error", notes="n"
    )
    closed = resolved.tick(at=NINE + 240 * HOUR)

    class Again(RecordMachine):
        model = INCIDENT

    Again._made["lives"] = st.just(closed.history)
    assert ("close", "resolved") not in Again.check(settings=settings(quick, max_examples=1)).never
    opened = Incident.replay(closed.history[:1])
    assert "closed" == _relived(opened, closed.history[1:], HOUR).state


def test_paths_stop_when_their_budget_is_spent() -> None:
    """What was not found until then says so, and names the guard that refused last."""
    of = {(path.verb, path.source): path for path in paths(LOAN, budget=12)}
    assert of["pay", "owed"].record is None
    assert "pay from owed: not found in the budget; owed was never reached" == str(
        of["pay", "owed"]
    )
    assert of["lose", "wanted"].record is not None


def test_a_rule_that_no_stage_goes_with_says_so() -> None:
    """A region may be where a verb has a rule, and the main table may not allow it then."""
    shelf = Lifecycle(
        "place",
        states=(State("bare", phase=Phase.NEW), State("full", phase=Phase.ACTIVE)),
        rules=(
            Rule(Returned, source="bare", target="full"),
            Rule(Lent, source="full", target="bare"),
        ),
    )
    of = {(path.verb, path.source): path for path in paths(LOAN.extended(shelf))}
    why = "lend was never possible while full"
    assert f"lend from full: no path; {why}" == str(of["lend", "full"])


def test_a_model_whose_opening_takes_not_everything_at_once_has_paths() -> None:
    """It is then opened with the least."""

    @attrs.frozen(kw_only=True)
    class Picky(Asked):
        verb: ClassVar[str] = "ask"
        urgent: bool = False

        def __attrs_post_init__(self) -> None:
            if self.urgent:
                raise BadValue(field="urgent", value=True, expected="patience")

    class PickyModel(LoanModel):
        opening_event = Picky

    model = PickyModel(name="picky", lifecycle=LOAN.lifecycle)
    assert all(path.record is not None for path in paths(model))


def test_paths_are_shortest() -> None:
    """No shorter history leads along the rule."""
    of = {(path.verb, path.source): path for path in paths(LOAN)}
    assert "pay from owed: ask lose pay" == str(of["pay", "owed"])
    assert "ask: ask" == str(of["ask", None])
    assert "return_ from lent: ask lend return_" == str(of["return_", "lent"])


def test_a_path_that_no_history_takes_names_the_guard() -> None:
    """And what lies behind it was never reached."""
    never = Guard("books never come back", field("custom.magic").is_(True))
    of = {(p.verb, p.source): p for p in paths(LOAN.with_guards({Returned: never}))}
    assert "return_ from lent: no path; books never come back" == str(of["return_", "lent"])
    assert "comment from back: no path; back was never reached" == str(of["comment", "back"])


def test_paths_find_the_outside_facts_they_need() -> None:
    """Each that a guard names is tried."""
    model = LOAN.with_guards({Lost: Guard("approved", given("board").is_("yes"))})
    of = {(path.verb, path.source): path for path in paths(model)}
    assert {"board": "yes"}.items() <= of["lose", "lent"].record.history[-1].given.items()


# --- the suite ----------------------------------------------------------------------------------


class TestLoans(LifecycleTests):
    model = LOAN
    settings = quick


class TestServiceNow(LifecycleTests):
    model = servicenow.INCIDENT
    settings = quick


class TestTimed(LifecycleTests):
    model = LOAN.extended(Timer("late", Lost, states="lent", after=timedelta(days=1)))
    settings = quick


def failures(model: Any, **options: Any) -> set[str]:
    """Run the suite on a model, and name the tests that fail."""
    suite = type("Suite", (LifecycleTests,), {"model": model, "settings": hardly, **options})()
    failed = set()
    for name in dir(suite):
        if name.startswith("test_"):
            try:
                getattr(suite, name)()
            except AssertionError:
                failed.add(name)
    return failed


@pytest.mark.untraced
def test_the_suite_finds_an_unreachable_state() -> None:
    """And the rules that no history takes; they can be excused by name."""
    never = Guard("books never come back", field("custom.magic").is_(True))
    model = LOAN.with_guards({Returned: never})
    assert {"test_every_state_is_reached", "test_every_rule_is_used"} == failures(model)
    unused = frozenset({("return_", "lent"), ("comment", "back"), ("link", "back")})
    assert {"test_every_state_is_reached"} == failures(model, unused=unused)


@attrs.frozen(kw_only=True)
class Shelved(Event):
    """Put the book away, and say nothing of where that is written."""

    verb: ClassVar[str] = "shelve"

    def changes(self, record: Any) -> dict[str, Any]:
        return {"shelf": "A"}


@pytest.mark.untraced
def test_the_suite_finds_an_event_that_sets_in_secret() -> None:
    """What `changes` returns is declared."""

    model = LoanModel(
        name="loan",
        lifecycle=Lifecycle("loan", states=STATES, rules=(*RULES, Rule(Shelved, source="wanted"))),
        regions=(FINE,),
    )
    assert {"test_events_set_what_they_declare"} == failures(model)


def test_the_suite_is_not_collected_by_itself() -> None:
    """It has no model until it is inherited."""
    assert not hasattr(LifecycleTests, "model")


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize("model", [LOAN, TASK, INCIDENT.with_roles(STANDARD)], ids=str)
def test_what_is_forbidden_is_refused_with_its_reasons(model: Any) -> None:
    """In each state of each table, for each verb and actor; what no table has is never left out."""
    every = list(refusals(model))
    for one in every:
        with pytest.raises(Refused) as refusal:
            one.record.apply(one.event)
        assert one.reasons == refusal.value.reasons
        assert one.state in (one.record.state, *one.record.regions)
        assert str(one).startswith(f"{one.verb} while {one.state}, by {one.by.name}: ")
    told = {(one.verb, one.state, one.by.name) for one in every}
    cases = {(one.verb, one.state, one.by.name, one.reasons) for one in every}
    assert len(cases) == len(every)
    for state in model.states:
        possible = {rule.event for of, rule in model.lifecycle.expanded() if of is state}
        beside = {rule.event for region in model.regions for rule in region.rules}
        for event in {*model.events[1:]} - possible - beside:
            assert (event.verb, state.name, "ada") in told


def test_actors_of_one_s_own_are_refused() -> None:
    """Whoever asks, by name."""
    asked = {one.by.name for one in refusals(TASK, actors=[Actor("eve"), Actor("mallory")])}
    assert {"eve", "mallory"} == asked


def test_the_suite_tells_what_is_forbidden() -> None:
    """So that a service can be asked the same."""
    asked: list[tuple[str, str]] = []

    class Asked(LifecycleTests):
        model = TASK

        def forbidden(self, forbidden: Any) -> None:
            asked.append((forbidden.verb, forbidden.state))

    Asked().test_what_is_forbidden_is_refused()
    assert ("close", "cancelled") in asked
    assert ("close", "open") not in asked


# --- settings and time --------------------------------------------------------------------------


def test_failing_lives_are_not_explained() -> None:
    """That takes a thousand lives more; what somebody else set stays."""
    phases = unexplained(settings(max_examples=7, phases=list(Part))).phases
    assert {*Part} - {Part.explain} == {*phases}
    assert 7 == unexplained(settings(max_examples=7)).max_examples
    former = settings.get_current_profile_name()
    settings.register_profile("explained", phases=list(Part))
    settings.load_profile("explained")
    try:
        assert Part.explain not in machine_for(TASK).TestCase.settings.phases
    finally:
        settings.load_profile(former)


def test_what_never_happens_sets_nothing() -> None:
    """A suite judges the events that some history has."""
    never = Guard("it is never cancelled", NEVER)

    class Suite(LifecycleTests):
        model = TASK.with_guards({TASK.event("cancel"): never})
        settings = hardly

    assert any(path.record is None for path in every_path(Suite.model))
    Suite().test_events_set_what_they_declare()


def test_the_profile_in_force_is_obeyed() -> None:
    """By a suite that sets nothing itself, whenever the profile was loaded."""

    class Plain(LifecycleTests):
        model = TASK

    former = settings.get_current_profile_name()
    settings.register_profile("three", max_examples=3)
    settings.load_profile("three")
    try:
        assert 3 == Plain()._settings().max_examples
    finally:
        settings.load_profile(former)


def test_time_lands_on_what_is_due_and_beside_it() -> None:
    """A microsecond before, at the instant, and a microsecond after; never in the past."""
    machine: Any = machine_for(INCIDENT)()
    machine.record = INCIDENT.open("INC-1", at=NINE, by="ada", summary="s").hold(
        at=NINE, by="ada", reason="caller", until=NINE + HOUR
    )
    machine.now = NINE
    around = {NINE + HOUR - TICK, NINE + HOUR, NINE + HOUR + TICK}
    assert around <= {*machine._later()}
    machine.now = NINE + HOUR
    assert {NINE + HOUR, NINE + HOUR + TICK} <= {*machine._later()}
    assert NINE + HOUR - TICK not in machine._later()


def idly(strategy: Any, label: str = "") -> Any:
    """Draw as hypothesis does, the first of what there is, so that nothing is tried."""
    return "try nothing" if label == "what" else find(strategy, lambda _: True)


@pytest.mark.parametrize(("is_punctual", "state"), [(False, "on_hold"), (True, "in_progress")])
def test_a_punctual_machine_ticks_before_each_verb(is_punctual: bool, state: str) -> None:
    """As where a scheduler never sleeps."""
    kind: Any = machine_for(INCIDENT)
    kind.is_punctual = is_punctual
    kind._later = lambda _: [NINE + HOUR]
    machine = kind()
    machine.record = INCIDENT.open("INC-1", at=NINE, by="ada", summary="s").hold(
        at=NINE, by="ada", reason="caller", until=NINE + HOUR
    )
    machine.now = NINE
    machine._live(idly)
    assert state == machine.record.state


def test_what_is_illegal_is_tried_as_often_as_asked() -> None:
    """A verb that no rule has now; none where every verb has one."""
    seen: list[str] = []

    class Bold(RecordMachine):
        model = TASK
        illegal = 9

        def refused(self, event: Event, refusal: Any) -> None:
            seen.extend(reason.code for reason in refusal.reasons)

    Bold.check(settings=quick)
    assert "not_allowed" in seen


def test_where_every_verb_has_a_rule_nothing_is_illegal() -> None:
    """So nothing is tried."""
    states = [State("a", phase=Phase.NEW), State("b", phase=Phase.CLOSED)]
    table = Lifecycle("one", states=states, rules=[Rule(Lent, source=ANY, target="b")])
    machine: Any = machine_for(LoanModel(name="one", lifecycle=table))()
    machine.record = machine.model.open("L", at=NINE, by="x", title="y")
    machine._try_illegal(None)
    assert 1 == machine.record.version


def test_those_who_may_act_more_often() -> None:
    """Somebody without any role still comes along."""
    machine = machine_for(INCIDENT.with_roles(STANDARD))
    assert "nobody" == find(machine._somebody(), lambda one: not one.roles).name
    machine.outsiders = 0
    machine._made.clear()
    assert "ada" == find(machine._somebody(), lambda one: bool(one.roles)).name
    with pytest.raises(NoSuchExample):
        find(machine._somebody(), lambda one: one.name != "ada")


def test_what_is_refused_in_states_that_nothing_leads_to_is_not_asked() -> None:
    """Nor what cannot be made."""
    never = Guard("books never come back", field("custom.magic").is_(True))
    model = LOAN.with_guards({Returned: never})
    told = {one.state for one in refusals(model)}
    assert "back" not in told
    assert "lent" in told

    @attrs.frozen(kw_only=True)
    class Unmade(Event):
        verb: ClassVar[str] = "unmake"
        size: int = attrs.field()

        @size.validator
        def _is_never_right(self, _: object, size: int) -> None:
            raise BadValue(field="size", value=size, expected="nothing")

    verbs = {one.verb for one in refusals(LOAN.extended(Rule(Unmade, source="lent")))}
    assert "unmake" not in verbs
    assert "renew" in verbs


def test_what_is_not_refused_has_no_reasons() -> None:
    """So a suite that is told otherwise fails."""
    inc = INCIDENT.open("INC-1", at=NINE, by="ada", summary="s")
    one = Forbidden(
        verb="start",
        state="new",
        by=Actor("x"),
        record=inc,
        event=INCIDENT.event("start")(at=NINE, by="x"),
        reasons=(Reason("a", "b"),),
    )
    assert () == _reasons(one)
