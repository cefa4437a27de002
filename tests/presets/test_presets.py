"""Presets: codes both ways, facts with sources, and models without a fault."""

import pickle

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import Lifecycle, Timeline
from itsmcore.conformance import check
from itsmcore.errors import BadValue, FaultyDefinition, Unlisted
from itsmcore.lifecycle import faults
from itsmcore.presets import (
    CodeTable,
    Preset,
    ProductCode,
    ProductDeviation,
    ProductFact,
    bmc,
    freshservice,
    glpi,
    itop,
    jira,
    otrs,
    servicenow,
    tmforum,
    zendesk,
)
from itsmcore.service_levels import Terms
from tests.instants import HOUR, NINE

PRESETS = {
    "bmc": bmc.PRESET,
    "freshservice": freshservice.PRESET,
    "tmforum": tmforum.PRESET,
    "otrs": otrs.PRESET,
    "zendesk": zendesk.PRESET,
    "glpi": glpi.PRESET,
    "servicenow": servicenow.PRESET,
    "jira": jira.PRESET,
    "itop": itop.PRESET,
}
TABLE = CodeTable(
    "hold_reason",
    [
        ProductCode("1", "Awaiting Caller", "caller", pauses=True),
        ProductCode("4", "Awaiting Vendor", "vendor", pauses=False),
        ProductCode("9", "Awaiting Supplier", "vendor"),
    ],
)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_codes_are_read_as_they_are_written(preset: Preset) -> None:
    """By code and by label; what is written is read as the same."""
    for table in preset.codes:
        for one in table.codes:
            assert one.meaning == table.meaning(one.code) == table.meaning(one.label)
            assert one.meaning == table.meaning(table.code(one.meaning))
            assert one.meaning == table.meaning(table.label(one.meaning))


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_every_topic_has_an_answer_and_a_source(preset: Preset) -> None:
    """If only that it was looked for and not found."""
    for topic in ("reopening", "target_change", "pause", "order", "breach", "auto_close"):
        assert all(fact.source and fact.says for fact in preset.about(topic))
        assert preset.about(topic)
    assert preset == pickle.loads(pickle.dumps(preset))


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_shows_its_facts_and_deviations(preset: Preset) -> None:
    """As a table, with what is done otherwise below it."""
    assert "| topic | what the product does | certainty | source |" in f"{preset:md}"
    assert preset.deviations[0].why in f"{preset:md}"


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_models_leave_no_final_state_unsaid(preset: Preset) -> None:
    """Nor is there any other fault; names and labels are those of the product."""
    for model in preset.models:
        assert () == model.faults()
        assert preset.model(model.name) is model
        assert all(state.label for state in model.states)


def test_states_of_changes_have_the_product_s_codes() -> None:
    """Each type goes through some of them."""
    codes = servicenow.PRESET.codes_of("change.state")
    for model in (
        servicenow.NORMAL_CHANGE,
        servicenow.STANDARD_CHANGE,
        servicenow.EMERGENCY_CHANGE,
    ):
        assert [codes.code(state.name) for state in model.states] == [
            state.code for state in model.states
        ]


def test_terms_say_how_the_product_s_clocks_read() -> None:
    """What they leave out is as here."""
    assert Terms(on_reopen="next_start") == jira.TERMS == jira.PRESET.terms
    assert ("new_cycle", "sticky") == (servicenow.TERMS.on_reopen, servicenow.TERMS.breach)


def test_codes_show_which_reasons_stop_clocks() -> None:
    """Where that is known; several ways to write one value are read, and the first is written."""
    assert "4     Awaiting Vendor    vendor       run on" in str(TABLE)
    assert "1     Awaiting Caller    caller       stand still" in str(TABLE)
    assert ("4", "vendor") == (TABLE.code("vendor"), TABLE.meaning("Awaiting Supplier"))
    assert "clocks" not in str(servicenow.PRESET.codes_of("change.state"))


