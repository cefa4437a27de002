"""Definitions: every fault of a model is found when it is built, and all of them together."""

import pickle
from datetime import timedelta
from typing import Any, ClassVar

import attrs
import pytest

from itsmcore.conditions import field, state
from itsmcore.errors import FaultyDefinition
from itsmcore.lifecycle import (
    ANY,
    Event,
    Guard,
    Lifecycle,
    Permit,
    Phase,
    Reaction,
    Rule,
    State,
    Timer,
)
from itsmcore.lifecycle.events import Commented
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
    Paid,
    Renewed,
    Returned,
)


@attrs.frozen(kw_only=True)
class Namesake(Event):
    """Claim another event's verb."""

    verb: ClassVar[str] = "lend"


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
        "model 'mine' has 2 faults; mend each and build it again\n"
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
