"""Definitions: every fault of a model is found when it is built, and all of them together."""

import pickle
from datetime import timedelta
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.changes import (
    EMERGENCY_CHANGE,
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    UNAUTHORISED_CHANGE,
)
from itsmcore.conditions import field, happened, state
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.improvements import IMPROVEMENT
from itsmcore.incidents import INCIDENT, Held, Reminded, Resolved
from itsmcore.knowledge import ARTICLE
from itsmcore.lifecycle import (
    ANY,
    Event,
    Guard,
    Lifecycle,
    Model,
    Permit,
    Phase,
    Reaction,
    Rule,
    State,
    Timer,
)
from itsmcore.lifecycle.events import Commented
from itsmcore.presets import servicenow
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK
from tests.instants import NINE as T0
from tests.pictures.hostile import event
from tests.support import (
    FINE,
    LOAN,
    RULES,
    STATES,
    Asked,
    Fined,
    Lent,
    LoanModel,
    Lost,
    Namesake,
    Paid,
    Renewed,
    Returned,
)
from tests.timing import within


@attrs.frozen(kw_only=True)
class Mute(Event):
    """Have no verb."""


@attrs.frozen(kw_only=True)
class Parked(Event):
    """Put it aside."""

    verb: ClassVar[str] = "park"


@attrs.frozen(kw_only=True)
class Unparked(Event):
    """Take it up again."""

    verb: ClassVar[str] = "unpark"


MOVES = [event(f"move_{number}") for number in range(5)]


def faults(*, states: Any = STATES, rules: Any = RULES, **tables: Any) -> list[tuple[str, str]]:
    """Build a model and give the code and the subject of each of its faults."""
    try:
        LoanModel(
            name="faulty",
            lifecycle=Lifecycle("loan", states=states, rules=rules),
            **{"regions": (FINE,), **tables},
        )
    except FaultyDefinition as group:
        return [(fault.code, fault.subject) for fault in group.faults]
    return []


def test_a_sound_model_has_no_fault() -> None:
    """What the other tests stand on."""
    assert [] == faults()


