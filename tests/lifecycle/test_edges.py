"""Tables of somebody else's: whatever their verbs and states are called, they become a model."""

from __future__ import annotations

import copy
import json
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import Desk, Incident
from itsmcore.errors import BadValue, FaultyDefinition, RoleMissing
from itsmcore.incidents import INCIDENT, IncidentModel
from itsmcore.interop.cattrs import BadDocument, make_converter
from itsmcore.lifecycle import (
    Actor,
    Event,
    Lifecycle,
    Phase,
    Record,
    Rule,
    State,
    Verb,
    event_named,
    verb,
)
from itsmcore.testing import LifecycleTests, paths
from tests.instants import MARCH as T0
from tests.pictures.hostile import names
from tests.support import LOAN, Loan

OWN = sorted({name for name in dir(Incident) if not name.startswith("_")} | {"id", "state", "verb"})
"""What records have, and other tables may call their transitions."""
TODO = {"To Do": Phase.NEW, "Doing": Phase.ACTIVE, "Done": Phase.CLOSED}
ROWS = [("To Do", "Start", "Doing"), ("Doing", "Stop", "To Do"), ("Doing", "Finish", "Done")]


def turning(verbs: list[str]) -> IncidentModel:
    """Make a model in which each of some verbs leads round, and another to an end."""
    rows = [(f"s{n}", verb, f"s{(n + 1) % len(verbs)}") for n, verb in enumerate(verbs)]
    rows.append(("*", "get it over with", "end"))
    phases = {f"s{n}": Phase.ACTIVE for n in range(len(verbs))} | {"end": Phase.CLOSED}
    table = Lifecycle.from_edges(rows, phases=phases)
    return IncidentModel(name="turning", lifecycle=table)


def taken_round(model: IncidentModel) -> Incident:
    """Apply each verb once, asking before whether it may be."""
    record = model.open("I-1", at=T0, by="ada", summary="Mail is down")
    for state, rule in model.lifecycle.expanded():
        if rule.target == "end":
            continue
        assert state.name == record.state
        assert () == record.why_not(rule.event.verb, at=T0, by="ada")
        assert rule.event.verb in [c.verb for c in record.choices(at=T0, by="ada") if c.is_allowed]
        record = record.apply(rule.event(at=T0, by="ada"))
    return record


@pytest.mark.long
@pytest.mark.parametrize("verbs", [OWN, list(dict.fromkeys(islice(names(7), 300)))])
def test_a_verb_is_apart_from_what_records_call_theirs(verbs: list[str]) -> None:
    """It is applied, asked for, chosen, stored and read, and the record's own names stay."""
    model = turning(verbs)
    record = taken_round(model)
    assert ("s0", 1 + len(verbs)) == (record.state, record.version)
    assert verbs == [event.verb for event in record.history[1:]]
    assert record == Incident.replay(record.history, model=model) == record.as_of(T0)
    assert () == Incident.audit(record.history, model=model, written_with=model)
    assert record == pickle.loads(pickle.dumps(record))
    assert [s.verb for s in record.timeline()] == ["open", *verbs]


@pytest.mark.long
def test_a_history_of_such_verbs_is_a_document() -> None:
    """Also where a verb is the opening's; its schema tells the two apart by their place."""
    model = turning(OWN)
    converter = make_converter(models=(model,))
    record = taken_round(model)
    document = json.loads(json.dumps(converter.unstructure(record)))
    assert record == converter.structure(document, Incident)
    assert ["open"] * 2 == [e["verb"] for e in document["history"] if e["verb"] == "open"]
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(document, converter.json_schema(model))
    again = next(event for event in record.history[1:] if event.verb == "open")
    assert again == converter.structure(converter.unstructure(again), event_named("open"))
    document["history"][1] = document["history"][0]
    with pytest.raises(BadDocument, match=r"history\[1\]"):
        converter.structure(document, Incident)
    with pytest.raises(BadDocument, match="history is 3, and must be a list"):
        converter.structure({**document, "history": 3}, Incident)


@pytest.mark.long
class TestKit(LifecycleTests):
    """The kit walks through such a table too."""

    model = turning(["open", "apply", "history", "Start Progress", "state"])


def test_a_path_leads_along_each_verb() -> None:
    """Whatever it is called."""
    found = {(path.verb, path.source) for path in paths(turning(["apply", "open"])) if path.record}
    assert {("open", None), ("apply", "s0"), ("open", "s1")} <= found


