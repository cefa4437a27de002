"""iTop: tables as its datamodel has them, what is wrong with them, and its own files."""

import json
from pathlib import Path
from typing import Any

import pytest

from itsmcore import Phase
from itsmcore.conformance import check
from itsmcore.errors import BadValue, FaultyDefinition
from itsmcore.lifecycle import Lifecycle, faults
from itsmcore.presets import itop
from itsmcore.service_levels import Agreement, Goal
from tests.instants import HOUR, NINE
from tests.timing import calls

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "presets.json"
with_facts = pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about products are not beside the project"
)
NAMES = {
    "itop-incident-mgmt-itil:Incident": "Incident",
    "itop-request-mgmt-itil:UserRequest": "UserRequest",
    "itop-problem-mgmt:Problem": "Problem",
    "itop-change-mgmt-itil:NormalChange": "NormalChange",
    "itop-change-mgmt-itil:EmergencyChange": "EmergencyChange",
    "itop-change-mgmt-itil:RoutineChange": "RoutineChange",
}


def published() -> Any:
    return json.loads(FACTS.read_text())["itop"]


def moves(table: Lifecycle) -> dict[tuple[str, str], str | None]:
    return {
        (str(source), rule.event.verb): rule.target
        for rule in table.rules
        for source in rule.source
    }


@with_facts
@pytest.mark.parametrize("name", NAMES)
def test_lifecycles_are_those_of_the_datamodel(name: str) -> None:
    """Every state, also one that nothing leads to, and where each stimulus leads."""
    stated, table = published()["lifecycles"][name]["states"], itop.CLASSES[NAMES[name]]
    assert set(stated) == {state.name for state in table.states}
    assert moves(table) == {
        (state, verb): move["to"]
        for state, said in stated.items()
        for verb, move in said["transitions"].items()
    }
    for rule in table.rules:
        mandatory = {itop.FIELDS.get(of, of) for of in stated[rule.target]["mandatory"]}
        assert set(rule.needs) <= mandatory


@with_facts
@pytest.mark.parametrize("name", itop.STIMULI)
def test_declared_stimuli_are_those_of_the_datamodel(name: str) -> None:
    """Used or not."""
    (of,) = (key for key, short in NAMES.items() if short == name)
    assert set(published()["lifecycles"][of]["stimuli"]) == set(itop.STIMULI[name])


@with_facts
def test_stopwatches_run_in_the_states_that_they_list() -> None:
    """Each of them a state of its tickets."""
    stated = published()["stopwatches"]
    assert {name: tuple(of["runs_in"]) for name, of in stated.items()} == dict(itop.STOPWATCHES)


def test_the_whole_of_a_target_is_a_breach() -> None:
    """There, and not here."""
    gold = Agreement("gold", goals=[Goal("resolution", stop=Phase.RESOLVED, targets=HOUR)])
    rows = [changed("10:00", "new", "resolved")]
    timeline = itop.timelines(rows, tz="UTC", tickets=[TICKET])["I-7"]
    here = gold.measure(timeline, at=NINE + 9 * HOUR)["resolution"]
    there = gold.measure(timeline, at=NINE + 9 * HOUR, terms=itop.TERMS)["resolution"]
    assert (HOUR, HOUR) == (here.elapsed, there.elapsed)
    assert (False, True) == (here.is_late, there.is_late)


@with_facts
def test_the_matrix_is_that_of_the_code() -> None:
    """By its codes, of which the lowest is the worst."""
    stated = published()["priority"]["matrix[impact][urgency]"]
    for impact in itop.IMPACTS:
        for urgency in itop.URGENCIES:
            said = str(stated[impact.code][urgency.code])
            assert said == itop.MATRIX[impact, urgency].code
    assert itop.PRIORITIES[0] > itop.PRIORITIES[-1]


def test_faults_of_its_lifecycles_are_found() -> None:
    """What nothing leads to, and the stimulus that nothing takes."""
    found = {
        name: [
            fault.subject
            for fault in faults(table, declared=itop.STIMULI.get(name, ()))
            if fault.code != "dead_end"
        ]
        for name, table in itop.CLASSES.items()
    }
    assert {
        "Incident": ["event 'ev_autoclose'"],
        "UserRequest": ["event 'ev_autoclose'"],
        "Problem": [],
        "NormalChange": [],
        "EmergencyChange": ["state 'validated'", "state 'rejected'"],
        "RoutineChange": [
            "state 'validated'",
            "state 'rejected'",
            "state 'approved'",
            "state 'notapproved'",
        ],
    } == found