@pytest.mark.parametrize(
    ("code", "subject", "tables"),
    [
        (
            "unknown_state",
            "rule lend",
            {"rules": (*RULES, Rule(Lent, source="lentt", target="lent"))},
        ),
        (
            "unknown_state",
            "rule park",
            {"rules": (*RULES, Rule(Parked, source="lent", target="x"))},
        ),
        (
            "duplicate_state",
            "state 'lent'",
            {"states": (*STATES, State("lent", phase=Phase.ACTIVE))},
        ),
        ("ambiguous_rule", "event lend", {"rules": (*RULES, Rule(Lent, source=Phase.NEW))}),
        ("duplicate_verb", "verb 'lend'", {"rules": (*RULES, Rule(Namesake, source="lent"))}),
        ("no_verb", "event Mute", {"rules": (*RULES, Rule(Mute, source="lent"))}),
        (
            "unreachable_state",
            "state 'attic'",
            {"states": (*STATES, State("attic", phase=Phase.CLOSED))},
        ),
        (
            "dead_end",
            "state 'attic'",
            {
                "states": (*STATES, State("attic", phase=Phase.ACTIVE)),
                "rules": (*RULES, Rule(Parked, source="lent", target="attic")),
            },
        ),
        (
            "pending_trap",
            "state 'attic'",
            {
                "states": (*STATES, State("attic", phase=Phase.PENDING)),
                "rules": (
                    *RULES,
                    Rule(Parked, source="lent", target="attic"),
                    Rule(Unparked, source="attic", target="lost"),
                ),
            },
        ),
        ("no_states", "lifecycle 'empty'", {"regions": (Lifecycle("empty", states=(), rules=()),)}),
        (
            "lambda_guard",
            "rule park, guard 'no'",
            {"rules": (*RULES, Rule(Parked, source="lent", guards=(Guard("no", lambda _: True),)))},
        ),
        (
            "unsettable_field",
            "rule park",
            {"rules": (*RULES, Rule(Parked, source="lent", needs=["shelf"]))},
        ),
        (
            "unknown_field",
            "rule park",
            {"rules": (*RULES, Rule(Parked, source="lent", needs=["shelv"]))},
        ),
        (
            "unknown_fact",
            "rule park, guard 'no'",
            {
                "rules": (
                    *RULES,
                    Rule(Parked, source="lent", guards=[Guard("no", field("raeder").is_set)]),
                )
            },
        ),
        (
            "unknown_fact",
            "rule park, guard 'no'",
            {
                "rules": (
                    *RULES,
                    Rule(Parked, source="lent", guards=[Guard("no", field("event.x").is_set)]),
                )
            },
        ),
        (
            "unknown_state",
            "timer 't'",
            {"timers": [Timer("t", Lost, states=("lent", "lnt"), at="due")]},
        ),
        ("unknown_field", "timer 't'", {"timers": [Timer("t", Lost, states="lent", at="verb")]}),
        ("unknown_field", "codes", {"codes": {"titel": ("Emma",)}}),
        ("opening_rule", "event ask", {"rules": (*RULES, Rule(Asked, source="lent"))}),
        ("taken_name", "region 'verb'", {"regions": (attrs.evolve(FINE, name="verb"),)}),
        ("taken_name", "region 'lend'", {"regions": (attrs.evolve(FINE, name="lend"),)}),
        (
            "unknown_state",
            "rule park, guard 'no'",
            {"rules": (*RULES, Rule(Parked, source="lent", guards=Guard("no", state("lnt"))))},
        ),
        (
            "unknown_state",
            "rule park, guard 'no'",
            {
                "rules": (
                    *RULES,
                    Rule(
                        Parked,
                        source="lent",
                        guards=Guard("no", ~field("fine_state").is_in(("owd", "paid"))),
                    ),
                )
            },
        ),
        (
            "unknown_fact",
            "rule park, role 'reader'",
            {
                "rules": (
                    *RULES,
                    Rule(Parked, source="lent", roles=Permit("reader", field("raeder").is_set)),
                )
            },
        ),
        (
            "unknown_fact",
            "timer 't'",
            {"timers": [Timer("t", Renewed, states="lent", at="due", data={"due": field("deu")})]},
        ),
        (
            "pending_trap",
            "state 'attic'",
            {
                "states": (
                    *STATES,
                    State("attic", phase=Phase.PENDING),
                    State("cellar", phase=Phase.PENDING),
                ),
                "rules": (
                    *RULES,
                    Rule(Parked, source=("lent", "cellar"), target="attic"),
                    Rule(Unparked, source="attic", target="cellar"),
                    Rule(Fined, source=("attic", "cellar"), target="lost"),
                ),
            },
        ),
        (
            "dead_end",
            "state 'attic'",
            {
                "states": (*STATES, State("attic", phase=Phase.ACTIVE)),
                "rules": (*RULES, Rule(Parked, source=("lent", "attic"), target="attic")),
            },
        ),
        (
            "timer_cycle",
            "state 'lent'",
            {
                "states": (*STATES, State("attic", phase=Phase.ACTIVE)),
                "rules": (
                    *RULES,
                    Rule(Parked, source="lent", target="attic"),
                    Rule(Unparked, source="attic", target="lent"),
                ),
                "timers": [Timer("t", Parked, states="lent", after=timedelta())],
                "reactions": [Reaction(Parked, Unparked)],
            },
        ),
        *(
            (
                "no_end",
                f"state '{name}'",
                {
                    "states": (
                        *STATES,
                        State("attic", phase=Phase.ACTIVE),
                        State("cellar", phase=Phase.RESOLVED),
                    ),
                    "rules": (
                        *RULES,
                        Rule(Parked, source=("lent", "cellar"), target="attic"),
                        Rule(Unparked, source="attic", target="cellar"),
                    ),
                },
            )
            for name in ("attic", "cellar")
        ),
        *(
            (
                "no_event",
                "timer 't'",
                {"timers": [Timer("t", Lost, states="lent", after=timedelta(1), when=when)]},
            )
            for when in (
                happened(Renewed),
                ~happened(Renewed),
                state("lent") & (~happened("renew") | field("title").is_set),
                field("verb").is_set,
                field("title").is_(field("verb")),
            )
        ),
        (
            "no_event",
            "timer 't'",
            {
                "timers": [
                    Timer(
                        "t",
                        Lent,
                        states="wanted",
                        after=timedelta(1),
                        data={"reader": field("verb")},
                    )
                ]
            },
        ),
        *(
            (
                "outside_fact",
                "timer 't'",
                {"timers": [Timer("t", Lent, states="wanted", after=timedelta(1), **reads)]},
            )
            for reads in (
                {"data": {"reader": field("given.reader")}},
                {"data": {"reader": "ada"}, "when": ~field("given.banned").is_(True)},
                {
                    "data": {"reader": "ada"},
                    "when": field("title").is_set
                    & (field("given.a").is_set | field("shelf").is_set),
                },
            )
        ),
        ("duplicate_region", "region 'fine_state'", {"regions": (FINE, FINE)}),
        ("taken_name", "region 'title'", {"regions": (attrs.evolve(FINE, name="title"),)}),
        (
            "duplicate_timer",
            "timer 't'",
            {"timers": [Timer("t", Lost, states="lent", after=timedelta(days=d)) for d in (1, 2)]},
        ),
        (
            "dead_timer",
            "timer 't'",
            {"timers": [Timer("t", Paid, states="nowhere", after=timedelta(1))]},
        ),
        (
            "dead_timer",
            "timer 't'",
            {"timers": [Timer("t", Returned, states="wanted", after=timedelta(1))]},
        ),
        (
            "dead_timer",
            "timer 't'",
            {"timers": [Timer("t", Lost, states="lent", after=timedelta(1), when=state("wanted"))]},
        ),
        ("unknown_field", "timer 't'", {"timers": [Timer("t", Lost, states="lent", at="deu")]}),
        (
            "missing_argument",
            "timer 't'",
            {"timers": [Timer("t", Renewed, states="lent", at="due")]},
        ),
        (
            "unknown_argument",
            "timer 't'",
            {"timers": [Timer("t", Lost, states="lent", at="due", data={"why": "late"})]},
        ),
        (
            "unknown_fact",
            "timer 't'",
            {
                "timers": [
                    Timer("t", Lost, states="lent", at="due", when=field("event.by").is_("x"))
                ]
            },
        ),
        ("dead_reaction", "reaction ask -> return_", {"reactions": [Reaction(Asked, Returned)]}),
        ("dead_reaction", "reaction park -> lose", {"reactions": [Reaction(Parked, Lost)]}),
        (
            "dead_reaction",
            "reaction comment -> lose",
            {
                "reactions": [
                    Reaction(Commented, Lost, when=field("event.public").is_(True) & state("back"))
                ]
            },
        ),
        (
            "dead_reaction",
            "reaction comment -> lose",
            {"reactions": [Reaction(Commented, Lost, when=field("verb").is_("lend"))]},
        ),
        ("missing_argument", "reaction ask -> lend", {"reactions": [Reaction(Asked, Lent)]}),
        (
            "timer_cycle",
            "state 'lent'",
            {
                "timers": [
                    Timer(
                        "t", Renewed, states="lent", after=timedelta(), data={"due": field("due")}
                    )
                ]
            },
        ),
        (
            "timer_cycle",
            "state 'lent'",
            {
                "timers": [
                    Timer(
                        "t", Renewed, states="lent", after=timedelta(), data={"due": field("due")}
                    )
                ],
                "reactions": [Reaction(Renewed, Commented, data={"text": "x"})] * 2,
            },
        ),
        (
            "reaction_cycle",
            "event fine",
            {"reactions": [Reaction(Fined, Paid), Reaction(Paid, Fined)]},
        ),
    ],
)
def test_each_fault_is_named(code: str, subject: str, tables: dict[str, Any]) -> None:
    """By a stable code and by what it is about."""
    assert (code, subject) in faults(**tables)