def test_what_a_product_does_not_have_is_named() -> None:
    """With what it has."""
    with pytest.raises(Unlisted, match="value of hold_reason 'Awaiting Calller'; did you mean"):
        TABLE.meaning("Awaiting Calller")
    with pytest.raises(Unlisted, match="code of hold_reason for 'calller'; did you mean 'caller'"):
        TABLE.code("calller")
    with pytest.raises(Unlisted, match="topic 'reopen'"):
        jira.PRESET.about("reopen")
    with pytest.raises(Unlisted, match="model of Jira Service Management 'incident'"):
        jira.PRESET.model("incident")
    with pytest.raises(Unlisted, match="codes of Jira Service Management for 'hold_reason'"):
        jira.PRESET.codes_of("hold_reason")


def test_a_word_for_two_values_is_a_fault() -> None:
    """A label may be the code of its own value, and of no other."""
    assert "x" == CodeTable("f", [ProductCode("A", "A", "x")]).meaning("A")
    with pytest.raises(FaultyDefinition) as faulty:
        CodeTable("f", [ProductCode("A", "B", "x"), ProductCode("B", "C", "y")])
    assert ["stands for x and for y"] == [fault.words for fault in faulty.value.faults]


def test_a_preset_that_leaves_a_topic_out_is_a_fault() -> None:
    """All of them together, and names that are there twice."""
    with pytest.raises(FaultyDefinition) as faulty:
        attrs.evolve(
            jira.PRESET, facts=(), models=(jira.INCIDENT, jira.INCIDENT), codes=(TABLE, TABLE)
        )
    codes = [fault.code for fault in faulty.value.faults]
    assert ["repeated"] * 2 == codes[:2]
    assert {"no_fact"} == set(codes[2:])


def test_certainties_and_topics_are_those_of_the_list() -> None:
    """Another is refused."""
    with pytest.raises(BadValue, match="certainty"):
        ProductFact(topic="order", says="x", source="y", certainty="sure")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="topic"):
        ProductDeviation(topic="odd", product="x", here="y", why="z")  # type: ignore[arg-type]


LIFECYCLES = {
    f"{name}: {table.name}": table
    for name, preset in PRESETS.items()
    for table in preset.lifecycles
    if table.rules
}


@pytest.mark.parametrize("table", LIFECYCLES.values(), ids=LIFECYCLES)
@settings(max_examples=20)
@given(data=st.data())
def test_a_life_by_a_table_s_rules_conforms_with_it(table: Lifecycle, data: st.DataObject) -> None:
    """It stays in the states of the product, and ends where nothing leads on."""
    rules = [(source.name, rule) for source, rule in table.expanded()]
    states, verbs = [table.initial], list[str | None]([None])
    for _ in range(12):
        ahead = [rule for source, rule in rules if source == states[-1]]
        if not ahead:
            break
        rule = data.draw(st.sampled_from(ahead))
        states.append(rule.target or states[-1])
        verbs.append(rule.event.verb)
    steps = [
        (NINE + n * HOUR, verb, {"state": state, "phase": table.phases[state]})
        for n, (state, verb) in enumerate(zip(states, verbs, strict=True))
    ]
    report = check(table, {"T-1": Timeline.from_rows(steps)})
    assert ((), ()) == (report.deviations, report.unknown_states)


@pytest.mark.parametrize("table", LIFECYCLES.values(), ids=LIFECYCLES)
def test_every_rule_is_on_some_path_unless_a_fault_says_so(table: Lifecycle) -> None:
    """From the first state to where it may be used."""
    reached, ahead = {table.initial}, [table.initial]
    rules = [(source.name, rule.target or source.name) for source, rule in table.expanded()]
    while ahead:
        state = ahead.pop()
        new = {target for source, target in rules if source == state} - reached
        reached |= new
        ahead += new
    named = str(faults(table))
    assert [] == [source for source, _ in rules if source not in reached and source not in named]