# --- verbs as methods -------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in OWN if name != "verb"])
def test_a_method_hides_nothing_that_records_have(name: str) -> None:
    """But another verb, which it takes the place of."""
    method: Any = verb(event_named(name))
    is_verb = getattr(vars(Incident).get(name), "is_verb", False)
    if is_verb:
        assert method is vars(type("Mine", (Incident,), {name: method}))[name]
        return
    with pytest.raises(BadValue, match=f"a verb of Mine cannot be '{name}'; give another name"):
        type("Mine", (Incident,), {name: method})


def test_a_verb_may_be_a_method_of_another_name() -> None:
    """Then both are there."""

    class Mine(Incident):
        apply_it: Verb[...] = verb(event_named("apply"))
        history_of: Verb[...] = verb(event_named("history"))

    model = turning(["apply", "history"])
    mine = Mine.begin(INCIDENT.opening_event("I-1", at=T0, by="ada", summary="x"), model=model)
    mine = mine.apply_it(at=T0, by="ada").history_of(at=T0, by="ada")
    assert ["open", "apply", "history"] == [event.verb for event in mine.history]


def test_facts_and_openings_are_hidden_as_little() -> None:
    """Those of the practice, whether or not they have a default."""
    for name in ("title", "reader", "open", "regions", "links"):
        with pytest.raises(BadValue, match="records have that for something else"):
            type("Mine", (Loan,), {name: verb(event_named("take"))})
    assert issubclass(type("Mine", (Loan,), {"take": verb(event_named("take"))}), Record)


# --- events that are their verb -----------------------------------------------------------------


def test_an_event_class_is_a_function_of_its_verb() -> None:
    """The same for the same verb, in every thread and every pickle."""
    made = event_named("Start Progress")
    assert made is event_named("Start Progress")
    assert made is not event_named("start progress")
    event = made(at=T0, by="ada")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert made is pickle.loads(pickle.dumps(made, protocol))
        assert event == pickle.loads(pickle.dumps(event, protocol))
    assert made is copy.deepcopy(made)
    assert event == copy.deepcopy(event)
    assert "event_named('Start Progress')(at=" in repr(event)
    barrier = threading.Barrier(8)

    def make(_: int) -> type[Event]:
        barrier.wait()
        return event_named("made by many at once")

    with ThreadPoolExecutor(8) as pool:
        assert 1 == len(set(pool.map(make, range(8))))


class Derived(event_named("Derived")):  # type: ignore[misc]
    """Be derived of one."""


def test_what_is_derived_of_such_a_class_is_pickled_by_its_name() -> None:
    """It is no function of its verb."""
    assert Derived is pickle.loads(pickle.dumps(Derived))
    assert Derived is not event_named("Derived")


@given(st.text().filter(str.strip))
def test_any_text_is_a_verb(text: str) -> None:
    """Also one that Python would have for no name."""
    assert text == event_named(text).verb
    assert event_named(text) is pickle.loads(pickle.dumps(event_named(text)))


@pytest.mark.parametrize("value", ["", "  ", None, 3, Event])
def test_a_verb_is_a_text(value: Any) -> None:
    """And not a blank one."""
    with pytest.raises(BadValue, match=r"a verb cannot be .*; give a text that is not blank"):
        event_named(value)


@attrs.frozen(kw_only=True)
class Blank(Event):
    """Have a verb of nothing."""

    verb: ClassVar[str] = " "


def test_a_blank_verb_is_none() -> None:
    """In a class of one's own."""
    with pytest.raises(FaultyDefinition) as refusal:
        LOAN.extended(Rule(Blank, source="lent"))
    assert ["no_verb"] == [fault.code for fault in refusal.value.faults]


# --- from edges ---------------------------------------------------------------------------------


def test_rows_become_states_events_and_rules() -> None:
    """In the order in which the rows name them; what two rows say alike is said once."""
    table = Lifecycle.from_edges([*ROWS, ROWS[0], ("*", "Comment", None)], phases=TODO, name="t")
    assert ["To Do", "Doing", "Done"] == [state.name for state in table.states]
    assert [TODO[state.name] for state in table.states] == list(table.phases.values())
    assert ["Start", "Stop", "Finish", "Comment"] == [event.verb for event in table.events]
    assert {(a, b) for a, _, b in ROWS} == table.edges
    assert ("t", "To Do", ()) == (table.name, table.initial, table.faults())


def test_rows_may_be_mappings_and_phases_a_model_s() -> None:
    """With more keys than are asked for, and more states than are named."""
    rows = [
        {"source": "new", "verb": "go", "target": "resolved", "screen": "7"},
        {"source": "resolved", "verb": "close", "target": "closed"},
    ]
    for phases in (INCIDENT, INCIDENT.lifecycle, INCIDENT.phases):
        table = Lifecycle.from_edges(rows, phases=phases)
        assert {
            "new": Phase.NEW,
            "resolved": Phase.RESOLVED,
            "closed": Phase.CLOSED,
        } == table.phases