def test_all_faults_are_reported_together() -> None:
    """One build is enough to see everything that is wrong."""
    found = faults(
        states=(*STATES, State("attic", phase=Phase.ACTIVE)),
        rules=(
            *RULES,
            Rule(Namesake, source="nowhere"),
            Rule(Parked, source="lent", needs=["shelf"]),
        ),
        timers=[Timer("t", Lost, states="nowhere", after=timedelta(1))],
    )
    assert [
        ("duplicate_verb", "verb 'lend'"),
        ("unknown_state", "rule lend"),
        ("unreachable_state", "state 'attic'"),
        ("dead_end", "state 'attic'"),
        ("unsettable_field", "rule park"),
        ("unknown_state", "timer 't'"),
        ("dead_timer", "timer 't'"),
    ] == found


def test_the_error_reads_as_a_list() -> None:
    """Each fault has a line that ends with what to do."""
    with pytest.raises(FaultyDefinition) as caught:
        LOAN.extended(State("attic", phase=Phase.ACTIVE), name="mine")
    assert (
        "model 'mine' has 2 faults; fix each and build it again\n"
        "- state 'attic': is reached by no rule; add one, or leave it out\n"
        "- state 'attic': is active and nothing leads on; add a rule"
    ) == str(caught.value)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(caught.value) == str(copy)


