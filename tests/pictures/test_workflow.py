"""Workflows as pictures: what is said on arrows, what is taken together, and what is too large."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import attrs
import pytest

from itsmcore.changes import NORMAL_CHANGE
from itsmcore.conditions import field
from itsmcore.incidents import INCIDENT, STANDARD, Closed, Resumed
from itsmcore.lifecycle import Guard, Lifecycle, Phase, Rule, State, Timer
from itsmcore.lifecycle._workflow import drawn as workflow
from itsmcore.schedule import Schedule, WorkingDays
from tests.pictures.drawn import Drawn, drawn
from tests.pictures.hostile import event

TWO_DAYS = WorkingDays(2, tz="UTC")
OPEN = (Phase.NEW, Phase.ACTIVE, Phase.PENDING)


def a_row(count: int, *rules: Rule, end: Phase = Phase.CLOSED) -> Lifecycle:
    """Make a workflow of open states in a row, which ends."""
    names = [f"s{place}" for place in range(count)]
    states = [State(name, phase=OPEN[place % 3]) for place, name in enumerate(names)]
    on = [
        Rule(event("go_on"), source=a, target=b)
        for a, b in zip(names, [*names[1:], "end"], strict=True)
    ]
    return Lifecycle("row", states=[*states, State("end", phase=end)], rules=[*on, *rules])


def picture(table: Lifecycle) -> Drawn:
    """Draw a table."""
    return drawn(f"{table:svg}")


def test_a_verb_that_leaves_every_open_state_is_drawn_once() -> None:
    """From a box of its own, for a state that ends the way."""
    cancel = Rule(event("cancel"), source=OPEN, target="end")
    found = picture(a_row(4, cancel))
    assert (1, 1) == (found.texts.count("any open state"), found.texts.count("cancel"))
    some = picture(a_row(2, cancel))
    assert 0 == some.texts.count("any open state")


def test_a_verb_that_leaves_nearly_every_open_state_names_the_other() -> None:
    """So does one that leaves every state, and one that leads back to where others lead, too."""
    but_one = Rule(event("cancel"), source=["s0", "s1", "s2", "s3"], target="end")
    assert "any open state but s4" in " ".join(picture(a_row(5, but_one)).texts)
    back = Rule(event("restart"), source=OPEN, target="s1")
    assert "any open state" in picture(a_row(6, back)).texts
    assert "any open state" not in picture(a_row(4, back)).texts
    everywhere = Rule(event("restart"), source="*", target="s1", reopens=True)
    assert "any state" in picture(a_row(6, everywhere)).texts


def test_the_way_itself_is_not_taken_together() -> None:
    """Where nothing else leads to a state, each arrow to it is drawn."""
    table = Lifecycle(
        "wheel",
        states=[
            *(State(f"s{n}", phase=Phase.ACTIVE) for n in range(6)),
            State("hub", phase=Phase.RESOLVED),
            State("end", phase=Phase.CLOSED),
        ],
        rules=[
            *(Rule(event("on"), source="s0", target=f"s{n}") for n in range(1, 6)),
            Rule(event("resolve"), source=Phase.ACTIVE, target="hub"),
            Rule(event("close"), source="hub", target="end"),
        ],
    )
    assert "any open state" not in picture(table).texts


def test_what_a_verb_asks_for_has_a_sign_that_is_explained() -> None:
    """Only where there is one."""
    meanings = {
        "something must hold": Rule(
            event("a"), source="s0", target="end", guards=[Guard("no", field("x").is_set)]
        ),
        "fields must be given": Rule(event("a"), source="s0", target="end", needs="x"),
        "only some roles may": Rule(event("a"), source="s0", target="end", roles="agent"),
    }
    for meaning, rule in meanings.items():
        assert meanings.keys() & set(picture(a_row(1, rule)).texts) == {meaning}
    assert "a timer does it" in drawn(f"{INCIDENT:svg}").texts
    assert "only some roles may" in drawn(f"{INCIDENT.with_roles(STANDARD):svg}").texts
    assert 1 == drawn(f"{INCIDENT.with_roles(STANDARD):svg}").texts.count("any open state")


@pytest.mark.parametrize(
    ("timer", "words"),
    [
        (Timer("t", Closed, states="resolved", after=timedelta(days=1)), "after 24:00:00"),
        (Timer("t", Closed, states="resolved", after=timedelta(hours=5)), "after 5:00:00"),
        (Timer("t", Closed, states=Phase.RESOLVED, after=timedelta(days=3)), "after 3 days"),
        (
            Timer(
                "t",
                Closed,
                states="resolved",
                after=WorkingDays(2, tz="UTC"),
                schedule=Schedule.always(),
            ),
            "after 2 working days",
        ),
        (Timer("t", Resumed, states="on_hold", at="hold_until"), "hold until"),
    ],
)
def test_a_timer_says_on_its_arrow_when_it_does_it(timer: Timer, words: str) -> None:
    """In the words of its definition; the table below has it, too."""
    model = INCIDENT.extended(timer, without=("auto_close", "hold_ends"))
    assert words in drawn(f"{model:svg}").texts
    assert "<caption>timers of incident 1</caption>" in f"{model:html}"


def test_many_verbs_on_one_arrow_are_counted() -> None:
    """The first five are there, and long ones take two lines."""
    rules = [Rule(event(f"verb_{n}"), source="s0", target="end") for n in range(7)]
    found = picture(a_row(1, *rules)).texts
    assert {"verb 0", "verb 3", "and 3 more"} <= set(found)
    assert "verb 6" not in found
    long = Rule(event("ask_the_customer_whether_it_works"), source="s0", target="end")
    assert {"ask the customer", "whether it works"} <= set(picture(a_row(1, long)).texts)


def test_a_long_way_leads_down_with_its_loops_beside_it() -> None:
    """And stays narrow enough to be read without scrolling to the side."""
    loops = [Rule(event("stay"), source=f"s{n}", target=f"s{n}") for n in (1, 5)]
    names = [f"a_state_with_quite_a_long_name_{n}" for n in range(30)]
    long = Lifecycle(
        "long",
        states=[State(name, phase=Phase.ACTIVE) for name in names],
        rules=[Rule(event("go_on"), source=a, target=b) for a, b in pairwise(names)],
    )
    for table in (a_row(12, *loops), long):
        found = picture(table)
        assert found.width < 700 < found.height
    assert 30 == picture(long).texts.count("a state with")


def test_what_is_too_large_to_draw_says_so() -> None:
    """Its table is there all the same."""
    large = a_row(61)
    assert "62 states and 61 moves are too many to draw" in picture(large).texts
    assert "<td>s60</td>" in f"{large:html}"


def test_regions_stand_beside_a_narrow_workflow_and_below_a_wide_one() -> None:
    """In rows, each in a frame with its name."""
    change = {word.words: word for word in drawn(f"{NORMAL_CHANGE:svg}").words}
    incident = {word.words: word for word in drawn(f"{INCIDENT:svg}").words}
    assert change["beside it: hold status"].y < change["assess"].y
    assert incident["beside it: pin"].y > incident["closed"].y
    assert incident["beside it: pin"].y == incident["beside it: major incident"].y
    tables = [INCIDENT.lifecycle, *(attrs.evolve(a_row(7), name=f"more_{n}") for n in range(7))]
    below = {word.words: word for word in drawn(workflow("wide", tables, alt="").svg()).words}
    assert below["beside it: more 6"].y > below["beside it: more 0"].y


def test_a_long_legend_takes_another_row() -> None:
    """Below the first, where the workflow itself is narrow."""
    rules = [
        Rule(event("a"), source="s0", target="end", needs="x", roles="agent"),
        Rule(event("b"), source="s0", target="end", guards=[Guard("no", field("x").is_set)]),
    ]
    table = a_row(1, *rules)
    timer = Timer("t", rules[0].event, states="s0", after=timedelta(days=3))
    words = {w.words: w for w in drawn(workflow("w", [table], alt="", timers=[timer]).svg()).words}
    assert words["a timer does it"].y > words["something must hold"].y


def test_every_picture_that_ships_is_small() -> None:
    """Below 200 kB, with all that a notebook shows."""
    for model in (INCIDENT, INCIDENT.with_roles(STANDARD), NORMAL_CHANGE):
        assert len(f"{model:html}") < 200_000
