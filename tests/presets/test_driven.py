"""Models of presets, driven: each rule on some path, each history as a document and back."""

from typing import Any

import pytest
from hypothesis import Phase as Part
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT, NORMAL_CHANGE
from itsmcore.changes import EMERGENCY_CHANGE
from itsmcore.documents import Documents
from itsmcore.errors import NotAllowed
from itsmcore.lifecycle import Model
from itsmcore.presets import jira, servicenow, translate
from itsmcore.requests import RequestModel
from itsmcore.testing import machine_for, paths, records

MODELS: dict[str, Model] = {
    model.name: model for model in (*servicenow.PRESET.models, *jira.PRESET.models)
}
INCIDENTS = [servicenow.INCIDENT, servicenow.INCIDENT_LENIENT, jira.INCIDENT, INCIDENT]
SAME_RULES = {
    "servicenow.normal_change": NORMAL_CHANGE,
    "servicenow.emergency_change": EMERGENCY_CHANGE,
}
"""Models with the rules of models that ship, which are driven as such."""
QUICK = [model for name, model in MODELS.items() if name not in SAME_RULES]
BY_ITSELF = [model for model in QUICK if not isinstance(model, RequestModel)]
"""Models whose every rule is used, whoever approves; of the others see their own tests."""
BRIEF = settings(
    max_examples=4,
    stateful_step_count=10,
    deadline=None,
    database=None,
    phases=[Part.generate],
)
each_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
each_quick_model = pytest.mark.parametrize("model", QUICK, ids=lambda model: model.name)


@pytest.mark.parametrize("name", SAME_RULES)
def test_rules_of_changes_are_those_that_ship(name: str) -> None:
    """So what is shown of these holds of the preset's."""
    ours, shipped = MODELS[name], SAME_RULES[name]
    assert ours.lifecycle.rules == shipped.lifecycle.rules
    assert (ours.regions, ours.timers, ours.reactions) == (
        shipped.regions,
        shipped.timers,
        shipped.reactions,
    )


@pytest.mark.untraced
@pytest.mark.parametrize("model", BY_ITSELF, ids=lambda model: model.name)
def test_every_rule_is_used_on_some_path(model: Model) -> None:
    """So none of the edges is there for nothing."""
    assert [] == [str(path) for path in paths(model) if path.record is None]


@pytest.mark.untraced
@each_quick_model
def test_no_history_leads_to_a_state_that_the_product_does_not_have(model: Model) -> None:
    """Whatever is done, in whatever order, the laws of a record hold."""
    machine_for(model).check(settings=BRIEF)


@each_model
@given(data=st.data())
@settings(max_examples=3, deadline=None)
def test_a_history_is_written_and_read_back(model: Model, data: st.DataObject) -> None:
    """By the model of its name."""
    record = data.draw(records(model, max_events=4))
    documents = Documents(models=[model])
    assert record == documents.structure(documents.unstructure(record), type(record))


@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_what_is_translated_ends_as_the_other_model_has_it(data: st.DataObject) -> None:
    """Between any two models of incidents; an event keeps its place, its instant and its actor.

    What only the lenient model allows is refused by the others.
    """
    model, to = (data.draw(st.sampled_from(INCIDENTS)) for _ in range(2))
    record: Any = data.draw(records(model, max_events=4))
    codes = dict.fromkeys(model.legal["resolution_code"], "user_error")
    try:
        made = translate(record, to=to, values={"code": codes}).made
    except NotAllowed:
        assert model is servicenow.INCIDENT_LENIENT is not to
        return
    assert made == type(record).replay(made.history, model=to)
    assert [(event.verb, event.at, event.by) for event in record.history] == [
        (event.verb, event.at, event.by) for event in made.history
    ]
    assert record.phase is made.phase