def test_a_pending_state_with_a_way_back_is_no_trap() -> None:
    """Only cancelling would leave work undone for ever."""
    model = LOAN.extended(
        State("attic", phase=Phase.PENDING),
        Rule(Parked, source="lent", target="attic"),
        Rule(Unparked, source="attic", target="lent"),
    )
    assert ("attic", "lent") in model.edges


def test_custom_and_outside_facts_are_not_checked() -> None:
    """Only the user knows which there are."""
    guard = Guard("no", field("custom.site").is_("A") & field("given.freeze").is_(False))
    assert [] == faults(rules=(*RULES, Rule(Parked, source=ANY, guards=[guard])))


def test_a_region_may_turn_for_ever() -> None:
    """Only a record has to come to an end."""
    turning = Lifecycle(
        "turning",
        states=[State("on", phase=Phase.ACTIVE), State("off", phase=Phase.PENDING)],
        rules=[
            Rule(Parked, source="on", target="off"),
            Rule(Unparked, source="off", target="on"),
        ],
    )
    assert [] == faults(regions=(turning,))
    assert [
        ("no_end", "state 'on'"),
        ("no_end", "state 'off'"),
    ] == faults(states=turning.states, rules=turning.rules, regions=())


def test_a_state_whose_only_way_is_unknown_is_no_second_fault() -> None:
    """What is wrong with it is said already."""
    states = (*STATES, State("attic", phase=Phase.ACTIVE))
    rules = (
        *RULES,
        Rule(Parked, source="lent", target="attic"),
        Rule(Unparked, source="attic", target="bak"),
    )
    assert [("unknown_state", "rule unpark")] == faults(states=states, rules=rules)


EDGES = [(one, other) for one in range(5) for other in range(5)]


@given(st.lists(st.sampled_from(EDGES), unique=True), st.lists(st.sampled_from(Phase), min_size=5))
def test_a_state_has_no_end_where_every_walk_goes_on(
    edges: list[tuple[int, int]], phases: list[Phase]
) -> None:
    """By walking from each state until nothing new is met."""
    table = Lifecycle(
        "walked",
        states=[State(f"s{one}", phase=phases[one]) for one in range(5)],
        rules=[Rule(MOVES[other], source=f"s{one}", target=f"s{other}") for one, other in edges],
    )
    found = {f.subject for f in _faults_of(table) if f.code in ("no_end", "dead_end")}
    endless = [
        one for one in range(5) if not any(phases[end].is_final for end in _walk(one, edges))
    ]
    assert {f"state 's{one}'" for one in endless} == found


def _walk(start: int, edges: list[tuple[int, int]]) -> set[int]:
    met = {start}
    while more := {b for a, b in edges if a in met} - met:
        met |= more
    return met


def _faults_of(table: Lifecycle) -> tuple[Any, ...]:
    try:
        LoanModel(name="faulty", lifecycle=table)
    except FaultyDefinition as group:
        return group.faults
    return ()


def test_a_long_table_is_checked_in_time() -> None:
    """Each state is looked at a few times, however many there are."""
    count = 3000
    states = [State(f"s{n}", phase=Phase.PENDING) for n in range(count)]
    rules = [Rule(Parked, source=f"s{n}", target=f"s{n + 1}") for n in range(count)]
    table = Lifecycle("long", states=[*states, State(f"s{count}", phase=Phase.CLOSED)], rules=rules)
    assert () == within(1, table.faults)