def test_normal_changes_need_an_approval() -> None:
    """Routine changes do not go through one."""
    assert not faults(itop.NORMAL_CHANGE, implies={"implemented": "approved"})
    assert faults(itop.ROUTINE_CHANGE, implies={"implemented": "approved"})


# --- the datamodel ----------------------------------------------------------------------------


def state(id: str, *inside: str, **moves: str) -> str:
    transitions = "".join(
        f'<transition id="{verb}"><target>{target}</target></transition>'
        for verb, target in moves.items()
    )
    return f'<state id="{id}">{"".join(inside)}<transitions>{transitions}</transitions></state>'


def flags(**mandatory: bool) -> str:
    said = "".join(
        f'<attribute id="{field}">{"<mandatory/>" if needed else "<hidden/>"}</attribute>'
        for field, needed in mandatory.items()
    )
    return f"<flags>{said}</flags>"


def design(*states: str, name: str = "Incident", stimuli: str = "") -> str:
    inside = f"<stimuli>{stimuli}</stimuli><states>{''.join(states)}</states>"
    return (
        '<?xml version="1.0"?><itop_design><classes><class id="Person"/>'
        f'<class id="{name}"><lifecycle>{inside}</lifecycle></class></classes></itop_design>'
    )


def test_a_datamodel_becomes_lifecycles() -> None:
    """With what states need, which others inherit, and what nothing leads to."""
    text = design(
        state("new", flags(title=True, caller_id=True), ev_assign="assigned"),
        state(
            "assigned",
            "<inherit_flags_from>new</inherit_flags_from>",
            flags(agent_id=True, caller_id=False),
            ev_resolve="resolved",
        ),
        state("resolved", "<inherit_flags_from>assigned</inherit_flags_from>", ev_close="closed"),
        state("closed"),
        state("rejected", ev_reopen="new"),
        '<state id="pending" _delta="delete"/>',
        stimuli='<stimulus id="ev_assign"/><stimulus id="ev_old" _delta="delete_if_exists"/>',
    )
    read = itop.lifecycles(text)["Incident"]
    assert ("itop.Incident", "new") == (read.lifecycle.name, read.lifecycle.initial)
    assert ["new", "assigned", "resolved", "closed", "rejected"] == [
        of.name for of in read.lifecycle.states
    ]
    assert {
        "assigned": ("summary", "assignee"),
        "resolved": ("summary", "assignee"),
        "closed": (),
        "new": ("summary", "caller"),
    } == {rule.target: rule.needs for rule in read.lifecycle.rules}
    assert ("ev_assign",) == read.stimuli
    assert ["unreachable_state", "unused_event"] == [fault.code for fault in faults(read.lifecycle)]


def test_actions_are_left_out_and_listed() -> None:
    """They are code, which is not read."""
    move = (
        '<transition id="ev_go"><target>closed</target>'
        "<actions><action><verb>SetCurrentDate</verb></action></actions></transition>"
    )
    text = design(f'<state id="new"><transitions>{move}</transitions></state>', state("closed"))
    assert ("the actions of ev_go in new",) == itop.lifecycles(text)["Incident"].left_out


def test_states_that_inherit_from_each_other_are_read_once() -> None:
    """However a file came to say so."""
    text = design(
        state("new", "<inherit_flags_from>assigned</inherit_flags_from>", ev_assign="assigned"),
        state(
            "assigned",
            "<inherit_flags_from>new</inherit_flags_from>",
            flags(agent_id=True),
            ev_reopen="new",
        ),
    )
    (rule, _) = itop.lifecycles(text)["Incident"].lifecycle.rules
    assert ("assignee",) == rule.needs