def test_a_fourth_column_is_who_may() -> None:
    """Several rows name several roles; one without a role is for everybody."""
    rows: list[Any] = [
        ("To Do", "Start", "Doing", "agent"),
        ("Doing", "Start", "Doing", "lead"),
        ("Doing", "Stop", "To Do", "agent"),
        ("Doing", "Stop", "To Do", "lead"),
        ("Doing", "Finish", "Done", "agent"),
        {"source": "Doing", "verb": "Finish", "target": "Done", "role": None},
        {"source": "Done", "verb": "Reopen", "target": "To Do", "role": "lead"},
    ]
    table = Lifecycle.from_edges(rows, phases=TODO)
    assert {
        ("To Do", "Start"): ["agent"],
        ("Doing", "Start"): ["lead"],
        ("Doing", "Stop"): ["agent", "lead"],
        ("Doing", "Finish"): [],
        ("Done", "Reopen"): ["lead"],
    } == who_may(table)
    model = IncidentModel(name="board", lifecycle=table)
    record = model.open("I-1", at=T0, by="ada", summary="Mail is down")
    with pytest.raises(RoleMissing, match="ada may not; it takes the role agent"):
        record.apply(event_named("Start")(at=T0, by="ada"))
    assert "Doing" == record.apply(event_named("Start")(at=T0, by=Actor("bob", "agent"))).state


def test_who_may_in_every_state_may_in_each() -> None:
    """Others may in one state, too; a row for all that is for everybody leaves nobody out."""
    rows: list[Any] = [
        *ROWS,
        ("*", "Comment", None, "agent"),
        ("Doing", "Comment", None, "requester"),
        ("Done", "Comment", None),
        ("*", "Look", None),
        ("Doing", "Look", None, "agent"),
        ("*", "Link", None, "agent"),
        ("Doing", "Link", None, "agent"),
    ]
    table = Lifecycle.from_edges(rows, phases=TODO)
    said = who_may(table)
    assert [["agent"], ["agent", "requester"], []] == [said[s, "Comment"] for s in TODO]
    assert [[], [], []] == [said[state, "Look"] for state in TODO]
    assert [["agent"]] * 3 == [said[state, "Link"] for state in TODO]
    assert () == table.faults()


def who_may(table: Lifecycle) -> dict[tuple[str, str], list[str]]:
    """Return the roles of each verb in each state."""
    return {
        (state.name, rule.event.verb): [permit.role for permit in rule.roles]
        for state, rule in table.expanded()
    }


def test_the_initial_state_may_be_said() -> None:
    """Where the rows do not begin with it."""
    assert "Doing" == Lifecycle.from_edges(ROWS, phases=TODO, initial="Doing").initial


def test_a_verb_with_two_targets_names_both() -> None:
    """And every other fault of the rows is reported with it."""
    rows = [*ROWS, ("Doing", "Stop", "Done"), ("*", "Start", "Dnoe")]
    with pytest.raises(FaultyDefinition) as refusal:
        Lifecycle.from_edges(rows, phases=TODO, name="mixed")
    assert [
        "state 'Dnoe': has no phase; did you mean 'Done'?",
        "event Start: has 2 rules from 'To Do', to 'Doing' and 'Dnoe'; an event leads to one state",
        "event Stop: has 2 rules from 'Doing', to 'To Do' and 'Done'; an event leads to one state",
    ] == list(map(str, refusal.value.faults))
    with pytest.raises(FaultyDefinition) as refusal:
        LOAN.extended(Rule(LOAN.rules[0].event, source=Phase.NEW))
    assert "has 2 rules from 'wanted', to 'lent' and 'wanted'" in str(refusal.value)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("abc", "row 0 cannot be 'abc'; give a source, a verb and a target"),
        (("To Do", "Start"), "row 0 cannot be ('To Do', 'Start')"),
        (("To Do", "", "Doing"), "row 0 cannot be"),
        (("", "Start", "Doing"), "row 0 cannot be"),
        ((None, "Start", "Doing"), "row 0 cannot be"),
        (
            ("To Do", "Start", "*"),
            "the target of row 0 cannot be '*'; give the state that it leads",
        ),
        (("To Do", "Start", "Doing", 3), "the role of row 0 cannot be 3; give the role that may"),
        (("To Do", "Start", "Doing", "agent", "x"), "perhaps a role, or a mapping"),
        ({"source": "To Do", "verb": "Start", "to": "Doing"}, "a mapping that has all three"),
        (("To Do", "Start", 3), "the target of row 0 cannot be 3"),
        ({"source": "To Do", "target": "Doing"}, "row 0 cannot be"),
        ({"from": "To Do"}, "row 0 cannot be"),
        (7, "row 0 cannot be 7"),
    ],
)
def test_what_is_no_row_is_refused(row: Any, words: str) -> None:
    """With its place and what to give."""
    with pytest.raises(BadValue) as refusal:
        Lifecycle.from_edges([row], phases=TODO)
    assert words in str(refusal.value)