# --- what is reported and not refused -----------------------------------------------------------


@pytest.mark.parametrize("event", [int, Lent(at=T0, by="desk", reader="ada"), "lend", None])
def test_a_rule_is_of_an_event_class(event: Any) -> None:
    """Another class, an event that happened, or its verb is none."""
    with pytest.raises(BadValue, match="the event of a rule") as refused:
        Rule(event, source="wanted")
    assert (event, "an Event class") == (refused.value.value, refused.value.expected)


def test_a_rule_that_leaves_a_final_state_is_reported() -> None:
    """In every model, and in a table by itself; the model is built all the same."""
    again = LOAN.extended(
        Rule(Unparked, source=Phase.CANCELLED, target="lent"),
        Rule(Parked, source="back", target="back"),
        name="again",
    )
    assert [
        "edge lost -> lent: leads out of lost, which is final; leave it out, or give it "
        "reopens=True"
    ] == list(map(str, again.faults()))
    assert ["leaves_final"] == [fault.code for fault in again.lifecycle.faults()]


def test_a_rule_may_say_that_it_reopens() -> None:
    """Then nothing is reported; a rule beside it says so for itself."""
    reopening = Rule(Unparked, source=("back", "lost"), target="lent", reopens=True)
    assert () == LOAN.extended(reopening).faults()
    both = LOAN.extended(reopening, Rule(Parked, source="back", target="lent"))
    assert ["edge back -> lent"] == [fault.subject for fault in both.faults()]
    kept = LOAN.extended(reopening).extended(without=[(Unparked, "lost")])
    assert () == kept.faults()
    assert ("lost", "lent") not in kept.edges
    with pytest.raises(BadValue, match="reopens cannot be 'yes'; give True or False"):
        Rule(Unparked, source="back", target="lent", reopens="yes")  # type: ignore[arg-type]


SHIPPED = (
    INCIDENT,
    PROBLEM,
    ARTICLE,
    IMPROVEMENT,
    TASK,
    NORMAL_CHANGE,
    STANDARD_CHANGE,
    EMERGENCY_CHANGE,
    UNAUTHORISED_CHANGE,
    servicenow.INCIDENT,
    servicenow.INCIDENT_LENIENT,
    LOAN,
)


@pytest.mark.parametrize("model", SHIPPED, ids=str)
def test_every_model_that_ships_is_without_a_fault(model: Model) -> None:
    """Its table too; a problem that is analysed anew says that it reopens."""
    assert () == model.faults()
    assert () == model.lifecycle.faults()


def test_a_table_by_itself_lists_every_fault() -> None:
    """Without a model around it."""
    table = Lifecycle(
        "published",
        states=[State("new", phase=Phase.NEW), State("new", phase=Phase.NEW)],
        rules=[Rule(Parked, source="new", target="old")],
    )
    assert ["duplicate_state", "unknown_state"] == [fault.code for fault in table.faults()]


def test_a_code_that_no_record_could_take_is_a_fault() -> None:
    """The timer or the reaction that gives it would never let anything follow."""
    by_itself = {"code": "dunno", "notes": "n"}
    with pytest.raises(FaultyDefinition) as raised:
        INCIDENT.extended(
            Timer("t", Resolved, states="on_hold", after=timedelta(days=9), data=by_itself),
            Reaction(Commented, Held, when=state("new"), data={"reason": "calller"}),
            Reaction(Commented, Held, when=state("new"), data={"reason": field("hold_reason")}),
        )
    assert [
        "timer 't': gives 'dunno' as code to resolve; known: duplicate, known_error",
        "reaction comment -> hold: gives 'calller' as reason to hold; did you mean 'caller'?",
    ] == [str(fault).partition(", resolved_by")[0] for fault in raised.value.faults]
    assert {"unknown_code"} == {fault.code for fault in raised.value.faults}


def test_a_rule_that_is_there_already_is_not_added_again() -> None:
    """Parts that come with the rule they need go together."""
    rule = Rule(Reminded, source="on_hold")
    once = INCIDENT.extended(rule, name="once")
    assert once == INCIDENT.extended(rule, rule, name="once") == once.extended(rule)