def test_a_long_chain_of_states_is_read_in_one_pass() -> None:
    """Each inherits the flags of the one before; twice as many take twice as long."""

    def chain(length: int) -> int:
        states = [
            state(
                f"s{number}",
                f"<inherit_flags_from>s{number - 1}</inherit_flags_from>",
                ev_go=f"s{number + 1}" if number < length else "s0",
            )
            for number in range(length + 1)
        ]
        phases = {f"s{number}": Phase.ACTIVE for number in range(length + 1)}
        text = design(*states)
        return calls(lambda: itop.lifecycles(text, phases=phases))

    assert chain(200) < 3 * chain(100)


def test_a_state_of_one_s_own_needs_a_phase() -> None:
    """Those that ship are known."""
    text = design(state("new", ev_park="parked"), state("parked"), name="Task")
    with pytest.raises(FaultyDefinition) as faulty:
        itop.lifecycles(text)
    assert ["state 'parked'"] == [fault.subject for fault in faulty.value.faults]
    read = itop.lifecycles(text, phases={**itop.PHASES, "parked": Phase.PENDING})["Task"]
    assert Phase.PENDING is read.lifecycle.phases["parked"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<itop_design/>", "a datamodel of iTop"),
        (design(state("new", ev_go="gone")), "a target cannot be 'gone'.*'ev_go' of Incident"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><itop_design>&a;</itop_design>', "declares no type"),
        ("<itop_design>", "well-formed"),
    ],
)
def test_what_is_no_datamodel_is_refused(text: Any, words: str) -> None:
    """And says what is."""
    with pytest.raises(BadValue, match=words):
        itop.lifecycles(text)


# --- its log ----------------------------------------------------------------------------------


def changed(at: str, old: Any, new: Any, *, field: str = "status", **more: Any) -> dict[str, Any]:
    moved = {"objkey": "7", "date": f"2026-01-05 {at}:00", "attcode": field}
    return {**moved, "oldvalue": old, "newvalue": new, **more}


TICKET = {
    "id": "7",
    "ref": "I-7",
    "start_date": "2026-01-05 09:00:00",
    "status": "resolved",
    "agent_id": "12",
}


def test_a_log_is_read_by_the_numbers_of_its_tickets() -> None:
    """Rows of other classes and fields are left out."""
    rows = [
        changed("11:00", "assigned", "resolved", id="3"),
        changed("10:00", "new", "assigned", id="1"),
        changed("10:00", "4", "1", field="priority", id="2"),
        changed("10:30", "a", "b", field="title2"),
        changed("10:30", "new", "closed", objclass="UserRequest"),
    ]
    timeline = itop.timelines(rows, tz="UTC", tickets=[TICKET])["I-7"]
    assert [(NINE, "new"), (NINE + HOUR, "assigned"), (NINE + 2 * HOUR, "resolved")] == [
        (step.at, step.facts["state"]) for step in timeline
    ]
    assert (Phase.ACTIVE, itop.PRIORITIES[0], "12") == tuple(
        timeline[1].facts[fact] for fact in ("phase", "priority", "assignee")
    )
    assert () == timeline.flaws
    assert 1.0 == check(itop.INCIDENT, {"I-7": timeline}).fitness


def test_a_row_may_say_when_a_ticket_began() -> None:
    """Where the tickets themselves are not at hand."""
    rows = [
        changed("09:00", None, None, field="", finalclass="CMDBChangeOpCreate"),
        changed("10:00", "new", "waiting_for_approval"),
    ]
    (timeline,) = itop.timelines(rows, tz="UTC", of="UserRequest").values()
    assert (NINE, Phase.NEW, ()) == (timeline[0].at, timeline[0].facts["phase"], timeline.flaws)
    with pytest.raises(BadValue, match="of cannot be 'Request'; give one of Incident"):
        itop.timelines(rows, tz="UTC", of="Request")


def test_a_list_is_read() -> None:
    """By the labels of its lists, or those of another language."""
    row = {
        "ref": "R-7",
        "status": "Wartet auf Freigabe",
        "start_date": "2026-01-05 09:00:00",
        "priority": "Critical",
        "impact": "7",
    }
    (timeline,) = itop.snapshots(
        [row],
        tz="UTC",
        model=itop.REQUEST,
        states={"Wartet auf Freigabe": "waiting_for_approval"},
    ).values()
    assert ["new", "waiting_for_approval"] == [step.facts["state"] for step in timeline]
    assert itop.PRIORITIES[0] == timeline[0].facts["priority"]
    assert "unknown_level" == timeline.flaws[0].code