@pytest.mark.parametrize("phases", [None, "new", [("To Do", Phase.NEW)], {"To Do": "new"}, 3])
def test_phases_are_a_mapping_or_a_model_s(phases: Any) -> None:
    """And nothing else."""
    with pytest.raises(BadValue, match="phase"):
        Lifecycle.from_edges(ROWS, phases=phases)


@pytest.mark.parametrize("target", [None, "", float("nan")])
def test_a_target_that_is_absent_stays(target: Any) -> None:
    """However an export writes what is not there."""
    table = Lifecycle.from_edges([*ROWS, ("Doing", "Comment", target)], phases=TODO)
    assert None is table.rules[-1].target


def test_a_state_called_like_every_state_is_refused() -> None:
    """No rule could name it alone."""
    with pytest.raises(BadValue, match=r"a name cannot be '\*'; give another: '\*' is every state"):
        State("*", phase=Phase.NEW)


@given(st.data())
def test_a_table_is_its_rows(data: st.DataObject) -> None:
    """Whatever states and verbs are called: each row is an edge by its verb, and none is more."""
    some = list(dict.fromkeys(islice(names(data.draw(st.integers(0, 9))), 260, 266)))
    row = st.tuples(*[st.sampled_from(some)] * 3)
    rows = data.draw(st.lists(row, min_size=1, max_size=9, unique_by=lambda row: row[:2]))
    table = Lifecycle.from_edges(rows, phases=dict.fromkeys(some, Phase.ACTIVE))
    told = {(state.name, rule.event.verb, rule.target) for state, rule in table.expanded()}
    assert set(rows) == told


@given(st.lists(st.tuples(st.sampled_from([*TODO, "*"]), st.sampled_from([None, *"xyz"]))))
def test_whoever_a_row_names_may(rows: list[tuple[str, str | None]]) -> None:
    """From its source, together with all whom other rows name for there; None names everybody."""
    comments: Any = [(source, "Comment", None, role) for source, role in rows]
    table = Lifecycle.from_edges([*ROWS, *comments], phases=TODO)
    assert {
        state: [] if None in named else sorted(filter(None, named))
        for state in TODO
        if (named := {role for source, role in rows if source in (state, "*")})
    } == {state: roles for (state, verb), roles in who_may(table).items() if verb == "Comment"}
    assert () == table.faults()


def test_a_stock_machine_has_no_trigger_named_as_its_state() -> None:
    """It says how to call that otherwise."""
    table = Lifecycle.from_edges([("a", "state", "b")], phases={"a": Phase.NEW, "b": Phase.CLOSED})
    with pytest.raises(BadValue, match="give model_attribute= another name than the verb 'state'"):
        table.to_machine()
    assert ["state"] == table.to_machine(model_attribute="status").get_triggers("a")


def test_states_called_like_wildcards_of_the_engine_are_states() -> None:
    """`=` is no state that stays."""
    phases = {"a": Phase.NEW, "=": Phase.ACTIVE, "b": Phase.CLOSED}
    model = IncidentModel(
        name="odd",
        lifecycle=Lifecycle.from_edges([("a", "x", "="), ("=", "y", "b")], phases=phases),
    )
    record = model.open("I-1", at=T0, by="ada", summary="s")
    record = record.apply(event_named("x")(at=T0, by="ada"))
    assert "=" == record.state
    assert "b" == record.apply(event_named("y")(at=T0, by="ada")).state


def test_a_desk_keeps_such_verbs_too() -> None:
    """In its journal, which it replays; the second `open` opens nothing."""
    model = turning(["open", "apply", "resolve"])
    opened = Desk.of().open(model, id="I-1", at=T0, by="ada", summary="Mail is down")
    desk, journal = opened.desk, [*opened.events]
    for words in ("open", "apply", "resolve"):
        applied = desk.apply("I-1", event_named(words)(at=T0, by="ada"))
        desk, journal = applied.desk, [*journal, *applied.events]
    assert ["open", "open", "apply", "resolve"] == [entry.event.verb for entry in journal]
    assert desk == Desk.of().replay(journal)
