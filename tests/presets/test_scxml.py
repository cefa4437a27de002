"""State charts in SCXML: what becomes a lifecycle, what is left out, and what is refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Phase
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.lifecycle import Lifecycle
from itsmcore.presets import scxml
from tests.timing import calls

PHASES = {"new": Phase.NEW, "work": Phase.ACTIVE, "wait": Phase.PENDING, "done": Phase.CLOSED}


def read(inside: str, *, attributes: str = "", phases: Any = PHASES) -> scxml.Chart:
    return scxml.chart(f"<scxml {attributes}>{inside}</scxml>", phases=phases, name="desk")


def edges(of: scxml.Chart) -> dict[tuple[str, str], str | None]:
    return {
        (str(source), rule.event.verb): rule.target
        for rule in of.lifecycle.rules
        for source in rule.source
    }


def state(id: str, *inside: str) -> str:
    return f'<state id="{id}">{"".join(inside)}</state>'


def move(event: str, target: str | None = None, *inside: str, cond: str = "") -> str:
    to = "" if target is None else f' target="{target}"'
    return f'<transition event="{event}"{to} {cond}>{"".join(inside)}</transition>'


def test_a_chart_becomes_a_lifecycle() -> None:
    """An event may stay, one transition may have several, and a final state is closed."""
    chart = read(
        state("new", move("start open", "work"), move("comment"))
        + state("work", move("finish", "done"))
        + '<final id="done"/>',
        attributes='xmlns="http://www.w3.org/2005/07/scxml" initial="new"',
        phases={"new": Phase.NEW, "work": Phase.ACTIVE},
    )
    assert {
        ("new", "start"): "work",
        ("new", "open"): "work",
        ("new", "comment"): None,
        ("work", "finish"): "done",
    } == edges(chart)
    assert ("desk", "new", Phase.CLOSED) == (
        chart.lifecycle.name,
        chart.lifecycle.initial,
        chart.lifecycle.phases["done"],
    )
    assert () == chart.left_out


def test_a_final_state_may_mean_something_else() -> None:
    """If somebody says so; a prefix makes no difference."""
    text = '<s:scxml xmlns:s="x"><s:state id="new"><s:transition event="drop" target="done"/>'
    chart = scxml.chart(
        f'{text}</s:state><s:final id="done"/></s:scxml>',
        phases={**PHASES, "done": Phase.CANCELLED},
    )
    assert Phase.CANCELLED is chart.lifecycle.phases["done"]


def test_states_inside_others_take_what_these_take() -> None:
    """Unless they say otherwise; whoever enters the outer one is in its initial state."""
    inner = state("wait", move("answer", "work"), move("close", "wait")) + state("work")
    chart = read(
        state("new", move("start", "open"))
        + state(
            "open", "<initial><transition target='work'/></initial>", move("close", "done"), inner
        )
        + state("done"),
    )
    assert {
        ("new", "start"): "work",
        ("wait", "answer"): "work",
        ("wait", "close"): "wait",
        ("work", "close"): "done",
    } == edges(chart)
    assert {"new", "wait", "work", "done"} == set(chart.lifecycle.phases)
    first = read(state("open", move("close", "done"), inner) + state("done"))
    assert "wait" == first.lifecycle.initial


def test_states_deep_inside_others_are_read_in_one_pass() -> None:
    """Wherever one enters; twice as many take twice as long."""

    def nested(depth: int) -> int:
        opened = "".join(
            f'<state id="s{number}">{move(f"e{number}", "s0")}' for number in range(depth)
        )
        text = f"<scxml>{opened}{'</state>' * depth}</scxml>"
        phases = {f"s{depth - 1}": Phase.ACTIVE}
        return calls(lambda: scxml.chart(text, phases=phases))

    assert nested(200) < 3 * nested(100)


def test_conditions_and_actions_are_left_out_and_listed() -> None:
    """So are transitions that a chart takes by itself."""
    chart = read(
        state(
            "new",
            move("start", "work", "<log/>", cond='cond="x"'),
            '<transition target="done"/>',
            "<onentry/>",
        )
        + state("work", move("finish", "done"))
        + state("done")
    )
    assert (
        "the condition of 'start' in 'new'",
        "the actions of a transition of 'new'",
        "the transition of 'new' without an event",
        "onentry of 'new'",
    ) == chart.left_out


def test_an_event_that_may_be_taken_inside_or_outside_is_a_fault() -> None:
    """Which of both hangs on a condition, and conditions are not read."""
    inner = state("work", move("close", "wait", cond='cond="x"')) + state("wait")
    with pytest.raises(FaultyDefinition):
        read(state("open", move("close", "done"), inner) + state("done"))


def test_a_state_without_an_id_is_named_by_its_place() -> None:
    """Nothing leads there but the entry of what it stands in."""
    chart = read(
        state("new", move("start", "open"))
        + state("open", f"<state>{move('end', 'done')}</state>")
        + state("done"),
        phases={**PHASES, "open.1": Phase.ACTIVE},
    )
    assert {("new", "start"): "open.1", ("open.1", "end"): "done"} == edges(chart)


def test_a_state_without_a_phase_is_a_fault() -> None:
    """Each of them."""
    with pytest.raises(FaultyDefinition) as faulty:
        read(state("new", move("start", "odd")) + state("odd"))
    assert ["state 'odd'"] == [fault.subject for fault in faulty.value.faults]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<scxml/>", "a state chart in SCXML"),
        ("<chart><state id='new'/></chart>", "a state chart in SCXML"),
        (f"<scxml>{state('new', move('go', 'gone'))}</scxml>", "a target cannot be 'gone'"),
        (f"<scxml>{state('new', move('go', 'new new'))}</scxml>", "a target cannot be 'new new'"),
        (
            f"<scxml>{state('new', state('new'))}</scxml>",
            "an id cannot be 'new'.*each with its own",
        ),
        ("<scxml><parallel/></scxml>", "source cannot be 'parallel'.*and no <parallel>"),
        (f"<scxml>{state('new', '<history/>')}</scxml>", "and no <history>"),
        (
            "<scxml><state id='new' initial='new'><state id='work'/></state></scxml>",
            "an initial state cannot be 'new'.*begins in itself",
        ),
        ('<!DOCTYPE x [<!ENTITY a "b">]><scxml>&a;</scxml>', "declares no type"),
        ("<scxml>", "well-formed"),
    ],
)
def test_what_is_no_chart_is_refused(text: str, words: str) -> None:
    """And says what is."""
    with pytest.raises(BadValue, match=words):
        scxml.chart(text, phases=PHASES)


@given(st.sets(st.tuples(*[st.sampled_from([*PHASES])] * 2), min_size=1))
@settings(max_examples=40, deadline=None)
def test_a_table_is_read_as_it_was_written(pairs: set[tuple[str, str]]) -> None:
    """The same states and moves, whatever they are."""
    rows = [(a, f"{a}-{b}", b) for a, b in sorted(pairs)]
    table = Lifecycle.from_edges(rows, phases=PHASES, name="desk")
    inside = "".join(
        state(of.name, *(move(verb, to) for source, verb, to in rows if source == of.name))
        for of in table.states
    )
    chart = read(inside, attributes=f'initial="{table.initial}"')
    assert table.edges == chart.lifecycle.edges
    assert table.initial == chart.lifecycle.initial
